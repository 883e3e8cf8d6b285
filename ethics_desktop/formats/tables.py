"""Tables of strangers: CSV, TSV and the sheets of a workbook as rows of plain cells."""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from itertools import islice
from pathlib import Path

import msgspec

from ethics_desktop.domain.errors import UserError
from ethics_desktop.domain.file_names import as_text
from ethics_desktop.domain.findings import Finding, Location, Severity
from ethics_desktop.domain.watching import Watch, part, unwatched, watched
from ethics_desktop.formats import reading, sheet_bounds
from ethics_desktop.formats.text_door import clean

Cell = str | int | float | bool | datetime | date | time | timedelta
Cells = tuple[Cell, ...]

SEPARATORS = (";", ",", "\t", "|")
#: More columns than this carry no questions.
MAX_COLUMNS = 200
_SAMPLE_ROWS = 50
_SEP_LINE = re.compile(r'"?sep=(?P<sign>.)"?\s*', re.IGNORECASE)


class Table(msgspec.Struct, frozen=True):
    """One sheet, or a text file: its rows, and for text the line where each row begins.

    ``findings`` are about reading it.
    """

    file: str
    sheet: str
    rows: tuple[Cells, ...]
    lines: tuple[int, ...] = ()
    findings: tuple[Finding, ...] = ()

    def place(self, index: int, column: int = -1) -> Location:
        """Return the place of a row (from 0) and, unless -1, of one of its cells."""
        return Location(
            file=self.file,
            sheet=self.sheet,
            row=index + 1,
            column=column_letters(column) if column >= 0 else "",
            line=self.lines[index] if self.lines else 0,
        )


def read_tables(path: Path, encoding: str = "", watch: Watch = unwatched) -> tuple[Table, ...]:
    """Read every table of a file; empty sheets are left out.

    ``encoding`` is what a person told of the letters of a text file, "" to find it out.

    Raises:
        UserError: ``file_unreadable_all``, ``file_too_large_all``, ``table_empty(file)``; those of
            ``xlsx_book.read_book``.
        StoppedError: ``watch`` says so.
    """
    if path.suffix.casefold() in sheet_bounds.SUFFIXES:
        found = _workbook(path, watch)
    else:
        text, findings = reading.read_text(path, encoding=encoding)
        found = [read_text_table(text, as_text(path.name), findings, watch)]
    tables = tuple(table for table in found if any(any(map(is_filled, r)) for r in table.rows))
    if not tables:
        raise UserError("table_empty", file=path.name)
    return tables


def read_text_table(
    text: str, file: str, findings: Sequence[Finding] = (), watch: Watch = unwatched
) -> Table:
    """Read delimited text; the separator is told by ``sep=;``, else by what fits best."""
    text = text.removesuffix("\n")
    told = _SEP_LINE.fullmatch(text.partition("\n")[0])
    separator = told["sign"] if told else guess_separator(text)
    skip = 1 if told else 0
    rows: list[Cells] = []
    starts: list[int] = []
    bad: list[Finding] = list(findings)
    lines = islice(watched(reading.lines_of(text), text.count("\n") + 1, watch), skip, None)
    reader = csv.reader((f"{line}\n" for line in lines), delimiter=separator)
    while True:
        start = reader.line_num + skip + 1
        try:
            row = next(reader)
        except StopIteration:
            break
        except csv.Error as error:
            place = Location(file=file, line=start)
            bad.append(Finding("table_row_bad", Severity.ERROR, place, {"reason": str(error)}))
            continue
        if len(rows) >= reading.MAX_ITEMS + 100:
            place, limit = Location(file=file, line=start), {"limit": reading.MAX_ITEMS}
            bad.append(Finding("items_over_limit", Severity.ERROR, place, dict(limit)))
            break
        rows.append(tuple(row[:MAX_COLUMNS]))
        starts.append(start)
    return Table(file, "", tuple(rows), tuple(starts), tuple(bad))


def guess_separator(text: str) -> str:
    """Return the separator with which most rows have the same number of (several) columns."""
    sample = text[: 1 << 16].split("\n")
    best, best_score = ",", 0.0
    for separator in SEPARATORS:
        widths: Counter[int] = Counter()
        for row in _rows_until_error(sample, separator):
            if any(cell.strip() for cell in row):
                widths[len(row)] += 1
        if not widths:
            continue
        width, times = max(widths.items(), key=lambda pair: (pair[1] * min(pair[0], 12), pair[0]))
        score = times / widths.total() * min(width, 12) if width > 1 else 0.0
        if score > best_score:
            best, best_score = separator, score
    return best


def _rows_until_error(lines: list[str], separator: str) -> Iterator[list[str]]:
    reader = csv.reader((f"{line}\n" for line in lines), delimiter=separator)
    for _ in range(_SAMPLE_ROWS):
        try:
            yield next(reader)
        except (StopIteration, csv.Error):
            return


def is_filled(cell: Cell) -> bool:
    """Tell whether a cell holds anything."""
    return not isinstance(cell, str) or not (cell == "" or cell.isspace())


def cell_text(cell: Cell) -> str:
    """Return what a person would read in a cell: whole numbers without ``.0``, Benar and Salah."""
    if isinstance(cell, str):
        return clean(cell).strip()
    if isinstance(cell, bool):
        return "Benar" if cell else "Salah"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else repr(cell)
    if isinstance(cell, datetime) and cell.time() == time():
        return cell.date().isoformat()
    return cell.isoformat(" ") if isinstance(cell, datetime) else str(cell)


def column_letters(index: int) -> str:
    """Return the letters of a column (from 0): A, B, ... Z, AA, ..."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def _workbook(path: Path, watch: Watch) -> list[Table]:
    from ethics_desktop.formats.xlsx_book import read_book

    tables: list[Table] = []
    book = read_book(path)
    for place, data in enumerate(book):
        if not data.visible:
            continue
        following = part(watch, place / len(book), (place + 1) / len(book))
        every = watched(data.rows, len(data.rows), following)
        wanted = islice(every, reading.MAX_ITEMS + 100)
        rows = tuple(tuple(row[:MAX_COLUMNS]) for row in wanted)
        findings = tuple(
            Finding("sheet_formula_empty", Severity.WARNING, _cell(path, data.name, row, column))
            for row, column in sorted(data.facts.formulas)
        )
        tables.append(Table(as_text(path.name), data.name, rows, findings=findings))
    return tables


def _cell(path: Path, sheet: str, row: int, column: str) -> Location:
    return Location(file=as_text(path.name), sheet=sheet, row=row, column=column)
