"""The consequences of a story as three meters: a bar, its value in words, and what moved it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from ethics_desktop.domain.playthrough import METER_START, Entry
from ethics_desktop.domain.scenario import METERS
from ethics_desktop.ui.context import UiContext
from ethics_desktop.ui.widgets import story_text
from ethics_desktop.ui.widgets.basics import column, drop, label, row

#: The picture of each meter.
ICONS: Mapping[str, str] = {"kepercayaan": "people", "layanan": "service", "risiko": "scales"}


class Gauge(QWidget):
    """A bar from 0 to 100; decoration, the words stand beside it.

    Args:
        context: what every widget gets.
        hue: colour role of the filled part.
        parent: the row it stands in.
    """

    def __init__(
        self, context: UiContext, hue: str = "accent", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._theme = context.theme
        self._hue = hue
        self.value: float = 0.0
        self.before: float | None = None
        self.tick: float | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_value(
        self, value: float, before: float | None = None, tick: float | None = None
    ) -> None:
        """Show a value, where it stood before (a dashed edge), a tick (random choice)."""
        self.value, self.before, self.tick = value, before, tick
        self.update()

    def sizeHint(self) -> QSize:  # noqa: N802
        return QSize(self._theme.px(120), self._theme.px(20))

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        return QSize(40, self._theme.px(20))

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        theme = self._theme
        track = QRectF(2, theme.px(4), self.width() - 4, theme.px(11))

        def place(value: float) -> float:
            return track.left() + track.width() * value / 100

        outline = QPainterPath()
        outline.addRoundedRect(track, 4, 4)
        painter.fillPath(outline, theme.color("track"))
        painter.save()
        painter.setClipPath(outline)
        filled = QRectF(track)
        filled.setRight(place(self.value))
        painter.fillRect(filled, theme.color(self._hue))
        if self.before is not None and self.before != self.value:
            self._ghost(painter, track, place(self.before), place(self.value))
        painter.restore()
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(theme.color("control"), 1))
        painter.drawPath(outline)
        if self.tick is not None:
            self._tick(painter, place(self.tick), track)
        painter.end()

    def _ghost(self, painter: QPainter, track: QRectF, before: float, now: float) -> None:
        """Hatch what was lost or won since the last step."""
        lost = before > now
        pen = self._theme.color("muted" if lost else "surface")
        box = QRectF(track)
        box.setLeft(min(before, now))
        box.setRight(max(before, now))
        painter.save()
        painter.setClipRect(box, Qt.ClipOperation.IntersectClip)
        painter.setPen(QPen(QColor(pen), 1.4))
        x, step = box.left() - box.height(), self._theme.px(5)
        while x < box.right():
            painter.drawLine(QPointF(x, box.bottom()), QPointF(x + box.height(), box.top()))
            x += step
        painter.restore()

    def _tick(self, painter: QPainter, x: float, track: QRectF) -> None:
        """Draw the tick of random choice as in the bars of the principles."""
        size = self._theme.px(4)
        painter.setPen(QPen(self._theme.color("text"), 1.5, Qt.PenStyle.DotLine))
        painter.drawLine(QPointF(x, track.top()), QPointF(x, track.bottom()))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._theme.color("text"))
        low = track.bottom()
        points = [QPointF(x, low), QPointF(x - size, low + size), QPointF(x + size, low + size)]
        painter.drawPolygon(QPolygonF(points))


class _Meter(QWidget):
    """One meter: picture, name, value, bar, what the last step did."""

    def __init__(
        self, context: UiContext, meter: str, narrow: bool, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._context = context
        self._meter = meter
        self._narrow = narrow
        picture = QLabel()
        ratio = self.devicePixelRatioF()
        picture.setPixmap(context.icons.pixmap(ICONS[meter], "muted", 20, ratio))
        self._name = label(story_text.meter_name(meter, context.tr), "small")
        self._value = label("", "small")
        self.gauge = Gauge(context)
        if narrow:
            head = row(picture, self._name, spacing=6)
            head.setStretch(1, 1)
            self.setLayout(column(head, self.gauge, self._value, spacing=0))
        else:
            head = row(picture, self._name, spacing=8)
            head.setStretch(1, 1)
            self.setLayout(column(head, self.gauge, self._value, spacing=2))

    def show_state(self, value: int, units: int) -> str:
        """Show value 0..100 and the move of the last step in units; return both in words."""
        tr = self._context.tr
        moved = story_text.move_text(units, tr)
        level = story_text.level_text(value, tr)
        level = level[:1].upper() + level[1:]
        arrow = "▲ " if units > 0 else "▼ "
        self.gauge.show_value(value, value - 10 * units)
        shown = level.partition(" (")[0] if self._narrow else level
        self._value.setText(f"{shown}  {arrow}{moved}" if moved else shown)
        name = story_text.meter_name(self._meter, tr)
        told = f"{name}: {level}" + (f", {moved}" if moved else "")
        self.gauge.setAccessibleName(told)
        return told


class Meters(QFrame):
    """The three meters and the causes of the last step.

    Args:
        context: what every widget gets.
        flat: side by side and without the causes (these stand in the conversation), for narrow
            windows and large text.
        parent: the page.
    """

    def __init__(
        self, context: UiContext, flat: bool = False, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._context = context
        _ = context.tr.gettext
        self.flat = flat
        self._meters = {meter: _Meter(context, meter, flat, self) for meter in METERS}
        self._why = QVBoxLayout()
        self._why.setContentsMargins(0, 0, 0, 0)
        self._why.setSpacing(6)
        self._causes: list[QLabel] = []
        self.setProperty("card", True)
        self.setAccessibleName(_("Consequences"))
        if flat:
            side = QHBoxLayout(self)
            side.setContentsMargins(12, 6, 12, 6)
            side.setSpacing(24)
            for meter in self._meters.values():
                side.addWidget(meter, 1, Qt.AlignmentFlag.AlignTop)
            self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
            return
        layout = column(label(_("Consequences"), "heading"), spacing=16, margins=16)
        for meter in self._meters.values():
            layout.addWidget(meter)
        self._head = label(_("Why they moved"), "speaker")
        layout.addWidget(self._head)
        layout.addLayout(self._why)
        layout.addStretch(1)
        self.setLayout(layout)
        self._head.hide()

    def show_state(self, meters: Mapping[str, int], entries: Sequence[Entry]) -> None:
        """Show the meters 0..100 and what the entries of the last step did to them."""
        tr = self._context.tr
        net = story_text.net_units(entries)
        told = [
            meter.show_state(meters.get(key, METER_START[key]), net[key])
            for key, meter in self._meters.items()
        ]
        causes = [text for text in (story_text.changes_text(e, tr) for e in entries) if text]
        self.setAccessibleDescription(". ".join([*told, *causes]))
        if self.flat:
            return
        for old in self._causes:
            drop(self._why, old)
        self._causes = [label(text, "small") for text in causes]
        self._head.setVisible(bool(causes))
        for made in self._causes:
            self._why.addWidget(made)

    @property
    def causes(self) -> list[str]:
        """The sentences that are shown, oldest first."""
        return [each.text() for each in self._causes]
