"""The learning rate of each step, known before training, so that it can be plotted.

One-cycle: L. N. Smith, "A disciplined approach to neural network hyper-parameters", 2018. Cosine:
Loshchilov and Hutter, "SGDR", 2016, without restarts.
"""

import math

from graph.recipe import Recipe

LEAST = 1e-12
"""Of a step schedule with very many steps."""


def learning_rate(recipe: Recipe, step: int, steps: int) -> float:
    """Of the step number `step`, from 0, where an epoch has `steps` steps."""
    return recipe.learning_rate * factor(recipe, step, steps)


def factor(recipe: Recipe, step: int, steps: int) -> float:
    """What the schedule multiplies the recipe's learning rate by, from 0 to 1.

    No step of a training has the factor 0: it would learn nothing.
    """
    total = recipe.epochs * steps
    if recipe.schedule == "one-cycle":
        return _one_cycle((step + 1) / (total + 1), recipe.peak)
    warm = recipe.warm_up * steps
    if step + 1 <= warm:
        return (step + 1) / (warm + 1)
    match recipe.schedule:
        case "step":
            return max(LEAST, recipe.step_factor ** (step // (recipe.step_epochs * steps)))
        case "cosine":
            left = max(1.0, total - warm)
            return (1 + math.cos(math.pi * min(1.0, (step - warm) / left))) / 2
        case _:
            return 1.0


def _one_cycle(place: float, peak: float) -> float:
    """Straight up to 1 at the share `peak` of the training, straight down to 0 at its end."""
    if place <= peak:
        return place / peak
    return max(0.0, 1 - place) / (1 - peak)
