"""The library: which banks there are, brought in line with what is on disk."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import msgspec

from ethics_desktop.domain.bank import Bank, Item, Pool
from ethics_desktop.domain.clock import Clock
from ethics_desktop.domain.errors import UserError
from ethics_desktop.domain.findings import (
    Digest,
    Finding,
    Location,
    Severity,
    digest,
    has_errors,
)
from ethics_desktop.domain.frameworks import Framework
from ethics_desktop.domain.reading import shown_texts
from ethics_desktop.domain.records import BankSummary
from ethics_desktop.domain.watching import Watch, unwatched, watched
from ethics_desktop.formats import native
from ethics_desktop.services.today import date_today

if TYPE_CHECKING:
    from ethics_desktop.domain.scenario import Scenario

SHIPPED = "shipped"
#: A search stops after so many items (one more tells that there are more).
MOST_FOUND = 200
#: So many items that contain the words somewhere are looked at.
MOST_LOOKED_AT = 5_000
#: Findings about a bank by its id, with the mark under which they hold: content and day.
Checked = dict[str, tuple[tuple[str, str], Digest]]


class LibraryStore(Protocol):
    """What this service needs of the library database."""

    def sync(self, banks: Iterable[Bank], source: str) -> list[str]: ...
    def bank_list(self) -> list[BankSummary]: ...
    def search(self, words: Sequence[str], limit: int) -> list[tuple[str, Item]]: ...
    def each_item(self, bank_id: str) -> Iterator[Item]: ...
    def item_ids(self, bank_id: str) -> frozenset[str]: ...
    def scenarios(self, bank_id: str) -> Sequence[Scenario]: ...
    def remove_bank(self, bank_id: str) -> None: ...
    def mark(self, key: str) -> str: ...
    def set_mark(self, key: str, value: str) -> None: ...


class CheckedBank(msgspec.Struct, frozen=True):
    """A bank with everything that was found while reading and checking it."""

    bank: Bank
    findings: tuple[Finding, ...]


class Found(msgspec.Struct, frozen=True):
    """An item that a search found, with its bank."""

    bank_id: str
    bank_title: str
    item: Item


class LibraryService:
    """Banks and their items.

    Args:
        store: the library database.
        shipped: the folder with the banks that ship with the program.
        frameworks: the known frameworks, by id; read when first needed.
        clock: for the dates of legal references.
        checked: remembers findings; handed in where several services share it.
    """

    def __init__(
        self,
        store: LibraryStore,
        shipped: Path,
        frameworks: Callable[[], Mapping[str, Framework]],
        clock: Clock,
        checked: Checked | None = None,
    ) -> None:
        self._store = store
        self._shipped = shipped
        self._frameworks = frameworks
        self._clock = clock
        self._checked: Checked = {} if checked is None else checked

    def refresh(self) -> None:
        """Bring the shipped banks into the library where a file changed since the last time.

        Only file names, sizes and times are looked at when nothing changed.
        """
        folders = sorted(path.parent for path in self._shipped.glob("*/bank.json"))
        marks = {folder.name: native.fingerprint(folder) for folder in folders}
        changed = [
            folder for folder in folders if self._store.mark(folder.name) != marks[folder.name]
        ]
        present = {bank.id for bank in self._store.bank_list() if bank.source == SHIPPED}
        for gone in present - set(marks):
            self._store.remove_bank(gone)
        for folder in changed:
            checked = self.check(folder)
            self._store.sync([usable(checked)], SHIPPED)
            self._store.set_mark(folder.name, marks[folder.name])

    def check(self, folder: Path) -> CheckedBank:
        """Read and check a bank folder.

        Raises:
            UserError: there is no readable bank head.
        """
        return check_folder(folder, self._frameworks(), self._clock)

    def banks(self) -> list[BankSummary]:
        """Return the banks by id; the scenarios of shipped ones are counted in their folders."""
        return [
            bank
            if bank.source != SHIPPED
            else msgspec.structs.replace(
                bank, scenarios=sum(1 for _ in self._shipped.glob(f"{bank.id}/scenarios/*.json"))
            )
            for bank in self._store.bank_list()
        ]

    def known(self, bank: BankSummary) -> Digest | None:
        """Return what :meth:`findings` found last about the bank as it is; None when it did not."""
        mark, found = self._checked.get(bank.id, (("", ""), None))
        return found if mark == self._mark(bank) else None

    def findings(self, bank: BankSummary, watch: Watch = unwatched) -> Digest:
        """Return what is to be said about a bank and its scenarios; on any thread but the window's.

        It is checked again when it changed and on another day (legal references grow stale).

        Args:
            bank: one of :meth:`banks`.
            watch: follows the work.

        Raises:
            StoppedError: ``watch`` says so.
        """
        found = self.known(bank)
        if found is None:
            found = digest(self.every_finding(bank, watch))
            self._checked[bank.id] = (self._mark(bank), found)
        return found

    def every_finding(self, bank: BankSummary, watch: Watch = unwatched) -> Iterator[Finding]:
        """Yield all that :meth:`findings` counts; what is taken is read."""
        if bank.source == SHIPPED:
            return self._of_shipped(bank.id)
        return self._of_imported(bank.id, watch)

    def _mark(self, bank: BankSummary) -> tuple[str, str]:
        return bank.content_hash + self._store.mark(bank.id), date_today(self._clock)

    def _of_shipped(self, bank_id: str) -> Iterator[Finding]:
        from ethics_desktop.services.scenarios import check_scenarios

        folder = self._shipped / bank_id
        try:
            checked = self.check(folder)
        except UserError as error:
            place = Location(file=f"{bank_id}/bank.json")
            told: dict[str, str | int | float] = {
                "reason": str(error.params.get("reason", error.code))
            }
            yield Finding("bank_unreadable", Severity.ERROR, place, told)
            return
        yield from checked.findings
        for story in check_scenarios(folder, self._frameworks(), self._clock):
            yield from story.findings

    def _of_imported(self, bank_id: str, watch: Watch) -> Iterator[Finding]:
        from ethics_desktop.domain.validation import check_items

        codes = {key: framework.codes() for key, framework in self._frameworks().items()}
        today = date_today(self._clock)
        for story in self._store.scenarios(bank_id):
            # on demand: few banks of others have scenarios
            from ethics_desktop.domain.scenario_checks import check_scenario

            yield from check_scenario(story, f"{bank_id}/{story.id}", codes, today).findings
        known = self._store.item_ids(bank_id)
        items = watched(self._store.each_item(bank_id), len(known), watch)
        yield from check_items(items, known, codes, today)

    def search(self, text: str, reserved: bool) -> list[Found]:
        """Return items that show every word of ``text``, at most :data:`MOST_FOUND`, by bank.

        Args:
            text: words in any order and case; fewer than two letters find nothing.
            reserved: whether items that are kept for simulations are shown too.
        """
        words = text.casefold().split()
        if sum(map(len, words)) < 2:
            return []
        titles = {bank.id: bank.title for bank in self._store.bank_list()}
        found = []
        for bank, item in self._store.search(words, MOST_LOOKED_AT):
            shown = "\n".join(shown_texts(item)).casefold()
            if all(word in shown for word in words) and (
                reserved or item.meta.pool is not Pool.UJI
            ):
                found.append(Found(bank, titles.get(bank, bank), item))
                if len(found) > MOST_FOUND:
                    break
        return found

    def framework_title(self, framework: str, code: str) -> dict[str, str]:
        """Return the title of a framework's part in every language; the code when unknown.

        An empty ``code`` asks for the framework's own title.
        """
        known = self._frameworks().get(framework)
        if known is None:
            return {"id": code or framework}
        if not code:
            return known.title
        return next((part.title for part in known.walk() if part.code == code), {"id": code})


def imported_mark(file: Path) -> str:
    """Return a cheap mark that changes when an imported bank's package does; "" without one."""
    try:
        stat = file.stat()
    except OSError:
        return ""
    return f"{stat.st_size}:{stat.st_mtime_ns}"


def stale_packages(folder: Path, mark: Callable[[str], str]) -> list[Path]:
    """Return the packages of imported banks that the library does not hold as they are.

    Args:
        folder: where imported banks are kept, ``<bank id>.cermin``.
        mark: the library's remembered mark of a bank id.
    """
    found = sorted(folder.glob("*.cermin"))
    return [file for file in found if imported_mark(file) not in ("", mark(file.stem))]


def check_folder(folder: Path, frameworks: Mapping[str, Framework], clock: Clock) -> CheckedBank:
    """Read and check the items of a bank folder; for its scenarios see ``services.scenarios``.

    Raises:
        UserError: there is no readable bank head.
    """
    from ethics_desktop.domain.validation import check_bank  # nothing is checked at most starts

    read = native.read_bank(folder)
    codes = {key: framework.codes() for key, framework in frameworks.items()}
    today = date_today(clock)
    return CheckedBank(read.bank, read.findings + check_bank(read.bank, codes, today))


def usable(checked: CheckedBank) -> Bank:
    """Return the bank without the items that have errors: they are never drawn."""
    broken = {
        finding.location.item
        for finding in checked.findings
        if finding.severity is Severity.ERROR and finding.location.item
    }
    if not broken or not has_errors(checked.findings):
        return checked.bank
    kept = tuple(item for item in checked.bank.items if item.id not in broken)
    return msgspec.structs.replace(checked.bank, items=kept)
