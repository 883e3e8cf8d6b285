"""Skenario: the library of branching scenarios, unfinished ones first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QFrame, QRadioButton, QVBoxLayout, QWidget

from ethics_desktop.domain.bank import Principle
from ethics_desktop.domain.findings import Finding, Severity
from ethics_desktop.messages import finding_text
from ethics_desktop.ui.context import UiContext
from ethics_desktop.ui.widgets import story_text
from ethics_desktop.ui.widgets.bar_text import principle_name, whole
from ethics_desktop.ui.widgets.basics import Page, button, card, column, drop, label, row
from ethics_desktop.ui.widgets.charts import LetterBadge
from ethics_desktop.ui.widgets.disclosure import Disclosure
from ethics_desktop.ui.widgets.flow_layout import FlowLayout
from ethics_desktop.ui.widgets.paragraph import paragraph

if TYPE_CHECKING:
    from ethics_desktop.services.roleplay import PlaySummary, ScenarioCard

#: As many reasons are shown at once; the others unfold.
FIRST_REASONS = 3


class ScenarioListPage(Page):
    """Cards of scenarios with a filter by principle.

    Signals:
        play_requested(scenario_id): begin from the beginning.
        resume_requested(play_id): go on where it was left.
        discard_requested(play_id): throw it away; the person has confirmed.
        review_requested(play_id): look back at a finished play.
        library_requested(): open Pustaka (from the empty state).
    """

    play_requested = Signal(str)
    resume_requested = Signal(str)
    discard_requested = Signal(str)
    review_requested = Signal(str)
    library_requested = Signal()

    def __init__(self, context: UiContext, parent: QWidget | None = None) -> None:
        _ = context.tr.gettext
        super().__init__(context, _("Scenarios"), parent)
        self._cards: tuple[ScenarioCard, ...] = ()
        self._history: Mapping[str, Sequence[PlaySummary]] = {}
        self._chosen: Principle | None = None
        self._holder: QWidget | None = None
        self._body = self.body()
        self._body.addWidget(label(self.title, "title"))
        text = _("You decide, the story goes on, and afterwards we look at it together.")
        self._body.addWidget(paragraph(text, "muted"))
        self.filters: dict[Principle | None, QRadioButton] = {}
        self._filter_row = self._make_filters()
        self._body.addWidget(self._filter_row)
        self._body.addStretch(1)

    def refresh(
        self,
        cards: Sequence[ScenarioCard],
        history: Mapping[str, Sequence[PlaySummary]] | None = None,
    ) -> None:
        """Show other cards, in their order; ``history`` holds finished plays by scenario id."""
        self._cards = tuple(cards)
        self._history = history or {}
        there = {card.principle for card in self._cards}
        for principle, choice in self.filters.items():
            choice.setVisible(principle is None or principle in there)
            self._name_filter(principle, choice)
        self._filter_row.setVisible(len(there) > 1)
        if self._chosen not in there:
            self.filters[None].setChecked(True)
        self._show()

    # -- filter --------------------------------------------------------------------------------

    def _make_filters(self) -> QWidget:
        made = QWidget()
        made.setAccessibleName(self.context.tr.gettext("Principle"))
        flow = FlowLayout(16, parent=made)
        self._group = QButtonGroup(self)
        for principle in (None, *Principle):
            choice = QRadioButton(made)
            self._name_filter(principle, choice)
            choice.toggled.connect(lambda on, p=principle: self._filter(p) if on else None)
            self._group.addButton(choice)
            self.filters[principle] = choice
            flow.addWidget(choice)
        self.filters[None].setChecked(True)
        return made

    def _name_filter(self, principle: Principle | None, choice: QRadioButton) -> None:
        tr = self.context.tr
        name = principle_name(principle, tr) if principle else tr.gettext("All principles")
        count = sum(principle is None or card.principle is principle for card in self._cards)
        choice.setText(f"{name} ({count})")
        choice.setAccessibleName(choice.text())

    def _filter(self, principle: Principle | None) -> None:
        self._chosen = principle
        if self._holder is not None:
            self._show()

    # -- cards ---------------------------------------------------------------------------------

    def _show(self) -> None:
        drop(self._body, self._holder)
        self._holder = QWidget(self)
        layout = QVBoxLayout(self._holder)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(16)
        wanted = [c for c in self._cards if self._chosen in (None, c.principle)]
        for one in wanted:
            layout.addWidget(self._card(one))
        if not self._cards:
            layout.addWidget(self._empty())
        self._body.insertWidget(self._body.count() - 1, self._holder)
        self._holder.show()

    def _empty(self) -> QFrame:
        _ = self.context.tr.gettext
        text = _("Scenarios appear here once the library holds a bank that brings some.")
        go = button(_("Open Library"), "primary")
        go.clicked.connect(self.library_requested)
        return card(column(paragraph(text), _flow(go), spacing=12))

    def _card(self, one: ScenarioCard) -> QFrame:
        inner = column(label(one.title, "heading"), spacing=8)
        if one.role:
            inner.addWidget(paragraph(one.role))
        if one.summary:
            inner.addWidget(paragraph(one.summary, "small"))
        if not one.playable:
            self._add_reasons(inner, one.findings)
        else:
            inner.addLayout(self._facts(one))
            if one.unfinished is not None:
                inner.addWidget(label(self._open_text(one), "small"))
            inner.addLayout(self._buttons(one))
            past = self._history.get(one.scenario_id, ())
            if past:
                inner.addWidget(self._past(one, past))
        frame = card(inner)
        frame.setAccessibleName(one.title)
        return frame

    def _facts(self, one: ScenarioCard) -> FlowLayout:
        tr, _ = self.context.tr, self.context.tr.gettext
        flow = FlowLayout(16)
        if one.principle is not None:
            badge = QWidget()
            name = label(principle_name(one.principle, tr), "small", wrap=False)
            badge.setLayout(row(LetterBadge(self.context, one.principle), name))
            flow.addWidget(badge)
        minutes = tr.ngettext("%(n)d minute", "%(n)d minutes", one.minutes) % {"n": one.minutes}
        endings = story_text.counts_text(one.endings_seen, one.endings_total, tr)
        if not one.plays:
            count = tr.ngettext("%(n)d ending", "%(n)d endings", one.endings_total)
            endings = count % {"n": one.endings_total}
        state = "" if one.plays or one.unfinished else _("Not played yet")
        for text in (minutes, endings, state):
            if text:
                flow.addWidget(label(text, "small", wrap=False))
        return flow

    def _open_text(self, one: ScenarioCard) -> str:
        tr, _ = self.context.tr, self.context.tr.gettext
        text = _("Not finished yet") + "."
        if one.saved_at is not None:
            saved = _("Saved %(when)s.") % {"when": tr.date_time(one.saved_at)}
            text = f"{text} {saved}"
        return text

    def _buttons(self, one: ScenarioCard) -> FlowLayout:
        _ = self.context.tr.gettext
        made = []
        open_play = one.unfinished
        if open_play is not None:
            go_on = button(_("Continue"), "primary")
            go_on.clicked.connect(lambda: self.resume_requested.emit(open_play))
            drop = button(_("Discard"), "danger")
            drop.clicked.connect(lambda: self._ask_discard(one.title, open_play))
            made = [go_on, drop]
        else:
            text = _("Play again") if one.plays else _("Play")
            start = button(text, "" if one.plays else "primary")
            start.clicked.connect(lambda: self.play_requested.emit(one.scenario_id))
            made = [start]
        for each in made:
            each.setAccessibleDescription(one.title)
        return _flow(*made)

    def _ask_discard(self, title: str, play_id: str) -> None:
        _ = self.context.tr.gettext
        agreed = self.context.dialogs.confirm(
            self,
            _("Discard this story?"),
            _("“%(title)s” will begin anew the next time. What you tried stays on the map.")
            % {"title": title},
            _("Yes, discard"),
            _("Keep"),
        )
        if agreed:
            self.discard_requested.emit(play_id)

    def _past(self, one: ScenarioCard, past: Sequence[PlaySummary]) -> Disclosure:
        tr, _ = self.context.tr, self.context.tr.gettext

        def plays() -> QWidget:
            holder = QWidget()
            inner = column(spacing=8)
            for summary in past:
                kind = _("first play") if summary.first else _("exploring")
                told = [tr.date_time(summary.finished_at), summary.ending_title, kind]
                if summary.quality is not None:
                    told.append(_("decision quality %(n)d") % {"n": whole(summary.quality)})
                text = " · ".join(told)
                look = button(_("Open debrief"))
                look.setAccessibleDescription(f"{one.title}, {text}")
                look.clicked.connect(
                    lambda _on=False, play=summary.play_id: self.review_requested.emit(play)
                )
                inner.addWidget(paragraph(text, "small"))
                inner.addLayout(_flow(look))
            holder.setLayout(inner)
            return holder

        show = _("Earlier plays (%(n)d)") % {"n": len(past)}
        made = Disclosure(show, _("Hide earlier plays"), plays)
        made.button.setAccessibleDescription(one.title)
        return made

    def _add_reasons(self, inner: QVBoxLayout, findings: Sequence[Finding]) -> None:
        _ = self.context.tr.gettext
        inner.addWidget(label(_("Cannot be played yet"), "warn"))
        texts = []
        for finding in findings:
            if finding.severity is Severity.ERROR:
                told = finding_text(finding, self.context.tr)
                place = finding.location
                where = ", ".join(part for part in (place.field, place.option) if part)
                texts.append(" ".join(part for part in (where and f"{where}:", *told) if part))
        for text in texts[:FIRST_REASONS]:
            inner.addWidget(paragraph(f"• {text}", "small"))
        if len(texts) > FIRST_REASONS:
            rest = QWidget()
            rest.setLayout(column(*(paragraph(f"• {t}", "small") for t in texts[FIRST_REASONS:])))
            show = _("Show all %(n)d reasons") % {"n": len(texts)}
            inner.addWidget(Disclosure(show, _("Show fewer reasons"), rest))


def _flow(*widgets: QWidget) -> FlowLayout:
    layout = FlowLayout(8)
    for widget in widgets:
        layout.addWidget(widget)
    return layout
