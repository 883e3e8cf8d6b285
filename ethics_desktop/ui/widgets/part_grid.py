"""Values with their behaviours, or modules, as a quiet grid: a mark, words, figures."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from ethics_desktop.domain.standing import Band, PartResult
from ethics_desktop.ui.context import UiContext
from ethics_desktop.ui.widgets import progress_text
from ethics_desktop.ui.widgets.basics import column, drop, label, row

#: From this width on (pixels at 100 % text) two groups stand side by side.
TWO_COLUMNS = 700
#: How many of the three steps of the mark are filled.
_FILLED = {Band.NO_DATA: 0, Band.TOO_FEW: 0, Band.LOW: 1, Band.MIDDLE: 2, Band.GOOD: 3}


class BandMark(QWidget):
    """Three small steps; decoration, the words stand beside it. Dotted while data are thin."""

    def __init__(self, context: UiContext, band: Band, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = context.theme
        self._band = band
        self.setFixedSize(context.theme.px(30), context.theme.px(20))

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        px, thin = self._theme.px, _FILLED[self._band] == 0
        style = Qt.PenStyle.DotLine if thin else Qt.PenStyle.SolidLine
        painter.setPen(QPen(self._theme.color("control"), 1.2, style))
        for step in range(3):
            height = px(6) + step * px(5)
            box = QRectF(1 + step * px(10), self.height() - height - 1, px(7), height)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            if step < _FILLED[self._band]:
                painter.setBrush(self._theme.color("accent"))
            painter.drawRect(box)
        painter.end()


class PartGrid(QWidget):
    """Groups of parts in one or two columns, in reading order.

    Args:
        context: what every widget gets.
        name: accessible name of the whole.
    """

    def __init__(self, context: UiContext, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._grid: QGridLayout | None = None
        self._groups: list[QWidget] = []
        self._content: QWidget | None = None
        self._wide: bool | None = None
        self.setAccessibleName(name)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)

    def show_parts(self, parts: Sequence[PartResult]) -> None:
        """Show other figures."""
        outer = self.layout()
        assert outer is not None
        drop(outer, self._content)
        self._content = QWidget(self)
        self._grid = QGridLayout(self._content)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(24)
        self._grid.setVerticalSpacing(16)
        self._groups = [self._group(part) for part in parts]
        outer.addWidget(self._content)
        self._wide = None
        self._arrange(self.width() >= self._context.theme.px(TWO_COLUMNS))

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        super().resizeEvent(event)
        self._arrange(event.size().width() >= self._context.theme.px(TWO_COLUMNS))

    def _group(self, part: PartResult) -> QWidget:
        holder = QWidget()
        lines = [self._line(part, "strong" if part.parts else "body")]
        lines += [self._line(one, "body") for one in part.parts]
        holder.setLayout(column(*lines, spacing=8))
        return holder

    def _line(self, part: PartResult, role: str) -> QWidget:
        tr = self._context.tr
        holder = QWidget()
        words = column(
            label(tr.pick(part.title), role),
            label(progress_text.part_text(part, tr), "muted"),
            spacing=0,
        )
        mark = BandMark(self._context, part.band)
        beside = row(spacing=10)
        beside.addWidget(mark, 0, Qt.AlignmentFlag.AlignTop)
        beside.addLayout(words, 1)
        holder.setLayout(beside)
        return holder

    def _arrange(self, wide: bool) -> None:
        if wide == self._wide or self._grid is None:
            return
        self._wide = wide
        while self._grid.count():
            self._grid.takeAt(0)
        for place, group in enumerate(self._groups):
            at = (place // 2, place % 2) if wide else (place, 0)
            self._grid.addWidget(group, *at, Qt.AlignmentFlag.AlignTop)
        self._grid.setColumnStretch(0, 1)
        self._grid.setColumnStretch(1, 1 if wide else 0)
        self.updateGeometry()
