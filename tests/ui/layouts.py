"""Looks for text that is cut off and for text that lies on other text."""

from __future__ import annotations

from itertools import combinations

from PySide6.QtCore import QCoreApplication, QEvent, QRect
from PySide6.QtWidgets import QAbstractButton, QComboBox, QLabel, QWidget

from ethics_desktop.ui.widgets.basics import Button
from ethics_desktop.ui.widgets.check_row import CheckRow


def settle() -> None:
    """Let pending layout requests and deletions happen."""
    for _round in range(6):
        QCoreApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest)
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        QCoreApplication.processEvents()


def _place(widget: QWidget, root: QWidget) -> QRect:
    return QRect(widget.mapTo(root, widget.rect().topLeft()), widget.size())


def _needs(widget: QWidget) -> tuple[int, int]:
    """Return the width and height that the text needs at the present width."""
    if isinstance(widget, QLabel) and widget.wordWrap():
        words = [widget.fontMetrics().horizontalAdvance(w) for w in widget.text().split()]
        return max(words, default=0), widget.heightForWidth(widget.width())
    if isinstance(widget, Button | CheckRow):
        return widget.minimumSizeHint().width(), widget.heightForWidth(widget.width())
    if isinstance(widget, QComboBox):
        return 0, widget.minimumSizeHint().height()
    hint = widget.sizeHint()
    return hint.width(), hint.height()


def faults(root: QWidget) -> list[str]:
    """Return what is cut off or overlaps among the visible texts of ``root``."""
    settle()
    shown = [
        widget
        for kind in (QLabel, QAbstractButton, QComboBox)
        for widget in root.findChildren(kind)
        if widget.isVisibleTo(root) and (not isinstance(widget, QLabel) or widget.text())
    ]
    found = []
    for widget in shown:
        wide, high = _needs(widget)
        if widget.width() + 1 < wide or widget.height() + 1 < high:
            size = f"{widget.width()}x{widget.height()} of {wide}x{high}"
            found.append(f"cut: {type(widget).__name__} {_text(widget)!r} {size}")
    for one, other in combinations(shown, 2):
        if one.isAncestorOf(other) or other.isAncestorOf(one):
            continue
        if _place(one, root).intersects(_place(other, root)):
            found.append(f"overlap: {_text(one)!r} and {_text(other)!r}")
    return found


def _text(widget: QWidget) -> str:
    if isinstance(widget, QLabel | QAbstractButton):
        return widget.text()[:40]
    return widget.accessibleName()
