"""One module per page of the left rail and per screen reached from it."""
