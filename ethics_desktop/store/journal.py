"""Journal and promises in ``progress.sqlite3``: bytes that this module never looks into.

Every method that writes is one transaction with one sync; when it returns, the change is on the
disk. What was removed is overwritten in the file and in its log (:meth:`SqliteJournalStore.scrub`).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from ethics_desktop.domain.errors import StorageError, UserError
from ethics_desktop.domain.journal import EntryRow, PromiseRow
from ethics_desktop.domain.pin import Cost, Lock, Tries
from ethics_desktop.store.codec import from_us, stored_values, to_us
from ethics_desktop.store.database import Database, Row
from ethics_desktop.store.faults import translated

#: Files up to this size are written anew in memory, larger ones through a temporary file.
_IN_MEMORY = 128 << 20

_ENTRY = "SELECT id, written_at, changed_at, key, body FROM journal_entry"
_PROMISE = "SELECT id, made_at, due_at, key, body FROM journal_promise"
_PUT_ENTRY = """INSERT INTO journal_entry (id, written_at, changed_at, key, body)
    VALUES (?, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE
    SET changed_at = excluded.changed_at, key = excluded.key, body = excluded.body"""
_PUT_PROMISE = """INSERT INTO journal_promise (id, made_at, due_at, key, body)
    VALUES (?, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE
    SET due_at = excluded.due_at, key = excluded.key, body = excluded.body"""
_PUT_LOCK = "INSERT OR REPLACE INTO journal_lock VALUES (1, ?, ?, ?, ?, ?, ?, ?, 0, NULL)"


class SqliteJournalStore:
    """The journal of one profile, in the database of its ``SqliteProgressStore``."""

    def __init__(self, database: Database) -> None:
        self._db = database

    # --- entries and promises --------------------------------------------------------------

    def entries(self) -> list[EntryRow]:
        """Return all entries, newest first."""
        rows = self._db.rows(f"{_ENTRY} ORDER BY written_at DESC, n DESC")
        with stored_values(self._db.path):
            return [_entry(row) for row in rows]

    def entry(self, entry_id: str) -> EntryRow:
        """Return one entry; ``UserError("entry_missing")`` when there is none."""
        row = self._db.row(f"{_ENTRY} WHERE id = ?", (entry_id,))
        if row is None:
            raise UserError("entry_missing")
        with stored_values(self._db.path):
            return _entry(row)

    def promises(self) -> list[PromiseRow]:
        """Return all promises, newest first."""
        rows = self._db.rows(f"{_PROMISE} ORDER BY made_at DESC, n DESC")
        with stored_values(self._db.path):
            return [_promise(row) for row in rows]

    def promise(self, promise_id: str) -> PromiseRow | None:
        """Return one promise, or None."""
        row = self._db.row(f"{_PROMISE} WHERE id = ?", (promise_id,))
        with stored_values(self._db.path):
            return None if row is None else _promise(row)

    def put_entry(self, entry: EntryRow, promise: PromiseRow | None) -> None:
        """Write an entry, new or changed, with the promise made in it; without one it goes."""
        self._db.tidy()
        with self._db.transaction():
            self._db.run(_PUT_ENTRY, _entry_values(entry))
            if promise is None:
                self._db.run("DELETE FROM journal_promise WHERE id = ?", (entry.id,))
            else:
                self._db.run(_PUT_PROMISE, _promise_values(promise))

    def put_promise(self, promise: PromiseRow) -> None:
        """Write a promise, new or changed."""
        self._db.tidy()
        with self._db.transaction():
            self._db.run(_PUT_PROMISE, _promise_values(promise))

    def delete(self, entry_id: str) -> None:
        """Remove an entry with its promise, or a promise alone. See :meth:`scrub`."""
        with self._db.transaction():
            for table in ("journal_entry", "journal_promise"):
                self._db.run(f"DELETE FROM {table} WHERE id = ?", (entry_id,))

    def delete_all(self) -> None:
        """Remove every entry and promise, and the lock. See :meth:`scrub`."""
        with self._db.transaction():
            for table in ("journal_entry", "journal_promise", "journal_lock"):
                self._db.run(f"DELETE FROM {table}")

    def scrub(self) -> None:
        """Overwrite every trace of what was removed or sealed, in the file and in its log.

        ``secure_delete`` overwrites removed rows, but not the copies that SQLite leaves in the free
        room of a page when it moves rows between pages; writing the file anew does.

        Raises:
            StorageError: mostly ``disk_full``; what was stored stays stored.
        """
        with translated(self._db.path):
            small = self._db.path.stat().st_size <= _IN_MEMORY
        self._db.run(f"PRAGMA temp_store={'MEMORY' if small else 'DEFAULT'}")
        try:
            self._db.run("VACUUM")
        finally:
            self._db.run("PRAGMA temp_store=DEFAULT")
        busy = self._db.row("PRAGMA wal_checkpoint(TRUNCATE)")
        if busy is None or busy[0]:
            raise StorageError("locked", path=str(self._db.path), detail="log not emptied")

    # --- the lock --------------------------------------------------------------------------

    def lock(self) -> Lock | None:
        """Return what is kept of the PIN, None when there is none."""
        row = self._db.row(
            "SELECT key, memory_kib, iterations, lanes, salt, proof FROM journal_lock"
        )
        return None if row is None else Lock(row[0], Cost(*row[1:4]), row[4], row[5])

    def ask_pin(self) -> bool:
        """Return whether the PIN is asked for when the profile is opened."""
        return bool(self._db.value("SELECT ask_pin FROM journal_lock"))

    def set_ask_pin(self, on: bool) -> None:
        """Store that wish."""
        with self._db.transaction():
            self._db.run("UPDATE journal_lock SET ask_pin = ?", (on,))

    def tries(self) -> Tries:
        """Return the wrong PINs so far."""
        row = self._db.row("SELECT failures, failed_at FROM journal_lock")
        if row is None:
            return Tries()
        with stored_values(self._db.path):
            return Tries(row[0], None if row[1] is None else from_us(row[1]))

    def count_try(self, at: datetime) -> None:
        """Count a wrong PIN; called before it is checked, so that a kill gains nothing."""
        with self._db.transaction():
            self._db.run(
                "UPDATE journal_lock SET failures = failures + 1, failed_at = ?", (to_us(at),)
            )

    def clear_tries(self) -> None:
        """Forget the wrong PINs after a right one."""
        with self._db.transaction():
            self._db.run("UPDATE journal_lock SET failures = 0, failed_at = NULL")

    def rewrite(
        self,
        lock: Lock | None,
        ask_pin: bool,
        entry: Callable[[EntryRow], EntryRow],
        promise: Callable[[PromiseRow], PromiseRow],
    ) -> None:
        """Put another lock in place and every row through ``entry`` and ``promise``, as a whole.

        See :meth:`scrub`; until then the rows of before may be found in the file.
        """
        with self._db.transaction():
            self._db.run("DELETE FROM journal_lock")
            if lock is not None:
                self._db.run(_PUT_LOCK, lock_values(lock, ask_pin))
            self._db.run_many(_PUT_ENTRY, [_entry_values(entry(row)) for row in self.entries()])
            made = [_promise_values(promise(row)) for row in self.promises()]
            self._db.run_many(_PUT_PROMISE, made)


def lock_values(lock: Lock, ask_pin: bool) -> Sequence[str | int | bytes]:
    """Return the columns of a lock."""
    cost = lock.cost
    return (
        *(lock.key, cost.memory_kib, cost.iterations, cost.lanes),
        *(lock.salt, lock.proof, int(ask_pin)),
    )


def _entry(row: Row) -> EntryRow:
    return EntryRow(row[0], from_us(row[1]), from_us(row[2]), row[3], row[4])


def _promise(row: Row) -> PromiseRow:
    due = None if row[2] is None else from_us(row[2])
    return PromiseRow(row[0], from_us(row[1]), due, row[3], row[4])


def _entry_values(entry: EntryRow) -> Sequence[str | int | bytes | None]:
    return entry.id, to_us(entry.written_at), to_us(entry.changed_at), entry.key, entry.body


def _promise_values(promise: PromiseRow) -> Sequence[str | int | bytes | None]:
    due = None if promise.due_at is None else to_us(promise.due_at)
    return promise.id, to_us(promise.made_at), due, promise.key, promise.body
