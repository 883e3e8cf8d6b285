"""Errors of SQLite and of the operating system, sorted into what the person can act on."""

from __future__ import annotations

import contextlib
import errno
import os
import sqlite3
from collections.abc import Iterator
from pathlib import Path

from ethics_desktop.domain.errors import StorageError

#: What ``sqlite3`` raises: the last when it quotes a broken file in its own words.
WORLD = (sqlite3.Error, OSError, UnicodeDecodeError)
#: Bytes written by :func:`_probe` to learn what the disk refuses.
_PROBE_BYTES = 64 << 10


@contextlib.contextmanager
def translated(path: Path) -> Iterator[None]:
    """Turn errors of SQLite and the operating system into ``StorageError``; bugs pass through."""
    try:
        yield
    except WORLD as error:
        found = storage_error(error, path)
        if found is None:
            raise
        raise found from error


_ERRNO = {
    errno.ENOSPC: "disk_full",
    errno.EFBIG: "disk_full",
    getattr(errno, "EDQUOT", errno.ENOSPC): "disk_full",
    errno.EROFS: "read_only",
    errno.EACCES: "read_only",
    errno.EPERM: "read_only",
    errno.ENOENT: "folder_gone",
    errno.ENOTDIR: "folder_gone",
    errno.ENODEV: "folder_gone",
    getattr(errno, "ESTALE", errno.ENODEV): "folder_gone",
    errno.EAGAIN: "locked",
    errno.EBUSY: "locked",
}
_PRIMARY = {
    sqlite3.SQLITE_FULL: "disk_full",
    sqlite3.SQLITE_READONLY: "read_only",
    sqlite3.SQLITE_PERM: "read_only",
    sqlite3.SQLITE_BUSY: "locked",
    sqlite3.SQLITE_LOCKED: "locked",
    sqlite3.SQLITE_PROTOCOL: "locked",
    sqlite3.SQLITE_CORRUPT: "damaged",
    sqlite3.SQLITE_NOTADB: "damaged",
    sqlite3.SQLITE_FORMAT: "damaged",
    sqlite3.SQLITE_TOOBIG: "damaged",
}
_UNCLEAR = (sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_IOERR)
_DAMAGED_TEXTS = (
    "no such table",
    "no such column",
    "foreign key mismatch",
    "Could not decode to UTF-8",
)


def storage_error(
    error: sqlite3.Error | OSError | UnicodeDecodeError, path: Path
) -> StorageError | None:
    """Return what an error means for the person, or None when it is a bug of ours.

    Codes: ``disk_full``, ``read_only``, ``locked``, ``damaged``, ``folder_gone``, ``io_error``,
    each with ``path`` and ``detail`` (the words of SQLite or the system, for the log).
    """
    code: str | None
    if isinstance(error, OSError):
        code = _ERRNO.get(error.errno or 0, "io_error")
    elif isinstance(error, UnicodeDecodeError):
        code = "damaged"
    else:
        extended = getattr(error, "sqlite_errorcode", None)
        if extended is None or extended == sqlite3.SQLITE_ERROR:
            code = "damaged" if str(error).startswith(_DAMAGED_TEXTS) else None
        elif extended == sqlite3.SQLITE_READONLY_DBMOVED:
            code = "folder_gone"
        elif extended & 0xFF in _UNCLEAR:
            code = _probe(path)
        else:
            code = _PRIMARY.get(extended & 0xFF)
    return None if code is None else StorageError(code, path=str(path), detail=str(error))


def _probe(folder_of: Path) -> str:
    """Find out why the disk refuses: SQLite does not hand on ``errno``."""
    import tempfile  # on demand: only after an error

    try:
        with tempfile.TemporaryFile(dir=folder_of.parent, prefix="probe-") as file:
            file.write(b"\0" * _PROBE_BYTES)
            file.flush()
            os.fsync(file.fileno())
        with open(folder_of, "r+b"):
            pass
    except OSError as error:
        return _ERRNO.get(error.errno or 0, "io_error")
    return "io_error"
