"""Playing a scenario: conversation, choices, meters; every choice is on disk before the next scene.

Keys: 1 to 9 choose, Up and Down move between the choices, Page Up and Page Down scroll, Esc goes
away for now. Nothing moves by animation, so there is nothing to switch off.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QPushButton, QScrollArea, QVBoxLayout, QWidget

from ethics_desktop.domain.errors import StorageError, UserError
from ethics_desktop.domain.playthrough import Entry
from ethics_desktop.messages import explain
from ethics_desktop.ui.context import UiContext
from ethics_desktop.ui.widgets import story_text
from ethics_desktop.ui.widgets.banner import Banner
from ethics_desktop.ui.widgets.basics import Page, button, label, row, scroll
from ethics_desktop.ui.widgets.choice_list import ChoiceList, FocusText
from ethics_desktop.ui.widgets.conversation import Conversation
from ethics_desktop.ui.widgets.flow_layout import FlowLayout
from ethics_desktop.ui.widgets.meters import Meters
from ethics_desktop.ui.widgets.paragraph import paragraph

if TYPE_CHECKING:
    from ethics_desktop.services.roleplay import Play

#: From this width on (pixels at 100 % text) the meters stand beside the conversation.
SIDE_BY_SIDE = 880
#: Width of the meters beside the conversation, and the widest conversation.
METERS_WIDTH, TALK_WIDTH = 288, 800
_MARGIN, _GAP = 16, 8
_PLAIN = (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class PlayPage(Page):
    """One playthrough on the screen.

    Signals: ``finished(play_id)`` when the person goes on from the ending to the debrief,
    ``left()`` when the person goes away and the playthrough stays open.

    Args:
        context: language, colours, clock.
        play: the open playthrough.
        parent: the stack of flows.
    """

    finished = Signal(str)
    left = Signal()

    def __init__(self, context: UiContext, play: Play, parent: QWidget | None = None) -> None:
        super().__init__(context, play.scenario.title, parent)
        self.play = play
        self._waiting = ""  # the choice that the disk refused
        self._aim: QWidget | None = None
        self._wide: bool | None = None
        self.banner = Banner(context, self)
        self.banner.action.connect(self._again)
        self.talk = Conversation(context, play.scenario)
        self.choices = ChoiceList(context)
        self.choices.chosen.connect(self.choose)
        self.choices.moved_to.connect(self._reveal)
        self._ending = self._make_ending()
        self.panel = Meters(context)
        self.strip = Meters(context, flat=True)
        self._build()
        self._show()
        if play.state.choices and not play.ended:
            _ = context.tr.gettext
            text = _("We go on from here. What you chose before stands above.")
            self.banner.show_message("info", text)

    # -- construction --------------------------------------------------------------------------

    def _build(self) -> None:
        _ = self.context.tr.gettext
        px = self.context.theme.px
        self.saved = label("", "muted", wrap=False)
        self.later = button(_("Come back later"), "quiet")
        self.later.clicked.connect(self._leave_for_now)
        title = label(self.title, "heading")
        head = row(title, self.saved, self.later, spacing=16)
        head.setStretch(0, 1)
        content = QWidget()
        content.setMaximumWidth(px(TALK_WIDTH))
        inner = QVBoxLayout(content)
        inner.setContentsMargins(2, 4, 12, 12)
        inner.setSpacing(16)
        if self.play.scenario.role:
            role = _("Your role: %(role)s") % {"role": self.play.scenario.role}
            inner.addWidget(paragraph(role, "muted"))
        for part in (self.talk, self.choices, self._ending):
            inner.addWidget(part)
        inner.addStretch(1)
        self._area: QScrollArea = scroll(content)
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._area.setAccessibleName(_("Conversation"))
        bar = self._area.verticalScrollBar()
        bar.rangeChanged.connect(lambda _low, _high: self._scroll_to_aim())
        bar.actionTriggered.connect(lambda _action: self._forget_aim())
        self._side = scroll(self.panel)
        self._side.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._side.setFixedWidth(px(METERS_WIDTH))
        body = row(self._area, self._side, spacing=16)
        body.setStretch(0, 1)
        middle = QWidget()
        middle.setMaximumWidth(px(TALK_WIDTH + METERS_WIDTH) + 64)
        beside = row(None, middle, None)
        beside.setStretch(1, 1000)
        self.setLayout(beside)
        outer = QVBoxLayout(middle)
        outer.setContentsMargins(_MARGIN, _GAP, _MARGIN, _GAP)
        outer.setSpacing(_GAP)
        outer.addLayout(head)
        outer.addWidget(self.banner)
        outer.addWidget(self.strip)
        outer.addLayout(body, 1)
        self._arrange(True)

    def _make_ending(self) -> QWidget:
        _ = self.context.tr.gettext
        made = QWidget()
        layout = QVBoxLayout(made)
        layout.setContentsMargins(0, 0, 0, 0)
        self._over = FocusText(self.context, _("The story has ended."))
        self.onward = button(_("Go on to the debrief"), "primary")
        self.onward.clicked.connect(self._finish)
        flow = FlowLayout()
        flow.addWidget(self.onward)
        layout.addWidget(self._over)
        layout.addLayout(flow)
        return made

    # -- behaviour -----------------------------------------------------------------------------

    def enter(self) -> None:
        """Show the present scene and put the keyboard before the choices."""
        self.focus_first()
        self._aim_at(story_text.last_scene(self.play.state.entries))
        self._announce(self.play.state.entries)

    def focus_first(self) -> None:
        """Put the keyboard before the choices, or before the way on from the ending."""
        (self._over if self.play.ended else self.choices.question).setFocus()

    def go_back(self) -> bool:
        """Esc goes away for now."""
        self._leave_for_now()
        return True

    def choose(self, choice_id: str) -> None:
        """Make a choice; the next scene is shown once it is on disk."""
        if self.play.ended:
            return
        told = len(self.play.state.entries)
        try:
            self.play.choose(choice_id)
        except StorageError as error:
            self._waiting = choice_id
            self.choices.hold(choice_id)
            self._refused(error, self.context.tr.gettext("Try again"))
            return
        except UserError as error:
            self._refused(error, "")
            return
        self._waiting = ""
        self.banner.clear()
        _ = self.context.tr.gettext
        now = self.context.tr.time(self.context.clock.now())
        self.saved.setText(_("Saved %(time)s") % {"time": now})
        self._show()
        self.focus_first()
        self._aim_at(told)
        self._announce(self.play.state.entries[told:])

    def _again(self) -> None:
        if self._waiting:
            self.choose(self._waiting)

    def _refused(self, error: UserError, action: str) -> None:
        text = " ".join(explain(error, self.context.tr))
        self.banner.show_message("bad", text, action, closable=not action)

    def _show(self) -> None:
        state = self.play.state
        self.talk.show_entries(state.entries)
        self.choices.show_choices(() if self.play.ended else self.play.offered)
        self._ending.setVisible(self.play.ended)
        since = state.entries[story_text.last_scene(state.entries) :]
        for meters in (self.panel, self.strip):
            meters.show_state(state.meters, since)
        stops = (
            self.later,
            *self.banner.findChildren(QPushButton),
            self.choices.question,
            *self.choices.buttons,
            self._over,
            self.onward,
        )
        for one, other in pairwise(stops):  # Tab goes in the order of reading
            QWidget.setTabOrder(one, other)

    def _announce(self, entries: Sequence[Entry]) -> None:
        """Have a screen reader say what is new; what the player has chosen is known."""
        tr = self.context.tr
        told = [
            story_text.changes_text(entry, tr)
            if entry.kind == "choice"
            else story_text.entry_text(self.play.scenario, entry, tr)
            for entry in entries[story_text.last_scene(entries) :]
        ]
        text = " ".join(part for part in told if part)
        if text:
            self.context.announce(self.talk, text)

    def _finish(self) -> None:
        if self.play.ended:
            self.finished.emit(self.play.play_id)

    def _leave_for_now(self) -> None:
        self.left.emit()

    # -- scrolling -----------------------------------------------------------------------------

    def _aim_at(self, place: int) -> None:
        """Bring an entry to the top, as far as there is something under it."""
        views = self.talk.views
        self._aim = views[place] if 0 < place < len(views) else None
        QTimer.singleShot(0, self, self._scroll_to_aim)

    def _scroll_to_aim(self) -> None:
        content = self._area.widget()
        if self._aim is not None and content is not None:
            top = self._aim.mapTo(content, self._aim.rect().topLeft()).y()
            self._area.verticalScrollBar().setValue(max(0, top - _GAP))

    def _reveal(self, button: QWidget) -> None:
        self._forget_aim()
        self._area.ensureWidgetVisible(button, 0, _GAP)

    def _forget_aim(self) -> None:
        self._aim = None

    # -- keys and arrangement ------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Act on the keys that no control wanted for itself."""
        plain = event.modifiers() in _PLAIN
        if not (plain and self._key(event.key(), event.isAutoRepeat())):
            super().keyPressEvent(event)

    def _key(self, key: int, repeated: bool) -> bool:
        bar = self._area.verticalScrollBar()
        if key in (Qt.Key.Key_PageUp, Qt.Key.Key_PageDown):
            self._forget_aim()
            bar.setValue(bar.value() + (1 if key == Qt.Key.Key_PageDown else -1) * bar.pageStep())
        elif key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            return self.choices.step(1 if key == Qt.Key.Key_Down else -1)
        elif repeated:
            return False
        elif self.play.ended and key in _ENTER:
            self._finish()
        elif Qt.Key.Key_1 <= key <= Qt.Key.Key_9:
            return self.choices.choose_number(key - Qt.Key.Key_0)
        else:
            return False
        return True

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        super().resizeEvent(event)
        self._arrange(event.size().width() >= self.context.theme.px(SIDE_BY_SIDE))

    def _arrange(self, wide: bool) -> None:
        """Wide: meters at the right. Narrow or large text: above the conversation."""
        if wide != self._wide:
            self._wide = wide
            self._side.setVisible(wide)
            self.strip.setVisible(not wide)
