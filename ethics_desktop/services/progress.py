"""The person's standing over time: the five principles, the last result, one next step."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Protocol

import msgspec

from ethics_desktop.domain.bank import Principle
from ethics_desktop.domain.clock import Clock
from ethics_desktop.domain.constants import PROFILE_DAYS
from ethics_desktop.domain.records import ScoredRow, SummaryRow
from ethics_desktop.domain.result import NextStep, PrincipleResult, StepKind, Verdict
from ethics_desktop.domain.statistics import estimate


class ProgressRows(Protocol):
    """What this service needs of a profile's database."""

    def first_exposures(self, since: datetime) -> list[ScoredRow]: ...
    def history(self, limit: int | None = None) -> list[SummaryRow]: ...


class Overview(msgspec.Struct, frozen=True):
    """What the start page and the progress page show."""

    principles: tuple[PrincipleResult, ...]
    last: SummaryRow | None
    step: NextStep | None


class ProgressService:
    """Cumulative results of one profile."""

    def __init__(self, store: ProgressRows, clock: Clock, cut: float) -> None:
        self._store = store
        self._clock = clock
        self._cut = cut

    def overview(self) -> Overview:
        """Return the five principles over first exposures of the last 180 days.

        Source of the rule: ``measurement.md`` 1.8, last paragraph.
        """
        rows = self._store.first_exposures(self._clock.now() - timedelta(days=PROFILE_DAYS))
        principles = tuple(self._principle(principle, rows) for principle in Principle)
        last = next(iter(self._store.history(limit=1)), None)
        return Overview(principles, last, _suggest(principles))

    def _principle(self, principle: Principle, rows: list[ScoredRow]) -> PrincipleResult:
        own = [row for row in rows if row.principle is principle]
        return PrincipleResult(
            principle,
            estimate(
                [row.fraction for row in own],
                [row.blind for row in own],
                [row.fraction == 1.0 for row in own],
                self._cut,
            ),
        )


_URGENCY = (Verdict.NEEDS_WORK, Verdict.UNCERTAIN, Verdict.TOO_FEW)


def _suggest(principles: tuple[PrincipleResult, ...]) -> NextStep | None:
    """Return the principle worth the next form: weak before undecided before thin."""
    for verdict in _URGENCY:
        fitting = [p for p in principles if p.estimate.verdict is verdict]
        if fitting:
            weakest = min(fitting, key=lambda p: p.estimate.percent)
            return NextStep(
                StepKind.PRINCIPLE_FORM,
                target=f"prinsip-{weakest.principle.value}",
                principle=weakest.principle,
                params={"full": weakest.estimate.full, "n": weakest.estimate.n},
            )
    return None
