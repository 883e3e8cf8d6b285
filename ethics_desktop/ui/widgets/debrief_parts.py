"""Parts of the debrief: one decision, and the scores."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QFrame, QGridLayout, QWidget

from ethics_desktop.domain.bank import Principle
from ethics_desktop.domain.scenario import Choice
from ethics_desktop.domain.scenario_scoring import Decision, PrincipleShare
from ethics_desktop.ui.context import UiContext
from ethics_desktop.ui.table_model import Column, TableModel
from ethics_desktop.ui.widgets import debrief_text, path_facts, story_text
from ethics_desktop.ui.widgets.bar_text import principle_name, whole
from ethics_desktop.ui.widgets.basics import card, column, label, row
from ethics_desktop.ui.widgets.charts import LetterBadge
from ethics_desktop.ui.widgets.disclosure import Disclosure
from ethics_desktop.ui.widgets.fit_table import FitTable
from ethics_desktop.ui.widgets.item_review import Pair
from ethics_desktop.ui.widgets.meters import Gauge
from ethics_desktop.ui.widgets.paragraph import paragraph

if TYPE_CHECKING:
    from ethics_desktop.services.roleplay import PlayReview


class DecisionView(QWidget):
    """One decision: the situation, your choice beside the best one, reasons, what else there was.

    Args:
        context: what every widget gets.
        review: the play.
        number: of the decision, from 0.
        parent: the page.
    """

    def __init__(
        self, context: UiContext, review: PlayReview, number: int, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._context = context
        tr, _ = context.tr, context.tr.gettext
        decision: Decision = review.score.decisions[number]
        title = path_facts.decision_title(number + 1, tr)
        self.setAccessibleName(title)
        layout = column(label(title, "heading"), spacing=8)
        situation = story_text.situation(review.scenario, review.state.entries, number)
        if situation:
            layout.addWidget(paragraph(situation))
        yours, best = _("Your choice"), _("The best step")
        if debrief_text.as_good(decision):
            head = f"✓ {yours} · {best}"
            layout.addWidget(self._choice(decision.chosen, head, "good"))
        else:
            first = self._choice(decision.chosen, f"● {yours}", "strong")
            layout.addWidget(Pair(context, first, self._choice(decision.best, f"✓ {best}", "good")))
        rest = debrief_text.others(decision, review)
        if rest:
            self.others = Disclosure(
                tr.ngettext("Show %(n)d other choice", "Show %(n)d other choices", len(rest))
                % {"n": len(rest)},
                _("Hide the other choices"),
                lambda: self._others(rest),
            )
            layout.addWidget(self.others)
        self.setLayout(layout)

    def _others(self, rest: Sequence[Choice]) -> QWidget:
        made = QWidget()
        made.setLayout(column(*(self._choice(choice, "", "muted") for choice in rest)))
        return made

    def _choice(self, choice: Choice, head: str, role: str) -> QFrame:
        inner = column(spacing=4)
        if head:
            inner.addWidget(label(head, role))
        inner.addWidget(paragraph(choice.text))
        if choice.reason:
            inner.addWidget(paragraph(choice.reason, "small"))
        inner.addStretch(1)
        return card(inner, 12)


class ScoreView(QWidget):
    """«Mutu keputusan» with its blind line and the local score of each principle."""

    def __init__(
        self, context: UiContext, review: PlayReview, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._context = context
        tr, _ = context.tr, context.tr.gettext
        score = review.score
        layout = column(label(_("Decision quality"), "heading"), spacing=8)
        layout.addWidget(paragraph(debrief_text.quality_text(review, tr)))
        if score.quality is not None:
            gauge = Gauge(context)
            gauge.show_value(score.quality, tick=score.blind)
            gauge.setAccessibleName(debrief_text.quality_text(review, tr))
            gauge.setMaximumWidth(context.theme.px(560))
            layout.addWidget(gauge)
            if score.blind is not None:
                blind = _("▲ random choice ≈ %(n)d") % {"n": whole(score.blind)}
                layout.addWidget(label(blind, "muted"))
        layout.addSpacing(8)
        layout.addWidget(label(_("Principles on this way"), "heading"))
        about = _(
            "Each looks only at the decisions on this way in which the principle was at stake."
        )
        layout.addWidget(paragraph(about, "muted"))
        layout.addLayout(self._bars(score.principles))
        layout.addWidget(self._table(score.principles))
        self.setLayout(layout)

    def _bars(self, shares: dict[Principle, PrincipleShare]) -> QGridLayout:
        context, tr = self._context, self._context.tr
        grid = QGridLayout()
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(8)
        beside = context.theme.scale < 1.5
        for number, principle in enumerate(Principle):
            share = shares[principle]
            name = QWidget()
            words = label(principle_name(principle, tr), wrap=False)
            name.setLayout(row(LetterBadge(context, principle), words, None))
            text = label(debrief_text.share_text(share, tr))
            line = number if beside else 2 * number
            grid.addWidget(name, line, 0)
            grid.addWidget(text, line, 2 if beside else 1)
            if share.percent is None:
                continue
            gauge = Gauge(context, principle.value)
            gauge.show_value(share.percent)
            gauge.setAccessibleName(debrief_text.share_summary(principle, share, tr))
            if beside:
                grid.addWidget(gauge, line, 1)
            else:
                grid.addWidget(gauge, line + 1, 0, 1, 2)
        grid.setColumnStretch(1, 1)
        if beside:
            grid.setColumnMinimumWidth(2, context.theme.px(176))
        return grid

    def _table(self, shares: dict[Principle, PrincipleShare]) -> Disclosure:
        tr, _ = self._context.tr, self._context.tr.gettext
        Row = tuple[Principle, PrincipleShare]
        columns: tuple[Column[Row], ...] = (
            Column(_("Principle"), lambda row: principle_name(row[0], tr), stretch=1),
            Column(_("Score"), lambda row: debrief_text.share_text(row[1], tr)),
        )
        model: TableModel[Row] = TableModel(columns, list(shares.items()))
        return Disclosure(
            _("Show as a table"),
            _("Hide the table"),
            lambda: FitTable(self._context, model, _("The principles on this way as a table")),
            QAccessible.isActive(),
        )
