"""A line of news at the top of a page: what happened, at most one action, a way to close it."""

from __future__ import annotations

from typing import Literal

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QLabel, QSizePolicy, QWidget

from ethics_desktop.ui.context import UiContext
from ethics_desktop.ui.widgets.basics import button, column, icon_button, label, row, set_role

Kind = Literal["info", "good", "warn", "bad"]
_ICONS: dict[Kind, tuple[str, str]] = {
    "info": ("info", "accent"),
    "good": ("check", "good"),
    "warn": ("warn", "warn"),
    "bad": ("warn", "bad"),
}
_TOP = Qt.AlignmentFlag.AlignTop


class Banner(QFrame):
    """Hidden until :meth:`show_message`; ordinary trouble is told here, not in a box.

    Signals: ``action`` when its button is pressed, ``closed`` when the person closes it.
    """

    action = Signal()
    closed = Signal()

    def __init__(self, context: UiContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        _ = context.tr.gettext
        self._context = context
        self._picture = QLabel()
        self._text = label("")
        self._text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._action = button("")
        self._close = icon_button(context.icons.icon("close"), _("Close message"))
        if context.theme.scale < 1.5:
            layout = row(self._picture, self._text, self._action, self._close)
            layout.setStretch(1, 1)
        else:  # large text: the button below, so that the sentence keeps its width
            middle = column(self._text, self._action)
            middle.setAlignment(self._action, Qt.AlignmentFlag.AlignLeft)
            layout = row(self._picture, middle, self._close)
            layout.setStretch(1, 1)
        layout.setSpacing(12)
        layout.setContentsMargins(12, 8, 8, 8)
        layout.setAlignment(self._picture, Qt.AlignmentFlag.AlignVCenter)
        layout.setAlignment(self._close, _TOP)
        self.setLayout(layout)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        self._action.clicked.connect(self.action)
        self._close.clicked.connect(self._dismiss)
        self.setProperty("banner", "info")
        self.hide()

    @property
    def text(self) -> str:
        """The sentence now shown."""
        return self._text.text()

    @property
    def kind(self) -> str:
        """``info``, ``good``, ``warn`` or ``bad``."""
        return str(self.property("banner"))

    def show_message(self, kind: Kind, text: str, action: str = "", closable: bool = True) -> None:
        """Show ``text`` and have a screen reader say it; ``action`` is the button's text."""
        icon, colour = _ICONS[kind]
        ratio = self.devicePixelRatioF()
        self._picture.setPixmap(self._context.icons.pixmap(icon, colour, 20, ratio))
        self._text.setText(text)
        self._action.setText(action)
        self._action.setAccessibleName(action)
        self._action.setVisible(bool(action))
        self._close.setVisible(closable)
        self.setAccessibleName(text)
        set_role(self, "banner", kind)
        self.show()
        self._context.announce(self, text)

    def clear(self) -> None:
        """Hide the banner without a signal."""
        self.hide()

    def _dismiss(self) -> None:
        self.hide()
        self.closed.emit()
