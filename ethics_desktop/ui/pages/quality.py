"""What the quality check says about a bank."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from ethics_desktop.domain.cues import CueRate
from ethics_desktop.domain.findings import Finding
from ethics_desktop.services.trainer import CheckedQuality, QualityReport
from ethics_desktop.ui.context import UiContext
from ethics_desktop.ui.table_model import Column, TableModel
from ethics_desktop.ui.widgets import bar_text
from ethics_desktop.ui.widgets.basics import Page, button, card, column, label
from ethics_desktop.ui.widgets.findings_view import FindingsView
from ethics_desktop.ui.widgets.fit_table import FitTable
from ethics_desktop.ui.widgets.flow_layout import FlowLayout
from ethics_desktop.ui.widgets.paragraph import paragraph


class QualityPage(Page):
    """Findings with advice, and figures.

    Signals: ``place_requested(Finding)``: answer with :meth:`show_place`; ``csv_requested()``;
    ``left()``.
    """

    help_topic = "quality"

    place_requested = Signal(object)
    csv_requested = Signal()
    left = Signal()

    def __init__(
        self,
        context: UiContext,
        checked: CheckedQuality,
        parent: QWidget | None = None,
    ) -> None:
        tr, _ = context.tr, context.tr.gettext
        super().__init__(context, _("Quality of “%(title)s”") % {"title": checked.title}, parent)
        items, report = checked.items, checked.report
        layout = self.body()
        layout.addWidget(label(self.title, "title"))
        facts = [
            tr.ngettext("%(n)s item", "%(n)s items", items) % {"n": tr.number(items)},
            tr.ngettext("%(n)s word", "%(n)s words", report.words) % {"n": tr.number(report.words)},
            _("about %(n)s minutes to read") % {"n": tr.number(max(1, round(report.minutes)))},
        ]
        layout.addWidget(label(" · ".join(facts)))
        hint = _("The check looks at form, not at whether an answer is right. You decide.")
        layout.addWidget(paragraph(hint, "muted"))
        self.findings = FindingsView(context, _("Findings"), checked.shown)
        self.findings.place_requested.connect(self.place_requested)
        self.findings.csv_requested.connect(self.csv_requested)
        layout.addWidget(self.findings)
        if report.cues:
            layout.addWidget(self._cues(report))
        back = button(_("Back"))
        back.clicked.connect(self.left)
        tools = FlowLayout(8)
        tools.addWidget(back)
        layout.addLayout(tools)
        layout.addStretch(1)

    def show_place(self, finding: Finding, around: str) -> None:
        """Show the item a finding is about."""
        self.findings.show_place(finding, around)

    def _cues(self, report: QualityReport) -> QWidget:
        tr, _ = self.context.tr, self.context.tr.gettext
        rules = {
            "longest": _("the best option is the longest"),
            "shortest": _("the best option is the shortest"),
            "stem_words": _("the best option repeats words of the question"),
            "virtue_words": _("the best option has the most virtuous words"),
        }
        columns: tuple[Column[CueRate], ...] = (
            Column(_("Cue"), lambda c: rules.get(c.rule, c.rule), stretch=1),
            Column(_("Kind of question"), lambda c: bar_text.kind_name(c.kind, tr)),
            Column(_("Items"), lambda c: tr.number(c.n), lambda c: c.n, right=True),
            Column(_("Found"), lambda c: f"{round(100 * c.rate)} %", lambda c: c.rate, right=True),
            Column(
                _("By chance"), lambda c: f"{round(100 * c.chance)} %", lambda c: c.chance,
                right=True,
            ),
        )  # fmt: skip
        name = _("What a guesser could go by")
        table = FitTable(self.context, TableModel(columns, report.cues), name)
        return card(column(label(name, "heading"), table))
