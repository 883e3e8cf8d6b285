"""The standing of a person over months."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from ethics_desktop.domain.bank import Principle
from ethics_desktop.domain.result import StepKind
from ethics_desktop.domain.standing import Band
from ethics_desktop.services.progress import ProgressService
from ethics_desktop.store.progress import SqliteProgressStore
from tests.standing import DAYS, fill, service
from tests.worlds import HandClock, make_program


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


@pytest.fixture
def progress(tmp_path: Path, clock: HandClock) -> Iterator[ProgressService]:
    program = make_program(tmp_path, clock)
    store = SqliteProgressStore.open(tmp_path / "progress.sqlite3", clock.now())
    fill(store, clock)
    yield service(store, program)
    store.close()


def test_bars_weeks_and_parts_tell_of_the_same_answers(progress: ProgressService) -> None:
    standing = progress.standing()
    n = sum(one.estimate.n for one in standing.principles)
    assert n > 40
    assert len(standing.weeks[None]) == 26
    assert sum(point.estimate.n for point in standing.weeks[None]) == n
    assert sum(point.estimate.n > 0 for point in standing.weeks[None]) == len(DAYS)
    for principle in Principle:
        assert sum(point.estimate.n for point in standing.weeks[principle]) > 0
    assert len(standing.values) == 7
    assert sum(len(value.parts) for value in standing.values) == 21
    assert len(standing.modules) == 6
    value = next(one for one in standing.values if one.code == "akuntabel")
    assert 0 < value.estimate.n <= sum(part.estimate.n for part in value.parts)
    assert {part.band for one in standing.values for part in one.parts} >= {Band.TOO_FEW}


@pytest.mark.skipif(not hasattr(time, "tzset"), reason="this system has one zone for all")
@pytest.mark.parametrize(
    ("zone", "here", "ago", "expected"),
    [
        # Jayapura, Monday 08:00: forms of this morning 07:00, of Sunday 23:00 and of a week before
        ("WIT-9", "2026-11-23T08:00+09:00", (1, 9, 169), {(23, 11): 8, (16, 11): 16}),
        # Honolulu, Sunday 22:00: forms of this evening, of last Monday 01:00 and the Sunday before
        ("HST10", "2026-11-22T22:00-10:00", (1, 165, 167), {(16, 11): 16, (9, 11): 8}),
        ("UTC0", "2026-11-23T08:00+00:00", (1, 9, 177), {(23, 11): 8, (16, 11): 8, (9, 11): 8}),
    ],
)
def test_weeks_are_those_of_this_pc(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    zone: str,
    here: str,
    ago: tuple[int, ...],
    expected: dict[tuple[int, int], int],
) -> None:
    monkeypatch.setenv("TZ", zone)
    time.tzset()
    try:
        clock = HandClock(datetime.fromisoformat(here).astimezone(UTC))
        store = SqliteProgressStore.open(tmp_path / "progress.sqlite3", clock.now())
        fill(store, clock, [(hours / 24, 4) for hours in ago])
        standing = service(store, make_program(tmp_path, clock)).standing()
        store.close()
    finally:
        monkeypatch.undo()
        time.tzset()
    weeks = {(one.monday.day, one.monday.month): one.estimate for one in standing.weeks[None]}
    assert {monday: week.n for monday, week in weeks.items() if week.n} == expected
    newest = datetime.fromisoformat(here).date()
    assert standing.weeks[None][-1].monday == newest - timedelta(days=newest.weekday())
    parts = [standing.weeks[principle] for principle in Principle]
    assert sum(point.estimate.n for part in parts for point in part) == sum(expected.values())


def test_suggestions_give_their_reasons(progress: ProgressService) -> None:
    standing = progress.standing()
    kinds = [step.kind for step in standing.steps]
    assert kinds[:2] == [StepKind.REVIEW_CONFIDENT, StepKind.PRINCIPLE_FORM]
    assert standing.steps[0].params["count"] == standing.sure_wrong_count
    assert standing.sure_wrong_count == len(standing.sure_wrong) > 3
    for step in standing.steps[1:]:
        assert step.target and step.params


def test_after_half_a_year_only_the_history_is_left(
    progress: ProgressService, clock: HandClock
) -> None:
    clock.pass_time(timedelta(days=200).total_seconds())
    standing = progress.standing()
    assert not any(one.estimate.n for one in standing.principles)
    assert not any(point.estimate.n for point in standing.weeks[None])
    assert standing.steps == ()
    assert len(progress.history().rows) == len(DAYS)
    assert progress.history(days=180).rows == ()


def test_history_in_cuts(progress: ProgressService) -> None:
    cut = progress.history(most=3)
    assert [row.attempt_id for row in cut.rows] == ["p-6", "p-5", "p-4"] and cut.more
    assert set(cut.forms) == {"asesmen-singkat", "simulasi-etika"}
    short = progress.history("asesmen-singkat")
    assert {row.blueprint_id for row in short.rows} == {"asesmen-singkat"} and not short.more
    assert short.forms == cut.forms
    assert [row.attempt_id for row in progress.history(days=10).rows] == ["p-6", "p-5"]


def test_the_start_page_gets_its_part(progress: ProgressService) -> None:
    overview = progress.overview()
    assert overview.principles == progress.standing().principles
    assert overview.last is not None and overview.last.attempt_id == "p-6"
    assert overview.step is not None and overview.step.kind is StepKind.PRINCIPLE_FORM
    assert not progress.has_played() and progress.counts() == (len(DAYS), 0)
