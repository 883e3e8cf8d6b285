from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ethics_desktop.domain.blueprint import TimePolicy
from ethics_desktop.domain.reading import (
    form_minutes,
    limited_minutes,
    rapid_threshold,
    rapid_threshold_nt10,
    response_time_effort,
)
from ethics_desktop.domain.records import TimerRecord
from ethics_desktop.domain.timer import (
    expired,
    pauses_silent,
    restart,
    sample,
    start,
    warning_of,
)
from tests.reference import reference

NOW = datetime(2026, 11, 21, 8, tzinfo=UTC)
ACTIVE, DEADLINE = TimePolicy.ACTIVE, TimePolicy.DEADLINE


def later(seconds: float) -> datetime:
    return NOW + timedelta(seconds=seconds)


def run(record: TimerRecord, steps: list[tuple[float, float]]) -> TimerRecord:
    """Feed steps of (wall seconds, monotonic seconds)."""
    wall, mono = record.wall, 1000.0
    for dw, dm in steps:
        wall += timedelta(seconds=dw)
        record = sample(record, mono, mono + dm, wall)
        mono += dm
    return record


def test_timer_vectors() -> None:
    rows = reference("spec_cases.json")["timer"]
    assert len(rows) == 7
    for row in rows:
        steps = [tuple(row["holes"].get(str(i), (1, 1))) for i in range(row["n_ticks"])]
        got = run(start(row["limit"], ACTIVE, NOW), steps)
        want = row["result"]
        assert got.remaining_s == pytest.approx(want["remaining"], abs=1e-6)
        assert list(got.pauses) == pytest.approx(want["pauses"], abs=1e-6)
        assert list(got.clock_back) == pytest.approx(want["clock_back"], abs=1e-6)
        assert sum(got.pauses) == pytest.approx(want["pause_total"], abs=1e-6)


def test_minutes_agree_with_the_reference() -> None:
    for row in reference("spec_cases.json")["test_minutes"]:
        base = form_minutes(row["words"])
        assert base == row["base_minutes"]
        assert limited_minutes(base, row["factor"]) == row["minutes"]


def test_minutes_of_the_text() -> None:
    assert form_minutes([110] * 20) == 25
    assert limited_minutes(25, 1.3) == 33
    assert limited_minutes(100, 1.3) == 130  # 130.00000000000001 in binary is not 131


def test_thresholds_agree_with_the_reference() -> None:
    for row in reference("spec_cases.json")["tau"]:
        if "chars" in row:
            assert rapid_threshold(row["chars"]) == row["tau"]
        else:
            assert rapid_threshold_nt10(row["rts"]) == pytest.approx(row["tau_nt10"], abs=1e-6)
    with pytest.raises(ValueError, match="no times"):
        rapid_threshold_nt10([])


def test_response_time_effort() -> None:
    assert response_time_effort([(9, 3)] * 17 + [(2.9, 3)] * 3) == pytest.approx(0.85)
    assert response_time_effort([(3, 3)]) == 1
    assert response_time_effort([]) is None


def test_a_crash_costs_nothing_and_is_kept() -> None:
    record = run(start(600, ACTIVE, NOW), [(1, 1)] * 10)
    again = restart(record, later(10 + 900))
    assert again.remaining_s == record.remaining_s == 590
    assert again.pauses == (900.0,)
    assert again.interruptions == 1
    assert again.wall == later(910)


def test_leaving_for_a_moment_is_not_a_pause() -> None:
    record = run(start(600, ACTIVE, NOW), [(1, 1)])
    again = restart(record, later(2.5), interrupted=False)
    assert (again.pauses, again.interruptions) == ((), 0)
    assert restart(record, later(61), interrupted=False).pauses == (60,)


def test_a_clock_set_back_while_away_is_noted() -> None:
    again = restart(start(600, ACTIVE, NOW), later(-3600))
    assert (again.remaining_s, again.pauses, again.clock_back) == (600, (), (-3600,))


def test_the_active_policy_has_no_deadline_and_untimed_no_end() -> None:
    assert start(60, ACTIVE, NOW).deadline is None
    untimed = run(start(None, DEADLINE, NOW), [(1, 1)] * 5)
    assert (untimed.remaining_s, untimed.active_s, untimed.deadline) == (None, 5, None)
    assert not expired(untimed)


def test_deadline_counts_wall_time() -> None:
    record = start(600, DEADLINE, NOW)
    assert record.deadline == later(600)
    slept = run(record, [(1, 1), (300, 1)])  # asleep on Linux
    assert (slept.remaining_s, slept.pauses) == (299, ())
    assert run(record, [(1, 1), (300, 300)]).remaining_s == 299  # and on Windows
    assert restart(slept, later(500)).remaining_s == 100
    gone = restart(slept, later(700))
    assert gone.remaining_s == 0
    assert expired(gone)


def test_deadline_does_not_move_with_a_clock_set_back() -> None:
    record = run(start(600, DEADLINE, NOW), [(1, 1)] * 100)
    back = run(record, [(-3600, 1), (1, 1)])
    assert back.remaining_s == 498
    assert back.clock_back == (-3601.0,)
    assert restart(record, later(-3600)).remaining_s == 500


def test_a_monotonic_clock_that_goes_back_is_ignored() -> None:
    record = sample(start(60, ACTIVE, NOW), 10, 5, later(0))
    assert (record.remaining_s, record.active_s) == (60, 0)


@pytest.mark.parametrize(
    ("left", "warning"),
    [(None, "none"), (301, "none"), (300, "five"), (61, "five"), (60, "one"), (0, "one")],
)
def test_warnings(left: float | None, warning: str) -> None:
    assert warning_of(left) == warning


@pytest.mark.parametrize(
    ("pauses", "silent"),
    [((), True), ((450, 450), True), ((901,), False), ((1, 1, 1), False), ((450, 451), False)],
)
def test_pause_note(pauses: tuple[float, ...], silent: bool) -> None:
    assert pauses_silent(pauses) is silent


steps_of = st.lists(
    st.tuples(st.floats(-5000, 5000), st.floats(-10, 5000), st.booleans()), max_size=30
)


@given(st.sampled_from([ACTIVE, DEADLINE]), st.floats(1, 7200), steps_of)
def test_the_timer_never_gains_time(
    policy: TimePolicy, limit: float, steps: list[tuple[float, float, bool]]
) -> None:
    record = start(limit, policy, NOW)
    for dw, dm, crash in steps:
        wall = record.wall + timedelta(seconds=dw)
        before = record
        record = restart(record, wall) if crash else sample(record, 50, 50 + dm, wall)
        assert before.remaining_s is not None
        assert record.remaining_s is not None
        assert 0 <= record.remaining_s <= before.remaining_s
        assert record.active_s >= before.active_s
        assert all(pause > 0 for pause in record.pauses)
        assert all(jump < 0 for jump in record.clock_back)
        if policy is ACTIVE:
            assert before.remaining_s - record.remaining_s <= 5 + 1e-6


@given(st.lists(st.floats(0.01, 5), max_size=50))
def test_quiet_running_takes_exactly_what_passed(ticks: list[float]) -> None:
    record = run(start(1000, ACTIVE, NOW), [(tick, tick) for tick in ticks])
    assert record.remaining_s == pytest.approx(1000 - sum(ticks))
    assert record.active_s == pytest.approx(sum(ticks))
    assert record.pauses == ()
