"""What was missed again and again: read it first, then begin anew with it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from ethics_desktop.domain.attempt import FormItem
from ethics_desktop.domain.result import ItemResult, ItemScore
from ethics_desktop.ui.context import UiContext
from ethics_desktop.ui.widgets import practice_text
from ethics_desktop.ui.widgets.basics import Page, button, card, column, drop, label, narrowed
from ethics_desktop.ui.widgets.choice_list import FocusText
from ethics_desktop.ui.widgets.disclosure import Disclosure
from ethics_desktop.ui.widgets.flow_layout import FlowLayout
from ethics_desktop.ui.widgets.item_review import FrameworkTitle, ItemReview
from ethics_desktop.ui.widgets.paragraph import paragraph

if TYPE_CHECKING:
    from ethics_desktop.services.practice_cards import Leech


class RelearnPage(Page):
    """Lists the cards that rest, each with its reasons and legal basis.

    Signals: ``relearn_requested(key)``, ``back_requested()``; ``entered()`` wants :meth:`refresh`.
    """

    relearn_requested = Signal(str)
    back_requested = Signal()
    help_topic = "practice"

    def __init__(
        self, context: UiContext, framework_title: FrameworkTitle, parent: QWidget | None = None
    ) -> None:
        _ = context.tr.gettext
        super().__init__(context, _("Let us study this again from the beginning"), parent)
        self._framework_title = framework_title
        self._body: QVBoxLayout = self.body()
        self._head = FocusText(context, self.title, "title")
        self._body.addWidget(self._head)
        text = _(
            "These were missed four times or more. Asking them once more would not help: read the "
            "reasons and the legal basis first. Then they begin anew, as if you had never met them."
        )
        self._body.addWidget(paragraph(text))
        self._holder: QWidget | None = None
        self._body.addStretch(1)

    def focus_first(self) -> None:
        """Begin at the title."""
        self._head.setFocus()

    def refresh(self, leeches: Sequence[Leech]) -> None:
        """Show what rests now."""
        _ = self.context.tr.gettext
        drop(self._body, self._holder)
        self._holder = QWidget(self)
        layout = column(spacing=16)
        self._holder.setLayout(layout)
        for leech in leeches:
            layout.addWidget(self._card(leech, opened=len(leeches) == 1))
        if not leeches:
            layout.addWidget(paragraph(_("Nothing rests. Everything is back among your cards.")))
        back = button(_("Back to practice"))
        back.clicked.connect(self.back_requested)
        flow = FlowLayout(8)
        flow.addWidget(back)
        layout.addLayout(flow)
        self._body.insertWidget(2, self._holder)
        self._holder.show()

    def _card(self, leech: Leech, opened: bool) -> QFrame:
        _ = self.context.tr.gettext
        item = leech.stored.item
        begins = practice_text.snippet(item.stem)
        shown = ItemResult(
            FormItem(
                1,
                leech.stored.bank_id,
                leech.stored.bank_version,
                leech.stored.item_hash,
                item,
                (),
                0.0,
            ),
            None,
            False,
            0,
            ItemScore(0.0, False, True, False),
        )
        lead = label(_("What fits, and why"), "heading")
        review = ItemReview(self.context, shown, self._framework_title, lead=lead, study=True)
        holder = narrowed(review, self.context.theme.px(740))
        read = Disclosure(_("Show the explanation"), _("Hide the explanation"), holder, opened)
        done = button(_("I have studied it, begin anew"))
        done.clicked.connect(lambda: self.relearn_requested.emit(leech.key))
        for made in (read.button, done):
            made.setAccessibleDescription(begins)
        flow = FlowLayout(8)
        flow.addWidget(done)
        return card(column(paragraph(begins, "heading"), read, flow, spacing=12))
