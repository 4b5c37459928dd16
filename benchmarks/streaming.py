"""What a window that follows a training costs it: open, frozen for a while, and none.

    .venv/bin/python benchmarks/streaming.py [ROUNDS [SECONDS]]

LeNet-5 on MNIST, batch 64, on the CPU, trained in this process as a worker does, its door open.
The window is another process: it comes in by the door, watches the maps of a block and every card,
and reads all that it is told; frozen, it is stopped (SIGSTOP) and reads nothing. In each round the
three take turns for SECONDS, the order goes round; the steps of each are counted, without tests.
The processor time of the training's thread is told as well: other work on the machine hardly
changes it.
"""

import os
import signal
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from torch import fx

from backend.engine import session
from backend.engine.audience import Audience
from backend.engine.control import Control
from backend.engine.data import DataSet
from backend.protocol import Event, Started
from graph.project import Project
from graph.recipe import Recipe
from graph.templates.base import Fixed
from graph.templates.lenet import LENET5

BATCH = 64
STATES = ("none", "open", "frozen")
SETTLE = 0.2  # of a turn's time, before its steps are counted

GUEST = """
import sys, threading
from backend.protocol import Cards, Watch
from backend.run import attach
from backend.store import Store
line = None
def hear(event):
    if isinstance(event, Cards):
        seen.set()
for word in sys.stdin:
    if word.strip() == "in":
        seen = threading.Event()
        line = attach(Store(), sys.argv[1], hear)
        line.send(Watch("conv2", 3, cards=True))
        assert seen.wait(30)
    else:
        line.close()
        line.wait(10)
    print("done", flush=True)
"""


class Clock:
    """Counts steps and their seconds, looks and all, but not the tests between two epochs."""

    def __init__(self, audience: Audience) -> None:
        self.steps = 0
        self.seconds = 0.0
        self.work = 0.0
        """Seconds of a processor that the training's thread had."""
        self.epoch = 1
        self._audience = audience
        self._since = time.perf_counter()
        self._worked = 0.0

    def look(self, module: fx.GraphModule, data: DataSet, step: int) -> None:
        """Between two steps."""
        self._audience.look(module, data, step)
        now, worked = time.perf_counter(), time.thread_time()
        if step % self.epoch != 1:
            self.steps += 1
            self.seconds += now - self._since
            self.work += worked - self._worked
        self._since, self._worked = now, worked

    def rates(self, seconds: float) -> tuple[float, float]:
        """Pictures a second over so many seconds from now on: of time, and of processor time."""
        steps, spent, worked = self.steps, self.seconds, self.work
        time.sleep(seconds)
        while self.steps < steps + 10:  # a test between two epochs took all the time
            time.sleep(0.05)
        pictures = BATCH * (self.steps - steps)
        return pictures / (self.seconds - spent), pictures / (self.work - worked)


class Guest:
    """The window's process."""

    def __init__(self, run: str) -> None:
        root = str(Path(__file__).parents[1])
        self._process = subprocess.Popen(
            [sys.executable, "-c", GUEST, run],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, "PYTHONPATH": root},
        )

    def say(self, word: str) -> None:
        """Has it come in or leave."""
        stdin, stdout = self._process.stdin, self._process.stdout
        assert stdin is not None
        assert stdout is not None
        stdin.write(f"{word}\n")
        stdin.flush()
        assert stdout.readline() == "done\n", "the window's process broke"

    def freeze(self, frozen: bool) -> None:
        """Stops it where it is, or lets it go on."""
        self._process.send_signal(signal.SIGSTOP if frozen else signal.SIGCONT)

    def end(self) -> None:
        """Sends it home."""
        self._process.kill()
        self._process.communicate()


Rates = dict[str, list[tuple[float, float]]]


def turn(state: str, guest: Guest, clock: Clock, seconds: float) -> tuple[float, float]:
    """Pictures a second in one of the three states."""
    if state != "none":
        guest.say("in")
    if state == "frozen":
        guest.freeze(True)
    time.sleep(SETTLE * seconds)
    rates = clock.rates(seconds)
    if state == "frozen":
        guest.freeze(False)
    if state != "none":
        guest.say("out")
    return rates


def measure(run: str, clock: Clock, rounds: int, seconds: float) -> Rates:
    """The rates of all rounds."""
    rates: Rates = {state: [] for state in STATES}
    guest = Guest(run)
    try:
        clock.rates(seconds)
        for number in range(rounds):
            begin = number % len(STATES)
            for state in STATES[begin:] + STATES[:begin]:
                rates[state].append(turn(state, guest, clock, seconds))
    finally:
        guest.end()
    return rates


def main() -> None:
    """Trains until all turns are measured."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 12
    seconds = float(sys.argv[2]) if len(sys.argv) > 2 else 3.0
    recipe = Recipe(epochs=10_000, batch_size=BATCH, device="cpu")
    project = Project(LENET5.build(Fixed()).network, recipe, LENET5.build(Fixed()).data)
    audience = Audience()
    clock = Clock(audience)
    control = audience.control = Control(clock.look)
    results: list[Rates] = []

    def drive(run: str) -> None:
        try:
            results.append(measure(run, clock, rounds, seconds))
        finally:
            control.stopped = True

    def hear(event: Event) -> None:
        audience.send(event)
        if isinstance(event, Started):
            clock.epoch = event.steps_per_epoch
            threading.Thread(target=drive, args=(event.run,)).start()

    with tempfile.TemporaryDirectory() as folder:
        os.environ["CONVAS_DATA"] = folder
        session.train(project, "streaming", hear, control, audience=audience)
    (rates,) = results
    for state in STATES:
        pairs = list(zip(rates[state], rates["none"], strict=True))
        told = [statistics.median(mine[n] / none[n] for mine, none in pairs) for n in (0, 1)]
        median = statistics.median(rate for rate, _ in rates[state])
        print(
            f"{state:7} {median:9,.0f} images/s   ratio round by round {told[0]:.3f} (bar 0.97), "
            f"of processor time {told[1]:.3f}   {rounds} rounds of {seconds:g} s"
        )


if __name__ == "__main__":
    main()
