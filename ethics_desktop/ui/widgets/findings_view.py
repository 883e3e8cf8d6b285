"""The table of problems: sorted, each with its place, what to do, and the text around it."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from ethics_desktop.domain.findings import Digest, Finding
from ethics_desktop.i18n import Translator
from ethics_desktop.ui.context import UiContext
from ethics_desktop.ui.table_model import Column, TableModel
from ethics_desktop.ui.widgets.basics import button, card, column, label
from ethics_desktop.ui.widgets.finding_text import FindingRow, count_text, finding_row
from ethics_desktop.ui.widgets.fit_table import FitTable
from ethics_desktop.ui.widgets.flow_layout import FlowLayout
from ethics_desktop.ui.widgets.paragraph import paragraph


def finding_columns(tr: Translator) -> tuple[Column[FindingRow], ...]:
    """Return the columns of the table."""
    _ = tr.gettext
    return (
        Column(_("Severity"), lambda r: r.severity, lambda r: (r.rank, r.number)),
        Column(_("Place"), lambda r: r.place, lambda r: r.spot),
        Column(_("What was found"), lambda r: r.what, stretch=1),
        Column(_("What to do"), lambda r: r.action, stretch=1),
    )


class FindingsView(QWidget):
    """Findings as a table, errors first; choosing a row shows it whole.

    Args:
        context: what every widget gets.
        title: heading and accessible name of the table.
        found: the first of the findings, errors first, and how many there are.
        file: name of the file they are about, which places need not repeat.

    Signals: ``place_requested(Finding)`` when a row is chosen: answer with :meth:`show_place`;
    ``csv_requested()`` asks for all findings as a file.
    """

    place_requested = Signal(object)
    csv_requested = Signal()

    def __init__(
        self,
        context: UiContext,
        title: str,
        found: Digest,
        file: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        tr, _ = context.tr, context.tr.gettext
        self._context = context
        shown = [finding_row(f, n, tr, file) for n, f in enumerate(found.first)]
        self.model: TableModel[FindingRow] = TableModel(finding_columns(tr), shown)
        self.table = FitTable(
            context, self.model, title, 8, sortable=True, sorted_by=0, most_stacked=3
        )
        self.table.setObjectName("findings")
        self.table.selectionModel().currentRowChanged.connect(self._chosen)
        self._current: FindingRow | None = None
        self._head = label("", "strong")
        self._told = paragraph("")
        self._around = label("", "body")
        self._detail = card(column(self._head, self._told, self._around, spacing=8))
        self._detail.hide()
        self.copy = button(_("Copy"), icon=context.icons.icon("copy"))
        self.copy.clicked.connect(self._copy)
        self.save = button(_("Save as CSV…"))
        self.save.clicked.connect(self.csv_requested)
        tools = FlowLayout(8)
        for each in (self.copy, self.save):
            tools.addWidget(each)
        layout = column(label(title, "heading"), spacing=8)
        layout.addWidget(label(count_text(found, tr) or _("Nothing was found."), "muted"))
        layout.addWidget(self.table)
        if found.total > len(shown):
            more = _("Only the first %(n)s are shown here; the CSV has them all.")
            layout.addWidget(label(more % {"n": tr.number(len(shown))}, "muted"))
        layout.addWidget(self._detail)
        layout.addLayout(tools)
        self.setLayout(layout)
        for part in (self.table, self.copy, self.save):
            part.setVisible(found.total > 0)

    @property
    def detail(self) -> QWidget:
        """The card that shows the chosen finding whole."""
        return self._detail

    @property
    def around(self) -> str:
        """What is shown of the surroundings of the chosen finding."""
        return self._around.text() if self._around.isVisible() else ""

    def show_place(self, finding: Finding, around: str) -> None:
        """Show what stands around the place of a finding, if it is still the chosen one."""
        if self._current is not None and self._current.finding is finding:
            self._around.setText(around)
            self._around.setVisible(bool(around))

    def _chosen(self, current: QModelIndex, _before: QModelIndex) -> None:
        row = self.model.row(current)
        if row is None or row is self._current:
            return
        self._current = row
        self._head.setText(": ".join(filter(None, [row.severity, row.place])))
        self._told.setText(f"{row.what} {row.action}")
        self._around.hide()
        self._detail.show()
        self.place_requested.emit(row.finding)

    def _copy(self) -> None:
        """Copy the chosen row, else the whole table."""
        rows = [self._current] if self._current is not None else list(self.model.rows())
        QGuiApplication.clipboard().setText("\n".join("\t".join(row.cells) for row in rows))
        self._context.announce(self, self._context.tr.gettext("Copied"))
