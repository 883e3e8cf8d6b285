"""Spaced repetition agrees with the package used as specified, day for day."""

from __future__ import annotations

import subprocess
import sys
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path

import pytest

from ethics_desktop.domain.constants import RETENTIONS
from ethics_desktop.domain.practice_day import review_day
from ethics_desktop.domain.review import Memory, Rating, Reviewer
from tests.reference import reference

START = date(2025, 1, 6).toordinal()
BALANCED = RETENTIONS["balanced"]


def intervals(ratings: list[Rating], retention: float = BALANCED) -> list[int]:
    """Review each time on the day it is due; return the intervals in days."""
    reviewer, memory, day, found = Reviewer(retention), None, START, []
    for rating in ratings:
        memory = reviewer.review(memory, rating, day)
        found.append(memory.due - day)
        day = memory.due
    return found


def test_trajectories_of_the_package() -> None:
    for case in reference("fsrs_app_trajectories.json")["trajectories"]:
        assert case["maximum_interval"] == 180
        reviewer = Reviewer(case["desired_retention"])
        memory: Memory | None = None
        day = START
        for (rating, late), step in zip(case["sequence"], case["steps"], strict=True):
            if memory is not None:
                day = memory.due + late
            assert date.fromordinal(day).isoformat() == step["day"]
            if memory is not None:
                known = reviewer.retrievability(memory, day)
                assert known == pytest.approx(step["R_before"], abs=1e-9)
            memory = reviewer.review(memory, Rating(rating), day)
            assert memory.stability == pytest.approx(step["stability"], abs=1e-9)
            assert memory.difficulty == pytest.approx(step["difficulty"], abs=1e-9)
            assert date.fromordinal(memory.due).isoformat() == step["due"]
            assert memory.due - day == step["interval"]
            later = reviewer.retrievability(memory, day + 30)
            assert later == pytest.approx(step["R_after_30_days"], abs=1e-9)


A, H, G, E = Rating


@pytest.mark.parametrize(
    ("ratings", "expected"),
    [
        ([G, G, G, G, G], [2, 11, 46, 163, 180]),
        ([A, G, G, G, G], [1, 2, 6, 17, 44]),
        ([H, G, G, G], [1, 5, 17, 50]),
        ([E, E, E], [8, 66, 180]),
        ([G, G, A, G, G, G], [2, 11, 2, 5, 12, 28]),
    ],
)
def test_intervals_of_the_specification(ratings: list[Rating], expected: list[int]) -> None:
    assert intervals(ratings) == expected


def test_presets_ask_more_or_less_often() -> None:
    light, balanced, strict = (intervals([G, G], RETENTIONS[name]) for name in RETENTIONS)
    assert light > balanced > strict


@pytest.mark.parametrize(
    ("local", "day"),
    [
        (datetime(2026, 11, 21, 3, 59), date(2026, 11, 20)),
        (datetime(2026, 11, 21, 4, 0), date(2026, 11, 21)),
        (datetime(2026, 11, 21, 23, 59), date(2026, 11, 21)),
        (datetime(2026, 11, 22, 0, 30, tzinfo=timezone(timedelta(hours=9))), date(2026, 11, 21)),
    ],
)
def test_a_day_begins_at_four(local: datetime, day: date) -> None:
    assert review_day(local) == day.toordinal()


def test_evening_and_next_morning_are_two_days() -> None:
    reviewer = Reviewer(BALANCED)
    evening = datetime(2026, 11, 21, 20, 0, tzinfo=UTC)
    first = reviewer.review(None, G, review_day(evening))
    second = reviewer.review(first, G, review_day(evening + timedelta(hours=11)))
    assert second.stability == pytest.approx(7.3153, abs=5e-5)


def test_a_clock_set_back_counts_as_the_last_day() -> None:
    reviewer = Reviewer(BALANCED)
    memory = reviewer.review(None, G, START)
    assert reviewer.review(memory, G, START - 40).last == START
    assert reviewer.retrievability(memory, START - 40) == 1.0


def test_the_package_is_imported_when_a_memory_is_looked_at_and_not_before(project: Path) -> None:
    script = (
        "import sys; from ethics_desktop.services import practice, today;"
        "from ethics_desktop.domain.review import Reviewer; print('fsrs' in sys.modules);"
        "Reviewer(.9); print('fsrs' in sys.modules, 'random' in vars(sys.modules['fsrs']))"
    )
    run = subprocess.run(
        [sys.executable, "-c", script], cwd=project, capture_output=True, text=True, check=True
    )
    assert run.stdout.split() == ["False", "True", "False"]
