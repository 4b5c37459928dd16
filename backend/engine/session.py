"""One training from a project to its kept weights: what the worker and the command line share."""

import time
from collections.abc import Callable, Generator
from contextlib import contextmanager
from functools import partial

import torch
from msgspec import structs

from backend.datasets.looking import Look
from backend.engine import data as datasets
from backend.engine import elastic, health, parcel, resuming, shortage, starting, weights
from backend.engine.audience import Audience
from backend.engine.checkpoint import Checkpoint
from backend.engine.control import Control
from backend.engine.crew import crew
from backend.engine.devices import choose
from backend.engine.door import Door
from backend.engine.keeper import Keeper, reason
from backend.engine.module import build
from backend.engine.ranks import Ranks
from backend.engine.record import Record
from backend.engine.train import SILENT, Listener, NotBegun, Task, TrainingError, fit
from backend.protocol import Event, Finished, Kept, Preparing
from backend.records import Results
from backend.store import Store, StoreError
from graph.project import Project, decode, encode
from graph.readiness import obstacles
from graph.text import Refusal, Text

LOOK = 0.2  # seconds between two looks at how far the pictures are


def train(
    project: Project,
    name: str,
    emit: Callable[[Event], None],
    control: Control | None = None,
    resume: str = "",
    file: str = "",
    audience: Audience | None = None,
) -> Finished:
    """Trains a project, keeps it as a run, and tells `emit` what happens.

    With `resume`, goes on with that run from its last checkpoint; `file` is the project's, by which
    the run is found again. Later windows join the `audience`, which `emit` tells, too. Raises a
    Refusal that says why it cannot be done or had to end; a run that had begun is kept as failed.
    """
    check(project)
    control = control or Control()
    with crew(project) as ranks:
        project = decode(ranks.shared(encode(project)))
        if not ranks.reports:
            return _followed(project, control, ranks)
        resume = resume or elastic.unfinished(Store(), encode(project))
        return _led(project, name, emit, control, resume, file, audience, ranks)


def _led(
    project: Project,
    name: str,
    emit: Callable[[Event], None],
    control: Control,
    resume: str,
    file: str,
    audience: Audience | None,
    ranks: Ranks,
) -> Finished:
    """The training of the process that speaks and writes for all."""
    device = _device(project, ranks)
    store = Store()
    kept = _resumed(store, resume, project) if resume else None
    kept = parcel.received(ranks, kept)
    if audience is not None:
        audience.forget()
    try:
        with ranks.in_turn():
            dataset = datasets.load(project.data, device, _look(emit, control))
        module = build(project.network, project.recipe.seed).to(device)
    except (RuntimeError, MemoryError) as error:
        raise _too_large(error, device) from error
    if kept is not None:
        weights.refuse_others(resume, kept, module)
    _refuse_stopped(control)
    begun = None
    if project.recipe.start and not resume:
        begun = starting.start_from(store, project.recipe.start, module)
    ranks.equal(module)
    run = _open(store, project, name, file, device, kept, resume)
    task = Task(module, project.network, project.recipe, dataset, run, ranks)
    try:
        elastic.mark(store, run)
        with store.kept_open():
            record = Record(store, run, encode(project), emit)
            if begun is not None:
                record.notice("start", begun)
            finished = _recorded(task, record, store, control, kept, audience)
    except BaseException as error:
        if elastic.goes_on(error):
            store.release(run)
            raise
        raise _ended(error, task, store, run) from error
    emit(finished)
    return finished


def _recorded(
    task: Task,
    record: Record,
    store: Store,
    control: Control,
    kept: Checkpoint | None,
    audience: Audience | None,
) -> Finished:
    """The training with all that is told of it, its end in the store as well."""
    control.tell(record.held)
    if not task.recipe.sharded:  # no process alone has all weights then
        control.also(health.Doctor(record.add).look)
    try:
        with _door(store, task.run, audience, record), task.ranks.guarded():
            finished = _fitted(task, record, store, control, kept)
            finished = structs.replace(finished, seconds=record.seconds)
            state = "stopped" if finished.stopped else "finished"
            record.close(state)
    except BaseException:
        record.close("failed")
        raise
    results = Results(finished.epochs, finished.test_accuracy, finished.test_loss, finished.seconds)
    store.finish(task.run, state, results=results)
    return finished


def _followed(project: Project, control: Control, ranks: Ranks) -> Finished:
    """The training of another process, which does the same steps and keeps nothing."""
    device = _device(project, ranks)
    kept = parcel.received(ranks, None)
    try:
        with ranks.in_turn():
            dataset = datasets.load(project.data, device)
        module = build(project.network, project.recipe.seed).to(device)
        ranks.equal(module)
        task = Task(module, project.network, project.recipe, dataset, "", ranks)
        return fit(task, SILENT, control, kept)
    except (RuntimeError, MemoryError) as error:
        if isinstance(error, Refusal) or not shortage.of_memory(error):
            raise
        raise TrainingError(
            "Process {number} has too little memory for its part of a batch of {batch}. Try a "
            "smaller batch size.",
            number=ranks.number,
            batch=project.recipe.batch_size,
        ) from error


def check(project: Project) -> None:
    """Raises TrainingError if the project cannot be trained as it is."""
    found = obstacles(project)
    if found:
        raise TrainingError("{text}", text=found[0].text)


def _device(project: Project, ranks: Ranks) -> torch.device:
    return choose(project.recipe, ranks.local, ranks.local_count)


def _look(emit: Callable[[Event], None], control: Control) -> Look:
    """Tells how far the decoding of picture files is, and ends it when the training is stopped."""
    due = time.monotonic() + LOOK  # what is done by then needs no telling

    def look(done: int, total: int, unit: str) -> None:
        nonlocal due
        _refuse_stopped(control)
        if time.monotonic() >= due:
            due = time.monotonic() + LOOK
            emit(Preparing(done, total))

    return look


def _refuse_stopped(control: Control) -> None:
    """Raises NotBegun if the training was stopped already."""
    if control.stopped:
        raise NotBegun(
            "The training was stopped while its pictures were being prepared; nothing has been "
            "learned yet."
        )


def _fitted(
    task: Task, record: Record, store: Store, control: Control, kept: Checkpoint | None
) -> Finished:
    """The training itself, with its weights on the disk at the end."""

    def written(step: int, what: str) -> None:
        record.add(Kept(step, what))

    def refused(error: Exception) -> None:
        record.notice("disk", _later(error))

    keeper = Keeper(store.run_folder(task.run), written, refused)

    def keep(checkpoint: Checkpoint, names: tuple[str, ...]) -> None:
        record.flush()  # the curves first: what goes beyond the checkpoint is dropped by a resume
        keeper.keep(checkpoint, record.step, *names)

    try:
        listener = Listener(record.add, keep, record.stop_is_asked, keeper.is_due)
        finished = fit(task, listener, control, kept)
    finally:
        keeper.close()
    keeper.check()
    return finished


def _resumed(store: Store, run: str, project: Project) -> Checkpoint:
    """The last checkpoint of a run that may go on with this project; raises a Refusal."""
    resuming.refuse_other(run, decode(store.project(run)), project)
    kept = weights.load(store, run)
    if store.run(run).state not in ("lost", "failed"):  # those may lack nothing but their end
        resuming.refuse_done(kept.place, project.recipe)
    return kept


def _open(
    store: Store,
    project: Project,
    name: str,
    file: str,
    device: torch.device,
    kept: Checkpoint | None,
    resume: str,
) -> str:
    """The run: a new one, or one that goes on from its last checkpoint."""
    if kept is None:
        return store.create(name, encode(project), str(device), file, project.recipe.epochs)
    steps = store.run(resume).steps_per_epoch
    step = kept.epoch * steps + kept.step if steps else None
    store.resume(resume, str(device), encode(project), project.recipe.epochs, step)
    return resume


@contextmanager
def _door(store: Store, run: str, audience: Audience | None, record: Record) -> Generator[None]:
    """Lets later windows in, where there is an audience and the machine lets us."""
    if audience is None:
        yield
        return
    try:
        door = Door(store.run_folder(run), audience, partial(record.attach, audience))
    except OSError:  # they find the run in the store, and can ask it to stop
        yield
        return
    try:
        yield
    finally:
        door.close()


def _ended(error: BaseException, task: Task, store: Store, run: str) -> BaseException:
    """Keeps a run as failed, and gives the error that says why."""
    told = error
    if shortage.of_memory(error):
        shortage.clear(error)
        recipe, fits = task.recipe, None
        if task.ranks.count == 1:  # several would have to try together
            fits = shortage.fitting(task.module, task.network, recipe, task.data)
        told = TrainingError(
            "{text}", text=shortage.text(task.data.device, recipe.batch_size, fits)
        )
    state = "stopped" if isinstance(error, KeyboardInterrupt) else "failed"
    try:
        store.finish(run, state, str(told))
    except StoreError:
        store.release(run)  # the first error says more; the run counts as lost
    return told


def _too_large(error: Exception, device: torch.device) -> Exception:
    if isinstance(error, Refusal) or not shortage.of_memory(error):
        return error
    shortage.clear(error)
    return TrainingError(
        "The memory of the {device} is too small for the network and its pictures. Choose another "
        "device, fewer pictures, or a smaller network.",
        device=device.type.upper(),
    )


def _later(error: Exception) -> Text:
    return Text(
        "The weights cannot be kept at the moment: {why}. Those that were kept before stay, and "
        "the training goes on; make room, and the next ones are kept.",
        {"why": reason(error)},
    )
