"""The engine: what is said, what moves, what is offered."""

from __future__ import annotations

import msgspec
import pytest

from ethics_desktop.domain.errors import UserError
from ethics_desktop.domain.playthrough import choose, offered, replay, start
from ethics_desktop.domain.scenario import (
    Choice,
    ChoiceNode,
    Condition,
    Effects,
    EndNode,
    LineNode,
    Scenario,
    Story,
    Variable,
    scenario_hash,
)
from tests.unit.domain.scenario_cases import sound


def test_everything_up_to_the_first_decision_is_said_at_once():
    play = start(Story(sound()))
    assert play.node == "d1"
    assert [(entry.kind, entry.speaker, entry.text) for entry in play.entries] == [
        ("line", "warga", "Bagaimana, Pak?")
    ]
    assert play.meters == {"kepercayaan": 50, "layanan": 50, "risiko": 10}


def test_an_early_choice_comes_back_later():
    story = Story(sound())
    assert replay(story, "bba").node == "e1"
    waiting = replay(story, "aba")
    assert waiting.node == "d4"
    assert [choice.id for choice in offered(story, waiting)] == ["a", "c"]
    assert [choice.id for choice in offered(story, replay(story, "aaa"))] == ["a", "b", "c"]


def test_choosing_leaves_the_earlier_playthrough_as_it_was():
    story = Story(sound())
    before = start(story)
    copy = msgspec.json.encode(before)
    after = choose(story, before, "a")
    assert msgspec.json.encode(before) == copy
    assert (after.choices, after.path, after.variables) == (("a",), ("d1",), {"parsel": 1})


@pytest.mark.parametrize("choices", ["c", "bbab", "abab"])
def test_what_is_not_offered_cannot_be_chosen(choices):
    with pytest.raises(UserError) as caught:
        replay(Story(sound()), choices)
    assert caught.value.code == "choice_not_offered"


def one_step(**more):
    choice = Choice(id="a", text="Maju", weight=3, next="l", **more)
    return Story(
        Scenario(
            id="s",
            title="S",
            start="c",
            variables={"x": Variable(1, 0, 2)},
            nodes=(
                ChoiceNode(id="c", text="Lalu?", choices=(choice,)),
                LineNode(
                    id="l", text="Kabar", effects=Effects(layanan=-3), note="Antrean", next="e"
                ),
                EndNode(id="e", title="T", outcome="baik", effects=Effects(layanan=-3)),
            ),
        )
    )


def test_meters_are_clipped_after_every_step_and_name_their_cause():
    play = replay(one_step(effects=Effects(risiko=-3), note="Aman"), "a")
    kinds = [entry.kind for entry in play.entries]
    assert kinds == ["prompt", "choice", "line", "end"]
    assert play.meters == {"kepercayaan": 50, "layanan": 0, "risiko": 0}
    moved = [
        (entry.note, entry.changes[0].units, entry.changes[0].after) for entry in play.entries[1:]
    ]
    assert moved == [("Aman", -3, 0), ("Antrean", -3, 20), ("", -3, 0)]
    assert play.utility == 3 - 3 - 3


@pytest.mark.parametrize(
    ("change", "value"),
    [
        ({"set": {"x": 2}}, 2),
        ({"set": {"x": 9}}, 2),
        ({"add": {"x": 1}}, 2),
        ({"add": {"x": -5}}, 0),
        ({"set": {"x": 0}, "add": {"x": 1}}, 1),
    ],
)
def test_variables_are_set_then_added_and_clipped(change, value):
    assert replay(one_step(**change), "a").variables == {"x": value}


@pytest.mark.parametrize(
    ("operator", "holds"), [("==", 0), ("!=", 1), (">=", 1), ("<=", 0), (">", 1), ("<", 0)]
)
def test_operators(operator, holds):
    assert Condition("x", operator, 1).holds(2) == bool(holds)
    assert Condition("x", operator, 2).holds(2) == (operator in ("==", ">=", "<="))


@pytest.mark.parametrize("fields", [{}, {"var": "x", "chose": "a.b"}])
def test_a_condition_asks_exactly_one_thing(fields):
    with pytest.raises(ValueError, match="exactly one"):
        Condition(**fields)


def test_a_story_that_goes_in_circles_stops():
    story = Story(
        Scenario(id="s", title="S", start="a", nodes=(LineNode(id="a", text="t", next="a"),))
    )
    with pytest.raises(UserError) as caught:
        start(story)
    assert caught.value.code == "scenario_not_playable"


def test_the_hash_follows_the_content():
    one = sound()
    assert scenario_hash(one) == scenario_hash(sound())
    assert scenario_hash(one) != scenario_hash(msgspec.structs.replace(one, rev=2))
