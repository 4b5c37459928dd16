"""Where ports lie on a card, and how a wire runs between two of them; in canvas units."""

from typing import Final

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainterPath

from graph.arrange import GAP_Y
from graph.sketch import CARD_HEIGHT, CARD_WIDTH

GRID: Final = 10.0
CARD: Final = QRectF(0, 0, CARD_WIDTH, CARD_HEIGHT)
HEAD: Final = 27.0  # height of a card's head
BEND: Final = 46.0  # radius of the loop that leads to another row


def input_port(index: int, count: int) -> QPointF:
    """The centre of an input port on its card, from the card's corner."""
    if count <= 1:
        return QPointF(0, CARD_HEIGHT / 2)
    return QPointF(0, HEAD + (CARD_HEIGHT - HEAD) * (index + 0.5) / count)


def output_port() -> QPointF:
    """The centre of the output port on its card."""
    return QPointF(CARD_WIDTH, CARD_HEIGHT / 2)


def snapped(point: QPointF) -> QPointF:
    """The nearest point of the grid."""
    return QPointF(round(point.x() / GRID) * GRID, round(point.y() / GRID) * GRID)


def wire_path(start: QPointF, end: QPointF) -> QPainterPath:
    """From an output to an input: a soft S forwards, a loop between the rows backwards."""
    path = QPainterPath(start)
    gap = end.x() - start.x()
    if gap >= 24:
        reach = max(24.0, min(gap / 2, 90.0))
        path.cubicTo(QPointF(start.x() + reach, start.y()), QPointF(end.x() - reach, end.y()), end)
        return path
    middle = lane(start, end)
    right, left = start.x() + BEND, end.x() - BEND
    path.cubicTo(QPointF(right, start.y()), QPointF(right, middle), QPointF(start.x(), middle))
    path.lineTo(QPointF(end.x(), middle))
    path.cubicTo(QPointF(left, middle), QPointF(left, end.y()), end)
    return path


def lane(start: QPointF, end: QPointF) -> float:
    """The height at which a wire that runs backwards goes: in the gap between two rows."""
    if abs(end.y() - start.y()) >= CARD_HEIGHT + 20:
        return start.y() + (1 if end.y() > start.y() else -1) * (CARD_HEIGHT / 2 + GAP_Y / 2)
    return max(start.y(), end.y()) + CARD_HEIGHT / 2 + GAP_Y / 2


def label_place(start: QPointF, end: QPointF) -> QPointF:
    """The centre of a wire's shape label."""
    if end.x() - start.x() >= 24:
        return wire_path(start, end).pointAtPercent(0.5)
    return QPointF((start.x() + end.x()) / 2, lane(start, end))
