"""Small practice answers for the tests of the store, the same every time."""

from __future__ import annotations

from datetime import datetime, timedelta

from ethics_desktop.domain.attempt import FormItem
from ethics_desktop.domain.bank import Principle, item_hash
from ethics_desktop.domain.cards import Card, CardChange, CardEvent
from ethics_desktop.domain.certainty import Certainty
from ethics_desktop.domain.practice import PracticeFilter, PracticeKind, Skill
from ethics_desktop.domain.practice_day import review_day
from ethics_desktop.domain.practice_records import PracticeEntry, PracticeHead
from ethics_desktop.domain.review import Memory, Rating
from ethics_desktop.store.practice import SqlitePracticeStore
from tests.unit.store import sample
from tests.unit.store.sample import NOW

DAY = review_day(NOW)


def head(
    name: str = "latihan-1", kind: PracticeKind = PracticeKind.FREE, at: datetime = NOW
) -> PracticeHead:
    """Return a session of five items of one principle."""
    wish = PracticeFilter(principle=Principle.KEADILAN, weak=True)
    return PracticeHead(name, kind, "20261121-00000007", 5, wish, at)


def entry(seq: int, number: int | None = None, **changes: object) -> PracticeEntry:
    """Return answer ``seq`` to item ``number`` of the sample bank (``seq`` when not given)."""
    which = seq if number is None else number
    one = sample.item(which)
    given: dict[str, object] = {
        "form_item": FormItem(seq, "contoh", "1.0.0", item_hash(one), one, ("b", "a"), 0.25),
        "answer": sample.answer(which, seq),
        "fraction": 1.0,
        "certainty": Certainty.FAIRLY,
        "hint": False,
        "rt_ms": 21_000,
        "rapid": False,
        "repeat": False,
        "at": NOW + timedelta(seconds=30 * seq),
        "day": DAY,
    }
    return PracticeEntry(seq=seq, **{**given, **changes})  # type: ignore[arg-type]


def card(number: int, due: int | None = DAY + 2, **changes: object) -> Card:
    """Return a reviewed card of an item of the sample bank; new when ``due`` is None."""
    one = sample.item(number)
    memory = None if due is None else Memory(2.3065, 2.118103970459016, DAY, due)
    given: dict[str, object] = {
        "memory": memory,
        "due": due,
        "reviews": 0 if due is None else 1,
        "streak": 0 if due is None else 1,
        "first_day": None if due is None else DAY,
    }
    return Card(f"item:{one.id}", one.id, item_hash(one), **{**given, **changes})  # type: ignore[arg-type]


def reviewed(number: int, due: int = DAY + 2, rating: Rating = Rating.GOOD) -> CardChange:
    """Return the first review of a card."""
    return CardChange(card(number, due), CardEvent.REVIEW, rating)


def made(number: int, **changes: object) -> CardChange:
    """Return a new card."""
    return CardChange(card(number, None, **changes), CardEvent.MADE)


def write_all(store: SqlitePracticeStore) -> None:
    """A session of three answers with a review, a card that comes back once, a dilemma."""
    skill = (Principle.KEADILAN, Skill(0.125, 1))
    store.append(head(), entry(1, skill=skill, changes=(reviewed(1),)))
    store.append(head(), entry(2, fraction=0.0, certainty=Certainty.SURE, changes=(again(2),)))
    store.append(head(), entry(3, 1, repeat=True, certainty=None))
    store.append(head("dilema-1", PracticeKind.DILEMMA), entry(1, 3))
    store.save_cards([made(4, wished=True), made(5)], NOW, DAY)
    store.fact("profile_seed", lambda: "20261121-0000000a")


def again(number: int) -> CardChange:
    """Return a card that comes back once, tomorrow."""
    one = sample.item(number)
    return CardChange(Card(f"once:{one.id}", one.id, item_hash(one), due=DAY + 1), CardEvent.MADE)
