"""The training loop, read from top to bottom.

The order of the pictures is a function of (seed, epoch), their variation is one of step, too, and a
checkpoint holds weights, optimizer, random state and step: on the CPU a resumed training ends with
the same weights, bit for bit, as one that was never disturbed.
"""

import math
import time
from collections.abc import Callable

import torch
from msgspec import Struct, structs
from torch import Tensor, fx

from backend.engine import health
from backend.engine.augment import Augment
from backend.engine.checkpoint import Checkpoint, Place, capture, restore
from backend.engine.control import Control
from backend.engine.data import DataSet, Split
from backend.engine.evaluate import evaluate
from backend.engine.learner import Learner
from backend.engine.meter import Meter
from backend.engine.pace import Pace
from backend.engine.ranks import ALONE, Ranks
from backend.protocol import Event, Finished, Noticed, Progress, Started, Tested
from graph.network import Network
from graph.recipe import Recipe
from graph.text import Refusal


class TrainingError(Refusal):
    """Training cannot start, or had to end; the text is for the user."""


class NotBegun(TrainingError):
    """It was stopped before its first step; the text says so."""


class Diverged(TrainingError):
    """The loss is no number any more; `step` is how many steps were done."""

    def __init__(self, step: int, rate: float) -> None:
        super().__init__(
            "The loss is no number any more (NaN) at step {step}: the steps are too large. Try a "
            "smaller learning rate than {rate}. The weights that were kept before stay.",
            step=step,
            rate=f"{rate:g}",
        )
        self.step = step


class Task(Struct, frozen=True, eq=False):
    """What is trained, how and on what."""

    module: fx.GraphModule
    network: Network
    recipe: Recipe
    data: DataSet
    run: str
    ranks: Ranks = ALONE


class Listener(Struct, frozen=True, eq=False):
    """Who hears of a training."""

    emit: Callable[[Event], None]
    keep: Callable[[Checkpoint, tuple[str, ...]], None]
    """Gets a checkpoint, and what it is: `last`, `best` so far on the pictures that are watched,
    the number of an epoch that the recipe wants to be kept. Called after each epoch's test, at a
    stop, and where one is asked for.
    """
    stop_is_asked: Callable[[], bool] = bool
    """Looked up at each tick."""
    checkpoint_is_asked: Callable[[], bool] = bool
    """Looked up at each tick: the answer to yes is a checkpoint in the middle of an epoch."""


SILENT = Listener(lambda event: None, lambda checkpoint, names: None)
"""Of a process for which another one speaks and writes."""


def fit(
    task: Task, listener: Listener, control: Control, resume: Checkpoint | None = None
) -> Finished:
    """Trains the task's module in place.

    Raises TrainingError if the loss is no number any more; what was kept last is good.
    """
    recipe, ranks = task.recipe, task.ranks
    data = _seen(task, resume)
    task = structs.replace(task, data=data)
    watched, split = _watched(data)
    total, size = len(data.train), recipe.batch_size
    steps = math.ceil(total / size)  # of an epoch; the last batch may be smaller
    counts = torch.bincount(data.train.labels, minlength=len(data.classes))
    learner = Learner(task.module, task.network, recipe, ranks, counts, listener.emit)
    augment = Augment(recipe.augmentation, data.normal, len(data.classes), recipe.seed, ranks)
    torch.manual_seed(recipe.seed)  # of dropout
    place = _begun(learner, recipe, resume)
    control = _obeyed(control, ranks, place)
    epoch, step = place.epoch, place.step  # of the next batch
    done, device = epoch * steps + step, str(data.device)
    _say(listener, Started(task.run, device, recipe.epochs, steps, learner.size, done), data)

    pace = Pace(recipe, control, steps, listener.emit)
    meter = Meter(data.device)
    tested = Tested(done, done / steps, math.nan, math.nan)
    began = time.perf_counter()
    while epoch < recipe.epochs and not control.stopped and not tired(place, recipe):
        batches = permutation(total, recipe.seed, epoch).split(size)[step:]
        learner.train()
        meter.start()
        fed = augment.batches(data.train, batches, epoch, step)
        for (x, y), batch in zip(fed, batches, strict=True):
            if control.stopped:
                break
            learner.turn(*pace.at(done))
            ranks.seed(recipe.seed, done)
            loss, scores = learner.step(x, y, len(batch))

            step, done = step + 1, done + 1
            meter.add(loss, scores, y)
            if ranks.due(meter.due, done) or step == steps:
                progress = _progress(task, control, meter, pace, done, steps, total)
                _tell(task, listener, control, progress, x)
                here = _here(place, control, epoch, step)
                _keep_if_asked(task, listener, learner, here, pace)
            control.between(task.module, data, done)
        ended = step == steps
        if ended:
            epoch, step = epoch + 1, 0
        mean, share = evaluate(learner, data, watched)
        tested = Tested(done, epoch + step / steps, mean, share, split)
        listener.emit(tested)
        place, kinds = _judged(_here(place, control, epoch, step), mean, share, recipe, ended)
        _keep(task, listener, learner, place, pace, *kinds)
    if tired(place, recipe):
        listener.emit(_stopped_early(recipe, split, done))
    if watched is not data.test or math.isnan(tested.loss):  # a run that lacked its end alone
        mean, share = evaluate(learner, data, data.test)
        tested = Tested(done, tested.epoch, mean, share)
        listener.emit(tested)
    learner.settle()
    seconds = time.perf_counter() - began
    stopped = control.stopped and epoch < recipe.epochs
    return Finished(
        task.run, tested.epoch, tested.accuracy, tested.loss, seconds, meter.rate, stopped
    )


def permutation(count: int, seed: int, epoch: int) -> Tensor:
    """The order of the pictures in an epoch."""
    generator = torch.Generator().manual_seed(seed * 1_000_003 + epoch)
    return torch.randperm(count, generator=generator)


def _seen(task: Task, resume: Checkpoint | None) -> DataSet:
    """The pictures, some of them set aside, and normalised as they were when the run began."""
    data = task.data.with_validation(task.recipe.validation, task.recipe.seed)
    return data if resume is None else data.normalised_as(resume.tensors)


def _say(listener: Listener, started: Started, data: DataSet) -> None:
    listener.emit(started)
    for notice in data.notices:
        listener.emit(notice)


def _watched(data: DataSet) -> tuple[Split, str]:
    """What is looked at after each epoch, and its name."""
    if data.validation is None:
        return data.test, "test"
    return data.validation, "validation"


def _begun(learner: Learner, recipe: Recipe, resume: Checkpoint | None) -> Place:
    """Where the training begins, with the weights of there."""
    if resume is None:
        return Place()
    restore(resume, learner)
    return resume.place


def _obeyed(control: Control, ranks: Ranks, place: Place) -> Control:
    """What all processes obey, with what was asked for before a resumed run was interrupted."""
    control.take_up(place.learning_rate, place.momentum)
    common = ranks.follow(control)
    common.take_up(place.learning_rate, place.momentum)
    return common


def _progress(
    task: Task, control: Control, meter: Meter, pace: Pace, done: int, steps: int, total: int
) -> Progress:
    """What the meter says after so many steps, of all processes."""
    reading = meter.read(task.ranks.sum(meter.sums()), control.watching)
    epoch, step = divmod(done, steps)
    left = total * (task.recipe.epochs - epoch) - step * task.recipe.batch_size
    return Progress(
        done,
        done / steps,
        reading.loss,
        reading.accuracy,
        reading.rate,
        left / reading.rate,
        pace.rate,
        pace.momentum,
        reading.memory,
        reading.watching,
    )


def _tell(task: Task, listener: Listener, control: Control, progress: Progress, x: Tensor) -> None:
    """Tells how far it is and hears whether to stop; raises Diverged, of the batch `x` at last."""
    if not math.isfinite(progress.loss):
        if not task.ranks.sharded:  # no process alone has all weights then
            listener.emit(health.explain(task.module, x, progress.step))
        raise Diverged(progress.step, progress.learning_rate)
    listener.emit(progress)
    control.meet()
    stop = task.ranks.agreed(listener.stop_is_asked())
    if stop:  # not |=, which would undo a Stop that comes meanwhile
        control.stopped = True


def _here(place: Place, control: Control, epoch: int, step: int) -> Place:
    """The same place after so many epochs and steps, with what was asked for until now."""
    return structs.replace(
        place,
        epoch=epoch,
        step=step,
        learning_rate=control.learning_rate,
        momentum=control.momentum,
    )


def _judged(
    place: Place, loss: float, accuracy: float, recipe: Recipe, ended: bool
) -> tuple[Place, tuple[str, ...]]:
    """The place after a test, and what its weights are.

    One in the middle of an epoch decides nothing: gone on with, the run is as if undisturbed.
    """
    if not ended:
        return place, ("last",)
    better = math.isfinite(loss) and (place.least is None or loss < place.least)
    best = place.least is None or accuracy > place.best
    due = recipe.keep_every > 0 and place.epoch % recipe.keep_every == 0
    kinds = ("last", *["best"] * best, *[str(place.epoch)] * due)
    judged = structs.replace(
        place,
        best=accuracy if best else place.best,
        least=loss if better else place.least,
        waited=0 if better else place.waited + 1,
    )
    return judged, kinds


def _keep_if_asked(
    task: Task, listener: Listener, learner: Learner, place: Place, pace: Pace
) -> None:
    """In the middle of an epoch, at whose end one is kept anyway."""
    if task.ranks.agreed(listener.checkpoint_is_asked()):
        _keep(task, listener, learner, place, pace, "last")


def _keep(
    task: Task, listener: Listener, learner: Learner, place: Place, pace: Pace, *kinds: str
) -> None:
    """Raises Diverged rather than write over what is good: the loss is that before the step."""
    if task.ranks.reports or task.ranks.sharded:  # to put shards together, all are needed
        checkpoint = capture(learner, place, task.data.normal)
        if not checkpoint.finite:
            raise Diverged(pace.done, pace.rate)
        listener.keep(checkpoint, kinds)


def tired(place: Place, recipe: Recipe) -> bool:
    """Whether there was no better loss for as long as the recipe waits for one."""
    return 0 < recipe.patience <= place.waited


def _stopped_early(recipe: Recipe, split: str, step: int) -> Noticed:
    values: dict[str, int | float | str] = {"epochs": recipe.patience}
    if split == "test":
        text = "Stopped early: for {epochs} epochs no better loss on the test pictures."
    else:
        text = "Stopped early: for {epochs} epochs no better loss on the validation pictures."
    return Noticed("early-stop", text, values, step=step)
