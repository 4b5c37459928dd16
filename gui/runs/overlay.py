"""The curves of several runs over one another: the tests thick, the training thin behind them."""

from collections.abc import Sequence
from math import ceil, isfinite
from typing import Final

from msgspec import Struct
from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from backend.records import Point
from gui.figures import ltr
from gui.fonts import font
from gui.language import tr
from gui.small_plot import Scale, linear, short
from gui.theme import Theme

TOP, RIGHT, BOTTOM, GAP = 10, 12, 20, 6  # pixels around the curves
FINEST: Final = 300  # points of a training curve: more are not seen
PALE: Final = 110  # of 255, of the training's curve
EARLY: Final = 6  # one in so many points of a training counts as its beginning
STEPS: Final = (50.0, 20.0, 10.0, 5.0, 2.0, 1.0, 0.5, 0.1)  # per cent, at which the scale begins
NOTHING: Final = "Choose runs to see their curves over one another."

_LEFT_SIDE = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignAbsolute
_RIGHT_SIDE = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignAbsolute

Pair = tuple[float, float]


class Curve(Struct, frozen=True):
    """One run's points, (epoch, value): of its training, thinned, and of its tests."""

    train: tuple[Pair, ...]
    tests: tuple[Pair, ...]


class RunCurves(Struct, frozen=True):
    """A run's loss and accuracy, as they are drawn."""

    loss: Curve
    accuracy: Curve


class Line(Struct, frozen=True):
    """A curve in its colour, and what it is called."""

    title: str
    colour: str
    curve: Curve


def curves(points: Sequence[Point]) -> RunCurves:
    """A run's curves, from its points in the store; accuracies are in per cent."""
    train = [point for point in points if point.split == "train"]
    tests = [point for point in points if point.split != "train"]
    watched = "validation" if any(p.split == "validation" for p in tests) else "test"
    tests = [point for point in tests if point.split == watched]
    return RunCurves(
        Curve(
            _thinned([(point.epoch, point.loss) for point in train]),
            tuple((point.epoch, point.loss) for point in tests),
        ),
        Curve(
            _thinned([(point.epoch, 100 * point.accuracy) for point in train]),
            tuple((point.epoch, 100 * point.accuracy) for point in tests),
        ),
    )


class Overlay(QWidget):
    """Some runs' curves of one quantity against the epoch; the pointer reads them."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._lines: tuple[Line, ...] = ()
        self._unit = ""
        self._across, self._up = linear(0, 1), linear(0, 1)
        self._at: float | None = None
        self._margin = 40.0
        self.setObjectName("runs:overlay")
        self.setLayoutDirection(Qt.LayoutDirection.LeftToRight)  # as time runs, in both
        self.setMouseTracking(True)
        self.setMinimumSize(160, 60)

    def show_lines(self, lines: Sequence[Line], unit: str, axis: str) -> None:
        """Draws these curves; `unit` is that of their values, `axis` names the epochs."""
        self._lines, self._unit = tuple(lines), unit
        every = [pair for line in lines for pair in (*line.curve.train, *line.curve.tests)]
        last = max((epoch for epoch, _ in every), default=1.0)
        self._across = linear(0, max(1, ceil(last)), axis)
        self._up = _scale([line.curve for line in lines], unit)
        self.setAccessibleDescription("; ".join(map(self._spoken, lines)))
        self.update()

    def set_theme(self, theme: Theme) -> None:
        """Takes other colours."""
        self._theme = theme
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(300, 160)

    @property
    def _area(self) -> QRectF:
        return QRectF(self.rect()).adjusted(self._margin, TOP, -RIGHT, -BOTTOM)

    def _place(self, pair: Pair) -> QPointF:
        area = self._area
        height = min(1.0, max(0.0, self._up.share(pair[1])))
        return QPointF(
            area.left() + self._across.share(pair[0]) * area.width(),
            area.bottom() - height * area.height(),
        )

    def _spoken(self, line: Line) -> str:
        points = line.curve.tests or line.curve.train
        return f"{line.title}: {short(points[-1][1])}{self._unit}" if points else line.title

    def paintEvent(self, event: QPaintEvent) -> None:
        theme, painter = self._theme, QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(font(11))
        numbers = [ltr(f"{short(tick)}{self._unit}") for tick in self._up.ticks]
        widths = [painter.fontMetrics().horizontalAdvance(number) for number in numbers]
        self._margin = 8.0 + GAP + max(widths, default=20)
        if not self._lines:
            painter.setPen(QColor(theme.muted))
            middle = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
            painter.drawText(self.rect().adjusted(12, 0, -12, 0), int(middle), tr(NOTHING))
            return
        self._paint_scales(painter, numbers)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for line in self._lines:
            pale = QColor(line.colour)
            pale.setAlpha(PALE)
            self._paint_curve(painter, line.curve.train, QPen(pale, 1))
        for line in self._lines:
            self._paint_tests(painter, line)
        if self._at is not None:
            x = self._area.left() + self._at * self._area.width()
            painter.setPen(QPen(QColor(theme.muted), 1, Qt.PenStyle.DashLine))
            painter.drawLine(QPointF(x, self._area.top()), QPointF(x, self._area.bottom()))
            self._paint_reading(painter)

    def _paint_scales(self, painter: QPainter, numbers: Sequence[str]) -> None:
        area, theme = self._area, self._theme
        side = int(_RIGHT_SIDE | Qt.AlignmentFlag.AlignVCenter)
        for tick, number in zip(self._up.ticks, numbers, strict=True):
            y = area.bottom() - self._up.share(tick) * area.height()
            painter.setPen(QPen(QColor(theme.line), 1))
            painter.drawLine(QPointF(area.left(), y), QPointF(area.right(), y))
            painter.setPen(QColor(theme.muted))
            painter.drawText(QRectF(0, y - 8, area.left() - GAP, 16), side, number)
        below = QRectF(area.left(), area.bottom() + 3, area.width(), 16)
        painter.drawText(below, int(_LEFT_SIDE), "0")
        painter.drawText(below, int(_RIGHT_SIDE), short(self._across.high))
        painter.drawText(below, int(Qt.AlignmentFlag.AlignHCenter), self._across.title)

    def _paint_curve(self, painter: QPainter, pairs: Sequence[Pair], pen: QPen) -> None:
        painter.setPen(pen)
        known = [self._place(pair) for pair in pairs if isfinite(pair[1])]
        if len(known) > 1:
            painter.drawPolyline(known)

    def _paint_tests(self, painter: QPainter, line: Line) -> None:
        """A line through the tests; a spot for a single one."""
        self._paint_curve(painter, line.curve.tests, QPen(QColor(line.colour), 2))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(line.colour))
        for pair in line.curve.tests if len(line.curve.tests) < 30 else line.curve.tests[-1:]:
            if isfinite(pair[1]):
                painter.drawEllipse(self._place(pair), 2.6, 2.6)
        painter.setBrush(Qt.BrushStyle.NoBrush)

    def _paint_reading(self, painter: QPainter) -> None:
        """What each run had under the pointer, beside it where there is room."""
        assert self._at is not None
        epoch, left = self._across.value(self._at), self._at > 0.5
        high = painter.fontMetrics().height()
        y = self._area.top() + 2
        for line in self._lines:
            points = line.curve.tests or line.curve.train
            if not points:
                continue
            near = min(points, key=lambda pair: abs(pair[0] - epoch))
            words = ltr(f"{short(near[1])}{self._unit}")
            wide = painter.fontMetrics().horizontalAdvance(words) + 8
            x = self._area.left() + self._at * self._area.width() + (-wide - 6 if left else 6)
            painter.fillRect(QRectF(x, y, wide, high), QColor(self._theme.field))
            painter.setPen(QColor(line.colour))
            painter.drawText(QRectF(x + 4, y, wide, high), int(_LEFT_SIDE), words)
            y += high

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        area = self._area
        share = (event.position().x() - area.left()) / max(1.0, area.width())
        self._at = share if 0 <= share <= 1 and self._lines else None
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        self._at = None
        self.update()


def _thinned(pairs: list[Pair]) -> tuple[Pair, ...]:
    """Means of neighbours, so that no more are left than can be seen."""
    step = -(-len(pairs) // FINEST)
    if step <= 1:
        return tuple(pairs)
    groups = [pairs[start : start + step] for start in range(0, len(pairs), step)]
    return tuple((group[-1][0], sum(value for _, value in group) / len(group)) for group in groups)


def _scale(known: Sequence[Curve], unit: str) -> Scale:
    """What has to be seen of all curves, at round numbers; per cent end at 100.

    The first steps of a training, which are far off, would press all the rest into a line.
    """
    values = [v for curve in known for _, v in curve.tests if isfinite(v)]
    for curve in known:
        settled = sorted(v for _, v in curve.train if isfinite(v))
        skip = len(settled) // EARLY
        values += settled[skip:][:1] if unit else settled[: len(settled) - skip][-1:]
    if not values:
        return linear(0, 1)
    if not unit:
        return linear(0.0, max(values) or 1.0)
    low = min(values)
    step = next((s for s in STEPS if s <= (100 - low) / 2), STEPS[-1])
    return linear(max(0.0, step * (low // step)), 100.0)
