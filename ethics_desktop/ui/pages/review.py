"""Review of an attempt: a filtered list of items and, beside or under it, one item in full."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QSignalBlocker, Qt, QTimer, Signal
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import (
    QButtonGroup,
    QComboBox,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QRadioButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from ethics_desktop.domain.practice import worth_practising
from ethics_desktop.domain.result import AttemptResult, ItemResult
from ethics_desktop.i18n import N_
from ethics_desktop.ui.context import UiContext
from ethics_desktop.ui.widgets import result_text
from ethics_desktop.ui.widgets.basics import Page, button, drop, label, scroll
from ethics_desktop.ui.widgets.chooser import Chooser
from ethics_desktop.ui.widgets.flow_layout import FlowLayout
from ethics_desktop.ui.widgets.item_review import FrameworkTitle, ItemReview

Belongs = Callable[[ItemResult], bool]

#: Filter words, what they are called and which items they let through; in screen order.
FILTERS: dict[str, tuple[str, Belongs]] = {
    "confident": (N_("Sure but wrong"), lambda item: item.confident_wrong),
    "wrong": (N_("Wrong"), result_text.is_wrong),
    "doubtful": (N_("In doubt"), lambda item: item.flagged),
    "all": (N_("All"), lambda item: True),
}
#: From this width on (pixels at 100 % text) the list stands beside the item.
SIDE_BY_SIDE = 760
#: Width of the list, pixels at 100 % text.
LIST_WIDTH = 250


def filtered(result: AttemptResult, word: str) -> list[ItemResult]:
    """Return the items of a filter: sure but wrong ones first, then in the order of the form."""
    belongs = FILTERS[word][1]
    found = [item for item in result.items if belongs(item)]
    return sorted(found, key=lambda item: (not item.confident_wrong, item.form_item.position))


class ReviewPage(Page):
    """Shows what was answered, what fits better, and why.

    Args:
        context: what every widget gets.
        result: the attempt.
        initial_filter: one of :data:`FILTERS`.
        framework_title: names framework parts; an empty code asks for the framework's own title.
        from_result: it was opened on the result, else on Kemajuan: where its button leads back to.

    Signals:
        back_requested(): go back to where it was opened.
        practice_requested(): put what was missed or in doubt into practice.
        reflect_requested(): write about this attempt in the journal.
    """

    back_requested = Signal()
    practice_requested = Signal()
    reflect_requested = Signal()

    def __init__(
        self,
        context: UiContext,
        result: AttemptResult,
        initial_filter: str,
        framework_title: FrameworkTitle,
        from_result: bool = True,
        parent: QWidget | None = None,
    ) -> None:
        _ = context.tr.gettext
        super().__init__(context, _("Explanations"), parent)
        self._back = _("Back to the result") if from_result else _("Back to progress")
        self._result = result
        self._framework_title = framework_title
        self._shown: list[ItemResult] = []
        self._place = -1
        self._wide: bool | None = None
        self._fresh = True
        self._review: QWidget | None = None
        self.filters: dict[str, QRadioButton] = {}
        self._build()
        for key, step in ((Qt.Key.Key_Left, -1), (Qt.Key.Key_Right, 1)):
            shortcut = QShortcut(QKeySequence(key), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(lambda step=step: self.move_by(step))
        self._arrange(True)
        self.set_filter(initial_filter if initial_filter in FILTERS else "all")

    # -- construction --------------------------------------------------------------------------

    def _build(self) -> None:
        tr, _ = self.context.tr, self.context.tr.gettext
        self._head = QWidget()
        head = QVBoxLayout(self._head)
        head.setContentsMargins(0, 0, 0, 0)
        back = button(self._back)
        back.clicked.connect(self.back_requested)
        title = FlowLayout(24)
        title.addWidget(label(_("Explanations"), "title", wrap=False))
        title.addWidget(back)
        if any(worth_practising(item) for item in self._result.items):
            practise = button(_("Put into practice"))
            hint = _("Items you missed or doubted come back in practice.")
            practise.setToolTip(hint)
            practise.setAccessibleDescription(hint)
            practise.clicked.connect(self.practice_requested)
            title.addWidget(practise)
        reflect = button(_("Write a reflection"))
        reflect.clicked.connect(self.reflect_requested)
        title.addWidget(reflect)
        head.addLayout(title)
        head.addWidget(label(tr.pick(self._result.title), "muted"))
        head.addLayout(self._filter_row())
        self.chooser = Chooser()
        self.chooser.setAccessibleName(_("List of items"))
        self.chooser.setSizeAdjustPolicy(
            QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        )
        self.chooser.setMinimumContentsLength(18)
        self.chooser.activated.connect(self.show_place)
        head.addWidget(self.chooser)

        self.list = QListWidget()
        self.list.setAccessibleName(_("List of items"))
        self.list.setWordWrap(True)
        self.list.setSpacing(3)
        self.list.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setFixedWidth(self.context.theme.px(LIST_WIDTH))
        self.list.currentRowChanged.connect(self.show_place)

        content = QWidget()
        content.setMaximumWidth(self.context.theme.px(740))
        self._inner = QVBoxLayout(content)
        self._inner.setContentsMargins(6, 4, 8, 16)
        self._inner.setSpacing(16)
        self._inner.addStretch(1)
        self._area: QScrollArea = scroll(content)
        self._area.setAccessibleName(_("Explanation of the item"))

        self._top = QVBoxLayout()
        body = QHBoxLayout()
        body.setSpacing(16)
        body.addWidget(self.list)
        body.addWidget(self._area, 1)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(24, 24, 24, 16)
        outer.setSpacing(12)
        outer.addLayout(self._top)
        outer.addLayout(body, 1)
        outer.addLayout(self._foot())

    def _filter_row(self) -> FlowLayout:
        tr, flow = self.context.tr, FlowLayout(16)
        self._group = QButtonGroup(self)
        for word, (title, belongs) in FILTERS.items():
            count = sum(belongs(item) for item in self._result.items)
            text = f"{tr.gettext(title)} ({count})"
            choice = QRadioButton(text)
            choice.setAccessibleName(text)
            choice.toggled.connect(lambda on, word=word: self.set_filter(word) if on else None)
            self._group.addButton(choice)
            self.filters[word] = choice
            flow.addWidget(choice)
        return flow

    def _foot(self) -> FlowLayout:
        _ = self.context.tr.gettext
        flow = FlowLayout()
        self.previous = button(_("Previous item"))
        self.next = button(_("Next item"), "primary")
        self.previous.clicked.connect(lambda: self.move_by(-1))
        self.next.clicked.connect(lambda: self.move_by(1))
        self.previous.setToolTip(_("Left arrow key"))
        self.next.setToolTip(_("Right arrow key"))
        for made in (self.previous, self.next):
            flow.addWidget(made)
        return flow

    # -- behaviour -----------------------------------------------------------------------------

    def focus_first(self) -> None:
        """Put the keyboard on the list."""
        (self.list if self._wide else self.chooser).setFocus()

    def set_filter(self, word: str) -> None:
        """Show the items of a filter, one of :data:`FILTERS`, from the first."""
        choice = self.filters[word]
        if not choice.isChecked():
            choice.setChecked(True)  # comes back here
            return
        self._shown = filtered(self._result, word)
        with QSignalBlocker(self.list), QSignalBlocker(self.chooser):
            self.list.clear()
            self.chooser.clear()
            for item in self._shown:
                self._add_entry(item)
        self._place = -1
        self.show_place(0)

    def _add_entry(self, item: ItemResult) -> None:
        tr = self.context.tr
        sign, words = result_text.item_state(item, tr)
        heading = result_text.item_heading(item.form_item, tr)
        doubt = ", " + tr.gettext("in doubt") if item.flagged else ""
        entry = QListWidgetItem(f"{heading}{doubt}\n{sign} {words}")
        entry.setData(Qt.ItemDataRole.AccessibleTextRole, f"{heading}, {words}{doubt}")
        entry.setToolTip(" ".join(item.form_item.item.stem.split())[:160])
        self.list.addItem(entry)
        self.chooser.addItem(f"{heading}: {words}{doubt}")

    def move_by(self, step: int) -> None:
        """Go to the next (1) or previous (-1) item of the list."""
        if 0 <= self._place + step < len(self._shown):
            self.show_place(self._place + step)

    def show_place(self, place: int) -> None:
        """Show an item by its place in the filtered list; an empty list says so."""
        if self._shown and (not 0 <= place < len(self._shown) or place == self._place):
            return
        self._place = place if self._shown else -1
        with QSignalBlocker(self.list), QSignalBlocker(self.chooser):
            self.list.setCurrentRow(self._place)
            self.chooser.setCurrentIndex(self._place)
        self._replace(self._made())
        item = self.current()
        if item is not None:
            tr = self.context.tr
            told = (
                result_text.item_heading(item.form_item, tr),
                result_text.item_verdict(item, tr),
            )
            self.context.announce(self, ". ".join(told))
        self._enable()

    def _enable(self) -> None:
        """Switch the buttons; the focus never stays on one that has just been switched off."""
        last = len(self._shown) - 1
        back, onward = self._place > 0, 0 <= self._place < last
        focused = self.focusWidget()
        self.previous.setEnabled(True)
        self.next.setEnabled(True)
        if focused is self.next and not onward and back:
            self.previous.setFocus()
        elif focused is self.previous and not back and onward:
            self.next.setFocus()
        self.previous.setEnabled(back)
        self.next.setEnabled(onward)
        self.chooser.setEnabled(bool(self._shown))

    def current(self) -> ItemResult | None:
        """Return the item on screen."""
        return self._shown[self._place] if 0 <= self._place < len(self._shown) else None

    def _made(self) -> QWidget:
        item, tr = self.current(), self.context.tr
        if item is None:
            return label(tr.gettext("There are no items here. Choose another filter above."))
        return ItemReview(self.context, item, self._framework_title)

    def _replace(self, review: QWidget) -> None:
        drop(self._inner, self._review)
        self._review = review
        self._inner.insertWidget(self._inner.count() - 1, review)
        # once the new item has been laid out
        QTimer.singleShot(0, self, self._to_item)

    def _to_item(self) -> None:
        """Scroll to the start of the item, past title and filters where these scroll along."""
        if self._review is not None:
            top = 0 if self._wide or self._fresh else self._review.y()
            self._area.verticalScrollBar().setValue(top)
        self._fresh = False

    # -- arrangement ---------------------------------------------------------------------------

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        super().resizeEvent(event)
        self._arrange(event.size().width() >= self.context.theme.px(SIDE_BY_SIDE))

    def _arrange(self, wide: bool) -> None:
        """Wide: title and filters stay above list and item. Narrow: they scroll with the item."""
        if wide == self._wide:
            return
        self._wide = wide
        if wide:
            self._inner.removeWidget(self._head)
            self._top.addWidget(self._head)
        else:
            self._top.removeWidget(self._head)
            self._inner.insertWidget(0, self._head)
        self.list.setVisible(wide)
        self.chooser.setVisible(not wide)
