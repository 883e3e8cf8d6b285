"""A person in front of the real desk without a display: looks at what shows, presses, types."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from PySide6.QtCore import QEvent, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QRadioButton
from pytestqt.qtbot import QtBot

from ethics_desktop.bootstrap import Program
from ethics_desktop.domain.attempt import ItemState
from ethics_desktop.domain.bank import SingleItem, SjtItem
from ethics_desktop.domain.errors import UserError
from ethics_desktop.messages import explain
from ethics_desktop.ui.desk import Desk
from ethics_desktop.ui.pages.exam import ExamPage
from ethics_desktop.ui.widgets.banner import Banner
from tests.fakes import FakeDialogs

PATIENCE_MS = 20_000
START = "Mulai asesmen singkat (10 soal, 8 menit)"


class Person:
    """Works with one running desk; made by :func:`at_the_desk`."""

    def __init__(self, qtbot: QtBot, desk: Desk, dialogs: FakeDialogs) -> None:
        self._qtbot = qtbot
        self.desk = desk
        self.window = desk.window
        self.dialogs = dialogs

    def wait(self, ready: Callable[[], bool]) -> None:
        """Let the window work until ``ready``."""
        self._qtbot.waitUntil(ready, timeout=PATIENCE_MS)

    def button(self, name: str) -> QAbstractButton | None:
        """Return the button of that name that can be pressed now."""
        for made in self.window.findChildren(QAbstractButton):
            if made.isVisible() and made.isEnabled() and made.accessibleName() == name:
                return made
        return None

    def press(self, name: str) -> None:
        """Press a button once it is there."""
        self.wait(lambda: self.button(name) is not None)
        found = self.button(name)
        assert found is not None
        QTest.mouseClick(found, Qt.MouseButton.LeftButton)

    def texts(self) -> list[str]:
        """Return the texts of all labels that show."""
        return [each.text() for each in self.window.findChildren(QLabel) if each.isVisible()]

    def banners(self) -> list[str]:
        """Return the news that show, above the page and in it."""
        return [each.text for each in self.window.findChildren(Banner) if each.isVisible()]

    def sentence(self, error: UserError) -> str:
        """Return what is said about an error, in the language of the window."""
        return " ".join(explain(error, self.desk.context.tr))

    def reads(self, error: UserError) -> bool:
        """Tell whether the news say what has to be said about an error."""
        return self.banners() == [self.sentence(error)]

    # --- an assessment ---------------------------------------------------------------------

    @property
    def exam(self) -> ExamPage:
        """The exam on the screen."""
        page = self.window.flow
        assert isinstance(page, ExamPage)
        return page

    def start(self) -> None:
        """Start the short assessment and go to an item with radio buttons."""
        self.press(START)
        self.wait(lambda: isinstance(self.window.flow, ExamPage))
        self.go_to_choice()

    def go_to_choice(self, after: int = 0) -> int:
        """Go to the first item after number ``after`` that has radio buttons; return its number."""
        items = self.exam.sitting.form_items
        number = next(
            each.position
            for each in items
            if each.position > after and isinstance(each.item, SjtItem | SingleItem)
        )
        QTest.mouseClick(self.exam.panel.grid.button(number), Qt.MouseButton.LeftButton)
        assert self.exam.sitting.position == number
        return number

    def options(self) -> list[QRadioButton]:
        """Return the options of the item on the screen."""
        return [each for each in self.exam.view.findChildren(QRadioButton) if each.isVisible()]

    def choose(self, letter: str) -> None:
        """Choose an option by its letter on the keyboard."""
        QTest.keyClick(self.window.focusWidget(), Qt.Key(ord(letter)))

    def chosen(self) -> str:
        """Return the letter of the option that is marked on the screen, or ""."""
        return "".join(each.accessibleName()[0] for each in self.options() if each.isChecked())

    def on_disk(self, data: Path) -> ItemState:
        """Return what another program would find on the disk about the item on the screen."""
        from datetime import UTC, datetime

        from ethics_desktop.store.progress import SqliteProgressStore

        (file,) = data.glob("profiles/*/progress.sqlite3")
        store = SqliteProgressStore.open(file, datetime.now(UTC))
        try:
            states = store.load_states(self.exam.sitting.attempt.id)
        finally:
            store.close()
        position = self.exam.sitting.position
        return states.get(position, ItemState(position))

    def is_told_saved(self) -> bool:
        """Tell whether the screen says that the item is saved."""
        return self.exam.saved.text().startswith("Tersimpan ")

    def answer_all(self) -> None:
        """Answer every item in the simplest way its kind allows."""
        from tests.builders import best_answer

        for each in self.exam.sitting.form_items:
            self.exam.sitting.answer(each.position, best_answer(each.item))

    def finish(self) -> None:
        """Finish the assessment and come to the result."""
        self.press("Selesai")
        self.press("Ya, selesai")
        self.wait(lambda: self.button("Lihat pembahasan") is not None)


@contextmanager
def at_the_desk(
    qtbot: QtBot, application: QApplication, program: Program, dialogs: FakeDialogs | None = None
) -> Iterator[Person]:
    """Open the window as ``app.run_window`` does; close it at the end.

    Whatever is not a ``UserError`` and comes out of Qt's hands fails the test: pytest-qt watches.
    """
    asked = dialogs or FakeDialogs()
    desk = Desk(application, program, asked)
    person = Person(qtbot, desk, asked)
    try:
        desk.show()
        person.wait(lambda: bool(desk.window.current_key or desk.window.flow))
        desk.window.activateWindow()
        yield person
    finally:
        desk.window.close()
        desk.close()
        for each in (desk.window, desk):
            each.deleteLater()
        application.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
        application.setStyleSheet("")
