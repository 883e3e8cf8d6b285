"""Practice: sessions by filters, the cards of the day, one dilemma a day, what keeps being missed.

Practice and tests stay apart: nothing here enters a result or the cumulative profile, and items
that are reserved for tests, or stand in an unfinished one, are never asked here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, timedelta
from typing import Protocol

import msgspec

from ethics_desktop.domain.bank import Principle
from ethics_desktop.domain.cards import Card, freshest_first
from ethics_desktop.domain.certainty import CalibrationRow, Certainty, calibration_table
from ethics_desktop.domain.chance import shuffled
from ethics_desktop.domain.clock import Clock
from ethics_desktop.domain.constants import RECENT_DAYS, WRONG_BELOW
from ethics_desktop.domain.errors import UserError
from ethics_desktop.domain.practice import PracticeFilter, PracticeKind, Skill
from ethics_desktop.domain.practice_day import DayCounts
from ethics_desktop.domain.practice_records import PracticeHead, Practised
from ethics_desktop.domain.records import BankSummary, Candidate
from ethics_desktop.domain.result import ItemResult
from ethics_desktop.domain.review import Reviewer
from ethics_desktop.services.practice_cards import (
    CardKeeper,
    CardLibrary,
    CardStore,
    Enrolled,
    Shelf,
)
from ethics_desktop.services.practice_session import EntryStore, PracticeSession
from ethics_desktop.services.practice_source import Asked, Chooser, Offer, Queue, Source
from ethics_desktop.services.today import today

_SEED = "profile_seed"


class PracticeStore(EntryStore, CardStore, Protocol):
    """What this service needs of a profile's database."""

    def counts(self, day: int) -> DayCounts: ...
    def due(self, day: int) -> list[Card]: ...
    def fresh(self, most: int) -> list[Card]: ...
    def next_due(self, day: int) -> int | None: ...
    def skills(self) -> dict[Principle, Skill]: ...
    def weak_in_tests(self) -> dict[str, datetime]: ...
    def calibration(self) -> list[tuple[int, int, int]]: ...
    def fact(self, key: str, make: Callable[[], str]) -> str: ...
    def tidy(self) -> None: ...


class PracticeLibrary(CardLibrary, Protocol):
    """What this service needs of the library."""

    def candidates(self) -> list[Candidate]: ...
    def bank_list(self) -> list[BankSummary]: ...


class PracticeOverview(msgspec.Struct, frozen=True):
    """What the practice page shows.

    ``remembered`` is how many of ten of today's cards are probably still known, ``next_in`` the
    days until the next card when nothing waits today, ``items`` how many items can be practised.
    """

    counts: DayCounts
    remembered: int | None
    next_in: int | None
    items: int
    calibration: tuple[CalibrationRow, ...]


class PracticeService:
    """Use cases around practice; made when first asked for.

    Args:
        store: the profile's database.
        library: where items come from.
        clock: wall and monotonic time.
        new_id: gives a fresh session id.
        new_seed: gives a seed for a moment.
        retention: gives the share of cards that should still be known, 0..1.
    """

    def __init__(
        self,
        store: PracticeStore,
        library: PracticeLibrary,
        *,
        clock: Clock,
        new_id: Callable[[], str],
        new_seed: Callable[[datetime], str],
        retention: Callable[[], float],
    ) -> None:
        self._store = store
        self._library = library
        self._clock = clock
        self._new_id = new_id
        self._new_seed = new_seed
        self._retention = retention
        self.cards = CardKeeper(store, library, clock, self._seed)
        self._made: tuple[float, Reviewer] | None = None
        self._shelved: tuple[object, Shelf] | None = None

    def _reviewer(self) -> Reviewer:
        retention = self._retention()
        if self._made is None or self._made[0] != retention:
            self._made = (retention, Reviewer(retention))
        return self._made[1]

    def overview(self) -> PracticeOverview:
        """Return what waits; cards are brought in line with the library before."""
        shelf = self._shelf()
        self.cards.sync(shelf)
        day = today(self._clock)
        counts = self._store.counts(day)
        known = self._known(self._store.due(day), day) if counts.due else {}
        planned = sorted(known.values(), reverse=True)[: counts.reviews]
        later = self._store.next_due(day)
        return PracticeOverview(
            counts=counts,
            remembered=round(10 * sum(planned) / len(planned)) if planned else None,
            next_in=later - day if later is not None and not counts.cards else None,
            items=len(shelf.by_id),
            calibration=self.calibration(),
        )

    def enroll(self, results: Iterable[ItemResult]) -> Enrolled:
        """Put missed and doubtful items in, see :meth:`CardKeeper.enroll`."""
        return self.cards.enroll(results, self._shelf())

    def calibration(self) -> tuple[CalibrationRow, ...]:
        """Return how far each level of certainty can be trusted (``measurement.md`` 4)."""
        return calibration_table(self._store.calibration())

    def matching(self, wish: PracticeFilter) -> int:
        """Return how many items a session with these filters could ask."""
        return sum(map(len, self._offers(self._shelf(), wish)))

    # --- sessions --------------------------------------------------------------------------

    def start(self, size: int, wish: PracticeFilter) -> PracticeSession:
        """Begin a session of at most ``size`` items chosen by skill.

        Raises:
            UserError: ``practice_empty`` when no item fits.
        """
        offers = self._offers(self._shelf(), wish)
        skills = self._store.skills()
        head = self._head(PracticeKind.FREE, min(size, sum(map(len, offers)) or 1), wish)
        source = Chooser(self._library, offers, skills, head.seed, size)
        return self._session(head, source, skills)

    def start_today(self) -> PracticeSession:
        """Begin with the cards of today: what is due, then new ones.

        Raises:
            UserError: ``practice_done`` when nothing waits.
        """
        shelf = self._shelf()
        self.cards.sync(shelf)
        day = today(self._clock)
        counts = self._store.counts(day)
        due = self._store.due(day)
        cards = freshest_first(due, self._known(due, day))[: counts.reviews]
        asked = self.cards.asked([*cards, *self._store.fresh(counts.new)], shelf)
        if not asked:
            raise UserError("practice_done")
        head = self._head(PracticeKind.TODAY, len(asked), PracticeFilter())
        return self._session(head, Queue(asked), self._store.skills())

    def start_dilemma(self) -> PracticeSession:
        """Begin with the one situation of today, the same all day for this profile.

        Raises:
            UserError: ``dilemma_done`` when it was answered, ``practice_empty`` without any.
        """
        day = today(self._clock)
        if self._store.counts(day).dilemma_done:
            raise UserError("dilemma_done")
        shelf = self._shelf()
        chosen = self._dilemma(shelf, day)
        if chosen is None:
            raise UserError("practice_empty")
        head = self._head(PracticeKind.DILEMMA, 1, PracticeFilter())
        offer = shelf.offer(chosen)
        asked = [Asked(one, offer.key, offer.by_itself) for one in self._library.items([chosen.id])]
        return self._session(head, Queue(asked), self._store.skills())

    def _dilemma(self, shelf: Shelf, day: int) -> Candidate | None:
        """Return the situation of a day: each once, in a drawn order, before any comes again."""
        situations = sorted(one.id for one in shelf.by_id.values() if one.kind == "sjt")
        if not situations:
            return None
        place = day % len(situations)
        order = shuffled(self._seed(), "dilema", situations)
        busy = self._store.busy()
        for name in (*order[place:], *order[:place]):
            if name not in busy:
                return shelf.by_id[name]
        return None

    def _session(
        self, head: PracticeHead, source: Source, skills: dict[Principle, Skill]
    ) -> PracticeSession:
        self._store.tidy()
        practised = self._store.practised()
        return PracticeSession(
            self._store, self._clock, self._reviewer, head, source, skills, practised
        )

    def _head(self, kind: PracticeKind, size: int, wish: PracticeFilter) -> PracticeHead:
        now = self._clock.now()
        return PracticeHead(self._new_id(), kind, self._new_seed(now), size, wish, now)

    def _known(self, cards: Iterable[Card], day: int) -> dict[str, float]:
        """Return the chance of still being known, by key; the scheduler is asked only if needed."""
        return {
            card.key: self._reviewer().retrievability(card.memory, day)
            for card in cards
            if card.memory is not None
        }

    # --- helpers ---------------------------------------------------------------------------

    def _shelf(self) -> Shelf:
        """Return the library as practice sees it; read anew only when a bank has changed."""
        mark = tuple((bank.id, bank.content_hash) for bank in self._library.bank_list())
        if self._shelved is None or self._shelved[0] != mark:
            self._shelved = mark, Shelf(self._library.candidates())
        return self._shelved[1]

    def _seed(self) -> str:
        return self._store.fact(_SEED, lambda: self._new_seed(self._clock.now()))

    def _offers(self, shelf: Shelf, wish: PracticeFilter) -> tuple[list[Offer], list[Offer]]:
        """Return the items that fit: rested ones, then those that practice has just had.

        A card that is not due counts as just had, too. Who asks for weak items wants them at once.
        """
        practised, busy = self._store.practised(), self._store.busy()
        weak = self._weak(practised) if wish.weak else frozenset[str]()
        day, since = today(self._clock), self._clock.now() - timedelta(days=RECENT_DAYS)
        cards = {card.key: card for card, _ in self._store.all_cards()}
        fresh: list[Offer] = []
        tired: list[Offer] = []
        for one in shelf.by_id.values():
            if one.id in busy or not wish.admits(one, weak):
                continue
            offer = shelf.offer(one)
            card = cards.get(offer.key)
            if card is not None and card.suspended:
                continue
            met = practised.get(one.id)
            later = card is not None and card.due is not None and card.due > day
            just = later or (met is not None and met.last_at > since)
            (tired if just and not wish.weak else fresh).append(offer)
        return fresh, tired

    def _weak(self, practised: Mapping[str, Practised]) -> frozenset[str]:
        """Return the items whose latest answer, in practice or a test, was wrong or doubted."""
        tests = self._store.weak_in_tests()
        weak = {
            item
            for item, one in practised.items()
            if one.fraction < WRONG_BELOW or one.certainty is Certainty.DOUBT
        }
        newer = {
            item
            for item, at in tests.items()
            if item not in practised or practised[item].last_at < at
        }
        return frozenset(weak | newer)
