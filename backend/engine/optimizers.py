"""The optimizer that a recipe asks for, fused where PyTorch has it, and its learning rate."""

import inspect
from typing import Any

import torch
from torch import Tensor, nn

from graph.recipe import Recipe

NORMS = (
    nn.modules.batchnorm._NormBase,
    nn.LayerNorm,
    nn.GroupNorm,
    nn.RMSNorm,
)


def optimizer(
    module: nn.Module, recipe: Recipe, recorded: bool = False, sharded: bool = False
) -> torch.optim.Optimizer:
    """Over all weights of a module that are learned.

    One that is `recorded` in a CUDA graph keeps all that changes on the GPU, as tensors. Weights
    that are `sharded` over processes are not known to all fused kernels.
    """
    groups = _groups(module, recipe)
    device = next(module.parameters()).device
    rate = torch.tensor(recipe.learning_rate, device=device) if recorded else recipe.learning_rate
    match recipe.optimizer:
        case "sgd":
            # never capturable by name: fused, it keeps nothing but tensors
            extra = {"momentum": recipe.momentum, "nesterov": recipe.nesterov}
            return torch.optim.SGD(groups, rate, **extra, **_quickest(torch.optim.SGD, sharded))
        case "adam":
            quick = _quickest(torch.optim.Adam, sharded)
            return torch.optim.Adam(groups, rate, capturable=recorded, **quick)
        case "adamw":
            quick = _quickest(torch.optim.AdamW, sharded)
            return torch.optim.AdamW(groups, rate, capturable=recorded, **quick)
        case "rmsprop":
            extra = {"momentum": recipe.momentum, "capturable": recorded}
            return torch.optim.RMSprop(
                groups, rate, **extra, **_quickest(torch.optim.RMSprop, sharded)
            )


def turn(made: torch.optim.Optimizer, learning_rate: float, momentum: float) -> None:
    """Sets the learning rate of the next step, and the momentum where there is one."""
    for group in made.param_groups:
        if isinstance(group["lr"], Tensor):
            group["lr"].fill_(learning_rate)
        else:
            group["lr"] = learning_rate
        if "momentum" in group and momentum != group["momentum"]:
            group["momentum"] = momentum
            if isinstance(made, torch.optim.RMSprop) and momentum:
                _begin_momentum(made, group["params"])


def spared(module: nn.Module) -> set[Tensor]:
    """The weights that decay leaves alone: biases, single numbers by channel, all of norms."""
    return {
        weight
        for owner in module.modules()
        for name, weight in owner.named_parameters(recurse=False)
        if name == "bias" or weight.ndim < 2 or isinstance(owner, NORMS)
    }


def _groups(module: nn.Module, recipe: Recipe) -> list[dict[str, Any]]:
    """The learned weights in one group, or in two, if only some of them decay."""
    learned = [weight for weight in module.parameters() if weight.requires_grad]
    decay = recipe.weight_decay
    if not decay or recipe.decay_all:
        return [{"params": learned, "weight_decay": decay}]
    left = spared(module)
    pulled = [weight for weight in learned if weight not in left]
    free = [weight for weight in learned if weight in left]
    groups = [{"params": pulled, "weight_decay": decay}, {"params": free, "weight_decay": 0.0}]
    return [group for group in groups if group["params"]]


def _quickest(kind: type[torch.optim.Optimizer], sharded: bool) -> dict[str, Any]:
    """One kernel for all weights where PyTorch has it for this optimizer, else lists of them."""
    fused = "fused" in inspect.signature(kind).parameters and not sharded
    return {"fused" if fused else "foreach": True}


def _begin_momentum(made: torch.optim.RMSprop, weights: list[Tensor]) -> None:
    """RMSprop makes the memory of the last step at its first one only."""
    for weight in weights:
        state = made.state[weight]
        if state and "momentum_buffer" not in state:
            state["momentum_buffer"] = torch.zeros_like(weight)
