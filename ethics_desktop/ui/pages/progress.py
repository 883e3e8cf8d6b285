"""Kemajuan: the cumulative bars and the history of finished attempts."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QWidget

from ethics_desktop.domain.attempt import AttemptState
from ethics_desktop.domain.records import SummaryRow
from ethics_desktop.domain.result import PrincipleResult
from ethics_desktop.i18n import Translator
from ethics_desktop.ui.context import UiContext
from ethics_desktop.ui.table_model import Column, TableModel
from ethics_desktop.ui.widgets import bar_text
from ethics_desktop.ui.widgets.basics import Page, button, card, column, label
from ethics_desktop.ui.widgets.charts import PrincipleBars
from ethics_desktop.ui.widgets.chooser import Chooser
from ethics_desktop.ui.widgets.fit_table import FitTable
from ethics_desktop.ui.widgets.flow_layout import FlowLayout
from ethics_desktop.ui.widgets.paragraph import paragraph


def history_columns(tr: Translator) -> tuple[Column[SummaryRow], ...]:
    """Return the columns of the history."""
    _ = tr.gettext

    def interval(row: SummaryRow) -> str:
        low, high = bar_text.outward(row.lo, row.hi)
        return f"{low}–{high}"

    def remark(row: SummaryRow) -> str:
        texts = []
        if row.state is AttemptState.TIME_UP:
            texts.append(_("time was up"))
        if not row.comparable:
            texts.append(_("less comparable"))
        return ", ".join(texts)

    def count(row: SummaryRow) -> str:
        text = tr.ngettext("%(full)d of %(n)d item", "%(full)d of %(n)d items", row.n)
        return text % {"full": row.full, "n": row.n}

    return (
        Column(_("Date"), lambda r: tr.date_time(r.finished_at), lambda r: r.finished_at),
        Column(_("Assessment"), lambda r: tr.pick(r.title), stretch=1),
        Column(_("Best answers"), count, lambda r: r.full / r.n if r.n else 0.0),
        Column(_("Score"), lambda r: str(bar_text.whole(r.percent)), lambda r: r.percent),
        Column(_("Range"), interval, lambda r: r.lo),
        Column(_("Remark"), remark),
    )


class ProgressPage(Page):
    """Shows what all attempts say together, and each of them.

    Signals:
        open_requested(str): show the result of this attempt.
        delete_requested(str): delete this attempt; the person has confirmed. Refresh afterwards.
        start_requested(): choose an assessment (from the empty state).
    """

    open_requested = Signal(str)
    delete_requested = Signal(str)
    start_requested = Signal()

    def __init__(self, context: UiContext, parent: QWidget | None = None) -> None:
        _ = context.tr.gettext
        super().__init__(context, _("Progress"), parent)
        self._history: tuple[SummaryRow, ...] = ()
        layout = self.body()
        layout.addWidget(label(_("Progress"), "title"))
        layout.addWidget(self._empty_card())
        layout.addWidget(self._profile_card())
        layout.addWidget(self._history_card())
        layout.addStretch(1)
        self.refresh((), ())

    def refresh(self, principles: Sequence[PrincipleResult], history: Sequence[SummaryRow]) -> None:
        """Show other figures. ``principles`` is the cumulative profile, one per principle."""
        self._history = tuple(history)
        empty = not self._history
        self._empty.setVisible(empty)
        self._profile.setHidden(empty)
        self._past.setHidden(empty)
        self.bars.show_results(principles)
        self._fill_forms()
        self._show_rows()

    # -- parts ---------------------------------------------------------------------------------

    def _empty_card(self) -> QWidget:
        _ = self.context.tr.gettext
        start = button(_("Choose an assessment"), "primary")
        start.clicked.connect(self.start_requested)
        text = _(
            "After your first assessment this page shows where you stand on each principle "
            "and keeps every result."
        )
        flow = FlowLayout()
        flow.addWidget(start)
        self._empty = card(column(paragraph(text), flow, spacing=12))
        return self._empty

    def _profile_card(self) -> QWidget:
        _ = self.context.tr.gettext
        self.bars = PrincipleBars(self.context)
        text = _(
            "Added up from the first time you met each item in the last 180 days. "
            "Items met again and less comparable results are left out."
        )
        inner = column(
            label(_("The five principles"), "heading"),
            paragraph(text, "muted"),
            self.bars,
            spacing=12,
        )
        self._profile = card(inner)
        return self._profile

    def _history_card(self) -> QWidget:
        _ = self.context.tr.gettext
        self.forms = Chooser()
        self.forms.setAccessibleName(_("Show"))
        self.forms.setSizeAdjustPolicy(
            QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        )
        self.forms.setMinimumContentsLength(20)
        self.forms.currentIndexChanged.connect(lambda _index: self._show_rows())
        caption = label(_("Show"), wrap=False)
        caption.setBuddy(self.forms)
        self.open_button = button(_("Open"))
        self.delete_button = button(_("Delete"), "danger")
        self.open_button.clicked.connect(self._open)
        self.delete_button.clicked.connect(self._delete)
        flow = FlowLayout()
        for part in (caption, self.forms, self.open_button, self.delete_button):
            flow.addWidget(part)
        self.model: TableModel[SummaryRow] = TableModel(history_columns(self.context.tr))
        self.table = FitTable(self.context, self.model, _("History"), sortable=True)
        self.table.horizontalHeader().setSortIndicator(0, Qt.SortOrder.DescendingOrder)
        self.table.horizontalHeader().setToolTip(_("Click, or press S in the column, to sort"))
        self.table.activated.connect(lambda _index: self._open())
        self.table.selectionModel().selectionChanged.connect(lambda *_: self._enable())
        self.model.modelReset.connect(self._enable)
        inner = column(label(_("History"), "heading"), flow, self.table, spacing=12)
        self._past = card(inner)
        return self._past

    # -- behaviour -----------------------------------------------------------------------------

    def _fill_forms(self) -> None:
        tr, chosen = self.context.tr, self.forms.currentData()
        titles = {row.blueprint_id: tr.pick(row.title) for row in reversed(self._history)}
        self.forms.blockSignals(True)
        self.forms.clear()
        self.forms.addItem(tr.gettext("All assessments"), "")
        for blueprint, title in sorted(titles.items(), key=lambda pair: pair[1].casefold()):
            self.forms.addItem(title, blueprint)
        self.forms.setCurrentIndex(max(0, self.forms.findData(chosen)))
        self.forms.blockSignals(False)

    def _show_rows(self) -> None:
        chosen = self.forms.currentData()
        self.model.set_rows(
            [row for row in self._history if not chosen or row.blueprint_id == chosen]
        )

    def selected(self) -> SummaryRow | None:
        """Return the attempt that is selected in the history."""
        rows = self.table.selectionModel().selectedRows()
        return self.model.row(rows[0]) if rows else None

    def _enable(self) -> None:
        chosen = self.selected() is not None
        self.open_button.setEnabled(chosen)
        self.delete_button.setEnabled(chosen)

    def _open(self) -> None:
        row = self.selected()
        if row is not None:
            self.open_requested.emit(row.attempt_id)

    def _delete(self) -> None:
        row, tr, _ = self.selected(), self.context.tr, self.context.tr.gettext
        if row is None:
            return
        text = _(
            "%(title)s of %(when)s, its answers and its result will be deleted. "
            "This cannot be undone."
        ) % {"title": tr.pick(row.title), "when": tr.date_time(row.finished_at)}
        if self.context.dialogs.confirm(
            self, _("Delete this result?"), text, _("Yes, delete"), _("Keep it")
        ):
            self.delete_requested.emit(row.attempt_id)
