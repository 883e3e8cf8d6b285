"""Scores of a playthrough and its debrief (``measurement.md`` 7.2 and 7.5).

Decision quality and the principles are local to the decisions that were met; utility and regret
look at the whole story and are shown in the debrief only. Only choices that were **offered** count,
so that nobody is measured against something that could not be chosen.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

import msgspec

from ethics_desktop.domain.bank import Principle, Reference
from ethics_desktop.domain.errors import UserError
from ethics_desktop.domain.playthrough import Entry, Playthrough, choose, replay, start
from ethics_desktop.domain.scenario import Choice, ChoiceNode, EndNode
from ethics_desktop.domain.scenario_graph import Point, ScenarioGraph


class Decision(msgspec.Struct, frozen=True):
    """One decision of a path.

    ``quality`` and ``blind`` are fractions 0..1 of the offered choices, None where all weigh the
    same. ``regret`` >= 0 is utility lost for good. ``principles`` are those on which the offered
    choices differ: the decision's ``quality`` enters their profile as one SJT-like fraction.
    """

    node: str
    chosen: Choice
    best: Choice
    offered: tuple[str, ...]
    quality: float | None
    blind: float | None
    regret: int
    principles: tuple[Principle, ...]


class PrincipleShare(msgspec.Struct, frozen=True):
    """``percent`` 0..100 of the opportunities met; None: not tested on this path."""

    percent: float | None
    gained: int
    opportunities: int


class ScenarioScore(msgspec.Struct, frozen=True):
    """What a finished playthrough comes to.

    ``turning_point`` counts decisions from 0: the earliest with the largest regret above 0.
    ``utility_percent`` is None when every path has the same utility.
    """

    scenario: str
    rev: int
    choices: tuple[str, ...]
    ending: str
    outcome: str
    quality: float | None
    blind: float | None
    principles: dict[Principle, PrincipleShare]
    utility: int
    utility_best: int
    utility_worst: int
    utility_percent: float | None
    decisions: tuple[Decision, ...]
    turning_point: int | None
    meters: dict[str, int]


class Coverage(msgspec.Struct, frozen=True):
    """How much of a scenario has been seen, as counts; never a percent."""

    endings_seen: tuple[str, ...]
    endings_total: int
    choices_tried: int
    choices_total: int


class Fact(msgspec.Struct, frozen=True):
    """One of the facts of the debrief: the ending, the dearest and the most helpful step.

    ``text`` is the author's: the ending's title, the named cause, or the action itself.
    """

    kind: Literal["ending", "cost", "gain"]
    node: str
    text: str
    units: int = 0  # meters moved for the better, in units of effect


class TurningPoint(msgspec.Struct, frozen=True):
    """The decision that cost most; ``retry`` are the choices to replay to stand there again."""

    number: int  # from 0
    decision: Decision
    text: str
    retry: tuple[str, ...]
    instead_choices: tuple[str, ...]
    instead_ending: str
    instead_title: str


class Debrief(msgspec.Struct, frozen=True):
    """Everything of the mandatory screen after a story, in its order."""

    facts: tuple[Fact, ...]
    turning_point: TurningPoint | None
    rule: str
    say: str
    question: str
    references: tuple[Reference, ...]
    decisions: tuple[Decision, ...]
    delayed: tuple[Entry, ...]


def score(graph: ScenarioGraph, choices: Iterable[str]) -> ScenarioScore:
    """Score a finished list of choices.

    Raises:
        UserError: ``choice_not_offered``; ``playthrough_unfinished`` before an ending.
    """
    decisions, plays = _decide(graph, choices)
    final = plays[-1]
    if not final.ended:
        raise UserError("playthrough_unfinished", id=graph.story.scenario.id)
    ending = graph.story.nodes[final.node]
    scored = [one for one in decisions if one.quality is not None]
    regrets = [one.regret for one in decisions]
    best, worst = graph.start.best, graph.start.worst
    return ScenarioScore(
        scenario=graph.story.scenario.id,
        rev=graph.story.scenario.rev,
        choices=final.choices,
        ending=final.node,
        outcome=ending.outcome if isinstance(ending, EndNode) else "",
        quality=_percent([one.quality for one in scored]),
        blind=_percent([one.blind for one in scored]),
        principles=_shares(graph, plays[:-1], decisions),
        utility=final.utility,
        utility_best=best,
        utility_worst=worst,
        utility_percent=100 * (final.utility - worst) / (best - worst) if best > worst else None,
        decisions=decisions,
        turning_point=regrets.index(max(regrets)) if any(regrets) else None,
        meters=final.meters,
    )


def coverage(graph: ScenarioGraph, plays: Iterable[Iterable[str]]) -> Coverage:
    """Return endings seen and choices tried over several playthroughs, finished or not.

    Only endings and choices that can be reached count. A playthrough of another revision counts
    as far as it can be replayed.
    """
    seen: set[str] = set()
    tried: set[tuple[str, str]] = set()
    for choices in plays:
        play = start(graph.story)
        try:
            for choice_id in choices:
                play = choose(graph.story, play, choice_id)
        except UserError:
            pass
        tried |= set(zip(play.path, play.choices, strict=True))
        if play.ended:
            seen.add(play.node)
    reachable = {
        (node, move.choice.id)
        for node, points in graph.points.items()
        for point in points.values()
        for move in point.moves
        if move.choice
    }
    endings = [ending.ending for ending in graph.endings()]
    return Coverage(
        endings_seen=tuple(ending for ending in endings if ending in seen),
        endings_total=len(endings),
        choices_tried=len(tried),
        choices_total=len(reachable),
    )


def debrief(graph: ScenarioGraph, choices: Iterable[str]) -> Debrief:
    """Return what the debrief shows of a finished list of choices.

    Raises:
        UserError: as :func:`score`.
    """
    scored = score(graph, choices)
    scenario = graph.story.scenario
    final = replay(graph.story, scored.choices)
    turning = None
    if scored.turning_point is not None:
        turning = _turning_point(graph, scored, scored.turning_point)
    return Debrief(
        facts=_facts(final),
        turning_point=turning,
        rule=scenario.debrief.rule,
        say=scenario.debrief.say,
        question=scenario.debrief.question,
        references=scenario.meta.references,
        decisions=scored.decisions,
        delayed=tuple(
            entry for entry in final.entries if entry.kind in ("line", "end") and entry.changes
        ),
    )


def _decide(
    graph: ScenarioGraph, choices: Iterable[str]
) -> tuple[tuple[Decision, ...], list[Playthrough]]:
    plays = [start(graph.story)]
    decisions: list[Decision] = []
    for choice_id in choices:
        before = plays[-1]
        plays.append(choose(graph.story, before, choice_id))
        decisions.append(_decision(graph.at(before), choice_id))
    return tuple(decisions), plays


def _decision(point: Point, choice_id: str) -> Decision:
    ways = [(move.choice, move) for move in point.moves if move.choice]
    chosen, move = next(way for way in ways if way[0].id == choice_id)
    weights = [choice.weight for choice, _ in ways]
    low, span = min(weights), max(weights) - min(weights)
    return Decision(
        node=point.node.id,
        chosen=chosen,
        best=point.best_move().choice or chosen,
        offered=tuple(choice.id for choice, _ in ways),
        quality=(chosen.weight - low) / span if span else None,
        blind=(sum(weights) / len(weights) - low) / span if span else None,
        regret=point.regret(move),
        principles=tuple(
            principle
            for place, principle in enumerate(Principle)
            if len({choice.effects.principles[place] for choice, _ in ways}) > 1
        ),
    )


def _shares(
    graph: ScenarioGraph, plays: list[Playthrough], decisions: tuple[Decision, ...]
) -> dict[Principle, PrincipleShare]:
    shares: dict[Principle, PrincipleShare] = {}
    for place, principle in enumerate(Principle):
        gained = opportunities = 0
        for play, decision in zip(plays, decisions, strict=True):
            effects = [
                move.choice.effects.principles[place]
                for move in graph.at(play).moves
                if move.choice
            ]
            gained += decision.chosen.effects.principles[place] - min(effects)
            opportunities += max(effects) - min(effects)
        percent = 100 * gained / opportunities if opportunities else None
        shares[principle] = PrincipleShare(percent, gained, opportunities)
    return shares


def _percent(fractions: list[float | None]) -> float | None:
    values = [fraction for fraction in fractions if fraction is not None]
    return 100 * sum(values) / len(values) if values else None


def _facts(final: Playthrough) -> tuple[Fact, ...]:
    """The ending, then the dearest and the most helpful step; three where there are three."""
    *told, end = final.entries
    ending = Fact("ending", end.node, end.title)
    moved: list[Fact] = []
    for entry in (*told, end):
        units = sum(
            -change.units if change.meter == "risiko" else change.units for change in entry.changes
        )
        if units:
            kind: Literal["cost", "gain"] = "gain" if units > 0 else "cost"
            moved.append(Fact(kind, entry.node, entry.note or entry.text, units))
    costs = sorted((fact for fact in moved if fact.units < 0), key=lambda fact: fact.units)
    gains = sorted((fact for fact in moved if fact.units > 0), key=lambda fact: -fact.units)
    picked = [*costs[:1], *gains[:1], *costs[1:2], *gains[1:2]][:2]
    return (ending, *(fact for fact in moved if fact in picked))[:3]


def _turning_point(graph: ScenarioGraph, scored: ScenarioScore, number: int) -> TurningPoint:
    retry = scored.choices[:number]
    point = graph.at(replay(graph.story, retry))
    choices, ending = graph.best_way(point)
    node, end = point.node, graph.story.nodes[ending]
    return TurningPoint(
        number=number,
        decision=scored.decisions[number],
        text=node.text if isinstance(node, ChoiceNode) else "",
        retry=retry,
        instead_choices=choices,
        instead_ending=ending,
        instead_title=end.title if isinstance(end, EndNode) else "",
    )
