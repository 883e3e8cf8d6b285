"""Copies, what they are checked for, and the way back."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import timedelta, timezone
from pathlib import Path

import pytest

from ethics_desktop.domain.attempt import AttemptState, ItemState
from ethics_desktop.domain.errors import StorageError
from ethics_desktop.domain.watching import StoppedError
from ethics_desktop.store import backup as backups
from ethics_desktop.store.backup import backup, check, daily_backup, list_backups, restore
from ethics_desktop.store.migrations import LIBRARY, PROGRESS
from ethics_desktop.store.progress import SqliteProgressStore
from tests.unit.store import faults
from tests.unit.store.sample import NOW, answer, attempt, result, timer
from tests.watches import Looking


def give(store: SqliteProgressStore) -> None:
    store.append_response("upaya-1", ItemState(1, answer(0), opened=True), NOW, timer())


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A closed progress file with a finished attempt and an open one with one answer."""
    path = tmp_path / "progress.sqlite3"
    store = SqliteProgressStore.open(path, NOW)
    done = attempt("selesai", range(4, 12))
    store.create_attempt(done, timer())
    store.finish("selesai", AttemptState.FINISHED, NOW, timer(), result(done))
    store.create_attempt(attempt(), timer())
    give(store)
    store.close()
    return path


def answers(path: Path) -> int:
    store = SqliteProgressStore.open(path, NOW)
    try:
        return len(store.responses("upaya-1"))
    finally:
        store.close()


def test_copy_of_a_file_in_use_is_one_whole_file(path: Path) -> None:
    store = SqliteProgressStore.open(path, NOW)
    give(store)
    copy = backup(path, NOW.astimezone(timezone(timedelta(hours=7))))
    give(store)
    store.close()
    assert copy == path.parent / "backups" / "progress-20261121T083015Z-manual.sqlite3"
    assert [file.name for file in copy.parent.iterdir()] == [copy.name]
    assert check(copy) == []
    assert (answers(copy), answers(path)) == (2, 3)


def test_a_copy_is_on_the_disk_before_it_gets_its_name(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    done: list[str] = []
    for module, name in ((backups, "sync_file"), (os, "replace"), (backups, "sync_folder")):
        real = getattr(module, name)

        def told(*arguments: Path, real: Callable[..., None] = real, name: str = name) -> None:
            done.append(name)
            real(*arguments)

        monkeypatch.setattr(module, name, told)
    backup(path, NOW)
    assert done == ["sync_file", "replace", "sync_folder"]


def test_names_do_not_collide_and_list_is_newest_first(path: Path) -> None:
    first = backup(path, NOW)
    second = backup(path, NOW)
    third = backup(path, NOW + timedelta(days=1), "daily")
    (path.parent / "backups" / "catatan.txt").write_text("bukan cadangan")
    found = list_backups(path.parent / "backups")
    assert [one.path for one in found] == [third, second, first]
    assert (found[0].kind, found[2].made_at) == ("daily", NOW.replace(microsecond=0))
    assert found[0].size == third.stat().st_size
    assert list_backups(path.parent / "tidak-ada") == []


def test_daily_copies_keep_seven_days_and_four_weeks(path: Path) -> None:
    kept_always = backup(path, NOW, "manual")
    for day in range(60):
        now = NOW + timedelta(days=day)
        assert daily_backup(path, now) is not None
        assert daily_backup(path, now + timedelta(hours=3)) is None
    found = [one for one in list_backups(path.parent / "backups") if one.kind == "daily"]
    days = [(NOW + timedelta(days=59) - one.made_at).days for one in found]
    assert days[:7] == [0, 1, 2, 3, 4, 5, 6]
    weeks = {one.made_at.isocalendar()[:2] for one in found}
    assert len(weeks) == 4
    assert all(one.made_at.isoweekday() == 7 for one in found[7:])
    assert kept_always.exists()


def test_copies_of_a_clock_that_was_ahead_push_out_no_others(path: Path) -> None:
    ahead = {daily_backup(path, NOW + timedelta(days=3650 + 7 * day)) for day in range(8)}
    made = {daily_backup(path, NOW + timedelta(days=day)) for day in range(7)}
    found = {one.path for one in list_backups(path.parent / "backups")}
    assert made <= found
    assert len(found - made) == 7 and found - made < ahead


def test_what_is_left_of_a_copy_that_was_cut_off_goes_with_the_next_day(path: Path) -> None:
    folder = path.parent / "backups"
    folder.mkdir()
    old, young = folder / "progress-1.part", folder / "progress-2.part"
    for part, age in ((old, 86_401), (young, 86_399)):
        part.write_bytes(b"journal in clear")
        os.utime(part, (NOW.timestamp() - age,) * 2)
    Path(f"{old}-wal").write_bytes(b"more of it")
    made = daily_backup(path, NOW)
    assert set(folder.iterdir()) == {made, young}


def test_a_copy_that_goes_while_the_folder_is_listed_is_none(path: Path) -> None:
    kept = backup(path, NOW)
    (kept.parent / kept.name.replace("manual", "daily")).symlink_to("gone")
    assert [one.path for one in list_backups(kept.parent)] == [kept]


def test_daily_copy_of_a_damaged_file_keeps_the_good_ones(path: Path) -> None:
    good = daily_backup(path, NOW)
    raw = bytearray(path.read_bytes())
    raw[8192:] = b"\xa5" * (len(raw) - 8192)
    path.write_bytes(raw)
    with pytest.raises(StorageError, match="damaged"):
        daily_backup(path, NOW + timedelta(days=1))
    assert [one.path for one in list_backups(path.parent / "backups")] == [good]
    assert [file for file in (path.parent / "backups").iterdir() if file != good] == []


def test_restore_brings_back_and_keeps_the_present_file(path: Path) -> None:
    copy = backup(path, NOW)
    store = SqliteProgressStore.open(path, NOW)
    give(store)
    store.close()
    aside = restore(copy, path, NOW + timedelta(hours=1), PROGRESS)
    assert answers(path) == 1
    assert aside is not None and aside.name == "progress-20261121T093015Z-aside.sqlite3"
    assert check(aside) == []
    assert answers(aside) == 2
    assert copy.exists()


def test_restore_folds_in_a_log_left_by_a_crash(path: Path) -> None:
    copy = backup(path, NOW)
    store = SqliteProgressStore.open(path, NOW)
    give(store)
    left = {end: Path(f"{path}{end}").read_bytes() for end in ("", "-wal")}
    store.close()
    for end, raw in left.items():
        Path(f"{path}{end}").write_bytes(raw)
    aside = restore(copy, path, NOW, PROGRESS)
    assert aside is not None
    assert (answers(path), answers(aside)) == (1, 2)
    assert check(path) == []


@pytest.mark.parametrize("rubbish", [b"", b"rusak", b"SQLite format 3\0" + b"\7" * 9000])
def test_restore_over_a_damaged_file_keeps_its_bytes(path: Path, rubbish: bytes) -> None:
    copy = backup(path, NOW)
    path.write_bytes(rubbish)
    Path(f"{path}-wal").write_bytes(b"sisa catatan")
    aside = restore(copy, path, NOW, PROGRESS)
    assert aside is not None and aside.read_bytes() == rubbish
    assert answers(path) == 1
    assert check(path) == []


def test_restore_where_there_is_no_file(path: Path) -> None:
    copy = backup(path, NOW)
    path.unlink()
    assert restore(copy, path, NOW, PROGRESS) is None
    assert answers(path) == 1


def test_restore_refuses_while_the_file_is_open(path: Path) -> None:
    copy = backup(path, NOW)
    store = SqliteProgressStore.open(path, NOW)
    give(store)
    with pytest.raises(StorageError, match="locked"):
        restore(copy, path, NOW, PROGRESS)
    give(store)
    assert len(store.responses("upaya-1")) == 3
    store.close()
    assert not path.with_suffix(".restore").exists()


def test_restore_refuses_a_copy_that_is_not_whole(path: Path) -> None:
    before = path.read_bytes()
    copy = backup(path, NOW)
    raw = copy.read_bytes()
    copy.write_bytes(raw[: len(raw) // 2])
    cases = [(copy, "backup_damaged"), (path.parent / "no.sqlite3", "backup_missing")]
    newer = path.parent / "newer.sqlite3"
    newer.write_bytes(raw)
    stranger = path.parent / "soal.xlsx"
    stranger.write_bytes(b"PK" * 5000)
    cases += [(stranger, "backup_damaged"), (path.parent / ("x" * 300), "backup_missing")]
    connection = sqlite3.connect(newer)
    connection.execute("PRAGMA user_version = 2000")
    connection.close()
    for source, code in [*cases, (newer, "newer_schema")]:
        with pytest.raises(StorageError) as caught:
            restore(source, path, NOW, PROGRESS)
        assert caught.value.code == code
    with pytest.raises(StorageError, match="backup_damaged"):
        restore(backup(path, NOW), path, NOW, LIBRARY)
    assert path.read_bytes() == before


def test_a_crash_in_the_middle_of_a_restore_leaves_one_of_both(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    copy = backup(path, NOW)
    store = SqliteProgressStore.open(path, NOW)
    give(store)
    store.close()

    def crash(*_args: object) -> None:
        raise OSError(5, "Input/output error")

    for name in ("sync_file", "sync_folder"):
        with monkeypatch.context() as patch, pytest.raises(StorageError, match="io_error"):
            patch.setattr(backups, name, crash)
            restore(copy, path, NOW, PROGRESS)
        assert answers(path) == 2
    with monkeypatch.context() as patch, pytest.raises(StorageError, match="io_error"):
        patch.setattr("os.replace", crash)
        restore(copy, path, NOW, PROGRESS)
    assert answers(path) == 2


@pytest.mark.skipif(not faults.posix, reason="the system has no such limit")
@pytest.mark.parametrize("with_log", [False, True])
def test_a_full_disk_leaves_no_half_of_what_is_set_aside(
    path: Path, with_log: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    copy = backup(path, NOW)
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA journal_mode=DELETE")
    connection.execute("CREATE TABLE more AS SELECT zeroblob(100000)")
    connection.commit()
    connection.close()
    if with_log:  # as beside a file too damaged for SQLite to fold it in
        Path(f"{path}-wal").write_bytes(b"catatan")
        monkeypatch.setattr(backups, "leave_wal", lambda _path: None)
    before = {one.name: one.read_bytes() for one in path.parent.rglob("*") if one.is_file()}
    limit = (copy.stat().st_size + path.stat().st_size) // 2
    with faults.no_more_room(limit), pytest.raises(StorageError):
        restore(copy, path, NOW, PROGRESS)
    after = {one.name: one.read_bytes() for one in path.parent.rglob("*") if one.is_file()}
    assert after == before
    aside = restore(copy, path, NOW, PROGRESS)
    assert aside is not None and aside.read_bytes() == before[path.name]


SABOTAGE: dict[str, tuple[str, ...]] = {
    "db_response_orphan": ("UPDATE attempt SET n = 99 WHERE id = 'upaya-1'",),
    "db_response_gap": (
        "INSERT INTO response SELECT attempt, 5, position, answer, flagged, opened, seen_ms, at,"
        " timer FROM response",
    ),
    "db_form_gap": ("DELETE FROM form_item WHERE position = 3",),
    "db_item_version_missing": ("DELETE FROM item_version WHERE item LIKE '%butir-002%'",),
    "db_item_version_changed": (
        "UPDATE item_version SET item = replace(item, 'bingkisan', 'hadiah')",
    ),
    "db_timer_missing": ("DELETE FROM timer",),
    "db_result_missing": ("DELETE FROM summary",),
    "db_sums_differ": ("UPDATE principle_day SET n = n + 1",),
    "db_exposures_differ": ("UPDATE exposure SET times = 7",),
    "db_reference_broken": ("DELETE FROM attempt WHERE id = 'upaya-1'",),
}


@pytest.mark.parametrize("code", SABOTAGE)
def test_check_finds_what_must_not_be(path: Path, code: str) -> None:
    assert check(path) == []
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("PRAGMA foreign_keys = OFF")
    for statement in SABOTAGE[code]:
        assert connection.execute(statement).rowcount > 0
    connection.close()
    assert code in {finding.code for finding in check(path)}


def test_check_of_rubbish_and_of_nothing(tmp_path: Path) -> None:
    rubbish = tmp_path / "a.sqlite3"
    rubbish.write_bytes(b"bukan basis data" * 100)
    assert [finding.code for finding in check(rubbish)] == ["db_unreadable"]
    with pytest.raises(StorageError, match="folder_gone"):
        check(tmp_path / "no.sqlite3")


def test_others_get_at_the_file_between_the_steps_of_a_copy(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(backups, "_STEP", 1)
    answers: list[tuple[int, ...]] = []

    def look(_share: float) -> None:  # what cleaning the file of deleted text needs
        if len(answers) < 5:
            with closing(sqlite3.connect(path, timeout=0)) as other:
                answers.append(other.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone())

    assert daily_backup(path, NOW, watch=look) is not None
    assert len(answers) == 5
    assert {busy for busy, *_pages in answers} == {0}


def test_a_copy_that_nobody_wants_any_more_leaves_nothing(path: Path) -> None:
    with pytest.raises(StoppedError):
        daily_backup(path, NOW, watch=Looking(0))
    assert list((path.parent / "backups").iterdir()) == []
    assert daily_backup(path, NOW) is not None
