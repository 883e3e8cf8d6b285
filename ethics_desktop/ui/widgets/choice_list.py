"""What can be done now: large buttons with number keys whose text wraps."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QFontMetrics,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QApplication, QLabel, QVBoxLayout, QWidget

from ethics_desktop.domain.scenario import Choice
from ethics_desktop.ui.context import UiContext
from ethics_desktop.ui.widgets.basics import Button, drop

_WRAP = Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop
_ARROWS = (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Left, Qt.Key.Key_Right)
_RING, _PAD_X, _PAD_Y, _GAP, _KEY, _RADIUS = 3, 12, 10, 12, 28, 8


class ChoiceButton(Button):
    """One action, named ``1. <text>``; its number is its key.

    Args:
        context: language and theme.
        number: from 1.
        text: what the player says or does.
        parent: the list.
    """

    def __init__(
        self, context: UiContext, number: int, text: str, parent: QWidget | None = None
    ) -> None:
        super().__init__(f"{number}. {text}".replace("&", "&&"), parent=parent)
        self._theme = context.theme
        self._number = number
        self._words = text
        self.held = False  # chosen, but not stored yet
        self.setAccessibleName(f"{number}. {text}")
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)

    def _left(self) -> int:
        return _RING + _PAD_X + self._theme.px(_KEY) + _GAP

    def _height(self, metrics: QFontMetrics, width: int) -> int:
        room = max(1, width - self._left() - _PAD_X - _RING)
        box = metrics.boundingRect(QRect(0, 0, room, 100_000), int(_WRAP), self._words)
        return max(box.height(), self._theme.px(_KEY)) + 2 * (_PAD_Y + _RING)

    def sizeHint(self) -> QSize:  # noqa: N802
        metrics = self.fontMetrics()
        width = self._left() + metrics.horizontalAdvance(self._words) + _PAD_X + _RING + 2
        return QSize(width, self._height(metrics, width))

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        metrics = self.fontMetrics()
        longest = max((metrics.horizontalAdvance(word) for word in self._words.split()), default=0)
        width = self._left() + longest + _PAD_X + _RING + 2
        return QSize(width, self._height(metrics, 100_000))

    def hasHeightForWidth(self) -> bool:  # noqa: N802
        return True

    def heightForWidth(self, width: int) -> int:  # noqa: N802
        return self._height(self.fontMetrics(), width)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        theme, enabled = self._theme, self.isEnabled()
        lit = self.held or self.isDown()
        ground = (
            "selected" if lit else "surface_alt" if enabled and self.underMouse() else "surface"
        )
        painter.setPen(QPen(theme.color("accent" if lit else "control"), 2 if lit else 1.5))
        painter.setBrush(theme.color(ground))
        edge = QRectF(self.rect()).adjusted(_RING + 1, _RING + 1, -_RING - 1, -_RING - 1)
        painter.drawRoundedRect(edge, _RADIUS, _RADIUS)
        if self.hasFocus():
            painter.setPen(QPen(theme.color("focus"), 2.5))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            ring = QRectF(self.rect()).adjusted(1.5, 1.5, -1.5, -1.5)
            painter.drawRoundedRect(ring, _RADIUS + 2, _RADIUS + 2)
        metrics = self.fontMetrics()
        side = theme.px(_KEY)
        key = QRectF(_RING + _PAD_X, _RING + _PAD_Y, side, side)
        painter.setPen(QPen(theme.color("accent" if enabled else "disabled"), 1.5))
        painter.setBrush(theme.color("surface"))
        painter.drawRoundedRect(key, 6, 6)
        painter.setFont(theme.font(bold=True))
        painter.drawText(key, Qt.AlignmentFlag.AlignCenter, str(self._number))
        painter.setFont(self.font())
        painter.setPen(theme.color("text" if enabled else "disabled"))
        left = self._left()
        top = _RING + _PAD_Y + max(0, (side - metrics.height()) // 2)
        room = QRect(left, top, self.width() - left - _PAD_X - _RING, self.height())
        painter.drawText(room, int(_WRAP), self._words)
        painter.end()

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Take a press, unless it is the second half of a double click on the scene before."""
        owner = self.parentWidget()
        if isinstance(owner, ChoiceList) and owner.too_soon(event.timestamp()):
            event.accept()
            return
        super().mousePressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        owner = self.parentWidget()
        if isinstance(owner, ChoiceList):
            owner.released_at = event.timestamp()
        super().mouseReleaseEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Enter and Space choose; a key that is held down chooses nothing more."""
        if event.isAutoRepeat():
            event.accept()
            return
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
            return
        if event.key() in _ARROWS:  # the list moves between the choices
            event.ignore()
            return
        super().keyPressEvent(event)


class FocusText(QLabel):
    """A heading that takes the keyboard, so that reading starts there; a line shows the focus.

    Args:
        context: theme.
        text: what it says.
        role: as for ``basics.label``.
        parent: the page.
    """

    def __init__(
        self,
        context: UiContext,
        text: str,
        role: str = "heading",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(text, parent)
        self._theme = context.theme
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(True)
        self.setProperty("textRole", role)
        # room for the line; the style sheet sets it, for it resets margins when a page is shown
        self.setProperty("focusText", True)
        self.setIndent(0)  # padding would move the words away from the line
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)

    def focusInEvent(self, event: QFocusEvent) -> None:  # noqa: N802
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:  # noqa: N802
        super().focusOutEvent(event)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        super().paintEvent(event)
        if self.hasFocus():
            painter = QPainter(self)
            wide = min(self.width(), self.fontMetrics().horizontalAdvance(self.text()))
            line = QRectF(0, self.height() - 3, wide, 3)
            painter.fillRect(line, self._theme.color("focus"))
            painter.end()


class ChoiceList(QWidget):
    """The choices on offer.

    Signals: ``chosen(str)`` with the id of the choice, ``moved_to(QWidget)`` when Up or Down has
    moved the keyboard to a button. Number keys come through :meth:`choose_number`.
    """

    chosen = Signal(str)
    moved_to = Signal(QWidget)

    def __init__(self, context: UiContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self.released_at: int | None = None  # ms, of the last release of a mouse button
        self._buttons: dict[str, ChoiceButton] = {}
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(8)
        self.question = FocusText(context, context.tr.gettext("What do you do?"))
        self._layout.addWidget(self.question)
        self.setAccessibleName(self.question.text())

    @property
    def buttons(self) -> tuple[ChoiceButton, ...]:
        """The buttons, in the order of their numbers."""
        return tuple(self._buttons.values())

    def show_choices(self, offered: Sequence[Choice]) -> None:
        """Show other choices; the keyboard stands before the first."""
        for old in self._buttons.values():
            drop(self._layout, old)
        self._buttons = {}
        for number, choice in enumerate(offered, 1):
            made = ChoiceButton(self._context, number, choice.text, self)
            made.clicked.connect(lambda _on=False, name=choice.id: self.chosen.emit(name))
            self._buttons[choice.id] = made
            self._layout.addWidget(made)
            made.show()
        self.setVisible(bool(offered))

    def hold(self, choice_id: str) -> None:
        """Mark the choice that is not stored yet; empty marks none."""
        for name, made in self._buttons.items():
            made.held = name == choice_id
            made.update()

    def choose_number(self, number: int) -> bool:
        """Choose by number from 1; tell whether there is such a choice."""
        if not self.isVisible() or not 1 <= number <= len(self._buttons):
            return False
        made = self.buttons[number - 1]
        made.setFocus(Qt.FocusReason.ShortcutFocusReason)
        made.click()
        return True

    def step(self, by: int) -> bool:
        """Move the keyboard to the next (1) or previous (-1) choice; tell whether it moved."""
        buttons = self.buttons
        if not buttons or not self.isVisible():
            return False
        at = next((n for n, made in enumerate(buttons) if made.hasFocus()), -1 if by > 0 else 0)
        target = max(0, min(len(buttons) - 1, at + by))
        buttons[target].setFocus(Qt.FocusReason.TabFocusReason)
        self.moved_to.emit(buttons[target])
        return True

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Up and Down move; the scroll area around would take them to scroll."""
        moves = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}
        by = moves.get(Qt.Key(event.key()), 0)
        if not (by and self.step(by)):
            super().keyPressEvent(event)

    def too_soon(self, moment: int) -> bool:
        """Tell whether a press at ``moment`` (ms) belongs to the click that brought this scene."""
        if self.released_at is None:
            return False
        return 0 < moment - self.released_at < QApplication.doubleClickInterval()
