"""Copies of the person's data: made daily and before changes, checked, restored.

These use cases work on files, so they also help when the database cannot be opened.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import msgspec

from ethics_desktop.domain.clock import Clock
from ethics_desktop.domain.errors import StorageError
from ethics_desktop.domain.findings import Finding
from ethics_desktop.domain.watching import Watch, unwatched

if TYPE_CHECKING:
    from ethics_desktop.domain.copies import CopyContents, Rebuilt
    from ethics_desktop.services.journal_lock import Resealing


class Copy(msgspec.Struct, frozen=True):
    """One copy of the progress database; ``kind`` is manual, daily, migration or aside."""

    path: Path
    made_at: datetime
    kind: str
    bytes: int


class BackupFiles(Protocol):
    """What this service needs of the store; paths are those of one profile."""

    def make(self, now: datetime) -> Path: ...
    def daily(self, now: datetime, watch: Watch) -> Path | None: ...
    def copies(self) -> Sequence[Copy]: ...
    def check(self) -> list[Finding]: ...
    def restore(self, copy: Path, now: datetime) -> Path | None: ...
    def delete(self, copy: Path) -> None: ...
    def contents(self, copy: Path | None) -> CopyContents: ...
    def rebuild(self) -> Rebuilt: ...
    def use_rebuilt(self, now: datetime) -> Path | None: ...
    def drop_rebuilt(self) -> None: ...
    def reseal(self, change: Resealing | None) -> list[Path]: ...


class BackupService:
    """Use cases around copies of one profile's database; ``present`` tells if there is one.

    The daily copy and what changes the journal in all copies may run on any thread, and wait for
    each other: else a copy just being made could miss the change.
    """

    def __init__(self, files: BackupFiles, present: Callable[[], bool], clock: Clock) -> None:
        self._files = files
        self._present = present
        self._clock = clock
        self._alone = threading.Lock()

    def check(self) -> list[Finding]:
        """Return what is wrong with the data file; empty when sound or when there is none yet."""
        return self._files.check() if self._present() else []

    def make(self) -> Copy:
        """Make a copy now and return it.

        Raises:
            StorageError: ``nothing_to_copy`` before the first attempt, else what the disk says.
        """
        if not self._present():
            raise StorageError("nothing_to_copy")
        path = self._files.make(self._clock.now())
        return next(copy for copy in self._files.copies() if copy.path == path)

    def daily(self, watch: Watch = unwatched) -> Path | None:
        """Make today's copy unless there is one; returns the new one.

        Raises:
            StoppedError: ``watch`` says so.
        """
        with self._alone:
            return self._files.daily(self._clock.now(), watch) if self._present() else None

    def copies(self) -> list[Copy]:
        """Return the copies, newest first."""
        return list(self._files.copies())

    def restore(self, copy: Path) -> Path | None:
        """Put a copy in the place of the data file, which nobody may have open.

        Returns where the present file is kept.

        Raises:
            StorageError: the copy is not sound or the disk refuses; the present file stays.
        """
        return self._files.restore(copy, self._clock.now())

    def delete(self, copy: Path) -> None:
        """Remove one of the copies for good.

        Raises:
            StorageError: it is none of ours, or the disk refuses.
        """
        self._files.delete(copy)

    def contents(self, copy: Path | None = None) -> CopyContents:
        """Return what is in a copy, or in the present data file.

        Raises:
            StorageError: ``folder_gone`` when there is no such file.
        """
        return self._files.contents(copy)

    # --- repair ----------------------------------------------------------------------------

    def rebuild(self) -> Rebuilt:
        """Build a sound file of the newest sound copy and what can be read of the present file.

        Nothing is put in place yet, and the present file is not touched. Nobody may have it open.
        """
        return self._files.rebuild()

    def use_rebuilt(self) -> Path | None:
        """Put what :meth:`rebuild` made in place; returns where the damaged file is kept."""
        return self._files.use_rebuilt(self._clock.now())

    def drop_rebuilt(self) -> None:
        """Remove what :meth:`rebuild` made."""
        self._files.drop_rebuilt()

    # --- the journal in copies -------------------------------------------------------------

    def reseal(self, change: Resealing) -> list[Path]:
        """Put the journal in every copy under the present PIN; return copies it failed for.

        Meant for another thread: every copy is written anew and checked.
        """
        with self._alone:
            return self._files.reseal(change)

    def forget_journal(self) -> list[Path]:
        """Remove the journal from every copy; return copies it failed for. As :meth:`reseal`."""
        with self._alone:
            return self._files.reseal(None)
