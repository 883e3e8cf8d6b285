"""What is in a copy beside what is in place now: before restoring, and after a repair."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from ethics_desktop.domain.copies import CopyContents, Rebuilt
from ethics_desktop.i18n import Translator
from ethics_desktop.messages import finding_text
from ethics_desktop.ui.context import UiContext
from ethics_desktop.ui.table_model import Column, TableModel
from ethics_desktop.ui.widgets.basics import Page, breakable, button, card, column, label
from ethics_desktop.ui.widgets.fit_table import FitTable
from ethics_desktop.ui.widgets.flow_layout import FlowLayout
from ethics_desktop.ui.widgets.paragraph import paragraph

if TYPE_CHECKING:
    from ethics_desktop.ui.pages.settings_data import BackupEntry

#: Name of a fact and the texts of each column.
Line = tuple[str, ...]


def content_lines(found: Sequence[CopyContents | None], tr: Translator) -> list[Line]:
    """Return the lines of a table of contents; None is something that cannot be read."""
    _ = tr.gettext

    def line(name: str, text: Callable[[CopyContents], str]) -> Line:
        return (name, *(_("unreadable") if one is None else text(one) for one in found))

    def journal(one: CopyContents) -> str:
        count = tr.number(one.entries)
        return _("%(n)s, locked with a PIN") % {"n": count} if one.journal_locked else count

    return [
        line(_("Finished assessments"), lambda one: tr.number(one.finished)),
        line(_("Unfinished assessments"), lambda one: tr.number(one.open)),
        line(_("Scenarios played"), lambda one: tr.number(one.plays)),
        line(_("Practice answers"), lambda one: tr.number(one.practised)),
        line(_("Journal entries"), journal),
        line(_("Personal promises"), lambda one: tr.number(one.promises)),
        line(
            _("Last change"),
            lambda one: _("none") if one.last_at is None else tr.date_time(one.last_at),
        ),
    ]


def content_table(
    context: UiContext, titles: Sequence[str], found: Sequence[CopyContents | None], name: str
) -> FitTable:
    """Return a table of what data files hold, one column each."""
    heads = (context.tr.gettext("Content"), *titles)
    columns = tuple(
        Column(title, lambda line, place=place: line[place], stretch=1)  # type: ignore[misc]
        for place, title in enumerate(heads)
    )
    return FitTable(context, TableModel(columns, content_lines(found, context.tr)), name)


class RestorePage(Page):
    """Shows what is in a copy and what it would replace.

    Signals: ``restore_requested()``; ``left()``.
    """

    help_topic = "data"
    restore_requested = Signal()
    left = Signal()

    def __init__(
        self,
        context: UiContext,
        entry: BackupEntry,
        copy: CopyContents,
        present: CopyContents | None,
        parent: QWidget | None = None,
    ) -> None:
        tr, _ = context.tr, context.tr.gettext
        super().__init__(context, _("Restore this backup?"), parent)
        layout = self.body()
        layout.addWidget(label(self.title, "title"))
        made = _("Made on %(when)s.") % {"when": tr.date_time(entry.made_at)}
        layout.addWidget(paragraph(made))
        titles = (_("This backup"), _("Present data"))
        self.table = content_table(context, titles, (copy, present), _("What is in the backup"))
        layout.addWidget(card(column(self.table)))
        for text in self._notes(copy, present):
            layout.addWidget(paragraph(text))
        for problem in copy.problems[:3]:
            layout.addWidget(paragraph(finding_text(problem, tr).what, "warn"))
        flow = FlowLayout(12)
        self.restore_button = button(_("Yes, restore"), "primary")
        self.restore_button.setEnabled(copy.sound)
        self.restore_button.clicked.connect(self.restore_requested)
        back = button(_("Cancel"))
        back.clicked.connect(self.left)
        flow.addWidget(self.restore_button)
        flow.addWidget(back)
        layout.addLayout(flow)
        layout.addStretch(1)

    def _notes(self, copy: CopyContents, present: CopyContents | None) -> list[str]:
        _ = self.context.tr.gettext
        if not copy.sound:
            return [_("This backup is damaged and cannot be restored. Choose another one.")]
        texts = [_("The present data are kept as a backup first.")]
        if copy.journal_locked:
            texts.append(_("The journal in this backup opens with the PIN of that time."))
        elif copy.entries and present is not None and present.journal_locked:
            texts.append(_("The journal in this backup is not encrypted; set the PIN again."))
        return texts


class RescuePage(Page):
    """A damaged data file: what was saved of it, and the way on.

    Args:
        context: what every page gets.
        file: the damaged file.
        made: what was rebuilt; None when nothing sound could be made.
        copies: how many copies there are.
        parent: the stack.

    Signals: ``use_requested()``; ``backups_requested()``; ``left()``.
    """

    help_topic = "data"
    use_requested = Signal()
    backups_requested = Signal()
    left = Signal()

    def __init__(
        self,
        context: UiContext,
        file: str,
        made: Rebuilt | None,
        copies: int,
        parent: QWidget | None = None,
    ) -> None:
        _ = context.tr.gettext
        super().__init__(context, _("The data file is damaged"), parent)
        layout = self.body()
        layout.addWidget(label(self.title, "title"))
        text = _(
            "This file cannot be read any more as it is: %(path)s. The usual causes are a power "
            "cut, a failing disk or a program that synchronises the folder."
        )
        layout.addWidget(paragraph(text % {"path": breakable(file)}))
        if made is not None:
            self._result(layout, made)
        else:
            nothing = _("Nothing sound could be built from it.")
            layout.addWidget(paragraph(nothing, "strong"))
        flow = FlowLayout(12)
        if made is not None:
            self.use_button = button(_("Go on with the repaired data"), "primary")
            self.use_button.clicked.connect(self.use_requested)
            flow.addWidget(self.use_button)
        if copies:
            other = button(_("Choose a backup instead"))
            other.clicked.connect(self.backups_requested)
            flow.addWidget(other)
        later = button(_("Change nothing now"))
        later.clicked.connect(self.left)
        flow.addWidget(later)
        layout.addLayout(flow)
        kept = _("Nothing is lost by going on: the damaged file is kept among the backups.")
        layout.addWidget(paragraph(kept, "muted"))
        layout.addStretch(1)

    def go_back(self) -> bool:
        """Esc changes nothing."""
        self.left.emit()
        return True

    def _result(self, layout: QVBoxLayout, made: Rebuilt) -> None:
        tr = self.context.tr
        _ = tr.gettext
        if made.copied_at is not None:
            base = _("Rebuilt from the backup of %(when)s and what could still be read:")
            layout.addWidget(paragraph(base % {"when": tr.date_time(made.copied_at)}))
            titles: tuple[str, ...] = (_("Repaired data"), _("The backup alone"))
            found: tuple[CopyContents, ...] = (made.contents, made.from_copy)
        else:
            layout.addWidget(paragraph(_("Rebuilt from what could still be read:")))
            titles, found = (_("Repaired data"),), (made.contents,)
        self.table = content_table(self.context, titles, found, _("What was saved"))
        layout.addWidget(card(column(self.table)))
        if made.unreadable:
            lost = tr.ngettext(
                "%(n)d assessment or story could not be saved.",
                "%(n)d assessments or stories could not be saved.",
                made.unreadable,
            )
            layout.addWidget(paragraph(lost % {"n": made.unreadable}, "warn"))
