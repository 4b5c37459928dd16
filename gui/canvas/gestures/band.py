"""Selecting with a drag over the free canvas: by a rectangle, or by a lasso."""

from collections.abc import Callable

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QColor, QPainterPath, QPen
from PySide6.QtWidgets import QGraphicsPathItem

from gui.canvas.pointer import Pointer, Press
from gui.canvas.stage import Stage

Area = Callable[[list[QPointF]], QPainterPath]
"""What the way of the mouse selects."""


class Select:
    """Selects the cards that an area touches; with Shift in addition to those before."""

    def __init__(self, stage: Stage, press: Press, area: Area) -> None:
        self._session, self._scene = stage.session, stage.scene
        self._made = area
        self._way = [press.point]
        self._before = self._session.selection
        self._kept = self._before if press.pointer.shift else ()
        self._area = QGraphicsPathItem()
        accent = QColor(self._scene.theme.accent)
        self._area.setPen(QPen(accent, 0))
        accent.setAlpha(36)
        self._area.setBrush(accent)
        self._area.setZValue(9)
        self._scene.addItem(self._area)

    def move(self, pointer: Pointer) -> None:
        self._way.append(pointer.point)
        area = self._made(self._way)
        self._area.setPath(area)
        touched = self._scene.cards_in(area)
        self._session.select(tuple(dict.fromkeys((*self._kept, *touched))))

    def finish(self, pointer: Pointer) -> None:
        self.move(pointer)
        self._scene.removeItem(self._area)

    def cancel(self) -> None:
        self._scene.removeItem(self._area)
        self._session.select(self._before)


def begin_lasso(stage: Stage, press: Press) -> Select | None:
    """Alt and the left button on the free canvas."""
    if press.left and press.hit is None and press.pointer.alt:
        return Select(stage, press, _lasso)
    return None


def begin_box(stage: Stage, press: Press) -> Select | None:
    """The left button on the free canvas."""
    return Select(stage, press, _box) if press.left and press.hit is None else None


def _box(way: list[QPointF]) -> QPainterPath:
    path = QPainterPath()
    path.addRect(QRectF(way[0], way[-1]).normalized())
    return path


def _lasso(way: list[QPointF]) -> QPainterPath:
    path = QPainterPath()
    path.addPolygon(way)  # closed by itself where it is filled
    path.closeSubpath()
    return path
