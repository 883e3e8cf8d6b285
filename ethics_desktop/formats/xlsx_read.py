"""Banks out of workbooks: our template, filled by hand or exported (``formats.md`` 2.4 and 5.1).

xlsx, xlsm, ods and xls. Every fault is told with sheet and cell, and the good rows are read.
Items without an id get one from their text (``reading.new_id``).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import islice
from pathlib import Path
from typing import Any

import msgspec

from ethics_desktop.domain.bank import BANK_FORMAT, FORMAT_VERSION, BankInfo, Item
from ethics_desktop.domain.errors import UserError
from ethics_desktop.domain.file_names import as_text
from ethics_desktop.domain.findings import Finding, Location, Severity
from ethics_desktop.domain.pausing import growing, paused_collector
from ethics_desktop.domain.watching import Watch, unwatched, watched
from ethics_desktop.formats import xlsx_items, xlsx_layout
from ethics_desktop.formats.reading import MAX_FIELD, MAX_ITEMS, Draft, ReadResult, info_for, new_id
from ethics_desktop.formats.xlsx_book import SheetData, read_book
from ethics_desktop.formats.xlsx_cells import Cell, Row, Units, apply_patch
from ethics_desktop.formats.xlsx_layout import (
    BANK,
    BANK_ROWS,
    FILE_META,
    JODOH_SHEET,
    LETTERS,
    LISTS,
    PETUNJUK,
    RUJUKAN_SHEET,
    SKENARIO_SHEET,
    Sheet,
    normal,
    sheet_names,
)
from ethics_desktop.formats.xlsx_meta import References
from ethics_desktop.formats.xlsx_sheet import Line, SheetReader
from ethics_desktop.formats.xlsx_story_read import read_scenarios

FORMAT = "xlsx"

_AT = re.compile(r" - at `\$\.?(?P<field>[^`]*)`$")
_OPTION_AT = re.compile(r"options\[(\d+)\]\.(\w+)")
#: The sheet Bank is read so far.
_HEAD_ROWS = 200
_IGNORED = frozenset(normal(name) for name in (PETUNJUK, LISTS, FILE_META, BANK))


def read(path: Path, watch: Watch = unwatched) -> ReadResult:
    """Read a workbook.

    Raises:
        UserError: as ``xlsx_book.read_book``, and ``sheet_header_missing(file)`` when no sheet has
            the columns of the template (another table may be read by the wizard for columns).
    """
    book = read_book(path)
    with paused_collector():
        return _Reading(path, book, watch).result()


class _Reading:
    """One workbook while it is being read."""

    def __init__(self, path: Path, book: list[SheetData], watch: Watch) -> None:
        self.path = path
        self.file = as_text(path.name)
        self.book = book
        self.watch = watch
        self.findings: list[Finding] = []
        self.skipped = 0
        self.used: set[str] = set()
        self.hidden = _file_meta(book)

    def result(self) -> ReadResult:
        """Read every sheet."""
        info = self._info()
        soal = self._soal()
        skenario = self._sheet(SKENARIO_SHEET, ("id", "title"))
        simpul = self._sheet(xlsx_layout.simpul_sheet(len(LETTERS)), ("id", "kind", "scenario"))
        if soal is None and skenario is None:
            raise UserError("sheet_header_missing", file=self.file)
        references = self._references()
        drafts = self._items(info, soal, references) if soal else []
        told = read_scenarios(skenario, simpul, references) if skenario else None
        if told:
            self.findings += told.findings
            self.skipped += told.skipped
        for data in self.book:
            if data.name not in self.used and normal(data.name) not in _IGNORED and data.rows:
                place = Location(file=self.file, sheet=data.name)
                self.findings.append(Finding("sheet_not_read", Severity.INFO, place))
        order = {data.name: number for number, data in enumerate(self.book)}

        def standing(one: Finding) -> tuple[int, int, int, str]:
            at = one.location
            return order.get(at.sheet, -1), at.row, len(at.column), at.column

        self.findings.sort(key=standing)
        return ReadResult(
            info,
            tuple(drafts),
            told.scenarios if told else (),
            tuple(self.findings),
            self.skipped,
            FORMAT,
            dict(told.places) if told else {},
        )

    def _sheet(self, sheet: Sheet, needed: tuple[str, ...]) -> SheetReader | None:
        """Return the reader of a sheet that is there by name and has its header."""
        wanted = sheet_names(sheet)
        named = [data for data in self.book if normal(data.name) in wanted]
        named.sort(key=lambda data: normal(data.name) != normal(sheet.name))
        for data in named:
            reader = SheetReader(self.file, data, sheet, needed)
            if reader.header >= 0:
                self.used.add(data.name)
                self.findings += reader.findings
                reader.findings = self.findings
                return reader
        return None

    def _soal(self) -> SheetReader | None:
        sheet = xlsx_layout.soal_sheet(len(LETTERS))
        needed = ("kind", "stem")
        found = self._sheet(sheet, needed)
        if found is not None:
            return found
        for data in self.book:  # under any other name, if it is the only one that looks so
            reader = SheetReader(self.file, data, sheet, (*needed, "key"))
            if reader.header >= 0 and data.visible:
                self.used.add(data.name)
                self.findings += reader.findings
                reader.findings = self.findings
                return reader
        return None

    # --- the head -----------------------------------------------------------------------------

    def _info(self) -> BankInfo:
        fallback = info_for(self.path)
        data = next((one for one in self.book if normal(one.name) == normal(BANK)), None)
        if data is None:
            place = Location(file=self.file)
            params: dict[str, str | int | float] = {"id": fallback.id}
            self.findings.append(Finding("sheet_head_missing", Severity.INFO, place, params))
            return fallback
        units, rows = read_head_units(list(islice(data.rows, _HEAD_ROWS)))
        apply_patch(self.hidden.get("bank", ""), str(units.get("id", "")), units)
        labels = {name: label for name, label, _, _ in BANK_ROWS}
        fixed = {"format": BANK_FORMAT, "formatVersion": FORMAT_VERSION}
        kept = msgspec.to_builtins(fallback)
        for name, value in units.items():
            try:
                msgspec.convert(kept | fixed | {name: value}, BankInfo)
            except msgspec.ValidationError:
                params = {
                    "header": labels[name],
                    "value": str(value)[:80],
                    "read": str(kept.get(name, "")),
                }
                number = rows.get(name, 0)
                place = Location(
                    file=self.file, sheet=data.name, row=number, column="B" if number else ""
                )
                self.findings.append(Finding("sheet_head_bad", Severity.WARNING, place, params))
            else:
                kept[name] = value
        return msgspec.convert(kept | fixed, BankInfo)

    # --- references ---------------------------------------------------------------------------

    def _references(self) -> References:
        reader = self._sheet(RUJUKAN_SHEET, ("id", "instrument"))
        known: dict[str, dict[str, Any]] = {}
        for line in reader.lines() if reader else ():
            row = line.row
            own = row.code("id")
            units: Units = {}
            for name in ("instrument", "article"):
                if text := row.text(name):
                    units[name] = text
            if facts := row.parts("facts", ";,\n"):
                units["facts"] = facts
            for name in ("checked_on", "review_by"):
                if text := row.date(name):
                    units[name] = text
                    if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", text):
                        row.say("sheet_date_bad", name, value=text[:80])
                        del units[name]
            line.patch(own, units)
            if not own:
                row.say("sheet_cell_missing", "id")
            elif "instrument" not in units:
                row.say("sheet_cell_missing", "instrument")
            else:
                known.setdefault(own, units)
            self.findings += line.faults
        return References(known)

    # --- items --------------------------------------------------------------------------------

    def _items(self, info: BankInfo, reader: SheetReader, references: References) -> list[Draft]:
        jodoh = self._sheet(JODOH_SHEET, ("item", "right"))
        pairs = _pairs(jodoh)
        drafts: list[Draft | None] = []
        nameless: list[tuple[int, Line, Units]] = []  # ids are given when all others are known
        taken: dict[str, int] = {}
        matching: set[str] = set()
        with growing(drafts, nameless, self.findings):
            for line in watched(reader.lines(), len(reader.data.rows), self.watch):
                if len(drafts) >= MAX_ITEMS:
                    place = reader.place(line.number)
                    params: dict[str, str | int | float] = {"limit": MAX_ITEMS}
                    self.findings.append(
                        Finding("sheet_rows_too_many", Severity.ERROR, place, params)
                    )
                    break
                units = self._units(line, references, pairs)
                own = str(units.get("id") or "")
                if own and taken.setdefault(own, line.number) != line.number:
                    line.row.say("sheet_id_repeated", "id", value=own, row=taken[own])
                if units.get("kind") == "match":
                    matching.add(own)
                if own or line.bad:
                    drafts.append(self._draft(reader, line, units, own))
                else:
                    nameless.append((len(drafts), line, units))
                    drafts.append(None)
        ids = set(taken)
        for number, line, units in nameless:
            units["id"] = new_id(info.id, units["stem"], ids)
            drafts[number] = self._draft(reader, line, units, units["id"])
        if jodoh:
            self.findings += _pair_findings(pairs, matching)
        return [draft for draft in drafts if draft is not None]

    def _draft(self, reader: SheetReader, line: Line, units: Units, own: str) -> Draft | None:
        item = None if line.bad else _convert(line, units)
        if line.faults:
            self.findings += _named(line.faults, own)
        if item is None:
            self.skipped += 1
            return None
        return Draft(item, reader.place(line.number, item=own))

    def _units(self, line: Line, references: References, pairs: dict[str, list[_Pair]]) -> Units:
        units = xlsx_items.from_row(line.row, references)
        line.keep_extra(units)
        own = units.get("id", "")
        line.patch(own, units)
        if units.get("kind") == "match":
            found = [units for _, units in pairs.get(own, ())]
            units["pairs"] = found
            if sum(1 for one in found if one.get("left")) < 2:
                line.row.say("sheet_pairs_few", "kind", n=len(found), id=own or "?")
        return units


_Pair = tuple[Line, Units]


def read_head_units(values: Sequence[Sequence[Cell]]) -> tuple[Units, dict[str, int]]:
    """Return the fields of the sheet Bank, and the row of each (from 1)."""
    labels = {normal(word): name for name, label, more, _ in BANK_ROWS for word in (label, *more)}
    units: Units = {}
    rows: dict[str, int] = {}
    for number, cells in enumerate(values, 1):
        name = labels.get(normal(cells[0])) if cells else None
        if name is None or name in rows or len(cells) < 2 or cells[1] == "":
            continue
        rows[name] = number
        row = Row({name: cells[1]}, lambda *_, **__: None)
        text = row.date(name) if name == "created" else row.text(name)
        if name == "version":
            text = _version(row.code(name).replace(",", "."))
        elif name == "id":
            text = xlsx_items.slug_of(row.code(name))
        if text:
            lists = name in ("authors", "changelog")
            units[name] = row.parts(name, "\n") if lists else text
    return units, rows


def _version(text: str) -> str:
    parts = text.split(".")
    return ".".join([*parts, "0", "0"][:3]) if len(parts) < 3 else text


def _file_meta(book: Iterable[SheetData]) -> dict[str, str]:
    """Return the entries of the very hidden sheet: name -> text out of the cells beside it."""
    data = next((one for one in book if one.name == FILE_META), None)
    if data is None:
        return {}
    return {str(row[0]): "".join(str(cell) for cell in row[1:]) for row in data.rows.head if row}


def _pairs(reader: SheetReader | None) -> dict[str, list[_Pair]]:
    """Return id of the item -> its rows of the sheet Jodoh."""
    found: dict[str, list[_Pair]] = {}
    for line in reader.lines() if reader else ():
        row = line.row
        text = row.code("item")
        own = xlsx_items.slug_of(text)
        units: Units = {"item": own}
        for name in ("left", "right", "reason"):
            if text := row.text(name):
                units[name] = text
        line.patch(own, units)
        if not own:
            row.say("sheet_cell_missing", "item")
        elif "right" not in units and "left" not in units:
            row.say("sheet_cell_missing", "right")
        found.setdefault(own, []).append((line, units))
    return found


def _pair_findings(pairs: dict[str, list[_Pair]], matching: set[Any]) -> list[Finding]:
    findings: list[Finding] = []
    for own, rows in pairs.items():
        for line, _ in rows:
            if own and own not in matching:
                line.row.say("sheet_pair_orphan", "item", value=own[:80])
            findings += _named(line.faults, own)
    return findings


def _named(faults: list[Finding], item: str) -> list[Finding]:
    """Put the item into the place of each fault."""
    if not item:
        return faults
    return [
        Finding(
            one.code,
            one.severity,
            msgspec.structs.replace(one.location, item=item),
            one.params,
        )
        for one in faults
    ]


def _convert(line: Line, units: Units) -> Item | None:
    """Return the typed item, or tell in the row's faults what it lacks."""
    raw = xlsx_items.build(units)
    try:
        return msgspec.convert(raw, xlsx_items.KIND_TYPES[units["kind"]])
    except (msgspec.ValidationError, KeyError, TypeError, RecursionError) as error:
        text = str(error)
        at = _AT.search(text)
        field = at["field"] if at else ""
        if "length <=" in text:
            line.row.say("sheet_text_long", _column_of(field, units), limit=MAX_FIELD)
            return None
        line.row.say("sheet_value_bad", _column_of(field, units), reason=_AT.sub("", text)[:200],
                     field=field)  # fmt: skip
        return None


def _column_of(field: str, units: Units) -> str:
    """Return the column in which a field of an item stands."""
    if found := _OPTION_AT.match(field):
        filled = [letter for letter in LETTERS if units.get(f"{letter}.text")]
        place = int(found[1])
        part = found[2] if found[2] in ("text", "reason", "weight") else "text"
        return f"{filled[place]}.{part}" if place < len(filled) else "A.text"
    if field.startswith("answer"):
        return "key"
    if field.startswith("meta.frameworks"):
        return "fw.berakhlak"
    return re.split(r"[\[]", field)[0] or "stem"
