"""One practice session on the screen: an item, then at once the reasons for every choice.

Keys: A to E or 1 to 5 choose, Enter checks the answer and then goes on, Esc stops. The reasons are
shown once the answer is on the disk, never before.
"""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLabel, QPushButton, QScrollArea, QVBoxLayout, QWidget

from ethics_desktop.domain.attempt import Answer, is_blank
from ethics_desktop.domain.certainty import Certainty
from ethics_desktop.domain.errors import StorageError, UserError
from ethics_desktop.domain.practice import PracticeKind
from ethics_desktop.messages import explain
from ethics_desktop.services.practice_session import Draft, Feedback, PracticeSession
from ethics_desktop.ui.context import UiContext
from ethics_desktop.ui.pages.exam_parts import item_scroll
from ethics_desktop.ui.widgets import practice_text
from ethics_desktop.ui.widgets.banner import Banner
from ethics_desktop.ui.widgets.basics import Page, button, column, drop, label, narrowed, row
from ethics_desktop.ui.widgets.certainty_row import CertaintyRow
from ethics_desktop.ui.widgets.choice_list import FocusText
from ethics_desktop.ui.widgets.flow_layout import FlowLayout
from ethics_desktop.ui.widgets.item_review import FrameworkTitle, ItemReview
from ethics_desktop.ui.widgets.item_view import ITEM_WIDTH, STEM_MARGINS, ItemView, chain_tabs
from ethics_desktop.ui.widgets.paragraph import paragraph

_MARGIN, _GAP = 16, 8
#: From this text scale on the question how sure one is scrolls with the item.
_SCROLL_FROM = 1.5
_GO_ON = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space)
_KEYPAD = Qt.KeyboardModifier.KeypadModifier
_PLAIN = (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ShiftModifier, _KEYPAD)


class PracticeRunPage(Page):
    """A session.

    Signals: ``finished()`` after the last item or when the person stops after some, ``left()``
    when she goes without an answer, ``certainty_off()`` for "do not ask again",
    ``study_requested()``.

    Args:
        context: language, colours, clock.
        session: what is practised.
        framework_title: names framework parts.
        ask_certainty: the person's wish.
        parent: the stack of flows.
    """

    finished = Signal()
    left = Signal()
    certainty_off = Signal()
    study_requested = Signal()
    help_topic = "practice"

    def __init__(
        self,
        context: UiContext,
        session: PracticeSession,
        framework_title: FrameworkTitle,
        ask_certainty: bool = True,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(context, practice_text.session_title(session.kind, context.tr), parent)
        self.session = session
        self._framework_title = framework_title
        self._ask = ask_certainty
        self._refused = False
        self._lead: FocusText | None = None
        self._review: ItemReview | None = None
        self.banner = Banner(context, self)
        self.banner.action.connect(self._act)
        self._build()
        self._show()

    # -- construction --------------------------------------------------------------------------

    def _build(self) -> None:
        _ = self.context.tr.gettext
        self.number = label("", "body", wrap=False)
        self.saved = label("", "muted", wrap=False)
        self.stop = button(_("Stop here"), "quiet")
        self.stop.clicked.connect(self._stop)
        head: FlowLayout | QVBoxLayout = FlowLayout(16)
        parts = (label(self.title, "heading", wrap=False), self.number, self.saved, self.stop)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(_MARGIN, _GAP, _MARGIN, _GAP)
        outer.setSpacing(_GAP)
        if self.context.theme.scale < _SCROLL_FROM:
            outer.addLayout(row(parts[0], parts[1], None, *parts[2:], spacing=16))
        else:
            for part in parts:
                head.addWidget(part)
            outer.addLayout(head)
        outer.addWidget(self.banner)
        self.view = ItemView(self.context, pause_ms=0)  # nothing is stored before the check
        self.view.answer_changed.connect(self._answered)
        self.hint = button(_("Show a hint"), "quiet")
        self.hint.clicked.connect(self._show_hint)
        self.hint_text = paragraph("")
        self.hint_text.setContentsMargins(STEM_MARGINS[0], 0, 0, 0)
        self.certainty = CertaintyRow(self.context)
        self.certainty.chosen.connect(self._sure)
        self.certainty.switched_off.connect(self._ask_no_more)
        self.go = button(_("Check the answer"), "primary")
        self.go.clicked.connect(self.go_on)
        self._asking = QWidget()
        asking = column(self.view, _flow(self.hint), self.hint_text, spacing=_GAP)
        self._asking.setLayout(asking)
        content = QWidget()
        self._inner = QVBoxLayout(content)
        self._inner.setContentsMargins(0, 0, _GAP, 0)
        self._inner.addWidget(self._asking)
        self._inner.addStretch(1)
        self.area: QScrollArea = item_scroll(content, _("Item"))
        outer.addWidget(self.area, 1)
        if self.context.theme.scale < _SCROLL_FROM:
            outer.addWidget(self.certainty)
        else:
            asking.addWidget(self.certainty)
        outer.addLayout(_flow(self.go))

    # -- what is shown -------------------------------------------------------------------------

    def _show(self) -> None:
        """Show the present item, or the feedback on it."""
        session, _ = self.session, self.context.tr.gettext
        place = {"n": session.position, "total": session.total}
        text = _("Item %(n)d of %(total)d") % place
        if session.repeat:
            text = f"{text} · " + _("once more")
        self._say(self.number, text if session.kind is not PracticeKind.DILEMMA else "")
        self._drop_review()
        asking = session.feedback is None
        self._asking.setVisible(asking)
        self.certainty.setVisible(asking and self._ask)
        if session.feedback is not None:
            self._show_feedback(session.feedback)
            return
        self.view.show_item(session.form_item, session.draft.answer)
        self.hint.setVisible(bool(session.hint))
        self.hint_text.hide()
        self.certainty.show_certainty(session.draft.certainty)
        self._say(self.saved, "")
        self._name_go(_("Check the answer"))
        self._enable()
        self._to_top()

    def _show_feedback(self, told: Feedback) -> None:
        tr, _ = self.context.tr, self.context.tr.gettext
        said = practice_text.verdict(told, tr)
        lead = QWidget()
        self._lead = FocusText(self.context, said)
        inner = column(self._lead, spacing=4)
        again = practice_text.next_text(told, tr)
        if again:
            inner.addWidget(paragraph(again))
        lead.setLayout(inner)
        self._review = ItemReview(self.context, told.result, self._framework_title, lead=lead)
        inside = QWidget()
        inside.setLayout(column(self._review, margins=(2, 4, 4, 16)))
        self._holder = narrowed(inside, self.context.theme.px(ITEM_WIDTH))
        self._inner.insertWidget(0, self._holder)
        self._holder.show()
        chain_tabs(self.certainty.off, self._lead, self.go)
        self._say(self.saved, _("Saved %(time)s") % {"time": tr.time(told.saved_at)})
        self._name_go(_("Finish") if self.session.last else _("Go on"))
        self.go.setEnabled(True)
        if told.leech:
            self.banner.show_message("info", practice_text.leech_text(tr), _("Study again"))
        self._to_top()

    def _drop_review(self) -> None:
        if self._review is not None:
            drop(self._inner, self._holder)
            self._review, self._lead = None, None

    def _say(self, shown: QLabel, text: str) -> None:
        shown.setText(text)
        shown.setVisible(bool(text))

    def _name_go(self, text: str) -> None:
        self.go.setText(text)
        self.go.setAccessibleName(text)

    def _to_top(self) -> None:
        bar = self.area.verticalScrollBar()
        bar.setValue(0)
        QTimer.singleShot(0, bar, lambda: bar.setValue(0))  # once the new item is laid out

    # -- behaviour -----------------------------------------------------------------------------

    def enter(self) -> None:
        """The item is in sight."""
        if self.session.feedback is None:
            self.session.open()
        self.focus_first()

    def leave(self) -> None:
        """The item is out of sight; what was not checked stays as a draft."""
        self.view.flush()
        self.session.pause()

    def unsaved(self) -> bool:
        """Tell whether the disk refused the answer on the screen."""
        return self._refused

    def focus_first(self) -> None:
        """Begin at the text of the item, or at the feedback on it."""
        if self._lead is not None:
            self._lead.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self.view.focus_stem()

    def go_back(self) -> bool:
        """Esc stops."""
        self._stop()
        return True

    def go_on(self) -> None:
        """Check the answer, or go on from the feedback."""
        if self.session.feedback is None:
            self._check()
            return
        self.banner.clear()
        try:
            there = self.session.next()
        except UserError as error:
            self.banner.show_message("bad", " ".join(explain(error, self.context.tr)))
            return
        if not there:
            self.finished.emit()
            return
        self._show()
        self.session.open()
        self.view.focus_stem()
        self.context.announce(self.number, self.number.text())

    def _check(self) -> None:
        self.view.flush()
        answer = self.session.draft.answer
        if answer is None or is_blank(answer):
            return
        try:
            told = self.session.answer(answer, self.session.draft.certainty)
        except StorageError as error:
            self._refused = True
            text = " ".join(explain(error, self.context.tr))
            again = self.context.tr.gettext("Try saving again")
            self.banner.show_message("bad", text, again, closable=False)
            return
        except UserError as error:
            self.banner.show_message("bad", " ".join(explain(error, self.context.tr)))
            return
        self._refused = False
        self.banner.clear()
        self._show()
        self.focus_first()
        said = practice_text.verdict(told, self.context.tr)
        again = practice_text.next_text(told, self.context.tr)
        self.context.announce(self, f"{said} {again}".strip())

    def _act(self) -> None:
        if self.session.feedback is None:
            self._check()
        else:
            self.study_requested.emit()

    def _stop(self) -> None:
        (self.finished if self.session.results else self.left).emit()

    def _answered(self, answer: Answer | None) -> None:
        self.session.draft = Draft(answer, self.session.draft.certainty)
        self._enable()

    def _sure(self, certainty: Certainty) -> None:
        self.session.draft = Draft(self.session.draft.answer, certainty)

    def _ask_no_more(self) -> None:
        _ = self.context.tr.gettext
        self._ask = False
        self.session.draft = Draft(self.session.draft.answer, None)
        self.certainty.hide()
        self.certainty_off.emit()
        self.banner.show_message(
            "info", _("You will not be asked again; Settings can change that.")
        )
        self.view.focus_stem()

    def _enable(self) -> None:
        answer = self.session.draft.answer
        self.go.setEnabled(answer is not None and not is_blank(answer))

    def _show_hint(self) -> None:
        text = self.session.use_hint()
        self.hint_text.setText(text)
        self.hint_text.show()
        self.hint.hide()
        self.context.announce(self.hint_text, text)

    # -- keys ----------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Act on the keys that no control wanted for itself."""
        plain = event.modifiers() in _PLAIN and not event.isAutoRepeat()
        if not (plain and self._key(event.key())):
            super().keyPressEvent(event)

    def _key(self, key: int) -> bool:
        if key in _GO_ON:
            held = self.focusWidget()
            if isinstance(held, QPushButton):
                held.click()
            else:
                self.view.flush()
                if self.go.isEnabled():
                    self.go_on()
            return True
        return self.session.feedback is None and self.view.choose_by_key(key)


def _flow(*widgets: QWidget) -> FlowLayout:
    layout = FlowLayout(8)
    for widget in widgets:
        layout.addWidget(widget)
    return layout
