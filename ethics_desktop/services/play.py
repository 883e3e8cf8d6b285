"""A story that is being played, and one that is looked back at."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Protocol

import msgspec

from ethics_desktop.domain import playthrough
from ethics_desktop.domain.chance import shuffled
from ethics_desktop.domain.clock import Clock
from ethics_desktop.domain.errors import UserError
from ethics_desktop.domain.plays import PlayHead, PlayResult, StoredPlay, node_fractions
from ethics_desktop.domain.playthrough import Playthrough
from ethics_desktop.domain.scenario import Choice, EndNode, Scenario, Story
from ethics_desktop.domain.scenario_graph import ScenarioGraph
from ethics_desktop.domain.scenario_layout import PathMap, lay_out
from ethics_desktop.domain.scenario_order import TooManyStatesError, sort_nodes
from ethics_desktop.domain.scenario_scoring import (
    Coverage,
    Debrief,
    ScenarioScore,
    coverage,
    debrief,
    score,
)


class StepStore(Protocol):
    """What a running play needs of a profile's database."""

    def append_step(
        self, play_id: str, seq: int, choice: str, at: datetime, result: PlayResult | None
    ) -> None: ...


class Play:
    """One person in front of one story, from its beginning to an ending.

    Attributes:
        play_id: the stored playthrough.
        scenario: as it was when the play began.
        state: what has happened; only what is on the disk.
        measures: the first play of this scenario; later ones explore.
    """

    def __init__(
        self, store: StepStore, clock: Clock, graph: ScenarioGraph, head: PlayHead, at: Playthrough
    ) -> None:
        self._store = store
        self._clock = clock
        self._graph = graph
        self._head = head
        self.play_id = head.id
        self.scenario = graph.story.scenario
        self.state = at
        self.measures = head.first

    @property
    def ended(self) -> bool:
        """The story has reached an ending, and its result is stored."""
        return self.state.ended

    @property
    def offered(self) -> tuple[Choice, ...]:
        """What can be chosen now, in the order in which it is shown; none after an ending.

        The order comes from the recorded seed, u(seed, 'opsi:' + node id, choice id), so it is the
        same whenever one comes back (``measurement.md`` 2.4).
        """
        found = {one.id: one for one in playthrough.offered(self._graph.story, self.state)}
        order = shuffled(self._head.seed, f"opsi:{self.state.node}", found)
        return tuple(found[choice_id] for choice_id in order)

    def choose(self, choice_id: str) -> Playthrough:
        """Make a choice; it is on the disk when this returns, the last one with the result.

        Raises:
            UserError: ``choice_not_offered``; ``play_closed``, ``play_missing``,
                ``play_moved_on`` when it was finished, thrown away or continued elsewhere.
            StorageError: nothing was stored and :attr:`state` is as it was; try again.
        """
        after = playthrough.choose(self._graph.story, self.state, choice_id)
        result = self._result(after) if after.ended else None
        self._store.append_step(
            self.play_id, len(after.choices), choice_id, self._clock.now(), result
        )
        self.state = after
        return after

    def _result(self, after: Playthrough) -> PlayResult:
        scored = score(self._graph, after.choices)
        ending = self._graph.story.nodes[scored.ending]
        return PlayResult(
            score=scored,
            ending_title=ending.title if isinstance(ending, EndNode) else "",
            fractions=node_fractions(scored) if self.measures else (),
        )


class PlayReview(msgspec.Struct, frozen=True):
    """A finished play looked back at; it never depends on the banks of today.

    ``score`` is the stored one. ``endings_seen`` and ``coverage`` are over every play of this
    scenario, finished or not, as far as it fits the scenario of this play.
    """

    play_id: str
    scenario: Scenario
    graph: ScenarioGraph
    choices: tuple[str, ...]
    state: Playthrough
    score: ScenarioScore
    debrief: Debrief
    path_map: PathMap
    endings_seen: frozenset[str]
    coverage: Coverage
    first: bool
    finished_at: datetime


def stored_graph(scenario: Scenario) -> ScenarioGraph:
    """Return the graph of a scenario that was playable when it was stored.

    Rules for authors may have become stricter since; they do not lock old plays.

    Raises:
        UserError: ``scenario_not_playable`` when its links do not hold.
    """
    story = Story(scenario)
    try:
        order = sort_nodes(story)
        graph = None if order.back else ScenarioGraph(story, order)
    except (KeyError, TooManyStatesError):
        graph = None
    if graph is None or graph.dead:
        raise UserError("scenario_not_playable", id=scenario.id)
    return graph


def look_back(
    stored: StoredPlay,
    scored: ScenarioScore,
    plays: Iterable[tuple[str, ...]],
) -> PlayReview:
    """Return the review of a finished play; ``plays`` are the choices of all of this scenario."""
    graph = stored_graph(stored.scenario)
    seen = coverage(graph, plays)
    return PlayReview(
        play_id=stored.head.id,
        scenario=stored.scenario,
        graph=graph,
        choices=stored.choices,
        state=playthrough.replay(graph.story, stored.choices),
        score=scored,
        debrief=debrief(graph, stored.choices),
        path_map=lay_out(stored.scenario),
        endings_seen=frozenset(seen.endings_seen),
        coverage=seen,
        first=stored.head.first,
        finished_at=stored.saved_at,
    )
