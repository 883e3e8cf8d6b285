"""The end of a practice session: counts, what to read again first, when cards come back."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QWidget

from ethics_desktop.domain.constants import WRONG_BELOW
from ethics_desktop.services.practice_session import Feedback
from ethics_desktop.ui.context import UiContext
from ethics_desktop.ui.widgets import practice_text
from ethics_desktop.ui.widgets.basics import Page, button, card, column, label, narrowed
from ethics_desktop.ui.widgets.choice_list import FocusText
from ethics_desktop.ui.widgets.disclosure import Disclosure
from ethics_desktop.ui.widgets.flow_layout import FlowLayout
from ethics_desktop.ui.widgets.item_review import FrameworkTitle, ItemReview
from ethics_desktop.ui.widgets.paragraph import paragraph


class PracticeEndPage(Page):
    """Looks back at a session.

    Signals: ``again_requested()`` to the practice page, ``home_requested()``.

    Args:
        context: what every widget gets.
        results: every feedback of the session, in order.
        day: a sentence about the cards of today and the next ones.
        framework_title: names framework parts.
        parent: the stack of flows.
    """

    again_requested = Signal()
    home_requested = Signal()
    help_topic = "practice"

    def __init__(
        self,
        context: UiContext,
        results: Sequence[Feedback],
        day: str,
        framework_title: FrameworkTitle,
        parent: QWidget | None = None,
    ) -> None:
        _ = context.tr.gettext
        super().__init__(context, _("End of the practice"), parent)
        self._framework_title = framework_title
        layout = self.body()
        self._head = FocusText(context, practice_text.summary_text(results, context.tr), "title")
        layout.addWidget(self._head)
        layout.addWidget(paragraph(day))
        first = practice_text.firsts(results)
        sure = [told for told in first if told.sure_but_wrong]
        wrong = [told for told in first if told.result.score.fraction < WRONG_BELOW]
        others = [told for told in wrong if told not in sure]
        if sure:
            text = _("You were sure of these, so they are worth rereading first. They come back.")
            layout.addWidget(self._list(_("Sure but wrong"), text, sure))
        if others:
            text = _("Here another choice fits better.")
            layout.addWidget(self._list(_("Worth reading again"), text, others))
        again = button(_("Practise more"), "primary")
        again.clicked.connect(self.again_requested)
        home = button(_("Go to Home"))
        home.clicked.connect(self.home_requested)
        flow = FlowLayout(8)
        flow.addWidget(again)
        flow.addWidget(home)
        layout.addLayout(flow)
        layout.addStretch(1)

    def focus_first(self) -> None:
        """Begin at the sentence on top."""
        self._head.setFocus()

    def _list(self, title: str, text: str, told: Sequence[Feedback]) -> QFrame:
        inner = column(label(title, "heading"), paragraph(text, "muted"), spacing=12)
        for one in told:
            inner.addWidget(self._entry(one))
        return card(inner)

    def _entry(self, told: Feedback) -> QWidget:
        _ = self.context.tr.gettext
        begins = practice_text.snippet(told.result.form_item.item.stem)

        def explanation() -> QWidget:
            lead = label(practice_text.verdict(told, self.context.tr), "heading")
            review = ItemReview(self.context, told.result, self._framework_title, lead=lead)
            return narrowed(review, self.context.theme.px(740))

        made = Disclosure(_("Show the explanation"), _("Hide the explanation"), explanation)
        made.button.setAccessibleDescription(begins)
        entry = QWidget()
        entry.setLayout(column(paragraph(begins), made, spacing=4))
        return entry
