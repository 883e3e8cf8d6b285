"""Scenarios end to end through the services on a real database, with a clock moved by hand."""

from __future__ import annotations

import itertools
import json
import os
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest

from ethics_desktop.domain.bank import BankInfo, Principle, Reference, Status
from ethics_desktop.domain.chance import shuffled
from ethics_desktop.domain.errors import StorageError, UserError
from ethics_desktop.domain.scenario import Scenario
from ethics_desktop.formats.native import read_frameworks
from ethics_desktop.formats.native_scenarios import write_scenario
from ethics_desktop.paths import program_root
from ethics_desktop.services.library import LibraryService
from ethics_desktop.services.progress import ProgressService
from ethics_desktop.services.roleplay import Play, RoleplayService
from ethics_desktop.services.scenarios import ScenarioShelf, check_scenario_files
from ethics_desktop.store.checks import check
from ethics_desktop.store.library import SqliteLibraryStore
from ethics_desktop.store.playthroughs import SqlitePlaythroughStore
from ethics_desktop.store.progress import SqliteProgressStore
from ethics_desktop.store.progress_sums import SqliteSumsStore
from tests.unit.domain.scenario_cases import convert, sound, worked_case
from tests.worlds import HandClock, make_program

FRAMEWORKS = read_frameworks(program_root() / "resources" / "frameworks")


def story(name: str = "sehat", **changes: Any) -> Scenario:
    """Return a sound scenario with a legal basis and a principle."""
    base = sound()
    meta = msgspec.structs.replace(
        base.meta, principle=Principle.INTEGRITAS, references=(Reference("UU 20/2023"),)
    )
    return msgspec.structs.replace(base, **({"id": name, "meta": meta} | changes))


class World:
    """A data folder and a folder of banks; ``service`` opens the data once more."""

    def __init__(self, folder: Path) -> None:
        self.banks = folder / "banks"
        self.path = folder / "progress.sqlite3"
        self.clock = HandClock()
        self._numbers = itertools.count(1)
        self.add_bank("contoh")
        self.open()

    def add_bank(self, name: str, *scenarios: Scenario) -> Path:
        folder = self.banks / name
        folder.mkdir(parents=True, exist_ok=True)
        head = BankInfo(
            format="cermin-asn-bank", format_version="1.0", id=name, version="1.2.3", title=name
        )
        (folder / "bank.json").write_bytes(msgspec.json.encode(head))
        for scenario in scenarios:
            write_scenario(scenario, folder)
        return folder

    def open(self) -> None:
        self.progress = SqliteProgressStore.open(self.path, self.clock.now())
        self.store = SqlitePlaythroughStore(self.progress.database)
        self.service = RoleplayService(
            self.store,
            ScenarioShelf(self.banks, lambda: FRAMEWORKS, self.clock),
            clock=self.clock,
            new_id=lambda: f"{next(self._numbers):032x}",
            new_seed=lambda now: f"{now:%Y%m%d}-{next(self._numbers):08x}",
        )

    def reopen(self) -> RoleplayService:
        """As after a power cut: nothing is told to anybody."""
        self.progress.close()
        self.open()
        return self.service

    def play(self, choices: str, name: str = "sehat", prefix: str = "") -> Play:
        """Start a play and make these choices, 30 s apart."""
        play = self.service.start(name, tuple(prefix))
        for choice in choices:
            self.clock.pass_time(30)
            play.choose(choice)
        return play


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    made = World(tmp_path)
    made.add_bank("contoh", story())
    yield made
    made.progress.close()
    assert check(made.path) == []


def test_a_fresh_card_tells_what_the_scenario_is(world: World) -> None:
    (card,) = world.service.cards()
    assert (card.scenario_id, card.bank_id, card.title) == ("sehat", "contoh", "Sehat")
    assert (card.role, card.minutes) == ("Anda kepala seksi.", 10)
    assert card.principle is Principle.INTEGRITAS
    assert (card.endings_seen, card.endings_total, card.plays) == (0, 3, 0)
    assert card.playable and card.findings == ()
    assert card.unfinished is card.saved_at is card.best_quality is card.first_quality is None


def test_start_tells_the_beginning_and_offers_shuffled_choices(world: World) -> None:
    play = world.service.start("sehat")
    assert play.measures and not play.ended
    assert [entry.kind for entry in play.state.entries] == ["line"]
    seed = world.store.load_play(play.play_id).head.seed
    assert seed == "20261121-00000002"
    ids = [choice.id for choice in play.offered]
    assert tuple(ids) == shuffled(seed, "opsi:d1", ["a", "b"])


def test_the_order_of_choices_depends_on_the_play_and_is_kept(world: World) -> None:
    orders = set()
    for _ in range(20):
        play = world.service.start("sehat")
        order = tuple(choice.id for choice in play.offered)
        again = world.service.resume(play.play_id)
        assert tuple(choice.id for choice in again.offered) == order
        orders.add(order)
    assert orders == {("a", "b"), ("b", "a")}


def test_only_what_is_offered_can_be_chosen(world: World) -> None:
    play = world.play("ab")
    play.choose("a")  # the parcel was taken: the check leads to d4, where d2.b hides b
    assert play.state.node == "d4"
    assert {choice.id for choice in play.offered} == {"a", "c"}
    before = play.state
    with pytest.raises(UserError, match="choice_not_offered"):
        play.choose("b")
    assert play.state is before
    assert world.store.load_play(play.play_id).choices == ("a", "b", "a")


def test_reopening_after_each_choice_goes_on_where_it_stopped(world: World) -> None:
    play_id = world.service.start("sehat").play_id
    states = []
    for number, choice in enumerate("aab"):
        (open_play,) = world.reopen().resumable()
        assert (open_play.play_id, open_play.decisions, open_play.title) == (
            play_id, number, "Sehat",
        )  # fmt: skip
        play = world.service.resume(play_id)
        world.clock.pass_time(10)
        states.append(play.choose(choice))
        assert world.store.load_play(play_id).choices == tuple("aab"[: number + 1])
        (card,) = world.service.cards()
        assert (card.unfinished, card.saved_at) == (play_id, world.clock.now())
    play = world.reopen().resume(play_id)
    assert play.measures and play.state == states[-1]
    assert [choice.id for choice in play.offered]


def test_a_finished_story_is_scored_once_and_closed(world: World) -> None:
    play = world.play("bba")
    assert play.ended and play.offered == ()
    assert world.service.resumable() == []
    (done,) = world.service.history("sehat")
    assert (done.play_id, done.ending_title, done.quality, done.first) == (
        play.play_id, "Akhir e1", 100.0, True,
    )  # fmt: skip
    assert done.finished_at == world.clock.now()
    with pytest.raises(UserError, match="choice_not_offered"):
        play.choose("a")
    for call in (world.service.resume, world.service.discard):
        with pytest.raises(UserError, match="play_closed"):
            call(play.play_id)


def test_first_play_measures_later_plays_explore(world: World) -> None:
    world.play("aab" + "c")  # ends badly
    (card,) = world.service.cards()
    first = card.first_quality
    assert first is not None and first < 50 and card.best_quality is None
    profile = ProgressService(SqliteSumsStore(world.progress.database), world.clock, 70.0, dict)
    before = profile.overview().principles
    assert before[0].estimate.n == 4
    assert not world.play("bba").measures
    (card,) = world.service.cards()
    assert (card.first_quality, card.best_quality, card.plays) == (first, 100.0, 2)
    assert card.endings_seen == 2
    assert profile.overview().principles == before
    assert [one.first for one in world.service.history("sehat")] == [False, True]


def test_a_play_from_a_fork_replays_and_never_measures(world: World) -> None:
    fork = world.service.start("sehat", ("b", "b"))
    assert not fork.measures
    assert fork.state.choices == ("b", "b") and fork.state.node == "d3"
    (open_play,) = world.service.resumable()
    assert open_play.decisions == 2
    fork.choose("a")
    assert fork.ended
    assert world.progress.first_exposures(world.clock.now() - timedelta(days=1)) == []
    assert not world.service.start("sehat").measures, "choices are known now"


@pytest.mark.parametrize(
    ("prefix", "code"), [(("z",), "choice_not_offered"), (("b", "b", "a"), "play_closed")]
)
def test_a_prefix_that_does_not_fit_stores_nothing(
    world: World, prefix: tuple[str, ...], code: str
) -> None:
    with pytest.raises(UserError, match=code):
        world.service.start("sehat", prefix)
    assert world.service.resumable() == []
    assert world.service.start("sehat").measures


def test_starting_again_without_choices_leaves_one_open_play(world: World) -> None:
    first, second = world.service.start("sehat"), world.service.start("sehat")
    assert second.measures
    assert [one.play_id for one in world.service.resumable()] == [second.play_id]
    with pytest.raises(UserError, match="play_missing"):
        first.choose("a")
    assert first.state.choices == ()


def test_an_open_play_with_choices_stays_beside_a_new_one(world: World) -> None:
    one = world.play("a")
    two = world.play("b")
    assert one.measures and not two.measures
    assert [open_play.play_id for open_play in world.service.resumable()] == [
        two.play_id, one.play_id,
    ]  # fmt: skip
    assert world.service.cards()[0].unfinished == two.play_id


def test_discard_before_and_after_the_first_choice(world: World) -> None:
    world.service.discard(world.service.start("sehat").play_id)
    play = world.play("b")
    assert play.measures
    world.service.discard(play.play_id)
    assert world.service.resumable() == []
    (card,) = world.service.cards()
    assert (card.plays, card.unfinished) == (0, None)
    with pytest.raises(UserError, match="play_closed"):
        play.choose("b")
    assert not world.service.start("sehat").measures
    with pytest.raises(UserError, match="play_missing"):
        world.service.discard("tiada")


@pytest.mark.parametrize("code", ["disk_full", "read_only", "locked"])
@pytest.mark.parametrize("made", ["", "b", "bb"])
def test_a_refusing_disk_changes_nothing(
    world: World, monkeypatch: pytest.MonkeyPatch, made: str, code: str
) -> None:
    play = world.play(made)
    before, offered = play.state, play.offered

    def refuse(*_: object) -> None:
        raise StorageError(code, path="x")

    with monkeypatch.context() as patch:
        patch.setattr(world.store, "append_step", refuse)
        with pytest.raises(StorageError, match=code):
            play.choose("b")
    assert play.state is before and play.offered == offered and not play.ended
    assert world.store.load_play(play.play_id).choices == tuple(made)
    play.choose("a")
    assert play.state.choices == (*made, "a")


def test_two_windows_on_one_play_do_not_mix(world: World) -> None:
    one = world.play("b")
    two = world.service.resume(one.play_id)
    two.choose("b")
    with pytest.raises(UserError, match="play_moved_on"):
        one.choose("a")
    assert one.state.choices == ("b",)
    assert world.service.resume(one.play_id).state == two.state


def test_review_shows_path_best_way_and_what_was_seen(world: World) -> None:
    world.play("bba")
    world.play("a")  # unfinished: its choice counts as tried
    play = world.play("aaac")
    review = world.service.review(play.play_id)
    assert review.choices == tuple("aaac") and not review.first
    assert review.score.ending == "e3" and review.score.outcome == "buruk"
    assert review.debrief.turning_point is not None
    assert review.debrief.turning_point.retry == ()
    assert review.endings_seen == {"e1", "e3"}
    assert (review.coverage.choices_tried, review.coverage.choices_total) == (6, 9)
    assert {place.node for place in review.path_map.places} == set(review.graph.story.nodes)
    assert review.state.ended
    assert review.finished_at == world.clock.now()


def test_review_and_resume_do_not_need_the_bank(world: World) -> None:
    done, left = world.play("bba"), world.play("ab")
    before = world.service.review(done.play_id)
    (world.banks / "contoh" / "scenarios" / "sehat.json").unlink()
    service = world.reopen()
    assert service.cards() == []
    with pytest.raises(UserError, match="scenario_unknown"):
        service.start("sehat")
    after = service.review(done.play_id)
    assert after.scenario == before.scenario and after.score == before.score
    assert after.debrief == before.debrief and after.path_map == before.path_map
    play = service.resume(left.play_id)
    assert play.state == left.state
    while not play.ended:
        play.choose(play.offered[0].id)
    assert len(service.history("sehat")) == 2


def test_a_new_revision_leaves_old_plays_as_they_were(world: World) -> None:
    old = world.play("bb")
    changed = story(title="Sehat lagi", rev=2)
    write_scenario(changed, world.banks / "contoh")
    (card,) = world.service.cards()
    assert card.title == "Sehat lagi" and card.unfinished == old.play_id
    play = world.service.resume(old.play_id)
    assert play.scenario == story()
    play.choose("a")
    assert world.service.review(old.play_id).scenario.rev == 1
    new = world.service.start("sehat")
    assert new.scenario == changed and not new.measures


def test_unfinished_and_unknown_plays_have_no_review(world: World) -> None:
    with pytest.raises(UserError, match="playthrough_unfinished"):
        world.service.review(world.play("b").play_id)
    with pytest.raises(UserError, match="play_missing"):
        world.service.review("tiada")


def test_cards_unfinished_first_then_new_then_by_title_broken_last(world: World) -> None:
    fair = msgspec.structs.replace(story().meta, principle=Principle.KEADILAN)
    world.add_bank(
        "lain",
        story("b-baru", title="Baru"),
        story("a-selesai", title="Anda selesai"),
        story("c-adil", title="Cerita adil", meta=fair),
        story("z-mulai", title="Zaman"),
        story("usang", meta=msgspec.structs.replace(story().meta, status=Status.USANG)),
    )
    broken = world.banks / "lain" / "scenarios" / "aaa-rusak.json"
    broken.write_text("{}", encoding="utf-8")
    entangled = msgspec.to_builtins(story("aab-patah", title="Aab")) | {"start": "zz"}
    (broken.parent / "aab-patah.json").write_text(json.dumps(entangled), encoding="utf-8")
    world.play("bba", "a-selesai")
    world.play("b", "z-mulai")
    cards = world.service.cards()
    assert [card.scenario_id for card in cards] == [
        "z-mulai", "b-baru", "c-adil", "sehat", "a-selesai", "aaa-rusak", "aab-patah",
    ]  # fmt: skip
    for card in cards[-2:]:
        assert not card.playable and card.findings
        with pytest.raises(UserError, match="scenario_not_playable"):
            world.service.start(card.scenario_id)
    assert cards[-1].findings[0].code == "scenario_start_unknown"
    fair = [card.scenario_id for card in cards if card.principle is Principle.KEADILAN]
    assert fair == ["c-adil"]


def test_of_two_banks_with_one_scenario_id_the_first_counts(world: World) -> None:
    world.add_bank("zzz", story(title="Tiruan"))
    good, copy = world.service.cards()
    assert (good.title, good.playable, copy.title, copy.playable) == (
        "Sehat", True, "Tiruan", False,
    )  # fmt: skip
    assert [one.code for one in copy.findings] == ["scenario_id_repeated"]
    assert world.service.start("sehat").scenario.title == "Sehat"


def test_a_bank_without_a_readable_head_offers_nothing(world: World) -> None:
    folder = world.add_bank("rusak", story("x"))
    (folder / "bank.json").write_text("{", encoding="utf-8")
    assert [card.scenario_id for card in world.service.cards()] == ["sehat"]


def test_banks_are_read_again_only_when_a_file_or_the_day_changed(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    from ethics_desktop.services import scenarios

    reads: list[str] = []
    real = scenarios.check_scenarios

    def noted(folder: Path, *rest: Any) -> Any:
        reads.append(folder.name)
        return real(folder, *rest)

    monkeypatch.setattr(scenarios, "check_scenarios", noted)
    shelf = ScenarioShelf(world.banks, lambda: FRAMEWORKS, world.clock)
    assert shelf.scenarios() == shelf.scenarios()
    assert reads == ["contoh"]
    os.utime(world.banks / "contoh" / "scenarios" / "sehat.json", ns=(1, 1))
    shelf.scenarios()
    world.clock.pass_time(86400)
    shelf.scenarios()
    assert reads == ["contoh"] * 3


def test_the_worked_case_through_the_service(tmp_path: Path) -> None:
    case = worked_case()
    scenario = convert(case)
    world = World(tmp_path)
    world.add_bank("contoh", scenario)
    for path in case["paths"][:3]:
        letters = ["abcdefgh"[place] for place in path["path"]]
        play = world.service.start(scenario.id)
        for letter in letters:
            play.choose(letter)
        score = world.service.review(play.play_id).score
        assert score.ending == path["result"]["end"]
        assert score.utility == path["result"]["utility"]
        assert score.quality == pytest.approx(path["result"]["quality_percent"])
    world.progress.close()


def test_findings_of_scenarios_stand_with_those_of_their_bank(world: World) -> None:
    folder = world.add_bank("contoh", story("patah", start="zz"))
    store = SqliteLibraryStore.open(world.path.with_name("library.sqlite3"))
    library = LibraryService(store, world.banks, lambda: FRAMEWORKS, world.clock)
    library.refresh()
    (bank,) = library.banks()
    (finding,) = [f for f in library.every_finding(bank) if f.code.endswith("unknown")]
    assert finding.location.file == "scenarios/patah.json"
    assert finding.location.item == "patah"
    assert bank.id == "contoh"
    store.close()
    assert folder.is_dir()


def test_files_folders_and_banks_can_be_checked(world: World, tmp_path: Path) -> None:
    bank = world.banks / "contoh"
    for path in (bank, bank / "scenarios", bank / "scenarios" / "sehat.json"):
        (one,) = check_scenario_files(path, FRAMEWORKS, world.clock)
        assert one.playable and one.graph is not None and one.findings == ()
    empty = world.add_bank("kosong")
    for path in (empty, tmp_path / "tiada", tmp_path):
        with pytest.raises(UserError, match="no_scenario_here"):
            check_scenario_files(path, FRAMEWORKS, world.clock)


def test_every_shipped_scenario_can_be_played_to_its_ideal_end(tmp_path: Path) -> None:
    program = make_program(tmp_path / "data")
    services = program.open()
    cards = services.roleplay.cards()
    assert len(cards) >= 4
    for card in cards:
        assert card.playable, (card.scenario_id, card.findings)
        play = services.roleplay.start(card.scenario_id)
        for choice in play.scenario.ideal:
            play.choose(choice)
        review = services.roleplay.review(play.play_id)
        assert review.score.quality == 100 and review.debrief.turning_point is None
    overview = services.progress.overview()
    assert sum(one.estimate.n for one in overview.principles) > 0
    services.close()
    assert check(program.paths.progress) == []
