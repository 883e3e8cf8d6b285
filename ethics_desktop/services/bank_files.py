"""Files of banks: read and checked, converted, packed; without a database.

Any thread may call these.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping
from pathlib import Path

import msgspec

from ethics_desktop.domain.clock import Clock
from ethics_desktop.domain.errors import UserError
from ethics_desktop.domain.findings import Finding, Location, Severity, has_errors
from ethics_desktop.domain.frameworks import Framework
from ethics_desktop.domain.scenario_checks import check_scenario
from ethics_desktop.domain.validation import check_bank
from ethics_desktop.domain.watching import StoppedError, Watch, part, unwatched
from ethics_desktop.formats import native, registry, sheet_bounds, tables, tabular
from ethics_desktop.formats.reading import ReadResult, info_for
from ethics_desktop.formats.tabular import Mapping as ColumnMapping
from ethics_desktop.services.letting_go import let_go
from ethics_desktop.services.today import date_today

_SAMPLE_ROWS = 12
#: Formats whose files do not say how their letters are stored; tables only as text.
LETTER_FORMATS = frozenset({"gift", "aiken", "tabular"})
WORKBOOKS = sheet_bounds.SUFFIXES


class TableView(msgspec.Struct, frozen=True):
    """What the wizard for columns shows: the mapping that was used and the beginning of the table.

    ``confidence`` (0..1) is that of the guess; ``remembered`` tells that the person chose this
    mapping for the same headers before. ``rows`` start with row 1 of the sheet. ``presets`` are the
    mappings to propose when the person says which program the table comes from, "" for none.
    """

    mapping: ColumnMapping
    confidence: float
    signature: str
    headers: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    sheets: tuple[str, ...]
    remembered: bool = False
    presets: dict[str, ColumnMapping] = {}


class Preview(msgspec.Struct, frozen=True):
    """A file that was read and checked; nothing is stored yet.

    ``findings`` are those of the reader and of the checks, with their places in the file.
    ``errors`` are the ones that forbid an item, by its id. ``table`` is set for tables whose
    columns have to be told. ``encoding`` is what the person told of the letters of a text file, ""
    when it was found out.
    """

    path: Path
    result: ReadResult
    findings: tuple[Finding, ...]
    errors: dict[str, tuple[Finding, ...]]
    table: TableView | None = None
    encoding: str = ""

    @property
    def asks_letters(self) -> bool:
        """Whether a person may tell how the letters of this file are stored."""
        return self.result.format in LETTER_FORMATS and self.path.suffix.casefold() not in WORKBOOKS

    @property
    def usable(self) -> int:
        """How many items could be imported."""
        return sum(draft.item.id not in self.errors for draft in self.result.drafts)


def read_file(
    path: Path,
    frameworks: Mapping[str, Framework],
    clock: Clock,
    format: str | None = None,
    mapping: ColumnMapping | None = None,
    remembered: Callable[[str, str], ColumnMapping | None] = lambda _mark, _sheet: None,
    encoding: str = "",
    watch: Watch = unwatched,
) -> Preview:
    """Read and check a file.

    Args:
        path: a file or bank folder.
        frameworks: the known frameworks, by id.
        clock: for the dates of legal references.
        format: an id of ``FORMATS``; told by the content when None.
        mapping: for tables; remembered or guessed when None.
        remembered: returns a mapping for the mark of a header row and a sheet.
        encoding: what the person told of the letters (``text_door.TOLD_ENCODINGS``), "" to find it
            out.
        watch: follows the work.

    Raises:
        UserError: nothing in it can be read.
        StoppedError: ``watch`` says so.
    """
    reading, checking = part(watch, 0, 0.8), part(watch, 0.8, 1)
    chosen = format or registry.sniff(path)
    if chosen != "tabular":
        result = registry.read_any(path, chosen, encoding, reading)
        checked = check_result(path, result, frameworks, clock, checking)
        return msgspec.structs.replace(checked, encoding=encoding)
    found = tables.read_tables(path, encoding, part(reading, 0, 0.2))
    table, guess = tabular.best_guess(found)
    known = mapping or remembered(guess.signature, table.sheet)
    used = known or guess.mapping
    table = next((one for one in found if one.sheet == used.sheet), table)
    view = TableView(
        mapping=used,
        confidence=guess.confidence,
        signature=guess.signature,
        headers=guess.headers,
        rows=tuple(
            tuple(tables.cell_text(cell)[:200] for cell in row)
            for row in table.rows[: used.header + _SAMPLE_ROWS]
        ),
        sheets=tuple(one.sheet for one in found),
        remembered=mapping is None and known is not None,
        presets=_presets(table, guess.mapping),
    )
    if used.stem < 0:  # the wizard has to ask; there is nothing to show yet
        empty = ReadResult(info_for(path), (), format="tabular")
        return Preview(path, empty, table.findings, {}, view, encoding)
    result = tabular.apply(used, table, part(reading, 0.2, 1))
    checked = check_result(path, result, frameworks, clock, checking)
    return msgspec.structs.replace(checked, table=view, encoding=encoding)


def _presets(table: tables.Table, guess: ColumnMapping) -> dict[str, ColumnMapping]:
    found: dict[str, ColumnMapping] = {
        "": msgspec.structs.replace(guess, preset="", sheet=table.sheet)
    }
    for name in tabular.PRESETS:
        proposed = tabular.preset_mapping(table, name)
        found[name] = msgspec.structs.replace(proposed, sheet=table.sheet)
    return found


def check_result(
    path: Path,
    result: ReadResult,
    frameworks: Mapping[str, Framework],
    clock: Clock,
    watch: Watch = unwatched,
) -> Preview:
    """Check what a reader gave; findings about items get the items' places in the file."""
    codes = {key: framework.codes() for key, framework in frameworks.items()}
    today = date_today(clock)
    try:
        found_in_items = check_bank(result.bank, codes, today, watch)
    except StoppedError as error:
        error.__traceback__ = None  # the frames in it hold the items, too
        let_go(result, "drafts", "findings")
        raise
    places = {draft.item.id: draft.place for draft in result.drafts}
    checked = [_placed(finding, places) for finding in found_in_items]
    errors: defaultdict[str, list[Finding]] = defaultdict(list)
    for finding in checked:
        if finding.severity is Severity.ERROR and finding.location.item:
            errors[finding.location.item].append(finding)
    for story in result.scenarios:
        found = check_scenario(story, f"scenarios/{story.id}.json", codes, today).findings
        checked += [_in_sheet(finding, result.story_places) for finding in found]
    return Preview(
        path,
        result,
        (*result.findings, *checked),
        {item: tuple(found) for item, found in errors.items()},
    )


def convert(
    source: Path, target: Path, from_format: str | None = None, to_format: str | None = None
) -> tuple[ReadResult, tuple[Finding, ...]]:
    """Read a bank and write it in another format.

    Returns:
        What was read, and findings about what the new format cannot carry.

    Raises:
        UserError: nothing can be read, or the target cannot be written.
    """
    result = registry.read_any(source, from_format)
    return result, registry.write_any(result.bank, result.scenarios, target, to_format)


def pack(folder: Path, target: Path) -> tuple[Finding, ...]:
    """Pack a bank folder; nothing is written when a file of it cannot be read.

    Returns:
        The findings of reading; errors among them mean that there is no package.

    Raises:
        UserError: ``no_bank_here``, ``bank_head_bad``, ``bank_too_new``, ``file_unwritable``.
    """
    native.read_head(folder)
    result = registry.read_any(folder, "native")
    if not has_errors(result.findings):
        registry.write_any(result.bank, result.scenarios, target, "package")
    return result.findings


def unpack(source: Path, folder: Path) -> tuple[Finding, ...]:
    """Unpack a package into a new or empty folder; nothing when a file of it cannot be read.

    Returns:
        The findings of reading; errors among them mean that nothing was written.

    Raises:
        UserError: the package is not sound, ``folder_not_empty``, ``file_there``,
            ``file_unwritable``.
    """
    result = registry.read_any(source, "package")
    if not has_errors(result.findings):
        registry.write_any(result.bank, result.scenarios, folder, "native")
    return result.findings


def write_template(path: Path) -> None:
    """Write the empty Excel template.

    Raises:
        UserError: ``sheet_unwritable(file, reason)``; ``format_not_written(format, formats)``
            when the name does not end in ``.xlsx``.
    """
    from ethics_desktop.formats import xlsx_template

    if path.suffix.casefold() != ".xlsx":
        raise UserError("format_not_written", format=path.suffix, formats="xlsx (.xlsx)")
    xlsx_template.write_template(path)


def _in_sheet(finding: Finding, places: Mapping[tuple[str, str, str], Location]) -> Finding:
    """Return a finding about a scenario with its cell, where the scenario stands in sheets."""
    told = finding.location
    ways = ((told.field, told.option), (told.field, ""), ("", ""))
    cell = next((c for way in ways if (c := places.get((told.item, *way))) is not None), None)
    if cell is None:
        return finding
    there = msgspec.structs.replace(told, sheet=cell.sheet, row=cell.row, column=cell.column)
    return msgspec.structs.replace(finding, location=there)


def _placed(finding: Finding, places: Mapping[str, Location]) -> Finding:
    """Return a finding about an item with the item's place in the file."""
    place = places.get(finding.location.item)
    if place is None:
        return finding
    told = finding.location
    there = msgspec.structs.replace(place, item=told.item, option=told.option, field=told.field)
    return msgspec.structs.replace(finding, location=there)
