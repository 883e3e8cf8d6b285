"""Searching the items of all banks: a field, and a table of what was found."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from ethics_desktop.domain.bank import kind_of
from ethics_desktop.services.library import MOST_FOUND, Found
from ethics_desktop.ui.context import UiContext
from ethics_desktop.ui.table_model import Column, TableModel
from ethics_desktop.ui.widgets import bar_text
from ethics_desktop.ui.widgets.basics import label
from ethics_desktop.ui.widgets.fit_table import FitTable

#: Quiet time after the last key before the search begins, milliseconds.
PAUSE_MS = 300
#: Characters of a question that are shown.
_STEM = 160


class ItemSearch(QWidget):
    """Asks for words and shows items.

    Signals: ``wanted(text)`` when the person has stopped typing.
    """

    wanted = Signal(str)

    def __init__(self, context: UiContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        _ = context.tr.gettext
        self._context = context
        title = label(_("Search the items of all banks"))
        self.field = QLineEdit()
        self.field.setObjectName("item-search")
        self.field.setAccessibleName(_("Search the items of all banks"))
        self.field.setPlaceholderText(_("For example: gift official residence"))
        self.field.setClearButtonEnabled(True)
        self.field.setMaximumWidth(context.theme.px(480))
        title.setBuddy(self.field)
        self._told = label("", "muted")
        self._told.hide()
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(8)
        for part in (title, self.field, self._told):
            self._layout.addWidget(part)
        self._table: FitTable | None = None
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PAUSE_MS)
        self._pause.timeout.connect(lambda: self.wanted.emit(self.field.text()))
        self.field.textChanged.connect(lambda _text: self._pause.start())
        self.field.returnPressed.connect(self._now)

    def _now(self) -> None:
        self._pause.stop()
        self.wanted.emit(self.field.text())

    def show_found(self, text: str, found: Sequence[Found]) -> None:
        """Show what a search for ``text`` found, if that is still what is asked for."""
        if text != self.field.text():
            return
        tr, _ = self._context.tr, self._context.tr.gettext
        if self._table is not None:
            self._table.hide()
            self._table.deleteLater()
            self._table = None
        if not text.strip():
            self._told.hide()
            return
        shown = found[:MOST_FOUND]
        if len(found) > MOST_FOUND:
            told = _("More than %(n)s items found; here are the first.") % {"n": MOST_FOUND}
        elif found:
            told = tr.ngettext("%(n)d item found.", "%(n)d items found.", len(found))
            told = told % {"n": len(found)}
        else:
            told = _("No item has these words.")
        self._told.setText(told)
        self._told.show()
        self._context.announce(self, told)
        if shown:
            self._table = self._made(shown)
            self._layout.addWidget(self._table)
            QWidget.setTabOrder(self.field, self._table)

    def _made(self, found: Sequence[Found]) -> FitTable:
        tr, _ = self._context.tr, self._context.tr.gettext
        columns: tuple[Column[Found], ...] = (
            Column(_("Question"), lambda one: _short(one.item.stem), stretch=1),
            Column(_("Bank"), lambda one: one.bank_title),
            Column(_("Kind"), lambda one: bar_text.kind_name(kind_of(one.item), tr)),
        )
        model: TableModel[Found] = TableModel(columns, found)
        return FitTable(self._context, model, _("Items found"), 8, sortable=True)


def _short(text: str) -> str:
    line = " ".join(text[: _STEM * 2].split())
    return line if len(line) <= _STEM else f"{line[: _STEM - 1].rstrip()}…"
