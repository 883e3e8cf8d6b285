"""The one table model: columns as data, sorting in Python, one cell a row where it is narrow."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPersistentModelIndex, Qt
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from ethics_desktop.ui.table_model import Column, TableModel
from ethics_desktop.ui.widgets.basics import label, scroll
from ethics_desktop.ui.widgets.fit_table import FitTable

COLUMNS = (
    Column("Nama", lambda row: row[0]),
    Column("Nilai", lambda row: str(row[1]), key=lambda row: row[1], right=True),
    Column("Catatan", lambda row: row[2], stretch=1, tip=lambda row: row[2]),
)
ROWS = [("b", 9, "satu dua tiga"), ("a", 10, ""), ("c", 9, "empat")]


@pytest.fixture
def model(qtbot, qtmodeltester):
    made = TableModel(COLUMNS, ROWS)
    qtmodeltester.check(made, force_py=True)
    return made


@pytest.fixture
def table(qtbot, context):
    made = FitTable(context, TableModel(COLUMNS, ROWS), "Daftar", sortable=True)
    qtbot.addWidget(made)
    made.resize(600, 50)
    made.show()
    return made


def names(model):
    return [row[0] for row in model.rows()]


def test_texts_and_headers(model):
    assert (model.rowCount(), model.columnCount()) == (3, 3)
    assert model.index(1, 1).data() == "10"
    header = model.headerData(1, Qt.Orientation.Horizontal)
    assert header == "Nilai"
    assert model.index(0, 2).data(Qt.ItemDataRole.ToolTipRole) == "satu dua tiga"
    assert model.index(1, 2).data(Qt.ItemDataRole.ToolTipRole) is None


def test_sorting_uses_the_key_and_keeps_equal_rows_in_order(model):
    model.sort(1)
    assert names(model) == ["b", "c", "a"]  # as text, 10 would come before 9
    model.sort(1, Qt.SortOrder.DescendingOrder)
    assert names(model)[0] == "a"


def test_an_index_follows_its_row(model):
    kept = QPersistentModelIndex(model.index(0, 0))
    model.sort(0)
    assert kept.row() == 1
    assert kept.data() == "b"


def test_equal_rows_are_told_apart(qtbot):
    twin = TableModel(COLUMNS, [("a", 1, ""), ("a", 1, "")])
    kept = [QPersistentModelIndex(twin.index(row, 0)) for row in range(2)]
    twin.sort(1)
    assert [index.row() for index in kept] == [0, 1]


def test_new_rows_keep_the_sorting(model):
    model.sort(0)
    model.set_rows([("z", 1, ""), ("y", 2, "")])
    assert names(model) == ["y", "z"]


def test_stacked_rows_are_lines(model):
    model.set_stacked(True)
    assert model.columnCount() == 1
    assert model.index(0, 0).data() == "Nama: b\nNilai: 9\nCatatan: satu dua tiga"
    assert model.index(1, 0).data() == "Nama: a\nNilai: 10"  # nothing empty


def test_row_of_no_index(model):
    assert model.row(model.index(7, 0)) is None


def test_table_stacks_only_where_words_do_not_fit(table):
    model = table.model()
    assert not model.stacked
    table.resize(90, 200)
    assert model.stacked
    assert table.horizontalHeader().isHidden()
    table.resize(600, 200)
    assert not model.stacked
    assert sum(table.columnWidth(c) for c in range(3)) <= table.viewport().width()


def test_the_room_of_a_scroll_bar_does_not_bring_the_columns_back(table):
    model, width = table.model(), 600
    while not model.stacked:
        width -= 1
        table.resize(width, 200)
    bar = table.verticalScrollBar().sizeHint().width()
    table.resize(width + bar, 200)  # what a page gains whose scroll bar is no longer needed
    assert model.stacked
    table.resize(width + 3 * bar, 200)
    assert not model.stacked


def test_every_row_is_on_show_up_to_the_limit(table):
    last = table.visualRect(table.model().index(2, 0))
    assert table.viewport().rect().contains(last)


def test_tab_leaves_the_table_and_s_sorts(qtbot, table):
    assert not table.tabKeyNavigation()
    table.setCurrentIndex(table.model().index(0, 0))
    qtbot.keyClick(table, Qt.Key.Key_S)
    assert names(table.model()) == ["a", "b", "c"]
    qtbot.keyClick(table, Qt.Key.Key_S)
    assert names(table.model()) == ["c", "b", "a"]


def test_long_tables_scroll_inside(qtbot, context):
    rows = [(str(n), n, "") for n in range(40)]
    made = FitTable(context, TableModel(COLUMNS, rows), "Daftar", most_rows=5)
    qtbot.addWidget(made)
    made.resize(600, 50)
    made.show()
    assert made.height() < 6 * made.rowHeight(0) + made.horizontalHeader().height() + 10
    assert made.verticalScrollBar().maximum() > 0
    assert sum(made.columnWidth(c) for c in range(3)) <= made.viewport().width()


def test_the_row_the_keyboard_comes_to_is_chosen(qtbot, table):
    with qtbot.waitActive(table):
        table.activateWindow()
    table.setFocus()
    assert [index.row() for index in table.selectionModel().selectedRows()] == [0]
    table.clearFocus()
    table.selectRow(2)
    table.setFocus()
    assert [index.row() for index in table.selectionModel().selectedRows()] == [2]


def test_columns_and_stacked_rows_do_not_take_turns_on_a_scrolling_page(qtbot, context):
    # whichever was shown, the page's scroll bar went or came and asked for the other: a crash
    columns = (
        Column("Nomor", str),
        Column("Prinsip", lambda _row: "Profesionalisme", stretch=1),
        Column("Soal", lambda _row: "Seorang pegawai menerima bingkisan. " * 5, stretch=2),
        Column("Tanggal", lambda _row: "22 November 2026"),
    )
    table = FitTable(context, TableModel(columns, [1]), "Daftar")
    page = QWidget()
    inner = QVBoxLayout(page)
    inner.addWidget(label("Judul"))
    inner.addWidget(table)
    area = scroll(page)
    qtbot.addWidget(area)
    area.show()
    seen = set()
    for width in range(480, 620, 4):
        for height in (60, 140, 180, 240):
            area.resize(width, height)
            QApplication.processEvents()
            seen.add(table.horizontalHeader().isVisible())
    assert seen == {True, False}
