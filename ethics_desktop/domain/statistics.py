"""Intervals and verdicts for means of item fractions (``measurement.md`` 1.7, 1.8, 8.6).

The module shares its name with the standard library's; import it with its full name.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from ethics_desktop.domain.constants import (
    DEFAULT_CUT,
    MIN_N_EFF,
    MORE_ITEMS_LIMIT,
    N_EFF_FACTOR_CAP,
    N_EFF_MIN_ITEMS,
    PERSONAL_LEVEL,
    TINY,
    VARIANCE_OF_SUMS_ZERO,
    VARIANCE_ZERO,
)
from ethics_desktop.domain.result import Estimate, Verdict
from ethics_desktop.domain.sums import Sums

#: Two-sided normal quantiles of the levels that pages use, as ``statistics.NormalDist`` gives them.
_QUANTILES = {0.8: 1.2815515655446008, 0.9: 1.6448536269514715, 0.95: 1.9599639845400536}


def _z(level: float) -> float:
    """Return the normal quantile of a two-sided level."""
    known = _QUANTILES.get(level)
    if known is None:
        from statistics import NormalDist  # on demand: 6 ms that the first page does not need

        known = NormalDist().inv_cdf(0.5 + level / 2)
    return known


def wilson(p: float, n: float, level: float = PERSONAL_LEVEL) -> tuple[float, float]:
    """Return the Wilson score interval of a proportion (Brown, Cai & DasGupta 2001).

    Args:
        p: proportion or mean fraction, 0..1.
        n: number of items, may be fractional (``n_eff``); 0 or less says nothing: (0, 1).
        level: coverage, between 0 and 1.

    Returns:
        Lower and upper end, 0..1.

    Raises:
        ValueError: ``p`` or ``level`` out of range.
    """
    if not 0.0 <= p <= 1.0 or not 0.0 < level < 1.0:
        raise ValueError(f"wilson: p={p}, level={level}")
    if n <= 0:
        return 0.0, 1.0
    z = _z(level)
    den = 1 + z * z / n
    centre = (p + z * z / (2 * n)) / den
    half = z * math.sqrt(p * (1 - p) / n + z * z / (4 * n * n)) / den
    lo = 0.0 if p == 0 else max(0.0, centre - half)
    hi = 1.0 if p == 1 else min(1.0, centre + half)
    return lo, hi


def newcombe(
    x1: float, n1: float, x2: float, n2: float, level: float = PERSONAL_LEVEL
) -> tuple[float, float, float]:
    """Return difference and interval of two independent proportions (Newcombe 1998, method 10).

    Args:
        x1: successes (or sum of fractions) of the first sample, 0..n1.
        n1: size of the first sample, above 0.
        x2: successes of the second sample, 0..n2.
        n2: size of the second sample, above 0.
        level: coverage, between 0 and 1.

    Returns:
        ``x1/n1 - x2/n2``, lower and upper end, each -1..1.

    Raises:
        ValueError: a sample is empty or a proportion out of range.
    """
    if n1 <= 0 or n2 <= 0:
        raise ValueError(f"newcombe: n1={n1}, n2={n2}")
    p1, p2 = x1 / n1, x2 / n2
    lo1, hi1 = wilson(p1, n1, level)
    lo2, hi2 = wilson(p2, n2, level)
    diff = p1 - p2
    return diff, diff - math.hypot(p1 - lo1, hi2 - p2), diff + math.hypot(hi1 - p1, p2 - lo2)


def n_eff(fractions: Sequence[float]) -> float:
    """Return the effective number of items behind a mean of fractions (``measurement.md`` 1.7).

    Graded items carry more than right/wrong ones: n times p(1-p)/s2, held between n and 2n; plain n
    below six items or without variance.

    Args:
        fractions: item fractions, each 0..1; may be empty.
    """
    n = len(fractions)
    if n < N_EFF_MIN_ITEMS:
        return float(n)
    p = math.fsum(fractions) / n
    return _effective(n, p, math.fsum((f - p) ** 2 for f in fractions), VARIANCE_ZERO)


def _effective(n: int, p: float, squares: float, zero: float) -> float:
    """Return n_eff from the sum of squared differences; variances up to ``zero`` are none."""
    if n < N_EFF_MIN_ITEMS or squares / (n - 1) <= zero:
        return float(n)
    return n * min(N_EFF_FACTOR_CAP, max(1.0, p * (1 - p) * (n - 1) / squares))


def _mean(values: Sequence[float]) -> float:
    """Return the mean, held in 0..1 against rounding; 0 of nothing."""
    return min(1.0, max(0.0, math.fsum(values) / len(values))) if values else 0.0


def _verdict(n: int, effective: float, lo: float, hi: float, cut: float) -> Verdict:
    """Apply the table of ``measurement.md`` 1.8; ``lo``, ``hi`` and ``cut`` are 0..1."""
    if n == 0:
        return Verdict.NO_DATA
    if effective < MIN_N_EFF - TINY:
        return Verdict.TOO_FEW
    if lo >= cut:
        return Verdict.STRONG
    if hi < cut:
        return Verdict.NEEDS_WORK
    return Verdict.UNCERTAIN


def _more_items(p: float, n: int, effective: float, cut: float, level: float) -> int | None:
    """Return the smallest m <= 30 that would settle the verdict if the mean stayed, or None."""
    for more in range(1, MORE_ITEMS_LIMIT + 1):
        then = (n + more) * effective / n
        verdict = _verdict(n + more, then, *wilson(p, then, level), cut)
        if verdict in (Verdict.STRONG, Verdict.NEEDS_WORK):
            return more
    return None


def estimate(
    fractions: Sequence[float],
    blinds: Sequence[float],
    fulls: Sequence[bool],
    cut: float = DEFAULT_CUT,
    level: float = PERSONAL_LEVEL,
) -> Estimate:
    """Return a section's mean, interval and verdict (``measurement.md`` 1.1, 1.7, 1.8).

    Args:
        fractions: f of every item of the section, omitted and not reached ones as 0.
        blinds: blind baseline b of the same items.
        fulls: whether f is exactly 1, of the same items.
        cut: percent, between 0 and 100.
        level: coverage of the interval; .80 for a person's own result, .95 for a group.

    Raises:
        ValueError: the sequences differ in length.
    """
    n = len(fractions)
    if len(blinds) != n or len(fulls) != n:
        raise ValueError("estimate: sequences of different length")
    p = _mean(fractions)
    return _estimate(n, sum(fulls), p, _mean(blinds), n_eff(fractions), cut, level)


def estimate_sums(sums: Sums, cut: float = DEFAULT_CUT, level: float = PERSONAL_LEVEL) -> Estimate:
    """Return what :func:`estimate` gives for the answers behind ``sums``.

    Sums of many fractions are rounded: a variance below 1e-9 is rounding, since fractions that
    differ at all differ by far more.

    Args:
        sums: over any number of answers, none too.
        cut: percent, between 0 and 100.
        level: coverage of the interval.
    """
    n = sums.n
    p = min(1.0, max(0.0, sums.fraction / n)) if n else 0.0
    blind = min(1.0, max(0.0, sums.blind / n)) if n else 0.0
    squares = max(0.0, sums.fraction2 - sums.fraction * p)
    effective = _effective(n, p, squares, VARIANCE_OF_SUMS_ZERO)
    return _estimate(n, sums.full, p, blind, effective, cut, level)


def _estimate(
    n: int, full: int, p: float, blind: float, effective: float, cut: float, level: float
) -> Estimate:
    lo, hi = wilson(p, effective, level)
    verdict = _verdict(n, effective, lo, hi, cut / 100)
    open_question = verdict in (Verdict.TOO_FEW, Verdict.UNCERTAIN)
    return Estimate(
        n=n,
        full=full,
        percent=100 * p,
        blind_percent=100 * blind,
        lo=100 * lo,
        hi=100 * hi,
        n_eff=effective,
        verdict=verdict,
        cut=cut,
        more_items=_more_items(p, n, effective, cut / 100, level) if open_question else None,
    )


def items_until_verdict(value: Estimate) -> int:
    """Return how many more items a verdict needs at least ("Butuh sedikitnya 2 lagi"), 0 or more.

    Unlike ``more_items`` this only asks for ``n_eff >= 8``, whatever the verdict will be.
    """
    ratio = value.n_eff / value.n if value.n else 1.0
    return max(0, math.ceil(MIN_N_EFF / ratio - value.n - TINY))
