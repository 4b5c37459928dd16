"""Where the ends of wires are on the canvas, and how a wire runs: by the document alone."""

from collections.abc import Sequence
from math import hypot

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainterPath

from graph.edits.plugging import OUTPUT, End
from graph.layout import ports
from graph.network import Network, Wire
from graph.sketch import Place
from gui.canvas.drawing.geometry import wire_path

AWAY = 30.0
"""Pixels along a wire, from its end, in which the end is taken and not the middle."""
SHARE = 0.3
"""Of a short wire: as much at each end."""


def place(network: Network, end: End) -> QPointF:
    """The centre of a port."""
    name, port = end
    at = ports.output_at(network, name) if port == OUTPUT else ports.input_at(network, name, port)
    return QPointF(*at)


def area(network: Network, name: str) -> QRectF:
    """A node's card."""
    node = network.nodes[name]
    return QRectF(node.x, node.y, *network.sketch.size(name))


def tips(network: Network, wire: Wire) -> tuple[QPointF, QPointF]:
    """Where a wire begins, and where it ends."""
    return place(network, (wire.source, OUTPUT)), place(network, (wire.target, wire.port))


def way(network: Network, wire: Wire, points: Sequence[Place] | None = None) -> QPainterPath:
    """How a wire runs; through other points than its own where some are given."""
    through = network.sketch.route(wire) if points is None else points
    return wire_path(*tips(network, wire), through, network.sketch.flow)


def grips(path: QPainterPath, zoom: float) -> tuple[QPointF, QPointF] | None:
    """Where the handles of a wire's ends are; None where it is too short on the screen."""
    length = path.length()
    away = min(AWAY / zoom, SHARE * length) * 0.8
    if length * zoom < 2 * AWAY:
        return None
    return path.pointAtPercent(path.percentAtLength(away)), path.pointAtPercent(
        path.percentAtLength(length - away)
    )


def gripped(path: QPainterPath, point: QPointF, zoom: float) -> int | None:
    """Which end of a wire is taken there: 0 its beginning, 1 its end; None in its middle."""
    reach = min(AWAY / zoom, SHARE * path.length())
    first, last = path.pointAtPercent(0.0) - point, path.pointAtPercent(1.0) - point
    if hypot(first.x(), first.y()) <= reach:
        return 0
    return 1 if hypot(last.x(), last.y()) <= reach else None
