"""Taking hold of a wire: a click selects it, a drag moves an end of it or bends it."""

from typing import Self

from graph.network import Wire
from gui.canvas.drawing.ends import gripped, way
from gui.canvas.gestures.base import Gesture
from gui.canvas.gestures.bend import MoveBend
from gui.canvas.gestures.wire import DrawWire
from gui.canvas.pointer import OnWire, Pointer, Press
from gui.canvas.stage import Stage


class HoldWire:
    """A click selects the wire, and no block; with Shift in addition to others, or no longer.

    A drag near an end plugs this end elsewhere; one in the middle pulls a point out of it.
    """

    def __init__(self, stage: Stage, press: Press, wire: Wire) -> None:
        self._stage, self._press, self._wire = stage, press, wire
        self._before = stage.picked.wires
        self._drag: Gesture | None = None
        self._asked = False

    @classmethod
    def begin(cls, stage: Stage, press: Press) -> Self | None:
        """The left button on a wire."""
        if not press.left or not isinstance(press.hit, OnWire):
            return None
        held = cls(stage, press, press.hit.wire)
        held._choose()
        return held

    def move(self, pointer: Pointer) -> None:
        if self._drag is None and not self._asked:
            self._begin_drag(pointer)
        if self._drag is not None:
            self._drag.move(pointer)

    def finish(self, pointer: Pointer) -> None:
        if self._drag is not None:
            self._drag.finish(pointer)

    def cancel(self) -> None:
        if self._drag is not None:
            self._drag.cancel()
        self._stage.picked.choose(self._before)

    def _choose(self) -> None:
        chosen, wire = self._before, self._wire
        if self._press.pointer.shift:
            others = tuple(other for other in chosen if other != wire)
            self._stage.picked.choose(others if wire in chosen else (*chosen, wire))
            return
        self._stage.session.select(())
        self._stage.picked.choose((wire,))

    def _begin_drag(self, pointer: Pointer) -> None:
        stage, press, wire = self._stage, self._press, self._wire
        if not press.is_dragged(pointer):
            return
        self._asked = True
        if not stage.may_edit():
            return
        stage.picked.choose()  # its handles would stay where it was
        tip = gripped(way(stage.session.network, wire), press.point, stage.look.zoom)
        if tip is None:
            self._drag = MoveBend.pull(stage, press, wire)
        else:
            self._drag = DrawWire.replug(stage, press, wire, tip)
