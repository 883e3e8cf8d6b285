"""A list that opens, for people and for programs that speak for them."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QComboBox, QWidget


class Chooser(QComboBox):
    """A combo box whose entries can be chosen on the accessibility bus too.

    Qt lets an assistive program select an entry of the list, but takes that for a look at it: the
    choice is never made. A person's keys and mouse move the list's current entry along with the
    selection, an assistive program moves the selection alone; that is how the two are told apart.

    The wheel scrolls the page: over a closed list it would change an answer or a setting unseen.

    Signals: as the base class; ``activated`` is emitted for such a choice too.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)  # the base class takes it by the wheel too
        self._looking = QTimer(self)  # Qt moves the selection first and the current entry after
        self._looking.setSingleShot(True)
        self._looking.setInterval(0)
        self._looking.timeout.connect(self._look)
        # in the next turn: Qt builds the list, a window of its own, when it is asked for first
        QTimer.singleShot(0, self, self._follow_list)

    def _follow_list(self) -> None:
        chosen = self.view().selectionModel().selectionChanged
        chosen.connect(lambda *_: self._looking.start())

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: N802
        """Leave the wheel to the page; an open list gets its own."""
        event.ignore()

    def _look(self) -> None:
        view = self.view()
        chosen = view.selectionModel().selectedIndexes()
        if len(chosen) != 1 or chosen[0] == view.currentIndex() or not self.isEnabled():
            return
        self.hidePopup()
        view.setCurrentIndex(chosen[0])
        self.setCurrentIndex(chosen[0].row())
        self.activated.emit(chosen[0].row())
