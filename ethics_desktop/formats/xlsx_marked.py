"""The person's own file back, with every fault at its cell: coloured and commented, or as CSV.

The copy keeps what openpyxl keeps of the file (formats, drop-downs; no charts or pictures). Files
that openpyxl cannot or should not open (xls, ods, giant merged ranges) come back as plain values.
"""

from __future__ import annotations

import csv
import io
import warnings
from collections.abc import Iterable, Mapping, Sequence
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from ethics_desktop.domain.bank import Item
from ethics_desktop.domain.findings import Finding, Location, Severity
from ethics_desktop.domain.watching import Watch, part, unwatched, watched
from ethics_desktop.formats.reading import Draft
from ethics_desktop.formats.xlsx_book import SheetData, read_book
from ethics_desktop.formats.xlsx_cells import guard
from ethics_desktop.formats.xlsx_layout import LETTERS, soal_sheet
from ethics_desktop.formats.xlsx_layout import letter as column_letter
from ethics_desktop.formats.xlsx_sheet import SheetReader
from ethics_desktop.formats.xlsx_template import put, save, store
from ethics_desktop.i18n import Translator
from ethics_desktop.messages import SEVERITIES, finding_text

if TYPE_CHECKING:
    from openpyxl import Workbook  # type: ignore[import-untyped]
    from openpyxl.worksheet.worksheet import Worksheet  # type: ignore[import-untyped]

_FILLS = {Severity.ERROR: "FFF8CBAD", Severity.WARNING: "FFFFE699", Severity.INFO: "FFDDEBF7"}
_ORDER = list(Severity)
_MAX_MERGED = 100_000
_MAX_COMMENT = 4_000
#: Cells beyond this many are in the list alone.
_MAX_MARKS = 5_000
_AUTHOR = "Cermin ASN"
#: Fields that the checks name, and the columns of the sheet Soal in which they stand.
_FIELDS = {
    "options": "A.text",
    "reason_true": "A.reason",
    "reason_false": "B.reason",
    "answers": "key",
    "answer": "key",
    "meta.frameworks": "fw.berakhlak",
}


def cell_text(place: Location) -> str:
    """Return a place in a workbook as ``Soal!N17``; "" when it is in none."""
    if not place.sheet:
        return ""
    return f"{place.sheet}!{place.column}{place.row or ''}" if place.row else place.sheet


def write_copy(
    source: Path,
    findings: Sequence[Finding],
    target: Path,
    tr: Translator,
    drafts: Sequence[Draft] = (),
    watch: Watch = unwatched,
) -> None:
    """Write a copy of ``source`` (xlsx) in which the cells of the findings are marked.

    Args:
        source: the workbook that was read.
        findings: those about it; findings without a row are listed in a sheet of their own.
        target: where the copy goes, an ``.xlsx``.
        tr: the person's language.
        drafts: items that were read; their ids are written to empty cells of the column ID, so
            that importing the copy later updates them instead of adding them again.
        watch: follows the work, but for loading (nearly half the time) and saving (as much): both
            are one call of openpyxl, in which nobody is asked.

    Raises:
        UserError: ``sheet_unwritable(file, reason)``, and those of ``xlsx_book.read_book``.
        StoppedError: ``watch`` says so; the place is as it was.
    """
    watch(0)
    sheets = read_book(source)
    watch(0.1)
    book = _load(source, sheets) or _plain_copy(sheets)
    columns = _item_columns(sheets)
    items = {(draft.place.sheet, draft.place.row): draft.item for draft in drafts}
    marks: dict[tuple[str, str], list[Finding]] = {}
    for finding in watched(findings, len(findings), part(watch, 0.5, 0.52)):
        place = finding.location
        if place.sheet in book.sheetnames and place.row:
            named = columns.get(place.sheet, {})
            item = items.get((place.sheet, place.row))
            column = place.column or _column_of(book[place.sheet], place, named, item)
            marks.setdefault((place.sheet, f"{column}{place.row}"), []).append(finding)
    for (sheet, address), found in islice(marks.items(), _MAX_MARKS):
        _mark(book[sheet], address, found, tr)
    _write_ids(book, columns, watched(drafts, len(drafts), part(watch, 0.52, 0.54)))
    _add_list(book, watched(findings, len(findings), part(watch, 0.54, 0.55)), tr)
    save(book, target, watch)


def write_csv(findings: Iterable[Finding], target: Path, tr: Translator) -> None:
    """Write the findings as CSV for an Indonesian Excel: semicolons, UTF-8 with BOM.

    Cells that look like formulas are guarded.

    Raises:
        UserError: ``sheet_unwritable(file, reason)``.
    """
    text = csv_text(findings, tr)
    store(target, lambda part: part.write_bytes(b"\xef\xbb\xbf" + text.encode()))


def csv_text(findings: Iterable[Finding], tr: Translator) -> str:
    """Return the findings as CSV with a header row."""
    _ = tr.gettext
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow(
        [_("Severity"), _("File"), _("Cell"), _("Item"), _("Problem"), _("What to do"), "code"]
    )
    for finding in findings:
        place = finding.location
        said = finding_text(finding, tr)
        where = cell_text(place) or (str(place.line) if place.line else "")
        severity = tr.gettext(SEVERITIES[finding.severity])
        row = [severity, place.file, where, place.item, said.what, said.action, finding.code]
        writer.writerow([guard(" ".join(cell.split())) for cell in row])
    return out.getvalue()


def _item_columns(sheets: Sequence[SheetData]) -> dict[str, dict[str, int]]:
    """Return for every sheet of items the name of each column with its index from 0."""
    found: dict[str, dict[str, int]] = {}
    for data in sheets:
        reader = SheetReader("", data, soal_sheet(len(LETTERS)), ("kind", "stem"))
        if reader.columns:
            found[data.name] = reader.columns
    return found


def _column_of(
    page: Worksheet, place: Location, columns: Mapping[str, int], item: Item | None
) -> str:
    """Return the letters of the column that a finding of the checks is about."""
    name = _FIELDS.get(place.field, place.field)
    options = [option.id for option in getattr(item, "options", ())]
    if place.option in options:
        # only filled options are options of the item
        filled = [
            letter
            for letter in LETTERS
            if f"{letter}.text" in columns
            and page.cell(place.row, columns[f"{letter}.text"] + 1).value not in (None, "")
        ]
        number = options.index(place.option)
        if number < len(filled):
            part = "reason" if place.field == "reason" else "text"
            name = f"{filled[number]}.{part}"
    index = columns.get(name, columns.get("stem", 0))
    return column_letter(index)


def _write_ids(
    book: Workbook, columns: Mapping[str, Mapping[str, int]], drafts: Iterable[Draft]
) -> None:
    for draft in drafts:
        place = draft.place
        own = columns.get(place.sheet, {}).get("id")
        if own is not None and place.sheet in book.sheetnames and place.row:
            cell = book[place.sheet].cell(place.row, own + 1)
            if cell.value in (None, ""):
                cell.value = draft.item.id


def _load(source: Path, sheets: Sequence[SheetData]) -> Workbook | None:
    """Open the person's file with openpyxl; None when it should not or cannot be."""
    if source.suffix.casefold() not in (".xlsx", ".xlsm"):
        return None
    merged = sum(
        (bottom - top + 1) * (right - left + 1)
        for sheet in sheets
        for (top, left), (bottom, right) in sheet.merged
    )
    if merged > _MAX_MERGED:
        return None
    from openpyxl import load_workbook

    try:
        with warnings.catch_warnings():  # of parts that openpyxl leaves out
            warnings.simplefilter("ignore")
            book = load_workbook(source)
    except Exception:  # openpyxl raises anything for a file that calamine could read
        return None
    return None if {sheet.name for sheet in sheets} - set(book.sheetnames) else book


def _plain_copy(sheets: Sequence[SheetData]) -> Workbook:
    from openpyxl import Workbook

    book = Workbook(write_only=False)
    book.remove(book.worksheets[0])
    for sheet in sheets:
        page = book.create_sheet(sheet.name[:31])
        page.sheet_state = "visible" if sheet.visible else "hidden"
        for number, row in enumerate(sheet.rows, 1):
            for index, value in enumerate(row, 1):
                if value != "":
                    put(page, number, index, value, guarded=True)
    if all(page.sheet_state != "visible" for page in book.worksheets):
        book.create_sheet("Cermin ASN")
    return book


def _mark(page: Worksheet, address: str, found: Sequence[Finding], tr: Translator) -> None:
    from openpyxl.comments import Comment  # type: ignore[import-untyped]
    from openpyxl.styles import PatternFill  # type: ignore[import-untyped]

    worst = min((one.severity for one in found), key=_ORDER.index)
    cell = page[address]
    cell.fill = PatternFill("solid", fgColor=_FILLS[worst])
    lines = []
    for one in found:
        said = finding_text(one, tr)
        lines.append(f"{tr.gettext(SEVERITIES[one.severity])}: {said.what} {said.action}")
    text = guard("\n".join(dict.fromkeys(lines)))[:_MAX_COMMENT]
    if type(cell).__name__ == "MergedCell":  # only the first cell of a merged range has a comment
        for area in page.merged_cells.ranges:
            if address in area:
                cell = page.cell(area.min_row, area.min_col)
                break
    cell.comment = Comment(text, _AUTHOR, width=360, height=40 + 22 * (1 + len(text) // 50))


def _add_list(book: Workbook, findings: Iterable[Finding], tr: Translator) -> None:
    """List every finding on a sheet of its own, in front."""
    _ = tr.gettext
    name = base = _("Problems")
    number = 1
    while name in book.sheetnames:
        number += 1
        name = f"{base} {number}"
    page = book.create_sheet(name, 0)
    page.append([_("Severity"), _("Cell"), _("Item"), _("Problem"), _("What to do")])
    line = 1
    for finding in findings:
        said = finding_text(finding, tr)
        severity = tr.gettext(SEVERITIES[finding.severity])
        where = cell_text(finding.location)
        row = [severity, where, finding.location.item, said.what, said.action]
        line += 1
        for index, text in enumerate(row, 1):
            put(page, line, index, text)
    for letter, width in zip("ABCDE", (18, 14, 20, 70, 60), strict=True):
        page.column_dimensions[letter].width = width
    book.active = 0
    for one in book.worksheets:
        one.sheet_view.tabSelected = one is page
