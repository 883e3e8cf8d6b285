"""How many items and minutes a form has, before any item is looked at (``measurement.md`` 2.3)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ethics_desktop.domain.bank import Principle
from ethics_desktop.domain.blueprint import Blueprint
from ethics_desktop.domain.cells import apportion
from ethics_desktop.domain.chance import u


def minutes_for(blueprint: Blueprint, n: int) -> int:
    """Return the minutes of a form of ``n`` items: in proportion, rounded up, at least 1."""
    return max(1, -(-blueprint.minutes * n // blueprint.items))


def planned_size(blueprint: Blueprint, held: Mapping[Principle, int]) -> int:
    """Return how many items :func:`drawing.draw_form` will draw, whatever the seed; 0 if none fits.

    Args:
        blueprint: what the form should hold.
        held: how many items its pools and banks hold of each principle.
    """
    principles = wanted(blueprint)
    return sum(rows_of(blueprint, principles, [held.get(p, 0) for p in principles]))


def wanted(blueprint: Blueprint) -> list[Principle]:
    """Return the principles with a share, in their usual order."""
    return [p for p in Principle if blueprint.principles.get(p, 0.0) > 0]


def rows_of(
    blueprint: Blueprint, principles: Sequence[Principle], held: Sequence[int], seed: str = ""
) -> list[int]:
    """Return the items of each principle that will be drawn; their sum is the same for any seed.

    With ``at_most`` a principle that holds too little gives what it has and the form is shorter;
    otherwise the other principles make up for it.
    """
    shares = [blueprint.principles[p] for p in principles]
    ties = [u(seed, "baris", p.value) if seed else 0.0 for p in principles]
    rows = apportion(blueprint.items, shares, ties, held)
    rows = [min(want, have) for want, have in zip(rows, held, strict=True)]
    if blueprint.at_most:
        return rows
    while (missing := blueprint.items - sum(rows)) > 0:
        room = [have - row for have, row in zip(held, rows, strict=True)]
        if not any(room):
            break
        open_shares = [share if free else 0.0 for share, free in zip(shares, room, strict=True)]
        extra = apportion(missing, open_shares, ties, room)
        rows = [row + min(more, free) for row, more, free in zip(rows, extra, room, strict=True)]
    return rows
