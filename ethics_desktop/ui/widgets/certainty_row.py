"""The question "Seberapa yakin?": three radio buttons, and a way never to be asked again."""

from __future__ import annotations

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import QButtonGroup, QRadioButton, QWidget

from ethics_desktop.domain.certainty import Certainty
from ethics_desktop.ui.context import UiContext
from ethics_desktop.ui.widgets import practice_text
from ethics_desktop.ui.widgets.basics import button, label
from ethics_desktop.ui.widgets.flow_layout import FlowLayout


class CertaintyRow(QWidget):
    """Asks how sure a person is; nothing needs to be chosen.

    Signals: ``chosen(Certainty)``, ``switched_off()``.
    """

    chosen = Signal(object)
    switched_off = Signal()

    def __init__(self, context: UiContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        _ = context.tr.gettext
        question = _("How sure are you? (may be skipped)")
        self.setAccessibleName(question)
        flow = FlowLayout(12, parent=self)
        flow.addWidget(label(question, wrap=False))
        self._group = QButtonGroup(self)
        self.levels: dict[Certainty, QRadioButton] = {}
        for level in Certainty:
            made = QRadioButton(practice_text.certainty_name(level, context.tr), self)
            made.setAccessibleName(made.text())
            made.setAccessibleDescription(question)
            self._group.addButton(made, int(level))
            self.levels[level] = made
            flow.addWidget(made)
        self.off = button(_("Do not ask again"), "quiet")
        self.off.clicked.connect(self.switched_off)
        flow.addWidget(self.off)
        self._group.idToggled.connect(self._toggled)

    @property
    def certainty(self) -> Certainty | None:
        """What was chosen, None when it was skipped."""
        found = self._group.checkedId()
        return Certainty(found) if found > 0 else None

    def show_certainty(self, certainty: Certainty | None) -> None:
        """Show a choice, or none."""
        with QSignalBlocker(self._group):
            self._group.setExclusive(False)
            for level, made in self.levels.items():
                made.setChecked(level is certainty)
            self._group.setExclusive(True)

    def _toggled(self, level: int, on: bool) -> None:
        if on:
            self.chosen.emit(Certainty(level))
