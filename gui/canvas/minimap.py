"""The whole drawing in a corner of the canvas; a click or a drag there moves the view."""

from typing import Final

from PySide6.QtCore import QPointF, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent, QPen, QPixmap, QTransform
from PySide6.QtWidgets import QGraphicsView, QWidget

from gui.canvas.drawing.scene import Scene
from gui.language import tr

WIDTH: Final = 172
HEIGHT: Final = 104
EDGE: Final = 14
FEW: Final = 120  # cards that have round corners: more are spots
REST: Final = 80  # ms between two pictures of a drawing that goes on changing


class Minimap(QWidget):
    """A small picture over the view; it hides where there is nothing to find."""

    moved = Signal()  # the view, by the user

    def __init__(self, view: QGraphicsView, scene: Scene) -> None:
        super().__init__(view)
        self._view = view
        self._scene = scene
        self.setFixedSize(WIDTH, HEIGHT)
        self.setToolTip(tr("Overview: click or drag to move the view"))
        self._picture = QPixmap()
        self._version = -1  # of the scene that the picture shows
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(REST)
        self._rest.timeout.connect(self.update)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def settle(self) -> None:
        """Goes to the view's corner; where there is little room it would hide the blocks."""
        self.move(self._view.width() - WIDTH - EDGE, self._view.height() - HEIGHT - EDGE)
        self.setVisible(self._view.width() > 5 * WIDTH and self._view.height() > 4 * HEIGHT)

    def paintEvent(self, event: QPaintEvent) -> None:
        drawing, scale, origin = self._measure()
        if drawing.isEmpty():
            return  # a frame around nothing says nothing
        painter = QPainter(self)
        painter.drawPixmap(0, 0, self._drawn(drawing, scale, origin))
        seen = self._view.mapToScene(self._view.viewport().rect()).boundingRect()
        corner = origin + (seen.topLeft() - drawing.topLeft()) * scale
        frame = QRectF(corner.x(), corner.y(), seen.width() * scale, seen.height() * scale)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(self._scene.theme.accent), 1.2))
        painter.drawRoundedRect(frame.intersected(QRectF(self.rect()).adjusted(3, 3, -3, -3)), 3, 3)

    def _drawn(self, drawing: QRectF, scale: float, origin: QPointF) -> QPixmap:
        """The drawing, painted anew where it changed, though not more often than can be followed.

        The view only moves the frame over it.
        """
        ratio = self.devicePixelRatioF()
        fresh = self._version == self._scene.version and self._picture.devicePixelRatio() == ratio
        if fresh or self._rest.isActive():
            return self._picture
        self._version = self._scene.version
        self._rest.start()
        self._picture = QPixmap(self.size() * ratio)
        self._picture.setDevicePixelRatio(ratio)
        self._picture.fill(Qt.GlobalColor.transparent)
        theme = self._scene.theme
        painter = QPainter(self._picture)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(theme.line), 1))
        painter.setBrush(QColor(theme.panel))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 7, 7)
        self._paint_marks(painter, drawing, scale, origin)
        if len(self._scene.cards) > FEW:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
            place = QTransform.fromTranslate(origin.x(), origin.y())
            place.scale(scale, scale).translate(-drawing.x(), -drawing.y())
            self._scene.paint_small(painter, place)
        else:
            self._paint_cards(painter, drawing, scale, origin)
        painter.end()
        return self._picture

    def _paint_marks(
        self, painter: QPainter, drawing: QRectF, scale: float, origin: QPointF
    ) -> None:
        """Frames as outlines, notes as papers."""
        for colours, area in self._scene.marks.outlines():
            painter.setPen(QColor(colours.edge))
            painter.setBrush(QColor(colours.ground))
            corner = origin + (area.topLeft() - drawing.topLeft()) * scale
            painter.drawRect(QRectF(corner, area.size() * scale))

    def _paint_cards(
        self, painter: QPainter, drawing: QRectF, scale: float, origin: QPointF
    ) -> None:
        painter.setPen(Qt.PenStyle.NoPen)
        for name, card in self._scene.cards.items():
            painter.setBrush(QColor(self._scene.theme.group(card.face.group)))
            area = self._scene.area(name)
            corner = origin + (area.topLeft() - drawing.topLeft()) * scale
            painter.drawRoundedRect(QRectF(corner, area.size() * scale), 2, 2)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._go(event.position())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        event.accept()  # it is not the view's

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
