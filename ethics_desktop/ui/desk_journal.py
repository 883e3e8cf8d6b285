"""The part of the desk for the private place: journal, promises, PIN."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Literal

import msgspec
from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QWidget

from ethics_desktop.settings import ProfileSettings
from ethics_desktop.ui.context import UiContext
from ethics_desktop.ui.desk_pin import PinDesk
from ethics_desktop.ui.desk_roleplay import Trying
from ethics_desktop.ui.main_window import MainWindow
from ethics_desktop.ui.tasks import TaskRunner
from ethics_desktop.ui.widgets.basics import Page

if TYPE_CHECKING:
    from ethics_desktop.domain.journal import Entry, Kept, Plan
    from ethics_desktop.services.journal import JournalService, PromiseView
    from ethics_desktop.services.program import Services
    from ethics_desktop.ui.journal_draft import EntryDraft
    from ethics_desktop.ui.pages.journal import JournalPage

PAGE = "journal"
#: How often an open journal is looked at: was it left alone for long? Milliseconds.
LOOK_MS = 15_000
#: Property of flows that show what a PIN protects.
PRIVATE = "privatePage"


class JournalDesk(QObject):
    """Joins the pages of the journal with its service.

    Args:
        window: shows pages and flows.
        context: gives the present context.
        services: opens the data when first needed (StorageError).
        opened: the same, also while the PIN of the profile is still asked for.
        attempt: see :class:`Trying`.
        profile: gives and takes the settings of the profile.
        runner: runs what takes long; None for Qt's thread pool.
        parent: the desk.
    """

    def __init__(
        self,
        window: MainWindow,
        context: Callable[[], UiContext],
        services: Callable[[], Services],
        opened: Callable[[], Services],
        attempt: Trying,
        profile: tuple[Callable[[], ProfileSettings], Callable[[ProfileSettings], None]],
        parent: QObject,
        runner: TaskRunner | None = None,
    ) -> None:
        super().__init__(parent)
        self._window = window
        self._context = context
        self._services = services
        self._try = attempt
        self._profile, self._save_profile = profile
        self.pin = PinDesk(window, context, opened, attempt, self, runner)
        self.pin.unlocked.connect(self._unlocked)
        self.pin.changed.connect(self._refresh_shown)
        self._then: Callable[[], None] | None = None
        self._look = QTimer(self)
        self._look.setInterval(LOOK_MS)
        self._look.timeout.connect(self.look)

    def stop(self) -> None:
        """Lock up; called when the window goes or another profile comes."""
        self._look.stop()
        self._then = None
        self.pin.stop()

    # --- the page --------------------------------------------------------------------------

    def page(self, context: UiContext, parent: QWidget) -> Page:
        """Make the page of the rail."""
        from ethics_desktop.ui.pages.journal import JournalPage

        page = JournalPage(context, self.pin.wait_s, parent)
        page.entered.connect(lambda: self._refresh(page))
        page.search_changed.connect(lambda _query: self._refresh(page))
        page.write_requested.connect(lambda: self.write())
        page.promise_requested.connect(lambda: self._promise(None))
        page.open_requested.connect(self._open_entry)
        page.answer_requested.connect(self._ask)
        page.promise_change_requested.connect(self._promise)
        page.promise_delete_requested.connect(lambda one: self._delete(one, lambda: None))
        page.export_requested.connect(lambda: self._export(page))
        page.pin_requested.connect(self.pin.show)
        page.erase_requested.connect(lambda: self.pin.erase(forgotten=False))
        page.lock_requested.connect(lambda: self._lock(page))
        page.pin_tried.connect(lambda pin: self.pin.attempt(pin, page.form))
        page.pin_forgotten.connect(lambda: self.pin.erase(forgotten=True))
        return page

    def _refresh(self, page: JournalPage) -> None:
        from ethics_desktop.services.journal import State, by_day
        from ethics_desktop.ui.pages.journal import JournalData

        def work() -> None:
            journal = self._journal()
            if journal.state is State.CLOSED:
                page.show_lock()
                return
            found = journal.search(page.query)
            page.show_journal(
                JournalData(
                    entries=found.entries,
                    promises=tuple(by_day(found.promises)),
                    total=found.total,
                    unreadable=found.unreadable,
                    has_pin=journal.state is State.OPEN,
                )
            )
            if journal.state is State.OPEN:
                self._look.start()

        self._try(work)

    def _refresh_shown(self) -> None:
        """Show the journal anew if it is on the screen."""
        from ethics_desktop.ui.pages.journal import JournalPage

        page = self._window.page(PAGE)
        if isinstance(page, JournalPage) and self._window.current_key == PAGE:
            self._refresh(page)

    def _lock(self, page: JournalPage) -> None:
        self._window.banner.clear()
        self._try(lambda: self._journal().pin.close())
        self._refresh(page)

    def look(self) -> None:
        """Lock the journal when it was left alone for long; what was written is stored first."""
        from ethics_desktop.services.journal import State

        flow = self._window.flow
        private = flow is not None and flow.property(PRIVATE) is True
        if private and flow is not None and flow.unsaved():
            return  # the disk refuses: what is on the screen is all there is of it
        journal = self._try(self._journal, again=False)
        if journal is None or journal.state is not State.CLOSED:
            return
        self._look.stop()
        while private:
            self._window.close_flow()
            flow = self._window.flow
            private = flow is not None and flow.property(PRIVATE) is True
        self._refresh_shown()

    # --- being unlocked --------------------------------------------------------------------

    def _when_open(self, work: Callable[[], None]) -> None:
        """Do something now, or once the right PIN was given on the page of the journal."""
        from ethics_desktop.services.journal import State

        journal = self._try(self._journal)
        if journal is None:
            return
        if journal.state is not State.CLOSED:
            self._try(work)
            return
        self._then = work
        self._window.show_page(PAGE)
        self._refresh_shown()

    def _unlocked(self) -> None:
        self._look.start()
        then, self._then = self._then, None
        if then is not None:
            self._try(then)
        else:
            self._refresh_shown()

    # --- entries ---------------------------------------------------------------------------

    def reflect(self, origin: Literal["attempt", "scenario"], about: str) -> None:
        """Begin an entry after an attempt or a scenario of that title."""
        from ethics_desktop.domain.journal import Entry, Origin

        self.write(Entry(Origin(origin), about))

    def write(self, entry: Entry | None = None) -> None:
        """Begin an entry, a free one unless another is given."""

        def work() -> None:
            from ethics_desktop.domain.journal import Entry
            from ethics_desktop.ui.journal_draft import EntryDraft

            self._edit(EntryDraft(self._journal(), entry or Entry()))

        self._when_open(work)

    def _open_entry(self, entry_id: str) -> None:
        def work() -> None:
            from ethics_desktop.domain.journal import Entry
            from ethics_desktop.ui.journal_draft import EntryDraft

            journal = self._journal()
            self._edit(EntryDraft(journal, Entry(), journal.load(entry_id)))

        self._when_open(work)

    def _edit(self, draft: EntryDraft) -> None:
        def make(context: UiContext) -> Page:
            from ethics_desktop.ui.pages.journal_entry import EntryPage

            page = EntryPage(context, draft, warn=not self._profile().journal_warned)
            page.setProperty(PRIVATE, True)
            page.left.connect(self._close)
            page.warning_read.connect(self._warned)
            page.delete_requested.connect(lambda one: self._delete(one, self._close))
            return page

        self._window.banner.clear()
        self._window.open_flow(make(self._context()), remake=make, of=(PAGE,))

    def _close(self) -> None:
        """Close a flow of ours; what lies under it is shown afresh."""
        self._window.close_flow()

    def _warned(self) -> None:
        self._save_profile(msgspec.structs.replace(self._profile(), journal_warned=True))

    def _delete(self, entry_id: str, then: Callable[[], None]) -> None:
        def work() -> None:
            self._journal().delete(entry_id)
            then()
            self._refresh_shown()
            self._window.banner.show_message(
                "good", self._context().tr.gettext("Deleted from the journal.")
            )

        self._try(work)

    # --- promises --------------------------------------------------------------------------

    def review_due(self) -> None:
        """Ask about the promises that are due, one after the other."""

        def work() -> None:
            due = self._journal().due()
            if due:
                self._ask(due[0])

        self._when_open(work)

    def _ask(self, view: PromiseView) -> None:
        from ethics_desktop.ui.pages.journal_promise import FollowUpPage

        page = FollowUpPage(self._context(), view)
        page.setProperty(PRIVATE, True)
        page.left.connect(self._close)
        page.answered.connect(lambda kept, note: self._answer(view, kept, note))
        self._window.open_flow(page, of=(PAGE,))

    def _answer(self, view: PromiseView, kept: Kept, note: str) -> None:
        def work() -> None:
            journal = self._journal()
            journal.answer(view.id, kept, note)
            self._close()
            due = journal.due()
            if due:
                self._ask(due[0])
                return
            text = self._context().tr.gettext("Your answer is saved.")
            self._window.banner.show_message("good", text)

        self._try(work)

    def _promise(self, view: PromiseView | None) -> None:
        def work() -> None:
            from ethics_desktop.ui.pages.journal_promise import PromisePage

            page = PromisePage(self._context(), view.promise.plan if view else None)
            page.setProperty(PRIVATE, True)
            page.left.connect(self._close)
            page.save_requested.connect(lambda plan: self._save_plan(plan, view))
            self._window.open_flow(page, of=(PAGE,))

        self._when_open(work)

    def _save_plan(self, plan: Plan, view: PromiseView | None) -> None:
        def work() -> None:
            known = (view.id, view.promise.about) if view else (None, "")
            self._journal().save_plan(plan, *known)
            self._close()
            text = self._context().tr.gettext("Promise saved.")
            self._window.banner.show_message("good", text)

        self._try(work)

    # --- export ----------------------------------------------------------------------------

    def _export(self, page: JournalPage) -> None:
        _ = self._context().tr.gettext
        dialogs, journal = self._context().dialogs, self._try(self._journal)
        if journal is None:
            return
        warning = _("Everybody who has this file can read it.")
        if journal.pin.exists:
            warning += " " + _("The PIN does not protect it.")
        if not dialogs.confirm(
            page, _("Export the journal?"), warning, _("Yes, export"), _("Cancel")
        ):
            return
        day = self._context().clock.now().astimezone().strftime("%Y-%m-%d")
        filters = ";;".join((_("Text (*.txt)"), _("All data (*.json)")))
        path = dialogs.choose_file(
            page, _("Save to file"), "save", filters, _("journal-%(day)s.txt") % {"day": day}
        )
        if path is None:
            return

        def work() -> None:
            from ethics_desktop.services.journal_export import write_export
            from ethics_desktop.ui.widgets.journal_text import export_text

            found = self._journal().search()
            write_export(path, export_text(found, self._context().tr), found)
            # where refusals are told, too: no old news stand beside
            self._window.banner.show_message("good", _("Saved: %(path)s") % {"path": str(path)})

        self._try(work)

    def _journal(self) -> JournalService:
        return self._services().journal
