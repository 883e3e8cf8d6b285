"""What a copy of a person's data holds, as shown before it is put in place."""

from __future__ import annotations

from datetime import datetime

import msgspec

from ethics_desktop.domain.findings import Finding


class CopyContents(msgspec.Struct, frozen=True):
    """Counts of one data file; ``last_at`` is when something was last done in it.

    ``journal_locked`` tells that a PIN is needed for the journal in it. ``problems`` are what a
    check found; with any, the counts are what could be read.
    """

    finished: int = 0
    open: int = 0
    plays: int = 0
    practised: int = 0
    entries: int = 0
    promises: int = 0
    last_at: datetime | None = None
    journal_locked: bool = False
    problems: tuple[Finding, ...] = ()

    @property
    def sound(self) -> bool:
        """True when nothing was found wrong."""
        return not self.problems


class Rebuilt(msgspec.Struct, frozen=True):
    """A data file built from a damaged one, not in place yet.

    ``copied_at`` is the time of the copy it was built on, None without one; ``from_copy`` counts
    what came from there, ``contents`` what is in the file now. ``unreadable`` counts attempts and
    plays of the damaged file that are lost, as far as their numbers were still readable.
    """

    contents: CopyContents
    from_copy: CopyContents
    copied_at: datetime | None = None
    unreadable: int = 0
