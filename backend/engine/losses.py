"""What training makes small, as functions of a batch of outputs and labels."""

from collections.abc import Callable

import torch
from torch import Tensor
from torch.nn import functional

from graph.recipe import Recipe

Loss = Callable[[Tensor, Tensor], Tensor]


def cross_entropy(scores: Tensor, labels: Tensor) -> Tensor:
    """Of N x classes scores before the softmax, the mean over the batch."""
    return functional.cross_entropy(scores, labels)


def squared_error(outputs: Tensor, labels: Tensor) -> Tensor:
    """The course's: the sum over the classes of ½ (target - output)², the mean over the batch."""
    targets = functional.one_hot(labels, outputs.shape[1]).to(outputs.dtype)
    return 0.5 * (targets - outputs).square().sum(1).mean()


LOSSES: dict[str, Loss] = {"cross-entropy": cross_entropy, "squared-error": squared_error}


def loss_of(recipe: Recipe) -> Loss:
    """The loss that a recipe asks for."""
    return LOSSES[recipe.loss]


def weighed(
    outputs: tuple[Tensor, ...], labels: Tensor, weights: list[float], loss: Loss
) -> Tensor:
    """The loss of every output by its weight; one output of weight 1 costs no more than itself."""
    if weights == [1.0]:
        return loss(outputs[0], labels)
    losses = [w * loss(output, labels) for w, output in zip(weights, outputs, strict=True)]
    return torch.stack(losses).sum()
