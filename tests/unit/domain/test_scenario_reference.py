"""The nine paths of the worked case (``measurement.md`` 7.3) against the reference figures."""

from __future__ import annotations

import pytest

from ethics_desktop.domain.bank import Principle
from ethics_desktop.domain.errors import UserError
from ethics_desktop.domain.scenario_checks import check_scenario, open_story, summary
from ethics_desktop.domain.scenario_scoring import coverage, debrief, score
from tests.unit.domain.scenario_cases import LETTERS, convert, worked_case

CASE = worked_case()
GRAPH = open_story(convert(CASE))
PATHS = [(tuple(LETTERS[step] for step in path["path"]), path["result"]) for path in CASE["paths"]]


@pytest.mark.parametrize(("choices", "expected"), PATHS, ids=["".join(p) for p, _ in PATHS])
def test_path(choices, expected):
    found = score(GRAPH, choices)
    assert found.ending == expected["end"]
    assert found.quality == pytest.approx(expected["quality_percent"], abs=1e-9)
    assert found.blind == pytest.approx(expected["quality_blind_percent"], abs=1e-9)
    for principle in Principle:
        share = found.principles[principle]
        percent = expected["principles"][principle.value]
        assert share.opportunities == expected["principle_opportunities"][principle.value]
        if percent is None:
            assert share.percent is None
        else:
            assert share.percent == pytest.approx(percent, abs=1e-9)
    assert found.utility == expected["utility"]
    assert (found.utility_best, found.utility_worst) == (
        expected["utility_max"],
        expected["utility_min"],
    )
    assert found.utility_percent == pytest.approx(expected["utility_percent"], abs=1e-9)
    assert found.turning_point == expected["turning_point"]
    assert found.meters == expected["state"]
    steps = [
        (one.node, one.chosen.id, one.regret, one.best.id, one.quality) for one in found.decisions
    ]
    assert steps == [
        (
            step["node"],
            LETTERS[step["choice"]],
            step["regret"],
            LETTERS[step["best_choice"]],
            step["quality"],
        )
        for step in expected["steps"]
    ]


def test_counts_and_ranges():
    told = summary(GRAPH.story.scenario, GRAPH)
    assert told["paths"] == CASE["n_paths"] == len(PATHS)
    assert told["utility"] == CASE["utility_max_min"][::-1]
    assert sorted(row["ending"] for row in told["ranges"]) == CASE["reachable_ends"]
    for row in told["ranges"]:
        reached = [
            result["quality_percent"] for _, result in PATHS if result["end"] == row["ending"]
        ]
        assert row["quality"] == pytest.approx([min(reached), max(reached)], abs=0.05)


def test_the_worked_case_is_playable():
    assert check_scenario(convert(CASE)).playable


def test_the_ideal_path_is_not_punished_for_never_having_sinned():
    ideal = score(GRAPH, ("b", "b", "a"))
    assert ideal.principles[Principle.AKUNTABILITAS].percent == 100
    assert ideal.utility_percent == 100


def test_coverage_counts_endings_and_choices_over_plays():
    seen = coverage(GRAPH, [("a", "a"), ("b", "b", "a"), ("b",), ("z",)])
    assert seen.endings_seen == ("e_baik", "e_buruk")
    assert (seen.endings_total, seen.choices_tried, seen.choices_total) == (3, 5, 9)


def test_debrief_names_the_turning_point_and_the_way_back():
    found = debrief(GRAPH, ("c", "a"))
    turning = found.turning_point
    assert turning is not None
    assert (turning.number, turning.decision.node, turning.decision.best.id) == (1, "n3", "b")
    assert turning.retry == ("c",)
    assert (turning.instead_choices, turning.instead_ending) == (("b", "a"), "e_baik")
    assert [fact.kind for fact in found.facts] == ["ending", "cost"]


def test_debrief_has_three_facts_and_no_turning_point_on_the_ideal_path():
    found = debrief(GRAPH, ("b", "b", "a"))
    assert found.turning_point is None
    assert [fact.kind for fact in found.facts] == ["ending", "gain", "gain"]
    mixed = debrief(GRAPH, ("a", "b", "b"))
    assert [fact.kind for fact in mixed.facts] == ["ending", "cost", "gain"]


def test_delayed_consequences_are_named():
    found = debrief(GRAPH, ("a", "a"))
    assert [entry.node for entry in found.delayed] == ["e_buruk"]


@pytest.mark.parametrize(
    ("choices", "code"), [(("b", "b"), "playthrough_unfinished"), (("z",), "choice_not_offered")]
)
def test_only_finished_sound_playthroughs_are_scored(choices, code):
    with pytest.raises(UserError) as caught:
        score(GRAPH, choices)
    assert caught.value.code == code
