"""What can go wrong with a disk, each with its code, and that the database survives it."""

from __future__ import annotations

import errno
import os
import random
import shutil
import sqlite3
import subprocess
import sys
import threading
from pathlib import Path, PureWindowsPath
from urllib.parse import unquote

import pytest

from ethics_desktop.domain.attempt import ItemState
from ethics_desktop.domain.errors import StorageError
from ethics_desktop.store.backup import check
from ethics_desktop.store.database import Database, Version, file_uri, open_database
from ethics_desktop.store.faults import storage_error
from ethics_desktop.store.migrations import PROGRESS
from ethics_desktop.store.progress import SqliteProgressStore
from ethics_desktop.store.progress_sums import SqliteSumsStore
from tests.unit.store import faults
from tests.unit.store.sample import NOW, answer, attempt, timer

KNOWN = Version(1, 0)
only_posix = pytest.mark.skipif(not faults.posix, reason="needs fork and POSIX files")


def code_of(call: object, *args: object) -> str:
    """Call and return the code of the StorageError it must raise."""
    assert callable(call)
    with pytest.raises(StorageError) as caught:
        call(*args)
    assert caught.value.params["path"]
    return caught.value.code


def give(store: SqliteProgressStore, turn: int = 0) -> None:
    store.append_response("upaya-1", ItemState(1, answer(0, turn), opened=True), NOW, timer())


def started(path: Path) -> SqliteProgressStore:
    store = SqliteProgressStore.open(path, NOW)
    store.create_attempt(attempt(), timer())
    return store


def seqs(store: SqliteProgressStore) -> list[int]:
    return [row.seq for row in store.responses("upaya-1")]


def test_settings_of_an_open_file(tmp_path: Path) -> None:
    database = open_database(tmp_path / "a.sqlite3", KNOWN)
    assert database.value("PRAGMA journal_mode") == "wal"
    assert database.value("PRAGMA synchronous") == 2
    assert database.value("PRAGMA foreign_keys") == 1
    assert database.value("PRAGMA secure_delete") == 1
    assert database.version == Version(0, 0)
    database.close()
    database.close()


@pytest.mark.parametrize(
    "path",
    [
        r"\\pusat\berbagi\Cermin #1\a.sqlite3",
        r"\\?\C:\Data\a.sqlite3",
        r"C:\100%\é.sqlite3",
    ],
)
def test_files_on_shares_of_windows_can_be_named(path: str) -> None:
    uri = file_uri(PureWindowsPath(path))
    with pytest.raises(sqlite3.OperationalError, match="unable to open"):  # it is not there
        sqlite3.connect(f"{uri}?mode=ro", uri=True)
    assert unquote(uri).endswith(path.replace("\\", "/"))


def test_version_numbers() -> None:
    assert Version(2, 13).number == 2013
    assert Version.of(2013) == Version(2, 13)
    assert str(Version(2, 13)) == "2.13"


def test_transaction_is_all_or_nothing(tmp_path: Path) -> None:
    database = open_database(tmp_path / "a.sqlite3", KNOWN)
    database.run("CREATE TABLE t (x INTEGER UNIQUE)")
    with pytest.raises(sqlite3.IntegrityError), database.transaction():
        database.run("INSERT INTO t VALUES (1)")
        database.run("INSERT INTO t VALUES (1)")
    with pytest.raises(RuntimeError), database.transaction(), database.transaction():
        pass
    assert database.value("SELECT count(*) FROM t") == 0
    with database.transaction():
        database.run_many("INSERT INTO t VALUES (?)", [(1,), (2,)])
    assert database.rows("SELECT x FROM t ORDER BY x") == [(1,), (2,)]
    assert database.row("SELECT x FROM t WHERE x = 9") is None
    assert database.value("SELECT x FROM t WHERE x = 9") is None
    database.close()


def test_a_transaction_that_cannot_write_is_refused_before_anything_is_done(
    tmp_path: Path,
) -> None:
    path = tmp_path / "a.sqlite3"
    first, second = (open_database(path, PROGRESS.version) for _ in range(2))
    second.wait_briefly()
    begun = []
    with first.transaction(), pytest.raises(StorageError, match="locked"), second.transaction():
        begun.append("what it reads may be old when it writes")
    assert begun == []
    for one in (first, second):
        one.close()


def test_another_thread_is_a_bug(tmp_path: Path) -> None:
    database = open_database(tmp_path / "a.sqlite3", KNOWN)
    caught: list[BaseException] = []

    def use() -> None:
        try:
            database.value("SELECT 1")
        except sqlite3.ProgrammingError as error:
            caught.append(error)

    thread = threading.Thread(target=use)
    thread.start()
    thread.join()
    assert len(caught) == 1
    database.close()


def test_file_of_a_newer_program_is_refused_and_untouched(tmp_path: Path) -> None:
    path = tmp_path / "progress.sqlite3"
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE future (x)")
    connection.execute("PRAGMA user_version = 2001")
    connection.close()
    before = path.read_bytes()
    with pytest.raises(StorageError) as caught:
        SqliteProgressStore.open(path, NOW)
    assert caught.value.code == "newer_schema"
    assert caught.value.params == {
        "path": str(path),
        "found": "2.1",
        "known": str(PROGRESS.version),
    }
    assert path.read_bytes() == before
    assert [file.name for file in tmp_path.iterdir()] == [path.name]


def test_newer_minor_version_is_welcome(tmp_path: Path) -> None:
    path = tmp_path / "progress.sqlite3"
    started(path).close()
    connection = sqlite3.connect(path)
    connection.execute("ALTER TABLE attempt ADD COLUMN note TEXT")
    connection.execute("PRAGMA user_version = 1007")
    connection.close()
    store = SqliteProgressStore.open(path, NOW)
    give(store)
    store.create_attempt(attempt("lagi"), timer())
    assert store.load_attempt("upaya-1") == attempt()
    store.close()


def test_missing_folder(tmp_path: Path) -> None:
    assert code_of(SqliteProgressStore.open, tmp_path / "no" / "p.sqlite3", NOW) == "folder_gone"


def test_missing_file_when_it_must_be_there(tmp_path: Path) -> None:
    with pytest.raises(StorageError, match="folder_gone"):
        open_database(tmp_path / "no.sqlite3", KNOWN, create=False)
    assert list(tmp_path.iterdir()) == []


def test_page_limit_says_disk_full_and_recovers(tmp_path: Path) -> None:
    store = started(tmp_path / "progress.sqlite3")
    pages = store._db.value("PRAGMA page_count")
    store._db.run(f"PRAGMA max_page_count = {pages}")
    given = 0
    with pytest.raises(StorageError) as caught:
        for given in range(5000):
            give(store, given)
    assert caught.value.code == "disk_full"
    assert seqs(store) == list(range(1, given + 1))
    store._db.run("PRAGMA max_page_count = 1000000")
    give(store)
    assert seqs(store) == list(range(1, given + 2))
    store.close()
    assert check(tmp_path / "progress.sqlite3") == []


@only_posix
def test_small_disk_says_disk_full_and_keeps_what_was_confirmed(tmp_path: Path) -> None:
    folder = tmp_path / "disk"
    folder.mkdir()
    with faults.small_disk(folder, 2048) as disk:
        if disk is None:
            pytest.skip("may not mount here")
        store = started(disk / "progress.sqlite3")
        ballast = disk / "ballast"
        with open(ballast, "wb", buffering=0) as file:
            try:
                while True:
                    file.write(bytes(4096))
            except OSError as error:
                assert error.errno == errno.ENOSPC
        given = 0
        with pytest.raises(StorageError) as caught:
            for given in range(5000):
                give(store, given)
        assert caught.value.code == "disk_full"
        assert given > 0  # the room made in the log carried some answers
        assert seqs(store) == list(range(1, given + 1))
        ballast.unlink()
        give(store)
        assert seqs(store) == list(range(1, given + 2))
        store.close()
        assert check(disk / "progress.sqlite3") == []


@only_posix
def test_file_size_limit_says_disk_full_and_recovers(tmp_path: Path) -> None:
    import resource

    path = tmp_path / "progress.sqlite3"

    def work() -> None:
        store = started(path)
        _, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
        resource.setrlimit(resource.RLIMIT_FSIZE, (4096, hard))
        assert code_of(give, store) == "disk_full"
        assert seqs(store) == []
        resource.setrlimit(resource.RLIMIT_FSIZE, (hard, hard))
        give(store)
        assert seqs(store) == [1]
        os._exit(0)  # without closing: only the log holds it

    faults.in_child(work)
    store = SqliteProgressStore.open(path, NOW)
    assert seqs(store) == [1]
    store.close()


@only_posix
def test_read_only_folder_and_file(tmp_path: Path) -> None:
    path = tmp_path / "progress.sqlite3"
    started(path).close()
    faults.give_to_everybody(tmp_path)
    path.chmod(0o444)
    tmp_path.chmod(0o555)

    def work() -> None:
        assert code_of(SqliteProgressStore.open, path, NOW) == "read_only"
        assert code_of(SqliteProgressStore.open, tmp_path / "new.sqlite3", NOW) == "read_only"

    faults.in_child(work, unprivileged=True)
    tmp_path.chmod(0o777)

    def look_only() -> None:  # a file that is read-only can still be looked at
        store = SqliteProgressStore.open(path, NOW)
        assert store.load_attempt("upaya-1") == attempt()
        assert code_of(give, store) == "read_only"
        store.close()

    faults.in_child(look_only, unprivileged=True)
    path.chmod(0o666)
    store = SqliteProgressStore.open(path, NOW)
    assert store.load_attempt("upaya-1") == attempt()
    store.close()


def test_locked_by_another_process(tmp_path: Path) -> None:
    path = tmp_path / "progress.sqlite3"
    store = started(path)
    store._db.run("PRAGMA busy_timeout = 1")
    script = (
        "import sqlite3, sys; c = sqlite3.connect(sys.argv[1], isolation_level=None);"
        "c.execute('BEGIN IMMEDIATE'); print('held', flush=True); sys.stdin.read()"
    )
    other = subprocess.Popen(
        [sys.executable, "-c", script, str(path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert other.stdin and other.stdout
    with other:
        assert other.stdout.readline().strip() == b"held"
        assert code_of(give, store) == "locked"
        assert code_of(store.save_timer, "upaya-1", timer(1.0), {1: 5}) == "locked"
        other.stdin.close()
        other.wait()
    give(store)
    assert seqs(store) == [1]
    store.close()


def test_the_window_waits_briefly_and_others_longer(tmp_path: Path) -> None:
    path = tmp_path / "progress.sqlite3"

    def wait_ms(database: Database) -> int:
        return int(database.value("PRAGMA busy_timeout"))

    store = started(path)
    assert wait_ms(store.database) == 200
    store.database._reopen()  # as after a log that was taken away
    assert wait_ms(store.database) == 200
    give(store)
    beside = open_database(path, PROGRESS.version)
    assert wait_ms(beside) == 2000
    beside.close()
    store.close()


def test_file_that_is_no_database(tmp_path: Path) -> None:
    path = tmp_path / "progress.sqlite3"
    path.write_bytes(b"Bukan basis data. " * 500)
    assert code_of(SqliteProgressStore.open, path, NOW) == "damaged"


def test_database_of_somebody_else(tmp_path: Path) -> None:
    path = tmp_path / "progress.sqlite3"
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE theirs (x)")
    connection.close()
    assert code_of(SqliteProgressStore.open, path, NOW) == "damaged"
    connection = sqlite3.connect(path)
    assert connection.execute("SELECT name FROM sqlite_master").fetchall() == [("theirs",)]
    connection.close()


def read_everything(path: Path) -> None:
    store = SqliteProgressStore.open(path, NOW)
    try:
        for row in store.open_attempts():
            store.responses(row.attempt.id)
        for summary in store.history():
            store.load_result(summary.attempt_id)
        store.exposures()
        store.first_exposures(NOW)
        SqliteSumsStore(store.database).principle_sums(NOW)
        give(store)
    finally:
        store.close()


def filled(path: Path) -> bytes:
    store = started(path)
    for turn in range(60):
        give(store, turn)
    store.close()
    return path.read_bytes()


@pytest.mark.parametrize("share", [0.0, 0.01, 0.3, 0.6, 0.99])
def test_truncated_file_is_noticed(tmp_path: Path, share: float) -> None:
    path = tmp_path / "progress.sqlite3"
    whole = filled(path)
    path.write_bytes(whole[: int(len(whole) * share)])
    if share == 0.0:  # an empty file is a new one
        SqliteProgressStore.open(path, NOW).close()
        return
    assert code_of(read_everything, path) == "damaged"
    assert check(path)


def test_flipped_bytes_never_surprise(tmp_path: Path) -> None:
    """Damage ends in StorageError, or is found by the check, or hit nothing that is read."""
    path = tmp_path / "progress.sqlite3"
    whole = filled(path)
    chance = random.Random(4)
    noticed = 0
    for _ in range(150):
        broken = bytearray(whole)
        for _ in range(chance.choice((1, 8, 64))):
            broken[chance.randrange(len(broken))] ^= 1 << chance.randrange(8)
        for old in tmp_path.iterdir():
            if old.is_file():
                old.unlink()
        path.write_bytes(broken)
        try:
            problems = bool(check(path))
            read_everything(path)
        except (StorageError, sqlite3.IntegrityError) as error:
            problems = True
            code = error.code if isinstance(error, StorageError) else "damaged"
            assert code in ("damaged", "newer_schema"), error
        except Exception as error:
            # A flipped id: "no such attempt" is a fair answer as well.
            assert getattr(error, "code", "") in ("attempt_missing", "attempt_closed"), error
        noticed += problems
    assert noticed > 65  # pages of tables that hold nothing yet forgive a flip


def test_log_taken_away_while_closed_leaves_the_file_readable(tmp_path: Path) -> None:
    path = tmp_path / "progress.sqlite3"
    store = started(path)
    store._db.tidy(now=True)
    give(store)
    shutil.copy(path, tmp_path / "copy.sqlite3")  # the file without its log
    store.close()
    copy = SqliteProgressStore.open(tmp_path / "copy.sqlite3", NOW)
    assert seqs(copy) == []
    assert copy.load_attempt("upaya-1") == attempt()
    copy.close()


@only_posix
def test_log_taken_away_while_running_loses_nothing(tmp_path: Path) -> None:
    path = tmp_path / "progress.sqlite3"

    def work() -> None:
        store = started(path)
        give(store)
        for end in ("-wal", "-shm"):
            Path(f"{path}{end}").unlink()
        give(store)
        store.save_timer("upaya-1", timer(), {})
        Path(f"{path}-wal").unlink()
        store.save_timer("upaya-1", timer(77.0), {})
        give(store)
        os._exit(0)  # as if killed

    faults.in_child(work)
    store = SqliteProgressStore.open(path, NOW)
    assert seqs(store) == [1, 2, 3]
    store.close()
    assert check(path) == []


@only_posix
def test_folder_removed_while_running(tmp_path: Path) -> None:
    folder = tmp_path / "profil"
    folder.mkdir()
    store = started(folder / "progress.sqlite3")
    give(store)
    moved = folder.rename(tmp_path / "pindah")
    assert code_of(give, store) == "folder_gone"
    assert code_of(store.save_timer, "upaya-1", timer(), {}) == "folder_gone"
    moved.rename(folder)  # the flash disk is back
    give(store)
    shutil.rmtree(folder)
    assert code_of(give, store) == "folder_gone"
    assert code_of(store.create_attempt, attempt("lain"), timer()) == "folder_gone"
    store.close()


@pytest.mark.parametrize(
    ("number", "code"),
    [
        (errno.ENOSPC, "disk_full"),
        (errno.EROFS, "read_only"),
        (errno.EACCES, "read_only"),
        (errno.ENOENT, "folder_gone"),
        (errno.EIO, "io_error"),
    ],
)
def test_errors_of_the_system_have_codes(number: int, code: str) -> None:
    found = storage_error(OSError(number, os.strerror(number)), Path("p"))
    assert found is not None and found.code == code and found.params["detail"]


def test_bugs_of_ours_pass_through(tmp_path: Path) -> None:
    database = open_database(tmp_path / "a.sqlite3", KNOWN)
    with pytest.raises(sqlite3.OperationalError, match="syntax error"):
        database.run("SELEKT 1")
    database.close()
    with pytest.raises(sqlite3.ProgrammingError):
        database.run("SELECT 1")
