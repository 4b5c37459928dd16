"""Which gesture a press begins: the first line that fits. One gesture at a time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import structs
from PySide6.QtCore import Qt, QTimer

from gui.canvas.edge import EdgeScroll
from gui.canvas.gestures import band
from gui.canvas.gestures.bend import MoveBend
from gui.canvas.gestures.cut import CutWires
from gui.canvas.gestures.drop import DropBlock
from gui.canvas.gestures.move import MoveBlocks
from gui.canvas.gestures.pan import Pan
from gui.canvas.gestures.pick import HoldWire
from gui.canvas.gestures.widen import WidenNote
from gui.canvas.gestures.wire import DrawWire

if TYPE_CHECKING:
    from graph.network import AnyLayer
    from gui.canvas.gestures.base import Begin, Gesture
    from gui.canvas.pointer import Pointer, Press
    from gui.canvas.stage import Stage

REST = 60  # ms without a move after which the mouse rests

BEGINNINGS: tuple[Begin, ...] = (
    Pan.begin,
    DrawWire.begin,
    WidenNote.begin,
    MoveBlocks.begin,
    MoveBend.begin,
    CutWires.begin,
    HoldWire.begin,
    band.begin_lasso,
    band.begin_box,
)


class Hands:
    """The gesture that is under way, if any. What begins, ends in `finish` or in `cancel`."""

    def __init__(self, stage: Stage) -> None:
        self._stage = stage
        self._gesture: Gesture | None = None
        self._button = Qt.MouseButton.NoButton
        self._last: Pointer | None = None
        self._edge = EdgeScroll(stage.look, self._follow)
        self._rest = QTimer(stage.look, singleShot=True, interval=REST)  # ends with the view
        self._rest.timeout.connect(self._come_to_rest)

    @property
    def busy(self) -> bool:
        """Whether a gesture is under way."""
        return self._gesture is not None

    @property
    def pans(self) -> bool:
        """Whether the gesture under way moves the view."""
        return isinstance(self._gesture, Pan)

    def press(self, press: Press) -> bool:
        """A button went down; whether it begins a gesture."""
        if self._gesture is not None:
            return False  # a second button
        for begin in BEGINNINGS:
            gesture = begin(self._stage, press)
            if gesture is not None:
                self._gesture, self._button, self._last = gesture, press.button, press.pointer
                self._edge.begin(press.pointer.place)
                return True
        return False

    def bring(self, layer: AnyLayer, pointer: Pointer) -> None:
        """A block comes in from the palette, with the mouse."""
        self.cancel()
        self._gesture, self._button = DropBlock(self._stage, layer), Qt.MouseButton.NoButton
        self._edge.begin(pointer.place)
        self.move(pointer)

    def move(self, pointer: Pointer) -> None:
        """The mouse is there now, or other keys are held."""
        self._last = pointer
        if self._gesture is not None:
            self._gesture.move(pointer)
            self._rest.start()
            if not self.pans:
                self._edge.follow(pointer.place)

    def change_keys(self, keys: Qt.KeyboardModifier) -> None:
        """Alt, Shift or Ctrl went down or up, and the mouse stayed."""
        if self._gesture is not None and self._last is not None and keys != self._last.keys:
            self.move(structs.replace(self._last, keys=keys))

    def release(self, pointer: Pointer, button: Qt.MouseButton = Qt.MouseButton.NoButton) -> bool:
        """A button went up; whether it ended the gesture."""
        if self._gesture is None or button is not self._button:
            return False
        gesture, self._gesture = self._gesture, None
        self._edge.stop()
        self._rest.stop()
        gesture.finish(structs.replace(pointer, rests=True))
        return True

    def cancel(self) -> bool:
        """Gives up what is under way; whether there was anything."""
        gesture, self._gesture = self._gesture, None
        self._rest.stop()
        if gesture is not None:
            gesture.cancel()
            self._edge.back()
        return gesture is not None

    def _come_to_rest(self) -> None:
        """The mouse has stayed for a moment: what takes time may be shown now."""
        if self._gesture is not None and self._last is not None:
            self._gesture.move(structs.replace(self._last, rests=True))

    def _follow(self) -> None:
        """The view went on under the mouse, which stayed."""
        if self._gesture is not None and self._last is not None:
            place = self._last.place
            self.move(structs.replace(self._last, point=self._stage.look.at(place)))
