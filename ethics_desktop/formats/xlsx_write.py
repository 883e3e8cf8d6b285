"""A bank as a workbook that trainers edit and that comes back without loss (``formats.md`` 5.1).

Visible cells hold what trainers work with; the hidden column of each row holds the rest.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from ethics_desktop.domain.bank import Bank, BankInfo, Item, MatchItem, item_hash
from ethics_desktop.domain.findings import Finding, Location, Severity
from ethics_desktop.domain.pausing import paused_collector
from ethics_desktop.domain.scenario import Scenario
from ethics_desktop.domain.watching import Watch, part, unwatched, watched
from ethics_desktop.formats import xlsx_items, xlsx_layout, xlsx_stories, xlsx_template
from ethics_desktop.formats.xlsx_cells import (
    Cell,
    Row,
    Units,
    guard,
    make_patch,
    pieces,
)
from ethics_desktop.formats.xlsx_layout import (
    BANK,
    BANK_ROWS,
    FILE_META,
    FIRST_ROW,
    HEADER_ROW,
    JODOH,
    JODOH_SHEET,
    LETTERS,
    MAX_CELL,
    RUJUKAN,
    RUJUKAN_SHEET,
    SIMPUL,
    SKENARIO,
    SKENARIO_SHEET,
    SOAL,
    Sheet,
    headers_of,
    letter,
)
from ethics_desktop.formats.xlsx_meta import References
from ethics_desktop.formats.xlsx_read import read_head_units

if TYPE_CHECKING:
    from openpyxl import Workbook  # type: ignore[import-untyped]

#: One row: its cells by column name, and the hidden text.
Line = tuple[dict[str, Cell], str]


def write(
    bank: Bank, path: Path, scenarios: Sequence[Scenario] = (), watch: Watch = unwatched
) -> tuple[Finding, ...]:
    """Write a bank with its scenarios.

    Returns:
        ``sheet_text_cut`` for every cell that shows only the beginning of its text (the whole text
        travels in the hidden column and comes back while the cell is left alone).

    Raises:
        UserError: ``sheet_unwritable(file, reason)``.
    """
    with paused_collector():
        book, findings = _book(bank, scenarios, path.name, part(watch, 0, 0.6))
        xlsx_template.save(book, path, watch)
    return findings


def _book(
    bank: Bank, scenarios: Sequence[Scenario], file: str, watch: Watch
) -> tuple[Workbook, tuple[Finding, ...]]:
    references = References()
    items = watched(bank.items, len(bank.items), part(watch, 0, 0.5))
    lines = {
        SOAL: [_soal_line(item, references) for item in items],
        JODOH: [_jodoh_line(row) for item in bank.items if isinstance(item, MatchItem)
                for row in xlsx_items.pairs_of(item)],
        SKENARIO: [_skenario_line(story, references) for story in scenarios],
        SIMPUL: [_simpul_line(xlsx_stories.node_units(story.id, node))
                 for story in scenarios for node in story.nodes],
    }  # fmt: skip
    lines[RUJUKAN] = [_rujukan_line(own, one) for own, one in references.known.items()]
    options = 1 + max(
        (LETTERS.index(name[0]) for cells, _ in lines[SOAL] for name in cells if name[1:2] == "."),
        default=0,
    )
    choices = max(
        (int(name.split(".")[0]) for cells, _ in lines[SIMPUL] for name in cells if "." in name),
        default=0,
    )
    sheets = {
        sheet.name: sheet
        for sheet in (
            xlsx_layout.soal_sheet(max(options, xlsx_layout.USUAL_OPTIONS)), JODOH_SHEET,
            SKENARIO_SHEET, xlsx_layout.simpul_sheet(max(choices, xlsx_layout.USUAL_CHOICES)),
            RUJUKAN_SHEET,
        )
    }  # fmt: skip
    hidden = {
        name: max((len(pieces(patch)) for _, patch in rows), default=1)
        for name, rows in lines.items()
    }
    book = xlsx_template.new_book(
        max(options, xlsx_layout.USUAL_OPTIONS),
        max(choices, xlsx_layout.USUAL_CHOICES),
        max(map(len, lines.values())),
        hidden,
    )
    findings: list[Finding] = []
    for name, rows in lines.items():
        following = part(watch, 0.5, 1) if name == SOAL else unwatched
        findings += _fill(book, sheets[name], rows, file, following)
    _fill_bank(book, bank, scenarios)
    return book, tuple(findings)


def _safe(cells: dict[str, Cell]) -> dict[str, Cell]:
    return {
        name: guard(value) if isinstance(value, str) else value for name, value in cells.items()
    }


def _row(cells: dict[str, Cell]) -> Row:
    """Return cells as the reader will meet them; faults do not matter, patches put them right."""
    return Row(cells, lambda *_, **__: None)


def _soal_line(item: Item, references: References) -> Line:
    exact = xlsx_items.units_of(item)
    cells = xlsx_items.to_cells(exact, references)
    safe = _safe(cells)
    seen = xlsx_items.from_row(_row(safe), references)
    return cells, make_patch(item.id, exact, seen)


def _jodoh_line(exact: Units) -> Line:
    names = ("item", "left", "right", "reason")
    cells: dict[str, Cell] = {name: exact[name] for name in names if exact.get(name)}
    row = _row(_safe(cells))
    seen = {name: text for name in names if (text := row.text(name))}
    return cells, make_patch(exact["item"], exact, seen)


def _rujukan_line(own: str, exact: Units) -> Line:
    cells: dict[str, Cell] = {"id": own}
    for name in ("instrument", "article", "checked_on", "review_by"):
        if exact.get(name):
            cells[name] = exact[name]
    cells["facts"] = "; ".join(exact.get("facts", ()))
    row = _row(_safe(cells))
    seen: Units = {
        name: text
        for name in ("instrument", "article", "checked_on", "review_by")
        if (text := row.text(name))
    }
    if facts := row.parts("facts", ";,\n"):
        seen["facts"] = facts
    return cells, make_patch(own, exact, seen)


def _skenario_line(story: Scenario, references: References) -> Line:
    exact = xlsx_stories.story_units(story)
    cells = xlsx_stories.story_cells(exact, references)
    seen = xlsx_stories.read_story(_row(_safe(cells)), references)
    return cells, make_patch(story.id, exact, seen)


def _simpul_line(exact: Units) -> Line:
    cells = xlsx_stories.node_cells(exact)
    seen = xlsx_stories.read_node(_row(_safe(cells)))
    return cells, make_patch(f"{exact['scenario']}/{exact['id']}", exact, seen)


def _fill(
    book: Workbook, sheet: Sheet, lines: Collection[Line], file: str, watch: Watch
) -> list[Finding]:
    """Write the rows of a sheet."""
    from openpyxl.styles import Alignment  # type: ignore[import-untyped]

    page = book[sheet.name]
    columns = {column.name: (n, column) for n, column in enumerate(sheet.columns, 1)}
    headers = headers_of(sheet)
    top = Alignment(wrap_text=True, vertical="top")
    findings = []
    for number, (cells, patch) in enumerate(watched(lines, len(lines), watch), FIRST_ROW):
        for name, value in cells.items():
            index, column = columns[name]
            if value == "":
                continue
            cell = xlsx_template.put(page, number, index, value)
            cell.alignment = top
            if column.text:
                cell.number_format = "@"
            if isinstance(value, str) and len(value) > MAX_CELL:
                place = Location(
                    file=file, sheet=sheet.name, row=number, column=letter(index - 1),
                    item=str(cells.get("id", "")),
                )  # fmt: skip
                params: dict[str, str | int | float] = {
                    "header": headers[name],
                    "n": len(value),
                    "limit": MAX_CELL,
                }
                findings.append(Finding("sheet_text_cut", Severity.WARNING, place, params))
        for extra, piece in enumerate(pieces(patch)):
            page.cell(number, len(sheet.columns) + 1 + extra, piece)
    return findings


def _fill_bank(book: Workbook, bank: Bank, scenarios: Sequence[Scenario]) -> None:
    exact = head_units(bank.info)
    page = book[BANK]
    values: list[list[Cell]] = []
    for number, (name, label, _, _) in enumerate(BANK_ROWS, HEADER_ROW):
        value = exact.get(name, "")
        text = "\n".join(value) if isinstance(value, list) else str(value)
        if text:
            xlsx_template.put(page, number, 2, text)
        values.append([label, guard(text)])
    seen, _ = read_head_units(values)
    meta = book[FILE_META]
    meta.append(["template", xlsx_layout.TEMPLATE_VERSION])
    meta.append(["bank", *pieces(make_patch(str(seen.get("id", "")), exact, seen))])
    meta.append(["id", bank.info.id, bank.info.version])
    meta.append(["scenarios", *(story.id for story in scenarios[:1000])])
    for item in bank.items:
        meta.append(["item", item.id, item.rev, item_hash(item)])


def head_units(info: BankInfo) -> Units:
    """Return the head of a bank as units; empty fields are left out."""
    raw: dict[str, Any] = msgspec.json.decode(msgspec.json.encode(info))
    names = [name for name, *_ in BANK_ROWS]
    return {name: raw[name] for name in names if raw.get(name) not in (None, "", [])}
