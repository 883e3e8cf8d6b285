"""Laws over random stories: replay, telescoping regrets, programming equals enumeration."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator
from itertools import pairwise

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from ethics_desktop.domain.playthrough import Playthrough, choose, offered, replay, start
from ethics_desktop.domain.scenario import Scenario, Story, canonical
from ethics_desktop.domain.scenario_graph import ScenarioGraph
from ethics_desktop.domain.scenario_layout import lay_out
from ethics_desktop.domain.scenario_order import sort_nodes
from ethics_desktop.domain.scenario_scoring import score
from tests.unit.domain.scenario_cases import any_scenario

stories = st.randoms(use_true_random=False).map(any_scenario)


def graph_of(scenario: Scenario) -> ScenarioGraph:
    story = Story(scenario)
    return ScenarioGraph(story, sort_nodes(story))


def every_path(story: Story) -> Iterator[Playthrough]:
    waiting = [start(story)]
    while waiting:
        play = waiting.pop()
        if play.ended:
            yield play
        waiting += [choose(story, play, choice.id) for choice in offered(story, play)]


@settings(max_examples=300)
@given(stories)
def test_programming_equals_enumeration(scenario: Scenario):
    graph = graph_of(scenario)
    plays = list(every_path(graph.story))
    scores = [score(graph, play.choices) for play in plays]
    assert graph.start.best == max(play.utility for play in plays)
    assert graph.start.worst == min(play.utility for play in plays)
    by_ending = defaultdict(list)
    for found in scores:
        by_ending[found.ending].append(found)
    ranges = graph.endings()
    assert {row.ending for row in ranges} == set(by_ending)
    for row in ranges:
        reached = by_ending[row.ending]
        assert row.paths == len(reached)
        assert row.utility == (
            min(one.utility for one in reached),
            max(one.utility for one in reached),
        )
        lengths = [len(one.decisions) for one in reached]
        assert row.decisions == (min(lengths), max(lengths))
        quality = [one.quality for one in reached if one.quality is not None]
        if not quality:
            assert row.quality is None
        else:
            assert row.quality is not None
            assert math.isclose(row.quality[0], min(quality), abs_tol=1e-9)
            assert math.isclose(row.quality[1], max(quality), abs_tol=1e-9)
    visited = {step for play in plays for step in zip(play.path, play.choices, strict=True)}
    moves = {
        (node, move.choice.id)
        for node, points in graph.points.items()
        for point in points.values()
        for move in point.moves
        if move.choice
    }
    assert visited == moves


@settings(max_examples=200)
@given(stories)
def test_regrets_telescope(scenario: Scenario):
    graph = graph_of(scenario)
    for play in every_path(graph.story):
        found = score(graph, play.choices)
        assert all(one.regret >= 0 for one in found.decisions)
        assert sum(one.regret for one in found.decisions) == graph.start.best - found.utility


@settings(max_examples=200)
@given(stories)
def test_a_playthrough_is_its_list_of_choices(scenario: Scenario):
    story = Story(scenario)
    again = Story(msgspec.json.decode(canonical(scenario), type=Scenario))
    for play in every_path(story):
        assert replay(story, play.choices) == play
        assert replay(again, play.choices) == play
        assert all(0 <= value <= 100 for value in play.meters.values())
        for name, value in play.variables.items():
            assert scenario.variables[name].clip(value) == value


@settings(max_examples=100)
@given(stories)
def test_every_position_of_a_playthrough_has_its_point(scenario: Scenario):
    graph = graph_of(scenario)
    for play in every_path(graph.story):
        for length in range(len(play.choices) + 1):
            here = replay(graph.story, play.choices[:length])
            ways = [move.choice for move in graph.at(here).moves]
            assert ways == list(offered(graph.story, here))


@settings(max_examples=200)
@given(stories)
def test_the_map_is_deterministic_and_goes_forward(scenario: Scenario):
    found = lay_out(scenario)
    assert found == lay_out(scenario)
    layer = {place.node: place.layer for place in found.places}
    assert all(layer[link.source] < layer[link.target] for link in found.links)
    for number in range(found.layers):
        row = sorted(
            [place.across for place in found.places if place.layer == number]
            + [across for link in found.links for at, across in link.bends if at == number]
        )
        assert all(two - one > 0.99 for one, two in pairwise(row))
