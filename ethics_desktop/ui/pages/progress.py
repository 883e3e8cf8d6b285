"""Kemajuan: where the person stands, what changed, every result, and the data themselves."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QLayout, QRadioButton, QWidget

from ethics_desktop.domain.result import NextStep, StepKind
from ethics_desktop.domain.standing import History, Standing
from ethics_desktop.i18n import N_
from ethics_desktop.services.roleplay import ScenarioCard
from ethics_desktop.ui.context import UiContext
from ethics_desktop.ui.widgets.basics import Page, button, card, column, label
from ethics_desktop.ui.widgets.charts import PrincipleBars
from ethics_desktop.ui.widgets.flow_layout import FlowLayout
from ethics_desktop.ui.widgets.history_card import HistoryCard
from ethics_desktop.ui.widgets.paragraph import paragraph
from ethics_desktop.ui.widgets.part_grid import PartGrid
from ethics_desktop.ui.widgets.standing_cards import EndingsCard, StepList, SureWrongCard
from ethics_desktop.ui.widgets.trend_chart import TrendChart

#: Parts of the page, in screen order.
SECTIONS: dict[str, str] = {
    "summary": N_("Summary"),
    "behaviours": N_("Values and modules"),
    "mistakes": N_("Sure but wrong"),
    "history": N_("History"),
    "data": N_("My data"),
}


class ProgressPage(Page):
    """Shows what all attempts say together, each of them, and what can be done with the data.

    Signals:
        open_requested(str), compare_requested(str): show or compare the result of this attempt.
        delete_requested(str): delete this attempt; the person has confirmed. Refresh afterwards.
        review_requested(str): show what was sure but wrong in this attempt.
        filter_changed(str, object, int): read the history anew, see ``HistoryCard``.
        step_chosen(NextStep): begin what a suggestion leads to.
        export_requested(), erase_requested(): write all data to files; go on to removing them.
        start_requested(): choose an assessment (from the empty state).
    """

    help_topic = "progress"

    open_requested = Signal(str)
    compare_requested = Signal(str)
    delete_requested = Signal(str)
    review_requested = Signal(str)
    filter_changed = Signal(str, object, int)
    step_chosen = Signal(object)
    export_requested = Signal()
    erase_requested = Signal()
    start_requested = Signal()

    def __init__(self, context: UiContext, parent: QWidget | None = None) -> None:
        _ = context.tr.gettext
        super().__init__(context, _("Progress"), parent)
        self._section = "summary"
        self._empty_now = True
        layout = self.body()
        layout.addWidget(label(_("Progress"), "title"))
        layout.addLayout(self._choices())
        self.cards: dict[str, list[QWidget]] = {
            "summary": [
                self._profile_card(),
                self._steps_card(),
                self._trend_card(),
                self._practice_card(),
            ],
            "behaviours": self._part_cards(),
            "mistakes": [self._mistakes_card()],
            "history": [self._history_card(), self._endings_card()],
            "data": [self._data_card()],
        }
        layout.addWidget(self._empty_card())
        for cards in self.cards.values():
            for one in cards:
                layout.addWidget(one)
        self.cards["summary"].append(self.cards["history"][0])  # stands in both
        layout.addStretch(1)
        self._hidden: set[QWidget] = {self._steps, self._endings, self._practice}
        self._show()

    def refresh(
        self, standing: Standing, history: History, scenarios: Sequence[ScenarioCard] = ()
    ) -> None:
        """Show other figures; ``scenarios`` are those whose endings are counted."""
        self.bars.show_results(standing.principles)
        self._tell_left_out(sum(not row.comparable for row in history.rows))
        self.practice.show_results(standing.practice)
        self.steps.show_steps(standing.steps)
        self.trend.show_weeks(standing.weeks)
        self.values.show_parts(standing.values)
        self.modules.show_parts(standing.modules)
        self.mistakes.show_items(standing.sure_wrong, standing.sure_wrong_count)
        self.endings.show_cards(scenarios)
        self.history.show_history(history)
        bars = (*standing.principles, *standing.practice)
        self._empty_now = not history.forms and not any(p.estimate.n for p in bars)
        self._hidden = set()
        if not standing.steps:
            self._hidden.add(self._steps)
        if not any(p.estimate.n for p in standing.practice):
            self._hidden.add(self._practice)
        if not any(one.plays for one in scenarios):
            self._hidden.add(self._endings)
        self._show()

    def show_history(self, history: History) -> None:
        """Show what fits another filter of the history."""
        self.history.show_history(history)

    def show_section(self, name: str) -> None:
        """Show one of :data:`SECTIONS`."""
        choice = self.sections[name]
        if not choice.isChecked():
            choice.setChecked(True)  # comes back here
            return
        self._section = name
        self._show()

    # -- parts ---------------------------------------------------------------------------------

    def _choices(self) -> QLayout:
        _ = self.context.tr.gettext
        flow = FlowLayout(8)
        self._group = QButtonGroup(self)
        self.sections: dict[str, QRadioButton] = {}
        for name, title in SECTIONS.items():
            choice = QRadioButton(_(title))
            choice.setAccessibleName(_(title))
            choice.setChecked(name == self._section)
            choice.toggled.connect(lambda on, name=name: self.show_section(name) if on else None)
            self._group.addButton(choice)
            self.sections[name] = choice
            flow.addWidget(choice)
        return flow

    def _empty_card(self) -> QWidget:
        _ = self.context.tr.gettext
        start = button(_("Choose an assessment"), "primary")
        start.clicked.connect(self.start_requested)
        text = _(
            "After your first assessment this page shows where you stand on each principle "
            "and keeps every result."
        )
        flow = FlowLayout()
        flow.addWidget(start)
        self._empty = card(column(paragraph(text), flow, spacing=12))
        return self._empty

    def _profile_card(self) -> QWidget:
        _ = self.context.tr.gettext
        self.bars = PrincipleBars(self.context)
        self.left_out = paragraph("", "muted")
        text = _(
            "Added up from the first time you met each item in the last 180 days, with the "
            "decisions of the first play of each scenario. Items met again and less comparable "
            "results are left out."
        )
        return card(
            column(
                label(_("The five principles"), "heading"),
                paragraph(text, "muted"),
                self.bars,
                self.left_out,
                spacing=12,
            )
        )

    def _tell_left_out(self, count: int) -> None:
        """Say how many results of the history the bars do not hold, and why."""
        text = self.context.tr.ngettext(
            "%(n)d result of the history is not counted here: it was answered faster than reading "
            "allows, or paused for long.",
            "%(n)d results of the history are not counted here: they were answered faster than "
            "reading allows, or paused for long.",
            count,
        )
        self.left_out.setText(text % {"n": count})
        self.left_out.setVisible(bool(count))

    def _practice_card(self) -> QWidget:
        _ = self.context.tr.gettext
        self.practice = PrincipleBars(self.context)
        text = _(
            "Practice is counted apart: the first time each item was asked there, without hints "
            "and answers that were too fast to read it. It never enters the bars above."
        )
        self._practice = card(
            column(
                label(_("Practice"), "heading"),
                paragraph(text, "muted"),
                self.practice,
                spacing=12,
            )
        )
        return self._practice

    def _steps_card(self) -> QWidget:
        self.steps = StepList(self.context)
        self.steps.step_chosen.connect(self._choose)
        self._steps = card(column(self.steps))
        return self._steps

    def _trend_card(self) -> QWidget:
        _ = self.context.tr.gettext
        self.trend = TrendChart(self.context)
        text = _(
            "The same answers week by week, the last 26 weeks. A hollow point stands for a week "
            "with too few items; wide ranges say little about change."
        )
        return card(
            column(
                label(_("Trend by week"), "heading"),
                paragraph(text, "muted"),
                self.trend,
                spacing=12,
            )
        )

    def _part_cards(self) -> list[QWidget]:
        _ = self.context.tr.gettext
        self.values = PartGrid(self.context, _("BerAKHLAK: 7 values, 21 behaviours"))
        self.modules = PartGrid(self.context, _("Training modules"))
        text = _(
            "What the answers of the last 180 days touched, in whole weeks. This is a map of what "
            "you have met, not a judgement of you: behind each line are a few written items."
        )
        return [
            card(
                column(
                    label(_("BerAKHLAK: 7 values, 21 behaviours"), "heading"),
                    paragraph(text, "muted"),
                    self.values,
                    spacing=12,
                )
            ),
            card(column(label(_("Training modules"), "heading"), self.modules, spacing=12)),
        ]

    def _mistakes_card(self) -> QWidget:
        self.mistakes = SureWrongCard(self.context)
        self.mistakes.review_requested.connect(self.review_requested)
        return card(column(self.mistakes))

    def _history_card(self) -> QWidget:
        self.history = HistoryCard(self.context)
        self.history.open_requested.connect(self.open_requested)
        self.history.compare_requested.connect(self.compare_requested)
        self.history.delete_requested.connect(self.delete_requested)
        self.history.filter_changed.connect(self.filter_changed)
        return card(column(self.history))

    def _endings_card(self) -> QWidget:
        self.endings = EndingsCard(self.context)
        self._endings = card(column(self.endings))
        return self._endings

    def _data_card(self) -> QWidget:
        _ = self.context.tr.gettext
        export = button(_("Export all my data…"))
        export.clicked.connect(self.export_requested)
        erase = button(_("Erase my traces…"), "danger")
        erase.clicked.connect(self.erase_requested)
        return card(
            column(
                label(_("Export"), "heading"),
                paragraph(
                    _(
                        "Writes everything this profile holds into a new folder: one JSON file "
                        "with all of it, and CSV files that a spreadsheet opens. A text beside "
                        "them explains every column."
                    )
                ),
                _left(export),
                label(_("Erase my traces"), "heading"),
                paragraph(
                    _(
                        "Removes everything of this profile from this computer, backups too. "
                        "You see what will go and what stays before anything happens."
                    )
                ),
                _left(erase),
                spacing=12,
            )
        )

    # -- behaviour -----------------------------------------------------------------------------

    def _choose(self, step: NextStep) -> None:
        if step.kind is StepKind.REVIEW_CONFIDENT:
            self.show_section("mistakes")
            self.mistakes.table.setFocus()
        else:
            self.step_chosen.emit(step)

    def _show(self) -> None:
        shown = self._section
        empty = self._empty_now and shown != "data"
        self._empty.setVisible(empty)
        there = set() if empty else set(self.cards[shown]) - self._hidden
        for one in {one for cards in self.cards.values() for one in cards}:
            one.setVisible(one in there)


def _left(widget: QWidget) -> QLayout:
    flow = FlowLayout()
    flow.addWidget(widget)
    return flow
