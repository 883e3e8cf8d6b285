"""Editor for short answers: one line of text, emitted after a pause in typing."""

from __future__ import annotations

from PySide6.QtCore import QTimer
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from ethics_desktop.domain.attempt import Answer, Written
from ethics_desktop.ui.context import UiContext
from ethics_desktop.ui.widgets.item_view_choice import Editor

MAX_LETTERS = 200


class _Line(QLineEdit):
    """A line that hands over what was typed when the focus goes."""

    def __init__(self, editor: ShortEditor) -> None:
        super().__init__(editor)
        self._editor = editor

    def focusOutEvent(self, event: QFocusEvent) -> None:  # noqa: N802
        super().focusOutEvent(event)
        self._editor.flush()


class ShortEditor(Editor):
    """A text field; ``pause_ms`` is the pause in typing after which the answer is emitted."""

    def __init__(
        self,
        context: UiContext,
        answer: Answer | None,
        pause_ms: int,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(context, parent)
        self._emitted = answer.text if isinstance(answer, Written) else ""
        self._line = _Line(self)
        self._line.setMaxLength(MAX_LETTERS)
        self._line.setText(self._emitted)
        self._line.setAccessibleName(context.tr.gettext("Your answer"))
        self._line.setPlaceholderText(context.tr.gettext("Your answer"))
        self._line.setMaximumWidth(context.theme.px(480))
        self.column.addWidget(self._line)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(pause_ms)
        self._pause.timeout.connect(self.flush)
        self._line.textChanged.connect(self._typed)  # textEdited leaves out assistive tools

    def flush(self) -> None:
        """Emit the text now if it differs from what was emitted last."""
        self._pause.stop()
        text = self._line.text()
        if text == self._emitted:
            return
        self._emitted = text
        self.answer_changed.emit(Written(text) if text.strip() else None)

    def _typed(self) -> None:
        self._pause.start()
