"""The trend by week, drawn with QPainter, with the same figures as a table."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QPointF, QRectF, QSize
from PySide6.QtGui import QAccessible, QBrush, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QComboBox, QSizePolicy, QWidget

from ethics_desktop.domain.bank import Principle
from ethics_desktop.domain.result import Verdict
from ethics_desktop.domain.standing import WeekPoint
from ethics_desktop.i18n import Translator
from ethics_desktop.ui.context import UiContext
from ethics_desktop.ui.table_model import Column, TableModel
from ethics_desktop.ui.widgets import bar_text, progress_text
from ethics_desktop.ui.widgets.basics import column, label
from ethics_desktop.ui.widgets.chooser import Chooser
from ethics_desktop.ui.widgets.disclosure import Disclosure
from ethics_desktop.ui.widgets.fit_table import FitTable
from ethics_desktop.ui.widgets.flow_layout import FlowLayout

#: Height of the drawing in pixels at 100 % text.
HEIGHT = 190


def week_columns(tr: Translator) -> tuple[Column[WeekPoint], ...]:
    """Return the columns of the table that says what the drawing shows."""
    _ = tr.gettext
    return (
        Column(
            _("Week of"),
            lambda p: progress_text.day_text(p.monday, tr),
            lambda p: p.monday,
            stretch=1,
        ),
        Column(_("Items"), lambda p: str(p.estimate.n), lambda p: p.estimate.n),
        Column(_("Score"), lambda p: str(bar_text.whole(p.estimate.percent))),
        Column(_("Range"), lambda p: progress_text.range_text(p.estimate)),
    )


class TrendDrawing(QWidget):
    """Weeks from left to right, 0 to 100 upward: a point with its interval for each week.

    Weeks with too few items for a verdict have a hollow point.
    """

    def __init__(self, context: UiContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = context.theme
        self._tr = context.tr
        self._points: tuple[WeekPoint, ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_points(self, points: tuple[WeekPoint, ...]) -> None:
        """Draw other weeks."""
        self._points = points
        self.setAccessibleName(self._tr.gettext("Trend by week"))
        self.setAccessibleDescription(progress_text.trend_summary(points, self._tr))
        self.update()

    def sizeHint(self) -> QSize:  # noqa: N802
        return QSize(self._theme.px(320), self._theme.px(HEIGHT))

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        return QSize(160, self._theme.px(HEIGHT))

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(self._theme.font(13))
        metrics = painter.fontMetrics()
        left = metrics.horizontalAdvance("100") + self._theme.px(8)
        box = QRectF(
            left,
            metrics.height() / 2 + 2,
            self.width() - left - self._theme.px(10),
            self.height() - metrics.height() * 1.5 - self._theme.px(10),
        )
        self._scale(painter, box)
        if self._points:
            self._days(painter, box)
            self._line(painter, box)
        painter.end()

    def _x(self, box: QRectF, place: int) -> float:
        return box.left() + box.width() * (place + 0.5) / len(self._points)

    @staticmethod
    def _y(box: QRectF, percent: float) -> float:
        return box.bottom() - box.height() * percent / 100

    def _scale(self, painter: QPainter, box: QRectF) -> None:
        metrics = painter.fontMetrics()
        for percent in (0, 50, 100):
            y = self._y(box, percent)
            painter.setPen(QPen(self._theme.color("border"), 1))
            painter.drawLine(QPointF(box.left(), y), QPointF(box.right(), y))
            painter.setPen(self._theme.color("muted"))
            text = str(percent)
            painter.drawText(
                QPointF(
                    box.left() - self._theme.px(6) - metrics.horizontalAdvance(text),
                    y + metrics.ascent() / 2 - 1,
                ),
                text,
            )
        if self._points:
            y = self._y(box, self._points[0].estimate.cut)
            painter.setPen(QPen(self._theme.color("text"), 1.5))
            painter.drawLine(QPointF(box.left(), y), QPointF(box.right(), y))

    def _days(self, painter: QPainter, box: QRectF) -> None:
        metrics = painter.fontMetrics()
        painter.setPen(self._theme.color("muted"))
        texts = [f"{point.monday.day}/{point.monday.month}" for point in self._points]
        widest = max(metrics.horizontalAdvance(text) for text in texts) + self._theme.px(12)
        every = max(1, -int(-widest * len(texts) // box.width()))
        for place in range(len(texts) - 1, -1, -every):  # the newest week always has its day
            width = metrics.horizontalAdvance(texts[place])
            x = min(self._x(box, place) - width / 2, self.width() - width - 1)
            painter.drawText(QPointF(x, self.height() - metrics.descent() - 2), texts[place])

    def _line(self, painter: QPainter, box: QRectF) -> None:
        theme = self._theme
        met = [(n, p.estimate) for n, p in enumerate(self._points) if p.estimate.n]
        places = [QPointF(self._x(box, n), self._y(box, e.percent)) for n, e in met]
        painter.setPen(QPen(theme.color("accent"), 2))
        painter.drawPolyline(QPolygonF(places))
        cap, size = theme.px(4), theme.px(4)
        for (place, value), at in zip(met, places, strict=True):
            low, high = bar_text.interval_ends(value)
            x = self._x(box, place)
            painter.setPen(QPen(theme.color("muted"), 1.5))
            ends = [self._y(box, low), self._y(box, high)]
            painter.drawLine(QPointF(x, ends[0]), QPointF(x, ends[1]))
            for y in ends:
                painter.drawLine(QPointF(x - cap, y), QPointF(x + cap, y))
            thin = value.verdict is Verdict.TOO_FEW
            painter.setPen(QPen(theme.color("accent"), 2))
            painter.setBrush(QBrush(theme.color("surface" if thin else "accent")))
            painter.drawEllipse(at, size, size)


class TrendChart(QWidget):
    """The drawing with a choice of the principle, a line of words, and the table."""

    def __init__(self, context: UiContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        tr, _ = context.tr, context.tr.gettext
        self._tr = tr
        self._weeks: Mapping[Principle | None, tuple[WeekPoint, ...]] = {}
        self.chooser = Chooser()
        self.chooser.setAccessibleName(_("Trend of"))
        self.chooser.setSizeAdjustPolicy(
            QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        )
        self.chooser.setMinimumContentsLength(18)
        self.chooser.addItem(_("All principles"), None)
        for principle in Principle:
            self.chooser.addItem(bar_text.principle_name(principle, tr), principle)
        self.chooser.currentIndexChanged.connect(lambda _index: self._show())
        caption = label(_("Trend of"), wrap=False)
        caption.setBuddy(self.chooser)
        flow = FlowLayout()
        flow.addWidget(caption)
        flow.addWidget(self.chooser)
        self.drawing = TrendDrawing(context)
        self.words = label("", "small")
        self.model: TableModel[WeekPoint] = TableModel(week_columns(tr))
        self.disclosure = Disclosure(
            _("Show as a table"),
            _("Hide the table"),
            lambda: FitTable(context, self.model, _("Trend by week as a table")),
            QAccessible.isActive(),
        )
        self.setLayout(column(flow, self.drawing, self.words, self.disclosure, spacing=12))

    def show_weeks(self, weeks: Mapping[Principle | None, tuple[WeekPoint, ...]]) -> None:
        """Show other weeks: all principles under None, and each by itself."""
        self._weeks = weeks
        self._show()

    def _show(self) -> None:
        chosen = self.chooser.currentData()
        points = self._weeks.get(Principle(chosen) if chosen else None, ())
        self.drawing.show_points(points)
        self.words.setText(progress_text.trend_summary(points, self._tr))
        self.model.set_rows([point for point in reversed(points) if point.estimate.n])
        self.drawing.setVisible(any(point.estimate.n for point in points))
        self.disclosure.setVisible(any(point.estimate.n for point in points))
