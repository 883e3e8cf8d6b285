"""The journal in copies that were made before: sealed with the present PIN, or removed."""

from __future__ import annotations

import contextlib
import logging
import os
import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path

from ethics_desktop.domain.errors import StorageError, UserError
from ethics_desktop.store.backup import drop_file, leave_wal, list_backups
from ethics_desktop.store.checks import check
from ethics_desktop.store.database import (
    Version,
    open_database,
    read_only,
    sync_file,
    sync_folder,
)
from ethics_desktop.store.faults import translated
from ethics_desktop.store.journal import SqliteJournalStore
from ethics_desktop.store.migrations import PROGRESS

log = logging.getLogger(__name__)

_JOURNAL_SINCE = Version(1, 3)


def change_copies(folder: Path, change: Callable[[SqliteJournalStore], None]) -> list[Path]:
    """Do ``change`` to the journal of every copy in ``folder``; return copies it failed for.

    Each copy is changed beside its place, checked, and put there whole; a failure leaves it as it
    was. Copies without a journal are left alone.

    Raises:
        StorageError: when the folder cannot be read.
    """
    failed = []
    for copy in list_backups(folder):
        try:
            if _holds_journal(copy.path):
                _change_one(copy.path, change)
        except UserError as error:
            log.warning("journal in %s left as it was: %s", copy.path.name, error.code)
            failed.append(copy.path)
    return failed


def _holds_journal(copy: Path) -> bool:
    if Path(f"{copy}-wal").exists():  # kept with its log, because it was damaged
        raise StorageError("damaged", path=str(copy), detail="with a log")
    with contextlib.closing(read_only(copy, immutable=True)) as connection, translated(copy):
        if connection.execute("PRAGMA application_id").fetchone()[0] != PROGRESS.application_id:
            raise StorageError("damaged", path=str(copy), detail="not a progress file")
        version = Version.of(connection.execute("PRAGMA user_version").fetchone()[0])
        return version >= _JOURNAL_SINCE and _rows(connection) > 0


def _rows(connection: sqlite3.Connection) -> int:
    tables = ("journal_entry", "journal_promise", "journal_lock")
    return sum(connection.execute(f"SELECT count(*) FROM {t}").fetchone()[0] for t in tables)


def _change_one(copy: Path, change: Callable[[SqliteJournalStore], None]) -> None:
    part = copy.with_suffix(".part")
    try:
        with translated(part):
            shutil.copyfile(copy, part)
        with contextlib.closing(open_database(part, PROGRESS.version, create=False)) as database:
            store = SqliteJournalStore(database)
            change(store)
            store.scrub()
        leave_wal(part)
        problems = check(part)
        if problems:
            raise StorageError("damaged", path=str(copy), detail=problems[0].code)
        with translated(part):
            sync_file(part)
            os.replace(part, copy)
            sync_folder(copy.parent)
    finally:
        drop_file(part)
