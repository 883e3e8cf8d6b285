"""Writing in the journal: one field, or the short prompts after an attempt or a scenario."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QLineEdit, QWidget

from ethics_desktop.domain.errors import UserError
from ethics_desktop.domain.journal import TEXT_LIMIT, TITLE_LIMIT, Origin, Plan, Prompt
from ethics_desktop.messages import explain
from ethics_desktop.ui.context import UiContext
from ethics_desktop.ui.journal_draft import EntryDraft
from ethics_desktop.ui.widgets import journal_text
from ethics_desktop.ui.widgets.banner import Banner
from ethics_desktop.ui.widgets.basics import Page, button, card, column, label
from ethics_desktop.ui.widgets.disclosure import Disclosure
from ethics_desktop.ui.widgets.flow_layout import FlowLayout
from ethics_desktop.ui.widgets.paragraph import paragraph
from ethics_desktop.ui.widgets.plan_fields import PlanFields
from ethics_desktop.ui.widgets.writing import WritingField

#: What was typed is stored so long after the last key, milliseconds.
PAUSE_MS = 1500


class EntryPage(Page):
    """One entry; stored in pauses, when it is left, and by its button.

    Args:
        context: what every page gets.
        draft: the entry; outlives the page.
        warn: show the note about names and secrets, once in a profile's life.
        pause_ms: how long after the last key the text is stored.
        parent: the stack.

    Signals: ``left()`` to close the page; ``delete_requested(str)`` (already confirmed);
    ``warning_read()`` when the note was closed.
    """

    help_topic = "journal"
    left = Signal()
    delete_requested = Signal(str)
    warning_read = Signal()

    def __init__(
        self,
        context: UiContext,
        draft: EntryDraft,
        warn: bool = False,
        pause_ms: int = PAUSE_MS,
        parent: QWidget | None = None,
    ) -> None:
        _ = context.tr.gettext
        free = draft.entry.origin is Origin.FREE
        super().__init__(context, _("Entry") if free else _("Reflection"), parent)
        self.draft = draft
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(pause_ms)
        self._timer.timeout.connect(self.save)
        layout = self.body()
        self.banner = Banner(context)
        self.banner.action.connect(self.save)
        layout.addWidget(self.banner)
        layout.addWidget(label(self.title, "title"))
        origin = journal_text.origin_text(draft.entry, context.tr)
        if origin:
            layout.addWidget(paragraph(origin, "muted"))
        layout.addWidget(paragraph(_("Only for you: not scored, and in no recap."), "muted"))
        if warn:
            layout.addWidget(self._warning())
        layout.addWidget(self._fields())
        layout.addWidget(self._plan_card())
        layout.addLayout(self._buttons())
        layout.addWidget(self._channels())
        layout.addStretch(1)
        shortcut = QShortcut(QKeySequence("Ctrl+S"), self)
        shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        shortcut.activated.connect(self.save)
        self._show_saved()

    # --- parts -----------------------------------------------------------------------------

    def _warning(self) -> QWidget:
        _ = self.context.tr.gettext
        note = Banner(self.context)
        text = _("Do not write names or confidential data, not even here.")
        note.show_message("info", text, _("Understood"), closable=False)
        note.action.connect(note.hide)
        note.action.connect(self.warning_read)
        self.warning = note
        return note

    def _fields(self) -> QWidget:
        _, entry = self.context.tr.gettext, self.draft.entry
        title_text = _("Title (may stay empty)")
        self.title_field = QLineEdit(entry.title)
        self.title_field.setObjectName("entry-title")
        self.title_field.setMaxLength(TITLE_LIMIT)
        self.title_field.setAccessibleName(title_text)
        self.title_field.textEdited.connect(self._title_edited)
        prompt = label(title_text)
        prompt.setBuddy(self.title_field)
        layout = column(column(prompt, self.title_field, spacing=4), spacing=16)
        self.fields: dict[Prompt, WritingField] = {}
        many = len(entry.prompts) > 1
        for number, one in enumerate(entry.prompts, 1):
            head, question = (_(text) if text else "" for text in journal_text.PROMPTS[one])
            name = question or head
            field = WritingField(
                name, entry.answers.get(one, ""), (2, 12) if many else (8, 24), TEXT_LIMIT
            )
            field.setObjectName(f"entry-{one.value}")
            field.edited.connect(lambda one=one, field=field: self._answer_edited(one, field))
            field.full.connect(self._full)
            self.fields[one] = field
            asked = label(f"{number}. {name}" if many else name)
            asked.setBuddy(field)
            layout.addLayout(column(asked, field, spacing=4))
        return card(layout)

    def _plan_card(self) -> QWidget:
        _ = self.context.tr.gettext
        six = self.draft.entry.origin is not Origin.FREE
        heading = _("6. Personal promise") if six else _("Personal promise")
        self.plan = PlanFields(self.context, self.draft.plan)
        self.plan.edited.connect(self._plan_edited)
        self.plan.full.connect(self._full)
        text = _("If you like: you will be asked about it after 30 and 90 days, nobody else will.")
        part = QWidget()
        part.setLayout(column(paragraph(text, "muted"), self.plan, spacing=12))
        if six or not self.draft.plan.blank:
            return card(column(label(heading, "heading"), part, spacing=8))
        shown = Disclosure(_("Add a promise"), _("Hide the promise"), part)
        return card(column(label(heading, "heading"), shown, spacing=8))

    def _buttons(self) -> FlowLayout:
        _ = self.context.tr.gettext
        flow = FlowLayout(12)
        self.save_button = button(_("Save"), "primary")
        self.save_button.clicked.connect(self.save)
        back = button(_("Back"))
        back.clicked.connect(self._leave)
        self.delete_button = button(_("Delete entry…"), "danger")
        self.delete_button.clicked.connect(self._ask_delete)
        self.saved = label("", "muted", wrap=False)
        for part in (self.save_button, back, self.delete_button, self.saved):
            flow.addWidget(part)
        return flow

    def _channels(self) -> QWidget:
        _ = self.context.tr.gettext
        part = paragraph(_(journal_text.CHANNELS), "small")
        return Disclosure(_("Where to report something"), _("Hide the channels"), part)

    # --- what the person does --------------------------------------------------------------

    def _title_edited(self, text: str) -> None:
        self.draft.change_title(text)
        self._wait()

    def _answer_edited(self, prompt: Prompt, field: WritingField) -> None:
        self.draft.change_answer(prompt, field.text)
        self._wait()

    def _plan_edited(self, plan: Plan) -> None:
        self.draft.change_plan(plan)
        self._wait()

    def _full(self) -> None:
        text = self.context.tr.gettext("This field is full. Go on in another entry.")
        self.banner.show_message("info", text)
        self.reveal(self.banner)

    def _wait(self) -> None:
        if self.draft.dirty:
            self._show_saved()
            self._timer.start()

    def save(self) -> bool:
        """Store what is not stored; tell how it went. Returns whether nothing is left to store."""
        self._timer.stop()
        was = self.draft.dirty
        error = self.draft.try_save()
        if error is not None:
            self._tell(error)
        elif was and not self.draft.dirty:
            self.banner.clear()
        self._show_saved()
        return not self.unsaved()

    def _tell(self, error: UserError) -> None:
        _ = self.context.tr.gettext
        said = explain(error, self.context.tr)
        text = f"{said.what} {said.action}"
        self.banner.show_message("bad", text, _("Try saving again"), closable=False)
        self.reveal(self.banner)

    def _show_saved(self) -> None:
        tr, draft = self.context.tr, self.draft
        if draft.dirty and not (draft.entry_id is None and draft.blank):
            text = tr.gettext("Not stored yet")
        elif draft.saved_at is not None:
            text = tr.gettext("Saved %(time)s") % {"time": tr.time(draft.saved_at)}
        else:
            text = ""
        if text != self.saved.text():
            self.saved.setText(text)
            if not draft.dirty and text:
                self.context.announce(self, text)
        self.delete_button.setVisible(draft.entry_id is not None)

    def _leave(self) -> None:
        if self.save():
            self.left.emit()

    def _ask_delete(self) -> None:
        _ = self.context.tr.gettext
        text = _("It is removed from the data file.")
        if not self.draft.plan.blank:
            text += " " + _("Its promise goes with it.")
        text += " " + _("Backups made before still hold it; you can delete them in Settings.")
        if self.draft.entry_id is not None and self.context.dialogs.confirm(
            self, _("Delete this entry?"), text, _("Yes, delete"), _("Keep")
        ):
            self._timer.stop()
            self.draft.dirty = False
            self.delete_requested.emit(self.draft.entry_id)

    # --- as a page -------------------------------------------------------------------------

    def leave(self) -> None:
        """Store what is pending."""
        self.save()

    def unsaved(self) -> bool:
        """Tell whether the disk refused what was written."""
        return self.draft.dirty and not (self.draft.entry_id is None and self.draft.blank)

    def go_back(self) -> bool:
        """Esc stores and goes back; when that fails, the page stays."""
        self._leave()
        return True

    def focus_first(self) -> None:
        """Begin where writing begins."""
        first = self.title_field if self.draft.entry.origin is Origin.FREE else None
        target = first or next(iter(self.fields.values()))
        target.setFocus(Qt.FocusReason.OtherFocusReason)
