"""Attempts end to end through the services on a real database, with a clock moved by hand."""

import sqlite3
from collections import Counter

import pytest

from ethics_desktop.domain.attempt import AttemptState, Chosen
from ethics_desktop.domain.errors import StorageError, UserError
from ethics_desktop.domain.result import StepKind
from ethics_desktop.settings import ProfileSettings
from ethics_desktop.store.library import SqliteLibraryStore
from tests.builders import best_answer, poor_answer
from tests.worlds import HandClock, make_program


@pytest.fixture
def clock():
    return HandClock()


@pytest.fixture
def program(tmp_path, clock):
    return make_program(tmp_path / "data", clock)


@pytest.fixture
def services(program):
    services = program.open()
    yield services
    services.close()


def work_through(sitting, clock, answers, seconds=40.0):
    for form_item in sitting.form_items:
        sitting.open(form_item.position)
        for _ in range(round(seconds)):
            clock.pass_time(1.0)
            sitting.tick()
        sitting.answer(form_item.position, answers(form_item.item))


def test_forms_tell_what_would_be_drawn(services):
    cards = {card.blueprint.id: card for card in services.assessment.forms()}
    assert (cards["asesmen-singkat"].items, cards["asesmen-singkat"].minutes) == (10, 8)
    assert (cards["simulasi-etika"].items, cards["simulasi-etika"].minutes) == (45, 45)
    for card in cards.values():
        assert card.available and card.last is None


def test_the_short_form_asks_two_of_each_principle_from_the_practice_pool(services):
    sitting = services.assessment.start("asesmen-singkat")
    items = [entry.item for entry in sitting.form_items]
    assert set(Counter(item.meta.principle for item in items).values()) == {2}
    assert {item.meta.pool.value for item in items} == {"latihan"}
    assert sitting.attempt.limit_s == 480


def test_a_perfect_run(services, clock):
    sitting = services.assessment.start("asesmen-singkat")
    work_through(sitting, clock, best_answer)
    result = sitting.submit()
    assert result.total.percent == 100
    assert result.total.full == result.total.n == 10
    assert result.comparable and result.rapid_share is None
    assert services.assessment.history()[0].percent == 100
    assert services.assessment.result(sitting.attempt.id) == result
    assert services.assessment.resumable() == []
    last = {c.blueprint.id: c.last for c in services.assessment.forms()}["asesmen-singkat"]
    assert last is not None and last.attempt_id == sitting.attempt.id


def test_a_poor_run_leads_to_reading_what_one_was_sure_of(services, clock):
    sitting = services.assessment.start("asesmen-singkat")
    work_through(sitting, clock, poor_answer)
    result = sitting.submit()
    assert result.total.percent < 20
    assert result.next_steps[0].kind is StepKind.REVIEW_CONFIDENT
    assert 1 <= len(result.next_steps) <= 3
    assert services.progress.overview().step is not None


def test_reopening_gives_back_everything(program, clock):
    services = program.open()
    sitting = services.assessment.start("simulasi-etika")
    first, second = sitting.form_items[:2]
    sitting.open(1)
    clock.pass_time(4)
    sitting.answer(1, best_answer(first.item))
    sitting.open(2)
    sitting.answer(2, best_answer(second.item))
    sitting.flag(2, True)
    clock.pass_time(4)
    sitting.heartbeat()
    left = sitting.tick().remaining_s
    services.close()  # as after a power cut: nothing else is told to the sitting

    clock.jump(wall_s=3600)
    services = program.open()
    (open_attempt,) = services.assessment.resumable()
    assert (open_attempt.answered, open_attempt.items) == (2, 45)
    again = services.assessment.resume(open_attempt.attempt_id)
    assert again.interrupted
    assert again.form_items == sitting.form_items
    assert again.position == 2
    assert again.state(1).answer == best_answer(first.item)
    assert again.state(2).flagged and again.state(2).answered
    assert again.tick().remaining_s == pytest.approx(left, abs=0.001)
    result = again.submit()
    assert result.pauses == 1
    assert result.pause_s == pytest.approx(3600, abs=1)
    services.close()


def test_untimed_by_choice_and_by_profile(program, services, clock):
    assert services.assessment.start("asesmen-singkat", timed=False).tick().remaining_s is None
    program.profile_settings.save(ProfileSettings(extra_time=0.0))
    assert services.assessment.start("asesmen-singkat").attempt.limit_s is None


@pytest.mark.parametrize(("factor", "minutes"), [(1.0, 8), (1.25, 10), (1.3, 11), (2.0, 16)])
def test_extra_time_is_frozen_into_the_attempt(program, services, factor, minutes):
    program.profile_settings.save(ProfileSettings(extra_time=factor))
    sitting = services.assessment.start("asesmen-singkat")
    assert sitting.attempt.limit_s == 60 * minutes
    assert sitting.attempt.extra_time == factor


def test_time_runs_out(services, clock):
    sitting = services.assessment.start("asesmen-singkat")
    sitting.open(1)
    sitting.answer(1, best_answer(sitting.form_items[0].item))
    warnings = []
    for _ in range(480):
        clock.pass_time(1)
        warnings.append(sitting.tick().warning)
    assert sitting.tick().expired
    assert [w for w, _ in Counter(warnings).items()] == ["none", "five", "one"]
    with pytest.raises(UserError) as caught:
        sitting.answer(2, best_answer(sitting.form_items[1].item))
    assert caught.value.code == "time_over"
    result = sitting.submit(time_up=True)
    assert result.time_up
    assert [line.score.answered for line in result.items].count(True) == 1
    assert result.items[-1].score.not_reached
    assert services.assessment.history()[0].state is AttemptState.TIME_UP


def test_answers_can_change_and_be_taken_back(services):
    sitting = services.assessment.start("asesmen-singkat")
    item = next(e for e in sitting.form_items if e.display_order and hasattr(e.item, "options"))
    if item.item.__struct_config__.tag not in ("single", "sjt"):
        item = next(e for e in sitting.form_items if e.item.__struct_config__.tag == "sjt")
    for option in item.display_order[:3]:
        sitting.answer(item.position, Chosen(option))
    assert sitting.state(item.position).answer == Chosen(item.display_order[2])
    sitting.answer(item.position, None)
    assert sitting.counts().answered == 0


def test_a_refusing_disk_changes_nothing(services, monkeypatch):
    sitting = services.assessment.start("asesmen-singkat")
    item = sitting.form_items[0]
    sitting.answer(1, best_answer(item.item))
    before = sitting.state(1)
    store = sitting._store

    def full(*_):
        raise StorageError("disk_full", path="x")

    monkeypatch.setattr(store, "append_response", full, raising=True)
    with pytest.raises(StorageError):
        sitting.answer(1, poor_answer(item.item))
    assert sitting.state(1) == before
    monkeypatch.undo()
    sitting.answer(1, poor_answer(item.item))
    assert sitting.state(1).answer == poor_answer(item.item)


def test_a_finished_attempt_is_closed(services):
    sitting = services.assessment.start("asesmen-singkat")
    sitting.submit()
    for late in (lambda: sitting.answer(1, None), sitting.submit):
        with pytest.raises(UserError) as caught:
            late()
        assert caught.value.code == "attempt_closed"
    with pytest.raises(UserError) as caught:
        services.assessment.resume(sitting.attempt.id)
    assert caught.value.code == "attempt_closed"


def test_unknown_things_are_named(services):
    for call, code in (
        (lambda: services.assessment.start("tidak-ada"), "blueprint_unknown"),
        (lambda: services.assessment.resume("0" * 32), "attempt_missing"),
        (lambda: services.assessment.result("0" * 32), "attempt_missing"),
    ):
        with pytest.raises(UserError) as caught:
            call()
        assert caught.value.code == code


def test_discard_and_delete_leave_nothing(program, services, clock):
    one = services.assessment.start("asesmen-singkat")
    one.answer(1, best_answer(one.form_items[0].item))
    services.assessment.discard(one.attempt.id)
    assert services.assessment.resumable() == []
    two = services.assessment.start("asesmen-singkat")
    two.submit()
    services.assessment.delete(two.attempt.id)
    assert services.assessment.history() == []
    services.close()
    with sqlite3.connect(program.paths.progress) as file:
        tables = [n for (n,) in file.execute("SELECT name FROM sqlite_master WHERE type='table'")]
        left = {t: file.execute(f'SELECT count(*) FROM "{t}"').fetchone()[0] for t in tables}
    file.close()
    assert {t for t, n in left.items() if n and not t.startswith(("_", "sqlite"))} == set()


def test_old_results_stay_when_a_bank_goes(program, services, clock, tmp_path):
    sitting = services.assessment.start("prinsip-keadilan")
    work_through(sitting, clock, best_answer, seconds=20)
    result = sitting.submit()
    for bank in services.library.banks():
        services.library._store.remove_bank(bank.id)
    assert services.assessment.result(sitting.attempt.id) == result
    cards = {card.blueprint.id: card for card in services.assessment.forms()}
    assert not cards["prinsip-keadilan"].available
    with pytest.raises(UserError) as caught:
        services.assessment.start("prinsip-keadilan")
    assert caught.value.code == "form_empty"


def test_seen_items_rest_while_their_cell_holds_fresh_ones(services, clock):
    sitting = services.assessment.start("asesmen-singkat")
    work_through(sitting, clock, best_answer)
    sitting.submit()
    clock.pass_time(60)
    second = services.assessment.start("asesmen-singkat")
    seen = {entry.item.id for entry in sitting.form_items}
    drawn = {entry.item.id for entry in second.form_items}
    cells: dict[tuple[object, object], set[str]] = {}
    for item in services.library._store.candidates():
        if item.pool.value == "latihan":
            cells.setdefault((item.principle, item.level), set()).add(item.id)
    for ids in cells.values():
        if ids & seen & drawn:
            assert ids - seen <= drawn
    assert len(seen & drawn) < 5


def test_items_that_were_never_shown_do_not_count_as_seen(services, clock):
    sitting = services.assessment.start("asesmen-singkat")
    sitting.submit()
    assert services.assessment._store.exposures() == {}


def test_rapid_answers_are_nudged_once_and_marked(services, clock):
    sitting = services.assessment.start("asesmen-singkat")
    nudges = []
    for entry in sitting.form_items:
        sitting.open(entry.position)
        clock.pass_time(1)
        sitting.answer(entry.position, best_answer(entry.item))
        nudges.append(sitting.nudge)
    assert nudges.count(True) == 1 and nudges.index(True) == 2
    result = sitting.submit()
    assert result.rapid_share == 0.0
    assert not result.comparable
    assert services.progress.overview().principles[0].estimate.n == 0


def test_banks_that_go_between_drawing_and_reading_leave_no_empty_attempt(services, monkeypatch):
    with monkeypatch.context() as patched:
        # another window has removed the bank
        patched.setattr(SqliteLibraryStore, "items_at", lambda _store, _places: [])
        with pytest.raises(UserError, match="form_empty"):
            services.assessment.start("asesmen-singkat")
    assert services.assessment.resumable() == []
