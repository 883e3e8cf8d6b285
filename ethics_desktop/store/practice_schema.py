"""The tables of practice in ``progress.sqlite3`` (version 1.2).

Answers and the log of cards are append-only; cards, skills and what is known of each item are the
sums of them. Days are ordinals of the day of reviews (``domain.review.review_day``). Practice
keeps its own item versions, so that deleting an attempt never touches it.
"""

from __future__ import annotations

PROGRESS_1_2 = (
    """CREATE TABLE practice_session (
        n INTEGER PRIMARY KEY AUTOINCREMENT,
        id TEXT NOT NULL UNIQUE,
        kind TEXT NOT NULL CHECK (kind IN ('free', 'today', 'dilemma')),
        seed TEXT NOT NULL,
        size INTEGER NOT NULL CHECK (size >= 1),
        wish TEXT NOT NULL,
        started_at INTEGER NOT NULL,
        day INTEGER NOT NULL
    ) STRICT""",
    "CREATE INDEX practice_dilemma ON practice_session(day) WHERE kind = 'dilemma'",
    """CREATE TABLE practice_version (
        hash TEXT PRIMARY KEY,
        item TEXT NOT NULL
    ) STRICT, WITHOUT ROWID""",
    """CREATE TABLE practice_answer (
        session INTEGER NOT NULL REFERENCES practice_session(n) ON DELETE CASCADE,
        seq INTEGER NOT NULL CHECK (seq >= 1),
        bank_id TEXT NOT NULL,
        bank_version TEXT NOT NULL,
        item_id TEXT NOT NULL,
        item_hash TEXT NOT NULL REFERENCES practice_version(hash),
        item_kind TEXT NOT NULL,
        principle TEXT,
        display_order TEXT NOT NULL,
        blind REAL NOT NULL,
        answer TEXT NOT NULL,
        fraction REAL NOT NULL,
        certainty INTEGER CHECK (certainty BETWEEN 1 AND 3),
        hint INTEGER NOT NULL CHECK (hint IN (0, 1)),
        rt_ms INTEGER NOT NULL CHECK (rt_ms >= 0),
        rapid INTEGER NOT NULL CHECK (rapid IN (0, 1)),
        repeat INTEGER NOT NULL CHECK (repeat IN (0, 1)),
        at INTEGER NOT NULL,
        day INTEGER NOT NULL,
        PRIMARY KEY (session, seq)
    ) STRICT, WITHOUT ROWID""",
    "CREATE INDEX practice_answer_version ON practice_answer(item_hash)",
    "CREATE INDEX practice_answer_item ON practice_answer(item_id, at)",
    """CREATE INDEX practice_answer_certain ON practice_answer(certainty, fraction)
       WHERE certainty IS NOT NULL AND NOT repeat""",
    "CREATE INDEX practice_answer_time ON practice_answer(item_kind, at, rt_ms) WHERE NOT rapid",
    """CREATE TRIGGER practice_answer_append_only BEFORE UPDATE ON practice_answer
       BEGIN SELECT raise(ABORT, 'answers are append-only'); END""",
    # Beside ``exposure``, not in it: a program that knows 1.0 alone still finds its own sums.
    """CREATE TABLE practice_item (
        item_id TEXT PRIMARY KEY,
        times INTEGER NOT NULL,
        last_at INTEGER NOT NULL,
        last_day INTEGER NOT NULL,
        fraction REAL NOT NULL,
        certainty INTEGER
    ) STRICT, WITHOUT ROWID""",
    """CREATE TRIGGER practice_answer_in AFTER INSERT ON practice_answer
       BEGIN
         INSERT INTO practice_item
         VALUES (NEW.item_id, 1, NEW.at, NEW.day, NEW.fraction, NEW.certainty)
         ON CONFLICT DO UPDATE SET times = times + 1, last_at = max(last_at, excluded.last_at),
           last_day = max(last_day, excluded.last_day), fraction = excluded.fraction,
           certainty = excluded.certainty;
       END""",
    """CREATE TABLE practice_skill (
        principle TEXT PRIMARY KEY,
        theta REAL NOT NULL,
        n INTEGER NOT NULL CHECK (n >= 0)
    ) STRICT, WITHOUT ROWID""",
    """CREATE TABLE review_card (
        n INTEGER PRIMARY KEY AUTOINCREMENT,
        key TEXT NOT NULL UNIQUE,
        item_id TEXT NOT NULL,
        item_hash TEXT NOT NULL,
        stability REAL,
        difficulty REAL,
        last_day INTEGER,
        due_day INTEGER,
        streak INTEGER NOT NULL,
        again INTEGER NOT NULL,
        reviews INTEGER NOT NULL,
        suspended INTEGER NOT NULL CHECK (suspended IN (0, 1)),
        wished INTEGER NOT NULL CHECK (wished IN (0, 1)),
        first_day INTEGER,
        rapid_day INTEGER,
        absent INTEGER NOT NULL DEFAULT 0 CHECK (absent IN (0, 1)),
        CHECK ((stability IS NULL) = (difficulty IS NULL)),
        CHECK ((stability IS NULL) = (last_day IS NULL))
    ) STRICT""",
    """CREATE INDEX review_card_due ON review_card(due_day, item_id)
       WHERE NOT suspended AND NOT absent""",
    "CREATE INDEX review_card_first ON review_card(first_day)",
    """CREATE TABLE review_log (
        n INTEGER PRIMARY KEY AUTOINCREMENT,
        key TEXT NOT NULL,
        event TEXT NOT NULL,
        rating INTEGER CHECK (rating BETWEEN 1 AND 4),
        at INTEGER NOT NULL,
        day INTEGER NOT NULL,
        item_id TEXT NOT NULL,
        item_hash TEXT NOT NULL,
        stability REAL,
        difficulty REAL,
        due_day INTEGER,
        first INTEGER NOT NULL CHECK (first IN (0, 1)),
        CHECK (rating IS NULL OR event = 'review')
    ) STRICT""",
    "CREATE INDEX review_log_key ON review_log(key, n)",
    "CREATE INDEX review_log_day ON review_log(day) WHERE event IN ('review', 'done')",
    """CREATE TRIGGER review_log_append_only BEFORE UPDATE ON review_log
       BEGIN SELECT raise(ABORT, 'the log is append-only'); END""",
    """CREATE TABLE practice_fact (
        key TEXT PRIMARY KEY,
        value TEXT NOT NULL
    ) STRICT, WITHOUT ROWID""",
)
