"""The search in Pustaka: words in, a table of items out, nothing of the reserved ones."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from ethics_desktop.domain.bank import Pool
from ethics_desktop.services.library import MOST_FOUND, Found
from ethics_desktop.settings import AppSettings
from ethics_desktop.ui.context import UiContext
from ethics_desktop.ui.desk import Desk
from ethics_desktop.ui.pages.library import LibraryPage
from ethics_desktop.ui.widgets.fit_table import FitTable
from ethics_desktop.ui.widgets.item_search import ItemSearch
from tests import builders
from tests.fakes import FakeDialogs
from tests.ui.layouts import settle
from tests.worlds import make_program


def found(count: int) -> list[Found]:
    items = builders.shipped_items()
    return [Found("a", "Bank A", items[n % len(items)]) for n in range(count)]


@pytest.fixture
def search(qtbot: QtBot, context: UiContext) -> ItemSearch:
    made = ItemSearch(context)
    qtbot.addWidget(made)
    made.resize(900, 600)
    made.show()
    return made


def told(search: ItemSearch) -> str:
    return search._told.text() if search._told.isVisible() else ""


def test_words_are_asked_for_after_a_pause(qtbot: QtBot, search: ItemSearch) -> None:
    with qtbot.waitSignal(search.wanted) as asked:
        search.field.setText("parsel")
    assert asked.args == ["parsel"]
    with qtbot.waitSignal(search.wanted) as asked:
        search.field.returnPressed.emit()
    assert asked.args == ["parsel"]


@pytest.mark.parametrize(
    ("count", "text"),
    [(0, "Tidak ada soal dengan kata-kata ini."), (3, "3 soal ditemukan."),
     (MOST_FOUND + 1, "Lebih dari 200 soal ditemukan; berikut yang pertama.")],
)  # fmt: skip
def test_what_was_found(search: ItemSearch, count: int, text: str) -> None:
    search.field.setText("x y")
    search.show_found("x y", found(count))
    assert told(search) == text
    settle()
    tables = [t for t in search.findChildren(FitTable) if t.isVisible()]
    assert [t.model().rowCount() for t in tables] == ([min(count, MOST_FOUND)] if count else [])


def test_what_was_found_follows_the_field_and_claims_no_order(
    search: ItemSearch,
) -> None:
    search._layout.addWidget(QPushButton("Uji mutu"))
    search.field.setText("x")
    search.show_found("x", found(3))
    table = search.findChild(FitTable)
    header = table.horizontalHeader()
    assert header.sortIndicatorSection() == -1
    after = search.field.nextInFocusChain()
    while not after.focusPolicy() & Qt.FocusPolicy.TabFocus:
        after = after.nextInFocusChain()
    assert after is table
    came = [table.model().index(row, 0).data() for row in range(3)]
    header.setSortIndicator(0, Qt.SortOrder.AscendingOrder)  # what a click on the header does
    assert [table.model().index(row, 0).data() for row in range(3)] == sorted(came)


def test_late_answers_are_dropped_and_no_words_show_nothing(search: ItemSearch) -> None:
    search.field.setText("baru")
    search.show_found("lama", found(2))
    assert told(search) == ""
    search.show_found("baru", found(2))
    search.field.setText("")
    search.show_found("", [])
    assert told(search) == "" and not any(t.isVisible() for t in search.findChildren(FitTable))


@pytest.mark.parametrize("trainer", [False, True])
def test_the_library_is_searched(
    qtbot: QtBot, qapp: QApplication, tmp_path: Path, trainer: bool
) -> None:
    program = make_program(tmp_path / "data")
    program.app_settings.save(AppSettings(trainer_page=trainer))
    desk = Desk(qapp, program, FakeDialogs([True]))
    qtbot.addWidget(desk.window)
    desk.show()
    qtbot.waitUntil(lambda: desk.window.current_key == "home")
    desk.window.show_page("library")
    page = desk.window.page("library")
    assert isinstance(page, LibraryPage)
    item = next(i for i in builders.shipped_items() if i.meta.pool is Pool.UJI)
    words = item.stem.split()
    page.search.field.setText(" ".join(words[5:12]).upper())
    qtbot.waitUntil(lambda: bool(told(page.search)))
    assert told(page.search) == (
        "1 soal ditemukan." if trainer else "Tidak ada soal dengan kata-kata ini."
    )
    desk.close()
