"""The part of the desk for the PIN: at the start, set, change, take away, forgotten.

Keys are made on another thread; everything that touches the data happens on this one.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import QObject, Signal

from ethics_desktop.domain.errors import UserError
from ethics_desktop.messages import explain
from ethics_desktop.ui.context import UiContext
from ethics_desktop.ui.desk_roleplay import Trying
from ethics_desktop.ui.main_window import MainWindow
from ethics_desktop.ui.tasks import QtTaskRunner, TaskRunner
from ethics_desktop.ui.widgets.basics import Page

if TYPE_CHECKING:
    from ethics_desktop.services.journal import JournalService
    from ethics_desktop.services.journal_lock import Key, NewPin, Resealing
    from ethics_desktop.services.program import Services
    from ethics_desktop.ui.pages.pin import PinPage, PinWish
    from ethics_desktop.ui.widgets.pin_form import PinForm

T = TypeVar("T")

#: How long closing waits for copies that are being sealed, milliseconds.
SEALING_MS = 30_000


class PinDesk(QObject):
    """Joins the pages of the PIN with its service.

    Args:
        window: shows pages and flows.
        context: gives the present context.
        services: opens the data when first needed (StorageError).
        attempt: see :class:`Trying`.
        parent: the desk of the journal.
        runner: runs what takes long; None for Qt's thread pool.

    Signals: ``unlocked()`` after a right PIN; ``changed()`` when PIN or journal changed.
    """

    unlocked = Signal()
    changed = Signal()

    def __init__(
        self,
        window: MainWindow,
        context: Callable[[], UiContext],
        services: Callable[[], Services],
        attempt: Trying,
        parent: QObject,
        runner: TaskRunner | None = None,
    ) -> None:
        super().__init__(parent)
        self._window = window
        self._context = context
        self._services = services
        self._try = attempt
        self._runner = runner
        self._own_runner: QtTaskRunner | None = None
        self._leave_gate: Callable[[], None] | None = None

    def stop(self) -> None:
        """Wait for what is running; forget the gate."""
        self._drop_gate()
        if self._own_runner is not None:
            self._own_runner.shut_down(SEALING_MS)

    def wait_s(self) -> float:
        """Return the seconds until the next try; 0.0 when the data cannot be asked."""
        try:
            return self._journal().pin.wait_s()
        except UserError:
            return 0.0

    # --- giving the PIN --------------------------------------------------------------------

    def attempt(self, pin: str, form: PinForm) -> None:
        """Check a PIN that was typed into ``form``."""

        def work() -> None:
            from ethics_desktop.services.journal_lock import try_key

            journal = self._journal()
            try:
                lock = journal.pin.begin_try()
            except UserError as error:
                if error.code != "pin_wait":
                    raise
                form.refresh()
                return
            form.checking()

            def done(key: Key | None) -> None:
                if key is None:
                    form.refused()
                    return
                form.failed()
                self._try(lambda: self._accept(journal, key))

            self._run(lambda: try_key(lock, pin), done, form.failed)

        self._try(work, again=False)

    def _accept(self, journal: JournalService, key: Key) -> None:
        journal.opened(key)
        self.unlocked.emit()

    def gate(self, name: str, several: bool, passed: Callable[[], None],
             other: Callable[[], None]) -> None:  # fmt: skip
        """Ask for the PIN before anything of the profile is shown.

        Args:
            name: of the profile, may be empty.
            several: whether there are other profiles.
            passed: called when the gate is gone.
            other: called when the person wants another profile.
        """
        if self._window.occupied:
            return

        def make(context: UiContext) -> Page:
            from ethics_desktop.ui.pages.pin import GatePage

            page = GatePage(context, self.wait_s, name, several)
            page.pin_tried.connect(lambda pin: self.attempt(pin, page.form))
            page.pin_forgotten.connect(lambda: self.erase(forgotten=True, gate=leave))
            page.other_profile_requested.connect(other)
            return page

        def leave() -> None:
            self._drop_gate()
            self._window.close_flow()
            passed()

        self._drop_gate()
        self._leave_gate = leave
        self.unlocked.connect(leave)
        self._window.open_flow(make(self._context()), rail=False, remake=make)

    def _drop_gate(self) -> None:
        if self._leave_gate is not None:
            self.unlocked.disconnect(self._leave_gate)
            self._leave_gate = None

    # --- setting it ------------------------------------------------------------------------

    def show(self) -> None:
        """Show the page where the PIN is set."""

        def make(context: UiContext) -> Page:
            from ethics_desktop.ui.pages.pin import PinPage

            pin = self._journal().pin
            page = PinPage(context, pin.exists, pin.asked_at_start)
            page.wished.connect(lambda wish: self._wish(wish, page))
            page.ask_at_start_changed.connect(
                lambda on: self._try(lambda: self._journal().pin.ask_at_start(on))
            )
            page.left.connect(self._window.close_flow)
            return page

        self._window.banner.clear()
        self._try(lambda: self._window.open_flow(make(self._context()), remake=make))

    def _wish(self, wish: PinWish, page: PinPage) -> None:
        def work() -> None:
            from ethics_desktop.services.journal_lock import NewPin, try_key

            journal = self._journal()
            lock = journal.pin.begin_try() if journal.pin.exists else None
            page.busy(True)

            def make() -> tuple[Key | None, NewPin | None]:
                key = try_key(lock, wish.current) if lock is not None else None
                if lock is not None and key is None:
                    return None, None
                return key, journal.pin.make(wish.new) if wish.new else NewPin(None, None)

            def done(made: tuple[Key | None, NewPin | None]) -> None:
                page.busy(False)
                key, new = made
                if new is None:
                    self._tell_wrong(page)
                else:
                    self._try(lambda: self._put(journal, key, new, wish.ask_at_start))

            self._run(make, done, lambda: page.busy(False))

        try:
            work()
        except UserError as error:
            self._tell(page, error)

    def _tell_wrong(self, page: PinPage) -> None:
        wait = self.wait_s()
        if wait:
            self._tell(page, UserError("pin_wait", seconds=wait))
        else:
            self._tell(page, UserError("pin_wrong"))

    def _tell(self, page: PinPage, error: UserError) -> None:
        said = explain(error, self._context().tr)
        page.show_message("warn", f"{said.what} {said.action}")

    def _put(self, journal: JournalService, key: Key | None, new: NewPin, ask: bool) -> None:
        """Put a PIN in force, here and then in the copies."""
        if key is not None:
            journal.opened(key)
        change = journal.pin.put(new, ask)
        journal.used()
        self._window.close_flow()
        self.changed.emit()

        def scrub() -> bool:
            journal.pin.scrub()
            return True

        scrubbed = self._try(scrub) is not None  # if not, a banner tells so and stays
        if new.lock is not None:
            self._seal_copies(change, scrubbed)
            return
        change.wipe()
        if scrubbed:
            self._done([], taken=True)

    def _seal_copies(self, change: Resealing, scrubbed: bool) -> None:
        backup = self._services().backup

        def work() -> list[Path]:
            try:
                return backup.reseal(change)
            finally:
                change.wipe()

        def done(left: list[Path]) -> None:
            if scrubbed or left:
                self._done(left, taken=False)

        self._run(work, done, lambda: None)

    def _done(self, left: list[Path], taken: bool) -> None:
        tr = self._context().tr
        _ = tr.gettext
        if taken:
            self._window.banner.show_message("good", _("The PIN is gone; the journal is readable."))
            return
        if not left:
            text = _("The PIN is set. The journal is encrypted, in the backups too.")
            self._window.banner.show_message("good", text)
            return
        text = _(
            "The PIN is set and the journal is encrypted, but not in these backups: %(names)s. "
            "Delete them in Settings if they may hold your journal."
        )
        names = ", ".join(path.name for path in left)
        self._window.banner.show_message("warn", text % {"names": names})

    # --- forgotten, or enough --------------------------------------------------------------

    def erase(self, forgotten: bool, gate: Callable[[], None] | None = None) -> None:
        """Show what deleting the journal means; ``gate`` is what opens the profile afterwards."""
        copies = self._try(lambda: self._services().backup.copies(), again=False) or []

        def make(context: UiContext) -> Page:
            from ethics_desktop.ui.pages.pin import ErasePage

            page = ErasePage(context, forgotten, len(copies))
            page.left.connect(self._window.close_flow)
            page.erase_requested.connect(lambda everywhere: self._erase(everywhere, gate))
            return page

        self._window.banner.clear()
        self._window.open_flow(make(self._context()), rail=gate is None, remake=make)

    def _erase(self, everywhere: bool, gate: Callable[[], None] | None) -> None:
        def work() -> None:
            services = self._services()
            services.journal.delete_all()
            self._window.close_flow()
            if gate is not None:
                gate()
            self.changed.emit()
            _ = self._context().tr.gettext
            self._window.banner.show_message("good", _("The journal was deleted."))
            if everywhere:
                self._run(services.backup.forget_journal, self._forgotten, lambda: None)

        self._try(work)

    def _forgotten(self, left: list[Path]) -> None:
        _ = self._context().tr.gettext
        if not left:
            text = _("The journal was deleted, in the backups too.")
            self._window.banner.show_message("good", text)
            return
        text = _("The journal was deleted, but not from these backups: %(names)s.")
        names = ", ".join(path.name for path in left)
        self._window.banner.show_message("warn", text % {"names": names})

    # --- helpers ---------------------------------------------------------------------------

    def _run(
        self, work: Callable[[], T], done: Callable[[T], None], failed: Callable[[], None]
    ) -> None:
        """Do ``work`` on another thread, then ``done`` here; an error is told after ``failed``."""

        def refused(error: Exception) -> None:
            failed()
            if not isinstance(error, UserError):
                raise error

            def tell() -> None:
                raise error

            self._try(tell, again=False)

        runner = self._runner
        if runner is None:
            runner = self._own_runner = self._own_runner or QtTaskRunner(self)
        runner.run(lambda _job: work(), done, refused)

    def _journal(self) -> JournalService:
        return self._services().journal
