"""Draws the map of paths, on the screen and into pictures alike.

The story runs downwards. Layers in which nothing is decided and nothing ends are low; the way that
was taken is a thick unbroken line, other roads are thin and dashed, so colour only helps.
"""

from __future__ import annotations

from itertools import pairwise

from PySide6.QtCore import QPointF, QRect, QRectF, QSizeF, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPainterPath, QPen

from ethics_desktop.domain.scenario_layout import Link
from ethics_desktop.ui.theme import SMALL, Theme
from ethics_desktop.ui.widgets.path_facts import MapFacts, Spot

#: Pixels at 100 %: widest and narrowest column, height of a box, margin, radius of a step, room
#: between boxes of one layer.
WIDEST, NARROWEST = 208, 62
BOX, MARGIN, DOT, GAP = 50, 10, 5, 14
#: Room between layers: least, for each column that a link goes sideways, most.
DROP, DROP_EACH, DROP_MOST = 8, 9, 28
#: From this width on (at 100 %) words are written in a box, else number or sign only; its padding.
WORDS_FROM, PAD = 88, 8
_WRAP = Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignCenter


class PathDrawing:
    """Geometry and painting of one map.

    Args:
        theme: colours and text size.
        facts: what to draw.
        width: pixels there are; the map is never narrower than its narrowest columns.
    """

    def __init__(self, theme: Theme, facts: MapFacts, width: float) -> None:
        self.theme = theme
        self.facts = facts
        px = theme.px
        tall = {spot.place.layer for spot in facts.spots if spot.kind != "step"}
        self._across = {spot.place.node: spot.place for spot in facts.spots}
        sideways = self._sideways()
        self._tops: list[float] = []
        self._heights = [px(BOX if layer in tall else 2 * DOT) for layer in range(facts.layers)]
        top = float(px(MARGIN))
        for layer, height in enumerate(self._heights):
            self._tops.append(top)
            top += height + px(min(DROP_MOST, DROP + DROP_EACH * sideways[layer]))
        columns = 2 * facts.half_width + 1
        room = (width - 2 * px(MARGIN)) / columns
        self.column = max(px(NARROWEST), min(px(WIDEST), room))
        self.size = QSizeF(max(width, columns * self.column + 2 * px(MARGIN)), top + px(MARGIN))
        metrics = QFontMetrics(theme.font(SMALL, bold=True))
        titles = [metrics.horizontalAdvance(spot.title) for spot in facts.forks]
        self.worded = self.column - px(GAP) >= max([px(WORDS_FROM), *titles]) + 2 * px(PAD)

    def _route(self, link: Link) -> list[tuple[int, float]]:
        """Return where a link passes, (layer, across), its ends included."""
        source, target = self._across[link.source], self._across[link.target]
        ends = (source.layer, source.across), (target.layer, target.across)
        return [ends[0], *link.bends, ends[1]]

    def _sideways(self) -> list[float]:
        """Return for the room under each layer how many columns its widest link goes sideways."""
        most = [0.0] * self.facts.layers
        for link, _taken in self.facts.links:
            for (layer, across), (_next, after) in pairwise(self._route(link)):
                most[layer] = max(most[layer], abs(after - across))
        return most

    def centre(self, layer: int, across: float) -> QPointF:
        """Return the middle of a place."""
        x = self.size.width() / 2 + across * self.column
        return QPointF(x, self._tops[layer] + self._heights[layer] / 2)

    def box(self, spot: Spot) -> QRectF:
        """Return the room of a node."""
        px = self.theme.px
        middle = self.centre(spot.place.layer, spot.place.across)
        if spot.kind == "step":
            side = 2 * px(DOT)
            return QRectF(middle.x() - px(DOT), middle.y() - px(DOT), side, side)
        wide = self.column - px(GAP)
        if not self.worded or spot.kind == "other_fork":
            wide = min(wide, px(BOX))
        high = px(BOX if spot.kind != "other_fork" else 30)
        return QRectF(middle.x() - wide / 2, middle.y() - high / 2, wide, high)

    def paint(self, painter: QPainter) -> None:
        """Draw everything; the ground is left as it is."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        boxes = {spot.place.node: self.box(spot) for spot in self.facts.spots}
        for wanted in (False, True):  # the way lies over the other roads
            for link, taken in self.facts.links:
                if taken is wanted:
                    self._link(painter, link, boxes[link.source], boxes[link.target], taken)
        for spot in self.facts.spots:
            self._spot(painter, spot, boxes[spot.place.node])

    def _link(
        self, painter: QPainter, link: Link, source: QRectF, target: QRectF, taken: bool
    ) -> None:
        """Draw a link: straight down past the boxes of a layer, sideways between layers only."""
        theme = self.theme
        path = QPainterPath(QPointF(source.center().x(), source.bottom()))
        for one, other in pairwise(self._route(link)):
            leave = QPointF(self.centre(*one).x(), self._tops[one[0]] + self._heights[one[0]])
            arrive = QPointF(self.centre(*other).x(), self._tops[other[0]])
            half = (leave.y() + arrive.y()) / 2
            path.lineTo(leave)
            path.cubicTo(QPointF(leave.x(), half), QPointF(arrive.x(), half), arrive)
        path.lineTo(QPointF(target.center().x(), target.top()))
        pen = QPen(theme.color("accent" if taken else "control"), 3.5 if taken else 1.4)
        if not taken:
            pen.setStyle(Qt.PenStyle.DashLine)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(pen)
        painter.drawPath(path)

    def _spot(self, painter: QPainter, spot: Spot, box: QRectF) -> None:
        theme = self.theme
        pen = QPen(theme.color("accent" if spot.taken else "control"), 2.5 if spot.taken else 1.4)
        if not spot.taken:
            pen.setStyle(Qt.PenStyle.DashLine)
        painter.setPen(pen)
        if spot.kind == "step":
            painter.setBrush(theme.color("accent" if spot.taken else "surface"))
            painter.drawEllipse(box)
            return
        painter.setBrush(theme.color("accent" if spot.kind == "end" else "surface"))
        radius = box.height() / 2 if spot.kind in ("end", "seen_end", "other_end") else 8
        painter.drawRoundedRect(box, radius, radius)
        painter.setPen(theme.color("on_accent" if spot.kind == "end" else "text"))
        inner = box.adjusted(theme.px(PAD), theme.px(1), -theme.px(PAD), -theme.px(1)).toRect()
        if spot.kind == "other_fork":
            painter.setFont(theme.font(SMALL, bold=True))
            painter.drawText(inner, Qt.AlignmentFlag.AlignCenter, "…")
        elif not self.worded:
            painter.setFont(theme.font(bold=True))
            painter.drawText(box.toRect(), Qt.AlignmentFlag.AlignCenter, _sign(spot))
        elif spot.kind == "fork":
            self._fork(painter, spot, inner)
        else:
            painter.setFont(theme.font(SMALL, bold=spot.taken))
            self._lines(painter, inner, spot.title, 2)

    def _fork(self, painter: QPainter, spot: Spot, room: QRect) -> None:
        theme = self.theme
        painter.setFont(theme.font(SMALL, bold=True))
        metrics = QFontMetrics(painter.font())
        head = QRect(room.left(), room.top(), room.width(), metrics.height())
        shown = metrics.elidedText(spot.title, Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(head, Qt.AlignmentFlag.AlignCenter, shown)
        painter.setFont(theme.font(SMALL))
        below = QRect(room.left(), head.bottom() + 1, room.width(), room.height() - head.height())
        self._lines(painter, below, spot.text, max(1, below.height() // metrics.height()))

    @staticmethod
    def _lines(painter: QPainter, room: QRect, text: str, most: int) -> None:
        """Write at most ``most`` rows; what does not fit is shown by an ellipsis."""
        metrics = QFontMetrics(painter.font())
        rows: list[str] = []
        words = text.split()
        while words and len(rows) < most:
            row = words.pop(0)
            last = len(rows) == most - 1
            while words and (
                last or metrics.horizontalAdvance(f"{row} {words[0]}") <= room.width()
            ):
                row = f"{row} {words.pop(0)}"
            rows.append(metrics.elidedText(row, Qt.TextElideMode.ElideRight, room.width()))
        painter.drawText(room, int(Qt.AlignmentFlag.AlignCenter), "\n".join(rows))


def _sign(spot: Spot) -> str:
    return {"fork": str(spot.number), "end": "■", "seen_end": "□"}.get(spot.kind, "?")
