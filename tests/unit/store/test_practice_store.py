"""Practice in the progress file: one commit an answer, sums, cards and their log."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import msgspec
import pytest

from ethics_desktop.domain.attempt import AttemptState, ItemState
from ethics_desktop.domain.bank import Principle
from ethics_desktop.domain.cards import CardChange, CardEvent
from ethics_desktop.domain.certainty import Certainty
from ethics_desktop.domain.errors import StorageError
from ethics_desktop.domain.practice import PracticeKind, Skill
from ethics_desktop.domain.practice_day import DayCounts
from ethics_desktop.store.checks import check
from ethics_desktop.store.database import ROOM_BYTES
from ethics_desktop.store.practice import SqlitePracticeStore
from ethics_desktop.store.progress import SqliteProgressStore
from tests.unit.store import sample
from tests.unit.store.practice_sample import (
    DAY,
    again,
    card,
    entry,
    head,
    made,
    reviewed,
    write_all,
)
from tests.unit.store.sample import NOW, attempt, result, timer


@pytest.fixture
def progress(tmp_path: Path) -> Iterator[SqliteProgressStore]:
    opened = SqliteProgressStore.open(tmp_path / "progress.sqlite3", NOW)
    yield opened
    opened.close()


@pytest.fixture
def store(progress: SqliteProgressStore) -> SqlitePracticeStore:
    return SqlitePracticeStore(progress.database)


def test_everything_comes_back(store: SqlitePracticeStore) -> None:
    write_all(store)
    rows = store.answers()
    assert [(row.session, row.kind, row.seq) for row in rows] == [
        ("latihan-1", PracticeKind.FREE, 1),
        ("latihan-1", PracticeKind.FREE, 2),
        ("latihan-1", PracticeKind.FREE, 3),
        ("dilema-1", PracticeKind.DILEMMA, 1),
    ]
    assert rows[1].answer == entry(2).answer
    assert (rows[1].fraction, rows[1].certainty, rows[2].repeat) == (0.0, Certainty.SURE, True)
    assert rows[2].certainty is None
    assert store.answers("dilema-1") == rows[3:]
    assert store.skills() == {Principle.KEADILAN: Skill(0.125, 1)}
    assert store.card("item:butir-001") == card(1)
    assert store.card("once:butir-002") == again(2).card
    assert store.fact("profile_seed", lambda: "anders") == "20261121-0000000a"
    met = store.practised()["butir-001"]
    assert (met.times, met.last_at, met.last_day) == (2, NOW + timedelta(seconds=90), DAY)
    assert met.certainty is None
    assert check(store.path) == []


def test_an_answer_with_all_it_changes_is_one_commit(store: SqlitePracticeStore) -> None:
    said: list[str] = []
    store._db.connection.set_trace_callback(said.append)
    skill = (Principle.KEADILAN, Skill(0.5, 3))
    store.append(head(), entry(1, skill=skill, changes=(reviewed(1), again(2))))
    store._db.connection.set_trace_callback(None)
    assert [line for line in said if line.startswith(("BEGIN", "COMMIT"))] == [
        "BEGIN IMMEDIATE",
        "COMMIT",
    ]


def test_an_answer_to_a_session_that_is_there_uses_no_number(store: SqlitePracticeStore) -> None:
    for seq in range(1, 5):
        store.append(head(), entry(seq))
    store.append(head("latihan-2"), entry(1, 5))
    found = store._db.rows("SELECT n, id FROM practice_session ORDER BY n")
    assert found == [(1, "latihan-1"), (2, "latihan-2")]
    last = store._db.value("SELECT seq FROM sqlite_sequence WHERE name = 'practice_session'")
    assert last == 2


def test_room_made_before_a_session_holds_through_a_crash(tmp_path: Path) -> None:
    path = tmp_path / "progress.sqlite3"
    SqliteProgressStore.open(path, NOW).close()
    progress = SqliteProgressStore.open(path, NOW)  # its log is empty: the room is all zeros
    store = SqlitePracticeStore(progress.database)
    store.tidy()
    for given in range(4):
        if given:
            store.append(head(), entry(given))
        crashed = tmp_path / f"crashed-{given}"
        crashed.mkdir()
        for end in ("", "-wal"):
            shutil.copy(f"{path}{end}", crashed / f"{path.name}{end}")
        assert Path(f"{path}-wal").stat().st_size == ROOM_BYTES
        reopened = SqliteProgressStore.open(crashed / path.name, NOW)
        assert len(SqlitePracticeStore(reopened.database).answers()) == given
        reopened.close()
        assert check(crashed / path.name) == []
    progress.close()


def test_a_failed_answer_changes_nothing(store: SqlitePracticeStore) -> None:
    store.append(head(), entry(1))
    with pytest.raises((StorageError, sqlite3.IntegrityError)):
        store.append(
            head(), entry(1, 2, skill=(Principle.KEADILAN, Skill(1, 1)), changes=(again(2),))
        )
    assert len(store.answers()) == 1
    assert store.skills() == {}
    assert store.all_cards() == []
    store.append(head(), entry(2))


def test_answers_and_log_are_append_only(store: SqlitePracticeStore) -> None:
    write_all(store)
    for table in ("practice_answer", "review_log"):
        with pytest.raises((StorageError, sqlite3.IntegrityError)):
            store._db.run(f"UPDATE {table} SET at = at + 1")


def test_hash_that_does_not_fit_is_refused(store: SqlitePracticeStore) -> None:
    one = entry(1)
    wrong = msgspec.structs.replace(one.form_item, item_hash="0" * 64)
    with pytest.raises(ValueError, match="butir-001"):
        store.append(head(), msgspec.structs.replace(one, form_item=wrong))


def test_counts_of_a_day(store: SqlitePracticeStore) -> None:
    assert store.counts(DAY) == DayCounts()
    write_all(store)
    assert store.counts(DAY) == DayCounts(fresh=2, introduced=1, dilemma_done=True)
    assert store.counts(DAY + 1) == DayCounts(due=1, fresh=2)
    assert store.counts(DAY + 2) == DayCounts(due=2, fresh=2)
    later = msgspec.structs.replace(card(1, DAY + 9), reviews=2, suspended=True, again=4)
    store.save_cards([CardChange(later, CardEvent.REVIEW)], NOW, DAY + 2)
    assert store.counts(DAY + 2) == DayCounts(due=1, fresh=2, done=1, resting=1)
    assert [one.key for one in store.resting()] == ["item:butir-001"]


def test_counts_are_one_statement_over_indexes(store: SqlitePracticeStore) -> None:
    write_all(store)
    said: list[str] = []
    store._db.connection.set_trace_callback(said.append)
    store.counts(DAY)
    store._db.connection.set_trace_callback(None)
    assert len(said) == 1
    plan = [row[3] for row in store._db.rows(f"EXPLAIN QUERY PLAN {said[0]}")]
    assert not [line for line in plan if line.startswith("SCAN review_log")], plan
    assert any("review_card_due" in line for line in plan), plan


def test_due_new_and_next(store: SqlitePracticeStore) -> None:
    write_all(store)
    assert store.due(DAY) == []
    assert [one.key for one in store.due(DAY + 2)] == ["item:butir-001", "once:butir-002"]
    assert [one.key for one in store.fresh(5)] == ["item:butir-004", "item:butir-005"]
    assert [one.wished for one in store.fresh(1)] == [True]
    assert store.next_due(DAY) == DAY + 1
    assert store.next_due(DAY + 2) is None


def test_a_done_card_is_gone_and_its_log_stays(store: SqlitePracticeStore) -> None:
    write_all(store)
    done = CardChange(again(2).card, CardEvent.DONE)
    store.append(head("latihan-2"), entry(1, 2, day=DAY + 1, changes=(done,)))
    assert store.card("once:butir-002") is None
    assert store.counts(DAY + 1).done == 1
    assert check(store.path) == []


def test_cards_without_an_item_wait_unseen(store: SqlitePracticeStore) -> None:
    write_all(store)
    store.set_absent(["item:butir-001", "item:butir-004"], [])
    assert store.counts(DAY + 2) == DayCounts(due=1, fresh=1)
    assert [absent for _, absent in store.all_cards()].count(True) == 2
    store.set_absent([], ["item:butir-001"])
    assert store.counts(DAY + 2).due == 2


def test_items_of_an_unfinished_assessment_are_held_back(
    progress: SqliteProgressStore, store: SqlitePracticeStore
) -> None:
    write_all(store)
    progress.create_attempt(attempt(numbers=range(1, 2)), timer())
    assert store.busy() == {"butir-001"}
    assert store.counts(DAY + 2).due == 1
    assert [one.key for one in store.due(DAY + 2)] == ["once:butir-002"]


def finish(progress: SqliteProgressStore, numbers: range, minutes: int = 5) -> None:
    one = attempt(numbers=numbers)
    progress.create_attempt(one, timer())
    made_of_it = result(one, minutes=minutes)
    progress.finish(one.id, AttemptState.FINISHED, made_of_it.finished_at, timer(), made_of_it)


def test_practice_is_no_first_exposure_and_no_result(
    progress: SqliteProgressStore, store: SqlitePracticeStore
) -> None:
    store.append(head(), entry(1))
    assert progress.history() == []
    assert progress.first_exposures(NOW - timedelta(days=9)) == []
    seen = progress.exposures()["butir-001"]
    assert (seen.times, seen.last_at, seen.forms_ago) == (1, NOW + timedelta(seconds=30), 1)
    finish(progress, range(5))
    counted = {row.item_id for row in progress.first_exposures(NOW - timedelta(days=9))}
    assert counted == {"butir-000", "butir-002", "butir-003", "butir-004"}
    both = progress.exposures()["butir-001"]
    assert (both.times, both.forms_ago) == (2, 1)
    assert check(store.path) == []


def test_an_item_practised_long_ago_counts_again(
    progress: SqliteProgressStore, store: SqlitePracticeStore
) -> None:
    store.append(head(), entry(1, at=NOW - timedelta(days=91)))
    finish(progress, range(5))
    assert len(progress.first_exposures(NOW - timedelta(days=9))) == 5


def test_practised_items_rest_in_draws_without_being_part_of_a_form(
    progress: SqliteProgressStore, store: SqlitePracticeStore
) -> None:
    finish(progress, range(3))
    store.append(head(), entry(1, 9))
    assert progress.exposures()["butir-009"].forms_ago == 2


def test_deleting_an_attempt_leaves_practice_whole(
    progress: SqliteProgressStore, store: SqlitePracticeStore
) -> None:
    store.append(head(), entry(1))
    finish(progress, range(5))
    progress.delete_attempt("upaya-1")
    assert len(store.answers()) == 1
    assert progress.exposures()["butir-001"].times == 1
    assert check(store.path) == []


def test_weak_items_of_tests(progress: SqliteProgressStore, store: SqlitePracticeStore) -> None:
    finish(progress, range(5))
    weak = store.weak_in_tests()
    assert set(weak) == {"butir-001", "butir-002", "butir-003"}  # 0.5, 0 and 0.25
    state = ItemState(1, sample.answer(1), False, True, 1000)
    one = attempt("upaya-2", range(2, 3), NOW + timedelta(hours=1))
    progress.create_attempt(one, timer())
    progress.append_response("upaya-2", state, NOW + timedelta(hours=1), timer())
    better = result(one, fractions=[1.0])
    progress.finish("upaya-2", AttemptState.FINISHED, better.finished_at, timer(), better)
    assert set(store.weak_in_tests()) == {"butir-001", "butir-003"}


def test_calibration_counts_the_first_answer_of_a_day(store: SqlitePracticeStore) -> None:
    for seq in range(1, 8):
        store.append(head(), entry(seq, fraction=seq % 2, certainty=Certainty.SURE))
    store.append(head(), entry(8, repeat=True, certainty=Certainty.SURE))
    store.append(head(), entry(9, certainty=None))
    store.append(head(), entry(10, fraction=0.75, certainty=Certainty.DOUBT))
    assert store.calibration() == [(1, 0, 1), (3, 4, 7)]


def test_own_times_are_the_latest_of_a_kind(store: SqlitePracticeStore) -> None:
    for seq in range(1, 61):  # items 0, 7, 14 ... are single choice
        store.append(head(), entry(seq, 7, rt_ms=seq * 1000))
    store.append(head(), entry(61, 7, rt_ms=300, rapid=True))
    store.append(head(), entry(62, 8, rt_ms=900))
    assert store.own_times("single") == [n * 1000 for n in range(60, 10, -1)]


def test_check_sees_what_does_not_fit(store: SqlitePracticeStore) -> None:
    write_all(store)
    store._db.run("UPDATE review_card SET due_day = 1 WHERE key = 'item:butir-001'")
    store._db.run("DELETE FROM practice_answer WHERE seq = 1 AND session = 1")
    store._db.run("UPDATE practice_version SET item = item || ' '")
    codes = {finding.code for finding in check(store.path)}
    assert {
        "db_card_differs",
        "db_practice_gap",
        "db_practice_sums_differ",
        "db_item_version_changed",
    } <= codes


def test_new_cards_are_made_once(store: SqlitePracticeStore) -> None:
    store.save_cards([], NOW, DAY)
    store.save_cards([made(4), made(4)], NOW, DAY)
    assert len(store.all_cards()) == 1
