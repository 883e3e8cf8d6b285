"""The progress file: what goes in comes out, in one piece, once."""

from __future__ import annotations

import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import msgspec
import pytest

from ethics_desktop.domain.attempt import Attempt, AttemptState, ItemState
from ethics_desktop.domain.bank import Principle
from ethics_desktop.domain.errors import StorageError, UserError
from ethics_desktop.store.backup import check
from ethics_desktop.store.database import ROOM_BYTES
from ethics_desktop.store.progress import SqliteProgressStore
from ethics_desktop.store.progress_sums import SqliteSumsStore
from tests.unit.store import sample
from tests.unit.store.sample import NOW, answer, attempt, result, timer


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "progress.sqlite3"


@pytest.fixture
def store(path: Path) -> Iterator[SqliteProgressStore]:
    opened = SqliteProgressStore.open(path, NOW)
    yield opened
    opened.close()


def finished(store: SqliteProgressStore, one: Attempt, **options: object) -> None:
    store.create_attempt(one, timer())
    made = result(one, **options)  # type: ignore[arg-type]
    store.finish(one.id, AttemptState.FINISHED, made.finished_at, timer(), made)


def test_attempt_comes_back_equal_with_every_kind_of_item(store: SqliteProgressStore) -> None:
    one = attempt(numbers=range(14))
    store.create_attempt(one, timer())
    assert store.load_attempt(one.id) == one
    assert store.load_timer(one.id) == timer()
    assert store.load_states(one.id) == {}


def test_untimed_attempt_and_deadline_come_back(store: SqliteProgressStore) -> None:
    one = attempt(limit_s=None)
    clock = msgspec.structs.replace(
        timer(None), deadline=NOW + timedelta(hours=1), clock_back=(-3599.5,), interruptions=3
    )
    store.create_attempt(one, clock)
    assert store.load_attempt(one.id).limit_s is None
    assert store.load_timer(one.id) == clock


def test_latest_response_counts_and_all_are_kept(store: SqliteProgressStore) -> None:
    one = attempt(numbers=range(14))
    store.create_attempt(one, timer())
    for turn in range(3):
        for part in one.form.items:
            at = NOW + timedelta(seconds=turn * 100 + part.position)
            given = answer(part.position - 1, turn + 1)
            state = ItemState(part.position, given, turn == 1, True, 1000 * (turn + 1))
            store.append_response(one.id, state, at, timer(480 - turn))
    states = store.load_states(one.id)
    assert [s.answer for s in states.values()] == [answer(k, 3) for k in range(14)]
    assert states[5] == ItemState(5, answer(4, 3), False, True, 3000, NOW + timedelta(seconds=205))
    rows = store.responses(one.id)
    assert [row.seq for row in rows] == list(range(1, 43))
    assert store.load_timer(one.id).remaining_s == 478


def test_cleared_answer_and_doubt(store: SqliteProgressStore) -> None:
    store.create_attempt(attempt(), timer())
    store.append_response("upaya-1", ItemState(2, answer(1, 2), False, True), NOW, timer())
    store.append_response("upaya-1", ItemState(2, None, True, True), NOW, timer())
    (state,) = store.load_states("upaya-1").values()
    assert state.answer is None and state.flagged and not state.answered


def test_responses_cannot_be_changed(store: SqliteProgressStore, path: Path) -> None:
    store.create_attempt(attempt(), timer())
    store.append_response("upaya-1", ItemState(1, answer(0), opened=True), NOW, timer())
    other = sqlite3.connect(path)
    with pytest.raises(sqlite3.IntegrityError, match="append-only"):
        other.execute("UPDATE response SET answer = NULL")
    other.close()


def test_heartbeat_keeps_time_on_items_and_never_shrinks_it(store: SqliteProgressStore) -> None:
    store.create_attempt(attempt(), timer())
    store.append_response("upaya-1", ItemState(1, answer(0), False, True, 4000), NOW, timer())
    store.save_timer("upaya-1", timer(470.5, position=3), {1: 3000, 3: 2500})
    store.save_timer("upaya-1", timer(465.5, position=3), {3: 1000})
    states = store.load_states("upaya-1")
    assert states[1].seen_ms == 4000
    assert states[3] == ItemState(3, opened=True, seen_ms=2500)
    assert store.load_timer("upaya-1") == timer(465.5, position=3)


def test_open_attempts_newest_first(store: SqliteProgressStore) -> None:
    for name in ("satu", "dua"):
        store.create_attempt(attempt(name), timer())
    finished(store, attempt("tiga"))
    later = NOW + timedelta(seconds=30)
    store.append_response("satu", ItemState(1, answer(0), opened=True), later, timer())
    store.append_response("satu", ItemState(2, None, True, True), NOW, timer())
    newest, oldest = store.open_attempts()
    assert (newest.attempt.id, newest.answered, newest.saved_at) == ("dua", 0, NOW)
    assert (oldest.attempt.id, oldest.answered, oldest.saved_at) == ("satu", 1, later)


def test_finished_attempt_gives_result_and_history(store: SqliteProgressStore) -> None:
    first, second = attempt("satu"), attempt("dua", range(10, 20), NOW + timedelta(days=1))
    finished(store, first)
    finished(store, second, comparable=False)
    assert store.load_result("satu") == result(first)
    assert store.load_attempt("dua").state is AttemptState.FINISHED
    assert store.load_attempt("dua").finished_at == result(second).finished_at
    rows = store.history()
    assert [row.attempt_id for row in rows] == ["dua", "satu"]
    assert [row.comparable for row in rows] == [False, True]
    total = result(first).total
    assert (rows[1].n, rows[1].full, rows[1].percent) == (total.n, total.full, total.percent)
    assert (rows[1].lo, rows[1].hi) == (total.lo, total.hi)
    assert rows[1].title == sample.BLUEPRINT.title
    assert [row.attempt_id for row in store.history(limit=1)] == ["dua"]


def test_closed_and_missing_attempts_are_told_apart(store: SqliteProgressStore) -> None:
    store.create_attempt(attempt(), timer())
    with pytest.raises(UserError, match="attempt_open"):
        store.load_result("upaya-1")
    made = result(attempt())
    store.finish("upaya-1", AttemptState.TIME_UP, NOW, timer(), made)
    calls: list[Callable[[str], object]] = [
        lambda one: store.append_response(one, ItemState(1), NOW, timer()),
        lambda one: store.save_timer(one, timer(), {}),
        lambda one: store.finish(one, AttemptState.FINISHED, NOW, timer(), made),
    ]
    for call in calls:
        with pytest.raises(UserError, match="attempt_closed"):
            call("upaya-1")
        with pytest.raises(UserError, match="attempt_missing"):
            call("tidak-ada")
    for read in (store.load_attempt, store.load_states, store.load_timer, store.delete_attempt):
        with pytest.raises(UserError, match="attempt_missing"):
            read("tidak-ada")
    assert store.load_states("upaya-1") == {}


def test_item_versions_are_stored_once(store: SqliteProgressStore, path: Path) -> None:
    store.create_attempt(attempt("satu"), timer())
    store.create_attempt(attempt("dua"), timer())
    store.create_attempt(attempt("tiga", text="Kalimat yang sudah diperbaiki"), timer())
    assert store.load_attempt("satu") == attempt("satu")
    assert store.load_attempt("tiga").form.items[0].item.stem == "Kalimat yang sudah diperbaiki"
    assert count(path, "item_version") == 20


def test_wrong_hash_is_a_bug_and_leaves_nothing(store: SqliteProgressStore, path: Path) -> None:
    good = attempt()
    bad = msgspec.structs.replace(good.form.items[4], item_hash="0" * 64)
    items = (*good.form.items[:4], bad)
    form = msgspec.structs.replace(good.form, items=items)
    with pytest.raises(ValueError, match="hash"):
        store.create_attempt(msgspec.structs.replace(good, form=form), timer())
    assert store.open_attempts() == []
    assert count(path, "attempt") == 0
    store.create_attempt(good, timer())


def count(path: Path, table: str) -> int:
    connection = sqlite3.connect(path)
    found = connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0]
    connection.close()
    assert isinstance(found, int)
    return found


TABLES = [
    "attempt",
    "item_version",
    "form_item",
    "response",
    "seen",
    "timer",
    "attempt_result",
    "summary",
    "scored",
    "principle_day",
    "exposure",
]


def test_delete_removes_everything_of_an_attempt(store: SqliteProgressStore, path: Path) -> None:
    secret = "Kalimat rahasia yang harus hilang"
    kept, gone = attempt("kekal"), attempt("hilang", range(5, 15), text=secret)
    finished(store, kept)
    before = {table: count(path, table) for table in TABLES}
    sums, exposures = SqliteSumsStore(store.database).principle_sums(NOW), store.exposures()
    store.create_attempt(gone, timer())
    store.append_response("hilang", ItemState(1, answer(0), opened=True), NOW, timer())
    store.save_timer("hilang", timer(), {2: 10})
    store.finish("hilang", AttemptState.FINISHED, NOW, timer(), result(gone))
    assert store.exposures() != exposures
    store.delete_attempt("hilang")
    assert {table: count(path, table) for table in TABLES} == before
    assert SqliteSumsStore(store.database).principle_sums(NOW) == sums
    assert {k: (v.times, v.last_at) for k, v in store.exposures().items()} == {
        k: (v.times, v.last_at) for k, v in exposures.items()
    }
    assert store.load_result("kekal") == result(kept)
    for file in path.parent.iterdir():
        assert secret.encode() not in file.read_bytes(), file.name
    store.create_attempt(attempt("terbuka", range(3)), timer())
    store.discard("terbuka")
    store.delete_attempt("kekal")
    assert {count(path, table) for table in TABLES} == {0}


def test_exposures_count_reached_items_and_opened_ones(store: SqliteProgressStore) -> None:
    finished(store, attempt("satu", range(10)), reached=6)
    finished(store, attempt("dua", range(4), NOW + timedelta(days=3)))
    store.create_attempt(attempt("tiga", range(8, 12), NOW + timedelta(days=5)), timer())
    store.append_response("tiga", ItemState(1, answer(8), opened=True), NOW, timer())
    store.save_timer("tiga", timer(), {2: 0})
    found = store.exposures()
    assert set(found) == {f"butir-{k:03d}" for k in (0, 1, 2, 3, 4, 5, 8, 9)}
    twice = found["butir-001"]
    assert (twice.times, twice.forms_ago) == (2, 2)
    assert twice.last_at == NOW + timedelta(days=3, minutes=5)
    assert (found["butir-005"].times, found["butir-005"].forms_ago) == (1, 3)
    assert (found["butir-009"].times, found["butir-009"].forms_ago) == (1, 1)


def test_first_exposures_only_first_or_after_90_days(store: SqliteProgressStore) -> None:
    finished(store, attempt("awal", range(4), NOW))
    finished(store, attempt("ulang", range(5), NOW + timedelta(days=30)))
    finished(store, attempt("segar", range(2), NOW + timedelta(days=120)))
    finished(store, attempt("cepat", range(6, 9), NOW), comparable=False)
    rows = [(row.attempt_id, row.item_id) for row in store.first_exposures(NOW)]
    assert rows == [
        *(("awal", f"butir-{k:03d}") for k in range(4)),
        ("ulang", "butir-004"),
        ("segar", "butir-000"),
        ("segar", "butir-001"),
    ]
    late = store.first_exposures(NOW + timedelta(days=60))
    assert {row.attempt_id for row in late} == {"segar"}
    assert late[0].principle is Principle.INTEGRITAS
    assert (late[0].fraction, late[0].blind) == (1.0, 0.25)
    assert late[0].at == NOW + timedelta(days=120, minutes=5)


def test_running_sums_agree_with_the_rows(store: SqliteProgressStore, path: Path) -> None:
    for number in range(12):
        first = number * 3
        one = attempt(f"upaya-{number}", range(first, first + 9), NOW + timedelta(days=number * 11))
        finished(store, one, comparable=number % 4 != 3)
    store.delete_attempt("upaya-5")
    store.delete_attempt("upaya-0")
    rows = store.first_exposures(NOW.replace(hour=0, minute=0, second=0, microsecond=0))
    for sums in SqliteSumsStore(store.database).principle_sums(NOW):
        own = [row for row in rows if row.principle is sums.principle]
        assert sums.n == len(own)
        assert sums.full == sum(row.fraction == 1.0 for row in own)
        assert sums.fraction == pytest.approx(sum(row.fraction for row in own))
        assert sums.fraction2 == pytest.approx(sum(row.fraction**2 for row in own))
        assert sums.blind == pytest.approx(sum(row.blind for row in own))
    assert len(SqliteSumsStore(store.database).principle_sums(NOW)) == 5
    store.close()
    assert check(path) == []


PLANS = {
    "SELECT 1 FROM scored WHERE counted AND at >= 5": "scored_counted",
    "SELECT n FROM attempt WHERE state = 'open' ORDER BY n DESC": "attempt_open",
    "SELECT * FROM summary ORDER BY finished_at DESC, attempt DESC LIMIT 1": "summary_time",
    "SELECT max(at) FROM scored WHERE reached AND item_id = 'x'": "scored_item",
    "SELECT 1 FROM form_item WHERE item_hash = 'x'": "form_item_version",
    "SELECT max(seq) FROM response WHERE attempt = 3": "PRIMARY KEY (attempt=?)",
    "SELECT sum(n) FROM principle_day WHERE day >= 3": "PRIMARY KEY (day>?)",
}


@pytest.mark.parametrize("query", PLANS)
def test_queries_use_their_index(store: SqliteProgressStore, path: Path, query: str) -> None:
    connection = sqlite3.connect(path)
    plan = connection.execute(f"EXPLAIN QUERY PLAN {query}").fetchall()
    connection.close()
    assert PLANS[query] in plan[0][3]
    assert "TEMP B-TREE" not in str(plan)


def test_second_program_waits_then_says_locked(store: SqliteProgressStore, path: Path) -> None:
    store.create_attempt(attempt(), timer())
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    store._db.run("PRAGMA busy_timeout = 0")
    with pytest.raises(StorageError) as caught:
        store.append_response("upaya-1", ItemState(1, answer(0), opened=True), NOW, timer())
    assert caught.value.code == "locked"
    other.execute("ROLLBACK")
    other.close()
    store.append_response("upaya-1", ItemState(1, answer(0), opened=True), NOW, timer())
    assert [row.seq for row in store.responses("upaya-1")] == [1]


def test_response_to_a_position_outside_the_form_is_a_bug(store: SqliteProgressStore) -> None:
    store.create_attempt(attempt(), timer())
    with pytest.raises(sqlite3.IntegrityError):
        store.append_response("upaya-1", ItemState(99, opened=True), NOW, timer())
    assert store.responses("upaya-1") == []


def test_log_of_changes_stays_small_without_costing_answers(path: Path) -> None:
    store = SqliteProgressStore.open(path, NOW)
    store.create_attempt(attempt(), timer())
    wal = Path(f"{path}-wal")
    largest = 0
    for turn in range(400):
        store.append_response("upaya-1", ItemState(1, answer(0, turn), opened=True), NOW, timer())
        if turn % 5 == 0:
            store.save_timer("upaya-1", timer(), {1: turn})
        largest = max(largest, wal.stat().st_size)
    store.close()
    assert largest == ROOM_BYTES
    assert not wal.exists()


@pytest.mark.skipif(not shutil.which("strace"), reason="strace is not installed")
def test_an_answer_is_one_transaction_with_one_sync(tmp_path: Path, project: Path) -> None:
    script = project / "benchmarks" / "bench_answer.py"
    run = subprocess.run(
        [sys.executable, str(script), "--only-syncs", "--answers", "50", "--folder", str(tmp_path)],
        capture_output=True,
        text=True,
        check=False,
    )
    if "cannot trace" in run.stdout:
        pytest.skip("strace may not trace here")
    assert run.returncode == 0, run.stderr
    assert "syncs per answer: 1.00" in run.stdout
