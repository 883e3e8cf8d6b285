"""Which day it is: that of this PC, not that of Greenwich."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import pytest

from ethics_desktop.domain.bank import Reference
from ethics_desktop.formats import package
from ethics_desktop.services.bank_files import read_file
from ethics_desktop.services.today import date_today
from tests.unit.store.sample import bank
from tests.worlds import HandClock

EVENING_IN_GREENWICH = HandClock(datetime(2026, 11, 21, 22, 30, tzinfo=UTC))

pytestmark = pytest.mark.skipif(not hasattr(time, "tzset"), reason="one zone for all")


@pytest.fixture
def live_in(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[str], None]]:
    """Return what moves this PC to a zone."""

    def move(zone: str) -> None:
        monkeypatch.setenv("TZ", zone)
        time.tzset()

    yield move
    monkeypatch.undo()
    time.tzset()


@pytest.mark.parametrize(
    ("zone", "day"), [("WIB-7", "2026-11-22"), ("UTC0", "2026-11-21"), ("HST10", "2026-11-21")]
)
def test_the_day_is_that_of_this_pc(live_in: Callable[[str], None], zone: str, day: str) -> None:
    live_in(zone)
    assert date_today(EVENING_IN_GREENWICH) == day


def test_a_law_is_to_be_looked_at_from_the_midnight_of_this_pc(
    live_in: Callable[[str], None], tmp_path: Path
) -> None:
    made = bank()
    law = Reference("UU 20/2023", "Pasal 4", review_by="2026-11-21")
    first = msgspec.structs.replace(
        made.items[0], meta=msgspec.structs.replace(made.items[0].meta, references=(law,))
    )
    path = tmp_path / "a.cermin"
    package.write(msgspec.structs.replace(made, items=(first,)), path)

    def codes() -> set[str]:
        return {one.code for one in read_file(path, {}, EVENING_IN_GREENWICH).findings}

    live_in("UTC0")
    known = codes()
    live_in("WIB-7")
    assert len(codes() - known) == 1
