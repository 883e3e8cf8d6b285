"""Small parts of Kemajuan: suggestions, what was sure but wrong, endings of scenarios."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from ethics_desktop.domain.result import NextStep
from ethics_desktop.domain.sums import SureWrong
from ethics_desktop.services.roleplay import ScenarioCard
from ethics_desktop.ui.context import UiContext
from ethics_desktop.ui.table_model import Column, TableModel
from ethics_desktop.ui.widgets import bar_text, progress_text
from ethics_desktop.ui.widgets.basics import button, column, drop, label
from ethics_desktop.ui.widgets.fit_table import FitTable
from ethics_desktop.ui.widgets.flow_layout import FlowLayout
from ethics_desktop.ui.widgets.paragraph import paragraph


class StepList(QWidget):
    """Suggestions, each with its reason. Signals: ``step_chosen(NextStep)``."""

    step_chosen = Signal(object)

    def __init__(self, context: UiContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._content: QWidget | None = None
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)

    def show_steps(self, steps: Sequence[NextStep]) -> None:
        """Show other suggestions."""
        outer = self.layout()
        assert outer is not None
        drop(outer, self._content)
        self._content = QWidget(self)
        inner = column(label(self._context.tr.gettext("Next step"), "heading"), spacing=8)
        for step in steps:
            reason, text = progress_text.step_texts(step, self._context.tr)
            press = button(text)
            press.clicked.connect(lambda _on=False, step=step: self.step_chosen.emit(step))
            inner.addWidget(paragraph(reason))
            inner.addWidget(press, 0, Qt.AlignmentFlag.AlignLeft)
            inner.addSpacing(4)
        self._content.setLayout(inner)
        outer.addWidget(self._content)


class SureWrongCard(QWidget):
    """Items that were wrong without a doubt. Signals: ``review_requested(attempt id)``."""

    review_requested = Signal(str)

    def __init__(self, context: UiContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        tr, _ = context.tr, context.tr.gettext
        self._tr = tr
        self.words = paragraph("", "muted")

        def principle(one: SureWrong) -> str:
            found = one.item.meta.principle
            return bar_text.principle_name(found, tr) if found else "–"

        self.model: TableModel[SureWrong] = TableModel(
            (
                Column(_("Item"), lambda one: progress_text.stem_text(one.item.stem), stretch=1),
                Column(_("Principle"), principle),
                Column(_("Assessment"), lambda one: tr.pick(one.title)),
                Column(_("Date"), lambda one: tr.date(one.at), lambda one: one.at),
            )
        )
        self.table = FitTable(context, self.model, _("Sure but wrong"), most_rows=8)
        self.open_button = button(_("Read the explanation"))
        self.open_button.clicked.connect(self._open)
        self.table.activated.connect(lambda _index: self._open())
        self.table.selectionModel().selectionChanged.connect(lambda *_: self._enable())
        self.model.modelReset.connect(self._enable)
        press = FlowLayout()
        press.addWidget(self.open_button)
        self.setLayout(
            column(
                label(_("Sure but wrong"), "heading"),
                self.words,
                self.table,
                press,
                spacing=12,
            )
        )

    def show_items(self, items: Sequence[SureWrong], count: int) -> None:
        """Show other items; ``count`` is how many there are in all."""
        _ = self._tr.gettext
        text = _(
            "Items you answered wrongly without marking a doubt when you met them last. "
            "They are worth rereading first; each leaves the list when it goes well."
        )
        if not count:
            text = _("No item is waiting here. Wrong answers that you did not doubt come here.")
        elif count > len(items):
            text += " " + _("Shown are the newest %(shown)d of %(count)d.") % {
                "shown": len(items),
                "count": count,
            }
        self.words.setText(text)
        self.model.set_rows(items)
        for part in (self.table, self.open_button):
            part.setVisible(bool(items))

    def _enable(self) -> None:
        self.open_button.setEnabled(bool(self.table.selectionModel().selectedRows()))

    def _open(self) -> None:
        rows = self.table.selectionModel().selectedRows()
        chosen = self.model.row(rows[0]) if rows else None
        if chosen is not None:
            self.review_requested.emit(chosen.attempt_id)


class EndingsCard(QWidget):
    """Endings that were reached in each scenario that was played."""

    def __init__(self, context: UiContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        _ = context.tr.gettext

        def endings(card: ScenarioCard) -> str:
            return _("%(seen)d of %(total)d") % {
                "seen": card.endings_seen,
                "total": card.endings_total,
            }

        def first(card: ScenarioCard) -> str:
            return "–" if card.first_quality is None else str(bar_text.whole(card.first_quality))

        self.model: TableModel[ScenarioCard] = TableModel(
            (
                Column(_("Scenario"), lambda card: card.title, stretch=1),
                Column(_("Endings seen"), endings, lambda card: card.endings_seen),
                Column(_("Times played"), lambda card: str(card.plays), lambda card: card.plays),
                Column(_("First play"), first),
            )
        )
        self.table = FitTable(context, self.model, _("Scenarios"))
        self.setLayout(
            column(
                label(_("Scenarios"), "heading"),
                paragraph(
                    _("The first play of a scenario counts; every other one is for trying out."),
                    "muted",
                ),
                self.table,
                spacing=12,
            )
        )

    def show_cards(self, cards: Sequence[ScenarioCard]) -> None:
        """Show the scenarios that were played to an end at least once."""
        played = [card for card in cards if card.plays]
        self.model.set_rows(played)
