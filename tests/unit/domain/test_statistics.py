from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ethics_desktop.domain.constants import GROUP_LEVEL, MIN_N_EFF
from ethics_desktop.domain.result import Estimate, Verdict
from ethics_desktop.domain.statistics import (
    estimate,
    estimate_sums,
    items_until_verdict,
    n_eff,
    newcombe,
    wilson,
)
from ethics_desktop.domain.sums import Sums
from tests.reference import reference

fractions = st.lists(st.sampled_from([0.0, 0.25, 1 / 3, 0.5, 2 / 3, 0.75, 1.0]), max_size=60)


def of(values: list[float], cut: float = 70.0) -> Estimate:
    return estimate(values, [0.5] * len(values), [v == 1 for v in values], cut)


def test_wilson_agrees_with_the_reference() -> None:
    data = reference("intervals.json")
    cases = [(row["x"] / row["n"], row) for row in data["single"]]
    cases += [(row["phat"], row) for row in data["wilson_fractional"]]
    assert len(cases) > 100
    for p, row in cases:
        assert wilson(p, row["n"], row["level"]) == pytest.approx(row["wilson"], abs=1e-6)


def test_newcombe_agrees_with_the_reference() -> None:
    rows = reference("intervals.json")["newcombe10"]
    assert rows
    for row in rows:
        sample = (row["x1"], row["n1"], row["x2"], row["n2"])
        for level, key in ((0.95, "ci95"), (0.80, "ci80")):
            diff, lo, hi = newcombe(*sample, level)
            assert diff == pytest.approx(row["diff"], abs=1e-6)
            assert (lo, hi) == pytest.approx(tuple(row[key]), abs=1e-6)


def test_newcombe_published_anchor() -> None:
    _, lo, hi = newcombe(56, 70, 48, 80, GROUP_LEVEL)
    assert (lo, hi) == pytest.approx((0.0524, 0.3339), abs=5e-5)


def test_worked_numbers_of_the_text() -> None:
    graded = [1, 0.75, 1, 0.25, 0.75, 1, 0.5, 1]
    assert n_eff(graded) == 16
    assert wilson(0.78125, 16) == pytest.approx((0.626246, 0.883889), abs=1e-6)
    assert wilson(0.78125, 8) == pytest.approx((0.556134, 0.910556), abs=1e-6)
    assert wilson(7 / 8, 8) == pytest.approx((0.660430, 0.961823), abs=1e-6)
    assert wilson(3 / 8, 8) == pytest.approx(
        (0.195358, 0.597224), abs=1e-6
    )  # the text says .195354
    assert wilson(0.9, 10) == pytest.approx((0.717556, 0.969590), abs=1e-6)
    assert wilson(1, 20)[0] == pytest.approx(0.924, abs=5e-4)


def test_verdicts_agree_with_the_reference() -> None:
    rows = reference("spec_cases.json")["verdict"]
    assert len(rows) > 50
    for row in rows:
        got = of(row["fractions"])
        assert got.verdict.value == row["state"]
        if row["fractions"]:
            assert got.n == row["n"]
            assert got.more_items == row["more_items"]
            seen = (got.percent, got.n_eff, got.lo, got.hi)
            wanted = (row["percent"], row["n_eff"], row["lo"], row["hi"])
            assert seen == pytest.approx(wanted, abs=1e-6)


@pytest.mark.parametrize(
    ("n", "strong", "weak"), [(8, 8, 3), (10, 9, 5), (12, 11, 6), (15, 13, 8), (20, 17, 11)]
)
def test_smallest_and_largest_counts_of_the_text(n: int, strong: int, weak: int) -> None:
    def verdict(right: int) -> Verdict:
        return of([1.0] * right + [0.0] * (n - right)).verdict

    assert verdict(strong) is Verdict.STRONG
    assert verdict(strong - 1) is not Verdict.STRONG
    assert verdict(weak) is Verdict.NEEDS_WORK
    assert verdict(weak + 1) is not Verdict.NEEDS_WORK


def test_no_item_says_nothing() -> None:
    got = of([])
    assert got.verdict is Verdict.NO_DATA
    assert (got.n, got.percent, got.lo, got.hi, got.more_items) == (0, 0, 0, 100, None)
    assert items_until_verdict(got) == MIN_N_EFF


@pytest.mark.parametrize(("n", "lacking"), [(1, 7), (5, 3), (6, 2), (7, 1), (8, 0), (20, 0)])
def test_items_until_a_verdict(n: int, lacking: int) -> None:
    assert items_until_verdict(of([1.0] * n)) == lacking


def test_misuse_is_refused() -> None:
    with pytest.raises(ValueError, match="wilson"):
        wilson(1.2, 10)
    with pytest.raises(ValueError, match="newcombe"):
        newcombe(0, 0, 1, 2)
    with pytest.raises(ValueError, match="length"):
        estimate([1.0], [], [True])


@given(fractions, st.floats(min_value=1, max_value=99))
def test_estimate_invariants(values: list[float], cut: float) -> None:
    got = of(values, cut)
    assert 0 <= got.lo <= got.percent + 1e-9
    assert got.percent - 1e-9 <= got.hi <= 100
    assert len(values) <= got.n_eff <= 2 * len(values)
    assert got.full == sum(v == 1 for v in values)
    if got.verdict is Verdict.STRONG:
        assert got.lo >= cut - 1e-9
    if got.verdict is Verdict.NEEDS_WORK:
        assert got.hi < cut + 1e-9
    if got.more_items is not None:
        assert 1 <= got.more_items <= 30
        assert got.verdict in (Verdict.TOO_FEW, Verdict.UNCERTAIN)


@given(st.lists(st.booleans(), min_size=1, max_size=60))
def test_right_or_wrong_items_count_once(values: list[bool]) -> None:
    assert n_eff([float(v) for v in values]) == pytest.approx(len(values))


@given(st.floats(0, 1), st.floats(0, 1), st.floats(1, 500), st.floats(0.5, 0.99))
def test_wilson_grows_with_p_and_mirrors(p: float, q: float, n: float, level: float) -> None:
    low, high = sorted((p, q))
    lo, hi = wilson(low, n, level)
    lo2, hi2 = wilson(high, n, level)
    assert lo <= lo2 + 1e-9
    assert hi <= hi2 + 1e-9
    mirror = wilson(1 - low, n, level)
    assert (1 - mirror[1], 1 - mirror[0]) == pytest.approx((lo, hi), abs=1e-9)


@given(fractions)
def test_sums_stand_for_the_fractions(values: list[float]) -> None:
    blinds = [0.5] * len(values)
    sums = Sums(
        len(values),
        sum(v == 1 for v in values),
        sum(values),
        sum(v * v for v in values),
        sum(blinds),
    )
    one, other = of(values), estimate_sums(sums)
    assert (one.n, one.full, one.verdict) == (other.n, other.full, other.verdict)
    assert one.more_items == other.more_items
    for name in ("percent", "blind_percent", "lo", "hi", "n_eff"):
        assert getattr(other, name) == pytest.approx(getattr(one, name), abs=1e-6)


def test_equal_thirds_have_no_variance_though_their_sums_are_rounded() -> None:
    third = 1 / 3
    sums = [0.0, 0.0]
    for _ in range(1000):
        sums = [sums[0] + third, sums[1] + third * third]
    assert estimate_sums(Sums(1000, 0, sums[0], sums[1], 250.0)).n_eff == 1000
