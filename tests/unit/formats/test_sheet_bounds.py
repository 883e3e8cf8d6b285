"""Workbooks that unfold to more than there is memory for are refused before they are opened."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest

from ethics_desktop.domain.errors import UserError
from ethics_desktop.formats import registry, sheet_bounds

LONG = b"a" * 30_000


def packed(files: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def refused(path: Path, raw: bytes) -> str:
    """Return what the reader says, which looks at usual workbooks in a quicker way."""
    path.write_bytes(raw)
    said = set()
    for ask in (sheet_bounds.check, lambda path: registry.read_any(path, "xlsx")):
        with pytest.raises(UserError) as told:
            ask(path)
        said.add(f"{told.value.code} {told.value.params.get('reason', '')}".strip())
    return said.pop() if len(said) == 1 else f"not one: {said}"


def workbook(sheet: bytes, name: str = "xl/worksheets/sheet1.xml") -> bytes:
    return packed({"xl/workbook.xml": b"<workbook/>", name: b"<worksheet><sheetData>" + sheet})


FAR = b'<row r="1"><c r="A1"/></row><row r="1048576"><c r="XFD1048576"/></row>'


@pytest.mark.parametrize(
    "sheet",
    [
        FAR,
        b'<row r="1"><c r="A1"/></row><row r="1048576"><c x=">" r = \'XFD1048576\'/></row>',
        b'<row r="1"><c r="A99999999999"/></row>',
        b'<row r="1"><c r="%s1"/></row>' % (b"A" * 300),
        b'<row r="4294967295"><c/></row><row r="1"><c/></row>',
        b'<row r="1">' + b"<c/>" * 200 + b'</row><row r="1048576"><c/></row>',
        b'<x:row r="1"><x:c r="ZZ1"/></x:row><x:row r="900000"><x:c r="A900000"/></x:row>',
    ],
)
def test_a_cell_in_the_far_corner_is_refused(tmp_path: Path, sheet: bytes) -> None:
    path = tmp_path / "a.xlsx"
    for name in ("xl/worksheets/sheet1.xml", "xl/lain.bin"):
        path.write_bytes(workbook(sheet, name))
        with pytest.raises(UserError, match="sheet_too_large"):
            sheet_bounds.check(path)


def test_usual_workbooks_pass(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    rows = b"".join(
        b'<row r="%d"><c r="A%d"/><c r="AN%d"/></row>' % (n, n, n) for n in range(1, 20_001)
    )
    path.write_bytes(workbook(rows))
    sheet_bounds.check(path)


def ods(rows: bytes) -> bytes:
    head = b'<d xmlns:table="t" xmlns:text="x" xmlns:office="o"><table:table>'
    return packed({"mimetype": b"", "content.xml": head + rows + b"</table:table></d>"})


def test_repeated_rows_are_multiplied_and_empty_ends_are_not(tmp_path: Path) -> None:
    path = tmp_path / "a.ods"
    full = b"<table:table-cell><text:p>x</text:p></table:table-cell>"
    empty = b'<table:table-cell table:number-columns-repeated="16384"/>'
    end = b'<table:table-row table:number-rows-repeated="1048576">' + empty + b"</table:table-row>"
    path.write_bytes(ods(b"<table:table-row>" + full + empty + b"</table:table-row>" + end))
    sheet_bounds.check(path)
    wide = full.replace(b"cell>", b'cell table:number-columns-repeated="16384">', 1)
    many = full.replace(b"cell>", b'cell table:number-columns-repeated="+00016384">', 1)
    for bad in (
        end.replace(empty, many),
        end.replace(empty, wide),
        end + b"<table:table-row>" + wide + b"</table:table-row>",
    ):
        path.write_bytes(ods(bad))
        with pytest.raises(UserError, match="sheet_too_large"):
            sheet_bounds.check(path)
    path.write_bytes(packed({"content.xml": b"<!DOCTYPE a [<!ENTITY x 'y'>]><a/>"}))
    with pytest.raises(UserError, match="workbook_unreadable"):
        sheet_bounds.check(path)


MAIN = b'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
RELATIONS = b"http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = b'xmlns="http://schemas.openxmlformats.org/package/2006/relationships"'
ONE_SHEET = b'<sheet name="Soal" sheetId="1" r:id="r1"/>'


def book(
    sheet: bytes,
    strings: bytes = b"<sst></sst>",
    sheets: bytes = ONE_SHEET,
    targets: tuple[bytes, ...] = (b"worksheets/sheet1.xml",),
) -> bytes:
    """Return a whole workbook; all targets but those of strings are sheets."""
    ids = b"".join(
        b'<Relationship Id="r%d" Type="%s/worksheet" Target="%s"/>' % (number, RELATIONS, target)
        for number, target in enumerate(targets, 1)
    )
    return packed(
        {
            "_rels/.rels": b'<Relationships %s><Relationship Id="a" Type="%s/officeDocument" '
            b'Target="xl/workbook.xml"/></Relationships>' % (PACKAGE, RELATIONS),
            "xl/workbook.xml": b'<workbook %s xmlns:r="%s"><sheets>%s</sheets></workbook>'
            % (MAIN, RELATIONS, sheets),
            "xl/_rels/workbook.xml.rels": b"<Relationships %s>%s</Relationships>" % (PACKAGE, ids),
            "xl/sharedStrings.xml": strings,
            "xl/worksheets/sheet1.xml": b"<worksheet %s><sheetData>%s</sheetData></worksheet>"
            % (MAIN, sheet),
        }
    )


def cells(value: bytes, count: int = 8_000) -> bytes:
    row = b'<row r="%d"><c r="A%d" t="s"><v>%s</v></c></row>'
    return b"".join(row % (number, number, value) for number in range(1, count + 1))


def shared(*texts: bytes, told: bytes = b"") -> bytes:
    inside = b"".join(b"<si><t>%s</t></si>" % text for text in texts)
    return b"<sst %s %s>%s</sst>" % (MAIN, told, inside)


@pytest.mark.parametrize("value", [b"1", b"+01", b" 1 ", b"&#49;", b"<!-- x -->1"])
def test_a_text_that_many_cells_show_counts_for_each(tmp_path: Path, value: bytes) -> None:
    strings = shared(b"x", LONG)
    assert refused(tmp_path / "a.xlsx", book(cells(value), strings)) == "zip_too_large"


def test_many_cells_beside_one_long_text_pass(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(book(cells(b"0"), shared(b"x", LONG)))
    sheet_bounds.check(path)
    with pytest.raises(UserError, match="sheet_header_missing"):
        registry.read_any(path, "xlsx")


@pytest.mark.parametrize("told", [b'uniqueCount="9999999999999"', b"uniqueCount = ' +99999999'"])
def test_a_number_of_strings_that_the_part_has_no_room_for(tmp_path: Path, told: bytes) -> None:
    raw = book(cells(b"0", 2), shared(b"x", told=told))
    assert refused(tmp_path / "a.xlsx", raw) == "workbook_unreadable uniqueCount"


def test_many_sheets_that_are_one_part(tmp_path: Path) -> None:
    far = b'<row r="1"><c r="CZ19999"/></row>'
    sheet = b'<sheet name="S%d" sheetId="%d" r:id="r%d"/>'
    same = b"".join(sheet % (number, number, 1) for number in range(1, 200))
    assert refused(tmp_path / "a.xlsx", book(far, sheets=same)) == "sheet_too_large"
    other = b"".join(sheet % (number, number, number) for number in range(1, 200))
    for second in (
        b"worksheets/sheet1.xml",
        b"/xl/worksheets/Sheet1.xml",
        b"worksheets\\sheet1.xml",
    ):
        targets = (b"worksheets/sheet1.xml", *[second] * 198)
        raw = book(far, sheets=other, targets=targets)
        assert refused(tmp_path / "a.xlsx", raw) == "sheet_too_large"
    hidden = (b"worksheets/sheet1.xml", b"worksheets/sheet&#49;.xml")
    raw = book(far, sheets=other, targets=hidden)
    assert refused(tmp_path / "a.xlsx", raw) == "workbook_unreadable Target"


def test_sheets_of_one_name_are_read_once(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    rows = b'<row r="1"><c r="A1" t="inlineStr"><is><t>Soal</t></is></c></row>'
    twice = ONE_SHEET + ONE_SHEET.replace(b"r1", b"r2")
    path.write_bytes(book(rows, sheets=twice, targets=(b"worksheets/sheet1.xml", b"x.xml")))
    with pytest.raises(UserError, match="sheet_header_missing"):
        registry.read_any(path, "xlsx")


def ods_row(cell: bytes, rows: int = 1, columns: int = 1) -> bytes:
    return (
        b'<table:table-row table:number-rows-repeated="%d">'
        b'<table:table-cell table:number-columns-repeated="%d">%s</table:table-cell>'
        b"</table:table-row>\n" % (rows, columns, cell)
    )


@pytest.mark.parametrize(
    "rows",
    [
        ods_row(b"<text:p>" + LONG + b"</text:p>", rows=8_000),
        ods_row(b"<text:p>" + LONG + b"</text:p>", columns=8_000),
        ods_row(b'<text:p>x<text:s text:c="300000000"></text:s></text:p>'),
        ods_row(b"").replace(b"cell ", b'cell office:string-value="%s" ' % LONG) * 8_000,
    ],
)
def test_repeated_text_is_multiplied(tmp_path: Path, rows: bytes) -> None:
    path = tmp_path / "a.ods"
    path.write_bytes(ods(rows))
    with pytest.raises(UserError, match=r"zip_too_large|zip_too_dense"):
        sheet_bounds.check(path)


def test_what_stands_between_repeated_cells_is_no_text(tmp_path: Path) -> None:
    path = tmp_path / "a.ods"
    path.write_bytes(
        ods(ods_row(b"<text:p>x</text:p>") + b" " * 500 + ods_row(b"", rows=1_048_000))
    )
    sheet_bounds.check(path)


@pytest.mark.parametrize(
    "strings",
    [
        b"<!-- <si> -->" + shared(LONG),
        shared(b"x</t></si><!-- <si> --><si><t>y", LONG),
        shared(b"x <si> y", LONG),
        b"<si/>" + shared(LONG),
    ],
)
def test_numbers_of_strings_cannot_be_shifted(tmp_path: Path, strings: bytes) -> None:
    raw = book(cells(b"0"), strings)
    assert refused(tmp_path / "a.xlsx", raw) == "workbook_unreadable sharedStrings"


def test_plain_numbers_name_no_strings(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    numbers = cells(b"0").replace(b' t="s"', b"")
    path.write_bytes(book(numbers + b'<row r="9001"><c r="A9001" t="s"><v>0</v></c></row>',
                          shared(LONG)))  # fmt: skip
    sheet_bounds.check(path)


@pytest.mark.parametrize("tag", [b"<row hidden ", b"<c t ", b"<c r ", b"<v "])
def test_tags_that_never_end_take_no_time(tmp_path: Path, tag: bytes) -> None:
    with pytest.raises(UserError):
        registry.read_any(written(tmp_path, book(tag * 30_000, shared(LONG))), "xlsx")


def written(folder: Path, raw: bytes) -> Path:
    path = folder / "a.xlsx"
    path.write_bytes(raw)
    return path


def test_words_that_look_like_cells_are_none(tmp_path: Path) -> None:
    told = b"pilih :c atau :c> " * 100
    row = b'<row r="%d"><c r="A%d" t="inlineStr"><is><t>%s</t></is></c></row>'
    rows = b"".join(row % (n, n, told if n == 1 else b"x") for n in range(1, 30_000))
    sheet_bounds.check(written(tmp_path, book(rows)))


def test_more_merged_ranges_than_anybody_makes(tmp_path: Path) -> None:
    merged = b"".join(b'<mergeCell ref="A%d:B%d"/>' % (n, 7 * n) for n in range(250_000))
    raw = book(b'<row r="1"><c r="A1"/></row>')
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    sheet = "xl/worksheets/sheet1.xml"
    parts[sheet] = parts[sheet].replace(b"</worksheet>", merged + b"</worksheet>")
    assert refused(tmp_path / "a.xlsx", packed(parts)) == "workbook_unreadable mergeCell"


def test_empty_cells_before_another_empty_one_are_made(tmp_path: Path) -> None:
    path = tmp_path / "a.ods"
    far = b'<table:table-cell table:number-columns-repeated="16383"/><table:table-cell/>'
    path.write_bytes(ods((b"<table:table-row>" + far + b"</table:table-row>") * 400))
    with pytest.raises(UserError, match="sheet_too_large"):
        sheet_bounds.check(path)
