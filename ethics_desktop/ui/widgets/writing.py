"""A field for running text that grows with what is written in it."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent, QTextCursor
from PySide6.QtWidgets import QPlainTextEdit, QSizePolicy, QWidget

#: Border and padding of ``QPlainTextEdit`` in ``style.qss``, above and below together, pixels.
_AROUND = 14


class WritingField(QPlainTextEdit):
    """Plain text; Tab leaves it, it is never narrower than its words and never scrolls sideways.

    Args:
        name: accessible name, the same as its visible prompt.
        text: what stands in it.
        lines: least and most lines it shows; beyond the most it scrolls.
        limit: most characters; what is typed beyond is not taken.

    Signals: ``edited()`` when the person changed the text; ``full()`` when the limit was met.
    """

    edited = Signal()
    full = Signal()

    def __init__(
        self,
        name: str,
        text: str = "",
        lines: tuple[int, int] = (2, 12),
        limit: int = 20_000,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._lines = lines
        self._limit = limit
        self._cutting = False
        self.setTabChangesFocus(True)
        self.setAccessibleName(name)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setPlainText(text)
        self.textChanged.connect(self._changed)
        self._fit()

    @property
    def text(self) -> str:
        """What stands in the field."""
        return self.toPlainText()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        super().resizeEvent(event)
        self._fit()

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        return QSize(self.fontMetrics().averageCharWidth() * 12, self._height(self._lines[0]))

    def sizeHint(self) -> QSize:  # noqa: N802
        return QSize(self.fontMetrics().averageCharWidth() * 60, self._height(self._needed()))

    def _changed(self) -> None:
        if self._cutting:
            return
        text = self.text
        if len(text) > self._limit:
            self._cutting = True
            place = self.textCursor().position()
            self.setPlainText(text[: self._limit])
            cursor = self.textCursor()
            cursor.setPosition(min(place, self._limit), QTextCursor.MoveMode.MoveAnchor)
            self.setTextCursor(cursor)
            self._cutting = False
            self.full.emit()
        self._fit()
        self.edited.emit()

    def _needed(self) -> int:
        """Return the lines the text takes at the present width."""
        layout = self.document().documentLayout()
        return max(1, round(layout.documentSize().height()))

    def _height(self, lines: int) -> int:
        least, most = self._lines
        around = _AROUND  # border and padding, known for sure once it is laid out
        if self.isVisible():
            around = self.height() - self.viewport().height()
        text = self.fontMetrics().lineSpacing() * min(max(lines, least), most)
        return text + 2 * round(self.document().documentMargin()) + around

    def _fit(self) -> None:
        height = self._height(self._needed())
        if height != self.height() or height != self.minimumHeight():
            self.setFixedHeight(height)
        many = self._needed() > self._lines[1]
        policy = Qt.ScrollBarPolicy
        self.setVerticalScrollBarPolicy(
            policy.ScrollBarAsNeeded if many else policy.ScrollBarAlwaysOff
        )
