"""Waits for long work: after 0.3 s with a page that shows it and can cancel it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtWidgets import QProgressBar, QWidget

from ethics_desktop.domain.watching import Watch
from ethics_desktop.ui.context import UiContext
from ethics_desktop.ui.main_window import MainWindow
from ethics_desktop.ui.tasks import Job, TaskRunner
from ethics_desktop.ui.widgets.basics import Page, button, label

T = TypeVar("T")

#: Shorter waits show nothing, milliseconds.
PATIENCE_MS = 300
#: Steps of the bar from nothing to all.
_STEPS = 1000


class WaitingPage(Page):
    """Says what is being done. Signals: ``cancelled()``."""

    cancelled = Signal()

    def __init__(
        self,
        context: UiContext,
        title: str,
        can_cancel: bool = True,
        parent: QWidget | None = None,
    ) -> None:
        _ = context.tr.gettext
        super().__init__(context, title, parent)
        layout = self.body()
        layout.addWidget(label(title, "title"))
        self.bar = QProgressBar()
        self.bar.setRange(0, 0)
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName(title)
        layout.addWidget(self.bar)
        self._can_cancel = can_cancel
        if can_cancel:
            stop = button(_("Cancel"))
            stop.clicked.connect(self.cancelled)
            layout.addWidget(stop, 0, Qt.AlignmentFlag.AlignLeft)
        layout.addStretch(1)

    def show_share(self, share: float) -> None:
        """Show the share (0..1) that is done; 0 as long as that is not known."""
        if share > 0:
            self.bar.setRange(0, _STEPS)
            self.bar.setValue(round(share * _STEPS))

    def go_back(self) -> bool:
        """Esc cancels, where that is possible."""
        if self._can_cancel:
            self.cancelled.emit()
        return True


class Waiter(QObject):
    """Runs one long work at a time and keeps the person informed.

    Args:
        window: shows the waiting page as a flow.
        context: gives the present context.
        runner: runs the work.
        parent: the desk.
    """

    def __init__(
        self,
        window: MainWindow,
        context: Callable[[], UiContext],
        runner: TaskRunner,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._window = window
        self._context = context
        self._runner = runner
        self._job: Job | None = None
        self._page: WaitingPage | None = None
        self._text: Callable[[UiContext], str] = lambda _context: ""
        self._whole = False
        self._can_cancel = True
        self._share = 0.0
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(PATIENCE_MS)
        self._timer.timeout.connect(self._show)

    def run(
        self,
        text: Callable[[UiContext], str],
        work: Callable[[Watch], T],
        done: Callable[[T], None],
        failed: Callable[[Exception], None],
        whole: bool = False,
        can_cancel: bool = True,
        unwanted: Callable[[T], object] = lambda _result: None,
    ) -> None:
        """Do ``work`` on another thread, then ``done`` or ``failed`` on this one.

        Nothing is delivered when the person cancels or goes elsewhere meanwhile. Work that is still
        running is cancelled: what follows its watch ends soon.

        Args:
            text: what the page says is being done.
            work: the work; it may follow the watch.
            done: gets its result.
            failed: gets its error.
            whole: it changes something, as a whole or not at all. That is told wherever the person
                is, unless an assessment is on the screen; until then nothing else is begun.
            can_cancel: it can be cancelled; what is ``whole`` must follow the watch for that.
            unwanted: gets, on the other thread, a large result that is not delivered.
        """
        if self._job is not None and self._whole:
            return
        self.cancel()
        self._text, self._whole, self._can_cancel = text, whole, can_cancel
        self._share = 0.0
        self._timer.start()
        over = False

        def working(job: Job) -> T:
            def watch(share: float) -> None:
                if share >= 1:
                    job.settle()
                job.watch(share)

            result = work(watch)
            if job.cancelled:
                unwanted(result)
            return result

        def deliver(give: Callable[[], None], else_: Callable[[], object] = lambda: None) -> None:
            nonlocal over
            over = True
            there = self._finish()
            if there or (whole and not self._window.occupied):
                give()
            else:
                else_()

        def drop(result: T) -> None:
            self._runner.run(lambda _job: unwanted(result), lambda _none: None, failed)

        job = self._runner.run(
            working,
            lambda result: deliver(lambda: done(result), lambda: drop(result)),
            lambda error: deliver(lambda: failed(error)),
            self._advance,
        )
        if not over:  # else the runner was done at once, and something else may run by now
            self._job = job

    def cancel(self) -> None:
        """Forget the work that is running, if any; what changes something may be past that."""
        if self._job is not None:
            if self._whole and not (self._can_cancel and self._job.revoke()):
                return
            self._job.cancel()
        self._finish()

    def forget(self) -> None:
        """Wait no more for anything: the runner was shut down and delivers nothing."""
        self._finish()

    def _show(self) -> None:
        if self._window.occupied:
            return

        def make(context: UiContext) -> Page:
            page = WaitingPage(context, self._text(context), self._can_cancel)
            page.cancelled.connect(self.cancel)
            page.show_share(self._share)
            self._page = page
            return page

        self._window.open_flow(make(self._context()), remake=make)

    def _advance(self, share: float) -> None:
        self._share = share
        page = self._page
        if page is not None and self._window.flow is page:  # else it is gone
            page.show_share(share)

    def _finish(self) -> bool:
        """Take the page away; return False when the person has gone elsewhere meanwhile."""
        self._timer.stop()
        self._job = None
        page, self._page = self._page, None
        if page is not None:
            if self._window.flow is not page:
                return False
            self._window.close_flow()
        return not self._window.occupied
