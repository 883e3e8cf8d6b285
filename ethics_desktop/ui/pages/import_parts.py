"""Parts of the import preview: are the letters right, and which scenarios go in."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QFrame, QVBoxLayout, QWidget

from ethics_desktop.domain.findings import digest, has_errors
from ethics_desktop.i18n import N_
from ethics_desktop.services.import_plan import State, StoryEntry
from ethics_desktop.ui.context import UiContext
from ethics_desktop.ui.import_session import ImportSession
from ethics_desktop.ui.widgets.basics import button, card, column, label
from ethics_desktop.ui.widgets.check_row import CheckRow
from ethics_desktop.ui.widgets.chooser import Chooser
from ethics_desktop.ui.widgets.findings_list import findings_list
from ethics_desktop.ui.widgets.flow_layout import FlowLayout
from ethics_desktop.ui.widgets.paragraph import paragraph

#: More scenarios than this are counted, not listed; they go in as usual.
MOST_STORIES = 60
STATES = {
    State.NEW: N_("new"),
    State.CHANGED: N_("changed"),
    State.SAME: N_("same"),
    State.GONE: N_("gone"),
}
#: How letters may be stored, by the name a reader gives and takes.
ENCODINGS = (
    ("utf-8", "UTF-8"),
    ("cp1252", "Windows-1252"),
    ("utf-16", "UTF-16"),
)


def encoding_name(encoding: str) -> str:
    """Return what an encoding is called on the screen."""
    found = (title for name, title in ENCODINGS if encoding.startswith(name))
    return next(found, encoding)


class LettersQuestion(QWidget):
    """Asks whether the letters of a text file were read rightly.

    Signals: ``confirmed()``; ``encoding_requested(str)`` to read the file again, with one of
    ``ENCODINGS``; ``left()``.
    """

    confirmed = Signal()
    encoding_requested = Signal(str)
    left = Signal()

    def __init__(
        self, context: UiContext, session: ImportSession, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._context = context
        self._session = session
        _ = context.tr.gettext
        inner = column(label(_("Are these letters right?"), "heading"), spacing=8)
        text = (
            _("As you said, the file was read as %(encoding)s.")
            if session.preview.encoding
            else _("The file does not say how its letters are stored. It was read as %(encoding)s.")
        )
        inner.addWidget(paragraph(text % {"encoding": encoding_name(session.encoding)}))
        pieces = session.shown.letters
        for piece in pieces:
            inner.addWidget(paragraph(piece, "strong"))
        if not pieces:
            inner.addWidget(paragraph(_("The questions hold no letters that could be wrong.")))
        elif any("\ufffd" in piece for piece in pieces):
            inner.addWidget(paragraph(_("Some letters cannot be read this way."), "warn"))
        yes = button(_("Yes, they are right"), "primary")
        yes.setObjectName("letters-right")
        yes.clicked.connect(self.confirmed)
        tools = FlowLayout(8)
        tools.addWidget(yes)
        inner.addLayout(tools)
        if session.preview.asks_letters:
            self._other(inner)
        else:
            no = button(_("No, do not import"))
            no.clicked.connect(self.left)
            tools.addWidget(no)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(card(inner))

    def _other(self, inner: QVBoxLayout) -> None:
        _ = self._context.tr.gettext
        title = _("No, they are stored as")
        chooser = Chooser()
        chooser.setObjectName("encoding")
        chooser.setAccessibleName(title)
        present = encoding_name(self._session.encoding)
        for name, shown in ENCODINGS:
            if shown != present:
                chooser.addItem(shown, name)
        prompt = label(title, wrap=False)
        prompt.setBuddy(chooser)
        again = button(_("Read again"))
        again.clicked.connect(lambda: self.encoding_requested.emit(chooser.currentData()))
        tools = FlowLayout(8)
        for each in (chooser, again):
            tools.addWidget(each)
        inner.addWidget(prompt)
        inner.addLayout(tools)


class StoryChoice(QWidget):
    """The scenarios of the file, each with its state, its findings and a decision of its own.

    Signals: ``decided()`` after a decision was written into the session.
    """

    decided = Signal()

    def __init__(
        self, context: UiContext, session: ImportSession, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        tr = context.tr
        self._context = context
        self._session = session
        inner = column(label(tr.gettext("Scenarios in the file"), "heading"), spacing=8)
        order = (State.NEW, State.CHANGED, State.GONE, State.SAME)
        stories = sorted(session.plan.stories, key=lambda e: order.index(e.state))
        for entry in stories[:MOST_STORIES]:
            self._story(inner, entry)
        rest = len(stories) - MOST_STORIES
        if rest > 0:
            more = tr.ngettext(
                "and %(n)s more scenario; new and changed ones go in",
                "and %(n)s more scenarios; new and changed ones go in",
                rest,
            )
            inner.addWidget(label(more % {"n": tr.number(rest)}, "muted"))
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        made: QFrame = card(inner)
        outer.addWidget(made)

    def _story(self, inner: QVBoxLayout, entry: StoryEntry) -> None:
        tr, _ = self._context.tr, self._context.tr.gettext
        told = {"title": entry.scenario.title, "state": _(STATES[entry.state])}
        if entry.state is State.SAME:
            inner.addWidget(label(_("%(title)s (%(state)s)") % told))
        elif entry.state is State.GONE:
            text = _("Remove “%(title)s”, which the file no longer has") % told
            inner.addWidget(self._box(entry, text))
        else:
            inner.addWidget(self._box(entry, _("%(title)s (%(state)s)") % told))
        found = self._session.story_findings(entry.id) if entry.state is not State.GONE else ()
        if has_errors(found):
            text = _("It has errors: it can be imported, but not played until they are mended.")
            inner.addWidget(paragraph(text, "warn"))
        if found:
            shown = findings_list(digest(found), tr)
            shown.button.setAccessibleDescription(entry.scenario.title)
            inner.addWidget(shown)

    def _box(self, entry: StoryEntry, text: str) -> QCheckBox:
        def decide(on: bool) -> None:
            self._session.take_story(entry.id, on)
            self.decided.emit()

        box = CheckRow(text)
        box.setObjectName(f"story-{entry.id}")
        box.setChecked(entry.id in self._session.stories)
        box.toggled.connect(decide)
        return box
