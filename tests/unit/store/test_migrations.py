"""Schemas: every released file opens, a failed migration leaves the old file."""

from __future__ import annotations

import shutil
import sqlite3
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest

from ethics_desktop.domain.attempt import AttemptState
from ethics_desktop.domain.errors import StorageError
from ethics_desktop.domain.pin import Cost
from ethics_desktop.domain.plays import PlayState
from ethics_desktop.domain.practice_day import DayCounts
from ethics_desktop.domain.records import Signs
from ethics_desktop.services.journal import JournalService
from ethics_desktop.services.journal_lock import JournalLock, try_key
from ethics_desktop.store.backup import check
from ethics_desktop.store.database import Database, Version, open_database
from ethics_desktop.store.journal import SqliteJournalStore
from ethics_desktop.store.library import SqliteLibraryStore
from ethics_desktop.store.migrations import LIBRARY, PROGRESS, Migration, Schema, migrate
from ethics_desktop.store.playthroughs import SqlitePlaythroughStore
from ethics_desktop.store.practice import SqlitePracticeStore
from ethics_desktop.store.progress import SqliteProgressStore
from ethics_desktop.store.progress_sums import SqliteSumsStore
from tests.unit.store import practice_sample, sample
from tests.unit.store.sample import NOW
from tests.worlds import HandClock

OLD = sorted((Path(__file__).resolve().parents[2] / "data" / "db").glob("*.sqlite3"))


def small_schema(*steps: tuple[int, str]) -> Schema:
    return Schema(
        "percobaan",
        77,
        tuple(
            Migration(Version(1, minor), lambda db, sql=sql: db.execute(sql))  # type: ignore[misc]
            for minor, sql in steps
        ),
    )


ONE = (0, "CREATE TABLE a (x INTEGER) STRICT")
TWO = (1, "CREATE TABLE b (x INTEGER) STRICT")


def opened(path: Path, schema: Schema) -> Database:
    return open_database(path, schema.version)


def test_new_file_gets_newest_schema_without_backup(tmp_path: Path) -> None:
    schema = small_schema(ONE, TWO)
    database = opened(tmp_path / "a.sqlite3", schema)
    calls: list[int] = []
    assert migrate(database, schema, lambda: calls.append(1))
    assert not migrate(database, schema, lambda: calls.append(1))
    assert calls == []
    assert database.version == Version(1, 1)
    assert database.value("PRAGMA application_id") == 77
    database.close()


def test_old_file_is_backed_up_once_then_brought_up(tmp_path: Path) -> None:
    path = tmp_path / "a.sqlite3"
    database = opened(path, small_schema(ONE))
    migrate(database, small_schema(ONE))
    database.run("INSERT INTO a VALUES (5)")
    database.close()
    schema = small_schema(ONE, TWO, (2, "INSERT INTO b SELECT x + 1 FROM a"))
    database = opened(path, schema)
    seen: list[Version] = []
    assert migrate(database, schema, lambda: seen.append(database.version))
    assert seen == [Version(1, 0)]
    assert database.rows("SELECT x FROM b") == [(6,)]
    database.close()


def test_failed_migration_changes_nothing_of_its_step(tmp_path: Path) -> None:
    path = tmp_path / "a.sqlite3"
    schema = small_schema(ONE, TWO, (2, "INSERT INTO nowhere VALUES (1)"))
    database = opened(path, schema)
    with pytest.raises(StorageError, match="damaged"):
        migrate(database, schema)
    assert database.version == Version(1, 1)
    database.close()


def test_failed_backup_stops_the_migration(tmp_path: Path) -> None:
    path = tmp_path / "a.sqlite3"
    database = opened(path, small_schema(ONE))
    migrate(database, small_schema(ONE))

    def full() -> None:
        raise StorageError("disk_full", path="x")

    with pytest.raises(StorageError, match="disk_full"):
        migrate(database, small_schema(ONE, TWO), full)
    assert database.version == Version(1, 0)
    database.close()


def test_kinds_are_not_confused(tmp_path: Path) -> None:
    path = tmp_path / "a.sqlite3"
    SqliteLibraryStore.open(path).close()
    with pytest.raises(StorageError, match="damaged"):
        SqliteProgressStore.open(path, NOW)


def test_migration_of_a_real_file_leaves_a_backup(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "progress.sqlite3"
    store = SqliteProgressStore.open(path, NOW)
    store.create_attempt(sample.attempt(), sample.timer())
    store.close()
    assert not (tmp_path / "backups").exists()
    before = PROGRESS.version
    next_one = Version(before.major, before.minor + 1)
    added = Migration(next_one, lambda db: db.execute("CREATE TABLE later (x INTEGER) STRICT"))
    newer = PROGRESS._replace(migrations=(*PROGRESS.migrations, added))
    monkeypatch.setattr("ethics_desktop.store.progress.PROGRESS", newer)
    store = SqliteProgressStore.open(path, NOW)
    assert store.load_attempt("upaya-1") == sample.attempt()
    store.close()
    (copy,) = (tmp_path / "backups").iterdir()
    assert copy.name == "progress-20261121T083015Z-migration.sqlite3"
    assert check(copy) == []
    connection = sqlite3.connect(copy)
    assert connection.execute("PRAGMA user_version").fetchone() == (before.number,)
    connection.close()


def test_version_1_0_gets_playthroughs_after_a_backup(tmp_path: Path) -> None:
    path = tmp_path / "progress.sqlite3"
    shutil.copy(OLD[0].parent / "progress-1000.sqlite3", path)
    store = SqliteProgressStore.open(path, NOW)
    sums = SqliteSumsStore(store.database).principle_sums(NOW)
    assert store.database.version >= Version(1, 1)
    assert sum(one.n for one in sums) == len(store.first_exposures(NOW)) == 10
    plays = SqlitePlaythroughStore(store.database)
    assert plays.open_plays() == plays.finished_plays() == []
    store.close()
    (copy,) = (tmp_path / "backups").iterdir()
    connection = sqlite3.connect(copy)
    assert connection.execute("PRAGMA user_version").fetchone() == (1000,)
    connection.close()
    assert check(copy) == check(path) == []


def test_the_file_of_1_1_holds_plays_in_every_state(tmp_path: Path) -> None:
    path = tmp_path / "progress.sqlite3"
    shutil.copy(OLD[0].parent / "progress-1001.sqlite3", path)
    store = SqliteProgressStore.open(path, NOW)
    plays = SqlitePlaythroughStore(store.database)
    (done,) = plays.finished_plays()
    assert (done.play_id, done.first, done.ending) == ("main-1", True, "e1")
    assert done.quality == 100.0
    assert plays.load_score("main-1").choices == ("b", "b", "a")
    (left,) = plays.open_plays()
    assert (left.head.id, left.head.prefix, left.decisions) == ("main-3", 1, 2)
    assert plays.load_play("main-2").state is PlayState.ABANDONED
    store.close()


def test_version_1_1_gets_practice_after_a_backup(tmp_path: Path) -> None:
    path = tmp_path / "progress.sqlite3"
    shutil.copy(OLD[0].parent / "progress-1001.sqlite3", path)
    store = SqliteProgressStore.open(path, NOW)
    practice = SqlitePracticeStore(store.database)
    assert store.database.version >= Version(1, 2)
    assert practice.answers() == [] and practice.all_cards() == []
    assert practice.counts(practice_sample.DAY) == DayCounts()
    practice.append(practice_sample.head(), practice_sample.entry(1))
    store.close()
    (copy,) = (tmp_path / "backups").iterdir()
    connection = sqlite3.connect(copy)
    assert connection.execute("PRAGMA user_version").fetchone() == (1001,)
    connection.close()
    assert check(copy) == check(path) == []


def test_the_file_of_1_2_holds_practice(tmp_path: Path) -> None:
    path = tmp_path / "progress.sqlite3"
    shutil.copy(OLD[0].parent / "progress-1002.sqlite3", path)
    store = SqliteProgressStore.open(path, NOW)
    practice = SqlitePracticeStore(store.database)
    assert [row.fraction for row in practice.answers()] == [1.0, 0.0, 1.0, 1.0]
    assert practice.card("item:butir-001") == practice_sample.card(1)
    assert [card.key for card in practice.fresh(5)] == ["item:butir-004", "item:butir-005"]
    assert practice.counts(practice_sample.DAY).dilemma_done
    store.close()


def test_version_1_2_gets_the_journal_after_a_backup(tmp_path: Path) -> None:
    path = tmp_path / "progress.sqlite3"
    shutil.copy(OLD[0].parent / "progress-1002.sqlite3", path)
    store = SqliteProgressStore.open(path, NOW)
    assert store.database.version >= Version(1, 3)
    assert store.private_signs(NOW) == Signs()
    journal = SqliteJournalStore(store.database)
    assert journal.entries() == journal.promises() == [] and journal.lock() is None
    store.close()
    (copy,) = (tmp_path / "backups").iterdir()
    connection = sqlite3.connect(copy)
    assert connection.execute("PRAGMA user_version").fetchone() == (1002,)
    connection.close()
    assert check(copy) == check(path) == []


def test_the_file_of_1_3_opens_with_its_pin(tmp_path: Path) -> None:
    path = tmp_path / "progress.sqlite3"
    shutil.copy(OLD[0].parent / "progress-1003.sqlite3", path)
    assert b"Loket" not in path.read_bytes()
    store = SqliteProgressStore.open(path, NOW)
    assert store.private_signs(NOW + timedelta(days=31)) == Signs(2, True)
    journal = SqliteJournalStore(store.database)
    clock = HandClock(NOW)
    lock = JournalLock(journal, clock, Cost())
    service = JournalService(journal, lock, clock, lambda: "baru")
    assert journal.tries().failures == 1
    key = try_key(lock.begin_try(), "kopi susu pagi")
    assert key is not None
    service.opened(key)
    found = service.search()
    assert (found.total, found.unreadable, len(found.promises)) == (2, 0, 2)
    assert {view.entry.head for view in found.entries} == {"Loket tiga", "sungkan"}
    store.close()


def test_there_is_a_file_of_every_released_schema() -> None:
    names = {file.name for file in OLD}
    for schema in (PROGRESS, LIBRARY):
        for step in schema.migrations:
            assert f"{schema.name}-{step.version.number}.sqlite3" in names


@pytest.mark.parametrize("old", [file.name for file in OLD if file.name.startswith("progress")])
def test_old_progress_file_opens_with_everything_in_it(tmp_path: Path, old: str) -> None:
    path = tmp_path / "progress.sqlite3"
    shutil.copy(OLD[0].parent / old, path)
    assert check(path) == []
    store = SqliteProgressStore.open(path, NOW)
    (row,) = store.open_attempts()
    assert (row.attempt.id, row.answered) == ("terbuka", 3)
    assert row.timer.remaining_s == 391.25
    assert store.load_states("terbuka")[2].flagged
    (summary,) = store.history()
    result = store.load_result("selesai")
    assert summary.state is AttemptState.FINISHED
    assert result.total.percent == summary.percent == 72.5
    assert result.items[1].answer == sample.answer(2)
    assert len(store.first_exposures(NOW)) == 10
    assert len(store.exposures()) == 13
    store.close()
    assert check(path) == []


@pytest.mark.parametrize("old", [file.name for file in OLD if file.name.startswith("library")])
def test_old_library_file_opens(tmp_path: Path, old: str) -> None:
    path = tmp_path / "library.sqlite3"
    shutil.copy(OLD[0].parent / old, path)
    store = SqliteLibraryStore.open(path)
    if old < "library-1002":  # its banks are read from their files anew
        assert store.bank_list() == [] and store.mark("contoh") == ""
        assert store.sync([sample.bank()]) == ["contoh"]
    assert [bank.id for bank in store.bank_list()] == ["contoh"]
    assert len(store.candidates()) == 14
    assert store.items(["butir-003"])[0].item == sample.item(3)
    store.close()


def test_no_sqlite_utils_when_nothing_is_due(tmp_path: Path, project: Path) -> None:
    path = tmp_path / "progress.sqlite3"
    SqliteProgressStore.open(path, NOW).close()
    script = (
        "import sys; from pathlib import Path; from datetime import datetime, timezone;"
        "from ethics_desktop.store.progress import SqliteProgressStore as S;"
        "S.open(Path(sys.argv[1]), datetime.now(timezone.utc)).history();"
        "print(*[m for m in ('sqlite_utils', 'asyncio') if m in sys.modules])"
    )
    run = subprocess.run(
        [sys.executable, "-c", script, str(path)],
        cwd=project,
        capture_output=True,
        text=True,
        check=True,
    )
    assert "sqlite_utils" not in run.stdout
    assert "asyncio" not in run.stdout
