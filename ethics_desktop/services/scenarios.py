"""Which scenarios there are: read from the banks' folders, checked, broken ones with reasons."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Protocol

import msgspec

from ethics_desktop.domain.clock import Clock
from ethics_desktop.domain.errors import UserError
from ethics_desktop.domain.findings import Finding, Location, Severity, has_errors
from ethics_desktop.domain.frameworks import Framework
from ethics_desktop.domain.records import BankSummary
from ethics_desktop.domain.scenario import Scenario
from ethics_desktop.domain.scenario_checks import ListedScenario, check_scenario
from ethics_desktop.domain.scenario_graph import ScenarioGraph
from ethics_desktop.formats import native, native_scenarios
from ethics_desktop.services.today import date_today

#: What tells that nothing changed: names, sizes and times of the files, and the day.
_Mark = tuple[object, ...]


class SourceScenario(msgspec.Struct, frozen=True):
    """A scenario of a bank, checked; it may be one that cannot be played."""

    bank_id: str
    bank_version: str
    listed: ListedScenario


class CheckedFile(msgspec.Struct, frozen=True):
    """A scenario file with everything that was found; ``graph`` when its links allow one."""

    file: Path
    scenario: Scenario | None
    findings: tuple[Finding, ...]
    graph: ScenarioGraph | None

    @property
    def playable(self) -> bool:
        """It could be read, and no error was found."""
        return self.scenario is not None and not has_errors(self.findings)


class ScenarioShelf:
    """The scenarios of the banks in a folder.

    Each bank is read and checked again only when one of its scenario files changed, or on another
    day (legal references grow stale).

    Args:
        shipped: the folder with the banks that ship with the program.
        frameworks: the known frameworks, by id; read when first needed.
        clock: for the dates of legal references.
    """

    def __init__(
        self, shipped: Path, frameworks: Callable[[], Mapping[str, Framework]], clock: Clock
    ) -> None:
        self._shipped = shipped
        self._frameworks = frameworks
        self._clock = clock
        self._known: dict[Path, tuple[_Mark, list[SourceScenario]]] = {}

    def scenarios(self) -> list[SourceScenario]:
        """Return the scenarios of every bank whose head can be read, by bank folder and id.

        Of two banks with the same scenario id the first counts; the other one's is listed with
        the reason.
        """
        found: list[SourceScenario] = []
        owners: set[str] = set()
        for head in sorted(self._shipped.glob("*/bank.json")):
            own = self._of_bank(head.parent)
            found += [_repeated(one) if one.listed.id in owners else one for one in own]
            owners |= {one.listed.id for one in own if one.listed.scenario is not None}
        return found

    def _of_bank(self, folder: Path) -> list[SourceScenario]:
        mark = self._mark(folder)
        known = self._known.get(folder)
        if known is not None and known[0] == mark:
            return known[1]
        try:
            info = native.read_head(folder)
        except UserError:
            found = []  # the library names the bank as unreadable
        else:
            found = [
                SourceScenario(info.id, info.version, listed)
                for listed in check_scenarios(folder, self._frameworks(), self._clock)
            ]
        self._known[folder] = mark, found
        return found

    def _mark(self, folder: Path) -> _Mark:
        mark: list[object] = [date_today(self._clock)]
        for file in (folder / "bank.json", *native_scenarios.scenario_files(folder)):
            try:
                stat = file.stat()
            except OSError:
                continue
            mark.append((file.name, stat.st_size, stat.st_mtime_ns))
        return tuple(mark)


class StoryStore(Protocol):
    """What the shelf needs of the library database."""

    def bank_list(self) -> Sequence[BankSummary]: ...
    def scenarios(self, bank_id: str) -> Sequence[Scenario]: ...


class ImportedShelf:
    """The scenarios of imported banks, which the library keeps; checked once a day or change.

    Args:
        store: the library database.
        frameworks: the known frameworks, by id; read when first needed.
        clock: for the dates of legal references.
    """

    def __init__(
        self, store: StoryStore, frameworks: Callable[[], Mapping[str, Framework]], clock: Clock
    ) -> None:
        self._store = store
        self._frameworks = frameworks
        self._clock = clock
        self._known: dict[str, tuple[_Mark, list[SourceScenario]]] = {}

    def scenarios(self) -> list[SourceScenario]:
        """Return the scenarios of every imported bank, by bank id and id."""
        banks = self._store.bank_list()
        found = [one for bank in banks for one in self._of_bank(bank)]
        self._known = {bank.id: self._known[bank.id] for bank in banks}
        return found

    def _of_bank(self, bank: BankSummary) -> list[SourceScenario]:
        mark = (bank.content_hash, date_today(self._clock))
        known = self._known.get(bank.id)
        if known is not None and known[0] == mark:
            return known[1]
        found = [self._checked(bank, story) for story in self._store.scenarios(bank.id)]
        self._known[bank.id] = mark, found
        return found

    def _checked(self, bank: BankSummary, story: Scenario) -> SourceScenario:
        file = f"{bank.id}/{story.id}"
        report = check_scenario(story, file, _codes(self._frameworks()), date_today(self._clock))
        listed = ListedScenario(story.id, story.title, file, story, report.findings)
        return SourceScenario(bank.id, bank.version, listed)


class AnyShelf(Protocol):
    """Something that has scenarios."""

    def scenarios(self) -> Sequence[SourceScenario]: ...


class JoinedShelves:
    """The scenarios of several shelves; of two with the same id the first counts."""

    def __init__(self, *shelves: AnyShelf) -> None:
        self._shelves = shelves

    def scenarios(self) -> list[SourceScenario]:
        """Return all of them; later ones with a known id are listed with that as the reason."""
        found: list[SourceScenario] = []
        owners: set[str] = set()
        for shelf in self._shelves:
            own = list(shelf.scenarios())
            found += [_repeated(one) if one.listed.id in owners else one for one in own]
            owners |= {one.listed.id for one in own if one.listed.scenario is not None}
        return found


def check_scenarios(
    folder: Path, frameworks: Mapping[str, Framework], clock: Clock
) -> tuple[ListedScenario, ...]:
    """Read and check the scenarios of a bank folder; broken ones are listed with their reasons."""
    return native_scenarios.list_scenarios(folder, _codes(frameworks), date_today(clock))


def check_scenario_files(
    path: Path, frameworks: Mapping[str, Framework], clock: Clock
) -> list[CheckedFile]:
    """Read and check a scenario file, a ``scenarios`` folder or a bank folder, for its author.

    Raises:
        UserError: ``no_scenario_here(path)``.
    """
    checked: list[CheckedFile] = []
    for file, (scenario, findings) in native_scenarios.read_files(
        native_scenarios.scenario_files(path)
    ):
        graph = None
        if scenario is not None:
            place = f"{file.parent.name}/{file.name}"
            report = check_scenario(scenario, place, _codes(frameworks), date_today(clock))
            findings += report.findings
            graph = report.graph
        checked.append(CheckedFile(file, scenario, _by_severity(findings), graph))
    if not checked:
        raise UserError("no_scenario_here", path=str(path))
    return checked


def _by_severity(findings: tuple[Finding, ...]) -> tuple[Finding, ...]:
    order = list(Severity)
    return tuple(sorted(findings, key=lambda finding: order.index(finding.severity)))


def _repeated(one: SourceScenario) -> SourceScenario:
    place = Location(file=one.listed.file, item=one.listed.id)
    reason = Finding("scenario_id_repeated", Severity.ERROR, place)
    listed = msgspec.structs.replace(one.listed, findings=(reason, *one.listed.findings))
    return msgspec.structs.replace(one, listed=listed)


def _codes(frameworks: Mapping[str, Framework]) -> dict[str, frozenset[str]]:
    return {key: framework.codes() for key, framework in frameworks.items()}
