"""What the worker does beside a training, in a thread of its own: survey, preview, fetch."""

import threading
import time
import traceback
from collections import deque
from collections.abc import Callable

from backend.datasets.looking import Cancelled, Look
from backend.protocol import (
    Cancel,
    Declined,
    Event,
    Fetch,
    Looking,
    Preview,
    Survey,
    declined,
)
from graph.text import Refusal, Text

EVERY = 0.1
"""Seconds between two Looking events."""

Aside = Survey | Preview | Fetch


class Beside:
    """Does one such command after the other; each is answered once, by its result or a Declined."""

    def __init__(self, send: Callable[[Event], None]) -> None:
        self._send = send
        self._waiting: deque[Aside] = deque()
        self._work = threading.Condition()
        self._current: _Token | None = None
        self._thread: threading.Thread | None = None

    def take(self, command: Aside | Cancel) -> None:
        """Takes a command that is for here; a Cancel ends all that is under way or waits."""
        if isinstance(command, Cancel):
            self._cancel()
        else:
            self._add(command)

    def _add(self, command: Aside) -> None:
        with self._work:
            if isinstance(command, Preview):  # of a slider that moves, the last one counts
                self._drop([each for each in self._waiting if isinstance(each, Preview)])
            self._waiting.append(command)
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="aside", daemon=True)
                self._thread.start()
            self._work.notify()

    def _cancel(self) -> None:
        with self._work:
            if self._current is not None:
                self._current.cancelled = True
            self._drop(list(self._waiting))

    def _drop(self, commands: list[Aside]) -> None:
        for command in commands:
            self._waiting.remove(command)
            self._send(Declined(_name(command), ""))

    def _run(self) -> None:
        while True:
            with self._work:
                while not self._waiting:
                    self._work.wait()
                command = self._waiting.popleft()
                self._current = token = _Token(self._send)
            answer = _answer(command, token)
            with self._work:
                self._current = None
            self._send(answer)


class _Token:
    """Follows one command: tells the window how far it is, and ends it when that is asked."""

    def __init__(self, send: Callable[[Event], None]) -> None:
        self.cancelled = False
        self._send = send
        self._due = 0.0

    def __call__(self, done: int, total: int, unit: str) -> None:
        if self.cancelled:
            raise Cancelled
        now = time.monotonic()
        if now >= self._due:
            self._due = now + EVERY
            self._send(Looking(done, total, unit))


def _answer(command: Aside, look: Look) -> Event:
    try:
        return _done(command, look)
    except Cancelled:
        return Declined(_name(command), "")
    except Refusal as refusal:
        return declined(_name(command), refusal.text)
    except Exception as error:  # the process boundary: the window must have an answer
        traceback.print_exc()
        text = Text("The training process met an error of its own: {error}", {"error": error})
        return declined(_name(command), text)


def _done(command: Aside, look: Look) -> Event:
    # imported here: a worker that only trains does without Pillow's formats and the network
    match command:
        case Survey(source, suggest):
            from backend.datasets.survey import survey  # noqa: PLC0415

            return survey(source, look, suggest=suggest)
        case Fetch(source):
            from backend.datasets.fetch import fetch  # noqa: PLC0415
            from backend.datasets.survey import survey  # noqa: PLC0415

            fetch(source, look)
            return survey(source, look)
        case Preview():
            from backend.engine.preview import preview  # noqa: PLC0415

            return preview(command, look)


def _name(command: Aside) -> str:
    return type(command).__name__.lower()
