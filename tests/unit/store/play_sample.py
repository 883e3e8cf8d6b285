"""Small plays for the tests of the store; choices are single letters."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from ethics_desktop.domain.plays import PlayHead, PlayResult, node_fractions
from ethics_desktop.domain.playthrough import replay
from ethics_desktop.domain.scenario import EndNode, Scenario, scenario_hash
from ethics_desktop.domain.scenario_checks import open_story
from ethics_desktop.domain.scenario_scoring import score
from ethics_desktop.store.playthroughs import SqlitePlaythroughStore
from tests.unit.domain.scenario_cases import sound
from tests.unit.store.sample import NOW


def head(
    play_id: str = "main-1",
    scenario: Scenario | None = None,
    prefix: int = 0,
    at: datetime = NOW,
) -> PlayHead:
    """Return the head of a play that asks to be the first unless it has a prefix."""
    played = scenario or sound()
    return PlayHead(
        id=play_id,
        scenario_id=played.id,
        bank_id="contoh",
        bank_version="1.0.0",
        scenario_hash=scenario_hash(played),
        title=played.title,
        seed="20261121-00000001",
        first=not prefix,
        prefix=prefix,
        started_at=at,
    )


def begin(
    store: SqlitePlaythroughStore,
    play_id: str = "main-1",
    steps: Iterable[str] = (),
    at: datetime = NOW,
    scenario: Scenario | None = None,
) -> PlayHead:
    """Store a new play and return its head as stored."""
    replayed = tuple(steps)
    played = scenario or sound()
    return store.create_play(head(play_id, played, len(replayed), at), played, replayed)


def result(head: PlayHead, choices: Iterable[str], scenario: Scenario | None = None) -> PlayResult:
    """Return the result of a finished list of choices."""
    graph = open_story(scenario or sound())
    scored = score(graph, choices)
    ending = graph.story.nodes[scored.ending]
    assert isinstance(ending, EndNode)
    return PlayResult(scored, ending.title, node_fractions(scored) if head.first else ())


def play_on(
    store: SqlitePlaythroughStore, head: PlayHead, choices: Iterable[str], at: datetime = NOW
) -> None:
    """Append choices, a minute apart, the last of a story with its result."""
    story = open_story(sound()).story
    made = list(store.load_play(head.id).choices)
    for choice in choices:
        made.append(choice)
        ended = replay(story, made).ended
        when = at + timedelta(minutes=len(made))
        store.append_step(head.id, len(made), choice, when, result(head, made) if ended else None)
