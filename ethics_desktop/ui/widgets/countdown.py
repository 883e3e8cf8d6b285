"""The remaining time. It asks four times a second and keeps no count of its own."""

from __future__ import annotations

from collections.abc import Callable
from math import ceil

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QLabel, QWidget

from ethics_desktop.domain.timer import TimeWarning
from ethics_desktop.services.sitting import TimerView
from ethics_desktop.ui.context import UiContext
from ethics_desktop.ui.widgets.basics import set_role

TICK_MS = 250
_ROLES: dict[TimeWarning, str] = {"none": "body", "five": "warn", "one": "bad"}


class Countdown(QLabel):
    """«Sisa 17:36», quiet. Untimed sittings show nothing.

    At five minutes and at one minute the colour changes and the time is announced; both also
    when the clock itself is hidden, the announcement only then.

    Args:
        context: language and theme.
        tick: samples the clock (``Sitting.tick``).
        hidden: the person does not want to see it; kept only where the form allows it.
        parent: the page.
    """

    expired = Signal()

    def __init__(
        self,
        context: UiContext,
        tick: Callable[[], TimerView],
        hidden: bool,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.context = context
        self._tick = tick
        self._hidden = hidden
        self._warning: TimeWarning = "none"
        self.setProperty("textRole", "body")
        self.hide()
        self._timer = QTimer(self)
        self._timer.setInterval(TICK_MS)
        self._timer.timeout.connect(self.refresh)

    def start(self) -> None:
        """Show the time and go on asking."""
        self._timer.start()
        self.refresh()

    def stop(self) -> None:
        """Ask no more."""
        self._timer.stop()

    def refresh(self) -> None:
        """Ask once and show the answer."""
        view = self._tick()
        if view.remaining_s is None:
            self.hide()
            return
        _ = self.context.tr.gettext
        text = _("Left %(time)s") % {"time": self.context.tr.clock(view.remaining_s)}
        if text != self.text():
            self.setText(text)
            self.setAccessibleName(text)
        self.setVisible(not (self._hidden and view.hidden_allowed))
        if view.warning != self._warning:
            self._warning = view.warning
            set_role(self, "textRole", _ROLES[view.warning])
            if view.warning != "none" and not view.expired:
                self._announce(view.remaining_s)
        if view.expired:
            self.stop()
            self.expired.emit()

    def _announce(self, remaining_s: float) -> None:
        minutes = ceil(remaining_s / 60)
        text = self.context.tr.ngettext("%(n)d minute left", "%(n)d minutes left", minutes)
        self.context.announce(self, text % {"n": minutes})
