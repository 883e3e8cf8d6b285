"""The map: complete, forward, narrow enough, few crossings, the same every time."""

from __future__ import annotations

import msgspec
import pytest

from ethics_desktop.domain.errors import UserError
from ethics_desktop.domain.scenario_layout import _apart, _Drawing, lay_out
from tests.unit.domain.scenario_cases import convert, large, sound, worked_case


def test_the_worked_case():
    found = lay_out(convert(worked_case()))
    layers = {place.node: place.layer for place in found.places}
    assert (layers["n1"], layers["n2"], layers["n3"], layers["n4"]) == (0, 1, 1, 2)
    both = next(link for link in found.links if (link.source, link.target) == ("n1", "n3"))
    assert both.choices == ("b", "c")
    assert found.layers == 4


def test_long_links_bend_once_in_every_layer_between():
    found = lay_out(sound())
    layers = {place.node: place.layer for place in found.places}
    for link in found.links:
        between = range(layers[link.source] + 1, layers[link.target])
        assert [layer for layer, _ in link.bends] == list(between)
    assert {place.kind for place in found.places} == {"line", "choice", "check", "end"}


def test_a_ladder_that_was_given_crossed_is_untangled():
    drawing = _Drawing([0, 0, 0, 0, 1, 1, 1, 1])
    drawing.connect([(0, 7), (1, 6), (2, 5), (3, 4)])
    assert drawing.crossings() == 6
    drawing.reduce_crossings()
    assert drawing.crossings() == 0


def test_crossings_of_shared_ends_do_not_count():
    drawing = _Drawing([0, 0, 1, 1])
    drawing.connect([(0, 2), (0, 3), (1, 2), (1, 3)])
    assert drawing.crossings() == 1


@pytest.mark.parametrize(
    ("wanted", "given"),
    [([], []), ([3.0], [3.0]), ([0.0, 0.0, 0.0], [-1.0, 0.0, 1.0]), ([5.0, 0.0], [2.0, 3.0])],
)
def test_places_keep_apart_as_near_as_they_may(wanted, given):
    assert _apart(wanted) == pytest.approx(given)


def test_two_thousand_nodes():
    found = lay_out(large(2000))
    assert len(found.places) + 2 >= 2000 - 5
    assert found == lay_out(large(2000))


def test_circles_and_missing_nodes_have_no_map():
    base = sound()
    for start, to in (("n1", "n1"), ("n1", "zz"), ("zz", "d1")):
        line = msgspec.structs.replace(base.nodes[0], next=to)
        scenario = msgspec.structs.replace(base, start=start, nodes=(line, *base.nodes[1:]))
        with pytest.raises(UserError) as caught:
            lay_out(scenario)
        assert caught.value.code == "scenario_not_playable"
