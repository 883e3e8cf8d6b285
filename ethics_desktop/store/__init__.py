"""Domain objects to SQLite and back; the only room that knows SQL."""
