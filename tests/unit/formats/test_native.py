"""The native bank folder: round trip, and every kind of bad content ends in a finding."""

import json

import pytest

from ethics_desktop.domain.bank import ITEM_KINDS, kind_of
from ethics_desktop.domain.errors import UserError
from ethics_desktop.formats import native
from ethics_desktop.paths import program_root

HEAD = {
    "format": "cermin-asn-bank",
    "formatVersion": "1.0",
    "id": "contoh",
    "version": "1.0.0",
    "title": "Contoh",
}
ITEM = {"id": "con-1", "type": "truefalse", "stem": "Pernyataan.", "answer": True}


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "items").mkdir()
    (tmp_path / "bank.json").write_text(json.dumps(HEAD))
    return tmp_path


def put(folder, name, content):
    raw = content if isinstance(content, bytes) else json.dumps(content).encode()
    (folder / "items" / name).write_bytes(raw)


def test_shipped_banks_come_back_byte_for_byte(tmp_path):
    banks = sorted((program_root() / "question_banks").glob("*/bank.json"))
    assert len(banks) >= 5
    for head in banks:
        read = native.read_bank(head.parent)
        assert read.findings == ()
        target = tmp_path / head.parent.name
        native.write_bank(read.bank, target)
        assert native.read_bank(target).bank == read.bank


def test_every_kind_ships():
    kinds = {
        kind_of(item)
        for head in (program_root() / "question_banks").glob("*/bank.json")
        for item in native.read_bank(head.parent).bank.items
    }
    assert kinds == set(ITEM_KINDS)


def test_good_items_are_read_beside_bad_ones(folder):
    put(folder, "con-1.json", ITEM)
    put(folder, "con-2.json", b"{not json")
    read = native.read_bank(folder)
    assert [item.id for item in read.bank.items] == ["con-1"]
    assert [(f.code, f.location.file) for f in read.findings] == [
        ("content_bad", "items/con-2.json")
    ]


@pytest.mark.parametrize(
    ("content", "field"),
    [
        ({**ITEM, "answer": "ya"}, "answer"),
        ({**ITEM, "id": "../x"}, "id"),
        ({**ITEM, "stem": ""}, "stem"),
        ({**ITEM, "stem": "a" * 65537}, "stem"),
        ({**ITEM, "type": "essay"}, "type"),
        ({**ITEM, "rev": 0}, "rev"),
        ({"id": "x", "type": "sjt", "stem": "s", "options": []}, "options"),
        ({**ITEM, "meta": {"principle": "cinta"}}, "meta.principle"),
        (b"\xff\xfe\x00", ""),
        (b"[" * 100_000, ""),
        (b"", ""),
        (b"null", ""),
    ],
)
def test_bad_content_is_a_finding_with_its_place(folder, content, field):
    put(folder, "con-9.json", content)
    (finding,) = native.read_bank(folder).findings
    assert finding.code == "content_bad"
    assert finding.location.file == "items/con-9.json"
    assert finding.location.field == field


def test_a_huge_file_is_not_read(folder):
    put(folder, "con-1.json", b" " * (native.MAX_ITEM_BYTES + 1))
    assert [f.code for f in native.read_bank(folder).findings] == ["file_too_large"]


def test_a_folder_in_place_of_a_file(folder):
    (folder / "items" / "con-1.json").mkdir()
    assert [f.code for f in native.read_bank(folder).findings] == ["file_unreadable"]


def test_file_name_and_id_differ(folder):
    put(folder, "lain.json", ITEM)
    assert [f.code for f in native.read_bank(folder).findings] == ["file_name_not_id"]


@pytest.mark.parametrize(
    ("head", "code"),
    [
        (None, "no_bank_here"),
        (b"", "bank_head_bad"),
        ({**HEAD, "format": "lain"}, "bank_head_bad"),
        ({**HEAD, "formatVersion": "2.0"}, "bank_too_new"),
        ({**HEAD, "version": "satu"}, "bank_head_bad"),
    ],
)
def test_a_bad_head_is_refused(tmp_path, head, code):
    if head is not None:
        raw = head if isinstance(head, bytes) else json.dumps(head).encode()
        (tmp_path / "bank.json").write_bytes(raw)
    with pytest.raises(UserError) as caught:
        native.read_bank(tmp_path)
    assert caught.value.code == code


def test_fields_of_a_newer_minor_version_are_ignored(folder):
    (folder / "bank.json").write_text(json.dumps({**HEAD, "formatVersion": "1.7", "new": 1}))
    put(folder, "con-1.json", {**ITEM, "sparkle": True})
    read = native.read_bank(folder)
    assert read.findings == ()
    assert len(read.bank.items) == 1


def test_fingerprint_follows_the_files(folder):
    put(folder, "con-1.json", ITEM)
    before = native.fingerprint(folder)
    assert native.fingerprint(folder) == before
    put(folder, "con-2.json", {**ITEM, "id": "con-2"})
    assert native.fingerprint(folder) != before


def test_a_damaged_resource_is_named(tmp_path):
    (tmp_path / "x.json").write_text('{"id": "x"}')
    for read in (native.read_frameworks, native.read_blueprints):
        with pytest.raises(UserError) as caught:
            read(tmp_path)
        assert caught.value.code == "resource_bad"
        assert "x.json" in str(caught.value.params["file"])
