"""The Excel template: sheets, headers, help rows, drop-downs, very hidden lists (openpyxl)."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ethics_desktop.domain.errors import UserError
from ethics_desktop.domain.watching import Watch, unwatched
from ethics_desktop.formats import xlsx_layout as layout
from ethics_desktop.formats.xlsx_cells import Cell, escape, guard
from ethics_desktop.formats.xlsx_guide import GUIDE, KIND_ROWS
from ethics_desktop.formats.xlsx_layout import (
    BANK,
    BANK_ROWS,
    DROPDOWNS,
    FILE_META,
    FIRST_ROW,
    HEADER_ROW,
    HELP_ROW,
    HIDDEN,
    LISTS,
    PETUNJUK,
    RUJUKAN,
    TITLE_ROW,
    Column,
    Sheet,
    letter,
)
from ethics_desktop.whole import whole

if TYPE_CHECKING:
    from openpyxl import Workbook  # type: ignore[import-untyped]
    from openpyxl.worksheet.worksheet import Worksheet  # type: ignore[import-untyped]

#: Rows below the last filled one that still have drop-downs.
SPARE_ROWS = 1_000
_HEAD_FILL, _MUST_FILL, _HELP_COLOUR, _LINE = "FF1F4E79", "FF9C2A10", "FF5A5A5A", "FFBFBFBF"


def write_template(path: Path) -> None:
    """Write an empty template.

    Raises:
        UserError: ``sheet_unwritable(file, reason)``.
    """
    book = new_book(layout.USUAL_OPTIONS, layout.USUAL_CHOICES)
    meta = book[FILE_META]
    meta.append(["template", layout.TEMPLATE_VERSION])
    save(book, path)


def new_book(
    options: int, choices: int, rows: int = 0, hidden: dict[str, int] | None = None
) -> Workbook:
    """Return a workbook with every sheet of the template and no data.

    Args:
        options: columns for so many options of an item, at least 5.
        choices: columns for so many choices of a decision, at least 4.
        rows: data rows that will be filled; drop-downs reach :data:`SPARE_ROWS` further.
        hidden: name of the sheet -> how many hidden columns its rows need (default one).
    """
    from openpyxl import Workbook

    book = Workbook()
    guide = book.active
    assert guide is not None
    guide.title = PETUNJUK
    _fill_guide(guide)
    _fill_bank(book.create_sheet(BANK))
    sheets = (
        layout.soal_sheet(options), layout.JODOH_SHEET, layout.SKENARIO_SHEET,
        layout.simpul_sheet(choices), layout.RUJUKAN_SHEET,
    )  # fmt: skip
    _add_lists(book, rows)
    for sheet in sheets:
        page = book.create_sheet(sheet.name)
        _fill_sheet(page, sheet, rows, (hidden or {}).get(sheet.name, 1))
    book.move_sheet(LISTS, len(sheets))
    book.create_sheet(FILE_META).sheet_state = "veryHidden"
    book.properties.creator = book.properties.lastModifiedBy = "Cermin ASN"
    book.active = book.index(book[layout.SOAL])
    for page in book.worksheets:  # one selected sheet: typing into several at once loses work
        page.sheet_view.tabSelected = page.title == layout.SOAL
    return book


def save(book: Workbook, path: Path, watch: Watch = unwatched) -> None:
    """Write a workbook next to its place and put it there at once.

    openpyxl makes the file in one call, nearly half the time of an export: meanwhile nobody is
    asked, and Cancel waits for it.

    Raises:
        UserError: ``sheet_unwritable(file, reason)``.
        StoppedError: ``watch`` says so; the place is as it was.
    """

    def write(beside: Path) -> None:
        # not to the file: openpyxl leaves it open after a fault, and Windows removes no open file
        content = BytesIO()
        book.save(content)
        watch(1)
        beside.write_bytes(content.getbuffer())

    store(path, write)


def put(page: Worksheet, row: int, column: int, value: Cell, guarded: bool = False) -> Any:
    """Write a cell and return it; text stays text, whatever it looks like (``#N/A``, ``=1``).

    ``guarded`` text has come out of a sheet and is written as it stood there.
    """
    if not isinstance(value, str):
        return page.cell(row, column, value)
    cell = page.cell(row, column, escape(value if guarded else guard(value)))
    cell.data_type = "s"
    return cell


def store(path: Path, write: Callable[[Path], object]) -> None:
    """Let ``write`` fill a file beside ``path`` and put it there at once.

    Raises:
        UserError: ``sheet_unwritable(file, reason)``; the old file stays as it was.
    """
    try:
        with whole(path) as fresh:
            write(fresh)
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise UserError("sheet_unwritable", file=path.name, reason=reason) from error


def _fill_sheet(page: Worksheet, sheet: Sheet, rows: int, hidden: int) -> None:
    from openpyxl.styles import Alignment, Border, Font, PatternFill, Side  # type: ignore[import-untyped]

    page.cell(TITLE_ROW, 1, sheet.title).font = Font(bold=True, size=14)
    border = Border(bottom=Side("thin", color=_LINE))
    for index, column in enumerate(sheet.columns, 1):
        name = letter(index - 1)
        help_cell = page.cell(HELP_ROW, index, column.help or None)
        help_cell.font = Font(italic=True, size=9, color=_HELP_COLOUR)
        help_cell.alignment = Alignment(wrap_text=True, vertical="top")
        head = page.cell(HEADER_ROW, index, column.header + ("*" if column.required else ""))
        head.font = Font(bold=True, color="FFFFFFFF")
        head.fill = PatternFill("solid", fgColor=_MUST_FILL if column.required else _HEAD_FILL)
        head.alignment = Alignment(wrap_text=True, vertical="center")
        head.border = border
        shape = page.column_dimensions[name]
        shape.width = column.width
        shape.alignment = Alignment(wrap_text=True, vertical="top")
        if column.text:
            shape.number_format = "@"
        if column.list_name:
            _add_dropdown(page, name, column, rows)
    for extra in range(hidden):
        index = len(sheet.columns) + 1 + extra
        page.cell(HEADER_ROW, index, HIDDEN + (str(extra + 1) if extra else ""))
        page.column_dimensions[letter(index - 1)].hidden = True
    page.row_dimensions[HELP_ROW].height = 48
    page.row_dimensions[HEADER_ROW].height = 32
    page.freeze_panes = f"B{FIRST_ROW}"


def _add_dropdown(page: Worksheet, name: str, column: Column, rows: int) -> None:
    from openpyxl.worksheet.datavalidation import DataValidation  # type: ignore[import-untyped]

    strict = DROPDOWNS[column.list_name][1] if column.list_name in DROPDOWNS else False
    rule = DataValidation(
        type="list", formula1=f"={column.list_name}", allow_blank=True, showErrorMessage=strict
    )
    rule.errorTitle, rule.error = column.header, "Pilih salah satu dari daftar."
    rule.promptTitle, rule.prompt = column.header[:32], column.help[:250] or None
    rule.showInputMessage = bool(column.help)
    rule.add(f"{name}{FIRST_ROW}:{name}{FIRST_ROW + rows + SPARE_ROWS}")
    page.add_data_validation(rule)


def _add_lists(book: Workbook, rows: int) -> None:
    """Write the lists of the drop-downs to the very hidden sheet and name their ranges."""
    from openpyxl.workbook.defined_name import DefinedName  # type: ignore[import-untyped]

    page = book.create_sheet(LISTS)
    page.sheet_state = "veryHidden"
    for index, (name, (entries, _)) in enumerate(DROPDOWNS.items(), 1):
        column = letter(index - 1)
        for number, entry in enumerate(entries, 1):
            page.cell(number, index, int(entry) if entry.isdigit() else entry)
        area = f"'{LISTS}'!${column}$1:${column}${len(entries)}"
        book.defined_names[name] = DefinedName(name, attr_text=area)
    last = FIRST_ROW + rows + SPARE_ROWS
    area = f"'{RUJUKAN}'!$A${FIRST_ROW}:$A${last}"
    book.defined_names["daftar_rujukan"] = DefinedName("daftar_rujukan", attr_text=area)


def _fill_bank(page: Worksheet) -> None:
    from openpyxl.styles import Alignment, Font

    page.cell(TITLE_ROW, 1, "Bank: keterangan tentang kumpulan soal ini").font = Font(
        bold=True, size=14
    )
    for number, (_, label, _, help_text) in enumerate(BANK_ROWS, HEADER_ROW):
        page.cell(number, 1, label).font = Font(bold=True)
        value = page.cell(number, 2)
        value.number_format = "@"
        value.alignment = Alignment(wrap_text=True, vertical="top")
        page.cell(number, 3, help_text or None).font = Font(italic=True, color=_HELP_COLOUR)
    for name, width in (("A", 16), ("B", 60), ("C", 44)):
        page.column_dimensions[name].width = width


def _fill_guide(page: Worksheet) -> None:
    from openpyxl.styles import Alignment, Font

    page.cell(1, 1, "Cermin ASN: petunjuk mengisi bank soal").font = Font(bold=True, size=16)
    number = 2
    for heading, lines in GUIDE:
        number += 1
        page.cell(number, 1, heading).font = Font(bold=True, size=12)
        for text in lines:
            number += 1
            page.merge_cells(start_row=number, end_row=number, start_column=1, end_column=4)
            cell = page.cell(number, 1, text)
            cell.alignment = Alignment(wrap_text=True, vertical="top")
            page.row_dimensions[number].height = 16 * (1 + len(text) // 110)
        if lines:
            continue
        for row in (("Jenis", "Nama", "Contoh kunci", "Aturan"), *KIND_ROWS):
            number += 1
            for index, text in enumerate(row, 1):
                cell = page.cell(number, index, text)
                cell.alignment = Alignment(wrap_text=True, vertical="top")
                cell.font = Font(bold=row[0] == "Jenis")
    for name, width in (("A", 10), ("B", 34), ("C", 34), ("D", 60)):
        page.column_dimensions[name].width = width
