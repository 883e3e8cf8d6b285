"""Branching scenarios: the typed form of ``scenarios/*.json`` (``measurement.md`` 7).

How they are played stands in ``playthrough``, what must hold in ``scenario_checks``.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from typing import Annotated, Literal

import msgspec

from ethics_desktop.domain.bank import MaybeText, Meta, OptionId, Slug, Text, Weight
from ethics_desktop.domain.errors import UserError
from ethics_desktop.domain.sha import sha256

#: The person who plays speaks under this id; it need not be listed among the speakers.
PLAYER = "anda"
#: The consequences, in the order in which they are shown.
METERS = ("kepercayaan", "layanan", "risiko")

NodeId = Annotated[str, msgspec.Meta(pattern=r"^[A-Za-z0-9_-]{1,64}$")]
VariableName = Annotated[str, msgspec.Meta(pattern=r"^[a-z][a-z0-9_]{0,63}$")]
Operator = Literal["==", "!=", ">=", "<=", ">", "<"]
PrincipleEffect = Annotated[int, msgspec.Meta(ge=-2, le=2)]
MeterEffect = Annotated[int, msgspec.Meta(ge=-3, le=3)]
Count = Annotated[int, msgspec.Meta(ge=-1_000_000, le=1_000_000)]

OPERATORS: Mapping[str, Callable[[int, int], bool]] = {
    "==": operator.eq,
    "!=": operator.ne,
    ">=": operator.ge,
    "<=": operator.le,
    ">": operator.gt,
    "<": operator.lt,
}


class Effects(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """What a step does: principles -2..+2, consequences -3..+3 (``risiko`` up is worse)."""

    integritas: PrincipleEffect = 0
    keadilan: PrincipleEffect = 0
    akuntabilitas: PrincipleEffect = 0
    transparansi: PrincipleEffect = 0
    profesionalisme: PrincipleEffect = 0
    kepercayaan: MeterEffect = 0
    layanan: MeterEffect = 0
    risiko: MeterEffect = 0

    @property
    def principles(self) -> tuple[int, int, int, int, int]:
        """The five principles in the order of :class:`Principle`."""
        return (
            self.integritas,
            self.keadilan,
            self.akuntabilitas,
            self.transparansi,
            self.profesionalisme,
        )

    @property
    def meters(self) -> tuple[int, int, int]:
        """The consequences in the order of :data:`METERS`."""
        return (self.kepercayaan, self.layanan, self.risiko)

    @property
    def utility(self) -> int:
        """Sum of the principles, trust and service, minus risk (``measurement.md`` 7.2)."""
        return sum(self.principles) + self.kepercayaan + self.layanan - self.risiko


class Condition(msgspec.Struct, frozen=True, omit_defaults=True):
    """One test: a variable against a value, or whether an earlier choice was made.

    ``chose`` and ``not_chose`` name a choice as ``node.choice``.
    """

    var: str = ""
    op: Operator = "=="
    value: Count = 0
    chose: str = ""
    not_chose: str = ""

    def __post_init__(self) -> None:
        if bool(self.var) + bool(self.chose) + bool(self.not_chose) != 1:
            raise ValueError("a condition needs exactly one of var, chose, not_chose")

    @property
    def key(self) -> str:
        """The fact that is read: a variable's name, or ``node.choice``."""
        return self.var or self.chose or self.not_chose

    def holds(self, fact: int) -> bool:
        """Tell whether the condition holds when the fact has this value (choices: 0 or 1)."""
        if self.var:
            return OPERATORS[self.op](fact, self.value)
        return bool(fact) == bool(self.chose)


class Speaker(msgspec.Struct, frozen=True, omit_defaults=True):
    """Somebody who speaks in the story, with a word about the role."""

    id: NodeId
    name: Text
    about: MaybeText = ""


class Variable(msgspec.Struct, frozen=True):
    """A flag or counter of the story; changes are clipped to ``min``..``max``."""

    initial: Count = 0
    min: Count = 0
    max: Count = 1

    def clip(self, value: int) -> int:
        """Return ``value`` held between the bounds."""
        return max(self.min, min(self.max, value))


class Choice(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One action that can be chosen; ``weight`` 5 is best, judged in that situation."""

    id: OptionId
    text: Text
    weight: Weight
    effects: Effects = Effects()
    note: MaybeText = ""
    set: dict[VariableName, Count] = {}
    add: dict[VariableName, Count] = {}
    next: NodeId
    reason: MaybeText = ""
    when: tuple[Condition, ...] = msgspec.field(name="if", default=())


class LineNode(
    msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, tag_field="kind", tag="line"
):
    """Somebody speaks, or the narrator (no speaker); effects here are delayed consequences."""

    id: NodeId
    speaker: str = ""
    text: Text
    effects: Effects = Effects()
    note: MaybeText = ""
    next: NodeId


class ChoiceNode(
    msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, tag_field="kind", tag="choice"
):
    """A decision; ``text`` may be empty when the line before it says what is asked."""

    id: NodeId
    speaker: str = ""
    text: MaybeText = ""
    choices: Annotated[tuple[Choice, ...], msgspec.Meta(min_length=1, max_length=10)]


class Case(msgspec.Struct, frozen=True, kw_only=True):
    """One way on from a check, taken when all conditions hold."""

    when: Annotated[tuple[Condition, ...], msgspec.Meta(min_length=1)] = msgspec.field(name="if")
    next: NodeId


class CheckNode(
    msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, tag_field="kind", tag="check"
):
    """Unseen fork: the first case that holds, otherwise ``next``."""

    id: NodeId
    cases: tuple[Case, ...] = ()
    next: NodeId


class EndNode(
    msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, tag_field="kind", tag="end"
):
    """How the story ends, named by the situation and never by a grade."""

    id: NodeId
    title: Text
    outcome: Literal["baik", "cukup", "buruk"]
    text: MaybeText = ""
    effects: Effects = Effects()
    note: MaybeText = ""


Node = LineNode | ChoiceNode | CheckNode | EndNode


class DebriefText(msgspec.Struct, frozen=True, omit_defaults=True):
    """What the author says afterwards: the rule, a sentence to take home, an open question."""

    rule: MaybeText = ""
    say: MaybeText = ""
    question: MaybeText = ""


class Scenario(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A scenario as its file holds it; typed, but not yet checked."""

    id: Slug
    rev: Annotated[int, msgspec.Meta(ge=1)] = 1
    title: Text
    summary: MaybeText = ""
    role: MaybeText = ""
    minutes: Annotated[int, msgspec.Meta(ge=1, le=120)] = 10
    speakers: tuple[Speaker, ...] = ()
    variables: dict[VariableName, Variable] = {}
    start: NodeId
    nodes: Annotated[tuple[Node, ...], msgspec.Meta(min_length=1, max_length=10_000)]
    ideal: tuple[OptionId, ...] = ()
    debrief: DebriefText = DebriefText()
    meta: Meta = Meta()


def canonical(scenario: Scenario) -> bytes:
    """Return the one byte form of a scenario that its hash and old playthroughs refer to."""
    return msgspec.json.encode(scenario, order="deterministic")


def scenario_hash(scenario: Scenario) -> str:
    """Return the sha256 (hexadecimal) of the canonical scenario."""
    return sha256(canonical(scenario)).hexdigest()


def exits(node: Node) -> tuple[tuple[str, str], ...]:
    """Return the ways on from a node as (choice id or "", next node id), in the file's order."""
    match node:
        case ChoiceNode():
            return tuple((choice.id, choice.next) for choice in node.choices)
        case CheckNode():
            return (*(("", case.next) for case in node.cases), ("", node.next))
        case LineNode():
            return (("", node.next),)
        case EndNode():
            return ()


def conditions(node: Node) -> tuple[tuple[str, Condition], ...]:
    """Return the conditions of a node as (choice id or "", condition)."""
    match node:
        case ChoiceNode():
            return tuple((choice.id, one) for choice in node.choices for one in choice.when)
        case CheckNode():
            return tuple(("", one) for case in node.cases for one in case.when)
    return ()


class Story:
    """A scenario with its nodes by id. ``scenario_checks.open_story`` makes only sound ones."""

    __slots__ = ("nodes", "scenario", "speakers")

    def __init__(self, scenario: Scenario) -> None:
        self.scenario = scenario
        self.nodes: dict[str, Node] = {node.id: node for node in scenario.nodes}
        self.speakers: dict[str, Speaker] = {speaker.id: speaker for speaker in scenario.speakers}

    def decision(self, node_id: str) -> ChoiceNode:
        """Return a choice node.

        Raises:
            UserError: ``scenario_not_playable`` when there is no such decision.
        """
        node = self.nodes.get(node_id)
        if isinstance(node, ChoiceNode):
            return node
        raise UserError("scenario_not_playable", id=self.scenario.id)
