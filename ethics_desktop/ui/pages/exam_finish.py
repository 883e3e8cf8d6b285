"""Before finishing: the numbers that are empty or doubtful, and the question whether to finish."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QVBoxLayout, QWidget

from ethics_desktop.domain.attempt import ItemState
from ethics_desktop.ui.context import UiContext
from ethics_desktop.ui.widgets.basics import button, drop, label, scroll
from ethics_desktop.ui.widgets.flow_layout import FlowLayout
from ethics_desktop.ui.widgets.item_grid import NumberButton
from ethics_desktop.ui.widgets.item_view import chain_tabs


class ExamFinish(QWidget):
    """Lists open ends; signals ``go_to(position)``, ``confirmed``, ``cancelled``."""

    go_to = Signal(int)
    confirmed = Signal()
    cancelled = Signal()

    def __init__(self, context: UiContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.context = context
        _ = context.tr.gettext
        self._lists = QVBoxLayout()
        self._lists.setSpacing(8)
        self._holder: QWidget | None = None
        self.yes = button(_("Yes, finish"), "primary")
        self.no = button(_("Keep working"))
        self.yes.clicked.connect(self.confirmed)
        self.no.clicked.connect(self.cancelled)
        content = QWidget()
        content.setMaximumWidth(context.theme.px(720))
        self._inner = inner = QVBoxLayout(content)
        inner.setContentsMargins(0, 8, 8, 8)
        inner.setSpacing(16)
        inner.addWidget(label(_("Finish working?"), "title"))
        inner.addLayout(self._lists)
        buttons = QWidget(self)
        flow = FlowLayout(spacing=8, parent=buttons)
        flow.addWidget(self.yes)
        flow.addWidget(self.no)
        self._content = content
        self._area = scroll(content)
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(8)
        outer.addWidget(self._area, 1000)
        outer.addWidget(buttons)
        outer.addStretch(1)

    def show_states(self, states: Sequence[ItemState]) -> None:
        """Show what is open among ``states`` and give the focus to «Kembali mengerjakan»."""
        tr, _ = self.context.tr, self.context.tr.gettext
        empty = [state for state in states if not state.answered]
        doubtful = [state for state in states if state.flagged]
        drop(self._lists, self._holder)
        self._holder = QWidget(self)
        column = QVBoxLayout(self._holder)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        sentences = []
        if empty:
            text = tr.ngettext(
                "%(n)d item is not answered yet.", "%(n)d items are not answered yet.", len(empty)
            )
            sentences.append(text % {"n": len(empty)})
            self._add(column, sentences[-1], empty)
        if doubtful:
            text = tr.ngettext(
                "%(n)d item is marked doubtful.", "%(n)d items are marked doubtful.", len(doubtful)
            )
            sentences.append(text % {"n": len(doubtful)})
            self._add(column, sentences[-1], doubtful)
        if not sentences:
            sentences.append(_("All items are answered and none is marked doubtful."))
            column.addWidget(label(sentences[0]))
        else:
            column.addWidget(label(_("Choose a number to go to that item."), "muted"))
        self._lists.addWidget(self._holder)
        self._holder.show()
        self._inner.invalidate()
        self._inner.activate()
        self._order()
        self._fit()
        self.no.setFocus(Qt.FocusReason.OtherFocusReason)
        self.context.announce(self, " ".join(sentences))

    def numbers(self) -> list[NumberButton]:
        """Return the listed numbers."""
        return self._holder.findChildren(NumberButton) if self._holder is not None else []

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Esc goes back to work; Enter presses the button that has the focus."""
        held = self.focusWidget()
        if event.key() == Qt.Key.Key_Escape:
            self.cancelled.emit()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if isinstance(held, QAbstractButton) and not event.isAutoRepeat():
                held.click()
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """Keep the buttons right below the lists while these fit."""
        frame = 2 * self._area.frameWidth()
        width = min(self.width() - frame, self._content.maximumWidth())
        self._area.setMaximumHeight(self._content.heightForWidth(width) + frame)

    def _add(self, column: QVBoxLayout, text: str, states: list[ItemState]) -> None:
        column.addWidget(label(text))
        numbers = QWidget(self._holder)
        flow = FlowLayout(spacing=0, parent=numbers)
        for state in states:
            made = NumberButton(self.context, state.position, numbers)
            made.show_mark(state, False)
            made.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            made.clicked.connect(lambda _on=False, at=state.position: self.go_to.emit(at))
            flow.addWidget(made)
        column.addWidget(numbers)

    def _order(self) -> None:
        chain_tabs(*self.numbers(), self.yes, self.no)
