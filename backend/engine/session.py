"""One training from a project to its kept weights: what the worker and the command line share."""

import os
import time
from collections.abc import Callable

import torch

from backend.engine import data as datasets
from backend.engine import weights
from backend.engine.checkpoint import Checkpoint
from backend.engine.control import Control
from backend.engine.module import build
from backend.engine.train import Listener, Task, TrainingError, fit
from backend.protocol import Event, Finished, Progress, Started, Tested
from backend.records import Point, Results
from backend.store import Store
from graph.project import Project, encode
from graph.readiness import obstacles
from graph.text import Refusal

FLUSH = 2.0  # seconds between two writes of curves to the store


def train(
    project: Project,
    name: str,
    emit: Callable[[Event], None],
    control: Control | None = None,
    resume: str = "",
) -> Finished:
    """Trains a project, keeps it as a run, and tells `emit` what happens.

    With `resume`, goes on with that run from its last checkpoint. Raises a Refusal that says why
    it cannot be done or had to end; a run that had begun is kept as failed.
    """
    check(project)
    device = choose(project.recipe.device)
    store = Store()
    checkpoint = weights.load(store, resume) if resume else None
    dataset = datasets.load(project.data, device)
    module = build(project.network, project.recipe.seed).to(device)
    if checkpoint is not None:
        weights.refuse_others(resume, checkpoint, module)
    run = resume or store.create(name, encode(project), str(device))
    if resume:
        store.resume(run, str(device))
    record = _Record(store, run, emit)
    control = control or Control()

    def keep(kept: Checkpoint) -> None:
        weights.keep(store, run, kept)
        record.flush()

    try:
        task = Task(module, project.network, project.recipe, dataset, run)
        finished = fit(task, Listener(record.add, keep, record.stop_is_asked), control, checkpoint)
    except torch.OutOfMemoryError as error:
        text = TrainingError(
            "The GPU has too little memory for a batch of {batch}. Try a smaller batch size.",
            batch=project.recipe.batch_size,
        )
        store.finish(run, "failed", str(text))
        raise text from error
    except Refusal as refusal:
        record.flush()
        store.finish(run, "failed", str(refusal))
        raise
    record.flush()
    state = "stopped" if finished.stopped else "finished"
    results = Results(finished.epochs, finished.test_accuracy, finished.test_loss, finished.seconds)
    store.finish(run, state, results=results)
    emit(finished)
    return finished


def check(project: Project) -> None:
    """Raises TrainingError if the project cannot be trained as it is."""
    found = obstacles(project)
    if found:
        raise TrainingError("{text}", text=found[0].text)


def choose(name: str) -> torch.device:
    """The device of a recipe; `auto` is cuda, then mps, then cpu. Raises TrainingError."""
    cuda, mps = torch.cuda.is_available(), torch.backends.mps.is_available()
    if name == "auto":
        name = "cuda" if cuda else "mps" if mps else "cpu"
    if (name == "cuda" and not cuda) or (name == "mps" and not mps):
        raise TrainingError(
            "There is no {device} device here: PyTorch {version} finds none. "
            "Set the device to auto or cpu.",
            device=name.upper(),
            version=torch.__version__,
        )
    if name == "cpu":
        torch.set_num_threads(max(1, (os.cpu_count() or 2) - 1))
    return torch.device(name)


class _Record:
    """Passes events on, and their points to the store a few times a minute."""

    def __init__(self, store: Store, run: str, emit: Callable[[Event], None]) -> None:
        self._store = store
        self._run = run
        self._emit = emit
        self._points: list[Point] = []
        self._flushed = time.monotonic()

    def add(self, event: Event) -> None:
        match event:
            case Progress():
                self._points.append(
                    Point(event.step, event.epoch, "train", event.loss, event.accuracy)
                )
            case Tested():
                self._points.append(
                    Point(event.step, event.epoch, "test", event.loss, event.accuracy)
                )
            case Started() | _:
                pass
        self._emit(event)
        if time.monotonic() - self._flushed > FLUSH:
            self.flush()

    def flush(self) -> None:
        points, self._points = self._points, []
        self._flushed = time.monotonic()
        self._store.append(self._run, points)

    def stop_is_asked(self) -> bool:
        """Whether another process, a later window, asked for the end; looked up at each tick."""
        return self._store.asked(self._run)
