"""Charts drawn with QPainter: the five principles as bars that do not hide their uncertainty."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import (
    QAccessible,
    QColor,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
    QPolygonF,
    QResizeEvent,
)
from PySide6.QtWidgets import QGridLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from ethics_desktop.domain.bank import Principle
from ethics_desktop.domain.result import Estimate, PrincipleResult
from ethics_desktop.ui.context import UiContext
from ethics_desktop.ui.theme import Theme
from ethics_desktop.ui.widgets import bar_text
from ethics_desktop.ui.widgets.basics import drop, label, row
from ethics_desktop.ui.widgets.disclosure import Disclosure
from ethics_desktop.ui.widgets.flow_layout import FlowLayout

#: From this width on (pixels at 100 % text) name, bar and figures stand side by side.
SIDE_BY_SIDE = 620


class LetterBadge(QWidget):
    """The letter of a principle on its hue; decoration, the name stands beside it."""

    def __init__(
        self, context: UiContext, principle: Principle, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._theme = context.theme
        self._principle = principle
        side = context.theme.px(26)
        self.setFixedSize(side, side)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        hue = self._principle.value
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._theme.color(hue))
        painter.drawRoundedRect(QRectF(self.rect()), 6, 6)
        painter.setPen(self._theme.on(hue))
        painter.setFont(self._theme.font(15, bold=True))
        letter = bar_text.principle_letter(self._principle)
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, letter)
        painter.end()


class _Marks:
    """The drawing of bars and their marks, shared by the bars and the legend."""

    def __init__(self, theme: Theme) -> None:
        self.theme = theme

    def fill(self, painter: QPainter, box: QRectF, hue: str, definite: bool) -> None:
        """Fill the bar: its hue when there is a verdict, else grey and hatched."""
        painter.save()
        # not fillRect: its brushes make 170 ready-made gradients known to Python, 5 ms
        painter.setPen(Qt.PenStyle.NoPen)
        if definite:
            painter.setBrush(self.theme.color(hue))
            painter.drawRect(box)
        else:
            self._hatch(painter, box)
        painter.restore()

    def _hatch(self, painter: QPainter, box: QRectF) -> None:
        grey = self.theme.color("muted")
        pale = QColor(grey)
        pale.setAlphaF(0.28)
        painter.setBrush(pale)
        painter.drawRect(box)
        painter.setClipRect(box, Qt.ClipOperation.IntersectClip)
        painter.setPen(QPen(grey, 1.2))
        step, x = self.theme.px(6), box.left() - box.height()
        while x < box.right():
            painter.drawLine(QPointF(x, box.bottom()), QPointF(x + box.height(), box.top()))
            x += step

    def interval(self, painter: QPainter, left: float, right: float, y: float, cap: float) -> None:
        """Draw the interval with end strokes, with a halo so that it shows on any fill."""
        for width, colour in ((5.0, "surface"), (2.0, "text")):
            painter.setPen(QPen(self.theme.color(colour), width, c=Qt.PenCapStyle.SquareCap))
            painter.drawLine(QPointF(left, y), QPointF(right, y))
            for x in (left, right):
                painter.drawLine(QPointF(x, y - cap), QPointF(x, y + cap))

    def blind(self, painter: QPainter, x: float, top: float, bottom: float) -> None:
        """Draw the tick of random choice: a triangle under the bar and a dotted line."""
        size = self.theme.px(5)
        painter.setPen(QPen(self.theme.color("text"), 1.5, Qt.PenStyle.DotLine))
        painter.drawLine(QPointF(x, top), QPointF(x, bottom))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self.theme.color("text"))
        painter.drawPolygon(
            QPolygonF(
                [
                    QPointF(x, bottom),
                    QPointF(x - size, bottom + size * 1.4),
                    QPointF(x + size, bottom + size * 1.4),
                ]
            )
        )

    def cut(self, painter: QPainter, x: float, top: float, bottom: float) -> None:
        """Draw the cut: an unbroken line that rises above the bar."""
        painter.setPen(QPen(self.theme.color("text"), 2))
        painter.drawLine(QPointF(x, top), QPointF(x, bottom))


class Bar(QWidget):
    """One bar from 0 to 100 with interval, tick of random choice and cut line."""

    def __init__(
        self,
        context: UiContext,
        estimate: Estimate,
        hue: str,
        definite: bool,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme = context.theme
        self._marks = _Marks(context.theme)
        self._estimate = estimate
        self._hue = hue
        self._definite = definite
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:  # noqa: N802
        return QSize(self._theme.px(240), self._theme.px(34))

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        return QSize(120, self._theme.px(34))

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        theme, estimate = self._theme, self._estimate
        edge = 3
        track = QRectF(edge, theme.px(7), self.width() - 2 * edge, theme.px(18))

        def place(percent: float) -> float:
            return track.left() + track.width() * percent / 100

        outline = QPainterPath()
        outline.addRoundedRect(track, 4, 4)
        painter.fillPath(outline, theme.color("track"))
        if estimate.n:
            painter.save()
            painter.setClipPath(outline)
            filled = QRectF(track)
            filled.setRight(place(estimate.percent))
            self._marks.fill(painter, filled, self._hue, self._definite)
            painter.restore()
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(theme.color("control"), 1))
        painter.drawPath(outline)
        self._marks.cut(painter, place(estimate.cut), 1, track.bottom() + 3)
        if estimate.n:
            low, high = bar_text.interval_ends(estimate)
            self._marks.blind(painter, place(estimate.blind_percent), track.top(), track.bottom())
            middle = track.center().y()
            self._marks.interval(painter, place(low), place(high), middle, theme.px(5))
        painter.end()


class _Swatch(QWidget):
    """One mark of the legend, drawn as in the bars."""

    def __init__(self, context: UiContext, mark: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._marks = _Marks(context.theme)
        self._mark = mark
        self.setFixedSize(context.theme.px(28), context.theme.px(24))

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        middle, high, px = self.width() / 2, self.height(), self._marks.theme.px
        if self._mark == "interval":
            self._marks.interval(painter, px(4), self.width() - px(4), high / 2, px(5))
        elif self._mark == "blind":
            self._marks.blind(painter, middle, px(3), high - px(10))
        elif self._mark == "cut":
            self._marks.cut(painter, middle, px(2), high - px(2))
        else:
            box = QRectF(px(2), px(5), self.width() - px(4), high - px(10))
            self._marks.fill(painter, box, self._mark, False)
            painter.setPen(QPen(self._marks.theme.color("control"), 1))
            painter.drawRect(box)
        painter.end()


class PrincipleBars(QWidget):
    """The five principles as bars, with labels, legend and the same figures as a table.

    Args:
        context: what every widget gets.
        results: the bars, in the order in which they are shown.
        verdicts: False for forms too short for one: bars stay grey and no verdict is written.
    """

    def __init__(
        self,
        context: UiContext,
        results: Sequence[PrincipleResult] = (),
        verdicts: bool = True,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._context = context
        self._wide: bool | None = None
        self._rows: list[tuple[QWidget, Bar, QLabel, QLabel, QLabel | None]] = []
        self._content: QWidget | None = None
        self._grid = QGridLayout()
        self.disclosure: Disclosure | None = None
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        self.show_results(results, verdicts)

    def show_results(self, results: Sequence[PrincipleResult], verdicts: bool = True) -> None:
        """Show other bars."""
        outer = self.layout()
        assert outer is not None
        drop(outer, self._content)
        tr, _ = self._context.tr, self._context.tr.gettext
        self._content = content = QWidget(self)
        column = QVBoxLayout(content)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(16)
        self._grid.setVerticalSpacing(2)
        self._rows = [self._row(result, verdicts) for result in results]
        column.addLayout(self._grid)
        column.addLayout(self._legend([result.estimate for result in results]))

        def table() -> QWidget:
            from ethics_desktop.ui.widgets.principle_table import PrincipleTable  # few open it

            return PrincipleTable(self._context, results, verdicts)

        self.disclosure = Disclosure(
            _("Show as a table"), _("Hide the table"), table, QAccessible.isActive()
        )
        column.addWidget(self.disclosure)
        outer.addWidget(content)
        self.setAccessibleName(_("The five principles"))
        self.setAccessibleDescription(
            " ".join(bar_text.bar_summary(result, tr, verdicts) for result in results)
        )
        self._wide = None
        self._arrange(self.width() >= self._context.theme.px(SIDE_BY_SIDE))

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        super().resizeEvent(event)
        self._arrange(event.size().width() >= self._context.theme.px(SIDE_BY_SIDE))

    def _row(
        self, result: PrincipleResult, verdicts: bool
    ) -> tuple[QWidget, Bar, QLabel, QLabel, QLabel | None]:
        context, tr, estimate = self._context, self._context.tr, result.estimate
        name = QWidget()
        name_label = label(bar_text.principle_name(result.principle, tr), wrap=False)
        name.setLayout(row(LetterBadge(context, result.principle), name_label, None))
        definite = verdicts and bar_text.has_verdict(estimate)
        bar = Bar(context, estimate, result.principle.value, definite)
        bar.setAccessibleName(bar_text.bar_summary(result, tr, verdicts))
        large, small = bar_text.headline(estimate, tr)
        verdict = label(bar_text.verdict_text(estimate, tr), "small") if verdicts else None
        return name, bar, label(large), label(small, "small"), verdict

    def _arrange(self, wide: bool) -> None:
        if wide == self._wide:
            return
        self._wide = wide
        grid = self._grid
        while grid.count():
            grid.takeAt(0)
        top, middle = Qt.AlignmentFlag.AlignTop, Qt.AlignmentFlag.AlignVCenter
        for number, (name, bar, large, small, verdict) in enumerate(self._rows):
            first = number * 6
            if wide:
                grid.addWidget(name, first, 0, middle)
                grid.addWidget(bar, first, 1)
                grid.addWidget(large, first, 2, middle)
                grid.addWidget(small, first + 1, 2, top)
                if verdict is not None:
                    grid.addWidget(verdict, first + 1, 1, top)
                grid.setRowMinimumHeight(first + 4, 8)
                continue
            for place, part in enumerate((name, large, bar, small, verdict)):
                if part is not None:
                    grid.addWidget(part, first + place, 0, 1, 3)
            grid.setRowMinimumHeight(first + 5, 16)
        px = self._context.theme.px
        grid.setColumnStretch(0, 0)
        grid.setColumnStretch(1, 1)
        grid.setColumnMinimumWidth(2, px(184) if wide else 0)
        self.updateGeometry()

    def _legend(self, estimates: Sequence[Estimate]) -> FlowLayout:
        context, _ = self._context, self._context.tr.gettext
        legend = FlowLayout(16)
        known = [estimate for estimate in estimates if estimate.n]
        entries = [("grey", _("no verdict")), ("interval", _("range"))]
        if known:
            blinds = {bar_text.whole(estimate.blind_percent) for estimate in known}
            low, high = min(blinds), max(blinds)
            span = str(low) if low == high else f"{low}–{high}"
            entries.append(("blind", _("random choice ≈ %(span)s") % {"span": span}))
        cuts = {bar_text.whole(estimate.cut) for estimate in estimates}
        if len(cuts) == 1:
            entries.append(("cut", bar_text.cut_text(estimates[0], context.tr)))
        for mark, text in entries:
            holder = QWidget()
            holder.setLayout(row(_Swatch(context, mark), label(text, "small", wrap=False)))
            legend.addWidget(holder)
        return legend
