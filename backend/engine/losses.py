"""What training makes small, as functions of a batch of outputs and its labels.

Labels are N numbers of classes, or N x classes shares of them, where mixup has blended pictures.
Each loss is a mean over the pictures, so that the losses of a batch's parts add up to its own.
"""

import math
from collections.abc import Callable

import torch
from torch import Tensor
from torch.nn import functional

from graph.recipe import Recipe
from graph.text import Refusal

Loss = Callable[[Tensor, Tensor], Tensor]


class WeighingError(Refusal):
    """Class weights by which no picture counts."""


def loss_of(recipe: Recipe, weights: Tensor | None = None) -> Loss:
    """The loss that a recipe asks for; `weights` says how much each class counts, by `weighing`."""
    smoothing = recipe.label_smoothing
    match recipe.loss:
        case "cross-entropy" if weights is None and not smoothing:
            return cross_entropy
        case "cross-entropy":
            return lambda scores, labels: cross_entropy(scores, labels, smoothing, weights)
        case "squared-error":
            return lambda outputs, labels: squared_error(outputs, labels, smoothing, weights)
        case "binary":
            return lambda scores, labels: binary(scores, labels, smoothing, weights)


def cross_entropy(
    scores: Tensor, labels: Tensor, smoothing: float = 0.0, weights: Tensor | None = None
) -> Tensor:
    """Of N x classes scores before the softmax."""
    if weights is None:
        return functional.cross_entropy(scores, labels, label_smoothing=smoothing)
    whole = functional.cross_entropy(
        scores, labels, weights, reduction="sum", label_smoothing=smoothing
    )
    return whole / len(labels)


def squared_error(
    outputs: Tensor, labels: Tensor, smoothing: float = 0.0, weights: Tensor | None = None
) -> Tensor:
    """The course's: the sum over the classes of ½ (target - output)²."""
    wanted = targets(labels, outputs, smoothing)
    return _mean(0.5 * (wanted - outputs).square().sum(1), labels, weights)


def binary(
    scores: Tensor, labels: Tensor, smoothing: float = 0.0, weights: Tensor | None = None
) -> Tensor:
    """The sum over the classes of each one's own cross-entropy, yes or no.

    Of N x classes scores before the sigmoid.
    """
    wanted = targets(labels, scores, smoothing)
    each = functional.binary_cross_entropy_with_logits(scores, wanted, reduction="none")
    return _mean(each.sum(1), labels, weights)


def targets(labels: Tensor, outputs: Tensor, smoothing: float = 0.0) -> Tensor:
    """What the outputs ought to be: N x classes shares from 0 to 1."""
    classes = outputs.shape[1]
    wanted = labels if labels.ndim > 1 else functional.one_hot(labels, classes)
    wanted = wanted.to(outputs.dtype)
    return wanted * (1 - smoothing) + smoothing / classes if smoothing else wanted


def weighing(recipe: Recipe, counts: Tensor) -> Tensor | None:
    """How much each class counts, of the numbers of training pictures that the classes have.

    The weights' mean over these pictures is 1. None if all classes count the same. Raises
    WeighingError if no picture counts.
    """
    wanted = recipe.class_weights.strip()
    if not wanted:
        return None
    device, counts = counts.device, counts.cpu().double()  # mps has no numbers of 64 bits
    if wanted == "balanced":
        numbers = 1 / counts.clamp_min(1)
    else:
        numbers = torch.tensor([float(number) for number in wanted.split(",")], dtype=counts.dtype)
    whole = (numbers * counts).sum()
    if not 0.0 < whole.item() < math.inf:
        raise WeighingError(
            "The class weights of all training pictures add up to {sum}, so nothing can be weighed "
            "by them. Give classes that have pictures a weight above 0, such as 1.",
            sum=f"{whole.item():g}",
        )
    return (numbers * counts.sum() / whole).float().to(device)


def weighed(
    outputs: tuple[Tensor, ...], labels: Tensor, weights: list[float], loss: Loss
) -> Tensor:
    """The loss of every output by its weight; one output of weight 1 costs no more than itself."""
    if not len(labels):  # another process has the pictures; its gradient has a place for zeros
        return torch.stack([output.sum() for output in outputs]).sum()
    if weights == [1.0]:
        return loss(outputs[0], labels)
    losses = [w * loss(output, labels) for w, output in zip(weights, outputs, strict=True)]
    return torch.stack(losses).sum()


def right(scores: Tensor, labels: Tensor) -> Tensor:
    """How many pictures have their highest score where their label is, the greater of two."""
    return (scores.argmax(1) == (labels.argmax(1) if labels.ndim > 1 else labels)).sum()


def _mean(each: Tensor, labels: Tensor, weights: Tensor | None) -> Tensor:
    """Of the pictures' losses, each by the weight of its class."""
    if weights is None:
        return each.mean()
    weights = weights.to(each.dtype)
    return (each * (weights[labels] if labels.ndim == 1 else labels @ weights)).mean()
