"""Editor for ordering items: rows with «Naikkan» and «Turunkan», Alt+Up and Alt+Down.

The rows are fixed, the steps move through them; the focus goes along with the step that moves.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QKeySequence, QPainter, QPaintEvent, QPen, QShortcut
from PySide6.QtWidgets import QBoxLayout, QFrame, QSizePolicy, QWidget

from ethics_desktop.domain.attempt import Answer, FormItem, Ordered
from ethics_desktop.domain.bank import OrderItem
from ethics_desktop.ui.context import UiContext
from ethics_desktop.ui.widgets.basics import button, label
from ethics_desktop.ui.widgets.item_view_choice import Editor

#: From this text scale on the buttons of a row stand under its text.
_STACK_FROM = 1.5


class OrderRow(QFrame):
    """One place in the order, with the step that stands there now."""

    def __init__(
        self, context: UiContext, number: int, move: Callable[[int, int], None], parent: QWidget
    ) -> None:
        super().__init__(parent)
        _ = context.tr.gettext
        self._theme = context.theme
        self._number = number
        self.setProperty("card", True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        self._label = label("")
        self.up = button(_("Move up"))
        self.down = button(_("Move down"))
        self.up.clicked.connect(lambda: move(number, -1))
        self.down.clicked.connect(lambda: move(number, +1))
        stacked = context.theme.scale >= _STACK_FROM
        way = QBoxLayout.Direction.TopToBottom if stacked else QBoxLayout.Direction.LeftToRight
        layout = QBoxLayout(way, self)
        layout.setContentsMargins(12, 8, 8, 8)
        layout.addWidget(self._label, 1)
        pair = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        pair.setSpacing(8)
        pair.addWidget(self.up)
        pair.addWidget(self.down)
        if stacked:
            pair.addStretch(1)
        layout.addLayout(pair)
        for key, step in (("Alt+Up", -1), ("Alt+Down", +1)):
            shortcut = QShortcut(QKeySequence(key), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(lambda step=step: move(number, step))

    def show_step(self, text: str, first: bool, last: bool) -> None:
        """Show the step that stands here now."""
        shown = f"{self._number + 1}. {text}"
        self._label.setText(shown)
        self.setAccessibleName(shown)
        self.up.setAccessibleDescription(shown)
        self.down.setAccessibleDescription(shown)
        for edge, mine, other in ((first, self.up, self.down), (last, self.down, self.up)):
            if edge and mine.hasFocus():
                other.setFocus(Qt.FocusReason.OtherFocusReason)
            mine.setEnabled(not edge)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        super().paintEvent(event)
        if self.hasFocus():
            painter = QPainter(self)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(self._theme.color("focus"), 2))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 8, 8)


class OrderEditor(Editor):
    """Put steps in order. The order of the form is no answer until it is confirmed or changed."""

    def __init__(
        self,
        context: UiContext,
        form_item: FormItem,
        answer: Answer | None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(context, parent)
        _ = context.tr.gettext
        if not isinstance(form_item.item, OrderItem):
            raise TypeError(form_item.item)
        self._texts = {option.id: option.text for option in form_item.item.options}
        shown = [key for key in form_item.display_order if key in self._texts]
        self._order = shown + [key for key in self._texts if key not in shown]
        if isinstance(answer, Ordered) and sorted(answer.order) == sorted(self._order):
            self._order = list(answer.order)
            self._answered = True
        else:
            self._answered = False
        self._note = label("", "muted")
        self.column.addWidget(self._note)
        self._rows: list[OrderRow] = []
        for number in range(len(self._order)):
            row = OrderRow(context, number, self.move_step, self)
            self._rows.append(row)
            self.column.addWidget(row)
        self._confirm = button(_("This order is right"))
        self._confirm.clicked.connect(self._confirmed)
        self.column.addSpacing(4)
        self.column.addWidget(self._confirm, 0, Qt.AlignmentFlag.AlignLeft)
        self._show()

    def move_step(self, index: int, step: int) -> None:
        """Move the step at ``index`` (from 0) by ``step`` places, focus and all."""
        target = index + step
        if not 0 <= target < len(self._order):
            return
        held = self._held(index)
        order = self._order
        order[index], order[target] = order[target], order[index]
        self._answered = True
        self._show()
        self._hold(target, held)
        _ = self.context.tr.gettext
        text = _("%(step)s, now number %(place)d of %(total)d") % {
            "step": self._texts[order[target]],
            "place": target + 1,
            "total": len(order),
        }
        self.context.announce(self._rows[target], text)
        self.answer_changed.emit(Ordered(tuple(order)))

    def _held(self, index: int) -> str:
        row = self._rows[index]
        for name, widget in (("up", row.up), ("down", row.down), ("row", row)):
            if widget.hasFocus():
                return name
        return ""

    def _hold(self, index: int, held: str) -> None:
        row = self._rows[index]
        reason = Qt.FocusReason.OtherFocusReason
        if held == "row":
            row.setFocus(reason)
        elif held:
            first, second = (row.up, row.down) if held == "up" else (row.down, row.up)
            (first if first.isEnabled() else second).setFocus(reason)

    def _confirmed(self) -> None:
        self._rows[-1].setFocus(Qt.FocusReason.OtherFocusReason)
        self._answered = True
        self._show()
        self.context.announce(self, self._note.text())
        self.answer_changed.emit(Ordered(tuple(self._order)))

    def _show(self) -> None:
        _ = self.context.tr.gettext
        last = len(self._order) - 1
        for number, (row, key) in enumerate(zip(self._rows, self._order, strict=True)):
            row.show_step(self._texts[key], number == 0, number == last)
        self._note.setText(
            _("This order is your answer. You may still change it.")
            if self._answered
            else _(
                "Move the steps into the right order. If the order is right as it stands, "
                "press “This order is right”."
            )
        )
        self._confirm.setVisible(not self._answered)
