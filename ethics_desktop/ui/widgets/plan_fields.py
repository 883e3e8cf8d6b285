"""The three fields of a personal promise: if, then, with whom."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from ethics_desktop.domain.journal import TEXT_LIMIT, Plan
from ethics_desktop.ui.context import UiContext
from ethics_desktop.ui.widgets.basics import column, label
from ethics_desktop.ui.widgets.writing import WritingField

#: A promise is a sentence, not an essay.
_LIMIT = min(2_000, TEXT_LIMIT)


class PlanFields(QWidget):
    """Shows and changes a plan. Signals: ``edited(Plan)``, ``full()``."""

    edited = Signal(object)
    full = Signal()

    def __init__(self, context: UiContext, plan: Plan, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        _ = context.tr.gettext
        self._layout = column(spacing=12)
        self.when = self._field("plan-when", _("If this happens (again):"), plan.when)
        self.then = self._field("plan-then", _("then I will:"), plan.then)
        self.talk_to = self._field(
            "plan-who", _("and I will talk with (may stay empty):"), plan.talk_to
        )
        self.setLayout(self._layout)

    @property
    def plan(self) -> Plan:
        """What stands in the fields."""
        return Plan(self.when.text, self.then.text, self.talk_to.text)

    def _field(self, name: str, text: str, value: str) -> WritingField:
        field = WritingField(text, value, (1, 6), _LIMIT)
        field.setObjectName(name)
        field.edited.connect(lambda: self.edited.emit(self.plan))
        field.full.connect(self.full)
        prompt = label(text)
        prompt.setBuddy(field)
        self._layout.addLayout(column(prompt, field, spacing=4))
        return field
