"""Kemajuan: the cumulative bars, and a history to open from and delete in."""

from __future__ import annotations

from datetime import timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPushButton

from ethics_desktop.domain.attempt import AttemptState
from ethics_desktop.domain.records import SummaryRow
from ethics_desktop.ui.pages.progress import ProgressPage
from tests import builders
from tests.fakes import FakeDialogs
from tests.ui.layouts import faults, settle


def row(number, form="simulasi-etika", **changes) -> SummaryRow:
    title = {"simulasi-etika": "Simulasi Etika ASN", "asesmen-singkat": "Asesmen singkat"}[form]
    end = builders.START - timedelta(days=number)
    figures = dict(
        attempt_id=f"a-{number}",
        blueprint_id=form,
        title={"id": title},
        state=AttemptState.FINISHED,
        started_at=end - timedelta(minutes=20),
        finished_at=end,
        n=30,
        full=20 + number,
        percent=70.4 + number,
        lo=58.2,
        hi=84.0,
        comparable=True,
    )
    return SummaryRow(**(figures | changes))


HISTORY = (
    row(1),
    row(2, "asesmen-singkat", n=10, full=7),
    row(3, state=AttemptState.TIME_UP, comparable=False),
)


@pytest.fixture
def page(qtbot, make_context):
    made = ProgressPage(make_context(dialogs=FakeDialogs([True, False])))
    qtbot.addWidget(made)
    made.resize(1176, 768)
    made.show()
    made.refresh(builders.five_verdicts(), HISTORY)
    settle()
    return made


def cells(page, line):
    return [page.model.index(line, c).data() for c in range(page.model.columnCount())]


def test_history_in_words_newest_first(page):
    assert cells(page, 0)[1:] == ["Simulasi Etika ASN", "21 dari 30 soal", "71", "55–85", ""]
    assert cells(page, 2)[5] == "waktu habis, kurang sebanding"
    assert [shown.attempt_id for shown in page.model.rows()] == ["a-1", "a-2", "a-3"]


def test_bars_show_the_profile(page):
    texts = [label.text() for label in page.findChildren(QLabel) if label.isVisible()]
    assert "Layak diperkuat dulu" in texts


def test_filter_by_form(page):
    assert [page.forms.itemText(i) for i in range(page.forms.count())] == [
        "Semua asesmen",
        "Asesmen singkat",
        "Simulasi Etika ASN",
    ]
    page.forms.setCurrentIndex(1)
    assert [shown.attempt_id for shown in page.model.rows()] == ["a-2"]
    page.refresh(builders.five_verdicts(), HISTORY[:2])
    assert page.forms.currentText() == "Asesmen singkat"  # kept
    page.refresh(builders.five_verdicts(), HISTORY[:1])
    assert page.forms.currentText() == "Semua asesmen"  # its form is gone


def test_buttons_wait_for_a_choice(page):
    assert not page.open_button.isEnabled()
    assert not page.delete_button.isEnabled()
    page.table.selectRow(0)
    assert page.open_button.isEnabled()
    page.refresh(builders.five_verdicts(), HISTORY)
    assert not page.delete_button.isEnabled()


def test_open_by_button_and_by_key(qtbot, page):
    page.table.selectRow(1)
    with qtbot.waitSignal(page.open_requested) as asked:
        page.open_button.click()
    assert asked.args == ["a-2"]
    page.table.setCurrentIndex(page.model.index(2, 0))
    with qtbot.waitSignal(page.open_requested) as asked:
        qtbot.keyClick(page.table, Qt.Key.Key_Return)
    assert asked.args == ["a-3"]


def test_delete_asks_first(qtbot, page):
    page.table.selectRow(0)
    with qtbot.waitSignal(page.delete_requested) as asked:
        page.delete_button.click()
    assert asked.args == ["a-1"]
    with qtbot.assertNotEmitted(page.delete_requested):
        page.delete_button.click()
    title, text, yes, no = page.context.dialogs.asked[0]
    assert (title, yes, no) == ("Hapus hasil ini?", "Ya, hapus", "Jangan hapus")
    assert "Simulasi Etika ASN" in text


def test_empty_state_offers_the_way_out(qtbot, context):
    page = ProgressPage(context)
    qtbot.addWidget(page)
    page.show()
    settle()
    assert not page.table.isVisible() and not page.bars.isVisible()
    start = next(b for b in page.findChildren(QPushButton) if b.text() == "Pilih asesmen")
    assert start.isVisible()
    with qtbot.waitSignal(page.start_requested):
        start.click()


@pytest.mark.parametrize(
    ("percent", "width", "height"),
    [(100, 1176, 768), (100, 834, 640), (200, 1046, 768), (200, 704, 640)],
)
def test_nothing_is_cut_or_overlaps(qtbot, make_context, percent, width, height):
    page = ProgressPage(make_context(text_percent=percent))
    qtbot.addWidget(page)
    page.resize(width, height)
    page.show()
    page.refresh(builders.five_verdicts(), HISTORY)
    page.bars.disclosure.set_open(True)
    assert faults(page) == []
    assert page.table.horizontalScrollBar().maximum() == 0
