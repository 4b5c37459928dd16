"""Trainings that take turns, each in a process of its own, a segment of steps at a time."""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

ROOT = Path(__file__).parents[1]
CLOCK = time.process_time if os.environ.get("CLOCK") == "cpu" else time.perf_counter
"""Processor time, of all threads, is the better one where other work is going on."""

Done = Callable[..., None]
"""Called after each step."""


class Turn:
    """A training as the one who measures sees it: a script that calls `work`."""

    def __init__(self, command: Sequence[str], environment: Mapping[str, str]) -> None:
        self._process = subprocess.Popen(
            [sys.executable, *command],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=None if os.environ.get("LOUD") else subprocess.DEVNULL,
            text=True,
            env={**os.environ, **environment},
            cwd=ROOT,
        )
        self._answer()  # of the first segment, which warms up

    def segment(self) -> float:
        """Seconds of the next one."""
        assert self._process.stdin is not None
        self._process.stdin.write("\n")
        self._process.stdin.flush()
        return self._answer()

    def close(self) -> None:
        """Ends the process."""
        self._process.kill()
        self._process.communicate()

    def _answer(self) -> float:
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        if not line:
            raise SystemExit(f"{self._process.args} ended; LOUD=1 shows what it said")
        return float(line)


def work(train: Callable[[Done], None], segment: int, wait: Callable[[], object] = bool) -> None:
    """A training's process: trains a segment, says how long it took, waits for its next turn.

    `train` goes on for ever and calls what it is given after each step; `wait` is for a GPU.
    """
    answer = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)  # what others print
    steps, begun = 0, 0.0

    def done(*_: object) -> None:
        nonlocal steps, begun
        steps += 1
        if steps % segment:
            return
        wait()
        answer.write(f"{CLOCK() - begun}\n")
        answer.flush()
        if not sys.stdin.readline():
            os._exit(0)
        begun = CLOCK()

    train(done)
