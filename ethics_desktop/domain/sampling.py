"""Which chunks of a large library a form is drawn from.

``measurement.md`` 2.3 draws from all candidates. Where a cell (principle, level, pool) holds far
more than a form can use, that is done with some of its chunks, drawn by lot: every item keeps the
same chance, and 100,000 items need not be read for 45.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from ethics_desktop.domain.bank import Level, Pool, Principle
from ethics_desktop.domain.blueprint import Blueprint
from ethics_desktop.domain.chance import u
from ethics_desktop.domain.findings import Finding
from ethics_desktop.domain.records import Chunk

#: Candidates of a cell that suffice, for each item of the form, and at least.
ENOUGH_PER_ITEM, ENOUGH = 2, 64
#: Notices that more candidates might spare.
SHORTAGES = frozenset(
    ("recent_reused", "kind_maximum_exceeded", "related_together", "composition_short")
)


def usable(blueprint: Blueprint, chunks: Iterable[Chunk]) -> list[Chunk]:
    """Return the chunks that the blueprint may draw from."""
    banks, pools = frozenset(blueprint.banks), frozenset(blueprint.pools)
    return [
        one
        for one in chunks
        if one.pool in pools
        and (not banks or one.bank in banks)
        and blueprint.principles.get(one.principle, 0.0) > 0
    ]


def held(chunks: Iterable[Chunk]) -> dict[Principle, int]:
    """Return how many items the chunks hold of each principle."""
    found: dict[Principle, int] = {}
    for one in chunks:
        found[one.principle] = found.get(one.principle, 0) + one.items
    return found


def sample(blueprint: Blueprint, chunks: Iterable[Chunk], seed: str) -> list[Chunk]:
    """Return enough of the usable chunks; all of them in a library of usual size.

    A cell is drawn from in part only when it holds twice as many items as suffice.
    """
    enough = max(ENOUGH, ENOUGH_PER_ITEM * blueprint.items)
    cells: dict[tuple[Principle, Level, Pool], list[Chunk]] = {}
    for one in chunks:
        cells.setdefault((one.principle, one.level, one.pool), []).append(one)
    found: list[Chunk] = []
    for members in cells.values():
        if sum(one.items for one in members) >= 2 * enough:
            members = _some(members, seed, enough)
        found += members
    return found


def _some(members: Sequence[Chunk], seed: str, enough: int) -> list[Chunk]:
    """Take chunks by lot until they hold enough."""
    lots: Mapping[Chunk, float] = {
        one: u(
            seed,
            "saring",
            f"{one.bank}/{one.principle.value}/{one.level.value}/{one.pool.value}/{one.number}",
        )
        for one in members
    }
    taken: list[Chunk] = []
    items = 0
    for one in sorted(members, key=lambda one: (lots[one], one.bank, one.number)):
        if items >= enough:
            break
        taken.append(one)
        items += one.items
    return taken


def fell_short(notices: Iterable[Finding]) -> bool:
    """Tell whether a draw from some chunks took what it should not, so that all are needed."""
    return any(notice.code in SHORTAGES for notice in notices)
