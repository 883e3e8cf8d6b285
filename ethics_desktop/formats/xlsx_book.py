"""Workbooks as rows of cells (python-calamine), and what calamine does not tell.

calamine drops formulas without a stored value, error values and the mark of hidden rows; for xlsx
these are looked up in the XML. The archive is checked (``sheet_bounds``) before calamine sees it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from ethics_desktop.domain.errors import UserError
from ethics_desktop.domain.pausing import paused_collector
from ethics_desktop.formats import sheet_bounds, xlsx_bounds
from ethics_desktop.formats.grid import NotSoundError
from ethics_desktop.formats.reading import MAX_FILE_BYTES, MAX_TEXT_BYTES
from ethics_desktop.formats.safe_zip import SafeZip
from ethics_desktop.formats.xlsx_cells import Cell
from ethics_desktop.formats.xlsx_layout import HEADER_SEARCH

if TYPE_CHECKING:
    from python_calamine import CalamineSheet

_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# No ``<`` inside a tag: else each would be looked for to the end of the part.
_HIDDEN_ROW = re.compile(rb"<(?:\w+:)?row\b([^<>]*\bhidden=[\"'](?:1|true)[\"'][^<>]*)>")
_ROW_NUMBER = re.compile(rb"\br=[\"'](\d{1,7})[\"']")
_FORMULA = re.compile(
    rb"<(?:\w+:)?c\b([^<>]*)>\s*<(?:\w+:)?f\b[^<>]*(?:/>|>[^<]*</(?:\w+:)?f>)"
    rb"\s*(<(?:\w+:)?v>[^<]+<|<(?:\w+:)?is\b)?"
)
_FORMULA_TAG = re.compile(rb"<f[\s/>]")
_ERROR_CELL = re.compile(rb"<(?:\w+:)?c\b([^<>]*\bt=[\"']e[\"'][^<>]*)>")
_CELL = re.compile(rb"\br=[\"']([A-Z]{1,3})(\d{1,7})[\"']")
#: A cell that does not say where it is, or is outside of the first 104 columns and 19,999 rows.
_UNUSUAL_CELL = re.compile(rb"<c(?! r=\"[A-C]?[A-Z]1?\d{1,4}\"[ />])[\s/>]")
#: Elements may have a prefix; text that looks so is only checked the slow way.
_PREFIXED_CELL = re.compile(rb":c[\s/>]")
#: With so few parts all sheets together stay within what ``sheet_bounds`` thinks of as harmless.
_USUAL_PARTS = 60
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
#: So many empty formulas or error values are told one by one.
_MAX_TOLD = 1_000


class Facts(NamedTuple):
    """What the XML of a sheet says beside the values; rows count from 1."""

    hidden: frozenset[int] = frozenset()
    formulas: frozenset[tuple[int, str]] = frozenset()
    errors: frozenset[tuple[int, str]] = frozenset()


class Rows:
    """The rows of a sheet from row 1 and column A on, turned into Python one by one.

    May be gone through several times. ``head`` are the first rows, in which a header may stand.
    """

    def __init__(self, sheet: CalamineSheet) -> None:
        self._sheet = sheet
        self.head: list[list[Cell]] = list(islice(self, HEADER_SEARCH))

    def __len__(self) -> int:
        end = self._sheet.end
        return 0 if end is None else end[0] + 1

    def __getitem__(self, part: slice) -> list[list[Cell]]:
        return list(islice(self, part.start, part.stop, part.step))

    def __iter__(self) -> Iterator[list[Cell]]:
        start = self._sheet.start
        if start is None:
            return
        # calamine gives the empty rows above, but leaves the empty columns at the left out
        left = start[1]
        before: list[Cell] = [""] * left
        for row in self._sheet.iter_rows():
            yield before + row if left else row


class SheetData(NamedTuple):
    """A sheet: its rows, merged ranges (from 0, inclusive), facts."""

    name: str
    rows: Rows
    merged: tuple[tuple[tuple[int, int], tuple[int, int]], ...]
    facts: Facts
    visible: bool


def kind_of_file(path: Path) -> str:
    """Return ``zip`` (xlsx, xlsm, ods), ``ole`` (xls, or an encrypted file) or "".

    Raises:
        UserError: ``file_unreadable_all``, ``file_too_large_all``.
    """
    try:
        if path.stat().st_size > MAX_FILE_BYTES:
            raise UserError("file_too_large_all", file=path.name, limit=MAX_FILE_BYTES >> 20)
        with path.open("rb") as stream:
            head = stream.read(8)
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise UserError("file_unreadable_all", file=path.name, reason=reason) from error
    return "zip" if head.startswith(_ZIP) else "ole" if head == _OLE else ""


def read_book(path: Path) -> list[SheetData]:
    """Return the sheets of a workbook; xlsx, xlsm, ods and xls.

    calamine reads each sheet in one call: meanwhile nobody is asked, and Cancel waits for it.

    Raises:
        UserError: ``file_not_that_format``, ``file_too_large_all``, ``file_unreadable_all``,
            ``sheet_encrypted(file)``, ``workbook_unreadable(file, reason)`` and those of
            ``sheet_bounds.check``.
    """
    kind = kind_of_file(path)
    suffix = path.suffix.casefold()
    if not kind or (kind == "zip") == (suffix == ".xls"):
        if kind == "ole":
            raise UserError("sheet_encrypted", file=path.name)
        raise UserError("file_not_that_format", file=path.name, format="Excel")
    if kind == "ole" and suffix != ".xls":
        raise UserError("sheet_encrypted", file=path.name)
    try:
        facts = _checked(path) if kind == "zip" else None
    except NotSoundError:
        facts = None
    if facts is None:
        sheet_bounds.check(path)
    with paused_collector():
        return _read(path, facts or {})


def _read(path: Path, facts: dict[str, Facts]) -> list[SheetData]:
    import python_calamine as calamine

    found = []
    try:
        with calamine.load_workbook(str(path)) as book:
            names = set()
            for sheet in book.sheets_metadata:
                if sheet.typ != calamine.SheetTypeEnum.WorkSheet or sheet.name in names:
                    continue
                names.add(sheet.name)  # a second one of that name cannot be asked for
                data = book.get_sheet_by_name(sheet.name)
                found.append(
                    SheetData(
                        sheet.name,
                        Rows(data),
                        tuple(data.merged_cell_ranges or ()),
                        facts.get(sheet.name, Facts()),
                        sheet.visible == calamine.SheetVisibleEnum.Visible,
                    )
                )
    except calamine.PasswordError as error:
        raise UserError("sheet_encrypted", file=path.name) from error
    except (calamine.CalamineError, OSError, ValueError, OverflowError) as error:
        raise UserError("workbook_unreadable", file=path.name, reason=str(error)[:200]) from error
    except BaseException as error:  # a Rust panic is no Exception
        if type(error).__name__ != "PanicException":
            raise
        raise UserError("workbook_unreadable", file=path.name, reason=str(error)[:200]) from error
    return found


def _checked(path: Path) -> dict[str, Facts] | None:
    """Check an xlsx archive as ``sheet_bounds`` does while looking up the facts of its sheets.

    Every part is unpacked once. Returns None for a workbook that is not plainly harmless (or no
    xlsx): then ``sheet_bounds`` has the word, and nothing is known beside the values.
    """
    with SafeZip(path) as archive:
        parts = {part: sheet for sheet, part in _parts(archive).items()}
        if not parts or len(archive.names) > _USUAL_PARTS or "content.xml" in archive.names:
            return None
        found: dict[str, Facts] = {}
        shared = xlsx_bounds.has_shared_text(archive)
        cells = 0
        for name in archive.names:
            raw = archive.read(name)
            if _UNUSUAL_CELL.search(raw) or _PREFIXED_CELL.search(raw):
                return None
            xlsx_bounds.check_merged(raw)
            cells += raw.count(b"<c ") if shared else 0
            if name in parts:
                found[parts[name]] = _scan(raw)
        if xlsx_bounds.repeats(archive) > 1:
            return None
        if shared and xlsx_bounds.shared_text(archive, cells) > MAX_TEXT_BYTES:
            return None
    return found


def _parts(archive: SafeZip) -> dict[str, str]:
    """Return name of the sheet -> name of its part in an xlsx archive."""
    from defusedxml import DefusedXmlException  # type: ignore[import-untyped]
    from defusedxml.ElementTree import ParseError, fromstring  # type: ignore[import-untyped]

    if not {"xl/workbook.xml", "xl/_rels/workbook.xml.rels"} <= set(archive.names):
        return {}
    try:
        book = fromstring(archive.read("xl/workbook.xml", 8 << 20), forbid_dtd=True)
        relations = fromstring(archive.read("xl/_rels/workbook.xml.rels", 8 << 20), forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError, LookupError):
        return {}
    targets = {one.get("Id"): str(one.get("Target")) for one in relations}
    return {
        str(one.get("name")): _absolute(targets.get(one.get(_RELATION), ""))
        for one in book.iter("{http://schemas.openxmlformats.org/spreadsheetml/2006/main}sheet")
    }


def _absolute(target: str) -> str:
    return target[1:] if target.startswith("/") else f"xl/{target}"


def _scan(raw: bytes) -> Facts:
    """Look for hidden rows, formulas without a value and error values."""
    start = max(1, raw.find(b"sheetData"))
    end = raw.rfind(b"sheetData", start + 1)
    end = len(raw) if end < 0 else end
    plain = raw[start - 1 : start] == b"<"  # no prefix before the names of elements
    hidden: set[int] = set()
    if raw.find(b" hidden=", start, end) >= 0:
        for found in _HIDDEN_ROW.finditer(raw, start, end):
            if number := _ROW_NUMBER.search(found[1]):
                hidden.add(int(number[1]))
    formulas: set[tuple[int, str]] = set()
    if not plain or _FORMULA_TAG.search(raw, start, end):
        for found in _FORMULA.finditer(raw, start, end):
            if found[2] is None and (cell := _CELL.search(found[1])):
                formulas.add((int(cell[2]), cell[1].decode()))
            if len(formulas) >= _MAX_TOLD:
                break
    errors: set[tuple[int, str]] = set()
    single = raw.find(b"='", 0, start + 2_000) >= 0  # a writer that quotes with apostrophes
    if raw.find(b't="e"', start, end) >= 0 or (single and raw.find(b"t='e'", start, end) >= 0):
        for found in _ERROR_CELL.finditer(raw, start, end):
            if cell := _CELL.search(found[1]):
                errors.add((int(cell[2]), cell[1].decode()))
            if len(errors) >= _MAX_TOLD:
                break
    return Facts(frozenset(hidden), frozenset(formulas), frozenset(errors))
