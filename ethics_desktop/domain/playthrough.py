"""The pure engine that plays a scenario.

A playthrough **is** its list of choice ids: no clock, no chance. Replaying the list gives the same
state, and the same choices always give the same story (``measurement.md`` 7.4).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Literal

import msgspec

from ethics_desktop.domain.bank import Principle
from ethics_desktop.domain.errors import UserError
from ethics_desktop.domain.scenario import (
    METERS,
    PLAYER,
    CheckNode,
    Choice,
    ChoiceNode,
    Effects,
    EndNode,
    LineNode,
    Story,
)

#: Meters at the start and how far one unit of effect moves them (``measurement.md`` 7.4).
METER_START: Mapping[str, int] = {"kepercayaan": 50, "layanan": 50, "risiko": 10}
METER_STEP = 10
METER_MIN, METER_MAX = 0, 100


class MeterChange(msgspec.Struct, frozen=True):
    """A meter that moved, 0..100; ``units`` is the effect before clipping."""

    meter: str
    units: int
    before: int
    after: int


class Entry(msgspec.Struct, frozen=True, omit_defaults=True):
    """One visible step of the conversation, with the meters it moved and the named cause.

    ``line`` and ``prompt`` have a speaker ("" is the narrator), ``choice`` is what the player said
    or did, ``end`` closes the story with ``title`` and ``text``.
    """

    kind: Literal["line", "prompt", "choice", "end"]
    node: str
    text: str
    speaker: str = ""
    choice: str = ""
    title: str = ""
    note: str = ""
    changes: tuple[MeterChange, ...] = ()


class Playthrough(msgspec.Struct, frozen=True):
    """Where a story stands after some choices. Equal choices give equal playthroughs.

    ``node`` is the decision that waits, or the ending. ``path`` holds the ids of the decided nodes,
    parallel to ``choices``. ``principles`` are signed sums of effects.
    """

    node: str
    ended: bool = False
    choices: tuple[str, ...] = ()
    path: tuple[str, ...] = ()
    variables: dict[str, int] = {}
    meters: dict[str, int] = {}
    principles: dict[Principle, int] = {}
    utility: int = 0
    entries: tuple[Entry, ...] = ()

    def fact(self, key: str) -> int:
        """Return a variable's value, or 1/0 for a choice ``node.choice`` made or not made."""
        if "." not in key:
            return self.variables.get(key, 0)
        node, _, choice = key.rpartition(".")
        return int((node, choice) in zip(self.path, self.choices, strict=True))


def start(story: Story) -> Playthrough:
    """Begin a story: everything up to the first decision (or the ending) has been said."""
    scenario = story.scenario
    return _advance(
        story,
        Playthrough(
            node=scenario.start,
            variables={name: spec.initial for name, spec in scenario.variables.items()},
            meters=dict(METER_START),
            principles=dict.fromkeys(Principle, 0),
        ),
    )


def offered(story: Story, play: Playthrough) -> tuple[Choice, ...]:
    """Return the choices whose conditions hold at the waiting decision; none after an ending."""
    if play.ended:
        return ()
    return tuple(
        choice
        for choice in story.decision(play.node).choices
        if all(condition.holds(play.fact(condition.key)) for condition in choice.when)
    )


def choose(story: Story, play: Playthrough, choice_id: str) -> Playthrough:
    """Make a choice and go on to the next decision or the ending; ``play`` stays as it was.

    Raises:
        UserError: ``choice_not_offered`` (unknown, its conditions do not hold, story ended).
    """
    for choice in offered(story, play):
        if choice.id == choice_id:
            break
    else:
        raise UserError("choice_not_offered", node=play.node, choice=choice_id)
    changed = dict(play.variables)
    specs = story.scenario.variables
    for name, value in choice.set.items():
        changed[name] = specs[name].clip(value)
    for name, value in choice.add.items():
        changed[name] = specs[name].clip(changed[name] + value)
    entry = Entry("choice", play.node, choice.text, PLAYER, choice.id, note=choice.note)
    told = _tell(play, entry, choice.effects)
    return _advance(
        story,
        msgspec.structs.replace(
            told,
            node=choice.next,
            choices=(*play.choices, choice_id),
            path=(*play.path, play.node),
            variables=changed,
        ),
    )


def replay(story: Story, choices: Iterable[str]) -> Playthrough:
    """Play a list of choices from the beginning.

    Raises:
        UserError: ``choice_not_offered`` at the first choice that does not fit this story.
    """
    play = start(story)
    for choice_id in choices:
        play = choose(story, play, choice_id)
    return play


def _tell(play: Playthrough, entry: Entry, effects: Effects) -> Playthrough:
    """Add an entry, move the meters (clipped) and the sums."""
    meters = dict(play.meters)
    changes: list[MeterChange] = []
    for meter, units in zip(METERS, effects.meters, strict=True):
        if units:
            before = meters[meter]
            meters[meter] = max(METER_MIN, min(METER_MAX, before + METER_STEP * units))
            changes.append(MeterChange(meter, units, before, meters[meter]))
    return msgspec.structs.replace(
        play,
        meters=meters,
        principles={
            principle: play.principles[principle] + gained
            for principle, gained in zip(Principle, effects.principles, strict=True)
        },
        utility=play.utility + effects.utility,
        entries=(*play.entries, msgspec.structs.replace(entry, changes=tuple(changes))),
    )


def _advance(story: Story, play: Playthrough) -> Playthrough:
    """Go on over lines and checks until a decision waits or the story ends."""
    for _ in range(len(story.nodes) + 1):  # a sound story has no cycle; a bad one must not hang
        match node := story.nodes.get(play.node):
            case LineNode():
                entry = Entry("line", node.id, node.text, node.speaker, note=node.note)
                told = _tell(play, entry, node.effects)
                play = msgspec.structs.replace(told, node=node.next)
            case CheckNode():
                play = msgspec.structs.replace(play, node=_way_on(node, play))
            case ChoiceNode():
                if node.text:
                    entry = Entry("prompt", node.id, node.text, node.speaker)
                    play = msgspec.structs.replace(play, entries=(*play.entries, entry))
                return play
            case EndNode():
                entry = Entry("end", node.id, node.text, title=node.title, note=node.note)
                return msgspec.structs.replace(_tell(play, entry, node.effects), ended=True)
            case None:
                break
    raise UserError("scenario_not_playable", id=story.scenario.id)


def _way_on(node: CheckNode, play: Playthrough) -> str:
    for case in node.cases:
        if all(condition.holds(play.fact(condition.key)) for condition in case.when):
            return case.next
    return node.next
