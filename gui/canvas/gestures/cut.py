"""Cutting wires by a stroke."""

from typing import Self

from PySide6.QtGui import QColor, QPainterPath, QPen
from PySide6.QtWidgets import QGraphicsPathItem

from graph import edits
from graph.network import Wire
from gui.canvas.drawing.ends import way
from gui.canvas.gestures.offers import Ghost, take_away
from gui.canvas.pointer import OnWire, Pointer, Press
from gui.canvas.stage import Stage
from gui.language import tr


class CutWires:
    """All wires that the stroke crosses are marked while it is drawn, and cut at its end."""

    def __init__(self, stage: Stage, press: Press) -> None:
        self._stage, self._session, self._scene = stage, stage.session, stage.scene
        self._path = QPainterPath(press.point)
        self._stroke = QGraphicsPathItem()
        pen = QPen(QColor(self._scene.theme.error), 2.0)
        pen.setCosmetic(True)  # as thick on the screen at every zoom
        self._stroke.setPen(pen)
        self._stroke.setZValue(9)
        self._ghost = Ghost(self._scene.theme)
        self._scene.addItem(self._ghost)
        self._scene.addItem(self._stroke)
        self._cut: dict[Wire, None] = {}

    @classmethod
    def begin(cls, stage: Stage, press: Press) -> Self | None:
        """Ctrl and the left button, on the free canvas or on a wire."""
        free = press.hit is None or isinstance(press.hit, OnWire)
        if press.left and free and press.pointer.control and stage.may_edit():
            return cls(stage, press)
        return None

    def move(self, pointer: Pointer) -> None:
        piece = QPainterPath(self._path.currentPosition())
        piece.lineTo(pointer.point)
        self._path.lineTo(pointer.point)
        self._stroke.setPath(self._path)
        crossed = [wire for wire in self._scene.wires_crossing(piece) if wire not in self._cut]
        if crossed:
            self._cut |= dict.fromkeys(crossed)
            marked = self._ghost.path()
            for wire in crossed:
                marked.addPath(way(self._session.network, wire))
            self._ghost.setPath(marked)
        self._stage.words.show_at(pointer.point, _told(len(self._cut)))

    def finish(self, pointer: Pointer) -> None:
        self.move(pointer)
        cut = tuple(self._cut)
        self.cancel()
        if cut:
            self._session.edit("Cut wires", edits.disconnect(self._session.network, cut))

    def cancel(self) -> None:
        take_away(self._scene, self._ghost, self._stroke)
        self._stage.hide_words()


def _told(count: int) -> str:
    if not count:
        return tr("Draw across the wires that shall be cut.")
    return tr("1 wire is cut") if count == 1 else tr("{count} wires are cut", count=count)
