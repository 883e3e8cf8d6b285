"""Tables with columns of their own: separators, headers, presets, keys as Excel leaves them."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from ethics_desktop.domain.bank import MultipleItem, ShortItem, SingleItem, TrueFalseItem, kind_of
from ethics_desktop.domain.errors import UserError
from ethics_desktop.domain.findings import Severity
from ethics_desktop.formats import tables, tabular
from ethics_desktop.formats.reading import ReadResult
from ethics_desktop.formats.table_keys import read_key
from ethics_desktop.formats.tables import Table, column_letters, guess_separator
from ethics_desktop.formats.tabular import Mapping, guess_mapping, preset_mapping
from tests.fixtures_shared import expected, sample

KAHOOT = ("other/kahoot.csv", "derived/kahoot.semicolon_cp1252.csv")


def table(*rows: list[Any]) -> Table:
    return Table("soal.xlsx", "Lembar1", tuple(map(tuple, rows)))


def read(*rows: list[Any], mapping: Mapping | None = None) -> ReadResult:
    one = table(*rows)
    return tabular.apply(mapping or guess_mapping(one).mapping, one)


def codes(result: ReadResult) -> list[str]:
    return [finding.code for finding in result.findings]


HEAD = ["Soal", "Opsi A", "Opsi B", "Opsi C", "Kunci"]


# --- files of other programs -------------------------------------------------------------------


@pytest.mark.parametrize("name", KAHOOT)
def test_kahoot_samples_are_read(name: str) -> None:
    path, facts = sample(name), expected(name)
    found, guess = tabular.best_guess(tables.read_tables(path))
    assert list(guess.headers) == facts["header"]
    assert (guess.mapping.preset, guess.confidence) == ("kahoot", 1.0)
    result = tabular.read(path)
    items = [draft.item for draft in result.drafts]
    assert len(items) == facts["n_questions"] and result.skipped == 0
    assert [len(item.options) for item in items] == facts["options_per_question"]  # type: ignore[union-attr]
    for item, row in zip(items, facts["rows"][1:], strict=True):
        assert isinstance(item, SingleItem)
        assert item.stem == row[1]
        assert [o.text for o in item.options] == [text.strip() for text in row[2:6] if text]
        assert [o.correct for o in item.options].index(True) == int(row[7]) - 1
    assert [draft.place.line for draft in result.drafts] == [2, 3, 4, 5, 6]
    assert codes(result) == ["table_columns_unread"]
    assert len(found.rows) == 6


def test_kahoot_template_has_its_header_in_row_eight() -> None:
    head = [
        "",
        "Question - max 120 characters",
        *[f"Answer {n} - max 75 characters" for n in range(1, 5)],
        "Time limit (sec) – 5, 10, 20, 30, 60, 90, 120, or 240 secs",
        "Correct answer(s) - choose at least one",
    ]
    intro = [["Quiz template"], ["Add questions"], *[[""] for _ in range(5)]]
    rows = [
        *intro,
        head,
        [1.0, "Apa?", "a", "b", "", "", 20.0, "1,2"],
        [2.0, "", "", "", "", "", "", ""],
        [3.0, "Siapa?", "a", "b", "c", "", 20.0, 3.0],
    ]
    guess = guess_mapping(rows)
    assert (guess.mapping.preset, guess.mapping.header, guess.confidence) == ("kahoot", 8, 1.0)
    result = read(*rows)
    assert [kind_of(draft.item) for draft in result.drafts] == ["multiple", "single"]
    assert [draft.place.row for draft in result.drafts] == [9, 11]


@pytest.mark.parametrize("explanation", ["Answer explanation", "Explanation"])
def test_quizizz_types_are_read(explanation: str) -> None:
    options = [f"Option {n}" for n in range(1, 6)]
    head = ["Question Text", "Question Type", *options, "Correct Answer", "Time in seconds"]
    head += ["Image Link", explanation]
    result = read(
        head,
        ["Q1", "Multiple Choice", "a", "b", "c", "", "", 2.0, 30.0, "", "sebab"],
        ["Q2", "Checkbox", "a", "b", "c", "d", "", "1,3", 30.0, "http://x/y.png", ""],
        ["Q3", "Fill-in-the-Blank", "gratifikasi", "suap", "", "", "", "", 30.0, "", ""],
        ["Q4", "Open-Ended", "", "", "", "", "", "", 30.0, "", ""],
        ["Q5", "Poll", "a", "b", "", "", "", "", 30.0, "", ""],
    )
    assert guess_mapping([tuple(head)]).mapping.preset == "quizizz"
    first, second, third = (draft.item for draft in result.drafts)
    assert isinstance(first, SingleItem) and first.explanation == "sebab"
    assert first.options[1].correct
    assert isinstance(second, MultipleItem)
    assert [option.correct for option in second.options] == [True, False, True, False]
    assert isinstance(third, ShortItem)
    assert [answer.text for answer in third.answers] == ["gratifikasi", "suap"]
    told = {(f.code, f.location.row, f.location.column) for f in result.findings}
    assert ("kind_not_supported", 5, "B") in told and ("kind_not_supported", 6, "B") in told
    assert ("table_image_dropped", 3, "J") in told
    assert result.skipped == 2


# --- separators --------------------------------------------------------------------------------


@pytest.mark.parametrize("separator", [";", ",", "\t", "|"])
def test_separators_are_guessed(tmp_path: Path, separator: str) -> None:
    rows = [
        HEAD,
        ["Apa, atau siapa; yang mana?", "a", "b", "c", "A"],
        ['Dua\n"baris"', "x", "y", "", "B"],
    ]
    text = "\n".join(
        separator.join('"' + cell.replace('"', '""') + '"' for cell in row) for row in rows
    )
    assert guess_separator(text) == separator
    path = tmp_path / "a.csv"
    path.write_bytes(text.replace("\n", "\r\n").encode("utf-8-sig"))
    result = tabular.read(path)
    assert [draft.item.stem for draft in result.drafts] == [rows[1][0], rows[2][0]]
    assert [draft.place.line for draft in result.drafts] == [2, 3]


def test_the_line_sep_is_obeyed_and_counted(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("sep=;\nSoal;A;B;Kunci\nSatu, dua, tiga?;a,b;c,d;A\n", encoding="utf-8")
    (draft,) = tabular.read(path).drafts
    assert (draft.item.stem, draft.place.line) == ("Satu, dua, tiga?", 3)


def test_cp1252_is_a_question_not_a_silent_guess(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes("Soal;A;B;Kunci\nKafé?;a;b;A\n".encode("cp1252"))
    result = tabular.read(path)
    assert result.drafts[0].item.stem == "Kafé?"
    assert "encoding_guessed" in codes(result)


def test_an_open_quote_costs_its_rows_only(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    rows = "".join(f"Soal {n}?,a,b,A\n" for n in range(9_000))
    path.write_text(f'Soal,A,B,Kunci\nPertama?,a,b,B\n"Rusak?,a,b,A\n{rows}', encoding="utf-8")
    result = tabular.read(path)
    assert result.drafts[0].item.stem == "Pertama?"
    (bad,) = [finding for finding in result.findings if finding.code == "table_row_bad"]
    assert bad.location.line == 3 and bad.severity is Severity.ERROR


# --- headers -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "head",
    [
        ["No", "Pertanyaan", "Pilihan A", "Pilihan B", "Pilihan C", "Jawaban Benar", "Pembahasan"],
        ["no.", "SOAL", "A", "B", "C", "KUNCI JAWABAN", "Penjelasan"],
        ["#", "Question", "Option 1", "Option 2", "Option 3", "Answer", "Feedback"],
        ["id", "Butir soal", "a.", "b.", "c.", "Kunci", "Umpan balik"],
        ["", "Soal", "Jawaban A", "Jawaban B", "Jawaban C", "Jawaban", "alasan"],
    ],
)
def test_headers_of_many_lists_are_understood(head: list[str]) -> None:
    mapping = guess_mapping([tuple(head), ("1", "Apa?", "x", "y", "z", "B", "k")]).mapping
    assert (mapping.stem, mapping.options, mapping.key) == (1, (2, 3, 4), 5)
    assert mapping.explanation == 6


def test_reasons_of_options_are_read() -> None:
    result = read(
        ["Soal", "Opsi A", "Opsi B", "Kunci", "Umpan balik A", "Umpan balik B"],
        ["Apa?", "x", "y", "B", "kurang", "tepat"],
    )
    (draft,) = result.drafts
    assert [option.reason for option in draft.item.options] == ["kurang", "tepat"]  # type: ignore[union-attr]


def test_tables_without_a_header_are_guessed_with_less_confidence() -> None:
    rows = [
        [1.0, "Warga memberi bingkisan di loket. Apa yang dilakukan?", "tolak", "terima", "A"],
        [2.0, "Atasan meminta data pribadi warga untuk keperluan lain.", "beri", "tanya dulu", "B"],
        [3.0, "Siapa yang menetapkan kode etik instansi pemerintah?", "PPK", "warga", "A"],
    ]
    guess = guess_mapping([tuple(row) for row in rows])
    assert (guess.mapping.header, guess.mapping.stem, guess.mapping.key) == (0, 1, 4)
    assert guess.mapping.options == (2, 3) and guess.mapping.keys == "letter"
    assert 0 < guess.confidence <= 0.5
    assert len(read(*rows).drafts) == 3


def test_the_same_headers_have_the_same_mark() -> None:
    one, two = (guess_mapping([tuple(HEAD)]), guess_mapping([tuple(h.upper() for h in HEAD)]))
    assert one.signature == two.signature
    assert one.signature != guess_mapping([("Soal", "A", "B", "Kunci")]).signature


def test_what_cannot_be_a_question_list_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("satu\ndua\n")
    with pytest.raises(UserError, match="table_columns_unknown"):
        tabular.read(path)
    path.write_text(" \n,,\n")
    with pytest.raises(UserError, match="table_empty"):
        tabular.read(path)


# --- keys --------------------------------------------------------------------------------------

ABC = ["satu", "dua", "tiga"]


@pytest.mark.parametrize(
    ("cell", "style", "right"),
    [
        ("1,3", "number", (0, 2)), ("3 1", "number", (0, 2)), ("1; 2", "number", (0, 1)),
        (2.0, "number", (1,)), (2, "number", (1,)), ("1 dan 3", "number", (0, 2)),
        ("A", "letter", (0,)), ("a,C", "letter", (0, 2)), ("A C", "letter", (0, 2)),
        ("B.", "letter", (1,)), ("A dan B", "letter", (0, 1)),
        ("dua", "text", (1,)), (" TIGA ", "text", (2,)), ("satu; tiga", "text", (0, 2)),
        ("dua", "number", (1,)), ("dua", "letter", (1,)), ("B", "text", (1,)),
    ],
)  # fmt: skip
def test_keys_are_read(cell: Any, style: Any, right: tuple[int, ...]) -> None:
    key = read_key(cell, style, ABC)
    assert (key.right, key.problem, key.remark) == (right, "", "")


@pytest.mark.parametrize("cell", [1.2, "1.2"])
def test_a_decimal_comma_of_excel_is_read_and_told(cell: Any) -> None:
    key = read_key(cell, "number", ABC)
    assert (key.right, key.remark) == ((0, 1), "key_decimal")


@pytest.mark.parametrize(
    ("cell", "style", "problem"),
    [
        (date(2026, 2, 1), "number", "key_is_date"), ("", "number", "right_answer_missing"),
        ("5", "number", "key_outside"), (0.0, "number", "key_outside"),
        ("D", "letter", "key_outside"),
        ("?", "letter", "key_not_understood"), (1.25, "number", "key_not_understood"),
        (True, "number", "key_not_understood"), ("1-2", "number", "key_not_understood"),
    ],
)  # fmt: skip
def test_keys_that_nobody_can_tell_are_refused(cell: Any, style: Any, problem: str) -> None:
    assert read_key(cell, style, ABC).problem == problem


def test_an_empty_option_cannot_be_right_and_numbers_may_be_texts() -> None:
    assert read_key("2", "number", ["a", "", "c"]).problem == "key_empty_option"
    assert read_key("4", "number", ["4", "3", "2", "1"]).remark == "key_ambiguous"
    assert read_key("1", "number", ["1", "2", "3"]).remark == ""


def test_faulty_rows_are_named_with_their_cells_and_the_rest_is_read() -> None:
    result = read(
        HEAD,
        ["Baik?", "a", "b", "c", "A"],
        ["", "a", "b", "c", "A"],
        ["Tanpa kunci?", "a", "b", "c", ""],
        ["Satu pilihan?", "a", "", "", "A"],
        ["Tanggal?", "a", "b", "c", date(2026, 2, 1)],
        ["", "", "", "", "A"],
        ["Kosong?", "a", "", "c", "B"],
        ["x" * 70_000, "a", "b", "c", "A"],
        ["Baik?", "a", "b", "c", "C"],
    )
    assert [draft.place.row for draft in result.drafts] == [2, 10]
    assert len({draft.item.id for draft in result.drafts}) == 2
    told = [(f.code, f.location.sheet, f.location.row, f.location.column) for f in result.findings]
    assert told == [
        ("stem_missing", "Lembar1", 3, "A"),
        ("right_answer_missing", "Lembar1", 4, "E"),
        ("options_too_few", "Lembar1", 5, "B"),
        ("key_is_date", "Lembar1", 6, "E"),
        ("key_empty_option", "Lembar1", 8, "E"),
        ("field_too_long", "Lembar1", 9, "A"),
        ("stem_repeated", "Lembar1", 10, ""),
    ]
    assert result.skipped == 6


def test_cells_are_read_as_people_see_them() -> None:
    (draft,) = read(HEAD, ["Berapa?", 2.0, 2.5, True, "A"]).drafts
    assert [option.text for option in draft.item.options] == ["2", "2.5", "Benar"]  # type: ignore[union-attr]


def test_true_and_false_are_judged_when_the_kind_says_so() -> None:
    head = ["Soal", "Jenis", "Opsi A", "Opsi B", "Kunci"]
    result = read(
        head,
        ["S1", "BS", "Benar", "Salah", "B"],
        ["S2", "Benar/Salah", "", "", True],
        ["S3", "True or False", "", "", "salah"],
        ["S4", "BS", "", "", "entah"],
    )
    answers = [
        draft.item.answer for draft in result.drafts if isinstance(draft.item, TrueFalseItem)
    ]
    assert len(result.drafts) == 3
    assert answers[1:] == [True, False]
    assert codes(result) == ["key_not_understood"]


def test_an_id_is_the_same_whenever_the_file_is_read() -> None:
    rows = (HEAD, ["Apa?", "a", "b", "", "A"], ["Siapa?", "a", "b", "", "B"])
    ids = [draft.item.id for draft in read(*rows).drafts]
    assert ids == [draft.item.id for draft in read(*rows).drafts]
    assert [draft.item.id for draft in read(rows[0], rows[2], rows[1]).drafts] == ids[::-1]


# --- workbooks ---------------------------------------------------------------------------------


def test_the_sheet_with_questions_is_found(tmp_path: Path) -> None:
    from openpyxl import Workbook

    book = Workbook()
    book.active.append(["Daftar hadir"])
    page = book.create_sheet("Bank")
    for row in (
        ["", "Judul"],
        HEAD,
        ["Apa?", "a", "b", "c", 1.2],
        ["Siapa?", "a", "b", "c", "=A1"],
    ):
        page.append(row)
    path = tmp_path / "a.xlsx"
    book.save(path)
    result = tabular.read(path)
    (draft,) = result.drafts
    assert (draft.place.sheet, draft.place.row) == ("Bank", 3)
    assert isinstance(draft.item, MultipleItem)
    told = {(f.code, f.location.column, f.location.row) for f in result.findings}
    assert {("key_decimal", "E", 3), ("sheet_formula_empty", "E", 4)} <= told
    chosen = Mapping(sheet="Bank", header=2, stem=0, options=(1, 2), key=-1)
    assert codes(tabular.read(path, chosen)).count("right_answer_missing") == 2


@pytest.mark.parametrize(("index", "letters"), [(0, "A"), (25, "Z"), (26, "AA"), (701, "ZZ")])
def test_column_letters(index: int, letters: str) -> None:
    assert column_letters(index) == letters


def test_a_preset_that_is_named_takes_headers_or_the_places_of_its_template() -> None:
    head = ["Question Text", "Question Type", *[f"Option {n}" for n in range(1, 6)],
            "Correct Answer", "Time in seconds", "Image Link", "Answer explanation"]  # fmt: skip
    by_headers = preset_mapping([["Kuis"], head, ["Apa?", "MC", "a", "b"]], "quizizz")
    assert (by_headers.preset, by_headers.header, by_headers.explanation) == ("quizizz", 2, 10)
    nameless = [[""] * 8 for _ in range(8)] + [["1", "Apa?", "a", "b", "c", "d", "20", "1"]]
    by_places = preset_mapping(nameless, "kahoot")
    assert (by_places.header, by_places.stem, by_places.key) == (8, 1, 7)
    assert by_places.options == (2, 3, 4, 5)
    short = preset_mapping([["1", "Apa?", "a", "b"]], "kahoot")
    assert (short.header, short.options, short.key) == (0, (2, 3), -1)
