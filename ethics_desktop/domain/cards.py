"""Review cards: what becomes one, what an answer does to it, today's plan (``measurement.md`` 5).

A card is a fact, a rule, a procedure (an item that is not situational), or a family of isomorphic
items. A single situational item is none: seeing it again trains the key, not judgement. It comes
back once on the next day when it was answered surely and wrongly (section 4).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from enum import Enum

import msgspec

from ethics_desktop.domain.bank import Pool
from ethics_desktop.domain.certainty import Certainty, sure_but_wrong
from ethics_desktop.domain.constants import (
    FAMILY_SIZE,
    FLUENT_REVIEWS,
    FLUENT_S,
    LEECH_AGAIN,
)
from ethics_desktop.domain.practice import OPEN_POOLS, rate
from ethics_desktop.domain.records import Candidate
from ethics_desktop.domain.review import Memory, Rating, Reviewer

_ITEM, _FAMILY, _ONCE = "item:", "family:", "once:"


class Card(msgspec.Struct, frozen=True):
    """A card as it is stored. Days are ordinals (``date.toordinal``).

    ``item_id`` and ``item_hash`` are those of the item asked last, or to be asked. ``memory`` is
    None while the card is new; a card ``once:`` never has one. ``again`` counts ratings AGAIN and
    ``streak`` the successes in a row since it was new; ``first_day`` is the day of its first
    review, ``rapid_day`` the last day on which it was answered faster than it can be read.
    ``wished``: the person put it here, so it comes before those the program found.
    """

    key: str
    item_id: str = ""
    item_hash: str = ""
    memory: Memory | None = None
    due: int | None = None
    streak: int = 0
    again: int = 0
    reviews: int = 0
    suspended: bool = False
    wished: bool = False
    first_day: int | None = None
    rapid_day: int | None = None

    @property
    def once(self) -> bool:
        """True for what comes back one time only."""
        return self.key.startswith(_ONCE)

    @property
    def family(self) -> str:
        """The family whose items the card asks, or ""."""
        return self.key.removeprefix(_FAMILY) if self.key.startswith(_FAMILY) else ""

    @property
    def new(self) -> bool:
        """True before its first review."""
        return self.memory is None and not self.once


class CardEvent(str, Enum):
    """What happened to a card."""

    MADE = "made"
    REVIEW = "review"
    TOO_FAST = "too_fast"
    TOMORROW = "tomorrow"  # brought forward: sure but wrong
    RESET = "reset"  # a new version of its item, or studied anew
    DONE = "done"  # a card that came back once; it is gone


class CardChange(msgspec.Struct, frozen=True):
    """A card after something happened to it; with the event DONE it is to be removed."""

    card: Card
    event: CardEvent
    rating: Rating | None = None


class Given(msgspec.Struct, frozen=True):
    """One answer as a card sees it; see :func:`ethics_desktop.domain.practice.rate`."""

    item_id: str
    item_hash: str
    fraction: float
    blind: float
    certainty: Certainty | None = None
    rapid: bool = False
    hint: bool = False
    time_ratio: float | None = None

    @property
    def sure_but_wrong(self) -> bool:
        """See :func:`ethics_desktop.domain.certainty.sure_but_wrong`."""
        return sure_but_wrong(self.certainty, self.fraction)


def once_key(item_id: str) -> str:
    """Return the key of the card with which an item comes back once."""
    return _ONCE + item_id


def families(candidates: Iterable[Candidate]) -> dict[str, tuple[Candidate, ...]]:
    """Return the families that are cards: three or more items that practice may ask."""
    found: dict[str, dict[str, Candidate]] = {}
    for one in candidates:
        if one.family and one.pool in OPEN_POOLS:
            found.setdefault(one.family, {}).setdefault(one.id, one)
    return {
        name: tuple(members[key] for key in sorted(members))
        for name, members in sorted(found.items())
        if len(members) >= FAMILY_SIZE
    }


def card_key(candidate: Candidate, known: Mapping[str, Sequence[Candidate]]) -> str:
    """Return the key of the card an item belongs to, "" when it is none.

    Args:
        candidate: the item.
        known: see :func:`families`.
    """
    if candidate.pool not in OPEN_POOLS:
        return ""
    if candidate.family in known:
        return _FAMILY + candidate.family
    return "" if candidate.kind == "sjt" else _ITEM + candidate.id


def comes_by_itself(candidate: Candidate, key: str) -> bool:
    """Tell whether a card is offered without having been missed: pool ``ulang``, and families."""
    return bool(key) and (candidate.pool is Pool.ULANG or key.startswith(_FAMILY))


def fluent(card: Card | None) -> float | None:
    """Return the seconds under which an answer to a known card is too fast; None for new ones."""
    return FLUENT_S if card is not None and card.reviews >= FLUENT_REVIEWS else None


def reset(card: Card, item_id: str = "", item_hash: str = "", *, wished: bool = False) -> Card:
    """Return the card as new: its item has a new version, or its matter was studied again."""
    return Card(card.key, item_id or card.item_id, item_hash or card.item_hash, wished=wished)


def joins(given: Given, *, by_itself: bool) -> bool:
    """Tell whether an answer makes a card of its item: missed or in doubt, or one by itself."""
    if given.rapid:
        return False
    return by_itself or given.fraction < 1 or given.hint or given.certainty is Certainty.DOUBT


def answered(
    card: Card, given: Given, day: int, reviewer: Callable[[], Reviewer]
) -> CardChange | None:
    """Return what an answer does to a card; None when it changes nothing.

    Only the first answer of a card on a day is a review, what follows is practice. An answer that
    was sure but wrong brings the card forward to the next day, whatever the review said.

    Args:
        card: as stored.
        given: the answer.
        day: ordinal of today; with a clock set back the day of the last review counts.
        reviewer: schedules; called only when there is a review.
    """
    if card.item_id == given.item_id and card.item_hash not in ("", given.item_hash):
        card = card if card.once else reset(card, wished=True)
    seen = msgspec.structs.replace(card, item_id=given.item_id, item_hash=given.item_hash)
    if card.once:
        return _once(seen, given, day)
    if card.suspended:
        return None
    now = max(day, card.memory.last) if card.memory else day
    change = None
    if card.memory is None or card.memory.last < now:
        change = _review(seen, given, now, reviewer)
    after = change.card if change else seen
    if given.sure_but_wrong and after.due is not None and after.due > now + 1:
        moved = msgspec.structs.replace(after, due=now + 1)
        if change is None or change.event is CardEvent.TOO_FAST:
            return CardChange(moved, CardEvent.TOMORROW)
        return msgspec.structs.replace(change, card=moved)
    return change


def _review(card: Card, given: Given, day: int, reviewer: Callable[[], Reviewer]) -> CardChange:
    rating = rate(
        given.fraction,
        blind=given.blind,
        certainty=given.certainty,
        rapid=given.rapid,
        rapid_before=card.rapid_day == day,
        hint=given.hint,
        streak=card.streak,
        time_ratio=given.time_ratio,
    )
    if rating is None:
        return CardChange(msgspec.structs.replace(card, rapid_day=day), CardEvent.TOO_FAST)
    memory = reviewer().review(card.memory, rating, day)
    again = card.again + (rating is Rating.AGAIN)
    after = msgspec.structs.replace(
        card,
        memory=memory,
        due=memory.due,
        streak=0 if rating is Rating.AGAIN else card.streak + 1,
        again=again,
        reviews=card.reviews + 1,
        suspended=again >= LEECH_AGAIN,
        first_day=day if card.first_day is None else card.first_day,
    )
    return CardChange(after, CardEvent.REVIEW, rating)


def _once(card: Card, given: Given, day: int) -> CardChange | None:
    if given.sure_but_wrong:
        moved = msgspec.structs.replace(card, due=day + 1, rapid_day=None)
        return CardChange(moved, CardEvent.TOMORROW)
    if card.due is not None and card.due > day:
        return None  # met by chance before it was to come back
    if given.rapid and card.rapid_day != day:
        return CardChange(msgspec.structs.replace(card, rapid_day=day), CardEvent.TOO_FAST)
    return CardChange(card, CardEvent.DONE)


def freshest_first(cards: Iterable[Card], known: Mapping[str, float]) -> list[Card]:
    """Return due cards in the order in which they are asked.

    What was answered surely and wrongly first, then by descending chance of still being known,
    which keeps the most memories a minute; ties by key.

    Args:
        cards: those that are due.
        known: key to chance, 0..1; missing for cards that come back once.
    """
    return sorted(cards, key=lambda card: (not card.once, -known.get(card.key, 0.0), card.key))
