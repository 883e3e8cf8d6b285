"""The exam screen: keyboard, saving, trouble, time, finishing."""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QComboBox, QLineEdit, QRadioButton
from pytestqt.qtbot import QtBot

from ethics_desktop.domain.attempt import (
    Chosen,
    Judged,
    Matched,
    Ordered,
    Ticked,
    Written,
)
from ethics_desktop.domain.bank import (
    Item,
    MatchItem,
    MultipleItem,
    OrderItem,
    ShortItem,
    SingleItem,
    SjtItem,
    TrueFalseItem,
)
from ethics_desktop.domain.blueprint import TimePolicy
from ethics_desktop.domain.errors import StorageError
from ethics_desktop.domain.result import AttemptResult
from ethics_desktop.services.sitting import Sitting
from ethics_desktop.ui.context import UiContext
from ethics_desktop.ui.pages.exam import ExamPage
from ethics_desktop.ui.widgets.item_grid import Mark
from tests.builders import one_of_each_kind, shipped_items
from tests.fakes import FakeSitting

Open = Callable[..., ExamPage]
KINDS = (SingleItem, SjtItem, MultipleItem, TrueFalseItem, MatchItem, OrderItem, ShortItem)


@pytest.fixture
def open_exam(qtbot: QtBot, context: UiContext) -> Open:
    def make(sitting: FakeSitting, hide_timer: bool = False, enter: bool = True) -> ExamPage:
        page = ExamPage(context, cast(Sitting, sitting), hide_timer)
        qtbot.addWidget(page)
        page.resize(1100, 700)
        with qtbot.waitActive(page):
            page.show()
            page.activateWindow()
        if enter:
            page.enter()
        return page

    return make


@pytest.fixture
def said(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    heard: list[str] = []
    monkeypatch.setattr(UiContext, "announce", lambda _self, _widget, text: heard.append(text))
    return heard


def seven() -> list[Item]:
    by_kind = {type(item): item for item in one_of_each_kind()}
    return [by_kind[kind] for kind in KINDS]


def choices(n: int) -> list[Item]:
    return [item for item in shipped_items() if isinstance(item, SjtItem)][:n]


def press(
    page: ExamPage, *keys: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier
) -> None:
    for key in keys:
        QTest.keyClick(page.focusWidget() or page, key, modifier)


def test_whole_sitting_by_keyboard_alone(open_exam: Open, qtbot: QtBot) -> None:
    sitting = FakeSitting(seven())
    page = open_exam(sitting)
    forms = sitting.form_items
    results: list[AttemptResult] = []
    page.finished.connect(results.append)

    press(page, Qt.Key.Key_B, Qt.Key.Key_Space)  # single; Space on the chosen one goes on
    assert sitting.states[1].answer == Chosen(forms[0].display_order[1])
    assert sitting.position == 2
    press(page, Qt.Key.Key_3, Qt.Key.Key_R, Qt.Key.Key_Return)  # situational, in doubt
    assert sitting.states[2].answer == Chosen(forms[1].display_order[2])
    assert sitting.states[2].flagged
    press(page, Qt.Key.Key_Tab, Qt.Key.Key_Space, Qt.Key.Key_C)  # Space ticks a focused box
    ticked = sorted((forms[2].display_order[0], forms[2].display_order[2]))
    assert sitting.states[3].answer == Ticked(tuple(ticked))
    assert sitting.position == 3
    press(page, Qt.Key.Key_Right, Qt.Key.Key_A, Qt.Key.Key_Right)
    assert sitting.states[4].answer == Judged(True)
    assert sitting.position == 5
    match = cast(MatchItem, forms[4].item)
    for _prompt in match.left:
        press(page, Qt.Key.Key_Tab, Qt.Key.Key_B)
    wanted = {prompt.id: forms[4].display_order[1] for prompt in match.left}
    assert sitting.states[5].answer == Matched(wanted)
    press(page, Qt.Key.Key_Return, Qt.Key.Key_Tab)  # Enter leaves a closed list alone
    assert sitting.position == 6
    press(page, Qt.Key.Key_Down, modifier=Qt.KeyboardModifier.AltModifier)
    order = list(forms[5].display_order)
    order[0], order[1] = order[1], order[0]
    assert sitting.states[6].answer == Ordered(tuple(order))
    press(page, Qt.Key.Key_Return, Qt.Key.Key_Tab)
    line = page.focusWidget()
    assert isinstance(line, QLineEdit)
    QTest.keyClicks(line, "gar b 1")  # letters, digits and Space belong to the text
    press(page, Qt.Key.Key_Left)
    assert sitting.position == 7
    press(page, Qt.Key.Key_Return)  # after the last item: the list of open ends
    assert sitting.states[7].answer == Written("gar b 1")
    assert sitting.counts().answered == 7
    assert page.finish.isVisible()
    press(page, Qt.Key.Key_Escape)
    assert not page.finish.isVisible()
    press(page, Qt.Key.Key_Return, modifier=Qt.KeyboardModifier.ControlModifier)
    assert page.focusWidget() is page.finish.no
    press(page, Qt.Key.Key_Backtab, Qt.Key.Key_Return)
    assert len(results) == 1
    assert sitting.calls[-1] == ("submit", False)


def test_space_and_enter_on_push_buttons_press_them(open_exam: Open) -> None:
    sitting = FakeSitting(choices(5), position=3)
    page = open_exam(sitting)
    page.back.setFocus()
    press(page, Qt.Key.Key_Return)
    assert sitting.position == 2
    page.back.setFocus()
    press(page, Qt.Key.Key_Space)
    assert sitting.position == 1


def test_keys_for_moving_pass_over_focused_options(open_exam: Open) -> None:
    sitting = FakeSitting(choices(3))
    page = open_exam(sitting)
    press(page, Qt.Key.Key_Tab)
    assert isinstance(page.focusWidget(), QRadioButton)
    press(page, Qt.Key.Key_Right)
    assert sitting.position == 2
    press(page, Qt.Key.Key_Left, Qt.Key.Key_Left)  # there is nothing before the first
    assert sitting.position == 1
    assert sitting.states == {}


def test_letters_in_a_list_stay_with_the_list(open_exam: Open) -> None:
    sitting = FakeSitting([item for item in seven() if isinstance(item, MatchItem)])
    page = open_exam(sitting)
    press(page, Qt.Key.Key_Tab, Qt.Key.Key_R, Qt.Key.Key_G)
    assert isinstance(page.focusWidget(), QComboBox)
    assert not page.doubt.isChecked()


def test_grid_by_keyboard(open_exam: Open) -> None:
    sitting = FakeSitting(choices(20))
    page = open_exam(sitting)
    press(page, Qt.Key.Key_G, Qt.Key.Key_Right, Qt.Key.Key_Right)
    assert sitting.position == 1  # moving in the grid is not moving between items
    held = page.focusWidget()
    assert held is not None and held.accessibleName() == "Soal 3, belum dijawab"
    press(page, Qt.Key.Key_Return)
    assert sitting.position == 3
    assert page.view.stem.hasFocus()


def test_grid_says_how_each_item_stands(open_exam: Open) -> None:
    sitting = FakeSitting(choices(4))
    page = open_exam(sitting)
    press(page, Qt.Key.Key_A, Qt.Key.Key_Right, Qt.Key.Key_R)
    grid = page.panel.grid
    names = [grid.button(n).accessibleName() for n in (1, 2, 3)]
    assert names == ["Soal 1, dijawab", "Soal 2, ragu-ragu", "Soal 3, belum dijawab"]
    assert [grid.button(n).mark for n in (1, 2, 3)] == [Mark.ANSWERED, Mark.DOUBTFUL, Mark.EMPTY]
    assert "sedang dibuka" in grid.button(2).accessibleDescription()
    assert [grid.button(n).current for n in (1, 2, 3)] == [False, True, False]
    texts = [made.text() for made in page.header.findChildren(type(page.saved))]
    assert texts == ["Simulasi Etika ASN", "Dijawab 1", "Belum 3", "Ragu 1"]


def test_saved_is_said_only_after_the_disk_did(open_exam: Open, said: list[str]) -> None:
    sitting = FakeSitting(choices(3))
    page = open_exam(sitting)
    assert page.saved.text() == ""
    press(page, Qt.Key.Key_A)
    expected = f"Tersimpan {page.context.tr.time(sitting.now)}"
    assert page.saved.text() == expected
    assert expected in said
    press(page, Qt.Key.Key_Right)
    assert page.saved.text() == ""
    press(page, Qt.Key.Key_Left)
    assert page.saved.text() == expected


def test_skip_goes_to_the_next_empty_item(open_exam: Open) -> None:
    sitting = FakeSitting(choices(4))
    page = open_exam(sitting)
    press(page, Qt.Key.Key_Right, Qt.Key.Key_A, Qt.Key.Key_Left)
    page.skip.click()
    assert sitting.position == 3
    page.skip.click()
    page.skip.click()
    assert sitting.position == 1
    for position in (3, 4):
        page.go_to(position)
        press(page, Qt.Key.Key_A)
    page.go_to(1)
    page.skip.click()
    assert page.finish.isVisible()


def test_trouble_keeps_the_choice_and_says_so(open_exam: Open, said: list[str]) -> None:
    sitting = FakeSitting(choices(3))
    page = open_exam(sitting)
    sitting.broken = StorageError("disk_full")
    press(page, Qt.Key.Key_C)
    chosen = page.view.findChildren(QRadioButton)[2]
    assert chosen.isChecked()
    assert page.saved.text() == "Belum tersimpan"
    assert page.banner.isVisible() and page.banner.kind == "bad"
    assert not any("Tersimpan" in text for text in said)
    assert page.panel.grid.button(1).accessibleName() == "Soal 1, belum dijawab"

    press(page, Qt.Key.Key_Right)  # leaving the item goes on trying
    press(page, Qt.Key.Key_Left)
    assert next(b for b in page.view.findChildren(QRadioButton) if b.isVisible()).text()[:2] == "A."
    assert page.saved.text() == "Belum tersimpan"
    page.show_finish()
    assert not page.finish.isVisible()  # nothing is finished over an answer that is not stored

    sitting.broken = None
    retry = next(
        b for b in page.banner.findChildren(QAbstractButton) if b.text() == "Coba simpan lagi"
    )
    retry.click()
    assert sitting.states[1].answer == Chosen(sitting.form_items[0].display_order[2])
    assert not page.banner.isVisible()
    assert page.saved.text().startswith("Tersimpan")
    assert page.panel.grid.button(1).accessibleName() == "Soal 1, dijawab"


def test_doubt_is_kept_through_trouble(open_exam: Open) -> None:
    sitting = FakeSitting(choices(2))
    page = open_exam(sitting)
    sitting.broken = StorageError("locked", path="x")
    press(page, Qt.Key.Key_R)
    assert page.doubt.isChecked() and page.saved.text() == "Belum tersimpan"
    press(page, Qt.Key.Key_Right)
    sitting.broken = None
    press(page, Qt.Key.Key_A)  # the next thing that is stored takes the rest along
    assert sitting.states[1].flagged
    assert not page.banner.isVisible()


def test_leaving_with_unsaved_answers_asks_first(open_exam: Open) -> None:
    sitting = FakeSitting(choices(2))
    page = open_exam(sitting)
    gone: list[bool] = []
    page.left.connect(lambda: gone.append(True))
    sitting.broken = StorageError("disk_full")
    press(page, Qt.Key.Key_A)
    page.header.pause.click()
    assert gone == [] and "soal 1" in page.banner.text
    page.header.pause.click()
    assert gone == [True]


def test_leaving_keeps_the_attempt_open(open_exam: Open) -> None:
    sitting = FakeSitting(choices(2))
    page = open_exam(sitting)
    with_signal: list[bool] = []
    page.left.connect(lambda: with_signal.append(True))
    page.header.pause.click()
    page.leave()  # the window does it too
    assert with_signal == [True]
    assert [call for call in sitting.calls if call[0] in ("leave", "submit")] == [("leave",)]
    assert not page.countdown._timer.isActive()


def test_countdown_shows_what_the_service_says(open_exam: Open, said: list[str]) -> None:
    sitting = FakeSitting(choices(2), remaining_s=1056.0)
    page = open_exam(sitting)
    assert page.countdown.text() == page.countdown.accessibleName() == "Sisa 17:36"
    sitting.remaining_s = 299.2
    page.countdown.refresh()
    assert page.countdown.property("textRole") == "warn"
    assert "Sisa 5 menit" in said
    page.countdown.refresh()
    assert said.count("Sisa 5 menit") == 1
    sitting.remaining_s = 60.0
    page.countdown.refresh()
    assert page.countdown.property("textRole") == "bad"
    assert "Sisa 1 menit" in said


@pytest.mark.parametrize(
    ("hide", "policy", "remaining", "shown"),
    [
        (False, TimePolicy.ACTIVE, 600.0, True),
        (True, TimePolicy.ACTIVE, 600.0, False),
        (True, TimePolicy.DEADLINE, 600.0, True),
        (False, TimePolicy.ACTIVE, None, False),
    ],
)
def test_who_sees_the_clock(
    open_exam: Open, hide: bool, policy: TimePolicy, remaining: float | None, shown: bool
) -> None:
    page = open_exam(FakeSitting(choices(2), remaining_s=remaining, policy=policy), hide)
    assert page.countdown.isVisible() is shown


def test_time_up_counts_what_is_saved(open_exam: Open, said: list[str]) -> None:
    sitting = FakeSitting([*choices(1), *(i for i in seven() if isinstance(i, ShortItem))])
    page = open_exam(sitting)
    results: list[AttemptResult] = []
    page.finished.connect(results.append)
    press(page, Qt.Key.Key_A, Qt.Key.Key_Right, Qt.Key.Key_Tab)
    QTest.keyClicks(page.focusWidget(), "terlambat")
    sitting.remaining_s = 0.0
    page.countdown.refresh()
    assert len(results) == 1 and results[0].time_up
    assert page.banner.text == "Waktu habis. Semua jawaban yang tersimpan dihitung."
    assert sitting.calls[-1] == ("submit", True)
    assert 2 not in sitting.states
    press(page, Qt.Key.Key_A)
    page.go_to(1)
    page.countdown.refresh()
    assert len(results) == 1 and sitting.position == 2


def test_time_up_while_the_disk_refuses(open_exam: Open) -> None:
    sitting = FakeSitting(choices(2))
    page = open_exam(sitting)
    results: list[AttemptResult] = []
    page.finished.connect(results.append)
    sitting.remaining_s, sitting.broken = 0.0, StorageError("disk_full")
    page.countdown.refresh()
    assert results == [] and page.banner.kind == "bad"
    sitting.broken = None
    page.banner.action.emit()
    assert len(results) == 1


def test_answer_after_zero_ends_the_sitting(open_exam: Open) -> None:
    sitting = FakeSitting(choices(2))
    page = open_exam(sitting)
    results: list[AttemptResult] = []
    page.finished.connect(results.append)
    sitting.remaining_s = 0.0
    press(page, Qt.Key.Key_A)  # before the next tick
    assert len(results) == 1 and sitting.states == {}


def test_heartbeat_goes_on_trying(open_exam: Open) -> None:
    sitting = FakeSitting(choices(2))
    page = open_exam(sitting)
    sitting.broken = StorageError("disk_full")
    press(page, Qt.Key.Key_A)
    page._beat()
    assert sitting.states == {}
    sitting.broken = None
    page._beat()
    assert sitting.states[1].answered
    assert sitting.calls[-1] == ("heartbeat",)
    assert page.saved.text().startswith("Tersimpan")


def test_resumed_sitting_says_where_it_goes_on(open_exam: Open) -> None:
    page = open_exam(FakeSitting(choices(8), interrupted=True, position=7))
    assert page.banner.text == "Kita lanjutkan dari soal 7. Semua jawaban yang tersimpan masih ada."
    assert page.number.text() == "Soal 7 dari 8"
    press(page, Qt.Key.Key_Right)
    assert not page.banner.isVisible()


def test_nudge_outlives_one_move(open_exam: Open) -> None:
    sitting = FakeSitting(choices(4))
    page = open_exam(sitting)
    sitting.nudge = True
    press(page, Qt.Key.Key_A)
    sitting.nudge = False
    assert "sangat cepat" in page.banner.text
    press(page, Qt.Key.Key_Right)
    assert page.banner.isVisible()
    press(page, Qt.Key.Key_Right)
    assert not page.banner.isVisible()


def test_finish_lists_open_ends(open_exam: Open, qapp: QApplication) -> None:
    sitting = FakeSitting(choices(4))
    page = open_exam(sitting)
    press(page, Qt.Key.Key_A, Qt.Key.Key_Right, Qt.Key.Key_A, Qt.Key.Key_R)
    page.header.finish.click()
    numbers = [made.accessibleName() for made in page.finish.numbers()]
    assert numbers == ["Soal 3, belum dijawab", "Soal 4, belum dijawab", "Soal 2, ragu-ragu"]
    assert page.finish.yes.accessibleName() == "Ya, selesai"
    assert page.header.finish.isHidden()  # it would lead nowhere
    assert page.finish.no.accessibleName() == "Kembali mengerjakan"
    qapp.processEvents()
    assert all(made.visibleRegion().boundingRect() == made.rect() for made in page.finish.numbers())
    page.finish.numbers()[1].click()
    assert not page.header.finish.isHidden()
    assert sitting.position == 4 and not page.finish.isVisible()


def test_names_are_the_visible_texts(open_exam: Open) -> None:
    page = open_exam(FakeSitting(choices(3)))
    names = {
        made.accessibleName()
        for made in page.findChildren(QAbstractButton)
        if made.isVisible() and made.text() == made.accessibleName()
    }
    assert {
        "Selesai",
        "Keluar sementara",
        "Kembali",
        "Lewatkan soal ini",
        "Ragu-ragu",
        "Simpan dan lanjutkan",
    } <= names


def test_reading_order_is_tab_order(open_exam: Open) -> None:
    page = open_exam(FakeSitting(choices(3), position=2))
    names = []
    for _step in range(9):
        held = page.focusWidget()
        assert held is not None
        names.append(held.accessibleName())
        press(page, Qt.Key.Key_Tab)
    assert names[1].startswith("A. ")
    assert names[2:] == [
        "Kembali",
        "Lewatkan soal ini",
        "Ragu-ragu",
        "Simpan dan lanjutkan",
        "Soal 2, belum dijawab",
        "Keluar sementara",
        "Selesai",
    ]


@pytest.mark.parametrize("size", [(1366, 768), (1024, 640), (760, 640)])
def test_large_text_is_not_cut(
    qtbot: QtBot,
    qapp: QApplication,
    make_context: Callable[..., UiContext],
    size: tuple[int, int],
) -> None:
    context = make_context(text_percent=200)
    items = (shipped_items() * 2)[:45]
    page = ExamPage(context, cast(Sitting, FakeSitting(items)))
    qtbot.addWidget(page)
    page.resize(*size)
    with qtbot.waitExposed(page):
        page.show()
    page.enter()
    assert page.width() <= size[0]  # nothing forces the page wider
    for position in range(1, 12):
        page.go_to(position)
        qapp.processEvents()  # the layout of the new item
        for made in page.view.findChildren(QRadioButton):
            if made.isVisible():
                assert made.height() >= made.heightForWidth(made.width())
    for made in (page.back, page.skip, page.next, page.header.finish, page.header.pause):
        assert made.height() >= made.heightForWidth(made.width())
        assert made.width() >= made.minimumSizeHint().width()
    page.leave()


def test_focus_is_scrolled_into_sight(
    qtbot: QtBot, qapp: QApplication, make_context: Callable[..., UiContext]
) -> None:
    context = make_context(text_percent=200)
    page = ExamPage(context, cast(Sitting, FakeSitting((choices(5) * 9)[:45])))
    qtbot.addWidget(page)
    page.resize(1024, 640)
    with qtbot.waitActive(page):
        page.show()
        page.activateWindow()
    page.enter()
    qapp.processEvents()
    press(page, Qt.Key.Key_E)
    held = page.focusWidget()
    assert isinstance(held, QRadioButton) and not held.visibleRegion().isEmpty()
    press(page, Qt.Key.Key_G, Qt.Key.Key_Down, Qt.Key.Key_Down)
    held = page.focusWidget()
    assert held is not None and held.accessibleName().startswith("Soal ")
    assert held.visibleRegion().boundingRect() == held.rect()
