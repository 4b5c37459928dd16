"""Checkpoints on their way to the disk: written by a thread, so that the training hardly waits.

One file is written at a time. A newer last or best takes the place of one that still waits. What
cannot be written is told, and tried again with the next checkpoint; what lay there stays good.
"""

import threading
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from safetensors import SafetensorError

from backend.engine import weights
from backend.engine.checkpoint import Checkpoint
from backend.engine.train import TrainingError

MINUTES = 120.0  # seconds between two checkpoints of a long epoch
AGAIN = 15.0  # seconds until the next try after one that failed
MOST = 4  # files that wait, each of them in memory


class Keeper:
    """Of one run. `kept` and `failed` are called from its thread: with the step and the name of
    what is on disk, and with what went wrong, once until it goes well again.
    """

    def __init__(
        self,
        folder: Path,
        kept: Callable[[int, str], object],
        failed: Callable[[Exception], object],
    ) -> None:
        self._folder = folder
        self._kept = kept
        self._failed = failed
        self._waiting: dict[str, tuple[Checkpoint, int]] = {}
        self._writing = False
        self._closed = False
        self._errors: dict[str, Exception] = {}
        self._broken: Exception | None = None
        self._news = threading.Condition()
        self._due = time.monotonic() + MINUTES
        tidy(folder)
        self._thread = threading.Thread(target=self._run, name="keeper", daemon=True)
        self._thread.start()

    def is_due(self) -> bool:
        """Whether a long time has gone by since the last checkpoint."""
        return time.monotonic() > self._due and not self._writing

    def keep(self, checkpoint: Checkpoint, step: int, *names: str) -> None:
        """Has a checkpoint written under these names: last, best, an epoch's number."""
        self._raise()
        with self._news:
            self._news.wait_for(lambda: len(self._waiting) < MOST)
            self._waiting |= dict.fromkeys(names, (checkpoint, step))
            self._due = time.monotonic() + MINUTES
            self._news.notify_all()

    def close(self) -> None:
        """Waits until all is written, or refused."""
        with self._news:
            self._closed = True
            self._news.notify_all()
        self._thread.join()

    def check(self) -> None:
        """Raises TrainingError if the last checkpoint is not on the disk."""
        self._raise()
        error = self._errors.get("last")
        if error is not None:
            raise TrainingError(
                "The weights at the end cannot be kept: {why}. Those that were kept before are "
                "good: make room, and resume the run to go on from there.",
                why=reason(error),
            ) from error

    def _raise(self) -> None:
        if self._broken is not None:
            raise self._broken

    def _run(self) -> None:
        while (found := self._next()) is not None:
            try:
                self._write(*found)
            except Exception as error:  # the loop hears of it at its next checkpoint
                self._broken = error
            with self._news:
                self._writing = False
                self._news.notify_all()

    def _write(self, name: str, checkpoint: Checkpoint, step: int) -> None:
        file = self._folder / f"{name}.safetensors"
        try:
            weights.write(file, checkpoint, whole=name == "last")
        except (OSError, SafetensorError) as error:
            self._fail(name, error)
        else:
            self._errors.pop(name, None)
            self._kept(step, name)

    def _next(self) -> tuple[str, Checkpoint, int] | None:
        with self._news:
            self._news.wait_for(lambda: self._waiting or self._closed)
            if not self._waiting:
                return None
            name = next(iter(self._waiting))
            self._writing = True
            checkpoint, step = self._waiting.pop(name)
            self._news.notify_all()
            return name, checkpoint, step

    def _fail(self, name: str, error: Exception) -> None:
        known = bool(self._errors)
        self._errors[name] = error
        self._due = time.monotonic() + AGAIN
        if not known:
            self._failed(error)


def tidy(folder: Path) -> None:
    """Takes away what a process that was killed left half written in its run's folder."""
    for path in folder.glob(".*"):
        with suppress(OSError):  # another time, then
            path.unlink()


def reason(error: Exception) -> str:
    """What a disk said, in a few words."""
    return error.strerror if isinstance(error, OSError) and error.strerror else str(error)
