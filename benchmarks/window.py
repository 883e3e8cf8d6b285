"""The real window without a display, driven by hand, for benchmarks."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

ROOT = Path(__file__).resolve().parent.parent
if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))

if TYPE_CHECKING:
    from PySide6.QtWidgets import QAbstractButton

    from tests.worlds import HandClock

PATIENCE_S = 60.0


class Hand:
    """Presses what a person would press; the clock is moved by hand and nothing sleeps."""

    def __init__(self, desk: Any, clock: HandClock) -> None:
        self.desk = desk
        self.window = desk.window
        self.clock = clock

    def press(self, *names: str) -> None:
        """Press the first button with one of these names, once it is there."""
        self.wait(lambda: self.button(*names) is not None, " / ".join(names))
        found = self.button(*names)
        assert found is not None
        found.click()
        self.turn()

    def button(self, *names: str) -> QAbstractButton | None:
        """Return the first button of these names that can be pressed now."""
        from PySide6.QtWidgets import QAbstractButton

        for made in self.window.findChildren(QAbstractButton):
            if made.isVisible() and made.isEnabled() and made.accessibleName() in names:
                return made  # type: ignore[no-any-return]
        return None

    def key(self, letter: str) -> None:
        """Type a letter or digit into the page."""
        from PySide6.QtCore import Qt
        from PySide6.QtTest import QTest

        QTest.keyClick(self.window.focusWidget() or self.window.flow, Qt.Key(ord(letter)))
        self.turn()

    def wait(self, ready: Callable[[], object], what: str = "the window") -> None:
        """Let the window work until ``ready``."""
        deadline = time.monotonic() + PATIENCE_S
        while not ready():
            if time.monotonic() > deadline:
                raise TimeoutError(f"waited in vain for {what}")
            self.turn()

    def settle(self) -> None:
        """Let the window do all that follows from what it does."""
        for _ in range(5):
            self.turn()

    def turn(self) -> None:
        """Let the window do what is pending, also delete what it has given up."""
        from PySide6.QtCore import QEvent
        from PySide6.QtWidgets import QApplication

        QApplication.processEvents()
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


def at_the_window(data: Path, work: Callable[[Hand], None]) -> None:
    """Open the program on a data folder, do ``work`` once its first page is there, close it.

    Raises:
        Exception: what ``work`` raised.
    """
    from ethics_desktop import app
    from ethics_desktop.settings import AppSettings
    from tests.worlds import HandClock, make_program

    clock = HandClock()
    program = make_program(data, clock)
    program.app_settings.save(AppSettings(trainer_page=True, place_known=str(program.paths.data)))
    failures: list[Exception] = []

    def started(desk: Any) -> None:
        from PySide6.QtCore import QTimer

        def run() -> None:
            desk.window.resize(1366, 768)
            hand = Hand(desk, clock)
            try:
                hand.wait(lambda: desk.window.current_key, "the first page")
                work(hand)
            except Exception as failure:
                failures.append(failure)
            desk.window.close()

        QTimer.singleShot(0, desk, run)

    app.run_window(program, started)
    sys.excepthook = sys.__excepthook__  # the program's own shows a box and waits for a person
    if failures:
        raise failures[0]
