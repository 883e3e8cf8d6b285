"""Running sums that stand for many answers: what triggers keep and intervals are made from."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta

import msgspec

from ethics_desktop.domain.bank import Item, Principle

_EPOCH = date(1970, 1, 1)
#: Day 0 was a Thursday: weeks begin this many days before it, on Mondays.
_MONDAY = 3


class Sums(msgspec.Struct, frozen=True):
    """Sums over scored answers: with ``n`` they give mean, variance and n_eff (1.7).

    ``fraction``, ``fraction2`` and ``blind`` are the sums of f, f squared and b; ``full`` counts
    the answers with f == 1.
    """

    n: int
    full: int
    fraction: float
    fraction2: float
    blind: float


class PrincipleSums(Sums, frozen=True):
    """Sums of one principle."""

    principle: Principle


class WeekSums(Sums, frozen=True):
    """Sums of one principle in one week of UTC, see :func:`week_of`."""

    week: int
    principle: Principle


class CodeSums(Sums, frozen=True):
    """Sums of one part of a framework."""

    code: str


class SureWrong(msgspec.Struct, frozen=True):
    """An item that was answered wrongly without a doubt when it was met last."""

    item: Item
    attempt_id: str
    position: int
    title: dict[str, str]
    at: datetime


def add(rows: Iterable[Sums]) -> Sums:
    """Return the sums over all of ``rows``."""
    found = list(rows)
    return Sums(
        sum(one.n for one in found),
        sum(one.full for one in found),
        sum(one.fraction for one in found),
        sum(one.fraction2 for one in found),
        sum(one.blind for one in found),
    )


def negative(sums: Sums) -> Sums:
    """Return what takes ``sums`` away again when it is added."""
    return Sums(-sums.n, -sums.full, -sums.fraction, -sums.fraction2, -sums.blind)


def week_of(day: date) -> int:
    """Return the number of the week (Monday to Sunday) of a day."""
    return ((day - _EPOCH).days + _MONDAY) // 7


def monday_of(week: int) -> date:
    """Return the first day of a week of :func:`week_of`."""
    return _EPOCH + timedelta(days=7 * week - _MONDAY)
