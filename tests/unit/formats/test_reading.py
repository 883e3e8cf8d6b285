"""What readers share: ids, heads, files, tags, weights."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ethics_desktop.domain.bank import Meta, SingleItem
from ethics_desktop.domain.errors import UserError
from ethics_desktop.formats import reading
from ethics_desktop.formats.fractions import is_legal, nearest_legal, percent_text, snapped, uniform
from ethics_desktop.formats.meta_tags import category_of, meta_from_tags, sense_of, tags_of
from tests.builders import shipped_items
from tests.text_formats import METAS, without_origin


def test_ids_depend_on_the_stem_and_are_never_given_twice() -> None:
    taken: set[str] = set()
    first = reading.new_id("bank", "Soal  Satu", taken)
    assert reading.new_id("bank", "soal satu", set()) == first
    many = [reading.new_id("bank", "soal satu", taken) for _ in range(500)]
    assert len({first, *many}) == 501
    assert all(reading.is_slug(one) for one in many)
    assert reading.is_slug(reading.new_id("b" * 64, "x", set()))


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("Soal Étika (2026).gift", "soal-etika-2026"),
        ("...", "bank"),
        ("日本.txt", "bank"),
        (".soal", "bank"),
        ("x" * 200 + ".txt", "x" * 57),
    ],
)
def test_a_bank_is_named_after_its_file(name: str, slug: str) -> None:
    info = reading.info_for(Path(name))
    assert info.id == slug
    assert info.title
    assert reading.info_for(Path(name), "Judul").title == "Judul"


def test_a_file_that_is_too_large_or_missing_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(b"abc")
    assert reading.read_bytes(path) == b"abc"
    with pytest.raises(UserError, match="file_too_large_all"):
        reading.read_bytes(path, limit=2)
    with pytest.raises(UserError, match="file_unreadable_all"):
        reading.read_bytes(tmp_path)


def test_situational_weights_need_four_different_ones() -> None:
    assert reading.sjt_weights([20, 40, 60, 80, 100]) == [1, 2, 3, 4, 5]
    assert reading.sjt_weights([100, 20, 60, 40]) == [5, 1, 3, 2]
    assert reading.sjt_weights([100, 20, 60]) is None
    assert reading.sjt_weights([100, 20, 20, 40]) is None
    assert reading.sjt_weights([100, 0, 50, 25]) is None


def test_a_single_choice_becomes_situational_and_back() -> None:
    single = next(item for item in shipped_items() if isinstance(item, SingleItem))
    right = [5 if option.correct else 2 for option in single.options]
    assert reading.as_single(reading.as_sjt(single, right)) == single


def test_tags_say_all_of_the_metadata_of_shipped_items() -> None:
    for item in shipped_items():
        read = meta_from_tags(tags_of(item))
        assert (read.meta, read.rev, read.odd) == (without_origin(item).meta, item.rev, ())


@given(METAS)
def test_tags_and_metadata_are_inverse(meta: Meta) -> None:
    item = SingleItem(id="x", stem="s", options=(), meta=meta, rev=3)
    read = meta_from_tags(tags_of(item))
    assert (read.meta, read.rev) == (meta, 3)


@given(st.lists(st.lists(st.sampled_from(
    ["prinsip:integritas", "Tingkat: LANJUT", "prinsip:x", "rev:3", "rev:0", "jenis:sjt", "a",
     "a:b", "modul:1", "modul:2", "kerangka:k=1", "ref:UU 1#2;fakta=A,B", "ref:", "musuh:x", "rev",
     ""]
))))  # fmt: skip
def test_remembered_tags_say_what_they_said(banks: list[list[str]]) -> None:
    senses = reading.Memory(sense_of)
    for tags in banks:
        assert meta_from_tags(tags, None, senses) == meta_from_tags(tags)


def test_a_memory_is_bounded() -> None:
    made: list[str] = []

    def make(text: str) -> int:
        made.append(text)
        return len(text)

    memory = reading.Memory(make)
    assert [memory["a"], memory["a"], memory["x" * 9999], memory["x" * 9999]] == [1, 1, 9999, 9999]
    assert made == ["a", "x" * 9999, "x" * 9999]
    for number in range(10_000):
        assert memory[str(number)] == len(str(number))
    assert len(memory) <= 2000


def test_ids_are_taken_once() -> None:
    taken = reading.TakenIds()
    ids = [f"itg-{number}" for number in range(5000)]
    for id_ in ids:
        assert id_ not in taken
        taken.add(id_)
    assert all(id_ in taken for id_ in ids)
    assert reading.new_id("b", "stem", taken) != reading.new_id("b", "stem", taken)


def test_a_tag_with_a_strange_value_stays_a_tag() -> None:
    read = meta_from_tags(["prinsip:jujur", "rev:x", "Tingkat: LANJUT", "a:b", "ref:#3", "ref:"])
    assert read.odd == ("prinsip:jujur", "rev:x")
    assert read.meta.tags == ("prinsip:jujur", "rev:x", "a:b", "ref:")
    assert read.meta.level.value == "lanjut"
    assert read.meta.references[0].instrument == "3"


@pytest.mark.parametrize(
    ("path", "kept"),
    [
        ("$course$/top/Etika/A", "Etika/A"),
        ("$system$/Etika", "Etika"),
        ("top", ""),
        ("A//B / C", "A//B/C"),
        ("topik/top", "topik/top"),
    ],
)
def test_categories_lose_only_their_place_in_moodle(path: str, kept: str) -> None:
    assert category_of(path) == kept


def test_percents() -> None:
    assert [percent_text(p) for p in (33.33333, 50.0, -0.0, -12.5)] == [
        "33.33333",
        "50",
        "0",
        "-12.5",
    ]
    assert is_legal(33.33333)
    assert not is_legal(33)
    assert (nearest_legal(-34), snapped(33), snapped(45)) == (-33.33333, 33.33333, 45)
    assert uniform([33, 33, 33, 0])
    assert not uniform([50, 50, 0, -50])
    assert not uniform([75, 25])


@pytest.mark.parametrize("text", ["", "a", "\n", "a\nb", "a\n\nb\n", "\n\n"])
def test_lines_one_by_one_are_those_of_a_split(text: str) -> None:
    assert list(reading.lines_of(text)) == text.split("\n")


def test_text_is_read_up_to_what_the_memory_is_good_for(tmp_path: Path) -> None:
    path = tmp_path / "besar.gift"
    with path.open("wb") as stream:
        stream.truncate(reading.MAX_TEXT_BYTES + 1)
    with pytest.raises(UserError, match=r"file_too_large_all.*limit=64"):
        reading.read_text(path)
