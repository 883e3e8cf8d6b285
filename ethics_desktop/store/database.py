"""Opening SQLite files and sorting what can go wrong with them.

Durability: WAL with ``synchronous=FULL``: a transaction is on the disk (one sync) when
:meth:`Database.transaction` returns without an error. Checkpoints are never part of an answer: the
automatic ones are off up to a large backstop, :meth:`Database.tidy` makes them at quiet moments.

Threads: a :class:`Database` belongs to the thread that opened it (``sqlite3`` checks this and
raises ``ProgrammingError``), and never survives a fork. Only the standard library is used here, as
this is on the way to the first painted window.
"""

from __future__ import annotations

import contextlib
import logging
import os
import sqlite3
import sys
from collections.abc import Generator, Iterable, Iterator, Sequence
from pathlib import Path, PurePath
from typing import Any, NamedTuple

from ethics_desktop.domain.errors import StorageError
from ethics_desktop.store.faults import WORLD, storage_error, translated

log = logging.getLogger(__name__)

#: How long to wait for another process, in seconds: while opening and in the background.
BUSY_S = 2.0
#: The same where somebody sits before a window that stands still meanwhile.
BRIEF_S = 0.2
#: ``Database.tidy`` checkpoints after this many transactions (less than ``ROOM_BYTES`` of log).
TIDY_COMMITS = 100
#: Room made in the log by ``Database.make_room``: more than the answers of one sitting need.
ROOM_BYTES = 1 << 20
#: Size of a page of a new file, unless another is asked for.
PAGE_BYTES = 4096
#: Backstop in pages of 4 KiB: SQLite checkpoints by itself only beyond 40 MiB of log.
_AUTO_CHECKPOINT_PAGES = 10_000

_PRAGMAS = (
    "synchronous=FULL",
    "fullfsync=ON",  # macOS: a plain fsync does not reach the disk
    "checkpoint_fullfsync=ON",
    "foreign_keys=ON",
    "trusted_schema=OFF",
    "cell_size_check=ON",
    "secure_delete=ON",  # what the person deletes is gone
    f"wal_autocheckpoint={_AUTO_CHECKPOINT_PAGES}",
)

Value = str | int | float | bytes | memoryview | None
Row = tuple[Any, ...]


class Version(NamedTuple):
    """A schema version; ``PRAGMA user_version`` holds ``major * 1000 + minor``, 0 is "empty".

    A newer minor only adds things an older program may ignore; a newer major is refused.
    """

    major: int
    minor: int

    @classmethod
    def of(cls, number: int) -> Version:
        """Return the version a ``user_version`` stands for."""
        return cls(*divmod(number, 1000))

    @property
    def number(self) -> int:
        """The value for ``PRAGMA user_version``."""
        return self.major * 1000 + self.minor

    def __str__(self) -> str:
        return f"{self.major}.{self.minor}"


class Database:
    """One open SQLite file. Every error of the world leaves it as a ``StorageError``."""

    def __init__(
        self, path: Path, mode: str, known: Version, busy_s: float, page_bytes: int
    ) -> None:
        self.path = path
        self._wal = f"{path}-wal"
        self._mode = mode
        self._known = known
        self._busy_s = busy_s
        self._page_bytes = page_bytes
        self._commits = 0
        self._connection = _connect(path, mode, known, busy_s, page_bytes)
        self._remember_files()

    @property
    def connection(self) -> sqlite3.Connection:
        """The connection itself, for migrations and backups inside ``store/``."""
        return self._connection

    @property
    def version(self) -> Version:
        """The schema version of the file."""
        return Version.of(int(self.value("PRAGMA user_version")))

    def wait_briefly(self) -> None:
        """Wait no more than :data:`BRIEF_S` for another process from now on, then ``locked``."""
        self._busy_s = BRIEF_S
        self.run(f"PRAGMA busy_timeout={BRIEF_S * 1000:.0f}")

    def rows(self, sql: str, parameters: Sequence[Value] = ()) -> list[Row]:
        """Run a query and return all of its rows."""
        with translated(self.path):
            return self._connection.execute(sql, parameters).fetchall()

    def some_rows(
        self, size: int, sql: str, parameters: Sequence[Value] = ()
    ) -> Generator[list[Row]]:
        """Run a query and yield its rows, ``size`` at a time, all of one moment; to be closed."""
        with translated(self.path):
            cursor = self._connection.execute(sql, parameters)
        with contextlib.closing(cursor):
            while rows := self._next(cursor, size):
                yield rows

    def row(self, sql: str, parameters: Sequence[Value] = ()) -> Row | None:
        """Run a query and return its first row, or None."""
        with translated(self.path):
            found: Row | None = self._connection.execute(sql, parameters).fetchone()
            return found

    def value(self, sql: str, parameters: Sequence[Value] = ()) -> Any:
        """Run a query and return the first column of its first row, or None."""
        found = self.row(sql, parameters)
        return None if found is None else found[0]

    def run(self, sql: str, parameters: Sequence[Value] = ()) -> int:
        """Run a statement and return the number of rows it changed."""
        with translated(self.path):
            return self._connection.execute(sql, parameters).rowcount

    def run_many(self, sql: str, rows: Iterable[Sequence[Value]]) -> None:
        """Run a statement once for each of ``rows``."""
        with translated(self.path):
            self._connection.executemany(sql, rows)

    def run_durably(self, sql: str, parameters: Sequence[Value]) -> None:
        """Run one statement as a transaction of its own.

        The same promise as :meth:`transaction`, without its overhead: this is the way of answers.
        """
        try:
            self._connection.execute(sql, parameters)
        except WORLD as error:
            found = storage_error(error, self.path)
            if found is None:
                raise
            raise found from error
        self._commits += 1
        try:
            seen = os.stat(self._wal)  # one look is enough: the log goes where its folder goes
            there = (seen.st_dev, seen.st_ino) == self._wal_id
        except OSError:
            there = False
        if not there:
            self._check_files()

    @contextlib.contextmanager
    def transaction(self) -> Iterator[None]:
        """Make everything inside happen as a whole or not at all.

        It is on the disk when the block is left. After any error nothing of it happened and the
        database can be used again. Transactions do not nest.

        Raises:
            StorageError: any code of :func:`storage_error`; ``folder_gone`` also when the commit
                went into a file that has been deleted or moved meanwhile.
        """
        if self._connection.in_transaction:
            raise RuntimeError("a transaction is open already")
        try:
            with translated(self.path):
                self._connection.execute("BEGIN IMMEDIATE")
            yield
            with translated(self.path):
                self._connection.execute("COMMIT")
        except BaseException:
            self._roll_back()
            raise
        self._commits += 1
        self._check_files()

    def tidy(self, *, now: bool = False) -> None:
        """Move the write-ahead log into the file when it has grown, or ``now``. Never raises.

        Meant for quiet moments before a write that is no answer: the write after it costs one more
        sync, for the header of the log.
        """
        if not now and self._commits < TIDY_COMMITS:
            return
        try:
            mode = "TRUNCATE" if now else "PASSIVE"
            self._connection.execute(f"PRAGMA wal_checkpoint({mode})").fetchall()
            self._commits = 0
        except sqlite3.Error as error:
            log.warning("checkpoint of %s put off: %s", self.path.name, error)

    def make_room(self) -> None:
        """Enlarge the log with zeros so that answers need no new disk blocks. Never raises.

        Syncing into blocks that are there is a quarter faster than growing a file. SQLite finds
        the end of the log by checksums, not by the size of the file (sqlite.org/fileformat2.html,
        4.1), and places no locks on it.
        """
        try:
            missing = ROOM_BYTES - os.stat(self._wal).st_size
            if missing > 0:
                with open(self._wal, "r+b", buffering=0) as file:
                    file.seek(0, os.SEEK_END)
                    file.write(bytes(missing))
        except OSError as error:
            log.warning("no room made in the log of %s: %s", self.path.name, error)

    def close(self) -> None:
        """Close the file; SQLite folds the write-ahead log into it. Closing twice is harmless."""
        with contextlib.suppress(sqlite3.Error):
            self._connection.close()

    def _next(self, cursor: sqlite3.Cursor, size: int) -> list[Row]:
        with translated(self.path):
            return cursor.fetchmany(size)

    def _roll_back(self) -> None:
        try:
            if self._connection.in_transaction:
                self._connection.execute("ROLLBACK")
        except sqlite3.Error:
            log.warning("rollback failed, opening %s again", self.path.name)
            self._reopen()

    def _reopen(self) -> None:
        self.close()
        self._connection = _connect(
            self.path, self._mode, self._known, self._busy_s, self._page_bytes
        )
        self._remember_files()

    def _remember_files(self) -> None:
        self._main_id = _identity(self.path)
        self._wal_id = _identity(self._wal)

    def _check_files(self) -> None:
        """Notice files that were taken away: POSIX goes on writing to deleted files silently."""
        if _identity(self.path) != self._main_id:
            raise StorageError("folder_gone", path=str(self.path))
        wal_id = _identity(self._wal)
        if wal_id != self._wal_id:
            if self._wal_id is None:  # made by this very transaction
                self._wal_id = wal_id
                return
            log.warning("the write-ahead log of %s was taken away; saving again", self.path.name)
            with translated(self.path):  # the log is still open: copy it into the file
                done = self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
            if done[0]:
                raise StorageError("locked", path=str(self.path), detail="log taken away")
            self._reopen()


def open_database(
    path: Path,
    known: Version,
    *,
    create: bool = True,
    busy_s: float = BUSY_S,
    page_bytes: int = PAGE_BYTES,
) -> Database:
    """Open a database file for reading and writing; its folder must exist.

    Args:
        path: the file.
        known: the newest schema this program knows.
        create: make an empty file when there is none; otherwise that is ``folder_gone``.
        busy_s: how long to wait for another process, in seconds.
        page_bytes: size of a page of a file that is made now: large ones suit large rows that are
            written many at once, small ones a small row at a time.

    Raises:
        StorageError: see :func:`storage_error`; ``newer_schema(path, found, known)`` when a newer
            program wrote the file, which stays as it is.
    """
    return Database(path, "rwc" if create else "rw", known, busy_s, page_bytes)


def read_only(path: Path, *, immutable: bool = False) -> sqlite3.Connection:
    """Open a file only for reading, without any setting changed (backups, checks).

    ``immutable`` promises that nobody writes: no lock, no log, no side file.

    Raises:
        StorageError: see :func:`storage_error`.
    """
    query = "?mode=ro&immutable=1" if immutable else "?mode=ro"
    with translated(path):
        return sqlite3.connect(
            file_uri(path.absolute()) + query, uri=True, isolation_level=None, timeout=BUSY_S
        )


def _connect(
    path: Path, mode: str, known: Version, busy_s: float, page_bytes: int
) -> sqlite3.Connection:
    with translated(path):
        connection = sqlite3.connect(
            f"{file_uri(path.absolute())}?mode={mode}",
            uri=True,
            isolation_level=None,
            timeout=busy_s,
        )
        try:
            # Looking before touching: a file of a newer program stays as it is.
            found = Version.of(connection.execute("PRAGMA user_version").fetchone()[0])
            if found.major > known.major:
                raise StorageError(
                    "newer_schema", path=str(path), found=str(found), known=str(known)
                )
            connection.execute(f"PRAGMA page_size={page_bytes}")  # an old file keeps its own
            got = connection.execute("PRAGMA journal_mode=WAL").fetchone()[0]
            if got != "wal":
                log.warning("%s uses journal mode %s (network folder?)", path.name, got)
            for pragma in _PRAGMAS:
                connection.execute(f"PRAGMA {pragma}")
            connection.execute("SELECT count(*) FROM sqlite_master").fetchone()  # opens the log
        except BaseException:
            connection.close()
            raise
        return connection


def file_uri(path: PurePath) -> str:
    """Return the URI by which SQLite opens an absolute path.

    SQLite knows no hosts in URIs: of ``\\\\server\\share`` the server is part of the path.
    """
    uri = path.as_uri()
    return uri if uri.startswith("file:///") else uri.replace("file://", "file:////", 1)


def _identity(path: str | Path) -> tuple[int, int] | None:
    try:
        found = os.stat(path)
    except OSError:
        return None
    return found.st_dev, found.st_ino


def sync_file(path: Path) -> None:
    """Bring a file's content to the disk."""
    handle = os.open(path, os.O_RDWR)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def sync_folder(path: Path) -> None:
    """Bring new and renamed entries of a folder to the disk (nothing to do on Windows)."""
    if sys.platform == "win32":
        return
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
