"""Cutting wires by a stroke."""

from typing import Self

from PySide6.QtGui import QColor, QPainterPath, QPen
from PySide6.QtWidgets import QGraphicsPathItem

from graph import edits
from graph.network import Wire
from gui.canvas.pointer import Pointer, Press
from gui.canvas.stage import Stage


class CutWires:
    """All wires that the stroke crosses are marked while it is drawn, and cut at its end."""

    def __init__(self, stage: Stage, press: Press) -> None:
        self._session, self._scene = stage.session, stage.scene
        self._path = QPainterPath(press.point)
        self._stroke = QGraphicsPathItem()
        self._stroke.setPen(QPen(QColor(self._scene.theme.error), 2.4))
        self._stroke.setZValue(9)
        self._scene.addItem(self._stroke)
        self._cut: dict[Wire, None] = {}

    @classmethod
    def begin(cls, stage: Stage, press: Press) -> Self | None:
        """Ctrl and the left button on the free canvas."""
        if press.left and press.hit is None and press.pointer.control:
            return cls(stage, press)
        return None

    def move(self, pointer: Pointer) -> None:
        self._path.lineTo(pointer.point)
        self._stroke.setPath(self._path)
        for wire in self._scene.wires_crossing(self._path):
            if wire not in self._cut:
                self._cut[wire] = None
                self._scene.wires[wire].show_target(True)

    def finish(self, pointer: Pointer) -> None:
        self.move(pointer)
        cut = tuple(self._cut)
        self.cancel()
        if cut:
            self._session.edit("Cut wires", edits.disconnect(self._session.network, cut))

    def cancel(self) -> None:
        self._scene.removeItem(self._stroke)
        for wire in self._cut:
            self._scene.wires[wire].show_target(False)
        self._cut.clear()
