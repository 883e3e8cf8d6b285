"""Copies of a database made while it is in use, and the way back.

A copy is one file, checked before it counts. ``restore`` never deletes the file it replaces: that
one becomes a backup of the kind ``aside``. Backups still hold what the person deleted later.
"""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import sqlite3
from datetime import UTC, datetime
from os.path import isfile  # Path's raise for some names
from pathlib import Path
from typing import Literal, NamedTuple, get_args

from ethics_desktop.domain.errors import StorageError
from ethics_desktop.domain.findings import Finding
from ethics_desktop.domain.watching import Watch, unwatched
from ethics_desktop.store.checks import check
from ethics_desktop.store.database import Version, read_only, sync_file, sync_folder
from ethics_desktop.store.faults import translated
from ethics_desktop.store.migrations import Schema

__all__ = ["BackupInfo", "Kind", "backup", "check", "daily_backup", "list_backups", "restore"]

Kind = Literal["daily", "migration", "aside", "manual"]
KEEP_DAYS = 7
KEEP_WEEKS = 4

_STAMP = "%Y%m%dT%H%M%S"
_NAME = re.compile(
    r"(?P<stem>.+)-(?P<stamp>\d{8}T\d{6})Z-(?P<kind>" + "|".join(get_args(Kind)) + r")"
    r"(?:-(?P<again>\d+))?\.sqlite3"
)
_NO_WAL_S = 0.0
#: Pages that are copied in one go, 256 KiB: in between the file is free for everybody else.
_STEP = 64
#: A half copy that nobody wrote to for so long, in seconds, is being made by nobody any more.
_CUT_OFF_S = 86_400


class BackupInfo(NamedTuple):
    """One copy in the folder; ``made_at`` is aware UTC, ``size`` in bytes."""

    path: Path
    made_at: datetime
    kind: Kind
    size: int


def backup(
    path: Path,
    now: datetime,
    kind: Kind = "manual",
    folder: Path | None = None,
    watch: Watch = unwatched,
) -> Path:
    """Copy an open or closed database into ``folder`` (``backups`` next to it) and check the copy.

    The copy carries the time in its name (UTC) and is on the disk when this returns. Others may
    write meanwhile; then it begins again with what is new.

    Raises:
        StorageError: as :func:`storage_error`; ``damaged`` when the copy does not pass its
            check (then it is not kept).
        StoppedError: ``watch`` says so; nothing is kept.
    """
    folder = folder or path.parent / "backups"
    with translated(path):
        folder.mkdir(exist_ok=True)
    target = _free_name(folder, path.stem, now, kind)
    part = target.with_suffix(".part")
    try:
        _copy(path, part, watch)
        problems = check(part)
        if problems:
            raise StorageError("damaged", path=str(path), detail=problems[0].code)
        with translated(target):
            sync_file(part)
            os.replace(part, target)
            sync_folder(folder)
    finally:
        drop_file(part)
    return target


def daily_backup(
    path: Path,
    now: datetime,
    folder: Path | None = None,
    watch: Watch = unwatched,
) -> Path | None:
    """Make today's copy unless there is one, then drop the daily copies nobody needs.

    Kept are the newest of each of the 7 latest days and of each of the 4 latest weeks that have
    one; other kinds are never dropped, nor are copies dated later than ``now``: a clock that was
    wrong for a while must not push out those of right days. Days are UTC. What copies that were
    cut off a day ago or earlier have left is removed. Returns the new copy or None.

    Raises:
        StorageError, StoppedError: as :func:`backup`; then every older copy is kept.
    """
    folder = folder or path.parent / "backups"
    daily = [one for one in list_backups(folder, path.stem) if one.kind == "daily"]
    if any(one.made_at.date() == now.astimezone(UTC).date() for one in daily):
        return None
    made = backup(path, now, "daily", folder, watch)
    _drop_cut_off(folder, now)
    daily = [
        one for one in list_backups(folder, path.stem) if one.kind == "daily" and one.made_at <= now
    ]
    kept = _newest_per([one.made_at.date().toordinal() for one in daily], KEEP_DAYS)
    kept |= _newest_per([(one.made_at.date().toordinal() - 1) // 7 for one in daily], KEEP_WEEKS)
    for place, one in enumerate(daily):
        if place not in kept and one.path != made:
            drop_file(one.path)
    return made


def list_backups(folder: Path, stem: str = "progress") -> list[BackupInfo]:
    """Return the copies of ``<stem>.sqlite3`` in a folder, newest first; none if it is not there.

    Raises:
        StorageError: when the folder is there and cannot be read.
    """
    found = []
    with translated(folder):
        files = list(folder.iterdir()) if folder.is_dir() else []
        for file in files:
            match = _NAME.fullmatch(file.name)
            if match is None or match["stem"] != stem:
                continue
            # one that daily_backup drops on another thread just now is none any more
            with contextlib.suppress(ValueError, FileNotFoundError):
                made = datetime.strptime(match["stamp"], _STAMP).replace(tzinfo=UTC)
                key = (made, int(match["again"] or 1))
                kind: Kind = match["kind"]  # type: ignore[assignment]
                found.append((key, BackupInfo(file, made, kind, file.stat().st_size)))
    return [one for _, one in sorted(found, key=lambda pair: pair[0], reverse=True)]


def delete_backup(copy: Path, folder: Path) -> None:
    """Remove one copy for good.

    Raises:
        StorageError: ``backup_missing`` when it is no copy of this folder, or what the disk says.
    """
    if copy not in [one.path for one in list_backups(folder)]:
        raise StorageError("backup_missing", path=str(copy))
    with translated(copy):
        copy.unlink()
        Path(f"{copy}-wal").unlink(missing_ok=True)
        sync_folder(folder)


def restore(copy: Path, target: Path, now: datetime, schema: Schema) -> Path | None:
    """Put a backup in the place of ``target``, which nobody may have open.

    The copy is checked first. The present file, however damaged, is kept in ``backups`` with the
    kind ``aside``; its path is returned (None when there was no file). At every moment either the
    old or the new file is complete in its place.

    Raises:
        StorageError: ``backup_missing``; ``backup_damaged(path, detail)`` when the copy does not
            pass, ``newer_schema``, ``locked`` when the present file is open; then nothing is
            changed.
    """
    _check_copy(copy, schema)
    part = target.with_suffix(".restore")
    try:
        with translated(target):
            shutil.copyfile(copy, part)
            sync_file(part)
        aside = _set_aside(target, now) if target.exists() else None
        with translated(target):
            os.replace(part, target)
            sync_folder(target.parent)
    finally:
        drop_file(part)
    return aside


def _check_copy(copy: Path, schema: Schema) -> None:
    if not isfile(copy):
        raise StorageError("backup_missing", path=str(copy))
    try:
        with contextlib.closing(read_only(copy)) as connection, translated(copy):
            found = Version.of(connection.execute("PRAGMA user_version").fetchone()[0])
            mark = connection.execute("PRAGMA application_id").fetchone()[0]
    except StorageError as error:
        if error.code != "damaged":
            raise
        raise _unsound(copy, str(error.params.get("detail", ""))) from error
    if mark != schema.application_id:
        raise _unsound(copy, f"not a {schema.name} file")
    if found.major > schema.version.major:
        raise StorageError(
            "newer_schema", path=str(copy), found=str(found), known=str(schema.version)
        )
    problems: list[Finding] = check(copy)
    if problems:
        raise _unsound(copy, problems[0].code)


def _unsound(copy: Path, detail: str) -> StorageError:
    """Not ``damaged``: that would have the person's own sound file repaired."""
    return StorageError("backup_damaged", path=str(copy), detail=detail)


def _set_aside(target: Path, now: datetime) -> Path:
    """Copy the present file to the backups and leave it without a write-ahead log.

    A log left behind would be applied to the new file. SQLite folds it in; when the file is too
    damaged for that, it is copied with its log first and the log removed then.
    """
    folder = target.parent / "backups"
    with translated(target):
        folder.mkdir(exist_ok=True)
        aside = _free_name(folder, target.stem, now, "aside")
    try:
        leave_wal(target)
    except StorageError as error:
        if error.code == "locked":
            raise
    _copy_aside(target, aside)
    with translated(target):
        for end in ("-wal", "-shm"):
            Path(f"{target}{end}").unlink(missing_ok=True)
        sync_folder(target.parent)
    return aside


def _copy_aside(target: Path, aside: Path) -> None:
    """Copy a file with its log, both or nothing: the file comes last and makes the set complete."""
    part = aside.with_suffix(".part")
    try:
        with translated(target):
            if Path(f"{target}-wal").exists():
                shutil.copyfile(f"{target}-wal", f"{aside}-wal")
                sync_file(Path(f"{aside}-wal"))
            shutil.copyfile(target, part)
            sync_file(part)
            os.replace(part, aside)
            sync_folder(aside.parent)
    except BaseException:
        drop_file(aside)
        raise
    finally:
        drop_file(part)


def leave_wal(path: Path) -> None:
    """Fold the write-ahead log of a closed file into it, so that one file is everything."""
    with translated(path):
        connection = sqlite3.connect(path, isolation_level=None, timeout=_NO_WAL_S)
        with contextlib.closing(connection):
            connection.execute("PRAGMA synchronous=FULL")
            connection.execute("PRAGMA journal_mode=DELETE").fetchone()


def _copy(path: Path, part: Path, watch: Watch) -> None:
    def look(_status: int, left: int, pages: int) -> None:
        watch(1 - left / pages if pages else 0.0)

    with contextlib.closing(read_only(path)) as source, translated(part):
        target = sqlite3.connect(part, isolation_level=None)
        with contextlib.closing(target):
            source.backup(target, pages=_STEP, progress=look)
            target.execute("PRAGMA journal_mode=DELETE").fetchone()


def _drop_cut_off(folder: Path, now: datetime) -> None:
    """Remove half copies of programs that were ended: nobody lists them, nor seals the journal."""
    for part in folder.glob("*.part"):
        with contextlib.suppress(OSError):
            if now.timestamp() - part.stat().st_mtime > _CUT_OFF_S:
                drop_file(part)


def _free_name(folder: Path, stem: str, now: datetime, kind: Kind) -> Path:
    base = f"{stem}-{now.astimezone(UTC).strftime(_STAMP)}Z-{kind}"
    path = folder / f"{base}.sqlite3"
    again = 1
    while path.exists():
        again += 1
        path = folder / f"{base}-{again}.sqlite3"
    return path


def _newest_per(groups: list[int], number: int) -> set[int]:
    """Return the places of the first of each of the first ``number`` groups (newest first)."""
    first: dict[int, int] = {}
    for place, group in enumerate(groups):
        first.setdefault(group, place)
    return set(list(first.values())[:number])


def drop_file(path: Path) -> None:
    """Remove a database file with its side files, as far as the system lets it be removed."""
    with contextlib.suppress(OSError):
        path.unlink(missing_ok=True)
        for end in ("-journal", "-wal", "-shm"):
            Path(f"{path}{end}").unlink(missing_ok=True)
