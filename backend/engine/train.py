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
from torch import Tensor, fx, nn
from torch.nn import functional

from backend.engine.data import DataSet, Split
from backend.engine.module import training_form
from backend.protocol import Event, Finished, Progress, Started, Tested
from graph.layers.endpoints import Output
from graph.network import Network
from graph.recipe import Recipe
from graph.text import Refusal

TICK = 0.2  # seconds between two Progress events
CHUNK = 1_000  # pictures of the test set at a time


class TrainingError(Refusal):
    """Training cannot start, or had to end; the text is for the user."""


Look = Callable[[fx.GraphModule, DataSet, int], None]


class Control:
    """What the outside asks of a training; read between two steps. Setting a flag is atomic.

    `look` is called there with the module, the data and the number of steps done, during a pause
    too; `held` when a pause begins and ends.
    """

    def __init__(
        self, look: Look | None = None, held: Callable[[bool, int], None] | None = None
    ) -> None:
        self.paused = False
        self.stopped = False
        self._look = look
        self._held = held

    def between(self, module: fx.GraphModule, data: DataSet, step: int) -> None:
        """Lets the outside look, and holds the training while it is paused."""
        if self._look is not None:
            self._look(module, data, step)
        if self.paused and not self.stopped:
            self._hold(module, data, step)

    def _hold(self, module: fx.GraphModule, data: DataSet, step: int) -> None:
        self._say(True, step)
        while self.paused and not self.stopped:
            time.sleep(0.02)
            if self._look is not None:
                self._look(module, data, step)
        self._say(False, step)

    def _say(self, held: bool, step: int) -> None:
        if self._held is not None:
            self._held(held, step)


class Checkpoint(Struct):
    """Where a training is: after so many steps of an epoch, with all that the next step needs."""

    epoch: int
    step: int
    """Of the epoch."""
    tensors: dict[str, Tensor]


def fit(
    module: fx.GraphModule,
    network: Network,
    recipe: Recipe,
    data: DataSet,
    emit: Callable[[Event], None],
    keep: Callable[[Checkpoint], None],
    control: Control,
    run: str,
    resume: Checkpoint | None = None,
    stop_is_asked: Callable[[], bool] = bool,
) -> Finished:
    """Trains `module` in place; `keep` gets a checkpoint at each epoch's end and at a stop.

    Raises TrainingError if the loss is no number any more; what `keep` got last is good.
    """
    pictures, labels = data.train.pictures, data.train.labels
    total, size = len(labels), recipe.batch_size
    steps = math.ceil(total / size)  # of an epoch; the last batch may be smaller
    scores = training_form(module, network) if recipe.loss == "cross-entropy" else module
    weights = [layer.weight for layer in network.of_type(Output).values()]
    main = network.main_output
    loss_of = LOSSES[recipe.loss]
    optimizer = _optimizer(module, recipe)
    torch.manual_seed(recipe.seed)  # of dropout
    epoch, step = 0, 0  # of the next batch
    if resume is not None:
        epoch, step = resume.epoch, resume.step
        _restore(resume, module, optimizer)
    _refuse_no_epochs(epoch, recipe)
    emit(Started(run, str(data.device), recipe.epochs, steps, _count(module)))

    meter = _Meter(data.device)
    tested = Tested(0, 0, math.nan, math.nan)
    begun = time.perf_counter()
    while epoch < recipe.epochs and not control.stopped:
        order = permutation(total, recipe.seed, epoch).to(data.device)
        module.train()
        meter.start()
        while step < steps and not control.stopped:
            index = order[step * size : (step + 1) * size]
            x, y = data.normalised(pictures[index]), labels[index]
            outputs = _all(scores(x))
            loss = _weighed(outputs, y, weights, loss_of)
            optimizer.zero_grad(set_to_none=True)
            loss.backward()
            optimizer.step()

            step += 1
            meter.add(loss, outputs[main], y)
            if meter.due or step == steps:
                mean, share = meter.read()
                done = epoch * steps + step
                if not math.isfinite(mean):
                    raise _diverged(done, recipe)
                left = (total * (recipe.epochs - epoch) - min(total, step * size)) / meter.rate
                rate = recipe.learning_rate
                emit(Progress(done, done / steps, mean, share, meter.rate, left, rate))
                if stop_is_asked():  # not |=, which would undo a Stop that comes meanwhile
                    control.stopped = True
            control.between(module, data, epoch * steps + step)
        if step == steps:
            epoch, step = epoch + 1, 0
        keep(_checkpoint(module, optimizer, epoch, step))
        mean, share = evaluate(scores, weights, main, loss_of, data, data.test)
        tested = Tested(epoch * steps + step, epoch + step / steps, mean, share)
        emit(tested)
    seconds = time.perf_counter() - begun
    stopped = epoch < recipe.epochs
    return Finished(run, tested.epoch, tested.accuracy, tested.loss, seconds, meter.rate, stopped)


def _diverged(step: int, recipe: Recipe) -> TrainingError:
    return TrainingError(
        "The loss is no number any more at step {step}: the steps are too large. Try a smaller "
        "learning rate than {rate}. The weights of the last good epoch are kept.",
        step=step,
        rate=recipe.learning_rate,
    )


class _Meter:
    """Sums on the device what Progress reports, so that a step waits for nothing."""

    def __init__(self, device: torch.device) -> None:
        self._sums = torch.zeros(2, device=device)  # loss, right answers
        self._seen = 0  # pictures since the last reading
        self._done = 0  # pictures in all
        self._spent = 0.0  # seconds of training in all, without tests
        self._since = 0.0

    def start(self) -> None:
        """Begins or goes on after a test."""
        self._since = time.perf_counter()

    def add(self, loss: Tensor, scores: Tensor, labels: Tensor) -> None:
        """Counts one batch."""
        right = (scores.detach().argmax(1) == labels).sum()
        self._sums += torch.stack((loss.detach() * len(labels), right))
        self._seen += len(labels)

    @property
    def due(self) -> bool:
        """Whether it is time for a reading."""
        return time.perf_counter() - self._since >= TICK

    def read(self) -> tuple[float, float]:
        """Mean loss and share of right answers since the last reading; waits for a GPU."""
        mean, share = (self._sums / self._seen).tolist()
        now = time.perf_counter()
        self._spent += now - self._since
        self._done += self._seen
        self._sums.zero_()
        self._seen, self._since = 0, now
        return mean, share

    @property
    def rate(self) -> float:
        """Pictures a second while training."""
        return self._done / self._spent if self._spent else 0.0


def _refuse_no_epochs(epoch: int, recipe: Recipe) -> None:
    if epoch >= recipe.epochs:
        raise TrainingError(
            "The run has done all of its {epochs} epochs. Ask for more epochs to go on with it.",
            epochs=recipe.epochs,
        )


def _count(module: nn.Module) -> int:
    return sum(weight.numel() for weight in module.parameters())


def permutation(count: int, seed: int, epoch: int) -> Tensor:
    """The order of the pictures in an epoch."""
    generator = torch.Generator().manual_seed(seed * 1_000_003 + epoch)
    return torch.randperm(count, generator=generator)


def cross_entropy(scores: Tensor, labels: Tensor) -> Tensor:
    """Of N x classes scores before the softmax, the mean over the batch."""
    return functional.cross_entropy(scores, labels)


def squared_error(outputs: Tensor, labels: Tensor) -> Tensor:
    """The course's: the sum over the classes of ½ (target - output)², the mean over the batch."""
    targets = functional.one_hot(labels, outputs.shape[1]).to(outputs.dtype)
    return 0.5 * (targets - outputs).square().sum(1).mean()


Loss = Callable[[Tensor, Tensor], Tensor]

LOSSES: dict[str, Loss] = {"cross-entropy": cross_entropy, "squared-error": squared_error}


@torch.no_grad()
def evaluate(
    module: nn.Module, weights: list[float], main: int, loss_of: Loss, data: DataSet, split: Split
) -> tuple[float, float]:
    """Mean loss, and share of right answers of the `main` output, over a whole split."""
    module.eval()
    loss_sum = torch.zeros((), device=data.device)
    hits = torch.zeros((), device=data.device)
    for begin in range(0, len(split), CHUNK):
        x = data.normalised(split.pictures[begin : begin + CHUNK])
        y = split.labels[begin : begin + CHUNK]
        outputs = _all(module(x))
        loss = _weighed(outputs, y, weights, loss_of)
        loss_sum += loss * len(y)
        hits += (outputs[main].argmax(1) == y).sum()
    mean, share = (torch.stack((loss_sum, hits)) / len(split)).tolist()
    return mean, share


def _all(outputs: Tensor | tuple[Tensor, ...]) -> tuple[Tensor, ...]:
    return outputs if isinstance(outputs, tuple) else (outputs,)


def _weighed(
    outputs: tuple[Tensor, ...], labels: Tensor, weights: list[float], loss_of: Loss
) -> Tensor:
    """The loss of every output by its weight; one output of weight 1 costs no more than itself."""
    if weights == [1.0]:
        return loss_of(outputs[0], labels)
    losses = [w * loss_of(output, labels) for w, output in zip(weights, outputs, strict=True)]
    return torch.stack(losses).sum()


def _optimizer(module: nn.Module, recipe: Recipe) -> torch.optim.Optimizer:
    weights = list(module.parameters())
    match recipe.optimizer:
        case "sgd":
            return torch.optim.SGD(
                weights,
                recipe.learning_rate,
                recipe.momentum,
                weight_decay=recipe.weight_decay,
                fused=True,
            )
        case "adam":
            return torch.optim.Adam(
                weights, recipe.learning_rate, weight_decay=recipe.weight_decay, fused=True
            )
        case "adamw":
            return torch.optim.AdamW(
                weights, recipe.learning_rate, weight_decay=recipe.weight_decay, fused=True
            )


def _checkpoint(
    module: nn.Module, optimizer: torch.optim.Optimizer, epoch: int, step: int
) -> Checkpoint:
    tensors = {
        f"model/{name}": value.detach().cpu().clone() for name, value in module.state_dict().items()
    }
    for index, state in optimizer.state_dict()["state"].items():
        tensors |= {
            f"optimizer/{index}/{name}": torch.as_tensor(value).cpu().clone()
            for name, value in state.items()
            if value is not None
        }
    tensors["random"] = torch.get_rng_state()
    return Checkpoint(epoch, step, tensors)


def _restore(kept: Checkpoint, module: nn.Module, optimizer: torch.optim.Optimizer) -> None:
    module.load_state_dict(
        {
            name.removeprefix("model/"): value
            for name, value in kept.tensors.items()
            if name.startswith("model/")
        }
    )
    state: dict[int, dict[str, Tensor]] = {}
    for name, value in kept.tensors.items():
        if name.startswith("optimizer/"):
            _, index, key = name.split("/")
            state.setdefault(int(index), {})[key] = value
    optimizer.load_state_dict(
        {"state": state, "param_groups": optimizer.state_dict()["param_groups"]}
    )
    torch.set_rng_state(kept.tensors["random"])
