"""A layout that sets its items in rows and wraps them, like words in a line.

Rows of buttons must not force a page wider than the window when texts are at 200 %.
"""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtWidgets import QLayout, QLayoutItem, QWidget


class FlowLayout(QLayout):
    """Left to right, then down; an item wider than the row gets the whole row and its height.

    Args:
        spacing: gap between items and rows in pixels.
        align_right: set each row against the right edge.
        parent: the widget to lay out.
    """

    def __init__(
        self, spacing: int = 8, align_right: bool = False, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._items: list[QLayoutItem] = []
        self._heights: dict[int, int] = {}  # by width: the same few are asked for again and again
        self._right = align_right
        self.setSpacing(spacing)
        self.setContentsMargins(0, 0, 0, 0)

    def addItem(self, item: QLayoutItem) -> None:  # noqa: N802
        self._items.append(item)
        self.invalidate()

    def count(self) -> int:
        """Return the number of items."""
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:  # noqa: N802
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:  # noqa: N802
        self.invalidate()
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    def invalidate(self) -> None:
        """Forget what was measured: Qt calls this when an item changed."""
        self._heights.clear()
        super().invalidate()

    def expandingDirections(self) -> Qt.Orientation:  # noqa: N802
        return Qt.Orientation(0)

    def hasHeightForWidth(self) -> bool:  # noqa: N802
        return True

    def heightForWidth(self, width: int) -> int:  # noqa: N802
        if width not in self._heights:
            self._heights[width] = self._arrange(QRect(0, 0, width, 0), move=False)
        return self._heights[width]

    def setGeometry(self, rect: QRect) -> None:  # noqa: N802
        super().setGeometry(rect)
        self._arrange(rect, move=True)

    def sizeHint(self) -> QSize:  # noqa: N802
        shown = [item.sizeHint() for item in self._items if not item.isEmpty()]
        width = sum(size.width() for size in shown) + self.spacing() * max(0, len(shown) - 1)
        height = max((size.height() for size in shown), default=0)
        return self._with_margins(QSize(width, height))

    def minimumSize(self) -> QSize:  # noqa: N802
        size = QSize()
        for item in self._items:
            if not item.isEmpty():
                size = size.expandedTo(item.minimumSize())
        return self._with_margins(size)

    def _with_margins(self, size: QSize) -> QSize:
        edges = self.contentsMargins()
        return size + QSize(edges.left() + edges.right(), edges.top() + edges.bottom())

    def _sized(self, item: QLayoutItem, width: int) -> QSize:
        hint = item.sizeHint().expandedTo(item.minimumSize())
        taken = min(hint.width(), width)
        if item.hasHeightForWidth():
            return QSize(taken, item.heightForWidth(taken))
        return QSize(taken, hint.height())

    def _arrange(self, rect: QRect, move: bool) -> int:
        edges = self.contentsMargins()
        area = rect.marginsRemoved(edges)
        gap = self.spacing()
        rows: list[list[tuple[QLayoutItem, QSize]]] = []
        used = 0
        for item in self._items:
            if item.isEmpty():
                continue
            size = self._sized(item, max(1, area.width()))
            if rows and used + gap + size.width() <= area.width():
                rows[-1].append((item, size))
                used += gap + size.width()
            else:
                rows.append([(item, size)])
                used = size.width()
        y = area.y()
        for row in rows:
            tall = max(size.height() for _item, size in row)
            if move:
                self._place(row, area, y, tall)
            y += tall + gap
        bottom = y - gap if rows else y
        return bottom - rect.y() + edges.bottom()

    def _place(self, row: list[tuple[QLayoutItem, QSize]], area: QRect, y: int, tall: int) -> None:
        gap = self.spacing()
        wide = sum(size.width() for _item, size in row) + gap * (len(row) - 1)
        x = area.right() + 1 - wide if self._right else area.x()
        for item, size in row:
            drop = (tall - size.height()) // 2
            item.setGeometry(QRect(QPoint(x, y + drop), size))
            x += size.width() + gap
