"""Import a bank: read it, show what it would change, then change it as a whole or not at all.

``read`` touches neither database nor window, so it may run on another thread. Imported banks are
kept twice: in the library, and as packages from which the library can be rebuilt. Old results hold
the items they refer to themselves, so changing or removing a bank never changes one.
"""

from __future__ import annotations

import contextlib
import errno
import os
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Protocol

import msgspec

from ethics_desktop.domain.bank import Bank, Item, Principle
from ethics_desktop.domain.clock import Clock
from ethics_desktop.domain.errors import StorageError, UserError
from ethics_desktop.domain.file_names import as_text
from ethics_desktop.domain.findings import Finding, Severity
from ethics_desktop.domain.frameworks import Framework
from ethics_desktop.domain.records import BankSummary
from ethics_desktop.domain.scenario import Scenario
from ethics_desktop.domain.watching import StoppedError, Watch, part, unwatched
from ethics_desktop.formats import package, registry
from ethics_desktop.formats.registry import FORMATS, Format
from ethics_desktop.formats.tabular import Mapping as ColumnMapping
from ethics_desktop.services import import_plan, letting_go
from ethics_desktop.services.bank_files import Preview, TableView, check_result, read_file
from ethics_desktop.services.import_plan import (
    WHOLE_FORMATS,
    Entry,
    Known,
    MatchedBy,
    Plan,
    State,
    StoryEntry,
)
from ethics_desktop.services.library import SHIPPED, imported_mark, stale_packages
from ethics_desktop.settings import ImportSettings, SettingsFile

__all__ = [
    "FORMATS",
    "ColumnMapping",
    "Entry",
    "Format",
    "ImportService",
    "MatchedBy",
    "Plan",
    "Preview",
    "State",
    "StoryEntry",
    "TableView",
]

#: So many mappings of columns are remembered; the oldest is forgotten.
MAX_MAPPINGS = 50
_FULL = (errno.ENOSPC, errno.EFBIG, getattr(errno, "EDQUOT", errno.ENOSPC))


class ImportStore(Protocol):
    """What this service needs of the library database."""

    def sync(
        self,
        banks: Iterable[Bank],
        source: str,
        scenarios: Mapping[str, Sequence[Scenario]] | None = None,
        marks: Mapping[str, str] | None = None,
        watch: Watch = unwatched,
    ) -> list[str]: ...
    def bank_list(self) -> list[BankSummary]: ...
    def bank(self, bank_id: str, watch: Watch = unwatched) -> Bank | None: ...
    def scenarios(self, bank_id: str) -> list[Scenario]: ...
    def owners(self, item_ids: Collection[str]) -> dict[str, str]: ...
    def remove_bank(self, bank_id: str) -> None: ...
    def mark(self, key: str) -> str: ...


class ImportService:
    """Brings banks of others into the library.

    Args:
        store: the library database.
        folder: where imported banks are kept as packages.
        frameworks: the known frameworks, by id; read when first needed.
        clock: for the dates of legal references.
        memory: the settings file for mappings of columns.
    """

    def __init__(
        self,
        store: ImportStore,
        folder: Path,
        frameworks: Callable[[], Mapping[str, Framework]],
        clock: Clock,
        memory: SettingsFile,
    ) -> None:
        self._store = store
        self._folder = folder
        self._frameworks = frameworks
        self._clock = clock
        self._memory = memory

    def read(
        self,
        path: Path,
        format: str | None = None,
        mapping: ColumnMapping | None = None,
        encoding: str = "",
        watch: Watch = unwatched,
    ) -> Preview:
        """Read and check a file; may run on another thread.

        Args:
            path: a file or bank folder.
            format: an id of ``FORMATS``; told by the content when None.
            mapping: for tables; remembered or guessed when None.
            encoding: what the person told of the letters of a text file, "" to find it out.
            watch: follows the work.

        Raises:
            UserError: nothing in it can be read.
            StoppedError: ``watch`` says so.
        """
        return read_file(
            path,
            self._frameworks(),
            self._clock,
            format,
            mapping,
            self._remembered,
            encoding,
            watch,
        )

    def compare(
        self,
        preview: Preview,
        bank_id: str = "",
        principle: Principle | None = None,
        watch: Watch = unwatched,
    ) -> Plan:
        """Say what importing would change; nothing is stored yet.

        Args:
            preview: what :meth:`read` gave.
            bank_id: the bank to import into, there already or not; the file's own when empty. A
                bank that ships with the program is never changed: its copy gets an id of its own.
            principle: given to new items that have none (items without one are never drawn).
            watch: follows the work.

        Raises:
            UserError: ``bank_is_shipped(id)`` when ``bank_id`` names one.
            StoppedError: ``watch`` says so.
        """
        summaries = {bank.id: bank for bank in self._store.bank_list()}
        shipped = {bank.id for bank in summaries.values() if bank.source == SHIPPED}
        if bank_id in shipped:
            raise UserError("bank_is_shipped", id=bank_id)
        result, notices = preview.result, []
        target = bank_id or result.info.id
        if target in shipped:
            target = import_plan.copy_id(target, shipped)
            told: dict[str, str | int | float] = {"old": result.info.id, "new": target}
            notices.append(Finding("bank_copied", Severity.INFO, params=told))
        old = self._store.bank(target, part(watch, 0, 0.4)) if target in summaries else None
        info = msgspec.structs.replace(result.info, id=target)
        if old is not None and result.format not in WHOLE_FORMATS:
            info = old.info
        ids = [draft.item.id for draft in result.drafts]
        owners = self._store.owners(ids)
        foreign = {item: bank for item, bank in owners.items() if bank != target}
        old_stories = tuple(self._store.scenarios(target)) if old else ()
        try:
            entries = import_plan.item_entries(
                result,
                Known(info, old, foreign, principle),
                preview.errors,
                lambda name: not self._store.owners([name]),
                part(watch, 0.4, 1),
            )
        except StoppedError as error:
            error.__traceback__ = None  # the frames in it hold the items, too
            if old is not None:
                letting_go.let_go(old, "items")
            raise
        return Plan(
            info=info,
            entries=entries,
            tally=import_plan.tally(entries, result.drafts),
            stories=import_plan.story_entries(result, old_stories),
            old=old,
            old_stories=old_stories,
            old_mark=summaries[target].content_hash if old else "",
            source=as_text(str(preview.path)),
            notices=tuple(notices),
        )

    def apply(
        self,
        plan: Plan,
        accept: Collection[str] | None = None,
        as_sjt: Collection[str] = (),
        stories: Collection[str] | None = None,
        watch: Watch = unwatched,
    ) -> BankSummary:
        """Do what a plan says, as a whole or not at all.

        Args:
            plan: what :meth:`compare` gave.
            accept: ids of entries; for ``GONE`` ones that means removing them. None: new and
                changed ones without errors.
            as_sjt: ids of proposals that become situational items; the others stay single choice.
            stories: ids of scenarios, in the same way.
            watch: follows the work.

        Raises:
            UserError: ``import_is_stale(id)`` when the bank changed since the comparison,
                ``import_nothing_chosen``.
            StorageError: the disk refused; nothing changed.
            StoppedError: ``watch`` says so; nothing changed.
        """
        bank, kept = self._outcome(plan, accept, as_sjt, stories)
        self._keep([(bank, kept)], plan.source, watch)
        return next(one for one in self._store.bank_list() if one.id == bank.info.id)

    def apply_all(self, plans: Sequence[Plan]) -> list[BankSummary]:
        """Do what several plans for different banks say, all of them or none, without asking.

        Raises:
            UserError, StorageError: as :meth:`apply`.
        """
        outcomes = [self._outcome(plan) for plan in plans]
        self._keep(outcomes, plans[0].source)
        ids = {bank.info.id for bank, _stories in outcomes}
        return [one for one in self._store.bank_list() if one.id in ids]

    def remove(self, bank_id: str) -> None:
        """Take an imported bank out of the library; results that used it stay as they are.

        Raises:
            UserError: ``bank_not_known(id)``, ``bank_is_shipped(id)``.
            StorageError: the disk refused.
        """
        found = next((one for one in self._store.bank_list() if one.id == bank_id), None)
        if found is None:
            raise UserError("bank_not_known", id=bank_id)
        if found.source == SHIPPED:
            raise UserError("bank_is_shipped", id=bank_id)
        file = self._file(bank_id)
        aside = file.with_suffix(".dihapus")
        try:
            with contextlib.suppress(FileNotFoundError):
                os.replace(file, aside)
            self._store.remove_bank(bank_id)
        except OSError as error:
            raise StorageError("read_only", path=str(self._folder)) from error
        except StorageError:
            with contextlib.suppress(OSError):
                os.replace(aside, file)
            raise
        with contextlib.suppress(OSError):
            aside.unlink()

    def export(
        self, bank_id: str, path: Path, format: str | None = None, watch: Watch = unwatched
    ) -> tuple[Finding, ...]:
        """Write a bank of the library to a file; the findings say what the format cannot carry.

        Raises:
            UserError: ``bank_not_known(id)`` and those of ``registry.write_any``.
            StoppedError: ``watch`` says so; nothing is left at ``path``.
        """
        bank, stories = self.content(bank_id, part(watch, 0, 0.2))
        try:
            return registry.write_any(bank, stories, path, format, part(watch, 0.2, 1))
        except StoppedError as error:
            error.__traceback__ = None  # the frames in it hold the items, too
            letting_go.let_go(bank, "items")
            raise

    def content(self, bank_id: str, watch: Watch = unwatched) -> tuple[Bank, tuple[Scenario, ...]]:
        """Return a bank of the library with its scenarios, to be written by another thread.

        Raises:
            UserError: ``bank_not_known(id)``.
            StoppedError: ``watch`` says so.
        """
        bank = self._store.bank(bank_id, watch)
        if bank is None:
            raise UserError("bank_not_known", id=bank_id)
        return bank, tuple(self._store.scenarios(bank_id))

    def remember(self, preview: Preview) -> None:
        """Keep the mapping of a table for the next file with the same headers.

        Raises:
            StorageError: ``settings_unwritable``.
        """
        view = preview.table
        if view is None:
            return
        mappings = dict(self._memory.load(ImportSettings).mappings)
        mappings.pop(view.signature, None)
        mappings[view.signature] = msgspec.json.encode(view.mapping).decode()
        for oldest in list(mappings)[:-MAX_MAPPINGS]:
            del mappings[oldest]
        self._memory.save(ImportSettings(mappings))

    def refresh(self) -> None:
        """Bring imported banks into the library that are not there: it may have been made anew.

        A package that cannot be read stays where it is, its bank as the library has it.
        """
        for file in stale_packages(self._folder, self._store.mark):
            bank_id, mark = file.stem, imported_mark(file)
            with contextlib.suppress(UserError):
                result = package.read(file)
                if result.info.id == bank_id:
                    bank = Bank(
                        result.info,
                        _usable(check_result(file, result, self._frameworks(), self._clock)),
                    )
                    self._store.sync(
                        [bank], str(file), {bank_id: result.scenarios}, {bank_id: mark}
                    )

    # --- helpers ---------------------------------------------------------------------------

    def _outcome(
        self,
        plan: Plan,
        accept: Collection[str] | None = None,
        as_sjt: Collection[str] = (),
        stories: Collection[str] | None = None,
    ) -> tuple[Bank, Sequence[Scenario]]:
        """Return the bank and its scenarios as a plan leaves them; nothing is stored."""
        summaries = {bank.id: bank for bank in self._store.bank_list()}
        present = summaries.get(plan.info.id)
        if (present.content_hash if present else "") != plan.old_mark:
            raise UserError("import_is_stale", id=plan.info.id)
        chosen = plan.accepted_by_default if accept is None else accept
        items = import_plan.result_items(plan, chosen, as_sjt)
        kept = import_plan.result_stories(
            plan, plan.stories_by_default if stories is None else stories
        )
        bank = Bank(plan.info, items)
        if plan.old is not None:
            if items == plan.old.items and kept == plan.old_stories and not chosen:
                raise UserError("import_nothing_chosen")
            bank = Bank(import_plan.raised_head(plan.old, bank, kept != plan.old_stories), items)
        elif not items and not kept:
            raise UserError("import_nothing_chosen")
        return bank, kept

    def _keep(
        self,
        banks: Sequence[tuple[Bank, Sequence[Scenario]]],
        source: str,
        watch: Watch = unwatched,
    ) -> None:
        """Write packages beside, the library in one transaction, then the packages in place."""
        fresh = {bank.info.id: self._file(bank.info.id).with_suffix(".baru") for bank, _ in banks}
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            share = 0.4 / len(banks)
            for place, (bank, stories) in enumerate(banks):
                packing = part(watch, place * share, (place + 1) * share)
                package.write(bank, fresh[bank.info.id], stories, packing)
                _sync_file(fresh[bank.info.id])
        except StoppedError:
            _forget(fresh.values())
            raise
        except (OSError, UserError) as error:
            _forget(fresh.values())
            refused = error if isinstance(error, OSError) else error.__cause__
            full = isinstance(refused, OSError) and refused.errno in _FULL
            code = "disk_full" if full else "read_only"
            raise StorageError(code, path=str(self._folder)) from error
        marks = {bank_id: imported_mark(file) for bank_id, file in fresh.items()}
        scenarios = {bank.info.id: stories for bank, stories in banks}
        try:
            sources = [bank for bank, _ in banks]
            self._store.sync(sources, source, scenarios, marks, part(watch, 0.4, 1))
        except (StorageError, StoppedError):
            _forget(fresh.values())
            raise
        try:
            for bank_id, file in fresh.items():
                os.replace(file, self._file(bank_id))
        except OSError as error:
            _forget(fresh.values())
            with contextlib.suppress(StorageError):
                self._take_back(fresh)
            raise StorageError("read_only", path=str(self._folder)) from error

    def _take_back(self, bank_ids: Iterable[str]) -> None:
        """Bring the library back to what the packages say."""
        for bank_id in bank_ids:
            if not self._file(bank_id).exists():
                self._store.remove_bank(bank_id)
        self.refresh()

    def _file(self, bank_id: str) -> Path:
        return self._folder / f"{bank_id}.cermin"

    def _remembered(self, signature: str, sheet: str) -> ColumnMapping | None:
        text = self._memory.load(ImportSettings).mappings.get(signature)
        if text is None:
            return None
        try:
            kept = msgspec.json.decode(text, type=ColumnMapping)
        except msgspec.MsgspecError:
            return None
        return msgspec.structs.replace(kept, sheet=sheet)


def let_go(preview: Preview | None, plan: Plan | None = None) -> None:
    """Take apart what nobody looks at any more, in pieces: it may hold 100,000 items."""
    if preview is not None:
        letting_go.let_go(preview.result, "drafts", "findings")
        letting_go.let_go(preview, "findings")
    if plan is not None:
        letting_go.let_go(plan, "entries")
        if plan.old is not None:
            letting_go.let_go(plan.old, "items")


def _forget(files: Iterable[Path]) -> None:
    for file in files:
        with contextlib.suppress(OSError):
            file.unlink()


def _usable(preview: Preview) -> tuple[Item, ...]:
    items = preview.result.bank.items
    return tuple(item for item in items if item.id not in preview.errors)


def _sync_file(file: Path) -> None:
    with file.open("rb+") as stream:
        os.fsync(stream.fileno())
