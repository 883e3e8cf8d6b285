"""An ordinary check box whose text wraps."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QSizePolicy,
    QStyle,
    QStyleOptionButton,
    QStylePainter,
    QWidget,
)

_WRAP = int(Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
#: Border and padding of ``QCheckBox`` in ``style.qss``: above and below the text.
_ABOVE = 6


class CheckRow(QCheckBox):
    """One real check box, named by its text, over as many lines as it needs."""

    def __init__(self, text: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._words = text
        self.setText(text.replace("&", "&&"))
        self.setAccessibleName(text)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        """Return the size for the longest word."""
        metrics = self.fontMetrics()
        word = max((metrics.horizontalAdvance(w) for w in self._words.split()), default=0)
        return QSize(self._left() + word + 10, self.sizeHint().height())

    def hasHeightForWidth(self) -> bool:  # noqa: N802
        return True

    def heightForWidth(self, width: int) -> int:  # noqa: N802
        room = max(1, width - self._left() - 8)
        text = self.fontMetrics().boundingRect(QRect(0, 0, room, 100_000), _WRAP, self._words)
        return max(self.sizeHint().height(), text.height() + 2 * _ABOVE)

    def hitButton(self, pos: object) -> bool:  # noqa: N802
        """The whole row reacts, every line of the text too."""
        return True

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """Draw as usual; text that does not fit one line is drawn in several."""
        if self.width() >= self.sizeHint().width():
            super().paintEvent(event)
            return
        option = QStyleOptionButton()
        self.initStyleOption(option)
        option.text = ""
        painter = QStylePainter(self)
        painter.drawControl(QStyle.ControlElement.CE_CheckBox, option)
        painter.setPen(option.palette.windowText().color())
        room = self.rect().adjusted(self._left(), _ABOVE, -8, 0)
        painter.drawText(room, _WRAP, self._words)

    def _left(self) -> int:
        text = self.fontMetrics().horizontalAdvance(self._words)
        return max(0, self.sizeHint().width() - text - 8)
