"""The finished attempts: filter by form and period, open, compare, delete."""

from __future__ import annotations

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QComboBox, QWidget

from ethics_desktop.domain.attempt import AttemptState
from ethics_desktop.domain.records import SummaryRow
from ethics_desktop.domain.standing import History
from ethics_desktop.i18n import N_, Translator
from ethics_desktop.ui.context import UiContext
from ethics_desktop.ui.table_model import Column, TableModel
from ethics_desktop.ui.widgets import bar_text
from ethics_desktop.ui.widgets.basics import button, column, label, row
from ethics_desktop.ui.widgets.chooser import Chooser
from ethics_desktop.ui.widgets.fit_table import FitTable
from ethics_desktop.ui.widgets.flow_layout import FlowLayout

#: Attempts shown at first, and how many more each time.
STEP = 50
#: Periods to filter by, days; None for all.
PERIODS: tuple[tuple[int | None, str], ...] = (
    (None, N_("Any time")),
    (30, N_("Last 30 days")),
    (90, N_("Last 90 days")),
    (180, N_("Last 180 days")),
    (365, N_("Last year")),
)


def history_columns(tr: Translator) -> tuple[Column[SummaryRow], ...]:
    """Return the columns of the history."""
    _ = tr.gettext

    def interval(one: SummaryRow) -> str:
        low, high = bar_text.outward(one.lo, one.hi)
        return f"{low}–{high}"

    def remark(one: SummaryRow) -> str:
        texts = []
        if one.state is AttemptState.TIME_UP:
            texts.append(_("time was up"))
        if not one.comparable:
            texts.append(_("less comparable"))
        return ", ".join(texts)

    def count(one: SummaryRow) -> str:
        text = tr.ngettext("%(full)d of %(n)d item", "%(full)d of %(n)d items", one.n)
        return text % {"full": one.full, "n": one.n}

    return (
        Column(_("Date"), lambda r: tr.date_time(r.finished_at), lambda r: r.finished_at),
        Column(_("Assessment"), lambda r: tr.pick(r.title), stretch=1),
        Column(_("Best answers"), count, lambda r: r.full / r.n if r.n else 0.0),
        Column(_("Score"), lambda r: str(bar_text.whole(r.percent)), lambda r: r.percent),
        Column(_("Range"), interval, lambda r: r.lo),
        Column(_("Remark"), remark),
    )


def chooser(name: str, characters: int = 20) -> Chooser:
    """Return an empty list that opens, wide enough for so many characters."""
    made = Chooser()
    made.setAccessibleName(name)
    made.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    made.setMinimumContentsLength(characters)
    return made


class HistoryCard(QWidget):
    """A table of attempts with its filters.

    Signals:
        filter_changed(str, object, int): blueprint id or "", days or None, how many at most.
        open_requested(str), compare_requested(str): of the chosen attempt.
        delete_requested(str): delete it; the person has confirmed.
    """

    filter_changed = Signal(str, object, int)
    open_requested = Signal(str)
    compare_requested = Signal(str)
    delete_requested = Signal(str)

    def __init__(self, context: UiContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        _ = context.tr.gettext
        self.context = context
        self._most = STEP
        self.forms = chooser(_("Show"))
        self.periods = chooser(_("Period"), 16)
        for days, name in PERIODS:
            self.periods.addItem(_(name), days)
        self.forms.addItem(_("All assessments"), "")
        for made in (self.forms, self.periods):
            made.currentIndexChanged.connect(lambda _index: self._filter())
        filters = FlowLayout()
        for text, made in ((_("Show"), self.forms), (_("Period"), self.periods)):
            caption = label(text, wrap=False)
            caption.setBuddy(made)
            pair = QWidget()  # a caption stays beside its list when the row wraps
            pair.setLayout(row(caption, made))
            filters.addWidget(pair)
        self.open_button = button(_("Open"))
        self.compare_button = button(_("Compare…"))
        self.delete_button = button(_("Delete"), "danger")
        self.open_button.clicked.connect(self._open)
        self.compare_button.clicked.connect(lambda: self._emit(self.compare_requested))
        self.delete_button.clicked.connect(self._delete)
        actions = FlowLayout()
        for part in (self.open_button, self.compare_button, self.delete_button):
            actions.addWidget(part)
        self._table()
        self.none = label(_("No result fits this filter."), "muted")
        self.more_button = button(_("Show older results"), "quiet")
        self.more_button.clicked.connect(self._more)
        self.setLayout(
            column(
                label(_("History"), "heading"),
                filters,
                actions,
                self.table,
                self.none,
                self.more_button,
                spacing=12,
            )
        )
        self._enable()

    def _table(self) -> None:
        _ = self.context.tr.gettext
        self.model: TableModel[SummaryRow] = TableModel(history_columns(self.context.tr))
        self.table = FitTable(self.context, self.model, _("History"), sortable=True)
        self.table.horizontalHeader().setSortIndicator(0, Qt.SortOrder.DescendingOrder)
        self.table.horizontalHeader().setToolTip(_("Click, or press S in the column, to sort"))
        self.table.activated.connect(lambda _index: self._open())
        self.table.selectionModel().selectionChanged.connect(lambda *_: self._enable())
        self.model.modelReset.connect(self._enable)

    def show_history(self, history: History) -> None:
        """Show the attempts that fit the filter, and every form there is to filter by."""
        tr, chosen = self.context.tr, self.forms.currentData()
        with QSignalBlocker(self.forms):
            self.forms.clear()
            self.forms.addItem(tr.gettext("All assessments"), "")
            names = ((form, tr.pick(title)) for form, title in history.forms.items())
            for form, title in sorted(names, key=lambda pair: pair[1].casefold()):
                self.forms.addItem(title, form)
            self.forms.setCurrentIndex(max(0, self.forms.findData(chosen)))
        self.model.set_rows(history.rows)
        self.table.setVisible(bool(history.rows))
        self.none.setVisible(not history.rows)
        self.more_button.setVisible(history.more)
        if chosen and self.forms.currentData() != chosen:
            self._filter()  # the last attempt of its form was deleted

    def wanted(self) -> tuple[str, int | None, int]:
        """Return the filter: blueprint id or "", days or None, how many at most."""
        return self.forms.currentData() or "", self.periods.currentData(), self._most

    def selected(self) -> SummaryRow | None:
        """Return the attempt that is selected."""
        rows = self.table.selectionModel().selectedRows()
        return self.model.row(rows[0]) if rows else None

    # -- behaviour -----------------------------------------------------------------------------

    def _filter(self) -> None:
        self._most = STEP
        self.filter_changed.emit(*self.wanted())

    def _more(self) -> None:
        self._most += STEP
        self.filter_changed.emit(*self.wanted())
        self.table.setFocus()

    def _enable(self) -> None:
        chosen = self.selected() is not None
        self.open_button.setEnabled(chosen)
        self.compare_button.setEnabled(chosen and self.model.rowCount() > 1)
        self.delete_button.setEnabled(chosen)

    def _emit(self, signal: object) -> None:
        chosen = self.selected()
        if chosen is not None:
            signal.emit(chosen.attempt_id)  # type: ignore[attr-defined]

    def _open(self) -> None:
        self._emit(self.open_requested)

    def _delete(self) -> None:
        chosen, tr, _ = self.selected(), self.context.tr, self.context.tr.gettext
        if chosen is None:
            return
        text = _(
            "%(title)s of %(when)s, its answers and its result will be deleted. "
            "This cannot be undone."
        ) % {"title": tr.pick(chosen.title), "when": tr.date_time(chosen.finished_at)}
        if self.context.dialogs.confirm(
            self, _("Delete this result?"), text, _("Yes, delete"), _("Keep it")
        ):
            self.delete_requested.emit(chosen.attempt_id)
