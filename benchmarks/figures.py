"""What a benchmark returns, and the table that is made from it."""

from __future__ import annotations

import gc
import statistics
import time
from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple


class Figure(NamedTuple):
    """One measured figure.

    ``ours`` and ``floor`` are medians in ``unit``; ``ratio`` is the median of the ratios of pairs
    that ran one after the other. The target is the most that ``ratio`` may be, or ``ours`` where
    there is no floor. ``ours`` is None when it could not be measured here.
    """

    name: str
    name_id: str
    ours: float | None
    floor: float | None
    ratio: float | None
    target: float
    unit: str = "ms"

    @property
    def met(self) -> bool | None:
        """Whether the target is reached; None when nothing was measured."""
        told = self.ours if self.floor is None else self.ratio
        return None if told is None else round(told, 2) <= self.target


class Words(NamedTuple):
    """The words of the table in one language."""

    header: tuple[str, ...]
    met: str
    missed: str
    unknown: str
    units: dict[str, str]
    comma: str


ENGLISH = Words(
    ("figure", "ours", "floor", "ratio", "target", "met?"), "yes", "**no**", "not measured", {}, "."
)
INDONESIAN = Words(
    ("ukuran", "kami", "batas bawah", "rasio", "target", "tercapai?"),
    "ya",
    "**belum**",
    "tidak diukur",
    {"modules": "modul"},
    ",",
)


def paired(
    ours: Callable[[], float],
    floor: Callable[[], float],
    rounds: int,
) -> tuple[float, float, float]:
    """Run both in turn, each first in every other round.

    Args:
        ours: returns its own measure; so does ``floor``.
        floor: what it is held against.
        rounds: the pairs.

    Returns:
        The medians of both, and of the ratios of the pairs.
    """
    pairs = []
    for number in range(rounds):
        if number % 2:
            one = ours()
            pairs.append((one, floor()))
        else:
            other = floor()
            pairs.append((ours(), other))
    return medians(pairs)


def medians(pairs: Sequence[tuple[float, float]]) -> tuple[float, float, float]:
    """Return the medians of ours, of the floor, and of their ratios."""
    return (
        statistics.median(ours for ours, _ in pairs),
        statistics.median(floor for _, floor in pairs),
        statistics.median(ours / floor for ours, floor in pairs),
    )


def clocked(work: Callable[[], object]) -> float:
    """Return the milliseconds that ``work`` takes."""
    gc.collect()
    begin = time.perf_counter()
    work()
    return (time.perf_counter() - begin) * 1000


def table(figures: Iterable[Figure], words: Words = ENGLISH) -> str:
    """Return a Markdown table, one line a figure."""
    rows = [words.header, ("---",) + ("---:",) * 4 + ("---",)]
    for one in figures:
        met = {True: words.met, False: words.missed, None: words.unknown}[one.met]
        name = one.name_id if words is INDONESIAN else one.name
        limit = f"{one.target:g}" if one.floor is not None else _amount(one.target, one.unit)
        rows.append(
            (
                name,
                _amount(one.ours, one.unit),
                _amount(one.floor, one.unit),
                "" if one.ratio is None else f"{one.ratio:.2f}",
                f"≤ {limit}",
                met,
            )
        )
    lines = [_localised(row, words) if number > 1 else row for number, row in enumerate(rows)]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def _amount(value: float | None, unit: str) -> str:
    if value is None:
        return ""
    if unit in ("modules", "×"):
        return f"{value:g} {unit}".removesuffix(" ×")
    digits = 0 if value >= 100 else 1 if value >= 10 else 2
    return f"{value:.{digits}f} {unit}"


def _localised(row: tuple[str, ...], words: Words) -> tuple[str, ...]:
    """Return a row with the units and the decimal mark of a language."""
    name, *cells = row
    for unit, word in words.units.items():
        cells = [cell.replace(unit, word) for cell in cells]
    return (name, *(cell.replace(".", words.comma) for cell in cells))
