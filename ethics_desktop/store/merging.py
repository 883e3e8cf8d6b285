"""Rows of a damaged file into a sound one: what both files have, all or nothing.

The private part is merged row by row without being read; all other tables together.
"""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Collection, Iterator

from ethics_desktop.domain.errors import UserError
from ethics_desktop.store.database import Database, Row
from ethics_desktop.store.salvage import Damaged

#: Merged row by row, by ``id``; the column says which of two rows is newer.
PRIVATE = {"journal_entry": "changed_at", "journal_promise": "made_at"}
#: Merged in a way of their own; sums, which triggers keep or which are made anew; SQLite's.
_NOT_ALONE = {
    *PRIVATE,
    *("journal_lock", "principle_day", "exposure", "play_day", "item_code", "principle_week"),
    *("practice_week", "code_week", "sure_wrong", "sure_last", "sqlite_sequence"),
}
#: What a broken or impossible row leads to.
REFUSED = (sqlite3.Error, UserError, ValueError, TypeError, KeyError, OverflowError)


class Merge:
    """Takes rows of a damaged file over into a sound one.

    Args:
        source: what is left of the damaged file.
        database: the sound file.
    """

    def __init__(self, source: Damaged, database: Database) -> None:
        self._source = source
        self._db = database
        self._out = database.connection

    # --- journal and the rest --------------------------------------------------------------

    def private(self) -> None:
        """Take over journal, promises and lock; the newer of two rows of one id counts."""
        for table, newer in PRIVATE.items():
            if table not in self._source.tables():
                continue
            numbers = self._source.numbers(table)
            names = self._names(table)
            place, at = names.index("id"), names.index(newer)
            seen = set()
            for n in numbers.found:
                for row in self._source.prefix(self._select(table, "n"), (n,)):
                    seen.add(row[place])
                    old = self._db.value(f"SELECT {newer} FROM {table} WHERE id=?", (row[place],))
                    if old is None or old <= row[at]:
                        self._replace_private(table, row, names)
            if numbers.whole:
                with self._db.transaction():
                    for (kept,) in self._db.rows(f"SELECT id FROM {table}"):
                        if kept not in seen:
                            self._db.run(f"DELETE FROM {table} WHERE id = ?", (kept,))
        self._lock()

    def _replace_private(self, table: str, row: Row, names: list[str]) -> None:
        """Write one row; its number is given anew, which keeps the order."""
        with contextlib.suppress(*REFUSED), self._all_or_nothing():
            kept = [name for name in names if name != "n"]
            values = [value for name, value in zip(names, row, strict=True) if name != "n"]
            place = names.index("id")
            self._out.execute(f"DELETE FROM {table} WHERE id = ?", (row[place],))
            marks = ",".join("?" * len(kept))
            self._out.execute(f"INSERT INTO {table} ({','.join(kept)}) VALUES ({marks})", values)

    def _lock(self) -> None:
        """Take the lock of the damaged file; the copy's stays when rows still need it."""
        table = "journal_lock"
        if table not in self._source.tables():
            return
        rows = self._source.prefix(self._select(table))
        if rows:
            with contextlib.suppress(*REFUSED), self._all_or_nothing():
                self._insert(table, rows[:1], "OR REPLACE")
        elif self._source.intact(table):
            with self._db.transaction():
                self._db.run(
                    "DELETE FROM journal_lock WHERE NOT EXISTS"
                    " (SELECT 1 FROM journal_entry WHERE key IS NOT NULL) AND NOT EXISTS"
                    " (SELECT 1 FROM journal_promise WHERE key IS NOT NULL)"
                )

    def rest(self, apart: Collection[str]) -> None:
        """Take over all tables but ``apart`` together, if every row of them can be read."""
        here = self._db.rows("SELECT name FROM sqlite_master WHERE type='table' ORDER BY rowid")
        there = self._source.tables() - _NOT_ALONE - set(apart)
        tables = [t for (t,) in here if t in there]
        with contextlib.suppress(*REFUSED):
            if not all(self._source.intact(table) for table in tables):
                return
            read = {table: self._source.rows(self._select(table)) for table in tables}
            with self._all_or_nothing():
                for table in reversed(tables):
                    self._out.execute(f"DELETE FROM {table}")
                for table in tables:
                    self._out.execute(f"DELETE FROM {table}")  # what triggers put there just now
                    self._insert(table, read[table], "OR REPLACE")

    # --- helpers ---------------------------------------------------------------------------

    @contextlib.contextmanager
    def _all_or_nothing(self) -> Iterator[None]:
        with self._db.transaction():
            self._out.execute("PRAGMA defer_foreign_keys=ON")
            yield

    def _names(self, table: str) -> list[str]:
        """Return the columns that both files have, in the order of the new one."""
        there = set(self._source.columns(table))
        query = f"SELECT name FROM pragma_table_info('{table}')"
        return [name for (name,) in self._db.rows(query) if name in there]

    def _place(self, table: str, column: str) -> int:
        return self._names(table).index(column)

    def _select(self, table: str, key: str = "") -> str:
        where = f" WHERE {key} = ?" if key else ""
        return f"SELECT {', '.join(self._names(table))} FROM {table}{where}"

    def _insert(self, table: str, rows: list[Row], how: str = "") -> None:
        names = self._names(table)
        marks = ",".join("?" * len(names))
        self._out.executemany(
            f"INSERT {how} INTO {table} ({', '.join(names)}) VALUES ({marks})", rows
        )

    @staticmethod
    def _need(holds: bool) -> None:
        if not holds:
            raise ValueError("incomplete")
