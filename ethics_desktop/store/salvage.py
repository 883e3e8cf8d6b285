"""Reads what can be read of a damaged file: row by row, around the pages that are broken.

The file itself is never opened: a copy of it and its log is, so that not a byte of it changes.
"""

from __future__ import annotations

import contextlib
import shutil
import sqlite3
from collections.abc import Iterator, Sequence
from pathlib import Path
from types import TracebackType
from typing import NamedTuple

from ethics_desktop.domain.errors import StorageError
from ethics_desktop.store.backup import drop_file
from ethics_desktop.store.database import Row, Value
from ethics_desktop.store.faults import WORLD, translated
from ethics_desktop.store.migrations import PROGRESS

#: Numbers are tried one by one up to this many where a list of them cannot be read.
_MOST_NUMBERS = 200_000
#: A query is given up after this many calls of the handler, each after so many steps of SQLite: a
#: broken tree may lead in circles.
_MOST_CALLS, _STEPS = 5_000, 10_000


class Numbers(NamedTuple):
    """Numbers of the rows of a table; ``whole`` is False when some may be missing."""

    found: list[int]
    whole: bool


class Damaged:
    """What is left of a damaged data file. A context manager.

    ``usable`` is False when not even its list of tables can be read.
    """

    def __init__(self, path: Path, work: Path) -> None:
        """Copy ``path`` and its log to ``work`` (a file name that nobody else uses)."""
        self._work = work
        self._connection: sqlite3.Connection | None = None
        drop_file(work)
        with translated(work):
            for end in ("-wal", ""):
                if Path(f"{path}{end}").exists():
                    shutil.copyfile(f"{path}{end}", f"{work}{end}")
        self._columns: dict[str, list[str]] = {}
        self._calls = 0
        with contextlib.suppress(*WORLD):
            self._connection = sqlite3.connect(work, isolation_level=None)
            self._connection.set_progress_handler(self._too_long, _STEPS)
            self._open()
            return
        self.close()

    def __enter__(self) -> Damaged:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        value: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    @property
    def usable(self) -> bool:
        """Whether anything can be asked for."""
        return self._connection is not None

    def close(self) -> None:
        """Close and remove the working copy."""
        if self._connection is not None:
            with contextlib.suppress(sqlite3.Error):
                self._connection.close()
            self._connection = None
        drop_file(self._work)

    def tables(self) -> set[str]:
        """Return the names of the tables."""
        return set(self._columns)

    def columns(self, table: str) -> list[str]:
        """Return the names of a table's columns, none when it is not there."""
        return self._columns.get(table, [])

    def intact(self, table: str) -> bool:
        """Tell whether SQLite finds nothing wrong with a table and its indexes."""
        if self._connection is None or table not in self._columns:
            return False
        try:
            found = self._connection.execute(f"PRAGMA integrity_check('{table}')").fetchall()
        except WORLD:
            return False
        return found == [("ok",)]

    def rows(self, sql: str, parameters: Sequence[Value] = ()) -> list[Row]:
        """Return all rows of a query.

        Raises:
            StorageError: ``damaged`` when any of them cannot be read.
        """
        found: list[Row] = []
        for row in self._walk(sql, parameters):
            if row is None:
                raise StorageError("damaged", path=str(self._work))
            found.append(row)
        return found

    def prefix(self, sql: str, parameters: Sequence[Value] = ()) -> list[Row]:
        """Return the rows of a query up to the first one that cannot be read."""
        return [row for row in self._walk(sql, parameters) if row is not None]

    def numbers(self, table: str, known: Sequence[int] = ()) -> Numbers:
        """Return every ``n`` that a table still has; those in ``known`` are tried in any case."""
        found: set[int] = set()
        for order in ("", " DESC"):
            for row in self._walk(f"SELECT n FROM {table} ORDER BY n{order}"):
                if row is not None:
                    found.add(row[0])
        if self.intact(table):
            return Numbers(sorted(found), True)
        counted = self.prefix("SELECT seq FROM sqlite_sequence WHERE name = ?", (table,))
        top = max([*found, *known, *(row[0] for row in counted if isinstance(row[0], int)), 0])
        for n in range(1, min(top, _MOST_NUMBERS) + 1):
            if n not in found and self.prefix(f"SELECT n FROM {table} WHERE n = ?", (n,)):
                found.add(n)
        return Numbers(sorted(found), False)

    def _walk(self, sql: str, parameters: Sequence[Value] = ()) -> Iterator[Row | None]:
        """Yield rows; None at last when reading stopped at something broken."""
        if self._connection is None:
            yield None
            return
        self._calls = 0
        try:
            cursor = self._connection.execute(sql, parameters)
            while (row := cursor.fetchone()) is not None:
                yield row
        except WORLD:
            yield None

    def _too_long(self) -> bool:
        self._calls += 1
        return self._calls > _MOST_CALLS

    def _open(self) -> None:
        assert self._connection is not None
        self._connection.execute("PRAGMA trusted_schema=OFF")
        mark = self._connection.execute("PRAGMA application_id").fetchone()[0]
        if mark != PROGRESS.application_id:
            raise sqlite3.DatabaseError("not a progress file")
        names = self._connection.execute(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
        ).fetchall()
        for (name,) in names:
            info = self._connection.execute(f"SELECT name FROM pragma_table_info('{name}')")
            self._columns[name] = [column for (column,) in info]
