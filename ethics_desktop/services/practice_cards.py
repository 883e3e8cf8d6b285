"""Review cards in line with the library: kept in store, enrolled, reset, studied anew."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Protocol

import msgspec

from ethics_desktop.domain.cards import (
    Card,
    CardChange,
    CardEvent,
    card_key,
    comes_by_itself,
    families,
    once_key,
    reset,
)
from ethics_desktop.domain.chance import u
from ethics_desktop.domain.clock import Clock
from ethics_desktop.domain.constants import NEW_A_DAY
from ethics_desktop.domain.practice import OPEN_POOLS, worth_practising
from ethics_desktop.domain.practice_records import Practised
from ethics_desktop.domain.records import Candidate, StoredItem
from ethics_desktop.domain.result import ItemResult
from ethics_desktop.services.practice_source import Asked, Offer
from ethics_desktop.services.today import today


class CardStore(Protocol):
    """What keeping cards needs of a profile's database."""

    def card(self, key: str) -> Card | None: ...
    def resting(self) -> list[Card]: ...
    def all_cards(self) -> list[tuple[Card, bool]]: ...
    def practised(self) -> dict[str, Practised]: ...
    def busy(self) -> frozenset[str]: ...
    def save_cards(self, changes: Sequence[CardChange], at: datetime, day: int) -> None: ...
    def set_absent(self, absent: Collection[str], present: Collection[str]) -> None: ...


class CardLibrary(Protocol):
    """What keeping cards needs of the library."""

    def items(self, item_ids: Sequence[str]) -> list[StoredItem]: ...
    def hashes(self, item_ids: Collection[str]) -> dict[str, str]: ...


class Leech(msgspec.Struct, frozen=True):
    """A card that was missed too often; ``stored`` is the item to study."""

    key: str
    stored: StoredItem
    again: int


class Enrolled(msgspec.Struct, frozen=True):
    """What became of items that were put into practice.

    ``cards`` are new cards, ``returns`` come back tomorrow, ``known`` were there already,
    ``reserved`` stay out because tests need them or the library does not hold them any more.
    """

    cards: int = 0
    returns: int = 0
    known: int = 0
    reserved: int = 0


class Shelf:
    """The items of the library as practice sees them now."""

    def __init__(self, candidates: Iterable[Candidate]) -> None:
        self.by_id: dict[str, Candidate] = {}
        for one in candidates:
            if one.pool in OPEN_POOLS:
                self.by_id.setdefault(one.id, one)
        self.families = families(self.by_id.values())

    def key(self, one: Candidate) -> str:
        """Return the key of an item's card, "" when it is none."""
        return card_key(one, self.families)

    def offer(self, one: Candidate) -> Offer:
        """Return an item with the key of its card."""
        key = self.key(one)
        return Offer(one, key, comes_by_itself(one, key))

    def has(self, card: Card) -> bool:
        """Tell whether a card has something to ask now."""
        if card.family:
            return card.family in self.families
        return card.item_id in self.by_id


class CardKeeper:
    """Use cases around cards outside a session.

    Args:
        store: the profile's database.
        library: where items come from.
        clock: wall time.
        seed: gives the seed of the profile, made when first needed.
    """

    def __init__(
        self, store: CardStore, library: CardLibrary, clock: Clock, seed: Callable[[], str]
    ) -> None:
        self._store = store
        self._library = library
        self._clock = clock
        self._seed = seed

    def leeches(self) -> list[Leech]:
        """Return the cards that rest because they were missed too often, with their items."""
        cards = self._store.resting()
        stored = {one.item.id: one for one in self._library.items([card.item_id for card in cards])}
        return [
            Leech(card.key, stored[card.item_id], card.again)
            for card in cards
            if card.item_id in stored
        ]

    def relearn(self, key: str) -> None:
        """Begin anew with a card whose matter was studied again; harmless when it is gone."""
        card = self._store.card(key)
        if card is not None:
            change = CardChange(reset(card, wished=True), CardEvent.RESET)
            self._store.save_cards([change], self._clock.now(), today(self._clock))

    def enroll(self, results: Iterable[ItemResult], shelf: Shelf) -> Enrolled:
        """Put the missed and doubtful items of a result into practice.

        Facts and families become new cards, a single situation comes back tomorrow, once.
        """
        day = today(self._clock)
        there = {card.key for card, _ in self._store.all_cards()}
        changes: list[CardChange] = []
        told = {"cards": 0, "returns": 0, "known": 0, "reserved": 0}
        for result in results:
            if not worth_practising(result):
                continue
            one = shelf.by_id.get(result.form_item.item.id)
            if one is None:
                told["reserved"] += 1
                continue
            key = shelf.key(one)
            card = Card(key or once_key(one.id), one.id, wished=True, due=None if key else day + 1)
            if card.key in there:
                told["known"] += 1
                continue
            there.add(card.key)
            changes.append(CardChange(card, CardEvent.MADE))
            told["cards" if key else "returns"] += 1
        self._store.save_cards(changes, self._clock.now(), day)
        return Enrolled(**told)

    def asked(self, cards: Sequence[Card], shelf: Shelf) -> list[Asked]:
        """Return what to ask for each card; of a family the variant seen least recently."""
        practised, busy = self._store.practised(), self._store.busy()
        seed = self._seed()
        chosen: list[tuple[Card, str]] = []
        for card in cards:
            members = [one.id for one in shelf.families.get(card.family, ())]
            free = [one for one in members if one not in busy]
            if free:  # the variant that was seen least recently
                chosen.append((card, min(free, key=lambda one: _rested(one, practised, seed))))
            elif not card.family and card.item_id in shelf.by_id:
                chosen.append((card, card.item_id))
        stored = {one.item.id: one for one in self._library.items([name for _, name in chosen])}
        return [
            _asked(card, stored[name], shelf.offer(shelf.by_id[name]))
            for card, name in chosen
            if name in stored
        ]

    def sync(self, shelf: Shelf) -> None:
        """Bring the cards in line with the library and keep five new ones in store.

        A card whose item has a new version is new again; one without an item waits unseen.
        """
        now, day = self._clock.now(), today(self._clock)
        cards = self._store.all_cards()
        gone = {card.key for card, _ in cards if not shelf.has(card)}
        marked = {card.key for card, absent in cards if absent}
        self._store.set_absent(gone - marked, marked - gone)
        hashes = self._library.hashes([card.item_id for card, _ in cards if card.item_hash])
        changes = [
            CardChange(
                reset(card, card.item_id, hashes[card.item_id], wished=True), CardEvent.RESET
            )
            for card, _ in cards
            if card.item_hash
            and not card.once
            and hashes.get(card.item_id, card.item_hash) != card.item_hash
        ]
        again = {change.card.key for change in changes}
        fresh = sum(
            (card.new or card.key in again) and card.key not in gone and not card.suspended
            for card, _ in cards
        )
        changes += self._stock(shelf, {card.key for card, _ in cards}, NEW_A_DAY - fresh)
        self._store.save_cards(changes, now, day)

    def _stock(self, shelf: Shelf, there: Collection[str], wanted: int) -> list[CardChange]:
        if wanted <= 0:
            return []
        found: dict[str, str] = {}
        for one in shelf.by_id.values():
            key = shelf.key(one)
            if comes_by_itself(one, key) and key not in there:
                found.setdefault(key, "" if one.family in shelf.families else one.id)
        if not found:
            return []
        seed = self._seed()
        order = sorted(found, key=lambda key: (u(seed, "kartu", key), key))[:wanted]
        return [CardChange(Card(key, found[key]), CardEvent.MADE) for key in order]


def _asked(card: Card, stored: StoredItem, offer: Offer) -> Asked:
    """Return what to ask for a card; what comes back once may have become a card since."""
    if card.once:
        return Asked(stored, offer.key, offer.by_itself)
    return Asked(stored, card.key, by_itself=True)


def _rested(item: str, practised: Mapping[str, Practised], seed: str) -> tuple[float, float]:
    met = practised.get(item)
    return (met.last_at.timestamp() if met else 0.0, u(seed, "varian", item))
