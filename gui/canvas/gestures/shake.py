"""Shaking: the mouse goes quickly to and fro while it drags something."""

from collections.abc import Callable
from time import monotonic
from typing import Final

from PySide6.QtCore import QPoint

STROKE: Final = 15  # pixels: shorter strokes are a trembling hand
TURNS: Final = 3
WITHIN: Final = 0.55  # seconds for all turns


class Shake:
    """Told each place of the mouse, it says when it was shaken: once, and then no more."""

    def __init__(self, start: QPoint, clock: Callable[[], float] = monotonic) -> None:
        self._clock = clock
        self._axes = (_Strokes(start.x()), _Strokes(start.y()))
        self._done = False

    def shaken(self, place: QPoint) -> bool:
        """Whether with this place it is shaken for the first time."""
        now = self._clock()
        for strokes, at in zip(self._axes, (place.x(), place.y()), strict=True):
            strokes.go(at, now)
        if not self._done and any(strokes.turned(now) for strokes in self._axes):
            self._done = True
            return True
        return False


class _Strokes:
    """The strokes along one axis."""

    def __init__(self, start: int) -> None:
        self._farthest = start  # the end of the stroke so far
        self._way = 0
        self._turns: list[float] = []

    def go(self, place: int, now: float) -> None:
        step = place - self._farthest
        if step * self._way >= 0 and (self._way or abs(step) > STROKE):
            self._way = self._way or step // abs(step)
            self._farthest = place
        elif step * self._way < 0 and abs(step) > STROKE:
            self._way, self._farthest = -self._way, place
            self._turns = [*self._turns[1 - TURNS :], now]

    def turned(self, now: float) -> bool:
        return len(self._turns) == TURNS and now - self._turns[0] <= WITHIN
