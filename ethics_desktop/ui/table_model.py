"""The one table model: columns are data, rows are any values, sorting happens in Python.

``QSortFilterProxyModel`` took 14 s to sort 100,000 rows where Python takes milliseconds
(``quality.md``), so the model sorts its own list.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Generic, TypeVar

import msgspec
from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

R = TypeVar("R")
_Index = QModelIndex | QPersistentModelIndex
_ROLES = frozenset(
    {
        Qt.ItemDataRole.DisplayRole,
        Qt.ItemDataRole.AccessibleTextRole,
        Qt.ItemDataRole.ToolTipRole,
        Qt.ItemDataRole.TextAlignmentRole,
    }
)


class Column(msgspec.Struct, Generic[R], frozen=True):
    """One column.

    Args:
        title: what the header says, already translated.
        text: a row's text in this column.
        key: what the rows are sorted by; without it the text is.
        right: numbers stand right.
        stretch: share of the width that is left over; 0 keeps the width of the content.
        tip: a row's tool tip, if any.
    """

    title: str
    text: Callable[[R], str]
    key: Callable[[R], Any] | None = None
    right: bool = False
    stretch: int = 0
    tip: Callable[[R], str] | None = None


class TableModel(QAbstractTableModel, Generic[R]):
    """Rows of one kind under columns given as data."""

    def __init__(
        self,
        columns: Sequence[Column[R]],
        rows: Sequence[R] = (),
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._columns = tuple(columns)
        self._rows: list[R] = list(rows)
        self._sorted: tuple[int, Qt.SortOrder] | None = None
        self._stacked = False

    @property
    def columns(self) -> tuple[Column[R], ...]:
        """The columns, in order."""
        return self._columns

    @property
    def stacked(self) -> bool:
        """Whether every row is one cell with a line per column."""
        return self._stacked

    def set_stacked(self, on: bool) -> None:
        """Show every row as one cell of lines ``title: text``, for narrow windows, or as usual."""
        if on != self._stacked:
            self.beginResetModel()
            self._stacked = on
            self.endResetModel()

    def set_rows(self, rows: Sequence[R]) -> None:
        """Show other rows; the chosen sorting is kept."""
        self.beginResetModel()
        self._rows = list(rows)
        self._apply_sorting()
        self.endResetModel()

    def row(self, index: _Index) -> R | None:
        """Return the value behind an index, or None where there is none."""
        if not index.isValid() or not 0 <= index.row() < len(self._rows):
            return None
        return self._rows[index.row()]

    def rows(self) -> tuple[R, ...]:
        """Return the values in the order in which they are shown."""
        return tuple(self._rows)

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: N802
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: N802
        return 0 if parent.isValid() else 1 if self._stacked else len(self._columns)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role not in _ROLES:  # Qt asks for a dozen more of every cell that it measures
            return None
        row = self.row(index)
        if row is None:
            return None
        column = self._columns[index.column()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return self._lines(row) if self._stacked else column.text(row)
        if role == Qt.ItemDataRole.ToolTipRole and column.tip is not None:
            return column.tip(row) or None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignRight if column.right else Qt.AlignmentFlag.AlignLeft
            return int(side | Qt.AlignmentFlag.AlignVCenter)
        return None

    def headerData(  # noqa: N802
        self,
        section: int,
        orientation: Qt.Orientation,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> Any:
        if orientation is not Qt.Orientation.Horizontal or not 0 <= section < len(self._columns):
            return None
        column = self._columns[section]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return column.title
        if role == Qt.ItemDataRole.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignRight if column.right else Qt.AlignmentFlag.AlignLeft
            return int(side | Qt.AlignmentFlag.AlignVCenter)
        return None

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Sort by a column; equal rows keep their order. Selection follows its rows."""
        if not 0 <= column < len(self._columns):
            return
        self.layoutAboutToBeChanged.emit()
        self._sorted = (column, order)
        came_from = self._apply_sorting()
        now_at = {old: new for new, old in enumerate(came_from)}
        before = self.persistentIndexList()
        after = [self.index(now_at[i.row()], i.column()) for i in before]
        self.changePersistentIndexList(before, after)
        self.layoutChanged.emit()

    def _lines(self, row: R) -> str:
        texts = ((column.title, column.text(row)) for column in self._columns)
        return "\n".join(f"{title}: {text}" for title, text in texts if text)

    def _apply_sorting(self) -> list[int]:
        """Sort the rows and return, for every new place, the old one."""
        places = list(range(len(self._rows)))
        if self._sorted is not None:
            column = self._columns[self._sorted[0]]
            key = column.key or column.text
            places.sort(
                key=lambda place: key(self._rows[place]),
                reverse=self._sorted[1] is Qt.SortOrder.DescendingOrder,
            )
            self._rows = [self._rows[place] for place in places]
        return places
