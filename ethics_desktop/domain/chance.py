"""Chance from a recorded seed, the same on every system (``measurement.md`` 2.3).

``random`` is not used: its shuffling may change between versions of Python.
"""

from __future__ import annotations

import math
from collections.abc import Iterable

from ethics_desktop.domain.sha import sha256


def u(seed: str, purpose: str, name: str) -> float:
    """Return a draw value in [0, 1): the first 53 bits of SHA-256 of ``seed|purpose|name``."""
    return unit(sha256(f"{seed}|{purpose}|{name}".encode()).digest())


def unit(digest: bytes) -> float:
    """Turn a digest into its draw value in [0, 1)."""
    return float((int.from_bytes(digest[:8], "big") >> 11) / 9007199254740992)


def draw_key(value: float, weight: float = 1.0) -> float:
    """Return -ln(1-u)/w; the smallest keys are a weighted sample (Efraimidis & Spirakis 2006).

    Args:
        value: a draw value in [0, 1).
        weight: above 0; an item of weight 0 gets infinity.
    """
    return -math.log1p(-value) / weight if weight > 0 else math.inf


def shuffled(seed: str, purpose: str, names: Iterable[str]) -> tuple[str, ...]:
    """Return the names in order of their draw values; ties by name."""
    return tuple(sorted(names, key=lambda name: (u(seed, purpose, name), name)))
