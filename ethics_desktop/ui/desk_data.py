"""The part of the desk for the data file: copies, checks, restoring, repair, where it lies."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QUrl
from PySide6.QtGui import QDesktopServices

from ethics_desktop.domain.errors import StorageError, UserError
from ethics_desktop.i18n import N_
from ethics_desktop.messages import explain
from ethics_desktop.ui.context import UiContext
from ethics_desktop.ui.desk_roleplay import Trying
from ethics_desktop.ui.main_window import MainWindow
from ethics_desktop.ui.widgets.basics import Page

if TYPE_CHECKING:
    from ethics_desktop.domain.copies import CopyContents, Rebuilt
    from ethics_desktop.services.backup import BackupService
    from ethics_desktop.services.program import ProgramPort
    from ethics_desktop.ui.pages.settings import SettingsPage
    from ethics_desktop.ui.pages.settings_data import BackupEntry, DatabaseState
    from ethics_desktop.ui.tasks import QtTaskRunner
    from ethics_desktop.ui.waiting import Waiter


class DataDesk(QObject):
    """Joins the settings' part about data, restoring and repair with their services.

    Args:
        window: shows pages and flows.
        context: gives the present context.
        program: gives the program of the present profile.
        attempt: see :class:`Trying`.
        reopen: opens the data again and shows the first page.
        close: closes the data: nobody may have the file open while it is replaced.
        parent: the desk.
    """

    def __init__(
        self,
        window: MainWindow,
        context: Callable[[], UiContext],
        program: Callable[[], ProgramPort],
        attempt: Trying,
        reopen: Callable[[], None],
        close: Callable[[], None],
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._window = window
        self._context = context
        self._program = program
        self._try = attempt
        self._reopen = reopen
        self._close = close
        self._checked: dict[Path, DatabaseState] = {}  # what checks of this run found
        self.offered = False  # repair was offered in this run: from now on only by a banner

    def stop(self) -> None:
        """Forget what is running."""
        if "_waiter" in vars(self):
            self._waiter.cancel()
        if "_runner" in vars(self):
            self._runner.shut_down()

    @cached_property
    def _runner(self) -> QtTaskRunner:
        """Runs what reads and writes whole data files."""
        from ethics_desktop.ui.tasks import QtTaskRunner

        return QtTaskRunner(self)

    @cached_property
    def _waiter(self) -> Waiter:
        from ethics_desktop.ui.waiting import Waiter

        return Waiter(self._window, self._context, self._runner, self)

    def copy_daily(self, backups: BackupService) -> None:
        """Make the daily copy beside everything else; only what the disk refuses is told."""

        def failed(error: Exception) -> None:
            def tell() -> None:
                raise error

            self._try(tell, again=False)

        self._runner.run(lambda job: backups.daily(job.watch), lambda _made: None, failed)

    # --- the settings' part ----------------------------------------------------------------

    def join(self, page: SettingsPage) -> None:
        """Serve the settings' part about data."""
        page.entered.connect(lambda: self.refresh(page))
        page.check_requested.connect(lambda: self._check(page))
        page.backup_requested.connect(lambda: self._make(page))
        page.restore_requested.connect(lambda path: self._look_into(page, path))
        page.copy_delete_requested.connect(lambda path: self._delete(page, path))
        page.repair_requested.connect(self.rescue)
        page.open_folder_requested.connect(self._open_folder)

    def refresh(self, page: SettingsPage) -> None:
        """Show what the last check found, and the copies."""
        state = self._checked.get(self._program().paths.progress, "unchecked")
        page.refresh_storage(state, self._entries())

    def _entries(self) -> list[BackupEntry]:
        from ethics_desktop.ui.pages.settings_data import BackupEntry

        copies = self._try(self._program().backups().copies, again=False) or []
        return [BackupEntry(copy.path, copy.made_at, copy.bytes) for copy in copies]

    def _check(self, page: SettingsPage) -> None:
        def work() -> None:
            problems = self._program().backups().check()
            self._checked[self._program().paths.progress] = "damaged" if problems else "sound"
            self.refresh(page)

        self._try(work)

    def _make(self, page: SettingsPage) -> None:
        def work() -> None:
            copy = self._program().backups().make()
            self.refresh(page)
            text = self._context().tr.gettext("Backup made: %(name)s") % {"name": copy.path.name}
            self._window.banner.show_message("good", text)

        self._try(work)

    def _delete(self, page: SettingsPage, path: Path) -> None:
        def work() -> None:
            self._program().backups().delete(path)
            self.refresh(page)
            text = self._context().tr.gettext("The backup was deleted.")
            self._window.banner.show_message("good", text)

        self._try(work)

    def _open_folder(self) -> None:
        path = str(self._program().paths.data)
        if not QDesktopServices.openUrl(QUrl.fromLocalFile(path)):
            text = self._context().tr.gettext(
                "The folder could not be opened. It is here: %(path)s"
            )
            self._window.banner.show_message("warn", text % {"path": path})

    # --- restoring -------------------------------------------------------------------------

    def _look_into(self, page: SettingsPage, path: Path) -> None:
        """Show what is in a copy beside what is there now."""
        entry = next((one for one in self._entries() if one.path == path), None)
        if entry is None:
            self.refresh(page)
            return
        self._window.banner.clear()
        backups = self._program().backups()

        def look() -> tuple[CopyContents, CopyContents | None]:
            try:
                present = backups.contents()
            except StorageError:
                return backups.contents(path), None
            return backups.contents(path), present if present.sound else None

        def show(found: tuple[CopyContents, CopyContents | None]) -> None:
            def make(context: UiContext) -> Page:
                from ethics_desktop.ui.pages.restore import RestorePage

                shown = RestorePage(context, entry, *found)
                shown.restore_requested.connect(lambda: self._restore(path))
                shown.left.connect(self._window.close_flow)
                return shown

            self._window.open_flow(make(self._context()), remake=make)

        text = self._context().tr.gettext("Looking into the backup…")
        self._wait(text, look, show)

    def _restore(self, path: Path) -> None:
        self._replace(lambda: self._program().restore(path), N_("The backup was restored."))

    def _replace(self, put: Callable[[], object], said: str) -> None:
        """Put another file in place and go on with it."""

        def work() -> None:
            put()
            self._checked.pop(self._program().paths.progress, None)
            self._reopen()
            text = self._context().tr.gettext(said)
            self._window.banner.show_message("good", text)

        self._close()
        self._try(work)

    # --- repair ----------------------------------------------------------------------------

    def rescue(self) -> None:
        """Build a sound file of what is left and show it; nothing is put in place yet."""
        self.offered = True
        self._close()
        program = self._program()
        text = self._context().tr.gettext("Reading what is left of the data file…")
        self._wait(text, program.rebuild, self._rescued, self._not_rescued)

    def _not_rescued(self, error: UserError) -> bool:
        if error.code != "damaged":
            return False
        self._rescued(None)
        return True

    def _rescued(self, made: Rebuilt | None) -> None:
        program = self._program()
        copies = len(self._entries())

        def make(context: UiContext) -> Page:
            from ethics_desktop.ui.pages.restore import RescuePage

            page = RescuePage(context, str(program.paths.progress), made, copies)
            page.use_requested.connect(self._use)
            page.backups_requested.connect(self._to_backups)
            page.left.connect(self._leave_rescue)
            return page

        self._window.banner.clear()
        self._window.open_flow(make(self._context()), remake=make)

    def _use(self) -> None:
        self._replace(self._program().use_rebuilt, N_("The data were repaired."))

    def _to_backups(self) -> None:
        self._leave_rescue()
        self._window.show_page("settings")

    def _leave_rescue(self) -> None:
        self._program().backups().drop_rebuilt()
        self._window.close_flow()

    # --- where the data lie ----------------------------------------------------------------

    def place_text(self) -> str:
        """Return why the data folder is not safe, with advice; empty when nothing is known."""
        from ethics_desktop.services.places import Risk, risky_place

        place = risky_place(self._program().paths.data)
        if place is None:
            return ""
        _ = self._context().tr.gettext
        if place.risk is Risk.SYNC:
            text = _(
                "The data folder lies in a synchronised folder (%(name)s). Synchronising can "
                "damage the data file or bring an old one back. Keep the data in an ordinary "
                "folder of this computer."
            )
        else:
            text = _(
                "The data folder lies on a network drive (%(name)s). A lost connection can damage "
                "the data file. Keep the data in an ordinary folder of this computer."
            )
        return text % {"name": place.name}

    # --- helpers ---------------------------------------------------------------------------

    def _wait(
        self,
        text: str,
        work: Callable[[], object],
        done: Callable[..., None],
        refused: Callable[[UserError], bool] = lambda _error: False,
    ) -> None:
        """Do what reads files on another thread; ``refused`` may deal with an error itself."""

        def failed(error: Exception) -> None:
            if not isinstance(error, UserError):
                raise error
            if refused(error):
                return
            said = explain(error, self._context().tr)
            self._window.banner.show_message("warn", f"{said.what} {said.action}")

        self._waiter.run(lambda _context: text, lambda _watch: work(), done, failed)
