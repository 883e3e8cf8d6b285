"""Jurnal: what was written, promises, search, export; or the lock in front of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

import msgspec
from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QFrame, QLineEdit, QVBoxLayout, QWidget

from ethics_desktop.i18n import Translator
from ethics_desktop.ui.context import UiContext
from ethics_desktop.ui.widgets import journal_text
from ethics_desktop.ui.widgets.banner import Banner, Kind
from ethics_desktop.ui.widgets.basics import Page, button, card, clear, column, label
from ethics_desktop.ui.widgets.flow_layout import FlowLayout
from ethics_desktop.ui.widgets.paragraph import paragraph
from ethics_desktop.ui.widgets.pin_form import PinForm

if TYPE_CHECKING:
    from ethics_desktop.services.journal import EntryView, PromiseView

#: Entries that are shown at first, and how many more each time.
AT_ONCE = 20
#: What is typed in the search field is looked for so long after the last key, milliseconds.
SEARCH_MS = 200


class JournalData(msgspec.Struct, frozen=True):
    """What the page shows of an open journal; ``promises`` in the order they are asked about."""

    entries: tuple[EntryView, ...]
    promises: tuple[PromiseView, ...]
    total: int
    unreadable: int
    has_pin: bool


class JournalPage(Page):
    """The journal.

    Args:
        context: what every page gets.
        wait_s: seconds until the next PIN may be tried.
        parent: the stack.

    Signals: ``entered()`` when it wants :meth:`show_journal` or :meth:`show_lock`;
    ``write_requested()``; ``promise_requested()``; ``open_requested(entry_id)``;
    ``answer_requested(PromiseView)``; ``promise_change_requested(PromiseView)``;
    ``promise_delete_requested(id)`` (already confirmed); ``search_changed(str)``;
    ``export_requested()``; ``pin_requested()``; ``erase_requested()``; ``lock_requested()``;
    ``pin_tried(str)``; ``pin_forgotten()``.
    """

    help_topic = "journal"
    write_requested = Signal()
    promise_requested = Signal()
    open_requested = Signal(str)
    answer_requested = Signal(object)
    promise_change_requested = Signal(object)
    promise_delete_requested = Signal(str)
    search_changed = Signal(str)
    export_requested = Signal()
    pin_requested = Signal()
    erase_requested = Signal()
    lock_requested = Signal()
    pin_tried = Signal(str)
    pin_forgotten = Signal()

    def __init__(
        self, context: UiContext, wait_s: Callable[[], float], parent: QWidget | None = None
    ) -> None:
        _ = context.tr.gettext
        super().__init__(context, _("Journal"), parent)
        self._wait_s = wait_s
        self._data: JournalData | None = None
        self._shown = AT_ONCE
        layout = self.body()
        self._banner = Banner(context)
        layout.addWidget(self._banner)
        layout.addWidget(label(self.title, "title"))
        private = _("Only for you: nothing here is scored, and nothing of it is in any recap.")
        layout.addWidget(paragraph(private))
        self._open = QWidget()
        self._open.setLayout(self._open_part())
        self._locked = card(self._locked_part())
        for part in (self._open, self._locked):
            part.hide()
            layout.addWidget(part)
        layout.addStretch(1)
        for keys, reaction in (("Ctrl+N", self._new), ("Ctrl+F", self._find)):
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(reaction)
        self._searching = QTimer(self)
        self._searching.setSingleShot(True)
        self._searching.setInterval(SEARCH_MS)
        self._searching.timeout.connect(lambda: self.search_changed.emit(self.query))

    @property
    def query(self) -> str:
        """What is searched for."""
        return self.search.text().strip()

    @property
    def locked(self) -> bool:
        """Whether the lock is shown."""
        return not self._locked.isHidden()

    def show_message(self, kind: Kind, text: str) -> None:
        """Tell how something went."""
        self._banner.show_message(kind, text)
        self.reveal(self._banner)

    # --- the two faces ---------------------------------------------------------------------

    def show_lock(self) -> None:
        """Show the lock; everything that was read is taken off the screen."""
        self._data = None
        self.search.clear()
        self._searching.stop()
        self._clear()
        self._open.hide()
        self._locked.show()
        self.form.start()
        if self.isVisible():
            self.focus_first()

    def show_journal(self, data: JournalData) -> None:
        """Show an open journal, or what a search found in it."""
        was_locked = self.locked
        self._data = data
        self.form.stop()
        self._locked.hide()
        self._open.show()
        self.lock_button.setVisible(data.has_pin)
        self._fill()
        if was_locked:
            self.focus_first()

    def leave(self) -> None:
        """Forget a PIN that was typed and not given."""
        self.form.stop()

    def _locked_part(self) -> QVBoxLayout:
        _ = self.context.tr.gettext
        self.form = PinForm(self.context, self._wait_s, _("Open journal"))
        self.form.tried.connect(self.pin_tried)
        self.form.forgotten.connect(self.pin_forgotten)
        return column(label(_("The journal is locked."), "heading"), self.form, spacing=12)

    def _open_part(self) -> QVBoxLayout:
        _ = self.context.tr.gettext
        write = button(_("Write an entry"), "primary")
        write.setObjectName("write")
        promise = button(_("Make a promise"))
        self.export_button = button(_("Export…"))
        pin = button(_("PIN…"))
        self.lock_button = button(_("Lock now"))
        erase = button(_("Delete journal…"), "quiet")
        for made, signal in (
            (write, self.write_requested),
            (promise, self.promise_requested),
            (self.export_button, self.export_requested),
            (pin, self.pin_requested),
            (self.lock_button, self.lock_requested),
            (erase, self.erase_requested),
        ):
            made.clicked.connect(signal)
        first, second = FlowLayout(12), FlowLayout(12)
        for made in (write, promise):
            first.addWidget(made)
        for made in (self.export_button, pin, self.lock_button, erase):
            second.addWidget(made)
        self._promises = column(spacing=12)
        self._entries = column(spacing=12)
        self._search_part()
        layout = column(first, self._promises, self._finder, self._entries, second, spacing=16)
        return layout

    def _search_part(self) -> None:
        _ = self.context.tr.gettext
        text = _("Search the journal")
        self.search = QLineEdit()
        self.search.setObjectName("journal-search")
        self.search.setAccessibleName(text)
        self.search.setClearButtonEnabled(False)
        self.search.setMaximumWidth(self.context.theme.px(480))
        self.search.textChanged.connect(lambda: self._searching.start())
        self.search.returnPressed.connect(self._search_now)
        prompt = label(text)
        prompt.setBuddy(self.search)
        self.found = label("", "muted")
        self._finder = QWidget()
        self._finder.setLayout(column(prompt, self.search, self.found, spacing=4))

    def _new(self) -> None:
        if not self.locked:
            self.write_requested.emit()

    def _find(self) -> None:
        if self.search.isVisible():
            self.search.setFocus()
            self.search.selectAll()

    def _search_now(self) -> None:
        self._searching.stop()
        self.search_changed.emit(self.query)

    # --- the lists -------------------------------------------------------------------------

    def _clear(self) -> None:
        for layout in (self._promises, self._entries):
            clear(layout)

    def _fill(self) -> None:
        data, tr = self._data, self.context.tr
        if data is None:
            return
        self._clear()
        _ = tr.gettext
        if data.promises:
            _add(self._promises, label(_("Personal promises"), "heading"))
        for promise in data.promises:
            _add(self._promises, self._promise_card(promise))
        self._finder.setVisible(bool(data.total))
        self.export_button.setEnabled(bool(data.total or data.promises))
        found = journal_text.found_text(len(data.entries), data.total, tr) if self.query else ""
        self.found.setText(found)
        self.found.setVisible(bool(found))
        if found:
            self.context.announce(self, found)
        if data.entries:
            _add(self._entries, label(_("Entries"), "heading"))
        elif not data.total:
            _add(self._entries, _empty(tr))
        for view in data.entries[: self._shown]:
            _add(self._entries, self._entry_card(view))
        self._more(data.entries)
        if data.unreadable:
            _add(self._entries, _unreadable(data.unreadable, tr))

    def _more(self, entries: Sequence[EntryView]) -> None:
        left = len(entries) - self._shown
        if left <= 0:
            return
        text = self.context.tr.gettext("Show more (%(n)d)") % {"n": left}
        more = button(text)
        more.clicked.connect(self._show_more)
        holder = QWidget()
        flow = FlowLayout()
        flow.addWidget(more)
        holder.setLayout(flow)
        _add(self._entries, holder)

    def _show_more(self) -> None:
        before = self._shown
        self._shown += AT_ONCE
        self._fill()
        frames = self._open.findChildren(QFrame, f"entry-{before}")
        if frames:
            frames[-1].findChildren(QWidget, "open-entry")[0].setFocus()

    def _entry_card(self, view: EntryView) -> QFrame:
        tr = self.context.tr
        _ = tr.gettext
        title = journal_text.entry_title(view, tr)
        about = journal_text.origin_text(view.entry, tr)
        facts = tr.date_time(view.written_at)
        if about and about != title:
            facts = f"{facts}. {about}"
        opened = button(_("Open entry"))
        opened.setObjectName("open-entry")
        opened.setAccessibleDescription(title)
        opened.clicked.connect(lambda: self.open_requested.emit(view.id))
        layout = column(label(title, "strong"), label(facts, "muted"), spacing=4)
        beginning = journal_text.preview(view.entry)
        if beginning:
            layout.addWidget(paragraph(beginning))
        flow = FlowLayout()
        flow.addWidget(opened)
        layout.addLayout(flow)
        frame = card(layout)
        assert self._data is not None
        frame.setObjectName(f"entry-{self._data.entries.index(view)}")
        return frame

    def _promise_card(self, view: PromiseView) -> QFrame:
        tr = self.context.tr
        _ = tr.gettext
        text = journal_text.plan_text(view.promise.plan, tr)
        layout = column(paragraph(text, "strong"), spacing=4)
        state = journal_text.promise_state(view, tr)
        if state:
            layout.addWidget(paragraph(state, "muted"))
        change, delete = button(_("Change promise")), button(_("Delete promise"), "danger")
        change.clicked.connect(lambda: self.promise_change_requested.emit(view))
        delete.clicked.connect(lambda: self._ask_delete(view))
        buttons = [change, delete]
        if view.stage:
            answer = button(_("Answer the question"), "primary")
            answer.clicked.connect(lambda: self.answer_requested.emit(view))
            buttons.insert(0, answer)
        flow = FlowLayout()
        for made in buttons:
            made.setAccessibleDescription(text)
            flow.addWidget(made)
        layout.addSpacing(4)
        layout.addLayout(flow)
        return card(layout)

    def _ask_delete(self, view: PromiseView) -> None:
        _ = self.context.tr.gettext
        text = _("It is removed from the data file.")
        text += " " + _("Backups made before still hold it; you can delete them in Settings.")
        if self.context.dialogs.confirm(
            self, _("Delete this promise?"), text, _("Yes, delete"), _("Keep")
        ):
            self.promise_delete_requested.emit(view.id)


def _add(layout: QVBoxLayout, widget: QWidget) -> None:
    """Add a widget and show it at once: the layout would do so in a later turn."""
    layout.addWidget(widget)
    widget.show()


def _empty(tr: Translator) -> QFrame:
    _ = tr.gettext
    text = _(
        "Your entries will stand here. After an assessment or a scenario you can answer a few "
        "short questions, and you can write freely at any time."
    )
    return card(column(paragraph(text)))


def _unreadable(count: int, tr: Translator) -> QWidget:
    text = tr.ngettext(
        "%(n)d entry cannot be read with the present PIN. It may come from a backup with an "
        "older PIN.",
        "%(n)d entries cannot be read with the present PIN. They may come from a backup with an "
        "older PIN.",
        count,
    )
    return paragraph(text % {"n": count}, "warn")
