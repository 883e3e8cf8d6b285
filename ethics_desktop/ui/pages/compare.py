"""Two attempts side by side: what changed, and whether chance alone would explain it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from ethics_desktop.domain.comparing import Comparison, PartChange
from ethics_desktop.domain.records import SummaryRow
from ethics_desktop.i18n import Translator
from ethics_desktop.ui.context import UiContext
from ethics_desktop.ui.table_model import Column, TableModel
from ethics_desktop.ui.widgets import bar_text, progress_text
from ethics_desktop.ui.widgets.basics import Page, button, card, clear, column, label
from ethics_desktop.ui.widgets.fit_table import FitTable
from ethics_desktop.ui.widgets.flow_layout import FlowLayout
from ethics_desktop.ui.widgets.history_card import chooser
from ethics_desktop.ui.widgets.paragraph import paragraph


def change_columns(tr: Translator) -> tuple[Column[PartChange], ...]:
    """Return the columns of the table of changes."""
    _ = tr.gettext

    def name(part: PartChange) -> str:
        if part.principle is None:
            return _("All items")
        return bar_text.principle_name(part.principle, tr)

    def count(part: PartChange, later: bool) -> str:
        value = part.after if later else part.before
        return f"{bar_text.whole(value.percent)} ({bar_text.count_text(value, tr)})"

    return (
        Column(_("Part"), name),
        Column(_("Earlier"), lambda part: count(part, False)),
        Column(_("Later"), lambda part: count(part, True)),
        Column(_("Difference"), lambda part: progress_text.points_text(part.diff)),
        Column(_("Range (95 %)"), lambda part: progress_text.span_text(part, tr)),
        Column(
            _("What it says"),
            lambda part: progress_text.change_text(part.change, tr),
            stretch=1,
        ),
    )


class ComparePage(Page):
    """Two lists of attempts and what lies between them.

    Args:
        context: what every widget gets.
        rows: the attempts to choose from, newest first; at least two.
        first: attempt that stands in the first list.

    Signals:
        compare_requested(str, str): compare these attempts and call :meth:`show_comparison`.
        back_requested(): go back to the history.
    """

    help_topic = "progress"

    compare_requested = Signal(str, str)
    back_requested = Signal()

    def __init__(
        self,
        context: UiContext,
        rows: Sequence[SummaryRow],
        first: str,
        parent: QWidget | None = None,
    ) -> None:
        tr, _ = context.tr, context.tr.gettext
        super().__init__(context, _("Compare two results"), parent)
        self._rows = list(rows)
        layout = self.body()
        back = button(_("Back to progress"))
        back.clicked.connect(self.back_requested)
        head = FlowLayout(24)
        head.addWidget(label(_("Compare two results"), "title", wrap=False))
        head.addWidget(back)
        layout.addLayout(head)
        self.first, self.second = chooser(_("One result"), 34), chooser(_("The other result"), 34)
        places = self._suggested(first)
        for made, place in ((self.first, places[0]), (self.second, places[1])):
            with QSignalBlocker(made):
                for row in self._rows:
                    text = f"{tr.date_time(row.finished_at)} · {tr.pick(row.title)}"
                    made.addItem(text, row.attempt_id)
                made.setCurrentIndex(place)
            made.currentIndexChanged.connect(lambda _index: self.ask())
        for text, made in ((_("One result"), self.first), (_("The other result"), self.second)):
            caption = label(text, wrap=False)
            caption.setBuddy(made)
            line = FlowLayout()
            line.addWidget(made)
            layout.addLayout(column(caption, line, spacing=4))
        layout.addWidget(self._result_card())
        layout.addStretch(1)

    def _suggested(self, first: str) -> tuple[int, int]:
        """Return the place of the chosen attempt and of the one before it, of its form if any."""
        ids = [row.attempt_id for row in self._rows]
        place = ids.index(first) if first in ids else 0
        form = self._rows[place].blueprint_id
        older = [n for n in range(place + 1, len(ids)) if self._rows[n].blueprint_id == form]
        newer = [n for n in range(place) if self._rows[n].blueprint_id == form]
        rest = [n for n in range(len(ids)) if n != place]
        return place, (older or newer[::-1] or rest or [place])[0]

    def _result_card(self) -> QWidget:
        _ = self.context.tr.gettext
        self.headline = label("", "heading")
        self.model: TableModel[PartChange] = TableModel(change_columns(self.context.tr))
        self.table = FitTable(self.context, self.model, _("Differences"))
        self._remarks = QVBoxLayout()
        self._remarks.setSpacing(8)
        return card(column(self.headline, self.table, self._remarks, spacing=12))

    def enter(self) -> None:
        """Compare what stands in the lists."""
        super().enter()
        self.ask()

    def ask(self) -> None:
        """Ask for the comparison of what stands in the lists."""
        one, other = self.first.currentData(), self.second.currentData()
        if one == other:
            self._show(self.context.tr.gettext("Choose two different results."), (), ())
        else:
            self.compare_requested.emit(one, other)

    def show_comparison(self, found: Comparison) -> None:
        """Show what was asked for."""
        tr = self.context.tr
        headline = progress_text.change_headline(found, tr)
        self._show(headline, found.parts, progress_text.change_remarks(found, tr))
        self.context.announce(self.headline, headline)

    def _show(self, headline: str, parts: Sequence[PartChange], remarks: Sequence[str]) -> None:
        self.headline.setText(headline)
        self.model.set_rows(parts)
        self.table.setVisible(bool(parts))
        clear(self._remarks)
        for text in remarks:
            self._remarks.addWidget(paragraph(text, "muted"))
