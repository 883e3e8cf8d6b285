"""A whole program on a throw-away data folder, with a clock that tests move."""

from __future__ import annotations

import itertools
from datetime import UTC, datetime, timedelta
from pathlib import Path

from ethics_desktop.bootstrap import Program
from ethics_desktop.domain.pin import Cost
from ethics_desktop.paths import find_paths


class HandClock:
    """A clock that stands still until it is moved."""

    def __init__(self, start: datetime = datetime(2026, 11, 21, 2, 0, tzinfo=UTC)) -> None:
        self.wall = start
        self.mono = 1000.0

    def now(self) -> datetime:
        return self.wall

    def monotonic(self) -> float:
        return self.mono

    def pass_time(self, seconds: float) -> None:
        """Let both clocks run."""
        self.wall += timedelta(seconds=seconds)
        self.mono += seconds

    def jump(self, wall_s: float = 0.0, mono_s: float = 0.0) -> None:
        """Move the clocks apart: suspend, or a hand at the wall clock."""
        self.wall += timedelta(seconds=wall_s)
        self.mono += mono_s


def make_program(data: Path, clock: HandClock | None = None) -> Program:
    """Return a program with predictable ids and seeds."""
    numbers = itertools.count(1)
    seeds = itertools.count(1)
    return Program(
        paths=find_paths(data),
        clock=clock or HandClock(),
        new_id=lambda: f"{next(numbers):032x}",
        new_seed=lambda now: f"{now:%Y%m%d}-{next(seeds):08x}",
        pin_cost=Cost(memory_kib=64, iterations=1, lanes=1),  # tests try many PINs
    )
