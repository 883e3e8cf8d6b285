"""The library: banks in, candidates and items out, and its way of healing."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from hashlib import blake2b
from pathlib import Path

import msgspec
import pytest

from ethics_desktop.domain.bank import Bank, Principle, canonical, item_hash, kind_of
from ethics_desktop.domain.errors import StorageError
from ethics_desktop.domain.records import Candidate, Chunk
from ethics_desktop.domain.sampling import all_of
from ethics_desktop.domain.scenario import canonical as canonical_scenario
from ethics_desktop.domain.watching import StoppedError
from ethics_desktop.store import cells, library
from ethics_desktop.store.backup import check
from ethics_desktop.store.bank_hash import PART, BankHash
from ethics_desktop.store.codec import to_json
from ethics_desktop.store.library import SqliteLibraryStore
from tests.unit.domain.scenario_cases import sound
from tests.unit.store import sample
from tests.unit.store.sample import as_usang, bank
from tests.watches import Looking


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "library.sqlite3"


@pytest.fixture
def store(path: Path) -> Iterator[SqliteLibraryStore]:
    opened = SqliteLibraryStore.open(path)
    yield opened
    opened.close()


def test_bank_comes_back(store: SqliteLibraryStore, path: Path) -> None:
    assert store.bank_list() == [] and store.candidates() == []
    assert store.sync([bank()], "shipped") == ["contoh"]
    (summary,) = store.bank_list()
    assert (summary.id, summary.version, summary.title) == ("contoh", "1.0.0", "Bank contoh")
    assert (summary.items, summary.source) == (14, "shipped")
    found = store.candidates()
    for candidate, item in zip(found, bank().items, strict=True):
        assert candidate == Candidate(
            item.id,
            "contoh",
            kind_of(item),
            item.meta.principle,
            item.meta.level,
            item.meta.pool,
            item.meta.frameworks["bimtek"],
            item.meta.family,
            item.meta.enemies,
            item.meta.frameworks["berakhlak"][0],
        )
    stored = store.items([item.id for item in bank().items])
    assert [one.item for one in stored] == list(bank().items)
    assert {(one.bank_id, one.bank_version) for one in stored} == {("contoh", "1.0.0")}
    assert [one.item_hash for one in stored] == [item_hash(item) for item in bank().items]
    store.close()
    assert check(path) == []


def test_items_keep_the_asked_order_and_leave_out_strangers(store: SqliteLibraryStore) -> None:
    store.sync([bank()])
    found = store.items(["butir-005", "tidak-ada", "butir-001"])
    assert [one.item.id for one in found] == ["butir-005", "butir-001"]


def test_sync_replaces_only_what_differs(store: SqliteLibraryStore) -> None:
    first, second = bank("satu"), bank("dua", range(20, 25))
    assert store.sync([first, second]) == ["satu", "dua"]
    assert store.sync([first, second]) == []
    changed = bank("dua", range(20, 23), version="1.1.0", text="Diubah")
    assert store.sync([first, changed]) == ["dua"]
    drawn = [one.id for one in store.candidates() if one.bank == "dua"]
    assert drawn == ["butir-020", "butir-021", "butir-022"]
    assert store.items(["butir-024"]) == []
    assert store.items(["butir-020"])[0].item.stem == "Diubah"
    assert [one.version for one in store.bank_list()] == ["1.1.0", "1.0.0"]
    assert store.sync([first], "/media/flash/satu.zip") == ["satu"]
    assert store.bank_list()[1].source == "/media/flash/satu.zip"


def test_an_item_kept_from_before_a_limit_is_no_damage(store: SqliteLibraryStore) -> None:
    first = bank().items[0]
    meta = msgspec.structs.replace(first.meta, tags=tuple(f"t{n}" for n in range(150)))
    old = msgspec.structs.replace(first, meta=meta)
    store.sync([Bank(bank().info, (old,))], source="/x")
    assert [stored.item for stored in store.items([old.id])] == [old]


def test_obsolete_items_are_kept_but_not_drawn(store: SqliteLibraryStore) -> None:
    whole = bank()
    items = (as_usang(whole.items[0]), *whole.items[1:])
    store.sync([Bank(whole.info, items)])
    assert "butir-000" not in {one.id for one in store.candidates()}
    assert len(store.candidates()) == 13
    assert store.items(["butir-000"])[0].item == items[0]
    assert store.bank_list()[0].items == 14


def test_same_id_in_two_banks(store: SqliteLibraryStore) -> None:
    store.sync([bank("dua", text="Dari dua"), bank("satu", text="Dari satu")])
    assert store.items(["butir-001"])[0].bank_id == "dua"
    assert {one.bank for one in store.candidates()} == {"dua", "satu"}


def test_hashes_are_those_of_the_items_that_would_be_found(store: SqliteLibraryStore) -> None:
    store.sync([bank("b", text="Lain?"), bank("a", range(3))])
    wanted = ["butir-001", "butir-009", "tidak-ada"]
    assert store.hashes(wanted) == {one.item.id: one.item_hash for one in store.items(wanted)}
    assert store.hashes([]) == {}


def test_remove_bank_and_marks(store: SqliteLibraryStore) -> None:
    store.sync([bank("satu"), bank("dua", range(20, 22))])
    store.set_mark("satu", "abc")
    store.set_mark("satu", "def")
    assert (store.mark("satu"), store.mark("dua")) == ("def", "")
    store.remove_bank("satu")
    store.remove_bank("tidak-ada")
    assert store.mark("satu") == ""
    assert [one.id for one in store.bank_list()] == ["dua"]
    assert len(store.candidates()) == 2
    assert store.items(["butir-001"]) == []


def test_a_failed_sync_leaves_the_old_bank(store: SqliteLibraryStore) -> None:
    store.sync([bank()])
    twice = bank(version="2.0.0")
    broken = msgspec.structs.replace(twice, items=(*twice.items, twice.items[0]))
    with pytest.raises(Exception, match="UNIQUE"):
        store.sync([bank("baru"), broken])
    assert [one.version for one in store.bank_list()] == ["1.0.0"]
    assert len(store.candidates()) == 14


@pytest.mark.parametrize(
    "rubbish", [b"bukan basis data " * 300, b"SQLite format 3\0" + b"\7" * 9000]
)
def test_damaged_file_is_made_anew_at_opening(
    path: Path, rubbish: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    path.write_bytes(rubbish)
    Path(f"{path}-wal").write_bytes(b"sisa")
    store = SqliteLibraryStore.open(path)
    assert "making it anew" in caplog.text
    assert store.sync([bank()]) == ["contoh"]
    assert len(store.candidates()) == 14
    store.close()
    assert check(path) == []


def spoil(path: Path) -> None:
    """Overwrite everything but the first two pages of a closed file."""
    raw = bytearray(path.read_bytes())
    whole = 2 * int.from_bytes(raw[16:18], "big")  # the size of a page stands there
    raw[whole:] = b"\xa5" * (len(raw) - whole)
    path.write_bytes(raw)


def test_damage_found_later_has_the_library_made_anew_and_filled(
    path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    store = SqliteLibraryStore.open(path)
    store.sync([bank()])
    store.set_mark("contoh", "abc")
    store.close()
    spoil(path)
    store = SqliteLibraryStore.open(path, lambda one: one.sync([bank("isi")]))
    with pytest.raises(StorageError, match="library_rebuilt"):
        for _ in range(2):
            store.bank_list()
            store.candidates()
            store.items(["butir-001"])
    assert "making it anew" in caplog.text
    assert {one.bank for one in store.candidates()} == {"isi"} and store.mark("contoh") == ""
    assert store.sync([bank()]) == ["contoh"]
    store.close()


def test_sync_heals_a_damaged_library_by_itself(path: Path) -> None:
    store = SqliteLibraryStore.open(path)
    store.sync([bank(numbers=range(200))])
    store.close()
    spoil(path)
    store = SqliteLibraryStore.open(path)
    assert store.sync([bank(version="1.0.1")]) == ["contoh"]
    assert len(store.candidates()) == 14
    assert store.items(["butir-002"])[0].item == sample.item(2)
    store.close()
    assert check(path) == []


def test_newer_library_is_refused_not_deleted(path: Path) -> None:
    import sqlite3

    connection = sqlite3.connect(path)
    connection.execute("PRAGMA user_version = 2000")
    connection.close()
    before = path.read_bytes()
    with pytest.raises(StorageError, match="newer_schema"):
        SqliteLibraryStore.open(path)
    assert path.read_bytes() == before


# --- imported banks ----------------------------------------------------------------------------


def test_a_bank_comes_back_whole_with_its_scenarios(store: SqliteLibraryStore) -> None:
    stories = [sound(), msgspec.structs.replace(sound(), id="dua")]
    store.sync([bank()], "/flash/a.cermin", {"contoh": stories}, {"contoh": "tanda"})
    assert store.bank("contoh") == bank() and store.bank("lain") is None
    assert store.scenarios("contoh") == [stories[1], stories[0]] and store.scenarios("lain") == []
    assert store.mark("contoh") == "tanda"
    assert store.owners(["butir-001", "lain"]) == {"butir-001": "contoh"}
    changed = [msgspec.structs.replace(sound(), title="Lain")]
    assert store.sync([bank()], "/flash/a.cermin", {"contoh": changed}) == ["contoh"]
    assert store.scenarios("contoh") == changed
    assert store.sync([bank()], "/flash/a.cermin", {"contoh": changed}) == []
    store.remove_bank("contoh")
    assert store.scenarios("contoh") == [] and store.mark("contoh") == ""


def test_reading_a_bank_tells_how_far_it_is_and_leaves_nothing_open(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(library, "FEW", 3)
    store = SqliteLibraryStore.open(tmp_path / "library.sqlite3")
    store.sync([bank()])
    look = Looking()
    assert store.bank("contoh", look) == bank()
    assert look.told == sorted(look.told) and 0 == look.told[0] < 0.5 < look.told[-1] < 1
    with pytest.raises(StoppedError) as stopped:
        store.bank("contoh", Looking(2))
    store.close()
    del stopped  # what it held ends now, and touches the closed file no more
    gc.collect()


def test_marks_are_kept_in_the_same_transaction(
    store: SqliteLibraryStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    store.sync([bank()], marks={"contoh": "satu"})

    def full(*_arguments: object) -> None:
        raise StorageError("disk_full", path="x")

    monkeypatch.setattr(store, "_keep_scenarios", full)
    with pytest.raises(StorageError):
        store.sync([bank(version="2.0.0")], marks={"contoh": "dua"})
    assert store.mark("contoh") == "satu"
    assert store.bank_list()[0].version == "1.0.0"


def test_chunks_hold_every_drawable_item_once(store: SqliteLibraryStore) -> None:
    whole = bank("besar", range(2000))
    store.sync([Bank(whole.info, (as_usang(whole.items[0]), *whole.items[1:])), bank("kecil")])
    for cell in store.cells():
        inside = [store.of_chunks([Chunk(cell, number)]) for number in range(cell.chunks)]
        sizes = [len(part) for part in inside]
        assert sum(sizes) == cell.items and max(sizes) - min(sizes) <= 1
        assert max(sizes) < 2 * cells.CHUNK
        for one in (one for part in inside for one in part):
            assert (one.bank, one.principle) == (cell.bank, cell.principle)
            assert (one.level, one.pool) == (cell.level, cell.pool)
    chunks = all_of(store.cells())
    found = sorted(store.of_chunks(chunks), key=lambda c: (c.bank, c.id))
    assert found == store.candidates() and len(found) == 1999 + 14
    store.remove_bank("besar")
    assert len(store.of_chunks(chunks)) == 14


def test_items_without_a_principle_are_kept_but_not_drawn(store: SqliteLibraryStore) -> None:
    made = bank()
    bare = msgspec.structs.replace(
        made.items[0], meta=msgspec.structs.replace(made.items[0].meta, principle=None)
    )
    store.sync([Bank(made.info, (bare, *made.items[1:]))])
    assert sum(one.items for one in store.cells()) == 13
    assert len(store.candidates()) == 14


def test_items_at_their_banks(store: SqliteLibraryStore) -> None:
    store.sync([bank("dua", text="Dari dua"), bank("satu", text="Dari satu")])
    places = [("satu", "butir-001"), ("tiga", "butir-001"), ("dua", "butir-001"), ("dua", "x")]
    assert [one.bank_id for one in store.items_at(places)] == ["satu", "dua"]


def test_bank_list_counts_kinds_and_principles(store: SqliteLibraryStore) -> None:
    store.sync([bank()])
    (summary,) = store.bank_list()
    assert sum(summary.kinds.values()) == sum(summary.principles.values()) == 14
    assert summary.kinds["sjt"] == sum(kind_of(item) == "sjt" for item in bank().items)
    assert set(summary.principles) == set(Principle)


def test_search_looks_for_every_word_literally(store: SqliteLibraryStore) -> None:
    store.sync([bank("satu", range(3)), bank("dua", range(3, 5), text="Diskon 100% di toko_A!")])
    assert [one.id for _, one in store.search(["LOKET 2"], 9)] == ["butir-002"]
    assert {where for where, _ in store.search(["100%", "toko_a!"], 9)} == {"dua"}
    assert store.search(["100_"], 9) == store.search(["tokoXA"], 9) == []
    assert len(store.search([], 2)) == 2


def test_search_meets_quotes_letters_of_any_script_and_more_words_than_sqlite_takes(
    store: SqliteLibraryStore,
) -> None:
    store.sync([bank("satu", range(1), text='Menurut "Élan" \\ atasan?'), bank("dua", range(1, 2))])
    for word in ('"élan"', "\\", "élan"):
        assert "satu" in [where for where, _ in store.search([word], 9)]
    assert len(store.search([f"a{n}" for n in range(2000)], 9)) == 0
    assert len(store.search(["m" * 100_000], 9)) == 0


@pytest.mark.parametrize("items", [0, 1, PART, PART + 1])
def test_the_hash_of_a_bank_is_over_head_items_and_scenarios(
    store: SqliteLibraryStore, items: int
) -> None:
    one = bank("satu", range(items))
    parts = [to_json(one.info).encode(), *map(canonical, one.items), canonical_scenario(sound())]
    expected = blake2b(b"\n".join(parts), digest_size=32).hexdigest()
    store.sync([one], scenarios={"satu": [sound()]})
    assert [found.content_hash for found in store.bank_list()] == [expected]
    assert store.sync([one], scenarios={"satu": [sound()]}) == []


def test_an_error_while_hashing_is_not_lost(
    store: SqliteLibraryStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(_self: BankHash, _lines: bytes) -> None:
        raise MemoryError("no room")

    monkeypatch.setattr(BankHash, "_update", fails)
    with pytest.raises(MemoryError):
        store.sync([bank()])
    assert store.bank_list() == []
    monkeypatch.undo()
    assert store.sync([bank()]) == ["contoh"]
