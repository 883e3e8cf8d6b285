"""How sure a person is, and how far that can be trusted (``measurement.md`` 4).

Certainty never changes a score. Marks by certainty (Gardner-Medwin) exist for exports only.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from enum import Enum, IntEnum

import msgspec

from ethics_desktop.domain.constants import CALIBRATION_MIN_N, CERTAINTY_BANDS, WRONG_BELOW
from ethics_desktop.domain.statistics import wilson

#: Mark of a right and of a wrong answer by certainty (Moodle's table).
_MARKS = {1: (1.0, 0.0), 2: (2.0, -2.0), 3: (3.0, -6.0)}


class Certainty(IntEnum):
    """The answer to "Seberapa yakin?"; skipping it is None."""

    DOUBT = 1  # ragu
    FAIRLY = 2  # cukup
    SURE = 3  # yakin


class Calibration(str, Enum):
    """What a level of certainty is worth."""

    TOO_FEW = "belum_cukup"
    TOO_SURE = "terlalu_yakin"
    TOO_SHY = "kurang_yakin"
    FITTING = "sesuai"


class CalibrationRow(msgspec.Struct, frozen=True):
    """One line of the table: answers given with a certainty; ``right`` are those with f == 1."""

    certainty: Certainty
    right: int
    n: int
    verdict: Calibration


def sure_but_wrong(certainty: Certainty | None, fraction: float) -> bool:
    """Tell "yakin tetapi keliru": said to be sure, and f below 0.6."""
    return certainty is Certainty.SURE and fraction < WRONG_BELOW


def calibration(certainty: Certainty, right: int, n: int) -> CalibrationRow:
    """Compare a share of right answers with the band of its certainty.

    Too sure when the whole 80 % Wilson interval lies below the band, too shy when above it.

    Args:
        certainty: the level.
        right: answers with f == 1, 0..n.
        n: answers with that certainty; below 10 nothing is said.
    """
    verdict = Calibration.TOO_FEW
    if n >= CALIBRATION_MIN_N:
        lo, hi = wilson(right / n, n)
        low, high = CERTAINTY_BANDS[certainty]
        if hi < low:
            verdict = Calibration.TOO_SURE
        elif lo > high:
            verdict = Calibration.TOO_SHY
        else:
            verdict = Calibration.FITTING
    return CalibrationRow(certainty, right, n, verdict)


def calibration_table(counts: Iterable[tuple[int, int, int]]) -> tuple[CalibrationRow, ...]:
    """Return a line for every certainty, from doubt to sure.

    Args:
        counts: certainty, right answers, answers; levels may be missing.
    """
    found = {level: (right, n) for level, right, n in counts}
    return tuple(calibration(level, *found.get(level, (0, 0))) for level in Certainty)


def cbm(answers: Sequence[tuple[float, int]]) -> float:
    """Return the mean mark by certainty; for exports, never on the screen.

    A fraction above 0 earns its share of the mark for right answers, 0 the mark for wrong ones.

    Args:
        answers: fraction 0..1 and certainty 1..3 of each.

    Raises:
        ValueError: no answers.
    """
    if not answers:
        raise ValueError("cbm: no answers")
    marks = (f * _MARKS[level][0] if f > 0 else _MARKS[level][1] for f, level in answers)
    return math.fsum(marks) / len(answers)


def cbm_bonus(answers: Sequence[tuple[float, int]]) -> float:
    """Return Moodle's bonus: a tenth of what certainty earned over the best fixed certainty.

    Args:
        answers: as for :func:`cbm`.
    """
    accuracy = math.fsum(f for f, _ in answers) / len(answers)
    fixed = max(accuracy * right + (1 - accuracy) * wrong for right, wrong in _MARKS.values())
    return 0.1 * (cbm(answers) - fixed)
