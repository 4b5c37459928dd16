"""Moving the view: the middle button, or the space bar and any button."""

from typing import Self

from PySide6.QtCore import QPoint, Qt

from gui.canvas.pointer import Pointer, Press
from gui.canvas.stage import Stage


class Pan:
    """The drawing follows the hand; nothing is edited."""

    def __init__(self, stage: Stage, start: QPoint) -> None:
        self._look = stage.look
        self._start = self._last = start

    @classmethod
    def begin(cls, stage: Stage, press: Press) -> Self | None:
        """The middle button, or space, wherever the mouse is."""
        if press.space or press.button is Qt.MouseButton.MiddleButton:
            return cls(stage, press.pointer.place)
        return None

    def move(self, pointer: Pointer) -> None:
        self._go(pointer.place)

    def finish(self, pointer: Pointer) -> None:
        self._go(pointer.place)

    def cancel(self) -> None:
        self._go(self._start)

    def _go(self, place: QPoint) -> None:
        way = place - self._last
        self._last = place
        if not way.isNull():
            self._look.scroll(way.x(), way.y())
