"""The whole drawing in a corner of the canvas; a click or a drag there moves the view."""

from typing import Final

from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QGraphicsView, QWidget

from gui.canvas.geometry import CARD
from gui.canvas.scene import Scene
from gui.language import tr

WIDTH: Final = 172
HEIGHT: Final = 104
EDGE: Final = 14


class Minimap(QWidget):
    """A small picture over the view; it hides where there is nothing to find."""

    moved = Signal()  # the view, by the user

    def __init__(self, view: QGraphicsView, scene: Scene) -> None:
        super().__init__(view)
        self._view = view
        self._scene = scene
        self.setFixedSize(WIDTH, HEIGHT)
        self.setToolTip(tr("Overview: click or drag to move the view"))
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def settle(self) -> None:
        """Goes to the view's corner; where there is little room it would hide the blocks."""
        self.move(self._view.width() - WIDTH - EDGE, self._view.height() - HEIGHT - EDGE)
        self.setVisible(self._view.width() > 5 * WIDTH and self._view.height() > 4 * HEIGHT)

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = self._scene.theme
        drawing, scale, origin = self._measure()
        if drawing.isEmpty():
            return  # a frame around nothing says nothing
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(theme.line), 1))
        painter.setBrush(QColor(theme.panel))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 7, 7)
        painter.setPen(Qt.PenStyle.NoPen)
        for card in self._scene.cards.values():
            painter.setBrush(QColor(theme.group(card.face.group)))
            area = CARD.translated(card.pos())
            corner = origin + (area.topLeft() - drawing.topLeft()) * scale
            painter.drawRoundedRect(
                QRectF(corner.x(), corner.y(), area.width() * scale, area.height() * scale), 2, 2
            )
        seen = self._view.mapToScene(self._view.viewport().rect()).boundingRect()
        corner = origin + (seen.topLeft() - drawing.topLeft()) * scale
        frame = QRectF(corner.x(), corner.y(), seen.width() * scale, seen.height() * scale)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(QColor(theme.accent), 1.2))
        painter.drawRoundedRect(frame.intersected(QRectF(self.rect()).adjusted(3, 3, -3, -3)), 3, 3)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._go(event.position())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if event.buttons() & Qt.MouseButton.LeftButton:
            self._go(event.position())

    def _go(self, place: QPointF) -> None:
        drawing, scale, origin = self._measure()
        if not drawing.isEmpty():
            self._view.centerOn(drawing.topLeft() + (place - origin) / scale)
            self.moved.emit()

    def _measure(self) -> tuple[QRectF, float, QPointF]:
        """What is shown, its scale, and where its corner lies on the minimap."""
        drawing = self._scene.drawing()
        if drawing.isEmpty():
            return drawing, 1.0, QPointF()
        drawing = drawing.adjusted(-60, -60, 60, 60)
        scale = min((WIDTH - 16) / drawing.width(), (HEIGHT - 16) / drawing.height())
        left = (WIDTH - drawing.width() * scale) / 2
        top = (HEIGHT - drawing.height() * scale) / 2
        return drawing, scale, QPointF(left, top)
