"""Selecting a wire."""

from typing import Self

from gui.canvas.pointer import OnWire, Pointer, Press
from gui.canvas.stage import Stage


class PickWire:
    """A click on a wire selects it, and no block."""

    def __init__(self, stage: Stage) -> None:
        self._stage = stage

    @classmethod
    def begin(cls, stage: Stage, press: Press) -> Self | None:
        """The left button on a wire."""
        if not press.left or not isinstance(press.hit, OnWire):
            return None
        stage.session.select(())
        stage.picked.choose((press.hit.wire,))
        return cls(stage)

    def move(self, pointer: Pointer) -> None:
        """A wire stays where it is."""

    def finish(self, pointer: Pointer) -> None:
        """It is selected already."""

    def cancel(self) -> None:
        self._stage.picked.choose()
