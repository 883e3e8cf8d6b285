"""The native package: lossless, the same bytes every time, and nothing slips in."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from random import Random

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ethics_desktop.domain.bank import Bank, canonical
from ethics_desktop.domain.errors import UserError
from ethics_desktop.formats import native, package, registry
from ethics_desktop.paths import program_root
from tests.unit.domain.scenario_cases import sound
from tests.unit.store import sample

BANKS = sorted((program_root() / "question_banks").glob("*/bank.json"))
Files = dict[str, bytes]


@pytest.fixture
def made(tmp_path: Path) -> Path:
    path = tmp_path / "contoh.cermin"
    package.write(sample.bank(), path, [sound()])
    return path


def contents(path: Path) -> Files:
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def rewrite(path: Path, change: Callable[[Files], object]) -> None:
    files = contents(path)
    change(files)
    with zipfile.ZipFile(path, "w") as archive:
        for name, raw in files.items():
            archive.writestr(name, raw)


@pytest.mark.parametrize("head", BANKS, ids=lambda head: head.parent.name)
def test_shipped_banks_travel_without_loss(tmp_path: Path, head: Path) -> None:
    folder = registry.read_any(head.parent)
    path = tmp_path / "a.bank.zip"
    assert registry.write_any(folder.bank, folder.scenarios, path) == ()
    assert registry.sniff(path) == "package"
    read = registry.read_any(path)
    assert (read.bank, read.scenarios) == (folder.bank, folder.scenarios)
    assert (read.findings, read.skipped, read.format) == ((), 0, "package")
    again = tmp_path / "b.cermin"
    registry.write_any(read.bank, read.scenarios, again)
    assert again.read_bytes() == path.read_bytes()
    unpacked = tmp_path / "folder"
    registry.write_any(read.bank, read.scenarios, unpacked)
    back = registry.read_any(unpacked)
    assert (back.bank, back.scenarios) == (folder.bank, folder.scenarios)
    names = {file.relative_to(head.parent) for file in head.parent.rglob("*.json")}
    assert {file.relative_to(unpacked) for file in unpacked.rglob("*.json")} == names
    with pytest.raises(UserError, match="folder_not_empty"):
        registry.write_any(read.bank, read.scenarios, unpacked)


def test_bytes_do_not_depend_on_the_day(made: Path) -> None:
    before = made.read_bytes()
    package.write(sample.bank(), made, [sound()])
    assert made.read_bytes() == before
    names = list(contents(made))
    assert names == ["manifest.json", *sorted(names[1:])]
    with zipfile.ZipFile(made) as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}


@given(st.sets(st.integers(0, 40), max_size=12), st.integers(0, 9))
def test_any_bank_comes_back(
    tmp_path_factory: pytest.TempPathFactory, which: set[int], v: int
) -> None:
    bank = sample.bank(version=f"1.{v}.0")
    bank = Bank(bank.info, tuple(sample.item(number) for number in sorted(which)))
    path = tmp_path_factory.mktemp("p") / "a.cermin"
    package.write(bank, path)
    assert package.read(path).bank == bank


def drop_bank(files: Files) -> None:
    del files["bank.json"]


def change_item(files: Files) -> None:
    files["items/butir-000.json"] += b" "


def add_item(files: Files) -> None:
    files["items/lain.json"] = b"{}"


def drop_manifest(files: Files) -> None:
    del files["manifest.json"]


def manifest_with(**changes: object) -> Callable[[Files], None]:
    def change(files: Files) -> None:
        loose = json.loads(files["manifest.json"])
        files["manifest.json"] = json.dumps({**loose, **changes}).encode()

    return change


def unlist_bank(files: Files) -> None:
    loose = json.loads(files["manifest.json"])
    loose["files"] = [one for one in loose["files"] if one["path"] != "bank.json"]
    files["manifest.json"] = json.dumps(loose).encode()


def list_twice(files: Files) -> None:
    loose = json.loads(files["manifest.json"])
    loose["files"] += loose["files"][:1]
    files["manifest.json"] = json.dumps(loose).encode()


def escape(files: Files) -> None:
    files["../items/x.json"] = b"{}"


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (drop_bank, "package_file_missing"),
        (change_item, "package_file_changed"),
        (add_item, "package_file_unlisted"),
        (drop_manifest, "package_no_manifest"),
        (manifest_with(format="lain"), "package_manifest_bad"),
        (manifest_with(formatVersion="2.0"), "package_too_new"),
        (manifest_with(files=3), "package_manifest_bad"),
        (manifest_with(bankId="lain"), "package_manifest_bad"),
        (unlist_bank, "package_file_unlisted"),
        (list_twice, "package_manifest_bad"),
        (escape, "zip_name_unsafe"),
    ],
    ids=lambda value: getattr(value, "__name__", value),
)
def test_what_does_not_fit_is_refused(
    made: Path, change: Callable[[Files], object], code: str
) -> None:
    rewrite(made, change)
    with pytest.raises(UserError) as caught:
        package.read(made)
    assert caught.value.code == code


def test_a_signature_and_newer_fields_do_not_disturb(made: Path) -> None:
    rewrite(made, lambda files: files.update({package.SIGNATURE: b"untrusted"}))
    rewrite(made, manifest_with(formatVersion="1.9", publisher="BPSDM"))
    assert len(package.read(made).drafts) == 14


def test_every_byte_counts(made: Path) -> None:
    raw = made.read_bytes()
    whole = package.read(made)
    for at in range(0, len(raw), 97):
        changed = bytearray(raw)
        changed[at] ^= 0x10
        made.write_bytes(changed)
        try:
            read = package.read(made)
        except UserError:
            continue
        assert (read.bank, read.scenarios) == (whole.bank, whole.scenarios)


def test_bad_content_is_named_and_the_rest_is_read(tmp_path: Path) -> None:
    bank, path = sample.bank(), tmp_path / "a.cermin"
    files = {"bank.json": msgspec.json.encode(bank.info), "items/rusak.json": b'{"type":"single"}'}
    good = sample.item(0)
    files["items/lain-nama.json"] = msgspec.json.encode(good)
    files["scenarios/x.json"] = b"[]"
    files["README.md"] = b"# Contoh"
    files["media/a.png"] = b"png"
    path.write_bytes(package.packed(bank, files))
    read = package.read(path)
    assert [draft.item for draft in read.drafts] == [good]
    assert read.drafts[0].place.file == "items/lain-nama.json"
    assert sorted((one.code, one.location.file) for one in read.findings) == [
        ("content_bad", "items/rusak.json"),
        ("content_bad", "scenarios/x.json"),
        ("file_name_not_id", "items/lain-nama.json"),
        ("package_file_ignored", "media/a.png"),
    ]
    assert read.skipped == 1


def test_a_file_is_written_whole_or_not_at_all(tmp_path: Path) -> None:
    target = tmp_path / "tidak" / "ada.cermin"
    with pytest.raises(UserError, match="file_unwritable"):
        package.write(sample.bank(), target)
    assert list(tmp_path.iterdir()) == []


def test_the_zip_opens_with_other_programs(made: Path) -> None:
    with zipfile.ZipFile(io.BytesIO(made.read_bytes())) as archive:
        assert archive.testzip() is None


def many(count: int) -> Bank:
    return sample.bank(numbers=range(count))


def test_a_large_bank_is_packed_in_lines(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(package, "MOST_FILES", 30)
    monkeypatch.setattr(package, "LINES_A_FILE", 20)
    path = tmp_path / "besar.cermin"
    whole = many(50)
    package.write(whole, path)
    names = [name for name in contents(path) if name.startswith("items/")]
    assert names == ["items/0001.jsonl", "items/0002.jsonl", "items/0003.jsonl"]
    read = package.read(path)
    assert (read.bank, read.findings, read.skipped) == (whole, (), 0)
    assert read.drafts[21].place.file == "items/0002.jsonl" and read.drafts[21].place.line == 2
    again = tmp_path / "lagi.cermin"
    package.write(read.bank, again, read.scenarios)
    assert again.read_bytes() == path.read_bytes()


def test_a_bad_line_is_named_and_the_rest_is_read(tmp_path: Path) -> None:
    whole = many(3)
    lines = [canonical(item) for item in whole.items]
    lines[1] = lines[1].replace(b'"stem"', b'"batang"')
    files = {
        "bank.json": native.encoded(whole.info),
        "items/0001.jsonl": b"\n\n".join(
            (*lines, Random(1).randbytes(native.MAX_ITEM_BYTES // 2 + 1).hex().encode())
        ),
    }
    path = tmp_path / "a.cermin"
    path.write_bytes(package.packed(whole, files))
    read = package.read(path)
    assert [draft.item.id for draft in read.drafts] == ["butir-000", "butir-002"]
    assert [(one.code, one.location.line) for one in read.findings] == [
        ("content_bad", 3),
        ("file_too_large", 7),
    ]
    assert read.skipped == 2
