"""Everything a profile holds, table by table, for the person who wants it; and its removal."""

from __future__ import annotations

import contextlib
import shutil
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import msgspec

from ethics_desktop.domain.errors import StorageError
from ethics_desktop.store.codec import from_us
from ethics_desktop.store.database import Version, read_only
from ethics_desktop.store.faults import translated
from ethics_desktop.store.locks import LOCK_NAME

#: Tables that follow from others, and the proof of a PIN: not part of an export.
LEFT_OUT = frozenset(
    "principle_day exposure play_day item_code principle_week code_week sure_wrong sure_last"
    " practice_week practice_first practice_item journal_lock".split()
)
#: Columns that hold JSON text.
_JSON = frozenset(
    "blueprint notices item display_order answer timer record result scenario score wish".split()
)
_ROWS = 500

#: File name -> columns and query of what a spreadsheet shows.
SHEETS: dict[str, tuple[tuple[str, ...], str]] = {
    "hasil.csv": (
        tuple(
            "attempt form title started_at finished_at state items full percent low high"
            " comparable".split()
        ),
        "SELECT a.id, a.blueprint_id, s.title, a.started_at, s.finished_at, a.state, s.n, s.full,"
        " s.percent, s.lo, s.hi, s.comparable FROM summary s JOIN attempt a ON a.n = s.attempt"
        " ORDER BY s.attempt",
    ),
    "nilai.csv": (
        tuple(
            "attempt position bank item principle fraction blind reached first counted"
            " finished_at".split()
        ),
        "SELECT a.id, c.position, f.bank_id, c.item_id, c.principle, c.fraction, c.blind,"
        " c.reached, c.first, c.counted, c.at FROM scored c JOIN attempt a ON a.n = c.attempt"
        " JOIN form_item f ON f.attempt = c.attempt AND f.position = c.position"
        " ORDER BY c.attempt, c.position",
    ),
    "jawaban.csv": (
        tuple("attempt seq position item answer doubt seen_ms at".split()),
        "SELECT a.id, r.seq, r.position, f.item_id, r.answer, r.flagged, r.seen_ms, r.at"
        " FROM response r JOIN attempt a ON a.n = r.attempt"
        " JOIN form_item f ON f.attempt = r.attempt AND f.position = r.position"
        " ORDER BY r.attempt, r.seq",
    ),
    "skenario.csv": (
        tuple("play scenario title first started_at finished_at state ending quality".split()),
        "SELECT p.id, p.scenario_id, p.title, p.first, p.started_at, p.finished_at, p.state,"
        " r.ending_title, r.quality FROM play p LEFT JOIN play_result r ON r.play = p.n"
        " ORDER BY p.n",
    ),
    "langkah.csv": (
        tuple("play seq choice at".split()),
        "SELECT p.id, s.seq, s.choice, s.at FROM play_step s JOIN play p ON p.n = s.play"
        " ORDER BY s.play, s.seq",
    ),
}


class DataReader:
    """Reads a profile's file with a connection of its own, for work on another thread.

    Every method may raise ``StorageError``. A context manager.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._connection = read_only(path)
        with translated(path):
            self._connection.execute("BEGIN")  # one moment for all tables

    def __enter__(self) -> DataReader:
        return self

    def __exit__(self, *_: object) -> None:
        with contextlib.suppress(sqlite3.Error):
            self._connection.close()

    @property
    def schema(self) -> str:
        """Version of the file, ``1.4``."""
        with translated(self._path):
            found = self._connection.execute("PRAGMA user_version").fetchone()[0]
        return str(Version.of(found))

    def tables(self) -> list[str]:
        """Return the names of the tables that are not left out, by name."""
        with translated(self._path):
            found = self._connection.execute(
                "SELECT name FROM sqlite_master WHERE type = 'table'"
                " AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY name"
            ).fetchall()
        return [name for (name,) in found if name not in LEFT_OUT]

    def records(self, table: str) -> Iterator[dict[str, object]]:
        """Yield the rows of a table: times as ISO 8601, JSON as what it says, bytes in hex."""
        cursor = self._rows(f'SELECT * FROM "{table}"')
        names = [column[0] for column in cursor.description]
        for row in self._fetch(cursor):
            yield {name: _plain(table, name, value) for name, value in zip(names, row, strict=True)}

    def sheet(self, name: str) -> Iterator[tuple[object, ...]]:
        """Yield the rows of one of :data:`SHEETS`; times as ISO 8601, the rest as stored."""
        columns, query = SHEETS[name]
        times = {n for n, column in enumerate(columns) if _is_time(column)}
        for row in self._fetch(self._rows(query)):
            yield tuple(
                _moment(value) if n in times and isinstance(value, int) else value
                for n, value in enumerate(row)
            )

    def _rows(self, query: str) -> sqlite3.Cursor:
        with translated(self._path):
            return self._connection.execute(query)

    def _fetch(self, cursor: sqlite3.Cursor) -> Iterator[tuple[object, ...]]:
        while True:
            with translated(self._path):
                rows = cursor.fetchmany(_ROWS)
            if not rows:
                return
            yield from rows


def erase(folder: Path) -> None:
    """Remove everything in a profile's folder: the data, its log, every backup, the settings.

    The data file goes first; the lock file stays, as it is held. Doing it again goes on.

    Raises:
        StorageError: what the disk says; a part may be gone then.
    """
    with translated(folder):
        entries = [one for one in folder.iterdir() if one.name != LOCK_NAME]
        for entry in sorted(entries, key=lambda one: not one.name.startswith("progress.sqlite3")):
            if entry.is_dir() and not entry.is_symlink():
                shutil.rmtree(entry)
            else:
                entry.unlink(missing_ok=True)
        if any(one.name != LOCK_NAME for one in folder.iterdir()):
            raise StorageError("io_error", path=str(folder), detail="not empty")


def _is_time(column: str) -> bool:
    return column == "at" or column.endswith("_at")


def _moment(us: int) -> str:
    return from_us(us).isoformat().replace("+00:00", "Z")


def _plain(table: str, column: str, value: object) -> object:
    if isinstance(value, int) and _is_time(column):
        return _moment(value)
    if isinstance(value, bytes):
        try:
            return msgspec.json.decode(value)
        except (msgspec.DecodeError, UnicodeDecodeError):
            return {"hex": value.hex()}
    if isinstance(value, str) and (column in _JSON or (table, column) == ("summary", "title")):
        try:
            return msgspec.json.decode(value)
        except msgspec.DecodeError:
            return value
    return value
