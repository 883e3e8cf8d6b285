"""The one window: a rail of pages at the left, the page or a full-screen flow at the right.

The window knows no service. Pages come from a factory, so that a change of language, colours or
text size builds them anew and none is ever half translated.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import msgspec
from PySide6.QtCore import QByteArray, QEvent, QRect, QTimer, Signal
from PySide6.QtGui import (
    QCloseEvent,
    QDragEnterEvent,
    QDropEvent,
    QGuiApplication,
    QKeySequence,
    QPaintEvent,
    QShortcut,
)
from PySide6.QtWidgets import QMainWindow, QScrollArea, QStackedWidget, QWidget

from ethics_desktop.ui.context import UiContext
from ethics_desktop.ui.theme import keep_font
from ethics_desktop.ui.widgets.banner import Banner
from ethics_desktop.ui.widgets.basics import Page, column, drop, row
from ethics_desktop.ui.widgets.rail import Rail

MINIMUM = (1024, 640)
OPENING = (1180, 740)
#: Key of the page that ``Ctrl+,`` opens.
SETTINGS = "settings"


class PageEntry(msgspec.Struct, frozen=True):
    """One page of the rail; ``factory`` is called when the page is first shown."""

    key: str
    title: str  # translated
    icon: str
    factory: Callable[[UiContext, QWidget], Page]


#: Makes the entries for a context, in the order of the rail.
Pages = Callable[[UiContext], Sequence[PageEntry]]
#: Makes a flow anew for another context.
Remake = Callable[[UiContext], Page]


class _Flow(msgspec.Struct, frozen=True):
    page: Page
    rail: bool
    remake: Remake | None
    mark: str  # key of the page of the rail that it belongs to
    opener: QWidget | None = None  # had the keyboard when the flow came, or nothing had
    opener_name: str = ""  # finds the same control on a page that was built anew


class MainWindow(QMainWindow):
    """Shell of the program.

    Args:
        context: language, colours, clock, questions, icons.
        pages: makes the entries of the rail.
        geometry: what ``save_geometry`` was given last time, or empty.
        save_geometry: called with the window's place when it closes.

    Signals: ``page_shown(key)``, ``help_requested()``, ``banner_action()`` (button of the banner
    above the page), ``files_dropped(list of str)`` for local files that were dragged here,
    ``closing()`` before the window goes.
    """

    page_shown = Signal(str)
    help_requested = Signal()
    banner_action = Signal()
    files_dropped = Signal(list)
    closing = Signal()

    def __init__(
        self,
        context: UiContext,
        pages: Pages,
        geometry: str = "",
        save_geometry: Callable[[str], None] | None = None,
    ) -> None:
        super().__init__()
        self._context = context
        self._pages = pages
        self._entries: tuple[PageEntry, ...] = tuple(pages(context))
        self._save_geometry = save_geometry
        self._built: dict[str, Page] = {}
        self._flows: list[_Flow] = []
        self._current = ""
        self._visited: list[str] = []
        self._painted = False
        self._announced = False
        self.setWindowTitle("Cermin ASN")
        self.setAcceptDrops(True)
        self._stack = QStackedWidget()
        self._frame()
        self._shortcuts()
        self._place(geometry)

    @property
    def current_key(self) -> str:
        """Key of the page that is shown or lies under the flow; empty before the first."""
        return self._current

    @property
    def flow(self) -> Page | None:
        """The flow that is shown, if any."""
        return self._flows[-1].page if self._flows else None

    @property
    def occupied(self) -> bool:
        """Whether a flow without the rail is shown, which nothing may push aside."""
        return bool(self._flows) and not self._flows[-1].rail

    @property
    def page_keys(self) -> tuple[str, ...]:
        """The keys of the pages of the rail, from top to bottom."""
        return tuple(entry.key for entry in self._entries)

    @property
    def banner(self) -> Banner:
        """The line of news above every page."""
        return self._banner

    def page(self, key: str) -> Page | None:
        """Return a page if it was built already."""
        return self._built.get(key)

    def show_page(self, key: str) -> None:
        """Show a page of the rail; open flows are closed. An unknown key is a bug (KeyError)."""
        entry = {entry.key: entry for entry in self._entries}[key]
        if not self._flows and key == self._current:
            return
        shown = self._shown()
        if shown is not None:
            shown.leave()
        while self._flows:
            self._drop(self._flows.pop())
        if self._current and key != self._current:
            self._visited = [*self._visited, self._current][-20:]
        self._current = key
        self._show(self._build(entry))
        self.page_shown.emit(key)

    def open_flow(
        self, flow: Page, rail: bool = True, remake: Remake | None = None, of: Sequence[str] = ()
    ) -> None:
        """Put a flow in place of the page, on top of flows that are open already.

        Closing it leads back to where it was opened. The rail marks the page it belongs to.

        Args:
            flow: the window takes it over and deletes it when it is closed.
            rail: False hides the rail, so that nothing distracts.
            remake: makes the flow anew when language, colours or text size change.
            of: keys of the pages that offer such flows, the most usual first. Opened on one of
                them, or empty, it belongs to what is marked; else, as from the start page, which
                only leads elsewhere, to the first.
        """
        opener, name = self.focusWidget(), self._focused_name()
        shown = self._shown()
        if shown is not None:
            shown.leave()
        self._put_flow(_Flow(flow, rail, remake, self._mark_of(of), opener, name))

    def replace_flow(
        self, flow: Page, rail: bool = True, remake: Remake | None = None, of: Sequence[str] = ()
    ) -> None:
        """Put a flow in place of the one that is shown: result after exam."""
        if not self._flows:
            self.open_flow(flow, rail, remake, of)
            return
        mark = self._mark_of(of)
        top = self._flows.pop()
        top.page.leave()
        self._drop(top)
        self._put_flow(_Flow(flow, rail, remake, mark, top.opener, top.opener_name))

    def close_flow(self) -> None:
        """Close the flow that is shown; what lies under it comes back, and its keyboard focus."""
        if not self._flows:
            return
        top = self._flows.pop()
        top.page.leave()
        self._drop(top)
        below = self._top()
        if below is not None:
            self._show(below)
            below.focus_again(top.opener, top.opener_name)

    def rebuild(self, context: UiContext | None = None) -> None:
        """Build rail and pages anew, for another context or with other pages.

        The page that is shown, its scrolling and the control with the keyboard are kept; flows
        are remade where they came with a way to do so, else left as they are.
        """
        self._context = context or self._context
        focused, scrolled = self._focused_name(), self._scrolled()
        shown = self._shown()
        if shown is not None:
            shown.leave()
        old = list(self._built.values())
        self._built.clear()
        self._entries = tuple(self._pages(self._context))
        keys = {entry.key for entry in self._entries}
        self._visited = [key for key in self._visited if key in keys]
        self.setUpdatesEnabled(False)
        self._frame()
        self._flows = [self._remade(flow) for flow in self._flows]
        for page in old:
            self._stack.removeWidget(page)
            page.deleteLater()
        if self._current and self._current not in keys:
            self._current = self._entries[0].key
        top = self._top()
        if top is not None:
            self._show(top)
            self._restore(top, focused, scrolled)
        self.setUpdatesEnabled(True)

    def start_over(self) -> None:
        """Forget every page and flow and show the first page: another person sits here now."""
        shown = self._shown()
        if shown is not None:
            shown.leave()
        while self._flows:
            self._drop(self._flows.pop())
        for page in self._built.values():
            drop(self._stack, page)
        self._built.clear()
        self._visited, self._current = [], ""
        self._entries = tuple(self._pages(self._context))
        self._frame()
        self._by_key(self._entries[0].key)

    def go_back(self) -> None:
        """Esc: what the flow makes of it, else close it, else the page before, else the first."""
        shown = self._shown()
        if shown is not None and shown.go_back():
            return
        if self._flows:
            self.close_flow()
        elif self._visited:
            key = self._visited.pop()
            visited = list(self._visited)
            self.show_page(key)
            self._visited = visited

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:  # noqa: N802
        """Take files, except while an assessment or a scenario is on the screen."""
        if not self.occupied and _local_files(event):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:  # noqa: N802
        """Hand the files on; reading them waits until the other program has let go."""
        files = _local_files(event)
        if not self.occupied and files:
            event.acceptProposedAction()
            QTimer.singleShot(0, self, lambda: self.files_dropped.emit(files))

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802
        if event.type() == QEvent.Type.ThemeChange:
            keep_font()
        super().changeEvent(event)

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802
        """Have the page write what is pending and remember the window's place."""
        shown = self._shown()
        if shown is not None:
            shown.leave()
            if shown.unsaved() and not self._close_all_the_same():
                event.ignore()
                shown.enter()
                return
        if self._save_geometry is not None:
            self._save_geometry(bytes(self.saveGeometry().toHex().data()).decode("ascii"))
        self.closing.emit()
        super().closeEvent(event)

    def _close_all_the_same(self) -> bool:
        _ = self._context.tr.gettext
        return self._context.dialogs.confirm(
            self,
            _("Not everything is stored"),
            _("The disk refuses your last answers. If you close now, they are lost."),
            _("Close all the same"),
            _("Stay"),
        )

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """Paint the shell; the first page follows in the next turn, never before."""
        super().paintEvent(event)
        if not self._painted:
            self._painted = True
            QTimer.singleShot(0, self, self._show_first)

    def _show_first(self) -> None:
        keep_font()
        if not self._current and not self._flows:
            self._by_key(self._entries[0].key)

    def _frame(self) -> None:
        """Make rail and banner; the stack is kept."""
        old = self.takeCentralWidget() if self.centralWidget() else None
        self._stack.setParent(None)
        entries = [(e.key, e.title, e.icon) for e in self._entries]
        self._rail = Rail(self._context, entries, self._mark() or self._entries[0].key)
        self._rail.chosen.connect(self._go)
        self._banner = Banner(self._context)
        self._banner.action.connect(self.banner_action)
        holder = QWidget()
        beside = QWidget()
        above = column(self._banner, margins=(16, 12, 16, 0))
        right = column(above, self._stack, spacing=0)
        right.setStretch(1, 1)
        beside.setLayout(right)
        holder.setLayout(row(self._rail, beside, spacing=0))
        self.setCentralWidget(holder)
        self._stack.show()
        if old is not None:
            old.hide()
            old.deleteLater()

    def _shortcuts(self) -> None:
        for digit in range(1, 10):
            shortcut = QShortcut(QKeySequence(f"Ctrl+{digit}"), self)
            shortcut.activated.connect(lambda place=digit: self._by_digit(place))
        for keys, reaction in (
            ("Ctrl+,", lambda: self._by_key(SETTINGS)),
            ("F1", self.help_requested.emit),
            ("Esc", self.go_back),
        ):
            QShortcut(QKeySequence(keys), self).activated.connect(reaction)

    def _by_digit(self, place: int) -> None:
        if place <= len(self._entries):
            self._by_key(self._entries[place - 1].key)

    def _by_key(self, key: str) -> None:
        if self._flows and not self._flows[-1].rail:
            return  # nothing leads away from an assessment by a slip of the finger
        if any(entry.key == key for entry in self._entries):
            self._go(key)
            page = self._built[key]
            page.focus_first()

    def _go(self, key: str) -> None:
        """Follow the person to a page; good news about another one stay behind, trouble comes."""
        if self._banner.kind in ("info", "good"):
            self._banner.clear()
        self.show_page(key)

    def _build(self, entry: PageEntry) -> Page:
        if entry.key not in self._built:
            page = entry.factory(self._context, self._stack)
            self._built[entry.key] = page
            self._stack.addWidget(page)
        return self._built[entry.key]

    def _show(self, page: Page) -> None:
        self._rail.setVisible(not self._flows or self._flows[-1].rail)
        self._rail.mark(self._mark())
        self._stack.setCurrentWidget(page)
        page.enter()
        if self._announced:  # the first page comes with the window, which is announced anyway
            self._context.announce(page, page.title)
        self._announced = True

    def _put_flow(self, flow: _Flow) -> None:
        self._flows.append(flow)
        self._stack.addWidget(flow.page)
        self._show(flow.page)
        flow.page.focus_first()

    def _mark(self) -> str:
        """Return the key of the page that the rail marks."""
        return self._flows[-1].mark if self._flows else self._current

    def _mark_of(self, of: Sequence[str]) -> str:
        """Return the page that a flow of these pages belongs to when it is opened now."""
        mark = self._mark()
        return mark if mark in of or not of else of[0]

    def _shown(self) -> Page | None:
        return self.flow or self._built.get(self._current)

    def _top(self) -> Page | None:
        """Return what is to be shown; a page is built when it is needed."""
        if self._flows:
            return self._flows[-1].page
        if self._current and self._current not in self._built:
            return self._build({e.key: e for e in self._entries}[self._current])
        return self._built.get(self._current)

    def _drop(self, flow: _Flow) -> None:
        drop(self._stack, flow.page)

    def _remade(self, flow: _Flow) -> _Flow:
        if flow.remake is None:
            return flow
        page = flow.remake(self._context)
        self._stack.addWidget(page)
        self._drop(flow)
        return msgspec.structs.replace(flow, page=page)

    def _focused_name(self) -> str:
        # Qt returns nothing when no control has the keyboard; the stubs do not say so
        focused = self.focusWidget()
        return "" if focused is None else focused.objectName()  # type: ignore[redundant-expr]

    def _scrolled(self) -> int:
        area = _scroll_area(self._shown())
        return area.verticalScrollBar().value() if area is not None else 0

    def _restore(self, page: Page, focused: str, scrolled: int) -> None:
        area = _scroll_area(page)
        if area is not None and scrolled:
            bar = area.verticalScrollBar()
            QTimer.singleShot(0, bar, lambda: bar.setValue(scrolled))
        for place in (page, self._rail) if focused else ():
            for target in place.findChildren(QWidget, focused):
                target.setFocus()

    def _place(self, geometry: str) -> None:
        """Open where the window was, else in its opening size; never larger than the screen."""
        screen = QGuiApplication.primaryScreen()
        nowhere = QRect(0, 0, *OPENING)
        room = nowhere if screen is None else screen.availableGeometry()  # type: ignore[redundant-expr]
        self.setMinimumSize(min(MINIMUM[0], room.width()), min(MINIMUM[1], room.height()))
        restored = False
        if geometry:
            restored = self.restoreGeometry(QByteArray.fromHex(geometry.encode("ascii", "ignore")))
        if not restored:
            self.resize(min(OPENING[0], room.width()), min(OPENING[1], room.height()))


def _local_files(event: QDropEvent) -> list[str]:
    urls = event.mimeData().urls() if event.mimeData().hasUrls() else []
    return [url.toLocalFile() for url in urls if url.isLocalFile()]


def _scroll_area(page: Page | None) -> QScrollArea | None:
    areas = page.findChildren(QScrollArea) if page is not None else []
    return areas[0] if areas else None
