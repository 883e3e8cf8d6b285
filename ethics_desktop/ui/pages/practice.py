"""Latihan: the cards of today, free practice by filters, what to study again."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import msgspec
from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import QButtonGroup, QComboBox, QFrame, QRadioButton, QWidget

from ethics_desktop.domain.bank import Level, Principle
from ethics_desktop.domain.constants import SESSION_SIZES
from ethics_desktop.domain.practice import PracticeFilter
from ethics_desktop.ui.context import UiContext
from ethics_desktop.ui.widgets import day_text, practice_text
from ethics_desktop.ui.widgets.bar_text import level_name, principle_name
from ethics_desktop.ui.widgets.basics import (
    Page,
    button,
    card,
    column,
    drop,
    label,
    set_role,
    stop_at_chosen,
)
from ethics_desktop.ui.widgets.check_row import CheckRow
from ethics_desktop.ui.widgets.chooser import Chooser
from ethics_desktop.ui.widgets.flow_layout import FlowLayout
from ethics_desktop.ui.widgets.paragraph import paragraph

if TYPE_CHECKING:
    from ethics_desktop.services.practice import PracticeOverview


class PracticeData(msgspec.Struct, frozen=True):
    """Everything the page shows.

    ``modules`` are codes and names, ``matching`` how many items fit ``wish`` now.
    """

    overview: PracticeOverview
    modules: tuple[tuple[str, str], ...]
    size: int
    wish: PracticeFilter
    matching: int


class PracticePage(Page):
    """Where practice begins.

    Signals: ``today_requested()``, ``free_requested(int, PracticeFilter)`` with size and filters,
    ``wish_changed(int, PracticeFilter)`` wants :meth:`show_matching`, ``study_requested()``,
    ``library_requested()``.
    """

    today_requested = Signal()
    free_requested = Signal(int, object)
    wish_changed = Signal(int, object)
    study_requested = Signal()
    library_requested = Signal()
    help_topic = "practice"

    def __init__(self, context: UiContext, parent: QWidget | None = None) -> None:
        _ = context.tr.gettext
        super().__init__(context, _("Practice"), parent)
        self._body = self.body()
        self._body.addWidget(label(self.title, "title"))
        text = _(
            "One item at a time, with the reasons for every choice at once. Practice gives no "
            "score and stays out of your results."
        )
        self._body.addWidget(paragraph(text, "muted"))
        self._sizes = QButtonGroup(self)
        self.sizes: dict[int, QRadioButton] = {}
        self.principle = _chooser("principle", _("Principle"))
        self.module = _chooser("module", _("Module"))
        self.level = _chooser("level", _("Level"))
        self.weak = CheckRow(_("Only items I found hard"))
        self.weak.setObjectName("weak")
        self.matching = label("", "muted")
        self.start = button(_("Start practising"))
        self.start.setObjectName("start-free")
        self._above = _Slot()
        self._free = self._make_free()
        self._below = _Slot()
        for part in (self._above, self._free, self._below):
            part.hide()
            self._body.addWidget(part)
        self._body.addStretch(1)

    def refresh(self, data: PracticeData) -> None:
        """Show other figures."""
        overview = data.overview
        self._free.setVisible(bool(overview.items))
        if not overview.items:
            self._above.hold(self._empty())
            self._below.hold()
            return
        resting = overview.counts.resting
        study = [self._study(resting)] if resting else []
        self._above.hold(self._today(overview), *study)
        set_role(self.start, "role", "" if overview.counts.cards else "primary")
        self._show_wish(data)
        self.show_matching(data.matching)
        lines = practice_text.calibration_lines(overview.calibration, self.context.tr)
        self._below.hold(*([self._calibration(lines)] if lines else []))

    def show_matching(self, n: int) -> None:
        """Tell how many items fit the filters; without any nothing can be started."""
        tr, _ = self.context.tr, self.context.tr.gettext
        text = tr.ngettext("%(n)d item fits.", "%(n)d items fit.", n) % {"n": n}
        if not n:
            text = _("No item fits. Choose fewer filters.")
        self.matching.setText(text)
        self.start.setEnabled(n > 0)

    @property
    def wish(self) -> PracticeFilter:
        """The filters as they are set."""
        return PracticeFilter(
            principle=self.principle.currentData(),
            module=self.module.currentData() or "",
            level=self.level.currentData(),
            weak=self.weak.isChecked(),
        )

    @property
    def wanted_size(self) -> int:
        """How many items are asked for."""
        return self._sizes.checkedId()

    # -- cards ---------------------------------------------------------------------------------

    def _today(self, overview: PracticeOverview) -> QFrame:
        tr, _ = self.context.tr, self.context.tr.gettext
        counts = overview.counts
        if not counts.cards:
            text = practice_text.empty_day_text(counts, overview.next_in, tr)
            return card(column(label(_("Today"), "heading"), paragraph(text)))
        inner = column(label(day_text.day_text(counts, tr), "heading"))
        backlog = day_text.backlog_text(counts, tr)
        if backlog:
            inner.addWidget(paragraph(backlog))
        if overview.remembered is not None:
            inner.addWidget(paragraph(practice_text.remembered_text(overview.remembered, tr)))
        start = button(_("Start today's cards"), "primary")
        start.setObjectName("start-today")
        start.clicked.connect(self.today_requested)
        inner.addLayout(_flow(start))
        return card(inner)

    def _study(self, resting: int) -> QFrame:
        tr, _ = self.context.tr, self.context.tr.gettext
        text = tr.ngettext(
            "%(n)d thing was missed again and again and rests for now. Read it again, then it "
            "begins anew.",
            "%(n)d things were missed again and again and rest for now. Read them again, then they "
            "begin anew.",
            resting,
        ) % {"n": resting}
        study = button(_("Study again"))
        study.clicked.connect(self.study_requested)
        title = label(_("Let us study this again from the beginning"), "heading")
        return card(column(title, paragraph(text), _flow(study)))

    def _make_free(self) -> QFrame:
        tr, _ = self.context.tr, self.context.tr.gettext
        sizes = QWidget()
        sizes.setAccessibleName(_("Number of items"))
        flow = FlowLayout(16, parent=sizes)
        for n in SESSION_SIZES:
            made = QRadioButton(tr.ngettext("%(n)d item", "%(n)d items", n) % {"n": n}, sizes)
            made.setAccessibleName(made.text())
            made.setObjectName(f"size-{n}")
            self._sizes.addButton(made, n)
            self.sizes[n] = made
            flow.addWidget(made)
        filters = FlowLayout(24)
        for chooser in (self.principle, self.module, self.level):
            prompt = label(chooser.accessibleName(), wrap=False)
            prompt.setBuddy(chooser)
            field = QWidget()
            field.setLayout(column(prompt, chooser, spacing=4))
            filters.addWidget(field)
            chooser.activated.connect(lambda _index: self._wish())
        self.weak.toggled.connect(lambda _on: self._wish())
        self._sizes.idToggled.connect(lambda _id, on: self._wish() if on else None)
        self.start.clicked.connect(lambda: self.free_requested.emit(self.wanted_size, self.wish))
        title = label(_("Practise freely"), "heading")
        parts = (title, sizes, filters, self.weak, self.matching, _flow(self.start))
        return card(column(*parts, spacing=12))

    def _show_wish(self, data: PracticeData) -> None:
        tr, _ = self.context.tr, self.context.tr.gettext
        with QSignalBlocker(self._sizes), QSignalBlocker(self.weak):
            self.sizes[data.size].setChecked(True)
            self.weak.setChecked(data.wish.weak)
        stop_at_chosen(self.sizes.values())
        principles = [(p, principle_name(p, tr)) for p in Principle]
        levels = [(one, level_name(one, tr)) for one in Level]
        _fill(self.principle, _("All principles"), principles, data.wish.principle)
        _fill(self.module, _("All modules"), data.modules, data.wish.module)
        _fill(self.level, _("All levels"), levels, data.wish.level)

    def _wish(self) -> None:
        stop_at_chosen(self.sizes.values())
        self.wish_changed.emit(self.wanted_size, self.wish)

    def _calibration(self, lines: Sequence[str]) -> QFrame:
        _ = self.context.tr.gettext
        title = label(_("How far your certainty can be trusted"), "heading")
        return card(column(title, *(paragraph(line) for line in lines)))

    def _empty(self) -> QFrame:
        _ = self.context.tr.gettext
        text = _("Practice begins here once the library holds items for it.")
        go = button(_("Open Library"), "primary")
        go.clicked.connect(self.library_requested)
        return card(column(paragraph(text), _flow(go), spacing=12))


class _Slot(QWidget):
    """A place whose widgets are made anew with every refresh."""

    def __init__(self) -> None:
        super().__init__()
        self._layout = column(spacing=16)
        self.setLayout(self._layout)
        self._held: tuple[QWidget, ...] = ()

    def hold(self, *widgets: QWidget) -> None:
        """Show these in place of those before."""
        for old in self._held:
            drop(self._layout, old)
        self._held = widgets
        for widget in widgets:
            self._layout.addWidget(widget)
            widget.show()
        self.setVisible(bool(widgets))


def _chooser(name: str, title: str) -> Chooser:
    made = Chooser()
    made.setObjectName(name)
    made.setAccessibleName(title)
    made.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
    made.setMinimumContentsLength(10)  # no wider than that when there is no room
    return made


def _fill(
    chooser: Chooser, every: str, entries: Sequence[tuple[object, str]], current: object
) -> None:
    with QSignalBlocker(chooser):
        chooser.clear()
        chooser.addItem(every, None)
        for value, text in entries:
            chooser.addItem(text, value)
        place = next((n for n, (value, _text) in enumerate(entries, 1) if value == current), 0)
        chooser.setCurrentIndex(place)


def _flow(*widgets: QWidget) -> FlowLayout:
    layout = FlowLayout(8)
    for widget in widgets:
        layout.addWidget(widget)
    return layout
