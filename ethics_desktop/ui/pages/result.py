"""The result of an attempt: a sentence, five bars, notes, what to do next."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from ethics_desktop.domain.result import AttemptResult, NextStep
from ethics_desktop.ui.context import UiContext
from ethics_desktop.ui.widgets import bar_text, result_text
from ethics_desktop.ui.widgets.basics import Page, button, card, column, label
from ethics_desktop.ui.widgets.charts import PrincipleBars
from ethics_desktop.ui.widgets.choice_list import FocusText
from ethics_desktop.ui.widgets.disclosure import Disclosure
from ethics_desktop.ui.widgets.flow_layout import FlowLayout
from ethics_desktop.ui.widgets.paragraph import paragraph

#: Filters of the review page that this page asks for.
REVIEW_ALL, REVIEW_CONFIDENT = "all", "confident"


class ResultPage(Page):
    """Shows one result.

    Signals:
        review_requested(str): open the review with this filter (``review.FILTERS``).
        step_chosen(NextStep): do what a suggestion says; reviewing comes as
            ``review_requested("confident")`` instead.
        reflect_requested(): write about this attempt in the journal.
        home_requested(): go back to the start page.
    """

    review_requested = Signal(str)
    step_chosen = Signal(object)
    reflect_requested = Signal()
    home_requested = Signal()

    def __init__(
        self, context: UiContext, result: AttemptResult, parent: QWidget | None = None
    ) -> None:
        _ = context.tr.gettext
        super().__init__(context, _("Result"), parent)
        self._result = result
        layout = self.body()
        self._head(layout)
        self._principles(layout)
        self._notes(layout)
        self._steps(layout)
        self._buttons(layout)
        self._details(layout)
        layout.addStretch(1)

    def enter(self) -> None:
        """Say the result."""
        self.context.announce(self, result_text.result_sentence(self._result, self.context.tr))

    def focus_first(self) -> None:
        """Put the keyboard on the sentence: the first button stands below what is to be read."""
        self.sentence.setFocus()

    def _head(self, layout: QVBoxLayout) -> None:
        tr, result = self.context.tr, self._result
        layout.addWidget(label(tr.pick(result.title), "muted"))
        self.sentence = FocusText(self.context, result_text.result_sentence(result, tr), "title")
        layout.addWidget(self.sentence)
        if result.time_up:  # first of all: nobody pressed anything to come here
            layout.addWidget(paragraph(result_text.time_up_sentence(tr)))
        score = result_text.score_sentence(result.total, tr)
        if score:
            layout.addWidget(paragraph(score))
        points = result_text.tkp_text(result, tr)
        if points:
            layout.addWidget(paragraph(points))
        layout.addWidget(paragraph(result_text.fixed_sentence(tr), "muted"))

    def _principles(self, layout: QVBoxLayout) -> None:
        tr, result = self.context.tr, self._result
        inner = column(label(tr.gettext("The five principles"), "heading"), spacing=12)
        if not result.verdicts:
            inner.addWidget(paragraph(bar_text.no_verdicts_text(tr)))
        self.bars = PrincipleBars(self.context, result.principles, result.verdicts)
        inner.addWidget(self.bars)
        layout.addWidget(card(inner))

    def _notes(self, layout: QVBoxLayout) -> None:
        # on demand: a table of sentences that most results do not need
        from ethics_desktop.messages import finding_text

        tr = self.context.tr
        texts = result_text.notes(self._result, tr)
        for notice in self._result.notices:
            told = finding_text(notice, tr)
            texts.append(f"{told.what} {told.action}".strip())
        if not texts:
            return
        frame = QFrame()
        frame.setProperty("banner", "info")
        inner = column(label(tr.gettext("About this result"), "heading"), margins=16)
        for text in texts:
            inner.addWidget(paragraph(text))
        frame.setLayout(inner)
        layout.addWidget(frame)

    def _steps(self, layout: QVBoxLayout) -> None:
        tr, steps = self.context.tr, result_text.usable_steps(self._result)
        if not steps:
            return
        inner = column(label(tr.gettext("Next steps"), "heading"), spacing=12)
        for step in steps:
            reason, text = result_text.step_texts(step, self._result, tr)
            inner.addWidget(paragraph(reason))
            flow = FlowLayout()
            act = button(text)
            act.clicked.connect(lambda _checked=False, chosen=step: self._choose(chosen))
            flow.addWidget(act)
            inner.addLayout(flow)
        layout.addWidget(card(inner))

    def _choose(self, step: NextStep) -> None:
        if result_text.is_review(step):
            self.review_requested.emit(REVIEW_CONFIDENT)
        else:
            self.step_chosen.emit(step)

    def _buttons(self, layout: QVBoxLayout) -> None:
        _ = self.context.tr.gettext
        flow = FlowLayout()
        self.review_button = button(_("See the explanations"), "primary")
        self.review_button.clicked.connect(lambda: self.review_requested.emit(REVIEW_ALL))
        reflect = button(_("Write a reflection"))
        reflect.clicked.connect(self.reflect_requested)
        home = button(_("Back to the start page"))
        home.clicked.connect(self.home_requested)
        for each in (self.review_button, reflect, home):
            flow.addWidget(each)
        layout.addLayout(flow)

    def _details(self, layout: QVBoxLayout) -> None:
        tr, _, result = self.context.tr, self.context.tr.gettext, self._result
        part = QWidget()
        inner = column(spacing=4)
        for text in result_text.detail_lines(result, tr):
            inner.addWidget(paragraph(text, "small"))
        part.setLayout(inner)
        self.details = Disclosure(_("Show details"), _("Hide details"), part)
        layout.addWidget(self.details)
