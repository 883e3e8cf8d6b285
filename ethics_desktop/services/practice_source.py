"""Where the items of a practice session come from: a list that is due, or a choice by skill."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

import msgspec

from ethics_desktop.domain.bank import Principle
from ethics_desktop.domain.chance import u
from ethics_desktop.domain.constants import ELO_MOST
from ethics_desktop.domain.practice import DIFFICULTY, Skill, apart, choose, expected
from ethics_desktop.domain.records import Candidate, StoredItem
from ethics_desktop.domain.scoring import blind


class Asked(msgspec.Struct, frozen=True):
    """An item to ask. ``key`` is that of its card, "" when it has none.

    ``by_itself``: the card needs no mistake to be made; ``repeat``: asked in this session before.
    """

    stored: StoredItem
    key: str
    by_itself: bool = False
    repeat: bool = False


class Source(Protocol):
    """Gives a session its items."""

    @property
    def left(self) -> int:
        """Items that are still to come."""
        ...

    def next(self, turn: int) -> Asked | None:
        """Return the item to ask as number ``turn`` (from 1), None at the end."""
        ...

    def answered(self, asked: Asked, *, again: bool) -> None:
        """Note an answer; ``again`` when the item is worth a second look today."""
        ...


class ItemSource(Protocol):
    """What choosing needs of the library."""

    def items(self, item_ids: Sequence[str]) -> list[StoredItem]: ...


class Queue:
    """A list of items; what was missed is asked once more at its end, as practice only."""

    def __init__(self, asked: Sequence[Asked]) -> None:
        self._waiting = list(asked)

    @property
    def left(self) -> int:
        """Items that are still to come."""
        return len(self._waiting)

    def next(self, turn: int) -> Asked | None:
        """Return the next item of the list."""
        return self._waiting.pop(0) if self._waiting else None

    def answered(self, asked: Asked, *, again: bool) -> None:
        """Put a missed item at the end, once."""
        if again and not asked.repeat:
            self._waiting.append(msgspec.structs.replace(asked, repeat=True))


class Offer(msgspec.Struct, frozen=True):
    """An item that may be chosen, with the key of its card, see :class:`Asked`."""

    candidate: Candidate
    key: str
    by_itself: bool


class Chooser:
    """Chooses each item by the skill as it stands then (``measurement.md`` 6, "Elo").

    Args:
        library: where the items are.
        offers: in turn the items to choose from: a later list is used when those before are
            exhausted.
        skills: of each principle; the session changes them as it goes.
        seed: of the session.
        size: how many items to ask at most.
    """

    def __init__(
        self,
        library: ItemSource,
        offers: Sequence[Sequence[Offer]],
        skills: Mapping[Principle, Skill],
        seed: str,
        size: int,
    ) -> None:
        self._library = library
        self._lists = [_thinned(some, seed) for some in offers]
        self._skills = skills
        self._seed = seed
        self._asked: list[Candidate] = []
        self._stored: dict[str, StoredItem] = {}
        self._loaded: set[int] = set()
        self._wanted = min(size, len({one.candidate.id for some in offers for one in some}))

    @property
    def left(self) -> int:
        """Items that are still to come."""
        return max(0, self._wanted - len(self._asked))

    def next(self, turn: int) -> Asked | None:
        """Return the item whose expectation is near .75, of the first list that has any."""
        if not self.left:
            return None
        for strict in (True, False):  # related items only when nothing else is left
            for place, some in enumerate(self._lists):
                fitting = self._fitting(place, some, strict)
                if fitting:
                    chosen = fitting[choose(self._expected(fitting), self._seed, turn)]
                    self._asked.append(chosen.candidate)
                    stored = self._stored[chosen.candidate.id]
                    return Asked(stored, chosen.key, chosen.by_itself)
        self._wanted = len(self._asked)
        return None

    def answered(self, asked: Asked, *, again: bool) -> None:
        """Nothing to note: the session keeps the skills."""

    def _fitting(self, place: int, some: Sequence[Offer], strict: bool) -> dict[str, Offer]:
        if place not in self._loaded:
            self._loaded.add(place)
            for stored in self._library.items([one.candidate.id for one in some]):
                self._stored[stored.item.id] = stored
        gone = {one.id for one in self._asked}
        return {
            one.candidate.id: one
            for one in some
            if one.candidate.id in self._stored
            and one.candidate.id not in gone
            and (not strict or apart(one.candidate, self._asked))
        }

    def _expected(self, offers: Mapping[str, Offer]) -> dict[str, float]:
        found = {}
        for name, one in offers.items():
            principle = one.candidate.principle
            skill = self._skills.get(principle, Skill()) if principle else Skill()
            found[name] = expected(
                skill.theta, DIFFICULTY[one.candidate.level], blind(self._stored[name].item)
            )
        return found


def _thinned(offers: Sequence[Offer], seed: str) -> list[Offer]:
    """Return at most 400 of the offers, drawn by the seed; every item once."""
    found = list({one.candidate.id: one for one in offers}.values())
    if len(found) <= ELO_MOST:
        return found
    return sorted(found, key=lambda one: u(seed, "saring", one.candidate.id))[:ELO_MOST]
