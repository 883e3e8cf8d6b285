"""The PIN of a profile: given at the start, set, changed, taken away; and the end of a journal."""

from __future__ import annotations

from collections.abc import Callable

import msgspec
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QWidget

from ethics_desktop.domain.errors import UserError
from ethics_desktop.domain.pin import pin_problem
from ethics_desktop.messages import explain
from ethics_desktop.ui.context import UiContext
from ethics_desktop.ui.widgets.banner import Banner, Kind
from ethics_desktop.ui.widgets.basics import Page, button, card, column, label
from ethics_desktop.ui.widgets.check_row import CheckRow
from ethics_desktop.ui.widgets.flow_layout import FlowLayout
from ethics_desktop.ui.widgets.paragraph import paragraph
from ethics_desktop.ui.widgets.pin_form import PinForm, pin_field


class GatePage(Page):
    """Asks for the PIN before anything of a profile is shown; nothing leads around it.

    Signals: ``pin_tried(str)``; ``pin_forgotten()``; ``other_profile_requested()``.
    """

    help_topic = "journal"
    pin_tried = Signal(str)
    pin_forgotten = Signal()
    other_profile_requested = Signal()

    def __init__(
        self,
        context: UiContext,
        wait_s: Callable[[], float],
        name: str,
        several: bool,
        parent: QWidget | None = None,
    ) -> None:
        _ = context.tr.gettext
        super().__init__(context, _("This profile asks for its PIN"), parent)
        layout = self.body()
        self.banner = Banner(context)
        layout.addWidget(self.banner)
        layout.addWidget(label(self.title, "title"))
        if name:
            layout.addWidget(paragraph(_("Profile: %(name)s") % {"name": name}))
        self.form = PinForm(context, wait_s, _("Open profile"))
        self.form.tried.connect(self.pin_tried)
        self.form.forgotten.connect(self.pin_forgotten)
        layout.addWidget(card(column(self.form)))
        if several:
            flow = FlowLayout()
            other = button(_("Choose another profile"))
            other.clicked.connect(self.other_profile_requested)
            flow.addWidget(other)
            layout.addLayout(flow)
        layout.addStretch(1)

    def enter(self) -> None:
        """Ask how long to wait."""
        self.form.start()

    def leave(self) -> None:
        """Forget what was typed."""
        self.form.stop()

    def go_back(self) -> bool:
        """Nothing lies behind."""
        return True

    def focus_first(self) -> None:
        """Begin with the PIN."""
        self.form.field.setFocus()


class PinWish(msgspec.Struct, frozen=True):
    """What the person asks for; ``new`` is empty to take the PIN away."""

    current: str
    new: str
    ask_at_start: bool


class PinPage(Page):
    """Sets, changes or takes away the PIN.

    Args:
        context: what every page gets.
        exists: whether there is a PIN now.
        ask_at_start: whether it is asked for when the profile is opened.
        parent: the stack.

    Signals: ``wished(PinWish)``; ``ask_at_start_changed(bool)``; ``left()``.
    """

    help_topic = "journal"
    wished = Signal(object)
    ask_at_start_changed = Signal(bool)
    left = Signal()

    def __init__(
        self,
        context: UiContext,
        exists: bool,
        ask_at_start: bool,
        parent: QWidget | None = None,
    ) -> None:
        _ = context.tr.gettext
        super().__init__(context, _("PIN of this profile"), parent)
        self._exists = exists
        layout = self.body()
        self._banner = Banner(context)
        layout.addWidget(self._banner)
        layout.addWidget(label(self.title, "title"))
        text = _(
            "With a PIN the journal and its promises are encrypted: in the data file and in its "
            "backups. Your answers and results are not."
        )
        layout.addWidget(paragraph(text))
        layout.addWidget(self._setting(ask_at_start))
        if exists:
            layout.addWidget(self._start(ask_at_start))
            layout.addWidget(self._removing())
        flow = FlowLayout()
        back = button(_("Back"))
        back.clicked.connect(self.left)
        flow.addWidget(back)
        layout.addLayout(flow)
        layout.addStretch(1)

    def show_message(self, kind: Kind, text: str) -> None:
        """Tell how it went."""
        self._banner.show_message(kind, text)
        self.reveal(self._banner)

    def busy(self, on: bool) -> None:
        """Show that a PIN is being checked or made."""
        for made in self._buttons:
            made.setEnabled(not on)
        if on:
            self.show_message("info", self.context.tr.gettext("Checking the PIN…"))
        else:
            self._banner.clear()
            self._see()

    def _setting(self, ask_at_start: bool) -> QFrame:
        _ = self.context.tr.gettext
        heading = _("Change the PIN") if self._exists else _("Set a PIN")
        layout = column(label(heading, "heading"), spacing=12)
        if self._exists:
            holder, self.current = pin_field(self.context, _("Present PIN"), "pin-current")
            layout.addWidget(holder)
        holder, self.new = pin_field(self.context, _("New PIN"), "pin-new")
        layout.addWidget(holder)
        hint = _("At least 6 digits or letters. The longer, the safer: a sentence beats a number.")
        self.new.setAccessibleDescription(hint)
        layout.addWidget(paragraph(hint, "muted"))
        holder, self.again = pin_field(self.context, _("New PIN once more"), "pin-again")
        layout.addWidget(holder)
        if not self._exists:
            self.ask = CheckRow(_("Ask for this PIN when the profile is opened, too"))
            self.ask.setChecked(ask_at_start)
            layout.addWidget(self.ask)
        warning = _(
            "Nobody can recover a forgotten PIN, not even the makers of this program. Without it "
            "the journal cannot be read any more: it can only be deleted."
        )
        layout.addWidget(paragraph(warning, "strong"))
        self.understood = CheckRow(_("I understand: a forgotten PIN costs the whole journal"))
        self.understood.toggled.connect(self._see)
        layout.addWidget(self.understood)
        self.set_button = button(_("Change PIN") if self._exists else _("Set PIN"), "primary")
        self.set_button.clicked.connect(self._set)
        self._buttons = [self.set_button]
        flow = FlowLayout()
        flow.addWidget(self.set_button)
        layout.addLayout(flow)
        self.again.returnPressed.connect(self.set_button.click)
        self._see()
        return card(layout)

    def _start(self, ask_at_start: bool) -> QFrame:
        _ = self.context.tr.gettext
        self.ask = CheckRow(_("Ask for this PIN when the profile is opened, too"))
        self.ask.setChecked(ask_at_start)
        self.ask.toggled.connect(self.ask_at_start_changed)
        hint = _("It keeps others at this PC out of the window, not out of the files.")
        return card(
            column(
                label(_("When the profile is opened"), "heading"),
                self.ask,
                paragraph(hint, "muted"),
                spacing=8,
            )
        )

    def _removing(self) -> QFrame:
        _ = self.context.tr.gettext
        holder, self.last = pin_field(self.context, _("Present PIN"), "pin-last")
        text = _(
            "The journal is stored without encryption again. Backups made until now stay locked "
            "with the PIN."
        )
        self.remove_button = button(_("Take the PIN away"), "danger")
        self.remove_button.clicked.connect(
            lambda: self.wished.emit(PinWish(self.last.text(), "", False))
        )
        self._buttons.append(self.remove_button)
        flow = FlowLayout()
        flow.addWidget(self.remove_button)
        heading = label(_("Take the PIN away"), "heading")
        return card(column(heading, paragraph(text), holder, flow, spacing=12))

    def _see(self) -> None:
        self.set_button.setEnabled(self.understood.isChecked())

    def _set(self) -> None:
        if not self.set_button.isEnabled():
            return
        new = self.new.text()
        problem = pin_problem(new) or ("pin_differs" if new != self.again.text() else None)
        if problem is not None:
            said = explain(UserError(problem), self.context.tr)
            self.show_message("warn", f"{said.what} {said.action}")
            (self.again if problem == "pin_differs" else self.new).setFocus()
            return
        current = self.current.text() if self._exists else ""
        self.wished.emit(PinWish(current, new, self.ask.isChecked()))


class ErasePage(Page):
    """Says what deleting the journal means, and does it once it is confirmed.

    Args:
        context: what every page gets.
        forgotten: the person came here because the PIN is forgotten.
        copies: how many backups hold a journal or may hold one.
        parent: the stack.

    Signals: ``erase_requested(bool)`` with "in backups too", already confirmed; ``left()``.
    """

    help_topic = "journal"
    erase_requested = Signal(bool)
    left = Signal()

    def __init__(
        self,
        context: UiContext,
        forgotten: bool,
        copies: int,
        parent: QWidget | None = None,
    ) -> None:
        tr, _ = context.tr, context.tr.gettext
        super().__init__(context, _("Delete journal"), parent)
        layout = self.body()
        layout.addWidget(label(self.title, "title"))
        if forgotten:
            text = _(
                "Without the PIN nobody can read the journal, and the PIN cannot be recovered. All "
                "that can be done is to delete the journal and go on without a PIN."
            )
            layout.addWidget(paragraph(text, "strong"))
        goes = _("Deleted: all entries, all promises and the PIN.")
        stays = _("Kept: your answers, results, scenarios and settings.")
        inner = column(paragraph(goes), paragraph(stays), spacing=8)
        self.everywhere = CheckRow(_("Delete the journal in the backups too"))
        if copies:
            told = tr.ngettext(
                "There is %(n)d backup; it may still hold the journal. If you remember the PIN "
                "later, you can restore it.",
                "There are %(n)d backups; they may still hold the journal. If you remember the PIN "
                "later, you can restore one.",
                copies,
            )
            inner.addWidget(paragraph(told % {"n": copies}))
            inner.addWidget(self.everywhere)
        layout.addWidget(card(inner))
        flow = FlowLayout(12)
        self.erase_button = button(_("Delete journal"), "danger")
        self.erase_button.clicked.connect(self._ask)
        back = button(_("Cancel"))
        back.clicked.connect(self.left)
        flow.addWidget(self.erase_button)
        flow.addWidget(back)
        layout.addLayout(flow)
        layout.addStretch(1)

    def go_back(self) -> bool:
        """Esc gives up."""
        self.left.emit()
        return True

    def _ask(self) -> None:
        _ = self.context.tr.gettext
        if self.context.dialogs.confirm(
            self,
            _("Delete the whole journal?"),
            _("This cannot be undone."),
            _("Yes, delete the journal"),
            _("Cancel"),
        ):
            self.erase_requested.emit(self.everywhere.isChecked())
