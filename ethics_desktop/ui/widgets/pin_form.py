"""Asks for the PIN: a field, a button, and how long to wait after wrong ones."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QLineEdit, QWidget

from ethics_desktop.domain.pin import PIN_LONGEST
from ethics_desktop.ui.context import UiContext
from ethics_desktop.ui.widgets.basics import button, column, label, set_role
from ethics_desktop.ui.widgets.flow_layout import FlowLayout

#: How often the wait is shown anew, milliseconds.
TICK_MS = 500


def pin_field(context: UiContext, text: str, name: str) -> tuple[QWidget, QLineEdit]:
    """Return a hidden-text field with its prompt, and the field itself."""
    field = QLineEdit()
    field.setObjectName(name)
    field.setEchoMode(QLineEdit.EchoMode.Password)
    field.setMaxLength(PIN_LONGEST)
    field.setAccessibleName(text)
    field.setMaximumWidth(context.theme.px(320))
    prompt = label(text)
    prompt.setBuddy(field)
    holder = QWidget()
    holder.setLayout(column(prompt, field, spacing=4))
    return holder, field


class PinForm(QWidget):
    """One try after another.

    Args:
        context: what every widget gets.
        wait_s: seconds until the next try is allowed.
        action: text of the button.
        parent: the page.

    Signals: ``tried(str)`` with a PIN to check; ``forgotten()``.
    """

    tried = Signal(str)
    forgotten = Signal()

    def __init__(
        self,
        context: UiContext,
        wait_s: Callable[[], float],
        action: str,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        _ = context.tr.gettext
        self.context = context
        self._wait_s = wait_s
        self._busy = False
        self._wrong = False
        holder, self.field = pin_field(context, _("PIN"), "pin")
        self.field.returnPressed.connect(self._try)
        self.open_button = button(action, "primary")
        self.open_button.clicked.connect(self._try)
        self.forgot_button = button(_("PIN forgotten?"), "quiet")
        self.forgot_button.clicked.connect(self.forgotten)
        self.told = label("")
        flow = FlowLayout(12)
        flow.addWidget(self.open_button)
        flow.addWidget(self.forgot_button)
        layout = column(holder, self.told, spacing=12)
        layout.addLayout(flow)
        self.setLayout(layout)
        self._timer = QTimer(self)
        self._timer.setInterval(TICK_MS)
        self._timer.timeout.connect(self.refresh)
        self.told.hide()

    def start(self) -> None:
        """Be shown: ask how long to wait."""
        self.refresh()

    def stop(self) -> None:
        """Be left: forget what was typed."""
        self._timer.stop()
        self.field.clear()

    def checking(self) -> None:
        """The PIN is being checked."""
        self._busy = True
        self.refresh()

    def refused(self) -> None:
        """The PIN was wrong."""
        self._busy, self._wrong = False, True
        self.field.clear()
        self.refresh()
        self.field.setFocus()
        self.context.announce(self, self.told.text())

    def failed(self) -> None:
        """It could not be checked; somebody else tells why."""
        self._busy = False
        self.refresh()

    def refresh(self) -> None:
        """Show whether a try is possible, and when."""
        _ = self.context.tr.gettext
        wait = self._wait_s()
        texts = [_("The PIN is not right.")] if self._wrong and not self._busy else []
        if self._busy:
            texts.append(_("Checking the PIN…"))
        elif wait > 0:
            text = _("The next try is possible in %(time)s.")
            texts.append(text % {"time": self.context.tr.clock(wait)})
        self.told.setText(" ".join(texts))
        self.told.setVisible(bool(texts))
        set_role(self.told, "textRole", "body" if self._busy else "warn")
        free = not self._busy and wait <= 0
        self.open_button.setEnabled(free)
        self.forgot_button.setEnabled(not self._busy)
        self.field.setReadOnly(self._busy)
        if wait > 0 and not self._timer.isActive():
            self._timer.start()
        elif wait <= 0:
            self._timer.stop()

    def _try(self) -> None:
        pin = self.field.text()
        if pin and self.open_button.isEnabled():
            self._wrong = False
            self.tried.emit(pin)
