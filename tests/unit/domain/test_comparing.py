"""The change between two attempts: the worked cases of the measurement rules."""

from __future__ import annotations

import msgspec
import pytest

from ethics_desktop.domain.comparing import Change, compare, part_change
from ethics_desktop.domain.result import Estimate
from ethics_desktop.domain.statistics import estimate
from tests import builders


def right(full: int, n: int) -> Estimate:
    values = [1.0] * full + [0.0] * (n - full)
    return estimate(values, [0.25] * n, [v == 1 for v in values])


@pytest.mark.parametrize(
    ("first", "second", "ends", "change"),
    [
        (12, 19, (9.0, 56.7), Change.UP),
        (11, 16, (-3.9, 49.0), Change.CHANCE),
        (19, 12, (-56.7, -9.0), Change.DOWN),
    ],
)
def test_the_worked_cases(
    first: int, second: int, ends: tuple[float, float], change: Change
) -> None:
    found = part_change(None, right(first, 20), right(second, 20))
    assert (found.lo, found.hi) == pytest.approx(ends, abs=0.05)
    assert found.diff == pytest.approx(5 * (second - first))
    assert found.change is change


def test_partial_credit_counts_with_its_effective_items() -> None:
    graded = estimate([1.0, 0.75, 1.0, 0.25, 0.75, 1.0, 0.5, 1.0], [0.3] * 8, [False] * 8)
    assert graded.n_eff == 16
    found = part_change(None, graded, graded)
    plain = part_change(None, right(6, 8), right(6, 8))
    assert found.hi - found.lo < plain.hi - plain.lo


def test_the_earlier_stands_first_and_shared_items_are_counted() -> None:
    one = builders.attempt_result()
    later = msgspec.structs.replace(
        builders.attempt_result(lambda position: "best"),
        attempt_id="a-2",
        finished_at=one.finished_at.replace(year=2027),
    )
    found = compare(later, one)
    assert (found.before.attempt_id, found.after.attempt_id) == ("a-1", "a-2")
    assert found.shared == len(one.items) and found.same_form and not found.training
    assert found.parts[0].principle is None and len(found.parts) == 6
    assert found.parts[0].diff > 0


def test_the_pair_of_a_training_is_known() -> None:
    one = msgspec.structs.replace(builders.attempt_result(), blueprint_id="bimtek-pra")
    other = msgspec.structs.replace(
        one, blueprint_id="bimtek-pasca", finished_at=one.finished_at.replace(year=2027)
    )
    assert compare(one, other).training
    assert not compare(one, one).training
