"""Editor for matching items: one row per prompt with a list of lettered targets.

Nothing needs dragging. In a list, the letter of a target chooses it, Up and Down step through,
Space opens it; Left, Right and Enter pass on to whoever moves between items.
"""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPaintEvent, QWheelEvent
from PySide6.QtWidgets import (
    QComboBox,
    QSizePolicy,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionComboBox,
    QStyleOptionViewItem,
    QStylePainter,
    QWidget,
)

from ethics_desktop.domain.attempt import Answer, FormItem, Matched
from ethics_desktop.domain.bank import MatchItem
from ethics_desktop.ui.context import UiContext
from ethics_desktop.ui.theme import GRID
from ethics_desktop.ui.widgets.basics import label
from ethics_desktop.ui.widgets.chooser import Chooser
from ethics_desktop.ui.widgets.item_view_choice import Editor
from ethics_desktop.ui.widgets.option_button import LETTERS

_WRAP = Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
_EDGE = 10  # frame and padding of a list, as in style.qss


def _wrapped_height(metrics: QFontMetrics, text: str, width: int) -> int:
    return metrics.boundingRect(QRect(0, 0, max(1, width), 100_000), int(_WRAP), text).height()


class _WrapDelegate(QStyledItemDelegate):
    """Lets the rows of an open list wrap."""

    def sizeHint(  # noqa: N802
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        view = self.parent()
        size = super().sizeHint(option, index)
        if isinstance(view, QWidget):
            width = view.width() - 2 * GRID - 8
            text = str(index.data(Qt.ItemDataRole.DisplayRole) or "")
            tall = _wrapped_height(view.fontMetrics(), text, width) + 2 * GRID
            return QSize(view.width(), max(size.height(), tall))
        return size


class WrapCombo(Chooser):
    """A list whose chosen text wraps; it leaves the wheel to the page around it."""

    def __init__(self, context: UiContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = context.theme
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(12)
        view = self.view()
        view.setWordWrap(True)  # type: ignore[attr-defined]
        view.setTextElideMode(Qt.TextElideMode.ElideNone)
        view.setItemDelegate(_WrapDelegate(view))
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def hasHeightForWidth(self) -> bool:  # noqa: N802
        return True

    def heightForWidth(self, width: int) -> int:  # noqa: N802
        """Return the height for the longest text, so that choosing moves nothing."""
        room = width - 2 * _EDGE - self._theme.px(24)
        texts = (self.itemText(index) for index in range(self.count()))
        tall = max((_wrapped_height(self.fontMetrics(), text, room) for text in texts), default=0)
        return max(self.sizeHint().height(), tall + 14)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        painter = QStylePainter(self)
        option = QStyleOptionComboBox()
        self.initStyleOption(option)
        painter.drawComplexControl(QStyle.ComplexControl.CC_ComboBox, option)
        role = "text" if self.isEnabled() else "disabled"
        if not self.currentData():
            role = "muted"
        painter.setPen(self._theme.color(role))
        room = self.rect().adjusted(_EDGE, 2, -_EDGE - self._theme.px(24), -2)
        painter.drawText(room, int(_WRAP), self.currentText())

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: N802
        event.ignore()


class MatchEditor(Editor):
    """Give each prompt its target."""

    def __init__(
        self,
        context: UiContext,
        form_item: FormItem,
        answer: Answer | None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(context, parent)
        _ = context.tr.gettext
        item = form_item.item
        if not isinstance(item, MatchItem):
            raise TypeError(item)
        texts = {target.id: target.text for target in item.right}
        shown = [key for key in form_item.display_order if key in texts]
        shown += [key for key in texts if key not in shown]
        pairs = answer.pairs if isinstance(answer, Matched) else {}
        self._combos: list[tuple[str, WrapCombo]] = []
        self.column.setSpacing(GRID)
        for number, prompt in enumerate(item.left, 1):
            name = f"{number}. {prompt.text}"
            text = label(name)
            if number > 1:
                self.column.addSpacing(GRID)
            self.column.addWidget(text)  # before the list is made: reading order
            combo = WrapCombo(context, self)
            combo.addItem(_("Choose a match"), "")
            for letter, key in zip(LETTERS + "KLMNOP", shown, strict=False):
                combo.addItem(f"{letter}. {texts[key]}", key)
            combo.setAccessibleName(name)
            combo.setCurrentIndex(max(0, combo.findData(pairs.get(prompt.id, ""))))
            combo.currentIndexChanged.connect(self._changed)
            text.setBuddy(combo)
            self.column.addWidget(combo)
            self._combos.append((prompt.id, combo))

    def _changed(self) -> None:
        pairs = {key: str(combo.currentData()) for key, combo in self._combos}
        pairs = {key: target for key, target in pairs.items() if target}
        self.answer_changed.emit(Matched(pairs) if pairs else None)
