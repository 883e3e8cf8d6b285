"""Makes a workshop handout: what is to be in it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import msgspec
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QLineEdit, QWidget

from ethics_desktop.domain.records import BankSummary
from ethics_desktop.ui.context import UiContext
from ethics_desktop.ui.widgets.basics import Page, breakable, button, card, column, label
from ethics_desktop.ui.widgets.check_row import CheckRow
from ethics_desktop.ui.widgets.flow_layout import FlowLayout
from ethics_desktop.ui.widgets.paragraph import paragraph


class HandoutDraft(msgspec.Struct):
    """What is filled in so far; kept when the page is built anew."""

    name: str = ""
    trainer: str = ""
    banks: set[str] = msgspec.field(default_factory=set)
    same_settings: bool = False
    portable: bool = False
    zipped: bool = False
    setup: Path | None = None


class HandoutPage(Page):
    """Asks for the content of a handout.

    Args:
        context: language, colours, icons.
        draft: is changed by what the person fills in.
        banks: those that can be handed out; the ones that ship are in every program.
        can_be_portable: False when running from source.
        parent: the stack.

    Signals: ``make_requested()``, ``setup_requested()``, ``left()``.
    """

    help_topic = "handout"
    make_requested = Signal()
    setup_requested = Signal()
    left = Signal()

    def __init__(
        self,
        context: UiContext,
        draft: HandoutDraft,
        banks: Sequence[BankSummary],
        can_be_portable: bool,
        parent: QWidget | None = None,
    ) -> None:
        _ = context.tr.gettext
        super().__init__(context, _("Make workshop handout"), parent)
        self.draft = draft
        self._make = button(_("Choose where to and make…"), "primary")
        layout = self.body()
        layout.addWidget(label(self.title, "title"))
        layout.addWidget(
            paragraph(
                _(
                    "A folder for participants. Whoever installs from it, or drags it onto the "
                    "window, gets these banks. Only data are in it, nothing of yours."
                )
            )
        )
        layout.addWidget(self._names())
        layout.addWidget(self._bank_rows(banks))
        layout.addWidget(self._extras(can_be_portable))
        self._make.clicked.connect(self.make_requested)
        back = button(_("Back"))
        back.clicked.connect(self.left)
        tools = FlowLayout(8)
        tools.addWidget(self._make)
        tools.addWidget(back)
        layout.addLayout(tools)
        layout.addStretch(1)
        self._judge()

    def _names(self) -> QFrame:
        _ = self.context.tr.gettext
        rows = column(label(_("Workshop"), "heading"), spacing=4)
        for attribute, title, name in (
            ("name", _("Name of the workshop"), "handout-name"),
            ("trainer", _("Trainer (may stay empty)"), "handout-trainer"),
        ):
            line = QLineEdit(getattr(self.draft, attribute))
            line.setObjectName(name)
            line.setAccessibleName(title)
            line.setMaxLength(120)
            line.setMaximumWidth(self.context.theme.px(480))
            line.textChanged.connect(lambda text, key=attribute: self._set(key, text))
            rows.addWidget(label(title, "small"))
            rows.addWidget(line)
        return card(rows)

    def _bank_rows(self, banks: Sequence[BankSummary]) -> QFrame:
        tr = self.context.tr
        rows = column(label(tr.gettext("Item banks"), "heading"), spacing=4)
        for bank in banks:
            text = tr.ngettext(
                "%(title)s, version %(version)s (%(n)s item)",
                "%(title)s, version %(version)s (%(n)s items)",
                bank.items,
            ) % {"title": bank.title, "version": bank.version, "n": tr.number(bank.items)}
            row = CheckRow(text)
            row.setObjectName(f"handout-bank-{bank.id}")
            row.setChecked(bank.id in self.draft.banks)
            row.toggled.connect(lambda on, key=bank.id: self._choose(key, on))
            rows.addWidget(row)
        if not banks:
            rows.addWidget(
                paragraph(
                    tr.gettext(
                        "There is no bank of your own yet: import one first. The banks that come "
                        "with the program are on every computer already."
                    ),
                    "muted",
                )
            )
        return card(rows)

    def _extras(self, can_be_portable: bool) -> QFrame:
        _ = self.context.tr.gettext
        rows = column(label(_("What else is in it"), "heading"), spacing=8)
        shown = _("Without installer: for people who have the program.")
        if self.draft.setup is not None:
            shown = _("Installer: %(file)s") % {"file": breakable(self.draft.setup.name)}
        rows.addWidget(paragraph(shown))
        choose = button(_("Choose installer…"))
        choose.clicked.connect(self.setup_requested)
        tools = FlowLayout(8)
        tools.addWidget(choose)
        rows.addLayout(tools)
        for attribute, text in (
            ("portable", _("A portable copy that runs without being installed")),
            ("same_settings", _("Wish for the language, colours and text size of this computer")),
            ("zipped", _("One ZIP file instead of a folder")),
        ):
            row = CheckRow(text)
            row.setObjectName(f"handout-{attribute}")
            row.setChecked(getattr(self.draft, attribute))
            row.toggled.connect(lambda on, key=attribute: self._set(key, on))
            rows.addWidget(row)
            if attribute == "portable" and not can_be_portable:
                row.setEnabled(False)
                rows.addWidget(paragraph(_("Only the installed program can copy itself."), "muted"))
        rows.addWidget(
            paragraph(
                _("A folder on a stick or a share gives fewer warnings of Windows than a ZIP."),
                "muted",
            )
        )
        return card(rows)

    def _set(self, name: str, value: object) -> None:
        setattr(self.draft, name, value)
        self._judge()

    def _choose(self, bank: str, on: bool) -> None:
        (self.draft.banks.add if on else self.draft.banks.discard)(bank)
        self._judge()

    def _judge(self) -> None:
        self._make.setEnabled(bool(self.draft.banks and self.draft.name.strip()))
