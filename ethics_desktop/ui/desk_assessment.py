"""The part of the desk for assessments: choose, sit, result, review."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from ethics_desktop.domain.result import AttemptResult, NextStep, StepKind
from ethics_desktop.settings import ProfileSettings
from ethics_desktop.ui.context import UiContext
from ethics_desktop.ui.desk_roleplay import Trying
from ethics_desktop.ui.main_window import MainWindow
from ethics_desktop.ui.widgets.basics import Page

if TYPE_CHECKING:
    from ethics_desktop.services.program import Services
    from ethics_desktop.services.sitting import Sitting
    from ethics_desktop.ui.pages.assessment import AssessmentPage


#: The pages that lead to exams, results and their review.
PAGES = ("assessment", "progress")


class AssessmentDesk(QObject):
    """Joins the pages of assessments with their service.

    Args:
        window: shows pages and flows.
        context: gives the present context.
        services: opens the data when first needed (StorageError).
        attempt: see :class:`Trying`.
        profile: gives the settings of the profile.
        parent: the desk.

    Signals: ``reflect_requested(str)`` to write about an attempt of that title,
    ``practice_requested(AttemptResult)`` to put what was missed into practice.
    """

    reflect_requested = Signal(str)
    practice_requested = Signal(object)

    def __init__(
        self,
        window: MainWindow,
        context: Callable[[], UiContext],
        services: Callable[[], Services],
        attempt: Trying,
        profile: Callable[[], ProfileSettings],
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._window = window
        self._context = context
        self._services = services
        self._try = attempt
        self._profile = profile

    # --- pages of the rail -----------------------------------------------------------------

    def page(self, context: UiContext, parent: QWidget) -> Page:
        """Make the list of forms."""
        from ethics_desktop.ui.pages.assessment import AssessmentPage

        page = AssessmentPage(context, parent)
        page.entered.connect(lambda: self._refresh(page))
        page.start_requested.connect(self.start)
        page.resume_requested.connect(self.resume)
        page.discard_requested.connect(lambda attempt: self.discard(attempt, page.enter))
        return page

    def _refresh(self, page: AssessmentPage) -> None:
        def work() -> None:
            service = self._services().assessment
            page.refresh(service.forms(), service.resumable())

        self._try(work)

    # --- an assessment ---------------------------------------------------------------------

    def start(self, blueprint_id: str, timed: bool) -> None:
        """Draw a form and put its exam on the screen."""
        self._try(lambda: self._sit(self._services().assessment.start(blueprint_id, timed)))

    def resume(self, attempt_id: str) -> None:
        """Go on with an unfinished attempt."""
        self._try(lambda: self._sit(self._services().assessment.resume(attempt_id)))

    def discard(self, attempt_id: str, then: Callable[[], None]) -> None:
        """Throw an unfinished attempt away."""

        def work() -> None:
            self._services().assessment.discard(attempt_id)
            then()

        self._try(work)

    def open_result(self, attempt_id: str) -> None:
        """Show the result of a finished attempt."""
        self._try(lambda: self._show_result(self._services().assessment.result(attempt_id)))

    def take_step(self, step: NextStep, result: AttemptResult | None = None) -> None:
        """Do what was suggested."""
        if step.kind is StepKind.REVIEW_CONFIDENT and result is not None:
            self.review(result, "confident")
        elif step.target:
            self.start(step.target, timed=True)

    def _sit(self, sitting: Sitting) -> None:
        from ethics_desktop.ui.pages.exam import ExamPage

        self._window.banner.clear()
        exam = ExamPage(self._context(), sitting, self._profile().hide_timer)
        exam.finished.connect(lambda result: self._show_result(result, replace=True))
        exam.left.connect(self._window.close_flow)
        self._window.open_flow(exam, rail=False, of=PAGES)

    def _show_result(self, result: AttemptResult, replace: bool = False) -> None:
        from ethics_desktop.ui.pages.result import ResultPage

        def make(context: UiContext) -> Page:
            page = ResultPage(context, result)
            page.review_requested.connect(lambda wanted: self.review(result, wanted))
            page.step_chosen.connect(lambda step: self.take_step(step, result))
            page.reflect_requested.connect(lambda: self._reflect(result))
            page.home_requested.connect(lambda: self._window.show_page("home"))
            return page

        show = self._window.replace_flow if replace else self._window.open_flow
        show(make(self._context()), remake=make, of=PAGES)

    def review(self, result: AttemptResult, wanted: str) -> None:
        """Show the explanations of an attempt, those of one filter first."""
        from ethics_desktop.ui.pages.result import ResultPage
        from ethics_desktop.ui.pages.review import ReviewPage

        from_result = isinstance(self._window.flow, ResultPage)
        titles = self._services().library.framework_title

        def make(context: UiContext) -> Page:
            def title(framework: str, code: str) -> str:
                return context.tr.pick(titles(framework, code))

            page = ReviewPage(context, result, wanted, title, from_result)
            page.back_requested.connect(self._window.close_flow)
            page.practice_requested.connect(lambda: self.practice_requested.emit(result))
            page.reflect_requested.connect(lambda: self._reflect(result))
            return page

        self._window.open_flow(make(self._context()), remake=make, of=PAGES)

    def _reflect(self, result: AttemptResult) -> None:
        self.reflect_requested.emit(self._context().tr.pick(result.title))
