"""Kemajuan: bars, trend, behaviours, what was sure but wrong, a history to filter, the data."""

from __future__ import annotations

from datetime import timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPushButton

from ethics_desktop.domain.attempt import AttemptState
from ethics_desktop.domain.bank import Principle
from ethics_desktop.domain.records import SummaryRow
from ethics_desktop.domain.result import NextStep, StepKind
from ethics_desktop.domain.standing import History, PartResult, Standing, WeekPoint
from ethics_desktop.domain.statistics import estimate
from ethics_desktop.domain.sums import SureWrong, monday_of, week_of
from ethics_desktop.services.roleplay import ScenarioCard
from ethics_desktop.ui.pages.progress import ProgressPage
from tests import builders
from tests.fakes import FakeDialogs
from tests.ui.layouts import faults, settle

TITLES = {"simulasi-etika": "Simulasi Etika ASN", "asesmen-singkat": "Asesmen singkat"}


def row(number, form="simulasi-etika", **changes) -> SummaryRow:
    end = builders.START - timedelta(days=number)
    figures = dict(
        attempt_id=f"a-{number}",
        blueprint_id=form,
        title={"id": TITLES[form]},
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


ROWS = (
    row(1),
    row(2, "asesmen-singkat", n=10, full=7),
    row(3, state=AttemptState.TIME_UP, comparable=False),
)


def history(rows=ROWS, more=False, forms=TITLES) -> History:
    return History(tuple(rows), {form: {"id": title} for form, title in forms.items()}, more)


def figures(full, n):
    values = [1.0] * full + [0.0] * (n - full)
    return estimate(values, [0.3] * n, [v == 1 for v in values])


def standing(**changes) -> Standing:
    last = week_of(builders.START.date())
    points = tuple(
        WeekPoint(monday_of(last - back), figures(*counts))
        for back, counts in ((3, (2, 4)), (2, (0, 0)), (1, (9, 12)), (0, (6, 9)))
    )
    none = tuple(WeekPoint(point.monday, figures(0, 0)) for point in points)
    values = (
        PartResult(
            "akuntabel",
            {"id": "Akuntabel"},
            figures(18, 20),
            (
                PartResult("akuntabel.1", {"id": "Melaksanakan tugas dengan jujur"}, figures(2, 3)),
                PartResult("akuntabel.2", {"id": "Tidak menyalahgunakan"}, figures(0, 0)),
            ),
        ),
        PartResult("loyal", {"id": "Loyal"}, figures(2, 9)),
    )
    item = builders.shipped_items()[0]
    made = Standing(
        principles=builders.five_verdicts(),
        practice=builders.five_verdicts()[:2],
        weeks={None: points, **{p: none for p in Principle}, Principle.KEADILAN: points[:1] * 4},
        values=values,
        modules=(PartResult("1", {"id": "Konsep Etika"}, figures(7, 10)),),
        sure_wrong=(SureWrong(item, "a-1", 3, {"id": "Asesmen singkat"}, builders.START),),
        sure_wrong_count=41,
        steps=(
            NextStep(StepKind.REVIEW_CONFIDENT, params={"count": 41}),
            NextStep(
                StepKind.PRINCIPLE_FORM,
                "prinsip-keadilan",
                Principle.KEADILAN,
                {"full": 4, "n": 12},
            ),
            NextStep(
                StepKind.BEHAVIOUR_FORM, "berakhlak-21", params={"unmet": 9, "behaviours": 21}
            ),
        ),
    )
    from msgspec.structs import replace

    return replace(made, **changes)


def scenario(title="Kopi di seberang", seen=2, plays=3) -> ScenarioCard:
    return ScenarioCard(
        *("s", "integritas", title, "", "", 10, None, 5, seen, plays, None, None, True, ()),
        best_quality=80.0,
        first_quality=62.4,
    )


@pytest.fixture
def page(qtbot, make_context):
    made = ProgressPage(make_context(dialogs=FakeDialogs([True, False])))
    qtbot.addWidget(made)
    made.resize(1176, 768)
    made.show()
    made.refresh(standing(), history(), [scenario(), scenario("Belum dimainkan", 0, 0)])
    settle()
    return made


def visible(page) -> list[str]:
    return [label.text() for label in page.findChildren(QLabel) if label.isVisible()]


def cells(model, line):
    return [model.index(line, c).data() for c in range(model.columnCount())]


def test_the_summary_shows_bars_suggestions_and_trend(page):
    assert "Layak diperkuat dulu" in visible(page)
    assert "Keadilan: 4 dari 12 soal dijawab dengan pilihan terbaik." in visible(page)
    assert "9 dari 21 panduan perilaku BerAKHLAK belum pernah Anda temui." in visible(page)
    assert page.trend.drawing.isVisible() and not page.values.isVisible()
    assert page.history.isVisible()  # at the end, and alone under its own name


def test_results_that_are_not_counted_are_told(page):
    told = "1 hasil dalam riwayat tidak dihitung di sini"
    assert any(text.startswith(told) for text in visible(page))
    page.refresh(standing(), history(ROWS[:2]))
    assert not page.left_out.isVisible()


def test_practice_stands_apart(page):
    assert page.practice.isVisible()
    assert any(text.startswith("Latihan dihitung tersendiri") for text in visible(page))
    page.refresh(standing(practice=builders.five_verdicts()[4:]), history())
    assert not page.practice.isVisible()


def test_the_trend_has_words_and_a_table_for_each_choice(page):
    words = page.trend.words.text()
    assert words == page.trend.drawing.accessibleDescription()
    assert words.startswith("3 dari 4 minggu berisi jawaban. Pertama: minggu 26 Oktober 2026")
    assert words.endswith("Terakhir: minggu 16 November 2026, 9 soal, skor 67 (rentang 45–85).")
    assert cells(page.trend.model, 0) == ["16 November 2026", "9", "67", "45–85"]
    assert page.trend.model.rowCount() == 3
    page.trend.chooser.setCurrentIndex(2)
    assert page.trend.words.text().startswith("4 dari 4 minggu")
    page.trend.chooser.setCurrentIndex(1)
    assert page.trend.words.text() == "Tidak ada jawaban pada minggu-minggu ini."
    assert not page.trend.drawing.isVisible() and not page.trend.disclosure.isVisible()


def test_behaviours_are_words_before_figures(page):
    page.show_section("behaviours")
    shown = visible(page)
    assert "baik · 20 soal · skor 90 (rentang 75–100)" in shown
    assert "belum cukup data · 3 soal" in shown
    assert "belum ada data" in shown
    assert "rendah · 9 soal · skor 22 (rentang 5–45)" in shown
    assert "sedang · 10 soal · skor 70 (rentang 45–85)" in shown
    assert not any("Kelima prinsip" in text for text in shown)


def test_sure_but_wrong_opens_its_explanation(qtbot, page):
    step = next(b for b in page.findChildren(QPushButton) if b.text() == "Lihat soal-soal itu")
    with qtbot.assertNotEmitted(page.step_chosen):
        step.click()
    assert page.sections["mistakes"].isChecked() and page.mistakes.table.isVisible()
    assert "Yang tampak adalah 1 terbaru dari 41." in page.mistakes.words.text()
    assert page.mistakes.open_button.isEnabled()  # the keyboard came to its first row
    with qtbot.waitSignal(page.review_requested) as asked:
        page.mistakes.open_button.click()
    assert asked.args == ["a-1"]
    page.refresh(standing(sure_wrong=(), sure_wrong_count=0), history())
    assert not page.mistakes.table.isVisible()
    assert page.mistakes.words.text().startswith("Tidak ada soal yang menunggu")


def test_other_suggestions_go_up(qtbot, page):
    press = next(b for b in page.findChildren(QPushButton) if b.text() == "Mulai asesmen Keadilan")
    with qtbot.waitSignal(page.step_chosen) as asked:
        press.click()
    assert asked.args[0].target == "prinsip-keadilan"


def test_history_in_words_newest_first(page):
    page.show_section("history")
    settle()
    model = page.history.model
    assert cells(model, 0)[1:] == ["Simulasi Etika ASN", "21 dari 30 soal", "71", "55–85", ""]
    assert cells(model, 2)[5] == "waktu habis, kurang sebanding"
    assert [shown.attempt_id for shown in model.rows()] == ["a-1", "a-2", "a-3"]


def test_endings_of_what_was_played(page):
    page.show_section("history")
    settle()
    assert page.endings.model.rowCount() == 1
    assert cells(page.endings.model, 0) == ["Kopi di seberang", "2 dari 5", "3", "62"]
    assert page.endings.isVisible()
    page.refresh(standing(), history(), ())
    assert not page.endings.isVisible()


def test_filters_ask_for_other_rows(qtbot, page):
    card = page.history
    assert [card.forms.itemText(i) for i in range(card.forms.count())] == [
        "Semua asesmen",
        "Asesmen singkat",
        "Simulasi Etika ASN",
    ]
    with qtbot.waitSignal(page.filter_changed) as asked:
        card.forms.setCurrentIndex(1)
    assert asked.args == ["asesmen-singkat", None, 50]
    with qtbot.waitSignal(page.filter_changed) as asked:
        card.periods.setCurrentIndex(2)
    assert asked.args == ["asesmen-singkat", 90, 50]
    page.show_section("history")
    page.show_history(history((), more=False))
    assert card.forms.currentText() == "Asesmen singkat"  # kept
    assert card.none.isVisible() and not card.table.isVisible()
    with qtbot.waitSignal(page.filter_changed) as asked:  # its form is gone
        page.show_history(history(ROWS[:1], forms={"simulasi-etika": "Simulasi Etika ASN"}))
    assert asked.args == ["", 90, 50]


def test_older_results_when_there_are_more(qtbot, page):
    page.show_section("history")
    assert not page.history.more_button.isVisible()
    page.show_history(history(more=True))
    with qtbot.waitSignal(page.filter_changed) as asked:
        page.history.more_button.click()
    assert asked.args == ["", None, 100]
    with qtbot.waitSignal(page.filter_changed) as asked:
        page.history.periods.setCurrentIndex(1)
    assert asked.args == ["", 30, 50]


def test_buttons_wait_for_a_choice(page):
    card = page.history
    buttons = (card.open_button, card.compare_button, card.delete_button)
    assert not any(button.isEnabled() for button in buttons)
    card.table.selectRow(0)
    assert all(button.isEnabled() for button in buttons)
    page.show_history(history(ROWS[:1]))
    card.table.selectRow(0)
    assert not card.compare_button.isEnabled()  # nothing to compare with


def test_open_by_button_and_by_key_and_compare(qtbot, page):
    page.show_section("history")
    card = page.history
    card.table.selectRow(1)
    with qtbot.waitSignal(page.open_requested) as asked:
        card.open_button.click()
    assert asked.args == ["a-2"]
    with qtbot.waitSignal(page.compare_requested) as asked:
        card.compare_button.click()
    assert asked.args == ["a-2"]
    card.table.setCurrentIndex(card.model.index(2, 0))
    with qtbot.waitSignal(page.open_requested) as asked:
        qtbot.keyClick(card.table, Qt.Key.Key_Return)
    assert asked.args == ["a-3"]


def test_delete_asks_first(qtbot, page):
    card = page.history
    card.table.selectRow(0)
    with qtbot.waitSignal(page.delete_requested) as asked:
        card.delete_button.click()
    assert asked.args == ["a-1"]
    with qtbot.assertNotEmitted(page.delete_requested):
        card.delete_button.click()
    title, text, yes, no = page.context.dialogs.asked[0]
    assert (title, yes, no) == ("Hapus hasil ini?", "Ya, hapus", "Jangan hapus")
    assert "Simulasi Etika ASN" in text


def test_empty_state_offers_the_way_out_and_the_data(qtbot, context):
    page = ProgressPage(context)
    qtbot.addWidget(page)
    page.show()
    settle()
    assert not page.history.isVisible() and not page.bars.isVisible()
    start = next(b for b in page.findChildren(QPushButton) if b.text() == "Pilih asesmen")
    assert start.isVisible()
    with qtbot.waitSignal(page.start_requested):
        start.click()
    page.show_section("data")
    assert not start.isVisible()
    export = next(b for b in page.findChildren(QPushButton) if b.text().startswith("Ekspor"))
    with qtbot.waitSignal(page.export_requested):
        export.click()
    erase = next(b for b in page.findChildren(QPushButton) if b.text() == "Hapus jejak saya…")
    with qtbot.waitSignal(page.erase_requested):
        erase.click()


def test_sections_by_keyboard(qtbot, page):
    page.sections["summary"].setFocus()
    qtbot.keyClick(page.sections["summary"], Qt.Key.Key_Right)
    assert page.sections["behaviours"].isChecked() and page.values.isVisible()


@pytest.mark.parametrize("section", ["summary", "behaviours", "mistakes", "history", "data"])
@pytest.mark.parametrize(
    ("percent", "width", "height"),
    [(100, 1176, 768), (100, 834, 640), (200, 1046, 768), (200, 704, 640)],
)
def test_nothing_is_cut_or_overlaps(qtbot, make_context, percent, width, height, section):
    page = ProgressPage(make_context(text_percent=percent))
    qtbot.addWidget(page)
    page.resize(width, height)
    page.show()
    page.refresh(standing(), history(more=True), [scenario()])
    page.show_section(section)
    page.bars.disclosure.set_open(True)
    page.trend.disclosure.set_open(True)
    assert faults(page) == []
    assert page.history.table.horizontalScrollBar().maximum() == 0
