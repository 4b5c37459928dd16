"""What happens in a run, on its way to the store and to those who listen.

Curves and entries go to the store a few times a minute. Where the disk refuses them they wait, the
user is told once, and the next time brings all of them.
"""

import threading
import time
from collections.abc import Callable

from backend.engine.audience import Audience, Window
from backend.protocol import (
    Attached,
    Continued,
    Event,
    Kept,
    Noticed,
    Paused,
    Progress,
    Started,
    Tested,
    plain,
)
from backend.records import Entry, Point
from backend.store import Store, StoreError
from graph.text import Text

FLUSH = 2.0  # seconds between two writes to the store
ASK = 1.0  # seconds between two looks for a request of another process
START = 30.0  # seconds that a window waits at the door for the first step


class Record:
    """Of one run. Any thread may add to it."""

    def __init__(
        self, store: Store, run: str, project: bytes, emit: Callable[[Event], None]
    ) -> None:
        self._store = store
        self._run = run
        self._project = project
        self._emit = emit
        self._lock = threading.RLock()
        self._begun = threading.Event()
        self._started: Started | None = None
        self._paused = False
        self._waiting: list[Progress | Tested] = []  # points that are not in the store yet
        self._entries: list[Entry] = []
        known = store.curve(run)
        self._stored = len(known)
        self._tests = {(point.step, point.split) for point in known}
        self._best: dict[str, float] = {}  # of each split
        for point in known:
            self._better(point.split, point.accuracy)
        self._unmeasured: tuple[int, int] | None = None  # as `measured` of the store takes it
        self._refused = False
        self._over = False
        self._flushed = self._looked = time.monotonic()
        self._before = store.run(run).seconds or 0.0  # what it trained until it was interrupted
        self._since: float | None = None
        self.step = 0

    @property
    def seconds(self) -> float:
        """How long the run has trained, pauses left out, all that was before a resume counted."""
        return self._before + (time.monotonic() - self._since if self._since is not None else 0.0)

    def add(self, event: Event) -> None:
        """Takes and passes on what the training says."""
        with self._lock:
            self._take(event)
            self._emit(event)
        if isinstance(event, Started):
            self._begun.set()
            self.flush()
        elif time.monotonic() - self._flushed > FLUSH:
            self.flush()

    def notice(self, kind: str, text: Text) -> None:
        """Tells the user something; the training goes on."""
        self.add(Noticed(kind, *plain(text), step=self.step))

    def held(self, paused: bool, step: int) -> None:
        """A pause begins or ends."""
        self.add(Paused(step) if paused else Continued(step))
        self.flush()

    def flush(self) -> bool:
        """Whether the store has all that happened until now."""
        with self._lock:
            self._flushed = time.monotonic()
            points = [_point(event) for event in self._waiting]
            try:
                if self._unmeasured is not None:
                    self._store.measured(self._run, *self._unmeasured)
                    self._unmeasured = None
                self._store.append(
                    self._run, points, self._entries, self._watched_best, self.seconds
                )
            except StoreError as error:
                self._flushed = time.monotonic()  # the store may have been waited for
                if not self._refused:
                    self._refused = True
                    self.notice("disk", _later(error))
                return False
            self._refused = False
            self._stored += len(points)
            self._waiting, self._entries = [], []
            return True

    def attach(self, audience: Audience, window: Window) -> bool:
        """Tells a window where the training is; it hears of all that comes, without a gap.

        Says whether there is a training to hear of.
        """
        self._begun.wait(START)
        with self._lock:
            if self._started is None or self._over:
                return False
            window.send(
                Attached(self._run, self._started, self._paused, self._project, self._stored)
            )
            for event in self._waiting:
                window.send(event)
            audience.add(window)
            return True

    def close(self, state: str) -> None:
        """The training is over: nobody comes in any more, and the store gets what it has not."""
        with self._lock:
            self._over = True
            self._note(state, self.step)
        self._begun.set()
        self.flush()

    def stop_is_asked(self) -> bool:
        """Whether another process asked for the end; it is looked up once a second."""
        now = time.monotonic()
        if now - self._looked < ASK:
            return False
        self._looked = now
        try:
            return self._store.asked(self._run)
        except StoreError:
            return False  # flush tells of it

    def _take(self, event: Event) -> None:
        match event:
            case Started():
                self._started, self.step = event, event.step
                self._unmeasured = event.steps_per_epoch, event.parameters
                self._since = time.monotonic()
                self._note("resumed" if event.step else "begun", event.step)
            case Progress():
                self.step = event.step
                self._waiting.append(event)
            case Tested(step, _, _, _, split):
                self.step = step
                if (step, split) not in self._tests:  # a run that lacked its end is tested again
                    self._tests.add((step, split))
                    self._better(split, event.accuracy)
                    self._waiting.append(event)
            case Noticed(kind, template, values, node, step):
                self._note(kind, step, template, values, node)
            case Kept(step, what):
                self._note("kept", step, "{what}", {"what": what})
            case Paused(step) | Continued(step):
                self._paused = isinstance(event, Paused)
                self._before, self._since = self.seconds, None if self._paused else time.monotonic()
                self._note("paused" if self._paused else "continued", step)
            case _:
                pass

    def _better(self, split: str, accuracy: float) -> None:
        self._best[split] = max(accuracy, self._best.get(split, 0.0))

    @property
    def _watched_best(self) -> float | None:
        """The best accuracy on the validation pictures, or on those for tests without them."""
        return self._best.get("validation", self._best.get("test"))

    def _note(
        self,
        kind: str,
        step: int,
        template: str = "",
        values: dict[str, int | float | str] | None = None,
        node: str = "",
    ) -> None:
        self._entries.append(Entry(time.time(), step, kind, template, values or {}, node))


def _point(event: Progress | Tested) -> Point:
    if isinstance(event, Tested):
        return Point(event.step, event.epoch, event.split, event.loss, event.accuracy)
    return Point(
        event.step,
        event.epoch,
        "train",
        event.loss,
        event.accuracy,
        event.learning_rate,
        event.rate,
    )


def _later(error: StoreError) -> Text:
    return Text(
        "The run’s curves cannot be kept at the moment: {why} They wait in memory, and the "
        "training goes on.",
        {"why": error.text},
    )
