"""Events on their way to one window, written by a thread so that whoever sends never waits.

The queue is bounded: pictures and ticks are dropped oldest first, other events never, so that a
window that is frozen neither slows a training nor fills the memory.
"""

import threading
from collections import deque
from typing import IO

from backend.protocol import Cards, Event, Looking, Maps, Progress

MOST_PICTURES = 16
PICTURE_BYTES = 8 * 2**20
MOST_TICKS = 4_096
"""A quarter of an hour of them."""
TICK_BYTES = 2**20

_BOUNDS = {"picture": (MOST_PICTURES, PICTURE_BYTES), "tick": (MOST_TICKS, TICK_BYTES)}


def weight(event: Event) -> str:
    """What is dropped with what: picture, tick, or "" for what never is."""
    if isinstance(event, Maps | Cards):
        return "picture"
    return "tick" if isinstance(event, Progress | Looking) else ""


class Sender:
    """Writes frames in a thread of its own."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream = stream
        self._frames: deque[tuple[str, bytes]] = deque()
        self._count = {"picture": 0, "tick": 0, "": 0}
        self._bytes = {"picture": 0, "tick": 0, "": 0}
        self._ready = threading.Condition()
        self._closed = False
        self._thread = threading.Thread(target=self._run, name="sender", daemon=True)
        self._thread.start()

    def send(self, kind: str, frame: bytes) -> None:
        """Queues a frame of an event whose `weight` is `kind`."""
        with self._ready:
            if self._closed:
                return
            self._count_in(kind, frame, 1)
            self._frames.append((kind, frame))
            self._drop(kind)
            self._ready.notify()

    def close(self, seconds: float) -> None:
        """Waits a moment until all is written."""
        with self._ready:
            self._closed = True
            self._ready.notify()
        self._thread.join(seconds)

    def _drop(self, kind: str) -> None:
        """The oldest ones over the bounds; the newest stays."""
        if kind not in _BOUNDS:
            return
        most, largest = _BOUNDS[kind]
        while self._count[kind] > 1 and (self._count[kind] > most or self._bytes[kind] > largest):
            oldest = next(n for n, (each, _) in enumerate(self._frames) if each == kind)
            self._count_in(*self._frames[oldest], -1)
            del self._frames[oldest]

    def _count_in(self, kind: str, frame: bytes, sign: int) -> None:
        self._count[kind] += sign
        self._bytes[kind] += sign * len(frame)

    def _run(self) -> None:
        while (frame := self._next()) is not None:
            try:
                self._stream.write(frame)
                self._stream.flush()
            except (OSError, ValueError):
                break  # the window is gone; the run is in the store
        with self._ready:
            self._closed = True
            self._frames.clear()

    def _next(self) -> bytes | None:
        with self._ready:
            while not self._frames and not self._closed:
                self._ready.wait()
            if not self._frames:
                return None
            kind, frame = self._frames.popleft()
            self._count_in(kind, frame, -1)
            return frame
