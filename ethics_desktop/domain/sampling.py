"""Which chunks of a large library a form is drawn from.

``measurement.md`` 2.3 draws from all candidates. Where a cell (principle, level, pool) holds far
more than a form can use, that is done with some of its chunks, drawn by lot: every item keeps the
same chance, and 100,000 items need not be read for 45.
"""

from __future__ import annotations

from collections.abc import Iterable

from ethics_desktop.domain.bank import Principle
from ethics_desktop.domain.blueprint import Blueprint
from ethics_desktop.domain.chance import u
from ethics_desktop.domain.findings import Finding
from ethics_desktop.domain.records import Cell, Chunk

#: Candidates of a cell that suffice, for each item of the form, and at least.
ENOUGH_PER_ITEM, ENOUGH = 2, 64
#: Notices that more candidates might spare.
SHORTAGES = frozenset(
    ("recent_reused", "kind_maximum_exceeded", "related_together", "composition_short")
)


def usable(blueprint: Blueprint, cells: Iterable[Cell]) -> list[Cell]:
    """Return the cells that the blueprint may draw from."""
    banks, pools = frozenset(blueprint.banks), frozenset(blueprint.pools)
    return [
        one
        for one in cells
        if one.pool in pools
        and (not banks or one.bank in banks)
        and blueprint.principles.get(one.principle, 0.0) > 0
    ]


def held(cells: Iterable[Cell]) -> dict[Principle, int]:
    """Return how many items the cells hold of each principle."""
    found: dict[Principle, int] = {}
    for one in cells:
        found[one.principle] = found.get(one.principle, 0) + one.items
    return found


def all_of(cells: Iterable[Cell]) -> list[Chunk]:
    """Return every chunk of the cells."""
    return [Chunk(one, number) for one in cells for number in range(one.chunks)]


def sample(blueprint: Blueprint, cells: Iterable[Cell], seed: str) -> list[Chunk]:
    """Return enough chunks of usable cells; all of them in a library of usual size.

    Where the banks together hold twice as many items of a principle, level and pool as suffice,
    neighbouring chunks are taken from a drawn start: each item is equally likely to be in them.
    """
    enough = max(ENOUGH, ENOUGH_PER_ITEM * blueprint.items)
    alike: dict[tuple[str, str, str], list[Cell]] = {}
    for one in cells:
        key = (one.principle.value, one.level.value, one.pool.value)
        alike.setdefault(key, []).append(one)
    found: list[Chunk] = []
    for key, members in alike.items():
        ordered = sorted(members, key=lambda one: one.bank)
        if sum(one.items for one in ordered) >= 2 * enough:
            found += _some(ordered, u(seed, "saring", "/".join(key)), enough)
        else:
            found += all_of(ordered)
    return found


def _some(cells: list[Cell], value: float, enough: int) -> list[Chunk]:
    """Take neighbouring chunks from a drawn start, round the end, until they surely hold enough."""
    places = [(one, number) for one in cells for number in range(one.chunks)]
    start = int(value * len(places))
    taken: list[Chunk] = []
    items = 0
    for cell, number in places[start:] + places[:start]:
        if items >= enough:
            break
        taken.append(Chunk(cell, number))
        items += cell.items // cell.chunks
    return taken


def fell_short(notices: Iterable[Finding]) -> bool:
    """Tell whether a draw from some chunks took what it should not, so that all are needed."""
    return any(notice.code in SHORTAGES for notice in notices)
