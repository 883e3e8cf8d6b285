"""Certainty: tables of the specification, what counts as sure but wrong."""

from __future__ import annotations

import pytest

from ethics_desktop.domain.certainty import (
    Calibration,
    Certainty,
    calibration,
    calibration_table,
    cbm,
    cbm_bonus,
    sure_but_wrong,
)
from tests.reference import reference


def test_calibration_of_the_specification() -> None:
    for case in reference("spec_cases.json")["calibration"]:
        row = calibration(Certainty(case["conf"]), case["right"], case["n"])
        assert row.verdict.value == case["flag"], case


def test_marks_of_the_specification() -> None:
    for case in reference("spec_cases.json")["cbm"]:
        answers = [(f, level) for f, level in case["answers"]]
        assert cbm(answers) == pytest.approx(case["average"], abs=1e-9)
        accuracy = sum(f for f, _ in answers) / len(answers)
        assert accuracy == pytest.approx(case["accuracy"], abs=1e-9)
        assert cbm_bonus(answers) == pytest.approx(case["bonus"], abs=1e-9)


@pytest.mark.parametrize(
    ("p", "marks"),
    [(0.5, (0.5, 0.0, -1.5)), (0.8, (0.8, 1.2, 1.2)), (0.9, (0.9, 1.6, 2.1))],
)
def test_which_certainty_pays_at_which_share(p: float, marks: tuple[float, ...]) -> None:
    right = round(10 * p)
    for level, mark in zip(Certainty, marks, strict=True):
        answers = [(1.0, level)] * right + [(0.0, level)] * (10 - right)
        assert cbm(answers) == pytest.approx(mark)


def test_no_answers_have_no_mark() -> None:
    with pytest.raises(ValueError, match="no answers"):
        cbm([])


def test_table_has_every_level() -> None:
    rows = calibration_table([(3, 6, 10)])
    assert [row.certainty for row in rows] == list(Certainty)
    assert [row.verdict for row in rows] == [
        Calibration.TOO_FEW,
        Calibration.TOO_FEW,
        Calibration.TOO_SURE,
    ]


@pytest.mark.parametrize(
    ("certainty", "fraction", "expected"),
    [
        (Certainty.SURE, 0.59, True),
        (Certainty.SURE, 0.6, False),
        (Certainty.FAIRLY, 0.0, False),
        (None, 0.0, False),
    ],
)
def test_sure_but_wrong(certainty: Certainty | None, fraction: float, expected: bool) -> None:
    assert sure_but_wrong(certainty, fraction) is expected
