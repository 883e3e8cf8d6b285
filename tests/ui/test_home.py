"""Beranda: first start, unfinished attempts, standing, next step."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from msgspec.structs import replace
from PySide6.QtWidgets import QLabel, QLineEdit, QPushButton
from pytestqt.qtbot import QtBot

from ethics_desktop.domain.attempt import AttemptState
from ethics_desktop.domain.bank import Principle
from ethics_desktop.domain.practice_day import DayCounts
from ethics_desktop.domain.records import SummaryRow
from ethics_desktop.domain.result import NextStep, PrincipleResult, StepKind
from ethics_desktop.domain.statistics import estimate
from ethics_desktop.services.assessment import OpenAttempt
from ethics_desktop.ui.context import UiContext
from ethics_desktop.ui.pages.home import HomeData, HomePage, ShortForm
from ethics_desktop.ui.widgets.charts import PrincipleBars
from tests.builders import START, five_verdicts
from tests.fakes import FakeDialogs

SHORT = ShortForm("asesmen-singkat", {"id": "Asesmen singkat", "en": "Short"}, 10, 8)
OPEN = OpenAttempt("a-1", {"id": "Simulasi Etika ASN"}, 12, 30, 1056.0, START)
LAST = SummaryRow(
    attempt_id="a-0",
    blueprint_id="simulasi-etika",
    title={"id": "Simulasi Etika ASN"},
    state=AttemptState.FINISHED,
    started_at=START,
    finished_at=START,
    n=30,
    full=22,
    percent=74.0,
    lo=60.0,
    hi=84.0,
    comparable=True,
)


def no_results() -> tuple[PrincipleResult, ...]:
    return tuple(PrincipleResult(each, estimate([], [], [])) for each in Principle)


def first_start() -> HomeData:
    return HomeData("", True, (), no_results(), None, None, SHORT, "/data/CerminASN")


def returning(step: NextStep | None = None) -> HomeData:
    return HomeData("Budi", False, (OPEN,), five_verdicts(), LAST, step, SHORT, "/data")


def page(qtbot: QtBot, context: UiContext, data: HomeData) -> HomePage:
    made = HomePage(context)
    qtbot.addWidget(made)
    made.refresh(data)
    made.resize(900, 1200)
    made.show()
    return made


def press(made: HomePage, name: str) -> QPushButton:
    found = [b for b in made.findChildren(QPushButton) if b.text() == name and b.isVisible()]
    assert len(found) == 1, name
    assert found[0].accessibleName() == name
    return found[0]


def texts(made: HomePage) -> str:
    return "\n".join(shown.text() for shown in made.findChildren(QLabel) if shown.isVisible())


def test_first_start_asks_one_thing_and_offers_one_button(qtbot: QtBot, context: UiContext) -> None:
    made = page(qtbot, context, first_start())
    start = press(made, "Mulai asesmen singkat (10 soal, 8 menit)")
    assert start.property("role") == "primary"
    assert "Semua jawaban tersimpan di komputer ini saja." in texts(made)
    assert "setelah Anda menyelesaikan satu asesmen" in texts(made)
    assert not made.findChildren(PrincipleBars)
    with qtbot.waitSignal(made.start_requested) as told:
        start.click()
    assert told.args == ["asesmen-singkat"]


def test_the_nickname_may_be_given_or_skipped(qtbot: QtBot, context: UiContext) -> None:
    made = page(qtbot, context, first_start())
    field = made.findChild(QLineEdit, "nickname")
    assert field.accessibleName() == "Nama panggilan Anda? (boleh dilewati)"
    field.setText("  Budi ")
    with qtbot.waitSignal(made.nickname_given) as told:
        press(made, "Simpan").click()
    assert told.args == ["Budi"]
    with qtbot.waitSignal(made.nickname_skipped):
        press(made, "Lewati").click()
    field.setText("   ")
    with qtbot.waitSignal(made.nickname_skipped):
        field.returnPressed.emit()
    field.setText("x" * 50)
    assert len(field.text()) == 40


def test_greets_by_name_and_asks_no_more(qtbot: QtBot, context: UiContext) -> None:
    made = page(qtbot, context, returning())
    assert "Selamat datang, Budi" in texts(made)
    assert made.findChild(QLineEdit, "nickname") is None


def test_an_unfinished_attempt_comes_first(qtbot: QtBot, context: UiContext) -> None:
    made = page(qtbot, context, returning())
    shown = texts(made)
    assert "Lanjutkan: Simulasi Etika ASN" in shown
    assert "Dijawab 12 dari 30 soal. Sisa 17:36. Tersimpan 21 November 2026," in shown
    resume = press(made, "Lanjutkan")
    assert resume.accessibleDescription() == "Simulasi Etika ASN"
    with qtbot.waitSignal(made.resume_requested) as told:
        resume.click()
    assert told.args == ["a-1"]
    start = press(made, "Mulai asesmen singkat (10 soal, 8 menit)")
    assert start.property("role") in (None, "")


def test_discarding_is_asked_for(qtbot: QtBot, make_context: Callable[..., UiContext]) -> None:
    dialogs = FakeDialogs(answers=[False, True])
    made = page(qtbot, make_context(dialogs=dialogs), returning())
    told: list[str] = []
    made.discard_requested.connect(told.append)
    press(made, "Buang").click()
    assert told == []
    press(made, "Buang").click()
    assert told == ["a-1"]
    assert dialogs.asked[0] == (
        "Buang asesmen ini?",
        "“Simulasi Etika ASN” beserta 12 jawaban yang sudah diberikan akan dihapus.",
        "Ya, buang",
        "Jangan buang",
    )


def test_untimed_attempts_say_so(qtbot: QtBot, context: UiContext) -> None:
    untimed = OpenAttempt("a-2", {"id": "Asesmen singkat"}, 0, 10, None, START)
    data = HomeData("", False, (untimed,), no_results(), None, None, SHORT, "/data")
    assert "Dijawab 0 dari 10 soal. Tanpa batas waktu." in texts(page(qtbot, context, data))


def test_the_last_result_gives_the_count_and_opens(qtbot: QtBot, context: UiContext) -> None:
    made = page(qtbot, context, returning())
    assert "Hasil terakhir: Simulasi Etika ASN" in texts(made)
    assert "22 dari 30 soal dijawab dengan pilihan terbaik." in texts(made)
    with qtbot.waitSignal(made.open_result) as told:
        press(made, "Buka hasil").click()
    assert told.args == ["a-0"]


def test_five_bars_once_there_are_data(qtbot: QtBot, context: UiContext) -> None:
    assert len(page(qtbot, context, returning()).findChildren(PrincipleBars)) == 1


@pytest.mark.parametrize(
    "step",
    [
        NextStep(StepKind.PRINCIPLE_FORM, "prinsip-keadilan", Principle.KEADILAN),
        NextStep(StepKind.LONGER_FORM, "simulasi-etika"),
        NextStep(StepKind.REVIEW_CONFIDENT),
    ],
)
def test_one_next_step_with_its_reason(qtbot: QtBot, context: UiContext, step: NextStep) -> None:
    made = page(qtbot, context, returning(step))
    heading = next(w for w in made.findChildren(QLabel) if w.text() == "Langkah berikut")
    frame = heading.parentWidget()
    reasons = [w.text() for w in frame.findChildren(QLabel) if w is not heading]
    assert len(reasons) == 1
    assert reasons[0].endswith(".")
    if step.principle is not None:
        assert reasons[0].startswith("Keadilan: ")
    (act,) = frame.findChildren(QPushButton)
    with qtbot.waitSignal(made.step_chosen) as told:
        act.click()
    assert told.args == [step]


def test_without_items_the_button_is_off_and_says_why(qtbot: QtBot, context: UiContext) -> None:
    empty = ShortForm("asesmen-singkat", {"id": "Asesmen singkat"}, 0, 0, available=False)
    data = HomeData("", False, (), no_results(), None, None, empty, "/data")
    made = page(qtbot, context, data)
    assert not made.findChild(QPushButton, "start").isEnabled()
    assert "Tambahkan paket soal di Pustaka." in texts(made)


def test_refresh_leaves_nothing_of_the_old_content(qtbot: QtBot, context: UiContext) -> None:
    made = page(qtbot, context, returning())
    made.refresh(first_start())
    assert "Lanjutkan" not in texts(made)
    made.show_message("bad", "Disk penuh.")
    assert "Disk penuh." in texts(made)


def test_entering_asks_for_data(qtbot: QtBot, context: UiContext) -> None:
    made = HomePage(context)
    qtbot.addWidget(made)
    with qtbot.waitSignal(made.entered):
        made.enter()


@pytest.mark.parametrize("language", ["id", "en"])
@pytest.mark.parametrize("width", [690, 1030])
def test_nothing_is_cut_at_twice_the_text_size(
    qtbot: QtBot, make_context: Callable[..., UiContext], language: str, width: int
) -> None:
    """Widths are what the rail leaves of 1024 and 1366 pixels."""
    step = NextStep(StepKind.PRINCIPLE_FORM, "prinsip-keadilan", Principle.KEADILAN)
    made = page(qtbot, make_context(language, text_percent=200), returning(step))
    made.resize(width, 640)
    for shown in made.findChildren(QLabel):
        if shown.isVisible() and shown.wordWrap():
            assert shown.height() >= shown.heightForWidth(shown.width()), shown.text()
    for each in made.findChildren(QPushButton):
        if each.isVisible():
            assert each.height() >= each.heightForWidth(each.width()), each.text()
            right = each.mapTo(made, each.rect().bottomRight()).x()
            assert right < width, each.text()


def test_the_keyboard_stays_in_the_page_when_its_control_goes(
    qtbot: QtBot, context: UiContext
) -> None:
    made = page(qtbot, context, first_start())
    with qtbot.waitActive(made):
        made.activateWindow()
    made.findChild(QLineEdit, "nickname").setFocus()
    made.refresh(returning())
    assert made.focusWidget().accessibleName() == "Lanjutkan"


# --- practice ---------------------------------------------------------------------------------


def with_practice(counts: DayCounts, dilemma: bool = False) -> HomeData:
    return replace(returning(), today=counts, dilemma=dilemma)


def test_cards_of_today_begin_with_one_press(qtbot: QtBot, context: UiContext) -> None:
    made = page(qtbot, context, with_practice(DayCounts(due=12)))
    assert "Hari ini 12 kartu, ± 7 menit" in texts(made)
    with qtbot.waitSignal(made.practice_requested):
        press(made, "Mulai kartu hari ini").click()


def test_a_backlog_begins_with_the_freshest(qtbot: QtBot, context: UiContext) -> None:
    made = page(qtbot, context, with_practice(DayCounts(due=33)))
    shown = texts(made)
    assert "Hari ini 20 kartu, ± 12 menit" in shown
    assert "Mulai dari 20 yang paling segar; sisanya menyusul." in shown


def test_nothing_to_practise_is_not_mentioned(qtbot: QtBot, context: UiContext) -> None:
    made = page(qtbot, context, with_practice(DayCounts(due=5, done=20)))
    assert "kartu" not in texts(made).casefold()
    assert "dilema" not in texts(made).casefold()


def test_the_dilemma_of_the_day_is_for_those_who_want_it(qtbot: QtBot, context: UiContext) -> None:
    made = page(qtbot, context, with_practice(DayCounts(), dilemma=True))
    assert "Satu dilema sehari" in texts(made)
    with qtbot.waitSignal(made.dilemma_requested):
        press(made, "Jawab dilema hari ini").click()
    made.refresh(with_practice(DayCounts(dilemma_done=True), dilemma=True))
    assert "Sudah dijawab hari ini. Dilema berikutnya besok." in texts(made)
    buttons = [b for b in made.findChildren(QPushButton) if b.isVisible()]
    assert not [b for b in buttons if "dilema" in b.text()]
