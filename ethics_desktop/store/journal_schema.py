"""Tables of the private part, and the one query that the start page asks of it."""

from __future__ import annotations

# ``body`` is JSON in UTF-8, or the same sealed with the key that ``key`` names. It is a BLOB:
# SQLite quotes broken TEXT in its errors, and no word of a journal may reach a log.
# There is one lock or none. Tries are counted before a PIN is checked.
PROGRESS_1_3 = (
    """CREATE TABLE journal_entry (
        n INTEGER PRIMARY KEY AUTOINCREMENT,
        id TEXT NOT NULL UNIQUE,
        written_at INTEGER NOT NULL,
        changed_at INTEGER NOT NULL,
        key TEXT,
        body BLOB NOT NULL
    ) STRICT""",
    """CREATE TABLE journal_promise (
        n INTEGER PRIMARY KEY AUTOINCREMENT,
        id TEXT NOT NULL UNIQUE,
        made_at INTEGER NOT NULL,
        due_at INTEGER,
        key TEXT,
        body BLOB NOT NULL
    ) STRICT""",
    "CREATE INDEX journal_promise_due ON journal_promise(due_at) WHERE due_at IS NOT NULL",
    """CREATE TABLE journal_lock (
        one INTEGER PRIMARY KEY CHECK (one = 1),
        key TEXT NOT NULL,
        memory_kib INTEGER NOT NULL,
        iterations INTEGER NOT NULL,
        lanes INTEGER NOT NULL,
        salt BLOB NOT NULL,
        proof BLOB NOT NULL,
        ask_pin INTEGER NOT NULL CHECK (ask_pin IN (0, 1)),
        failures INTEGER NOT NULL CHECK (failures >= 0),
        failed_at INTEGER
    ) STRICT""",
)

PRIVATE_SIGNS = """SELECT (SELECT count(*) FROM journal_promise WHERE due_at <= ?),
    (SELECT ask_pin FROM journal_lock)"""
