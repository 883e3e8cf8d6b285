"""A table as tall as its rows and never wider than its page.

Cells wrap first; where even their longest words do not fit, every row becomes one cell of lines.
"""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QSize, Qt, QTimer
from PySide6.QtGui import QFocusEvent, QFontMetrics, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from ethics_desktop.ui.context import UiContext
from ethics_desktop.ui.table_model import TableModel

#: Rows whose texts are measured for the widths of the columns.
MEASURED_ROWS = 200
#: So many rows get their heights at once; the others follow in turns of the window.
ROWS_A_TURN = 30
#: Running text gets no column narrower than so many average characters.
LEAST_CHARACTERS = 20


class FitTable(QTableView):
    """Shows a :class:`TableModel`; Tab leaves it, arrows move in it.

    Args:
        context: what every widget gets.
        model: the rows; becomes a child of the table when it has no parent.
        name: accessible name.
        most_rows: from this many rows on the table scrolls by itself.
        most_stacked: the same while every row is one cell of lines; 0 for ``most_rows``.
        sortable: header clicks sort; ``S`` sorts by the current column.
        sorted_by: the column by which the rows come sorted already; -1 for none.
    """

    def __init__(
        self,
        context: UiContext,
        model: TableModel[Any],
        name: str,
        most_rows: int = 12,
        sortable: bool = False,
        sorted_by: int = -1,
        most_stacked: int = 0,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme = context.theme
        self._table = model
        self._most_rows = most_rows
        self._most_stacked = most_stacked or most_rows
        self._sortable = sortable
        self._fitting = False
        self._fitted = 0
        self._stacked_below = 0  # px: stays stacked while there is no more room than this
        self._more = QTimer(self)
        self._more.setSingleShot(True)
        self._more.timeout.connect(self._fit_rows)
        if model.parent() is None:
            model.setParent(self)
        self.setModel(model)
        self.setAccessibleName(name)
        self.setTabKeyNavigation(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setWordWrap(True)
        self.setTextElideMode(Qt.TextElideMode.ElideNone)
        self.setCornerButtonEnabled(False)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.verticalHeader().hide()
        header = self.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        header.setHighlightSections(False)
        header.setSectionsClickable(sortable)
        if sortable:
            header.setSortIndicatorShown(True)
            header.setSortIndicator(sorted_by, Qt.SortOrder.AscendingOrder)
            header.sortIndicatorChanged.connect(model.sort)
        model.modelReset.connect(self._fit_afresh)
        model.layoutChanged.connect(self.fit)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self.fit()

    def focusInEvent(self, event: QFocusEvent) -> None:  # noqa: N802
        """Choose the row the keyboard comes to, so that one sees where it is."""
        super().focusInEvent(event)
        if self.currentIndex().isValid() and not self.selectionModel().hasSelection():
            self.selectRow(self.currentIndex().row())

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Sort by the current column with ``S``, since headers need a mouse."""
        if self._sortable and event.key() == Qt.Key.Key_S and not event.modifiers():
            column = max(0, self.currentIndex().column())
            header = self.horizontalHeader()
            ascending = Qt.SortOrder.AscendingOrder
            flip = (
                header.sortIndicatorSection() == column and header.sortIndicatorOrder() == ascending
            )
            header.setSortIndicator(column, Qt.SortOrder.DescendingOrder if flip else ascending)
            return
        super().keyPressEvent(event)

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        return QSize(1, self.minimumHeight())

    def fit(self) -> None:
        """Set the widths of the columns and the heights of the rows and of the table."""
        if self._fitting:
            return
        self._fitting = True
        try:
            # scroll bars depend on the number of rows only, or the answer would depend on itself
            room = self.width() - 2 * self.frameWidth()
            policies = Qt.ScrollBarPolicy
            if self._table.rowCount() > self._most_rows:
                room -= self.verticalScrollBar().sizeHint().width()
                self.setVerticalScrollBarPolicy(policies.ScrollBarAlwaysOn)
            else:
                self.setVerticalScrollBarPolicy(policies.ScrollBarAlwaysOff)
            widths = self._widths(room)
            stacked = self._stands_stacked(room, widths)
            most = self._most_stacked if stacked else self._most_rows
            if most < self._table.rowCount() <= self._most_rows:
                room -= self.verticalScrollBar().sizeHint().width()
                self.setVerticalScrollBarPolicy(policies.ScrollBarAlwaysOn)
            self._table.set_stacked(stacked)
            self.horizontalHeader().setVisible(not stacked)
            for column, width in enumerate([room] if stacked else widths):
                self.setColumnWidth(column, width)
            self._fitted = 0
            self._fit_rows()
            shown = min(self._table.rowCount(), most)
            height = sum(self.rowHeight(row) for row in range(shown)) + 2 * self.frameWidth() + 2
            if not stacked:
                height += self.horizontalHeader().sizeHint().height()
            self.setFixedHeight(height)
        finally:
            self._fitting = False

    def _fit_afresh(self) -> None:
        """Other rows: what the old ones needed says nothing about them."""
        if not self._fitting:
            self._stacked_below = 0
            self.fit()

    def _stands_stacked(self, room: int, widths: list[int]) -> bool:
        """Tell whether the rows are stacked at this width.

        Stacked rows may be lower than columns, so that the page needs no scroll bar any more;
        the room that this gives must not bring the columns back, or the two would take turns
        for ever.
        """
        if sum(widths) > room or self._cramped(widths):
            self._stacked_below = room + 2 * self.verticalScrollBar().sizeHint().width()
        elif room > self._stacked_below:
            self._stacked_below = 0  # the columns stay when their scroll bar takes room again
        return room <= self._stacked_below

    def _fit_rows(self) -> None:
        """Give the next rows the heights of their texts and some air."""
        last = min(self._table.rowCount(), self._fitted + ROWS_A_TURN)
        for row in range(self._fitted, last):
            self.resizeRowToContents(row)
            self.setRowHeight(row, self.rowHeight(row) + self._theme.px(6))
        self._fitted = last
        if last < self._table.rowCount():
            self._more.start()

    def _cramped(self, widths: list[int]) -> bool:
        """Tell whether a column of running text would be a strip of a word or two a line."""
        metrics = self.fontMetrics()
        least = LEAST_CHARACTERS * metrics.averageCharWidth()
        rows = self._table.rows()[:MEASURED_ROWS]
        return any(
            column.stretch
            and width < least
            and any(metrics.horizontalAdvance(column.text(row)) > 2 * width for row in rows)
            for column, width in zip(self._table.columns, widths, strict=True)
        )

    def _widths(self, room: int) -> list[int]:
        """Share ``room``: whole texts if they fit, else down to the longest word of a column."""
        metrics = self.fontMetrics()
        header = QFontMetrics(self._theme.font(bold=True))  # what style.qss gives headers
        padding = 24
        rows = self._table.rows()[:MEASURED_ROWS]
        natural, least = [], []
        for column in self._table.columns:
            title = header.horizontalAdvance(column.title)
            title += self._theme.px(16) if self._sortable else 0
            texts = {column.text(row) for row in rows}
            words = {word for text in texts for word in text.split()}
            whole = max((metrics.horizontalAdvance(text) for text in texts), default=0)
            word = max((metrics.horizontalAdvance(word) for word in words), default=0)
            natural.append(round(max(title, whole)) + padding)
            least.append(round(max(title, word)) + padding)
        spare = room - sum(natural)
        if spare >= 0:
            weights = [column.stretch for column in self._table.columns]
            total = sum(weights) or 1
            return [w + spare * s // total for w, s in zip(natural, weights, strict=True)]
        slack = room - sum(least)
        if slack <= 0:
            return least
        wish = sum(natural) - sum(least)
        return [
            low + slack * (high - low) // wish for low, high in zip(least, natural, strict=True)
        ]
