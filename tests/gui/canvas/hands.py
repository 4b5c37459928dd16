"""Real mouse events for the canvas, as Qt would send them."""

from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDragMoveEvent, QDropEvent, QMouseEvent
from PySide6.QtWidgets import QApplication

from graph.layers.base import Layer
from gui.canvas import mime
from gui.canvas.view import CanvasView

NONE = Qt.MouseButton.NoButton
LEFT = Qt.MouseButton.LeftButton
MIDDLE = Qt.MouseButton.MiddleButton
PLAIN = Qt.KeyboardModifier.NoModifier


def _send(view, kind, point, button, buttons, keys) -> None:
    place = QPointF(view.mapFromScene(point))
    far = QPointF(view.viewport().mapToGlobal(place.toPoint()))
    QApplication.sendEvent(view.viewport(), QMouseEvent(kind, place, far, button, buttons, keys))


def press(view: CanvasView, point: QPointF, keys=PLAIN, button=LEFT) -> None:
    _send(view, QEvent.Type.MouseButtonPress, point, button, button, keys)


def move(view: CanvasView, point: QPointF, keys=PLAIN, button=LEFT) -> None:
    _send(view, QEvent.Type.MouseMove, point, NONE, button, keys)


def release(view: CanvasView, point: QPointF, keys=PLAIN, button=LEFT) -> None:
    _send(view, QEvent.Type.MouseButtonRelease, point, button, NONE, keys)


def drag(view: CanvasView, start: QPointF, end: QPointF, keys=PLAIN, button=LEFT) -> None:
    press(view, start, keys, button)
    move(view, (start + end) / 2, keys, button)
    move(view, end, keys, button)
    release(view, end, keys, button)


def click(view: CanvasView, point: QPointF, keys=PLAIN) -> None:
    press(view, point, keys)
    release(view, point, keys)


def double_click(view: CanvasView, point: QPointF) -> None:
    click(view, point)
    _send(view, QEvent.Type.MouseButtonDblClick, point, LEFT, LEFT, PLAIN)
    release(view, point)


def drop(
    view: CanvasView, layer: type[Layer] | Layer, point: QPointF, *, leave: bool = False
) -> None:
    data = mime.pack(layer() if isinstance(layer, type) else layer)
    place = view.mapFromScene(point)
    rest = (Qt.DropAction.CopyAction, data, LEFT, PLAIN)
    QApplication.sendEvent(view.viewport(), QDragEnterEvent(place, *rest))
    QApplication.sendEvent(view.viewport(), QDragMoveEvent(place, *rest))
    if leave:
        QApplication.sendEvent(view.viewport(), QDragLeaveEvent())
    else:
        QApplication.sendEvent(view.viewport(), QDropEvent(QPointF(place), *rest))


def middle(view: CanvasView, name: str) -> QPointF:
    """A point on a card's head."""
    return view.scene().cards[name].pos() + QPointF(60, 12)
