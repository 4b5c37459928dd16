"""The lines that show what is in line with what is dragged, and the gaps that are equal."""

from typing import Final

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

from gui.canvas.drawing.letters import letters
from gui.canvas.gestures.guides import Gap, Line, Snap
from gui.theme import Theme

BEYOND: Final = 8.0  # pixels that a line goes on beyond what it touches
TICK: Final = 4.0  # pixels: half the stroke at the end of a gap
WORDS: Final = 10  # pixels
ROOM: Final = 46.0  # pixels around the lines for the numbers


class GuideLines(QGraphicsItem):
    """Thin lines over everything; it is told a snap, and shows why it was taken."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._snap = Snap((0.0, 0.0))
        self._bounds = QRectF()
        self.setZValue(10)

    def show_snap(self, snap: Snap, zoom: float) -> None:
        """Shows a snap's lines; none where it has none."""
        if (snap.lines, snap.gaps) == (self._snap.lines, self._snap.gaps):
            return
        self.prepareGeometryChange()
        self._snap = snap
        bounds, room = QRectF(), ROOM / zoom
        for part in (*snap.lines, *snap.gaps):
            ends = QRectF(QPointF(*part.start), QPointF(*part.end)).normalized()
            bounds = bounds.united(ends.adjusted(-room, -room, room, room))
        self._bounds = bounds
        self.update()

    def boundingRect(self) -> QRectF:
        return self._bounds

    def paint(
        self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None
    ) -> None:
        zoom = painter.worldTransform().m11()
        pen = QPen(QColor(self._theme.accent), 1)
        pen.setCosmetic(True)
        painter.setPen(pen)
        for line in self._snap.lines:
            _draw_line(painter, line, BEYOND / zoom)
        for gap in self._snap.gaps:
            painter.setPen(pen)
            _draw_gap(painter, gap, TICK / zoom)
            self._paint_length(painter, gap)

    def _paint_length(self, painter: QPainter, gap: Gap) -> None:
        """How wide a gap is, in steps of the grid's tenth, on a small ground of its own."""
        words = letters(f"{gap.length:.0f}", WORDS, 60, bold=True)
        middle = painter.worldTransform().map((QPointF(*gap.start) + QPointF(*gap.end)) / 2)
        across = gap.start[1] == gap.end[1]
        width, height = words.width + 8, words.height + 1
        left = middle.x() - width / 2 if across else middle.x() + TICK + 4
        top = middle.y() + TICK + 4 if across else middle.y() - height / 2
        painter.save()
        painter.resetTransform()
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(self._theme.accent))
        painter.drawRoundedRect(QRectF(round(left), round(top), width, height), 4, 4)
        painter.setPen(QColor(self._theme.accent_text))
        words.draw(painter, round(left) + 4, round(top))
        painter.restore()


def _draw_line(painter: QPainter, line: Line, beyond: float) -> None:
    start, end = QPointF(*line.start), QPointF(*line.end)
    if start == end:
        return
    way = end - start
    more = way * (beyond / (abs(way.x()) + abs(way.y())))
    painter.drawLine(start - more, end + more)


def _draw_gap(painter: QPainter, gap: Gap, tick: float) -> None:
    start, end = QPointF(*gap.start), QPointF(*gap.end)
    across = gap.start[1] == gap.end[1]
    side = QPointF(0, tick) if across else QPointF(tick, 0)
    painter.drawLine(start, end)
    for place in (start, end):
        painter.drawLine(place - side, place + side)
