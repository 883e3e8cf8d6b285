"""What a day of practice holds, in figures (``measurement.md`` 5.4).

Small on purpose: the start page needs it before anything else of practice.
"""

from __future__ import annotations

from datetime import datetime, timedelta

import msgspec

from ethics_desktop.domain.constants import (
    CARD_SECONDS,
    NEW_A_DAY,
    REPEAT_DAY_HOUR,
    REVIEWS_A_DAY,
)


def review_day(local: datetime) -> int:
    """Return the ordinal of the day a local time belongs to; a day begins at four."""
    return (local - timedelta(hours=REPEAT_DAY_HOUR)).date().toordinal()


class DayCounts(msgspec.Struct, frozen=True):
    """What one query tells about a day.

    ``due`` and ``fresh`` cards wait (reviews, new ones), ``done`` and ``introduced`` were asked
    today, ``resting`` wait until their matter was studied anew.
    """

    due: int = 0
    fresh: int = 0
    done: int = 0
    introduced: int = 0
    resting: int = 0
    dilemma_done: bool = False

    @property
    def reviews(self) -> int:
        """Reviews of today: at most 20 a day, those already done counted in."""
        return min(self.due, max(0, REVIEWS_A_DAY - self.done))

    @property
    def new(self) -> int:
        """New cards of today: at most 5 a day, none when more is due than the day may hold."""
        if self.due + self.done > REVIEWS_A_DAY:
            return 0
        return min(self.fresh, max(0, NEW_A_DAY - self.introduced))

    @property
    def cards(self) -> int:
        """Cards of today."""
        return self.reviews + self.new

    @property
    def waiting(self) -> int:
        """Reviews that are left for the days after."""
        return self.due - self.reviews

    @property
    def minutes(self) -> int:
        """Usual minutes for the cards of today, at least one."""
        return max(1, round(self.cards * CARD_SECONDS / 60))
