"""The person's standing over time: principles, weeks, behaviours, history, one next step."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, time, timedelta
from typing import Protocol

import msgspec

from ethics_desktop.domain.bank import Principle
from ethics_desktop.domain.clock import Clock
from ethics_desktop.domain.constants import PROFILE_DAYS, TREND_WEEKS
from ethics_desktop.domain.frameworks import Framework, FrameworkPart
from ethics_desktop.domain.records import SummaryRow
from ethics_desktop.domain.result import NextStep, PrincipleResult
from ethics_desktop.domain.standing import History, PartResult, Standing, WeekPoint
from ethics_desktop.domain.statistics import estimate_sums
from ethics_desktop.domain.suggesting import next_steps, weakest_step
from ethics_desktop.domain.sums import (
    CodeSums,
    PrincipleSums,
    Sums,
    SureWrong,
    WeekSums,
    add,
    monday_of,
    negative,
    week_of,
)

#: Frameworks of the grid and of the modules.
BERAKHLAK, BIMTEK = "berakhlak", "bimtek"
#: Items of the list "yakin tetapi keliru" and attempts of the history that are read at once.
SURE_WRONG_SHOWN = 30
HISTORY_SHOWN = 50
_NOTHING = Sums(0, 0, 0.0, 0.0, 0.0)


class ProgressRows(Protocol):
    """What this service needs of a profile's database."""

    def principle_sums(self, since: datetime) -> list[PrincipleSums]: ...
    def practice_sums(self, since: int) -> list[PrincipleSums]: ...
    def week_sums(self, since: int) -> list[WeekSums]: ...
    def sums_between(self, first: datetime, before: datetime) -> list[PrincipleSums]: ...
    def code_sums(self, framework: str, since: int) -> list[CodeSums]: ...
    def sure_wrong(self, most: int) -> list[SureWrong]: ...
    def sure_wrong_count(self) -> int: ...
    def newest_of_forms(self) -> dict[str, SummaryRow]: ...
    def has_played(self) -> bool: ...
    def counts(self) -> tuple[int, int]: ...
    def history(self, form: str, since: datetime | None, most: int) -> list[SummaryRow]: ...


class Overview(msgspec.Struct, frozen=True):
    """What the start page shows."""

    principles: tuple[PrincipleResult, ...]
    last: SummaryRow | None
    step: NextStep | None


class ProgressService:
    """Cumulative results of one profile.

    Args:
        store: the profile's database.
        clock: wall time.
        cut: percent that verdicts compare with.
        frameworks: the known frameworks, by id; read when first needed.
    """

    def __init__(
        self,
        store: ProgressRows,
        clock: Clock,
        cut: float,
        frameworks: Callable[[], Mapping[str, Framework]],
    ) -> None:
        self._store = store
        self._clock = clock
        self._cut = cut
        self._frameworks = frameworks

    def overview(self) -> Overview:
        """Return the five principles over first exposures of the last 180 days.

        Source of the rule: ``measurement.md`` 1.8, last paragraph.
        """
        principles = self._principles()
        last = next(iter(self._store.history("", None, 1)), None)
        return Overview(principles, last, weakest_step(principles))

    def standing(self) -> Standing:
        """Return what Kemajuan shows; its cost hardly depends on how much was ever answered."""
        principles = self._principles()
        since = week_of(self._since().date())
        values = self._parts(BERAKHLAK, since)
        count = self._store.sure_wrong_count()
        return Standing(
            principles=principles,
            practice=self._bars(self._store.practice_sums(since)),
            weeks=self._weeks(),
            values=values,
            modules=self._parts(BIMTEK, since),
            sure_wrong=tuple(self._store.sure_wrong(SURE_WRONG_SHOWN)) if count else (),
            sure_wrong_count=count,
            steps=tuple(next_steps(principles, values, count)),
        )

    def history(
        self, form: str = "", days: int | None = None, most: int = HISTORY_SHOWN
    ) -> History:
        """Return the newest finished attempts.

        Args:
            form: blueprint id, "" for all.
            days: only those of the last so many days; None for all.
            most: how many at most.
        """
        since = None if days is None else self._clock.now() - timedelta(days=days)
        rows = self._store.history(form, since, most + 1)
        forms = {name: row.title for name, row in self._store.newest_of_forms().items()}
        return History(tuple(rows[:most]), forms, len(rows) > most)

    def has_played(self) -> bool:
        """Tell whether a scenario was ever played to an end."""
        return self._store.has_played()

    def counts(self) -> tuple[int, int]:
        """Return how many attempts and plays there are."""
        return self._store.counts()

    # --- helpers ---------------------------------------------------------------------------

    def _since(self) -> datetime:
        return self._clock.now() - timedelta(days=PROFILE_DAYS)

    def _principles(self) -> tuple[PrincipleResult, ...]:
        return self._bars(self._store.principle_sums(self._since()))

    def _bars(self, rows: Sequence[PrincipleSums]) -> tuple[PrincipleResult, ...]:
        sums = {one.principle: one for one in rows}
        return tuple(
            PrincipleResult(p, estimate_sums(sums.get(p, _NOTHING), self._cut)) for p in Principle
        )

    def _weeks(self) -> dict[Principle | None, tuple[WeekPoint, ...]]:
        """Return the weeks as this PC's calendar has them: Monday begins at its own midnight."""
        last = week_of(self._clock.now().astimezone().date())
        numbers = range(last - TREND_WEEKS + 1, last + 1)
        rows: dict[tuple[Principle | None, int], list[Sums]] = {}

        def count(principle: Principle, week: int, sums: Sums) -> None:
            rows.setdefault((principle, week), []).append(sums)
            rows.setdefault((None, week), []).append(sums)

        for one in self._store.week_sums(numbers[0]):
            count(one.principle, one.week, one)
        for week in (*numbers, last + 1):
            for moved, to, away in self._moved(week):
                count(moved.principle, to, moved)
                count(moved.principle, away, negative(moved))

        def points(principle: Principle | None) -> tuple[WeekPoint, ...]:
            sums = (add(rows.get((principle, week), [])) for week in numbers)
            return tuple(
                WeekPoint(monday_of(week), estimate_sums(one if one.n else _NOTHING, self._cut))
                for week, one in zip(numbers, sums, strict=True)
            )

        every: Sequence[Principle | None] = (None, *Principle)
        return {principle: points(principle) for principle in every}

    def _moved(self, week: int) -> Iterator[tuple[PrincipleSums, int, int]]:
        """Yield what lies between the midnights of UTC and of this PC at the start of ``week``.

        The stored sums are of UTC weeks, so that they stay right wherever the file is opened.
        Each comes with the week that it belongs to here, and the one whose sums it stands in.
        """
        midnight = datetime.combine(monday_of(week), time())
        stored, here = midnight.replace(tzinfo=UTC), midnight.astimezone(UTC)
        if here < stored:
            for one in self._store.sums_between(here, stored):
                yield one, week, week - 1
        elif stored < here:
            for one in self._store.sums_between(stored, here):
                yield one, week - 1, week

    def _parts(self, framework: str, since: int) -> tuple[PartResult, ...]:
        known = self._frameworks().get(framework)
        if known is None:
            return ()
        sums = {one.code: one for one in self._store.code_sums(framework, since)}

        def result(part: FrameworkPart) -> PartResult:
            return PartResult(
                part.code,
                part.title,
                estimate_sums(sums.get(part.code, _NOTHING), self._cut),
                tuple(result(one) for one in part.parts),
            )

        return tuple(result(part) for part in known.parts)
