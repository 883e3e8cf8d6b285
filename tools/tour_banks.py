"""The part of the tour for banks: trainer's page, preview, columns, library, quality, export."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QLineEdit

from ethics_desktop.ui.pages.handout import HandoutPage
from ethics_desktop.ui.pages.import_columns import ImportColumnsPage
from ethics_desktop.ui.pages.import_preview import ImportPreviewPage
from ethics_desktop.ui.pages.quality import QualityPage
from ethics_desktop.ui.widgets.disclosure import Disclosure
from tools import tour_files

if TYPE_CHECKING:
    from tools.tour_steps import Guide

BANK = "etika-loket"


def show_banks(guide: Guide, folder: Path) -> None:
    """Go the way of a trainer, from the switch in the settings to the package that is handed out.

    Args:
        guide: drives the window; nothing but the first page has to be there.
        folder: empty; gets the files that are imported.
    """
    guide.press("Pengaturan", "Settings")
    switch = guide.named(QAbstractButton, "trainer-page")
    if not switch.isChecked():
        switch.click()
        guide.settle()
    guide.show(guide.named(QAbstractButton, "trainer-page"), above=610)
    guide.picture("30-pelatih-sakelar")
    guide.press("Pelatih", "Trainer")
    guide.picture("31-pelatih")
    _workbook(guide, folder)
    _again(guide, folder)
    _tables(guide, folder)
    _stories(guide, folder)
    _library(guide, folder)


def _open(guide: Guide, path: Path, page: type) -> None:
    before = guide.window.flow
    guide.desk.open_file(path)
    guide.wait_for(lambda: isinstance(guide.window.flow, page) and guide.window.flow is not before)
    guide.settle()


def _workbook(guide: Guide, folder: Path) -> None:
    file = folder / f"{BANK}.xlsx"
    tour_files.fill_template(file, tour_files.FIRST, "Etika di loket pelayanan", BANK)
    _open(guide, file, ImportPreviewPage)
    guide.picture("32-pratinjau")
    page = guide.window.flow
    assert isinstance(page, ImportPreviewPage)
    guide.show(page.findings)
    guide.picture("33-masalah")
    page.findings.table.setFocus()
    page.findings.table.selectRow(0)
    guide.wait_for(lambda: page.findings.around != "")
    guide.show(page.findings.detail)
    guide.picture("34-masalah-tempat")
    _disclose(guide, 0)
    guide.picture("35-soal-dalam-berkas")
    guide.press("Impor", "Import")
    guide.wait_for(lambda: guide.window.flow is None)
    guide.picture("36-terimpor")


def _again(guide: Guide, folder: Path) -> None:
    """Some weeks later the same bank comes back: new, changed, same, gone."""
    file = folder / f"{BANK}-2.xlsx"
    tour_files.fill_template(file, tour_files.LATER, "Etika di loket pelayanan", BANK)
    _open(guide, file, ImportPreviewPage)
    _disclose(guide, 0, above=360)
    guide.picture("37-impor-ulang")
    guide.press("Batal", "Cancel")


def _tables(guide: Guide, folder: Path) -> None:
    file = folder / "kuis-kahoot.csv"
    tour_files.write_table(file, tour_files.KAHOOT)
    _open(guide, file, ImportColumnsPage)
    guide.picture("38-kolom-kahoot")
    guide.scroll_down()
    guide.picture("39-kolom-kahoot-bawah")
    guide.press("Batal", "Cancel")
    file = folder / "daftar-lama.csv"
    tour_files.write_table(file, tour_files.OWN_LIST, "cp1252")
    _open(guide, file, ImportColumnsPage)
    guide.picture("40-kolom-daftar")
    _disclose(guide, 0)
    guide.picture("41-kolom-alasan")
    guide.press("Lanjutkan", "Continue")
    guide.wait_for(lambda: isinstance(guide.window.flow, ImportPreviewPage))
    guide.picture("42-huruf")
    guide.press("Batal", "Cancel")


def _stories(guide: Guide, folder: Path) -> None:
    stories = folder / "cerita-balai"
    tour_files.write_story_bank(stories)
    _open(guide, stories, ImportPreviewPage)
    guide.picture("43-skenario-dalam-berkas")
    for part in guide.window.findChildren(Disclosure):
        if part.isVisible() and part.button.accessibleDescription():
            part.set_open(True)
            guide.show(part)
            break
    guide.picture("44-skenario-temuan")
    guide.press("Batal", "Cancel")


def _library(guide: Guide, folder: Path) -> None:
    guide.press("Pustaka", "Library")
    card = guide.named(QAbstractButton, f"export-{BANK}").parentWidget()
    assert card is not None
    guide.show(card)
    guide.picture("45-pustaka-bank")
    guide.named(QAbstractButton, f"quality-{BANK}").click()
    guide.wait_for(lambda: isinstance(guide.window.flow, QualityPage))
    guide.settle()
    guide.picture("46-uji-mutu")
    page = guide.window.flow
    assert isinstance(page, QualityPage)
    page.findings.table.setFocus()
    QTest.keyClick(page.findings.table, Qt.Key.Key_Down)
    guide.show(page.findings.detail)
    guide.picture("47-uji-mutu-temuan")
    guide.press("Kembali", "Back")
    guide.named(QAbstractButton, f"export-{BANK}").click()
    guide.settle()
    guide.picture("48-ekspor")
    guide.press("Kembali", "Back")
    guide.press("Asesmen", "Assessment")
    guide.wait_for(lambda: guide.button("Mulai", "Start") is not None)
    guide.picture("49-peserta")
    _handout(guide, folder / "paket")


def _handout(guide: Guide, target: Path) -> None:
    """Fill in what a workshop handout holds, write it, and take it in again."""
    guide.press("Pelatih", "Trainer")
    guide.press("Buat paket lokakarya…", "Make workshop handout…")
    guide.named(QLineEdit, "handout-name").setText("Lokakarya Bandung")
    guide.named(QAbstractButton, f"handout-bank-{BANK}").click()
    guide.settle()
    guide.picture("50-paket-lokakarya")
    guide.show(guide.named(QAbstractButton, "handout-zipped"), above=400)
    guide.picture("51-paket-lokakarya-bawah")
    page = guide.window.flow
    assert isinstance(page, HandoutPage)
    guide.desk._import.handouts.write(page.draft, target)
    guide.wait_for(lambda: guide.window.flow is None)
    guide.settle()
    guide.picture("52-paket-ditulis")
    guide.window.banner.clear()
    guide.desk.open_file(target)
    guide.wait_for(lambda: guide.window.banner.isVisible() and guide.window.flow is None)
    guide.settle()
    guide.picture("53-paket-diterima")


def _disclose(guide: Guide, place: int, above: int = 80) -> None:
    """Open one of the parts of the page that are folded up, and show it."""
    parts = [p for p in guide.window.flow.findChildren(Disclosure) if p.isVisible()]  # type: ignore[union-attr]
    parts[place].set_open(True)
    guide.settle()
    guide.show(parts[place], above)
