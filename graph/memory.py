"""Whether a training fits a device's memory: bytes of a batch, and the largest batch that fits.

Training needs weights, gradients and the optimizer's numbers (none for SGD without momentum, one a
weight with it, two for Adam: Kingma & Ba 2015, algorithm 1), and of each picture what is kept until
the backward pass with the gradients of maps. When those are given up, Adam's step makes a copy of
one of its numbers. These are estimates: the scratch memory of convolutions and the gaps between
tensors are paid from a margin.
"""

from graph.costs import BYTES, Costs
from graph.recipe import Recipe

MARGIN = 0.1
"""The share of a device's memory that an estimate leaves free."""


def training_bytes(costs: Costs, recipe: Recipe, batch: int | None = None) -> int:
    """Memory of a training step at that batch, or at the recipe's, at its worst moment."""
    pictures = recipe.batch_size if batch is None else batch
    step = costs.parameters * BYTES * _copies(recipe)
    return _fixed(costs, recipe) + max(costs.worst_bytes * pictures, step)


def inference_bytes(costs: Costs, batch: int) -> int:
    """Memory of the weights and of a batch on its way through, nothing kept for training."""
    return costs.parameters * BYTES + costs.peak_bytes * batch


def largest_batch(costs: Costs, recipe: Recipe, available: int) -> int:
    """How many pictures can be trained at once in so many bytes, MARGIN left free; 0 if none."""
    usable = int(available * (1 - MARGIN))
    if training_bytes(costs, recipe, 1) > usable:
        return 0
    return (usable - _fixed(costs, recipe)) // max(1, costs.worst_bytes)


def _fixed(costs: Costs, recipe: Recipe) -> int:
    """Weights, their gradients, and what the optimizer remembers of each."""
    remembered = 2 if recipe.optimizer != "sgd" else int(recipe.momentum > 0)
    return costs.parameters * BYTES * (2 + remembered)


def _copies(recipe: Recipe) -> int:
    return 0 if recipe.optimizer == "sgd" else 1


def size(octets: float) -> str:
    """An amount of memory in the unit that fits: 6.3 KB."""
    for unit in ("B", "KB", "MB", "GB"):
        if octets < 999.5:
            return f"{octets:.0f} {unit}" if unit == "B" or octets >= 99.5 else _short(octets, unit)
        octets /= 1024
    return _short(octets, "TB")


def at_most(number: int) -> str:
    """A bound that is estimated: rounded down to two figures, 1,900."""
    scale = 10 ** max(0, len(str(number)) - 2)
    return f"{number // scale * scale:,}"


def _short(number: float, unit: str) -> str:
    return f"{int(10 * number + 0.5) / 10:g} {unit}"  # not :.1f, which makes 6.2 of 6.25
