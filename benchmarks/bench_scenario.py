"""S9: time to check a scenario and to draw its map, for 500, 1,000 and 2,000 nodes.

Prints medians of processor time and how they grow with size.
Run ``python -m benchmarks.bench_scenario``.
"""

from __future__ import annotations

import random
import statistics
import time
from collections.abc import Callable

from benchmarks.figures import Figure, clocked, paired, table
from ethics_desktop.domain.scenario import (
    Choice,
    ChoiceNode,
    Effects,
    EndNode,
    LineNode,
    Node,
    Scenario,
)
from ethics_desktop.domain.scenario_checks import check_scenario, summary
from ethics_desktop.domain.scenario_layout import lay_out

SIZES = (500, 1000, 2000)
ROUNDS = 7
WEIGHTS = ((5, 3, 1), (5, 4, 1), (4, 2, 1), (5, 2, 2))


def story(size: int, width: int) -> Scenario:
    """Return layers of ``width`` nodes with links up to three layers ahead (width 1: a rope)."""
    chance = random.Random(size * 31 + width)
    names = [f"n{number}" for number in range(size)]
    ends = 5
    nodes: list[Node] = []
    for place in range(size - ends):
        first = min(size - 1, (place // width + 1) * width)
        ahead = names[first : first + 3 * width + 5] or names[-1:]
        # The first way on keeps every node of the next layer reachable.
        straight = names[min(size - 1, place + width)]
        if place % 3 == 0:
            nodes.append(LineNode(id=names[place], text="Dan lalu.", next=straight))
            continue
        weights = chance.choice(WEIGHTS)
        targets = [straight, chance.choice(ahead), chance.choice(ahead)]
        choices = tuple(
            Choice(
                id="abc"[number],
                text=f"Tindakan {place} {number}",
                weight=weights[number],
                effects=Effects(integritas=2 - 2 * number, kepercayaan=1 - number),
                note="Sebab",
                reason="Alasan",
                next=target,
            )
            for number, target in enumerate(targets)
        )
        nodes.append(ChoiceNode(id=names[place], choices=choices))
    for name in names[size - ends :]:
        nodes.append(EndNode(id=name, title="Akhir", outcome="cukup"))
    return Scenario(id="besar", title="Besar", start="n0", nodes=tuple(nodes))


def median(work: object) -> float:
    """Return the median time of ``work`` in milliseconds."""
    assert callable(work)
    times = []
    for _ in range(ROUNDS):
        begin = time.process_time()
        work()
        times.append((time.process_time() - begin) * 1000)
    return statistics.median(times)


def figures(rounds: int = ROUNDS, width: int = 20) -> list[Figure]:
    """Measure S9: check and map of 2,000 nodes, and against those of 1,000."""

    def work(size: int) -> Callable[[], float]:
        scenario = story(size, width)

        def all_of_it() -> None:
            summary(scenario, check_scenario(scenario).graph)
            lay_out(scenario)

        return lambda: clocked(all_of_it)

    found = paired(work(2000), work(1000), rounds)
    return [
        Figure(
            "S9: check a scenario of 2,000 nodes and draw its map",
            "S9: memeriksa skenario 2.000 simpul dan menggambar petanya",
            *(found[0], None, None),
            target=1000,
        ),
        Figure(
            "S9: the same / with 1,000 nodes (linear is 2)",
            "S9: yang sama / dengan 1.000 simpul (linear berarti 2)",
            *found,
            target=2.5,
        ),
    ]


def main() -> None:
    """Print the table."""
    print(table(figures()))
    print("shape  nodes  check ms  summary ms  map ms  sum ms  growth (linear = 1.00)")
    for width in (1, 20):
        before: tuple[int, float] | None = None
        for size in SIZES:
            scenario = story(size, width)
            graph = check_scenario(scenario).graph
            check = median(lambda s=scenario: check_scenario(s))
            told = median(lambda s=scenario, g=graph: summary(s, g))
            drawn = median(lambda s=scenario: lay_out(s))
            total = check + told + drawn
            growth = f"{total / before[1] / (size / before[0]):.2f}" if before else ""
            shape = "rope" if width == 1 else f"{width} wide"
            print(
                f"{shape:7} {size:5} {check:9.0f} {told:11.1f} {drawn:7.0f} {total:7.0f}  {growth}"
            )
            before = (size, total)


if __name__ == "__main__":
    main()
