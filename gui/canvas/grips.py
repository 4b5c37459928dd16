"""The handles of the selected wires: their ends can be dragged off, their points moved."""

from typing import Final

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

from graph.network import Network
from gui.canvas.drawing.ends import grips, way
from gui.canvas.picked import Picked
from gui.theme import Theme

RADIUS: Final = 5.0  # pixels
MOST: Final = 24  # selected wires up to which handles are shown


class Grips(QGraphicsItem):
    """Round handles near the ends of the selected wires; the selected point is filled."""

    def __init__(self) -> None:
        super().__init__()
        self._paths: list[QPainterPath] = []
        self._point: QPointF | None = None
        self._bounds = QRectF()
        self._accent = self._ground = QColor()
        self.setZValue(5)

    def show_picked(self, network: Network, picked: Picked, theme: Theme) -> None:
        """Shows what is selected now."""
        self.prepareGeometryChange()
        wires = picked.wires if len(picked.wires) <= MOST else ()
        self._paths = [way(network, wire) for wire in wires]
        self._point = None
        if picked.bend is not None and len(wires) == 1:
            points = network.sketch.route(wires[0])
            self._point = QPointF(*points[picked.bend]) if picked.bend < len(points) else None
        self._bounds = QRectF()
        for path in self._paths:
            self._bounds = self._bounds.united(path.boundingRect().adjusted(-120, -120, 120, 120))
        self._accent, self._ground = QColor(theme.accent), QColor(theme.canvas)
        self.update()

    def boundingRect(self) -> QRectF:
        return self._bounds

    def paint(
        self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None
    ) -> None:
        if widget is None:
            return  # in print nothing is selected
        zoom = painter.worldTransform().m11()
        painter.setPen(QPen(self._accent, 2.0 / zoom))
        painter.setBrush(self._ground)
        for path in self._paths:
            for place in grips(path, zoom) or ():
                painter.drawEllipse(place, RADIUS / zoom, RADIUS / zoom)
        if self._point is not None:
            half = RADIUS / zoom + 1
            painter.setBrush(self._accent)
            painter.drawRect(
                QRectF(self._point.x() - half, self._point.y() - half, 2 * half, 2 * half)
            )
