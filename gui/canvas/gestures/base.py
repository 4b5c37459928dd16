"""What every gesture is, and what begins one."""

from collections.abc import Callable
from typing import Protocol

from gui.canvas.pointer import Pointer, Press
from gui.canvas.stage import Stage


class Gesture(Protocol):
    """What the canvas does while a button is down. It draws a preview and edits nothing before
    `finish`; there it makes one `session.edit`, or none.
    """

    def move(self, pointer: Pointer) -> None:
        """The mouse is there now, or a key such as Alt went down or up."""
        ...

    def finish(self, pointer: Pointer) -> None:
        """The button was released there."""
        ...

    def cancel(self) -> None:
        """Esc: all is as it was before."""
        ...


Begin = Callable[[Stage, Press], Gesture | None]
"""The gesture that a press begins, or None where it is not meant by it."""
