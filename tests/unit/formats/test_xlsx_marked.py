"""The person's file comes back with coloured, commented cells; the CSV holds no formulas."""

import csv
import io
import zipfile

import pytest
from openpyxl import load_workbook

from ethics_desktop.domain.findings import Finding, Location, Severity
from ethics_desktop.domain.watching import StoppedError
from ethics_desktop.formats import xlsx_marked, xlsx_read
from ethics_desktop.i18n import Translator
from ethics_desktop.paths import program_root
from ethics_desktop.services.bank_files import check_result
from tests.unit.formats.xlsx_samples import fill_template
from tests.watches import Looking
from tests.worlds import HandClock

ROWS = (
    {"Jenis soal": "PG", "Soal": "Baik?", "Opsi A": "=1", "Opsi B": "_x0041_", "Kunci": "A"},
    {"Jenis soal": "PG", "Soal": "Buruk?", "Opsi A": "ya", "Opsi B": "tidak", "Kunci": "=CMD()"},
    {"Jenis soal": "PG", "Soal": "Baik juga?", "Opsi A": "ya", "Opsi B": "tidak", "Kunci": 2},
)


@pytest.fixture
def tr():
    return Translator("id", program_root() / "resources" / "locale")


@pytest.fixture
def source(tmp_path):
    path = fill_template(tmp_path / "asal.xlsx", *ROWS)
    book = load_workbook(path)
    book["Soal"]["I4"].data_type = "s"
    book["Soal"]["N5"].data_type = "s"
    book.save(path)
    return path


def test_a_copy_tells_how_far_it_is_and_leaves_nothing_when_it_is_stopped(source, tmp_path, tr):
    result, look = xlsx_read.read(source), Looking()
    target = tmp_path / "di-sini" / "kembali.xlsx"
    target.parent.mkdir()
    xlsx_marked.write_copy(source, result.findings, target, tr, result.drafts, look)
    assert look.told == sorted(look.told)
    assert look.told[0] == 0 and look.told[-1] == 1 and look.told.count(1) == 1
    target.unlink()
    for looks in range(len(look.told)):
        with pytest.raises(StoppedError):
            xlsx_marked.write_copy(
                source, result.findings, target, tr, result.drafts, Looking(looks)
            )
        assert list(target.parent.iterdir()) == []


def test_cells_are_coloured_commented_and_listed(source, tmp_path, tr):
    before = source.read_bytes()
    result = xlsx_read.read(source)
    target = tmp_path / "kembali.xlsx"
    xlsx_marked.write_copy(source, result.findings, target, tr, result.drafts)
    assert source.read_bytes() == before
    book = load_workbook(target)
    page = book["Soal"]
    assert page["N5"].fill.fgColor.rgb == "FFF8CBAD"
    assert "Tidak dapat dipakai" in page["N5"].comment.text and "Kunci" in page["N5"].comment.text
    assert page["N6"].fill.fgColor.rgb == "FFFFE699"
    assert page["N4"].comment is None
    assert page["H4"].value == "Baik?" and page.data_validations.dataValidation
    listed = book[book.sheetnames[0]]
    assert [cell.value for cell in listed["B"]] == ["Sel", "Soal!N5", "Soal!N6"]
    again = xlsx_read.read(target)
    assert again.bank.items == result.bank.items  # with the ids that were given
    codes = [finding.code for finding in again.findings if finding.code != "sheet_not_read"]
    assert codes == [finding.code for finding in result.findings]


def test_a_file_that_openpyxl_should_not_open_comes_back_as_values(source, tmp_path, tr):
    giant = b'<mergeCells count="1"><mergeCell ref="AK4:AZ9000"/></mergeCells>'
    with zipfile.ZipFile(source) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    with zipfile.ZipFile(source, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, raw in parts.items():
            archive.writestr(name, raw.replace(b"</sheetData>", b"</sheetData>" + giant))
    result = xlsx_read.read(source)
    target = tmp_path / "kembali.xlsx"
    xlsx_marked.write_copy(source, result.findings, target, tr)
    page = load_workbook(target)["Soal"]
    assert page["N5"].comment is not None and page["H4"].value == "Baik?"
    assert [item.stem for item in xlsx_read.read(target).bank.items] == [
        item.stem for item in result.bank.items
    ]


def test_csv_is_guarded_against_formulas(source, tmp_path, tr):
    nasty = Finding(
        "sheet_kind_unknown",
        Severity.ERROR,
        Location(file="=cmd|' /C calc'!A0", sheet="@SUM", row=1, column="A", item="+1"),
        {"header": "-1", "value": '";=1+1\n'},
    )
    target = tmp_path / "masalah.csv"
    xlsx_marked.write_csv([*xlsx_read.read(source).findings, nasty], target, tr)
    raw = target.read_bytes()
    assert raw.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(raw.decode("utf-8-sig")), delimiter=";"))
    assert rows[0][0] == "Tingkat masalah" and len(rows) == 4
    for row in rows:
        assert len(row) == 7
        assert not any(cell.startswith(("=", "+", "-", "@", "\t", "\r")) for cell in row)


def test_findings_of_the_checks_stand_at_the_cells_of_their_options(tmp_path, tr):
    row = {"Jenis soal": "PG", "Soal": "Apa?", "Opsi A": "ya", "Opsi C": "tidak", "Kunci": "A"}
    truth = {"Jenis soal": "BS", "Soal": "Benarkah?", "Kunci": "Benar"}
    source = fill_template(tmp_path / "asal.xlsx", row, truth)
    result = xlsx_read.read(source)
    preview = check_result(source, result, {}, HandClock())
    target = tmp_path / "kembali.xlsx"
    xlsx_marked.write_copy(source, preview.findings, target, tr, result.drafts)
    page = load_workbook(target)["Soal"]
    titles = {str(cell.value).rstrip("*"): cell.column_letter for cell in page[3] if cell.value}
    marked = {
        f"{titles[title]}{number}"
        for number, names in (
            (4, ("Umpan balik A", "Umpan balik C", "Prinsip/Kompetensi", "Rujukan")),
            (5, ("Umpan balik A", "Prinsip/Kompetensi", "Rujukan")),
        )
        for title in names
    }
    assert {c.coordinate for r in page.iter_rows(min_row=4) for c in r if c.comment} == marked
    assert page["A4"].value == result.drafts[0].item.id
