"""Practice: which item next, how an answer is rated (``measurement.md`` 5.2 and 6).

Skills choose items and nothing else: they are never shown and never enter a result.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence
from enum import Enum

import msgspec

from ethics_desktop.domain.bank import Level, Pool, Principle
from ethics_desktop.domain.certainty import Certainty
from ethics_desktop.domain.chance import u
from ethics_desktop.domain.constants import (
    EASY_STREAK,
    EASY_TIME,
    ELO_K,
    ELO_NEAREST,
    ELO_SHRINK,
    ELO_TARGET,
    WRONG_BELOW,
)
from ethics_desktop.domain.records import Candidate
from ethics_desktop.domain.result import ItemResult
from ethics_desktop.domain.review import Rating

#: Pools that practice may draw from; ``uji`` is reserved, else tests would measure memory (2.1).
OPEN_POOLS = frozenset({Pool.LATIHAN, Pool.ULANG})
#: Difficulty of a level on the scale of the skill (6).
DIFFICULTY: Mapping[Level, float] = {Level.DASAR: -1.0, Level.MENENGAH: 0.0, Level.LANJUT: 1.0}


class PracticeKind(str, Enum):
    """Why a session was begun."""

    FREE = "free"  # so many items, by filters
    TODAY = "today"  # the cards that are due
    DILEMMA = "dilemma"  # satu dilema sehari


class PracticeFilter(msgspec.Struct, frozen=True, omit_defaults=True):
    """What a person wants to practise; None, "" and False ask for nothing."""

    principle: Principle | None = None
    module: str = ""
    level: Level | None = None
    weak: bool = False

    def admits(self, candidate: Candidate, weak: Collection[str]) -> bool:
        """Tell whether an item fits; reserved items never do.

        Args:
            candidate: the item.
            weak: ids of the items whose last answer was wrong or in doubt.
        """
        return (
            candidate.pool in OPEN_POOLS
            and self.principle in (None, candidate.principle)
            and (not self.module or self.module in candidate.modules)
            and self.level in (None, candidate.level)
            and (not self.weak or candidate.id in weak)
        )


class Skill(msgspec.Struct, frozen=True):
    """A person's skill in one principle after ``n`` answers; 0 is the middle."""

    theta: float = 0.0
    n: int = 0


def expected(theta: float, difficulty: float, blind: float) -> float:
    """Return the expected fraction p = b0 + (1-b0)/(1+e^-(theta-b)) (Pelánek 2016).

    Args:
        theta: the skill.
        difficulty: b, see :data:`DIFFICULTY`.
        blind: b0, what choosing at random brings, 0..1.
    """
    return blind + (1 - blind) / (1 + math.exp(difficulty - theta))


def learned(skill: Skill, difficulty: float, blind: float, fraction: float) -> Skill:
    """Return the skill after an answer: theta += K/(1+.05 n) (f-p).

    Args:
        skill: before.
        difficulty: of the item, see :data:`DIFFICULTY`.
        blind: of the item, 0..1.
        fraction: f of the answer, 0..1.
    """
    step = ELO_K / (1 + ELO_SHRINK * skill.n)
    p = expected(skill.theta, difficulty, blind)
    return Skill(skill.theta + step * (fraction - p), skill.n + 1)


def choose(offers: Mapping[str, float], seed: str, turn: int) -> str:
    """Return the next item: drawn among the five whose expectation is nearest to .75.

    Args:
        offers: item id to expected fraction; not empty.
        seed: recorded seed of the session.
        turn: number of the item in the session, from 1.

    Raises:
        ValueError: nothing is on offer.
    """
    # distances that differ by rounding alone are ties, which the draw breaks
    draws = {one: u(seed, f"latih:{turn}", one) for one in offers}
    ranked = sorted(
        offers, key=lambda one: (round(abs(offers[one] - ELO_TARGET), 12), draws[one], one)
    )
    if not ranked:
        raise ValueError("choose: nothing on offer")
    return min(ranked[:ELO_NEAREST], key=lambda one: u(seed, f"pilih:{turn}", one))


def rate(
    fraction: float,
    *,
    blind: float,
    certainty: Certainty | None = None,
    rapid: bool = False,
    rapid_before: bool = False,
    hint: bool = False,
    streak: int = 0,
    time_ratio: float | None = None,
) -> Rating | None:
    """Return how an answer counts for a card; None is "too fast, ask again later".

    Args:
        fraction: f, 0..1.
        blind: of the item, 0..1.
        certainty: what the person said, None when it was skipped.
        rapid: faster than it can be read.
        rapid_before: so was an earlier answer to this card today.
        hint: the hint was looked at.
        streak: successes in a row before.
        time_ratio: time over the person's own usual time for this kind; None when unknown.
    """
    if rapid:
        return Rating.AGAIN if rapid_before else None
    if fraction < WRONG_BELOW:
        return Rating.AGAIN
    if fraction < 1 or hint or certainty is Certainty.DOUBT:
        return Rating.HARD
    if certainty is None and blind >= 0.5:
        return Rating.HARD
    quick = time_ratio is not None and time_ratio <= EASY_TIME
    if certainty is Certainty.SURE and streak >= EASY_STREAK and blind < 0.5 and quick:
        return Rating.EASY
    return Rating.GOOD


def worth_practising(result: ItemResult) -> bool:
    """Tell whether an item of a test was missed or doubted; unopened ones were neither."""
    return not result.score.not_reached and (result.flagged or result.score.fraction < WRONG_BELOW)


def apart(candidate: Candidate, asked: Sequence[Candidate]) -> bool:
    """Tell whether an item and those already asked leave each other alone.

    Items that give each other away, and isomorphs, do not meet in one session.
    """
    return not any(
        candidate.id in one.enemies
        or one.id in candidate.enemies
        or (candidate.family and candidate.family == one.family)
        for one in asked
    )
