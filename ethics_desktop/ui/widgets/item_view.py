"""Shows one item of a form and takes its answer; one editor per kind of item."""

from __future__ import annotations

import re
from itertools import pairwise

from PySide6.QtCore import QEvent, QRectF, Qt, Signal
from PySide6.QtGui import QFocusEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QGroupBox, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from ethics_desktop.domain.attempt import Answer, FormItem
from ethics_desktop.domain.bank import MatchItem, MultipleItem, OrderItem, ShortItem
from ethics_desktop.ui.context import UiContext
from ethics_desktop.ui.theme import Theme
from ethics_desktop.ui.widgets.basics import label
from ethics_desktop.ui.widgets.item_view_choice import Editor, RadioEditor, TickEditor
from ethics_desktop.ui.widgets.item_view_match import MatchEditor
from ethics_desktop.ui.widgets.item_view_order import OrderEditor
from ethics_desktop.ui.widgets.item_view_short import ShortEditor
from ethics_desktop.ui.widgets.option_button import LETTERS

#: Pause in typing after which a short answer is handed over, in milliseconds.
TYPING_PAUSE_MS = 800
#: Widest item in pixels at 100 % text: lines of 60 to 80 characters beside the option's sign.
ITEM_WIDTH = 800
#: Room around the text of the item: its focus bar stands at the left.
STEM_MARGINS = (12, 4, 4, 4)
#: Letters that mean something else around an item: G goes to the grid, R marks a doubt.
_TAKEN = "GR"


def tab_stops(widget: QWidget) -> list[QWidget]:
    """Return what may take the focus in ``widget``, in the order of its making.

    An unchosen radio button counts although the Tab key passes it by.
    """
    found = [
        child
        for child in widget.findChildren(QWidget)
        if child.window() is widget.window() and child.focusPolicy() != Qt.FocusPolicy.NoFocus
    ]
    return [child for child in found if child.focusProxy() is None]


def chain_tabs(*widgets: QWidget) -> None:
    """Make the Tab key visit ``widgets`` one after the other; what followed still follows."""
    for one, other in pairwise(widgets):
        QWidget.setTabOrder(one, other)


class _Stem(QLabel):
    """The text of the item; it takes the focus so that it is read out when the item is shown.

    A bar at its left shows the focus; a ring around so much text would be loud.
    """

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setProperty("textRole", "stem")
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(True)
        self.setMinimumWidth(1)
        self.setContentsMargins(*STEM_MARGINS)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)

    def focusInEvent(self, event: QFocusEvent) -> None:  # noqa: N802
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:  # noqa: N802
        super().focusOutEvent(event)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        super().paintEvent(event)
        if self.hasFocus():
            painter = QPainter(self)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(self._theme.color("focus"))
            painter.drawRoundedRect(QRectF(0, 2, 4, self.height() - 4), 2, 2)


class _Group(QGroupBox):
    """The options, as a group for screen readers and without a frame for the eye."""

    def __init__(self, name: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setFlat(True)
        self.setAccessibleName(name)
        self.setContentsMargins(0, 0, 0, 0)

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802
        """Keep the room for a title away that Qt reserves whenever style or font change."""
        super().changeEvent(event)
        self.setContentsMargins(0, 0, 0, 0)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """Draw nothing."""


class ItemView(QWidget):
    """One item with its options.

    ``answer_changed`` carries an ``Answer``, or None when it was taken back. It is emitted for
    what the person does, never by :meth:`show_item`.

    Args:
        context: language and theme.
        parent: the page.
        pause_ms: pause in typing after which a short answer is emitted.
    """

    answer_changed = Signal(object)

    def __init__(
        self,
        context: UiContext,
        parent: QWidget | None = None,
        pause_ms: int = TYPING_PAUSE_MS,
    ) -> None:
        super().__init__(parent)
        self.context = context
        self._pause_ms = pause_ms
        self._editor: Editor | None = None
        self._group: QGroupBox | None = None
        # The inner widget is the narrow one: a box layout asks the height of what it lays out
        # for the whole width, which would cut the last line of a widget with a maximum.
        inner = QWidget(self)
        inner.setMaximumWidth(context.theme.px(ITEM_WIDTH))
        beside = QHBoxLayout(self)
        beside.setContentsMargins(0, 0, 0, 0)
        beside.addWidget(inner, 1000)
        beside.addStretch(1)
        self._inner = inner
        self._stem = _Stem(context.theme, inner)
        self._hint = label("", "muted")
        self._hint.setParent(inner)
        self._hint.setContentsMargins(STEM_MARGINS[0], 0, 0, 0)
        self._column = QVBoxLayout(inner)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(8)
        self._column.addWidget(self._stem)
        self._column.addWidget(self._hint)
        self._column.addSpacing(4)

    def show_item(self, form_item: FormItem, answer: Answer | None) -> None:
        """Show an item with the answer given so far, if any."""
        stem = re.sub(r"\n+", "\n\n", form_item.item.stem.strip())
        self._stem.setText(stem)
        self._stem.setAccessibleName(stem)
        hint = self._hint_for(form_item)
        self._hint.setText(hint)
        self._hint.setVisible(bool(hint))
        if self._group is not None:
            self._group.hide()
            self._group.deleteLater()
        # A new group per item: a screen reader then reads the name of the group again.
        group = _Group(stem, self._inner)
        editor = self._make_editor(form_item, answer, group)
        editor.answer_changed.connect(self.answer_changed)
        inner = QVBoxLayout(group)
        inner.setContentsMargins(0, 0, 0, 0)
        inner.addWidget(editor)
        self._column.addWidget(group)
        self._group, self._editor = group, editor
        group.show()
        chain_tabs(self._stem, *tab_stops(group))

    def focus_stem(self, reason: Qt.FocusReason = Qt.FocusReason.OtherFocusReason) -> None:
        """Give the focus to the text of the item."""
        self._stem.setFocus(reason)

    @property
    def stem(self) -> QLabel:
        """The text of the item, first in the order of the Tab key."""
        return self._stem

    def choose(self, index: int) -> bool:
        """Choose or tick the option at displayed ``index`` (from 0); tell whether there is one."""
        return self._editor is not None and self._editor.choose(index)

    def choose_by_key(self, key: int) -> bool:
        """Choose by the key A to J or 1 to 9 and 0; tell whether the key meant an option.

        G and R are never options by letter: they belong to the grid and to the doubt.
        """
        if Qt.Key.Key_A <= key <= Qt.Key.Key_Z:
            letter = chr(key)
            known = letter in LETTERS and letter not in _TAKEN
            return known and self.choose(LETTERS.index(letter))
        if Qt.Key.Key_0 <= key <= Qt.Key.Key_9:
            return self.choose((key - Qt.Key.Key_1) % 10)
        return False

    def flush(self) -> None:
        """Emit what was typed but not emitted yet."""
        if self._editor is not None:
            self._editor.flush()

    def _make_editor(self, form_item: FormItem, answer: Answer | None, group: QWidget) -> Editor:
        match form_item.item:
            case MultipleItem():
                return TickEditor(self.context, form_item, answer, group)
            case MatchItem():
                return MatchEditor(self.context, form_item, answer, group)
            case OrderItem():
                return OrderEditor(self.context, form_item, answer, group)
            case ShortItem():
                return ShortEditor(self.context, answer, self._pause_ms, group)
        return RadioEditor(self.context, form_item, answer, group)

    def _hint_for(self, form_item: FormItem) -> str:
        _ = self.context.tr.gettext
        match form_item.item:
            case MultipleItem():
                return _("Tick every right option.")
            case MatchItem():
                return _("Choose the match for each statement.")
            case ShortItem():
                return _("Type your answer.")
        return ""
