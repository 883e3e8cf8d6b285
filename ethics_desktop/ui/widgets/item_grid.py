"""The number grid of the exam: which item is answered, empty, doubtful, which one is open.

Each state has a colour, a sign (tick, dash, question mark) and a word in the accessible name.
"""

from __future__ import annotations

from enum import Enum

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QVBoxLayout, QWidget

from ethics_desktop.domain.attempt import ItemState
from ethics_desktop.ui.context import UiContext
from ethics_desktop.ui.theme import SMALL, Theme
from ethics_desktop.ui.widgets.basics import label, row
from ethics_desktop.ui.widgets.flow_layout import FlowLayout
from ethics_desktop.ui.widgets.option_button import draw_tick

_WIDE, _TALL, _RADIUS = 50, 34, 6
_ARROWS = (Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Up, Qt.Key.Key_Down)


class Mark(Enum):
    """How an item stands in the grid."""

    ANSWERED = "answered"
    EMPTY = "empty"
    DOUBTFUL = "doubtful"  # answered or not


def mark_of(state: ItemState) -> Mark:
    """Return the mark of an item; a doubt is shown before anything else."""
    if state.flagged:
        return Mark.DOUBTFUL
    return Mark.ANSWERED if state.answered else Mark.EMPTY


def draw_mark(painter: QPainter, box: QRectF, mark: Mark, theme: Theme, role: str) -> None:
    """Draw the sign of a mark in ``box`` in the colour of ``role``."""
    pen = QPen(theme.color(role), max(1.75, box.width() / 7))
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    if mark is Mark.ANSWERED:
        draw_tick(painter, box, pen)
    elif mark is Mark.EMPTY:
        painter.setPen(pen)
        middle = box.center().y()
        painter.drawLine(
            QPointF(box.x() + box.width() * 0.2, middle),
            QPointF(box.right() - box.width() * 0.2, middle),
        )
    else:
        painter.setPen(pen)
        font = painter.font()
        font.setPixelSize(max(8, round(box.height())))
        font.setBold(True)
        painter.setFont(font)
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, "?")


def _roles(mark: Mark) -> tuple[str, str, str]:
    """Return ground, edge and ink of a mark."""
    return {
        Mark.ANSWERED: ("good", "good", "on_good"),
        Mark.EMPTY: ("surface", "bad", "bad"),
        Mark.DOUBTFUL: ("doubt", "on_doubt", "on_doubt"),
    }[mark]


class NumberButton(QAbstractButton):
    """One number, named "Soal 13, ragu-ragu"."""

    def __init__(self, context: UiContext, position: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.context = context
        self.position = position
        self.mark = Mark.EMPTY
        self.current = False
        self.setText(str(position))
        self.setFont(context.theme.font(SMALL, bold=True))
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.show_mark(ItemState(position), False)

    def show_mark(self, state: ItemState, current: bool) -> None:
        """Show how the item stands and whether it is the one on the screen."""
        _ = self.context.tr.gettext
        self.mark, self.current = mark_of(state), current
        name = {
            Mark.ANSWERED: _("Item %(n)d, answered"),
            Mark.EMPTY: _("Item %(n)d, not answered"),
            Mark.DOUBTFUL: _("Item %(n)d, doubtful"),
        }[self.mark] % {"n": self.position}
        more = [_("on the screen now")] if current else []
        if self.mark is Mark.DOUBTFUL and not state.answered:
            more.append(_("not answered"))
        if self.accessibleName() != name:
            self.setAccessibleName(name)
        self.setAccessibleDescription(", ".join(more))
        self.setToolTip(name)
        self.update()

    def sizeHint(self) -> QSize:  # noqa: N802
        return QSize(self.context.theme.px(_WIDE), self.context.theme.px(_TALL))

    def event(self, event: QEvent) -> bool:
        """Keep the arrow keys for moving in the grid, before any shortcut of the page."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            plain = not event.modifiers() & Qt.KeyboardModifier.ControlModifier
            if plain and event.key() in _ARROWS:
                event.accept()
                return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if not event.isAutoRepeat():
                self.click()
            return
        if event.key() in _ARROWS:
            event.ignore()
            return
        super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        theme = self.context.theme
        ground, edge, ink = _roles(self.mark)
        box = QRectF(self.rect()).adjusted(4, 4, -4, -4)
        painter.setPen(QPen(theme.color(edge), 1.5))
        painter.setBrush(theme.color(ground))
        painter.drawRoundedRect(box, _RADIUS, _RADIUS)
        if self.hasFocus() or self.current:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(theme.color("focus" if self.hasFocus() else "text"), 2))
            ring = QRectF(self.rect()).adjusted(1, 1, -1, -1)
            painter.drawRoundedRect(ring, _RADIUS + 2, _RADIUS + 2)
        painter.setPen(theme.color("text" if self.mark is Mark.EMPTY else ink))
        half = box.width() * 0.58
        number = QRectF(box.x() + 2, box.y(), half, box.height())
        painter.setFont(self.font())
        painter.drawText(number, Qt.AlignmentFlag.AlignCenter, self.text())
        side = theme.px(12)
        sign = QRectF(
            box.x() + half + (box.width() - half - side) / 2 - 1,
            box.center().y() - side / 2,
            side,
            side,
        )
        draw_mark(painter, sign, self.mark, theme, ink)


class _Sample(QWidget):
    """The coloured sign of the legend."""

    def __init__(self, theme: Theme, mark: Mark, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self._mark = theme, mark
        self.setFixedSize(theme.px(20), theme.px(20))

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        ground, edge, ink = _roles(self._mark)
        box = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        painter.setPen(QPen(self._theme.color(edge), 1.5))
        painter.setBrush(self._theme.color(ground))
        painter.drawRoundedRect(box, 4, 4)
        side = box.width() * 0.62
        sign = QRectF(box.center().x() - side / 2, box.center().y() - side / 2, side, side)
        draw_mark(painter, sign, self._mark, self._theme, ink)


class ItemGrid(QWidget):
    """Numbers 1 to n with their marks, and the legend.

    One stop of the Tab key: the number on the screen. Arrow keys move between numbers, Enter and
    Space open one, which emits ``chosen``. ``focused`` tells which number the focus went to.
    """

    chosen = Signal(int)
    focused = Signal(int)

    def __init__(self, context: UiContext, total: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.context = context
        self.setAccessibleName(context.tr.gettext("Item numbers"))
        self._buttons: list[NumberButton] = []
        numbers = QWidget(self)
        self._flow = FlowLayout(spacing=0, parent=numbers)
        for position in range(1, total + 1):
            button = NumberButton(context, position, numbers)
            button.clicked.connect(lambda _on=False, at=position: self.chosen.emit(at))
            self._buttons.append(button)
            self._flow.addWidget(button)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(4)
        self._column.addWidget(numbers)
        self.set_current(1)

    def show_state(self, state: ItemState, current: bool) -> None:
        """Show one item's mark."""
        self._buttons[state.position - 1].show_mark(state, current)

    def set_current(self, position: int) -> None:
        """Make ``position`` the one number that Tab stops at."""
        for button in self._buttons:
            policy = Qt.FocusPolicy.ClickFocus
            if button.position == position:
                policy = Qt.FocusPolicy.StrongFocus
            button.setFocusPolicy(policy)

    def focus_number(self, position: int) -> None:
        """Give the focus to a number."""
        self._buttons[position - 1].setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.focused.emit(position)

    def button(self, position: int) -> NumberButton:
        """Return the button of a number."""
        return self._buttons[position - 1]

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Move the focus with the arrow keys."""
        held = next((b for b in self._buttons if b.hasFocus()), None)
        if held is None or event.key() not in _ARROWS:
            super().keyPressEvent(event)
            return
        target = held.position + self._step(held, Qt.Key(event.key()))
        if 1 <= target <= len(self._buttons):
            self.focus_number(target)

    def _step(self, held: NumberButton, key: Qt.Key) -> int:
        across = sum(button.y() == held.y() for button in self._buttons)
        across = max(across, sum(button.y() == self._buttons[0].y() for button in self._buttons))
        steps = {
            Qt.Key.Key_Left: -1,
            Qt.Key.Key_Right: 1,
            Qt.Key.Key_Up: -across,
            Qt.Key.Key_Down: across,
        }
        return steps[key]


def legend(context: UiContext) -> QWidget:
    """Return the legend of the grid: sign and word for each state."""
    _ = context.tr.gettext
    made = QWidget()
    flow = FlowLayout(spacing=16, parent=made)
    words = {
        Mark.ANSWERED: _("answered"),
        Mark.EMPTY: _("not answered yet"),
        Mark.DOUBTFUL: _("doubtful"),
    }
    for mark, word in words.items():
        entry = QWidget(made)
        text = label(word, "small", wrap=False)
        entry.setLayout(row(_Sample(context.theme, mark, entry), text, spacing=6))
        flow.addWidget(entry)
    return made
