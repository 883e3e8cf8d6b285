"""Rows of the journal, the lock, and what is left of them in the file when they are gone."""

from __future__ import annotations

import random
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from ethics_desktop.domain.errors import StorageError, UserError
from ethics_desktop.domain.journal import EntryRow, PromiseRow
from ethics_desktop.domain.pin import Cost, Lock, Tries
from ethics_desktop.domain.records import Signs
from ethics_desktop.store.backup import backup
from ethics_desktop.store.checks import check
from ethics_desktop.store.journal import SqliteJournalStore
from ethics_desktop.store.journal_copies import change_copies
from ethics_desktop.store.progress import SqliteProgressStore
from tests.unit.store.sample import NOW

LOCK = Lock("ab12", Cost(64, 1, 1), b"s" * 16, b"p" * 29)


@pytest.fixture
def progress(tmp_path: Path) -> Iterator[SqliteProgressStore]:
    store = SqliteProgressStore.open(tmp_path / "progress.sqlite3", NOW)
    yield store
    store.close()


@pytest.fixture
def store(progress: SqliteProgressStore) -> SqliteJournalStore:
    return SqliteJournalStore(progress.database)


def entry(name: str, body: bytes = b"{}", day: int = 0, key: str | None = None) -> EntryRow:
    at = NOW + timedelta(days=day)
    return EntryRow(name, at, at, key, body)


def promise(name: str, due: int | None = 30, body: bytes = b"{}") -> PromiseRow:
    return PromiseRow(name, NOW, None if due is None else NOW + timedelta(days=due), None, body)


def test_entries_come_back_newest_first(store: SqliteJournalStore) -> None:
    store.put_entry(entry("a"), None)
    store.put_entry(entry("b", day=1), promise("b"))
    store.put_entry(entry("c"), None)
    assert [row.id for row in store.entries()] == ["b", "c", "a"]
    assert store.entry("b") == entry("b", day=1)
    assert store.promise("b") == promise("b") and store.promise("a") is None
    with pytest.raises(UserError, match="entry_missing"):
        store.entry("d")


def test_a_change_keeps_the_first_date_and_takes_the_promise_along(
    store: SqliteJournalStore,
) -> None:
    store.put_entry(entry("a", b"satu"), promise("a"))
    changed = EntryRow("a", NOW + timedelta(days=9), NOW + timedelta(days=9), None, b"dua")
    store.put_entry(changed, None)
    (row,) = store.entries()
    assert (row.written_at, row.changed_at, row.body) == (NOW, NOW + timedelta(days=9), b"dua")
    assert store.promises() == []


def test_a_failure_between_entry_and_promise_changes_nothing(
    store: SqliteJournalStore, progress: SqliteProgressStore
) -> None:
    store.put_entry(entry("a", b"satu"), None)
    progress.database.run(
        "CREATE TEMP TRIGGER broken BEFORE INSERT ON main.journal_promise"
        " BEGIN SELECT raise(ABORT, 'no such table: x'); END"
    )
    with pytest.raises((StorageError, sqlite3.Error)):
        store.put_entry(entry("a", b"dua"), promise("a"))
    assert store.entry("a").body == b"satu"


def test_what_is_due_is_known_from_dates_alone(
    store: SqliteJournalStore, progress: SqliteProgressStore
) -> None:
    store.put_promise(promise("a", 30))
    store.put_promise(promise("b", 40))
    store.put_promise(promise("c", None))
    for day, due in ((29, 0), (30, 1), (40, 2)):
        assert progress.private_signs(NOW + timedelta(days=day)) == Signs(due, False)
    store.rewrite(LOCK, True, lambda row: row, lambda row: row)
    assert progress.private_signs(NOW) == Signs(0, True)


def test_the_query_of_the_start_page_uses_the_index(progress: SqliteProgressStore) -> None:
    from ethics_desktop.store.journal_schema import PRIVATE_SIGNS

    plan = progress.database.rows(f"EXPLAIN QUERY PLAN {PRIVATE_SIGNS}", (0,))
    told = " | ".join(row[3] for row in plan)
    assert "journal_promise USING COVERING INDEX journal_promise_due" in told, told


def test_one_sync_for_an_entry_with_its_promise(
    store: SqliteJournalStore, progress: SqliteProgressStore
) -> None:
    commits: list[str] = []
    progress.database.connection.set_trace_callback(
        lambda sql: commits.append(sql) if sql == "COMMIT" else None
    )
    store.put_entry(entry("a"), promise("a"))
    store.put_promise(promise("b"))
    assert commits == ["COMMIT", "COMMIT"]
    assert progress.database.value("PRAGMA synchronous") == 2  # FULL: a sync for each commit


def test_lock_and_tries_come_back(store: SqliteJournalStore) -> None:
    assert (store.lock(), store.tries(), store.ask_pin()) == (None, Tries(), False)
    store.rewrite(LOCK, True, lambda row: row, lambda row: row)
    assert store.lock() == LOCK and store.ask_pin()
    store.count_try(NOW)
    store.count_try(NOW + timedelta(seconds=5))
    assert store.tries() == Tries(2, NOW + timedelta(seconds=5))
    store.clear_tries()
    store.set_ask_pin(False)
    assert store.tries() == Tries() and not store.ask_pin()
    store.rewrite(None, False, lambda row: row, lambda row: row)
    assert store.lock() is None


def test_a_rewrite_happens_as_a_whole(store: SqliteJournalStore) -> None:
    store.put_entry(entry("a", b"terang-a"), promise("a"))
    store.put_entry(entry("b", b"terang-b"), None)

    def fails_at_the_second(row: EntryRow) -> EntryRow:
        if row.id == "a":
            raise UserError("sealed_otherwise")
        return EntryRow(row.id, row.written_at, row.changed_at, "ab12", b"gelap")

    with pytest.raises(UserError, match="sealed_otherwise"):
        store.rewrite(LOCK, False, fails_at_the_second, lambda row: row)
    assert store.lock() is None
    assert [row.body for row in store.entries()] == [b"terang-b", b"terang-a"]


def test_deleting_everything_leaves_no_lock(store: SqliteJournalStore) -> None:
    store.put_entry(entry("a"), promise("a"))
    store.put_promise(promise("b"))
    store.rewrite(LOCK, True, lambda row: row, lambda row: row)
    store.delete_all()
    store.scrub()
    assert (store.entries(), store.promises(), store.lock()) == ([], [], None)


def test_nothing_of_what_was_removed_or_sealed_stays_in_the_files(
    store: SqliteJournalStore, progress: SqliteProgressStore, tmp_path: Path
) -> None:
    """Rows of many sizes, written, changed and removed at random: SQLite moves them about."""
    chance = random.Random(5)
    marks = [b"RAHASIA%03d " % number for number in range(160)]
    alive: list[str] = []
    for number, mark in enumerate(marks):
        body = mark * chance.choice((1, 3, 40, 60, 400))
        if alive and chance.random() < 0.3:
            store.put_entry(entry(chance.choice(alive), body), None)
        elif alive and chance.random() < 0.2:
            gone = alive.pop(chance.randrange(len(alive)))
            store.delete(gone)
        else:
            alive.append(f"{chance.getrandbits(128):032x}")
            store.put_entry(entry(alive[-1], body, number % 9), promise(alive[-1], body=body))

    def sealed_entry(row: EntryRow) -> EntryRow:
        return EntryRow(row.id, row.written_at, row.changed_at, "ab12", b"\x55" * len(row.body))

    def sealed_promise(row: PromiseRow) -> PromiseRow:
        return PromiseRow(row.id, row.made_at, row.due_at, "ab12", b"\x55" * len(row.body))

    store.rewrite(LOCK, False, sealed_entry, sealed_promise)
    store.scrub()
    for file in tmp_path.rglob("*"):
        if file.is_file():
            content = file.read_bytes()
            assert b"RAHASIA" not in content, file.name
    assert len(store.entries()) == len(alive)
    progress.close()
    assert check(tmp_path / "progress.sqlite3") == []


def test_scrubbing_tells_when_another_program_reads(
    store: SqliteJournalStore, progress: SqliteProgressStore, tmp_path: Path
) -> None:
    store.put_entry(entry("a"), None)
    other = sqlite3.connect(tmp_path / "progress.sqlite3", isolation_level=None)
    other.execute("BEGIN")
    other.execute("SELECT count(*) FROM journal_entry").fetchone()
    progress.database.run("PRAGMA busy_timeout=1")
    with pytest.raises(StorageError, match="locked"):
        store.scrub()
    other.execute("COMMIT")
    other.close()
    store.scrub()


def test_copies_are_written_anew_when_their_journal_goes(
    store: SqliteJournalStore, progress: SqliteProgressStore
) -> None:
    for number in range(200):
        store.put_entry(entry(f"e-{number}", b"x" * 500), None)
    copy = backup(progress.path, NOW)
    assert change_copies(copy.parent, lambda one: one.delete_all()) == []
    with closing(sqlite3.connect(copy)) as connection:
        assert connection.execute("SELECT count(*) FROM journal_entry").fetchone() == (0,)
        assert connection.execute("PRAGMA freelist_count").fetchone() == (0,)
