"""Use cases of the journal: write, find, promise, be asked, lock, forget."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from ethics_desktop.bootstrap import Program
from ethics_desktop.domain.errors import UserError
from ethics_desktop.domain.journal import Entry, Kept, Origin, Plan, Prompt
from ethics_desktop.formats.sealing import Key
from ethics_desktop.services.journal import IDLE_S, JournalService, State, by_day
from ethics_desktop.services.journal_lock import try_key
from ethics_desktop.services.program import Services
from tests.worlds import HandClock, make_program

PIN, OTHER_PIN = "kopi susu pagi", "teh tawar sore"
SECRET = "RAHASIA-BINGKISAN"
PLAN = Plan("ada titipan", "menolak dengan sopan", "Bu Rini")


class World:
    """A profile with its journal, and hands for PIN and files."""

    def __init__(self, data: Path) -> None:
        self.data = data
        self.clock = HandClock()
        self.program: Program = make_program(data, self.clock)
        self.services: Services = self.program.open()

    @property
    def journal(self) -> JournalService:
        return self.services.journal

    def again(self) -> None:
        """Close and open the profile, as another start of the program would."""
        self.services.close()
        self.services = self.program.open()

    def write(self, text: str = SECRET, title: str = "", plan: Plan | None = None) -> str:
        entry = Entry(title=title, answers={Prompt.FREE: text})
        return self.journal.save(entry, plan).id

    def set_pin(self, pin: str = PIN, ask: bool = False) -> list[Path]:
        """Set a PIN with everything that belongs to it; return copies that stay as they were."""
        change = self.journal.pin.put(self.journal.pin.make(pin), ask)
        self.journal.pin.scrub()
        failed = self.services.backup.reseal(change)
        change.wipe()
        return failed

    def try_pin(self, pin: str = PIN) -> Key | None:
        key = try_key(self.journal.pin.begin_try(), pin)
        if key is not None:
            self.journal.opened(key)
        return key

    def files_with(self, text: str) -> list[str]:
        """Return the files below the data folder that hold a text in clear."""
        return sorted(
            file.relative_to(self.data).as_posix()
            for file in self.data.rglob("*")
            if file.is_file() and text.encode() in file.read_bytes()
        )


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    made = World(tmp_path)
    yield made
    made.services.close()


# --- without a PIN ----------------------------------------------------------------------------


def test_entries_are_there_after_a_restart(world: World) -> None:
    entry = Entry(Origin.ATTEMPT, "Asesmen singkat", "", {Prompt.FEELINGS: "sungkan"})
    saved = world.journal.save(entry, PLAN)
    world.again()
    assert world.journal.state is State.NO_PIN
    assert world.journal.load(saved.id).entry == entry
    found = world.journal.search()
    assert (found.total, found.unreadable) == (1, 0)
    assert found.entries[0].plan == PLAN
    assert found.promises[0].promise.about == "Asesmen singkat"


def test_text_that_could_not_be_read_again_is_refused(world: World) -> None:
    for text in ("a" * 20_001, "\ud800"):
        with pytest.raises(UserError, match="entry_too_long"):
            world.write(text)
    assert world.journal.search().total == 0


def test_a_change_keeps_date_promise_and_answers(world: World) -> None:
    first = world.write("satu", plan=PLAN)
    world.clock.pass_time(86400 * 31)
    world.journal.answer(first, Kept.PARTLY, "hampir")
    world.journal.save(Entry(answers={Prompt.FREE: "dua"}), Plan("a", "b"), first)
    (one,) = world.journal.search().promises
    assert one.promise.plan == Plan("a", "b")
    assert [o.kept for o in one.promise.outcomes] == [Kept.PARTLY]
    assert one.made_at == HandClock().wall
    (entry,) = world.journal.search().entries
    assert entry.changed_at - entry.written_at == timedelta(days=31)


def test_a_plan_that_is_emptied_is_no_promise_any_more(world: World) -> None:
    one = world.write("satu", plan=PLAN)
    half = Plan("hanya situasi")
    world.journal.save(Entry(answers={Prompt.FREE: "satu"}), half, one)
    assert world.journal.search().promises == ()
    assert world.journal.load(one).plan == half  # what was written is not lost
    world.clock.pass_time(86400 * 40)
    assert world.services.private_signs().due == 0
    world.journal.save(Entry(answers={Prompt.FREE: "satu"}), PLAN, one)
    (promise,) = world.journal.search().promises
    assert promise.due_at == world.clock.now() + timedelta(days=30)
    world.journal.save(Entry(answers={Prompt.FREE: "satu"}), Plan(), one)
    assert world.journal._store.promises() == []


def test_search_looks_into_texts_titles_and_promises(world: World) -> None:
    world.write("Loket tiga", title="Senin")
    world.write("Rapat", plan=PLAN)
    titles = [one.entry.head for one in world.journal.search("bu RINI").entries]
    assert titles == ["Rapat"]
    assert [one.entry.head for one in world.journal.search("tiga senin").entries] == ["Senin"]
    assert len(world.journal.search("sopan").promises) == 1
    assert world.journal.search("tidak ada").entries == ()
    assert world.journal.search("tidak ada").total == 2


def test_promises_are_asked_about_after_30_and_90_days(world: World) -> None:
    one = world.journal.save_plan(PLAN)
    signs = world.services.private_signs
    assert signs().due == 0 and world.journal.due() == []
    world.clock.pass_time(86400 * 30)
    assert signs().due == 1
    assert [(p.id, p.stage) for p in world.journal.due()] == [(one, 30)]
    world.journal.answer(one, Kept.NO, " belum sempat ")
    assert signs().due == 0
    world.clock.pass_time(86400 * 60)
    assert [p.stage for p in world.journal.due()] == [90]
    world.journal.answer(one, Kept.YES)
    (done,) = world.journal.search().promises
    assert [(o.days, o.kept, o.note) for o in done.promise.outcomes] == [
        (30, Kept.NO, "belum sempat"),
        (90, Kept.YES, ""),
    ]
    world.clock.pass_time(86400 * 400)
    assert signs().due == 0 and done.due_at is None


def test_who_comes_back_late_is_asked_once(world: World) -> None:
    one = world.journal.save_plan(PLAN)
    world.clock.pass_time(86400 * 200)
    assert [p.stage for p in world.journal.due()] == [90]
    world.journal.answer(one, Kept.MOOT)
    assert world.services.private_signs().due == 0


def test_promises_stand_in_the_order_in_which_they_are_asked_about(world: World) -> None:
    late = world.journal.save_plan(PLAN)
    world.clock.pass_time(86400 * 95)
    world.journal.answer(late, Kept.YES)
    second = world.journal.save_plan(PLAN)
    assert [p.id for p in by_day(world.journal.search().promises)] == [second, late]


def test_half_a_plan_is_refused(world: World) -> None:
    with pytest.raises(UserError, match="plan_incomplete"):
        world.journal.save_plan(Plan("hanya ini"))


def test_what_is_deleted_is_nowhere_in_the_files(world: World) -> None:
    one = world.write("x", plan=Plan(SECRET, SECRET))
    world.journal.save(Entry(title=SECRET), Plan(SECRET, SECRET), one)
    assert world.files_with(SECRET)
    world.journal.delete(one)
    assert world.files_with(SECRET) == []
    assert world.journal.search().total == 0
    with pytest.raises(UserError, match="entry_missing"):
        world.journal.answer(one, Kept.YES)


# --- with a PIN -------------------------------------------------------------------------------


def test_nothing_is_in_clear_once_there_is_a_pin(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    one = world.write(plan=Plan(SECRET, SECRET, SECRET))
    world.services.backup.make()  # copies of before are sealed too
    world.clock.pass_time(60)
    assert world.services.backup.daily() is not None
    assert len(world.files_with(SECRET)) >= 3
    assert world.set_pin() == []
    assert world.files_with(SECRET) == []
    world.journal.save(Entry(title=SECRET, answers={Prompt.FREE: SECRET}), None, one)
    world.write(plan=Plan(SECRET, SECRET))
    world.journal.search(SECRET)
    world.clock.pass_time(60)
    world.services.backup.make()
    assert world.files_with(SECRET) == []  # with the log of the database still there
    world.services.close()
    assert world.files_with(SECRET) == []
    assert SECRET not in caplog.text and PIN not in caplog.text
    world.services = world.program.open()
    assert world.journal.state is State.CLOSED
    with pytest.raises(UserError, match="journal_closed"):
        world.journal.search()
    assert world.try_pin() is not None
    assert len(world.journal.search(SECRET).entries) == 2
    assert world.program.backups().check() == []


def test_every_use_needs_the_pin(world: World) -> None:
    one = world.write(plan=PLAN)
    world.set_pin()
    world.again()
    journal = world.journal
    for work in (
        lambda: journal.load(one),
        lambda: journal.save(Entry(title="a")),
        lambda: journal.save_plan(PLAN),
        lambda: journal.answer(one, Kept.YES),
        lambda: journal.delete(one),
        journal.due,
        lambda: journal.pin.put(journal.pin.make(OTHER_PIN)),
    ):
        with pytest.raises(UserError, match="journal_closed"):
            work()  # type: ignore[no-untyped-call]
    assert world.services.private_signs().due == 0  # dates need none
    world.clock.pass_time(86400 * 31)
    assert world.services.private_signs().due == 1


def test_changing_the_pin_makes_the_old_one_worthless_in_copies_too(world: World) -> None:
    world.write()
    world.set_pin()
    world.services.backup.make()
    before = world.journal.pin.key
    assert before is not None
    old = before.copy()
    world.set_pin(OTHER_PIN)
    for row in world.journal._store.entries():
        assert row.key != old.name
    world.clock.pass_time(3600)
    (copy,) = [c for c in world.services.backup.copies() if c.kind == "manual"]
    world.services.close()
    world.program.restore(copy.path)
    world.services = world.program.open()
    assert world.try_pin(PIN) is None
    assert world.try_pin(OTHER_PIN) is not None
    assert world.journal.search().entries[0].entry.answers[Prompt.FREE] == SECRET


def test_taking_the_pin_away_opens_everything(world: World) -> None:
    world.write()
    world.set_pin()
    from ethics_desktop.services.journal_lock import NewPin

    world.journal.pin.put(NewPin(None, None))
    world.again()
    assert world.journal.state is State.NO_PIN
    assert world.journal.search().entries[0].entry.answers[Prompt.FREE] == SECRET


def test_an_unused_journal_closes_by_itself(world: World) -> None:
    world.write()
    world.set_pin()
    world.clock.pass_time(IDLE_S - 1)
    assert world.journal.search().total == 1  # this is use
    world.clock.pass_time(IDLE_S - 1)
    assert world.journal.state is State.OPEN
    world.clock.pass_time(2)
    assert world.journal.state is State.CLOSED
    assert world.journal.pin.key is None


def test_a_copy_under_an_older_pin_stays_and_is_named(world: World) -> None:
    """A copy that could not be changed when the PIN was: its rows need the PIN of then."""
    world.write("lama")
    world.set_pin()
    copy = world.services.backup.make().path
    kept = copy.read_bytes()
    world.set_pin(OTHER_PIN)
    copy.write_bytes(kept)  # as if the folder had been read-only then
    assert world.set_pin("sirup melon") == [copy]
    assert copy.read_bytes() == kept


def test_rows_that_the_pin_does_not_open_are_counted_and_can_go(world: World) -> None:
    one = world.write("satu")
    world.write("dua")
    world.set_pin()
    row = world.journal._store.entry(one)
    broken = row.body[:-1] + bytes([row.body[-1] ^ 1])
    world.journal._store.put_entry(
        type(row)(row.id, row.written_at, row.changed_at, row.key, broken), None
    )
    found = world.journal.search()
    assert (found.total, found.unreadable, len(found.entries)) == (2, 1, 1)
    with pytest.raises(UserError, match="entry_sealed"):
        world.journal.load(one)
    world.journal.delete(one)
    assert world.journal.search().unreadable == 0


def test_rows_in_clear_are_sealed_at_the_next_opening(world: World) -> None:
    """A rebuilt file may mix rows of an old copy without a PIN with a lock."""
    one = world.write()
    row = world.journal._store.entry(one)
    world.set_pin()
    world.journal._store.put_entry(row, None)
    assert world.files_with(SECRET)
    world.again()
    assert world.try_pin() is not None
    assert world.files_with(SECRET) == []
    assert world.journal.search(SECRET).total == 1


def test_a_forgotten_pin_costs_the_journal_alone(world: World) -> None:
    sitting = world.services.assessment.start("asesmen-singkat")
    sitting.submit()
    world.write(plan=PLAN)
    world.set_pin(ask=True)
    copy = world.services.backup.make().path
    world.again()
    assert world.services.private_signs().ask_pin
    world.journal.delete_all()
    assert world.journal.state is State.NO_PIN
    assert world.journal.search().total == 0 and world.journal.search().promises == ()
    assert not world.services.private_signs().ask_pin
    assert len(world.services.assessment.history()) == 1
    assert world.services.backup.contents(copy).entries == 1  # said in words
    assert world.services.backup.forget_journal() == []
    inside = world.services.backup.contents(copy)
    assert (inside.entries, inside.promises, inside.journal_locked) == (0, 0, False)
    assert inside.finished == 1


# --- wrong PINs -------------------------------------------------------------------------------


def test_waits_grow_and_outlive_the_program(world: World) -> None:
    world.write()
    world.set_pin()
    world.again()
    for _ in range(3):
        assert world.journal.pin.wait_s() == 0
        assert world.try_pin("salah sekali") is None
    assert world.journal.pin.wait_s() == 30
    with pytest.raises(UserError, match="pin_wait") as refused:
        world.try_pin()
    assert refused.value.params["seconds"] == 30
    world.clock.pass_time(10)
    world.again()
    assert world.journal.pin.wait_s() == 20
    world.clock.jump(wall_s=-86400)  # setting the clock back gains nothing
    assert world.journal.pin.wait_s() == 30
    world.clock.jump(wall_s=86400)
    world.clock.pass_time(20)
    assert world.try_pin("salah lagi") is None
    assert world.journal.pin.wait_s() == 60
    world.clock.jump(wall_s=86400)  # nor does setting it forward while the program runs
    assert world.journal.pin.wait_s() == 60
    world.clock.pass_time(60)
    assert world.try_pin() is not None
    world.journal.pin.close()
    assert world.journal.pin.wait_s() == 0  # forgotten after a right one


def test_ending_the_program_while_it_checks_gains_nothing(world: World) -> None:
    world.write()
    world.set_pin()
    world.again()
    for _ in range(3):
        world.journal.pin.begin_try()  # and killed before the answer
        world.again()
    assert world.journal.pin.wait_s() == 30


def test_a_new_pin_must_not_be_simple(world: World) -> None:
    for pin, code in (("1234", "pin_short"), ("123456", "pin_simple"), ("a" * 99, "pin_long")):
        with pytest.raises(UserError, match=code):
            world.journal.pin.make(pin)
    with pytest.raises(UserError, match="pin_none"):
        world.journal.pin.begin_try()
