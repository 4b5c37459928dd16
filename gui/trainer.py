"""The bridge between the window and its worker: starts it, sends commands, passes events on.

The worker's reader thread hands events to a queued signal, so that they arrive in Qt's thread.
"""

from enum import Enum
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

from backend.protocol import (
    Adjust,
    Attached,
    CancelTrial,
    Cards,
    Command,
    Continue,
    Continued,
    Declined,
    Device,
    Event,
    Failed,
    FindRate,
    Finished,
    Maps,
    Overfit,
    Overfitted,
    Pause,
    Paused,
    Preparing,
    RateFound,
    Ready,
    Show,
    Started,
    Stop,
    Train,
    Watch,
    failed,
)  # fmt: skip
from graph.network import Network
from graph.project import Project, encode
from graph.text import Text
from gui.shown_run import ShownRun

if TYPE_CHECKING:
    from backend.past import Past
    from backend.run import Worker
    from backend.store import Store
    from gui.line import Line


class State(Enum):
    """What the worker does."""

    COLD = "cold"  # no worker yet, or torch is still loading
    READY = "ready"
    STARTING = "starting"  # Train was pressed; the first step is not done yet
    PREPARING = "preparing"  # its pictures are decoded, which takes long enough to be told
    TRAINING = "training"
    PAUSED = "paused"
    STOPPING = "stopping"
    TRYING = "trying"  # a learning-rate search or an overfitting check, which are no runs


_AFTER: dict[type[Event], State] = {
    Ready: State.READY,
    Started: State.TRAINING,
    Paused: State.PAUSED,
    Continued: State.TRAINING,
    Finished: State.READY,
    RateFound: State.READY,
    Overfitted: State.READY,
}
"""The state that an event puts the trainer into; other events change nothing."""

_TO_A_RUN = Pause | Continue | Stop | Adjust | Watch
"""What a run that another process trains can be told."""

_TRIALS = ("findrate", "overfit")
"""What Declined calls them."""


class Trainer(QObject):
    """One worker process, and the run that is shown: one that was started here, one that another
    process trains, to which there is a line then, or one of the past.
    """

    state_changed = Signal()
    arrived = Signal(object)  # Event, in Qt's thread
    parted = Signal()  # the worker is gone, and what it was asked gets no answer
    moved = Signal()  # another computer is to train
    _received = Signal(object)  # the same, from the worker's reader thread

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.state = State.COLD
        self.devices: tuple[Device, ...] = ()
        self.torch = ""
        self.shown = ShownRun()
        self.preparing: Preparing | None = None
        """How far the pictures are decoded that a training or a trial waits for."""
        self.trial: FindRate | Overfit | None = None  # the last one
        self._drawn: Project | None = None  # what the worker makes pictures of
        self._strange = False  # and it is not the network that is open
        self._worker: Worker | None = None
        self.command: tuple[str, ...] = ()  # that starts it; () on this computer
        self._ready = False  # torch is loaded there
        self._joined = False  # it is the line to one run, and nothing more
        self._known_there: set[str] = set()  # runs of the other computer that trains
        self._line: Line | None = None
        self._received.connect(self._receive)

    @property
    def busy(self) -> bool:
        """Whether the worker can begin nothing else: a training or a trial is under way."""
        return self.state not in (State.COLD, State.READY)

    @property
    def training(self) -> bool:
        """Whether a training is under way, paused ones included."""
        return self.busy and self.state is not State.TRYING

    @property
    def attached(self) -> bool:
        """Whether the run that is shown is another process's, and goes on there."""
        return self._line is not None

    @property
    def lost(self) -> bool:
        """Whether the run that is shown ended without a word."""
        return not self.busy and self.shown.lost

    @property
    def weights_of(self) -> str:
        """The run whose weights are there to be looked at; "" if there is none."""
        over = self.shown.finished is not None or not self.busy
        there = not self.command or self.shown.id in self._known_there
        return self.shown.weights_of if over and there else ""

    @property
    def cut_off(self) -> bool:
        """Whether the other computer that should train is not there."""
        return bool(self.command) and self._worker is None

    def warm(self) -> None:
        """Starts the worker, so that torch is loaded before the first Train."""
        if self._worker is None:
            from backend.run import Worker  # noqa: PLC0415  # start-up does without it

            try:
                self._worker = Worker(self._received.emit, self.command)
            except OSError as error:
                text = "The other computer cannot be reached: {why}. Choose another, or this one."
                self._receive(failed(Text(text, {"why": f"{self.command[0]}: {error.strerror}"})))

    def move(self, command: tuple[str, ...]) -> None:
        """Has another computer train from now on, where `command` starts a worker; () is this one.

        It loads torch there at once. Nothing may be under way.
        """
        if command == self.command and self._worker is not None:
            return
        self.command, self.devices = command, ()
        self._part()
        self._known_there.clear()
        self.moved.emit()
        self.warm()
        self.state = State.COLD
        self.state_changed.emit()  # also where it was cold before: it is another one now

    def fetch(self, run: str) -> None:
        """Asks what became of a run that was left on the other computer; Returned answers."""
        if self.command and self._worker is not None:
            self._known_there.add(run)
            self._worker.fetch(run)

    def reach(self, command: tuple[str, ...]) -> None:
        """Shows the run on the other computer to which `command` is the line; raises OSError."""
        from backend.run import Worker  # noqa: PLC0415  # start-up does without it

        worker = Worker(self._received.emit, command, joins=True)
        self._part()
        self._worker, self._joined = worker, True
        self._become(State.STARTING)

    def train(
        self, project: Project, name: str, file: str = "", resumed: "Past | None" = None
    ) -> None:
        """Trains the project; what was shown of the run before is forgotten.

        `file` is the project's file, by which a later window finds the run. With `resumed`, that
        run goes on from its last checkpoint, and its curves with it.
        """
        self.let_go()
        resume = ""
        if resumed is not None:
            self.shown.go_on(resumed)
            resume = resumed.record.id
        self.shown.trained = project
        self._take(project)
        self._become(State.STARTING)
        self._send(Train(encode(project), name, file, resume))

    def ask(self, command: Command) -> None:
        """Sends any other command; its answer comes by `arrived`.

        Survey, Preview, Fetch and Adjust change no state. FindRate and Overfit are trials: the
        state is TRYING until their answer, and `stop` gives them up.
        """
        if isinstance(command, FindRate | Overfit):
            self.trial, self.preparing = command, None
            self._become(State.TRYING)
        self._send(command)

    def attach(self, store: "Store", run: str) -> None:
        """Shows a run that another process trains, from its beginning on; raises StoreError."""
        from gui.line import Line  # noqa: PLC0415  # start-up does without it

        line = Line(store, run)
        self.let_go()
        line.joined.connect(self._join)
        line.heard.connect(self._overhear)
        self._line = line
        self._become(State.STARTING)

    def recall(self, past: "Past") -> None:
        """Shows a run that is over; one that is under way here stays."""
        if not self.busy or self.attached:
            self.let_go()
            self.shown.recall(past)
            self.state_changed.emit()

    def let_go(self) -> None:
        """Shows no run; one that another process trains goes on there."""
        self._forget()
        if self._line is not None:
            self._line.close()
            self._line = None
            self._rest()

    def leave(self) -> None:
        """Leaves the training of the own worker to itself: it goes on without this window, and any
        window can show it. What comes next gets a worker of its own.
        """
        self._part()
        self._forget()
        self._become(State.COLD)

    def replay(self, project: Project, event: Event) -> None:
        """Takes an event of a training of the project that another process did."""
        self.shown.trained = project
        self._take(project)
        self._receive(event)

    def pause(self) -> None:
        """Holds the training."""
        self._send(Pause())

    def go_on(self) -> None:
        """Ends a pause."""
        self._send(Continue())

    def stop(self) -> None:
        """Ends the training early; its weights are kept. A trial is given up."""
        if self.state is State.TRYING:
            self._send(CancelTrial())
        elif self.training:
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
        self._send(Show(encode(project), self.weights_of))

    def turn_to(self, project: Project) -> None:
        """Another project is open: what still comes of another network is not shown on it."""
        drawn = self._drawn
        self._strange = drawn is None or not alike(drawn.network, project.network)

    def close(self) -> None:
        """Lets go of the worker; a training that is under way goes on without the window."""
        if self._line is not None:
            self._line.close()
            self._line = None
        if self._worker is not None:
            self._worker.close()
            self._worker = None

    def _take(self, project: Project) -> None:
        self._drawn, self._strange = project, False

    def _send(self, command: Command) -> None:
        if self._line is not None and isinstance(command, _TO_A_RUN):
            self._line.send(command)
            return
        self.warm()
        if self._worker is not None:
            self._worker.send(command)

    @Slot(object)
    def _receive(self, event: Event) -> None:
        """Takes an event of the own worker, which rests while another process's run is shown."""
        if isinstance(event, Cards | Maps) and (self._strange or self.attached):
            return
        if self.attached and isinstance(event, Failed):
            self._broken()
            self.arrived.emit(event)
            return
        self._keep(event)
        if self._joined and isinstance(event, Finished | Failed):
            self._part()
            self._become(State.COLD)
            self.warm()
        elif isinstance(event, Failed):
            self._broken()
        else:
            self._become(self._after(event))
        self.arrived.emit(event)

    def _after(self, event: Event) -> State:
        """The state that an event of the own worker leads to."""
        match event:
            case Declined() if event.command in _TRIALS and self.state is State.TRYING:
                return State.READY
            case Declined(command="train") if self.training:
                return State.READY
            case Preparing() if self.state is State.STARTING:
                return State.PREPARING
            case Ready() if self.busy:
                return self.state
            case Attached(paused=paused):
                return State.PAUSED if paused else State.TRAINING
            case _:
                return _AFTER.get(type(event), self.state)

    def _keep(self, event: Event) -> None:
        match event:
            case Ready(torch, devices):
                self.torch, self.devices, self._ready = torch, devices, True
            case Preparing():
                self.preparing = event
            case Attached():
                self.shown.join(event)
                if self.shown.trained is not None:
                    self._take(self.shown.trained)
            case Failed() if not self.training:
                pass  # a picture could not be made, and no run failed
            case _:
                self.shown.keep(event)
                if isinstance(event, Started):
                    self._known_there.add(event.run)
                    self.preparing = None

    @Slot(object, object)
    def _join(self, attached: Attached, past: "Past") -> None:
        self.shown.go_on(past, attached.started)
        if past.project is not None:
            self._take(past.project)
        self._become(State.PAUSED if attached.paused else State.TRAINING)
        self.arrived.emit(attached)

    @Slot(object)
    def _overhear(self, event: Event) -> None:
        """Takes an event of a run that another process trains."""
        if self._strange and isinstance(event, Cards | Maps):
            return
        self._keep(event)
        if isinstance(event, Finished | Failed):
            assert self._line is not None
            self._line.close()
            self._line = None
            self._rest()
        else:
            self._become(_AFTER.get(type(event), self.state))
        self.arrived.emit(event)

    def _forget(self) -> None:
        self.shown.forget()
        self.preparing = None

    def _broken(self) -> None:
        trained = self.busy and not self.attached
        gone = self._worker is not None and not self._worker.alive
        if gone:
            self._part()
        if not self.attached:
            self._become(State.COLD if self._worker is None else State.READY)
        if gone and trained:  # one that dies while it only shows maps would die again and again
            self.warm()

    def _part(self) -> None:
        """There is no worker any longer, and nothing that it was asked gets an answer."""
        if self._worker is not None:
            self._worker.close()
        self._worker, self._ready, self._joined = None, False, False
        self.parted.emit()

    def _rest(self) -> None:
        """Nothing trains: the worker can begin something, or has to be started first."""
        self._become(State.READY if self._ready else State.COLD)

    def _become(self, state: State) -> None:
        if state is not self.state:
            self.state = state
            self.state_changed.emit()


def alike(one: Network, other: Network) -> bool:
    """Whether two networks compute the same, wherever their blocks lie."""
    layers, others = ({name: node.layer for name, node in n.nodes.items()} for n in (one, other))
    return layers == others and set(one.wires) == set(other.wires)
