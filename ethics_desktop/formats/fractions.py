"""Weights of options in percent: Moodle's legal values, how they are written and compared."""

from __future__ import annotations

#: The percentages Moodle accepts for an answer, each also as a negative.
LEGAL_PERCENTS = (
    100.0,
    90.0,
    83.33333,
    80.0,
    75.0,
    70.0,
    66.66667,
    60.0,
    50.0,
    40.0,
    33.33333,
    30.0,
    25.0,
    20.0,
    16.66667,
    14.28571,
    12.5,
    11.11111,
    10.0,
    5.0,
    0.0,
)
#: Moodle compares with this much room.
TOLERANCE = 0.0001
#: Within this many points a percentage is meant to be the legal one (33 is 33.33333).
SNAP = 0.5


def nearest_legal(percent: float) -> float:
    """Return Moodle's legal percentage that is nearest, with the sign of ``percent``."""
    found = min(LEGAL_PERCENTS, key=lambda legal: abs(legal - abs(percent)))
    return -found if percent < 0 and found else found


def is_legal(percent: float) -> bool:
    """Tell whether Moodle accepts a percentage."""
    return abs(percent) in LEGAL_PERCENTS or abs(nearest_legal(percent) - percent) <= TOLERANCE


def snapped(percent: float) -> float:
    """Return the legal percentage within :data:`SNAP`, else ``percent`` itself."""
    if abs(percent) in LEGAL_PERCENTS:
        return percent
    found = nearest_legal(percent)
    return found if abs(found - percent) <= SNAP else percent


def percent_text(percent: float) -> str:
    """Return a percentage with at most five decimals and no useless zeros: ``33.33333``, ``50``."""
    text = f"{percent:.5f}".rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text


def uniform(percents: list[float]) -> bool:
    """Tell whether weights of a multiple choice are the usual ones.

    They are when the right options share 100 % evenly and the wrong ones all have 0 or all the
    same penalty; then nothing but the right options need be kept.
    """
    right = [percent for percent in percents if percent > 0]
    wrong = {percent for percent in percents if percent <= 0}
    even = len({round(snapped(percent), 2) for percent in right}) <= 1
    return even and abs(sum(map(snapped, right)) - 100) < SNAP and len(wrong) <= 1
