"""The schemas of both files, as numbered migrations.

A released migration is never edited: add the next one, and a file made by it to ``tests/data/db``.
Each migration runs in one transaction together with its ``user_version``; ``sqlite_utils`` is
imported only when one is due.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

from ethics_desktop.store.database import Database, Version
from ethics_desktop.store.faults import translated
from ethics_desktop.store.journal_schema import PROGRESS_1_3
from ethics_desktop.store.practice_schema import PROGRESS_1_2
from ethics_desktop.store.progress_schema import PROGRESS_1_4

if TYPE_CHECKING:
    import sqlite_utils


class Migration(NamedTuple):
    """One step: ``change`` brings a file from the version before to ``version``."""

    version: Version
    change: Callable[[sqlite_utils.Database], object]


class Schema(NamedTuple):
    """A kind of file; ``application_id`` marks it in its header."""

    name: str
    application_id: int
    migrations: tuple[Migration, ...]

    @property
    def version(self) -> Version:
        """The newest version."""
        return self.migrations[-1].version


def migrate(
    database: Database, schema: Schema, before: Callable[[], object] = lambda: None
) -> bool:
    """Bring a file up to the newest version; return whether anything was due.

    Args:
        database: the open file.
        schema: what it should hold.
        before: called once before a file with content is changed (makes the backup); when it
            raises, nothing is changed.

    Raises:
        StorageError: ``damaged`` when the file belongs to another program or is of the other kind.
    """
    present = database.version
    _check_kind(database, schema, present)
    if present >= schema.version:
        return False
    if present.number:
        before()
    import sqlite_utils  # on demand: 92 ms, and hardly ever needed

    wrapped = sqlite_utils.Database(
        database.connection, recursive_triggers=False, execute_plugins=False
    )
    for step in schema.migrations:
        if step.version <= present:
            continue
        with translated(database.path), wrapped.atomic():
            # Another process may have been faster: look again once this one may write.
            wrapped.execute(f"PRAGMA application_id={schema.application_id}")
            if database.version >= step.version:
                continue
            step.change(wrapped)
            wrapped.execute(f"PRAGMA user_version={step.version.number}")
    return True


def _check_kind(database: Database, schema: Schema, present: Version) -> None:
    from ethics_desktop.domain.errors import StorageError

    mark = database.value("PRAGMA application_id")
    strange = mark != schema.application_id
    if present.number == 0:
        strange = mark != 0 or database.value("SELECT count(*) FROM sqlite_master") != 0
    if strange:
        database.close()
        raise StorageError("damaged", path=str(database.path), detail=f"not a {schema.name} file")


def _statements(*statements: str) -> Callable[[sqlite_utils.Database], None]:
    def change(database: sqlite_utils.Database) -> None:
        for statement in statements:
            database.execute(statement)

    return change


# Times are microseconds since 1970 UTC. ``attempt.n`` is never used twice and gives the order.
_PROGRESS_1_0 = (
    """CREATE TABLE attempt (
        n INTEGER PRIMARY KEY AUTOINCREMENT,
        id TEXT NOT NULL UNIQUE,
        blueprint_id TEXT NOT NULL,
        blueprint TEXT NOT NULL,
        seed TEXT NOT NULL,
        notices TEXT NOT NULL,
        started_at INTEGER NOT NULL,
        limit_s REAL,
        extra_time REAL NOT NULL,
        state TEXT NOT NULL CHECK (state IN ('open', 'finished', 'time_up')),
        finished_at INTEGER
    ) STRICT""",
    "CREATE INDEX attempt_open ON attempt(n) WHERE state = 'open'",
    "CREATE TABLE item_version (hash TEXT PRIMARY KEY, item TEXT NOT NULL) STRICT, WITHOUT ROWID",
    """CREATE TABLE form_item (
        attempt INTEGER NOT NULL REFERENCES attempt(n) ON DELETE CASCADE,
        position INTEGER NOT NULL CHECK (position >= 1),
        bank_id TEXT NOT NULL,
        bank_version TEXT NOT NULL,
        item_id TEXT NOT NULL,
        item_hash TEXT NOT NULL REFERENCES item_version(hash),
        display_order TEXT NOT NULL,
        blind REAL NOT NULL,
        PRIMARY KEY (attempt, position)
    ) STRICT, WITHOUT ROWID""",
    "CREATE INDEX form_item_version ON form_item(item_hash)",
    """CREATE TABLE response (
        attempt INTEGER NOT NULL,
        seq INTEGER NOT NULL CHECK (seq >= 1),
        position INTEGER NOT NULL,
        answer TEXT,
        flagged INTEGER NOT NULL CHECK (flagged IN (0, 1)),
        opened INTEGER NOT NULL CHECK (opened IN (0, 1)),
        seen_ms INTEGER NOT NULL CHECK (seen_ms >= 0),
        at INTEGER NOT NULL,
        timer TEXT NOT NULL,
        PRIMARY KEY (attempt, seq),
        FOREIGN KEY (attempt, position) REFERENCES form_item ON DELETE CASCADE
    ) STRICT, WITHOUT ROWID""",
    """CREATE TRIGGER response_append_only BEFORE UPDATE ON response
       BEGIN SELECT raise(ABORT, 'responses are append-only'); END""",
    """CREATE TABLE seen (
        attempt INTEGER NOT NULL,
        position INTEGER NOT NULL,
        seen_ms INTEGER NOT NULL CHECK (seen_ms >= 0),
        PRIMARY KEY (attempt, position),
        FOREIGN KEY (attempt, position) REFERENCES form_item ON DELETE CASCADE
    ) STRICT, WITHOUT ROWID""",
    # The timer as saved without an answer, after ``seq`` responses; a later response holds a
    # newer one. So an answer changes one page of the file and not two.
    """CREATE TABLE timer (
        attempt INTEGER PRIMARY KEY REFERENCES attempt(n) ON DELETE CASCADE,
        seq INTEGER NOT NULL,
        record TEXT NOT NULL
    ) STRICT""",
    """CREATE TABLE attempt_result (
        attempt INTEGER PRIMARY KEY REFERENCES attempt(n) ON DELETE CASCADE,
        result TEXT NOT NULL
    ) STRICT""",
    """CREATE TABLE summary (
        attempt INTEGER PRIMARY KEY REFERENCES attempt(n) ON DELETE CASCADE,
        title TEXT NOT NULL,
        finished_at INTEGER NOT NULL,
        n INTEGER NOT NULL,
        full INTEGER NOT NULL,
        percent REAL NOT NULL,
        lo REAL NOT NULL,
        hi REAL NOT NULL,
        comparable INTEGER NOT NULL CHECK (comparable IN (0, 1))
    ) STRICT""",
    "CREATE INDEX summary_time ON summary(finished_at, attempt)",
    # reached: the item was on the screen; first: first met, or again after 90 days or more;
    # counted: first, comparable and with a principle, thus in the cumulative profile.
    """CREATE TABLE scored (
        attempt INTEGER NOT NULL REFERENCES attempt(n) ON DELETE CASCADE,
        position INTEGER NOT NULL,
        item_id TEXT NOT NULL,
        principle TEXT,
        fraction REAL NOT NULL,
        blind REAL NOT NULL,
        at INTEGER NOT NULL,
        reached INTEGER NOT NULL CHECK (reached IN (0, 1)),
        first INTEGER NOT NULL CHECK (first IN (0, 1)),
        counted INTEGER NOT NULL CHECK (counted IN (0, 1)),
        PRIMARY KEY (attempt, position)
    ) STRICT, WITHOUT ROWID""",
    "CREATE INDEX scored_item ON scored(item_id, at, attempt) WHERE reached",
    "CREATE INDEX scored_counted ON scored(at, attempt, position) WHERE counted",
    # Kept by triggers, so that the figures do not depend on how much was ever answered.
    """CREATE TABLE principle_day (
        day INTEGER NOT NULL,
        principle TEXT NOT NULL,
        n INTEGER NOT NULL,
        full INTEGER NOT NULL,
        fraction REAL NOT NULL,
        fraction2 REAL NOT NULL,
        blind REAL NOT NULL,
        PRIMARY KEY (day, principle)
    ) STRICT, WITHOUT ROWID""",
    """CREATE TABLE exposure (
        item_id TEXT PRIMARY KEY,
        times INTEGER NOT NULL,
        last_at INTEGER NOT NULL,
        last_attempt INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID""",
    """CREATE TRIGGER scored_counted_in AFTER INSERT ON scored WHEN NEW.counted
       BEGIN
         INSERT INTO principle_day VALUES (NEW.at / 86400000000, NEW.principle, 1,
           NEW.fraction = 1.0, NEW.fraction, NEW.fraction * NEW.fraction, NEW.blind)
         ON CONFLICT DO UPDATE SET n = n + 1, full = full + excluded.full,
           fraction = fraction + excluded.fraction, fraction2 = fraction2 + excluded.fraction2,
           blind = blind + excluded.blind;
       END""",
    """CREATE TRIGGER scored_counted_out AFTER DELETE ON scored WHEN OLD.counted
       BEGIN
         UPDATE principle_day SET n = n - 1, full = full - (OLD.fraction = 1.0),
           fraction = fraction - OLD.fraction, fraction2 = fraction2 - OLD.fraction * OLD.fraction,
           blind = blind - OLD.blind
         WHERE day = OLD.at / 86400000000 AND principle = OLD.principle;
         DELETE FROM principle_day
         WHERE day = OLD.at / 86400000000 AND principle = OLD.principle AND n = 0;
       END""",
    """CREATE TRIGGER scored_reached_in AFTER INSERT ON scored WHEN NEW.reached
       BEGIN
         INSERT INTO exposure VALUES (NEW.item_id, 1, NEW.at, NEW.attempt)
         ON CONFLICT DO UPDATE SET times = times + 1, last_at = max(last_at, excluded.last_at),
           last_attempt = max(last_attempt, excluded.last_attempt);
       END""",
    """CREATE TRIGGER scored_reached_out AFTER DELETE ON scored WHEN OLD.reached
       BEGIN
         DELETE FROM exposure WHERE item_id = OLD.item_id AND times = 1;
         UPDATE exposure SET times = times - 1,
           last_at = (SELECT max(at) FROM scored WHERE reached AND item_id = OLD.item_id),
           last_attempt = (SELECT max(attempt) FROM scored
                           WHERE reached AND item_id = OLD.item_id)
         WHERE item_id = OLD.item_id;
       END""",
)

# Playthroughs of scenarios. Steps are append-only. A play with ``first`` measures: there is at most
# one for each scenario, and only its decisions have fractions.
_PROGRESS_1_1 = (
    """CREATE TABLE scenario_version (
        hash TEXT PRIMARY KEY,
        scenario TEXT NOT NULL
    ) STRICT, WITHOUT ROWID""",
    """CREATE TABLE play (
        n INTEGER PRIMARY KEY AUTOINCREMENT,
        id TEXT NOT NULL UNIQUE,
        scenario_id TEXT NOT NULL,
        bank_id TEXT NOT NULL,
        bank_version TEXT NOT NULL,
        scenario_hash TEXT NOT NULL REFERENCES scenario_version(hash),
        title TEXT NOT NULL,
        seed TEXT NOT NULL,
        first INTEGER NOT NULL CHECK (first IN (0, 1)),
        prefix INTEGER NOT NULL CHECK (prefix >= 0),
        started_at INTEGER NOT NULL,
        state TEXT NOT NULL CHECK (state IN ('open', 'finished', 'abandoned')),
        finished_at INTEGER,
        CHECK ((state = 'open') = (finished_at IS NULL)),
        CHECK (first = 0 OR prefix = 0)
    ) STRICT""",
    "CREATE INDEX play_open ON play(n) WHERE state = 'open'",
    "CREATE INDEX play_scenario ON play(scenario_id, n)",
    "CREATE INDEX play_version ON play(scenario_hash)",
    "CREATE UNIQUE INDEX play_first ON play(scenario_id) WHERE first",
    """CREATE TABLE play_step (
        play INTEGER NOT NULL REFERENCES play(n) ON DELETE CASCADE,
        seq INTEGER NOT NULL CHECK (seq >= 1),
        choice TEXT NOT NULL,
        at INTEGER NOT NULL,
        PRIMARY KEY (play, seq)
    ) STRICT, WITHOUT ROWID""",
    """CREATE TRIGGER play_step_append_only BEFORE UPDATE ON play_step
       BEGIN SELECT raise(ABORT, 'steps are append-only'); END""",
    """CREATE TABLE play_result (
        play INTEGER PRIMARY KEY REFERENCES play(n) ON DELETE CASCADE,
        ending TEXT NOT NULL,
        ending_title TEXT NOT NULL,
        quality REAL,
        score TEXT NOT NULL
    ) STRICT""",
    """CREATE TABLE play_fraction (
        play INTEGER NOT NULL REFERENCES play(n) ON DELETE CASCADE,
        decision INTEGER NOT NULL CHECK (decision >= 1),
        principle TEXT NOT NULL,
        node TEXT NOT NULL,
        fraction REAL NOT NULL,
        blind REAL NOT NULL,
        at INTEGER NOT NULL,
        PRIMARY KEY (play, decision, principle)
    ) STRICT, WITHOUT ROWID""",
    "CREATE INDEX play_fraction_time ON play_fraction(at, play, decision)",
    # Beside principle_day, not in it: a program that knows 1.0 alone still finds its own sums.
    """CREATE TABLE play_day (
        day INTEGER NOT NULL,
        principle TEXT NOT NULL,
        n INTEGER NOT NULL,
        full INTEGER NOT NULL,
        fraction REAL NOT NULL,
        fraction2 REAL NOT NULL,
        blind REAL NOT NULL,
        PRIMARY KEY (day, principle)
    ) STRICT, WITHOUT ROWID""",
    """CREATE TRIGGER play_fraction_in AFTER INSERT ON play_fraction
       BEGIN
         INSERT INTO play_day VALUES (NEW.at / 86400000000, NEW.principle, 1,
           NEW.fraction = 1.0, NEW.fraction, NEW.fraction * NEW.fraction, NEW.blind)
         ON CONFLICT DO UPDATE SET n = n + 1, full = full + excluded.full,
           fraction = fraction + excluded.fraction, fraction2 = fraction2 + excluded.fraction2,
           blind = blind + excluded.blind;
       END""",
    """CREATE TRIGGER play_fraction_out AFTER DELETE ON play_fraction
       BEGIN
         UPDATE play_day SET n = n - 1, full = full - (OLD.fraction = 1.0),
           fraction = fraction - OLD.fraction, fraction2 = fraction2 - OLD.fraction * OLD.fraction,
           blind = blind - OLD.blind
         WHERE day = OLD.at / 86400000000 AND principle = OLD.principle;
         DELETE FROM play_day
         WHERE day = OLD.at / 86400000000 AND principle = OLD.principle AND n = 0;
       END""",
)

_LIBRARY_1_0 = (
    """CREATE TABLE bank (
        id TEXT PRIMARY KEY,
        version TEXT NOT NULL,
        title TEXT NOT NULL,
        source TEXT NOT NULL,
        content_hash TEXT NOT NULL,
        items INTEGER NOT NULL,
        info TEXT NOT NULL,
        candidates BLOB NOT NULL
    ) STRICT, WITHOUT ROWID""",
    """CREATE TABLE item (
        n INTEGER PRIMARY KEY,
        bank_id TEXT NOT NULL REFERENCES bank(id) ON DELETE CASCADE,
        id TEXT NOT NULL,
        kind TEXT NOT NULL,
        principle TEXT,
        level TEXT NOT NULL,
        pool TEXT NOT NULL,
        status TEXT NOT NULL,
        modules TEXT NOT NULL,
        family TEXT NOT NULL,
        enemies TEXT NOT NULL,
        words INTEGER NOT NULL,
        hash TEXT NOT NULL,
        item TEXT NOT NULL
    ) STRICT""",
    "CREATE UNIQUE INDEX item_id ON item(id, bank_id)",
    "CREATE INDEX item_bank ON item(bank_id)",
    "CREATE INDEX item_draw ON item(principle, level, pool, kind, status)",
    "CREATE INDEX item_family ON item(family) WHERE family <> ''",
    "CREATE TABLE mark (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID",
)

# Scenarios of imported banks; those of shipped banks are read from their folders.
_LIBRARY_1_1 = (
    """CREATE TABLE scenario (
        bank_id TEXT NOT NULL REFERENCES bank(id) ON DELETE CASCADE,
        id TEXT NOT NULL,
        scenario TEXT NOT NULL,
        PRIMARY KEY (bank_id, id)
    ) STRICT, WITHOUT ROWID""",
)

# The library can be rebuilt, so its tables are made anew, empty, and filled at the next refresh.
# Candidates lie in chunks of a cell (principle, level, pool): a form reads a few chunks of each.
_LIBRARY_1_2 = (
    "DROP TABLE scenario",
    "DROP TABLE item",
    "DROP TABLE bank",
    "DELETE FROM mark",
    """CREATE TABLE bank (
        id TEXT PRIMARY KEY,
        version TEXT NOT NULL,
        title TEXT NOT NULL,
        source TEXT NOT NULL,
        content_hash TEXT NOT NULL,
        items INTEGER NOT NULL,
        kinds TEXT NOT NULL,
        principles TEXT NOT NULL,
        info TEXT NOT NULL
    ) STRICT, WITHOUT ROWID""",
    """CREATE TABLE item (
        n INTEGER PRIMARY KEY,
        bank_id TEXT NOT NULL REFERENCES bank(id) ON DELETE CASCADE,
        id TEXT NOT NULL,
        item BLOB NOT NULL
    ) STRICT""",
    "CREATE UNIQUE INDEX item_bank ON item(bank_id, id)",
    """CREATE TABLE cell (
        bank_id TEXT NOT NULL REFERENCES bank(id) ON DELETE CASCADE,
        principle TEXT NOT NULL,
        level TEXT NOT NULL,
        pool TEXT NOT NULL,
        chunk INTEGER NOT NULL,
        items INTEGER NOT NULL,
        candidates BLOB NOT NULL
    ) STRICT""",
    "CREATE UNIQUE INDEX cell_place ON cell(bank_id, principle, level, pool, chunk, items)",
    """CREATE TABLE scenario (
        bank_id TEXT NOT NULL REFERENCES bank(id) ON DELETE CASCADE,
        id TEXT NOT NULL,
        scenario TEXT NOT NULL,
        PRIMARY KEY (bank_id, id)
    ) STRICT, WITHOUT ROWID""",
)

PROGRESS = Schema(
    "progress",
    0x43415001,
    (
        Migration(Version(1, 0), _statements(*_PROGRESS_1_0)),
        Migration(Version(1, 1), _statements(*_PROGRESS_1_1)),
        Migration(Version(1, 2), _statements(*PROGRESS_1_2)),
        Migration(Version(1, 3), _statements(*PROGRESS_1_3)),
        Migration(Version(1, 4), _statements(*PROGRESS_1_4)),
    ),
)
LIBRARY = Schema(
    "library",
    0x43414C01,
    (
        Migration(Version(1, 0), _statements(*_LIBRARY_1_0)),
        Migration(Version(1, 1), _statements(*_LIBRARY_1_1)),
        Migration(Version(1, 2), _statements(*_LIBRARY_1_2)),
    ),
)
