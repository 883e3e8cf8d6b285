"""After a story: what happened, the turning point, the rule, a question, then figures and the map.

The order is that of ``measurement.md`` 7.5: nothing is scored before it has been talked about.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from ethics_desktop.domain.scenario import EndNode
from ethics_desktop.messages.reasons import reason_text
from ethics_desktop.ui.context import UiContext
from ethics_desktop.ui.widgets import debrief_text, path_facts, story_text
from ethics_desktop.ui.widgets.banner import Banner
from ethics_desktop.ui.widgets.basics import Page, button, card, column, label
from ethics_desktop.ui.widgets.choice_list import FocusText
from ethics_desktop.ui.widgets.debrief_parts import DecisionView, ScoreView
from ethics_desktop.ui.widgets.disclosure import Disclosure
from ethics_desktop.ui.widgets.flow_layout import FlowLayout
from ethics_desktop.ui.widgets.item_review import reference_text
from ethics_desktop.ui.widgets.paragraph import paragraph
from ethics_desktop.ui.widgets.path_map import PathMap

if TYPE_CHECKING:
    from ethics_desktop.services.roleplay import PlayReview


class DebriefPage(Page):
    """Looks back at one finished play.

    Signals:
        retry_requested(tuple): play again after these choices; empty is from the beginning.
        reflect_requested(): write about the question in the journal.
        home_requested(): leave for the list of scenarios.
    """

    retry_requested = Signal(object)
    reflect_requested = Signal()
    home_requested = Signal()

    def __init__(
        self, context: UiContext, review: PlayReview, parent: QWidget | None = None
    ) -> None:
        super().__init__(context, context.tr.gettext("Debrief"), parent)
        self._review = review
        self._layout = self.body()
        tr = context.tr
        self._layout.addWidget(label(review.scenario.title, "muted"))
        self._title = FocusText(context, self.title, "title")
        self._layout.addWidget(self._title)
        self._happened()
        self._turning_point()
        self._rule()
        self._question()
        self._again()
        self._decisions()
        self._scores()
        self._map()
        flow = FlowLayout()
        home = button(tr.gettext("Back to the scenarios"))
        home.clicked.connect(self.home_requested)
        flow.addWidget(home)
        self._layout.addLayout(flow)
        self._layout.addStretch(1)

    def enter(self) -> None:
        """Begin at the top, with the ending said."""
        self.focus_first()
        ending = self._review.debrief.facts[0]
        self.context.announce(self, debrief_text.fact_text(ending, self._review, self.context.tr))

    def focus_first(self) -> None:
        """Put the keyboard on the title: the first button stands below what is to be read."""
        self._title.setFocus()

    def _section(self, number: int, title: str) -> QVBoxLayout:
        text = f"{number}. {title}" if number else title
        inner = column(label(text, "heading"), spacing=8)
        frame = card(inner)
        frame.setAccessibleName(text)
        self._layout.addWidget(frame)
        return inner

    # -- the five steps --------------------------------------------------------------------------

    def _happened(self) -> None:
        tr, _, review = self.context.tr, self.context.tr.gettext, self._review
        inner = self._section(1, _("What happened"))
        ending, *rest = review.debrief.facts
        inner.addWidget(paragraph(debrief_text.fact_text(ending, review, tr), "strong"))
        node = review.graph.story.nodes.get(review.score.ending)
        if isinstance(node, EndNode) and node.text:
            inner.addWidget(paragraph(node.text))
        lines = {
            kind: [debrief_text.fact_text(fact, review, tr) for fact in rest if fact.kind == kind]
            for kind in ("cost", "gain")
        }
        for head, texts in (
            (_("What it cost"), lines["cost"]),
            (_("What it saved"), lines["gain"]),
            (_("What came later"), debrief_text.delayed(review, tr)),
        ):
            if texts:
                inner.addWidget(paragraph(head, "speaker"))
            for text in texts:
                inner.addWidget(paragraph(f"• {text}"))
        told = " ".join(story_text.meters_text(review.score.meters, tr))
        inner.addWidget(paragraph(told, "muted"))

    def _turning_point(self) -> None:
        tr, _, review = self.context.tr, self.context.tr.gettext, self._review
        inner = self._section(2, _("Turning point"))
        turn = review.debrief.turning_point
        if turn is None:
            text = _("No decision cost anything: at every fork you took a step that fits best.")
            inner.addWidget(paragraph(text))
            return
        title = path_facts.decision_title(turn.number + 1, tr)
        situation = story_text.situation(review.scenario, review.state.entries, turn.number)
        inner.addWidget(paragraph(title, "speaker"))
        if situation:
            inner.addWidget(paragraph(situation))
        chosen = _("You chose %(choice)s.") % {
            "choice": story_text.quoted(turn.decision.chosen.text)
        }
        inner.addWidget(paragraph(chosen))
        inner.addWidget(paragraph(debrief_text.turning_text(turn, review, tr), "strong"))
        if turn.decision.best.reason:
            inner.addWidget(paragraph(turn.decision.best.reason, "small"))

    def _rule(self) -> None:
        tr, _, debrief = self.context.tr, self.context.tr.gettext, self._review.debrief
        inner = self._section(3, _("The rule behind it"))
        if debrief.rule:
            inner.addWidget(paragraph(debrief.rule))
        if debrief.say:
            words = debrief.say.strip('«»“”"')
            inner.addWidget(paragraph(_("You could say: “%(say)s”") % {"say": words}))
        if debrief.references:
            inner.addWidget(paragraph(_("Legal basis"), "speaker"))
        for reference in debrief.references:
            inner.addWidget(paragraph(f"• {reference_text(reference, tr)}", "small"))

    def _question(self) -> None:
        _, debrief = self.context.tr.gettext, self._review.debrief
        inner = self._section(4, _("A question to take along"))
        usual = _("Where in your own work could a story like this begin?")
        inner.addWidget(paragraph(debrief.question or usual))
        hint = _("Think about it, talk it over with a colleague, or write it down for yourself.")
        inner.addWidget(paragraph(hint, "muted"))
        flow = FlowLayout()
        write = button(_("Write a reflection"))
        write.clicked.connect(self.reflect_requested)
        flow.addWidget(write)
        inner.addLayout(flow)

    def _again(self) -> None:
        _, turn = self.context.tr.gettext, self._review.debrief.turning_point
        inner = self._section(5, _("Try it differently"))
        hint = _("Trying again is exploring: the result of your first play stays as it is.")
        inner.addWidget(paragraph(hint, "muted"))
        flow = FlowLayout()
        if turn is not None:
            self.retry = button(_("Repeat from the turning point"), "primary")
            self.retry.clicked.connect(lambda: self.retry_requested.emit(turn.retry))
            flow.addWidget(self.retry)
        if turn is None or turn.retry:
            start = button(_("Play again from the beginning"))
            start.clicked.connect(lambda: self.retry_requested.emit(()))
            flow.addWidget(start)
        inner.addLayout(flow)

    # -- what comes after ------------------------------------------------------------------------

    def _decisions(self) -> None:
        _ = self.context.tr.gettext
        self._layout.addWidget(label(_("Your decisions"), "title"))
        self.decisions = [
            DecisionView(self.context, self._review, number)
            for number in range(len(self._review.score.decisions))
        ]
        for made in self.decisions:
            inner = column(made)
            self._layout.addWidget(card(inner))

    def _scores(self) -> None:
        tr, _, review = self.context.tr, self.context.tr.gettext, self._review
        self._layout.addWidget(label(_("In figures"), "title"))
        self.scores = ScoreView(self.context, review)
        inner = column(self.scores, spacing=12)
        inner.addWidget(paragraph(debrief_text.coverage_text(review, tr)))
        inner.addWidget(paragraph(debrief_text.first_text(review.first, tr)))
        told = debrief_text.whole_story_text(review, tr)
        if told:
            part = QWidget()
            part.setLayout(column(paragraph(told, "small")))
            inner.addWidget(Disclosure(_("Show details"), _("Hide details"), part))
        self._layout.addWidget(card(inner))

    def _map(self) -> None:
        tr, _, review = self.context.tr, self.context.tr.gettext, self._review
        self._layout.addWidget(label(_("Map of the paths"), "title"))
        facts = path_facts.map_facts(
            review.graph, review.path_map, review.choices, review.endings_seen, tr
        )
        self.map = PathMap(self.context, facts, len(review.endings_seen))
        self.map.retry_requested.connect(self.retry_requested)
        self.banner = Banner(self.context)
        save = button(_("Save picture…"))
        save.clicked.connect(self._save_map)
        flow = FlowLayout()
        flow.addWidget(save)
        frame: QFrame = card(column(self.map, self.banner, flow, spacing=12))
        self._layout.addWidget(frame)

    def _save_map(self) -> None:
        _ = self.context.tr.gettext
        filters = ";;".join((_("Drawing (*.svg)"), _("Picture (*.png)")))
        name = f"{self._review.scenario.id}.svg"
        path = self.context.dialogs.choose_file(
            self, _("Save the map of the paths"), "save", filters, name
        )
        if path is None:
            return
        try:
            self.map.save_picture(path)
        except OSError as error:
            text = _("The picture could not be written: %(reason)s. Choose another folder.")
            reason = reason_text(error.strerror or type(error).__name__, self.context.tr)
            self.banner.show_message("warn", text % {"reason": reason})
            return
        self.banner.show_message("good", _("Picture saved: %(name)s") % {"name": path.name})
