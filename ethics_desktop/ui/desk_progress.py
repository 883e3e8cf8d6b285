"""The part of the desk for Kemajuan: standing, history, comparison, the person's data."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from ethics_desktop.domain.errors import UserError
from ethics_desktop.ui.context import UiContext
from ethics_desktop.ui.desk_roleplay import Trying
from ethics_desktop.ui.desk_work import WorkDesk
from ethics_desktop.ui.main_window import MainWindow
from ethics_desktop.ui.tasks import TaskRunner
from ethics_desktop.ui.widgets.basics import Page

if TYPE_CHECKING:
    from ethics_desktop.services.program import ProgramPort, Services
    from ethics_desktop.ui.pages.compare import ComparePage
    from ethics_desktop.ui.pages.progress import ProgressPage

PAGE = "progress"
#: Attempts that the lists of a comparison offer.
COMPARABLE = 200
EVERY = 1_000_000


class ProgressDesk(WorkDesk):
    """Joins Kemajuan with its services.

    Args:
        window: shows pages and flows.
        context: gives the present context.
        program: gives the program of the present profile.
        services: opens the data when first needed (StorageError).
        attempt: see :class:`Trying`.
        runner: runs long work; None for Qt's thread pool.
        parent: the desk.

    Signals: ``result_requested(str)`` to show an attempt, ``review_requested(AttemptResult)`` to
    show what was sure but wrong in it, ``step_chosen(NextStep)``, ``closing()`` to close the data,
    ``erased()`` to begin anew with an empty profile.
    """

    result_requested = Signal(str)
    review_requested = Signal(object)
    step_chosen = Signal(object)
    closing = Signal()
    erased = Signal()

    def __init__(
        self,
        window: MainWindow,
        context: Callable[[], UiContext],
        program: Callable[[], ProgramPort],
        services: Callable[[], Services],
        attempt: Trying,
        runner: TaskRunner | None = None,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(window, context, runner, parent)
        self._program = program
        self._services = services
        self._try = attempt

    def page(self, context: UiContext, parent: QWidget) -> Page:
        """Make the page."""
        from ethics_desktop.ui.pages.progress import ProgressPage

        page = ProgressPage(context, parent)
        page.entered.connect(lambda: self._refresh(page))
        page.open_requested.connect(self.result_requested)
        page.compare_requested.connect(self.compare)
        page.delete_requested.connect(lambda attempt: self._delete(attempt, page))
        page.review_requested.connect(self._review)
        page.filter_changed.connect(lambda *wanted: self._filter(page, *wanted))
        page.step_chosen.connect(self.step_chosen)
        page.export_requested.connect(self.export)
        page.erase_requested.connect(self.ask_erase)
        page.start_requested.connect(lambda: self._window.show_page("assessment"))
        return page

    def _refresh(self, page: ProgressPage) -> None:
        def work() -> None:
            services = self._services()
            played = services.progress.has_played()
            cards = services.roleplay.cards() if played else []
            form, days, most = page.history.wanted()
            page.refresh(
                services.progress.standing(), services.progress.history(form, days, most), cards
            )

        self._try(work)

    def _filter(self, page: ProgressPage, form: str, days: int | None, most: int) -> None:
        self._try(lambda: page.show_history(self._services().progress.history(form, days, most)))

    def _delete(self, attempt: str, page: ProgressPage) -> None:
        def work() -> None:
            self._services().assessment.delete(attempt)
            self._refresh(page)

        self._try(work)

    def _review(self, attempt: str) -> None:
        self._try(lambda: self.review_requested.emit(self._services().assessment.result(attempt)))

    # --- comparison ------------------------------------------------------------------------

    def compare(self, attempt: str) -> None:
        """Show an attempt beside another one."""

        def work() -> None:
            history = self._services().progress.history
            rows = history(most=COMPARABLE).rows
            if attempt not in {row.attempt_id for row in rows}:
                rows += tuple(r for r in history(most=EVERY).rows if r.attempt_id == attempt)

            def make(context: UiContext) -> Page:
                from ethics_desktop.ui.pages.compare import ComparePage

                page = ComparePage(context, rows, attempt)
                page.compare_requested.connect(lambda a, b: self._compared(page, a, b))
                page.back_requested.connect(self._window.close_flow)
                return page

            self._window.open_flow(make(self._context()), remake=make)

        self._try(work)

    def _compared(self, page: ComparePage, one: str, other: str) -> None:
        from ethics_desktop.domain.comparing import compare

        def work() -> None:
            results = self._services().assessment
            page.show_comparison(compare(results.result(one), results.result(other)))

        self._try(work)

    # --- the person's data -----------------------------------------------------------------

    def export(self) -> None:
        """Ask for a folder and write everything into it."""
        context = self._context()
        folder = context.dialogs.choose_file(
            self._window, context.tr.gettext("Folder for your data"), "folder"
        )
        if folder is None:
            return

        def work() -> None:
            self._services()  # makes the file, when there is none yet
            data = self._program().my_data()
            self._window.banner.clear()
            self._waiter.run(
                lambda context: context.tr.gettext("Writing your data…"),
                lambda _watch: data.export(folder, context.tr),
                self._exported,
                self._failed,
                whole=True,
                can_cancel=False,
            )

        self._try(work)

    def _exported(self, path: Path) -> None:
        text = self._context().tr.gettext("Your data were written to %(path)s")
        self._window.banner.show_message("good", text % {"path": str(path)}, "")

    def _failed(self, error: Exception) -> None:
        if not isinstance(error, UserError):
            raise error

        def again() -> None:
            raise error

        self._try(again, again=False)

    def ask_erase(self) -> None:
        """Show what would go and what stays."""

        def work() -> None:
            from ethics_desktop.ui.pages.erase import ErasePage, Traces

            attempts, plays = self._services().progress.counts()
            copies = len(self._program().backups().copies())
            folder = str(self._program().paths.profile_folder)
            traces = Traces(attempts, plays, copies, folder)

            def make(context: UiContext) -> Page:
                page = ErasePage(context, traces)
                page.back_requested.connect(self._window.close_flow)
                page.export_requested.connect(self.export)
                page.erase_requested.connect(self._erase)
                return page

            self._window.open_flow(make(self._context()), remake=make)

        self._try(work)

    def _erase(self) -> None:
        def work() -> None:
            self.closing.emit()
            self._program().erase()
            self.erased.emit()
            text = self._context().tr.gettext("Everything of this profile was erased.")
            self._window.banner.show_message("good", text, "")

        self._try(work)
