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
        chunks = all_of(sorted(members, key=lambda one: one.bank))
        if sum(one.items for one in members) >= 2 * enough:
            start = int(u(seed, "saring", "/".join(key)) * len(chunks))
            chunks = _some(chunks[start:] + chunks[:start], enough)
        found += chunks
    return found


def _some(chunks: Iterable[Chunk], enough: int) -> list[Chunk]:
    """Take chunks in their order until they surely hold enough."""
    taken: list[Chunk] = []
    items = 0
    for one in chunks:
        if items >= enough:
            break
        taken.append(one)
        items += one.cell.items // one.cell.chunks
    return taken


def fell_short(notices: Iterable[Finding]) -> bool:
    """Tell whether a draw from some chunks took what it should not, so that all are needed."""
    return any(notice.code in SHORTAGES for notice in notices)
