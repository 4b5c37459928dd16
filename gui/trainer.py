"""The bridge between the window and its worker: starts it, sends commands, passes events on.

The worker's reader thread hands events to a queued signal, so that they arrive in Qt's thread.
"""

from enum import Enum
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

from backend.protocol import (
    Cards,
    Command,
    Continue,
    Continued,
    Device,
    Event,
    Failed,
    Finished,
    Maps,
    Pause,
    Paused,
    Progress,
    Ready,
    Show,
    Started,
    Stop,
    Tested,
    Train,
    Watch,
)
from graph.network import Network
from graph.project import Project, encode

if TYPE_CHECKING:
    from backend.run import Worker


class State(Enum):
    """What the worker does."""

    COLD = "cold"  # no worker yet, or torch is still loading
    READY = "ready"
    STARTING = "starting"  # Train was pressed; the first step is not done yet
    TRAINING = "training"
    PAUSED = "paused"
    STOPPING = "stopping"


_AFTER: dict[type[Event], State] = {
    Ready: State.READY,
    Started: State.TRAINING,
    Paused: State.PAUSED,
    Continued: State.TRAINING,
    Finished: State.READY,
}
"""The state that an event puts the trainer into; other events change nothing."""


class Trainer(QObject):
    """One worker process and the run that is shown: the last one that was started here."""

    state_changed = Signal()
    arrived = Signal(object)  # Event, in Qt's thread
    _received = Signal(object)  # the same, from the worker's reader thread

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.state = State.COLD
        self.devices: tuple[Device, ...] = ()
        self.torch = ""
        self.started: Started | None = None
        self.progress: list[Progress] = []
        self.tests: list[Tested] = []
        self.finished: Finished | None = None
        self.failure: Failed | None = None
        self.trained: Project | None = None
        self._drawn: Project | None = None  # what the worker makes pictures of
        self._strange = False  # and it is not the network that is open
        self._worker: Worker | None = None
        self._received.connect(self._receive)

    @property
    def busy(self) -> bool:
        """Whether a training is under way, paused ones included."""
        return self.state not in (State.COLD, State.READY)

    def warm(self) -> None:
        """Starts the worker, so that torch is loaded before the first Train."""
        if self._worker is None:
            from backend.run import Worker  # noqa: PLC0415  # start-up does without it

            self._worker = Worker(self._received.emit)

    def train(self, project: Project, name: str) -> None:
        """Trains the project; what was shown of the run before is forgotten."""
        self.started = self.finished = self.failure = None
        self.progress, self.tests = [], []
        self.trained = project
        self._take(project)
        self._become(State.STARTING)
        self._send(Train(encode(project), name))

    def replay(self, project: Project, event: Event) -> None:
        """Takes an event of a training of the project that another process did."""
        self.trained = project
        self._take(project)
        self._receive(event)

    def pause(self) -> None:
        """Holds the training."""
        self._send(Pause())

    def go_on(self) -> None:
        """Ends a pause."""
        self._send(Continue())

    def stop(self) -> None:
        """Ends the training early; its weights are kept."""
        self._become(State.STOPPING)
        self._send(Stop())

    def watch(self, node: str, picture: int, cards: bool, level: str = "") -> None:
        """Asks for the maps of a node for a test picture, now and as the weights change.

        With `cards`, for those of every node inside the block `level` too.
        """
        self._send(Watch(node, picture, cards, level))

    def show(self, project: Project) -> None:
        """Makes this project the one whose maps are sent, with the weights of the last run."""
        self._take(project)
        self._send(Show(encode(project), self.finished.run if self.finished else ""))

    def turn_to(self, project: Project) -> None:
        """Another project is open: what still comes of another network is not shown on it."""
        drawn = self._drawn
        self._strange = drawn is None or not _alike(drawn.network, project.network)

    def close(self) -> None:
        """Lets go of the worker; a training that is under way goes on without the window."""
        if self._worker is not None:
            self._worker.close()
            self._worker = None

    def _take(self, project: Project) -> None:
        self._drawn, self._strange = project, False

    def _send(self, command: Command) -> None:
        self.warm()
        if self._worker is not None:
            self._worker.send(command)

    @Slot(object)
    def _receive(self, event: Event) -> None:
        if self._strange and isinstance(event, Cards | Maps):
            return
        self._keep(event)
        if isinstance(event, Failed):
            self._broken()
        elif not (isinstance(event, Ready) and self.busy):
            self._become(_AFTER.get(type(event), self.state))
        self.arrived.emit(event)

    def _keep(self, event: Event) -> None:
        match event:
            case Ready(torch, devices):
                self.torch, self.devices = torch, devices
            case Started():
                self.started = event
            case Progress():
                self.progress.append(event)
            case Tested():
                self.tests.append(event)
            case Finished():
                self.finished = event
            case Failed():
                self.failure = event
            case Paused() | Continued() | Maps() | Cards():
                pass  # a picture is shown by the panel that asked for it, and nothing is kept

    def _broken(self) -> None:
        trained = self.busy
        if self._worker is None or self._worker.alive:
            self._become(State.READY)
            return
        self._worker = None
        self._become(State.COLD)
        if trained:  # one that dies while it only shows maps would die again and again
            self.warm()

    def _become(self, state: State) -> None:
        if state is not self.state:
            self.state = state
            self.state_changed.emit()


def _alike(one: Network, other: Network) -> bool:
    """Whether two networks compute the same, wherever their blocks lie."""
    layers, others = ({name: node.layer for name, node in n.nodes.items()} for n in (one, other))
    return layers == others and set(one.wires) == set(other.wires)
