"""Pelatih: template, import, quality check."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QWidget

from ethics_desktop.domain.records import BankSummary
from ethics_desktop.ui.context import UiContext
from ethics_desktop.ui.widgets.basics import Button, Page, button, card, column, label
from ethics_desktop.ui.widgets.chooser import Chooser
from ethics_desktop.ui.widgets.paragraph import paragraph


class TrainerPage(Page):
    """The tools of a trainer.

    Signals: ``template_requested()``, ``add_requested()``, ``quality_requested(bank id)``,
    ``handout_requested()``.
    """

    help_topic = "trainer"

    template_requested = Signal()
    add_requested = Signal()
    quality_requested = Signal(str)
    handout_requested = Signal()

    def __init__(self, context: UiContext, parent: QWidget | None = None) -> None:
        _ = context.tr.gettext
        super().__init__(context, _("Trainer"), parent)
        layout = self.body()
        layout.addWidget(label(self.title, "title"))
        layout.addWidget(
            self._tool(
                _("1. Write questions"),
                _(
                    "The template is an Excel file with drop-down lists and instructions. "
                    "LibreOffice opens it too."
                ),
                button(_("Make Excel template…"), "primary"),
                self.template_requested.emit,
            )
        )
        layout.addWidget(
            self._tool(
                _("2. Import them"),
                _(
                    "Excel, CSV, Moodle XML, GIFT, Aiken or a bank package. You see every problem "
                    "with its place first; nothing is stored before you agree."
                ),
                button(_("Import from file…")),
                self.add_requested.emit,
            )
        )
        self._banks = Chooser()
        self._banks.setObjectName("quality-bank")
        self._banks.setAccessibleName(_("Bank to be checked"))
        self._banks.setSizeAdjustPolicy(
            Chooser.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        )
        self._banks.setMinimumContentsLength(12)
        self._banks.setMaximumWidth(context.theme.px(480))
        prompt = label(_("Bank to be checked"))
        prompt.setBuddy(self._banks)
        self._check = button(_("Check quality of bank…"))
        layout.addWidget(
            self._tool(
                _("3. Check the quality"),
                _(
                    "Looks for giveaways such as best options that are always the longest, for "
                    "doubles, missing reasons and stale legal bases, with advice."
                ),
                self._check,
                lambda: self.quality_requested.emit(self._banks.currentData()),
                prompt,
                self._banks,
            )
        )
        layout.addWidget(
            self._tool(
                _("4. Hand out after the workshop"),
                _(
                    "Writes a folder with your banks, the installer and, if you like, a copy that "
                    "runs from a stick. Participants need no network."
                ),
                button(_("Make workshop handout…")),
                self.handout_requested.emit,
            )
        )
        layout.addStretch(1)
        self.refresh(())

    def refresh(self, banks: Sequence[BankSummary]) -> None:
        """Offer these banks for the check."""
        chosen = self._banks.currentData()
        self._banks.clear()
        titles = Counter(bank.title for bank in banks)
        tr = self.context.tr
        for bank in banks:
            text = bank.title
            if titles[text] > 1:  # what tells namesakes apart
                text = tr.ngettext(
                    "%(title)s, version %(version)s (%(n)s item)",
                    "%(title)s, version %(version)s (%(n)s items)",
                    bank.items,
                ) % {"title": text, "version": bank.version, "n": tr.number(bank.items)}
            self._banks.addItem(text, bank.id)
        self._banks.setCurrentIndex(max(0, self._banks.findData(chosen)))
        self._check.setEnabled(bool(banks))
        self._banks.setEnabled(bool(banks))

    def _tool(
        self,
        title: str,
        text: str,
        doer: Button,
        react: Callable[[], None],
        *before: QWidget,
    ) -> QFrame:
        doer.clicked.connect(react)
        inner = column(label(title, "heading"), paragraph(text), spacing=8)
        for each in before:
            inner.addWidget(each)
        inner.addWidget(doer, 0, Qt.AlignmentFlag.AlignLeft)
        return card(inner)
