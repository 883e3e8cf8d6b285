"""Cues: does something about the looks of an option give the best one away? (``content.md``)

Each rule guesses the best option of an item from its surface alone; over a bank it should hit no
more often than chance plus :data:`TOLERANCE`. Ties share the hit.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple

from ethics_desktop.domain.bank import Item, SingleItem, SjtItem, kind_of

#: How far above chance a rule may hit.
TOLERANCE = 0.07
#: How far a guesser that has learned words from other banks may.
LEARNED_TOLERANCE = 0.12
#: Correlation of the length of an option with its weight may go so far from 0.
LENGTH_CORRELATION = 0.15
#: Places of the best option: the smallest p of the chi-square test.
POSITION_P = 0.10
#: Fewer items of a kind say nothing.
MIN_ITEMS = 10
#: Beginnings of words that sound like the virtue itself.
VIRTUES = (
    "jujur", "sopan", "adil", "terbuka", "transparan", "bertanggung", "santun", "tulus", "ikhlas",
    "profesional", "integritas", "amanah", "hormat", "empati", "bijak",
)  # fmt: skip

_WORD = re.compile(r"[\w-]+")


class CueRate(NamedTuple):
    """How often a rule finds the best option of ``n`` items of a kind; what chance would do."""

    rule: str
    kind: str
    n: int
    rate: float
    chance: float

    @property
    def is_fault(self) -> bool:
        """The rule hits too often, and on enough items to say so."""
        learned = self.rule == "bag_of_words"
        tolerance = LEARNED_TOLERANCE if learned else TOLERANCE
        return self.n >= MIN_ITEMS and self.rate > self.chance + tolerance


class Choice(NamedTuple):
    """A choice item as the rules see it."""

    stem: frozenset[str]
    texts: tuple[str, ...]
    words: tuple[tuple[str, ...], ...]
    best: int
    weights: tuple[int, ...]


def words_of(text: str) -> list[str]:
    """Return the words of a text in lower case."""
    return _WORD.findall(text.casefold())


def choices_of(items: Iterable[Item]) -> dict[str, list[Choice]]:
    """Return the items with one best option by kind (``single``, ``sjt``)."""
    found: dict[str, list[Choice]] = {}
    for item, weights in _with_best(items):
        found.setdefault(kind_of(item), []).append(_choice(item, weights))
    return found


def _with_best(
    items: Iterable[Item],
) -> Iterator[tuple[SingleItem | SjtItem, tuple[int, ...]]]:
    """Yield the items with one best option and the weights of their options."""
    for item in items:
        match item:
            case SingleItem():
                weights = tuple(int(option.correct) for option in item.options)
            case SjtItem():
                weights = tuple(option.weight for option in item.options)
            case _:
                continue
        if weights.count(max(weights)) == 1:
            yield item, weights


def _choice(item: SingleItem | SjtItem, weights: tuple[int, ...]) -> Choice:
    texts = tuple(option.text for option in item.options)
    return Choice(
        frozenset(words_of(item.stem)),
        texts,
        tuple(tuple(words_of(text)) for text in texts),
        weights.index(max(weights)),
        weights,
    )


def cue_rates(items: Iterable[Item]) -> list[CueRate]:
    """Return the hit rate of every rule for every kind with one best option."""
    hits: dict[str, dict[str, list[float]]] = {}
    chances: dict[str, list[float]] = {}
    for item, weights in _with_best(items):  # one by one: the words of all would take gigabytes
        kind, choice = kind_of(item), _choice(item, weights)
        chances.setdefault(kind, []).append(1 / len(choice.texts))
        of_kind = hits.setdefault(kind, {rule: [] for rule in _RULES})
        for rule, guess in _RULES.items():
            of_kind[rule].append(hit(guess(choice), choice.best))
    rates = []
    for kind, each in sorted(chances.items()):
        n = len(each)
        for rule, of_rule in hits[kind].items():
            rates.append(CueRate(rule, kind, n, math.fsum(of_rule) / n, math.fsum(each) / n))
    return rates


def length_correlation(items: Iterable[Item]) -> tuple[float, int] | None:
    """Return Pearson's r of relative length and weight over the options of situational items.

    Returns:
        r and the number of items; None when there is no spread.
    """
    n = 0
    xs: list[float] = []
    ys: list[float] = []
    for item, weights in _with_best(items):
        if isinstance(item, SjtItem):
            lengths = [len(option.text) for option in item.options]
            mean = sum(lengths) / len(lengths)
            xs += [length / mean for length in lengths]
            ys += map(float, weights)
            n += 1
    if not xs:
        return None
    mean_x, mean_y = math.fsum(xs) / len(xs), math.fsum(ys) / len(ys)
    square_x = math.fsum((x - mean_x) ** 2 for x in xs)
    square_y = math.fsum((y - mean_y) ** 2 for y in ys)
    if square_x <= 0 or square_y <= 0:
        return None
    pairs = zip(xs, ys, strict=True)
    together = math.fsum((x - mean_x) * (y - mean_y) for x, y in pairs)
    return together / math.sqrt(square_x * square_y), n


def position_test(items: Iterable[Item]) -> list[tuple[str, int, int, float]]:
    """Test whether the best options stand in every place equally often.

    Returns:
        For every kind: kind, the most frequent place (from 1), items, p; of items with the most
        common number of options.
    """
    places: dict[str, list[tuple[int, int]]] = {}  # number of options, place of the best
    for item, weights in _with_best(items):
        best = weights.index(max(weights))
        places.setdefault(kind_of(item), []).append((len(weights), best))
    found = []
    for kind, of_kind in sorted(places.items()):
        width = Counter(options for options, _best in of_kind).most_common(1)[0][0]
        counts = Counter(best for options, best in of_kind if options == width)
        n = counts.total()
        expected = n / width
        statistic = math.fsum((counts[place] - expected) ** 2 / expected for place in range(width))
        place = max(range(width), key=lambda one: counts[one])
        found.append((kind, place + 1, n, chi_square_p(statistic, width - 1)))
    return found


def chi_square_p(statistic: float, df: int) -> float:
    """Return the upper tail of the chi-square distribution (Abramowitz & Stegun 26.4.4, 26.4.5).

    Args:
        statistic: 0 or more.
        df: degrees of freedom, 1 or more.
    """
    half = statistic / 2
    if df % 2:
        tail, shape = math.erfc(math.sqrt(half)), 0.5
    else:
        tail, shape = math.exp(-half), 1.0
    while shape < df / 2:
        if half > 0:
            tail += math.exp(shape * math.log(half) - half - math.lgamma(shape + 1))
        shape += 1
    return min(1.0, tail)


def hit(scores: Sequence[float], best: int) -> float:
    """Return 1 when the best option has the highest score, a share when several have it."""
    top = max(scores)
    return (scores[best] == top) / list(scores).count(top)


def _longest(choice: Choice) -> list[float]:
    return [float(len(text)) for text in choice.texts]


def _shortest(choice: Choice) -> list[float]:
    return [-float(len(text)) for text in choice.texts]


def _stem_words(choice: Choice) -> list[float]:
    return [float(len(choice.stem.intersection(words))) for words in choice.words]


def _virtue_words(choice: Choice) -> list[float]:
    return [
        float(sum(any(virtue in word for virtue in VIRTUES) for word in words))
        for words in choice.words
    ]


_RULES: dict[str, Callable[[Choice], list[float]]] = {
    "longest": _longest,
    "shortest": _shortest,
    "stem_words": _stem_words,
    "virtue_words": _virtue_words,
}
