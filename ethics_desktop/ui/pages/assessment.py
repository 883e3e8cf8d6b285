"""Choosing a form, or going on with one that is not finished."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QButtonGroup,
    QFrame,
    QRadioButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from ethics_desktop.domain.bank import Principle
from ethics_desktop.services.assessment import FormCard, OpenAttempt
from ethics_desktop.ui.context import UiContext
from ethics_desktop.ui.theme import SMALL
from ethics_desktop.ui.widgets.bar_text import principle_letter, principle_name
from ethics_desktop.ui.widgets.basics import Page, button, card, drop, label, row
from ethics_desktop.ui.widgets.flow_layout import FlowLayout
from ethics_desktop.ui.widgets.paragraph import paragraph
from ethics_desktop.ui.widgets.result_text import discard_text

#: From this text scale on the buttons of a card stand under its text.
_STACK_FROM = 1.5


class _Letter(QWidget):
    """A principle's letter on its hue."""

    def __init__(
        self, context: UiContext, principle: Principle, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._theme, self._principle = context.theme, principle
        self.setFixedSize(context.theme.px(22), context.theme.px(22))

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        role = self._principle.value
        painter.setBrush(self._theme.color(role))
        painter.drawRoundedRect(QRectF(self.rect()), 6, 6)
        painter.setPen(self._theme.on(role))
        painter.setFont(self._theme.font(SMALL, bold=True))
        letter = principle_letter(self._principle)
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, letter)


class AssessmentPage(Page):
    """Cards of forms, unfinished attempts first.

    Signals: ``start_requested(blueprint_id, timed)``, ``resume_requested(attempt_id)``,
    ``discard_requested(attempt_id)`` (after the person confirmed).
    """

    start_requested = Signal(str, bool)
    resume_requested = Signal(str)
    discard_requested = Signal(str)

    def __init__(self, context: UiContext, parent: QWidget | None = None) -> None:
        super().__init__(context, context.tr.gettext("Assessment"), parent)
        _ = context.tr.gettext
        self._body = self.body()
        self._body.addWidget(label(self.title, "title"))
        self._holder = QWidget(self)
        self._body.addWidget(self._holder, 1)
        self._timing = QWidget(self)
        self._timing.hide()  # until there are forms: the data may be out of reach
        self._timing.setAccessibleName(_("Time"))
        self.timed = QRadioButton(_("With a time limit"), self._timing)
        self.untimed = QRadioButton(_("Without a time limit"), self._timing)
        self._choice = QButtonGroup(self)
        flow = FlowLayout(spacing=16, parent=self._timing)
        for made in (self.timed, self.untimed):
            made.setAccessibleName(made.text())
            self._choice.addButton(made)
            flow.addWidget(made)
        self.timed.setChecked(True)

    def refresh(self, forms: Sequence[FormCard], resumable: Sequence[OpenAttempt]) -> None:
        """Show the forms on offer and the attempts that are not finished."""
        _ = self.context.tr.gettext
        # asked before anything moves: the control with the keyboard goes with the old cards
        focused = self._holder.isAncestorOf(self.focusWidget())
        self._timing.setParent(self)
        drop(self._body, self._holder)
        self._holder = QWidget(self)
        column = QVBoxLayout(self._holder)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(16)
        if resumable:
            column.addWidget(label(_("Not finished yet"), "heading"))
            for attempt in resumable:
                column.addWidget(self._open_card(attempt))
            column.addWidget(label(_("Start a new one"), "heading"))
        if forms:
            column.addWidget(self._timing)
            self._timing.show()
        else:
            self._timing.hide()
            text = _("Assessments appear here once the library holds items.")
            column.addWidget(paragraph(text))
        for form in forms:
            column.addWidget(self._form_card(form))
        column.addStretch(1)
        self._body.addWidget(self._holder, 1)
        self._holder.show()
        if focused:
            self.focus_first()

    def _split(self, texts: QBoxLayout, buttons: Sequence[QWidget], name: str) -> QFrame:
        stacked = self.context.theme.scale >= _STACK_FROM
        way = QBoxLayout.Direction.TopToBottom if stacked else QBoxLayout.Direction.LeftToRight
        layout = QBoxLayout(way)
        layout.setSpacing(16)
        layout.addLayout(texts, 1)
        if stacked:
            holder = QWidget()
            flow = FlowLayout(spacing=8, parent=holder)
            for made in buttons:
                flow.addWidget(made)
            layout.addWidget(holder)
        else:
            for made in buttons:
                made.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
                layout.addWidget(made, 0, Qt.AlignmentFlag.AlignVCenter)
        frame = card(layout)
        frame.setAccessibleName(name)
        for made in buttons:
            made.setAccessibleDescription(name)
        return frame

    def _open_card(self, attempt: OpenAttempt) -> QFrame:
        tr, _ = self.context.tr, self.context.tr.gettext
        name = tr.pick(attempt.title)
        facts = [_("Answered %(n)d of %(total)d") % {"n": attempt.answered, "total": attempt.items}]
        if attempt.remaining_s is not None:
            facts.append(_("Left %(time)s") % {"time": tr.clock(attempt.remaining_s)})
        facts.append(_("Saved %(time)s") % {"time": tr.date_time(attempt.saved_at)})
        texts = QVBoxLayout()
        texts.setSpacing(4)
        texts.addWidget(label(name, "heading"))
        texts.addWidget(label(" · ".join(facts)))
        go_on = button(_("Continue"), "primary")
        go_on.clicked.connect(lambda: self.resume_requested.emit(attempt.attempt_id))
        drop = button(_("Discard"), "danger")
        drop.clicked.connect(lambda: self._ask_discard(attempt))
        return self._split(texts, (go_on, drop), name)

    def _ask_discard(self, attempt: OpenAttempt) -> None:
        _ = self.context.tr.gettext
        agreed = self.context.dialogs.confirm(
            self,
            _("Discard this assessment?"),
            discard_text(attempt, self.context.tr),
            _("Yes, discard"),
            _("Keep"),
        )
        if agreed:
            self.discard_requested.emit(attempt.attempt_id)

    def _form_card(self, form: FormCard) -> QFrame:
        tr = self.context.tr
        blueprint = form.blueprint
        name = tr.pick(blueprint.title)
        texts = QVBoxLayout()
        texts.setSpacing(8)
        texts.addWidget(label(name, "heading"))
        if blueprint.description:
            texts.addWidget(label(tr.pick(blueprint.description)))
        if form.available:
            texts.addWidget(label(self._facts(form)))
        covered = [p for p in Principle if blueprint.principles.get(p, 0) > 0]
        texts.addWidget(self._principles(covered))
        for text, role in self._notices(form):
            texts.addWidget(label(text, role))
        start = button(tr.gettext("Start"), "primary")
        start.setEnabled(form.available)
        start.clicked.connect(
            lambda: self.start_requested.emit(blueprint.id, self.timed.isChecked())
        )
        return self._split(texts, (start,), name)

    def _facts(self, form: FormCard) -> str:
        tr = self.context.tr
        items = tr.ngettext("%(n)d item", "%(n)d items", form.items) % {"n": form.items}
        minutes = tr.ngettext("%(n)d minute", "%(n)d minutes", form.minutes) % {"n": form.minutes}
        return f"{items} · {minutes}"

    def _notices(self, form: FormCard) -> list[tuple[str, str]]:
        tr, _ = self.context.tr, self.context.tr.gettext
        found = []
        if form.last is not None:
            text = _("Last time: %(full)d of %(n)d, %(date)s") % {
                "full": form.last.full,
                "n": form.last.n,
                "date": tr.date(form.last.finished_at),
            }
            found.append((text, "muted"))
        if not form.available:
            text = _("Not available yet: the library holds too few items for this form.")
            found.append((text, "warn"))
        elif form.items < form.blueprint.items:
            text = _("Shorter than planned: the library holds items for %(n)d of %(total)d places.")
            found.append((text % {"n": form.items, "total": form.blueprint.items}, "muted"))
        return found

    def _principles(self, principles: Sequence[Principle]) -> QWidget:
        made = QWidget()
        flow = FlowLayout(spacing=8, parent=made)
        for principle in principles:
            entry = QWidget(made)
            name = label(principle_name(principle, self.context.tr), "small", wrap=False)
            entry.setLayout(row(_Letter(self.context, principle, entry), name, spacing=6))
            flow.addWidget(entry)
        return made
