"""The form that every imported bank gets: its own items and no others."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from ethics_desktop.domain.blueprint import Blueprint
from ethics_desktop.domain.records import BankSummary, Cell

#: A form of one bank asks at most so many items, a minute each.
MOST_ITEMS = 20
_PREFIX = "bank-"


def own_form(bank: BankSummary, cells: Iterable[Cell]) -> Blueprint | None:
    """Return the form of one bank, shared out as its items are; None when none can be drawn.

    Args:
        bank: an imported bank.
        cells: of the library; those of other banks are passed over.
    """
    own = [cell for cell in cells if cell.bank == bank.id]
    items = sum(cell.items for cell in own)
    if not items:
        return None
    principles: Counter[str] = Counter()
    levels: Counter[str] = Counter()
    for cell in own:
        principles[cell.principle] += cell.items
        levels[cell.level] += cell.items
    asked = min(MOST_ITEMS, items)
    return Blueprint(
        id=f"{_PREFIX}{bank.id}"[:64].rstrip(".-_"),
        title={"id": bank.title, "en": bank.title},
        description={
            "id": "Hanya soal dari bank soal ini.",
            "en": "Only items of this bank.",
        },
        items=asked,
        at_most=True,
        minutes=asked,
        pools=tuple(dict.fromkeys(cell.pool for cell in own)),
        banks=(bank.id,),
        principles=dict(principles),  # type: ignore[arg-type]  # keys are Principle
        levels=dict(levels),  # type: ignore[arg-type]  # keys are Level
    )
