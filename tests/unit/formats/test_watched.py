"""Every reader and writer tells how far it is, and stops when nobody waits."""

from __future__ import annotations

import csv
import traceback
from pathlib import Path

import pytest

from ethics_desktop.domain.bank import Bank, BankInfo, Item, Option, SingleItem
from ethics_desktop.domain.watching import StoppedError
from ethics_desktop.formats import registry
from ethics_desktop.formats.reading import Draft
from ethics_desktop.formats.registry import FORMATS
from tests.watches import Looking

N = 300


def _bank() -> Bank:
    info = BankInfo(
        format="cermin-asn-bank", format_version="1.0", id="uji", version="1.0.0", title="Uji"
    )
    options = (Option("a", "ya", correct=True), Option("b", "tidak"))
    items = (SingleItem(id=f"s-{n:03d}", stem=f"Apa {n}?", options=options) for n in range(N))
    return Bank(info, tuple(items))


def _file(format_id: str, folder: Path) -> Path:
    bank, chosen = _bank(), registry.format_of(format_id)
    path = folder / f"uji{chosen.suffixes[0]}"
    if chosen.writes:
        registry.write_any(bank, (), path, format_id)
        return path
    with path.open("w", newline="", encoding="utf-8") as stream:
        table = csv.writer(stream)
        table.writerow(("Soal", "Opsi A", "Opsi B", "Kunci"))
        table.writerows((item.stem, "ya", "tidak", "A") for item in bank.items)
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


@pytest.mark.parametrize("format_id", [one.id for one in FORMATS if one.reads])
def test_the_error_of_a_stopped_reader_holds_none_of_its_items(
    format_id: str, tmp_path: Path
) -> None:
    path, look = _file(format_id, tmp_path), Looking()
    registry.read_any(path, format_id, watch=look)
    with pytest.raises(StoppedError) as stopped:
        registry.read_any(path, format_id, watch=Looking(len(look.told) - 1))
    assert _items_held(stopped.value) == 0  # else they would all end in one step


def _items_held(error: BaseException) -> int:
    """Count the items and drafts in lists of the frames of an error, and of what works in them."""
    frames = [frame.f_locals for frame, _line in traceback.walk_tb(error.__traceback__)]
    workers = [one for held in frames for one in held.values()]
    held = [*frames, *(vars(one) for one in workers if type(one).__name__.startswith("_Read"))]
    lists = [one for each in held for one in each.values() if isinstance(one, list)]
    return sum(isinstance(one, Draft | Item) for each in lists for one in each)


@pytest.mark.parametrize("format_id", ["gift", "tabular"])
def test_text_is_followed_while_it_is_cut_into_pieces(format_id: str, tmp_path: Path) -> None:
    look = Looking()
    registry.read_any(_file(format_id, tmp_path), format_id, watch=look)
    assert sum(share < 0.1 for share in look.told) > N / 4


def test_a_package_is_followed_while_its_items_are_encoded(tmp_path: Path) -> None:
    look = Looking()
    registry.write_any(_bank(), (), tmp_path / "uji", "package", look)
    assert sum(share < 0.1 for share in look.told) > N / 4


@pytest.mark.parametrize("format_id", [one.id for one in FORMATS if one.writes])
def test_every_writer_tells_how_far_it_is_and_leaves_nothing_when_it_is_stopped(
    format_id: str, tmp_path: Path
) -> None:
    bank, look = _bank(), Looking()
    made = tmp_path / "satu" / f"uji{registry.format_of(format_id).suffixes[0]}"
    made.parent.mkdir()
    registry.write_any(bank, (), made, format_id, look)
    assert look.told == sorted(look.told)
    assert 0 <= look.told[0] < 0.5
    assert look.told.count(1) == 1 and look.told[-1] == 1  # from then on it is too late to stop
    for looks in {0, len(look.told) // 2, len(look.told) - 1}:
        other = tmp_path / f"dua-{looks}" / made.name
        other.parent.mkdir()
        with pytest.raises(StoppedError):
            registry.write_any(bank, (), other, format_id, Looking(looks))
        assert list(other.parent.iterdir()) == []


def test_an_empty_folder_that_was_there_stays_when_the_writer_is_stopped(tmp_path: Path) -> None:
    with pytest.raises(StoppedError):
        registry.write_any(_bank(), (), tmp_path, "native", Looking(1))
    assert list(tmp_path.iterdir()) == []
