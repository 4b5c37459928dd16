"""The inside of a block that is unfolded: its network, drawn small on the block's card."""

from typing import Final

from msgspec import Struct
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen

from graph.edits import unfolding
from graph.levels import Level
from gui.canvas.drawing.geometry import HEAD, input_port, output_port, wire_path
from gui.canvas.drawing.letters import SMALLEST, letters
from gui.theme import Theme, mixed

EDGE: Final = 9.0  # canvas units between the card's edge and the ground of the drawing
LARGEST: Final = 13  # of a name's letters
TINT: Final = 0.24


class Part(Struct, frozen=True, eq=False):
    """A block inside, at its place on the card."""

    name: str
    group: str
    area: QRectF


class Inside(Struct, frozen=True, eq=False):
    """What is drawn, in units of the canvas from the card's corner."""

    ground: QRectF
    parts: tuple[Part, ...]
    wires: QPainterPath

    def at(self, point: QPointF) -> str | None:
        """The block inside that is under a point of the card."""
        return next((part.name for part in self.parts if part.area.contains(point)), None)

    def paint(self, painter: QPainter, theme: Theme, zoom: float, *, screen: bool) -> None:
        """Draws it; names in whole pixels where they can be read."""
        painter.setPen(QPen(QColor(theme.line), 1))
        painter.setBrush(QColor(theme.canvas))
        painter.drawRoundedRect(self.ground, 6, 6)
        painter.setPen(QPen(QColor(theme.wire), max(1.2, 1 / zoom)))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPath(self.wires)
        for part in self.parts:
            colour = theme.group(part.group)
            radius = min(5.0, part.area.height() / 4)
            painter.setPen(QPen(QColor(mixed(colour, theme.card, 0.7)), 1))
            painter.setBrush(QColor(mixed(colour, theme.card, TINT)))
            painter.drawRoundedRect(part.area, radius, radius)
        painter.setPen(QColor(theme.text))
        place = painter.worldTransform()
        if screen:
            painter.resetTransform()
        for part in self.parts:
            self._paint_name(painter, part, place.mapRect(part.area) if screen else part.area, zoom)
        painter.setWorldTransform(place)

    def _paint_name(self, painter: QPainter, part: Part, area: QRectF, zoom: float) -> None:
        pixels = round(min(LARGEST * zoom, 0.5 * area.height()))
        room = int(area.width()) - 6
        if pixels < SMALLEST or room < 3 * pixels:
            return
        words = letters(part.name, pixels, room, middle=True)
        middle = area.center()
        x, y = middle.x() - words.width / 2, middle.y() - words.height / 2
        words.draw(painter, round(x), round(y))


def inside_of(level: Level, size: tuple[float, float]) -> Inside:
    """A level's network as large as it fits on an unfolded card of that size."""
    network = level.network
    sketch, flow = network.sketch, network.sketch.flow
    cards = {
        name: QRectF(node.x, node.y, *sketch.size(name)) for name, node in network.nodes.items()
    }
    left, top, right, bottom = unfolding.bounds(network)
    share = unfolding.scale(size, network)
    room = QRectF(0, HEAD, size[0], size[1] - HEAD)
    corner = room.center() - QPointF(left + right, top + bottom) * (share / 2)

    def placed(point: QPointF) -> QPointF:
        return corner + point * share

    wires = QPainterPath()
    for wire in network.wires:
        source, target = cards[wire.source], cards[wire.target]
        sizes = sketch.size(wire.source), sketch.size(wire.target)
        start = source.topLeft() + output_port(sizes[0], flow)
        ports = network.ports(wire.target)
        end = target.topLeft() + input_port(wire.port, ports, sizes[1], flow)
        wires.addPath(wire_path(start, end, sketch.route(wire), flow))
    parts = tuple(
        Part(
            name,
            network.nodes[name].layer.group,
            QRectF(placed(card.topLeft()), card.size() * share),
        )
        for name, card in cards.items()
    )
    ground = room.adjusted(EDGE, EDGE - 2, -EDGE, -EDGE)
    return Inside(ground, parts, _scaled(wires, share, corner))


def _scaled(path: QPainterPath, scale: float, corner: QPointF) -> QPainterPath:
    made = QPainterPath(path)
    for number in range(made.elementCount()):
        element = made.elementAt(number)
        made.setElementPositionAt(
            number, corner.x() + element.x * scale, corner.y() + element.y * scale
        )
    return made
