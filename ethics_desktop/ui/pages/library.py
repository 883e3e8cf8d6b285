"""Pustaka: the item banks that are there, what they hold and what was found in them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QCoreApplication, QEvent, Qt, QTimer, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from ethics_desktop.domain.bank import ITEM_KINDS, Principle
from ethics_desktop.domain.findings import Digest
from ethics_desktop.domain.records import BankSummary
from ethics_desktop.ui.context import UiContext
from ethics_desktop.ui.widgets import bar_text
from ethics_desktop.ui.widgets.basics import (
    Button,
    Page,
    breakable,
    button,
    card,
    clear,
    column,
    label,
)
from ethics_desktop.ui.widgets.choice_list import FocusText
from ethics_desktop.ui.widgets.findings_list import findings_list
from ethics_desktop.ui.widgets.flow_layout import FlowLayout
from ethics_desktop.ui.widgets.item_search import ItemSearch
from ethics_desktop.ui.widgets.paragraph import paragraph

#: ``BankSummary.source`` of the banks that came with the program.
SHIPPED = "shipped"


class LibraryPage(Page):
    """Lists the banks of the library.

    Signals: ``add_requested()``, ``quality_requested(bank id)``, ``export_requested(bank id)``,
    ``remove_requested(bank id)`` (already confirmed), ``csv_requested(bank id)``: all findings.
    """

    help_topic = "library"

    add_requested = Signal()
    quality_requested = Signal(str)
    export_requested = Signal(str)
    remove_requested = Signal(str)
    csv_requested = Signal(str)

    def __init__(self, context: UiContext, parent: QWidget | None = None) -> None:
        _ = context.tr.gettext
        super().__init__(context, _("Library"), parent)
        layout = self.body()
        layout.addWidget(label(_("Library"), "title"))
        self._total = paragraph("", "muted")
        layout.addWidget(self._total)
        add = button(_("Add item bank…"), "primary")
        add.setObjectName("add-bank")
        add.clicked.connect(self.add_requested)
        layout.addWidget(add, 0, Qt.AlignmentFlag.AlignLeft)
        hint = _("You can also drag a file onto this window. Nothing is stored before you agree.")
        layout.addWidget(paragraph(hint, "muted"))
        self.search = ItemSearch(context)
        layout.addWidget(self.search)
        self._places: dict[tuple[str, str], QVBoxLayout] = {}
        self._headings: dict[str, FocusText] = {}
        self._shown: tuple[list[BankSummary], dict[str, Digest | None]] | None = None
        self._cards = QVBoxLayout()
        layout.addLayout(self._cards)
        layout.addStretch(1)
        self.refresh((), {})

    def refresh(
        self,
        banks: Sequence[BankSummary],
        findings: Mapping[str, Digest | None],
    ) -> None:
        """Show other banks; what is shown already stays as it is.

        Args:
            banks: one card each, in this order.
            findings: what the checks found, by bank id; None while a bank is being checked: then
                :meth:`show_findings` follows.
        """
        wanted = list(banks), dict(findings)
        if wanted == self._shown:
            return
        self._shown = wanted
        tr = self.context.tr
        self._places.clear()
        self._headings.clear()
        clear(self._cards)
        # shown as one: Qt lays the page out anew for each widget that comes into sight by itself
        together = QWidget()
        cards = [self._card(bank, findings.get(bank.id, Digest())) for bank in banks]
        together.setLayout(column(*cards, spacing=16))
        self._cards.addWidget(together)
        if not banks:
            self._total.setText(tr.gettext("There are no item banks here yet."))
            return
        items = sum(bank.items for bank in banks)
        bank_text = tr.ngettext("%(n)d bank", "%(n)d banks", len(banks)) % {"n": len(banks)}
        item_text = tr.ngettext("%(n)s item", "%(n)s items", items) % {"n": tr.number(items)}
        self._total.setText(f"{bank_text}, {item_text}")

    def show_findings(self, bank: BankSummary, found: Digest) -> None:
        """Show what was found in a bank, if it is still shown as it was when it was checked."""
        holder = self._places.pop((bank.id, bank.content_hash), None)
        if holder is None:
            return
        if self._shown is not None:
            self._shown[1][bank.id] = found
        clear(holder)
        if found.total:
            shown = findings_list(found, self.context.tr, lambda: self.csv_requested.emit(bank.id))
            shown.button.setAccessibleDescription(bank.title)
            holder.addWidget(shown)
            below = self.findChild(Button, f"quality-{bank.id}")
            if below is not None and below.window() is shown.window():
                # found late: else the keyboard would come here after all other cards
                _stop_before(below, shown.button)
        QTimer.singleShot(0, self, self._follow)

    def show_bank(self, bank_id: str) -> None:
        """Bring the keyboard, and what a screen reader reads, to the heading of a bank."""
        heading = self._headings.get(bank_id)
        if heading is not None:
            heading.setFocus(Qt.FocusReason.OtherFocusReason)
            QTimer.singleShot(0, self, self._follow)

    def _follow(self) -> None:
        """Keep the heading with the keyboard in sight: cards above it grow when they are filled."""
        heading = self.focusWidget()
        if isinstance(heading, FocusText):
            # the cards get their heights first
            QCoreApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest)
            self.reveal(heading)

    @property
    def settled(self) -> bool:
        """Whether every bank was checked."""
        return not self._places

    def _card(self, bank: BankSummary, found: Digest | None) -> QWidget:
        tr, _ = self.context.tr, self.context.tr.gettext
        source = _("came with the program") if bank.source == SHIPPED else breakable(bank.source)
        item_text = tr.ngettext("%(n)s item", "%(n)s items", bank.items)
        facts = [
            _("version %(version)s") % {"version": bank.version},
            item_text % {"n": tr.number(bank.items)},
        ]
        if bank.scenarios:
            story_text = tr.ngettext("%(n)d scenario", "%(n)d scenarios", bank.scenarios)
            facts.append(story_text % {"n": bank.scenarios})
        heading = FocusText(self.context, bank.title)
        heading.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # show_bank alone brings the keyboard here
        heading.setObjectName(f"bank-{bank.id}")
        self._headings[bank.id] = heading
        inner = column(heading, spacing=4)
        inner.addWidget(label(" · ".join(facts)))
        inner.addWidget(paragraph(_("Source: %(source)s") % {"source": source}, "muted"))
        kinds = [kind for kind in ITEM_KINDS if bank.kinds.get(kind)]
        if kinds:
            text = ", ".join(
                f"{bar_text.kind_name(kind, tr)} {tr.number(bank.kinds[kind])}" for kind in kinds
            )
            inner.addWidget(paragraph(_("Kinds: %(list)s") % {"list": text}, "small"))
        principles = [each for each in Principle if bank.principles.get(each)]
        if principles:
            text = ", ".join(
                f"{bar_text.principle_name(each, tr)} {tr.number(bank.principles[each])}"
                for each in principles
            )
            inner.addWidget(paragraph(_("Principles: %(list)s") % {"list": text}, "small"))
        place = QVBoxLayout()
        self._places[bank.id, bank.content_hash] = place
        inner.addLayout(place)
        if found is None:
            place.addWidget(label(_("Being checked…"), "muted"))
        else:
            self.show_findings(bank, found)
        inner.addLayout(self._tools(bank))
        made = card(inner)
        made.setAccessibleName(bank.title)
        return made

    def _tools(self, bank: BankSummary) -> FlowLayout:
        _ = self.context.tr.gettext
        tools = FlowLayout(8)
        check = button(_("Check quality"))
        check.setObjectName(f"quality-{bank.id}")
        check.clicked.connect(lambda: self.quality_requested.emit(bank.id))
        export = button(_("Export…"))
        export.setObjectName(f"export-{bank.id}")
        export.clicked.connect(lambda: self.export_requested.emit(bank.id))
        for each in (check, export):
            each.setAccessibleDescription(bank.title)
            tools.addWidget(each)
        if bank.source != SHIPPED:
            remove = button(_("Delete"), "danger")
            remove.setObjectName(f"remove-{bank.id}")
            remove.setAccessibleDescription(bank.title)
            remove.clicked.connect(lambda: self._ask_remove(bank))
            tools.addWidget(remove)
        return tools

    def _ask_remove(self, bank: BankSummary) -> None:
        _ = self.context.tr.gettext
        if self.context.dialogs.confirm(
            self,
            _("Delete the bank “%(title)s”?") % {"title": bank.title},
            _(
                "Its questions are not drawn any more. Old results stay readable, with the "
                "questions they hold."
            ),
            _("Yes, delete"),
            _("Cancel"),
        ):
            self.remove_requested.emit(bank.id)


def _stop_before(known: QWidget, late: QWidget) -> None:
    """Have the Tab key stop at ``late`` just before ``known``."""
    before = known.previousInFocusChain()
    while before is not None and not before.focusPolicy() & Qt.FocusPolicy.TabFocus:
        before = before.previousInFocusChain()
    if before is not None:
        QWidget.setTabOrder(before, late)
