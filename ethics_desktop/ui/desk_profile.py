"""The part of the desk for people: who sits here, another profile."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from ethics_desktop.ui.context import UiContext
from ethics_desktop.ui.desk_roleplay import Trying
from ethics_desktop.ui.main_window import MainWindow
from ethics_desktop.ui.widgets.basics import Page

if TYPE_CHECKING:
    from ethics_desktop.services.program import ProgramPort


class ProfileDesk(QObject):
    """Chooses and makes profiles.

    Args:
        window: shows pages and flows.
        context: gives the present context.
        program: gives the program of the present profile.
        attempt: see :class:`Trying`.
        switch: goes on with the program of another profile.
        parent: the desk.
    """

    def __init__(
        self,
        window: MainWindow,
        context: Callable[[], UiContext],
        program: Callable[[], ProgramPort],
        attempt: Trying,
        switch: Callable[[ProgramPort], None],
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._window = window
        self._context = context
        self._program = program
        self._try = attempt
        self._switch = switch

    def choose_at_start(self) -> None:
        """Ask who sits here, if there is a choice and nobody was named."""
        program = self._program()
        if program.chosen or not program.paths.several:
            return
        if len(program.profiles().ids()) > 1:
            self.choose(at_start=True)

    def choose(self, at_start: bool = False) -> None:
        """Show the profiles."""
        from ethics_desktop.settings import AppSettings

        program = self._program()
        last = program.app_settings.load(AppSettings).profile

        def make(context: UiContext) -> Page:
            from ethics_desktop.ui.pages.profiles import ProfilesPage

            cards = program.profiles().cards()
            ids = [card.id for card in cards]
            begin = last if last in ids else ids[0] if ids else ""
            page = ProfilesPage(context, cards, begin, at_start)
            page.chosen.connect(self._choose)
            page.create_requested.connect(self._create)
            page.left.connect(self._window.close_flow)
            return page

        self._window.banner.clear()
        self._window.open_flow(make(self._context()), rail=not at_start, remake=make)

    def _choose(self, profile: str) -> None:
        self._switch(self._program().for_profile(profile))

    def _create(self, name: str) -> None:
        def work() -> None:
            self._choose(self._program().profiles().create(name))

        self._try(work)

    def erased(self) -> None:
        """Go on after everything of the present profile was erased: with another one, if any."""
        program = self._program()
        left = program.profiles().ids()
        self._switch(program.for_profile(left[0]) if left else program)
        if len(left) > 1:
            self.choose()
