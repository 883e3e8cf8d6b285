"""A part that is made when it is shown is reached by the keyboard where it stands."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from ethics_desktop.ui.widgets.basics import button, column
from ethics_desktop.ui.widgets.disclosure import Disclosure


def test_a_part_made_late_comes_behind_its_button(qtbot: QtBot, qapp: QApplication) -> None:
    def make() -> QWidget:
        part = QWidget()
        part.setLayout(column(button("in 1"), button("in 2")))
        return part

    disclosure = Disclosure("show", "hide", make)
    holder = QWidget()
    holder.setLayout(column(button("before"), disclosure, button("after 1"), button("after 2")))
    qtbot.addWidget(holder)
    with qtbot.waitActive(holder):
        holder.show()
    disclosure.button.setFocus()
    qtbot.keyClick(disclosure.button, Qt.Key.Key_Space)
    met = []
    for _ in range(4):
        qtbot.keyClick(qapp.focusWidget(), Qt.Key.Key_Tab)
        here = qapp.focusWidget()
        assert isinstance(here, QPushButton)
        met.append(here.text())
    assert met == ["in 1", "in 2", "after 1", "after 2"]
