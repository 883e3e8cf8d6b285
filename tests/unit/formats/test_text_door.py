"""Bytes become text the same way for every text format."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ethics_desktop.formats.reading import encoding_findings
from ethics_desktop.formats.text_door import clean, decode
from tests import fixtures_shared

TEXT = "Pegawai “jujur” – naïve?\nBaris dua"


@pytest.mark.parametrize(
    ("encoding", "mark", "named"),
    [
        ("utf-8", b"", "utf-8"),
        ("utf-8", b"\xef\xbb\xbf", "utf-8"),
        ("utf-16-le", b"\xff\xfe", "utf-16-le"),
        ("utf-16-be", b"\xfe\xff", "utf-16-be"),
        ("utf-16-le", b"", "utf-16-le"),
        ("utf-16-be", b"", "utf-16-be"),
        ("utf-32-le", b"\xff\xfe\x00\x00", "utf-32-le"),
        ("utf-32-be", b"\x00\x00\xfe\xff", "utf-32-be"),
    ],
)
def test_an_encoding_is_recognised(encoding: str, mark: bytes, named: str) -> None:
    found = decode(mark + TEXT.encode(encoding))
    assert (found.text, found.encoding, found.sure) == (TEXT, named, True)
    assert encoding_findings(found, "a.txt") == ()


def test_windows_bytes_are_a_guess_and_asked_about() -> None:
    found = decode(TEXT.encode("cp1252"))
    assert (found.text, found.encoding, found.sure) == (TEXT, "cp1252", False)
    (finding,) = encoding_findings(found, "a.txt")
    assert finding.code == "encoding_guessed"
    assert finding.params == {"encoding": "cp1252"}
    assert decode(b"\x81\xff\x8d").sure is False


def test_bytes_that_break_their_own_mark_are_a_guess() -> None:
    assert decode(b"\xef\xbb\xbfabc\xff").sure is False
    assert decode(b"\xff\xfea\x00b").sure is False


def test_line_ends_spaces_and_invisible_signs_are_made_plain() -> None:
    assert clean("a\r\nb\rc\n") == "a\nb\nc\n"
    assert clean("a\u00a0b\u200bc\ufeff\x00\x1f\ufdd0") == "a bc"
    assert clean("e\u0301") == "é"


@pytest.mark.parametrize(
    "name",
    [name for name in fixtures_shared.names("derived") if not name.endswith(".csv")],
)
def test_derived_samples_read_like_their_parents(name: str) -> None:
    parent = {
        "moodle_examples": "gift/moodle_examples.gift",
        "moodle_questions": "aiken/moodle_questions.aiken.txt",
        "moodle_questions_in_category": "gift/moodle_questions_in_category.gift",
        "qas_aiken_1": "aiken/qas_aiken_1.txt",
    }[name.split("/")[1].split(".")[0]]
    found = decode(fixtures_shared.sample(name).read_bytes())
    assert found.sure
    assert found.text.rstrip() == decode(fixtures_shared.sample(parent).read_bytes()).text.rstrip()


@given(st.binary(max_size=300))
def test_any_bytes_become_text(raw: bytes) -> None:
    found = decode(raw)
    assert clean(found.text) == found.text
    assert "\r" not in found.text
    found.text.encode("utf-8")


@pytest.mark.parametrize(
    ("told", "raw", "text", "sure"),
    [
        ("cp1252", TEXT.encode("utf-8"), None, None),
        ("utf-8", TEXT.encode("cp1252"), None, False),
        ("utf-8", TEXT.encode("utf-8"), TEXT, True),
        ("utf-16", TEXT.encode("utf-16-be"), TEXT, True),
        ("utf-16", TEXT.encode("utf-16"), TEXT, True),
        ("utf-16", "日本語\n日本".encode("utf-16-le"), "日本語\n日本", True),
        ("utf-16", b"a", None, False),
    ],
)
def test_what_a_person_tells_is_obeyed(
    told: str, raw: bytes, text: str | None, sure: bool | None
) -> None:
    decoded = decode(raw, told)
    assert decoded.encoding.startswith(told)
    assert text is None or decoded.text == text
    assert sure is None or decoded.sure is sure
    if text is None and told != "utf-16":
        assert decoded.text != TEXT
