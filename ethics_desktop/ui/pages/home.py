"""Beranda: go on where you stopped, start in one press, see where you stand."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import msgspec
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QLabel, QLineEdit, QVBoxLayout, QWidget

from ethics_desktop.domain.records import SummaryRow
from ethics_desktop.domain.result import NextStep, PrincipleResult, StepKind
from ethics_desktop.i18n import Translator
from ethics_desktop.ui.context import UiContext
from ethics_desktop.ui.widgets import bar_text
from ethics_desktop.ui.widgets.banner import Banner, Kind
from ethics_desktop.ui.widgets.basics import Page, button, card, column, drop, label, readable
from ethics_desktop.ui.widgets.flow_layout import FlowLayout

if TYPE_CHECKING:
    from ethics_desktop.domain.practice_day import DayCounts
    from ethics_desktop.services.assessment import OpenAttempt
    from ethics_desktop.services.roleplay import OpenPlay

#: As many characters as ``settings.ProfileSettings`` takes.
NICKNAME_LENGTH = 40


class ShortForm(msgspec.Struct, frozen=True):
    """The form behind the big button; ``items`` and ``minutes`` are what would be drawn now."""

    blueprint_id: str
    title: dict[str, str]
    items: int
    minutes: int
    available: bool = True


class HomeData(msgspec.Struct, frozen=True):
    """Everything the page shows."""

    nickname: str
    ask_nickname: bool
    resumable: tuple[OpenAttempt, ...]
    principles: tuple[PrincipleResult, ...]
    last: SummaryRow | None
    step: NextStep | None
    short_form: ShortForm
    data_folder: str
    plays: tuple[OpenPlay, ...] = ()  # unfinished scenarios
    today: DayCounts | None = None  # cards of today
    dilemma: bool = False  # the person wants one dilemma a day
    due_promises: int = 0  # personal promises to be asked about


def greeting(nickname: str, tr: Translator) -> str:
    """Return the title of the page."""
    if nickname:
        return tr.gettext("Welcome, %(name)s") % {"name": nickname}
    return tr.gettext("Welcome")


def start_text(form: ShortForm, tr: Translator) -> str:
    """Return ``Start the short assessment (10 items, 8 minutes)``."""
    return tr.gettext("Start the short assessment (%(items)s, %(minutes)s)") % {
        "items": tr.ngettext("%(n)d item", "%(n)d items", form.items) % {"n": form.items},
        "minutes": tr.ngettext("%(n)d minute", "%(n)d minutes", form.minutes) % {"n": form.minutes},
    }


def resume_text(attempt: OpenAttempt, tr: Translator) -> str:
    """Return how far an unfinished attempt is: answered, time left, when saved."""
    _ = tr.gettext
    answered = _("%(answered)d of %(items)d items answered.") % {
        "answered": attempt.answered,
        "items": attempt.items,
    }
    if attempt.remaining_s is None:
        left = _("No time limit.")
    else:
        left = _("Time left %(time)s.") % {"time": tr.clock(attempt.remaining_s)}
    saved = _("Saved %(when)s.") % {"when": tr.date_time(attempt.saved_at)}
    return f"{answered} {left} {saved}"


def play_text(play: OpenPlay, tr: Translator) -> str:
    """Return how far an unfinished scenario is: decisions made, when saved."""
    made = tr.ngettext("%(n)d decision made.", "%(n)d decisions made.", play.decisions)
    saved = tr.gettext("Saved %(when)s.") % {"when": tr.date_time(play.saved_at)}
    return f"{made % {'n': play.decisions}} {saved}"


def last_text(last: SummaryRow, tr: Translator) -> str:
    """Return the last result in one line: count first, no verdict."""
    count = tr.ngettext(
        "%(full)d of %(n)d item answered in the best way.",
        "%(full)d of %(n)d items answered in the best way.",
        last.n,
    ) % {"full": last.full, "n": last.n}
    return f"{tr.date_time(last.finished_at)}. {count}"


def step_text(
    step: NextStep, principles: tuple[PrincipleResult, ...], tr: Translator
) -> tuple[str, str]:
    """Return reason and button text of the suggested step."""
    _ = tr.gettext
    if step.kind is StepKind.PRINCIPLE_FORM and step.principle is not None:
        name = bar_text.principle_name(step.principle, tr)
        action = _("Start assessment: %(name)s") % {"name": name}
        for found in principles:
            if found.principle is step.principle and found.estimate.n:
                count = _("%(name)s: %(count)s were answered in the best way.") % {
                    "name": name,
                    "count": bar_text.count_text(found.estimate, tr),
                }
                verdict = bar_text.verdict_text(found.estimate, tr)
                return f"{count} {verdict.rstrip('.')}.", action
        return _("%(name)s has not been covered yet.") % {"name": name}, action
    if step.kind is StepKind.REVIEW_CONFIDENT:
        return _("Some answers you were sure of can still be better."), _("Reread those items")
    longer = _("A longer assessment gives a narrower range and a verdict on each principle.")
    return longer, _("Start a longer assessment")


class HomePage(Page):
    """The start page.

    Signals: ``nickname_given(str)``, ``nickname_skipped()``, ``start_requested(blueprint_id)``,
    ``resume_requested(attempt_id)``, ``discard_requested(attempt_id)`` (already confirmed),
    ``play_resume_requested(play_id)``, ``play_discard_requested(play_id)`` (already confirmed),
    ``practice_requested()`` for today's cards, ``dilemma_requested()``,
    ``open_result(attempt_id)``, ``step_chosen(NextStep)``, ``promises_requested()``, ``entered()``
    when it wants :meth:`refresh`.
    """

    nickname_given = Signal(str)
    nickname_skipped = Signal()
    start_requested = Signal(str)
    resume_requested = Signal(str)
    discard_requested = Signal(str)
    play_resume_requested = Signal(str)
    play_discard_requested = Signal(str)
    practice_requested = Signal()
    dilemma_requested = Signal()
    open_result = Signal(str)
    step_chosen = Signal(object)
    promises_requested = Signal()
    entered = Signal()

    def __init__(self, context: UiContext, parent: QWidget | None = None) -> None:
        super().__init__(context, context.tr.gettext("Home"), parent)
        self._outer = self.body()
        self._banner = Banner(context)
        self._outer.addWidget(self._banner)
        self._content: QWidget | None = None
        self._outer.addStretch(1)

    def enter(self) -> None:
        """Ask for fresh data."""
        self.entered.emit()

    def show_message(self, kind: Kind, text: str) -> None:
        """Tell what went wrong or well, above everything else."""
        self._banner.show_message(kind, text)

    def refresh(self, data: HomeData) -> None:
        """Show ``data``; everything under the banner is built anew."""
        content = QWidget()
        layout = column(spacing=16)
        content.setLayout(layout)
        layout.addWidget(label(greeting(data.nickname, self.context.tr), "title"))
        if data.ask_nickname:
            layout.addWidget(self._nickname_card())
        for attempt in data.resumable:
            layout.addWidget(self._resume_card(attempt))
        for play in data.plays:
            layout.addWidget(self._play_card(play))
        if data.due_promises:
            layout.addWidget(self._promises_card(data.due_promises))
        self._add_start(layout, data)
        if data.today is not None:
            self._add_practice(layout, data.today, data.dilemma)
        if data.step is not None:
            layout.addWidget(self._step_card(data.step, data.principles))
        layout.addWidget(self._principles_card(data))
        if data.last is not None:
            layout.addWidget(self._last_card(data.last))
        focused = False
        if self._content is not None:
            focused = self._content.isAncestorOf(self.focusWidget())
            drop(self._outer, self._content)
        self._content = content
        self._outer.insertWidget(1, content)
        content.show()  # at once: the layout would do it in a later turn
        if focused:  # the control with the keyboard went with the old content
            self.focus_first()

    def _nickname_card(self) -> QFrame:
        _ = self.context.tr.gettext
        ask = _("What may we call you? (may be skipped)")
        field = QLineEdit()
        field.setObjectName("nickname")
        field.setMaxLength(NICKNAME_LENGTH)
        field.setAccessibleName(ask)
        field.setMinimumWidth(self.context.theme.px(220))
        prompt = label(ask)
        prompt.setBuddy(field)
        save = button(_("Save"))
        skip = button(_("Skip"), "quiet")

        def give() -> None:
            name = field.text().strip()
            if name:
                self.nickname_given.emit(name)
            else:
                self.nickname_skipped.emit()

        field.returnPressed.connect(give)
        save.clicked.connect(give)
        skip.clicked.connect(self.nickname_skipped)
        return card(column(prompt, _flow(field, save, skip)))

    def _resume_card(self, attempt: OpenAttempt) -> QFrame:
        from ethics_desktop.ui.widgets.result_text import discard_text  # only when one is open

        tr = self.context.tr
        _ = tr.gettext
        title = tr.pick(attempt.title)
        warning = discard_text(attempt, tr)
        return self._open_card(
            title,
            resume_text(attempt, tr),
            (_("Discard this assessment?"), warning),
            lambda: self.resume_requested.emit(attempt.attempt_id),
            lambda: self.discard_requested.emit(attempt.attempt_id),
        )

    def _play_card(self, play: OpenPlay) -> QFrame:
        _ = self.context.tr.gettext
        warning = _("“%(title)s” will begin anew the next time. What you tried stays on the map.")
        return self._open_card(
            play.title,
            play_text(play, self.context.tr),
            (_("Discard this story?"), warning % {"title": play.title}),
            lambda: self.play_resume_requested.emit(play.play_id),
            lambda: self.play_discard_requested.emit(play.play_id),
        )

    def _open_card(
        self,
        title: str,
        text: str,
        question: tuple[str, str],
        resume: Callable[[], None],
        discard: Callable[[], None],
    ) -> QFrame:
        """Make the card of something unfinished; ``question`` is asked before discarding."""
        _ = self.context.tr.gettext
        go_on = button(_("Continue"), "primary")
        throw = button(_("Discard"), "danger")
        for each in (go_on, throw):
            each.setAccessibleDescription(title)

        def ask() -> None:
            if self.context.dialogs.confirm(self, *question, _("Yes, discard"), _("Keep")):
                discard()

        go_on.clicked.connect(resume)
        throw.clicked.connect(ask)
        heading = label(_("Continue: %(title)s") % {"title": title}, "heading")
        return card(column(heading, label(text), _flow(go_on, throw)))

    def _add_start(self, layout: QVBoxLayout, data: HomeData) -> None:
        _ = self.context.tr.gettext
        form = data.short_form
        start = button(
            start_text(form, self.context.tr), "" if data.resumable or data.plays else "primary"
        )
        start.setObjectName("start")
        start.setProperty("big", True)
        start.setEnabled(form.available)
        start.clicked.connect(lambda: self.start_requested.emit(form.blueprint_id))
        layout.addLayout(_flow(start))
        if not form.available:
            layout.addWidget(
                label(_("There are no items yet. Add an item bank in Library."), "warn")
            )
        layout.addWidget(label(_("All answers are stored on this computer only."), "muted"))

    def _add_practice(self, layout: QVBoxLayout, today: DayCounts, dilemma: bool) -> None:
        """Add the cards that wait today, and the dilemma of the day for those who want it."""
        tr, _ = self.context.tr, self.context.tr.gettext
        if today.cards:
            from ethics_desktop.ui.widgets import day_text  # on demand: often nothing waits

            text = day_text.backlog_text(today, tr) or _("What you missed or doubted comes back.")
            layout.addWidget(
                self._action_card(
                    day_text.day_text(today, tr),
                    text,
                    _("Start today's cards"),
                    self.practice_requested.emit,
                )
            )
        if dilemma and today.dilemma_done:
            text = _("Answered for today. The next one comes tomorrow.")
            title = label(_("One dilemma a day"), "heading")
            layout.addWidget(card(column(title, readable(label(text)))))
        elif dilemma:
            layout.addWidget(
                self._action_card(
                    _("One dilemma a day"),
                    _("One situation, your choice, and the reasons at once. About 2 minutes."),
                    _("Answer today's dilemma"),
                    self.dilemma_requested.emit,
                )
            )

    def _step_card(self, step: NextStep, principles: tuple[PrincipleResult, ...]) -> QFrame:
        _ = self.context.tr.gettext
        reason, action = step_text(step, principles, self.context.tr)
        return self._action_card(
            _("Next step"), reason, action, lambda: self.step_chosen.emit(step)
        )

    def _last_card(self, last: SummaryRow) -> QFrame:
        _ = self.context.tr.gettext
        title = _("Last result: %(title)s") % {"title": self.context.tr.pick(last.title)}
        return self._action_card(
            title,
            last_text(last, self.context.tr),
            _("Open result"),
            lambda: self.open_result.emit(last.attempt_id),
        )

    def _promises_card(self, due: int) -> QFrame:
        tr = self.context.tr
        text = tr.ngettext(
            "%(n)d promise you made to yourself is due: did you carry it out?",
            "%(n)d promises you made to yourself are due: did you carry them out?",
            due,
        )
        return self._action_card(
            tr.gettext("Personal promise"),
            text % {"n": due},
            tr.gettext("Answer now"),
            self.promises_requested.emit,
        )

    def _principles_card(self, data: HomeData) -> QFrame:
        _ = self.context.tr.gettext
        layout = column(label(_("Your five principles"), "heading"), spacing=12)
        if any(found.estimate.n for found in data.principles):
            from ethics_desktop.ui.widgets.charts import PrincipleBars  # only when there are data

            layout.addWidget(PrincipleBars(self.context, data.principles))
        elif data.last is not None and not data.last.comparable:
            empty = _(
                "Your last result was answered faster than reading allows or paused for long, so "
                "it is not counted here. The next assessment will be."
            )
            layout.addWidget(readable(label(empty)))
        else:
            empty = _(
                "Integrity, fairness, accountability, transparency and professionalism will "
                "appear here as bars once you have finished an assessment."
            )
            layout.addWidget(readable(label(empty)))
        return card(layout)

    def _action_card(
        self, title: str, text: str, action: str, chosen: Callable[[], None]
    ) -> QFrame:
        act = button(action)
        act.setAccessibleDescription(title)
        act.clicked.connect(chosen)
        body: QLabel = readable(label(text))
        return card(column(label(title, "heading"), body, _flow(act)))


def _flow(*widgets: QWidget) -> FlowLayout:
    layout = FlowLayout(8)
    for widget in widgets:
        layout.addWidget(widget)
    return layout
