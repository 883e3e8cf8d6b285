"""The process that is killed while it practises; the parent is ``kill_practice``.

As ``kill_child``, with the service of practice. Each session is of one item of a long list of
facts, half of them missed, so that every answer also writes a skill, a card and its log. It says,
each line only after the service has confirmed:

    pid <pid>
    ok <number> <item> <answer> <card due, or ->
"""

from __future__ import annotations

import random
import sys
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))

import os  # noqa: E402

from ethics_desktop.domain.attempt import Chosen  # noqa: E402
from ethics_desktop.domain.bank import (  # noqa: E402
    Item,
    Level,
    Meta,
    Option,
    Principle,
    SingleItem,
    item_hash,
)
from ethics_desktop.domain.practice import PracticeFilter  # noqa: E402
from ethics_desktop.domain.records import BankSummary, Candidate, StoredItem  # noqa: E402
from ethics_desktop.services.practice import PracticeService  # noqa: E402
from ethics_desktop.store.practice import SqlitePracticeStore  # noqa: E402
from ethics_desktop.store.progress import SqliteProgressStore  # noqa: E402
from tests.journeys.kill_child import say, serve  # noqa: E402

START = datetime(2026, 11, 21, 2, 0, tzinfo=UTC)
ITEMS = 60


def fact(number: int) -> Item:
    """Return fact ``number``, the same in every process."""
    options = tuple(Option(id=k, text=f"Pilihan {k}", correct=k == "a") for k in "abcd")
    meta = Meta(principle=list(Principle)[number % 5], level=list(Level)[number % 3])
    return SingleItem(id=f"f{number:02d}", stem=f"Fakta {number}?", options=options, meta=meta)


def answer(number: int) -> str:
    """Return answer ``number`` of a folder, the same in every process."""
    return random.Random(number).choice("abcd")


class Clock:
    """Goes an hour on with each answer, and half a minute with each look at the time."""

    def __init__(self, number: int) -> None:
        self.number = number
        self._looks = 0

    def now(self) -> datetime:
        return START + timedelta(hours=self.number)

    def monotonic(self) -> float:
        self._looks += 1
        return 30.0 * self._looks


class Library:
    """Holds the facts."""

    def __init__(self) -> None:
        self._items = {item.id: item for item in map(fact, range(ITEMS))}

    def candidates(self) -> list[Candidate]:
        return [
            Candidate(one.id, "b", "single", one.meta.principle, one.meta.level, one.meta.pool)
            for one in self._items.values()
        ]

    def bank_list(self) -> list[BankSummary]:
        return []

    def items(self, item_ids: list[str]) -> list[StoredItem]:
        found = [self._items[one] for one in item_ids]
        return [StoredItem(one, "b", "1.0.0", item_hash(one)) for one in found]

    def hashes(self, item_ids: list[str]) -> dict[str, str]:
        return {one: item_hash(self._items[one]) for one in item_ids}


class Practiser:
    """The stores and the service of one data folder."""

    def __init__(self, folder: Path) -> None:
        self.progress = SqliteProgressStore.open(folder / "progress.sqlite3", START)
        self.store = SqlitePracticeStore(self.progress.database)
        self.number = len(self.store.answers())
        self.clock = Clock(self.number)
        self.service = PracticeService(
            self.store,
            Library(),
            clock=self.clock,
            new_id=lambda: f"s{self.number}",
            new_seed=lambda now: f"20261121-{self.number:08x}",
            retention=lambda: 0.9,
        )

    def step(self) -> tuple[str, str, str]:
        """Answer one item; return item, answer and the day its card is due."""
        session = self.service.start(5, PracticeFilter())
        chosen = answer(self.number)
        session.open()
        session.answer(Chosen(chosen))
        item = session.form_item.item.id
        card = self.store.card(f"item:{item}")
        self.number += 1
        self.clock.number = self.number
        return item, chosen, str(card.due) if card else "-"


def work(folder: Path) -> None:
    """Practise until killed."""
    say("pid", os.getpid())
    person = Practiser(folder)
    while True:
        number = person.number
        say("ok", number, *person.step())


def warm() -> None:
    """Do everything once in a throw-away folder: what is imported on demand is there then."""
    with tempfile.TemporaryDirectory() as folder:
        person = Practiser(Path(folder))
        for _ in range(9):
            person.step()
        person.progress.close()


if __name__ == "__main__":
    serve(warm, work)
