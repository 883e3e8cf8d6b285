"""Playthroughs as they travel between the store and the services: heads, steps, results."""

from __future__ import annotations

from datetime import datetime
from enum import Enum

import msgspec

from ethics_desktop.domain.bank import Principle
from ethics_desktop.domain.scenario import Scenario
from ethics_desktop.domain.scenario_scoring import ScenarioScore


class PlayState(str, Enum):
    """Where a playthrough stands."""

    OPEN = "open"
    FINISHED = "finished"
    ABANDONED = "abandoned"  # thrown away after choices were made: the first play stays spent


class PlayHead(msgspec.Struct, frozen=True):
    """What is decided when a playthrough begins.

    ``first`` plays measure, all others explore. ``prefix`` counts the steps that were replayed at
    the beginning ("Coba dari sini").
    """

    id: str
    scenario_id: str
    bank_id: str
    bank_version: str
    scenario_hash: str  # sha256 hex of the canonical scenario
    title: str
    seed: str
    first: bool
    prefix: int
    started_at: datetime


class StoredPlay(msgspec.Struct, frozen=True):
    """A playthrough with its scenario as it was played; ``saved_at`` is the newest step."""

    head: PlayHead
    scenario: Scenario
    choices: tuple[str, ...]
    state: PlayState
    saved_at: datetime


class OpenPlayRow(msgspec.Struct, frozen=True):
    """An unfinished playthrough; ``decisions`` counts its steps."""

    head: PlayHead
    decisions: int
    saved_at: datetime


class PlayRow(msgspec.Struct, frozen=True):
    """A finished playthrough in the history; ``quality`` is 0..100, None when not scored."""

    play_id: str
    scenario_id: str
    scenario_hash: str
    first: bool
    finished_at: datetime
    ending: str
    ending_title: str
    quality: float | None


class NodeFraction(msgspec.Struct, frozen=True):
    """A decision of a first play in the profile of one principle (``measurement.md`` 7.2).

    ``fraction`` and ``blind`` are 0..1; a decision that tests several principles has one for each.
    """

    decision: int  # from 1
    node: str
    principle: Principle
    fraction: float
    blind: float


class PlayResult(msgspec.Struct, frozen=True):
    """What is stored with the last choice; ``fractions`` are empty unless the play measures."""

    score: ScenarioScore
    ending_title: str
    fractions: tuple[NodeFraction, ...] = ()


def node_fractions(score: ScenarioScore) -> tuple[NodeFraction, ...]:
    """Return what a first play adds to the cumulative profile: one fraction a tested principle.

    Decisions whose offered choices weigh the same are left out (``measurement.md`` 7.2).
    """
    return tuple(
        NodeFraction(number, decision.node, principle, decision.quality, decision.blind)
        for number, decision in enumerate(score.decisions, 1)
        if decision.quality is not None and decision.blind is not None
        for principle in decision.principles
    )
