"""Workbooks of strangers: looked at before a library that lays out every cell opens them.

A file of one kilobyte with a single cell in the far corner of a sheet would take all memory, as the
reader makes a full grid. Nothing is believed that the file says about its own size.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path
from xml.parsers import expat

from ethics_desktop.domain.errors import UserError
from ethics_desktop.formats.safe_zip import SafeZip

SUFFIXES = (".xlsx", ".xlsm", ".ods", ".xls")
#: Cells of the smallest grid that holds a sheet, and of all sheets together.
MAX_CELLS = 4_000_000
MAX_XLS_BYTES = 16 << 20
_FAR = 1 << 40

# Wherever they stand: a value with ``>`` in it must not hide an attribute.
# Of any length: calamine lets long ones overflow, and takes what is left.
_XLSX_CELL = re.compile(rb"\br\s*=\s*[\"']([A-Za-z]+)(\d+)[\"']")
_XLSX_ROW = re.compile(rb"\br\s*=\s*[\"'](\d+)[\"']")
_XLSX_ROW_TAG = re.compile(rb"<(?:\w+:)?row\b")
_XLSX_CELL_TAG = re.compile(rb"<(?:\w+:)?c[\s/>]")


def check(path: Path) -> None:
    """Refuse a workbook that is not harmless.

    Raises:
        UserError: as ``safe_zip.SafeZip``; ``sheet_too_large(file, limit)`` in millions of cells;
            ``workbook_unreadable(file, reason)``.
    """
    if path.suffix.casefold() == ".xls":
        _check_xls(path)
        return
    cells = 0
    with SafeZip(path) as archive:
        for name in archive.names:  # reading each verifies its size and checksum
            if name == "content.xml":
                cells += _ods_cells(archive.pieces(name), path.name)
            else:  # a workbook may keep its sheets under any name
                cells += _xlsx_cells(archive.read(name))
            if cells > MAX_CELLS:
                raise UserError("sheet_too_large", file=path.name, limit=MAX_CELLS // 1_000_000)


def _check_xls(path: Path) -> None:
    from ethics_desktop.formats import xls_bounds

    try:
        size = path.stat().st_size
        raw = path.read_bytes() if size <= MAX_XLS_BYTES else b""
    except OSError as error:
        raise UserError(
            "workbook_unreadable", file=path.name, reason=error.strerror or ""
        ) from error
    if size > MAX_XLS_BYTES:
        raise UserError("zip_too_large", file=path.name, limit=MAX_XLS_BYTES >> 20)
    try:
        cells = xls_bounds.cells(raw)
    except xls_bounds.NotSoundError as error:
        raise UserError("workbook_unreadable", file=path.name, reason=str(error)) from error
    if cells > MAX_CELLS:
        raise UserError("sheet_too_large", file=path.name, limit=MAX_CELLS // 1_000_000)


def _xlsx_cells(raw: bytes) -> int:
    """Return the cells of the grid that a sheet's XML spans.

    Cells that leave their place out follow on from the one before.
    """
    columns = rows = unnamed = 0
    parts = _XLSX_ROW_TAG.split(raw)
    for part in parts:
        named = _XLSX_CELL.findall(part)
        for letters, digits in named:
            columns, rows = max(columns, _column(letters)), max(rows, _row(digits))
        unnamed = max(unnamed, len(_XLSX_CELL_TAG.findall(part)) - len(named))
    rows = max([rows, len(parts), *map(_row, _XLSX_ROW.findall(raw))])
    return rows * (columns + unnamed)


def _row(digits: bytes) -> int:
    return int(digits) if len(digits) <= 7 else _FAR


def _column(letters: bytes) -> int:
    if len(letters) > 3:
        return _FAR
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number


def _ods_cells(pieces: Iterable[bytes], file: str) -> int:
    """Return the cells that OpenDocument sheets unfold to, trailing empty ones left out."""
    sheets = _OdsSheets()
    parser = expat.ParserCreate()
    parser.StartElementHandler = sheets.start
    parser.EndElementHandler = sheets.end
    parser.StartDoctypeDeclHandler = sheets.refuse
    try:
        for piece in pieces:
            parser.Parse(piece, False)
        parser.Parse(b"", True)
    except (expat.ExpatError, ValueError, LookupError) as error:  # the last: encodings
        raise UserError("workbook_unreadable", file=file, reason=str(error)) from error
    return sheets.cells


class _OdsSheets:
    """Counts while the XML goes by; repeated rows and cells are multiplied, not unfolded."""

    def __init__(self) -> None:
        self.cells = 0
        self._rows = self._pending = self._columns = 0
        self._repeated = self._at = self._filled = 0
        self._here = 1

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "table:table":
            self._rows = self._pending = self._columns = 0
        elif name == "table:table-row":
            self._repeated = _times(attributes, "table:number-rows-repeated")
            self._at = self._filled = 0
        elif name in ("table:table-cell", "table:covered-table-cell"):
            self._here = _times(attributes, "table:number-columns-repeated")
            self._at += self._here
            if any("value" in key or "formula" in key for key in attributes):
                self._filled = self._at
        elif name == "text:p":
            self._filled = self._at

    def end(self, name: str) -> None:
        if name == "table:table-row":
            self._pending += self._repeated
            if self._filled:
                self._rows, self._pending = self._rows + self._pending, 0
                self._columns = max(self._columns, self._filled)
        elif name == "table:table":
            self.cells += self._rows * self._columns

    def refuse(self, *_declared: object) -> None:
        raise ValueError("DOCTYPE")


def _times(attributes: dict[str, str], name: str) -> int:
    told = attributes.get(name, "1").removeprefix("+")  # as Rust reads numbers
    if not told.isdecimal() or len(told) > 20:
        raise ValueError(name)
    return int(told)
