"""Workbooks of strangers: looked at before a library that lays out every cell opens them."""

from __future__ import annotations

from pathlib import Path

from ethics_desktop.domain.errors import UserError
from ethics_desktop.formats.grid import Grid, NotSoundError
from ethics_desktop.formats.reading import MAX_TEXT_BYTES
from ethics_desktop.formats.safe_zip import SafeZip

SUFFIXES = (".xlsx", ".xlsm", ".ods", ".xls")
#: Cells of the smallest grid that holds a sheet, of all sheets together.
MAX_CELLS = 4_000_000
MAX_XLS_BYTES = 16 << 20


def check(path: Path) -> None:
    """Refuse a workbook that is not harmless.

    Raises:
        UserError: as ``safe_zip.SafeZip``; ``sheet_too_large(file, limit)`` in millions of cells;
            ``workbook_unreadable(file, reason)``.
    """
    try:
        grid = _xls(path) if path.suffix.casefold() == ".xls" else _zipped(path)
    except NotSoundError as error:
        raise UserError("workbook_unreadable", file=path.name, reason=str(error)) from error
    if grid.cells > MAX_CELLS:
        raise UserError("sheet_too_large", file=path.name, limit=MAX_CELLS // 1_000_000)
    if grid.text > MAX_TEXT_BYTES:
        raise UserError("zip_too_large", file=path.name, limit=MAX_TEXT_BYTES >> 20)


def _zipped(path: Path) -> Grid:
    from ethics_desktop.formats import ods_bounds, xlsx_bounds

    with SafeZip(path) as archive:
        found = xlsx_bounds.grid(archive)
        if "content.xml" in archive.names:
            sheets = ods_bounds.grid(archive.pieces("content.xml"))
            found = Grid(max(found.cells, sheets.cells), max(found.text, sheets.text))
    return found


def _xls(path: Path) -> Grid:
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
    return xls_bounds.grid(raw)
