"""The windows that are connected to this process, what each of them watches, and what they ask."""

import threading
import time
from contextlib import suppress
from typing import IO

import torch
from torch import fx

from backend.engine import probe
from backend.engine.control import Control
from backend.engine.data import DataSet
from backend.engine.sender import Sender, weight
from backend.protocol import Adjust, Command, Continue, Event, Pause, Stop, Watch, frame

SHARE = 0.02  # of the training's time that watching may take, for all windows together
GOODBYE = 5.0  # seconds for windows that read slowly
PAUSE = 0.25  # seconds between two pictures at the least


class Window:
    """One of them: what it watches, and its bounded queue."""

    def __init__(self, stream: IO[bytes]) -> None:
        self.watch = Watch("", 0)
        self.asked = False
        """Whether `watch` is new and not answered yet."""
        self._sender = Sender(stream)

    def send(self, event: Event) -> None:
        """Sends it an event; never waits."""
        self.send_frame(weight(event), frame(event))

    def send_frame(self, kind: str, content: bytes) -> None:
        """Sends it what is encoded already."""
        self._sender.send(kind, content)

    def close(self, seconds: float) -> None:
        """Waits so long at most until all is written."""
        self._sender.close(seconds)


class Audience:
    """All windows: events go to all of them, each sees what it watches, and any may hold or stop
    the training.
    """

    def __init__(self) -> None:
        self.control: Control | None = None
        """Of the training that is under way."""
        self.shown: tuple[fx.GraphModule, DataSet, int] | None = None
        """What pictures are made of: a network, its data, and the steps that it has done."""
        self._windows: list[Window] = []
        self._leaving: list[Window] = []
        self._changing = threading.Lock()
        self._due = 0.0

    def add(self, window: Window) -> None:
        """From now on the window hears of everything."""
        with self._changing:
            self._windows = [*self._windows, window]

    def remove(self, window: Window) -> None:
        """The window is gone."""
        with self._changing:
            self._windows = [each for each in self._windows if each is not window]
            self._leaving = [each for each in self._leaving if each is not window]

    def send_home(self, *hosts: Window) -> None:
        """After a training's last word: only these windows hear of what comes."""
        with self._changing:
            self._leaving += [each for each in self._windows if each not in hosts]
            self._windows = [each for each in self._windows if each in hosts]

    def close(self) -> None:
        """Before the process ends: waits a moment until all have got what was sent."""
        end = time.monotonic() + GOODBYE
        for window in (*self._windows, *self._leaving):
            window.close(max(0.0, end - time.monotonic()))

    def send(self, event: Event) -> None:
        """Tells all windows; waits for none."""
        windows = self._windows
        if windows:
            kind, content = weight(event), frame(event)
            for window in windows:
                window.send_frame(kind, content)

    def take(self, window: Window, command: Command) -> bool:
        """Does what need not wait for the end of a training; says whether that was all."""
        control = self.control
        match command:
            case Watch():
                window.watch, window.asked = command, True
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
                return isinstance(command, Pause | Continue | Stop | Adjust)
        return True

    def look(self, module: fx.GraphModule, data: DataSet, step: int) -> None:
        """Between two steps: pictures for those who wait for them."""
        windows = self._windows
        if not windows:
            return
        self.shown = (module, data, step)
        now = time.perf_counter()
        if now < self._due:
            windows = [window for window in windows if window.asked]
        if not windows:
            return
        with suppress(torch.OutOfMemoryError):  # who only watches ends no training
            self._picture(windows)
        self._due = now + max(PAUSE, (time.perf_counter() - now) / SHARE)

    def forget(self) -> None:
        """Shows nothing for now: a data set that is loaded needs the memory of the last one."""
        self.shown = None

    def picture(self) -> None:
        """Pictures for all, of what is shown."""
        self._picture(self._windows)

    def _picture(self, windows: list[Window]) -> None:
        made: dict[Watch, list[tuple[str, bytes]]] = {}
        for window in windows:
            window.asked = False
            watch = window.watch
            if watch not in made:
                made[watch] = [(weight(each), frame(each)) for each in self._pictures(watch)]
            for kind, content in made[watch]:
                window.send_frame(kind, content)

    def _pictures(self, watch: Watch) -> list[Event]:
        if self.shown is None:
            return []
        module, data, step = self.shown
        picture = max(0, min(watch.picture, len(data.test) - 1))
        found: list[Event] = []
        if watch.node:
            maps = probe.maps(module, data, watch.node, picture, step)
            found += [maps] if maps is not None else []
        if watch.cards:
            found.append(probe.cards(module, data, picture, step, watch.level))
        return found
