"""The worker process: `python -m backend.engine.worker`. One training at a time.

Commands come on stdin, events go to a private copy of stdout; prints go to stderr. A sender
thread has a bounded queue: pictures and ticks are dropped oldest first, other events never, so
that a frozen window cannot slow the training. stdin at its end means that the window is gone:
the training goes on, and the process leaves after it.
"""

import os
import queue
import signal
import sys
import threading
import time
import traceback
from collections import deque
from typing import BinaryIO

import torch
from msgspec import structs
from torch import fx

from backend.engine import data as datasets
from backend.engine import probe, session, weights
from backend.engine.control import Control
from backend.engine.data import DataSet
from backend.engine.module import build
from backend.machine import memory
from backend.protocol import (
    Adjust,
    Cards,
    Command,
    Continue,
    Continued,
    Device,
    Event,
    Maps,
    Pause,
    Paused,
    Progress,
    Quit,
    Ready,
    Show,
    Stop,
    Train,
    Watch,
    failed,
    read_command,
    write,
)  # fmt: skip
from backend.store import Store
from graph.project import decode
from graph.text import Refusal, Text

LIGHT = (Progress, Maps, Cards)
MOST_LIGHT = 64
SHARE = 0.02  # of the training's time that watching may take


class Sender:
    """Writes events in a thread of its own, so that whoever sends never waits."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._events: deque[Event] = deque()
        self._ready = threading.Condition()
        self._closed = False
        self._thread = threading.Thread(target=self._run, name="sender", daemon=True)
        self._thread.start()

    def send(self, event: Event) -> None:
        with self._ready:
            if isinstance(event, LIGHT):
                light = [waiting for waiting in self._events if isinstance(waiting, LIGHT)]
                if len(light) >= MOST_LIGHT:
                    self._events.remove(light[0])
            self._events.append(event)
            self._ready.notify()

    def close(self) -> None:
        """Waits a moment until all is written."""
        with self._ready:
            self._closed = True
            self._ready.notify()
        self._thread.join(timeout=5)

    def _run(self) -> None:
        while True:
            with self._ready:
                while not self._events and not self._closed:
                    self._ready.wait()
                if not self._events:
                    return
                event = self._events.popleft()
            try:
                write(self._stream, event)
            except (BrokenPipeError, ValueError):
                return  # the window is gone; the run is in the store


class Work:
    """What the worker does with each command; trainings run in the main thread."""

    def __init__(self, sender: Sender) -> None:
        self._send = sender.send
        self._control: Control | None = None
        self._watch = Watch("", 0)
        self._asked = False
        self._due = 0.0
        self._shown: tuple[fx.GraphModule, DataSet, int] | None = None

    def between_threads(self, command: Command) -> bool:
        """Takes what must not wait for the end of a training; says whether it took it."""
        control = self._control
        match command:
            case Watch():
                self._watch, self._asked = command, True
                return control is not None
            case Pause() if control:
                control.paused = True
            case Continue() if control:
                control.paused = False
            case Stop() if control:
                control.stopped = True
            case Adjust() if control:
                control.adjust(command.learning_rate, command.momentum)
            case _:
                if control and isinstance(command, Quit):
                    control.stopped = True
                return isinstance(command, Pause | Continue | Stop | Adjust)
        return True

    def do(self, command: Command) -> None:
        """Does a command in the main thread."""
        match command:
            case Train():
                self._train(command)
            case Show(project, run):
                self._show(project, run)
            case Watch() | _:
                self._picture()

    def _train(self, command: Train) -> None:
        project = decode(command.project)
        self._control = Control(self._look, self._held)
        try:
            session.train(project, command.name, self._send, self._control, command.resume)
        finally:
            self._control = None

    def _look(self, module: fx.GraphModule, data: DataSet, step: int) -> None:
        now = time.perf_counter()
        if not self._asked and now < self._due:
            return
        self._asked = False
        self._shown = (module, data, step)
        self._picture()
        self._due = now + max(0.25, (time.perf_counter() - now) / SHARE)

    def _held(self, paused: bool, step: int) -> None:
        self._send(Paused(step) if paused else Continued(step))

    def _show(self, content: bytes, run: str) -> None:
        project = decode(content)
        session.check(project)
        data = datasets.load(project.data, torch.device("cpu"))
        module = build(project.network, project.recipe.seed)
        if run:
            kept = weights.of_model(weights.load(Store(), run))
            own = module.state_dict()
            module.load_state_dict(
                {
                    n: kept[n] if n in kept and kept[n].shape == v.shape else v
                    for n, v in own.items()
                }
            )
        self._shown = (module, data, 0)
        self._picture()

    def _picture(self) -> None:
        if self._shown is None:
            return
        module, data, step = self._shown
        picture = min(self._watch.picture, len(data.test) - 1)
        if self._watch.node:
            found = probe.maps(module, data, self._watch.node, picture, step)
            if found is not None:
                self._send(found)
        if self._watch.cards:
            self._send(probe.cards(module, data, picture, step, self._watch.level))


def devices() -> tuple[Device, ...]:
    """What can train here, auto's choice first."""
    total, free = memory()
    found = [
        Device(f"cuda:{i}", p.name, p.total_memory)
        for i in range(torch.cuda.device_count())
        for p in [torch.cuda.get_device_properties(i)]
    ]
    if found:  # only of the one that trains: asking another would take up memory there
        found[0] = structs.replace(found[0], free=torch.cuda.mem_get_info(0)[0])
    if torch.backends.mps.is_available():
        most = torch.mps.recommended_max_memory()
        found.append(Device("mps", "Apple GPU", most, min(most, free)))
    return (*found, Device("cpu", f"{os.cpu_count()} cores", total, free))


def main() -> None:
    """Reads commands until the window is gone and the last training is done."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    events = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    sender = Sender(events)
    work = Work(sender)
    commands: queue.SimpleQueue[Command | None] = queue.SimpleQueue()

    def listen() -> None:
        while (command := read_command(sys.stdin.buffer)) is not None:
            if not work.between_threads(command):
                commands.put(command)
        commands.put(None)

    threading.Thread(target=listen, name="commands", daemon=True).start()
    sender.send(Ready(str(torch.__version__), devices()))
    while (command := commands.get()) is not None and not isinstance(command, Quit):
        try:
            work.do(command)
        except Refusal as refusal:
            sender.send(failed(refusal.text))
        except Exception as error:  # the process boundary: the window must hear of everything
            text = Text("The training process met an error of its own: {error}", {"error": error})
            sender.send(failed(text, traceback.format_exc()))
    sender.close()


if __name__ == "__main__":
    main()
