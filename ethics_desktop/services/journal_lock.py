"""The PIN of a profile: set, change, remove, try; how long to wait after wrong ones.

Making a key takes about half a second on purpose; those methods need no database and are meant for
another thread. The key lives here and nowhere else while the journal is open.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Protocol

import msgspec

from ethics_desktop.domain.clock import Clock
from ethics_desktop.domain.errors import UserError
from ethics_desktop.domain.journal import EntryRow, PromiseRow
from ethics_desktop.domain.pin import Cost, Lock, Tries, pin_problem, wait_left
from ethics_desktop.formats.sealing import Key, SealError, new_lock, try_pin

__all__ = ["JournalLock", "Key", "LockStore", "NewPin", "Resealing", "check_pin", "try_key"]

Row = EntryRow | PromiseRow


class LockStore(Protocol):
    """What this service needs of a profile's database."""

    def lock(self) -> Lock | None: ...
    def ask_pin(self) -> bool: ...
    def set_ask_pin(self, on: bool) -> None: ...
    def tries(self) -> Tries: ...
    def count_try(self, at: datetime) -> None: ...
    def clear_tries(self) -> None: ...
    def scrub(self) -> None: ...
    def rewrite(
        self,
        lock: Lock | None,
        ask_pin: bool,
        entry: Callable[[EntryRow], EntryRow],
        promise: Callable[[PromiseRow], PromiseRow],
    ) -> None: ...


class NewPin(msgspec.Struct, frozen=True):
    """A lock that was made but is not in force yet; ``key`` is None to take the PIN away."""

    lock: Lock | None
    key: Key | None


class Resealing:
    """Puts rows under another key: those of the data file, and of copies made before.

    Args:
        old: the key in force until now, None without a PIN.
        new: the key to put in force.
        lock: the lock that belongs to it.
        ask_pin: whether the PIN is asked for when the profile is opened.
    """

    def __init__(self, old: Key | None, new: Key | None, lock: Lock | None, ask_pin: bool) -> None:
        self._old, self._new = old and old.copy(), new and new.copy()
        self._lock, self._ask_pin = lock, ask_pin

    def apply(self, store: LockStore, strict: bool = True) -> None:
        """Change every row of ``store`` in one transaction.

        ``strict`` refuses rows of a third key; otherwise they stay as they are.

        Raises:
            UserError: ``sealed_otherwise``; nothing is changed then.
        """

        def entry(row: EntryRow) -> EntryRow:
            key, body = self._body(row, strict)
            return EntryRow(row.id, row.written_at, row.changed_at, key, body)

        def promise(row: PromiseRow) -> PromiseRow:
            key, body = self._body(row, strict)
            return PromiseRow(row.id, row.made_at, row.due_at, key, body)

        store.rewrite(self._lock, self._ask_pin, entry, promise)

    def wipe(self) -> None:
        """Forget both keys."""
        for key in (self._old, self._new):
            if key is not None:
                key.wipe()

    def _body(self, row: Row, strict: bool) -> tuple[str | None, bytes]:
        if row.key is not None and self._new is not None and row.key == self._new.name:
            return row.key, row.body
        try:
            text = plain(row, self._old)
        except SealError:
            if strict:
                raise UserError("sealed_otherwise") from None
            return row.key, row.body
        if self._new is None:
            return None, text
        return self._new.name, self._new.seal(text, seal_name(row))


class JournalLock:
    """The PIN of one profile.

    Args:
        store: where the lock is kept.
        clock: wall time for waits that outlive the program, monotonic time for those that do not.
        cost: of a new PIN.
    """

    def __init__(self, store: LockStore, clock: Clock, cost: Cost) -> None:
        self._store = store
        self._clock = clock
        self._cost = cost
        self._key: Key | None = None
        self._failed_mono = 0.0

    @property
    def exists(self) -> bool:
        """Whether there is a PIN."""
        return self._store.lock() is not None

    @property
    def open(self) -> bool:
        """Whether the right PIN was given."""
        return self._key is not None

    @property
    def key(self) -> Key | None:
        """The key while the journal is open, None without a PIN."""
        return self._key

    @property
    def asked_at_start(self) -> bool:
        """Whether the PIN is asked for when the profile is opened."""
        return self._store.ask_pin()

    def ask_at_start(self, on: bool) -> None:
        """Ask for the PIN when the profile is opened, or do not."""
        self._store.set_ask_pin(on)

    def close(self) -> None:
        """Forget the key; the journal needs the PIN again."""
        if self._key is not None:
            self._key.wipe()
            self._key = None

    def plain(self, row: Row) -> bytes:
        """Return the text of a row (``SealError`` when the key does not open it)."""
        return plain(row, self._key)

    # --- trying ----------------------------------------------------------------------------

    def wait_s(self) -> float:
        """Return the seconds until the next try; 0.0 when one is allowed now.

        Within one run the clock of the PC cannot shorten it.
        """
        tries = self._store.tries()
        left = wait_left(tries, self._clock.now())
        if self._failed_mono and tries.failed_at is not None:
            whole = wait_left(tries, tries.failed_at)
            left = max(left, whole - (self._clock.monotonic() - self._failed_mono))
        return max(0.0, left)

    def begin_try(self) -> Lock:
        """Count a try and return the lock for :func:`try_key`.

        Counted before the PIN is checked: ending the program in between gains nothing.

        Raises:
            UserError: ``pin_wait(seconds)`` while waiting, ``pin_none`` without a PIN.
        """
        lock = self._store.lock()
        if lock is None:
            raise UserError("pin_none")
        wait = self.wait_s()
        if wait:
            raise UserError("pin_wait", seconds=int(-(-wait // 1)))
        self._store.count_try(self._clock.now())
        self._failed_mono = self._clock.monotonic()
        return lock

    def accept(self, key: Key) -> None:
        """Take over the key of a right PIN and forget the wrong ones."""
        self._store.clear_tries()
        self._failed_mono = 0.0
        self.close()
        self._key = key

    # --- setting ---------------------------------------------------------------------------

    def make(self, pin: str) -> NewPin:
        """Return a lock for a new PIN. Slow; touches no database.

        Raises:
            UserError: ``pin_short``, ``pin_long``, ``pin_simple``, ``pin_memory``.
        """
        check_pin(pin)
        return NewPin(*new_lock(pin, self._cost))

    def put(self, new: NewPin, ask_pin: bool = False) -> Resealing:
        """Put a new PIN in force, or none, in one transaction; return what does it to copies.

        See :meth:`scrub`: until then the texts of before may be found in the file.

        Raises:
            UserError: ``journal_closed`` while the present PIN was not given.
            StorageError: nothing was changed.
        """
        if self.exists and not self.open:
            raise UserError("journal_closed")
        change = Resealing(self._key, new.key, new.lock, ask_pin)
        change.apply(self._store, strict=False)
        self.close()
        self._key = new.key
        return change

    def scrub(self) -> None:
        """Overwrite in the file what the last change has left (StorageError)."""
        self._store.scrub()

    def seal_rest(self) -> None:
        """Seal rows that are not sealed although there is a PIN: those of a rebuilt file."""
        lock = self._store.lock()
        if lock is None or self._key is None:
            return
        change = Resealing(self._key, self._key, lock, self._store.ask_pin())
        change.apply(self._store, strict=False)
        change.wipe()
        self._store.scrub()


def check_pin(pin: str) -> None:
    """Refuse a new PIN that is too short, too long or too simple (UserError)."""
    problem = pin_problem(pin)
    if problem is not None:
        raise UserError(problem)


def try_key(lock: Lock, pin: str) -> Key | None:
    """Return the key of a PIN, None when it is wrong. Slow; touches no database."""
    return try_pin(lock, pin)


def seal_name(row: Row) -> str:
    """Return the name a row is sealed under."""
    return f"{'entry' if isinstance(row, EntryRow) else 'promise'}/{row.id}"


def plain(row: Row, key: Key | None) -> bytes:
    """Return the text of a row (``SealError`` when ``key`` does not open it)."""
    if row.key is None:
        return row.body
    if key is None or key.name != row.key:
        raise SealError
    return key.open(row.body, seal_name(row))
