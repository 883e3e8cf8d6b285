"""The table that says what the bars of the five principles show."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QWidget

from ethics_desktop.domain.result import PrincipleResult
from ethics_desktop.i18n import Translator
from ethics_desktop.ui.context import UiContext
from ethics_desktop.ui.table_model import Column, TableModel
from ethics_desktop.ui.widgets import bar_text
from ethics_desktop.ui.widgets.fit_table import FitTable


def principle_columns(tr: Translator, verdicts: bool) -> tuple[Column[PrincipleResult], ...]:
    """Return the columns; ``verdicts`` False leaves out the last one."""
    _ = tr.gettext

    def figure(text: str, result: PrincipleResult) -> str:
        return text if result.estimate.n else "–"

    def interval(result: PrincipleResult) -> str:
        low, high = bar_text.interval_ends(result.estimate)
        return figure(f"{low}–{high}", result)

    columns: list[Column[PrincipleResult]] = [
        Column(_("Principle"), lambda r: bar_text.principle_name(r.principle, tr)),
        Column(_("Best answers"), lambda r: figure(bar_text.count_text(r.estimate, tr), r)),
        Column(_("Score"), lambda r: figure(str(bar_text.whole(r.estimate.percent)), r)),
        Column(_("Range"), interval),
        Column(
            _("Random choice"), lambda r: figure(str(bar_text.whole(r.estimate.blind_percent)), r)
        ),
    ]
    if verdicts:
        columns.append(
            Column(_("Verdict"), lambda r: bar_text.verdict_text(r.estimate, tr), stretch=1)
        )
    return tuple(columns)


class PrincipleTable(FitTable):
    """The figures of :class:`PrincipleBars` as a table.

    Args:
        context: what every widget gets.
        results: the rows.
        verdicts: whether there is a column of verdicts.
        parent: what it stands in.
    """

    def __init__(
        self,
        context: UiContext,
        results: Sequence[PrincipleResult],
        verdicts: bool,
        parent: QWidget | None = None,
    ) -> None:
        model = TableModel(principle_columns(context.tr, verdicts), results)
        name = context.tr.gettext("The five principles as a table")
        super().__init__(context, model, name, parent=parent)
