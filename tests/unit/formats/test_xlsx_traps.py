"""What people and Excel do to a template: every trap of formats.md 2.4 has its cell and words."""

import zipfile
from datetime import date, datetime, time

import pytest

from ethics_desktop.domain.bank import Reference
from ethics_desktop.domain.errors import UserError
from ethics_desktop.domain.findings import Severity
from ethics_desktop.formats import xlsx_marked, xlsx_read, xlsx_template
from ethics_desktop.formats.xlsx_cells import clean, guard
from ethics_desktop.formats.xlsx_layout import soal_sheet
from ethics_desktop.i18n import Translator
from ethics_desktop.messages import finding_text
from ethics_desktop.paths import program_root
from tests.unit.formats.xlsx_samples import fill_template

BASE = {"Soal": "Apa?", "Opsi A": "satu", "Opsi B": "dua", "Opsi C": "tiga"}


@pytest.fixture
def tr():
    return Translator("id", program_root() / "resources" / "locale")


def read_rows(tmp_path, *rows):
    return xlsx_read.read(fill_template(tmp_path / "bank.xlsx", *({**BASE, **r} for r in rows)))


def codes(result):
    return [finding.code for finding in result.findings if finding.code != "sheet_head_missing"]


def line_text(finding, tr):
    """Return the cell of a finding and all that is said about it."""
    said = finding_text(finding, tr)
    return f"{xlsx_marked.cell_text(finding.location)} — {said.what} {said.action}".strip()


def change(path, act):
    from openpyxl import load_workbook

    book = load_workbook(path)
    act(book)
    book.save(path)
    return path


def test_an_empty_template_is_an_empty_bank(tmp_path):
    path = tmp_path / "bank.xlsx"
    xlsx_template.write_template(path)
    result = xlsx_read.read(path)
    assert (result.drafts, result.scenarios, result.findings) == ((), (), ())


def test_a_decimal_comma_in_the_key_is_read_and_told(tmp_path, tr):
    result = read_rows(tmp_path, {"Jenis soal": "PGK", "Kunci": 1.2})
    assert [option.correct for option in result.bank.items[0].options] == [True, True, False]
    (finding,) = result.findings
    assert finding.severity is Severity.WARNING
    assert line_text(finding, tr) == (
        'Soal!N4 — Kunci "1.2": Excel mengubah "1,2" menjadi angka; dibaca sebagai A dan B. '
        "Tulis A,B."
    )


@pytest.mark.parametrize(("top", "left"), [(0, 0), (1, 0), (0, 1), (1, 1), (7, 3)])
def test_rows_are_those_of_the_sheet_wherever_it_begins(tmp_path, top, left):
    from openpyxl import Workbook

    from ethics_desktop.formats.xlsx_book import read_book

    book = Workbook()
    book.active.cell(top + 1, left + 1, "x")
    book.active.cell(top + 3, left + 2, "y")
    path = tmp_path / "b.xlsx"
    book.save(path)
    (sheet,) = read_book(path)
    rows = list(sheet.rows)
    assert len(rows) == len(sheet.rows) == top + 3
    assert rows[top][left] == "x" and rows[top + 2][left + 1] == "y"
    assert sheet.rows[top : top + 1] == [rows[top]] and sheet.rows.head[0] == rows[0]


@pytest.mark.parametrize("key", [date(2026, 2, 1), datetime(2026, 2, 1, 3, 4), time(1, 2)])
@pytest.mark.parametrize("kind", ["PG", "PGK", "URUT", "ISIAN"])
def test_dates_are_no_key(tmp_path, kind, key):
    result = read_rows(tmp_path, {"Jenis soal": kind, "Kunci": key})
    assert (result.drafts, result.skipped) == ((), 1)
    assert codes(result)[0] == "sheet_key_date"
    assert result.findings[0].location.column == "N" and result.findings[0].location.row == 4


@pytest.mark.parametrize(
    ("key", "right"),
    [("C", "c"), ("c", "c"), ("'C", "c"), (" C. ", "c"), (3, "c"), ("3", "c"), (3.0, "c")],
)
def test_keys_of_one_letter(tmp_path, key, right):
    result = read_rows(tmp_path, {"Jenis soal": "PG", "Kunci": key})
    assert [one.id for one in result.bank.items[0].options if one.correct] == [right]


@pytest.mark.parametrize("key", ["A,C", "A C", "A;C", "AC", "a dan c", "A/C", 1.3, "1,3"])
def test_keys_of_several_letters(tmp_path, key):
    result = read_rows(tmp_path, {"Jenis soal": "PGK", "Kunci": key})
    assert [one.id for one in result.bank.items[0].options if one.correct] == ["a", "c"]


@pytest.mark.parametrize(
    ("row", "code", "column"),
    [
        ({"Jenis soal": "PG"}, "sheet_key_missing", "N"),
        ({"Jenis soal": "PG", "Kunci": "F"}, "sheet_key_unknown", "N"),
        ({"Jenis soal": "PG", "Kunci": 7}, "sheet_key_unknown", "N"),
        ({"Jenis soal": "PG", "Kunci": 1.1}, "sheet_key_unknown", "N"),
        ({"Jenis soal": "PG", "Kunci": True}, "sheet_key_unknown", "N"),
        ({"Jenis soal": "PG", "Kunci": "A,B"}, "sheet_key_count", "N"),
        ({"Jenis soal": "URUT", "Kunci": "B,A"}, "sheet_key_not_permutation", "N"),
        ({"Jenis soal": "BS", "Kunci": "mungkin"}, "sheet_truth_unknown", "N"),
        ({"Jenis soal": "ISIAN"}, "sheet_answers_missing", "N"),
        ({"Jenis soal": "ISIAN", "Kunci": "a=500"}, "sheet_percent_bad", "N"),
        ({"Jenis soal": "Esai", "Kunci": "A"}, "sheet_kind_unknown", "C"),
        ({"Kunci": "A"}, "sheet_kind_missing", "C"),
        ({"Jenis soal": "PG", "Kunci": "A", "Soal": None}, "sheet_stem_missing", "H"),
        ({"Jenis soal": "PG", "Kunci": "A", "Opsi B": None, "Opsi C": None},
         "sheet_options_few", "J"),
        ({"Jenis soal": "SJT", "Bobot A": 5, "Bobot B": 1}, "sheet_weight_missing", "Q"),
        ({"Jenis soal": "SJT", "Bobot A": 5, "Bobot B": 6, "Bobot C": 1}, "sheet_weight_bad", "P"),
        ({"Jenis soal": "SJT", "Bobot A": 5, "Bobot B": 2.5, "Bobot C": 1},
         "sheet_number_bad", "P"),
        ({"Jenis soal": "SJT", "Bobot A": 5, "Bobot B": True, "Bobot C": 1},
         "sheet_number_bad", "P"),
        ({"Jenis soal": "JODOH", "ID": "j-1"}, "sheet_pairs_few", "C"),
        ({"Jenis soal": "PG", "Kunci": "A", "Opsi B": date(2026, 1, 2)}, "sheet_date_cell", "J"),
        ({"Jenis soal": "PG", "Kunci": "A", "Opsi B": "=1+1"}, "sheet_formula_empty", "J"),
        ({"Jenis soal": "PG", "Kunci": "A", "Opsi B": "#N/A"}, "sheet_error_cell", "J"),
        ({"Jenis soal": "PG", "Kunci": "A", "Rev": "dua"}, "sheet_number_bad", "B"),
    ],
)  # fmt: skip
def test_faults_leave_out_the_row_and_name_the_cell(tmp_path, tr, row, code, column):
    good = {"Jenis soal": "PG", "Kunci": "A", "Soal": "Baris baik"}
    result = read_rows(tmp_path, row, good)
    assert [item.stem for item in result.bank.items] == ["Baris baik"]
    assert result.skipped == 1
    finding = next(one for one in result.findings if one.code == code)
    place = finding.location
    assert (place.sheet, place.row, place.column) == ("Soal", 4, column)
    assert finding.severity is Severity.ERROR
    text = line_text(finding, tr)
    assert text.startswith(f"Soal!{column}4 — ") and "?" not in text and "%(" not in text


@pytest.mark.parametrize(
    ("key", "answer"),
    [(True, True), (False, False), ("Benar", True), ("S", False), ("BENAR", True), (1, True)],
)
def test_truth_as_people_and_excel_write_it(tmp_path, key, answer):
    result = read_rows(tmp_path, {"Jenis soal": "BS", "Kunci": key})
    assert result.bank.items[0].answer is answer


def test_numbers_and_logical_values_as_options(tmp_path):
    row = {"Jenis soal": "PG", "Kunci": "B", "Opsi A": 2.0, "Opsi B": 2.5, "Opsi C": False}
    result = read_rows(tmp_path, row)
    assert [option.text for option in result.bank.items[0].options] == ["2", "2,5", "Salah"]
    assert codes(result) == ["sheet_number_cell", "sheet_boolean_cell"]


def test_order_with_ties(tmp_path):
    result = read_rows(tmp_path, {"Jenis soal": "URUT", "Kunci": "B > A = C"})
    assert [option.rank for option in result.bank.items[0].options] == [2, 1, 2]


def test_short_answers(tmp_path):
    key = r"gratifikasi | suap=50 | gratifikas* | a\|b | x\=5 | kosong=0"
    result = read_rows(tmp_path, {"Jenis soal": "ISIAN", "Kunci": key})
    found = [(one.text, one.score, one.wildcard) for one in result.bank.items[0].answers]
    assert found == [
        ("gratifikasi", 1, False), ("suap", 0.5, False), ("gratifikas*", 1, True),
        ("a|b", 1, False), ("x=5", 1, False), ("kosong", 0, False),
    ]  # fmt: skip


def test_pairs_written_by_hand(tmp_path):
    from openpyxl import load_workbook

    path = fill_template(tmp_path / "b.xlsx", {"ID": "Jodoh 1", "Jenis soal": "jodoh", "Soal": "?"})
    book = load_workbook(path)
    rows = [("Jodoh 1", "k1", "x"), ("jodoh-1", "k2", "y"), ("jodoh-1", None, "z"),
            ("lain", "k", "v")]  # fmt: skip
    for number, row in enumerate(rows, 4):
        for column, value in enumerate(row, 1):
            book["Jodoh"].cell(number, column, value)
    book.save(path)
    result = xlsx_read.read(path)
    (item,) = result.bank.items
    assert [one.text for one in item.left] == ["k1", "k2"]
    assert [one.text for one in item.right] == ["x", "y", "z"]
    assert item.answer == {"l1": "r1", "l2": "r2"}
    assert [(f.code, f.location.sheet, f.location.row) for f in result.findings] == [
        ("sheet_id_changed", "Soal", 4),
        ("sheet_pair_orphan", "Jodoh", 7),
    ]


def test_context_cells(tmp_path):
    row = {
        "Jenis soal": "pilihan ganda", "Kunci": "A", "Modul": 3.5, "Tingkat": "Sulit",
        "Prinsip/Kompetensi": "Integritas", "Nilai BerAKHLAK": "Akuntabel.1, Loyal",
        "Rujukan": "R9; UU 25/2009 tentang Pelayanan Publik Pasal 34", "Status": "lama sekali",
        "Tag": "loket; antrean",
    }  # fmt: skip
    result = read_rows(tmp_path, row)
    meta = result.bank.items[0].meta
    assert meta.frameworks == {"bimtek": ("3", "5"), "berakhlak": ("akuntabel.1", "loyal")}
    assert (meta.principle.value, meta.level.value) == ("integritas", "lanjut")
    assert meta.references == (
        Reference("UU 25/2009 tentang Pelayanan Publik", article="Pasal 34"),
    )
    assert meta.tags == ("loket", "antrean")
    assert sorted(codes(result)) == [
        "sheet_modules_number", "sheet_reference_unknown", "sheet_word_unknown",
    ]  # fmt: skip


def test_blank_rows_are_nothing_and_hidden_rows_are_told(tmp_path):
    good = {**BASE, "Jenis soal": "PG", "Kunci": "A"}
    path = fill_template(tmp_path / "b.xlsx", good, {"Opsi A": "  "}, {}, good)

    def act(book):
        book["Soal"].row_dimensions[7].hidden = True
        book["Soal"].cell(900, 3).number_format = "@"

    result = xlsx_read.read(change(path, act))
    assert len(result.drafts) == 2
    assert [(f.code, f.params["n"]) for f in result.findings] == [("sheet_rows_hidden", 1)]


def test_merged_cells(tmp_path):
    good = {**BASE, "Jenis soal": "PG", "Kunci": "A"}
    path = fill_template(tmp_path / "b.xlsx", {**good, "Modul": "2"}, good, good)

    def act(book):
        book["Soal"].merge_cells("D4:D6")
        book["Soal"].merge_cells("I5:J5")

    result = xlsx_read.read(change(path, act))
    assert [item.meta.frameworks for item in result.bank.items] == [{"bimtek": ("2",)}] * 3
    assert [(f.code, f.params["range"]) for f in result.findings] == [
        ("sheet_merged_filled", "D4:D6"),
        ("sheet_merged", "I5:J5"),
    ]


def test_headers_by_synonym_in_any_order_and_row_with_columns_of_their_own(tmp_path):
    from openpyxl import Workbook

    book = Workbook()
    page = book.active
    page.title = "Bank Soal 2026"
    rows = [
        ["Judul"], [],
        ["No", "Jawaban Benar", "Pilihan B", "PERTANYAAN", "Tipe Soal", "Pilihan A", "Catatan saya",
         "Gambar", "Opsi B", None],
        [1, "B", "dua", "Apa?", "pilihan ganda", "satu", "hei", "a.png", "lain", "sisa"],
        [2, "A", "dua", "Dan?", "pg", "satu", None, None, None, None],
    ]  # fmt: skip
    for row in rows:
        page.append(row)
    path = tmp_path / "b.xlsx"
    book.save(path)
    result = xlsx_read.read(path)
    first, second = result.bank.items
    assert [option.correct for option in first.options] == [False, True]
    assert first.meta.tags == ("x-catatan-saya:hei",) and second.meta.tags == ()
    found = [(f.code, f.location.column) for f in result.findings]
    assert found == [
        ("sheet_head_missing", ""), ("sheet_column_unknown", "G"), ("sheet_column_not_used", "H"),
        ("sheet_column_repeated", "I"),
    ]  # fmt: skip


def test_addresses_are_right_when_the_top_left_is_empty(tmp_path):
    from openpyxl import Workbook

    book = Workbook()
    book.active.title = "Soal"
    for column, (header, value) in enumerate(
        [("Jenis", "PG"), ("Soal", "Apa?"), ("Opsi A", "x"), ("Opsi B", "y"), ("Kunci", "Z")], 3
    ):
        book.active.cell(6, column, header)
        book.active.cell(9, column, value)
    path = tmp_path / "b.xlsx"
    book.save(path)
    finding = xlsx_read.read(path).findings[-1]
    assert (finding.code, xlsx_marked.cell_text(finding.location)) == (
        "sheet_key_unknown",
        "Soal!G9",
    )


def test_the_same_file_gives_the_same_ids(tmp_path):
    rows = [{"Jenis soal": "PG", "Kunci": "A"}, {"Jenis soal": "PG", "Kunci": "B"}]
    first, again = read_rows(tmp_path, *rows).bank.items, read_rows(tmp_path, *rows).bank.items
    assert first == again and len({item.id for item in first}) == 2


def test_the_head_of_the_bank(tmp_path):
    path = fill_template(tmp_path / "Etika Dasar.xlsx", {**BASE, "Jenis soal": "PG", "Kunci": "A"})

    def act(book):
        page = book["Bank"]
        values = {"Judul": "Etika", "Versi": 2, "Penulis": "Ani\nBudi", "Dibuat": date(2026, 1, 2),
                  "Id bank": "Etika Dasar!"}  # fmt: skip
        for row in page.iter_rows(min_row=3, max_col=2):
            if row[0].value in values:
                row[1].value = values[row[0].value]

    info = xlsx_read.read(change(path, act)).info
    assert (info.id, info.title, info.version) == ("etika-dasar", "Etika", "2.0.0")
    assert (info.authors, info.created) == (("Ani", "Budi"), "2026-01-02")


def test_a_bad_head_is_told_and_replaced(tmp_path):
    path = fill_template(tmp_path / "b.xlsx", {**BASE, "Jenis soal": "PG", "Kunci": "A"})
    result = xlsx_read.read(change(path, lambda book: book["Bank"].cell(5, 2, "versi satu")))
    (finding,) = result.findings
    assert (finding.code, finding.location.row, result.info.version) == (
        "sheet_head_bad",
        5,
        "1.0.0",
    )


def test_faults_of_scenarios_name_the_node_and_leave_the_story_out(tmp_path, tr):
    from openpyxl import load_workbook

    path = fill_template(
        tmp_path / "b.xlsx",
        {"ID": "cerita", "Judul": "Cerita", "Simpul awal": "n1", "Variabel": "kopi=0 (0..1)"},
        {"ID": "lain", "Judul": "Lain", "Simpul awal": "e1", "Tokoh": "tanpa sama dengan"},
        sheet="Skenario",
    )
    book = load_workbook(path)
    page = book["Simpul"]
    columns = {str(cell.value).rstrip("*"): cell.column for cell in page[3] if cell.value}
    rows = [
        {"ID skenario": "cerita", "ID simpul": "n1", "Jenis": "pilihan", "Pilihan 1 teks": "Ya",
         "Pilihan 1 ke": "e1", "Pilihan 1 skor": 5, "Pilihan 1 dampak": "ramah +9 sekali"},
        {"ID skenario": "cerita", "ID simpul": "e1", "Jenis": "akhir", "Judul akhir": "Selesai"},
        {"ID skenario": "hilang", "ID simpul": "e1", "Jenis": "tamat"},
    ]  # fmt: skip
    for number, row in enumerate(rows, 4):
        for header, value in row.items():
            page.cell(number, columns[header], value)
    book.save(path)
    result = xlsx_read.read(path)
    assert (result.scenarios, result.skipped) == ((), 2)
    found = {(f.code, xlsx_marked.cell_text(f.location)) for f in result.findings}
    assert found == {
        ("sheet_notation_bad", "Simpul!P4"), ("sheet_cell_missing", "Simpul!K5"),
        ("sheet_node_kind", "Simpul!C6"), ("sheet_node_orphan", "Simpul!A6"),
        ("sheet_story_left_out", "Skenario!A4"), ("sheet_notation_bad", "Skenario!I5"),
        ("sheet_story_empty", "Skenario!A5"),
    }  # fmt: skip
    assert all("%(" not in line_text(f, tr) for f in result.findings)


def test_a_workbook_of_another_kind_is_left_to_the_wizard(tmp_path):
    from openpyxl import Workbook

    book = Workbook()
    book.active.append(["Question", "Answer 1", "Answer 2", "Correct"])
    path = tmp_path / "kahoot.xlsx"
    book.save(path)
    with pytest.raises(UserError) as caught:
        xlsx_read.read(path)
    assert caught.value.code == "sheet_header_missing"


def test_unknown_columns_of_scenarios_are_kept_as_tags(tmp_path):
    from openpyxl import load_workbook

    path = fill_template(
        tmp_path / "cerita.xlsx",
        {"ID": "satu", "Judul": "Satu", "Simpul awal": "n1", "Tag": "loket"},
        sheet="Skenario",
    )
    book = load_workbook(path)
    page = book["Skenario"]
    column = page.max_column + 1
    page.cell(3, column, "Angkatan")
    page.cell(4, column, "PKA 7")
    for index, value in ((1, "satu"), (2, "n1"), (3, "akhir"), (10, "Tamat"), (11, "baik")):
        book["Simpul"].cell(4, index, value)
    book.save(path)
    result = xlsx_read.read(path)
    (story,) = result.scenarios
    assert story.meta.tags == ("loket", "x-angkatan:PKA 7")
    assert "sheet_column_unknown" in [one.code for one in result.findings]


HEADERS = [column.header.rstrip("*") for column in soal_sheet(5).columns]
WORDS = ("PG", "PGK", "BS", "Jodohkan", "Urutkan", "Isian", "Situasional")


@pytest.mark.parametrize("number", ["NaN", "inf", "-inf", "1e308"])
def test_numbers_that_are_none_end_in_a_finding_in_every_column(tmp_path, number):
    rows = [
        {**BASE, "Jenis soal": kind, "Kunci": "A", header: 424242}
        for kind in WORDS
        for header in HEADERS
    ]
    path = fill_template(tmp_path / "bank.xlsx", *rows)
    with zipfile.ZipFile(path) as book:
        parts = {name: book.read(name) for name in book.namelist()}
    with zipfile.ZipFile(path, "w") as book:
        for name, raw in parts.items():
            book.writestr(name, raw.replace(b">424242<", f">{number}<".encode()))
    result = xlsx_read.read(path)
    assert result.findings
    assert len(result.drafts) + result.skipped <= len(rows)


@pytest.mark.parametrize("text", ["=1+1", "'=1+1", "''-x", "+62", "@a", "'biasa'", "a=b"])
def test_a_guarded_text_comes_back_as_it_was(text):
    assert not guard(text).startswith(("=", "+", "-", "@"))
    assert clean(guard(text)) == text
