"""Aiken: Moodle's facts, kindness with a warning, refusals, there and back, damage."""

from __future__ import annotations

import time
from pathlib import Path

import msgspec
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from ethics_desktop.domain.bank import Item, Option, SingleItem
from ethics_desktop.domain.errors import UserError
from ethics_desktop.domain.findings import Severity
from ethics_desktop.formats import aiken
from ethics_desktop.formats.reading import ReadResult
from ethics_desktop.formats.text_door import clean
from tests import fixtures_shared
from tests.builders import shipped_items
from tests.text_formats import TEXTS, bank_of, compare, damaged

SAMPLES = [
    *fixtures_shared.names("aiken"),
    *(name for name in fixtures_shared.names("derived") if name.endswith(".txt")),
]
GOOD = "Soal satu?\nA) satu\nB) dua\nANSWER: B\n"


def read(text: str) -> ReadResult:
    """Read Aiken from a text."""
    return aiken.read_string(clean(text), Path("soal.txt"))


def codes(result: ReadResult) -> list[str]:
    """Return the codes of the findings."""
    return [finding.code for finding in result.findings]


@pytest.mark.parametrize("name", SAMPLES)
def test_samples_give_moodles_facts_or_say_what_was_skipped(name: str) -> None:
    compare(aiken.read(fixtures_shared.sample(name)), fixtures_shared.expected(name))


def test_digits_as_answers_are_errors_and_repetitions_warnings() -> None:
    result = aiken.read(fixtures_shared.sample("aiken/jaymal_aikenfile.txt"))
    found = [(f.code, f.location.line) for f in result.findings]
    assert found[:2] == [("aiken_answer_bad", 7), ("aiken_answer_bad", 15)]
    assert found[2:] == [("stem_repeated", line) for line in (49, 57, 65)]
    assert len(result.drafts) == 11


def test_options_that_are_signs_survive() -> None:
    result = aiken.read(fixtures_shared.sample("aiken/qas_aiken_1.txt"))
    last, first = result.drafts[-1].item, result.drafts[0].item
    assert isinstance(last, SingleItem)
    assert isinstance(first, SingleItem)
    assert [option.text for option in last.options] == ["."] * 4
    assert first.options[1].text == "-2.0"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Soal satu?\na) satu\nb) dua\nANSWER: B", "aiken_small_letter"),
        ("Soal satu?\nA. satu\nB. dua\nANSWER: b", "aiken_small_letter"),
        ("Soal satu?\nA) satu\nB) dua\nAnswer: B", "aiken_kind_word"),
        ("Soal satu?\nA) satu\nB) dua\nJAWABAN : B", "aiken_kind_word"),
        ("Soal satu?\nA) satu\nB) dua\nKunci jawaban: B", "aiken_kind_word"),
        ("Soal\nsatu?\nA) satu\nB) dua\nANSWER: B", "aiken_stem_lines"),
        ("Kasus.\n\nSoal satu?\nA) satu\nB) dua\nANSWER: B", "aiken_stem_lines"),
        ("Soal satu?\nA) satu\nB) du\na\nANSWER: B", "aiken_option_lines"),
        ("1. Soal satu?\nA) satu\nB) dua\nANSWER: B", "aiken_number_dropped"),
        ("Soal satu?\nA) satu\nB) dua\nANSWER: B. dua", "aiken_answer_longer"),
        ("Soal satu?\nA) satu\nB) dua\nANSWER: B)", "aiken_answer_longer"),
        ("Soal satu?\nA) satu\nC) dua\nANSWER: C", "aiken_letter_order"),
        ("Soal satu?\nA) satu\nB) dua\nANSWER: B\nPembahasan: sebab", "aiken_explanation"),
        ("Kata pengantar.\n" + GOOD + "Penutup.", "aiken_text_left"),
    ],
)
def test_kindness_is_a_warning(text: str, code: str) -> None:
    result = read(text)
    assert code in codes(result)
    assert not any(f.severity is Severity.ERROR for f in result.findings)
    (draft,) = result.drafts
    assert isinstance(draft.item, SingleItem)
    assert [option.correct for option in draft.item.options] == [False, True]


@pytest.mark.parametrize(
    ("text", "code", "line"),
    [
        ("S\nA) a\nB) b\nANSWER: 2", "aiken_answer_bad", 10),
        ("S\nA) a\nB) b\nANSWER: A, B", "aiken_answer_bad", 10),
        ("S\nA) a\nB) b\nANSWER: A dan B", "aiken_answer_bad", 10),
        ("S\nA) a\nB) b\nANSWER:", "aiken_answer_bad", 10),
        ("S\nA) a\nB) b\nANSWER: A. b", "aiken_answer_bad", 10),
        ("S\nA) a\nB) b\nANSWER: C", "aiken_answer_beyond", 10),
        ("S\nA) a\nB) b", "aiken_answer_missing", 7),
        ("S\nA) a\nB) b\nA) c\nANSWER: A", "aiken_letter_order", 10),
        ("S\nA) a\nANSWER: A", "options_too_few", 7),
        ("S\nANSWER: A", "options_too_few", 7),
        ("A) a\nB) b\nANSWER: A", "stem_missing", 9),
        ("S\nA) \nB) b\nANSWER: A", "option_text_missing", 8),
        ("S\nA) " + "a" * 70_000 + "\nB) b\nANSWER: A", "field_too_long", 7),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_line(text: str, code: str, line: int) -> None:
    result = read(f"\n{GOOD}\n{text}\n\n{GOOD}")
    errors = [f for f in result.findings if f.severity is Severity.ERROR]
    assert (code, line) in [(f.code, f.location.line) for f in errors]
    assert result.skipped == 1
    assert len(result.drafts) == 2


def test_letters_in_a_sentence_are_no_options() -> None:
    result = read("U.S. vs e.g. dst.\na.n. Bupati?\nA) a.n.\nB) u.p.\nA.n. apa\nANSWER: B")
    (draft,) = result.drafts
    assert isinstance(draft.item, SingleItem)
    assert draft.item.stem == "U.S. vs e.g. dst.\na.n. Bupati?"
    assert [option.text for option in draft.item.options] == ["a.n.", "u.p. A.n. apa"]


def test_html_is_text_here() -> None:
    result = read(GOOD.replace("satu?", "<b>x</b> &amp; y"))
    assert result.drafts[0].item.stem == "Soal <b>x</b> &amp; y"


def test_a_letter_is_not_aiken(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="file_not_that_format"):
        read("Sebuah surat.\n\nSalam.")
    with pytest.raises(UserError, match="file_unreadable_all"):
        aiken.read(tmp_path / "none.txt")


@st.composite
def singles(draw: st.DrawFn) -> SingleItem:
    """Return a single choice with nothing that Aiken has no place for."""
    size = draw(st.integers(2, 6))
    right = draw(st.integers(0, size - 1))
    options = [
        Option("abcdef"[place], draw(TEXTS), correct=place == right) for place in range(size)
    ]
    return SingleItem(id="uji-1", stem=draw(TEXTS), options=tuple(options))


@settings(max_examples=150, phases=(Phase.explicit, Phase.generate))
@given(st.lists(singles(), min_size=1, max_size=4))
def test_what_is_written_comes_back(drawn: list[SingleItem]) -> None:
    text, findings = aiken.aiken_text(bank_of(drawn))
    assert {f.code for f in findings} <= {"item_unwritable", "text_changed", "fields_not_carried"}
    left_out = sum(f.code == "item_unwritable" for f in findings)
    if left_out == len(drawn):
        return
    result = read(text)
    assert set(codes(result)) <= {"stem_repeated"}
    assert len(result.drafts) == len(drawn) - left_out
    if {f.code for f in findings} <= {"fields_not_carried"}:
        for draft, item in zip(result.drafts, drawn, strict=True):
            found = draft.item
            assert isinstance(found, SingleItem)
            assert (found.stem, found.options) == (item.stem, item.options)


def test_shipped_banks_lose_only_what_is_said(tmp_path: Path) -> None:
    path = tmp_path / "x.txt"
    shipped = shipped_items()
    findings = aiken.write(bank_of(shipped), path)
    found = aiken.read(path).drafts
    singles = [item for item in shipped if isinstance(item, SingleItem)]
    assert len(found) == len(singles)
    assert sum(f.code == "item_not_written" for f in findings) == len(shipped) - len(singles)
    assert findings[-1].params["fields"] == "id, meta, explanation, reason"


@settings(max_examples=400)
@given(st.integers(0, 10**9))
def test_damage_ends_in_findings(seed: int) -> None:
    seedling = GOOD + "\n1. Dua\nlanjut?\na. x\nb. y\nc. z\nJAWABAN: c\nPembahasan: p\n\n" + GOOD
    try:
        result = read(damaged(seedling * 2, seed, "ABCabc).: \nANSWER12"))
    except UserError as error:
        assert error.code == "file_not_that_format"
        return
    errors = [f for f in result.findings if f.severity is Severity.ERROR]
    assert len(errors) >= result.skipped
    for draft in result.drafts:
        assert msgspec.json.decode(msgspec.json.encode(draft.item), type=Item) == draft.item
        assert isinstance(draft.item, SingleItem)
        assert sum(option.correct for option in draft.item.options) == 1


@pytest.mark.parametrize(
    "text",
    [
        "A) x\n" * 200_000,
        "S\n" * 200_000 + "ANSWER: A",
        "S\nA) a\n" + "lanjut\n" * 200_000 + "B) b\nANSWER: B",
        "ANSWER:" * 200_000,
        " " * 2_000_000 + "ANSWER: A",
        GOOD * 5_000,
        "answer  " + " " * 500_000 + "x\nANSWER: A",
    ],
    ids=range(7),
)
def test_hostile_files_end(text: str) -> None:
    start = time.process_time()
    try:
        read(text)
    except UserError as error:
        assert error.code == "file_not_that_format"
    assert time.process_time() - start < 20  # quadratic time would be minutes
