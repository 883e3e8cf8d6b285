"""Tells what the columns of a table mean: which is the question, the options, the key."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QVBoxLayout, QWidget

from ethics_desktop.i18n import N_
from ethics_desktop.services.importing import ColumnMapping, TableView
from ethics_desktop.ui.context import UiContext
from ethics_desktop.ui.table_model import Column, TableModel
from ethics_desktop.ui.widgets.basics import Page, button, card, clear, column, label
from ethics_desktop.ui.widgets.chooser import Chooser
from ethics_desktop.ui.widgets.disclosure import Disclosure
from ethics_desktop.ui.widgets.fit_table import FitTable
from ethics_desktop.ui.widgets.flow_layout import FlowLayout
from ethics_desktop.ui.widgets.paragraph import paragraph

#: Fields for options; more are offered once these are filled.
USUAL_OPTIONS, MOST_OPTIONS = 5, 10
_SAMPLE = 4
_RAW_COLUMNS = 12
_LETTERS = "ABCDEFGHIJ"
_PRESETS = (
    ("", N_("A list of my own")),
    ("kahoot", "Kahoot"),
    ("quizizz", "Quizizz / Wayground"),
)
_KEYS = (
    ("number", N_("the number of the option (1, 2, 3)")),
    ("letter", N_("the letter of the option (A, B, C)")),
    ("text", N_("the text of the option")),
)


class ImportColumnsPage(Page):
    """Shows a :class:`TableView` and lets its mapping be corrected.

    Signals: ``mapping_chosen(ColumnMapping)``, ``sheet_chosen(str)`` for another sheet of the same
    file, ``left()``.
    """

    help_topic = "columns"

    mapping_chosen = Signal(object)
    sheet_chosen = Signal(str)
    left = Signal()

    def __init__(
        self, context: UiContext, file: str, view: TableView, parent: QWidget | None = None
    ) -> None:
        _ = context.tr.gettext
        super().__init__(context, _("Columns of %(file)s") % {"file": file}, parent)
        self._view = view
        self.mapping: ColumnMapping = view.mapping
        self._proposed = {**view.presets, view.mapping.preset: view.mapping}
        self._choosers: dict[str, Chooser] = {}
        self._prompts: dict[str, QLabel] = {}
        layout = self.body()
        layout.addWidget(label(self.title, "title"))
        layout.addWidget(paragraph(self._hint()))
        layout.addWidget(self._form())
        self._sample = QVBoxLayout()
        layout.addLayout(self._sample)
        layout.addWidget(self._raw())
        layout.addStretch(1)
        self._missing = label("")
        self.go = button(_("Continue"), "primary")
        self.go.clicked.connect(lambda: self.mapping_chosen.emit(self.mapping))
        stop = button(_("Cancel"))
        stop.clicked.connect(self.left)
        tools = FlowLayout(8)
        tools.addWidget(self.go)
        tools.addWidget(stop)
        footer = QFrame()
        footer.setLayout(column(self._missing, tools, spacing=8, margins=(24, 8, 24, 12)))
        outer = self.layout()
        assert isinstance(outer, QVBoxLayout)
        outer.addWidget(footer)
        self._show_sample()

    def go_back(self) -> bool:
        """Esc leaves without importing."""
        self.left.emit()
        return True

    # --- the form --------------------------------------------------------------------------

    def _hint(self) -> str:
        _ = self.context.tr.gettext
        if self._view.remembered:
            return _("You told the columns of such a table before; check whether they still fit.")
        if self._view.confidence > 0.6:
            return _("This is how the table was understood. Correct what is wrong.")
        return _("The table was not understood with certainty. Say what the columns mean.")

    def _form(self) -> QFrame:
        _ = self.context.tr.gettext
        view = self._view
        must = self._grid()
        preset = [(_(title), value) for value, title in _PRESETS]
        self._field(must, _("Made with"), preset, self.mapping.preset, "preset", self._preset)
        if len(view.sheets) > 1:
            sheets = [(name, name) for name in view.sheets]
            self._field(must, _("Sheet"), sheets, self.mapping.sheet, "sheet", self._sheet)
        rows = [(_("There is none"), 0), *((str(n), n) for n in range(1, len(view.rows) + 1))]
        self._field(must, _("Row of the headings"), rows, self.mapping.header, "header")
        self._column_field(must, _("Question"), "stem")
        for place in range(USUAL_OPTIONS):
            self._option_field(must, place)
        self._column_field(must, _("Key"), "key")
        keys = [(_(text), value) for value, text in _KEYS]
        self._field(must, _("The key gives"), keys, self.mapping.keys, "keys")
        may = self._grid()
        self._column_field(may, _("Explanation"), "explanation")
        for place in range(MOST_OPTIONS):
            self._reason_field(may, place)
        self._column_field(may, _("Kind of question"), "kind")
        self._column_field(may, _("Picture"), "image")
        for place in range(USUAL_OPTIONS, MOST_OPTIONS):
            self._option_field(may, place)
        part = QWidget()
        part.setLayout(may)
        extra = Disclosure(_("More columns"), _("Fewer columns"), part,
                           opened=len(self.mapping.options) > USUAL_OPTIONS)  # fmt: skip
        self._show_reasons()
        return card(column(label(_("What the columns mean"), "heading"), must, extra, spacing=12))

    def _grid(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(8)
        if self.context.theme.scale < 1.5:
            grid.setColumnMinimumWidth(0, self.context.theme.px(200))
            grid.setColumnStretch(1, 1000)
            grid.setColumnStretch(2, 1)
        return grid

    def _columns(self) -> list[tuple[str, int]]:
        """The columns to choose from: letter, and the heading if there is one."""
        _ = self.context.tr.gettext
        rows, header = self._view.rows, self.mapping.header
        width = max((len(row) for row in rows), default=0)
        titles = rows[header - 1] if 0 < header <= len(rows) else ()
        return [
            (_("(none)"), -1),
            *((_column_title(n, titles[n] if n < len(titles) else ""), n) for n in range(width)),
        ]

    def _column_field(self, grid: QGridLayout, title: str, name: str) -> None:
        self._field(grid, title, self._columns(), getattr(self.mapping, name), name)

    def _option_field(self, grid: QGridLayout, place: int) -> None:
        _ = self.context.tr.gettext
        current = _at(self.mapping.options, place)
        title = _("Option %(letter)s") % {"letter": _LETTERS[place]}
        self._field(
            grid, title, self._columns(), current, f"option-{place}",
            lambda value: self._option(place, value),
        )  # fmt: skip

    def _reason_field(self, grid: QGridLayout, place: int) -> None:
        _ = self.context.tr.gettext
        title = _("Reason of option %(letter)s") % {"letter": _LETTERS[place]}
        self._field(
            grid, title, self._columns(), _at(self.mapping.reasons, place), f"reason-{place}",
            lambda value: self._reason(place, value),
        )  # fmt: skip

    def _show_reasons(self) -> None:
        """Offer a column of reasons for every option that has a column."""
        for place in range(MOST_OPTIONS):
            wanted = place < len(self.mapping.options)
            self._choosers[f"reason-{place}"].setVisible(wanted)
            self._prompts[f"reason-{place}"].setVisible(wanted)

    def _field(
        self,
        grid: QGridLayout,
        title: str,
        choices: list[tuple[str, Any]],
        current: object,
        name: str,
        react: Callable[[Any], None] | None = None,
    ) -> None:
        chooser = self._choosers[name] = Chooser()
        chooser.setObjectName(name)
        chooser.setAccessibleName(title)
        chooser.setSizeAdjustPolicy(Chooser.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        chooser.setMinimumContentsLength(12)
        if self.context.theme.scale < 1.5:
            chooser.setMaximumWidth(self.context.theme.px(440))
        for text, value in choices:
            chooser.addItem(text, value)
        chooser.setCurrentIndex(max(0, chooser.findData(current)))
        change = react or (lambda value: self._change(**{name: value}))
        chooser.activated.connect(lambda place: change(chooser.itemData(place)))
        prompt = self._prompts[name] = label(title, wrap=False)
        prompt.setBuddy(chooser)
        row = grid.rowCount()
        if self.context.theme.scale < 1.5:
            grid.addWidget(prompt, row, 0)
            grid.addWidget(chooser, row, 1)
        else:  # large text: the name above its field
            grid.addWidget(prompt, row, 0)
            grid.addWidget(chooser, row + 1, 0)

    # --- changes ---------------------------------------------------------------------------

    def _change(self, **parts: Any) -> None:
        self.mapping = msgspec.structs.replace(self.mapping, **parts)
        if "header" in parts:
            self._rename_columns()
        if "options" in parts:
            self._show_reasons()
        self._show_sample()

    def _preset(self, name: str) -> None:
        """Take the columns that a table of this program has; the person may correct them."""
        keys = "number" if name else self.mapping.keys  # both name options by number
        kept = msgspec.structs.replace(self.mapping, preset=name, keys=keys)
        self.mapping = self._proposed.get(name, kept)
        self._rename_columns()
        for field in ("header", "stem", "key", "keys", "explanation", "kind", "image"):
            self._set(field, getattr(self.mapping, field))
        for place in range(MOST_OPTIONS):
            self._set(f"option-{place}", _at(self.mapping.options, place))
            self._set(f"reason-{place}", _at(self.mapping.reasons, place))
        self._show_reasons()
        self._show_sample()

    def _set(self, name: str, value: object) -> None:
        chooser = self._choosers[name]
        chooser.setCurrentIndex(max(0, chooser.findData(value)))

    def _sheet(self, name: str) -> None:
        if name != self.mapping.sheet:
            self.sheet_chosen.emit(name)

    def _option(self, place: int, value: int) -> None:
        options = [*self.mapping.options, *([-1] * (place + 1 - len(self.mapping.options)))]
        options[place] = value
        while options and options[-1] < 0:
            options.pop()
        self._change(options=tuple(options), reasons=self.mapping.reasons[: len(options)])

    def _reason(self, place: int, value: int) -> None:
        reasons = [_at(self.mapping.reasons, n) for n in range(len(self.mapping.options))]
        reasons[place] = value
        self._change(reasons=tuple(reasons) if max(reasons) >= 0 else ())

    def _rename_columns(self) -> None:
        names = ("stem", "key", "explanation", "kind", "image",
                 *(f"{part}-{place}" for part in ("option", "reason")
                   for place in range(MOST_OPTIONS)))  # fmt: skip
        texts = self._columns()
        for name in names:
            chooser = self._choosers[name]
            for place, (text, _value) in enumerate(texts):
                chooser.setItemText(place, text)

    # --- what is read ----------------------------------------------------------------------

    def _show_sample(self) -> None:
        _ = self.context.tr.gettext
        clear(self._sample)
        mapping, rows = self.mapping, self._view.rows
        named = [(_("Question"), mapping.stem)]
        named += [(_LETTERS[n], index) for n, index in enumerate(mapping.options)]
        named += [(_("Key"), mapping.key), (_("Explanation"), mapping.explanation)]
        named += [
            (_("Reason of option %(letter)s") % {"letter": _LETTERS[n]}, index)
            for n, index in enumerate(mapping.reasons)
        ]
        columns = [
            Column(title, _cell(index), stretch=int(place == 0))
            for place, (title, index) in enumerate(named)
            if index >= 0
        ]
        body = [row for row in rows[mapping.header :] if any(row)][:_SAMPLE]
        self._sample.addWidget(label(_("How the first rows are read"), "heading"))
        if columns and body:
            model: TableModel[tuple[str, ...]] = TableModel(columns, body)
            name = _("How the first rows are read")
            self._sample.addWidget(FitTable(self.context, model, name, most_rows=_SAMPLE))
        missing = self._what_is_missing()
        self._missing.setText(missing)
        self._missing.setVisible(bool(missing))
        self.go.setEnabled(not missing)
        if missing and self.isVisible():
            self.context.announce(self, missing)

    def _what_is_missing(self) -> str:
        _ = self.context.tr.gettext
        mapping = self.mapping
        used = [mapping.stem, mapping.key, mapping.explanation, mapping.kind, mapping.image,
                *mapping.options, *mapping.reasons]  # fmt: skip
        used = [index for index in used if index >= 0]
        if mapping.stem < 0:
            return _("Say which column holds the question.")
        if mapping.key < 0:
            return _("Say which column holds the key.")
        if -1 in mapping.options:
            return _("There is a gap between the options.")
        if len(used) != len(set(used)):
            return _("One column was given two meanings.")
        return ""

    def _raw(self) -> QWidget:
        _ = self.context.tr.gettext
        rows = [row[:_RAW_COLUMNS] for row in self._view.rows]
        width = max((len(row) for row in rows), default=0)
        columns = [Column(_letter(n), _cell(n)) for n in range(width)]
        model: TableModel[tuple[str, ...]] = TableModel(columns, rows)
        name = _("First rows of the table")
        table = FitTable(self.context, model, name, most_rows=6)
        return Disclosure(_("Show the table as it is"), _("Hide the table"), table)


def _at(columns: tuple[int, ...], place: int) -> int:
    return columns[place] if place < len(columns) else -1


def _cell(index: int) -> Callable[[tuple[str, ...]], str]:
    return lambda row: row[index] if index < len(row) else ""


def _letter(index: int) -> str:
    """Return the letter(s) of a column from 0; only the first 200 columns are ever read."""
    high, low = divmod(index, 26)
    return (chr(ord("A") + high - 1) if high else "") + chr(ord("A") + low)


def _column_title(index: int, heading: str) -> str:
    return f"{_letter(index)}: {heading[:40]}" if heading else _letter(index)
