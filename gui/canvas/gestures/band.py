"""Selecting with a drag over the free canvas: by a rectangle, or by a lasso."""

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QColor, QPainterPath, QPen
from PySide6.QtWidgets import QGraphicsPathItem

from gui.canvas.pointer import Pointer, Press
from gui.canvas.stage import Stage

Area = Callable[[list[QPointF]], QPainterPath]
"""What the way of the mouse selects."""
STEP: Final = 3  # pixels between two points of the way: a hand needs no more


class Select:
    """Selects the cards and notes that an area touches, and the frames that lie in it.

    With Shift in addition to those before. While it is drawn only the canvas shows it.
    """

    def __init__(self, stage: Stage, press: Press, area: Area) -> None:
        self._stage, self._session, self._scene = stage, stage.session, stage.scene
        self._made = area
        self._way, self._last = [press.point], press.pointer.place
        picked, adds = stage.picked, press.pointer.shift
        self._before = (stage.session.selection, picked.frames, picked.notes)
        self._kept = self._before if adds else ((), (), ())
        self._cards = self._kept[0]
        self._area = QGraphicsPathItem()
        accent = QColor(self._scene.theme.accent)
        pen = QPen(accent, 1)
        pen.setCosmetic(True)
        self._area.setPen(pen)
        accent.setAlpha(36)
        self._area.setBrush(accent)
        self._area.setZValue(9)
        self._scene.addItem(self._area)
        if not adds:
            picked.choose()

    def move(self, pointer: Pointer) -> None:
        if (pointer.place - self._last).manhattanLength() >= STEP:
            self._last = pointer.place
            self._show(pointer)

    def finish(self, pointer: Pointer) -> None:
        self._show(pointer)
        self._scene.removeItem(self._area)
        self._session.select(self._cards)

    def cancel(self) -> None:
        self._scene.removeItem(self._area)
        cards, frames, notes = self._before
        self._scene.show_chosen(cards)
        self._stage.picked.choose(frames=frames, notes=notes)

    def _show(self, pointer: Pointer) -> None:
        self._way.append(pointer.point)
        area = self._made(self._way)
        self._area.setPath(area)
        cards, frames, notes = self._kept
        marks = self._scene.marks
        found = marks.within(area)
        frames += tuple(n for n in found if n in marks.frames and n not in frames)
        notes += tuple(n for n in found if n in marks.notes and n not in notes)
        self._cards = tuple(dict.fromkeys((*cards, *self._scene.cards_in(area))))
        self._scene.show_chosen(self._cards)
        self._stage.picked.choose(frames=frames, notes=notes)


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
