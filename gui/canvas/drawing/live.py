"""A card's picture of its node's result: the maps side by side, or the scores as bars."""

from msgspec import Struct
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter

from gui.canvas.drawing.face import Face
from gui.canvas.drawing.geometry import HEAD
from gui.theme import Theme


class Live(Struct, frozen=True):
    """Maps, or bars with what the highest says."""

    maps: tuple[QImage, ...] = ()
    bars: tuple[float, ...] = ()
    best: int = -1
    """The bar that is the answer, or -1."""
    verdict: str = ""
    right: bool = False


def paint_live(painter: QPainter, face: Face, live: Live, theme: Theme) -> None:
    """Draws it in the card's body, the card's corner at the origin."""
    _paint_maps(painter, face, live)
    _paint_bars(painter, face, live, theme)


def _paint_maps(painter: QPainter, face: Face, live: Live) -> None:
    if not live.maps:
        return
    width, height = face.size
    gap, area = 4.0, QRectF(12, HEAD + 9, width - 22, height - HEAD - 18)
    cell = min((area.width() - 2 * gap) / 3, area.height())
    left = area.left()
    for image in live.maps:
        scale = cell / max(image.width(), image.height())
        across, down = image.width() * scale, image.height() * scale
        top = area.top() + (area.height() - down) / 2
        painter.drawImage(QRectF(left, top, across, down), image)
        left += cell + gap


def _paint_bars(painter: QPainter, face: Face, live: Live, theme: Theme) -> None:
    if not live.bars:
        return
    width, height = face.size
    area = QRectF(14, HEAD + 8, width - 28, height - HEAD - 16)
    if live.verdict:
        area.adjust(0, 0, 0, -15)
    step = area.width() / len(live.bars)
    painter.setPen(Qt.PenStyle.NoPen)
    good = QColor(theme.good if live.right else theme.error)
    colour = QColor(theme.group(face.group))
    for place, level in enumerate(live.bars):
        high = max(1.5, level * area.height())
        painter.setBrush(good if place == live.best else colour)
        painter.drawRect(
            QRectF(area.left() + place * step, area.bottom() - high, step * 0.76, high)
        )
