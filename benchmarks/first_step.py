"""From Train to the first training step, with a worker that waits, as the window keeps one.

    .venv/bin/python benchmarks/first_step.py [ROUNDS]

LeNet-5 on MNIST, on the CPU. The clock starts when the command is sent and stops when the event of
the first step is read: with a worker that has loaded all that it can without a project; with one
that has shown the project's pictures, too, as after the window has opened; for its next training.
"""

import os
import platform
import queue
import statistics
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from backend.protocol import Cards, Event, Failed, Finished, Progress, Ready, Show, Stop, Train
from backend.protocol import Watch as Look
from backend.run import Worker
from graph.project import encode
from graph.templates.base import Fixed
from graph.templates.lenet import LENET5

BAR = 1.0  # seconds
PATIENCE = 120.0  # seconds until something is wrong
PROJECT = encode(LENET5.build(Fixed()))


class Spare:
    """A worker that waits, and what it says."""

    def __init__(self) -> None:
        self._events: queue.Queue[Event] = queue.Queue()
        self.worker = Worker(self._events.put)
        self.until(Ready)

    def until(self, kind: type[Event]) -> Event:
        """The next event of a kind; raises RuntimeError where the worker fails."""
        while True:
            event = self._events.get(timeout=PATIENCE)
            if isinstance(event, kind):
                return event
            if isinstance(event, Failed):
                raise RuntimeError(str(event.text))

    def settle(self) -> None:
        """Waits until it has nothing to do: a user takes longer to press Train."""
        stat, before = Path(f"/proc/{self.worker.pid}/stat"), ""
        time.sleep(1.0)  # the worker waits a moment itself, to see whether anything is asked
        while stat.exists() and before != (now := " ".join(stat.read_text().split()[13:15])):
            before = now
            time.sleep(0.5)

    def train(self) -> float:
        """Seconds until the first step is told; the training is stopped then."""
        begun = time.perf_counter()
        self.worker.send(Train(PROJECT, "first step"))
        told = self.until(Progress)
        took = time.perf_counter() - begun
        assert isinstance(told, Progress)
        assert told.step == 1
        self.worker.send(Stop())
        self.until(Finished)
        return took


def once() -> tuple[float, float, float]:
    """Just loaded; the pictures shown before; once more."""
    loaded, shown = Spare(), Spare()
    loaded.settle()
    first = loaded.train()
    loaded.worker.close()
    shown.worker.send(Look("", 0, cards=True))
    shown.worker.send(Show(PROJECT))
    shown.until(Cards)
    shown.settle()
    second, third = shown.train(), shown.train()
    shown.worker.close()
    return first, second, third


def main() -> None:
    """Measures in turn, prints medians and the worst."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 7
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        os.environ["CONVAS_DATA"] = folder
        columns = list(zip(*[once() for _ in range(rounds)], strict=True))
    print(f"Python {platform.python_version()}, CPU, {rounds} rounds, bar {BAR} s")
    titles = ("nothing shown before", "its pictures shown before", "the next training")
    for title, column in zip(titles, columns, strict=True):
        print(
            f"first step, {title:26} {1_000 * statistics.median(column):5.0f} ms, "
            f"worst {1_000 * max(column):5.0f}"
        )


if __name__ == "__main__":
    main()
