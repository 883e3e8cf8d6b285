"""The part of the desk for the data: looking whether they are sound, copies, going back to one."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from ethics_desktop.ui.main_window import MainWindow
from ethics_desktop.ui.pages.settings import BackupEntry, DatabaseState, SettingsPage

if TYPE_CHECKING:
    from ethics_desktop.services.program import ProgramPort
    from ethics_desktop.ui.desk_roleplay import Trying


class CopiesDesk(QObject):
    """Joins the settings page with the copies of the profile.

    Args:
        window: its banner is cleared when a copy was restored.
        program: makes, lists and restores copies, also of a damaged file.
        attempt: see :class:`Trying`.
        close: closes the data before a copy takes their place.
        reopen: opens them again (StorageError).
        parent: the desk.
    """

    def __init__(
        self,
        window: MainWindow,
        program: ProgramPort,
        attempt: Trying,
        *,
        close: Callable[[], None],
        reopen: Callable[[], object],
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._window = window
        self._program = program
        self._try = attempt
        self._close = close
        self._reopen = reopen

    def join(self, page: SettingsPage) -> None:
        """Answer what a settings page asks about the data."""
        page.entered.connect(lambda: self._refresh(page))
        page.check_requested.connect(lambda: self._check(page))
        page.backup_requested.connect(lambda: self._make(page))
        page.restore_requested.connect(lambda path: self._restore(page, path))

    def _refresh(self, page: SettingsPage, state: DatabaseState = "unchecked") -> None:
        copies = self._try(self._program.backups().copies, again=False) or []
        entries = [BackupEntry(copy.path, copy.made_at, copy.bytes) for copy in copies]
        page.refresh_storage(state, entries)

    def _check(self, page: SettingsPage) -> None:
        def work() -> None:
            problems = self._program.backups().check()
            self._refresh(page, "damaged" if problems else "sound")

        self._try(work)

    def _make(self, page: SettingsPage) -> None:
        def work() -> None:
            copy = self._program.backups().make()
            self._refresh(page)
            text = page.context.tr.gettext("Backup made: %(name)s") % {"name": copy.path.name}
            page.show_message("good", text)

        self._try(work)

    def _restore(self, page: SettingsPage, path: Path) -> None:
        def work() -> None:
            self._program.restore(path)
            self._reopen()
            self._window.banner.clear()
            self._refresh(page)
            page.show_message("good", page.context.tr.gettext("The backup was restored."))

        self._close()
        self._try(work)
