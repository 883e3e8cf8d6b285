"""What must hold before a scenario may be played, and what its author should look at.

Errors keep a scenario from being played at all; it is then listed with its reasons
(``measurement.md`` 7.1 and 10.4). Every finding code has its sentence in ``messages``.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from itertools import combinations

import msgspec

from ethics_desktop.domain.errors import UserError
from ethics_desktop.domain.findings import Finding, Location, Severity, has_errors
from ethics_desktop.domain.playthrough import offered, replay, start
from ethics_desktop.domain.scenario import (
    CheckNode,
    ChoiceNode,
    EndNode,
    Scenario,
    Story,
    conditions,
)
from ethics_desktop.domain.scenario_graph import (
    MAX_POINTS,
    Move,
    Point,
    ScenarioGraph,
)
from ethics_desktop.domain.scenario_order import Order, TooManyStatesError, earlier, sort_nodes
from ethics_desktop.domain.scenario_texts import check_links, check_texts
from ethics_desktop.domain.validation import Say, check_meta

#: Kendall's tau between weights and attainable utility at a decision (7.1).
TAU_MINIMUM = 0.8
#: Decisions on a path, endings (7.1, 10.4) and nodes (``content.md``).
DECISIONS = (3, 6)
ENDINGS = (3, 5)
NODES = (12, 24)
#: More paths than this are told as a power of ten only (JSON readers keep 53 bits).
EXACT_PATHS = 1 << 53
#: A choice this much lighter than the best must cost something.
FREE_RIDE_GAP = 2


class ScenarioReport(msgspec.Struct, frozen=True):
    """The findings about a scenario, and its graph when the links allow one."""

    findings: tuple[Finding, ...]
    graph: ScenarioGraph | None

    @property
    def playable(self) -> bool:
        """No error was found."""
        return not has_errors(self.findings)


class ListedScenario(msgspec.Struct, frozen=True):
    """A scenario as the list shows it; ``findings`` are the reasons when it is not playable."""

    id: str
    title: str
    file: str
    scenario: Scenario | None
    findings: tuple[Finding, ...]

    @property
    def playable(self) -> bool:
        """It could be read, and no error was found."""
        return self.scenario is not None and not has_errors(self.findings)


def check_scenario(
    scenario: Scenario,
    file: str = "",
    frameworks: Mapping[str, frozenset[str]] | None = None,
    today: str = "",
) -> ScenarioReport:
    """Return every finding about ``scenario``, each with its node (field) and choice (option).

    Args:
        scenario: already typed; sizes and types were checked while decoding.
        file: repeated in the place of every finding.
        frameworks: known codes of each framework id; without it ``meta`` is not looked at.
        today: ISO date; references with an earlier ``review_by`` are stale.
    """
    findings: list[Finding] = []

    def say(
        code: str,
        severity: Severity,
        field: str = "",
        option: str = "",
        **params: str | int | float,
    ) -> None:
        place = Location(file=file, item=scenario.id, field=field, option=option)
        findings.append(Finding(code, severity, place, params))

    if frameworks is not None:
        check_meta(scenario.meta, say, frameworks, today)
    check_texts(scenario, say)
    check_links(scenario, say)
    graph = None
    if not has_errors(findings):
        graph = _check_graph(Story(scenario), say)
    return ScenarioReport(tuple(findings), graph)


def open_story(scenario: Scenario) -> ScenarioGraph:
    """Return the graph (with its ``story``) of a scenario that may be played.

    Raises:
        UserError: ``scenario_not_playable`` when any error is found: nothing half-plays.
    """
    report = check_scenario(scenario)
    if report.graph is None or not report.playable:
        raise UserError("scenario_not_playable", id=scenario.id)
    return report.graph


def summary(scenario: Scenario, graph: ScenarioGraph | None = None) -> dict[str, object]:
    """Return what ``scenario check --json`` prints, ready for ``json.dumps``.

    Without a graph (errors in the links) only the counts are there. ``paths`` is exact up to
    :data:`EXACT_PATHS` and None above; ``paths_log10`` is always there.
    """
    graph = graph or check_scenario(scenario).graph
    told: dict[str, object] = {
        "id": scenario.id,
        "rev": scenario.rev,
        "title": scenario.title,
        "nodes": len(scenario.nodes),
        "endings": sum(isinstance(node, EndNode) for node in scenario.nodes),
    }
    if graph is None or graph.dead:
        return told
    endings = graph.endings()
    paths = sum(ending.paths for ending in endings)
    return told | {
        "points": graph.count,
        "paths": _exact(paths),
        "paths_log10": round(math.log10(paths), 2),
        "decisions": [
            min(ending.decisions[0] for ending in endings),
            max(ending.decisions[1] for ending in endings),
        ],
        "utility": [graph.start.worst, graph.start.best],
        "ranges": [
            {
                "ending": ending.ending,
                "title": ending.title,
                "outcome": ending.outcome,
                "quality": None
                if ending.quality is None
                else [round(ending.quality[0], 1), round(ending.quality[1], 1)],
                "utility": list(ending.utility),
                "decisions": list(ending.decisions),
                "paths": _exact(ending.paths),
            }
            for ending in endings
        ],
    }


def _exact(paths: int) -> int | None:
    return paths if paths <= EXACT_PATHS else None


def _check_graph(story: Story, say: Say) -> ScenarioGraph | None:
    """Everything that needs to know where the links lead."""
    order = sort_nodes(story)
    for edge in order.back:
        say("scenario_cycle", Severity.ERROR, edge.node, edge.choice, target=edge.target)
    if order.back:
        return None
    _check_earlier(story, order, say)
    try:
        graph = ScenarioGraph(story, order)
    except TooManyStatesError as error:
        say("scenario_too_entangled", Severity.ERROR, error.node, limit=MAX_POINTS)
        return None
    for node in story.scenario.nodes:
        if not graph.points.get(node.id):
            say("scenario_node_unreachable", Severity.ERROR, node.id)
    _check_offers(graph, say)
    if not graph.dead:
        for node in story.scenario.nodes:
            if isinstance(node, ChoiceNode):
                _check_regret(node, list(graph.points.get(node.id, {}).values()), say)
        _check_ideal(graph, say)
        _check_counts(graph, say)
    return graph


def _check_earlier(story: Story, order: Order, say: Say) -> None:
    """A condition on a choice only makes sense when that decision can come before it."""
    before = earlier(story, order)
    bit = {node: 1 << place for place, node in enumerate(order.nodes)}
    for node_id in order.nodes:
        for option, condition in conditions(story.nodes[node_id]):
            decision = condition.key.rpartition(".")[0]
            if not condition.var and not before[node_id] & bit.get(decision, 0):
                say(
                    "scenario_choice_not_earlier",
                    Severity.WARNING,
                    node_id,
                    option,
                    choice=condition.key,
                )


def _check_offers(graph: ScenarioGraph, say: Say) -> None:
    """Something must be offered at every decision however one came there."""
    for point in graph.dead:
        say("scenario_dead_end", Severity.ERROR, point.node.id)
    for node in graph.story.scenario.nodes:
        points = list(graph.points.get(node.id, {}).values())
        if not points:
            continue
        if isinstance(node, ChoiceNode):
            if len(node.choices) > 1 and any(len(point.moves) == 1 for point in points):
                say("scenario_single_choice", Severity.WARNING, node.id)
            seen = {move.choice.id for point in points for move in point.moves if move.choice}
            for choice in node.choices:
                if choice.id not in seen:
                    say("scenario_choice_never_offered", Severity.WARNING, node.id, choice.id)
        elif isinstance(node, CheckNode) and node.cases:
            taken = {move.target.node.id for point in points for move in point.moves}
            for number, case in enumerate(node.cases, 1):
                if case.next not in taken:
                    say("scenario_case_never_taken", Severity.WARNING, node.id, n=number)


def _check_regret(node: ChoiceNode, points: list[Point], say: Say) -> None:
    """No "sin and repent": weights and attainable utility agree at every visit (7.1)."""
    lost: dict[str, tuple[int, str]] = {}  # heaviest choice -> worst regret and what is better
    free: dict[str, int] = {}
    lowest = 1.0
    for point in points:
        heaviest = max(move.choice.weight for move in point.moves if move.choice)
        top = [move for move in point.moves if move.choice and move.choice.weight == heaviest]
        best = max(top, key=point.value)
        regret = point.regret(best)
        if regret and best.choice and regret > lost.get(best.choice.id, (0, ""))[0]:
            better = point.best_move().choice
            lost[best.choice.id] = (regret, better.id if better else "")
        lowest = min(lowest, _tau(point))
        for move in point.moves:
            if (
                move.choice
                and heaviest - move.choice.weight >= FREE_RIDE_GAP
                and point.value(move) == point.value(best)
            ):
                free[move.choice.id] = move.choice.weight
    for option, (regret, better_id) in lost.items():
        say(
            "scenario_sin_and_repent",
            Severity.ERROR,
            node.id,
            option,
            regret=regret,
            better=better_id,
        )
    if lowest < TAU_MINIMUM and not lost:
        say("scenario_order_disagrees", Severity.ERROR, node.id, tau=round(lowest, 2))
    for option, weight in free.items():
        say("scenario_bad_choice_free", Severity.WARNING, node.id, option, weight=weight)


def _tau(point: Point) -> float:
    """Kendall's tau of weight and attainable utility; pairs tied in either are left out."""
    agree = disagree = 0
    pairs: combinations[tuple[Move, Move]] = combinations(point.moves, 2)
    for one, two in pairs:
        if one.choice and two.choice:
            sign = (one.choice.weight - two.choice.weight) * (point.value(one) - point.value(two))
            agree += sign > 0
            disagree += sign < 0
    return (agree - disagree) / (agree + disagree) if agree + disagree else 1.0


def _check_ideal(graph: ScenarioGraph, say: Say) -> None:
    """The marked ideal path exists, is complete, and every step of it is the best one."""
    story = graph.story
    ideal = story.scenario.ideal
    if not ideal:
        say("scenario_ideal_missing", Severity.ERROR, "ideal")
        return
    play = start(story)
    for step, choice_id in enumerate(ideal):
        ways = {choice.id: choice for choice in offered(story, play)}
        if choice_id not in ways:
            node = "ideal" if play.ended else play.node
            say("scenario_ideal_broken", Severity.ERROR, node, choice_id, n=step + 1)
            return
        point = graph.at(play)
        best = point.best_move().choice
        chosen = next(move for move in point.moves if move.choice and move.choice.id == choice_id)
        regret = point.regret(chosen)
        heaviest = max(way.weight for way in ways.values())
        if best and (regret or ways[choice_id].weight < heaviest):
            say(
                "scenario_ideal_not_best",
                Severity.ERROR,
                play.node,
                choice_id,
                regret=regret,
                better=best.id,
            )
        play = replay(story, (*play.choices, choice_id))
    if not play.ended:
        say("scenario_ideal_unfinished", Severity.ERROR, play.node, n=len(ideal))


def _check_counts(graph: ScenarioGraph, say: Say) -> None:
    """Sizes: decisions on a path, endings and their outcomes, nodes."""
    scenario = graph.story.scenario
    least, most = DECISIONS
    endings = graph.endings()
    for ending in endings:
        fewest, longest = ending.decisions
        if fewest < least or longest > most:
            say(
                "scenario_decisions_count",
                Severity.WARNING,
                ending.ending,
                fewest=fewest,
                longest=longest,
                least=least,
                most=most,
            )
    for code, n, (low, high) in (
        ("scenario_endings_count", len(endings), ENDINGS),
        ("scenario_nodes_count", len(scenario.nodes), NODES),
    ):
        if not low <= n <= high:
            say(code, Severity.WARNING, "nodes", n=n, least=low, most=high)
    outcomes = {ending.outcome for ending in endings}
    for outcome in ("baik", "buruk"):
        if outcome not in outcomes:
            say("scenario_outcome_missing", Severity.WARNING, "nodes", outcome=outcome)
