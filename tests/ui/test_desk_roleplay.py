"""Scenarios in the whole window: list, play, leave, go on from the start page, debrief, retry."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from ethics_desktop.domain.errors import StorageError
from ethics_desktop.services.roleplay import RoleplayService
from ethics_desktop.ui.desk import Desk
from ethics_desktop.ui.pages.debrief import DebriefPage
from ethics_desktop.ui.pages.play import PlayPage
from tests.fakes import FakeDialogs
from tests.ui.layouts import settle
from tests.worlds import make_program

MakeDesk = Callable[[], Desk]


@pytest.fixture
def desk(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> Desk:
    made = Desk(qapp, make_program(tmp_path), FakeDialogs([True]))
    qtbot.addWidget(made.window)
    with qtbot.waitActive(made.window):
        made.show()
        made.window.activateWindow()
    qtbot.waitUntil(lambda: made.window.current_key == "home")
    return made


def press(desk: Desk, name: str) -> None:
    found = [
        b
        for b in desk.window.findChildren(QPushButton)
        if b.isVisible() and b.isEnabled() and b.accessibleName() == name
    ]
    assert found, name
    found[0].click()
    settle()


def shows(desk: Desk, name: str) -> bool:
    return any(
        b.isVisible() and b.accessibleName() == name for b in desk.window.findChildren(QPushButton)
    )


def play_to_the_end(desk: Desk) -> None:
    page = desk.window.flow
    assert isinstance(page, PlayPage)
    while not page.play.ended:
        QTest.keyClick(page.focusWidget(), Qt.Key.Key_2)
        settle()


def test_the_rail_has_practice_and_scenarios_between_assessment_and_progress(desk: Desk) -> None:
    rail = [b.text() for b in desk.window.findChildren(QPushButton) if b.property("role") == "rail"]
    place = rail.index("Skenario")
    assert rail[place - 2 : place + 2] == ["Asesmen", "Latihan", "Skenario", "Kemajuan"]


def test_play_leave_go_on_debrief_and_repeat(desk: Desk) -> None:
    press(desk, "Skenario")
    press(desk, "Mainkan")
    first = desk.window.flow
    assert isinstance(first, PlayPage)
    QTest.keyClick(first.focusWidget(), Qt.Key.Key_2)
    settle()
    press(desk, "Kembali nanti")
    assert desk.window.flow is None
    press(desk, "Beranda")
    press(desk, "Lanjutkan")
    again = desk.window.flow
    assert isinstance(again, PlayPage)
    assert again.play.play_id == first.play.play_id
    assert len(again.play.state.choices) == 1
    play_to_the_end(desk)
    press(desk, "Lanjut ke pembahasan")
    debrief = desk.window.flow
    assert isinstance(debrief, DebriefPage)
    assert debrief._review.first
    turn = debrief._review.debrief.turning_point
    assert turn is not None
    press(desk, "Ulangi dari titik balik")
    retry = desk.window.flow
    assert isinstance(retry, PlayPage)
    assert retry.play.state.choices == turn.retry
    assert not retry.play.measures
    play_to_the_end(desk)
    press(desk, "Lanjut ke pembahasan")
    press(desk, "Kembali ke Skenario")
    assert desk.window.flow is None
    assert desk.window.current_key == "scenarios"
    press(desk, "Permainan sebelumnya (2)")
    press(desk, "Buka pembahasan")
    assert isinstance(desk.window.flow, DebriefPage)


def test_the_focus_line_does_not_cross_the_words(desk: Desk) -> None:
    press(desk, "Skenario")
    press(desk, "Mainkan")
    page = desk.window.flow
    assert isinstance(page, PlayPage)
    question = page.choices.question
    assert question.height() >= question.fontMetrics().height() + 7


def test_discarding_from_the_start_page(desk: Desk) -> None:
    press(desk, "Skenario")
    press(desk, "Mainkan")
    QTest.keyClick(desk.window.flow.focusWidget(), Qt.Key.Key_1)  # type: ignore[union-attr]
    settle()
    QTest.keyClick(desk.window, Qt.Key.Key_Escape)
    settle()
    press(desk, "Beranda")
    press(desk, "Buang")
    assert not shows(desk, "Lanjutkan")


def test_a_play_that_cannot_be_stored_is_not_begun(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_arguments: object) -> None:
        raise StorageError("disk_full")

    press(desk, "Skenario")
    with monkeypatch.context() as broken:
        broken.setattr(RoleplayService, "start", full)
        press(desk, "Mainkan")
        assert desk.window.flow is None
        assert desk.window.banner.isVisible()
    press(desk, "Coba lagi")  # trying again really begins it
    assert isinstance(desk.window.flow, PlayPage)


def test_colours_may_change_while_playing(desk: Desk) -> None:
    press(desk, "Skenario")
    press(desk, "Mainkan")
    QTest.keyClick(desk.window.flow.focusWidget(), Qt.Key.Key_1)  # type: ignore[union-attr]
    settle()
    before = desk.window.flow
    assert isinstance(before, PlayPage)
    told = len(before.talk.views)
    desk.window.rebuild(desk._make_context())
    settle()
    after = desk.window.flow
    assert isinstance(after, PlayPage)
    assert after is not before
    assert len(after.talk.views) == told
