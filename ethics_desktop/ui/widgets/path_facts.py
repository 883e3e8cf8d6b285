"""What the map of paths knows: the way that was taken, forks on it, roads not taken. No Qt here.

Endings that no playthrough has reached stay unnamed, and so do decisions off the path that was
taken: a map must not give away what there is still to find.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from ethics_desktop.domain.playthrough import replay
from ethics_desktop.domain.scenario import ChoiceNode, EndNode
from ethics_desktop.domain.scenario_graph import ScenarioGraph
from ethics_desktop.domain.scenario_layout import Link, PathMap, Place
from ethics_desktop.i18n import Translator
from ethics_desktop.ui.widgets import story_text

Kind = Literal["fork", "other_fork", "step", "end", "seen_end", "other_end"]


@dataclass(frozen=True)
class Spot:
    """One node as the map shows it.

    ``kind``: fork (a decision of the path), other_fork, step (line or check), end (the one that
    was reached), seen_end (reached by another playthrough), other_end. ``number`` counts the
    decisions of the path from 1, 0 elsewhere; ``retry`` are the choices that lead to a fork.
    """

    place: Place
    kind: Kind
    taken: bool
    title: str
    text: str = ""
    number: int = 0
    others: int = 0
    retry: tuple[str, ...] = ()


@dataclass(frozen=True)
class MapFacts:
    """The whole map; ``links`` come with whether the way went over them."""

    title: str
    spots: tuple[Spot, ...]
    links: tuple[tuple[Link, bool], ...]
    layers: int
    half_width: float

    @property
    def forks(self) -> tuple[Spot, ...]:
        """The decisions of the path, in the order of the story."""
        return tuple(
            sorted((s for s in self.spots if s.kind == "fork"), key=lambda spot: spot.number)
        )


def way(graph: ScenarioGraph, choices: Iterable[str]) -> tuple[str, ...]:
    """Return every node that a playthrough went over, unseen checks included."""
    left = list(choices)
    point = graph.start
    passed = [point.node.id]
    while point.moves:
        move = point.moves[0]
        if isinstance(point.node, ChoiceNode):
            if not left:
                break
            wanted = left.pop(0)
            move = next(m for m in point.moves if m.choice and m.choice.id == wanted)
        point = move.target
        passed.append(point.node.id)
    return tuple(passed)


def map_facts(
    graph: ScenarioGraph,
    path_map: PathMap,
    choices: tuple[str, ...],
    endings_seen: frozenset[str],
    tr: Translator,
) -> MapFacts:
    """Return the map of a finished playthrough.

    Args:
        graph: of the scenario as it was played.
        path_map: where its nodes stand.
        choices: the way that was taken.
        endings_seen: ids of the endings reached by any playthrough.
        tr: language.
    """
    passed = way(graph, choices)
    final = replay(graph.story, choices)
    taken = set(pairwise(passed))
    decided = {node: place for place, node in enumerate(final.path)}
    spots = []
    for place in path_map.places:
        node = graph.story.nodes[place.node]
        on_way = place.node in passed
        if isinstance(node, ChoiceNode) and place.node in decided:
            spots.append(_fork(graph, place, node, decided[place.node], choices, tr))
        elif isinstance(node, ChoiceNode):
            spots.append(Spot(place, "other_fork", False, tr.gettext("Another decision")))
        elif isinstance(node, EndNode):
            spots.append(_ending(place, node, on_way, endings_seen, tr))
        else:
            spots.append(Spot(place, "step", on_way, ""))
    return MapFacts(
        title=graph.story.scenario.title,
        spots=tuple(spots),
        links=tuple((link, (link.source, link.target) in taken) for link in path_map.links),
        layers=path_map.layers,
        half_width=path_map.half_width,
    )


def _fork(
    graph: ScenarioGraph,
    place: Place,
    node: ChoiceNode,
    number: int,
    choices: tuple[str, ...],
    tr: Translator,
) -> Spot:
    point = graph.at(replay(graph.story, choices[:number]))
    chosen = next(choice for choice in node.choices if choice.id == choices[number])
    return Spot(
        place,
        "fork",
        True,
        decision_title(number + 1, tr),
        chosen.text,
        number + 1,
        len(point.moves) - 1,
        choices[:number],
    )


def _ending(
    place: Place, node: EndNode, on_way: bool, endings_seen: frozenset[str], tr: Translator
) -> Spot:
    if on_way:
        return Spot(place, "end", True, node.title)
    if node.id in endings_seen:
        return Spot(place, "seen_end", False, node.title)
    return Spot(place, "other_end", False, tr.gettext("Another ending"))


def decision_title(number: int, tr: Translator) -> str:
    """Return «Keputusan 2»."""
    return tr.gettext("Decision %(n)d") % {"n": number}


def fork_name(spot: Spot, tr: Translator) -> str:
    """Return the accessible name of a fork: where it is, what was chosen, what pressing does."""
    text = tr.gettext("%(decision)s, you chose: %(choice)s. Try from here")
    return text % {"decision": spot.title, "choice": spot.text.rstrip(".")}


def summary(facts: MapFacts, endings_seen: int, tr: Translator) -> str:
    """Return the map in a sentence or two."""
    _ = tr.gettext
    others = sum(spot.others for spot in facts.forks)
    ends = [spot for spot in facts.spots if spot.kind in ("end", "seen_end", "other_end")]
    reached = next((spot.title for spot in ends if spot.kind == "end"), "")
    told = tr.ngettext(
        "Your way had %(n)d decision and led to “%(ending)s”.",
        "Your way had %(n)d decisions and led to “%(ending)s”.",
        len(facts.forks),
    ) % {"n": len(facts.forks), "ending": reached}
    more = _("%(roads)d roads were not taken. You have seen %(endings)s.") % {
        "roads": others,
        "endings": story_text.counts_text(endings_seen, len(ends), tr),
    }
    return f"{told} {more}"


@dataclass(frozen=True)
class MapRow:
    """One line of the map as a table."""

    name: str
    way: str
    others: str
    spot: Spot


def table_rows(facts: MapFacts, tr: Translator) -> list[MapRow]:
    """Return decisions and endings in the order of the story."""
    _ = tr.gettext
    rows = []
    for spot in sorted(facts.spots, key=lambda s: (s.place.layer, s.place.across)):
        if spot.kind == "fork":
            others = tr.ngettext("%(n)d other road", "%(n)d other roads", spot.others)
            rows.append(MapRow(spot.title, spot.text, others % {"n": spot.others}, spot))
        elif spot.kind == "end":
            name = story_text.ending_title(spot.title, tr)
            rows.append(MapRow(name, _("reached this time"), "", spot))
        elif spot.kind == "seen_end":
            name = story_text.ending_title(spot.title, tr)
            rows.append(MapRow(name, _("reached another time"), "", spot))
        elif spot.kind == "other_end":
            rows.append(MapRow(spot.title, _("not reached yet"), "", spot))
        elif spot.kind == "other_fork":
            rows.append(MapRow(spot.title, _("not on this way"), "", spot))
    return rows
