"""What every page and widget is handed: language, colours, clock, questions, icons."""

from __future__ import annotations

import msgspec
from PySide6.QtWidgets import QWidget

from ethics_desktop.domain.clock import Clock
from ethics_desktop.i18n import Translator
from ethics_desktop.ui.dialogs import Dialogs
from ethics_desktop.ui.icons import Icons
from ethics_desktop.ui.theme import Theme


class UiContext(msgspec.Struct, frozen=True):
    """The first argument of every page and widget; a new one is made when settings change."""

    tr: Translator
    theme: Theme
    clock: Clock
    dialogs: Dialogs
    icons: Icons

    def announce(self, widget: QWidget, text: str) -> None:
        """Have a screen reader say ``text`` when it is next silent; sighted users see nothing."""
        # on demand: 10 ms that the first page does not need
        from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent

        if QAccessible.isActive():
            event = QAccessibleAnnouncementEvent(widget, text)
            QAccessible.updateAccessibility(event)
