"""The map of the paths of a scenario: your way, other roads, forks to try from, a table twin."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QAccessible,
    QEnterEvent,
    QFocusEvent,
    QImage,
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import QPushButton, QScrollArea, QVBoxLayout, QWidget

from ethics_desktop.i18n import Translator
from ethics_desktop.ui.context import UiContext
from ethics_desktop.ui.table_model import Column, TableModel
from ethics_desktop.ui.theme import Theme
from ethics_desktop.ui.widgets import path_facts
from ethics_desktop.ui.widgets.basics import button, label
from ethics_desktop.ui.widgets.disclosure import Disclosure
from ethics_desktop.ui.widgets.fit_table import FitTable
from ethics_desktop.ui.widgets.flow_layout import FlowLayout
from ethics_desktop.ui.widgets.paragraph import paragraph
from ethics_desktop.ui.widgets.path_drawing import MARGIN, WIDEST, PathDrawing
from ethics_desktop.ui.widgets.path_facts import MapFacts, MapRow, Spot
from ethics_desktop.whole import whole

_BACK = (Qt.Key.Key_Up, Qt.Key.Key_Left)
_ON = (Qt.Key.Key_Down, Qt.Key.Key_Right)
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
#: A picture holds this many dots for each pixel of the screen.
PICTURE_SCALE = 2


class ForkButton(QPushButton):
    """A fork on the map; the map draws it, the button adds focus and pointer.

    Signals: ``focused()`` when the keyboard comes to it, ``wants(step)`` for the arrow keys.
    """

    focused = Signal()
    wants = Signal(int)

    def __init__(self, theme: Theme, spot: Spot, name: str, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self.spot = spot
        self.setAccessibleName(name)
        self.setToolTip(name)
        self.setAutoDefault(False)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)

    def sizeHint(self) -> QSize:  # noqa: N802
        return self.size()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        room = QRectF(self.rect())
        if self.hasFocus():
            painter.setPen(QPen(self._theme.color("focus"), 3))
            painter.drawRoundedRect(room.adjusted(1.5, 1.5, -1.5, -1.5), 11, 11)
        elif self.underMouse():
            painter.setPen(QPen(self._theme.color("accent"), 1.5))
            painter.drawRoundedRect(room.adjusted(1, 1, -1, -1), 11, 11)
        painter.end()

    def focusInEvent(self, event: QFocusEvent) -> None:  # noqa: N802
        super().focusInEvent(event)
        self.focused.emit()

    def enterEvent(self, event: QEnterEvent) -> None:  # noqa: N802
        super().enterEvent(event)
        self.focused.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        if event.key() in _BACK or event.key() in _ON:
            self.wants.emit(1 if event.key() in _ON else -1)
        elif event.key() in _ENTER:
            if not event.isAutoRepeat():
                self.click()
        else:
            super().keyPressEvent(event)


class MapCanvas(QWidget):
    """The drawing with its forks.

    Signals: ``fork_chosen(Spot)``, ``fork_shown(Spot)`` when keyboard or pointer is on one.
    """

    fork_chosen = Signal(object)
    fork_shown = Signal(object)

    def __init__(self, context: UiContext, facts: MapFacts, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._facts = facts
        self.drawing = PathDrawing(context.theme, facts, 640)
        self.forks = [self._fork(spot) for spot in facts.forks]
        self._place_forks()

    def _fork(self, spot: Spot) -> ForkButton:
        theme, tr = self._context.theme, self._context.tr
        made = ForkButton(theme, spot, path_facts.fork_name(spot, tr), self)
        made.clicked.connect(lambda: self.fork_chosen.emit(spot))
        made.focused.connect(lambda: self.fork_shown.emit(spot))
        made.wants.connect(lambda step: self._move(spot, step))
        return made

    def _move(self, spot: Spot, step: int) -> None:
        place = spot.number - 1 + step
        if 0 <= place < len(self.forks):
            self.forks[place].setFocus(Qt.FocusReason.TabFocusReason)

    def fit(self, width: int) -> None:
        """Take ``width`` pixels; the map may need more."""
        self.drawing = PathDrawing(self._context.theme, self._facts, width)
        size = self.drawing.size.toSize()
        self.setFixedSize(size)
        self._place_forks()
        self.update()

    def _place_forks(self) -> None:
        for fork in self.forks:
            fork.setGeometry(self.drawing.box(fork.spot).toAlignedRect().adjusted(-4, -4, 4, 4))

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        painter = QPainter(self)
        self.drawing.paint(painter)
        painter.end()


class MapArea(QScrollArea):
    """Shows the whole height of the map and scrolls sideways only where it must."""

    def __init__(self, canvas: MapCanvas, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._canvas = canvas
        self.setFrameShape(QScrollArea.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setWidget(canvas)
        for fork in canvas.forks:
            fork.focused.connect(lambda fork=fork: self._reveal(fork))

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        super().resizeEvent(event)
        room = self.viewport().width()
        self._canvas.fit(room)
        high = self._canvas.height() + 2 * self.frameWidth()
        if self._canvas.width() > room:
            high += self.horizontalScrollBar().sizeHint().height()
        self.setFixedHeight(high + 4)

    def _reveal(self, fork: ForkButton) -> None:
        """Scroll the map and the page around it; Qt does so for the Tab key only."""
        self.ensureWidgetVisible(fork, 24, 0)
        if not fork.hasFocus():
            return
        above = self.parentWidget()
        while above is not None:
            if isinstance(above, QScrollArea):
                above.ensureWidgetVisible(fork, 0, 24)
            above = above.parentWidget()


class PathMap(QWidget):
    """Map, what the fork under keyboard or pointer says, legend, the same as a table.

    Args:
        context: what every widget gets.
        facts: the map.
        endings_seen: how many endings any playthrough has reached.
        parent: the page.

    Signals: ``retry_requested(tuple)`` with the choices to replay up to the fork that was chosen.
    """

    retry_requested = Signal(object)

    def __init__(
        self,
        context: UiContext,
        facts: MapFacts,
        endings_seen: int,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._context = context
        self._facts = facts
        tr, _ = context.tr, context.tr.gettext
        self.summary = paragraph(path_facts.summary(facts, endings_seen, tr))
        self.canvas = MapCanvas(context, facts)
        self.canvas.setAccessibleName(_("Map of the paths"))
        self.canvas.setAccessibleDescription(self.summary.text())
        self.canvas.fork_chosen.connect(lambda spot: self.retry_requested.emit(spot.retry))
        self.canvas.fork_shown.connect(self._tell)
        self._hint = _("Press a decision on your way to try from there. Arrow keys move between.")
        self.told = paragraph(self._hint, "small")
        self.area = MapArea(self.canvas)
        self.area.setAccessibleName(_("Map of the paths"))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        for part in (self.summary, self.told, self.area):
            layout.addWidget(part)
        layout.addLayout(self._legend())
        layout.addWidget(self._table(tr))

    def _legend(self) -> FlowLayout:
        _ = self._context.tr.gettext
        flow = FlowLayout(16)
        for text in (
            _("thick line: your way"),
            _("dashed: roads not taken"),
            _("dot: what is told in between"),
        ):
            flow.addWidget(label(text, "muted", wrap=False))
        return flow

    def _table(self, tr: Translator) -> Disclosure:
        _ = tr.gettext
        columns: tuple[Column[MapRow], ...] = (
            Column(_("Place"), lambda row: row.name, stretch=1),
            Column(_("Your way"), lambda row: row.way, stretch=2),
            Column(_("Roads not taken"), lambda row: row.others),
        )
        self.model: TableModel[MapRow] = TableModel(columns, path_facts.table_rows(self._facts, tr))
        self.table = FitTable(self._context, self.model, _("Map of the paths as a table"))
        self.table.activated.connect(lambda index: self._row_chosen(self.model.row(index)))
        holder = QWidget()
        inner = QVBoxLayout(holder)
        inner.setContentsMargins(0, 0, 0, 0)
        inner.addWidget(self.table)
        self.try_row = button(_("Try from the selected decision"))
        self.try_row.setEnabled(False)
        self.try_row.clicked.connect(self._selected_chosen)
        self.table.selectionModel().selectionChanged.connect(lambda *_: self._enable())
        flow = FlowLayout()
        flow.addWidget(self.try_row)
        inner.addLayout(flow)
        self.disclosure = Disclosure(
            _("Show as a table"), _("Hide the table"), holder, QAccessible.isActive()
        )
        return self.disclosure

    def _tell(self, spot: Spot) -> None:
        self.told.setText(path_facts.fork_name(spot, self._context.tr) + ".")

    def _selected(self) -> MapRow | None:
        rows = self.table.selectionModel().selectedRows()
        return self.model.row(rows[0]) if rows else None

    def _enable(self) -> None:
        row = self._selected()
        self.try_row.setEnabled(row is not None and row.spot.kind == "fork")

    def _selected_chosen(self) -> None:
        self._row_chosen(self._selected())

    def _row_chosen(self, row: MapRow | None) -> None:
        if row is not None and row.spot.kind == "fork":
            self.retry_requested.emit(row.spot.retry)

    # -- pictures ------------------------------------------------------------------------------

    def save_picture(self, path: Path) -> None:
        """Write the map as SVG or, by the file name, as PNG.

        Raises:
            OSError: the file cannot be written; what was there before stays.
        """
        with whole(path) as fresh:
            fresh.write_bytes(self._png() if path.suffix.lower() == ".png" else self._svg())

    def _painted(self, painter: QPainter, drawing: PathDrawing) -> None:
        painter.fillRect(QRectF(0, 0, *drawing.size.toTuple()), self._context.theme.color("window"))
        drawing.paint(painter)

    def _picture_drawing(self) -> PathDrawing:
        columns = 2 * self._facts.half_width + 1
        px = self._context.theme.px
        return PathDrawing(self._context.theme, self._facts, columns * px(WIDEST) + 2 * px(MARGIN))

    def _svg(self) -> bytes:
        from PySide6.QtSvg import QSvgGenerator  # on demand, as every picture

        drawing = self._picture_drawing()
        data = QByteArray()
        buffer = QBuffer(data)
        buffer.open(QIODevice.OpenModeFlag.WriteOnly)
        generator = QSvgGenerator()
        generator.setOutputDevice(buffer)
        generator.setSize(drawing.size.toSize())
        generator.setViewBox(QRectF(0, 0, *drawing.size.toTuple()))
        generator.setTitle(self._facts.title)
        generator.setDescription(self.summary.text())
        painter = QPainter(generator)
        self._painted(painter, drawing)
        painter.end()
        buffer.close()
        return bytes(data.data())

    def _png(self) -> bytes:
        drawing = self._picture_drawing()
        image = QImage(
            drawing.size.toSize() * PICTURE_SCALE, QImage.Format.Format_ARGB32_Premultiplied
        )
        image.setDevicePixelRatio(PICTURE_SCALE)
        painter = QPainter(image)
        self._painted(painter, drawing)
        painter.end()
        data = QByteArray()
        buffer = QBuffer(data)
        buffer.open(QIODevice.OpenModeFlag.WriteOnly)
        image.save(buffer, "PNG")  # type: ignore[call-overload]  # bytes are refused
        buffer.close()
        return bytes(data.data())
