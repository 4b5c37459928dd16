"""The dotted ground, painted a row of dots at a time."""

from typing import Final

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter

from gui.theme import Theme

DOT: Final = 20.0  # canvas units between two dots
DOTTED: Final = 0.45  # zoom from which they are seen


class Ground:
    """Keeps one row of dots as a picture: thousands of points each by itself take 2 ms."""

    def __init__(self) -> None:
        self._row: QImage | None = None
        self._made: tuple[float, int, str] | None = None

    def paint(self, painter: QPainter, area: QRectF, theme: Theme) -> None:
        """Fills an area of the canvas."""
        painter.fillRect(area, QColor(theme.canvas))
        place = painter.worldTransform()
        step = DOT * place.m11()
        if place.m11() < DOTTED:
            return
        seen = place.mapRect(area)
        row = self._dots(step, int(seen.width() + 2 * step) + 2, theme.dots)
        left = place.dx() + (seen.left() - place.dx()) // step * step
        top = place.dy() + (seen.top() - place.dy()) // step * step
        painter.save()
        painter.resetTransform()
        while top <= seen.bottom():
            painter.drawImage(QPointF(round(left), round(top)), row)
            top += step
        painter.restore()

    def _dots(self, step: float, width: int, colour: str) -> QImage:
        """A row that is at least so wide, in pixels."""
        known = self._made
        fits = known is not None and known[::2] == (step, colour) and known[1] >= width
        if self._row is None or not fits:
            size = 1 if step < 1.8 * DOT else 2
            self._row = QImage(width, size, QImage.Format.Format_ARGB32_Premultiplied)
            self._row.fill(Qt.GlobalColor.transparent)
            self._made = (step, width, colour)
            painter = QPainter(self._row)
            place = 0.0
            while place < width:
                painter.fillRect(round(place), 0, size, size, QColor(colour))
                place += step
            painter.end()
        return self._row
