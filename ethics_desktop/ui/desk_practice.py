"""The part of the desk for practice: page, session, end, what to study again."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import msgspec
from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from ethics_desktop.domain.constants import BIMTEK_MODULES, SESSION_SIZES
from ethics_desktop.settings import ProfileSettings
from ethics_desktop.ui.context import UiContext
from ethics_desktop.ui.main_window import MainWindow
from ethics_desktop.ui.widgets.basics import Page

if TYPE_CHECKING:  # the pages bring the rest of practice along when one is opened
    from ethics_desktop.domain.practice import PracticeFilter
    from ethics_desktop.domain.result import AttemptResult
    from ethics_desktop.services.practice import PracticeOverview
    from ethics_desktop.services.practice_session import PracticeSession
    from ethics_desktop.services.program import Services
    from ethics_desktop.ui.desk_roleplay import Trying
    from ethics_desktop.ui.pages.practice import PracticePage
    from ethics_desktop.ui.pages.relearn import RelearnPage
    from ethics_desktop.ui.widgets.item_review import FrameworkTitle

PAGE = "practice"


class PracticeDesk(QObject):
    """Joins the pages of practice with its service, which is made when first needed.

    Args:
        window: shows pages and flows.
        context: gives the present context.
        services: opens the data when first needed (StorageError).
        attempt: see :class:`Trying`.
        profile: gives the person's settings.
        change_profile: stores other ones.
        parent: the desk.
    """

    def __init__(
        self,
        window: MainWindow,
        context: Callable[[], UiContext],
        services: Callable[[], Services],
        attempt: Trying,
        profile: Callable[[], ProfileSettings],
        change_profile: Callable[[ProfileSettings], None],
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._window = window
        self._context = context
        self._services = services
        self._try = attempt
        self._profile = profile
        self._change_profile = change_profile
        self._size = SESSION_SIZES[1]
        self._wish: PracticeFilter | None = None

    # --- the page --------------------------------------------------------------------------

    def page(self, context: UiContext, parent: QWidget) -> Page:
        """Make the page in the rail."""
        from ethics_desktop.ui.pages.practice import PracticePage

        page = PracticePage(context, parent)
        page.entered.connect(lambda: self._refresh(page))
        page.today_requested.connect(self.start_today)
        page.free_requested.connect(self._start_free)
        page.wish_changed.connect(lambda size, wish: self._match(page, size, wish))
        page.study_requested.connect(self.study)
        page.library_requested.connect(lambda: self._window.show_page("library"))
        return page

    def _refresh(self, page: PracticePage) -> None:
        def work() -> None:
            from ethics_desktop.domain.practice import PracticeFilter
            from ethics_desktop.ui.pages.practice import PracticeData

            services, tr = self._services(), page.context.tr
            wish = self._wish or PracticeFilter()
            title = services.library.framework_title
            page.refresh(
                PracticeData(
                    overview=services.practice.overview(),
                    modules=tuple(
                        (code, f"{code}. {tr.pick(title('bimtek', code))}")
                        for code in BIMTEK_MODULES
                    ),
                    size=self._size,
                    wish=wish,
                    matching=services.practice.matching(wish),
                )
            )

        self._try(work)

    def _match(self, page: PracticePage, size: int, wish: PracticeFilter) -> None:
        self._size, self._wish = size, wish
        self._try(lambda: page.show_matching(self._services().practice.matching(wish)))

    # --- sessions --------------------------------------------------------------------------

    def _start_free(self, size: int, wish: PracticeFilter) -> None:
        self._size, self._wish = size, wish
        self._try(lambda: self._run(self._services().practice.start(size, wish)))

    def start_today(self) -> None:
        """Begin with the cards of today."""
        self._try(lambda: self._run(self._services().practice.start_today()))

    def start_dilemma(self) -> None:
        """Begin with the one dilemma of today."""
        self._try(lambda: self._run(self._services().practice.start_dilemma()))

    def _run(self, session: PracticeSession) -> None:
        self._window.banner.clear()

        def make(context: UiContext) -> Page:
            from ethics_desktop.ui.pages.practice_run import PracticeRunPage

            title = self._title(context)
            page = PracticeRunPage(context, session, title, self._profile().certainty)
            page.finished.connect(lambda: self._end(session))
            page.left.connect(self._window.close_flow)
            page.certainty_off.connect(self._ask_no_more)
            page.study_requested.connect(self.study)
            return page

        self._window.open_flow(make(self._context()), rail=False, remake=make, of=(PAGE,))

    def _end(self, session: PracticeSession) -> None:
        from ethics_desktop.domain.practice import PracticeKind

        if session.kind is PracticeKind.DILEMMA:
            self._window.close_flow()
            return
        overview = self._try(lambda: self._services().practice.overview(), again=False)

        def make(context: UiContext) -> Page:
            from ethics_desktop.ui.pages.practice_end import PracticeEndPage

            day = _day_sentence(overview, context) if overview else ""
            page = PracticeEndPage(context, session.results, day, self._title(context))
            page.again_requested.connect(lambda: self._window.show_page(PAGE))
            page.home_requested.connect(lambda: self._window.show_page("home"))
            return page

        self._window.replace_flow(make(self._context()), remake=make, of=(PAGE,))

    def _ask_no_more(self) -> None:
        self._change_profile(msgspec.structs.replace(self._profile(), certainty=False))

    # --- studying again --------------------------------------------------------------------

    def study(self) -> None:
        """Show what was missed again and again."""

        def make(context: UiContext) -> Page:
            from ethics_desktop.ui.pages.relearn import RelearnPage

            page = RelearnPage(context, self._title(context))
            page.entered.connect(lambda: self._refresh_study(page))
            page.relearn_requested.connect(lambda key: self._relearn(page, key))
            page.back_requested.connect(self._window.close_flow)
            return page

        self._window.open_flow(make(self._context()), remake=make, of=(PAGE,))

    def _refresh_study(self, page: RelearnPage) -> None:
        self._try(lambda: page.refresh(self._services().practice.cards.leeches()))

    def _relearn(self, page: RelearnPage, key: str) -> None:
        def work() -> None:
            self._services().practice.cards.relearn(key)
            self._refresh_study(page)
            page.focus_first()

        self._try(work)

    # --- from a result ---------------------------------------------------------------------

    def enroll(self, result: AttemptResult) -> None:
        """Put the missed and doubtful items of a result into practice, and tell what came of it."""

        def work() -> None:
            from ethics_desktop.ui.widgets.practice_text import enrolled_text

            told = self._services().practice.enroll(result.items)
            text = enrolled_text(told, self._context().tr)
            self._window.banner.show_message("good", text)

        self._try(work)

    def _title(self, context: UiContext) -> FrameworkTitle:
        titles = self._services().library.framework_title

        def title(framework: str, code: str) -> str:
            return context.tr.pick(titles(framework, code))

        return title


def _day_sentence(overview: PracticeOverview, context: UiContext) -> str:
    from ethics_desktop.ui.widgets import day_text, practice_text

    if overview.counts.cards:
        return day_text.day_text(overview.counts, context.tr) + "."
    return practice_text.empty_day_text(overview.counts, overview.next_in, context.tr, begin=False)
