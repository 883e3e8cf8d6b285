"""Every reader tells how far it is, and stops when nobody waits."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from ethics_desktop.domain.bank import Bank, BankInfo, Option, SingleItem
from ethics_desktop.domain.watching import StoppedError
from ethics_desktop.formats import registry
from ethics_desktop.formats.registry import FORMATS
from tests.watches import Looking

N = 300


def _file(format_id: str, folder: Path) -> Path:
    info = BankInfo(
        format="cermin-asn-bank", format_version="1.0", id="uji", version="1.0.0", title="Uji"
    )
    options = (Option("a", "ya", correct=True), Option("b", "tidak"))
    items = tuple(SingleItem(id=f"s-{n:03d}", stem=f"Apa {n}?", options=options) for n in range(N))
    chosen = registry.format_of(format_id)
    path = folder / f"uji{chosen.suffixes[0]}"
    if chosen.writes:
        registry.write_any(Bank(info, items), (), path, format_id)
        return path
    with path.open("w", newline="", encoding="utf-8") as stream:
        table = csv.writer(stream)
        table.writerow(("Soal", "Opsi A", "Opsi B", "Kunci"))
        table.writerows((item.stem, "ya", "tidak", "A") for item in items)
    return path


@pytest.mark.parametrize("format_id", [one.id for one in FORMATS if one.reads])
def test_every_reader_tells_how_far_it_is(format_id: str, tmp_path: Path) -> None:
    path = _file(format_id, tmp_path)
    look = Looking()
    assert len(registry.read_any(path, format_id, watch=look).drafts) == N
    assert look.told == sorted(look.told)
    assert 0 <= look.told[0] < 0.5 < look.told[-1] <= 1


@pytest.mark.parametrize("format_id", [one.id for one in FORMATS if one.reads])
def test_every_reader_stops_when_nobody_waits(format_id: str, tmp_path: Path) -> None:
    path = _file(format_id, tmp_path)
    with pytest.raises(StoppedError):
        registry.read_any(path, format_id, watch=Looking(1))
