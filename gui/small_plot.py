"""A curve that does not grow, in a small box: painted at once, so that a form can have it.

Plots of a training that runs are gui.panels.curves: they zoom, and take hundreds of thousands of
points.
"""

from collections.abc import Callable, Sequence
from math import ceil, floor, isfinite, log10

from msgspec import Struct
from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from gui.fonts import font
from gui.theme import Theme
from gui.titles import brief

TOP, RIGHT, BOTTOM, GAP = 14, 14, 20, 6  # pixels around the curve
LINE = 14  # pixels from the numbers to the title below them

_LEFT_SIDE = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignAbsolute
_RIGHT_SIDE = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignAbsolute
_MIDDLE = Qt.AlignmentFlag.AlignHCenter

Point = tuple[float, float]


class Scale(Struct, frozen=True):
    """One axis: from where to where, the numbers at it, and what they count."""

    low: float
    high: float
    ticks: tuple[float, ...]
    title: str = ""
    log: bool = False

    def share(self, value: float) -> float:
        """Where a value lies, from 0 to 1."""
        if self.log:
            return (log10(value) - log10(self.low)) / (log10(self.high) - log10(self.low))
        return (value - self.low) / (self.high - self.low)

    def value(self, share: float) -> float:
        """What lies at a place."""
        if self.log:
            return self.low * (self.high / self.low) ** share
        return self.low + share * (self.high - self.low)


def linear(low: float, high: float, title: str = "", count: int = 2) -> Scale:
    """From a number to another, with a few numbers at equal distances."""
    high = high if high > low else low + 1
    ticks = tuple(low + place * (high - low) / count for place in range(count + 1))
    return Scale(low, high, ticks, title)


def logarithmic(low: float, high: float, title: str = "") -> Scale:
    """From a number above 0 to another, with a number at each power of ten."""
    high = high if high > low else 10 * low
    powers = range(ceil(log10(low) - 1e-9), floor(log10(high) + 1e-9) + 1)
    return Scale(low, high, tuple(float(f"1e{power}") for power in powers), title, log=True)


class SmallPlot(QWidget):
    """A line over two scales, a mark on it, and what the pointer is at."""

    def __init__(self, name: str, theme: Theme, height: int = 0) -> None:
        """`height` in pixels; 0 for one that takes what room there is."""
        super().__init__()
        self._theme = theme
        self._points: Sequence[Point] = ()
        self._across, self._up = linear(0, 1), linear(0, 1)
        self._mark: float | None = None
        self._read: Callable[[float, float], str] = _pair
        self._at: float | None = None  # the pointer's share of the width
        self._margin = 40.0
        self.setObjectName(f"plot:{name}")
        self.setLayoutDirection(Qt.LayoutDirection.LeftToRight)  # as time runs, in both
        self.setMouseTracking(True)
        if height:
            self.setFixedHeight(height)
        else:
            self.setMinimumHeight(90)

    def show_line(
        self,
        points: Sequence[Point],
        across: Scale,
        up: Scale,
        read: Callable[[float, float], str],
        mark: float | None = None,
    ) -> None:
        """Draws points in the order of their first numbers; `read` says one in words."""
        self._points = [p for p in points if isfinite(p[1]) and 0 <= across.share(p[0]) <= 1]
        self._across, self._up, self._read, self._mark = across, up, read, mark
        self.update()

    def set_theme(self, theme: Theme) -> None:
        """Takes other colours."""
        self._theme = theme
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(280, 132)

    @property
    def _area(self) -> QRectF:
        below = BOTTOM + (LINE if self._two_lines else 0)
        return QRectF(self.rect()).adjusted(self._margin, TOP, -RIGHT, -below)

    @property
    def _two_lines(self) -> bool:
        """Whether the title stands below the numbers: on a scale of powers each number counts."""
        return self._across.log and bool(self._across.title)

    def _place(self, point: Point) -> QPointF:
        area = self._area
        height = min(2.0, self._up.share(point[1]))
        return QPointF(
            area.left() + self._across.share(point[0]) * area.width(),
            area.bottom() - height * area.height(),
        )

    def paintEvent(self, event: QPaintEvent) -> None:
        theme, painter = self._theme, QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(font(11))
        numbers = [short(tick) for tick in self._up.ticks]
        widths = [painter.fontMetrics().horizontalAdvance(number) for number in numbers]
        self._margin = 10.0 + GAP + max(widths, default=20)
        painter.setPen(QPen(QColor(theme.line), 1))
        painter.setBrush(QColor(theme.field))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 8, 8)
        if not self._points:
            return
        self._paint_heights(painter, numbers)
        self._paint_widths(painter)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(QColor(theme.accent), 2))
        painter.setClipRect(self._area.adjusted(-2, -2, 2, 2))  # what is above the scale is cut
        painter.drawPolyline([self._place(point) for point in self._points])
        painter.setClipping(False)
        if self._mark is not None:
            self._paint_spot(painter, self._mark, theme.good)
        if self._at is not None:
            self._paint_reading(painter, self._across.value(self._at))

    def _paint_heights(self, painter: QPainter, numbers: Sequence[str]) -> None:
        area, theme = self._area, self._theme
        side = int(_RIGHT_SIDE | Qt.AlignmentFlag.AlignVCenter)
        for tick, number in zip(self._up.ticks, numbers, strict=True):
            y = area.bottom() - self._up.share(tick) * area.height()
            painter.setPen(QPen(QColor(theme.line), 1))
            painter.drawLine(QPointF(area.left(), y), QPointF(area.right(), y))
            painter.setPen(QColor(theme.muted))
            painter.drawText(QRectF(0, y - 8, area.left() - GAP, 16), side, number)

    def _paint_widths(self, painter: QPainter) -> None:
        """Numbers below, those at the ends inside; the title in the middle, among them or below."""
        area = self._area
        line = QRectF(area.left(), area.bottom() + 3, area.width(), 16)
        painter.setPen(QColor(self._theme.muted))
        ticks = self._across.ticks
        if self._two_lines:
            painter.drawText(line.translated(0, LINE), int(_MIDDLE), self._across.title)
        elif self._across.title:
            painter.drawText(line, int(_MIDDLE), self._across.title)
            ticks = tuple(t for t in ticks if not 0.3 < self._across.share(t) < 0.7)
        for tick in ticks:
            share, number = self._across.share(tick), short(tick)
            if share in (0.0, 1.0):
                painter.drawText(line, int(_RIGHT_SIDE if share else _LEFT_SIDE), number)
            else:
                x = area.left() + share * area.width()
                painter.drawText(QRectF(x - 40, line.top(), 80, 16), int(_MIDDLE), number)

    def _paint_spot(self, painter: QPainter, at: float, colour: str) -> Point:
        place = self._across.share(at)
        point = min(self._points, key=lambda each: abs(self._across.share(each[0]) - place))
        area, spot = self._area, self._place(point)
        painter.setPen(QPen(QColor(colour), 1, Qt.PenStyle.DashLine))
        painter.drawLine(QPointF(spot.x(), area.top()), QPointF(spot.x(), area.bottom()))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(colour))
        painter.drawEllipse(spot, 4, 4)
        return point

    def _paint_reading(self, painter: QPainter, at: float) -> None:
        area = self._area
        point = self._paint_spot(painter, at, self._theme.muted)
        painter.setPen(QColor(self._theme.text))
        side = _LEFT_SIDE if self._across.share(point[0]) > 0.5 else _RIGHT_SIDE
        room = area.adjusted(6, 1, -6, 0)
        painter.drawText(room, int(side | Qt.AlignmentFlag.AlignTop), self._read(*point))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        area = self._area
        share = (event.position().x() - area.left()) / max(1.0, area.width())
        self._at = share if 0 <= share <= 1 and self._points else None
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        self._at = None
        self.update()


def short(number: float) -> str:
    """In three figures at most: 8.25e-4."""
    return brief(float(f"{number:.3g}"))


def _pair(across: float, up: float) -> str:
    return f"{short(across)} · {short(up)}"
