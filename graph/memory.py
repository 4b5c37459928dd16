"""Whether a training fits a device's memory: bytes of a batch, and the largest batch that fits.

These are estimates. Training needs weights, gradients and the optimizer's numbers (none for SGD
without momentum, one a weight with it, two for Adam: Kingma & Ba 2015, algorithm 1), and of each
picture what is kept until the backward pass. What they leave out is paid from a margin: gradients
of maps, the scratch memory of convolutions, the gaps between tensors.
"""

from graph.costs import BYTES, Costs
from graph.recipe import Recipe

MARGIN = 0.1
"""The share of a device's memory that an estimate leaves free."""


def training_bytes(costs: Costs, recipe: Recipe, batch: int | None = None) -> int:
    """Memory of a training step at that batch, or at the recipe's."""
    pictures = recipe.batch_size if batch is None else batch
    return _fixed(costs, recipe) + costs.kept_bytes * pictures


def inference_bytes(costs: Costs, batch: int) -> int:
    """Memory of the weights and of a batch on its way through, nothing kept for training."""
    return costs.parameters * BYTES + costs.peak_bytes * batch


def largest_batch(costs: Costs, recipe: Recipe, available: int) -> int:
    """How many pictures can be trained at once in so many bytes, MARGIN left free; 0 if none."""
    room = int(available * (1 - MARGIN)) - _fixed(costs, recipe)
    return max(0, room // max(1, costs.kept_bytes))


def numbers_a_weight(recipe: Recipe) -> int:
    """The weight, its gradient, and what the optimizer remembers of it."""
    if recipe.optimizer == "sgd":
        return 3 if recipe.momentum else 2
    return 4


def _fixed(costs: Costs, recipe: Recipe) -> int:
    return costs.parameters * BYTES * numbers_a_weight(recipe)


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
