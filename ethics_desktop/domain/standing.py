"""The person's standing over time: bars, weeks, parts of frameworks. Plain values, no sentences."""

from __future__ import annotations

from datetime import date
from enum import Enum

import msgspec

from ethics_desktop.domain.bank import Principle
from ethics_desktop.domain.records import SummaryRow
from ethics_desktop.domain.result import Estimate, NextStep, PrincipleResult
from ethics_desktop.domain.sums import SureWrong


class WeekPoint(msgspec.Struct, frozen=True):
    """One week of the trend; ``estimate.n`` is 0 in a week without answers."""

    monday: date
    estimate: Estimate


class Band(str, Enum):
    """Where a behaviour lies in the quiet grid."""

    NO_DATA = "belum_ada_data"
    TOO_FEW = "belum_cukup"
    LOW = "rendah"
    MIDDLE = "sedang"
    GOOD = "baik"


class PartResult(msgspec.Struct, frozen=True):
    """A value, behaviour or module with what was answered about it."""

    code: str
    title: dict[str, str]
    estimate: Estimate
    parts: tuple[PartResult, ...] = ()

    @property
    def band(self) -> Band:
        """The words for it: the verdicts of ``measurement.md`` 1.8, never stronger."""
        return _BANDS[self.estimate.verdict.value]


_BANDS = {
    "belum_ada_data": Band.NO_DATA,
    "belum_cukup": Band.TOO_FEW,
    "perlu_penguatan": Band.LOW,
    "belum_pasti": Band.MIDDLE,
    "kuat": Band.GOOD,
}


class Standing(msgspec.Struct, frozen=True):
    """Everything Kemajuan shows but the history.

    ``practice`` is what practice comes to, never mixed with ``principles``. ``weeks`` holds the
    trend of all principles together under None, and of each by itself; every list has the same
    Mondays, oldest first. ``sure_wrong`` is cut, ``sure_wrong_count`` is not.
    """

    principles: tuple[PrincipleResult, ...]
    practice: tuple[PrincipleResult, ...]
    weeks: dict[Principle | None, tuple[WeekPoint, ...]]
    values: tuple[PartResult, ...]
    modules: tuple[PartResult, ...]
    sure_wrong: tuple[SureWrong, ...]
    sure_wrong_count: int
    steps: tuple[NextStep, ...]


class History(msgspec.Struct, frozen=True):
    """A cut of the finished attempts, newest first, and every form there is to filter by.

    ``more`` tells that there are older ones.
    """

    rows: tuple[SummaryRow, ...]
    forms: dict[str, dict[str, str]]
    more: bool
