"""The part of the desk for scenarios: list, play, debrief."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Protocol, TypeVar

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from ethics_desktop.ui.context import UiContext
from ethics_desktop.ui.main_window import MainWindow
from ethics_desktop.ui.widgets.basics import Page

if TYPE_CHECKING:
    from ethics_desktop.services.roleplay import Play, PlayReview, RoleplayService
    from ethics_desktop.ui.pages.scenarios import ScenarioListPage

T = TypeVar("T")

PAGE = "scenarios"


class Trying(Protocol):
    """Does what the world may refuse and tells the person; None when it was refused."""

    def __call__(self, work: Callable[[], T], again: bool = True) -> T | None: ...


class RoleplayDesk(QObject):
    """Joins the pages of scenarios with their service.

    Args:
        window: shows pages and flows.
        context: gives the present context.
        service: opens the data when first needed (StorageError).
        attempt: see :class:`Trying`.
        parent: the desk.

    Signals: ``reflect_requested(str)`` to write about a scenario of that title.
    """

    reflect_requested = Signal(str)

    def __init__(
        self,
        window: MainWindow,
        context: Callable[[], UiContext],
        service: Callable[[], RoleplayService],
        attempt: Trying,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._window = window
        self._context = context
        self._service = service
        self._try = attempt

    def page(self, context: UiContext, parent: QWidget) -> Page:
        """Make the list of scenarios."""
        from ethics_desktop.ui.pages.scenarios import ScenarioListPage

        page = ScenarioListPage(context, parent)
        page.entered.connect(lambda: self._refresh(page))
        page.play_requested.connect(self.play)
        page.resume_requested.connect(self.resume)
        page.discard_requested.connect(lambda play: self.discard(play, page.enter))
        page.review_requested.connect(self.review)
        page.library_requested.connect(lambda: self._window.show_page("library"))
        return page

    def _refresh(self, page: ScenarioListPage) -> None:
        def work() -> None:
            service = self._service()
            cards = service.cards()
            past = {one.scenario_id: service.history(one.scenario_id) for one in cards if one.plays}
            page.refresh(cards, past)

        self._try(work)

    def play(self, scenario_id: str, prefix: tuple[str, ...] = (), replace: bool = False) -> None:
        """Begin a scenario after the choices of ``prefix`` and put it on the screen."""
        self._try(lambda: self._show(self._service().start(scenario_id, prefix), replace))

    def resume(self, play_id: str) -> None:
        """Go on with an unfinished play."""
        self._try(lambda: self._show(self._service().resume(play_id)))

    def discard(self, play_id: str, then: Callable[[], None]) -> None:
        """Throw an unfinished play away."""
        self._try(lambda: self._service().discard(play_id))
        then()

    def review(self, play_id: str, replace: bool = False) -> None:
        """Show the debrief of a finished play."""
        self._try(lambda: self._look_back(self._service().review(play_id), replace))

    def _look_back(self, review: PlayReview, replace: bool) -> None:
        def make(context: UiContext) -> Page:
            from ethics_desktop.ui.pages.debrief import DebriefPage

            page = DebriefPage(context, review)
            page.retry_requested.connect(
                lambda prefix: self.play(review.scenario.id, tuple(prefix), replace=True)
            )
            page.home_requested.connect(lambda: self._window.show_page(PAGE))
            page.reflect_requested.connect(
                lambda: self.reflect_requested.emit(review.scenario.title)
            )
            return page

        show = self._window.replace_flow if replace else self._window.open_flow
        show(make(self._context()), remake=make, of=(PAGE,))

    def _show(self, play: Play, replace: bool = False) -> None:
        self._window.banner.clear()

        def make(context: UiContext) -> Page:
            from ethics_desktop.ui.pages.play import PlayPage

            page = PlayPage(context, play)
            page.finished.connect(lambda play_id: self.review(play_id, replace=True))
            page.left.connect(self._window.close_flow)
            return page

        show = self._window.replace_flow if replace else self._window.open_flow
        show(make(self._context()), rail=False, remake=make, of=(PAGE,))
