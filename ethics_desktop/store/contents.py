"""Looks into a data file without changing a byte of it: what a preview shows."""

from __future__ import annotations

import contextlib
import sqlite3
from datetime import datetime
from pathlib import Path

from ethics_desktop.domain.copies import CopyContents
from ethics_desktop.domain.errors import StorageError
from ethics_desktop.store.checks import check
from ethics_desktop.store.codec import from_us
from ethics_desktop.store.database import read_only
from ethics_desktop.store.faults import WORLD, translated

#: Field of ``CopyContents`` -> query; a query that fails (older schema, damage) counts nothing.
_COUNTS = {
    "finished": "SELECT count(*) FROM attempt WHERE state <> 'open'",
    "open": "SELECT count(*) FROM attempt WHERE state = 'open'",
    "plays": "SELECT count(*) FROM play WHERE state = 'finished'",
    "practised": "SELECT count(*) FROM practice_answer",
    "entries": "SELECT count(*) FROM journal_entry",
    "promises": "SELECT count(*) FROM journal_promise",
    "journal_locked": "SELECT count(*) FROM journal_lock",
}
_LAST = (
    "SELECT max(started_at) FROM attempt",
    "SELECT max(finished_at) FROM attempt",
    "SELECT max(at) FROM response WHERE attempt = (SELECT max(n) FROM attempt)",
    "SELECT max(started_at) FROM play",
    "SELECT max(finished_at) FROM play",
    "SELECT max(at) FROM practice_answer",
    "SELECT max(changed_at) FROM journal_entry",
    "SELECT max(made_at) FROM journal_promise",
)


def contents(path: Path, checked: bool = True) -> CopyContents:
    """Return what a data file holds, and what a check finds unless ``checked`` is False.

    Raises:
        StorageError: ``folder_gone`` when there is no such file, ``locked``.
    """
    problems = tuple(check(path)) if checked else ()
    found: dict[str, int] = {}
    moments: list[datetime] = []
    try:
        with contextlib.closing(read_only(path)) as connection, translated(path):
            for field, query in _COUNTS.items():
                found[field] = int(_value(connection, query) or 0)
            last = [_value(connection, query) for query in _LAST]
    except StorageError as error:
        if error.code != "damaged":
            raise
        return CopyContents(problems=problems)
    for moment in last:
        with contextlib.suppress(OverflowError, TypeError):
            if moment is not None:
                moments.append(from_us(moment))
    locked = bool(found.pop("journal_locked"))
    return CopyContents(
        **found, last_at=max(moments, default=None), journal_locked=locked, problems=problems
    )


def _value(connection: sqlite3.Connection, query: str) -> int | None:
    try:
        row = connection.execute(query).fetchone()
    except WORLD:
        return None
    return row[0] if row else None
