"""Sums by week and code: kept at write time, the same as counted anew; lists that stay short."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path

import msgspec
import pytest

from ethics_desktop.domain.attempt import AttemptState
from ethics_desktop.domain.bank import Principle
from ethics_desktop.domain.constants import WRONG_BELOW
from ethics_desktop.domain.result import AttemptResult
from ethics_desktop.domain.sums import monday_of, week_of
from ethics_desktop.store.backup import check
from ethics_desktop.store.playthroughs import SqlitePlaythroughStore
from ethics_desktop.store.practice import SqlitePracticeStore
from ethics_desktop.store.progress import SqliteProgressStore
from ethics_desktop.store.progress_rows import codes_of
from ethics_desktop.store.progress_sums import SqliteSumsStore
from tests.unit.store import practice_sample, sample
from tests.unit.store.play_sample import begin, play_on
from tests.unit.store.sample import NOW, attempt, result, timer

TABLES = (
    "item_code",
    "principle_week",
    "practice_first",
    "practice_week",
    "code_week",
    "sure_wrong",
    "sure_last",
)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "progress.sqlite3"


@pytest.fixture
def store(path: Path) -> Iterator[SqliteProgressStore]:
    opened = SqliteProgressStore.open(path, NOW)
    yield opened
    opened.close()


@pytest.fixture
def sums(store: SqliteProgressStore) -> SqliteSumsStore:
    return SqliteSumsStore(store.database)


def finish(
    store: SqliteProgressStore,
    name: str,
    numbers: range = range(10),
    at: datetime = NOW,
    fractions: list[float] | None = None,
    form: str = "asesmen-singkat",
    comparable: bool = True,
) -> AttemptResult:
    one = attempt(name, numbers, at)
    blueprint = msgspec.structs.replace(one.form.blueprint, id=form, title={"id": f"Judul {form}"})
    one = msgspec.structs.replace(one, form=msgspec.structs.replace(one.form, blueprint=blueprint))
    store.create_attempt(one, timer())
    made = result(one, fractions=fractions, comparable=comparable)
    store.finish(name, AttemptState.FINISHED, made.finished_at, timer(), made)
    return made


def content(store: SqliteProgressStore) -> dict[str, list[tuple[object, ...]]]:
    return {
        table: [
            tuple(round(v, 9) if isinstance(v, float) else v for v in row)
            for row in store.database.rows(f"SELECT * FROM {table} ORDER BY 1, 2")
        ]
        for table in TABLES
    }


def test_sums_are_the_same_when_made_anew(
    store: SqliteProgressStore, sums: SqliteSumsStore, path: Path
) -> None:
    for number in range(12):
        first = number * 3
        at = NOW + timedelta(days=number * 11)
        finish(store, f"u-{number}", range(first, first + 9), at, comparable=number % 4 != 3)
    plays = SqlitePlaythroughStore(store.database)
    play_on(plays, begin(plays, "main-1", at=NOW), "bba", NOW)
    store.delete_attempt("u-5")
    store.delete_attempt("u-0")
    store.delete_attempt("u-11")
    kept = content(store)
    assert all(rows for table, rows in kept.items() if "practice" not in table)
    sums.rebuild()
    assert content(store) == kept
    store.close()
    assert check(path) == []


def practise(
    store: SqliteProgressStore, seq: int, number: int, at: datetime = NOW, **changes: object
) -> None:
    entry = practice_sample.entry(seq, number, at=at, **changes)
    SqlitePracticeStore(store.database).append(practice_sample.head(), entry)


def test_practice_is_counted_apart_and_each_item_once(
    store: SqliteProgressStore, sums: SqliteSumsStore, path: Path
) -> None:
    for seq, number in enumerate((0, 5, 1, 0), 1):  # the last is met again
        practise(store, seq, number, fraction=0.5)
    practise(store, 5, 2, rapid=True)
    practise(store, 6, 3, hint=True)
    practise(store, 7, 4, repeat=True)
    practise(store, 8, 5, NOW + timedelta(days=91))
    week = week_of(NOW.date())
    assert {one.principle: one.n for one in sums.practice_sums(week)} == {
        Principle.INTEGRITAS: 3,
        Principle.KEADILAN: 1,
    }
    assert sum(one.n for one in sums.practice_sums(week + 1)) == 1
    assert sums.principle_sums(NOW) == [] and sums.week_sums(0) == []
    kept = content(store)["practice_week"]
    sums.rebuild()
    assert content(store)["practice_week"] == kept
    store.close()
    assert check(path) == []


def test_practised_well_leaves_the_list(store: SqliteProgressStore, sums: SqliteSumsStore) -> None:
    finish(store, "u-1", range(2), fractions=[0.0, 0.25])
    assert sums.sure_wrong_count() == 2
    practise(store, 1, 1, NOW + timedelta(days=1), fraction=0.25)
    assert sums.sure_wrong_count() == 2
    practise(store, 2, 1, NOW + timedelta(days=2), fraction=1.0)
    assert [one.item.id for one in sums.sure_wrong(9)] == ["butir-000"]
    assert sums.sure_wrong_count() == 1
    practise(store, 3, 0, NOW + timedelta(days=3), fraction=WRONG_BELOW)
    assert sums.sure_wrong_count() == 0  # from there on it is not wrong


def test_old_files_get_the_sums_that_writing_would_have_kept(tmp_path: Path) -> None:
    data = Path(__file__).resolve().parents[2] / "data" / "db"
    path = tmp_path / "progress.sqlite3"
    shutil.copy(data / "progress-1003.sqlite3", path)
    store = SqliteProgressStore.open(path, NOW)
    brought = content(store)
    store.close()
    assert check(path) == []
    newer = tmp_path / "newer.sqlite3"
    shutil.copy(data / "progress-1004.sqlite3", newer)
    store = SqliteProgressStore.open(newer, NOW)
    assert content(store) == brought and brought["code_week"]
    store.close()


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ("UPDATE principle_week SET n = n + 1", "db_week_sums_differ"),
        (
            "INSERT INTO practice_week VALUES (1, 'keadilan', 1, 1, 1.0, 1.0, 0.2)",
            "db_practice_week_differs",
        ),
        ("UPDATE code_week SET fraction = fraction + 1", "db_code_sums_differ"),
        ("UPDATE sure_last SET position = position + 1", "db_sure_wrong_differ"),
    ],
)
def test_wrong_sums_are_found(
    store: SqliteProgressStore, path: Path, change: str, code: str
) -> None:
    finish(store, "u-1")
    store.close()
    connection = sqlite3.connect(path)
    connection.execute(change)
    connection.commit()
    connection.close()
    assert {finding.code for finding in check(path)} == {code}


def test_weeks_begin_on_mondays() -> None:
    sunday = date(2026, 11, 22)
    assert week_of(sunday) == week_of(sunday - timedelta(days=6))
    assert week_of(sunday + timedelta(days=1)) == week_of(sunday) + 1
    assert monday_of(week_of(sunday)) == date(2026, 11, 16)
    assert monday_of(0) == date(1969, 12, 29)


def test_week_sums_by_principle(store: SqliteProgressStore, sums: SqliteSumsStore) -> None:
    finish(store, "u-1", range(10))
    finish(store, "u-2", range(20, 30), NOW + timedelta(days=7))
    week = week_of(NOW.date())
    rows = sums.week_sums(week)
    assert {row.week for row in rows} == {week, week + 1}
    assert sum(row.n for row in rows) == 20
    assert {row.principle for row in rows} == set(Principle)
    assert sums.week_sums(week + 2) == []


def test_behaviours_and_their_values(store: SqliteProgressStore, sums: SqliteSumsStore) -> None:
    finish(store, "u-1", range(10))
    found = {row.code: row for row in sums.code_sums("berakhlak", 0)}
    assert set(found) == {"akuntabel", "akuntabel.1"}
    assert found["akuntabel"].n == found["akuntabel.1"].n == 10
    modules = {row.code: row.n for row in sums.code_sums("bimtek", 0)}
    assert modules == {"1": 2, "2": 2, "3": 2, "4": 2, "5": 1, "6": 1}
    assert sums.code_sums("berakhlak", week_of(NOW.date()) + 1) == []
    assert sums.code_sums("lain", 0) == []


def test_an_item_of_two_behaviours_counts_once_in_their_value() -> None:
    one = sample.item(1)
    meta = msgspec.structs.replace(
        one.meta, frameworks={"berakhlak": ("akuntabel.1", "akuntabel.2", ".x", "loyal")}
    )
    assert codes_of(msgspec.structs.replace(one, meta=meta)) == {
        ("berakhlak", code) for code in ("akuntabel", "akuntabel.1", "akuntabel.2", ".x", "loyal")
    }


def test_sure_but_wrong_until_it_goes_well(
    store: SqliteProgressStore, sums: SqliteSumsStore
) -> None:
    finish(store, "u-1", range(5), fractions=[0.0, 0.25, 0.0, 1.0, 0.5])  # the third in doubt
    assert [(one.position, one.attempt_id) for one in sums.sure_wrong(9)] == [
        (5, "u-1"),
        (2, "u-1"),
        (1, "u-1"),
    ]
    assert sums.sure_wrong(9)[0].item == sample.item(4)
    later = NOW + timedelta(days=1)
    finish(store, "u-2", range(5), later, fractions=[1.0, 1.0, 1.0, 1.0, 0.0])
    (left,) = sums.sure_wrong(9)
    assert (left.item.id, left.attempt_id, left.title) == (
        "butir-004",
        "u-2",
        {"id": "Judul asesmen-singkat"},
    )
    assert sums.sure_wrong_count() == 1
    store.delete_attempt("u-2")  # as if it had never been
    assert sums.sure_wrong_count() == 3
    assert len(sums.sure_wrong(2)) == 2
    store.delete_attempt("u-1")
    assert sums.sure_wrong(9) == []


def test_history_by_form_and_time(store: SqliteProgressStore, sums: SqliteSumsStore) -> None:
    for number in range(6):
        at = NOW + timedelta(days=10 * number)
        finish(store, f"u-{number}", range(4), at, form="dua" if number % 3 == 2 else "satu")
    store.create_attempt(attempt("terbuka", range(4), NOW + timedelta(days=90)), timer())

    def names(form: str, since: datetime | None, most: int) -> list[str]:
        return [row.attempt_id for row in sums.history(form, since, most)]

    assert names("", None, 99) == ["u-5", "u-4", "u-3", "u-2", "u-1", "u-0"]
    assert names("", None, 2) == ["u-5", "u-4"]
    assert names("dua", None, 99) == ["u-5", "u-2"]
    assert names("", NOW + timedelta(days=35), 99) == ["u-5", "u-4"]
    assert names("satu", NOW + timedelta(days=25), 99) == ["u-4", "u-3"]
    assert names("tiga", None, 99) == []
    newest = sums.newest_of_forms()
    assert {form: row.attempt_id for form, row in newest.items()} == {"satu": "u-4", "dua": "u-5"}
    assert newest["satu"] == sums.history("satu", None, 1)[0]


def test_nothing_yet(sums: SqliteSumsStore) -> None:
    assert sums.newest_of_forms() == {} and sums.history("", None, 9) == []
    assert sums.sure_wrong_count() == 0 and sums.week_sums(0) == []


def test_sums_of_some_hours(store: SqliteProgressStore, sums: SqliteSumsStore) -> None:
    end = finish(store, "u-1", range(10)).finished_at
    plays = SqlitePlaythroughStore(store.database)
    play_on(plays, begin(plays), "bba", NOW - timedelta(hours=1))
    step, hour = timedelta(microseconds=1), timedelta(hours=1)
    assert sum(row.n for row in sums.sums_between(end, end + step)) == 10
    assert sums.sums_between(end + step, end + hour) == []
    played = sum(row.n for row in sums.sums_between(NOW - hour, NOW))
    assert played and sum(row.n for row in sums.sums_between(NOW - hour, end)) == played
    assert sums.sums_between(NOW - hour, end + step) == sums.principle_sums(NOW)


PLANS = {
    "SELECT n FROM attempt WHERE state <> 'open' AND blueprint_id = 'x' AND finished_at >= 3"
    " ORDER BY finished_at DESC, n DESC": "attempt_form",
    "SELECT min(blueprint_id) FROM attempt WHERE state <> 'open' AND blueprint_id > 'x'": (
        "attempt_form"
    ),
    "SELECT code FROM code_week WHERE framework = 'x' AND week >= 3 ORDER BY week": (
        "PRIMARY KEY (framework=? AND week>?)"
    ),
    "SELECT * FROM principle_week WHERE week >= 3 ORDER BY week, principle": (
        "PRIMARY KEY (week>?)"
    ),
    "SELECT principle FROM scored WHERE counted AND at >= 3 AND at < 4": "scored_counted",
    "SELECT principle FROM play_fraction WHERE at >= 3 AND at < 4": "play_fraction_time",
    "SELECT item_id FROM sure_last ORDER BY at DESC, attempt DESC, position DESC LIMIT 5": (
        "sure_last_time"
    ),
    "SELECT attempt FROM scored WHERE reached AND item_id = 'x' ORDER BY at DESC, attempt DESC": (
        "scored_item"
    ),
}


@pytest.mark.parametrize("query", PLANS)
def test_queries_use_their_index(store: SqliteProgressStore, path: Path, query: str) -> None:
    connection = sqlite3.connect(path)
    plan = connection.execute(f"EXPLAIN QUERY PLAN {query}").fetchall()
    connection.close()
    assert PLANS[query] in plan[0][3]
    assert "TEMP B-TREE" not in str(plan)
