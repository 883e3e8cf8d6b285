"""The journal and personal promises: write, find, be asked later, remove.

Texts are read and written as they are needed and never kept here. With a PIN they are sealed before
they reach the store; while it is closed, only numbers and dates are known (``records.Signs``).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from enum import Enum
from typing import Protocol, TypeVar

import msgspec

from ethics_desktop.domain.clock import Clock
from ethics_desktop.domain.errors import UserError
from ethics_desktop.domain.journal import (
    TEXT_LIMIT,
    Entry,
    EntryRow,
    Kept,
    Outcome,
    Plan,
    Promise,
    PromiseRow,
    due_stage,
    entry_texts,
    first_due,
    matches,
    next_due,
    promise_texts,
)
from ethics_desktop.domain.pin import Lock, Tries
from ethics_desktop.formats.sealing import Key, SealError
from ethics_desktop.services.journal_lock import JournalLock

#: An open journal closes by itself after so long without use, seconds.
IDLE_S = 600.0

B = TypeVar("B", Entry, Promise)


class JournalStore(Protocol):
    """What this service needs of a profile's database."""

    def entries(self) -> list[EntryRow]: ...
    def entry(self, entry_id: str) -> EntryRow: ...
    def promises(self) -> list[PromiseRow]: ...
    def promise(self, promise_id: str) -> PromiseRow | None: ...
    def put_entry(self, entry: EntryRow, promise: PromiseRow | None) -> None: ...
    def put_promise(self, promise: PromiseRow) -> None: ...
    def delete(self, entry_id: str) -> None: ...
    def delete_all(self) -> None: ...
    def scrub(self) -> None: ...
    def lock(self) -> Lock | None: ...
    def ask_pin(self) -> bool: ...
    def set_ask_pin(self, on: bool) -> None: ...
    def tries(self) -> Tries: ...
    def count_try(self, at: datetime) -> None: ...
    def clear_tries(self) -> None: ...
    def rewrite(
        self,
        lock: Lock | None,
        ask_pin: bool,
        entry: Callable[[EntryRow], EntryRow],
        promise: Callable[[PromiseRow], PromiseRow],
    ) -> None: ...


class State(Enum):
    """Whether the journal can be read now."""

    NO_PIN = "no_pin"
    CLOSED = "closed"
    OPEN = "open"


class EntryView(msgspec.Struct, frozen=True):
    """An entry as read; ``plan`` is that of the promise made in it."""

    id: str
    written_at: datetime
    changed_at: datetime
    entry: Entry
    plan: Plan = Plan()


class PromiseView(msgspec.Struct, frozen=True):
    """A promise as read; ``stage`` (30 or 90) is the question due now, 0 while none is."""

    id: str
    made_at: datetime
    due_at: datetime | None
    promise: Promise
    stage: int = 0


class Found(msgspec.Struct, frozen=True):
    """What a search found, newest first.

    ``total`` counts the entries there are, ``unreadable`` those (and promises) that the present
    PIN does not open.
    """

    entries: tuple[EntryView, ...]
    promises: tuple[PromiseView, ...]
    total: int
    unreadable: int


class JournalService:
    """Use cases around the journal of one profile.

    Every method but those of the PIN raises ``UserError("journal_closed")`` while a PIN has not
    been given; those that write return or raise only when it is clear what is on the disk.

    Args:
        store: the rows of the profile.
        lock: PIN, key and waits.
        clock: wall time for dates, monotonic time for closing by itself.
        new_id: gives a fresh id.
    """

    def __init__(
        self, store: JournalStore, lock: JournalLock, clock: Clock, new_id: Callable[[], str]
    ) -> None:
        self._store = store
        self.pin = lock
        self._clock = clock
        self._new_id = new_id
        self._used_at = clock.monotonic()

    @property
    def state(self) -> State:
        """Whether the journal can be read now; one that was not used for long is closed first."""
        if self.pin.open and self._clock.monotonic() - self._used_at > IDLE_S:
            self.pin.close()
        if self.pin.open:
            return State.OPEN
        return State.CLOSED if self.pin.exists else State.NO_PIN

    def used(self) -> None:
        """Note that the person is at work in the journal, so that it stays open."""
        self._used_at = self._clock.monotonic()

    def opened(self, key: Key) -> None:
        """Go on with the key of a right PIN; rows that were not sealed yet are sealed."""
        self.pin.accept(key)
        self.used()
        rows: list[EntryRow | PromiseRow] = [*self._store.entries(), *self._store.promises()]
        if any(row.key is None for row in rows):
            self.pin.seal_rest()

    # --- reading ---------------------------------------------------------------------------

    def search(self, query: str = "") -> Found:
        """Return entries and promises that hold every word of ``query``; all for an empty one."""
        self._need_open()
        now, unreadable = self._clock.now(), 0
        promises: dict[str, PromiseView] = {}
        for row in self._store.promises():
            promise = self._read(row, Promise)
            if promise is None:
                unreadable += 1
            else:
                promises[row.id] = _promise_view(row, promise, now)
        entries = []
        rows = self._store.entries()
        for each in rows:
            entry = self._read(each, Entry)
            if entry is None:
                unreadable += 1
                continue
            made = promises.get(each.id)
            if matches(query, entry_texts(entry, made.promise if made else None)):
                plan = made.promise.plan if made else Plan()
                entries.append(EntryView(each.id, each.written_at, each.changed_at, entry, plan))
        found = [
            one
            for one in promises.values()
            if one.promise.plan.complete and matches(query, promise_texts(one.promise))
        ]
        return Found(tuple(entries), tuple(found), len(rows), unreadable)

    def load(self, entry_id: str) -> EntryView:
        """Return one entry.

        Raises:
            UserError: ``entry_missing``, ``entry_sealed`` when the PIN does not open it.
        """
        self._need_open()
        row = self._store.entry(entry_id)
        entry = self._read(row, Entry)
        if entry is None:
            raise UserError("entry_sealed")
        kept = self._store.promise(entry_id)
        promise = self._read(kept, Promise) if kept is not None else None
        return EntryView(
            row.id, row.written_at, row.changed_at, entry, promise.plan if promise else Plan()
        )

    def due(self) -> list[PromiseView]:
        """Return the promises to ask about now, oldest first."""
        return [one for one in reversed(self.search().promises) if one.stage]

    # --- writing ---------------------------------------------------------------------------

    def save(
        self, entry: Entry, plan: Plan | None = None, entry_id: str | None = None
    ) -> EntryView:
        """Store an entry, new without ``entry_id``, with the plan made in it.

        It is on the disk when this returns; an older text of it is nowhere in clear then.

        Raises:
            StorageError: nothing was changed.
        """
        self._need_key()
        now, plan = self._clock.now(), plan or Plan()
        written, kept = now, None
        if entry_id is None:
            entry_id = self._new_id()
        else:
            written = self._store.entry(entry_id).written_at
            kept = self._store.promise(entry_id)
        row = EntryRow(entry_id, written, now, *self._seal("entry", entry_id, entry))
        promise = None
        if not plan.blank:  # half a plan is kept too, but is no promise yet
            promise = self._promise_row(entry_id, plan, _about(entry), kept, now)
        self._store.put_entry(row, promise)
        return EntryView(entry_id, written, now, entry, plan)

    def save_plan(self, plan: Plan, promise_id: str | None = None, about: str = "") -> str:
        """Store a promise without an entry; return its id.

        Raises:
            UserError: ``plan_incomplete``.
        """
        self._need_key()
        if not plan.complete:
            raise UserError("plan_incomplete")
        now = self._clock.now()
        promise_id = promise_id or self._new_id()
        kept = self._store.promise(promise_id)
        self._store.put_promise(self._promise_row(promise_id, plan, about, kept, now))
        return promise_id

    def answer(self, promise_id: str, kept: Kept, note: str = "") -> None:
        """Store what became of a promise; it is asked about again on the 90th day.

        Raises:
            UserError: ``entry_missing``, ``entry_sealed``.
        """
        self._need_key()
        row = self._store.promise(promise_id)
        if row is None:
            raise UserError("entry_missing")
        promise = self._read(row, Promise)
        if promise is None:
            raise UserError("entry_sealed")
        now = self._clock.now()
        stage = due_stage(row.made_at, now)
        outcomes = (*promise.outcomes, Outcome(stage, now, kept, note.strip()))
        changed = msgspec.structs.replace(promise, outcomes=outcomes)
        sealed = self._seal("promise", row.id, changed)
        due = next_due(row.made_at, stage)
        self._store.put_promise(PromiseRow(row.id, row.made_at, due, *sealed))

    def delete(self, entry_id: str) -> None:
        """Remove an entry with its promise, or a promise, and every trace in the file.

        Copies made before still hold it.
        """
        self._need_open()
        self._store.delete(entry_id)
        self._store.scrub()

    def delete_all(self) -> None:
        """Remove the whole journal, its promises and the PIN; needs no PIN.

        Copies made before still hold it, see :meth:`BackupService.forget_journal`.
        """
        self._store.delete_all()
        self.pin.close()
        self._store.scrub()

    # --- helpers ---------------------------------------------------------------------------

    def _need_open(self) -> None:
        if self.state is State.CLOSED:
            raise UserError("journal_closed")
        self.used()

    def _need_key(self) -> None:
        """As :meth:`_need_open`, also after long idleness: what was written must be stored."""
        if self.pin.exists and not self.pin.open:
            raise UserError("journal_closed")
        self.used()

    def _promise_row(
        self, promise_id: str, plan: Plan, about: str, kept: PromiseRow | None, now: datetime
    ) -> PromiseRow:
        """Return the row of a plan: a new promise, or a known one with its dates and answers."""
        known = self._read(kept, Promise) if kept is not None else None
        promise = msgspec.structs.replace(known or Promise(plan), plan=plan, about=about)
        made = now
        due: datetime | None = first_due(now)  # it is a promise from now on
        if known is not None and kept is not None:
            if known.plan.complete:
                made, due = kept.made_at, kept.due_at
            elif known.outcomes:
                made, due = kept.made_at, next_due(kept.made_at, known.outcomes[-1].days)
        if not plan.complete:
            due = None
        return PromiseRow(promise_id, made, due, *self._seal("promise", promise_id, promise))

    def _seal(self, kind: str, name: str, content: Entry | Promise) -> tuple[str | None, bytes]:
        """Return key and bytes of a text, after seeing that it can be read again."""
        try:
            body = msgspec.json.encode(content)
            msgspec.json.decode(body, type=type(content))
        except (msgspec.MsgspecError, UnicodeError):
            raise UserError("entry_too_long", limit=TEXT_LIMIT) from None
        key = self.pin.key
        return (None, body) if key is None else (key.name, key.seal(body, f"{kind}/{name}"))

    def _read(self, row: EntryRow | PromiseRow, kind: type[B]) -> B | None:
        """Return what a row holds, None when it cannot be read."""
        try:
            return msgspec.json.decode(self.pin.plain(row), type=kind)
        except (SealError, msgspec.MsgspecError, UnicodeDecodeError):
            return None


def _promise_view(row: PromiseRow, promise: Promise, now: datetime) -> PromiseView:
    due = row.due_at is not None and row.due_at <= now
    stage = due_stage(row.made_at, now) if due else 0
    return PromiseView(row.id, row.made_at, row.due_at, promise, stage)


def _about(entry: Entry) -> str:
    return entry.about or entry.title


def by_day(views: Iterable[PromiseView]) -> list[PromiseView]:
    """Return promises in the order in which they are asked about; those that are done last."""
    return sorted(views, key=lambda one: (one.due_at is None, one.due_at or one.made_at, one.id))
