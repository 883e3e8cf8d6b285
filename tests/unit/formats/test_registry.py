"""Every format behind one door: recognised by content, read and written by name."""

from __future__ import annotations

import importlib
from pathlib import Path

import pytest

from ethics_desktop.domain.errors import UserError
from ethics_desktop.formats import registry
from ethics_desktop.formats.registry import FORMATS, format_of, read_any, sniff, write_any
from ethics_desktop.messages import ERRORS
from ethics_desktop.paths import program_root
from tests.fixtures_shared import names, sample
from tests.unit.domain.scenario_cases import sound
from tests.unit.store.sample import bank

INTEGRITAS = program_root() / "question_banks" / "integritas"
FOLDERS = {"gift": "gift", "aiken": "aiken", "moodlexml": "moodle_xml", "other": "tabular"}


@pytest.mark.parametrize("one", FORMATS, ids=lambda one: one.id)
def test_formats_are_what_they_say(one: registry.Format) -> None:
    assert one.reads
    assert callable(importlib.import_module(f"ethics_desktop.formats.{one.reader}").read)
    if one.writes:
        assert callable(importlib.import_module(f"ethics_desktop.formats.{one.writer}").write)


def test_ids_are_unique() -> None:
    assert len({one.id for one in FORMATS}) == len(FORMATS)
    with pytest.raises(KeyError):
        format_of("lain")


@pytest.mark.parametrize("name", names(*FOLDERS))
def test_samples_are_recognised(name: str) -> None:
    assert sniff(sample(name)) == FOLDERS[name.partition("/")[0]]


@pytest.mark.parametrize("name", names("derived"))
def test_samples_are_recognised_in_every_encoding(name: str) -> None:
    wanted = {"kaho": "tabular", "mood": "gift", "qas_": "aiken"}[Path(name).name[:4]]
    if "questions.utf16" in name:
        wanted = "aiken"
    assert sniff(sample(name)) == wanted


@pytest.mark.parametrize("name", names("qti", "twine"))
def test_samples_of_other_kinds_are_named(name: str) -> None:
    with pytest.raises(UserError) as caught:
        sniff(sample(name))
    assert caught.value.code == "format_not_supported"
    wanted = {"qti": ("QTI", "QTI / Common Cartridge"), "twine": ("Twine", "Twee")}
    assert caught.value.params["format"] in wanted[name.partition("/")[0]]


@pytest.mark.parametrize("name", names(*FOLDERS, "derived"))
def test_every_sample_is_read(name: str) -> None:
    result = read_any(sample(name))
    assert result.format
    assert all(finding.location.file for finding in result.findings)
    if "category" not in name.lower() and "numericals" not in name:
        assert result.drafts or result.skipped or result.findings


@pytest.mark.parametrize("suffix", [".cermin", ".bank.zip", ".xlsx", ""])
def test_whole_formats_lose_nothing(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"contoh{suffix}"
    shipped = read_any(INTEGRITAS)
    write_any(shipped.bank, shipped.scenarios, path)
    assert sniff(path) == ("native" if not suffix else "xlsx" if suffix == ".xlsx" else "package")
    back = read_any(path)
    assert (back.bank, back.scenarios) == (shipped.bank, shipped.scenarios)


@pytest.mark.parametrize(
    ("format_id", "suffix"), [("moodle_xml", ".xml"), ("gift", ".gift"), ("aiken", ".aiken")]
)
def test_other_formats_tell_what_they_lose(tmp_path: Path, format_id: str, suffix: str) -> None:
    path = tmp_path / f"contoh{suffix}"
    lost = write_any(bank(), [sound()], path)
    assert lost[-1].code == "scenarios_not_carried" and lost[-1].params["n"] == 1
    assert sniff(path) == format_id
    assert read_any(path).drafts


def test_what_cannot_be_written_is_refused(tmp_path: Path) -> None:
    for name, chosen in (("a.docx", None), ("a.csv", None), ("a.csv", "tabular")):
        with pytest.raises(UserError) as caught:
            write_any(bank(), (), tmp_path / name, chosen)
        assert caught.value.code == "format_not_written"
        assert "gift (.gift)" in str(caught.value.params["formats"])


@pytest.mark.parametrize(
    ("name", "raw", "code"),
    [
        ("a.txt", b"", "file_empty"),
        ("a.xlsx", b"\r\n", "file_empty"),
        ("a.bin", bytes(range(256)), "format_unknown"),
        ("a.xlsx", b"\x7fELF" + bytes(range(0, 200, 7)) * 40, "content_not_as_named"),
        ("a.cermin", b"MZ\x90", "content_not_as_named"),
        # a program has as many zeros as a text in UTF-16, but no words
        ("a.txt", b"\x7fELF" + bytes(300) + b"{=@}" * 90, "format_unknown"),
        ("a.csv", b"\x7fELF" + bytes(300) + b"{=@}" * 90, "format_unknown"),
        ("a.docx", b"PK\x05\x06" + bytes(18), "format_unknown"),
        ("a.zip", b"PK\x03\x04 rusak", "zip_unreadable"),
        ("a.doc", b"\xd0\xcf\x11\xe0" + bytes(600), "format_not_supported"),
        ("a.json", b"{}", "format_not_supported"),
        ("a.html", b"<!DOCTYPE html><p>x", "format_not_supported"),
    ],
)
def test_strangers_are_refused_with_a_reason(
    tmp_path: Path, name: str, raw: bytes, code: str
) -> None:
    path = tmp_path / name
    path.write_bytes(raw)
    with pytest.raises(UserError) as caught:
        sniff(path)
    assert caught.value.code == code and code in ERRORS


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be", "utf-16", "utf-32"])
def test_texts_with_zeros_are_texts(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes("Apa arti “gratifikasi” di café? {=Pemberian ~Gaji 🙂}\n".encode(encoding))
    assert sniff(path) == "gift"


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="file_unreadable_all"):
        sniff(tmp_path / "tidak-ada.gift")


@pytest.mark.parametrize(
    "raw",
    [b"\n" * 300_000, b"{" * 300_000, b"::a" * 100_000, b'"' * 300_000, b"answer " * 50_000,
     b"<sheet " * 40_000, b"\t " * 150_000, b"A." * 150_000],
)  # fmt: skip
def test_recognising_takes_no_time(tmp_path: Path, raw: bytes) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(raw)
    try:
        assert sniff(path)
    except UserError as error:
        assert error.code in ERRORS
