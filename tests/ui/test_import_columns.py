"""The wizard for columns: what was guessed, corrected, shown."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from ethics_desktop.services.importing import ColumnMapping, TableView
from ethics_desktop.ui.pages.import_columns import ImportColumnsPage
from ethics_desktop.ui.widgets.chooser import Chooser
from ethics_desktop.ui.widgets.disclosure import Disclosure
from ethics_desktop.ui.widgets.fit_table import FitTable
from tests.ui.layouts import faults, settle

ROWS = (
    ("No", "Pertanyaan", "A", "B", "Jawaban", "Pembahasan"),
    ("1", "Apa yang Anda lakukan?", "Menolak", "Menerima", "A", "Tolak gratifikasi."),
    ("2", "Berapa lama?", "30 hari", "7 hari", "B", ""),
)
GUESS = ColumnMapping(header=1, stem=1, options=(2, 3), key=4, keys="letter")


def view(mapping: ColumnMapping = GUESS, **more: Any) -> TableView:
    facts: dict[str, Any] = {"confidence": 0.9, "sheets": ("",)} | more
    return TableView(mapping=mapping, signature="x", headers=ROWS[0], rows=ROWS, **facts)


def show(qtbot: QtBot, context: Any, table: TableView) -> ImportColumnsPage:
    page = ImportColumnsPage(context, "kantor.csv", table)
    qtbot.addWidget(page)
    page.resize(1176, 768)
    page.show()
    settle()
    return page


def choose(page: ImportColumnsPage, name: str, value: object) -> None:
    chooser = page.findChild(Chooser, name)
    place = chooser.findData(value)
    assert place >= 0
    chooser.setCurrentIndex(place)
    chooser.activated.emit(place)
    settle()


def sample(page: ImportColumnsPage) -> list[list[str]]:
    tables = [t for t in page.findChildren(FitTable) if t.isVisible()]
    model = tables[0].model()
    return [
        [model.index(row, col).data() for col in range(model.columnCount())]
        for row in range(model.rowCount())
    ]


def texts(page: ImportColumnsPage) -> list[str]:
    return [each.text() for each in page.findChildren(QLabel) if each.isVisible()]


def test_the_guess_is_shown_with_the_first_rows(qtbot: QtBot, context: Any) -> None:
    page = show(qtbot, context, view())
    assert page.findChild(Chooser, "stem").currentText() == "B: Pertanyaan"
    assert page.findChild(Chooser, "option-4").currentText() == "(tidak ada)"
    assert page.findChild(Chooser, "keys").accessibleName() == "Kunci berisi"
    assert sample(page)[0] == ["Apa yang Anda lakukan?", "Menolak", "Menerima", "A"]
    assert page.go.isEnabled()
    with qtbot.waitSignal(page.mapping_chosen) as told:
        page.go.click()
    assert told.args == [GUESS]


def test_a_corrected_column_changes_what_is_read(qtbot: QtBot, context: Any) -> None:
    page = show(qtbot, context, view())
    choose(page, "stem", 5)
    choose(page, "explanation", 1)
    choose(page, "keys", "text")
    assert sample(page)[0][0] == "Tolak gratifikasi."
    assert page.mapping == ColumnMapping(
        header=1, stem=5, options=(2, 3), key=4, keys="text", explanation=1
    )


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("stem", -1, "Tentukan kolom yang berisi soal."),
        ("key", -1, "Tentukan kolom yang berisi kunci."),
        ("option-0", -1, "Ada pilihan yang terlewat: isi kolomnya berurutan."),
        ("option-3", 5, "Ada pilihan yang terlewat: isi kolomnya berurutan."),
        ("option-1", 1, "Satu kolom mendapat dua arti."),
    ],
)
def test_what_is_missing_is_said(
    qtbot: QtBot, context: Any, name: str, value: int, said: str
) -> None:
    page = show(qtbot, context, view())
    choose(page, name, value)
    assert said in texts(page)
    assert not page.go.isEnabled()


def test_last_option_may_go(qtbot: QtBot, context: Any) -> None:
    page = show(qtbot, context, view())
    choose(page, "option-1", -1)
    assert page.mapping.options == (2,)


def test_presets_name_options_by_number(qtbot: QtBot, context: Any) -> None:
    page = show(qtbot, context, view())
    choose(page, "preset", "kahoot")
    assert (page.mapping.preset, page.mapping.keys) == ("kahoot", "number")
    assert page.findChild(Chooser, "keys").currentData() == "number"


def test_the_row_of_headings_names_the_columns(qtbot: QtBot, context: Any) -> None:
    page = show(qtbot, context, view())
    choose(page, "header", 0)
    assert page.findChild(Chooser, "stem").currentText() == "B"
    assert sample(page)[0][0] == "Pertanyaan"


def test_sheets_and_how_sure(qtbot: QtBot, context: Any) -> None:
    mapping = ColumnMapping(sheet="Satu")
    page = show(qtbot, context, view(mapping, sheets=("Satu", "Dua"), confidence=0.0))
    assert any(text.startswith("Tabel ini belum dipahami") for text in texts(page))
    with qtbot.waitSignal(page.sheet_chosen) as told:
        choose(page, "sheet", "Dua")
    assert told.args == ["Dua"]
    again = show(qtbot, context, view(remembered=True))
    assert any("pernah Anda tentukan" in text for text in texts(again))


@pytest.mark.parametrize(("percent", "width"), [(100, 1176), (100, 834), (200, 1046), (200, 704)])
def test_nothing_is_cut_or_overlaps(
    qtbot: QtBot, make_context: Any, percent: int, width: int
) -> None:
    page = show(qtbot, make_context(text_percent=percent), view())
    page.resize(width, 6000)
    for part in page.findChildren(Disclosure):
        part.set_open(True)
    assert faults(page) == []


KAHOOT = ColumnMapping(preset="kahoot", header=1, stem=1, options=(2, 3), key=4, keys="number")


def test_a_preset_brings_its_columns_and_can_be_taken_back(qtbot: QtBot, context: Any) -> None:
    page = show(qtbot, context, view(presets={"kahoot": KAHOOT, "": ColumnMapping()}))
    choose(page, "stem", 5)
    choose(page, "preset", "kahoot")
    assert page.mapping == KAHOOT
    assert page.findChild(Chooser, "stem").currentText() == "B: Pertanyaan"
    assert page.findChild(Chooser, "keys").currentData() == "number"
    choose(page, "preset", "")
    assert page.mapping == GUESS


def test_reasons_have_columns_of_their_own(qtbot: QtBot, context: Any) -> None:
    page = show(qtbot, context, view())
    page.findChildren(Disclosure)[0].set_open(True)
    shown = [page.findChild(Chooser, f"reason-{n}").isVisible() for n in range(3)]
    assert shown == [True, True, False]
    assert page.findChild(Chooser, "reason-1").accessibleName() == "Alasan pilihan B"
    choose(page, "reason-1", 5)
    assert page.mapping.reasons == (-1, 5)
    assert sample(page)[0][-1] == "Tolak gratifikasi."
    choose(page, "option-2", 0)
    assert page.findChild(Chooser, "reason-2").isVisible()
    choose(page, "reason-1", -1)
    assert page.mapping.reasons == ()
    choose(page, "reason-0", 1)
    assert "Satu kolom mendapat dua arti." in texts(page)


def test_everything_is_reached_and_done_by_keyboard_at_200_percent(
    qtbot: QtBot, make_context: Any
) -> None:
    page = ImportColumnsPage(
        make_context(text_percent=200), "kantor.csv", view(presets={"kahoot": KAHOOT})
    )
    qtbot.addWidget(page)
    page.resize(1046, 640)
    with qtbot.waitActive(page):
        page.show()
        page.activateWindow()
    page.focus_first()
    assert page.focusWidget().objectName() == "preset"
    QTest.keyClick(page.focusWidget(), Qt.Key.Key_K)
    assert page.mapping == KAHOOT
    page.findChildren(Disclosure)[0].set_open(True)
    settle()
    wanted = {each for each in page._choosers.values() if each.isVisible()} | {page.go}
    met: list[QWidget] = []
    for _ in range(60):
        focused = page.focusWidget()
        met.append(focused)
        middle = focused.mapTo(page, focused.rect().center())
        assert page.rect().contains(middle), focused.objectName()
        assert focused.visibleRegion().boundingRect().height() >= focused.height() // 2
        if focused is page.go:
            break
        QTest.keyClick(focused, Qt.Key.Key_Tab)
        settle()
    assert wanted <= set(met)
    reasons = page.findChild(Chooser, "reason-0")
    QTest.keyClick(reasons, Qt.Key.Key_End)
    assert page.mapping.reasons == (5, -1)
    with qtbot.waitSignal(page.mapping_chosen) as told:
        QTest.keyClick(page.go, Qt.Key.Key_Return)
    assert told.args == [page.mapping]
