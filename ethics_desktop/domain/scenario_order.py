"""The order of a scenario's nodes along its links, and what is still to be remembered at each."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from ethics_desktop.domain.scenario import (
    CheckNode,
    ChoiceNode,
    Condition,
    EndNode,
    LineNode,
    Story,
    exits,
)

#: More facts than this that still matter at one node are refused.
MAX_FACTS = 64


class TooManyStatesError(Exception):
    """Too many facts or combinations matter at once; ``node`` is where the limit was passed."""

    def __init__(self, node: str) -> None:
        super().__init__(node)
        self.node = node


class BackEdge(NamedTuple):
    """A way that leads back to a node that is already on the path."""

    node: str
    choice: str
    target: str


class Order(NamedTuple):
    """Nodes that links reach from the start, parents first, and the links that close a circle."""

    nodes: tuple[str, ...]
    back: tuple[BackEdge, ...]


def sort_nodes(story: Story) -> Order:
    """Sort the nodes topologically; every ``next`` must exist."""
    first = story.scenario.start
    done: list[str] = []
    back: list[BackEdge] = []
    open_nodes = {first}
    seen = {first}
    stack = [(first, iter(exits(story.nodes[first])))]
    while stack:
        node, ways = stack[-1]
        for choice, target in ways:
            if target in open_nodes:
                back.append(BackEdge(node, choice, target))
            elif target not in seen:
                seen.add(target)
                open_nodes.add(target)
                stack.append((target, iter(exits(story.nodes[target]))))
                break
        else:
            stack.pop()
            open_nodes.discard(node)
            done.append(node)
    return Order(tuple(reversed(done)), tuple(back))


def earlier(story: Story, order: Order) -> dict[str, int]:
    """Return for each node the nodes that can come before it, as bits in the order of ``order``."""
    before = dict.fromkeys(order.nodes, 0)
    for place, node_id in enumerate(order.nodes):
        passed = before[node_id] | 1 << place
        for _, target in exits(story.nodes[node_id]):
            before[target] |= passed
    return before


def live_facts(story: Story, order: Order) -> dict[str, tuple[str, ...]]:
    """For each node the facts that a condition there or later still reads before they are set.

    A fact that nothing before the node can have changed is known and left out.

    Raises:
        TooManyStatesError: more than :data:`MAX_FACTS` at one node.
    """
    before = earlier(story, order)
    changers = _changers(story, order)
    live: dict[str, frozenset[str]] = {}
    for node_id in reversed(order.nodes):
        node = story.nodes[node_id]
        needed: set[str] = set()
        match node:
            case LineNode():
                needed |= live[node.next]
            case CheckNode():
                for _, target in exits(node):
                    needed |= live[target]
                needed |= _read(condition for case in node.cases for condition in case.when)
            case ChoiceNode():
                for choice in node.choices:
                    needed |= live[choice.next] - choice.set.keys()
                    needed |= _read(choice.when)
            case EndNode():
                pass
        known = before[node_id]
        live[node_id] = frozenset(key for key in needed if changers.get(key, 0) & known)
        if len(live[node_id]) > MAX_FACTS:
            raise TooManyStatesError(node_id)
    return {node_id: tuple(sorted(facts)) for node_id, facts in live.items()}


def _changers(story: Story, order: Order) -> dict[str, int]:
    """For each fact the decisions that can change it, as bits in the order of ``order``."""
    found: dict[str, int] = {}
    for place, node_id in enumerate(order.nodes):
        node = story.nodes[node_id]
        if isinstance(node, ChoiceNode):
            for choice in node.choices:
                for key in (f"{node_id}.{choice.id}", *choice.set, *choice.add):
                    found[key] = found.get(key, 0) | 1 << place
    return found


def _read(conditions: Iterable[Condition]) -> set[str]:
    return {condition.key for condition in conditions}
