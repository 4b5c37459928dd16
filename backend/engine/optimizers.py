"""The optimizer that a recipe asks for, fused where PyTorch has it, and its learning rate."""

import torch
from torch import nn

from graph.recipe import Recipe


def optimizer(module: nn.Module, recipe: Recipe) -> torch.optim.Optimizer:
    """Over all weights of a module that are learned."""
    weights = [weight for weight in module.parameters() if weight.requires_grad]
    rate, decay = recipe.learning_rate, recipe.weight_decay
    match recipe.optimizer:
        case "sgd":
            return torch.optim.SGD(weights, rate, recipe.momentum, weight_decay=decay, fused=True)
        case "adam":
            return torch.optim.Adam(weights, rate, weight_decay=decay, fused=True)
        case "adamw":
            return torch.optim.AdamW(weights, rate, weight_decay=decay, fused=True)
        case "rmsprop":
            return torch.optim.RMSprop(weights, rate, weight_decay=decay, momentum=recipe.momentum)


def turn(made: torch.optim.Optimizer, learning_rate: float, momentum: float) -> None:
    """Sets the learning rate of the next step, and the momentum where there is one."""
    for group in made.param_groups:
        group["lr"] = learning_rate
        if "momentum" in group:
            group["momentum"] = momentum
