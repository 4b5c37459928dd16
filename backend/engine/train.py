"""The training loop, read from top to bottom.

The order of the pictures is a function of (seed, epoch), and a checkpoint holds weights, optimizer,
random state and step: on the CPU a resumed training ends with the same weights, bit for bit, as
one that was never disturbed.
"""

import math
import time
from collections.abc import Callable

import torch
from msgspec import Struct
from torch import Tensor, fx

from backend.engine.checkpoint import Checkpoint, capture, restore
from backend.engine.control import Control
from backend.engine.data import DataSet
from backend.engine.evaluate import evaluate
from backend.engine.learner import Learner
from backend.engine.meter import Meter
from backend.engine.ranks import ALONE, Ranks
from backend.protocol import Event, Finished, Progress, Started, Tested
from graph.network import Network
from graph.recipe import Recipe
from graph.schedule import factor
from graph.text import Refusal


class TrainingError(Refusal):
    """Training cannot start, or had to end; the text is for the user."""


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
    keep: Callable[[Checkpoint], None]
    """Gets a checkpoint at each epoch's end and at a stop."""
    stop_is_asked: Callable[[], bool] = bool
    """Looked up at each tick."""


def fit(
    task: Task, listener: Listener, control: Control, resume: Checkpoint | None = None
) -> Finished:
    """Trains the task's module in place.

    Raises TrainingError if the loss is no number any more; what was kept last is good.
    """
    recipe, data, ranks = task.recipe, task.data, task.ranks
    control = ranks.follow(control)
    total, size = len(data.train), recipe.batch_size
    steps = math.ceil(total / size)  # of an epoch; the last batch may be smaller
    learner = Learner(task.module, task.network, recipe, ranks)
    torch.manual_seed(recipe.seed)  # of dropout
    epoch, step = 0, 0  # of the next batch
    if resume is not None:
        epoch, step = resume.epoch, resume.step
        restore(resume, task.module, learner.optimizer)
    _refuse_no_epochs(epoch, recipe)
    begun, device = epoch * steps + step, str(data.device)
    listener.emit(Started(task.run, device, recipe.epochs, steps, learner.size, begun))

    meter = Meter()
    tested = Tested(0, 0, math.nan, math.nan)
    began = time.perf_counter()
    while epoch < recipe.epochs and not control.stopped:
        batches = permutation(total, recipe.seed, epoch).split(size)[step:]
        task.module.train()
        meter.start()
        for (pictures, labels), batch in zip(
            data.train.batches([ranks.part(batch) for batch in batches]), batches, strict=True
        ):
            if control.stopped:
                break
            rate = _rate(recipe, control, epoch * steps + step, steps)
            learner.turn(rate, _momentum(recipe, control))
            ranks.seed(recipe.seed, epoch * steps + step)
            loss, scores = learner.step(data.normalised(pictures), labels, len(batch))

            step += 1
            meter.add(loss, scores, labels)
            if ranks.due(meter.due, epoch * steps + step) or step == steps:
                _tell(task, listener, control, meter, epoch * steps + step, steps, rate)
            control.between(task.module, data, epoch * steps + step)
        if step == steps:
            epoch, step = epoch + 1, 0
        if ranks.reports or ranks.sharded:  # to put shards together, all are needed
            listener.keep(capture(task.module, learner.optimizer, epoch, step))
        mean, share = evaluate(learner, data, data.test)
        tested = Tested(epoch * steps + step, epoch + step / steps, mean, share)
        listener.emit(tested)
    seconds = time.perf_counter() - began
    stopped = epoch < recipe.epochs
    return Finished(
        task.run, tested.epoch, tested.accuracy, tested.loss, seconds, meter.rate, stopped
    )


def _tell(
    task: Task,
    listener: Listener,
    control: Control,
    meter: Meter,
    done: int,
    steps: int,
    rate: float,
) -> None:
    """Reads the meter, tells what it says, and hears whether to stop; raises TrainingError."""
    mean, share = meter.read(task.ranks.sum(meter.sums()))
    if not math.isfinite(mean):
        raise _diverged(done, rate)
    recipe, total = task.recipe, len(task.data.train)
    epoch, step = divmod(done, steps)
    left = (total * (recipe.epochs - epoch) - step * recipe.batch_size) / meter.rate
    momentum = _momentum(recipe, control)
    listener.emit(Progress(done, done / steps, mean, share, meter.rate, left, rate, momentum))
    control.meet()
    stop = task.ranks.agreed(listener.stop_is_asked())
    if stop:  # not |=, which would undo a Stop that comes meanwhile
        control.stopped = True


def permutation(count: int, seed: int, epoch: int) -> Tensor:
    """The order of the pictures in an epoch."""
    generator = torch.Generator().manual_seed(seed * 1_000_003 + epoch)
    return torch.randperm(count, generator=generator)


def _rate(recipe: Recipe, control: Control, step: int, steps: int) -> float:
    base = recipe.learning_rate if control.learning_rate is None else control.learning_rate
    return base * factor(recipe, step, steps)


def _momentum(recipe: Recipe, control: Control) -> float:
    return recipe.momentum if control.momentum is None else control.momentum


def _diverged(step: int, rate: float) -> TrainingError:
    return TrainingError(
        "The loss is no number any more at step {step}: the steps are too large. Try a smaller "
        "learning rate than {rate}. The weights of the last good epoch are kept.",
        step=step,
        rate=rate,
    )


def _refuse_no_epochs(epoch: int, recipe: Recipe) -> None:
    if epoch >= recipe.epochs:
        raise TrainingError(
            "The run has done all of its {epochs} epochs. Ask for more epochs to go on with it.",
            epochs=recipe.epochs,
        )
