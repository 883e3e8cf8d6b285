"""One sheet that is being read: its header, its rows by column name, and the faults of a row."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from typing import NamedTuple

from ethics_desktop.domain.findings import Finding, Location, Severity
from ethics_desktop.formats.xlsx_book import SheetData
from ethics_desktop.formats.xlsx_cells import Cell, Known, Row, Units, apply_patch, shown
from ethics_desktop.formats.xlsx_layout import (
    HIDDEN,
    NOT_USED,
    NUMBERING,
    Sheet,
    headers_of,
    letter,
    names_of,
    normal,
)

#: Faults that do not keep a row from being used; all others are errors.
SEVERITIES = dict.fromkeys(
    (
        "sheet_key_number", "sheet_key_positions", "sheet_key_unused", "sheet_word_unknown",
        "sheet_reference_unknown", "sheet_modules_number", "sheet_id_changed",
        "sheet_option_empty", "sheet_weights_tied", "sheet_hidden_bad", "sheet_merged",
        "sheet_merged_filled", "sheet_head_bad", "sheet_column_repeated", "sheet_date_bad",
    ),
    Severity.WARNING,
) | dict.fromkeys(
    (
        "sheet_boolean_cell", "sheet_number_cell", "sheet_rows_hidden", "sheet_column_unknown",
        "sheet_column_not_used", "sheet_column_ignored", "sheet_not_read",
        "sheet_head_missing",
    ),
    Severity.INFO,
)  # fmt: skip
#: In these columns a merged range means every row it covers.
_CONTEXT = ("fw.", "meta.", "item", "scenario")
_UNKNOWN_SHOWN = 200
_NOT_SLUG = re.compile(r"[^a-z0-9]+")


class Line(NamedTuple):
    """A row with content: its number from 1, its cells, its hidden text and unknown columns."""

    number: int
    row: Row
    hidden: str
    extra: dict[str, str]
    faults: list[Finding]
    columns: list[str]  # the column of each fault

    def patch(self, key: str, units: Units) -> None:
        """Put right what the hidden cell knows exactly; faults of those cells are forgiven."""
        if not self.hidden:
            return
        restored = apply_patch(self.hidden, key, units)
        if restored is None:
            self.row.say("sheet_hidden_bad")
        elif restored and self.faults:
            kept = [
                (fault, column)
                for fault, column in zip(self.faults, self.columns, strict=True)
                if column not in restored
            ]
            self.faults[:] = [fault for fault, _ in kept]
            self.columns[:] = [column for _, column in kept]

    def keep_extra(self, units: Units) -> None:
        """Keep what stands in columns nobody knows as tags ``x-<header>:<text>``."""
        if self.extra:
            tags = [f"x-{_NOT_SLUG.sub('-', normal(h))}:{text}" for h, text in self.extra.items()]
            units["meta.tags"] = [*units.get("meta.tags", ()), *tags]

    @property
    def bad(self) -> bool:
        """Whether a fault keeps the row from being used."""
        return any(fault.severity is Severity.ERROR for fault in self.faults)


class SheetReader:
    """Finds the header of a sheet and hands out its rows.

    ``columns`` is empty when no header was found; ``findings`` are about the sheet itself.
    """

    def __init__(self, file: str, data: SheetData, sheet: Sheet, needed: tuple[str, ...]) -> None:
        self.file = file
        self.data = data
        self.columns: dict[str, int] = {}
        self.headers = headers_of(sheet)
        self.findings: list[Finding] = []
        self.known: Known = {}
        self._keeps = "meta.tags" in names_of(sheet).values()
        self._hidden: list[int] = []
        self._unknown: dict[int, str] = {}
        self._untold: dict[int, tuple[str, str]] = {}  # columns that are told when they are filled
        self.header = self._find_header(names_of(sheet), needed)

    def _find_header(self, names: dict[str, str], needed: tuple[str, ...]) -> int:
        """Return the row of the header, from 0; -1 when there is none."""
        best, best_count = -1, 0
        for number, row in enumerate(self.data.rows.head):
            found = {names.get(normal(cell)) for cell in row if isinstance(cell, str) and cell}
            if found.issuperset(needed) and len(found - {None}) > best_count:
                best, best_count = number, len(found - {None})
        if best >= 0:
            self._take_header(best, names)
        return best

    def _take_header(self, number: int, names: dict[str, str]) -> None:
        for index, cell in enumerate(self.data.rows.head[number]):
            text = " ".join(str(cell).split())
            name = names.get(normal(text))
            if text.startswith(HIDDEN):
                self._hidden.append(index)
            elif name and name not in self.columns:
                self.columns[name] = index
                self.headers[name] = text.rstrip("* ")
            elif name:
                self.tell("sheet_column_repeated", number, index, header=text)
            elif normal(text) in NOT_USED:
                self._untold[index] = ("sheet_column_not_used", text)
            elif normal(text) not in NUMBERING:
                self._unknown[index] = text
                code = "sheet_column_unknown" if self._keeps else "sheet_column_ignored"
                self._untold[index] = (code, shown(text))

    def tell(self, code: str, number: int, index: int, **params: str | int | float) -> None:
        """Note a fault of the sheet itself at a row and a column, both from 0."""
        place = Location(file=self.file, sheet=self.data.name, row=number + 1, column=letter(index))
        self.findings.append(Finding(code, SEVERITIES.get(code, Severity.ERROR), place, params))

    def place(self, number: int, column: str = "", item: str = "") -> Location:
        """Return the place of a row (from 1) and, unless "", of its cell in a named column."""
        index = self.columns.get(column, -1)
        return Location(
            file=self.file,
            sheet=self.data.name,
            row=number,
            column=letter(index) if index >= 0 else "",
            item=item,
            field="" if index >= 0 or not column else column,
        )

    def lines(self) -> Iterator[Line]:
        """Yield every row below the header that has content in a known column."""
        if self.header < 0:
            return
        merged = _Merged(self)
        troubled = self._troubled()
        names = [""] * (max(self.columns.values()) + 1)
        for name, index in self.columns.items():
            names[index] = name
        hidden_rows = 0
        rows = islice(self.data.rows, self.header + 1, None)
        for number, values in enumerate(rows, self.header + 2):
            cells = {
                name: value
                for name, value in zip(names, values, strict=False)
                if value != "" and name
            }
            if self._untold:
                self._tell_filled(values)
            if merged.ranges:
                merged.enter(number, values)
            if not cells and number not in troubled:
                continue
            if len(cells) < 8 and number not in troubled and not _has_content(cells):
                continue
            if merged.active:
                cells = merged.fill(number, cells)
            hidden_rows += number in self.data.facts.hidden
            yield self._line(number, values, cells, troubled)
        if hidden_rows:
            place = Location(file=self.file, sheet=self.data.name)
            params: dict[str, str | int | float] = {"n": hidden_rows}
            self.findings.append(Finding("sheet_rows_hidden", Severity.INFO, place, params))

    def _tell_filled(self, values: list[Cell]) -> None:
        for index in [index for index in self._untold if values[index] != ""]:
            code, header = self._untold.pop(index)
            self.tell(code, self.header, index, header=header)

    def _line(
        self,
        number: int,
        values: list[Cell],
        cells: dict[str, Cell],
        troubled: dict[int, list[tuple[str, str]]],
    ) -> Line:
        faults: list[Finding] = []
        told: list[str] = []

        def say(code: str, column: str = "", **params: str | int | float) -> None:
            params["header"] = self.headers.get(column, column)
            severity = SEVERITIES.get(code, Severity.ERROR)
            faults.append(Finding(code, severity, self.place(number, column), params))
            told.append(column)

        for code, column in troubled.get(number, ()):
            say(code, column)
        hidden = "".join([str(values[index]) for index in self._hidden])
        extra = {
            header: text
            for index, header in self._unknown.items()
            if (text := _kept(values[index]))
        }
        return Line(number, Row(cells, say, self.known), hidden, extra, faults, told)

    def _troubled(self) -> dict[int, list[tuple[str, str]]]:
        """Return row -> (code, column) of formulas without a value and error values."""
        names = {letter(index): name for name, index in self.columns.items()}
        found: dict[int, list[tuple[str, str]]] = {}
        facts = self.data.facts
        for code, cells in (("sheet_formula_empty", facts.formulas),
                            ("sheet_error_cell", facts.errors)):  # fmt: skip
            for number, column in sorted(cells):
                if column in names and number > self.header + 1:
                    found.setdefault(number, []).append((code, names[column]))
        return found


class _Merged:
    """The merged ranges of a sheet while its rows go by.

    A range down a column of context (module, level, id of the item) means every row it covers;
    elsewhere only its first cell has a value. Both are told.
    """

    def __init__(self, reader: SheetReader) -> None:
        self._reader = reader
        self.ranges: dict[int, list[tuple[int, int, int]]] = {}
        self.active: dict[str, tuple[Cell, int]] = {}
        self._names = {index: name for name, index in reader.columns.items()}
        first = reader.header + 1
        for (top, left), (bottom, right) in reader.data.merged:
            known = any(left <= index <= right for index in self._names)
            if known and bottom >= first and top < len(reader.data.rows):
                self.ranges.setdefault(max(top, first) + 1, []).append((left, bottom + 1, right))
        self._tops = {(left, bottom + 1): top for (top, left), (bottom, _) in reader.data.merged}

    def enter(self, number: int, values: list[Cell]) -> None:
        """Take up the ranges that begin in this row (from 1)."""
        for left, last, right in self.ranges.get(number, ()):
            top = self._tops[left, last] + 1
            name = self._names.get(left, "")
            value = values[left] if left < len(values) and top == number else ""
            fill = left == right and name.startswith(_CONTEXT) and value != ""
            area = f"{letter(left)}{top}:{letter(right)}{last}"
            code = "sheet_merged_filled" if fill else "sheet_merged"
            self._reader.tell(code, number - 1, left, range=area, value=shown(value))
            if fill:
                self.active[name] = (value, last)

    def fill(self, number: int, cells: dict[str, Cell]) -> dict[str, Cell]:
        """Return the cells of a row with what the ranges mean for it."""
        for name in [name for name, (_, last) in self.active.items() if last < number]:
            del self.active[name]
        return {name: value for name, (value, _) in self.active.items()} | cells


def _has_content(cells: dict[str, Cell]) -> bool:
    return any(not isinstance(value, str) or value.strip() for value in cells.values())


def _kept(value: Cell) -> str:
    text = " ".join(shown(value).split()) if value != "" else ""
    return text[:_UNKNOWN_SHOWN]
