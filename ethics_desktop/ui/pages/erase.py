"""Hapus jejak saya: what will go and what stays, told before anything happens."""

from __future__ import annotations

import msgspec
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from ethics_desktop.ui.context import UiContext
from ethics_desktop.ui.widgets.basics import Page, breakable, button, card, column, label
from ethics_desktop.ui.widgets.check_row import CheckRow
from ethics_desktop.ui.widgets.flow_layout import FlowLayout
from ethics_desktop.ui.widgets.paragraph import paragraph


class Traces(msgspec.Struct, frozen=True):
    """What a profile holds: finished attempts, plays, backups; and where."""

    attempts: int
    plays: int
    backups: int
    folder: str


class ErasePage(Page):
    """Asks twice: a box to tick, then a question.

    Signals:
        erase_requested(): remove everything; the person has confirmed twice.
        export_requested(): write all data to files first.
        back_requested(): go back, nothing was changed.
    """

    help_topic = "progress"

    erase_requested = Signal()
    export_requested = Signal()
    back_requested = Signal()

    def __init__(self, context: UiContext, traces: Traces, parent: QWidget | None = None) -> None:
        tr, _ = context.tr, context.tr.gettext
        super().__init__(context, _("Erase my traces"), parent)
        layout = self.body()
        layout.addWidget(label(_("Erase my traces"), "title"))
        counts = (
            tr.ngettext("%(n)d result", "%(n)d results", traces.attempts) % {"n": traces.attempts},
            tr.ngettext("%(n)d scenario played", "%(n)d scenarios played", traces.plays)
            % {"n": traces.plays},
            tr.ngettext("%(n)d backup", "%(n)d backups", traces.backups) % {"n": traces.backups},
        )
        folder = label(breakable(traces.folder), "muted")
        folder.setAccessibleName(traces.folder)
        goes = (
            ", ".join(counts),
            _("Also every answer, unfinished work, practice, journal, nickname and settings "
              "of this profile."),
        )  # fmt: skip
        stays = (
            _("The program and its item banks, also those you imported."),
            _("Language, colours and text size of the program, and its log of errors, which holds "
              "no answers."),
            _("Other profiles on this computer."),
            _("Files you saved elsewhere yourself: exports, copies of the data folder, backups of "
              "the computer."),
            _("Deleted files may be recovered from a disk with special tools as long as nothing "
              "was written over them."),
        )  # fmt: skip
        layout.addWidget(self._list(_("What will be removed"), goes, folder))
        layout.addWidget(self._list(_("What stays"), stays))
        layout.addWidget(self._question())
        layout.addStretch(1)

    def _list(self, title: str, lines: tuple[str, ...], last: QWidget | None = None) -> QWidget:
        inner = column(label(title, "heading"), *(paragraph(f"• {text}") for text in lines))
        if last is not None:
            inner.addWidget(last)
        return card(inner)

    def _question(self) -> QWidget:
        _ = self.context.tr.gettext
        self.sure = CheckRow(_("I understand that this cannot be undone."))
        self.erase = button(_("Erase everything of this profile"), "danger")
        self.erase.setEnabled(False)
        self.sure.toggled.connect(self.erase.setEnabled)
        self.erase.clicked.connect(self._ask)
        export = button(_("Export my data first…"))
        export.clicked.connect(self.export_requested)
        back = button(_("Cancel"))
        back.clicked.connect(self.back_requested)
        flow = FlowLayout()
        for one in (back, export, self.erase):
            flow.addWidget(one)
        return card(column(self.sure, flow, spacing=12))

    def _ask(self) -> None:
        _ = self.context.tr.gettext
        if self.context.dialogs.confirm(
            self,
            _("Erase everything?"),
            _("All results, answers and backups of this profile are removed from this computer."),
            _("Yes, erase everything"),
            _("Keep my data"),
        ):
            self.erase_requested.emit()
