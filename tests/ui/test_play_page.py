"""Playing a scenario: keys, saving, trouble, speakers, meters, leaving, large text."""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

import pytest
from PySide6.QtCore import QPointF, QPropertyAnimation, Qt
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QPushButton
from pytestqt.qtbot import QtBot

from ethics_desktop.domain.errors import StorageError, UserError
from ethics_desktop.services.roleplay import Play
from ethics_desktop.ui.context import UiContext
from ethics_desktop.ui.pages.play import PlayPage
from ethics_desktop.ui.widgets import story_text
from tests.fakes import FakePlay
from tests.stories import BEST, COSTLY, WORST, parcel
from tests.ui.layouts import faults, settle

Open = Callable[..., PlayPage]


@pytest.fixture
def open_play(qtbot: QtBot, context: UiContext) -> Open:
    def make(
        play: FakePlay, size: tuple[int, int] = (1366, 768), own: UiContext | None = None
    ) -> PlayPage:
        page = PlayPage(own or context, cast(Play, play))
        qtbot.addWidget(page)
        page.resize(*size)
        with qtbot.waitActive(page):
            page.show()
            page.activateWindow()
        page.enter()
        settle()
        return page

    return make


@pytest.fixture
def said(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    heard: list[str] = []
    monkeypatch.setattr(UiContext, "announce", lambda _self, _widget, text: heard.append(text))
    return heard


def press(page: PlayPage, *keys: Qt.Key) -> None:
    for key in keys:
        QTest.keyClick(page.focusWidget() or page, key)
    settle()


def click(button: QPushButton, moment: int) -> None:
    """Press and release the mouse at a moment of the window system's clock, ms."""
    middle = QPointF(button.rect().center())
    left, none = Qt.MouseButton.LeftButton, Qt.MouseButton.NoButton
    kinds = QMouseEvent.Type
    for kind, held in ((kinds.MouseButtonPress, left), (kinds.MouseButtonRelease, none)):
        event = QMouseEvent(
            kind,
            middle,
            button.mapToGlobal(middle),
            left,
            held,
            Qt.KeyboardModifier.NoModifier,
        )
        event.setTimestamp(moment)
        QApplication.sendEvent(button, event)
    settle()


def texts(page: PlayPage) -> list[str]:
    return [label.text() for label in page.findChildren(QLabel) if label.isVisible()]


def talk(page: PlayPage) -> list[str]:
    return [view.entry.text for view in page.talk.views]


def names(page: PlayPage) -> list[str]:
    return [button.accessibleName() for button in page.choices.buttons]


def test_a_whole_story_by_number_keys(open_play: Open, qtbot: QtBot) -> None:
    play = FakePlay(parcel())
    page = open_play(play)
    press(page, Qt.Key.Key_1, Qt.Key.Key_1, Qt.Key.Key_1)
    assert play.calls == list(BEST)
    assert "Akhir cerita: Kepercayaan pulih" in texts(page)
    assert not page.choices.isVisible()
    with qtbot.waitSignal(page.finished) as done:
        press(page, Qt.Key.Key_Return)
    assert done.args == ["p-1"]


def test_choices_are_buttons_named_by_number_and_text(open_play: Open) -> None:
    page = open_play(FakePlay(parcel()))
    assert names(page)[0] == "1. Menolak parsel di depan antrean."
    assert all(isinstance(button, QPushButton) for button in page.choices.buttons)
    press(page, Qt.Key.Key_4)  # there are three
    assert names(page)[0].startswith("1. Menolak")


def test_arrows_and_tab_reach_the_choices_and_enter_takes_one(open_play: Open) -> None:
    play = FakePlay(parcel())
    page = open_play(play)
    assert page.focusWidget() is page.choices.question
    press(page, Qt.Key.Key_Tab)
    assert page.focusWidget() is page.choices.buttons[0]
    press(page, Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Down)
    assert page.focusWidget() is page.choices.buttons[2]
    press(page, Qt.Key.Key_Up, Qt.Key.Key_Return)
    assert play.calls == ["b"]
    assert page.focusWidget() is page.choices.question


def test_a_key_that_is_held_down_chooses_once(open_play: Open) -> None:
    play = FakePlay(parcel())
    page = open_play(play)
    press(page, Qt.Key.Key_1)
    for key in (Qt.Key.Key_1, Qt.Key.Key_Return):
        held = QKeyEvent(QKeyEvent.Type.KeyPress, key, Qt.KeyboardModifier.NoModifier, "", True)
        QApplication.sendEvent(page, held)
        again = QKeyEvent(QKeyEvent.Type.KeyPress, key, Qt.KeyboardModifier.NoModifier, "", True)
        QApplication.sendEvent(page.choices.buttons[0], again)
    assert play.calls == ["a"]


def test_the_second_half_of_a_double_click_chooses_nothing(open_play: Open) -> None:
    play = FakePlay(parcel())
    page = open_play(play)
    QTest.mouseClick(page.choices.buttons[1], Qt.MouseButton.LeftButton)
    settle()
    assert play.calls == ["b"]
    released = page.choices.released_at
    assert released is not None
    click(page.choices.buttons[0], released + QApplication.doubleClickInterval() // 2)
    assert play.calls == ["b"]
    click(page.choices.buttons[0], released + 3 * QApplication.doubleClickInterval())
    assert play.calls == ["b", "a"]


def test_the_next_scene_waits_for_the_disk(open_play: Open) -> None:
    play = FakePlay(parcel())
    page = open_play(play)
    before = talk(page)
    play.broken = StorageError("disk_full")
    press(page, Qt.Key.Key_2)
    assert talk(page) == before
    assert len(names(page)) == 3
    assert page.choices.buttons[1].held
    assert page.banner.isVisible()
    assert page.banner.text.startswith("Ruang disk habis.")
    assert page.saved.text() == ""
    again = [b for b in page.banner.findChildren(QPushButton) if b.isVisible()]
    assert [b.accessibleName() for b in again] == ["Coba lagi"]
    again[0].click()
    assert talk(page) == before  # still broken
    play.broken = None
    again[0].click()
    settle()
    assert play.calls == ["b", "b", "b"]
    assert not page.banner.isVisible()
    assert talk(page)[len(before)] == "Menerima parsel dan menyimpannya di laci."
    assert page.saved.text().startswith("Tersimpan ")


def test_another_choice_may_be_made_after_trouble(open_play: Open) -> None:
    play = FakePlay(parcel())
    page = open_play(play)
    play.broken = StorageError("disk_full")
    press(page, Qt.Key.Key_2)
    play.broken = None
    press(page, Qt.Key.Key_1)
    assert play.state.choices == ("a",)
    assert not page.banner.isVisible()


def test_what_cannot_be_mended_by_trying_has_no_such_button(open_play: Open) -> None:
    play = FakePlay(parcel())
    page = open_play(play)
    play.broken = UserError("choice_not_offered", node="d1", choice="a")
    press(page, Qt.Key.Key_1)
    assert page.banner.isVisible()
    assert "Coba lagi" not in [
        b.accessibleName() for b in page.banner.findChildren(QPushButton) if b.isVisible()
    ]


def test_speakers_differ_by_name_and_side(open_play: Open) -> None:
    page = open_play(FakePlay(parcel(), COSTLY[:1]))
    assert {"Bu Marlina", "Anda", "Cerita"} <= set(texts(page))
    assert "pemohon izin usaha" in texts(page)
    left, right = page.talk.views[0], page.talk.views[2]
    word = {view: view.findChildren(QLabel) for view in (left, right)}
    spoken = next(w for w in word[left] if w.text() == "Bu Marlina")
    own = next(w for w in word[right] if w.text() == "Anda")
    assert (
        spoken.mapTo(page, spoken.rect().topLeft()).x() < own.mapTo(page, own.rect().topLeft()).x()
    )


def test_initials_leave_forms_of_address_out() -> None:
    assert story_text.initials("Bu Marlina") == "M"
    assert story_text.initials("Pak Hasan Basri") == "HB"
    assert story_text.initials("Teguh") == "T"
    assert story_text.initials("Pak") == "P"
    assert story_text.initials("…") == "?"


def test_meters_move_with_a_named_cause(open_play: Open) -> None:
    page = open_play(FakePlay(parcel()))
    press(page, Qt.Key.Key_1)
    assert page.panel.causes == [
        "Kepercayaan warga naik sedikit: warga melihat.",
        "Layanan turun sedikit: loket sempat tutup.",
    ]
    shown = texts(page)
    assert "Sedang (60)  ▲ naik sedikit" in shown
    assert "Sedang (40)  ▼ turun sedikit" in shown
    press(page, Qt.Key.Key_2)
    assert page.panel.causes == ["Kepercayaan warga turun: antrean dilompati."]
    assert page.panel.accessibleDescription().startswith("Kepercayaan warga: Sedang (40), turun.")


def test_a_meter_at_its_end_says_so(context: UiContext) -> None:
    play = FakePlay(parcel(), WORST)
    end = play.state.entries[-1]
    assert story_text.changes_text(end, context.tr) == (
        "Kepercayaan warga turun tajam: berita menyebar."
    )
    stuck = type(end.changes[0])("kepercayaan", -1, 0, 0)
    entry = type(end)("line", "n", "…", note="sebab", changes=(stuck,))
    assert story_text.changes_text(entry, context.tr) == (
        "Kepercayaan warga tetap, sudah di batasnya: sebab"
    )


def test_new_entries_are_announced_once(open_play: Open, said: list[str]) -> None:
    page = open_play(FakePlay(parcel()))
    assert said[-1].startswith("Bu Marlina: Ini sekadar tanda terima kasih")
    said.clear()
    press(page, Qt.Key.Key_1)
    assert said == [
        "Kepercayaan warga naik sedikit: warga melihat. "
        "Cerita: Antrean di luar makin panjang. Layanan turun sedikit: loket sempat tutup."
    ]


def test_leaving_by_button_and_by_esc(open_play: Open, qtbot: QtBot) -> None:
    page = open_play(FakePlay(parcel()))
    with qtbot.waitSignal(page.left):
        next(
            b for b in page.findChildren(QPushButton) if b.accessibleName() == "Kembali nanti"
        ).click()
    with qtbot.waitSignal(page.left):
        assert page.go_back()


def test_going_on_shows_what_was_chosen_before(open_play: Open) -> None:
    page = open_play(FakePlay(parcel(), COSTLY[:2]))
    assert "Menerima parsel dan menyimpannya di laci." in talk(page)
    assert page.banner.text.startswith("Kita lanjutkan dari sini.")
    assert names(page) == ["1. Melaporkan parsel itu.", "2. “Ah, biarkan saja.”"]


def test_the_new_scene_comes_to_the_top(open_play: Open) -> None:
    page = open_play(FakePlay(parcel()), size=(1024, 480))
    press(page, Qt.Key.Key_1, Qt.Key.Key_1)
    settle()
    bar = page._area.verticalScrollBar()
    assert bar.value() > 0
    assert bar.value() <= bar.maximum()
    press(page, Qt.Key.Key_PageUp, Qt.Key.Key_PageUp, Qt.Key.Key_PageUp)
    assert bar.value() == 0


def test_meters_stand_above_where_it_is_narrow(
    open_play: Open, make_context: Callable[..., UiContext]
) -> None:
    page = open_play(FakePlay(parcel()))
    assert page.panel.isVisible()
    assert not page.strip.isVisible()
    large = open_play(FakePlay(parcel()), own=make_context(text_percent=200))
    assert large.strip.isVisible()
    assert not large.panel.isVisible()
    assert large.strip.causes == []


def test_nothing_is_animated(open_play: Open) -> None:
    page = open_play(FakePlay(parcel()))
    press(page, Qt.Key.Key_1)
    assert page.findChildren(QPropertyAnimation) == []


def test_english_words_around_an_indonesian_story(
    open_play: Open, make_context: Callable[..., UiContext]
) -> None:
    page = open_play(FakePlay(parcel()), own=make_context(language="en"))
    assert "What do you do?" in texts(page)
    assert "Your role: Anda petugas loket perizinan." in texts(page)


@pytest.mark.parametrize(
    ("percent", "size"),
    [(100, (1366, 768)), (100, (1024, 640)), (200, (1366, 768)), (200, (1024, 640))],
)
@pytest.mark.parametrize("choices", [(), COSTLY[:1], COSTLY])
def test_nothing_is_cut_or_overlaps(
    open_play: Open,
    make_context: Callable[..., UiContext],
    percent: int,
    size: tuple[int, int],
    choices: tuple[str, ...],
) -> None:
    page = open_play(FakePlay(parcel(), choices), size, make_context(text_percent=percent))
    page.banner.clear()
    settle()
    content = page._area.widget()
    assert faults(content) == []
    assert content.width() <= page._area.viewport().width()
    for part in (page.panel, page.strip):
        if part.isVisible():
            assert faults(part) == []
    # the part that scrolls keeps at least two fifths of the window
    assert page._area.height() >= 0.4 * size[1]
