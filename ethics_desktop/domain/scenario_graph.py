"""What can happen in a scenario, by dynamic programming over (node, what still matters).

Only facts that some later condition still reads tell two visits of a node apart; most nodes need
none. So 2,000 nodes are a few thousand points however many paths there are. V*, V_* and regret:
``measurement.md`` 7.2; the attainable range of decision quality is found on convex hulls.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import msgspec

from ethics_desktop.domain.playthrough import Playthrough
from ethics_desktop.domain.scenario import (
    CheckNode,
    Choice,
    ChoiceNode,
    Condition,
    EndNode,
    LineNode,
    Node,
    Story,
    Variable,
    exits,
)
from ethics_desktop.domain.scenario_order import Order, TooManyStatesError, live_facts

#: More points than this are refused: the scenario remembers too much at once.
MAX_POINTS = 50_000
#: Quality fractions are multiples of 1/12 (weights 1 to 5 differ by 1, 2, 3 or 4).
QUALITY_UNITS = 12

State = tuple[int, ...]
Vector = tuple[int, int]  # scored decisions, quality in twelfths
Range = tuple[int, int]
#: The range of nothing yet: least above most.
NOWHERE: Range = (1 << 62, -(1 << 62))


class Move(NamedTuple):
    """One way on from a point.

    ``quality`` is in twelfths, None when the decision is not scored; ``utility`` is that of the
    choice's own effects.
    """

    choice: Choice | None
    target: Point
    quality: int | None
    utility: int


class Point:
    """A node together with the facts that still matter there (``state``)."""

    __slots__ = (
        "best",
        "decisions",
        "lower",
        "moves",
        "node",
        "paths",
        "state",
        "upper",
        "utility",
        "worst",
    )

    def __init__(self, node: Node, state: State) -> None:
        self.node = node
        self.state = state
        self.moves: list[Move] = []
        #: V* and V_*: most and least utility from here to an ending, this node's effects included.
        self.best = 0
        self.worst = 0
        #: Number of choice sequences that lead here.
        self.paths = 0
        #: Fewest and most decisions, least and most utility before this node.
        self.decisions = NOWHERE
        self.utility = NOWHERE
        #: Hulls of (scored decisions, quality) over the ways that lead here; ``lower`` has the
        #: qualities with a minus, so that both are upper hulls.
        self.upper: list[Vector] = []
        self.lower: list[Vector] = []

    def value(self, move: Move) -> int:
        """Most utility that can still be had after ``move``, its own effects included."""
        return move.target.best + move.utility

    def regret(self, move: Move) -> int:
        """Utility lost for good by ``move``, >= 0."""
        return max(self.value(other) for other in self.moves) - self.value(move)

    def best_move(self) -> Move:
        """The way on with the most utility; of equal ones the heaviest, then the first."""
        return max(
            self.moves,
            key=lambda move: (self.value(move), move.choice.weight if move.choice else 0),
        )


class EndingRange(msgspec.Struct, frozen=True):
    """What is attainable at one ending: percent of decision quality, utility, decisions, paths.

    ``quality`` is None when no decision on the way is scored.
    """

    ending: str
    title: str
    outcome: str
    quality: tuple[float, float] | None
    utility: tuple[int, int]
    decisions: tuple[int, int]
    paths: int


class ScenarioGraph:
    """Every point of a scenario whose links are sound and acyclic.

    Args:
        story: every ``next``, variable and earlier choice named in it exists.
        order: its nodes by ``sort_nodes``, without back edges.

    Raises:
        TooManyStatesError: more than :data:`MAX_POINTS` points, or too many facts at a node.
    """

    def __init__(self, story: Story, order: Order) -> None:
        self.story = story
        self.order = order.nodes
        self.live = live_facts(story, order)
        self.points: dict[str, dict[State, Point]] = {node: {} for node in order.nodes}
        self.count = 0
        #: Decisions at which nothing is offered; values exist only when there are none.
        self.dead: list[Point] = []
        self.start = self._point(order.nodes[0], ())  # nothing has happened yet
        self._unfold()
        if not self.dead:
            self._value()
            self._measure()

    def _point(self, node: str, state: State) -> Point:
        known = self.points[node]
        point = known.get(state)
        if point is None:
            if self.count >= MAX_POINTS:
                raise TooManyStatesError(node)
            self.count += 1
            point = known[state] = Point(self.story.nodes[node], state)
        return point

    def _unfold(self) -> None:
        for node_id in self.order:
            node = self.story.nodes[node_id]
            at = {key: place for place, key in enumerate(self.live[node_id])}
            match node:
                case LineNode():
                    plan = self._plan(node_id, node.next, None)
                    for point in self.points[node_id].values():
                        target = self._reached(point, node.next, plan)
                        point.moves = [Move(None, target, None, 0)]
                case CheckNode():
                    plans = {to: self._plan(node_id, to, None) for _, to in exits(node)}
                    for point in self.points[node_id].values():
                        to = self._case_taken(node, at, point.state)
                        target = self._reached(point, to, plans[to])
                        point.moves = [Move(None, target, None, 0)]
                case ChoiceNode():
                    self._unfold_choices(node, at)
                case EndNode():
                    pass

    def _unfold_choices(self, node: ChoiceNode, at: dict[str, int]) -> None:
        plans = [
            (choice, self._plan(node.id, choice.next, choice), choice.effects.utility)
            for choice in node.choices
        ]
        for point in self.points[node.id].values():
            ways = [way for way in plans if self._hold(way[0].when, at, point.state)]
            if not ways:
                self.dead.append(point)
                continue
            weights = [choice.weight for choice, _, _ in ways]
            low, span = min(weights), max(weights) - min(weights)
            for choice, plan, utility in ways:
                quality = (choice.weight - low) * QUALITY_UNITS // span if span else None
                target = self._reached(point, choice.next, plan)
                point.moves.append(Move(choice, target, quality, utility))

    def _untouched(self, key: str) -> int:
        """The value of a fact that nothing before can have changed."""
        spec = self.story.scenario.variables.get(key)
        return spec.initial if spec is not None else 0

    def _hold(self, when: Sequence[Condition], at: dict[str, int], state: State) -> bool:
        return all(
            one.holds(state[at[one.key]] if one.key in at else self._untouched(one.key))
            for one in when
        )

    def _case_taken(self, node: CheckNode, at: dict[str, int], state: State) -> str:
        for case in node.cases:
            if self._hold(case.when, at, state):
                return case.next
        return node.next

    def _reached(self, point: Point, target: str, plan: list[_Step] | None) -> Point:
        state = point.state
        if plan is not None:
            state = tuple(
                [step.value if step.place < 0 else step.moved(state[step.place]) for step in plan]
            )
        return self._point(target, state)

    def _plan(self, source: str, target: str, choice: Choice | None) -> list[_Step] | None:
        """Say how the state at ``target`` follows from the one at ``source``; None: unchanged."""
        at = {key: place for place, key in enumerate(self.live[source])}
        variables = self.story.scenario.variables
        here = f"{source}."
        plan: list[_Step] = []
        for key in self.live[target]:
            spec = variables.get(key)
            if spec is None and key.startswith(here):
                made = choice is not None and key == here + choice.id
                plan.append(_Step(-1, int(made), 0, None))
            elif spec is not None and choice is not None and key in choice.set:
                value = spec.clip(choice.set[key])
                plan.append(_Step(-1, spec.clip(value + choice.add.get(key, 0)), 0, None))
            else:
                added = choice.add.get(key, 0) if choice is not None else 0
                if key in at:
                    plan.append(_Step(at[key], 0, added, spec if added else None))
                else:
                    value = self._untouched(key)
                    plan.append(_Step(-1, spec.clip(value + added) if spec else value, 0, None))
        same = self.live[source] == self.live[target]
        if same and all(step.place >= 0 and step.spec is None for step in plan):
            return None
        return plan

    def _value(self) -> None:
        for node_id in reversed(self.order):
            node = self.story.nodes[node_id]
            own = node.effects.utility if isinstance(node, LineNode | EndNode) else 0
            for point in self.points[node_id].values():
                if not point.moves:
                    point.best = point.worst = own
                    continue
                point.best = own + max(point.value(move) for move in point.moves)
                point.worst = own + min(move.target.worst + move.utility for move in point.moves)

    def _measure(self) -> None:
        start = self.start
        start.paths, start.decisions, start.utility = 1, (0, 0), (0, 0)
        start.upper, start.lower = [(0, 0)], [(0, 0)]
        most, least = self._surely_reached(1), self._surely_reached(-1)
        for node_id in self.order:
            node = self.story.nodes[node_id]
            own = node.effects.utility if isinstance(node, LineNode | EndNode) else 0
            decided = int(isinstance(node, ChoiceNode))
            for point in self.points[node_id].values():
                point.upper = _hull(point.upper, most)
                point.lower = _hull(point.lower, least)
                for move in point.moves:
                    gained = own + move.utility
                    target = move.target
                    target.paths += point.paths
                    target.decisions = _widen(target.decisions, point.decisions, decided)
                    target.utility = _widen(target.utility, point.utility, gained)
                    if move.quality is None:
                        target.upper += point.upper
                        target.lower += point.lower
                    else:
                        got = move.quality
                        target.upper += [(n + 1, total + got) for n, total in point.upper]
                        target.lower += [(n + 1, total - got) for n, total in point.lower]

    def _surely_reached(self, sign: int) -> Vector:
        """Return decisions and quality of a mean that some way to every ending reaches.

        Found by going on from the best mean at every point, which is near the best of all: hulls
        may forget what only matters for lower ones. ``sign`` -1 asks the same of the least means.
        """
        found = {self.start: (0, 0)}
        lowest = (1, max(0, sign * QUALITY_UNITS))
        for node_id in self.order:
            for point in self.points[node_id].values():
                n, total = found[point]
                if not point.moves:
                    if n == 0:
                        return (1, min(0, sign * QUALITY_UNITS))  # nothing is below it
                    lowest = (n, total) if total * lowest[0] < lowest[1] * n else lowest
                for move in point.moves:
                    way = (n, total)
                    if move.quality is not None:
                        way = (n + 1, total + sign * move.quality)
                    known = found.get(move.target, (0, 0))
                    if known[0] == 0 or way[1] * known[0] > known[1] * way[0]:
                        found[move.target] = way
        return lowest

    def at(self, play: Playthrough) -> Point:
        """Return the point where a playthrough stands."""
        return self.points[play.node][tuple(play.fact(key) for key in self.live[play.node])]

    def best_way(self, point: Point) -> tuple[tuple[str, ...], str]:
        """Return the best choices from a point on, and the ending they reach."""
        choices: list[str] = []
        while point.moves:
            move = point.best_move()
            if move.choice:
                choices.append(move.choice.id)
            point = move.target
        return tuple(choices), point.node.id

    def endings(self) -> tuple[EndingRange, ...]:
        """Return what is attainable at each reachable ending, in the order of the file."""
        found: list[EndingRange] = []
        for node in self.story.scenario.nodes:
            points = list(self.points.get(node.id, {}).values())
            if not isinstance(node, EndNode) or not points:
                continue
            highs = [total / n for point in points for n, total in point.upper if n]
            lows = [-total / n for point in points for n, total in point.lower if n]
            scale = 100 / QUALITY_UNITS
            own = node.effects.utility
            utility = [value + own for point in points for value in point.utility]
            decisions = [value for point in points for value in point.decisions]
            found.append(
                EndingRange(
                    ending=node.id,
                    title=node.title,
                    outcome=node.outcome,
                    quality=(min(lows) * scale, max(highs) * scale) if highs else None,
                    utility=(min(utility), max(utility)),
                    decisions=(min(decisions), max(decisions)),
                    paths=sum(point.paths for point in points),
                )
            )
        return tuple(found)


class _Step(NamedTuple):
    """How one fact goes over: a constant (``place`` -1), or copied and moved within bounds."""

    place: int
    value: int
    added: int
    spec: Variable | None

    def moved(self, value: int) -> int:
        return value if self.spec is None else self.spec.clip(value + self.added)


def _widen(known: Range, before: Range, more: int) -> Range:
    return min(known[0], before[0] + more), max(known[1], before[1] + more)


def _hull(vectors: list[Vector], reached: Vector) -> list[Vector]:
    """Return the part of the upper convex hull that matters for means from ``reached`` on, sorted.

    The greatest mean quality at an ending lies on it whatever is still added on the way, because
    every later step shifts all points alike: it is where a line as steep as that mean touches.
    """
    if len(vectors) < 2:
        return vectors
    vectors.sort()
    hull: list[Vector] = []
    for vector in dict(vectors).items():  # the greatest of equal counts comes last
        while len(hull) > 1:
            n1, t1 = hull[-2]
            n2, t2 = hull[-1]
            if (n2 - n1) * (vector[1] - t1) < (t2 - t1) * (vector[0] - n1):
                break
            hull.pop()
        hull.append(vector)
    n, total = reached
    while len(hull) > 1:
        (n1, t1), (n2, t2) = hull[-2:]
        if (t2 - t1) * n >= total * (n2 - n1):
            break
        hull.pop()
    return hull
