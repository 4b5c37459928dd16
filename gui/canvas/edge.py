"""The view goes on where something is dragged to its edge."""

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QObject, QPoint, QTimer

from gui.canvas.look import Look

ROOM: Final = 36  # pixels along the edge in which the view goes on
NEARER: Final = 8  # pixels that the mouse must have come nearer to the edge since the press
FASTEST: Final = 20  # pixels a tick
TICK: Final = 16  # ms


class EdgeScroll(QObject):
    """Told where the mouse is, it scrolls while that is at an edge; `again` after each step."""

    def __init__(self, look: Look, again: Callable[[], None]) -> None:
        super().__init__()
        self._look, self._again = look, again
        self._start = self._place = QPoint()
        self._gone = QPoint()  # since the drag began
        self._timer = QTimer(self)
        self._timer.setInterval(TICK)
        self._timer.timeout.connect(self._tick)

    def begin(self, place: QPoint) -> None:
        """A drag begins there: what began at an edge may stay there."""
        self._start = self._place = place
        self._gone = QPoint()

    def follow(self, place: QPoint) -> None:
        """The mouse is there now."""
        self._place = place
        if self._speed().isNull():
            self._timer.stop()
        elif not self._timer.isActive():
            self._timer.start()

    def stop(self) -> None:
        """The drag is over."""
        self._timer.stop()

    def back(self) -> None:
        """The drag was given up: the view is where it was when it began."""
        self._timer.stop()
        if not self._gone.isNull():
            self._look.scroll(self._gone.x(), self._gone.y())
            self._gone = QPoint()

    @property
    def running(self) -> bool:
        """Whether the view goes on by itself."""
        return self._timer.isActive()

    def _tick(self) -> None:
        before, speed = self._look.at(QPoint()), self._speed()
        self._look.scroll(-speed.x(), -speed.y())
        self._gone += ((self._look.at(QPoint()) - before) * self._look.zoom).toPoint()
        self._again()

    def _speed(self) -> QPoint:
        room, now, start = self._look.room, self._place, self._start
        return QPoint(
            _along(now.x(), start.x(), room.left(), room.right()),
            _along(now.y(), start.y(), room.top(), room.bottom()),
        )


def _along(now: int, start: int, low: int, high: int) -> int:
    """Pixels a tick along one axis: the faster, the nearer to the edge."""
    if now < low + ROOM and start - now >= NEARER:
        return -_fast(low + ROOM - now)
    return _fast(now - high + ROOM) if now > high - ROOM and now - start >= NEARER else 0


def _fast(depth: int) -> int:
    return min(FASTEST, 1 + depth * FASTEST // (2 * ROOM))
