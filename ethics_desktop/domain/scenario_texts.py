"""Checks of a scenario that need no walk: names and links, variables, texts."""

from __future__ import annotations

from collections import Counter

from ethics_desktop.domain.findings import Severity
from ethics_desktop.domain.scenario import (
    METERS,
    PLAYER,
    CheckNode,
    Choice,
    ChoiceNode,
    Effects,
    EndNode,
    LineNode,
    Scenario,
    conditions,
    exits,
)
from ethics_desktop.domain.validation import Say

#: Words of one action, of an ending, and before the first decision (format; 10.4).
CHOICE_WORDS = 25
ENDING_WORDS = (40, 90)
FIRST_WORDS = 80
#: Choices of a decision, minutes of a scenario (format).
MOST_CHOICES = 4
MINUTES = (5, 15)
#: Two weights this high and close are a real trade-off (``content.md``).
CLOSE_CALL = (4, 5)


def check_links(scenario: Scenario, say: Say) -> None:
    """Every name that is used exists once: nodes, choices, speakers, variables, earlier choices."""
    times = Counter(node.id for node in scenario.nodes)
    for node_id, n in times.items():
        if n > 1:
            say("scenario_node_repeated", Severity.ERROR, node_id, n=n)
    if scenario.start not in times:
        say("scenario_start_unknown", Severity.ERROR, "start", id=scenario.start)
    for speaker, n in Counter(speaker.id for speaker in scenario.speakers).items():
        if n > 1 or speaker == PLAYER:
            say("scenario_speaker_repeated", Severity.ERROR, "speakers", id=speaker)
    speakers = {speaker.id for speaker in scenario.speakers} | {PLAYER, ""}
    spoken: set[str] = set()
    for node in scenario.nodes:
        for option, target in exits(node):
            if target not in times:
                say("scenario_next_unknown", Severity.ERROR, node.id, option, id=target)
        if isinstance(node, LineNode | ChoiceNode):
            spoken.add(node.speaker)
            if node.speaker not in speakers:
                say("scenario_speaker_unknown", Severity.ERROR, node.id, id=node.speaker)
        if isinstance(node, ChoiceNode):
            for option, n in Counter(choice.id for choice in node.choices).items():
                if n > 1:
                    say("option_id_repeated", Severity.ERROR, node.id, option, n=n)
    for unheard in sorted(speakers - spoken - {PLAYER, ""}):
        say("scenario_speaker_silent", Severity.WARNING, "speakers", id=unheard)
    _check_variables(scenario, say)


def _check_variables(scenario: Scenario, say: Say) -> None:
    made = {
        f"{node.id}.{choice.id}"
        for node in scenario.nodes
        if isinstance(node, ChoiceNode)
        for choice in node.choices
    }
    read: set[str] = set()
    written: set[str] = set()
    for node in scenario.nodes:
        for option, condition in conditions(node):
            read.add(condition.key)
            if condition.var and condition.var not in scenario.variables:
                say(
                    "scenario_variable_undeclared",
                    Severity.ERROR,
                    node.id,
                    option,
                    name=condition.var,
                )
            if not condition.var and condition.key not in made:
                say(
                    "scenario_choice_unknown", Severity.ERROR, node.id, option, choice=condition.key
                )
        if isinstance(node, ChoiceNode):
            for choice in node.choices:
                written |= choice.set.keys() | choice.add.keys()
                _check_changes(scenario, node, choice, say)
    for name, spec in scenario.variables.items():
        if name in METERS:
            say("scenario_variable_is_meter", Severity.ERROR, "variables", name=name)
        if not spec.min <= spec.initial <= spec.max or spec.min == spec.max:
            say("scenario_variable_range", Severity.ERROR, "variables", name=name)
        if name not in read:
            say("scenario_variable_unread", Severity.WARNING, "variables", name=name)
        if name not in written:
            say("scenario_variable_unset", Severity.WARNING, "variables", name=name)
    if len(scenario.nodes) > 1 and not read:
        say("scenario_no_echo", Severity.INFO, "nodes")


def _check_changes(scenario: Scenario, node: ChoiceNode, choice: Choice, say: Say) -> None:
    for name in sorted(choice.set.keys() | choice.add.keys()):
        spec = scenario.variables.get(name)
        if spec is None:
            say("scenario_variable_undeclared", Severity.ERROR, node.id, choice.id, name=name)
        elif name in choice.set and spec.clip(choice.set[name]) != choice.set[name]:
            say("scenario_value_outside", Severity.WARNING, node.id, choice.id, name=name)


def check_texts(scenario: Scenario, say: Say) -> None:
    """Texts that are missing or long, choices that cannot be told apart, weights."""
    for field in ("summary", "role"):
        if not getattr(scenario, field):
            say("scenario_text_missing", Severity.WARNING, field, name=field)
    for field in ("rule", "say", "question"):
        if not getattr(scenario.debrief, field):
            say("scenario_text_missing", Severity.WARNING, f"debrief.{field}", name=field)
    if not MINUTES[0] <= scenario.minutes <= MINUTES[1]:
        say("scenario_minutes", Severity.WARNING, "minutes", n=scenario.minutes)
    for node in scenario.nodes:
        match node:
            case ChoiceNode():
                _check_choices(node, say)
            case LineNode():
                _check_note(node.effects, node.note, node.id, "", say)
            case EndNode():
                _check_note(node.effects, node.note, node.id, "", say)
                words = len(node.text.split())
                if not ENDING_WORDS[0] <= words <= ENDING_WORDS[1]:
                    say("scenario_ending_length", Severity.WARNING, node.id, n=words)
            case CheckNode():
                pass
    weights = (
        sorted((choice.weight for choice in node.choices), reverse=True)
        for node in scenario.nodes
        if isinstance(node, ChoiceNode)
    )
    if not any(len(found) > 1 and tuple(found[:2]) == CLOSE_CALL[::-1] for found in weights):
        say("scenario_no_close_call", Severity.INFO, "nodes")
    _check_beginning(scenario, say)


def _check_choices(node: ChoiceNode, say: Say) -> None:
    if len(node.choices) < 2:
        say("scenario_few_choices", Severity.ERROR, node.id, n=len(node.choices))
    elif len({choice.weight for choice in node.choices}) == 1:
        say("scenario_weights_equal", Severity.WARNING, node.id, weight=node.choices[0].weight)
    if len(node.choices) > MOST_CHOICES:
        say("scenario_many_choices", Severity.WARNING, node.id, n=len(node.choices))
    texts = Counter(" ".join(choice.text.casefold().split()) for choice in node.choices)
    for choice in node.choices:
        if texts[" ".join(choice.text.casefold().split())] > 1:
            say("option_text_repeated", Severity.ERROR, node.id, choice.id)
        if not choice.reason:
            say("reason_missing", Severity.WARNING, node.id, choice.id)
        words = len(choice.text.split())
        if words > CHOICE_WORDS:
            say("scenario_choice_long", Severity.WARNING, node.id, choice.id, n=words)
        _check_note(choice.effects, choice.note, node.id, choice.id, say)


def _check_note(effects: Effects, note: str, node: str, option: str, say: Say) -> None:
    if any(effects.meters) and not note:
        say("scenario_note_missing", Severity.WARNING, node, option)


def _check_beginning(scenario: Scenario, say: Say) -> None:
    """The first decision comes early; checks before it are followed by their default."""
    nodes = {node.id: node for node in scenario.nodes}
    words, at = 0, scenario.start
    for _ in scenario.nodes:
        node = nodes.get(at)
        match node:
            case LineNode():
                words += len(node.text.split())
                at = node.next
            case CheckNode():
                at = node.next
            case ChoiceNode():
                words += len(node.text.split())
                if words > FIRST_WORDS:
                    say("scenario_first_decision_late", Severity.WARNING, node.id, n=words)
                return
            case _:
                return
