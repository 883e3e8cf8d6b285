"""Branching scenarios: list them, play them, keep every choice, look back.

The first play of a scenario measures, all later ones explore: they are shown apart and never
replace it (``measurement.md`` 7.2). A play keeps its scenario by content hash.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Protocol

import msgspec

from ethics_desktop.domain import playthrough
from ethics_desktop.domain.bank import Principle, Status
from ethics_desktop.domain.clock import Clock
from ethics_desktop.domain.errors import UserError
from ethics_desktop.domain.findings import Finding
from ethics_desktop.domain.plays import (
    OpenPlayRow,
    PlayHead,
    PlayRow,
    PlayState,
    StoredPlay,
)
from ethics_desktop.domain.scenario import EndNode, Scenario, scenario_hash
from ethics_desktop.domain.scenario_checks import open_story
from ethics_desktop.domain.scenario_graph import ScenarioGraph
from ethics_desktop.domain.scenario_scoring import ScenarioScore
from ethics_desktop.services.play import Play, PlayReview, StepStore, look_back, stored_graph
from ethics_desktop.services.scenarios import SourceScenario

__all__ = [
    "OpenPlay",
    "Play",
    "PlayReview",
    "PlayStore",
    "PlaySummary",
    "RoleplayService",
    "ScenarioCard",
    "ScenarioSource",
    "SourceScenario",
]


class ScenarioSource(Protocol):
    """What this service needs of the library."""

    def scenarios(self) -> Sequence[SourceScenario]: ...


class PlayStore(StepStore, Protocol):
    """What this service needs of a profile's database."""

    def create_play(self, head: PlayHead, scenario: Scenario, steps: Sequence[str]) -> PlayHead: ...
    def load_play(self, play_id: str) -> StoredPlay: ...
    def load_score(self, play_id: str) -> ScenarioScore: ...
    def open_plays(self) -> list[OpenPlayRow]: ...
    def finished_plays(self, scenario_id: str | None = None) -> list[PlayRow]: ...
    def all_choices(self, scenario_id: str) -> list[tuple[str, ...]]: ...
    def discard_play(self, play_id: str, at: datetime) -> None: ...


class ScenarioCard(msgspec.Struct, frozen=True):
    """A scenario as offered.

    ``endings_seen`` and ``endings_total`` are counts, ``plays`` the finished ones. ``unfinished``
    is the open play that was saved last. Qualities are 0..100: that of the first play, and the
    best of all later ones, None while there is none. ``findings`` are the reasons when it is not
    ``playable``.
    """

    scenario_id: str
    bank_id: str
    title: str
    summary: str
    role: str
    minutes: int
    principle: Principle | None
    endings_total: int
    endings_seen: int
    plays: int
    unfinished: str | None
    saved_at: datetime | None
    playable: bool
    findings: tuple[Finding, ...]
    best_quality: float | None
    first_quality: float | None


class OpenPlay(msgspec.Struct, frozen=True):
    """An unfinished play as offered on the start page."""

    play_id: str
    scenario_id: str
    title: str
    decisions: int
    saved_at: datetime


class PlaySummary(msgspec.Struct, frozen=True):
    """A finished play; ``quality`` 0..100, None when no decision was scored."""

    play_id: str
    finished_at: datetime
    ending_title: str
    quality: float | None
    first: bool


class RoleplayService:
    """Use cases around scenarios.

    Args:
        store: the playthroughs of the profile.
        source: where scenarios come from.
        clock: wall time.
        new_id: gives a fresh play id.
        new_seed: gives the seed of the order of choices for a moment.
    """

    def __init__(
        self,
        store: PlayStore,
        source: ScenarioSource,
        *,
        clock: Clock,
        new_id: Callable[[], str],
        new_seed: Callable[[datetime], str],
    ) -> None:
        self._store = store
        self._source = source
        self._clock = clock
        self._new_id = new_id
        self._new_seed = new_seed

    def cards(self) -> list[ScenarioCard]:
        """Return the scenarios.

        Unfinished ones first, then those never played, then by title; those that cannot be played
        last, with their reasons.
        """
        open_rows: dict[str, OpenPlayRow] = {}
        for row in self._store.open_plays():
            known = open_rows.get(row.head.scenario_id)
            if known is None or row.saved_at > known.saved_at:
                open_rows[row.head.scenario_id] = row
        finished: dict[str, list[PlayRow]] = {}
        for done in self._store.finished_plays():
            finished.setdefault(done.scenario_id, []).append(done)
        cards = [
            _card(one, open_rows.get(one.listed.id), finished.get(one.listed.id, []))
            for one in self._offered()
        ]
        return sorted(cards, key=_card_order)

    def start(self, scenario_id: str, prefix: tuple[str, ...] = ()) -> Play:
        """Begin a story, or one that starts with choices made before ("Coba dari sini").

        It measures when no choice was ever stored in a play of this scenario and ``prefix`` is
        empty. An open play without a choice of its own gives way to the new one.

        Raises:
            UserError: ``scenario_unknown``, ``scenario_not_playable``; ``choice_not_offered`` or
                ``play_closed`` when the prefix does not fit or leads to an ending.
            StorageError: the play could not be stored; nothing was begun.
        """
        known = [one for one in self._offered() if one.listed.id == scenario_id]
        if not known:
            raise UserError("scenario_unknown", id=scenario_id)
        found = max(known, key=lambda one: one.listed.playable)
        scenario = found.listed.scenario
        if scenario is None or not found.listed.playable:
            raise UserError("scenario_not_playable", id=scenario_id)
        graph = open_story(scenario)
        at = playthrough.replay(graph.story, prefix)
        if at.ended:
            raise UserError("play_closed", id=scenario_id)
        now = self._clock.now()
        head = PlayHead(
            id=self._new_id(),
            scenario_id=scenario_id,
            bank_id=found.bank_id,
            bank_version=found.bank_version,
            scenario_hash=scenario_hash(scenario),
            title=scenario.title,
            seed=self._new_seed(now),
            first=not prefix,
            prefix=len(prefix),
            started_at=now,
        )
        return self._play(graph, self._store.create_play(head, scenario, prefix), at)

    def resumable(self) -> list[OpenPlay]:
        """Return unfinished plays, the one saved last first."""
        rows = sorted(self._store.open_plays(), key=lambda row: row.saved_at, reverse=True)
        return [
            OpenPlay(row.head.id, row.head.scenario_id, row.head.title, row.decisions, row.saved_at)
            for row in rows
        ]

    def resume(self, play_id: str) -> Play:
        """Go on with an unfinished play, in the scenario as it was when it began.

        Raises:
            UserError: ``play_missing``, ``play_closed``.
        """
        stored = self._store.load_play(play_id)
        if stored.state is not PlayState.OPEN:
            raise UserError("play_closed", id=stored.head.scenario_id)
        graph = stored_graph(stored.scenario)
        return self._play(graph, stored.head, playthrough.replay(graph.story, stored.choices))

    def discard(self, play_id: str) -> None:
        """Throw an unfinished play away.

        Without choices of its own nothing is left of it. Otherwise its choices stay: they count as
        tried, and the next play does not measure.

        Raises:
            UserError: ``play_missing``, ``play_closed``.
        """
        self._store.discard_play(play_id, self._clock.now())

    def review(self, play_id: str) -> PlayReview:
        """Look back at a finished play, also when its bank is gone or has changed.

        Raises:
            UserError: ``play_missing``; ``playthrough_unfinished`` before an ending.
        """
        stored = self._store.load_play(play_id)
        scored = self._store.load_score(play_id)
        return look_back(stored, scored, self._store.all_choices(stored.head.scenario_id))

    def history(self, scenario_id: str) -> list[PlaySummary]:
        """Return the finished plays of a scenario, newest first."""
        return [
            PlaySummary(row.play_id, row.finished_at, row.ending_title, row.quality, row.first)
            for row in self._store.finished_plays(scenario_id)
        ]

    def _play(self, graph: ScenarioGraph, head: PlayHead, at: playthrough.Playthrough) -> Play:
        return Play(self._store, self._clock, graph, head, at)

    def _offered(self) -> list[SourceScenario]:
        """Everything but what its author has withdrawn."""
        return [
            one
            for one in self._source.scenarios()
            if one.listed.scenario is None or one.listed.scenario.meta.status is not Status.USANG
        ]


def _card(one: SourceScenario, row: OpenPlayRow | None, done: list[PlayRow]) -> ScenarioCard:
    scenario = one.listed.scenario
    endings = {node.id for node in scenario.nodes if isinstance(node, EndNode)} if scenario else ()
    later = [play.quality for play in done if not play.first and play.quality is not None]
    return ScenarioCard(
        scenario_id=one.listed.id,
        bank_id=one.bank_id,
        title=one.listed.title,
        summary=scenario.summary if scenario else "",
        role=scenario.role if scenario else "",
        minutes=scenario.minutes if scenario else 0,
        principle=scenario.meta.principle if scenario else None,
        endings_total=len(endings),
        endings_seen=len({play.ending for play in done}.intersection(endings)),
        plays=len(done),
        unfinished=row.head.id if row else None,
        saved_at=row.saved_at if row else None,
        playable=one.listed.playable,
        findings=one.listed.findings,
        best_quality=max(later, default=None),
        first_quality=next((play.quality for play in done if play.first), None),
    )


def _card_order(card: ScenarioCard) -> tuple[bool, bool, bool, str, str]:
    return (
        not card.playable,
        card.unfinished is None,
        card.plays > 0,
        card.title.casefold(),
        card.scenario_id,
    )
