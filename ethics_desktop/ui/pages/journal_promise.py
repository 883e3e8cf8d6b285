"""Personal promises: making one, and being asked what became of it. No answer is scored."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGroupBox, QRadioButton, QWidget

from ethics_desktop.domain.errors import UserError
from ethics_desktop.domain.journal import TEXT_LIMIT, Kept, Plan
from ethics_desktop.messages import explain
from ethics_desktop.ui.context import UiContext
from ethics_desktop.ui.widgets import journal_text
from ethics_desktop.ui.widgets.banner import Banner
from ethics_desktop.ui.widgets.basics import Page, button, card, column, label
from ethics_desktop.ui.widgets.flow_layout import FlowLayout
from ethics_desktop.ui.widgets.paragraph import paragraph
from ethics_desktop.ui.widgets.plan_fields import PlanFields
from ethics_desktop.ui.widgets.writing import WritingField

if TYPE_CHECKING:
    from ethics_desktop.services.journal import PromiseView


class PromisePage(Page):
    """Makes or changes a promise.

    Signals: ``save_requested(Plan)``; ``left()``.
    """

    help_topic = "journal"
    save_requested = Signal(object)
    left = Signal()

    def __init__(
        self, context: UiContext, plan: Plan | None = None, parent: QWidget | None = None
    ) -> None:
        _ = context.tr.gettext
        super().__init__(context, _("Personal promise"), parent)
        layout = self.body()
        self.banner = Banner(context)
        layout.addWidget(self.banner)
        layout.addWidget(label(self.title, "title"))
        text = _(
            "Say it as “if … then …”: a situation that comes up in your work, and the first step "
            "you will take. You will be asked about it after 30 and 90 days."
        )
        layout.addWidget(paragraph(text))
        self.fields = PlanFields(context, plan or Plan())
        layout.addWidget(card(column(self.fields)))
        flow = FlowLayout(12)
        self.save_button = button(_("Save promise"), "primary")
        self.save_button.clicked.connect(self._save)
        back = button(_("Cancel"))
        back.clicked.connect(self.left)
        flow.addWidget(self.save_button)
        flow.addWidget(back)
        layout.addLayout(flow)
        layout.addStretch(1)

    def _save(self) -> None:
        plan = self.fields.plan
        if plan.complete:
            self.save_requested.emit(plan)
            return
        said = explain(UserError("plan_incomplete"), self.context.tr)
        self.banner.show_message("info", f"{said.what} {said.action}")
        self.reveal(self.banner)
        (self.fields.then if plan.when.strip() else self.fields.when).setFocus()


class FollowUpPage(Page):
    """Asks what became of a promise.

    Signals: ``answered(Kept, str)``; ``left()`` to be asked another time.
    """

    help_topic = "journal"
    answered = Signal(object, str)
    left = Signal()

    def __init__(
        self, context: UiContext, view: PromiseView, parent: QWidget | None = None
    ) -> None:
        tr, _ = context.tr, context.tr.gettext
        super().__init__(context, _("Did you carry out this intention?"), parent)
        layout = self.body()
        self.banner = Banner(context)
        layout.addWidget(self.banner)
        layout.addWidget(label(self.title, "title"))
        made = _("On %(date)s you wrote:") % {"date": tr.date(view.made_at)}
        words = column(paragraph(made, "muted"), spacing=8)
        words.addWidget(paragraph(journal_text.plan_text(view.promise.plan, tr), "strong"))
        if view.promise.outcomes:
            words.addWidget(paragraph(journal_text.promise_state(view, tr), "muted"))
        layout.addWidget(card(words))
        layout.addWidget(self._choices())
        note = _("What helped, what stood in the way? (may stay empty)")
        self.note = WritingField(note, lines=(2, 8), limit=TEXT_LIMIT)
        self.note.setObjectName("outcome-note")
        prompt = label(note)
        prompt.setBuddy(self.note)
        layout.addLayout(column(prompt, self.note, spacing=4))
        layout.addWidget(paragraph(_("Only for you: not scored, and in no recap."), "muted"))
        flow = FlowLayout(12)
        self.save_button = button(_("Save answer"), "primary")
        self.save_button.clicked.connect(self._save)
        later = button(_("Ask me another time"))
        later.clicked.connect(self.left)
        flow.addWidget(self.save_button)
        flow.addWidget(later)
        layout.addLayout(flow)
        layout.addStretch(1)

    def _choices(self) -> QWidget:
        _ = self.context.tr.gettext
        group = QGroupBox(_("Your answer"))
        rows = column(spacing=4)
        self.choices: dict[Kept, QRadioButton] = {}
        for kept, text in journal_text.KEPT.items():
            option = QRadioButton(_(text))
            option.setObjectName(f"kept-{kept.value}")
            option.setAccessibleName(_(text))
            self.choices[kept] = option
            rows.addWidget(option)
        group.setLayout(rows)
        return group

    def _save(self) -> None:
        for kept, option in self.choices.items():
            if option.isChecked():
                self.answered.emit(kept, self.note.text)
                return
        text = self.context.tr.gettext("Choose an answer first, or be asked another time.")
        self.banner.show_message("info", text)
        self.reveal(self.banner)
        next(iter(self.choices.values())).setFocus()
