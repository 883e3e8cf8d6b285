"""The PIN of a profile: what is too simple, how long to wait after wrong ones, what is kept of it.

The key made from a PIN is never kept, neither on the disk nor in a log; ``Lock`` is all there is.
"""

from __future__ import annotations

import unicodedata
from datetime import datetime, timedelta
from itertools import pairwise

import msgspec

PIN_SHORTEST, PIN_LONGEST = 6, 64
#: Seconds to wait after the third, fourth ... wrong PIN in a row; the last one goes on for ever.
WAITS_S = (30.0, 60.0, 120.0, 300.0, 600.0, 1800.0, 3600.0)
FREE_TRIES = 2

#: Bounds within which a stored cost is believed: a damaged file must not eat all the memory.
MEMORY_KIB = (8, 1 << 20)
ITERATIONS = (1, 64)
LANES = (1, 16)


class Cost(msgspec.Struct, frozen=True):
    """What one try costs: the second recommended choice of RFC 9106 (64 MiB, 3 passes, 4 lanes)."""

    memory_kib: int = 64 << 10
    iterations: int = 3
    lanes: int = 4

    @property
    def believable(self) -> bool:
        """False for figures that no version of the program writes."""
        return (
            MEMORY_KIB[0] <= self.memory_kib <= MEMORY_KIB[1]
            and ITERATIONS[0] <= self.iterations <= ITERATIONS[1]
            and LANES[0] <= self.lanes <= LANES[1]
            and self.memory_kib >= 8 * self.lanes
        )


class Lock(msgspec.Struct, frozen=True):
    """What is kept of a PIN: enough to check one, useless to read anything.

    ``key`` names the key in the rows sealed with it; ``proof`` opens only with the right PIN.
    """

    key: str
    cost: Cost
    salt: bytes
    proof: bytes


class Tries(msgspec.Struct, frozen=True):
    """Wrong PINs in a row and when the last one was."""

    failures: int = 0
    failed_at: datetime | None = None


def normal_pin(pin: str) -> str:
    """Return a PIN as it is used: the same characters on every keyboard are the same PIN."""
    return unicodedata.normalize("NFKC", pin)


def pin_problem(pin: str) -> str | None:
    """Return why a new PIN is refused (``pin_short``, ``pin_long``, ``pin_simple``), or None."""
    pin = normal_pin(pin)
    if len(pin) < PIN_SHORTEST:
        return "pin_short"
    if len(pin) > PIN_LONGEST:
        return "pin_long"
    steps = {ord(b) - ord(a) for a, b in pairwise(pin)}
    if len(set(pin)) < 3 or steps in ({1}, {-1}):
        return "pin_simple"
    return None


def wait_after(failures: int) -> float:
    """Return how long to wait after so many wrong PINs in a row, seconds."""
    if failures <= FREE_TRIES:
        return 0.0
    return WAITS_S[min(failures - FREE_TRIES, len(WAITS_S)) - 1]


def wait_left(tries: Tries, now: datetime) -> float:
    """Return the seconds until the next try is allowed.

    A clock that was set back does not shorten the wait and never makes it longer than it was.
    """
    whole = wait_after(tries.failures)
    if tries.failed_at is None or not whole:
        return 0.0
    if now < tries.failed_at:
        return whole
    return max(0.0, whole - (now - tries.failed_at) / timedelta(seconds=1))
