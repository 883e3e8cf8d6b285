"""Pelatih makes a handout; a participant's program takes it in and says so."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication, QLineEdit, QPushButton
from pytestqt.qtbot import QtBot

from ethics_desktop.bootstrap import Program
from ethics_desktop.domain.records import BankSummary
from ethics_desktop.formats import handout as form
from ethics_desktop.services.handout_making import HandoutMade
from ethics_desktop.settings import AppSettings
from ethics_desktop.ui.desk import Desk
from ethics_desktop.ui.pages.handout import HandoutDraft, HandoutPage
from ethics_desktop.ui.widgets.basics import Page
from ethics_desktop.ui.widgets.check_row import CheckRow
from tests.fakes import FakeDialogs
from tests.ui.layouts import faults, settle
from tests.worlds import make_program

BANKS = [
    BankSummary("a", "1.0.0", "Satu", 3, "/x", "x"),
    BankSummary("b", "2.1.0", "Dua", 1, "", ""),
]
SIZES = [(100, 1176), (100, 834), (200, 1046), (200, 704)]


def named(page: Any, name: str) -> QPushButton:
    return next(b for b in page.findChildren(QPushButton) if b.accessibleName() == name)


def test_nothing_is_made_without_name_and_bank(qtbot: QtBot, context: Any) -> None:
    draft = HandoutDraft()
    page = HandoutPage(context, draft, BANKS, can_be_portable=False)
    qtbot.addWidget(page)
    make = named(page, "Pilih tempat dan buat…")
    assert not make.isEnabled()
    page.findChild(QLineEdit, "handout-name").setText("Bandung")
    assert not make.isEnabled()
    page.findChild(CheckRow, "handout-bank-b").click()
    assert make.isEnabled()
    assert not page.findChild(CheckRow, "handout-portable").isEnabled()
    page.findChild(CheckRow, "handout-zipped").click()
    assert (draft.name, draft.banks, draft.zipped) == ("Bandung", {"b"}, True)
    again = HandoutPage(context, draft, BANKS, can_be_portable=True)  # as after a change of theme
    qtbot.addWidget(again)
    assert again.findChild(CheckRow, "handout-bank-b").isChecked()
    assert again.findChild(CheckRow, "handout-portable").isEnabled()
    assert named(again, "Pilih tempat dan buat…").isEnabled()


@pytest.mark.parametrize(("percent", "width"), SIZES)
@pytest.mark.parametrize("banks", [BANKS, []])
def test_nothing_is_cut_or_overlaps(
    qtbot: QtBot, make_context: Any, percent: int, width: int, banks: list[BankSummary]
) -> None:
    draft = HandoutDraft(setup=Path("/x/CerminASN-0.1.0-Setup.exe"))
    page = HandoutPage(make_context(text_percent=percent), draft, banks, can_be_portable=False)
    qtbot.addWidget(page)
    page.resize(width, 600)
    page.show()
    assert faults(page) == []


def with_bank(program: Program, folder: Path) -> None:
    """Import a bank of one's own."""
    table = folder / "loket.csv"
    table.write_text("Soal;A;B;Kunci\nApa?;x;y;A\n")
    services = program.open()
    services.imports.apply(services.imports.compare(services.imports.read(table)))
    services.close()


@pytest.fixture
def handout(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> Path:
    """Made through the window, with wishes."""
    program = make_program(tmp_path / "pelatih")
    program.paths.data.mkdir()
    with_bank(program, tmp_path)
    program.app_settings.save(AppSettings(trainer_page=True, text_percent=125))
    target = tmp_path / "paket"
    dialogs = FakeDialogs(files=[target])
    desk = Desk(qapp, program, dialogs)
    qtbot.addWidget(desk.window)
    desk.window.show_page("trainer")
    named(desk.window, "Buat paket lokakarya…").click()
    page = desk.window.flow
    assert isinstance(page, HandoutPage)
    page.findChild(QLineEdit, "handout-name").setText("Lokakarya Bandung")
    page.findChild(CheckRow, "handout-bank-loket").click()
    page.findChild(CheckRow, "handout-same_settings").click()
    named(page, "Pilih tempat dan buat…").click()
    qtbot.waitUntil(lambda: desk.window.banner.isVisibleTo(desk.window))
    assert desk.window.banner.kind == "good"
    assert str(target) in desk.window.banner.text
    assert desk.window.flow is None
    assert dialogs.asked[0][3] == "Lokakarya-Bandung"
    desk.close()
    return target


def test_a_written_handout_closes_no_other_flow(
    qtbot: QtBot, qapp: QApplication, tmp_path: Path
) -> None:
    program = make_program(tmp_path / "pelatih")
    program.app_settings.save(AppSettings(trainer_page=True))
    desk = Desk(qapp, program, FakeDialogs())
    qtbot.addWidget(desk.window)
    desk.window.show_page("trainer")
    elsewhere = Page(desk.context, "Lain")
    desk.window.open_flow(elsewhere)
    assert desk._import is not None
    desk._import.handouts._written(HandoutMade(tmp_path / "paket", 1, 1, 1))
    assert desk.window.flow is elsewhere
    assert desk.window.banner.kind == "good"
    desk.close()


Participant = Callable[..., Desk]


@pytest.fixture
def participant(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> Participant:
    def make(*beside: Path) -> Desk:
        program = make_program(tmp_path / "peserta")
        program.handout_folders = lambda: list(beside)
        desk = Desk(qapp, program, FakeDialogs())
        qtbot.addWidget(desk.window)
        return desk

    return make


def titles(desk: Desk) -> list[str]:
    return [b.title for b in desk.services().library.banks() if b.source != "shipped"]


def test_first_start_tells_in_one_sentence_what_was_added(
    qtbot: QtBot, participant: Participant, handout: Path
) -> None:
    desk = participant(handout / "banks")
    desk.window.show_page("home")
    qtbot.waitUntil(lambda: desk.window.banner.isVisibleTo(desk.window))
    assert desk.window.banner.text == (
        "Dari “Lokakarya Bandung”: 1 bank soal ditambahkan (1 soal, 0 skenario). "
        "Pengaturan disesuaikan dengan permintaan pelatih."
    )
    assert titles(desk) == ["loket"]
    assert desk.context.theme.scale == 1.25
    desk.close()
    again = participant(handout / "banks")
    again.window.show_page("home")
    settle()
    assert not again.window.banner.isVisibleTo(again.window)
    again.close()


def test_a_broken_one_is_refused_with_its_reason_and_told_once(
    qtbot: QtBot, participant: Participant, handout: Path
) -> None:
    (bank,) = (handout / "banks").glob("*.cermin")
    bank.write_bytes(b"other")
    desk = participant(handout / "banks")
    desk.window.show_page("home")
    qtbot.waitUntil(lambda: desk.window.banner.isVisibleTo(desk.window))
    assert desk.window.banner.kind == "warn"
    assert desk.window.banner.text == (
        "Bank soal dalam paket lokakarya berubah atau rusak: loket-1.0.0.cermin "
        "Tidak ada yang ditambahkan. Minta salinan baru seluruh folder kepada pelatih Anda."
    )
    assert titles(desk) == []
    desk.close()
    again = participant(handout / "banks")
    again.window.show_page("home")
    settle()
    assert not again.window.banner.isVisibleTo(again.window)
    again.close()


def test_a_folder_dragged_onto_the_window_is_taken_in(
    qtbot: QtBot, participant: Participant, handout: Path
) -> None:
    desk = participant()
    desk.window.show_page("home")
    for _turn, start in enumerate(("Dari “Lokakarya Bandung”", "Semua isi “Lokakarya Bandung”")):
        desk.window.banner.clear()
        desk.window.files_dropped.emit([str(handout)])
        qtbot.waitUntil(lambda: desk.window.banner.isVisibleTo(desk.window))
        assert desk.window.banner.text.startswith(start)
    assert titles(desk) == ["loket"]
    assert form.find(handout) == handout / "banks"
    desk.close()
