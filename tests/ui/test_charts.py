"""Bars that do not hide their uncertainty, and say the same in words and as a table."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QLabel

from ethics_desktop.domain.bank import Principle
from ethics_desktop.domain.result import Verdict
from ethics_desktop.ui.widgets import bar_text
from ethics_desktop.ui.widgets.charts import Bar, PrincipleBars
from ethics_desktop.ui.widgets.fit_table import FitTable
from tests import builders
from tests.ui.layouts import faults, settle


def shown(qtbot, widget, width=900, height=700):
    qtbot.addWidget(widget)
    widget.resize(width, height)
    widget.show()
    return widget


def texts(widget):
    settle()
    return [label.text() for label in widget.findChildren(QLabel) if label.isVisible()]


def opened(bars):
    bars.disclosure.button.click()
    return bars.findChild(FitTable)


def test_every_bar_has_name_count_and_verdict(qtbot, context):
    bars = shown(qtbot, PrincipleBars(context, builders.five_verdicts()))
    found = texts(bars)
    for expected in ("Integritas", "22 dari 24 soal, skor 92", "4 dari 12 soal", "Sejauh ini kuat"):
        assert expected in found
    assert "Baru 6 soal. Butuh sedikitnya 2 lagi sebelum ada simpulan." in found
    assert "Belum ada data." in found
    assert "pilihan acak ≈ 45" in found
    assert "ambang 70" in found


def test_picture_is_said_in_words(qtbot, context):
    results = builders.five_verdicts()
    bars = shown(qtbot, PrincipleBars(context, results))
    for result in results:
        assert bar_text.bar_summary(result, context.tr) in bars.accessibleDescription()
    names = [bar.accessibleName() for bar in bars.findChildren(Bar)]
    assert names == [bar_text.bar_summary(result, context.tr) for result in results]


def test_table_holds_the_same_figures(qtbot, context):
    bars = shown(qtbot, PrincipleBars(context, builders.five_verdicts()))
    assert not bars.disclosure.opened
    table = opened(bars)
    assert table.isVisible()
    assert bars.disclosure.button.text() == "Sembunyikan tabel"
    model = table.model()
    row = [model.index(0, column).data() for column in range(model.columnCount())]
    assert row == ["Integritas", "22 dari 24 soal", "92", "80–100", "45", "Sejauh ini kuat"]
    empty = [model.index(4, column).data() for column in range(model.columnCount())]
    assert empty == ["Profesionalisme", "–", "–", "–", "–", "Belum ada data."]


def test_without_verdicts_there_is_no_verdict_anywhere(qtbot, context):
    bars = shown(qtbot, PrincipleBars(context, builders.five_verdicts(), verdicts=False))
    assert "Sejauh ini kuat" not in texts(bars)
    assert "Sejauh ini kuat" not in bars.accessibleDescription()
    assert opened(bars).model().columnCount() == 5


def _pixel(bar: Bar, percent: float, dy: float = 0.0):
    image = bar.grab().toImage()
    x = round(3 + (bar.width() - 6) * percent / 100)
    return image.pixelColor(QPoint(x, round(bar.height() / 2 - 1 + dy)))


@pytest.mark.parametrize("verdict", list(Verdict))
def test_hue_only_with_a_verdict(qtbot, context, verdict):
    result = builders.bar(Principle.KEADILAN, verdict, percent=60.0, ends=(55.0, 65.0))
    definite = bar_text.has_verdict(result.estimate)
    bar = shown(qtbot, Bar(context, result.estimate, "keadilan", definite), 400, 34)
    hue = context.theme.color("keadilan")
    assert (_pixel(bar, 20) == hue) is (verdict in (Verdict.STRONG, Verdict.NEEDS_WORK))
    assert _pixel(bar, 92) == context.theme.color("track")


def test_interval_is_drawn_where_the_words_say(qtbot, context):
    result = builders.bar(Principle.KEADILAN, Verdict.STRONG, percent=60.0, ends=(51.0, 79.0))
    bar = shown(qtbot, Bar(context, result.estimate, "keadilan", True), 400, 34)
    text = context.theme.color("text")
    assert _pixel(bar, 52) == text  # rounded outward to 50..80
    assert _pixel(bar, 78) == text
    assert _pixel(bar, 30) == context.theme.color("keadilan")


def test_showing_other_results_replaces_the_old_ones(qtbot, context):
    bars = shown(qtbot, PrincipleBars(context, builders.five_verdicts()))
    bars.show_results(builders.five_verdicts()[:1])
    assert "Keadilan" not in texts(bars)
    assert opened(bars).model().rowCount() == 1
    bars.show_results(())
    assert texts(bars) == ["belum ada simpulan", "rentang"]


@pytest.mark.parametrize("width", [420, 620, 1100])
@pytest.mark.parametrize("percent", [100, 200])
def test_nothing_is_cut_or_overlaps(qtbot, make_context, width, percent):
    bars = PrincipleBars(make_context(text_percent=percent), builders.five_verdicts())
    shown(qtbot, bars, width, 100)
    bars.resize(width, bars.heightForWidth(width))
    assert faults(bars) == []
