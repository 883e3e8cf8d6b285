"""Where the nodes of a scenario stand on the map of its paths.

Layered drawing after Sugiyama: layers by longest path, long links through dummy places, fewer
crossings by barycentre sweeps, then positions pulled towards their neighbours without leaving the
order (least squares by pooling adjacent violators). Same scenario, same map; nothing is random.
Units are abstract: one layer is 1 deep, neighbours in a layer stand at least 1 apart.
"""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from ethics_desktop.domain.errors import UserError
from ethics_desktop.domain.scenario import Scenario, Story, exits
from ethics_desktop.domain.scenario_order import sort_nodes

#: Sweeps down and up that reorder layers, and passes that pull places straight.
SWEEPS = 4
PULLS = 4
#: Long links get dummy places only up to this many; beyond it they are drawn straight.
MAX_DUMMIES = 12_000


class Place(msgspec.Struct, frozen=True):
    """A node on the map: ``layer`` counts from 0 along the story, ``across`` is centred on 0."""

    node: str
    kind: str
    layer: int
    across: float


class Link(msgspec.Struct, frozen=True):
    """A link with the choices that take it; ``bends`` are (layer, across) between its ends."""

    source: str
    target: str
    choices: tuple[str, ...]
    bends: tuple[tuple[int, float], ...]


class PathMap(msgspec.Struct, frozen=True):
    """The map: places in the order of the story, links, number of layers and half the width."""

    places: tuple[Place, ...]
    links: tuple[Link, ...]
    layers: int
    half_width: float


def lay_out(scenario: Scenario) -> PathMap:
    """Lay out every node that links reach from the start.

    Raises:
        UserError: ``scenario_not_playable`` when links go in circles or to nodes that do not exist.
    """
    story = Story(scenario)
    targets = {target for node in scenario.nodes for _, target in exits(node)}
    order = sort_nodes(story) if targets | {scenario.start} <= story.nodes.keys() else None
    if order is None or order.back:
        raise UserError("scenario_not_playable", id=scenario.id)
    links: dict[tuple[str, str], list[str]] = {}
    layer = dict.fromkeys(order.nodes, 0)
    for source in order.nodes:
        for choice, target in exits(story.nodes[source]):
            links.setdefault((source, target), []).extend([choice] if choice else [])
            layer[target] = max(layer[target], layer[source] + 1)
    drawing = _Drawing([layer[node] for node in order.nodes])
    number = {node: place for place, node in enumerate(order.nodes)}
    routes = drawing.connect([(number[source], number[target]) for source, target in links])
    drawing.reduce_crossings()
    across = drawing.positions()
    return PathMap(
        places=tuple(
            Place(
                node,
                str(story.nodes[node].__struct_config__.tag),
                layer[node],
                across[number[node]],
            )
            for node in order.nodes
        ),
        links=tuple(
            Link(
                source,
                target,
                tuple(choices),
                tuple((drawing.layer[place], across[place]) for place in route),
            )
            for ((source, target), choices), route in zip(links.items(), routes, strict=True)
        ),
        layers=len(drawing.rows),
        half_width=max((abs(value) for value in across), default=0.0),
    )


class _Drawing:
    """Places (nodes first, then dummies) in rows, one row a layer."""

    def __init__(self, layers: list[int]) -> None:
        self.layer = layers
        self.rows: list[list[int]] = [[] for _ in range(max(layers, default=0) + 1)]
        for place, layer in enumerate(layers):
            self.rows[layer].append(place)
        self.up: list[list[int]] = [[] for _ in layers]
        self.down: list[list[int]] = [[] for _ in layers]

    def connect(self, links: Sequence[tuple[int, int]]) -> list[list[int]]:
        """Join places, with a dummy in every layer between; return the dummies of each link."""
        spare = sum(self.layer[target] - self.layer[source] - 1 for source, target in links)
        bend = spare <= MAX_DUMMIES
        routes: list[list[int]] = []
        for source, target in links:
            route: list[int] = []
            last = source
            for layer in range(self.layer[source] + 1, self.layer[target]) if bend else ():
                route.append(self._dummy(layer))
                self._join(last, route[-1])
                last = route[-1]
            self._join(last, target)
            routes.append(route)
        return routes

    def _dummy(self, layer: int) -> int:
        place = len(self.layer)
        self.layer.append(layer)
        self.rows[layer].append(place)
        self.up.append([])
        self.down.append([])
        return place

    def _join(self, source: int, target: int) -> None:
        self.down[source].append(target)
        self.up[target].append(source)

    def reduce_crossings(self) -> None:
        """Order each row by the mean place of its neighbours, keeping the best order seen."""
        rank = [0.0] * len(self.layer)
        for row in self.rows:
            self._rank(row, rank)
        best, fewest = [list(row) for row in self.rows], self.crossings()
        for sweep in range(SWEEPS if fewest else 0):
            forward = sweep % 2 == 0
            near = self.up if forward else self.down
            for row in self.rows if forward else reversed(self.rows):
                if len(row) < 2:
                    continue
                keys = {
                    place: sum(rank[other] for other in near[place]) / len(near[place])
                    if near[place]
                    else rank[place]
                    for place in row
                }
                row.sort(key=keys.__getitem__)
                self._rank(row, rank)
            found = self.crossings()
            if found < fewest:
                best, fewest = [list(row) for row in self.rows], found
        self.rows = best

    @staticmethod
    def _rank(row: list[int], rank: list[float]) -> None:
        middle = (len(row) - 1) / 2
        for place, position in enumerate(row):
            rank[position] = place - middle

    def crossings(self) -> int:
        """Count crossings between neighbouring rows (inversions, merge by binary indexed tree)."""
        total = 0
        layer = self.layer
        at = [0] * len(layer)
        for row in self.rows:
            for place, position in enumerate(row):
                at[position] = place
        for number, row in enumerate(self.rows[:-1]):
            size = len(self.rows[number + 1])
            if size < 2 or len(row) < 2:
                continue
            tree = [0] * (size + 1)
            seen = 0
            for position in row:
                ends = [at[to] for to in self.down[position] if layer[to] == number + 1]
                for end in ends:
                    index, below = end + 1, 0
                    while index:
                        below += tree[index]
                        index &= index - 1
                    total += seen - below
                for end in ends:
                    seen += 1
                    index = end + 1
                    while index <= size:
                        tree[index] += 1
                        index += index & -index
        return total

    def positions(self) -> list[float]:
        """Return where each place stands across, rows centred and neighbours at least 1 apart."""
        across = [0.0] * len(self.layer)
        for row in self.rows:
            self._rank(row, across)
        for turn in range(PULLS):
            forward = turn % 2 == 0
            near = self.up if forward else self.down
            for row in self.rows if forward else reversed(self.rows):
                wanted = [
                    sum(across[other] for other in near[place]) / len(near[place])
                    if near[place]
                    else across[place]
                    for place in row
                ]
                for place, value in zip(row, _apart(wanted), strict=True):
                    across[place] = value
        middle = (min(across, default=0.0) + max(across, default=0.0)) / 2
        return [round(value - middle, 3) for value in across]


def _apart(wanted: Sequence[float]) -> list[float]:
    """Return the ascending positions at least 1 apart with the least squared distance."""
    blocks: list[tuple[float, int]] = []  # mean of wanted - index, members
    for index, value in enumerate(wanted):
        mean, members = value - index, 1
        while blocks and blocks[-1][0] > mean:
            before, others = blocks.pop()
            mean = (mean * members + before * others) / (members + others)
            members += others
        blocks.append((mean, members))
    flat = [mean for mean, members in blocks for _ in range(members)]
    return [value + index for index, value in enumerate(flat)]
