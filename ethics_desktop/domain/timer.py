"""The timer as a pure rule over samples of two clocks (``measurement.md`` 3.3).

Under the policy ``active`` only awake time in front of the items counts: holes (sleep, a stopped
program, a clock moved forward) are credited and kept in ``pauses``. Under ``deadline`` the wall
clock counts; moving it back never gives time.

Monotonic values are never stored: whether they go on while the machine sleeps differs by operating
system, hence the two tests for a hole (PEP 418).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Literal

import msgspec

from ethics_desktop.domain.blueprint import TimePolicy
from ethics_desktop.domain.constants import (
    CLOCK_NOISE_S,
    CLOCK_TOLERANCE_S,
    SILENT_PAUSE_S,
    SILENT_PAUSES,
    STEP_MAX_S,
    WARN_FIRST_S,
    WARN_LAST_S,
)
from ethics_desktop.domain.records import TimerRecord

TimeWarning = Literal["none", "five", "one"]


def start(limit_s: float | None, policy: TimePolicy, now: datetime) -> TimerRecord:
    """Return the state of a timer at the start of an attempt.

    Args:
        limit_s: seconds allowed, extra time included; None when untimed.
        policy: what counts as time.
        now: aware wall time.
    """
    deadline = None
    if limit_s is not None and policy is TimePolicy.DEADLINE:
        deadline = now + timedelta(seconds=limit_s)
    return TimerRecord(remaining_s=limit_s, wall=now, deadline=deadline)


def sample(record: TimerRecord, mono_prev: float, mono: float, wall: datetime) -> TimerRecord:
    """Move the timer on by one sample of the clocks, taken several times within five seconds.

    Args:
        record: state at the sample before; its ``wall`` is the wall time of that sample.
        mono_prev: monotonic seconds of the sample before, same process.
        mono: monotonic seconds now.
        wall: aware wall time now.
    """
    passed = max(0.0, mono - mono_prev)
    shift = (wall - record.wall).total_seconds() - passed
    step = min(passed, STEP_MAX_S)
    pauses, back = record.pauses, record.clock_back
    if record.deadline is None and passed > STEP_MAX_S + CLOCK_NOISE_S:
        pauses = (*pauses, passed - STEP_MAX_S)
    elif record.deadline is None and shift > CLOCK_TOLERANCE_S:
        pauses = (*pauses, shift)
    elif shift < -CLOCK_TOLERANCE_S:
        back = (*back, shift)
    spent = step if record.deadline is None else passed
    return TimerRecord(  # written out: this stands in the way of every answer
        remaining_s=_remaining(record, spent, wall),
        wall=wall,
        active_s=record.active_s + step,
        pauses=pauses,
        clock_back=back,
        interruptions=record.interruptions,
        deadline=record.deadline,
        position=record.position,
    )


def restart(record: TimerRecord, now: datetime, *, interrupted: bool = True) -> TimerRecord:
    """Take the timer up again from its saved state.

    Nothing is taken from the time left under ``active`` (at most the last heartbeat is given back);
    the hole is kept in ``pauses``. Under ``deadline`` the time until the deadline is left.

    Args:
        record: the state saved last.
        now: aware wall time.
        interrupted: True after a crash or a kill; False when the person had left by herself, where
            holes within the clock tolerance are not worth a word.
    """
    hole = (now - record.wall).total_seconds()
    pauses, back = record.pauses, record.clock_back
    if record.deadline is None and hole > (0.0 if interrupted else CLOCK_TOLERANCE_S):
        pauses = (*pauses, hole)
    elif hole < -CLOCK_TOLERANCE_S:
        back = (*back, hole)
    return msgspec.structs.replace(
        record,
        remaining_s=_remaining(record, 0.0, now),
        wall=now,
        pauses=pauses,
        clock_back=back,
        interruptions=record.interruptions + interrupted,
    )


def _remaining(record: TimerRecord, spent: float, wall: datetime) -> float | None:
    """Return the seconds left, never more than before.

    With a deadline: what is left until it, but at most what was left minus the monotonic seconds
    since. So a clock set back stops helping at once, and a clock set forward counts, because it
    cannot be told from sleep.
    """
    if record.remaining_s is None:
        return None
    left = record.remaining_s - spent
    if record.deadline is not None:
        left = min(left, (record.deadline - wall).total_seconds())
    return max(0.0, left)


def expired(record: TimerRecord) -> bool:
    """Tell whether the time is over; never for an untimed attempt."""
    return record.remaining_s is not None and record.remaining_s <= 0


def warning_of(remaining_s: float | None) -> TimeWarning:
    """Return which quiet change the countdown shows: from five minutes, from one minute."""
    if remaining_s is None or remaining_s > WARN_FIRST_S:
        return "none"
    return "five" if remaining_s > WARN_LAST_S else "one"


def pauses_silent(pauses: Sequence[float]) -> bool:
    """Tell whether pauses are few and short enough (at most 2 and 15 minutes) to say nothing.

    Beyond that the result carries a note and is left out of trends.

    Args:
        pauses: credited holes, seconds each.
    """
    return len(pauses) <= SILENT_PAUSES and math.fsum(pauses) <= SILENT_PAUSE_S
