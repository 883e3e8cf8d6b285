"""The bank folder behind the same door as every other format."""

from __future__ import annotations

import contextlib
import shutil
from collections.abc import Iterable
from os.path import isdir  # Path's raise for some names
from pathlib import Path

from ethics_desktop.domain.bank import Bank
from ethics_desktop.domain.errors import UserError
from ethics_desktop.domain.findings import Finding, Location, Severity
from ethics_desktop.domain.scenario import Scenario
from ethics_desktop.domain.watching import Watch, unwatched
from ethics_desktop.formats import native, native_scenarios
from ethics_desktop.formats.reading import Draft, ReadResult


def read(path: Path, watch: Watch = unwatched) -> ReadResult:
    """Read a bank folder, or the one that a ``bank.json`` stands in, with its scenarios.

    Raises:
        UserError: as ``native.read_bank``.
    """
    folder = path if isdir(path) else path.parent
    found = native.read_bank(folder, watch)
    stories, story_findings = native_scenarios.read_scenarios(folder)
    findings = found.findings + story_findings
    drafts = tuple(
        Draft(item, Location(file=f"items/{item.id}.json", item=item.id))
        for item in found.bank.items
    )
    skipped = sum(finding.severity is Severity.ERROR for finding in found.findings)
    return ReadResult(found.bank.info, drafts, stories, findings, skipped, "native")


def write(
    bank: Bank, path: Path, scenarios: Iterable[Scenario] = (), watch: Watch = unwatched
) -> tuple[Finding, ...]:
    """Write a bank folder where nothing stands yet; nothing stays when that fails or is stopped.

    Raises:
        UserError: ``folder_not_empty(path)``, ``file_there(path)``,
            ``file_unwritable(file, reason)``.
        StoppedError: ``watch`` says so.
    """
    try:
        there = path.exists()
        if there and not path.is_dir():
            raise UserError("file_there", path=str(path))
        if there and any(path.iterdir()):
            raise UserError("folder_not_empty", path=str(path))
        try:
            native.write_bank(bank, path, watch)
            for story in scenarios:
                native_scenarios.write_scenario(story, path)
            watch(1)
        except BaseException:
            _take_away(path, keep_folder=there)
            raise
    except OSError as error:
        raise UserError("file_unwritable", file=str(path), reason=error.strerror or "") from error
    return ()


def _take_away(folder: Path, keep_folder: bool) -> None:
    """Remove what was written, and nothing that somebody else has put there meanwhile."""
    for name in ("items", "scenarios"):
        shutil.rmtree(folder / name, ignore_errors=True)
    with contextlib.suppress(OSError):
        (folder / "bank.json").unlink(missing_ok=True)
        if not keep_folder:
            folder.rmdir()
