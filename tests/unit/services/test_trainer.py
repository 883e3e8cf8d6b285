"""Places of problems in text and tables, and the quality check of a bank of the library."""

from __future__ import annotations

from pathlib import Path

import pytest

from ethics_desktop.domain.bank import Bank
from ethics_desktop.domain.errors import UserError
from ethics_desktop.domain.findings import Location
from ethics_desktop.domain.watching import StoppedError, Watch, unwatched
from ethics_desktop.formats import native
from ethics_desktop.paths import program_root
from ethics_desktop.services.trainer import MOST_CHARACTERS, REACH, Surroundings, TrainerService
from tests.watches import Looking
from tests.worlds import HandClock


class NoBanks:
    def bank(self, bank_id: str, watch: Watch = unwatched) -> None:
        return None


@pytest.fixture
def trainer() -> TrainerService:
    return TrainerService(NoBanks(), dict, HandClock())


def test_lines_around_a_place(trainer: TrainerService, tmp_path: Path) -> None:
    file = tmp_path / "soal.gift"
    file.write_text("\n".join(f"baris {n}" for n in range(1, 21)), encoding="utf-8")
    found = trainer.surroundings(file, Location(line=10))
    assert len(found.lines) == 2 * REACH + 1
    assert found.lines[found.marked] == ("10", "baris 10")
    first = trainer.surroundings(file, Location(line=1))
    assert (first.marked, len(first.lines)) == (0, REACH + 1)
    assert trainer.surroundings(file, Location(line=99)).marked == -1


def test_long_lines_are_cut(trainer: TrainerService, tmp_path: Path) -> None:
    file = tmp_path / "soal.gift"
    file.write_text("x" * 9000, encoding="utf-8")
    ((_, text),) = trainer.surroundings(file, Location(line=1)).lines
    assert len(text) == MOST_CHARACTERS


def test_cells_of_a_row(trainer: TrainerService, tmp_path: Path) -> None:
    openpyxl = pytest.importorskip("openpyxl")
    book = openpyxl.Workbook()
    book.active.title = "Soal"
    book.active.append(["Soal", "A", "Kunci"])
    book.active.append(["Apa?", "satu", None])
    file = tmp_path / "soal.xlsx"
    book.save(file)
    found = trainer.surroundings(file, Location(sheet="Soal", row=2, column="B"))
    assert found.lines[:2] == (("A2", "Apa?"), ("B2", "satu"))
    assert found.marked == 1
    assert trainer.surroundings(file, Location(sheet="Lain", row=2)) == Surroundings()
    assert trainer.surroundings(file, Location(sheet="Soal", row=99)) == Surroundings()


def test_places_that_are_nowhere(trainer: TrainerService, tmp_path: Path) -> None:
    assert trainer.surroundings(tmp_path, Location(item="a")) == Surroundings()
    assert trainer.surroundings(tmp_path / "gone.gift", Location(line=1)) == Surroundings()


def test_a_bank_that_is_not_there(trainer: TrainerService) -> None:
    with pytest.raises(UserError, match="bank_not_known"):
        trainer.bank("x")


def test_a_check_that_is_stopped_holds_nothing() -> None:
    class OneBank:
        def bank(self, bank_id: str, watch: Watch = unwatched) -> Bank:
            return native.read_bank(program_root() / "question_banks" / bank_id, watch).bank

    trainer, look = TrainerService(OneBank(), dict, HandClock()), Looking()
    trainer.checked("integritas", look)
    assert look.told == sorted(look.told) and 0 <= look.told[0] < 0.1 < look.told[-1] <= 1
    for looks in (0, len(look.told) // 2, len(look.told) - 1):
        with pytest.raises(StoppedError) as stopped:
            trainer.checked("integritas", Looking(looks))
        assert all(entry.name != "check_quality" for entry in stopped.traceback)


def test_spreadsheets_can_be_marked(trainer: TrainerService) -> None:
    assert trainer.can_mark(Path("a.XLSX"))
    assert not trainer.can_mark(Path("a.gift"))
