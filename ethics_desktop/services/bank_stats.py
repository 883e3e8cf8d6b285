"""Figures about banks: what they cover, and how far a naive guesser would get (``content.md``)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

import msgspec

from ethics_desktop.domain.bank import Item, kind_of
from ethics_desktop.domain.cues import CueRate, cue_rates, length_correlation, position_test
from ethics_desktop.domain.word_guess import word_guess_rates


class PositionTest(msgspec.Struct, frozen=True):
    """Whether best options stand evenly: the fullest ``place``, ``p`` of a chi-square test."""

    kind: str
    place: int
    items: int
    p: float


class BankStats(msgspec.Struct, frozen=True):
    """Coverage and cues of some items.

    ``cells`` maps "principle/kind/level" to the number of items; ``frameworks`` maps each framework
    to its codes' numbers. ``length_weight`` is the correlation of option length with weight.
    """

    items: int
    cells: dict[str, int]
    frameworks: dict[str, dict[str, int]]
    pools: dict[str, int]
    cues: tuple[CueRate, ...]
    positions: tuple[PositionTest, ...]
    length_weight: float | None


def bank_stats(banks: Sequence[Sequence[Item]]) -> BankStats:
    """Return the figures of the items of banks; empty banks give empty figures."""
    items = [item for bank in banks for item in bank]
    frameworks: dict[str, Counter[str]] = {}
    for item in items:
        for framework, codes in item.meta.frameworks.items():
            frameworks.setdefault(framework, Counter()).update(codes)
    correlation = length_correlation(items)
    return BankStats(
        items=len(items),
        cells=_counted(
            f"{item.meta.principle.value if item.meta.principle else '-'}"
            f"/{kind_of(item)}/{item.meta.level.value}"
            for item in items
        ),
        frameworks={
            name: dict(sorted(codes.items())) for name, codes in sorted(frameworks.items())
        },
        pools=_counted(item.meta.pool.value for item in items),
        cues=(*cue_rates(items), *word_guess_rates(banks)),
        positions=tuple(PositionTest(*row) for row in position_test(items)),
        length_weight=None if correlation is None else correlation[0],
    )


def _counted(words: Iterable[str]) -> dict[str, int]:
    return dict(sorted(Counter(words).items()))
