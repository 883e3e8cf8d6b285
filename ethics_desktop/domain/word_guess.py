"""How far somebody gets who learns from other banks which words right options use (``content.md``).

Naive Bayes over the words of options, trained on all groups but one and tried on that one. Numbers
and words of one letter count too: whatever gives an option away is meant to be found.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence

from ethics_desktop.domain.bank import Item
from ethics_desktop.domain.cues import Choice, CueRate, choices_of, hit

RULE = "bag_of_words"


def word_guess_rates(groups: Sequence[Sequence[Item]]) -> list[CueRate]:
    """Return the hit rate of every kind with one best option, cross-validated by group.

    Args:
        groups: items by bank; with fewer than two groups there is nothing to learn from.
    """
    by_kind: dict[str, list[list[Choice]]] = {}
    for group in groups:
        for kind, choices in choices_of(group).items():
            by_kind.setdefault(kind, []).append(choices)
    rates = []
    for kind, parts in sorted(by_kind.items()):
        if len(parts) < 2:
            continue
        hits, chance, n = 0.0, 0.0, 0
        for place, tried in enumerate(parts):
            learned = _learn(
                [one for other in (*parts[:place], *parts[place + 1 :]) for one in other]
            )
            for choice in tried:
                scores = [math.fsum(learned.get(w, 0.0) for w in set(ws)) for ws in choice.words]
                hits += hit(scores, choice.best)
                chance += 1 / len(choice.texts)
                n += 1
        rates.append(CueRate(RULE, kind, n, hits / n, chance / n))
    return rates


def _learn(choices: Sequence[Choice]) -> dict[str, float]:
    """Return the log odds of each word to stand in a best option (Laplace's rule)."""
    best: Counter[str] = Counter()
    other: Counter[str] = Counter()
    options = Counter[bool]()
    for choice in choices:
        for place, words in enumerate(choice.words):
            (best if place == choice.best else other).update(set(words))
            options[place == choice.best] += 1
    return {
        word: math.log((best[word] + 1) / (options[True] + 2))
        - math.log((other[word] + 1) / (options[False] + 2))
        for word in best | other
    }
