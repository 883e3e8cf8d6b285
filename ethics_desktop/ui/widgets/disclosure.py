"""A button that shows and hides what stands under it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from ethics_desktop.ui.widgets.basics import button


class Disclosure(QWidget):
    """A quiet button with a hidden part under it; the button says what pressing it will do.

    Args:
        show_text: text of the button while the part is hidden.
        hide_text: text of the button while it is shown.
        part: the widget to show and hide, becomes a child; or what makes it when it is first
            shown, for what takes a while to build.
    """

    toggled = Signal(bool)

    def __init__(
        self,
        show_text: str,
        hide_text: str,
        part: QWidget | Callable[[], QWidget],
        opened: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._texts = (show_text, hide_text)
        self._make = None if isinstance(part, QWidget) else part
        self.part = part if isinstance(part, QWidget) else QWidget()
        self.button = button(show_text, "quiet")
        self.button.clicked.connect(lambda: self.set_open(self.part.isHidden()))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addWidget(self.button, 0, Qt.AlignmentFlag.AlignLeft)
        layout.addWidget(self.part)
        self.set_open(opened)

    @property
    def opened(self) -> bool:
        """Whether the part is shown."""
        return not self.part.isHidden()

    def _put_behind_button(self) -> None:
        """Let the keyboard come to what was made late where it stands, not after all else."""
        last: QWidget = self.button
        for one in (self.part, *self.part.findChildren(QWidget)):
            if one.focusPolicy() & Qt.FocusPolicy.TabFocus:
                QWidget.setTabOrder(last, one)
                last = one

    def set_open(self, on: bool) -> None:
        """Show or hide the part."""
        changed = on == self.part.isHidden()
        if on and self._make is not None:
            bare, self.part = self.part, self._make()
            self._make = None
            layout = self.layout()
            assert layout is not None
            layout.replaceWidget(bare, self.part)
            bare.deleteLater()
            self._put_behind_button()
        self.part.setVisible(on)
        text = self._texts[on]
        self.button.setText(text)
        self.button.setAccessibleName(text)
        if changed:
            self.toggled.emit(on)
