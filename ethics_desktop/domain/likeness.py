"""Near-duplicates: items that say nearly the same in nearly the same words.

Two items are compared by the runs of three words in their texts (Broder 1997, "shingles"). Only
pairs that share a rare run are looked at, which misses none above the limit (prefix filtering,
Chaudhuri et al. 2006), so 100,000 items are no matter of hours.
"""

from __future__ import annotations

import heapq
import math
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from ethics_desktop.domain.bank import Item
from ethics_desktop.domain.cues import words_of
from ethics_desktop.domain.pausing import end
from ethics_desktop.domain.reading import shown_texts
from ethics_desktop.domain.watching import Watch, part, unwatched, watched

#: Items that share this much of their runs of words are reported.
LIMIT = 0.70
_RUN = 3
#: So many items are looked at for one shared run; a bank of copies has been told enough by then.
_MOST = 50


class Likeness(NamedTuple):
    """A pair of items and the share (0..1) of runs of words that they have in common."""

    first: str
    second: str
    share: float


def near_duplicates(
    items: Iterable[Item],
    limit: float = LIMIT,
    most: int | None = None,
    watch: Watch = unwatched,
) -> list[Likeness]:
    """Return the pairs of items that are nearly the same, by id; one family is left out.

    Args:
        items: items of any kind.
        limit: Jaccard index of the runs from which on a pair is reported, above 0.
        most: so many pairs are returned, None for all: copies of copies make millions.
        watch: follows the work.
    """
    kept = list(items)
    runs: list[set[str]] = []
    counts: Counter[str] = Counter()
    try:
        runs.extend(_runs(item) for item in watched(kept, len(kept), part(watch, 0, 0.15)))
        met = watched(runs, len(runs), part(watch, 0.15, 0.2))
        counts.update(run for each in met for run in each)
        pairs = _pairs(kept, runs, counts, limit, part(watch, 0.2, 1))
        return sorted(pairs) if most is None else heapq.nsmallest(most, pairs)
    finally:
        end(runs)
        while counts:
            counts.popitem()


def _pairs(
    kept: list[Item], runs: list[set[str]], counts: Counter[str], limit: float, watch: Watch
) -> Iterator[Likeness]:
    seen: dict[str, list[int]] = {}
    for place, own in enumerate(watched(runs, len(runs), watch)):
        rare = sorted(own)
        rare.sort(key=counts.__getitem__)  # equally rare ones keep the order of the alphabet
        prefix = rare[: len(rare) - math.ceil(limit * len(rare)) + 1] if rare else []
        for other in {one for run in prefix for one in seen.get(run, ())}:
            family = kept[place].meta.family
            if family and family == kept[other].meta.family:
                continue
            common = len(own & runs[other])
            share = common / (len(own) + len(runs[other]) - common)
            if share >= limit:
                yield Likeness(kept[other].id, kept[place].id, share)
        for run in prefix:
            if counts[run] > 1 and len(seen.setdefault(run, [])) < _MOST:
                seen[run].append(place)


def _runs(item: Item) -> set[str]:
    words = [word for text in shown_texts(item) for word in words_of(text)]
    if len(words) < _RUN:
        return {" ".join(words)} if words else set()
    return {" ".join(words[at : at + _RUN]) for at in range(len(words) - _RUN + 1)}
