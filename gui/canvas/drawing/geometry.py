"""Where ports lie on a card, and how a wire runs between two of them; in canvas units.

Data flow to the right, from port to port at the cards' sides, or down, at their upper and lower
edges. A wire with points runs through them with rounded corners; one without finds its own way.
"""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainterPath

from graph.arrange import GAP_X, GAP_Y
from graph.layout.ports import inlet, outlet
from graph.sketch import CARD_HEAD, CARD_HEIGHT, CARD_WIDTH, GRID, Flow, Place

SIZE: Final = (float(CARD_WIDTH), float(CARD_HEIGHT))  # of a card that is not unfolded
CARD: Final = QRectF(0, 0, *SIZE)
HEAD: Final = float(CARD_HEAD)
BEND: Final = 46.0  # radius of the loop that leads to another row
ROUND: Final = 20.0  # radius of a corner at a point of a wire
FORWARD: Final = 24.0  # the least way ahead that is gone without a loop


def input_place(
    index: int, count: int, size: tuple[float, float] = SIZE, flow: Flow = "right"
) -> Place:
    """The centre of an input port on its card, from the card's corner."""
    return inlet(flow, size, index, count)


def output_place(size: tuple[float, float] = SIZE, flow: Flow = "right") -> Place:
    """The centre of the output port on its card."""
    return outlet(flow, size)


def input_port(
    index: int, count: int, size: tuple[float, float] = SIZE, flow: Flow = "right"
) -> QPointF:
    """The same as Qt's point."""
    return QPointF(*input_place(index, count, size, flow))


def output_port(size: tuple[float, float] = SIZE, flow: Flow = "right") -> QPointF:
    """The same as Qt's point."""
    return QPointF(*output_place(size, flow))


def snapped(point: QPointF) -> QPointF:
    """The nearest point of the grid."""
    return QPointF(round(point.x() / GRID) * GRID, round(point.y() / GRID) * GRID)


def corner_at(point: QPointF, across: float = 0.5, down: float = 0.5) -> Place:
    """The upper left corner, on the grid, of a card of which that share lies before a point."""
    corner = snapped(point - QPointF(across * CARD_WIDTH, down * CARD_HEIGHT))
    return corner.x(), corner.y()


def runs_straight(start: QPointF, end: QPointF, flow: Flow = "right") -> bool:
    """Whether a wire without points is one straight line."""
    if flow == "down":
        return start.x() == end.x() and end.y() > start.y()
    return start.y() == end.y() and end.x() > start.x()


def wire_path(
    start: QPointF, end: QPointF, points: Sequence[Place] = (), flow: Flow = "right"
) -> QPainterPath:
    """From an output to an input, through the points; without any, a soft S forwards, and
    backwards a loop between the rows.
    """
    if points:
        return _rounded([start, *(QPointF(*point) for point in points), end])
    if runs_straight(start, end, flow):
        path = QPainterPath(start)
        path.lineTo(end)
        return path
    if flow == "down":
        across = lane(_swapped(start), _swapped(end), CARD_WIDTH, GAP_X)
        return _turned(_bent(_swapped(start), _swapped(end), across))
    return _bent(start, end, lane(start, end))


def _bent(start: QPointF, end: QPointF, middle: float) -> QPainterPath:
    """To the right; backwards by a loop that runs at `middle`."""
    path = QPainterPath(start)
    gap = end.x() - start.x()
    if gap >= FORWARD:
        reach = max(FORWARD, min(gap / 2, 90.0))
        path.cubicTo(QPointF(start.x() + reach, start.y()), QPointF(end.x() - reach, end.y()), end)
        return path
    right, left = start.x() + BEND, end.x() - BEND
    path.cubicTo(QPointF(right, start.y()), QPointF(right, middle), QPointF(start.x(), middle))
    path.lineTo(QPointF(end.x(), middle))
    path.cubicTo(QPointF(left, middle), QPointF(left, end.y()), end)
    return path


def lane(start: QPointF, end: QPointF, height: float = CARD_HEIGHT, gap: float = GAP_Y) -> float:
    """How far across the flow a wire that runs backwards goes: in the gap between two rows."""
    if abs(end.y() - start.y()) >= height + 20:
        return start.y() + (1 if end.y() > start.y() else -1) * (height / 2 + gap / 2)
    return max(start.y(), end.y()) + height / 2 + gap / 2


def _rounded(points: list[QPointF]) -> QPainterPath:
    """Straight from point to point; corners are as round as their legs are long."""
    path = QPainterPath(points[0])
    for before, corner, after in zip(points, points[1:], points[2:], strict=False):
        enter, leave = _leg(corner, before), _leg(corner, after)
        path.lineTo(corner + enter)
        path.quadTo(corner, corner + leave)
    path.lineTo(points[-1])
    return path


def _leg(corner: QPointF, other: QPointF) -> QPointF:
    """From a corner towards another point: to where the rounding begins."""
    way = other - corner
    length = (way.x() ** 2 + way.y() ** 2) ** 0.5
    return way * (min(ROUND, length / 2) / length) if length else way


def _swapped(point: QPointF) -> QPointF:
    return QPointF(point.y(), point.x())


def _turned(path: QPainterPath) -> QPainterPath:
    """A path with across and down exchanged."""
    turned = QPainterPath(path)
    for number in range(path.elementCount()):
        element = path.elementAt(number)
        turned.setElementPositionAt(number, element.y, element.x)
    return turned
