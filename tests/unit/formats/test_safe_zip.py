"""Archives of strangers: every way to do harm is refused before anything is unpacked."""

from __future__ import annotations

import io
import random
import struct
import warnings
import zipfile
import zlib
from pathlib import Path

import pytest

from ethics_desktop.domain.errors import UserError
from ethics_desktop.formats import safe_zip
from ethics_desktop.formats.safe_zip import SafeZip, is_safe_name
from ethics_desktop.i18n import Translator
from ethics_desktop.messages import explain
from ethics_desktop.paths import program_root


def packed(files: dict[str, bytes] | list[tuple[str, bytes]], **changes: int) -> bytes:
    buffer = io.BytesIO()
    pairs = files.items() if isinstance(files, dict) else files
    with zipfile.ZipFile(buffer, "w") as archive, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for name, content in pairs:
            entry = zipfile.ZipInfo("x")
            entry.filename = name
            entry.compress_type = zipfile.ZIP_DEFLATED
            for field, value in changes.items():
                setattr(entry, field, value)
            archive.writestr(entry, content)
    return buffer.getvalue()


def code_of(tmp_path: Path, raw: bytes) -> str:
    path = tmp_path / "a.zip"
    path.write_bytes(raw)
    try:
        safe_zip.check(path)
    except UserError as error:
        assert error.params["file"] == "a.zip"
        return error.code
    return ""


def test_a_harmless_archive_is_read(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    path.write_bytes(packed({"a/b.txt": b"isi", "kosong": b"", "c\\d.txt": b"dua"}))
    safe_zip.check(path)
    with SafeZip(path) as archive:
        assert archive.names == ("a/b.txt", "kosong", "c/d.txt")
        assert [archive.read(name) for name in archive.names] == [b"isi", b"", b"dua"]
        assert archive.size("a/b.txt") == 3
        with pytest.raises(UserError, match="zip_too_large"):
            archive.read("a/b.txt", limit=2)


@pytest.mark.parametrize(
    "name",
    ["../x", "/x", "a/../../x", "C:\\x", "C:x", "a//b", "./x", "..\\x", "x\x01", "a/..", "nul.txt",
     "COM1", "x.", "x ", "a:b", "a" * 256, "/".join("a" * 40)],
)  # fmt: skip
def test_names_that_lead_elsewhere_are_refused(tmp_path: Path, name: str) -> None:
    assert code_of(tmp_path, packed([(name, b"x")])) == "zip_name_unsafe"
    assert not is_safe_name(name)


def test_links_passwords_and_twins_are_refused(tmp_path: Path) -> None:
    link = packed({"a": b"/etc/passwd"}, external_attr=0o120777 << 16, create_system=3)
    assert code_of(tmp_path, link) == "zip_link"
    secret = bytearray(packed({"a": b"x"}))
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        secret[secret.index(mark) + offset] |= 1
    assert code_of(tmp_path, bytes(secret)) == "zip_encrypted"
    for twins in (
        [("a", b"1"), ("a", b"2")],
        [("a", b"1"), ("A", b"2")],
        [("é", b"1"), ("e\u0301", b"2")],
    ):
        assert code_of(tmp_path, packed(twins)) == "zip_duplicate"


def test_bombs_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert code_of(tmp_path, packed({"a": bytes(50 << 20)})) == "zip_too_dense"
    assert code_of(tmp_path, packed({"a": bytes(safe_zip.RATIO_FREE)})) == ""
    chance = random.Random(1).randbytes(20_000)  # what cannot be packed
    for times, code in ((90, ""), (150, "zip_too_dense")):
        content = chance + bytes(times * len(chance))
        assert code_of(tmp_path, packed({"a": content})) == code
    many = packed([(f"f{number}", b"") for number in range(safe_zip.MAX_ENTRIES + 1)])
    assert code_of(tmp_path, many) == "zip_too_many"
    monkeypatch.setattr(safe_zip, "MAX_UNPACKED", 1000)
    assert code_of(tmp_path, packed({"a": b"x" * 600, "b": b"y" * 600})) == "zip_too_large"


def test_more_entries_than_the_directory_tells(tmp_path: Path) -> None:
    raw = bytearray(packed([(f"f{number}", b"") for number in range(safe_zip.MAX_ENTRIES + 1)]))
    end = raw.rindex(b"PK\x05\x06")
    struct.pack_into("<2H", raw, end + 8, 1, 1)
    assert code_of(tmp_path, bytes(raw)) == "zip_too_many"


def test_a_size_that_lies_is_found(tmp_path: Path) -> None:
    """The claimed size and checksum are those of the beginning; the stream holds 20 MB more."""
    content = bytes(20 << 20)
    raw = bytearray(packed({"a": content}))
    directory = raw.rindex(b"PK\x01\x02")
    for at in (14, directory + 16):
        struct.pack_into("<L", raw, at, zlib.crc32(content[:10]))
    for at in (22, directory + 24):
        struct.pack_into("<L", raw, at, 10)
    assert code_of(tmp_path, bytes(raw)) == "zip_unreadable"


@pytest.mark.parametrize("cut", [0, 10, 60, -1, -10])
def test_what_is_no_archive_is_refused(tmp_path: Path, cut: int) -> None:
    assert code_of(tmp_path, packed({"a": b"isi yang cukup panjang"})[:cut]) == "zip_unreadable"
    assert code_of(tmp_path, b"bukan arsip" * 100) == "zip_unreadable"


def test_a_changed_byte_is_found(tmp_path: Path) -> None:
    raw = bytearray(packed({"a": b"isi yang cukup panjang"}))
    raw[40] ^= 1
    assert code_of(tmp_path, bytes(raw)) == "zip_unreadable"


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="file_unreadable_all"):
        SafeZip(tmp_path / "tidak-ada.zip")


def test_a_broken_archive_is_told_without_words_of_the_format(tmp_path: Path) -> None:
    path = tmp_path / "soal.cermin"
    path.write_bytes(b"PK\x03\x04 rusak")
    with pytest.raises(UserError) as caught:
        SafeZip(path)
    told = explain(caught.value, Translator("id", program_root() / "resources" / "locale"))
    assert told.what == "soal.cermin rusak atau tidak lengkap sehingga tidak dapat dibuka."


def test_a_place_that_no_file_has_is_damage(tmp_path: Path) -> None:
    path = tmp_path / "rusak.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("a.txt", "isi")
    # the directory is said to lie further behind than it does, so that its parts lie before zero
    raw = bytearray(path.read_bytes())
    end = raw.rfind(b"PK\x05\x06")
    struct.pack_into("<L", raw, end + 16, struct.unpack_from("<L", raw, end + 16)[0] + 1000)
    path.write_bytes(raw)
    with pytest.raises(UserError, match="zip_unreadable"):
        safe_zip.check(path)
