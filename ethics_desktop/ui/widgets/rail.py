"""The rail at the left of the window: the program's sign, then the pages by icon and word."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QFrame, QLabel, QSizePolicy, QWidget

from ethics_desktop.ui.context import UiContext
from ethics_desktop.ui.widgets.basics import EnterButton, column, label, row, scroll, set_role

#: Room beside the widest word: icon, gap, padding, focus ring (pixels, plus scaled icon).
_BESIDE = 52


class Rail(QFrame):
    """Buttons for pages; it is as wide as its longest word and scrolls when it is too high.

    The buttons are not checkable: Qt would call them check boxes on the accessibility bus.

    Args:
        context: language, colours, icons.
        entries: key, translated title and icon of each page.
        open_page: key of the page that is open, or comes first; see :meth:`mark`.
        parent: the window's content.
    """

    chosen = Signal(str)

    def __init__(
        self,
        context: UiContext,
        entries: Sequence[tuple[str, str, str]],
        open_page: str,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        theme = context.theme
        self.setProperty("rail", True)
        self._open_now = context.tr.gettext("on the screen now")
        self._buttons: dict[str, EnterButton] = {}
        picture = QLabel()
        ratio = self.devicePixelRatioF()
        picture.setPixmap(context.icons.pixmap("logo", "accent", 24, ratio))
        name = label("Cermin ASN", "heading", wrap=False)
        list_layout = column(spacing=2, margins=(8, 0, 8, 8))
        for place, (key, title, icon) in enumerate(entries, start=1):
            entry = EnterButton(title)
            entry.setObjectName(f"rail-{key}")
            entry.setProperty("role", "rail")
            # before the first paint: changing it later costs the type QStyle, 10 ms
            entry.setProperty("open", "true" if key == open_page else "false")
            entry.setAutoDefault(False)
            entry.setIcon(context.icons.icon(icon))
            entry.setIconSize(QSize(theme.px(20), theme.px(20)))
            entry.setAccessibleName(title)
            entry.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
            if place < 10:
                entry.setToolTip(f"Ctrl+{place}")
            entry.clicked.connect(lambda _checked=False, key=key: self.chosen.emit(key))
            self._buttons[key] = entry
            list_layout.addWidget(entry)
        list_layout.addStretch(1)
        content = QWidget()
        content.setLayout(list_layout)
        area = scroll(content)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        head = row(picture, name, None, margins=(16, 16, 12, 12))
        layout = column(head, area, spacing=0)
        layout.setStretch(1, 1)
        self.setLayout(layout)
        self._fix_width(context)

    def mark(self, key: str) -> None:
        """Show which page is open."""
        for each, entry in self._buttons.items():
            set_role(entry, "open", "true" if each == key else "false")
            entry.setAccessibleDescription(self._open_now if each == key else "")

    def _fix_width(self, context: UiContext) -> None:
        """Give every word its room in bold, with and without a scroll bar."""
        words = QFontMetrics(context.theme.font(bold=True))
        head = QFontMetrics(context.theme.font(18, bold=True)).horizontalAdvance("Cermin ASN")
        widest = max((words.horizontalAdvance(b.text()) for b in self._buttons.values()), default=0)
        icon, bar = context.theme.px(20), context.theme.px(13)
        width = max(widest + icon + bar + _BESIDE, head + context.theme.px(24) + 40)
        self.setFixedWidth(width)
