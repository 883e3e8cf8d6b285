"""What the library says about imported banks: the same as about shipped ones."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from ethics_desktop.domain.bank import Bank, BankInfo, Option, SingleItem
from ethics_desktop.domain.findings import Severity
from ethics_desktop.services import library as library_module
from ethics_desktop.services.library import LibraryService
from ethics_desktop.store.library import SqliteLibraryStore
from tests.unit.domain.scenario_cases import sound
from tests.worlds import HandClock


def bank() -> Bank:
    head = BankInfo(
        format="cermin-asn-bank", format_version="1.0", id="impor", version="1.0.0", title="Impor"
    )
    options = (Option("a", "ya", correct=True), Option("b", "tidak"))
    return Bank(head, (SingleItem(id="satu", stem="Apa?", options=options),))


@pytest.fixture
def store(tmp_path: Path):
    opened = SqliteLibraryStore.open(tmp_path / "library.sqlite3")
    yield opened
    opened.close()


def test_findings_are_remembered_until_the_bank_or_the_day_changes(
    store: SqliteLibraryStore, tmp_path: Path
) -> None:
    clock = HandClock()
    library = LibraryService(store, tmp_path / "banks", dict, clock)
    broken = msgspec.structs.replace(sound(), id="patah", start="zz")
    store.sync([bank()], "/x", {"impor": [broken]})
    found = library.findings()["impor"]
    assert found[0].severity is Severity.ERROR
    assert found[0].location.file == "impor/patah"
    assert {"reason_missing", "references_missing"} <= {one.code for one in found}
    assert library.findings()["impor"] is found
    clock.pass_time(86400)
    assert library.findings()["impor"] is not found
    store.sync([bank()], "/x", {"impor": []})
    assert all(one.severity is not Severity.ERROR for one in library.findings()["impor"])
    store.remove_bank("impor")
    assert library.findings() == {}


def test_very_large_banks_are_checked_on_demand_alone(
    store: SqliteLibraryStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(library_module, "MOST_CHECKED", 0)
    store.sync([bank()], "/x")
    (told,) = LibraryService(store, tmp_path, dict, HandClock()).findings()["impor"]
    assert (told.code, told.params) == ("bank_large_unchecked", {"n": 1})
