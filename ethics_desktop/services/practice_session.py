"""A practice session: one item after the other, each answer on the disk before its feedback."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Protocol

import msgspec

from ethics_desktop.domain.attempt import Answer, FormItem
from ethics_desktop.domain.bank import Principle, kind_of
from ethics_desktop.domain.cards import (
    Card,
    CardChange,
    CardEvent,
    Given,
    answered,
    fluent,
    joins,
    once_key,
)
from ethics_desktop.domain.certainty import Certainty
from ethics_desktop.domain.clock import Clock
from ethics_desktop.domain.constants import OWN_TIMES_MIN
from ethics_desktop.domain.display import display_order
from ethics_desktop.domain.errors import UserError
from ethics_desktop.domain.practice import DIFFICULTY, PracticeKind, Skill, learned
from ethics_desktop.domain.practice_records import PracticeEntry, PracticeHead, Practised
from ethics_desktop.domain.reading import rapid_threshold, shown_chars
from ethics_desktop.domain.result import ItemResult
from ethics_desktop.domain.review import Rating, Reviewer
from ethics_desktop.domain.scoring import blind, score
from ethics_desktop.services.practice_source import Asked, Source
from ethics_desktop.services.today import today


class EntryStore(Protocol):
    """What a session needs of a profile's database."""

    def append(self, head: PracticeHead, entry: PracticeEntry) -> None: ...
    def card(self, key: str) -> Card | None: ...
    def own_times(self, item_kind: str) -> list[int]: ...


class Feedback(msgspec.Struct, frozen=True):
    """What is said after an answer.

    ``next_in`` is in how many days the item comes back, None when it does not by itself.
    ``leech``: it was missed so often that it rests now until it was studied anew.
    """

    result: ItemResult
    certainty: Certainty | None
    sure_but_wrong: bool
    repeat: bool
    next_in: int | None
    leech: bool
    saved_at: datetime


class Draft(msgspec.Struct, frozen=True):
    """What is on the screen but not checked yet; it outlives a page that is built anew."""

    answer: Answer | None = None
    certainty: Certainty | None = None


class PracticeSession:
    """One person practising. Not for use from more than one thread.

    Attributes:
        head: kind, planned size, seed.
        form_item: the item on the screen.
        feedback: on the present item once it was answered.
        results: every feedback so far, in order.
        draft: see :class:`Draft`.
    """

    def __init__(
        self,
        store: EntryStore,
        clock: Clock,
        reviewer: Callable[[], Reviewer],
        head: PracticeHead,
        source: Source,
        skills: dict[Principle, Skill],
        practised: Mapping[str, Practised],
    ) -> None:
        self._store = store
        self._clock = clock
        self._reviewer = reviewer
        self._source = source
        self._skills = skills
        self._last_day = {item: one.last_day for item, one in practised.items()}
        self.head = head
        self.results: list[Feedback] = []
        self.feedback: Feedback | None = None
        self.draft = Draft()
        first = source.next(1)
        if first is None:
            raise UserError("practice_empty")
        self._show(first)

    def _show(self, asked: Asked) -> None:
        self._asked = asked
        self.form_item = FormItem(
            position=len(self.results) + 1,
            bank_id=asked.stored.bank_id,
            bank_version=asked.stored.bank_version,
            item_hash=asked.stored.item_hash,
            item=asked.stored.item,
            display_order=display_order(asked.stored.item, self.head.seed),
            blind=blind(asked.stored.item),
        )
        self.feedback = None
        self.draft = Draft()
        self._hint = False
        self._seen_s = 0.0
        self._since: float | None = None

    @property
    def kind(self) -> PracticeKind:
        """Why the session was begun."""
        return self.head.kind

    @property
    def position(self) -> int:
        """Number of the item on the screen, from 1."""
        return self.form_item.position

    @property
    def total(self) -> int:
        """Items of the session as far as they are known; repeats make it grow."""
        return self.position + self._source.left

    @property
    def repeat(self) -> bool:
        """True when the item on the screen was asked in this session before."""
        return self._asked.repeat

    @property
    def last(self) -> bool:
        """True when no item follows the one on the screen."""
        return self._source.left == 0

    @property
    def hint(self) -> str:
        """The hint of the item, "" when it has none; see :meth:`use_hint`."""
        return self.form_item.item.hint

    def open(self) -> None:
        """The item is in sight from now on."""
        if self._since is None:
            self._since = self._clock.monotonic()

    def pause(self) -> None:
        """The item is out of sight for now."""
        if self._since is not None:
            self._seen_s += max(0.0, self._clock.monotonic() - self._since)
            self._since = None

    def use_hint(self) -> str:
        """Return the hint and note that it was looked at."""
        self._hint = True
        return self.hint

    def answer(self, answer: Answer, certainty: Certainty | None = None) -> Feedback:
        """Store an answer and return the feedback; it is on the disk by then.

        Raises:
            UserError: ``practice_answered`` when this item has been answered.
            StorageError: nothing changed; try again.
        """
        if self.feedback is not None:
            raise UserError("practice_answered")
        looking = self._since is not None
        self.pause()
        if looking:  # should the disk refuse, the item stays in sight
            self._since = self._clock.monotonic()
        now, day = self._clock.now(), today(self._clock)
        item, asked = self.form_item.item, self._asked
        card = self._store.card(asked.key) if asked.key else None
        given = self._given(answer, certainty, card)
        repeat = self._last_day.get(item.id) == day
        changes = self._changes(given, card, day)
        entry = PracticeEntry(
            seq=self.position,
            form_item=self.form_item,
            answer=answer,
            fraction=given.fraction,
            certainty=certainty,
            hint=self._hint,
            rt_ms=round(self._seen_s * 1000),
            rapid=given.rapid,
            repeat=repeat,
            at=now,
            day=day,
            skill=None if repeat else self._learned(given.fraction),
            changes=changes,
        )
        self._store.append(self.head, entry)
        self._last_day[item.id] = day
        if entry.skill is not None:
            self._skills[entry.skill[0]] = entry.skill[1]
        self.feedback = self._feedback(entry, given, card)
        self.results.append(self.feedback)
        self._source.answered(asked, again=any(_ask_again(change) for change in changes))
        return self.feedback

    def next(self) -> bool:
        """Go on to the next item; False when there is none.

        Raises:
            UserError: ``practice_unanswered`` while the present item has no answer.
            StorageError: the library cannot be read.
        """
        if self.feedback is None:
            raise UserError("practice_unanswered")
        asked = self._source.next(self.position + 1)
        if asked is None:
            return False
        self._show(asked)
        return True

    # --- one answer ------------------------------------------------------------------------

    def _given(self, answer: Answer, certainty: Certainty | None, card: Card | None) -> Given:
        item = self.form_item.item
        limit = fluent(card)
        if limit is None:
            limit = rapid_threshold(shown_chars(item))
        usual = self._store.own_times(kind_of(item))
        ratio = None
        if len(usual) >= OWN_TIMES_MIN and (middle := statistics.median(usual)) > 0:
            ratio = 1000 * self._seen_s / middle
        return Given(
            item_id=item.id,
            item_hash=self.form_item.item_hash,
            fraction=score(item, answer, opened=True, reached=True).fraction,
            blind=self.form_item.blind,
            certainty=certainty,
            rapid=self._seen_s < limit,
            hint=self._hint,
            time_ratio=ratio,
        )

    def _changes(self, given: Given, card: Card | None, day: int) -> tuple[CardChange, ...]:
        """Return what the answer does to the cards: its own, and that of coming back once."""
        found = []
        key = self._asked.key
        if card is None and key and joins(given, by_itself=self._asked.by_itself):
            card = Card(key)
        if card is not None:
            change = answered(card, given, day, self._reviewer)
            if change is not None:
                found.append(change)
                card = change.card
        kept = card is not None and (card.due is not None or card.suspended)
        known = self._store.card(once_key(given.item_id))
        if known is not None:
            change = answered(known, given, day, self._reviewer)
            if kept:  # it has a card of its own now
                change = CardChange(known, CardEvent.DONE)
            if change is not None:
                found.append(change)
        elif given.sure_but_wrong and not kept:
            tomorrow = Card(once_key(given.item_id), given.item_id, given.item_hash, due=day + 1)
            found.append(CardChange(tomorrow, CardEvent.MADE))
        return tuple(found)

    def _learned(self, fraction: float) -> tuple[Principle, Skill] | None:
        meta = self.form_item.item.meta
        if meta.principle is None:
            return None
        skill = self._skills.get(meta.principle, Skill())
        after = learned(skill, DIFFICULTY[meta.level], self.form_item.blind, fraction)
        return meta.principle, after

    def _feedback(self, entry: PracticeEntry, given: Given, card: Card | None) -> Feedback:
        due = [one.card.due for one in entry.changes if one.event is not CardEvent.DONE]
        days = [day for day in due if day is not None]
        if not entry.changes and card is not None and card.due is not None:
            days = [card.due]
        leech = any(one.card.suspended for one in entry.changes)
        return Feedback(
            result=ItemResult(
                form_item=entry.form_item,
                answer=entry.answer,
                flagged=entry.certainty is not Certainty.SURE,
                seen_ms=entry.rt_ms,
                score=score(entry.form_item.item, entry.answer, opened=True, reached=True),
            ),
            certainty=entry.certainty,
            sure_but_wrong=given.sure_but_wrong,
            repeat=entry.repeat,
            next_in=None if leech or not days else max(0, min(days) - entry.day),
            leech=leech,
            saved_at=entry.at,
        )


def _ask_again(change: CardChange) -> bool:
    """Tell whether a card is worth a second look in the same session."""
    return change.event in (CardEvent.TOO_FAST, CardEvent.TOMORROW) or (
        change.rating is Rating.AGAIN and not change.card.suspended
    )
