"""Use cases; the only room that decides when something is saved."""
