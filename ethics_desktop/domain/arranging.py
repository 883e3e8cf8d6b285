"""The order of the items of a form (``measurement.md`` 2.3)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from ethics_desktop.domain.bank import Level, Principle
from ethics_desktop.domain.chance import u
from ethics_desktop.domain.constants import MAX_RUN
from ethics_desktop.domain.records import Candidate


def arrange(items: Iterable[Candidate], seed: str) -> list[Candidate]:
    """Return the items in the order in which they are asked.

    Order of u(seed, 'urut', id), at most two of one principle in a row, a dasar item first: each as
    far as the items allow. A form of one principle cannot avoid runs.
    """
    waiting = sorted(items, key=lambda item: (u(seed, "urut", item.id), item.id, item.bank))
    counts = Counter(item.principle for item in waiting)
    last: Principle | None = None
    run = 0
    ordered: list[Candidate] = []
    while waiting:
        pick = _next(waiting, counts, last, run, first=not ordered)
        item = waiting.pop(pick)
        counts[item.principle] -= 1
        run = run + 1 if ordered and item.principle is last else 1
        last = item.principle
        ordered.append(item)
    return ordered


def _next(
    waiting: list[Candidate],
    counts: Counter[Principle | None],
    last: Principle | None,
    run: int,
    *,
    first: bool,
) -> int:
    """Return the index of the next item: the first that leaves the rest arrangeable."""
    good = {
        principle
        for principle, left in counts.items()
        if left and (first or principle is not last or run < MAX_RUN)
    }
    smooth = {
        principle
        for principle in good
        if _arrangeable(counts, principle, run + 1 if principle is last and not first else 1)
    }
    for allowed in (smooth, good):
        places = [i for i, item in enumerate(waiting) if item.principle in allowed]
        easy = [i for i in places if waiting[i].level is Level.DASAR] if first else []
        if easy or places:
            return (easy or places)[0]
    return 0


def _arrangeable(counts: Counter[Principle | None], taken: Principle | None, run: int) -> bool:
    """Tell whether the rest can follow after ``taken`` (its ``run``-th in a row) without long runs.

    Items of one principle go into the gaps before, between and after the others, two in each.
    """
    left = counts.total() - 1
    for principle, count in counts.items():
        mine = count - 1 if principle is taken else count
        before = MAX_RUN - run if principle is taken else MAX_RUN
        if mine > MAX_RUN * (left - mine) + before:
            return False
    return True
