"""Qt's own words: every one it asks for in what the program shows is there, in Indonesian."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QPoint, Qt, QTimer, QTranslator
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtWidgets import (
    QApplication,
    QFileDialog,
    QLabel,
    QLineEdit,
    QMenu,
    QMessageBox,
    QPlainTextEdit,
    QScrollBar,
    QSpinBox,
    QTextBrowser,
    QWidget,
)
from pytestqt.qtbot import QtBot

from ethics_desktop.i18n import Translator
from ethics_desktop.ui.qt_words import WORDS, QtWords, speak

#: Where Qt's words are keys of the keyboard, which stand on the keys in English here too.
KEYS = ("QShortcut",)


class Listener(QTranslator):
    """Writes down what Qt asks for."""

    def __init__(self) -> None:
        super().__init__()
        self.asked: set[str] = set()

    def translate(  # type: ignore[override]
        self, context: str, source: str, disambiguation: str | None = None, n: int = -1
    ) -> None:
        if context not in KEYS and not source.startswith("Alt+"):
            self.asked.add(source)


@pytest.fixture
def indonesian(qapp: QApplication, project: Path) -> Iterator[Translator]:
    tr = Translator("id", project / "resources" / "locale")
    speak(qapp, tr)
    yield tr
    speak(qapp, Translator("en", project / "resources" / "locale"))
    assert not qapp.findChildren(QtWords)


def file_dialogs() -> list[QWidget]:
    made: list[QWidget] = []
    for accept, mode in (
        (QFileDialog.AcceptMode.AcceptOpen, QFileDialog.FileMode.ExistingFile),
        (QFileDialog.AcceptMode.AcceptSave, QFileDialog.FileMode.AnyFile),
        (QFileDialog.AcceptMode.AcceptOpen, QFileDialog.FileMode.Directory),
    ):
        box = QFileDialog()
        box.setOption(QFileDialog.Option.DontUseNativeDialog)
        box.setAcceptMode(accept)
        box.setFileMode(mode)
        made.append(box)
    return made


def question() -> list[QWidget]:
    box = QMessageBox()
    buttons = QMessageBox.StandardButton
    box.setStandardButtons(
        buttons.Yes | buttons.No | buttons.Ok | buttons.Cancel | buttons.Save | buttons.Close
    )
    return [box]


def with_menus() -> list[QWidget]:
    link = QLabel('<a href="x">y</a>')
    link.setTextInteractionFlags(Qt.TextInteractionFlag.TextBrowserInteraction)
    bar = QScrollBar(Qt.Orientation.Vertical)
    return [QLineEdit("a"), QPlainTextEdit("a"), QTextBrowser(), QSpinBox(), link, bar]


@pytest.mark.parametrize("make", [file_dialogs, question, with_menus])
def test_every_word_that_qt_asks_for_is_known(
    qtbot: QtBot, qapp: QApplication, make: Callable[[], list[QWidget]]
) -> None:
    listener = Listener()
    qapp.installTranslator(listener)
    try:
        for widget in make():
            qtbot.addWidget(widget)
            widget.show()
            QTimer.singleShot(0, qapp, close_menus)
            reason, place = QContextMenuEvent.Reason.Keyboard, QPoint(2, 2)
            qapp.sendEvent(widget, QContextMenuEvent(reason, place, place))
            qapp.processEvents()
            qapp.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    finally:
        qapp.removeTranslator(listener)
    assert listener.asked
    assert listener.asked <= WORDS


def close_menus() -> None:
    for widget in QApplication.topLevelWidgets():
        if isinstance(widget, QMenu):
            widget.close()


def test_the_menu_of_a_text_field_is_indonesian(qtbot: QtBot, indonesian: Translator) -> None:
    field = QLineEdit("teks")
    qtbot.addWidget(field)
    menu = field.createStandardContextMenu()
    shown = [action.text().split("\t")[0] for action in menu.actions() if action.text()]
    assert shown == ["&Urungkan", "U&langi", "&Potong", "&Salin", "&Tempel", "Hapus", "Pilih Semua"]


def test_no_word_is_left_in_english(indonesian: Translator) -> None:
    same = {word for word in WORDS if indonesian.gettext(word) == word}
    assert same == {"Folder"}


def test_english_needs_nothing(qapp: QApplication, project: Path) -> None:
    speak(qapp, Translator("en", project / "resources" / "locale"))
    assert not qapp.findChildren(QtWords)
