"""Candidates of a bank, packed in chunks of a cell: what one row of the table ``cell`` holds."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from operator import attrgetter
from typing import Any
from zlib import crc32

import msgspec

from ethics_desktop.domain.bank import Level, Pool, Principle
from ethics_desktop.domain.records import Candidate, Cell, Chunk

#: Candidates in a chunk, about.
CHUNK = 100

INSERT = "INSERT INTO cell VALUES (?,?,?,?,?,?,?)"
CELLS = (
    "SELECT bank_id, principle, level, pool, count(*), sum(items) FROM cell"
    " GROUP BY bank_id, principle, level, pool"
)
CANDIDATES = "SELECT candidates FROM cell"
ONE = f"{CANDIDATES} WHERE bank_id=? AND principle=? AND level=? AND pool=? AND chunk=?"

_decoder = msgspec.msgpack.Decoder(list[Candidate])


def rows(candidates: Iterable[Candidate]) -> list[tuple[str | int | bytes, ...]]:
    """Return rows of ``cell`` for the candidates of banks.

    The checksum of an item's id decides its chunk: every chunk of a cell is as good as a random
    part of it, and the same bank gives the same chunks.
    """
    cells: dict[tuple[str, Principle | None, Level, Pool], list[Candidate]] = {}
    for one in candidates:
        cells.setdefault((one.bank, one.principle, one.level, one.pool), []).append(one)
    made: list[tuple[str | int | bytes, ...]] = []
    while cells:  # taken out: all candidates ending at once would silence the window
        (bank, principle, level, pool), members = cells.popitem()
        members.sort(key=attrgetter("id"))
        members.sort(key=lambda one: crc32(one.id.encode()))  # the same keep their order
        parts = max(1, len(members) // CHUNK)
        for number in range(parts):
            part = members[number::parts]
            place = (bank, principle_text(principle), level.value, pool.value, number)
            made.append((*place, len(part), msgspec.msgpack.encode(part)))
    return sorted(made)


def unpacked(packed: bytes) -> list[Candidate]:
    """Return the candidates of a row."""
    return _decoder.decode(packed)


def cell(row: Sequence[Any]) -> Cell | None:
    """Return the cell of a row of :data:`CELLS`; None when its items have no principle."""
    bank, principle, level, pool, chunks, items = row
    if not principle:
        return None
    return Cell(bank, Principle(principle), Level(level), Pool(pool), chunks, items)


def place(one: Chunk) -> tuple[str, str, str, str, int]:
    """Return the key of a chunk, for :data:`ONE`."""
    cell = one.cell
    return cell.bank, cell.principle.value, cell.level.value, cell.pool.value, one.number


def principle_text(principle: Principle | None) -> str:
    """Return the text of a principle in the database; "" for none: such items are never drawn."""
    return "" if principle is None else principle.value
