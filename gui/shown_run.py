"""What a window knows of the run that it shows: its curves, what was noticed, how it ended."""

from contextlib import suppress
from typing import TYPE_CHECKING

from backend.protocol import (
    Attached,
    Event,
    Failed,
    Finished,
    Kept,
    Noticed,
    Progress,
    Started,
    Tested,
)
from graph.project import Project, ProjectError, decode

if TYPE_CHECKING:
    from backend.past import Past


class ShownRun:
    """Grows with the events of a training; nothing is in it while no run is shown."""

    def __init__(self) -> None:
        self.forget()

    def forget(self) -> None:
        """Shows no run."""
        self.started: Started | None = None
        self.progress: list[Progress] = []
        self.tests: list[Tested] = []
        self.notices: list[Noticed] = []
        self.kept: Kept | None = None
        self.finished: Finished | None = None
        self.failure: Failed | None = None
        self.trained: Project | None = None
        """None also if a newer Convas wrote it."""
        self.past: Past | None = None
        """What the window did not see itself, if it did not see the beginning."""
        self.seconds_before = 0.0
        """How long the run took until this window saw it."""

    def recall(self, past: "Past") -> None:
        """Shows what a run has done until now."""
        self.past, self.trained = past, past.project
        self.started, self.finished, self.failure = past.started, past.finished, past.failure
        self.progress, self.tests = list(past.progress), list(past.tests)
        self.notices = list(past.notices)
        self.seconds_before = past.record.seconds or 0.0

    def go_on(self, past: "Past", started: Started | None = None) -> None:
        """Shows what a run has done that goes on now, from where `started` says."""
        self.recall(past)
        self.started = started or past.started
        self.finished = self.failure = None

    def join(self, attached: Attached) -> None:
        """Shows a run of another computer, with what was seen of it until the line broke."""
        if attached.run != self.id:
            self.forget()
            with suppress(ProjectError):  # a newer Convas trains it: its figures can be told
                self.trained = decode(attached.project)
        self.started = attached.started
        self.finished = self.failure = None

    def keep(self, event: Event) -> None:
        """Takes what an event tells of the run; others, such as pictures, are not kept."""
        match event:
            case Started():
                self._begin(event)
            case Progress():
                self.progress.append(event)
            case Tested():
                self.tests.append(event)
            case Noticed():
                self.notices.append(event)
            case Kept():
                self.kept = event
            case Finished():
                self.finished = event
            case Failed():
                self.failure = event
            case _:
                pass

    @property
    def id(self) -> str:
        """Its name in the store; "" while none is shown."""
        return self.started.run if self.started else ""

    @property
    def lost(self) -> bool:
        """Whether the past of it ended without a word, and it has come to no end since."""
        ended = self.finished is not None or self.failure is not None
        return not ended and self.past is not None and self.past.record.state == "lost"

    @property
    def weights_of(self) -> str:
        """The run, once it has kept weights; "" before."""
        if self.finished is not None:
            return self.finished.run
        before = self.past is not None and self.past.weights
        return self.id if before or self.kept is not None else ""

    def _begin(self, started: Started) -> None:
        """A run that goes on has its curves up to there: what came after it is done again."""
        self.started = started
        if any(point.step > started.step for point in (*self.progress[-1:], *self.tests[-1:])):
            self.progress = [point for point in self.progress if point.step <= started.step]
            self.tests = [test for test in self.tests if test.step <= started.step]
