"""Which day it is, and what waits to be practised: one cheap query, for the start page.

Neither the items nor the scheduler are touched here; that is ``services.practice``.
"""

from __future__ import annotations

from typing import Protocol

from ethics_desktop.domain.clock import Clock
from ethics_desktop.domain.practice_day import DayCounts, review_day


class DayStore(Protocol):
    """What this service needs of a profile's database."""

    def counts(self, day: int) -> DayCounts: ...


def today(clock: Clock) -> int:
    """Return the ordinal of the present day of reviews, by the local time of this PC."""
    return review_day(clock.now().astimezone())


def date_today(clock: Clock) -> str:
    """Return the ISO date of this PC: in Indonesia the day of UTC begins at 7 to 9 o'clock."""
    return clock.now().astimezone().date().isoformat()


class TodayService:
    """Counts the cards of today."""

    def __init__(self, store: DayStore, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    def counts(self) -> DayCounts:
        """Return what waits today and what was done."""
        return self._store.counts(today(self._clock))
