"""Scores of single responses and whole forms (``measurement.md`` 1.1 to 1.6)."""

from __future__ import annotations

import math
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from ethics_desktop.domain.attempt import (
    Answer,
    Chosen,
    FormItem,
    ItemState,
    Judged,
    Matched,
    Ordered,
    Ticked,
    Written,
    is_blank,
)
from ethics_desktop.domain.bank import (
    AcceptedAnswer,
    Item,
    MatchItem,
    MultipleItem,
    OrderItem,
    Principle,
    ShortItem,
    SingleItem,
    SjtItem,
    TrueFalseItem,
)
from ethics_desktop.domain.reading import rapid_threshold, shown_chars
from ethics_desktop.domain.result import ItemScore, TkpPoints


def score_fraction(item: Item, answer: Answer | None) -> float:
    """Return f, 0..1: how right an answer is.

    A blank answer, one of another kind of item, and any answer to an item that has no valid key
    (all or no options right, all weights equal) score 0.
    """
    match item, answer:
        case SingleItem(), Chosen(option):
            return float(any(o.correct for o in item.options if o.id == option))
        case TrueFalseItem(), Judged(value):
            return float(value is item.answer)
        case MultipleItem(), Ticked(ticks):
            right = {o.id for o in item.options if o.correct}
            wrong = {o.id for o in item.options if not o.correct}
            chosen = set(ticks)
            return guarded_plus_minus(
                len(right) + len(wrong), len(right), len(chosen & right), len(chosen & wrong)
            )
        case SjtItem(), Chosen(option):
            weights = {o.id: o.weight for o in item.options}
            return min_max(list(weights.values()), weights[option]) if option in weights else 0.0
        case OrderItem(), Ordered(order):
            return max(0.0, kendall_tau({o.id: o.rank for o in item.options}, order))
        case MatchItem(), Matched(pairs):
            right_pairs = sum(pairs.get(p.id, "") == item.answer.get(p.id) for p in item.left)
            return right_pairs / len(item.left)
        case ShortItem(), Written(text):
            return max((a.score for a in item.answers if _accepts(a, text)), default=0.0)
    return 0.0


def blind(item: Item) -> float:
    """Return b, 0..1: what answering without reading brings on average, at its best.

    Short answers cannot be guessed: 0.
    """
    match item:
        case SingleItem():
            return sum(option.correct for option in item.options) / len(item.options)
        case TrueFalseItem():
            return 0.5
        case MultipleItem():
            return blind_multiple(len(item.options), sum(o.correct for o in item.options))
        case SjtItem():
            weights = [option.weight for option in item.options]
            return math.fsum(min_max(weights, weight) for weight in weights) / len(weights)
        case OrderItem():
            return blind_order([option.rank for option in item.options])
        case MatchItem():
            return 1 / len(item.right)
        case ShortItem():
            return 0.0


def score(item: Item, answer: Answer | None, *, opened: bool, reached: bool) -> ItemScore:
    """Score one response.

    Args:
        item: the item as it was shown.
        answer: the latest answer.
        opened: it was in view for at least its reading threshold.
        reached: a later item was answered or opened so, hence this one is not trailing.
    """
    answered = not is_blank(answer)
    points = None
    if isinstance(item, SjtItem):
        chosen = answer.option if isinstance(answer, Chosen) else None
        points = next((o.weight for o in item.options if o.id == chosen), 0)
    return ItemScore(
        fraction=score_fraction(item, answer) if answered else 0.0,
        answered=answered,
        omitted=not answered and (opened or reached),
        not_reached=not answered and not (opened or reached),
        points=points,
    )


def score_form(items: Sequence[FormItem], states: Mapping[int, ItemState]) -> list[ItemScore]:
    """Score a form.

    Blank items up to the last one that was answered, or in view for at least its threshold tau,
    are omitted; those after it are not reached. Both score 0.

    Args:
        items: the items of the form, in order.
        states: position (from 1) to the latest state; positions may be missing.
    """
    opened = [_opened(entry, states.get(entry.position)) for entry in items]
    touched = [
        seen or (entry.position in states and states[entry.position].answered)
        for entry, seen in zip(items, opened, strict=True)
    ]
    last = max((i for i, was in enumerate(touched) if was), default=-1)
    scores = []
    for i, entry in enumerate(items):
        state = states.get(entry.position)
        answer = state.answer if state else None
        scores.append(score(entry.item, answer, opened=opened[i], reached=i < last))
    return scores


def _opened(entry: FormItem, state: ItemState | None) -> bool:
    """Tell whether an item was in view long enough to have been read."""
    if state is None or not state.opened:
        return False
    return state.seen_ms >= 1000 * rapid_threshold(shown_chars(entry.item))


def by_principle(items: Iterable[FormItem]) -> dict[Principle, list[int]]:
    """Return the indexes (from 0) of each principle's items; those without one are left out."""
    groups: dict[Principle, list[int]] = {}
    for index, entry in enumerate(items):
        if entry.item.meta.principle is not None:
            groups.setdefault(entry.item.meta.principle, []).append(index)
    return {p: groups[p] for p in Principle if p in groups}


def tkp_points(items: Iterable[FormItem], scores: Iterable[ItemScore]) -> TkpPoints | None:
    """Return the raw weights over the situational items, TKP style (``measurement.md`` 1.6).

    The maximum is what these items can give and ``blind`` what choosing at random gives on average.
    The official cut is never applied to a shortened form.

    Returns:
        None when there is no situational item.
    """
    points = maximum = count = 0
    by_chance: list[float] = []
    for entry, result in zip(items, scores, strict=True):
        if isinstance(entry.item, SjtItem):
            weights = [option.weight for option in entry.item.options]
            count += 1
            points += result.points or 0
            maximum += max(weights)
            by_chance.append(sum(weights) / len(weights))
    if not count:
        return None
    return TkpPoints(points=points, maximum=maximum, blind=math.fsum(by_chance), items=count)


def guarded_plus_minus(n: int, k: int, right: int, wrong: int) -> float:
    """Return f of a multiple choice response: ticking everything brings 0, hedging never pays.

    Args:
        n: options.
        k: right options; 0 when not 1 <= k <= n-1, such an item has no valid key.
        right: right options ticked.
        wrong: wrong options ticked.
    """
    if not 1 <= k <= n - 1:
        return 0.0
    # 1/min(k, n-k) is max(1/k, 1/(n-k)), and exact when everything is ticked
    return max(0.0, right / k - wrong / min(k, n - k))


def blind_multiple(n: int, k: int) -> float:
    """Return b of a multiple choice item: the best of ticking s options at random, s = 0..n."""
    best = 0.0
    for size in range(n + 1):
        ways = math.comb(n, size)
        mean = math.fsum(
            math.comb(k, right)
            * math.comb(n - k, size - right)
            * guarded_plus_minus(n, k, right, size - right)
            for right in range(max(0, size - n + k), min(k, size) + 1)
        )
        best = max(best, mean / ways)
    return best


def min_max(weights: Sequence[int], weight: int) -> float:
    """Return f of a situational response: the weight between the item's worst and best."""
    low, high = min(weights), max(weights)
    return (weight - low) / (high - low) if high > low else 0.0


def kendall_tau(ranks: Mapping[str, int], order: Sequence[str]) -> float:
    """Return (C-D)/(C+D) over pairs of different ranks, -1..1; 0 when there is no such pair.

    Args:
        ranks: id to key rank; equal ranks are free among themselves.
        order: ids first to last; pairs with a missing id are neither right nor wrong.
    """
    place = {name: index for index, name in enumerate(order)}
    names = list(ranks)
    total = balance = 0
    for i, one in enumerate(names):
        for two in names[i + 1 :]:
            if ranks[one] == ranks[two]:
                continue
            total += 1
            if one in place and two in place:
                balance += 1 if (place[one] < place[two]) == (ranks[one] < ranks[two]) else -1
    return balance / total if total else 0.0


def blind_order(ranks: Sequence[int]) -> float:
    """Return b of an ordering item: mean of max(0, tau) over all orders.

    Counts the orders by their number of inversions, which for groups of equal rank are the
    q-multinomial coefficients, instead of going through all of them.
    """
    ways = [1]
    before = 0
    for size in Counter(ranks).values():
        ways = _convolve(ways, _inversions(before, size))
        before += size
    pairs = len(ways) - 1
    if pairs == 0:
        return 0.0
    gain = sum(count * max(0, pairs - 2 * inverted) for inverted, count in enumerate(ways))
    return gain / (pairs * sum(ways))


def _inversions(first: int, second: int) -> list[int]:
    """Count merges of two groups by inversions: the coefficients of a q-binomial."""
    if not first or not second:
        return [1]
    # the last element comes from the second group (no inversion) or passes all of it (second)
    stay = _inversions(first, second - 1)
    passes = [0] * second + _inversions(first - 1, second)
    size = first * second + 1
    return [
        (stay[i] if i < len(stay) else 0) + (passes[i] if i < len(passes) else 0)
        for i in range(size)
    ]


def _convolve(one: Sequence[int], two: Sequence[int]) -> list[int]:
    product = [0] * (len(one) + len(two) - 1)
    for i, a in enumerate(one):
        for j, b in enumerate(two):
            product[i + j] += a * b
    return product


def _accepts(accepted: AcceptedAnswer, text: str) -> bool:
    """Tell whether a typed text matches, spaces and (unless told otherwise) case aside."""
    given = _plain(text, case=accepted.case_sensitive)
    wanted = _plain(accepted.text, case=accepted.case_sensitive)
    if not accepted.wildcard or "*" not in wanted:
        return given == wanted
    head, *middle, tail = wanted.split("*")
    if not given.startswith(head) or not given.endswith(tail):
        return False
    at, end = len(head), len(given) - len(tail)
    for part in middle:
        found = given.find(part, at, end)
        if found < 0:
            return False
        at = found + len(part)
    return at <= end


def _plain(text: str, *, case: bool) -> str:
    """Normalise to NFC with single spaces; fold case unless it matters."""
    plain = " ".join(unicodedata.normalize("NFC", text).split())
    return plain if case else unicodedata.normalize("NFC", plain.casefold())
