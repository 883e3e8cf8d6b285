"""What the library says about imported banks: the same as about shipped ones."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from ethics_desktop.domain.bank import Bank, BankInfo, Option, SingleItem
from ethics_desktop.domain.findings import MOST_SHOWN, Finding, Location, Severity
from ethics_desktop.domain.watching import StoppedError
from ethics_desktop.services.library import Checked, CheckedBank, LibraryService, usable
from ethics_desktop.store.library import SqliteLibraryStore
from tests.unit.domain.scenario_cases import sound
from tests.watches import Looking
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
    (summary,) = library.banks()
    assert library.known(summary) is None
    found = library.findings(summary)
    assert found is not None
    assert found.first[0].severity is Severity.ERROR
    assert found.first[0].location.file == "impor/patah"
    assert {"reason_missing", "references_missing"} <= {one.code for one in found.first}
    assert found.total == len(list(library.every_finding(summary)))
    assert library.findings(summary) is library.known(summary) is found
    clock.pass_time(86400)
    assert library.known(summary) is None
    assert library.findings(summary) is not found
    store.sync([bank()], "/x", {"impor": []})
    (summary,) = library.banks()
    again = library.findings(summary)
    assert again is not None and Severity.ERROR not in again.counts


def test_a_check_can_be_stopped_and_is_not_remembered(
    store: SqliteLibraryStore, tmp_path: Path
) -> None:
    one = bank()
    items = tuple(msgspec.structs.replace(one.items[0], id=f"s{n:04d}") for n in range(900))
    store.sync([Bank(one.info, items)], "/x")
    watch = Looking(10)
    library = LibraryService(store, tmp_path, dict, HandClock())
    (summary,) = library.banks()
    with pytest.raises(StoppedError):
        library.findings(summary, watch)
    assert 0 < max(watch.told) < 1
    assert library.known(summary) is None
    found = library.findings(summary)
    assert found is not None and found.total >= 900
    assert len(found.first) == MOST_SHOWN


def test_services_can_share_what_they_found(store: SqliteLibraryStore, tmp_path: Path) -> None:
    store.sync([bank()], "/x")
    shared: Checked = {}
    one, other = (LibraryService(store, tmp_path, dict, HandClock(), shared) for _ in range(2))
    (summary,) = one.banks()
    assert one.findings(summary) is other.known(summary)


def test_items_with_errors_are_never_drawn_and_others_stay() -> None:
    one, made = bank().items[0], bank()
    both = msgspec.structs.replace(made, items=(one, msgspec.structs.replace(one, id="dua")))
    told = [
        Finding("x", severity, Location(item=item))
        for severity, item in ((Severity.ERROR, "dua"), (Severity.WARNING, "satu"))
    ]
    assert usable(CheckedBank(both, tuple(told))).items == (one,)
    assert usable(CheckedBank(both, tuple(told[1:]))) == both
