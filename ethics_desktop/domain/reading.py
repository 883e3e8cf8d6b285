"""How long reading takes: limits of forms, thresholds for answers too fast to be read.

Sources: ``measurement.md`` 3.1 and 3.4 (Wise & Kong 2005; Wise & Ma 2012).
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

from ethics_desktop.domain.bank import Item, MatchItem, ShortItem, TrueFalseItem
from ethics_desktop.domain.constants import (
    ITEM_SECONDS,
    LIMIT_FACTOR,
    NT_CEILING_S,
    NT_FLOOR_S,
    NT_SHARE,
    RAPID_LONG_CHARS,
    RAPID_LONG_S,
    RAPID_SHORT_CHARS,
    RAPID_SHORT_S,
    RAPID_USUAL_S,
    TINY,
    WORD_SECONDS,
)


def shown_texts(item: Item) -> list[str]:
    """Return the texts a person reads before answering: stem and options, no reasons."""
    match item:
        case TrueFalseItem() | ShortItem():
            return [item.stem]
        case MatchItem():
            return [item.stem, *(p.text for p in item.left), *(t.text for t in item.right)]
    return [item.stem, *(option.text for option in item.options)]


def shown_words(item: Item) -> int:
    """Return the number of words a person reads before answering."""
    return sum(len(text.split()) for text in shown_texts(item))


def shown_chars(item: Item) -> int:
    """Return the number of characters a person reads before answering."""
    return sum(map(len, shown_texts(item)))


def item_seconds(words: int) -> float:
    """Return the usual time for an item, seconds: 15 and 0.4 a word."""
    return ITEM_SECONDS + WORD_SECONDS * words


def form_minutes(words: Iterable[int]) -> int:
    """Return the default limit of a form in whole minutes: 1.25 times its reading time, up.

    Args:
        words: words of each item.
    """
    seconds = math.fsum(item_seconds(count) for count in words)
    return math.ceil(LIMIT_FACTOR * seconds / 60 - TINY)


def limited_minutes(base: int, factor: float) -> int:
    """Return the limit with extra time: ``ceil(base * factor)`` minutes (``measurement.md`` 3.2).

    Args:
        base: minutes without extra time.
        factor: 1.0, 1.25, 1.3, 1.5 or 2.0; untimed attempts do not ask.
    """
    return math.ceil(base * factor - TINY)


def rapid_threshold(chars: int) -> float:
    """Return tau, the seconds below which nobody can have read an item of ``chars`` characters."""
    if chars < RAPID_SHORT_CHARS:
        return RAPID_SHORT_S
    return RAPID_USUAL_S if chars <= RAPID_LONG_CHARS else RAPID_LONG_S


def rapid_threshold_nt10(times: Sequence[float]) -> float:
    """Return tau from a group's times on an item, seconds: a tenth of their mean, 1 to 10.

    The caller sees to it that there are at least ``NT_MIN_TIMES`` times.

    Raises:
        ValueError: no times.
    """
    if not times:
        raise ValueError("rapid_threshold_nt10: no times")
    mean = math.fsum(times) / len(times)
    return min(NT_CEILING_S, max(NT_FLOOR_S, NT_SHARE * mean))


def response_time_effort(times: Sequence[tuple[float, float]]) -> float | None:
    """Return RTE: the share of presented items that got at least their threshold (0..1).

    Args:
        times: for every presented item the visible seconds and tau.

    Returns:
        None when nothing was presented.
    """
    if not times:
        return None
    return sum(seconds >= tau for seconds, tau in times) / len(times)
