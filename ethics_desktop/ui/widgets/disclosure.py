"""A button that shows and hides what stands under it."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from ethics_desktop.ui.widgets.basics import button


class Disclosure(QWidget):
    """A quiet button with a hidden part under it; the button says what pressing it will do.

    Args:
        show_text: text of the button while the part is hidden.
        hide_text: text of the button while it is shown.
        part: the widget to show and hide; becomes a child.
    """

    toggled = Signal(bool)

    def __init__(
        self,
        show_text: str,
        hide_text: str,
        part: QWidget,
        opened: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._texts = (show_text, hide_text)
        self.part = part
        self.button = button(show_text, "quiet")
        self.button.clicked.connect(lambda: self.set_open(self.part.isHidden()))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addWidget(self.button, 0, Qt.AlignmentFlag.AlignLeft)
        layout.addWidget(part)
        self.set_open(opened)

    @property
    def opened(self) -> bool:
        """Whether the part is shown."""
        return not self.part.isHidden()

    def set_open(self, on: bool) -> None:
        """Show or hide the part."""
        changed = on == self.part.isHidden()
        self.part.setVisible(on)
        text = self._texts[on]
        self.button.setText(text)
        self.button.setAccessibleName(text)
        if changed:
            self.toggled.emit(on)
