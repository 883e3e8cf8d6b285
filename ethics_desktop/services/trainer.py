"""What a trainer needs around an import: template, quality check, lists of problems, their places.

Nothing here changes the library.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from os.path import isfile  # Path's raise for some names
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import msgspec

from ethics_desktop.domain.bank import Bank
from ethics_desktop.domain.clock import Clock
from ethics_desktop.domain.errors import UserError
from ethics_desktop.domain.findings import Digest, Finding, Location, digest
from ethics_desktop.domain.frameworks import Framework
from ethics_desktop.domain.pausing import paused_collector
from ethics_desktop.domain.watching import StoppedError, Watch, part, unwatched
from ethics_desktop.i18n import Translator
from ethics_desktop.services.letting_go import let_go
from ethics_desktop.services.quality import QualityReport, check_quality
from ethics_desktop.services.today import date_today

if TYPE_CHECKING:
    from ethics_desktop.services.bank_files import Preview

__all__ = ["CheckedQuality", "QualityReport", "Surroundings", "TrainerService"]

#: Lines shown before and after the line of a finding, and the most characters of one.
REACH = 3
MOST_CHARACTERS = 400


class BankStore(Protocol):
    """What this service needs of the library database."""

    def bank(self, bank_id: str, watch: Watch = unwatched) -> Bank | None: ...


class Surroundings(msgspec.Struct, frozen=True):
    """What stands at and around a place: line numbers or letters of columns with their texts.

    ``marked`` is the index of the line or cell that is meant, -1 when none is.
    """

    lines: tuple[tuple[str, str], ...] = ()
    marked: int = -1


class CheckedQuality(msgspec.Struct, frozen=True):
    """What the quality check says, for a page: ``shown`` of the report's findings and their items.

    ``stems`` are the questions of the items that ``shown`` names, by id.
    """

    title: str
    items: int
    report: QualityReport
    shown: Digest
    stems: Mapping[str, str] = {}

    def let_go(self) -> None:
        """Take the report apart once nobody looks at it any more."""
        let_go(self.report, "findings")


class TrainerService:
    """Tools for people who write items.

    Args:
        store: the library database.
        frameworks: the known frameworks, by id; read when first needed.
        clock: for the dates of legal references.
    """

    def __init__(
        self, store: BankStore, frameworks: Callable[[], Mapping[str, Framework]], clock: Clock
    ) -> None:
        self._store = store
        self._frameworks = frameworks
        self._clock = clock

    def bank(self, bank_id: str, watch: Watch = unwatched) -> Bank:
        """Return a bank of the library.

        Raises:
            UserError: ``bank_not_known(id)``.
            StoppedError: ``watch`` says so.
        """
        found = self._store.bank(bank_id, watch)
        if found is None:
            raise UserError("bank_not_known", id=bank_id)
        return found

    def quality(self, bank: Bank, watch: Watch = unwatched) -> QualityReport:
        """Check a bank."""
        today = date_today(self._clock)
        return check_quality(bank, self._frameworks(), today, watch=watch)

    def checked(self, bank_id: str, watch: Watch = unwatched) -> CheckedQuality:
        """Read and check a bank of the library for the window.

        Raises:
            UserError: ``bank_not_known(id)``.
            StoppedError: ``watch`` says so.
        """
        with paused_collector():  # a pass over everything at once would silence the window
            bank = self.bank(bank_id, part(watch, 0, 0.1))
            try:
                report = self.quality(bank, part(watch, 0.1, 1))
            except StoppedError as error:
                error.__traceback__ = None  # the frames in it hold the items, too
                let_go(bank, "items")
                raise
        found = digest(report.findings)
        wanted = {finding.location.item for finding in found.first}
        stems = {item.id: item.stem for item in bank.items if item.id in wanted}
        made = CheckedQuality(bank.info.title, len(bank.items), report, found, stems)
        let_go(bank, "items")
        return made

    def write_template(self, path: Path) -> None:
        """Write the empty Excel template.

        Raises:
            UserError: ``sheet_unwritable(file, reason)``.
        """
        # on demand: openpyxl takes its time
        from ethics_desktop.formats.xlsx_template import write_template

        write_template(path)

    def write_problems(self, findings: Iterable[Finding], path: Path, tr: Translator) -> None:
        """Write findings as CSV that an Indonesian Excel opens.

        Raises:
            UserError: ``sheet_unwritable(file, reason)``.
        """
        from ethics_desktop.formats.xlsx_marked import write_csv

        write_csv(findings, path, tr)

    def write_marked(
        self,
        source: Path,
        preview: Preview,
        path: Path,
        tr: Translator,
        watch: Watch = unwatched,
    ) -> None:
        """Write a copy of a workbook in which the cells of the findings are marked.

        Items that were read and have no id of their own get theirs in the copy, so that importing
        the corrected copy updates them.

        Raises:
            UserError: ``sheet_unwritable(file, reason)``; the source cannot be read any more.
            StoppedError: ``watch`` says so; the place is as it was.
        """
        from ethics_desktop.formats.xlsx_marked import write_copy

        write_copy(source, preview.findings, path, tr, preview.result.drafts, watch)

    @staticmethod
    def can_mark(source: Path) -> bool:
        """Tell whether a file is a spreadsheet, of which a marked copy can be made."""
        return source.suffix.casefold() in (".xlsx", ".ods", ".xls")

    def surroundings(self, path: Path, place: Location, encoding: str = "") -> Surroundings:
        """Return what stands around a place of a file; may run on another thread.

        Nothing is returned for places that are neither a line nor a row of a table. ``encoding`` is
        what the person told of the letters of a text file.

        Raises:
            UserError: the file cannot be read any more.
        """
        import zipfile

        from ethics_desktop.formats import reading, sheet_bounds, tables

        if not isfile(path) or not (place.row or place.line):
            return Surroundings()
        if path.suffix.casefold() in sheet_bounds.SUFFIXES:
            found = [t for t in tables.read_tables(path) if place.sheet in ("", t.sheet)]
            return _row(found[0].rows, place) if found and place.row else Surroundings()
        if place.line and not zipfile.is_zipfile(path):
            text, _findings = reading.read_text(path, encoding=encoding)
            return _lines(text.split("\n"), place.line)
        return Surroundings()


def _lines(lines: Sequence[str], number: int) -> Surroundings:
    first = max(1, number - REACH)
    last = min(len(lines), number + REACH)
    shown = tuple((str(n), lines[n - 1][:MOST_CHARACTERS]) for n in range(first, last + 1))
    return Surroundings(shown, number - first if number <= last else -1)


def _row(rows: Sequence[tuple[object, ...]], place: Location) -> Surroundings:
    from ethics_desktop.formats import tables

    if place.row > len(rows):
        return Surroundings()
    cells: list[tuple[str, str]] = []
    marked = -1
    for index, cell in enumerate(rows[place.row - 1]):
        letters = tables.column_letters(index)
        text = tables.cell_text(cell)[:MOST_CHARACTERS]  # type: ignore[arg-type]
        if letters == place.column:
            marked = len(cells)
        if text or letters == place.column:
            cells.append((f"{letters}{place.row}", text))
    return Surroundings(tuple(cells), marked)
