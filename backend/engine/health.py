"""What goes wrong inside a network that learns, seen and explained: values that are no numbers,
dead ReLUs, gradients that explode or vanish.

Looking leaves no trace in the network, and nothing here is part of a step.
"""

import math
import time
from collections.abc import Callable, Iterator

import torch
from torch import Tensor, fx, nn

from backend.engine.data import DataSet
from backend.engine.probe import listen
from backend.protocol import Noticed, plain
from graph.text import Text

SAMPLE = 256
"""Training pictures that dead units are looked for with."""
DEAD = 0.75
"""The share of a layer's units without an answer from which on it is told."""
VANISHED = 1e-5
"""The gradient of the first layer against that of the last, each by its weights' norm."""
EXPLODED = 1e3
"""The norm of the whole gradient against its median until now."""
FIRST, AGAIN = 20, 10.0
"""Steps before the first look; seconds between two looks."""
SHARE = 0.01
"""The share of the training's time that looking may take."""
REMEMBERED = 50
"""How many norms the median is of."""


class Doctor:
    """Looks at a training between its steps, now and then; says each thing about a layer once."""

    def __init__(self, emit: Callable[[Noticed], None]) -> None:
        self._emit = emit
        self._said: set[tuple[str, str]] = set()
        self._norms: list[float] = []
        self._steps = 0
        self._due = 0.0
        self._sample: Tensor | None = None

    def look(self, module: fx.GraphModule, data: DataSet, step: int) -> None:
        """Called after each step; does something every few seconds."""
        self._steps += 1
        begun = time.perf_counter()
        if self._steps < FIRST or begun < self._due:
            return
        try:
            self._tell(self._all(module, data, step))
        except torch.OutOfMemoryError:
            self._due = math.inf  # a training that has room for its own steps goes on
            return
        now = time.perf_counter()
        self._due = now + max(AGAIN, (now - begun) / SHARE)

    def _tell(self, notices: Iterator[Noticed]) -> None:
        for notice in notices:
            if (notice.kind, notice.node) not in self._said:
                self._said.add((notice.kind, notice.node))
                self._emit(notice)

    def _all(self, module: fx.GraphModule, data: DataSet, step: int) -> Iterator[Noticed]:
        norm = gradient_norm(module)
        if norm is not None:
            if (
                len(self._norms) >= 3
                and norm > EXPLODED * sorted(self._norms)[len(self._norms) // 2]
            ):
                yield exploding(norm, step)
            self._norms = [*self._norms[-REMEMBERED:], norm]
        yield from vanishing(module, step)
        if self._sample is None:
            pictures, _ = next(data.train.runs(SAMPLE))
            self._sample = data.normalised(pictures)
        yield from dead(module, self._sample, step)


def explain(module: fx.GraphModule, x: Tensor, step: int) -> Noticed:
    """Where the numbers end: the first layer with a weight or a result that is no number.

    `x` is a batch, N x C x H x W.
    """
    for name, weight in module.named_parameters():
        if not bool(torch.isfinite(weight).all()):
            return _notice(
                "nan",
                Text(
                    "The weights {weight} are no numbers any more: a step was too large for them. "
                    "Try a tenth of the learning rate, gradient clipping, or a batch norm before "
                    "this layer.",
                    {"weight": name},
                ),
                _layer(name),
                step,
            )
    for name, result in _results(module, x):
        if not bool(torch.isfinite(result).all()):
            return _notice(
                "nan",
                Text(
                    "The result of {node} is no number: its values have grown beyond what "
                    "{precision} holds. Try a smaller learning rate, or a batch norm before it.",
                    {"node": name, "precision": str(result.dtype).removeprefix("torch.")},
                ),
                name,
                step,
            )
    return _notice(
        "nan",
        Text(
            "The loss is no number, though all weights and results are: the scores are too far "
            "apart. Try a smaller learning rate, or label smoothing."
        ),
        "",
        step,
    )


def gradient_norm(module: nn.Module) -> float | None:
    """Of the whole gradient of the last step; None if there is none."""
    gradients = [weight.grad for weight in module.parameters() if weight.grad is not None]
    if not gradients:
        return None
    return float(nn.utils.get_total_norm(gradients))


def exploding(norm: float, step: int) -> Noticed:
    """The notice of a gradient that has grown suddenly."""
    return _notice(
        "exploding",
        Text(
            "The gradient explodes: its norm is {norm}, more than a thousand times its usual one. "
            "Turn gradient clipping on, or lower the learning rate.",
            {"norm": f"{norm:.3g}"},
        ),
        "",
        step,
    )


def vanishing(module: fx.GraphModule, step: int) -> Iterator[Noticed]:
    """A notice if the first layer's gradient is next to nothing beside the last one's.

    Compared are ‖gradient‖ / ‖weights‖ of the two. (Hochreiter 1991; Glorot and Bengio 2010.)
    """
    pulls = [
        (name, float(weight.grad.float().norm() / weight.detach().float().norm().clamp_min(1e-12)))
        for name, weight in module.named_parameters()
        if weight.grad is not None and weight.dim() > 1
    ]
    if len(pulls) < 2:
        return
    (first, early), (last, late) = pulls[0], pulls[-1]
    if late > 0 and math.isfinite(late) and early < VANISHED * late:
        yield _notice(
            "vanishing",
            Text(
                "The gradient vanishes on its way back: {first} gets {ratio} of what {last} gets, "
                "so it hardly learns. ReLU in the place of Sigmoid or Tanh, batch norms, or "
                "residual blocks let it through.",
                {"first": _layer(first), "last": _layer(last), "ratio": f"{early / late:.1g}"},
            ),
            _layer(first),
            step,
        )


def dead(module: fx.GraphModule, x: Tensor, step: int) -> Iterator[Noticed]:
    """A notice for each ReLU of which many units give 0 for every picture of `x`, N x C x H x W."""
    for name, result in _results(module, x, only=nn.ReLU):
        answers = (result > 0).flatten(2).any(2) if result.dim() > 2 else result > 0
        count = answers.shape[1]
        silent = count - int(answers.any(0).sum())
        if silent >= DEAD * count:
            yield _notice(
                "dead-relu",
                Text(
                    "{silent} of the {count} units of {node} are dead: they give 0 for every "
                    "picture, so no gradient reaches their weights. Lower the learning rate, use "
                    "Leaky ReLU, or put a batch norm before it.",
                    {"silent": silent, "count": count, "node": name},
                ),
                name,
                step,
            )


def _results(
    module: fx.GraphModule, *inputs: Tensor, only: type[nn.Module] = nn.Module, inside: str = ""
) -> Iterator[tuple[str, Tensor]]:
    """What each module of that class gives for a batch, by its dotted name, in evaluation mode."""
    heard = listen(module, *inputs)
    for name, received in heard.received.items():
        inner = module.get_submodule(name)
        if isinstance(inner, fx.GraphModule):
            yield from _results(inner, *received, only=only, inside=f"{inside}{name}.")
        elif isinstance(inner, only) and name in heard.given:
            yield f"{inside}{name}", heard.given[name]


def _layer(weight: str) -> str:
    """The node of a weight: `block1.conv1` of `block1.conv1.weight`."""
    return weight.rpartition(".")[0]


def _notice(kind: str, text: Text, node: str, step: int) -> Noticed:
    return Noticed(kind, *plain(text), node, step)
