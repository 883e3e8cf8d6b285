"""From shares to whole numbers: margins and cells of a blueprint (``measurement.md`` 2.2)."""

from __future__ import annotations

import math
from collections.abc import Sequence

from ethics_desktop.domain.chance import u
from ethics_desktop.domain.constants import TINY


def apportion(
    total: int,
    weights: Sequence[float],
    ties: Sequence[float],
    held: Sequence[int] | None = None,
) -> list[int]:
    """Split ``total`` by weights with largest remainders.

    Args:
        total: 0 or more.
        weights: relative shares, 0 or more; all zero gives nothing to anybody.
        ties: draw values in [0, 1) that decide between equal remainders, smallest first.
        held: what each share can fill; among equal remainders one that still has room goes first,
            so that the sum of ``min(share, held)`` does not hang on the seed.
    """
    whole = math.fsum(weights)
    if whole <= 0 or total <= 0:
        return [0] * len(weights)
    ideal = [total * weight / whole for weight in weights]
    shares = [math.floor(value + TINY) for value in ideal]
    room = [True] * len(shares)
    if held is not None:
        room = [have > share for have, share in zip(held, shares, strict=True)]
    order = sorted(
        range(len(shares)),
        key=lambda i: (-round(ideal[i] - shares[i], 9), not room[i], ties[i], i),
    )
    for i in order[: total - sum(shares)]:
        shares[i] += 1
    return shares


def controlled_rounding(rows: Sequence[int], columns: Sequence[int], seed: str) -> list[list[int]]:
    """Round ``row * column / total`` to whole cells, each floor or ceil, margins exact.

    Greedy by fraction (ties by draw value), then augmenting paths for what the greedy pass left.

    Args:
        rows: row sums, 0 or more.
        columns: column sums of the same total.
        seed: seed of the attempt; decides between equal fractions.

    Raises:
        ValueError: the margins do not agree.
    """
    total = sum(rows)
    if total != sum(columns):
        raise ValueError(f"controlled_rounding: {total} != {sum(columns)}")
    if total == 0:
        return [[0] * len(columns) for _ in rows]
    cells = [[row * column // total for column in columns] for row in rows]
    fraction = {
        (i, j): row * column % total
        for i, row in enumerate(rows)
        for j, column in enumerate(columns)
        if row * column % total
    }
    need_row = [row - sum(line) for row, line in zip(rows, cells, strict=True)]
    need_column = [
        column - sum(line[j] for line in cells) for j, column in enumerate(columns)
    ]  # how many cells of each column go up
    up: set[tuple[int, int]] = set()
    order = sorted(fraction, key=lambda c: (-fraction[c], u(seed, "sel", f"{c[0]}:{c[1]}"), c))
    for i, j in order:
        if need_row[i] and need_column[j]:
            up.add((i, j))
            need_row[i] -= 1
            need_column[j] -= 1
    for i, missing in enumerate(need_row):
        for _ in range(missing):
            _augment(i, order, up, need_column)
    for i, j in up:
        cells[i][j] += 1
    return cells


def _augment(
    start: int, usable: Sequence[tuple[int, int]], up: set[tuple[int, int]], need: list[int]
) -> None:
    """Give row ``start`` one more cell by a shortest alternating path; one always exists."""
    came: dict[int, tuple[int, int]] = {}  # column -> (row that reaches it, column before or -1)
    queue: list[tuple[int, int]] = [(start, -1)]
    for row, before in queue:
        for i, j in usable:
            if i != row or (i, j) in up or j in came:
                continue
            came[j] = (row, before)
            if need[j]:
                need[j] -= 1
                while j >= 0:
                    taker, previous = came[j]
                    up.add((taker, j))
                    if previous >= 0:
                        up.discard((taker, previous))
                    j = previous
                return
            queue.extend((k, j) for k, column in usable if column == j and (k, j) in up)
    raise AssertionError("controlled rounding has no path")  # pragma: no cover


def fit_levels(
    wanted: Sequence[int], held: Sequence[int]
) -> tuple[list[int], list[tuple[int, int, int]]]:
    """Move what a cell cannot fill to the nearest levels of the same row.

    Args:
        wanted: items asked of each level, in order of difficulty.
        held: items there are.

    Returns:
        The counts that can be filled and the moves ``(from level, to level, items)``. When the row
        as a whole holds too little, everything it holds is taken.
    """
    counts = [min(want, have) for want, have in zip(wanted, held, strict=True)]
    moves: list[tuple[int, int, int]] = []
    levels = range(len(counts))
    for distance in range(1, len(counts)):
        for level in levels:
            missing = wanted[level] - counts[level]
            missing -= sum(items for source, _, items in moves if source == level)
            near = [other for other in levels if abs(other - level) == distance]
            near.sort(key=lambda other: (counts[other] - held[other], other))  # most room first
            for other in near:
                items = min(missing, held[other] - counts[other])
                if items > 0:
                    counts[other] += items
                    moves.append((level, other, items))
                    missing -= items
    return counts, moves
