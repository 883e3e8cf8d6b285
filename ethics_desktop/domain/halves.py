"""Two equivalent halves of a library, for a test before and one after (``measurement.md`` 2.5).

Within a principle and level neighbours of the same kind are paired, and each pair is parted by
lot: both halves have as many items of everything, and share none.
"""

from __future__ import annotations

from collections.abc import Iterable

from ethics_desktop.domain.bank import Level, Principle
from ethics_desktop.domain.blueprint import Half
from ethics_desktop.domain.chance import u
from ethics_desktop.domain.records import Candidate, Cell

_Key = tuple[Principle | None, Level]


def half(candidates: Iterable[Candidate], which: Half, seed: str) -> list[Candidate]:
    """Return the items of one half.

    The same candidates and seed give the same halves, whatever their order.

    Args:
        candidates: everything that is to be parted.
        which: an item without a partner lies in A.
        seed: of the halves, not of a form.
    """
    cells: dict[_Key, list[Candidate]] = {}
    for one in candidates:
        cells.setdefault((one.principle, one.level), []).append(one)
    taken: list[Candidate] = []
    for members in cells.values():
        members.sort(key=lambda one: (one.kind == "sjt", one.kind, one.id, one.bank))
        for start in range(0, len(members), 2):
            pair = members[start : start + 2]
            if len(pair) == 2 and u(seed, "AB", f"{pair[0].id}+{pair[1].id}") >= 0.5:
                pair.reverse()
            taken += pair[:1] if which is Half.A else pair[1:]
    return taken


def half_held(cells: Iterable[Cell], which: Half) -> dict[Principle, int]:
    """Return how many items of each principle one half of these cells holds."""
    sums: dict[tuple[Principle, Level], int] = {}
    for cell in cells:
        key = (cell.principle, cell.level)
        sums[key] = sums.get(key, 0) + cell.items
    found: dict[Principle, int] = {}
    for (principle, _), items in sums.items():
        found[principle] = found.get(principle, 0) + (items + (which is Half.A)) // 2
    return found
