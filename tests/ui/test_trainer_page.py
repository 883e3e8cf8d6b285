"""Pelatih: shown when switched on; template, import, quality check, export."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication, QCheckBox, QLabel, QPushButton
from pytestqt.qtbot import QtBot

from ethics_desktop.domain.cues import CueRate
from ethics_desktop.domain.findings import Finding, Location, Severity, digest
from ethics_desktop.domain.records import BankSummary
from ethics_desktop.services.importing import FORMATS
from ethics_desktop.services.trainer import CheckedQuality, QualityReport
from ethics_desktop.settings import AppSettings
from ethics_desktop.ui.desk import Desk
from ethics_desktop.ui.pages.export import ExportPage
from ethics_desktop.ui.pages.quality import QualityPage
from ethics_desktop.ui.pages.trainer import TrainerPage
from ethics_desktop.ui.widgets.chooser import Chooser
from tests.fakes import FakeDialogs
from tests.ui.layouts import faults, settle
from tests.worlds import make_program

BANKS = [
    BankSummary("a", "1.0.0", "Satu", 3, "shipped", "x"),
    BankSummary("b", "1.0.0", "Dua", 3, "/x", "y"),
]
SIZES = [(100, 1176), (100, 834), (200, 1046), (200, 704)]


def named(page: Any, name: str) -> QPushButton:
    return next(b for b in page.findChildren(QPushButton) if b.accessibleName() == name)


def checked(*findings: Finding) -> CheckedQuality:
    cue = CueRate(rule="longest", kind="sjt", n=20, rate=0.6, chance=0.2)
    report = QualityReport(findings, (cue,), None, 1200, 9.4)
    return CheckedQuality("Satu", 12, report, digest(findings))


def test_the_tools_ask_for_their_work(qtbot: QtBot, context: Any) -> None:
    page = TrainerPage(context)
    qtbot.addWidget(page)
    assert not named(page, "Uji mutu bank soal…").isEnabled()
    page.refresh(BANKS)
    for name, signal in (
        ("Buat templat Excel…", page.template_requested),
        ("Impor dari berkas…", page.add_requested),
    ):
        with qtbot.waitSignal(signal):
            named(page, name).click()
    page.findChild(Chooser, "quality-bank").setCurrentIndex(1)
    page.refresh(BANKS)  # the choice stays
    with qtbot.waitSignal(page.quality_requested) as told:
        named(page, "Uji mutu bank soal…").click()
    assert told.args == ["b"]


def test_banks_of_the_same_title_can_be_told_apart(qtbot: QtBot, context: Any) -> None:
    page = TrainerPage(context)
    qtbot.addWidget(page)
    page.refresh([*BANKS, BankSummary("c", "2.1.0", "Satu", 1200, "/y", "z")])
    chooser = page.findChild(Chooser, "quality-bank")
    assert [chooser.itemText(place) for place in range(3)] == [
        "Satu, versi 1.0.0 (3 soal)", "Dua", "Satu, versi 2.1.0 (1.200 soal)",
    ]  # fmt: skip


def test_switching_the_page_on_and_off(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> None:
    program = make_program(tmp_path)
    target = tmp_path / "templat.xlsx"
    desk = Desk(qapp, program, FakeDialogs(files=[target]))
    qtbot.addWidget(desk.window)

    def rail() -> list[str]:
        buttons = desk.window.findChildren(QPushButton)
        return [b.text() for b in buttons if b.property("role") == "rail"]

    desk.window.show_page("settings")
    assert "Pelatih" not in rail()
    desk.window.findChild(QCheckBox, "trainer-page").setChecked(True)
    settle()
    assert rail()[-3:] == ["Pustaka", "Pelatih", "Pengaturan"]
    assert program.app_settings.load(AppSettings).trainer_page
    desk._remember_place("00")  # the place of the window does not switch it off
    assert program.app_settings.load(AppSettings).trainer_page
    desk.window.show_page("trainer")
    page = desk.window.page("trainer")
    named(page, "Buat templat Excel…").click()
    qtbot.waitUntil(lambda: desk.window.banner.kind == "good")
    assert target.is_file()
    desk.window.show_page("settings")
    desk.window.findChild(QCheckBox, "trainer-page").setChecked(False)
    settle()
    assert "Pelatih" not in rail()
    desk.close()


def test_a_bank_folder_is_asked_for_by_a_name_that_does_not_exist_yet(
    qtbot: QtBot, qapp: QApplication, tmp_path: Path
) -> None:
    program = make_program(tmp_path / "data")
    target = tmp_path / "bank-soal"
    dialogs = FakeDialogs(files=[target])
    desk = Desk(qapp, program, dialogs)
    qtbot.addWidget(desk.window)
    bank = desk._open().library.banks()[0].id
    desk._import.export(bank)
    page = desk.window.flow
    assert isinstance(page, ExportPage)
    page.format_chosen.emit(next(one for one in FORMATS if not one.suffixes[0]))
    qtbot.waitUntil(lambda: desk.window.banner.kind == "good")
    assert dialogs.asked == [("Simpan ke folder baru", "save", "", bank)]
    assert (target / "bank.json").is_file()
    desk.close()


def test_quality_in_words(qtbot: QtBot, context: Any) -> None:
    finding = Finding("reason_missing", Severity.WARNING, Location(item="a-1", option="b"))
    page = QualityPage(context, checked(finding))
    qtbot.addWidget(page)
    page.show()
    texts = [each.text() for each in page.findChildren(QLabel)]
    assert "12 soal · 1.200 kata · sekitar 9 menit membaca" in texts
    assert "1 perlu dilihat" in texts
    with qtbot.waitSignal(page.place_requested) as told:
        page.findings.table.selectRow(0)
    page.show_place(told.args[0], "Apa yang Anda lakukan?")
    assert page.findings._around.text() == "Apa yang Anda lakukan?"
    assert page.findings._head.text() == "Perlu dilihat: soal a-1, pilihan b"
    page.show_place(Finding("content_bad", Severity.ERROR), "lain")  # not the chosen one
    assert page.findings._around.text() == "Apa yang Anda lakukan?"


def test_a_clean_bank(qtbot: QtBot, context: Any) -> None:
    page = QualityPage(context, checked())
    qtbot.addWidget(page)
    page.show()
    assert not page.findings.table.isVisible()
    assert "Tidak ada temuan." in [each.text() for each in page.findChildren(QLabel)]


def test_export_names_what_is_lost(qtbot: QtBot, context: Any) -> None:
    writable = [one for one in FORMATS if one.writes]
    page = ExportPage(context, "Satu", writable)
    qtbot.addWidget(page)
    page.show()
    assert page.chosen.id == "package"
    assert "Paket soal" not in page.title
    page._buttons[1].click()
    with qtbot.waitSignal(page.format_chosen) as told:
        named(page, "Simpan ke berkas…").click()
    assert told.args == [writable[1]]
    page.show_findings([Finding("reason_missing", Severity.WARNING)])
    assert page.findings is not None
    page.show_findings([])
    assert page.findings is None


@pytest.mark.parametrize(("percent", "width"), SIZES)
def test_nothing_is_cut_or_overlaps(
    qtbot: QtBot, make_context: Any, percent: int, width: int
) -> None:
    context = make_context(text_percent=percent)
    trainer = TrainerPage(context)
    trainer.refresh(BANKS)
    finding = Finding("reason_missing", Severity.WARNING, Location(item="a-1", option="b"))
    export = ExportPage(context, "Satu", [one for one in FORMATS if one.writes])
    export.show_findings([finding])
    for page in (trainer, QualityPage(context, checked(finding)), export):
        qtbot.addWidget(page)
        page.resize(width, 4000)
        page.show()
        assert faults(page) == []
