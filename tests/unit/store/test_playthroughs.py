"""Plays in the progress file: steps are append-only, only first plays count in the profile."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import msgspec
import pytest

from ethics_desktop.domain.attempt import AttemptState
from ethics_desktop.domain.bank import Principle
from ethics_desktop.domain.errors import StorageError, UserError
from ethics_desktop.domain.plays import PlayState
from ethics_desktop.store.backup import backup, check
from ethics_desktop.store.playthroughs import SqlitePlaythroughStore
from ethics_desktop.store.progress import SqliteProgressStore
from ethics_desktop.store.progress_sums import SqliteSumsStore
from tests.unit.domain.scenario_cases import sound
from tests.unit.store import sample
from tests.unit.store.play_sample import begin, head, play_on, result
from tests.unit.store.sample import NOW


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "progress.sqlite3"


@pytest.fixture
def progress(path: Path) -> Iterator[SqliteProgressStore]:
    opened = SqliteProgressStore.open(path, NOW)
    yield opened
    opened.close()


@pytest.fixture
def store(progress: SqliteProgressStore) -> SqlitePlaythroughStore:
    return SqlitePlaythroughStore(progress.database)


def counts(path: Path) -> dict[str, int]:
    tables = ("scenario_version", "play", "play_step", "play_result", "play_fraction", "play_day")
    connection = sqlite3.connect(path)
    found = {
        table: connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in tables
    }
    connection.close()
    return found


def test_a_play_comes_back_equal(store: SqlitePlaythroughStore) -> None:
    stored = begin(store)
    assert stored == head() and stored.first
    play_on(store, stored, "ab")
    one = store.load_play("main-1")
    assert (one.head, one.scenario, one.choices) == (stored, sound(), ("a", "b"))
    assert (one.state, one.saved_at) == (PlayState.OPEN, NOW + timedelta(minutes=2))
    (row,) = store.open_plays()
    assert (row.head, row.decisions, row.saved_at) == (stored, 2, NOW + timedelta(minutes=2))


def test_the_last_step_stores_the_result_with_it(store: SqlitePlaythroughStore) -> None:
    play_on(store, begin(store), "bba")
    assert store.open_plays() == []
    (row,) = store.finished_plays()
    assert (row.ending, row.ending_title, row.quality, row.first) == ("e1", "Akhir e1", 100.0, True)
    assert row.finished_at == NOW + timedelta(minutes=3)
    assert store.load_score("main-1") == result(head(), "bba").score
    assert store.load_play("main-1").state is PlayState.FINISHED
    assert store.finished_plays("sehat") == [row]
    assert store.finished_plays("lain") == []


def test_scenarios_are_stored_once_and_go_with_their_last_play(
    store: SqlitePlaythroughStore, path: Path
) -> None:
    play_on(store, begin(store), "b")
    play_on(store, begin(store, "main-2"), "b")
    assert counts(path)["scenario_version"] == 1
    newer = msgspec.structs.replace(sound(), rev=2)
    begin(store, "main-3", scenario=newer)
    assert counts(path)["scenario_version"] == 2
    store.discard_play("main-3", NOW)
    assert counts(path)["scenario_version"] == 1
    assert store.load_play("main-1").scenario.rev == 1


def test_only_one_play_measures(store: SqlitePlaythroughStore) -> None:
    assert begin(store, "main-1").first
    assert begin(store, "main-2").first, "an open play without choices gives way"
    with pytest.raises(UserError, match="play_missing"):
        store.load_play("main-1")
    play_on(store, begin(store, "main-3"), "a")
    assert not begin(store, "main-4").first
    assert [row.head.id for row in store.open_plays()] == ["main-4", "main-3"]


def test_a_play_thrown_away_after_choices_spends_the_first(
    store: SqlitePlaythroughStore, path: Path
) -> None:
    play_on(store, begin(store), "a")
    store.discard_play("main-1", NOW + timedelta(hours=1))
    assert store.open_plays() == store.finished_plays() == []
    assert not begin(store, "main-2").first
    assert store.all_choices("sehat") == [("a",)]
    assert store.load_play("main-1").state is PlayState.ABANDONED
    assert check(path) == []


def test_discard_without_own_choices_leaves_nothing(
    store: SqlitePlaythroughStore, path: Path
) -> None:
    begin(store)
    store.discard_play("main-1", NOW)
    begin(store, "main-2", steps="b")
    store.discard_play("main-2", NOW)
    assert set(counts(path).values()) == {0}
    assert begin(store, "main-3").first


def test_a_prefix_is_stored_as_steps_and_never_measures(store: SqlitePlaythroughStore) -> None:
    fork = begin(store, steps="bb")
    assert not fork.first and fork.prefix == 2
    play_on(store, fork, "a")
    assert store.load_play("main-1").choices == ("b", "b", "a")
    assert store.finished_plays()[0].first is False


def test_missing_closed_and_moved_on_are_told_apart(store: SqlitePlaythroughStore) -> None:
    play_on(store, begin(store), "bba")
    play_on(store, begin(store, "main-2"), "b")
    with pytest.raises(UserError, match="play_moved_on"):
        store.append_step("main-2", 1, "a", NOW, None)
    assert store.load_play("main-2").choices == ("b",)
    for play_id, code in (("main-1", "play_closed"), ("tiada", "play_missing")):
        with pytest.raises(UserError, match=code):
            store.append_step(play_id, 4, "a", NOW, None)
        with pytest.raises(UserError, match=code):
            store.discard_play(play_id, NOW)
    for call in (store.load_play, store.load_score):
        with pytest.raises(UserError, match="play_missing"):
            call("tiada")
    with pytest.raises(UserError, match="playthrough_unfinished"):
        store.load_score("main-2")


def test_steps_cannot_be_changed(store: SqlitePlaythroughStore, path: Path) -> None:
    play_on(store, begin(store), "b")
    other = sqlite3.connect(path)
    with pytest.raises(sqlite3.IntegrityError, match="append-only"):
        other.execute("UPDATE play_step SET choice = 'a'")
    other.close()


def test_wrong_hash_is_a_bug_and_leaves_nothing(store: SqlitePlaythroughStore, path: Path) -> None:
    wrong = msgspec.structs.replace(head(), scenario_hash="0" * 64)
    with pytest.raises(ValueError, match="hash"):
        store.create_play(wrong, sound(), ())
    assert set(counts(path).values()) == {0}


def test_first_plays_enter_the_profile_and_later_ones_never(
    store: SqlitePlaythroughStore, progress: SqliteProgressStore, path: Path
) -> None:
    play_on(store, begin(store), "bab")  # q: 1 (5 of 1 and 5), 0 (4 of 4 and 5), 0 (2 of 5 and 2)
    rows = progress.first_exposures(NOW)
    assert [(row.item_id, row.principle, row.fraction, row.blind) for row in rows] == [
        ("sehat.d1", Principle.INTEGRITAS, 1.0, 0.5),
        ("sehat.d2", Principle.INTEGRITAS, 0.0, 0.5),
        ("sehat.d3", Principle.INTEGRITAS, 0.0, 0.5),
    ]
    assert {row.attempt_id for row in rows} == {"main-1"}
    sums = SqliteSumsStore(progress.database).principle_sums(NOW)
    play_on(store, begin(store, "main-2"), "bba")
    play_on(store, begin(store, "main-3", steps="b"), "ba")
    assert len(store.finished_plays()) == 3
    assert progress.first_exposures(NOW) == rows
    assert SqliteSumsStore(progress.database).principle_sums(NOW) == sums
    (one,) = sums
    assert (one.n, one.full, one.fraction, one.fraction2, one.blind) == (3, 1, 1.0, 1.0, 1.5)
    assert check(path) == []


def test_plays_and_attempts_stand_together_in_order_of_time(
    store: SqlitePlaythroughStore, progress: SqliteProgressStore, path: Path
) -> None:
    play_on(store, begin(store), "bba", NOW - timedelta(days=200))
    for days in (0, 2):
        one = sample.attempt(f"upaya-{days}", range(5 * days, 5 * days + 5), NOW)
        progress.create_attempt(one, sample.timer())
        made = sample.result(one)
        at = NOW + timedelta(days=days)
        made = msgspec.structs.replace(made, finished_at=at)
        progress.finish(one.id, AttemptState.FINISHED, at, sample.timer(), made)
    other = msgspec.structs.replace(sound(), id="lain")
    between = begin(store, "main-2", at=NOW + timedelta(days=1), scenario=other)
    for seq, choice in enumerate("bba", 1):
        done = result(between, "bba", other) if seq == 3 else None
        store.append_step("main-2", seq, choice, NOW + timedelta(days=1), done)
    rows = progress.first_exposures(NOW)
    assert [row.at for row in rows] == sorted(row.at for row in rows)
    assert [row.attempt_id for row in rows] == ["upaya-0"] * 5 + ["main-2"] * 3 + ["upaya-2"] * 5
    assert sum(one.n for one in SqliteSumsStore(progress.database).principle_sums(NOW)) == len(rows)
    assert check(path) == []


def test_a_failed_last_step_leaves_the_play_open(store: SqlitePlaythroughStore, path: Path) -> None:
    play_on(store, begin(store), "bb")
    before = counts(path)
    bad = msgspec.structs.replace(result(head(), "bba"), ending_title=None)  # type: ignore[arg-type]
    with pytest.raises(sqlite3.IntegrityError):
        store.append_step("main-1", 3, "a", NOW, bad)
    assert counts(path) == before
    assert store.load_play("main-1").state is PlayState.OPEN
    play_on(store, store.load_play("main-1").head, "a")
    assert store.finished_plays()[0].ending == "e1"


def test_a_locked_file_stores_nothing(store: SqlitePlaythroughStore, path: Path) -> None:
    begin(store)
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    store._db.run("PRAGMA busy_timeout = 0")
    with pytest.raises(StorageError, match="locked"):
        store.append_step("main-1", 1, "a", NOW, None)
    other.execute("ROLLBACK")
    other.close()
    assert store.load_play("main-1").choices == ()
    play_on(store, store.load_play("main-1").head, "a")


def test_a_choice_is_one_commit(store: SqlitePlaythroughStore) -> None:
    play = begin(store)
    said: list[str] = []
    store._db.connection.set_trace_callback(said.append)
    play_on(store, play, "b")
    store._db.connection.set_trace_callback(None)
    assert [line for line in said if line.startswith(("BEGIN", "COMMIT"))] == [
        "BEGIN IMMEDIATE",
        "COMMIT",
    ]


def test_broken_content_is_called_damaged(store: SqlitePlaythroughStore) -> None:
    play_on(store, begin(store), "bba")
    store._db.run("UPDATE play_result SET score = '{}'")
    store._db.run("UPDATE scenario_version SET scenario = '[]'")
    for call in (store.load_play, store.load_score):
        with pytest.raises(StorageError, match="damaged"):
            call("main-1")


PLANS = {
    "SELECT n FROM play WHERE state = 'open' ORDER BY n DESC": "play_open",
    "SELECT count(*) FROM play WHERE scenario_id = 'x'": "play_scenario",
    "SELECT 1 FROM play WHERE scenario_hash = 'x'": "play_version",
    "SELECT 1 FROM play_fraction WHERE at >= 5 ORDER BY at, play, decision": "play_fraction_time",
    "SELECT count(*) FROM play_step WHERE play = 3": "PRIMARY KEY (play=?)",
    "SELECT sum(n) FROM play_day WHERE day >= 3": "PRIMARY KEY (day>?)",
}


@pytest.mark.parametrize("query", PLANS)
def test_queries_use_their_index(store: SqlitePlaythroughStore, path: Path, query: str) -> None:
    connection = sqlite3.connect(path)
    plan = connection.execute(f"EXPLAIN QUERY PLAN {query}").fetchall()
    connection.close()
    assert PLANS[query] in plan[0][3]
    assert "TEMP B-TREE" not in str(plan)


SABOTAGE: dict[str, tuple[str, ...]] = {
    "db_play_step_gap": ("INSERT INTO play_step VALUES (2, 9, 'a', 0)",),
    "db_play_step_missing": ("DELETE FROM play_step WHERE play = 1",),
    "db_scenario_version_missing": ("DELETE FROM scenario_version",),
    "db_scenario_version_changed": (
        "UPDATE scenario_version SET scenario = replace(scenario, 'warga', 'wargi')",
    ),
    "db_play_result_missing": ("DELETE FROM play_result",),
    "db_play_counted_wrongly": ("UPDATE play SET first = 0",),
    "db_play_sums_differ": ("UPDATE play_day SET n = n + 1",),
    "db_reference_broken": ("DELETE FROM play WHERE id = 'main-1'",),
}


@pytest.mark.parametrize("code", SABOTAGE)
def test_check_finds_what_must_not_be(
    store: SqlitePlaythroughStore, progress: SqliteProgressStore, path: Path, code: str
) -> None:
    play_on(store, begin(store), "bba")
    play_on(store, begin(store, "main-2"), "b")
    progress.close()
    assert check(path) == []
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("PRAGMA foreign_keys = OFF")
    for statement in SABOTAGE[code]:
        assert connection.execute(statement).rowcount > 0
    connection.close()
    assert code in {finding.code for finding in check(path)}


def test_two_measuring_plays_of_one_scenario_are_impossible(
    store: SqlitePlaythroughStore, path: Path
) -> None:
    play_on(store, begin(store), "b")
    play_on(store, begin(store, "main-2"), "b")
    other = sqlite3.connect(path)
    with pytest.raises(sqlite3.IntegrityError, match="UNIQUE"):
        other.execute("UPDATE play SET first = 1")
    other.close()


def test_a_backup_holds_the_plays(store: SqlitePlaythroughStore, path: Path) -> None:
    play_on(store, begin(store), "bba")
    copy = backup(path, NOW)
    assert counts(copy) == counts(path)
    assert counts(copy)["play_fraction"] == 3
