"""When to ask again: FSRS by calendar days (``measurement.md`` 5.3).

The only module that knows the package ``fsrs``, which is imported when a memory is looked at and
never before. Days are ordinals (``date.toordinal``); a review happens at noon UTC of its day, for
the package counts whole blocks of 24 hours and would take the next morning for the same day. Fuzz
is off, as it uses global chance.
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from enum import IntEnum
from typing import TYPE_CHECKING

import msgspec

from ethics_desktop.domain.constants import REPEAT_MAX_DAYS

if TYPE_CHECKING:
    import fsrs

_NOON = 12


class Rating(IntEnum):
    """How a review went. Wrong is AGAIN, never HARD: hard is a pass."""

    AGAIN = 1
    HARD = 2
    GOOD = 3
    EASY = 4


class Memory(msgspec.Struct, frozen=True):
    """What is remembered of a card: ``stability`` in days, ``difficulty`` 1..10, days as ordinals.

    ``due`` is the day on which it should be asked again.
    """

    stability: float
    difficulty: float
    last: int
    due: int


class Reviewer:
    """Schedules reviews.

    Args:
        retention: share of cards that should still be known when they are asked, 0..1.
    """

    def __init__(self, retention: float) -> None:
        import fsrs

        self._fsrs = fsrs
        self._scheduler = fsrs.Scheduler(
            desired_retention=retention,
            learning_steps=(),
            relearning_steps=(),
            maximum_interval=REPEAT_MAX_DAYS,
            enable_fuzzing=False,
        )

    def review(self, memory: Memory | None, rating: Rating, day: int) -> Memory:
        """Return the memory after a review.

        Args:
            memory: None for a new card.
            rating: how it went.
            day: when; a clock that was set back counts as the day of the last review.
        """
        when = max(day, memory.last) if memory else day
        card, _log = self._scheduler.review_card(
            self._card(memory), self._fsrs.Rating(int(rating)), _noon(when)
        )
        if card.stability is None or card.difficulty is None:
            raise RuntimeError("fsrs returned a card without a memory")
        return Memory(card.stability, card.difficulty, when, card.due.date().toordinal())

    def retrievability(self, memory: Memory, day: int) -> float:
        """Return the chance (0..1) that a card is still known on a day."""
        when = _noon(max(day, memory.last))
        return self._scheduler.get_card_retrievability(self._card(memory), when)

    def _card(self, memory: Memory | None) -> fsrs.Card:
        if memory is None:
            return self._fsrs.Card(card_id=1)  # without an id it would sleep for a new one
        return self._fsrs.Card(
            card_id=1,
            state=self._fsrs.State.Review,
            stability=memory.stability,
            difficulty=memory.difficulty,
            due=_noon(memory.due),
            last_review=_noon(memory.last),
        )


def _noon(day: int) -> datetime:
    at = date.fromordinal(day)
    return datetime(at.year, at.month, at.day, _NOON, tzinfo=UTC)
