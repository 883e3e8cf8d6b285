"""Options of an item: real radio buttons and check boxes that wrap their text.

Qt does not wrap the text of a ``QRadioButton`` or ``QCheckBox``. These two subclasses paint a
whole row (surface, sign, letter, text over several lines) and stay ONE button for the keyboard
and for screen readers, named "A. <text>".

Keys: Space chooses an option that is not chosen; a chosen radio button leaves Space to its
parents, for whom it means "go on". A check box keeps Space always. Left, Right and Enter are
never used here, so that they can move between items.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QCheckBox, QRadioButton, QSizePolicy, QWidget

from ethics_desktop.ui.context import UiContext
from ethics_desktop.ui.theme import Theme

#: Letters by displayed position; an item has at most ten options.
LETTERS = "ABCDEFGHIJ"
_WRAP = Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop
_RING, _PAD_X, _PAD_Y, _GAP, _SIGN, _RADIUS = 3, 12, 9, 10, 20, 8
_PASS_ON = (Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Return, Qt.Key.Key_Enter)

if TYPE_CHECKING:
    _Button = QAbstractButton
else:  # PySide knows no two Qt classes above one
    _Button = object


class _Row:
    """Measures and paints the row of one option button."""

    def __init__(self, theme: Theme, letter: str, text: str) -> None:
        self.theme = theme
        self.letter = f"{letter}."
        self.text = text
        self.name = f"{self.letter} {text}"

    def _left(self, metrics: QFontMetrics) -> int:
        sign = self.theme.px(_SIGN)
        letter = max(metrics.horizontalAdvance(f"{each}. ") for each in "ABCD")
        return _RING + _PAD_X + sign + _GAP + letter

    def height(self, metrics: QFontMetrics, width: int) -> int:
        """Return the height in pixels that the text needs at ``width``."""
        room = max(1, width - self._left(metrics) - _PAD_X - _RING)
        text = metrics.boundingRect(QRect(0, 0, room, 100_000), int(_WRAP), self.text).height()
        return max(text, self.theme.px(_SIGN)) + 2 * (_PAD_Y + _RING)

    def widest(self, metrics: QFontMetrics) -> int:
        """Return the width in pixels of the text on one line."""
        return self._left(metrics) + metrics.horizontalAdvance(self.text) + _PAD_X + _RING + 2

    def narrowest(self, metrics: QFontMetrics) -> int:
        """Return the width in pixels of the longest word."""
        longest = max((metrics.horizontalAdvance(word) for word in self.text.split()), default=0)
        return self._left(metrics) + longest + _PAD_X + _RING + 2

    def paint(self, button: QAbstractButton, round_sign: bool) -> None:
        """Paint the button in its present state."""
        painter = QPainter(button)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        theme, checked, enabled = self.theme, button.isChecked(), button.isEnabled()
        inner = QRectF(button.rect()).adjusted(_RING, _RING, -_RING, -_RING)
        ground = "selected" if checked else "surface"
        if not checked and enabled and button.underMouse():
            ground = "surface_alt"
        edge = "accent" if checked else "border"
        wide = 2 if checked else 1
        painter.setPen(QPen(theme.color(edge), wide))
        painter.setBrush(theme.color(ground))
        painter.drawRoundedRect(inner.adjusted(1, 1, -1, -1), _RADIUS, _RADIUS)
        if button.hasFocus():
            painter.setPen(QPen(theme.color("focus"), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(
                QRectF(button.rect()).adjusted(1, 1, -1, -1), _RADIUS + 2, _RADIUS + 2
            )
        metrics = button.fontMetrics()
        side = theme.px(_SIGN)
        top = _RING + _PAD_Y + max(0, (metrics.height() - side) // 2)
        sign = QRectF(_RING + _PAD_X, top, side, side)
        self._paint_sign(painter, sign, round_sign, checked, enabled)
        painter.setPen(theme.color("text" if enabled else "disabled"))
        first = _RING + _PAD_Y + max(0, (side - metrics.height()) // 2)
        letter = QPoint(_RING + _PAD_X + side + _GAP, first + metrics.ascent())
        painter.drawText(letter, self.letter)
        left = self._left(metrics)
        room = QRect(left, first, button.width() - left - _PAD_X - _RING, button.height())
        painter.drawText(room, int(_WRAP), self.text)

    def _paint_sign(
        self, painter: QPainter, box: QRectF, round_sign: bool, checked: bool, enabled: bool
    ) -> None:
        theme = self.theme
        colour = theme.color("accent" if checked else "control")
        if not enabled:
            colour = theme.color("disabled")
        painter.setPen(QPen(colour, 2))
        painter.setBrush(colour if checked else theme.color("surface"))
        frame = box.adjusted(1, 1, -1, -1)
        if round_sign:
            painter.drawEllipse(frame)
            if checked:
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(theme.color("on_accent"))
                third = box.width() * 0.31
                painter.drawEllipse(box.adjusted(third, third, -third, -third))
            return
        painter.drawRoundedRect(frame, 4, 4)
        if checked:
            draw_tick(painter, box, QPen(theme.color("on_accent"), max(2.0, box.width() / 9)))


def draw_tick(painter: QPainter, box: QRectF, pen: QPen) -> None:
    """Draw a tick that fills most of ``box``."""
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    painter.setPen(pen)
    points = ((0.24, 0.54), (0.43, 0.72), (0.77, 0.32))
    painter.drawPolyline(
        [QPointF(box.x() + x * box.width(), box.y() + y * box.height()) for x, y in points]
    )


class _OptionRow(_Button):
    """What both kinds of buttons share: the size, the look and the reach of the whole row.

    Args:
        context: language and theme.
        letter: the letter of its displayed position.
        text: text of the option.
        parent: the group's widget.
    """

    _round_sign = False

    def __init__(
        self, context: UiContext, letter: str, text: str, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._row = _Row(context.theme, letter, text)
        self.setText(self._row.name.replace("&", "&&"))
        self.setAccessibleName(self._row.name)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.setMouseTracking(True)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)

    def sizeHint(self) -> QSize:  # noqa: N802
        metrics = self.fontMetrics()
        width = self._row.widest(metrics)
        return QSize(width, self._row.height(metrics, width))

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        metrics = self.fontMetrics()
        return QSize(self._row.narrowest(metrics), self._row.height(metrics, 100_000))

    def hasHeightForWidth(self) -> bool:  # noqa: N802
        return True

    def heightForWidth(self, width: int) -> int:  # noqa: N802
        return self._row.height(self.fontMetrics(), width)

    def hitButton(self, pos: QPoint) -> bool:  # noqa: N802
        """Take a click anywhere in the row."""
        return self.rect().contains(pos)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        self._row.paint(self, self._round_sign)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        if self._passes_on(event.key()):
            event.ignore()
            return
        super().keyPressEvent(event)

    def _passes_on(self, key: int) -> bool:
        return key in _PASS_ON


class RadioOption(_OptionRow, QRadioButton):
    """One of several options of which one is chosen."""

    _round_sign = True

    def _passes_on(self, key: int) -> bool:
        return super()._passes_on(key) or (key == Qt.Key.Key_Space and self.isChecked())


class CheckOption(_OptionRow, QCheckBox):
    """One of several options of which any number may be ticked."""
