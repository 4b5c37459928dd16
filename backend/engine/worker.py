"""The worker process: `python -m backend.engine.worker`. One training at a time.

Commands come on stdin, events go to a private copy of stdout; prints go to stderr. stdin at its
end means that the window is gone: the training goes on, and the process leaves after it. Windows
that come later get in by the training's door.
"""

import os
import queue
import signal
import sys
import threading
import traceback
from collections import deque
from collections.abc import Callable, Mapping
from typing import Any

import torch
from msgspec import structs

from backend import bridge, parcels
from backend.engine import data as datasets
from backend.engine import session, transfer, weights
from backend.engine.aside import Beside
from backend.engine.audience import Audience, Window
from backend.engine.control import Control
from backend.engine.module import build
from backend.engine.train import NotBegun
from backend.engine.trials import Trials
from backend.engine.warm import Commands, as_they_come
from backend.machine import memory
from backend.protocol import (
    Bring,
    Cancel,
    CancelTrial,
    Command,
    Device,
    Failed,
    Fetch,
    FindRate,
    Overfit,
    Preview,
    ProtocolError,
    Quit,
    Ready,
    Show,
    Stop,
    Survey,
    Train,
    Watch,
    begin,
    declined,
    failed,
    read_command,
)
from backend.store import Store
from graph.project import decode
from graph.text import Refusal, Text

Task = Callable[[Any], None]


class Work:
    """What the worker does with each command of the window that started it."""

    def __init__(self, window: Window, audience: Audience) -> None:
        self._window = window
        self._audience = audience
        self._trials = Trials(window.send)
        self._coming: deque[Control] = deque()
        """Of the trainings that are heard of and not begun."""
        self.tasks: Mapping[type[Command], Task] = {
            Train: self._train,
            Show: self._show,
            Watch: self._watched,
            FindRate: self._trials.take,
            Overfit: self._trials.take,
        }
        """What is done in the main thread, one after the other."""
        beside = Beside(window.send)
        self.aside: Mapping[type[Command], Task] = {
            Survey: beside.take,
            Preview: beside.take,
            Fetch: beside.take,
            Cancel: beside.take,
            Bring: self._bring,
        }
        """What is begun in the thread that listens, and must not keep it: it has threads of its
        own. A training is not disturbed by it.
        """

    def heard(self, command: Command) -> bool:
        """In the thread that listens: does what must not wait; says whether that was all."""
        if isinstance(command, CancelTrial | Quit):
            self._trials.cancel()
        if isinstance(command, CancelTrial):
            return True
        if type(command) in self.aside:
            self.aside[type(command)](command)
            return True
        if isinstance(command, FindRate | Overfit):
            self._trials.expect()
        if isinstance(command, Train):
            self._coming.append(Control(self._audience.look))
        if isinstance(command, Stop | Quit):
            self.stop()
        return self._audience.take(self._window, command)

    def stop(self) -> None:
        """Ends a training that is under way, whose weights are kept, and those that wait."""
        for control in (*self._coming, self._audience.control):
            if control is not None:
                control.stopped = True

    def do(self, command: Command) -> None:
        """Does a command in the main thread; whatever goes wrong is told."""
        try:
            self.tasks[type(command)](command)
        except NotBegun as stopped:
            self._audience.send(declined("train", stopped.text))
        except Refusal as refusal:
            self._fail(command, failed(refusal.text))
        except Exception as error:  # the process boundary: the window must hear of everything
            text = Text("The training process met an error of its own: {error}", {"error": error})
            self._fail(command, failed(text, traceback.format_exc()))
        if isinstance(command, Train):
            self._audience.send_home(self._window)

    def _fail(self, command: Command, event: Failed) -> None:
        """All windows hear how a training ended; what else goes wrong is for the own one."""
        (self._audience if isinstance(command, Train) else self._window).send(event)

    def _train(self, command: Train) -> None:
        audience = self._audience
        audience.control = self._coming[0]  # first there, then gone here: a Stop finds it always
        self._coming.popleft()
        try:
            session.train(
                decode(command.project),
                command.name,
                audience.send,
                audience.control,
                command.resume,
                command.file,
                audience,
            )
        finally:
            audience.control = None

    def _bring(self, command: Bring) -> None:
        try:
            self._window.send(parcels.piece(Store(), command))
        except Refusal as refusal:
            self._window.send(declined("bring", refusal.text))

    def _show(self, command: Show) -> None:
        project = decode(command.project)
        session.check(project)
        self._audience.forget()
        data = datasets.glimpse(project.data)
        module = build(project.network, project.recipe.seed)
        if command.run:
            kept = weights.good(Store(), command.run)
            transfer.take(module, weights.of_model(kept))
            data = data.normalised_as(kept.tensors)
        self._audience.shown = (module, data, 0)
        self._audience.picture()

    def _watched(self, command: Watch) -> None:
        self._audience.picture()


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
    # not sys.stdin itself: Python closes that at the end, and a thread waits in it
    commanded = os.fdopen(os.dup(sys.stdin.fileno()), "rb")
    events = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    window, audience = Window(events), Audience()
    audience.add(window)
    work = Work(window, audience)
    commands: Commands = queue.SimpleQueue()

    def listen() -> None:
        try:
            while (command := read_command(commanded)) is not None:
                if not work.heard(command):
                    commands.put(command)
        except ProtocolError as error:  # said here: the process may end before a thread's traceback
            sys.stderr.write(f"{error}\n")
            sys.stderr.flush()
        finally:  # the window is gone, or says what makes no sense
            commands.put(None)

    def leave(number: int, frame: object) -> None:
        """The system shuts down: what was learned is kept."""
        work.stop()
        commands.put(None)

    signal.signal(signal.SIGTERM, leave)
    threading.Thread(target=listen, name="commands", daemon=True).start()
    begin(events)
    window.send(Ready(str(torch.__version__), devices()))
    for command in as_they_come(commands):
        work.do(command)
    audience.close()


if __name__ == "__main__":
    if sys.argv[1:2] == ["--attach"]:
        bridge.main(sys.argv[2])
    else:
        main()
