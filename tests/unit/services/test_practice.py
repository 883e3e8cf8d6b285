"""Practice end to end without a window: choosing, cards, days, dilemma, apart from tests."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
import pytest

from ethics_desktop.domain.attempt import Answer
from ethics_desktop.domain.bank import (
    Bank,
    BankInfo,
    Item,
    Level,
    Meta,
    Option,
    Pool,
    Principle,
    SingleItem,
    SjtItem,
    SjtOption,
    TrueFalseItem,
)
from ethics_desktop.domain.certainty import Calibration, Certainty
from ethics_desktop.domain.errors import StorageError, UserError
from ethics_desktop.domain.practice import PracticeFilter, PracticeKind
from ethics_desktop.domain.review import Rating
from ethics_desktop.services.practice import PracticeService
from ethics_desktop.services.practice_session import Feedback, PracticeSession
from ethics_desktop.services.today import TodayService
from ethics_desktop.store.checks import check
from ethics_desktop.store.library import SqliteLibraryStore
from ethics_desktop.store.practice import SqlitePracticeStore
from ethics_desktop.store.progress import SqliteProgressStore
from tests.builders import best_answer, item_result, poor_answer, second_answer
from tests.worlds import HandClock, make_program

START = datetime(2026, 11, 21, 2, 0, tzinfo=UTC)
ANY = PracticeFilter()


def meta(**changes: object) -> Meta:
    given: dict[str, object] = {"principle": Principle.KEADILAN, "level": Level.MENENGAH}
    return Meta(**{**given, **changes})  # type: ignore[arg-type]


def fact(name: str, stem: str = "Mana yang benar?", **changes: object) -> SingleItem:
    options = tuple(Option(id=k, text=f"Pilihan {k}", correct=k == "a") for k in "abcd")
    return SingleItem(id=name, stem=stem, options=options, meta=meta(**changes))


def case(name: str, **changes: object) -> SjtItem:
    acts = tuple(
        SjtOption(id=k, text=f"Tindakan {k}", weight=w)
        for k, w in zip("abcde", (5, 4, 3, 2, 1), strict=True)
    )
    return SjtItem(id=name, stem="Apa yang paling tepat?", options=acts, meta=meta(**changes))


def statement(name: str, **changes: object) -> TrueFalseItem:
    return TrueFalseItem(id=name, stem="Benarkah?", answer=True, meta=meta(**changes))


class World:
    """A profile and a library with the items a test wants; a clock that it moves."""

    def __init__(self, folder: Path, clock: HandClock | None = None, first: int = 1) -> None:
        self.clock = clock or HandClock(START)
        self.progress = SqliteProgressStore.open(folder / "progress.sqlite3", START)
        self.store = SqlitePracticeStore(self.progress.database)
        self.library = SqliteLibraryStore.open(folder / "library.sqlite3")
        self.retention = 0.9
        ids, seeds = itertools.count(first), itertools.count(first)
        self.service = PracticeService(
            self.store,
            self.library,
            clock=self.clock,
            new_id=lambda: f"s{next(ids)}",
            new_seed=lambda now: f"20261121-{next(seeds):08x}",
            retention=lambda: self.retention,
        )

    def fill(self, *items: Item, version: str = "1.0.0") -> None:
        info = BankInfo(
            format="cermin-asn-bank", format_version="1.0", id="b", version=version, title="B"
        )
        self.library.sync([Bank(info, items)])

    def days(self, days: float) -> None:
        self.clock.pass_time(days * 86_400)

    def answer(
        self,
        session: PracticeSession,
        answer: Answer | None = None,
        certainty: Certainty | None = Certainty.FAIRLY,
        seconds: float = 25.0,
    ) -> Feedback:
        session.open()
        self.clock.pass_time(seconds)
        return session.answer(answer or best_answer(session.form_item.item), certainty)

    def miss(self, session: PracticeSession, certainty: Certainty | None = None) -> Feedback:
        return self.answer(session, poor_answer(session.form_item.item), certainty)

    def counts(self) -> tuple[int, int, int]:
        counts = TodayService(self.store, self.clock).counts()
        return counts.reviews, counts.new, counts.waiting

    def close(self) -> None:
        self.library.close()
        self.progress.close()
        assert check(self.progress.path) == []


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    made = World(tmp_path)
    yield made
    made.close()


def play(world: World, session: PracticeSession) -> list[str]:
    """Answer everything in the best way; return the items asked."""
    asked = []
    while True:
        asked.append(session.form_item.item.id)
        world.answer(session)
        if not session.next():
            return asked


def code(error: pytest.ExceptionInfo[UserError]) -> str:
    return error.value.code


# --- sessions by filters ----------------------------------------------------------------------


def test_items_reserved_for_tests_are_never_asked(world: World) -> None:
    world.fill(*(case(f"u{n}", pool=Pool.UJI) for n in range(9)), case("l"))
    assert world.service.matching(ANY) == 1
    assert play(world, world.service.start(20, ANY)) == ["l"]


def test_an_empty_choice_says_so(world: World) -> None:
    world.fill(case("a"))
    with pytest.raises(UserError) as error:
        world.service.start(5, PracticeFilter(level=Level.LANJUT))
    assert code(error) == "practice_empty"


@pytest.mark.parametrize(("size", "asked"), [(5, 5), (10, 10), (20, 12)])
def test_a_session_asks_each_item_once(world: World, size: int, asked: int) -> None:
    world.fill(*(case(f"k{n}") for n in range(12)))
    session = world.service.start(size, ANY)
    assert session.total == asked
    items = play(world, session)
    assert len(items) == len(set(items)) == asked


def test_choice_follows_the_skill_after_every_answer(world: World) -> None:
    levels = list(Level)
    world.fill(*(fact(f"f{n:02d}", level=levels[n % 3]) for n in range(60)))
    right = world.service.start(20, ANY)
    seen: list[Level] = []
    for _ in range(20):
        seen.append(right.form_item.item.meta.level)
        world.answer(right)
        right.next()
    # with b0 = .25 a skill of 0 meets easy items (p = .80); success moves on to harder ones
    assert seen[0] is Level.DASAR
    assert Level.MENENGAH in seen[3:]
    theta = world.store.skills()[Principle.KEADILAN]
    assert theta.n == 20 and theta.theta > 0.5


def test_the_same_item_again_on_a_day_moves_no_skill(world: World) -> None:
    world.fill(case("a"))
    world.answer(world.service.start(5, ANY))
    before = world.store.skills()
    world.answer(world.service.start(5, ANY))
    assert world.store.skills() == before
    assert [row.repeat for row in world.store.answers()] == [False, True]


def test_items_just_practised_rest_while_others_are_left(world: World) -> None:
    world.fill(*(case(f"k{n}") for n in range(10)))
    first = play(world, world.service.start(5, ANY))
    second = play(world, world.service.start(5, ANY))
    assert sorted(first + second) == [f"k{n}" for n in range(10)]
    assert len(play(world, world.service.start(10, ANY))) == 10


def test_related_items_do_not_meet_in_a_session(world: World) -> None:
    world.fill(case("a", enemies=("b",)), case("b"), case("c"), case("d"))
    for _ in range(6):
        assert {"a", "b"} > set(play(world, world.service.start(3, ANY))) & {"a", "b"}


def test_weak_items(world: World) -> None:
    world.fill(*(case(f"k{n}") for n in range(6)))
    session = world.service.start(5, ANY)
    missed = session.form_item.item.id
    world.miss(session)
    session.next()
    doubted = session.form_item.item.id
    world.answer(session, certainty=Certainty.DOUBT)
    session.next()
    world.answer(session, second_answer(session.form_item.item), Certainty.FAIRLY)  # type: ignore[arg-type]
    weak = PracticeFilter(weak=True)
    assert world.service.matching(weak) == 2
    again = world.service.start(5, weak)
    assert set(play(world, again)) == {missed, doubted}
    assert world.service.matching(weak) == 0


def test_weak_items_need_no_rest(world: World) -> None:
    world.fill(*(case(f"k{n}") for n in range(6)))
    for size, days in ((6, 30), (3, 0)):
        session = world.service.start(size, ANY)
        world.miss(session)
        while session.next():
            world.miss(session)
        world.days(days)
    weak = PracticeFilter(weak=True)
    first = {world.service.start(1, weak).form_item.item.id for _ in range(40)}
    assert first == {f"k{n}" for n in range(6)}  # those of today as well as those of last month


def test_items_of_an_unfinished_assessment_wait(tmp_path: Path) -> None:
    program = make_program(tmp_path)
    services = program.open()
    everything = services.practice.matching(ANY)
    sitting = services.assessment.start("asesmen-singkat")
    assert services.practice.matching(ANY) == everything - 10
    held = {entry.item.id for entry in sitting.form_items}
    session = services.practice.start(20, ANY)
    assert session.form_item.item.id not in held
    services.assessment.discard(sitting.attempt.id)
    assert services.practice.matching(ANY) == everything
    services.close()


def test_filters_on_the_shipped_banks(tmp_path: Path) -> None:
    services = make_program(tmp_path).open()
    practice = services.practice
    shown = {item.id: item for item in services.library._store.candidates()}
    opened = [one for one in shown.values() if one.pool is not Pool.UJI]
    assert practice.matching(ANY) == len(opened)
    for principle in Principle:
        wish = PracticeFilter(principle=principle)
        assert practice.matching(wish) == sum(one.principle is principle for one in opened)
    wish = PracticeFilter(module="3", level=Level.DASAR)
    session = practice.start(5, wish)
    item = session.form_item.item
    assert "3" in item.meta.frameworks["bimtek"] and item.meta.level is Level.DASAR
    services.close()


# --- answers ----------------------------------------------------------------------------------


def test_feedback_comes_after_the_answer_is_stored(world: World) -> None:
    world.fill(case("a"))
    session = world.service.start(5, ANY)
    assert session.feedback is None
    told = world.answer(session, certainty=Certainty.SURE)
    assert told is session.feedback
    assert told.result.score.full and not told.sure_but_wrong
    (row,) = world.store.answers()
    assert (row.item_id, row.certainty, row.fraction) == ("a", Certainty.SURE, 1.0)
    with pytest.raises(UserError) as error:
        world.answer(session)
    assert code(error) == "practice_answered"
    assert not session.next()


def test_going_on_without_an_answer_is_refused(world: World) -> None:
    world.fill(case("a"), case("b"))
    with pytest.raises(UserError) as error:
        world.service.start(5, ANY).next()
    assert code(error) == "practice_unanswered"


def test_a_refusing_disk_changes_nothing(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    world.fill(fact("a"))
    session = world.service.start(5, ANY)

    def full(*_: object) -> None:
        raise StorageError("disk_full", path="x")

    with monkeypatch.context() as patch:
        patch.setattr(world.store, "append", full)
        with pytest.raises(StorageError):
            world.miss(session)
    assert session.feedback is None and session.results == []
    told = world.miss(session)
    assert told.result.seen_ms == 50_000  # both looks
    assert len(world.store.answers()) == 1


def test_time_out_of_sight_does_not_count(world: World) -> None:
    world.fill(case("a"))
    session = world.service.start(5, ANY)
    session.open()
    world.clock.pass_time(10)
    session.pause()
    world.clock.pass_time(3600)
    assert world.answer(session, seconds=5).result.seen_ms == 15_000


def test_a_hint_makes_a_right_answer_hard(world: World) -> None:
    one = msgspec.structs.replace(fact("a", pool=Pool.ULANG), hint="Ingat batasnya.")
    world.fill(one)
    session = world.service.start(5, ANY)
    assert session.hint == session.use_hint() == "Ingat batasnya."
    world.answer(session)
    card = world.store.card("item:a")
    assert card is not None and card.due is not None and card.memory is not None
    assert card.due - card.memory.last == 1


# --- cards ------------------------------------------------------------------------------------


def test_missed_and_doubtful_facts_come_back_and_known_ones_do_not(world: World) -> None:
    world.fill(fact("a"), fact("b"), fact("c"))
    session = world.service.start(5, ANY)
    told = {}
    for answer in ("missed", "doubted", "known"):
        name = session.form_item.item.id
        if answer == "missed":
            told[answer] = world.miss(session)
        else:
            level = Certainty.DOUBT if answer == "doubted" else Certainty.SURE
            told[answer] = world.answer(session, certainty=level)
        assert (world.store.card(f"item:{name}") is None) is (answer == "known")
        session.next()
    assert [one.next_in for one in told.values()] == [1, 1, None]
    assert world.counts() == (0, 0, 0)
    world.days(1)
    assert world.counts() == (2, 0, 0)


def test_a_single_situation_is_no_card_but_comes_back_after_a_sure_mistake(world: World) -> None:
    world.fill(case("a"), case("b"))
    session = world.service.start(5, ANY)
    assert world.miss(session).next_in is None
    session.next()
    sure = session.form_item.item.id
    told = world.miss(session, Certainty.SURE)
    assert (told.sure_but_wrong, told.next_in) == (True, 1)
    assert [card.key for card, _ in world.store.all_cards()] == [f"once:{sure}"]
    world.days(1)
    again = world.service.start_today()
    assert again.form_item.item.id == sure
    assert world.miss(again).next_in is None  # not sure of it any more
    assert world.store.all_cards() == []
    assert world.counts() == (0, 0, 0)


def test_new_cards_five_a_day_also_on_the_start_page(world: World) -> None:
    world.fill(*(fact(f"f{n:02d}", pool=Pool.ULANG) for n in range(12)))
    assert world.counts() == (0, 0, 0)  # the practice page was never open
    assert world.service.overview().counts.new == 5
    assert world.counts() == (0, 5, 0)
    session = world.service.start_today()
    assert (session.kind, session.total) == (PracticeKind.TODAY, 5)
    assert len(set(play(world, session))) == 5
    assert world.service.overview().counts.cards == 0
    with pytest.raises(UserError) as error:
        world.service.start_today()
    assert code(error) == "practice_done"
    world.days(1)
    assert world.counts() == (0, 5, 0)
    world.days(1)
    assert world.counts() == (5, 5, 0)


def backlog(world: World, cards: int) -> None:
    """Miss so many facts today, so that they are due tomorrow."""
    world.fill(*(fact(f"f{n:02d}") for n in range(cards)))
    for _ in range(-(-cards // 20)):
        session = world.service.start(20, ANY)
        while True:
            world.miss(session)
            if not session.next():
                break
    world.days(1)


def test_a_backlog_is_done_in_days_without_new_cards(world: World) -> None:
    backlog(world, 30)
    assert world.counts() == (20, 0, 10)
    session = world.service.start_today()
    assert session.total == 20
    play(world, session)
    assert world.counts() == (0, 0, 10)
    world.days(1)
    assert world.counts() == (10, 0, 0)


def test_missed_cards_are_repeated_in_the_session_as_practice_only(world: World) -> None:
    backlog(world, 3)
    session = world.service.start_today()
    first = session.form_item.item.id
    world.miss(session)
    assert session.total == 4
    for _ in range(2):
        assert session.next() and not session.repeat
        world.answer(session)
    assert session.next() and session.repeat
    assert session.form_item.item.id == first
    before = world.store.card(f"item:{first}")
    assert world.answer(session).repeat
    assert world.store.card(f"item:{first}") == before
    assert not session.next()


def test_an_answer_too_fast_to_be_read_is_asked_again(world: World) -> None:
    backlog(world, 1)
    session = world.service.start_today()
    world.answer(session, seconds=0.5)
    assert world.counts() == (1, 0, 0)
    assert session.next() and session.repeat
    world.answer(session)
    assert world.counts() == (0, 0, 0)
    card = world.store.card("item:f00")
    assert card is not None and card.again == 1 and card.streak == 1


def test_four_misses_rest_the_card_until_it_is_studied_again(world: World) -> None:
    backlog(world, 1)
    for number in range(3):
        session = world.service.start_today()
        told = world.miss(session)
        assert told.leech is (number == 2)
        world.days(5)
    assert world.counts() == (0, 0, 0)
    assert world.service.overview().counts.resting == 1
    assert world.service.matching(ANY) == 0
    (leech,) = world.service.cards.leeches()
    assert (leech.key, leech.again, leech.stored.item.id) == ("item:f00", 4, "f00")
    world.service.cards.relearn(leech.key)
    assert world.service.cards.leeches() == []
    assert world.counts() == (0, 1, 0)
    world.answer(world.service.start_today())
    card = world.store.card("item:f00")
    assert card is not None and (card.again, card.reviews) == (0, 1)
    world.service.cards.relearn("item:nowhere")


def test_a_new_version_of_an_item_resets_its_card(world: World) -> None:
    backlog(world, 2)
    world.fill(
        fact("f00", stem="Aturannya berubah: mana yang benar?"), fact("f01"), version="2.0.0"
    )
    world.service.overview()
    assert world.counts() == (1, 1, 0)
    card = world.store.card("item:f00")
    assert card is not None and card.new and card.again == 0
    session = world.service.start_today()
    assert play(world, session) == ["f01", "f00"]


def test_a_card_without_its_item_waits_and_comes_back_with_it(world: World) -> None:
    backlog(world, 2)
    world.fill(fact("f01"))
    assert world.service.overview().counts.due == 1
    world.fill(fact("f00"), fact("f01"))
    assert world.service.overview().counts.due == 2


def test_a_family_is_one_card_that_shows_the_variant_seen_least_recently(world: World) -> None:
    world.fill(*(case(f"v{n}", family="bingkisan") for n in range(3)))
    world.service.overview()
    assert world.counts() == (0, 1, 0)
    asked = []
    for _ in range(3):
        session = world.service.start_today()
        asked.append(session.form_item.item.id)
        assert session.total == 1
        world.answer(session)
        card = world.store.card("family:bingkisan")
        assert card is not None and card.due is not None and card.memory is not None
        world.days(card.due - card.memory.last)
    assert sorted(asked) == ["v0", "v1", "v2"]
    assert len(world.store.all_cards()) == 1


def test_due_cards_come_freshest_first(world: World) -> None:
    world.fill(*(fact(f"f{n}") for n in range(3)))
    session = world.service.start(5, ANY)
    for _ in range(3):
        world.answer(session, certainty=Certainty.DOUBT)
        session.next()
    world.days(1)
    play(world, world.service.start_today())
    late = {card.key: card.due for card, _ in world.store.all_cards()}
    assert len(set(late.values())) == 1
    world.days(60)
    overview = world.service.overview()
    assert overview.remembered is not None and 0 < overview.remembered < 9
    assert overview.next_in is None
    session = world.service.start_today()
    assert session.form_item.item.id == "f0"  # equally fresh: by key


def test_retention_preset_decides_how_often(world: World) -> None:
    found = []
    for number, retention in enumerate((0.85, 0.90, 0.95)):
        world.retention = retention
        world.fill(fact(f"f{number}", pool=Pool.ULANG))
        session = world.service.start(5, ANY)
        found.append(world.answer(session).next_in)
    assert found == [4, 2, 1]


def test_overview_tells_when_the_next_card_comes(world: World) -> None:
    world.fill(fact("a", pool=Pool.ULANG))
    world.answer(world.service.start(5, ANY))
    overview = world.service.overview()
    assert (overview.counts.cards, overview.next_in, overview.items) == (0, 2, 1)


def test_easy_needs_a_streak_and_a_quick_sure_answer(world: World) -> None:
    world.fill(*(fact(f"f{n}", pool=Pool.ULANG) for n in range(6)))
    session = world.service.start(10, ANY)
    while True:
        world.answer(session, seconds=30)
        if not session.next():
            break
    for _ in range(2):
        world.days(200)
        session = world.service.start_today()
        for number in itertools.count():
            seconds = 10 if number == 0 else 30
            world.answer(session, certainty=Certainty.SURE, seconds=seconds)
            if not session.next():
                break
    ratings = [
        row[0] for row in world.store._db.rows("SELECT rating FROM review_log WHERE rating = 4")
    ]
    assert ratings == [int(Rating.EASY)]


# --- from a test into practice ----------------------------------------------------------------


def test_missed_items_of_a_result_are_put_into_practice(world: World) -> None:
    items: Sequence[Item] = (fact("a"), case("b"), case("c", pool=Pool.UJI), fact("d"), fact("e"))
    world.fill(*items)
    outcomes = ("poor", "poor", "poor", "best", "blank")
    results = [
        item_result(n, item, told)
        for n, (item, told) in enumerate(zip(items, outcomes, strict=True), 1)
    ]
    told = world.service.enroll(results)
    assert (told.cards, told.returns, told.known, told.reserved) == (2, 1, 0, 1)
    assert world.service.enroll(results).known == 3
    assert world.counts() == (0, 2, 0)
    world.days(1)
    assert world.counts() == (1, 2, 0)
    assert play(world, world.service.start_today())[0] == "b"
    assert world.counts() == (0, 0, 0)


def test_practice_and_tests_stay_apart(tmp_path: Path) -> None:
    clock = HandClock(START)
    services = make_program(tmp_path, clock).open()
    session = services.practice.start(5, ANY)
    practised = set()
    while True:
        practised.add(session.form_item.item.id)
        session.open()
        clock.pass_time(30)
        session.answer(best_answer(session.form_item.item), Certainty.SURE)
        if not session.next():
            break
    overview = services.progress.overview()
    assert overview.last is None
    assert sum(one.estimate.n for one in overview.principles) == 0
    sitting = services.assessment.start("asesmen-singkat")
    # what practice has shown rests in the draw of a test
    assert not practised & {entry.item.id for entry in sitting.form_items}
    services.close()


# --- one dilemma a day ------------------------------------------------------------------------


def test_dilemma_is_the_same_all_day_and_another_the_next(world: World) -> None:
    world.fill(*(case(f"k{n}") for n in range(7)), fact("f"), case("u", pool=Pool.UJI))
    asked = []
    for _ in range(7):
        first = world.service.start_dilemma()
        assert first.form_item.item.id == world.service.start_dilemma().form_item.item.id
        asked.append(first.form_item.item.id)
        assert first.total == 1
        world.answer(first)
        assert TodayService(world.store, world.clock).counts().dilemma_done
        with pytest.raises(UserError) as error:
            world.service.start_dilemma()
        assert code(error) == "dilemma_done"
        world.days(1)
    assert sorted(asked) == [f"k{n}" for n in range(7)]


def test_another_profile_gets_another_order(tmp_path: Path) -> None:
    orders = []
    for name in ("satu", "dua"):
        (tmp_path / name).mkdir()
        made = World(tmp_path / name)
        made.fill(*(case(f"k{n}") for n in range(30)))
        made.store.fact("profile_seed", lambda name=name: name)  # type: ignore[misc]
        asked = []
        for _ in range(8):
            asked.append(made.service.start_dilemma().form_item.item.id)
            made.days(1)
        orders.append(asked)
        made.close()
    assert orders[0] != orders[1]


def test_without_situations_there_is_no_dilemma(world: World) -> None:
    world.fill(fact("f"))
    with pytest.raises(UserError) as error:
        world.service.start_dilemma()
    assert code(error) == "practice_empty"


# --- a session that was broken off ------------------------------------------------------------


def begun(folder: Path) -> tuple[World, PracticeSession]:
    """Return a day with cards that are due and new ones, of which the first was missed."""
    folder.mkdir()
    made = World(folder)
    made.fill(
        *(fact(f"f{n}") for n in range(3)),
        *(fact(f"b{n}-{m}", pool=Pool.ULANG, family=f"b{n}") for n in range(7) for m in range(3)),
    )
    session = made.service.start(5, ANY)
    for _ in range(3):
        made.miss(session)
        session.next()
    made.days(1)
    session = made.service.start_today()
    made.miss(session)
    session.next()
    return made, session


def test_a_day_that_was_broken_off_goes_on_with_the_rest(tmp_path: Path) -> None:
    whole, session = begun(tmp_path / "whole")
    rest = play(whole, session)
    again = rest.pop()  # the missed card has its second look at the end
    broken, session = begun(tmp_path / "broken")
    for item in rest[:2]:
        assert session.form_item.item.id == item
        broken.answer(session)
        session.next()
    broken.close()
    after = World(tmp_path / "broken", broken.clock, first=100)
    reviews, new, _ = after.counts()
    assert reviews + new == len(rest) - 2 > 2
    assert play(after, after.service.start_today()) == rest[2:]
    assert again not in rest
    with pytest.raises(UserError) as error:
        after.service.start_today()
    assert code(error) == "practice_done"
    for each in (whole, after):
        each.close()


def test_free_practice_that_was_broken_off_asks_nothing_twice(tmp_path: Path) -> None:
    broken = World(tmp_path)
    broken.fill(*(case(f"k{n:02d}") for n in range(20)))
    session, asked = broken.service.start(10, ANY), []
    for _ in range(4):
        asked.append(session.form_item.item.id)
        broken.answer(session)
        session.next()
    skills = broken.store.skills()
    broken.close()
    after = World(tmp_path, broken.clock, first=100)
    assert after.store.skills() == skills
    more = play(after, after.service.start(10, ANY))
    assert len(more) == 10 and not set(more) & set(asked)
    after.close()


# --- calibration ------------------------------------------------------------------------------


def test_calibration_table(world: World) -> None:
    world.fill(*(statement(f"p{n:02d}") for n in range(20)))
    session = world.service.start(10, ANY)
    for number in range(10):
        if number < 6:
            world.answer(session, certainty=Certainty.SURE)
        else:
            world.miss(session, Certainty.SURE)
        session.next()
    rows = {row.certainty: row for row in world.service.calibration()}
    sure = rows[Certainty.SURE]
    assert (sure.right, sure.n, sure.verdict) == (6, 10, Calibration.TOO_SURE)
    assert rows[Certainty.DOUBT].verdict is Calibration.TOO_FEW


def test_days_begin_at_four_in_local_time(world: World) -> None:
    world.fill(fact("a"))
    world.clock.wall = datetime(2026, 11, 21, 20, 0).astimezone()
    world.miss(world.service.start(5, ANY))
    world.clock.wall = datetime(2026, 11, 22, 3, 0).astimezone()
    assert world.counts() == (0, 0, 0)
    world.clock.wall += timedelta(hours=2)
    assert world.counts() == (1, 0, 0)
