"""What the worker does to try a project: a learning rate is looked for, one batch is overfitted.

It is done in the main thread, as a training is; a Cancel comes in from the thread that listens.
"""

import time
from collections.abc import Callable

from backend.datasets.looking import Cancelled
from backend.engine import finder, overfit
from backend.protocol import (
    Declined,
    Event,
    FindRate,
    Looking,
    Overfit,
    Preparing,
    declined,
)
from graph.project import decode
from graph.text import Refusal

EVERY = 0.1  # seconds between two Looking events


class Trials:
    """Answers each FindRate with a RateFound and each Overfit with an Overfitted, or a Declined."""

    def __init__(self, send: Callable[[Event], None]) -> None:
        self._send = send
        self._asked = self._begun = self._given_up = 0  # how many until now
        self._told = 0.0

    def expect(self) -> None:
        """One is asked for; it is taken when those before it are done."""
        self._asked += 1

    def cancel(self) -> None:
        """Ends the one that is under way, and those that wait."""
        self._given_up = self._asked

    def take(self, command: FindRate | Overfit) -> None:
        """Does one that was expected; whatever the project's fault is, is told."""
        self._begun += 1
        name = type(command).__name__.lower()
        work = finder.find if isinstance(command, FindRate) else overfit.overfit
        try:
            answer = work(decode(command.project), self._going, self._look)
        except Cancelled:
            self._send(Declined(name, ""))
        except Refusal as refusal:
            self._send(declined(name, refusal.text))
        else:
            self._send(answer or Declined(name, ""))

    @property
    def _cancelled(self) -> bool:
        return self._begun <= self._given_up

    def _look(self, done: int, total: int, unit: str) -> None:
        if self._cancelled:
            raise Cancelled
        if time.monotonic() - self._told > EVERY:
            self._told = time.monotonic()
            self._send(Preparing(done, total))

    def _going(self, done: int, total: int) -> bool:
        if time.monotonic() - self._told > EVERY:
            self._told = time.monotonic()
            self._send(Looking(done, total, "steps"))
        return not self._cancelled
