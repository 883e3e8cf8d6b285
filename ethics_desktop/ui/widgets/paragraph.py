"""Running text in readable lines."""

from __future__ import annotations

from PySide6.QtWidgets import QLabel

from ethics_desktop.ui.widgets.basics import label, readable


def paragraph(text: str, role: str = "body", characters: int = 76) -> QLabel:
    """Return plain text (never markup) in lines of at most about ``characters``.

    ``role``: as for ``basics.label``.
    """
    return readable(label(text, role), characters)
