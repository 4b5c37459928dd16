"""Moving blocks."""

from typing import Self

from PySide6.QtCore import QPointF

from graph import edits
from gui.canvas.geometry import snapped
from gui.canvas.pointer import OnCard, Pointer, Press
from gui.canvas.stage import Stage


class MoveBlocks:
    """Moves the selected cards, on the grid."""

    def __init__(self, stage: Stage, start: QPointF) -> None:
        self._session, self._scene = stage.session, stage.scene
        self._start = start
        self._places = {name: self._scene.cards[name].pos() for name in self._session.selection}
        self._moved = frozenset(self._places)

    @classmethod
    def begin(cls, stage: Stage, press: Press) -> Self | None:
        """The left button on a card: it is selected first."""
        if not press.left or not isinstance(press.hit, OnCard):
            return None
        stage.pick(press.hit.node, adds=press.pointer.shift or press.pointer.control)
        return cls(stage, press.point)

    def move(self, pointer: Pointer) -> None:
        self._show(snapped(pointer.point - self._start))

    def finish(self, pointer: Pointer) -> None:
        way = snapped(pointer.point - self._start)
        places = {
            name: ((place + way).x(), (place + way).y()) for name, place in self._places.items()
        }
        moved = edits.move(self._session.network, places)
        if moved is self._session.network or not self._session.edit("Move", moved):
            self.cancel()

    def cancel(self) -> None:
        self._show(QPointF())

    def _show(self, way: QPointF) -> None:
        for name, place in self._places.items():
            self._scene.cards[name].setPos(place + way)
        self._scene.route(self._moved)
