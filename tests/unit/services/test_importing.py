"""Importing: compared before it happens, done as a whole, and never an old result changed."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import openpyxl
import pytest

from ethics_desktop.domain.attempt import Chosen
from ethics_desktop.domain.bank import (
    Bank,
    Item,
    Level,
    Meta,
    Option,
    Origin,
    Principle,
    SingleItem,
    SjtItem,
    SjtOption,
)
from ethics_desktop.domain.errors import StorageError, UserError
from ethics_desktop.domain.findings import Location
from ethics_desktop.domain.scenario import ChoiceNode
from ethics_desktop.domain.watching import StoppedError
from ethics_desktop.formats import package, registry
from ethics_desktop.formats.reading import Draft, ReadResult
from ethics_desktop.services.bank_files import Preview, check_result
from ethics_desktop.services.importing import ImportService, MatchedBy, State
from ethics_desktop.services.program import Services
from tests.unit.domain.scenario_cases import sound
from tests.unit.store import faults, sample
from tests.watches import Looking
from tests.worlds import HandClock, make_program

replace = msgspec.structs.replace


class World:
    """A program with the shipped banks on a throw-away folder."""

    def __init__(self, data: Path) -> None:
        self.data = data
        self.program = make_program(data)
        self.services: Services = self.program.open()

    @property
    def imports(self) -> ImportService:
        return self.services.imports

    def restart(self) -> None:
        self.services.close()
        self.program = make_program(self.data)
        self.services = self.program.open()

    def file(self, bank: Bank, *stories: Any, name: str = "kiriman.cermin") -> Path:
        path = self.data / name
        package.write(bank, path, stories)
        return path

    def take(self, bank: Bank, *stories: Any, **options: Any) -> Any:
        """Import a bank with everything that is accepted by default."""
        plan = self.imports.compare(self.imports.read(self.file(bank, *stories)))
        return self.imports.apply(plan, **options)

    def kept(self, bank_id: str = "contoh") -> dict[str, Item]:
        found = self.imports._store.bank(bank_id)
        return {item.id: item for item in found.items} if found else {}

    def version(self, bank_id: str = "contoh") -> str:
        return next(one.version for one in self.services.library.banks() if one.id == bank_id)


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    made = World(tmp_path)
    yield made
    made.services.close()


def choice(name: str, stem: str = "", right: str = "a", **changes: Any) -> SingleItem:
    texts = {"a": "satu", "b": "dua", "c": "tiga"}
    options = tuple(
        Option(key, f"{text} {name}", correct=key == right, reason="r")
        for key, text in texts.items()
    )
    meta = Meta(principle=Principle.INTEGRITAS)
    return replace(
        SingleItem(id=name, stem=stem or f"Apa {name}?", options=options, meta=meta), **changes
    )


def bank_of(*items: Item, version: str = "1.0.0") -> Bank:
    return Bank(sample.bank(version=version).info, items)


def states(plan: Any) -> dict[str, str]:
    return {entry.id: entry.state.value for entry in plan.entries}


def test_reading_tells_how_far_it_is_and_can_be_stopped(world: World) -> None:
    file = world.file(bank_of(*(choice(f"s-{number}") for number in range(20))))
    look = Looking()
    world.imports.read(file, watch=look)
    assert look.told == sorted(look.told)
    assert look.told[0] == 0 and 0.9 < look.told[-1] <= 1  # of reading and checking together
    with pytest.raises(StoppedError):
        world.imports.read(file, watch=Looking(len(look.told) - 1))


def test_importing_tells_how_far_it_is_and_changes_nothing_when_it_is_stopped(
    world: World,
) -> None:
    world.take(bank_of(*(choice(f"s-{number:03d}") for number in range(300))))
    folder = world.imports._folder
    before = world.kept(), sorted(folder.iterdir()), world.version()
    changed = bank_of(*(choice(f"s-{number:03d}", "Lain?") for number in range(310)))
    plan = world.imports.compare(world.imports.read(world.file(changed)))
    look, looks = Looking(0), 0
    while True:  # stopped at every look there is
        try:
            world.imports.apply(plan, watch=look)
        except StoppedError:
            assert (world.kept(), sorted(folder.iterdir()), world.version()) == before
            assert look.told[-1] <= 1
            looks += 1
            look = Looking(looks)
        else:
            break
    assert looks > 10
    assert look.told == sorted(look.told)
    assert look.told[-1] == 1  # too late to stop
    assert len(world.kept()) == 310


def test_comparing_tells_how_far_it_is_and_can_be_stopped(world: World) -> None:
    world.take(bank_of(*(choice(f"s-{number:02d}") for number in range(30))))
    others = (choice(f"t-{number:02d}", f"Lain {number}?") for number in range(30))
    preview = world.imports.read(world.file(bank_of(choice("s-00", "Baru?"), *others)))
    before, look = world.imports.compare(preview), Looking()
    assert world.imports.compare(preview, watch=look) == before
    assert look.told == sorted(look.told)
    assert look.told[0] == 0 and 0.9 < look.told[-1] < 1
    assert sum(0.4 < share < 0.7 for share in look.told) > 60  # of matching by texts
    for looks in range(len(look.told)):
        with pytest.raises(StoppedError) as stopped:
            world.imports.compare(preview, watch=Looking(looks))
        assert all(entry.name != "item_entries" for entry in stopped.traceback)
    assert len(preview.result.drafts) == 31  # a page may still show it


def test_an_export_can_be_stopped_while_the_bank_is_read(world: World, tmp_path: Path) -> None:
    world.take(bank_of(*(choice(f"s-{number:03d}") for number in range(500))))
    target, look = tmp_path / "x.gift", Looking()
    world.imports.export("contoh", target, "gift", look)
    assert look.told == sorted(look.told) and look.told[-1] == 1
    assert sum(share < 0.2 for share in look.told) >= 3
    before = target.read_bytes()
    for looks in range(0, len(look.told), 20):
        with pytest.raises(StoppedError):
            world.imports.export("contoh", target, "gift", Looking(looks))
    assert target.read_bytes() == before


def test_what_is_not_wanted_any_more_is_not_held_by_the_error(world: World) -> None:
    result = registry.read_any(world.file(bank_of(choice("s-1"))))
    with pytest.raises(StoppedError) as stopped:
        check_result(Path("x"), result, {}, HandClock(), Looking(0))
    assert result.drafts == ()
    assert all(entry.name != "check_bank" for entry in stopped.traceback)


# --- new, changed, same, gone ------------------------------------------------------------------


def test_a_new_bank_comes_in_with_its_scenarios(world: World) -> None:
    bank = sample.bank()
    preview = world.imports.read(world.file(bank, sound()))
    assert (preview.result.format, preview.usable) == ("package", 14)
    plan = world.imports.compare(preview)
    assert plan.old is None and set(states(plan).values()) == {"new"}
    assert plan.accepted_by_default == {item.id for item in bank.items}
    summary = world.imports.apply(plan)
    assert (summary.id, summary.version, summary.items) == ("contoh", "1.0.0", 14)
    assert summary.source == str(preview.path)
    assert world.kept() == {item.id: item for item in bank.items}
    cards = {card.scenario_id: card for card in world.services.roleplay.cards()}
    assert cards["sehat"].bank_id == "contoh"
    world.services.roleplay.start("sehat")


def test_findings_of_scenarios_in_sheets_name_their_cells(tmp_path: Path, project: Path) -> None:
    from ethics_desktop.formats import native
    from ethics_desktop.services.bank_files import read_file

    nodes = list(sound().nodes)
    place = next(n for n, node in enumerate(nodes) if isinstance(node, ChoiceNode))
    nodes[place] = node = msgspec.structs.replace(
        nodes[place],
        choices=tuple(msgspec.structs.replace(c, reason="") for c in nodes[place].choices),
    )
    story = msgspec.structs.replace(sound(), nodes=tuple(nodes))
    path = tmp_path / "cerita.xlsx"
    registry.write_any(bank_of(choice("a")), [story], path, "xlsx")
    frameworks = native.read_frameworks(project / "resources" / "frameworks")
    preview = read_file(path, frameworks, HandClock())
    found = [f.location for f in preview.findings if f.location.item == story.id]
    assert found
    assert all(at.sheet in ("Skenario", "Simpul") and at.row and at.column for at in found)
    of_choice = next(at for at in found if at.option == node.choices[1].id)
    book = openpyxl.load_workbook(path)
    cell = book[of_choice.sheet][f"{of_choice.column}{of_choice.row}"]
    assert (of_choice.sheet, cell.value) == ("Simpul", node.choices[1].text)
    assert of_choice.field == node.id


def test_importing_again_finds_nothing_new(world: World) -> None:
    world.take(sample.bank(), sound())
    plan = world.imports.compare(world.imports.read(world.file(sample.bank(), sound())))
    assert set(states(plan).values()) == {"same"} == {story.state.value for story in plan.stories}
    assert plan.accepted_by_default == plan.stories_by_default == frozenset()
    with pytest.raises(UserError, match="import_nothing_chosen"):
        world.imports.apply(plan)
    assert world.version() == "1.0.0"


def test_every_state_with_its_reason(world: World) -> None:
    world.take(bank_of(choice("a"), choice("b"), choice("c"), choice("d")))
    new = bank_of(choice("a"), choice("b", "Apa lagi?"), choice("c", right="b"), choice("e"))
    plan = world.imports.compare(world.imports.read(world.file(new)))
    assert states(plan) == {"a": "same", "b": "changed", "c": "changed", "e": "new", "d": "gone"}
    entries = {entry.id: entry for entry in plan.entries}
    assert entries["b"].changed == ("stem",) and entries["c"].changed == ("key",)
    assert entries["b"].item.rev == entries["c"].item.rev == 2
    assert entries["b"].old == choice("b") and entries["b"].matched_by is MatchedBy.ID
    assert entries["b"].place.file == "items/b.json"
    assert plan.count(State.CHANGED) == 2
    world.imports.apply(plan)
    assert sorted(world.kept()) == ["a", "b", "c", "d", "e"]  # what is gone stays
    assert world.version() == "2.0.0"  # a key changed


@pytest.mark.parametrize(
    ("new", "accept", "version", "left"),
    [
        ([choice("a", "Apa lagi?"), choice("b")], None, "1.0.1", "a b"),
        ([choice("a"), choice("b"), choice("c")], None, "1.1.0", "a b c"),
        ([choice("a", right="c"), choice("b")], None, "2.0.0", "a b"),
        ([choice("a")], {"b"}, "2.0.0", "a"),
        ([choice("a", "Apa lagi?"), choice("b", "Lain?")], {"b"}, "1.0.1", "a b"),
    ],
)
def test_the_version_tells_what_happened(
    world: World, new: list[Item], accept: set[str] | None, version: str, left: str
) -> None:
    world.take(bank_of(choice("a"), choice("b")))
    world.take(bank_of(*new), accept=accept)
    assert (world.version(), " ".join(sorted(world.kept()))) == (version, left)
    if accept == {"b"} and len(new) == 2:
        assert world.kept()["a"] == choice("a")


def test_a_higher_version_of_the_author_counts(world: World) -> None:
    world.take(bank_of(choice("a")))
    world.take(bank_of(choice("a", "Lain?"), version="1.4.0"))
    assert world.version() == "1.4.0"
    world.take(bank_of(choice("a", "Lain lagi?"), version="1.0.0"))
    assert world.version() == "1.4.1"


def test_items_are_found_by_the_id_they_had_elsewhere_and_by_their_text(world: World) -> None:
    origin = Origin("moodle_xml", external_id="M-7")
    first = choice("a", meta=Meta(origin=origin))
    world.take(bank_of(first, choice("b"), choice("c")))
    moved = replace(first, id="zzz-1", stem="Lain sama sekali?")
    retyped = replace(choice("b"), id="zzz-2", stem="  apa   B? ")
    shorter = replace(choice("c"), id="zzz-3", options=choice("c").options[:2])
    plan = world.imports.compare(world.imports.read(world.file(bank_of(moved, retyped, shorter))))
    entries = {entry.id: entry for entry in plan.entries}
    assert {name: entry.matched_by.value for name, entry in entries.items()} == {
        "a": "external_id", "b": "text", "c": "text",
    }  # fmt: skip
    assert entries["a"].changed == ("stem",) and "options" in entries["c"].changed
    assert all(entry.item.id == name for name, entry in entries.items())


def test_a_question_that_two_items_ask_names_neither(world: World) -> None:
    twins = [choice(name, "Apa yang paling tepat?") for name in "ab"]
    world.take(bank_of(*twins))
    other = choice("c", "Apa yang paling tepat?")
    plan = world.imports.compare(world.imports.read(world.file(bank_of(other))))
    assert states(plan) == {"c": "new", "a": "gone", "b": "gone"}


def test_a_poor_format_changes_only_what_it_carries(world: World) -> None:
    rich = choice("a", explanation="sebab", meta=Meta(principle=Principle.KEADILAN, tags=("x",)))
    world.take(bank_of(rich, choice("b")))
    path = world.data / "contoh.csv"
    path.write_text(
        "Soal;A;B;C;Kunci\nApa a?;tiga a;satu a;dua a;B\nApa b?;satu b;dua b;tiga b;C\n"
    )
    plan = world.imports.compare(world.imports.read(path))
    entries = {entry.id: entry for entry in plan.entries}
    assert (entries["a"].state, entries["b"].state) == (State.SAME, State.CHANGED)
    world.imports.apply(plan)
    assert world.kept()["a"] == rich
    changed = world.kept()["b"]
    assert isinstance(changed, SingleItem)
    assert [(o.id, o.correct, o.reason) for o in changed.options] == [
        ("a", False, "r"), ("b", False, "r"), ("c", True, "r"),
    ]  # fmt: skip
    assert (changed.rev, changed.meta.principle, world.version()) == (
        2,
        Principle.INTEGRITAS,
        "2.0.0",
    )


# --- ids of others, shipped banks --------------------------------------------------------------


def test_a_shipped_bank_is_never_touched_its_copy_is(world: World) -> None:
    shipped = registry.read_any(world.program.paths.banks / "integritas")
    before = world.kept("integritas")
    edited = [replace(shipped.bank.items[0], stem="Diubah widyaiswara?"), *shipped.bank.items[1:]]
    path = world.file(Bank(shipped.info, tuple(edited)))
    plan = world.imports.compare(world.imports.read(path))
    assert plan.info.id == "integritas-salinan"
    assert [finding.code for finding in plan.notices] == ["bank_copied"]
    world.imports.apply(plan)
    assert world.kept("integritas") == before
    copy = world.kept("integritas-salinan")
    assert len(copy) == len(before) and not set(copy) & set(before)
    assert {item.meta.origin.external_id for item in copy.values() if item.meta.origin} == set(
        before
    )
    again = world.imports.compare(world.imports.read(path))
    assert set(states(again).values()) == {"same"}
    with pytest.raises(UserError, match="bank_is_shipped"):
        world.imports.compare(world.imports.read(path), bank_id="keadilan")
    with pytest.raises(UserError, match="bank_is_shipped"):
        world.imports.remove("integritas")


def test_ids_and_enemies_are_renamed_together(world: World) -> None:
    world.take(bank_of(choice("a"), choice("b")))
    foes = choice("a", "Beda?", meta=Meta(enemies=("x",))), choice("x", meta=Meta(enemies=("a",)))
    other = Bank(replace(sample.bank("lain").info), foes)
    plan = world.imports.compare(world.imports.read(world.file(other)))
    fresh = next(entry.id for entry in plan.entries if entry.id != "x")
    assert fresh.startswith("lain-")
    world.imports.apply(plan)
    kept = world.kept("lain")
    assert kept["x"].meta.enemies == (fresh,) and kept[fresh].meta.enemies == ("x",)
    owners = world.imports._store.owners([*kept, "a"])
    assert owners == {"a": "contoh", "x": "lain", fresh: "lain"}


def test_a_file_can_go_into_another_bank(world: World) -> None:
    world.take(bank_of(choice("a")))
    path = world.data / "tambahan.csv"
    path.write_text("Soal;A;B;Kunci\nBaru?;x;y;A\n")
    plan = world.imports.compare(
        world.imports.read(path), bank_id="contoh", principle=Principle.TRANSPARANSI
    )
    assert sorted(states(plan).values()) == ["gone", "new"]
    assert world.imports.apply(plan).title == "Bank contoh"
    added = next(item for name, item in world.kept().items() if name != "a")
    assert added.meta.principle is Principle.TRANSPARANSI
    assert world.version() == "1.1.0"


# --- errors, proposals, choices ----------------------------------------------------------------


def preview_of(world: World, *drafts: Draft) -> Preview:
    result = ReadResult(sample.bank().info, drafts, format="gift")
    return check_result(Path("soal.gift"), result, world.program.frameworks, HandClock())


def test_items_with_errors_are_shown_and_never_imported(world: World) -> None:
    broken = choice("b", right="-")
    place = Location(file="soal.gift", line=7)
    preview = preview_of(world, Draft(choice("a"), Location()), Draft(broken, place))
    assert preview.usable == 1
    plan = world.imports.compare(preview)
    entry = next(entry for entry in plan.entries if entry.id == "b")
    assert not entry.usable and entry.errors[0].code == "single_needs_one_key"
    assert (entry.errors[0].location.line, entry.errors[0].location.item) == (7, "b")
    world.imports.apply(plan, accept={"a", "b"})
    assert list(world.kept()) == ["a"]


def test_proposed_situations_are_a_choice(world: World) -> None:
    options = tuple(
        SjtOption(k, f"Tindakan {k}", w) for k, w in zip("abcd", (5, 4, 2, 1), strict=True)
    )
    drafts = [
        Draft(SjtItem(id=name, stem=f"Apa {name}?", options=options), Location(), "sjt")
        for name in ("a", "b")
    ]
    plan = world.imports.compare(preview_of(world, *drafts))
    assert plan.proposals == {"a", "b"}
    world.imports.apply(plan, as_sjt={"a"})
    kept = world.kept()
    assert isinstance(kept["a"], SjtItem) and isinstance(kept["b"], SingleItem)
    again = world.imports.compare(preview_of(world, *drafts))
    assert states(again) == {"a": "same", "b": "same"}


def test_nothing_chosen_is_nothing_done(world: World) -> None:
    plan = world.imports.compare(world.imports.read(world.file(sample.bank())))
    with pytest.raises(UserError, match="import_nothing_chosen"):
        world.imports.apply(plan, accept=())
    assert world.kept() == {}


def test_a_plan_does_not_outlive_its_bank(world: World) -> None:
    plan = world.imports.compare(world.imports.read(world.file(bank_of(choice("a")))))
    world.take(bank_of(choice("b")))
    with pytest.raises(UserError, match="import_is_stale"):
        world.imports.apply(plan)
    assert list(world.kept()) == ["b"]


def test_scenarios_are_updated_and_removed_when_chosen(world: World) -> None:
    world.take(bank_of(choice("a")), sound())
    renamed = replace(sound(), title="Judul lain")
    world.take(bank_of(choice("a")), renamed, accept=())
    (kept,) = world.imports._store.scenarios("contoh")
    assert (kept.title, kept.rev, world.version()) == ("Judul lain", 2, "1.1.0")
    other = replace(sound(), id="lain")
    plan = world.imports.compare(world.imports.read(world.file(bank_of(choice("a")), other)))
    assert {story.id: story.state for story in plan.stories} == {
        "lain": State.NEW, "sehat": State.GONE,
    }  # fmt: skip
    world.imports.apply(plan, stories={"sehat", "lain"})
    assert [story.id for story in world.imports._store.scenarios("contoh")] == ["lain"]
    world.take(bank_of(choice("a"), choice("b")))  # a file without scenarios takes none away
    assert [story.id for story in world.imports._store.scenarios("contoh")] == ["lain"]


# --- old results, restarts, damage -------------------------------------------------------------


def finish_one(world: World) -> str:
    """Take an attempt that is drawn from the imported bank alone."""
    for bank in world.services.library.banks():
        if bank.id != "contoh":
            world.services.library._store.remove_bank(bank.id)
    sitting = world.services.assessment.start("asesmen-singkat")
    assert {one.bank_id for one in sitting.form_items} == {"contoh"}
    for one in sitting.form_items:
        if isinstance(one.item, SingleItem):
            sitting.answer(one.position, Chosen("a"))
    return sitting.submit().attempt_id


def test_updating_and_removing_a_bank_changes_no_old_result(world: World) -> None:
    items = [
        choice(f"{p.value}-{n}", meta=Meta(principle=p, level=list(Level)[n % 3]))
        for p in Principle
        for n in range(4)
    ]
    world.take(bank_of(*items), sound())
    attempt = finish_one(world)
    play = world.services.roleplay.start("sehat")
    before = world.services.assessment.result(attempt)
    turned = [choice(item.id, "Diubah?", right="b", meta=item.meta) for item in items]
    world.take(bank_of(*turned), replace(sound(), title="Lain"))
    assert {item.rev for item in world.kept().values()} == {2}
    assert world.services.assessment.result(attempt) == before
    world.imports.remove("contoh")
    assert world.kept() == {} and not list(world.program.paths.imported.iterdir())
    assert world.services.assessment.result(attempt) == before
    assert world.services.roleplay.resume(play.play_id).scenario == sound()
    world.restart()
    assert world.services.assessment.result(attempt) == before
    assert "contoh" not in {bank.id for bank in world.services.library.banks()}
    with pytest.raises(UserError, match="bank_not_known"):
        world.imports.remove("contoh")


def test_imported_banks_outlive_the_library_file(world: World) -> None:
    world.take(sample.bank(), sound())
    bank = world.kept()
    world.restart()
    assert world.kept() == bank
    world.services.close()
    world.program.paths.library.write_bytes(b"rusak" * 1000)
    world.restart()
    assert world.kept() == bank
    assert [story.id for story in world.imports._store.scenarios("contoh")] == ["sehat"]
    world.restart()  # and nothing is due the next time
    assert world.version() == "1.0.0"


def test_a_full_disk_leaves_everything_as_it_was(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.take(bank_of(choice("a")))
    plan = world.imports.compare(world.imports.read(world.file(bank_of(choice("a", "Lain?")))))

    def full(*_arguments: Any, **_named: Any) -> None:
        raise StorageError("disk_full", path="x")

    store = world.imports._store
    with monkeypatch.context() as patched:
        patched.setattr(type(store), "_replace", full)
        with pytest.raises(StorageError, match="disk_full"):
            world.imports.apply(plan)
    with monkeypatch.context() as patched:
        patched.setattr("ethics_desktop.services.importing.os.fsync", full)
        with pytest.raises(StorageError):
            world.imports.apply(plan)
    if faults.posix:
        with faults.no_more_room(200), pytest.raises(StorageError, match="disk_full"):
            world.imports.apply(plan)  # while the package is written
    assert world.kept() == {"a": choice("a")} and world.version() == "1.0.0"
    assert [file.name for file in world.program.paths.imported.iterdir()] == ["contoh.cermin"]
    world.restart()
    assert world.kept() == {"a": choice("a")}


@pytest.mark.parametrize("known", [True, False])
def test_a_package_that_cannot_be_put_in_place_leaves_everything_as_it_was(
    world: World, monkeypatch: pytest.MonkeyPatch, known: bool
) -> None:
    if known:
        world.take(bank_of(choice("a")))
    before = world.kept()
    plan = world.imports.compare(world.imports.read(world.file(bank_of(choice("a", "Lain?")))))
    move = os.replace

    def held(source: Path, target: Path) -> None:
        if target == world.program.paths.imported / "contoh.cermin":
            raise PermissionError(13, "another program has it open")
        move(source, target)

    with monkeypatch.context() as patched:
        patched.setattr(os, "replace", held)
        with pytest.raises(StorageError, match="read_only"):
            world.imports.apply(plan)
    assert world.kept() == before
    world.restart()
    assert world.kept() == before
    kept = ["contoh.cermin"] if known else []
    assert [file.name for file in world.program.paths.imported.iterdir()] == kept


@pytest.mark.parametrize(
    ("end", "text"), [(".gift", "::a:: Apa? {=x ~y}\n"), (".csv", "Soal;A;B;Kunci\nApa?;x;y;A\n")]
)
def test_a_file_whose_name_is_no_text_is_imported(world: World, end: str, text: str) -> None:
    path = world.data / f"soal\udcff{end}"
    try:
        path.write_text(text)
    except OSError:  # this file system takes text alone
        pytest.skip("no such names here")
    bank = world.imports.apply(world.imports.compare(world.imports.read(path)))
    assert bank.source.endswith(f"soal?{end}")
    (item,) = world.kept(bank.id).values()
    assert item.meta.origin.file == f"soal?{end}"


def test_a_damaged_package_does_not_stop_the_program(world: World) -> None:
    world.take(bank_of(choice("a")))
    (world.program.paths.imported / "contoh.cermin").write_bytes(b"rusak")
    (world.program.paths.imported / "lain.cermin").write_bytes(b"rusak")
    world.restart()
    assert world.kept() == {"a": choice("a")}


# --- tables, export ----------------------------------------------------------------------------


def test_a_corrected_mapping_is_remembered_by_its_headers(world: World) -> None:
    path = world.data / "a.csv"
    path.write_text("Kolom1;Kolom2;Kolom3;Kolom4\nApa ini semua?;x;y;B\nYang mana dia?;p;q;A\n")
    first = world.imports.read(path)
    assert first.table is not None and not first.table.remembered
    assert first.table.rows[1][0] == "Apa ini semua?" and first.table.sheets == ("",)
    mapping = replace(first.table.mapping, header=1, stem=0, options=(1, 2), key=3, keys="letter")
    corrected = world.imports.read(path, mapping=mapping)
    assert corrected.table is not None and corrected.usable == 2
    world.imports.remember(corrected)
    path.write_text(path.read_text() + "Lagi?;x;y;A\n")
    third = world.imports.read(path)
    assert third.table is not None
    if third.table.signature == corrected.table.signature:
        assert third.table.remembered and third.usable == 3


def test_tables_nobody_understands_ask_instead_of_failing(world: World) -> None:
    path = world.data / "a.csv"
    path.write_text("satu;dua\ntiga;empat\n")
    preview = world.imports.read(path)
    assert preview.table is not None and preview.table.mapping.stem == -1
    assert preview.usable == 0 and preview.table.rows == (("satu", "dua"), ("tiga", "empat"))


@pytest.mark.parametrize("suffix", [".cermin", ""])
def test_banks_are_exported(world: World, suffix: str) -> None:
    world.take(sample.bank(), sound())
    target = world.data / f"keluar{suffix}"
    assert world.imports.export("contoh", target) == ()
    read = registry.read_any(target)
    assert (read.bank, read.scenarios) == (sample.bank(), (sound(),))
    with pytest.raises(UserError, match="bank_not_known"):
        world.imports.export("tidak-ada", target)


def test_reading_needs_no_database(world: World) -> None:
    """What runs on another thread touches neither store nor window."""
    import threading

    path = world.file(sample.bank())
    found: list[Any] = []
    thread = threading.Thread(target=lambda: found.append(world.imports.read(path)))
    thread.start()
    thread.join()
    assert found[0].usable == 14


def test_an_imported_bank_gets_a_form_of_its_own(world: World) -> None:
    before = [card.blueprint.id for card in world.services.assessment.forms()]
    world.take(sample.bank())
    cards = {card.blueprint.id: card for card in world.services.assessment.forms()}
    assert list(cards) == [*before, "bank-contoh"]
    assert (cards["bank-contoh"].items, cards["bank-contoh"].available) == (14, True)
    sitting = world.services.assessment.start("bank-contoh")
    assert {one.bank_id for one in sitting.form_items} == {"contoh"}
    assert len(sitting.form_items) == 14
    world.imports.remove("contoh")
    assert [card.blueprint.id for card in world.services.assessment.forms()] == before
    assert sitting.submit().total.full >= 0
