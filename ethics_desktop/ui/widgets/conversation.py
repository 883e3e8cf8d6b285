"""The story so far as a conversation: name, side and initial tell who speaks, colour only helps."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QFrame, QLabel, QSizePolicy, QVBoxLayout, QWidget

from ethics_desktop.domain.playthrough import Entry
from ethics_desktop.domain.scenario import PLAYER, Scenario
from ethics_desktop.ui.context import UiContext
from ethics_desktop.ui.theme import SMALL
from ethics_desktop.ui.widgets import story_text
from ethics_desktop.ui.widgets.basics import column, drop, label, row
from ethics_desktop.ui.widgets.paragraph import paragraph

_TOP = Qt.AlignmentFlag.AlignTop
#: What a bubble leaves free at the other side, pixels at 100 %.
_INDENT = 56


class Initial(QWidget):
    """The initials of a speaker in a circle; decoration, the name stands beside it."""

    def __init__(self, context: UiContext, letters: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = context.theme
        self._letters = letters
        side = context.theme.px(32)
        self.setFixedSize(side, side)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(self._theme.color("control"), 1.5))
        painter.setBrush(self._theme.color("surface_alt"))
        painter.drawEllipse(QRectF(self.rect()).adjusted(1, 1, -1, -1))
        painter.setPen(self._theme.color("text"))
        painter.setFont(self._theme.font(SMALL, bold=True))
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, self._letters)
        painter.end()


class EntryView(QWidget):
    """One entry: the speaker's bubble, and under it what the step did to the meters."""

    def __init__(
        self, context: UiContext, scenario: Scenario, entry: Entry, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._context = context
        self.entry = entry
        layout = column(self._bubble(scenario, entry), spacing=4)
        changed = story_text.changes_text(entry, context.tr)
        if changed:
            layout.addLayout(self._consequence(changed, entry))
        self.setLayout(layout)

    def _bubble(self, scenario: Scenario, entry: Entry) -> QWidget:
        tr = self._context.tr
        if entry.kind == "end":
            return self._ending(entry)
        name = story_text.speaker_name(scenario, entry.speaker, tr)
        about = story_text.speaker_about(scenario, entry.speaker)
        head = label(name, "speaker")
        text = paragraph(entry.text)
        if not entry.speaker:
            frame = _frame("narrator", column(head, text, spacing=2))
            return _spread(self._picture("story"), frame, 0, _INDENT)
        if entry.speaker == PLAYER:
            head.setAlignment(Qt.AlignmentFlag.AlignLeft)
            frame = _frame("player", column(head, text, spacing=2))
            return _spread(frame, self._picture("person"), self._context.theme.px(_INDENT), 0)
        inner = column(head, spacing=2)
        if about:
            inner.addWidget(label(about, "muted"))
        inner.addWidget(text)
        frame = _frame("other", inner)
        mark = Initial(self._context, story_text.initials(name))
        return _spread(mark, frame, 0, self._context.theme.px(_INDENT))

    def _ending(self, entry: Entry) -> QFrame:
        title = label(story_text.ending_title(entry.title, self._context.tr), "heading")
        head = row(self._picture("flag"), title, spacing=8)
        head.setStretch(1, 1)
        inner = column(head, spacing=8)
        if entry.text:
            inner.addWidget(paragraph(entry.text))
        return _frame("end", inner)

    def _consequence(self, text: str, entry: Entry) -> QVBoxLayout:
        made = paragraph(text, "small")
        line = row(self._picture("meters", "muted", 18), made, None, spacing=8)
        line.setStretch(1, 1000)
        indent = self._context.theme.px(_INDENT if entry.speaker == PLAYER else 40)
        return column(line, margins=(indent, 0, 0, 0))

    def _picture(self, name: str, role: str = "text", size: int = 24) -> QLabel:
        made = QLabel()
        ratio = self.devicePixelRatioF()
        made.setPixmap(self._context.icons.pixmap(name, role, size, ratio))
        made.setFixedWidth(self._context.theme.px(max(size, 18)) + 8)
        made.setAlignment(_TOP | Qt.AlignmentFlag.AlignHCenter)
        return made


class Conversation(QWidget):
    """The entries of a story, oldest first.

    Args:
        context: what every widget gets.
        scenario: names the speakers.
        parent: the page.
    """

    def __init__(
        self, context: UiContext, scenario: Scenario, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._context = context
        self._scenario = scenario
        self._views: list[EntryView] = []
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(12)
        self.setAccessibleName(context.tr.gettext("Conversation"))

    @property
    def views(self) -> tuple[EntryView, ...]:
        """The entries on the screen."""
        return tuple(self._views)

    def show_entries(self, entries: Sequence[Entry]) -> list[EntryView]:
        """Show a story; what is there already stays. Return the views that are new."""
        same = [view.entry for view in self._views] == list(entries[: len(self._views)])
        if not same:
            for view in self._views:
                drop(self._layout, view)
            self._views = []
        fresh = []
        for entry in entries[len(self._views) :]:
            view = EntryView(self._context, self._scenario, entry)
            self._layout.addWidget(view)
            self._views.append(view)
            fresh.append(view)
        return fresh


def _frame(kind: str, layout: QVBoxLayout) -> QFrame:
    frame = QFrame()
    frame.setProperty("bubble", kind)
    layout.setContentsMargins(12, 8, 12, 10)
    frame.setLayout(layout)
    frame.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
    return frame


def _spread(first: QWidget, second: QWidget, before: int, after: int) -> QWidget:
    """Set a mark beside its bubble, with room at one side."""
    holder = QWidget()
    line = row(first, second, spacing=8, margins=(before, 0, after, 0))
    for part in (first, second):
        if not isinstance(part, QFrame) or isinstance(part, QLabel):
            line.setAlignment(part, _TOP)
        else:
            line.setStretchFactor(part, 1)
    holder.setLayout(line)
    return holder
