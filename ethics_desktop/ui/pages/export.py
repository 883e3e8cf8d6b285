"""Writes a bank to a file: which format, and what that format cannot carry."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGroupBox, QRadioButton, QVBoxLayout, QWidget

from ethics_desktop.domain.findings import Finding, digest
from ethics_desktop.i18n import N_
from ethics_desktop.services.importing import Format
from ethics_desktop.ui.context import UiContext
from ethics_desktop.ui.widgets.basics import Page, button, column, drop, label
from ethics_desktop.ui.widgets.findings_view import FindingsView
from ethics_desktop.ui.widgets.flow_layout import FlowLayout
from ethics_desktop.ui.widgets.paragraph import paragraph

_HINTS = {
    "package": N_("Everything, for another computer with Cermin ASN."),
    "xlsx": N_("Everything, to be edited in Excel or LibreOffice and imported again."),
    "moodle_xml": N_("For Moodle: kinds of questions, points, explanations."),
    "gift": N_("For Moodle and text editors: questions, options, points, explanations."),
    "aiken": N_("The simplest text: questions with one right option only."),
    "native": N_("A folder with one file per question, for authors of banks."),
}


class ExportPage(Page):
    """Asks for the format.

    Signals: ``format_chosen(Format)``; ``csv_requested()``; ``left()``.
    """

    help_topic = "export"

    format_chosen = Signal(object)
    csv_requested = Signal()
    left = Signal()

    def __init__(
        self,
        context: UiContext,
        bank_title: str,
        formats: Sequence[Format],
        parent: QWidget | None = None,
    ) -> None:
        _ = context.tr.gettext
        super().__init__(context, _("Export “%(title)s”") % {"title": bank_title}, parent)
        self.findings: FindingsView | None = None
        layout = self.body()
        layout.addWidget(label(self.title, "title"))
        group = QGroupBox(_("Format"))
        rows = column(spacing=4)
        self._formats = tuple(formats)
        self._buttons: list[QRadioButton] = []
        for number, each in enumerate(self._formats):
            option = QRadioButton(_(each.title))
            option.setObjectName(f"format-{number}")
            option.setAccessibleName(_(each.title))
            option.setChecked(number == 0)
            hint = _(_HINTS[each.id]) if each.id in _HINTS else ""
            option.setAccessibleDescription(hint)
            self._buttons.append(option)
            rows.addWidget(option)
            rows.addWidget(paragraph(hint, "muted"))
        group.setLayout(rows)
        layout.addWidget(group)
        save = button(_("Save to file…"), "primary")
        save.clicked.connect(lambda: self.format_chosen.emit(self.chosen))
        back = button(_("Back"))
        back.clicked.connect(self.left)
        tools = FlowLayout(8)
        tools.addWidget(save)
        tools.addWidget(back)
        layout.addLayout(tools)
        self._lost = QVBoxLayout()
        layout.addLayout(self._lost)
        layout.addStretch(1)

    @property
    def chosen(self) -> Format:
        """The format that is chosen."""
        return next(f for f, b in zip(self._formats, self._buttons, strict=True) if b.isChecked())

    def show_findings(self, findings: Sequence[Finding]) -> None:
        """Show what the file could not carry."""
        if self.findings is not None:
            drop(self._lost, self.findings)
            self.findings = None
        if findings:
            title = self.context.tr.gettext("What the file does not carry")
            self.findings = FindingsView(self.context, title, digest(findings))
            self.findings.csv_requested.connect(self.csv_requested)
            self._lost.addWidget(self.findings)
