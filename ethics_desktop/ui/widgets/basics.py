"""Small building blocks of every page: labels that wrap, buttons, cards, scrolling pages."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QRect, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QIcon, QKeyEvent, QPaintEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLayout,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from ethics_desktop.ui.context import UiContext

#: Widest content of a page in pixels at 100 %; wider windows get empty space at the right.
CONTENT_WIDTH = 960
_WRAP = Qt.TextFlag.TextWordWrap


class _Text(QLabel):
    """A label whose height is right although its lines are kept short."""

    def heightForWidth(self, width: int) -> int:  # noqa: N802
        """Box layouts ask for more width than the label may have; answer for what it will get."""
        return super().heightForWidth(min(width, self.maximumWidth()))


def label(text: str, role: str = "body", wrap: bool = True) -> QLabel:
    """Return a label of plain text (never markup: texts may come from a bank).

    ``role``: title, heading, body, small, muted, warn, good, bad.
    """
    made = _Text(text)
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.setWordWrap(wrap)
    made.setProperty("textRole", role)
    if wrap:
        made.setMinimumWidth(1)
    return made


def breakable(path: str) -> str:
    """Return a path that a label can wrap after its separators."""
    return path.replace("/", "/\u200b").replace("\\", "\\\u200b")


def set_role(widget: QWidget, name: str, value: str) -> None:
    """Change a property that ``style.qss`` selects by, and have the widget drawn anew."""
    if widget.property(name) != value:
        widget.setProperty(name, value)
        widget.style().unpolish(widget)
        widget.style().polish(widget)
        widget.update()


def readable(made: QLabel, characters: int = 76) -> QLabel:
    """Keep the lines of a label at about ``characters`` average characters; return it."""
    made.ensurePolished()
    made.setMaximumWidth(made.fontMetrics().averageCharWidth() * characters)
    return made


class EnterButton(QPushButton):
    """A push button that Enter presses too, as people expect; Qt does so in dialogs only."""

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Press on Enter as on Space."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.isAutoRepeat():
            self.click()
        else:
            super().keyPressEvent(event)


class Button(EnterButton):
    """A push button whose text wraps onto more rows when there is no room for one."""

    def __init__(self, text: str, role: str = "", parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        if role:
            self.setProperty("role", role)
        self.setAutoDefault(False)
        # not Fixed: layouts would cut a text of two rows down to the height of one
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        """Return the size for the longest word."""
        whole = self.sizeHint()
        metrics = self.fontMetrics()
        text = self._plain()
        longest = max((metrics.horizontalAdvance(word) for word in text.split()), default=0)
        width = whole.width() - metrics.horizontalAdvance(text) + longest + 4
        return QSize(min(width, whole.width()), whole.height())

    def hasHeightForWidth(self) -> bool:  # noqa: N802
        return True

    def heightForWidth(self, width: int) -> int:  # noqa: N802
        whole = self.sizeHint()
        if width >= whole.width():
            return whole.height()
        metrics = self.fontMetrics()
        room = width - (whole.width() - metrics.horizontalAdvance(self._plain()))
        box = metrics.boundingRect(QRect(0, 0, max(1, room), 10_000), _WRAP, self._plain())
        return max(whole.height(), whole.height() - metrics.height() + box.height())

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """Draw as usual; text that does not fit one row is drawn in several."""
        if self.width() >= self.sizeHint().width():
            super().paintEvent(event)
            return
        # on demand: making the type QStyle known to Python takes 20 ms
        from PySide6.QtWidgets import QStyle, QStyleOptionButton, QStylePainter

        option = QStyleOptionButton()
        self.initStyleOption(option)
        text, icon = option.text, option.icon
        option.text, option.icon = "", QIcon()
        painter = QStylePainter(self)
        painter.drawControl(QStyle.ControlElement.CE_PushButton, option)
        room = self.style().subElementRect(QStyle.SubElement.SE_PushButtonContents, option, self)
        side = Qt.AlignmentFlag.AlignCenter
        if not icon.isNull():
            mode = QIcon.Mode.Normal if self.isEnabled() else QIcon.Mode.Disabled
            shown = QRect(room.topLeft(), option.iconSize)
            shown.moveTop(room.center().y() - option.iconSize.height() // 2)
            icon.paint(painter, shown, Qt.AlignmentFlag.AlignCenter, mode)
            room.setLeft(shown.right() + 5)
        painter.setPen(option.palette.buttonText().color())
        painter.drawText(room, side | _WRAP | Qt.TextFlag.TextShowMnemonic, text)

    def _plain(self) -> str:
        return self.text().replace("&", "")


def button(text: str, role: str = "", icon: QIcon | None = None) -> Button:
    """Return a button. ``role``: primary, quiet, danger, or empty for an ordinary one."""
    made = Button(text, role)
    if icon is not None:
        made.setIcon(icon)
        sizes = icon.availableSizes()
        if sizes:
            made.setIconSize(min(sizes, key=QSize.width))
    made.setAccessibleName(text.replace("&", ""))
    return made


def icon_button(icon: QIcon, text: str) -> QPushButton:
    """Return a quiet button with a picture only; ``text`` is its tooltip and accessible name."""
    made = button("", "quiet", icon)
    made.setToolTip(text)
    made.setAccessibleName(text)
    return made


class Column(QVBoxLayout):
    """A vertical layout that remembers its height for every width until something changes.

    Qt remembers one width, but while it lays out a page it asks for two by turns: the least one and
    the one there is. Each time everything inside would be measured again.
    """

    def __init__(self) -> None:
        super().__init__()
        self._heights: dict[int, int] = {}
        self._least: dict[int, int] = {}

    def heightForWidth(self, width: int) -> int:  # noqa: N802
        if width not in self._heights:
            self._heights[width] = super().heightForWidth(width)
            # the base takes it from what it measured last, which is this width only now
            self._least[width] = super().minimumHeightForWidth(width)
        return self._heights[width]

    def minimumHeightForWidth(self, width: int) -> int:  # noqa: N802
        self.heightForWidth(width)
        return self._least[width]

    def invalidate(self) -> None:
        """Forget the heights; Qt calls this for every change."""
        self._heights.clear()
        self._least.clear()
        super().invalidate()


def drop(layout: QLayout | QStackedWidget | None, widget: QWidget | None) -> None:
    """Take a widget out of a layout and out of sight; it is deleted when its events are through."""
    if widget is not None:
        if layout is not None:
            layout.removeWidget(widget)
        widget.hide()
        widget.deleteLater()


def clear(layout: QLayout) -> None:
    """Drop every widget of a layout."""
    while (taken := layout.takeAt(0)) is not None:
        drop(None, taken.widget())


def column(
    *items: QWidget | QLayout | None, spacing: int = 8, margins: int | tuple[int, ...] = 0
) -> QVBoxLayout:
    """Return a vertical layout of widgets and layouts; None is a stretch."""
    layout = Column()
    _fill(layout, items, spacing, margins)
    return layout


def row(
    *items: QWidget | QLayout | None, spacing: int = 8, margins: int | tuple[int, ...] = 0
) -> QHBoxLayout:
    """Return a horizontal layout of widgets and layouts; None is a stretch."""
    layout = QHBoxLayout()
    _fill(layout, items, spacing, margins)
    return layout


def _fill(
    layout: QVBoxLayout | QHBoxLayout,
    items: tuple[QWidget | QLayout | None, ...],
    spacing: int,
    margins: int | tuple[int, ...],
) -> None:
    layout.setSpacing(spacing)
    left, top, right, bottom = margins if isinstance(margins, tuple) else (margins,) * 4
    layout.setContentsMargins(left, top, right, bottom)
    for item in items:
        if item is None:
            layout.addStretch(1)
        elif isinstance(item, QLayout):
            layout.addLayout(item)
        elif isinstance(item, Button) and isinstance(layout, QHBoxLayout):
            layout.addWidget(item, 0, Qt.AlignmentFlag.AlignVCenter)
        else:
            layout.addWidget(item)


def card(layout: QLayout, margins: int = 16) -> QFrame:
    """Return a framed surface that holds ``layout``.

    It asks for no more height than its text needs at the width it gets: with the size policy
    ``Minimum`` the height guessed without a width would be the least, and a scrolling page would
    end in empty space.
    """
    frame = QFrame()
    frame.setProperty("card", True)
    layout.setContentsMargins(margins, margins, margins, margins)
    frame.setLayout(layout)
    frame.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
    return frame


def stop_at_chosen(options: Iterable[QAbstractButton]) -> None:
    """Have the Tab key stop at the chosen one only, as in every group of radio buttons.

    Qt stops at the first of them; call this whenever another one is chosen.
    """
    for option in options:
        policy = Qt.FocusPolicy.StrongFocus if option.isChecked() else Qt.FocusPolicy.ClickFocus
        option.setFocusPolicy(policy)


def narrowed(widget: QWidget, width: int) -> QWidget:
    """Return a widget that gives ``widget`` at most ``width`` pixels and the height for those.

    A box layout asks the height of what it lays out for the whole width, which would cut the last
    lines of a widget with a maximum; so the narrow one stands inside.
    """
    widget.setMaximumWidth(width)
    holder = QWidget()
    beside = row(widget, None)
    beside.setStretch(0, 1000)
    holder.setLayout(beside)
    return holder


def scroll(widget: QWidget) -> QScrollArea:
    """Return a frameless area that scrolls ``widget`` up and down, never sideways."""
    area = QScrollArea()
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setWidgetResizable(True)
    area.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # a click beside the controls is no wish for it
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setWidget(widget)
    return area


class Page(QWidget):
    """Base of pages and flows: told when it is shown and left, knows no window.

    Args:
        context: language, colours, clock, questions, icons.
        title: visible name of the page, also its accessible name.
        parent: the stack it stands in.

    Signals: ``entered()`` each time the page is shown and wants fresh data.
    """

    entered = Signal()
    #: What F1 tells first on this page, a key of ``help.topic_lines``.
    help_topic = ""

    def __init__(self, context: UiContext, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.context = context
        self.title = title
        self.setAccessibleName(title)

    def enter(self) -> None:
        """Be shown: start timers, ask for fresh data."""
        self.entered.emit()

    def leave(self) -> None:
        """Be left: stop timers, write what is pending."""

    def unsaved(self) -> bool:
        """Tell whether something the person did could not be stored even by :meth:`leave`."""
        return False

    def go_back(self) -> bool:
        """Deal with Esc; return False to let the window go back to the page before."""
        return False

    def reveal(self, widget: QWidget) -> None:
        """Scroll the page so that ``widget`` can be seen, once it has its place."""
        areas = [one for one in self.findChildren(QScrollArea) if one.isAncestorOf(widget)]
        if areas:
            QTimer.singleShot(0, areas[0], lambda: areas[0].ensureWidgetVisible(widget))

    def focusNextPrevChild(self, forward: bool) -> bool:  # noqa: N802
        """Keep the keyboard in the page when the control that had it vanishes.

        Qt hands it to the next control of the window then, which may be in the rail.
        """
        held: QWidget | None = self.focusWidget()  # the stubs forget the None
        gone = held is not None and not held.isVisible() and self.isVisible()
        moved = super().focusNextPrevChild(forward)
        now: QWidget | None = self.window().focusWidget()
        if gone and (now is None or not self.isAncestorOf(now)):
            self.focus_first()
        return moved

    def focus_first(self) -> None:
        """Move the keyboard to the first control, where reading starts."""
        for child in self.findChildren(QWidget):
            takes_tab = child.focusPolicy() & Qt.FocusPolicy.TabFocus
            if takes_tab and child.isEnabled() and child.isVisibleTo(self):
                if isinstance(child, QScrollArea):
                    continue
                child.setFocus(Qt.FocusReason.TabFocusReason)
                return
        self.setFocus(Qt.FocusReason.TabFocusReason)

    def focus_again(self, held: QWidget | None, name: str) -> None:
        """Give the keyboard back to ``held`` or its namesake; if both are gone, begin anew."""
        for one in self.findChildren(QWidget):
            # compared only: the control may be deleted by now
            same = one is held or (name and one.objectName() == name)
            if same and one.isEnabled() and one.isVisibleTo(self):
                one.setFocus(Qt.FocusReason.OtherFocusReason)
                return
        self.focus_first()

    def body(self, spacing: int = 16, margins: int = 24, width: int = CONTENT_WIDTH) -> QVBoxLayout:
        """Lay the page out as one scrolling column and return it; call it once.

        ``width`` is the widest content in pixels at 100 % text.
        """
        content = QWidget()
        content.setMaximumWidth(self.context.theme.px(width))
        inner = QVBoxLayout(content)
        inner.setSpacing(spacing)
        inner.setContentsMargins(margins, margins, margins, margins)
        holder = QWidget()
        beside = QHBoxLayout(holder)
        beside.setContentsMargins(0, 0, 0, 0)
        beside.addWidget(content, 1000)
        beside.addStretch(1)
        area = scroll(holder)
        area.setAccessibleName(self.title)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(area)
        return inner
