"""The two clocks the program needs, handed in so that tests can move them."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol


class Clock(Protocol):
    """Wall time and monotonic time.

    ``monotonic`` values must never be stored or compared across processes: what they count while
    the machine sleeps differs by operating system (PEP 418).
    """

    def now(self) -> datetime:
        """Return the wall clock as an aware UTC time."""
        ...

    def monotonic(self) -> float:
        """Return seconds of a clock that never goes back."""
        ...
