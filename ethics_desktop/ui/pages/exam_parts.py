"""Parts of the exam screen: its header, and the panel with the number grid."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QFrame, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from ethics_desktop.services.sitting import Counts
from ethics_desktop.ui.context import UiContext
from ethics_desktop.ui.widgets.basics import button, label, row, scroll
from ethics_desktop.ui.widgets.flow_layout import FlowLayout
from ethics_desktop.ui.widgets.item_grid import ItemGrid, legend


class ExamHeader(QWidget):
    """Title, the three counts, «Keluar sementara» and «Selesai»."""

    pause_requested = Signal()
    finish_requested = Signal()

    def __init__(self, context: UiContext, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.context = context
        _ = context.tr.gettext
        self._title = label(title, "heading", wrap=False)
        self._counts = [label("", "body", wrap=False) for _n in range(3)]
        self.pause = button(_("Leave for now"), "quiet")
        self.finish = button(_("Finish"))
        self.pause.clicked.connect(self.pause_requested)
        self.finish.clicked.connect(self.finish_requested)
        if context.theme.scale < 1.5:
            layout = row(self._title, *self._counts, None, self.pause, self.finish, spacing=16)
            self.setLayout(layout)
            return
        flow = FlowLayout(spacing=12, parent=self)
        for part in (self._title, *self._counts, self.pause, self.finish):
            flow.addWidget(part)

    def show_counts(self, counts: Counts) -> None:
        """Show how many items are answered, empty, doubtful."""
        _ = self.context.tr.gettext
        texts = (
            _("Answered %(n)d") % {"n": counts.answered},
            _("Empty %(n)d") % {"n": counts.empty},
            _("Doubtful %(n)d") % {"n": counts.flagged},
        )
        for made, text in zip(self._counts, texts, strict=True):
            made.setText(text)


class _Bounded(QScrollArea):
    """A scroll area that is as tall as its content wants, up to a limit."""

    def __init__(self, content: QWidget) -> None:
        super().__init__()
        self.limit = 10_000
        self._content = content
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setWidget(content)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setSizePolicy(policy)

    def fit(self, width: int) -> int:
        """Set the height for ``width`` pixels and return it."""
        content = self._content
        frame = 2 * self.frameWidth()
        wanted = content.heightForWidth(width - frame) + frame
        if wanted > self.limit:
            bar = self.verticalScrollBar().sizeHint().width()
            wanted = content.heightForWidth(width - frame - bar) + frame
        tall = min(wanted, self.limit)
        self.setFixedHeight(tall)
        return tall

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        return QSize(1, 1)


class GridPanel(QWidget):
    """The number grid, at most so many rows high, and its legend."""

    def __init__(self, context: UiContext, total: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.context = context
        self.grid = ItemGrid(context, total)
        self.grid.focused.connect(self.reveal)
        self.area = _Bounded(self.grid)
        self._legend = legend(context)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        layout.addWidget(self.area)
        layout.addWidget(self._legend)

    def fit(self, width: int, limit: int) -> int:
        """Take ``width`` pixels, at most ``limit`` pixels of numbers; return the height."""
        self.area.limit = limit
        return self.area.fit(width) + 6 + self._legend.heightForWidth(width)

    def reveal(self, position: int) -> None:
        """Scroll a number into sight."""
        self.area.ensureWidgetVisible(self.grid.button(position), 0, 8)


def item_scroll(content: QWidget, name: str) -> QScrollArea:
    """Return the area in which a long item scrolls; the keyboard reaches its parts, not itself."""
    area = scroll(content)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    area.setAccessibleName(name)
    return area
