"""A damaged file: what can be read comes over, the copy fills the rest, nothing broken gets in."""

from __future__ import annotations

import random
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from ethics_desktop.domain.attempt import AttemptState, ItemState
from ethics_desktop.domain.copies import CopyContents
from ethics_desktop.domain.journal import EntryRow, PromiseRow
from ethics_desktop.domain.pin import Cost, Lock
from ethics_desktop.store.backup import backup, list_backups, restore
from ethics_desktop.store.checks import check
from ethics_desktop.store.contents import contents
from ethics_desktop.store.journal import SqliteJournalStore
from ethics_desktop.store.migrations import PROGRESS
from ethics_desktop.store.playthroughs import SqlitePlaythroughStore
from ethics_desktop.store.practice import SqlitePracticeStore
from ethics_desktop.store.progress import SqliteProgressStore
from ethics_desktop.store.repair import rebuild
from tests.unit.store import practice_sample
from tests.unit.store.play_sample import begin, play_on
from tests.unit.store.sample import NOW, answer, attempt, result, timer

LOCK = Lock("ab12", Cost(64, 1, 1), b"s" * 16, b"p" * 29)


class Folder:
    """One profile's files."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "progress.sqlite3"
        self.backups = folder / "backups"
        self.out = folder / "progress.rebuilt"
        self.store = SqliteProgressStore.open(self.path, NOW)

    @property
    def journal(self) -> SqliteJournalStore:
        return SqliteJournalStore(self.store.database)

    @property
    def plays(self) -> SqlitePlaythroughStore:
        return SqlitePlaythroughStore(self.store.database)

    def finished(self, number: int) -> None:
        """One more finished attempt."""
        one = attempt(f"a-{number}", range(number, number + 8), NOW + timedelta(days=number))
        self.store.create_attempt(one, timer())
        for place in range(1, 9):
            state = ItemState(place, answer(number + place - 1), False, True, 1000)
            self.store.append_response(one.id, state, NOW + timedelta(days=number), timer())
        made = result(one)
        self.store.finish(one.id, AttemptState.FINISHED, made.finished_at, timer(), made)

    def answered(self, count: int, name: str = "terbuka") -> None:
        """An open attempt with so many answers more."""
        if name not in {row.attempt.id for row in self.store.open_attempts()}:
            self.store.create_attempt(attempt(name, range(20, 30)), timer())
        for _ in range(count):
            state = ItemState(1, answer(20), opened=True)
            self.store.append_response(name, state, NOW, timer())

    def entry(self, name: str, body: bytes = b'{"title":"a"}', key: str | None = None) -> None:
        self.journal.put_entry(EntryRow(name, NOW, NOW, key, body), None)

    def copy(self, day: int) -> Path:
        return backup(self.path, NOW + timedelta(days=day), "daily")

    def close(self) -> None:
        self.store.close()

    def reopen(self) -> SqliteProgressStore:
        self.store = SqliteProgressStore.open(self.path, NOW)
        return self.store


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    """Two finished attempts and a play in the copy; more of everything in the file."""
    made = Folder(tmp_path)
    for number in (1, 2):
        made.finished(number)
    made.answered(2)
    play_on(made.plays, begin(made.plays, "main-1", at=NOW), "bba", NOW)
    made.entry("satu")
    made.copy(3)
    made.finished(3)
    made.answered(3)
    play_on(made.plays, begin(made.plays, "main-2", at=NOW), "a", NOW)
    made.entry("dua")
    made.journal.put_promise(PromiseRow("janji", NOW, NOW, None, b"{}"))
    return made


def damage_pages(path: Path, of: str, keep: int = 0) -> None:
    """Overwrite the pages of a table from its page ``keep`` on (dbstat is not in every SQLite)."""
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA journal_mode=DELETE")
    (root,) = connection.execute(
        "SELECT rootpage FROM sqlite_master WHERE name=?", (of,)
    ).fetchone()
    size = connection.execute("PRAGMA page_size").fetchone()[0]
    connection.close()
    content = bytearray(path.read_bytes())
    content[(root - 1) * size + keep : root * size] = b"\xee" * (size - keep)
    path.write_bytes(content)


def ids(store: SqliteProgressStore) -> list[str]:
    return [row.attempt_id for row in store.history()]


def test_a_file_cut_short_gives_the_copy_and_what_is_left(folder: Folder) -> None:
    folder.close()
    with open(folder.path, "r+b") as file:
        file.truncate(3 * 4096)
    made = rebuild(folder.path, folder.out, folder.backups)
    assert check(folder.out) == []
    assert made.copied_at == (NOW + timedelta(days=3)).replace(microsecond=0)
    assert made.contents.finished >= 2 and made.contents.entries >= 1
    assert made.from_copy.finished == 2


@pytest.fixture
def fits(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """What was taken over fits at once: no part of it had to be left out."""
    yield
    assert "does not fit" not in caplog.text


def test_only_journal_pages_are_broken(folder: Folder, fits: None) -> None:
    folder.close()
    damage_pages(folder.path, "journal_entry")
    made = rebuild(folder.path, folder.out, folder.backups)
    assert made.unreadable == 0
    assert (made.contents.finished, made.contents.plays, made.contents.open) == (3, 1, 1)
    assert made.contents.entries == 1  # of the copy
    assert made.contents.promises == 1
    before = folder.path.read_bytes()
    kept = restore(folder.out, folder.path, NOW + timedelta(days=9), PROGRESS)
    assert kept is not None and kept.read_bytes() == before
    store = folder.reopen()
    assert ids(store) == ["a-3", "a-2", "a-1"]
    assert len(store.responses("terbuka")) == 5
    assert store.load_result("a-3") == result(store.load_attempt("a-3"))
    assert {row.head.id for row in folder.plays.open_plays()} == {"main-2"}
    folder.close()


def test_unreadable_results_open_the_attempt_again(folder: Folder, fits: None) -> None:
    folder.close()
    damage_pages(folder.path, "attempt_result")
    made = rebuild(folder.path, folder.out, folder.backups)
    assert (made.contents.finished, made.contents.open, made.unreadable) == (2, 2, 0)
    store = SqliteProgressStore.open(folder.out, NOW)
    assert len(store.responses("a-3")) == 8
    assert "a-3" in {row.attempt.id for row in store.open_attempts()}
    store.close()
    assert check(folder.out) == []


def test_attempts_whose_form_is_gone_are_counted_as_lost(folder: Folder, fits: None) -> None:
    folder.close()
    damage_pages(folder.path, "form_item")
    made = rebuild(folder.path, folder.out, folder.backups)
    assert (made.contents.finished, made.unreadable) == (2, 1)
    assert made.contents.entries == 2


def test_changed_item_texts_do_not_come_over(folder: Folder, fits: None) -> None:
    folder.store.database.run("UPDATE item_version SET item = replace(item, 'Warga', 'Wrga')")
    folder.close()
    assert check(folder.path) != []
    made = rebuild(folder.path, folder.out, folder.backups)
    assert (made.contents.finished, made.unreadable) == (2, 1)


def test_what_was_deleted_since_the_copy_stays_deleted(folder: Folder, fits: None) -> None:
    folder.store.delete_attempt("a-1")
    folder.journal.delete("satu")
    folder.close()
    damage_pages(folder.path, "play_step")
    made = rebuild(folder.path, folder.out, folder.backups)
    store = SqliteProgressStore.open(folder.out, NOW)
    assert ids(store) == ["a-3", "a-2"]
    assert [row.id for row in SqliteJournalStore(store.database).entries()] == ["dua"]
    store.close()
    assert made.contents.plays == 1  # the copy's


def test_without_a_copy_there_is_what_can_be_read(folder: Folder, fits: None) -> None:
    folder.close()
    shutil.rmtree(folder.backups)
    damage_pages(folder.path, "journal_promise")
    made = rebuild(folder.path, folder.out, folder.backups)
    assert made.copied_at is None and made.from_copy == CopyContents()
    assert (made.contents.finished, made.contents.plays, made.contents.promises) == (3, 1, 0)


@pytest.mark.parametrize("content", [b"", b"bukan basis data " * 999, None])
def test_nothing_readable_gives_the_copy(folder: Folder, content: bytes | None) -> None:
    folder.close()
    if content is None:
        folder.path.unlink()
    else:
        folder.path.write_bytes(content)
    made = rebuild(folder.path, folder.out, folder.backups)
    assert made.contents.finished == 2 and made.contents.sound
    shutil.rmtree(folder.backups)
    empty = rebuild(folder.path, folder.out, folder.backups)
    assert (empty.contents.finished, empty.copied_at) == (0, None)
    assert empty.contents.sound


def test_a_damaged_copy_is_passed_over_and_files_set_aside_come_last(folder: Folder) -> None:
    newer = folder.copy(5)
    newer.write_bytes(newer.read_bytes()[:5000])
    backup(folder.path, NOW + timedelta(days=6), "aside")
    folder.close()
    made = rebuild(folder.path, folder.out, folder.backups)
    assert made.copied_at == (NOW + timedelta(days=3)).replace(microsecond=0)
    (day3,) = [one for one in list_backups(folder.backups) if one.made_at == made.copied_at]
    day3.path.unlink()
    made = rebuild(folder.path, folder.out, folder.backups)
    assert made.copied_at == (NOW + timedelta(days=6)).replace(microsecond=0)


@pytest.mark.parametrize(("later", "kept"), [(1, b"dua"), (-1, b"satu")])
def test_of_two_texts_of_an_entry_the_newer_counts(folder: Folder, later: int, kept: bytes) -> None:
    folder.journal.put_entry(EntryRow("x", NOW, NOW, None, b"satu"), None)
    folder.copy(3)
    changed = NOW + timedelta(days=later)  # a copy is newer where an older file was put back
    folder.journal.put_entry(EntryRow("x", NOW, changed, None, b"dua"), None)
    folder.close()
    rebuild(folder.path, folder.out, folder.backups)
    folder.path = folder.out
    assert SqliteJournalStore(folder.reopen().database).entry("x").body == kept
    folder.close()


def test_lock_and_sealed_rows_come_over_together(folder: Folder, fits: None) -> None:
    def sealed(row: EntryRow) -> EntryRow:
        return EntryRow(row.id, row.written_at, row.changed_at, LOCK.key, b"\x01sealed")

    folder.journal.rewrite(LOCK, True, sealed, lambda row: row)
    folder.close()
    damage_pages(folder.path, "play")
    rebuild(folder.path, folder.out, folder.backups)
    store = SqliteProgressStore.open(folder.out, NOW)
    journal = SqliteJournalStore(store.database)
    assert journal.lock() == LOCK and journal.ask_pin()
    assert {row.key for row in journal.entries()} == {LOCK.key}
    store.close()


def test_practice_comes_over_as_a_whole_or_not_at_all(folder: Folder, fits: None) -> None:
    practice_sample.write_all(SqlitePracticeStore(folder.store.database))
    folder.copy(5)
    practice = SqlitePracticeStore(folder.store.database)
    before = len(practice.answers())
    practice.append(practice_sample.head(), practice_sample.entry(4))
    after = len(practice.answers())
    assert after > before
    folder.close()
    damage_pages(folder.path, "journal_entry")
    rebuild(folder.path, folder.out, folder.backups)
    assert practised(folder.out) == after
    damage_pages(folder.path, "practice_item")
    rebuild(folder.path, folder.out, folder.backups)
    assert practised(folder.out) == before  # what does not fit together is left to the copy
    assert check(folder.out) == []


def practised(path: Path) -> int:
    store = SqliteProgressStore.open(path, NOW)
    try:
        return len(SqlitePracticeStore(store.database).answers())
    finally:
        store.close()


def test_an_older_file_is_rebuilt_in_the_present_schema(tmp_path: Path) -> None:
    old = Path(__file__).resolve().parents[2] / "data" / "db" / "progress-1000.sqlite3"
    path = tmp_path / "progress.sqlite3"
    shutil.copy(old, path)
    damage_pages(path, "seen")
    made = rebuild(path, tmp_path / "progress.rebuilt", tmp_path / "backups")
    assert (made.contents.finished, made.contents.open) == (1, 1)


def flips(share: float) -> Callable[[bytearray, random.Random], None]:
    def flip(content: bytearray, chance: random.Random) -> None:
        for _ in range(int(len(content) * share) + 1):
            content[chance.randrange(100, len(content))] ^= 1 << chance.randrange(8)

    return flip


def blocks(content: bytearray, chance: random.Random) -> None:
    for _ in range(chance.randint(1, 6)):
        start = chance.randrange(4096, len(content))
        content[start : start + 4096] = bytes(len(content[start : start + 4096]))


@pytest.mark.parametrize("how", [flips(1e-5), flips(1e-3), flips(0.02), blocks])
def test_whatever_was_broken_the_result_is_sound(
    folder: Folder, how: Callable[[bytearray, random.Random], None]
) -> None:
    folder.close()
    whole = folder.path.read_bytes()
    for seed in range(12):
        content = bytearray(whole)
        how(content, random.Random(seed))
        folder.path.write_bytes(content)
        made = rebuild(folder.path, folder.out, folder.backups)
        assert check(folder.out) == [], seed
        assert contents(folder.out) == made.contents
        assert made.contents.finished >= 2, seed
        leftovers = {one.name for one in folder.path.parent.iterdir()}
        assert leftovers == {"progress.sqlite3", "progress.rebuilt", "backups"}
        assert folder.path.read_bytes() == content
