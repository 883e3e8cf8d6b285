"""What the parts of the desk with long work share: a runner, and the page that waits for it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject

from ethics_desktop.ui.context import UiContext
from ethics_desktop.ui.main_window import MainWindow
from ethics_desktop.ui.tasks import QtTaskRunner, TaskRunner
from ethics_desktop.ui.waiting import Waiter


class WorkDesk(QObject):
    """A part of the desk that works beside the window.

    Args:
        window: shows pages and flows.
        context: gives the present context.
        runner: runs long work; None for Qt's thread pool.
        parent: the desk.
    """

    def __init__(
        self,
        window: MainWindow,
        context: Callable[[], UiContext],
        runner: TaskRunner | None,
        parent: QObject | None,
    ) -> None:
        super().__init__(parent)
        self._window = window
        self._context = context
        self._own_runner = QtTaskRunner(self) if runner is None else None
        chosen = runner or self._own_runner
        assert chosen is not None
        self._runner: TaskRunner = chosen
        self._waiter = Waiter(window, context, self._runner, self)

    def stop(self) -> None:
        """Cancel what is running; called when the window goes."""
        self._waiter.cancel()
        if self._own_runner is not None:
            self._own_runner.shut_down()
            self._waiter.forget()  # else what could not be cancelled would be waited for for good
