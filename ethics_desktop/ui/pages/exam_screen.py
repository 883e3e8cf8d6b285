"""Layout of the exam screen; what happens in it stands in ``exam.py``."""

from __future__ import annotations

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QCheckBox, QScrollArea, QStackedWidget, QVBoxLayout, QWidget

from ethics_desktop.services.sitting import Sitting
from ethics_desktop.ui.context import UiContext
from ethics_desktop.ui.pages.exam_finish import ExamFinish
from ethics_desktop.ui.pages.exam_parts import ExamHeader, GridPanel, item_scroll
from ethics_desktop.ui.widgets.banner import Banner
from ethics_desktop.ui.widgets.basics import Button, Page, button, label, row
from ethics_desktop.ui.widgets.countdown import Countdown
from ethics_desktop.ui.widgets.flow_layout import FlowLayout
from ethics_desktop.ui.widgets.item_view import (
    ITEM_WIDTH,
    STEM_MARGINS,
    ItemView,
    chain_tabs,
    tab_stops,
)

_MARGIN, _GAP = 16, 8
#: Share of the height that the item must get; below it the lower parts scroll with the item.
_ITEM_SHARE = 0.5
#: Height in pixels at 100 % that the numbers may take before they scroll: three rows of them.
_THREE_ROWS = 110


class ExamScreen(Page):
    """The widgets of the exam: header, banner, item, buttons, grid, state of saving, time.

    In a low window or with large text the buttons and the grid scroll together with the item;
    header, state of saving and time always stay in sight.
    """

    def __init__(
        self,
        context: UiContext,
        sitting: Sitting,
        hide_timer: bool,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(context, context.tr.pick(sitting.attempt.form.blueprint.title), parent)
        self._tight = False
        self.header = ExamHeader(context, self.title, self)
        self.banner = Banner(context, self)
        self.number = label("", "muted")
        self.view = ItemView(context)
        self.back, self.skip, self.next, self.doubt, self.buttons = self._make_buttons()
        self.panel = GridPanel(context, len(sitting.form_items))
        self._area = self._make_area()
        self.finish = ExamFinish(context, self)
        self._stack = QStackedWidget(self)
        self._stack.addWidget(self._area)
        self._stack.addWidget(self.finish)
        self.saved = label("", "muted", wrap=False)
        self.countdown = Countdown(context, sitting.tick, hide_timer, self)
        self._status = QWidget(self)
        self._status.setLayout(row(None, self.saved, self.countdown, spacing=24))
        self._outer = QVBoxLayout(self)
        self._outer.setContentsMargins(_MARGIN, _GAP, _MARGIN, _GAP)
        self._outer.setSpacing(_GAP)
        for part in (self.header, self.banner, self._stack):
            self._outer.addWidget(part, 1 if part is self._stack else 0)
        self._arrange(tight=False)
        self.view.answer_changed.connect(self.reveal_focus)
        self.panel.grid.focused.connect(self.reveal_focus)
        parts = (self.header, self.banner, self.view, self.buttons, self.panel, self.finish)
        chain_tabs(*(stop for part in parts for stop in tab_stops(part)))

    @property
    def working(self) -> bool:
        """True while an item is on the screen and may be answered."""
        return self._stack.currentWidget() is self._area and self._area.isEnabled()

    def show_work(self, work: bool) -> None:
        """Show the item, or the list of open ends."""
        self._stack.setCurrentWidget(self._area if work else self.finish)
        self.header.finish.setVisible(work)  # the list of open ends has its own
        self.buttons.setVisible(work)
        self.panel.setVisible(work)

    def freeze(self) -> None:
        """Take no more answers."""
        for part in (self._area, self.buttons, self.panel, self.finish):
            part.setEnabled(False)

    def show_top(self) -> None:
        """Scroll to the beginning of the item."""
        self._area.verticalScrollBar().setValue(0)

    def reveal_focus(self) -> None:
        """Scroll to what has the focus; Qt does so for the Tab key only."""
        held = next((stop for stop in tab_stops(self._area) if stop.hasFocus()), None)
        if held is not None:
            self._area.ensureWidgetVisible(held, 0, _GAP)

    def fit(self) -> None:
        """Let the buttons and the grid scroll with the item where height is short."""
        width = self.width() - 2 * _MARGIN
        limit = max(self.context.theme.px(_THREE_ROWS), self.height() // 5)
        used = self.header.heightForWidth(width) + self._status.sizeHint().height() + 5 * _GAP
        used += self.buttons.heightForWidth(width) + self.panel.fit(width, limit)
        tight = self.height() - used < self.height() * _ITEM_SHARE
        if tight:
            self.panel.fit(width - _GAP - 24, 100_000)
        if tight != self._tight:
            self._arrange(tight)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        super().resizeEvent(event)
        self.fit()

    def _make_area(self) -> QScrollArea:
        content = QWidget()
        self._inner = QVBoxLayout(content)
        self._inner.setContentsMargins(0, 0, _GAP, 0)
        self._inner.setSpacing(_GAP)
        self.number.setContentsMargins(STEM_MARGINS[0], 0, 0, 0)
        self._inner.addWidget(self.number)
        self._inner.addWidget(self.view)
        self._inner.addStretch(1)
        return item_scroll(content, self.context.tr.gettext("Item"))

    def _make_buttons(self) -> tuple[Button, Button, Button, QCheckBox, QWidget]:
        _ = self.context.tr.gettext
        made = QWidget()
        back, skip = button(_("Back")), button(_("Skip this item"))
        doubt = QCheckBox(_("In doubt"), made)
        doubt.setAccessibleName(doubt.text())
        go_on = button(_("Save and go on"), "primary")
        if self.context.theme.scale <= 1:
            wide = QWidget(made)
            wide.setMaximumWidth(self.context.theme.px(ITEM_WIDTH))
            wide.setLayout(row(back, skip, doubt, None, go_on))
            beside = row(wide, None)
            beside.setStretch(0, 1000)
            made.setLayout(beside)
            return back, skip, go_on, doubt, made
        flow = FlowLayout(spacing=_GAP, parent=made)
        for part in (back, skip, doubt, go_on):
            flow.addWidget(part)
        return back, skip, go_on, doubt, made

    def _arrange(self, tight: bool) -> None:
        """Put buttons and grid below the item, or inside the part that scrolls."""
        self._tight = tight
        for part in (self.buttons, self._status, self.panel):
            self._inner.removeWidget(part)
            self._outer.removeWidget(part)
        target = self._inner if tight else self._outer
        target.addWidget(self.buttons)
        self._outer.addWidget(self._status)
        target.addWidget(self.panel)
