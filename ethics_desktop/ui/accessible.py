"""What assistive programs are told of scroll areas, in place of what Qt tells them.

Qt 6.11 counts the scroll bar of an area among its children while it shows, and reads past the end
of that list when a program asks for the bar after it has gone: walking through a page that is just
being left ends the program with a segmentation fault. The plain description of a widget checks.
"""

from __future__ import annotations

from PySide6.QtCore import QObject


def install() -> None:
    """Describe scroll areas plainly from now on.

    Called once and after the application was made: Qt asks the newest describer first.
    """
    from PySide6.QtGui import QAccessible

    QAccessible.installFactory(_describe)


def _describe(kind: str, thing: QObject) -> object:
    """Return the description of a scroll area; None leaves everything else to Qt."""
    if kind != "QScrollArea":
        return None
    from PySide6.QtGui import QAccessible
    from PySide6.QtWidgets import QAccessibleWidget, QWidget

    assert isinstance(thing, QWidget)
    return QAccessibleWidget(thing, QAccessible.Role.Client)
