"""Where a training is, with all that the next step needs: captured and put back."""

import torch
from msgspec import Struct
from torch import Tensor, nn


class Checkpoint(Struct):
    """Where a training is: after so many steps of an epoch, with all that the next step needs."""

    epoch: int
    step: int
    """Of the epoch."""
    tensors: dict[str, Tensor]
    best: float = 0.0
    """The best accuracy on the pictures that are watched, until now."""


def capture(
    module: nn.Module, optimizer: torch.optim.Optimizer, epoch: int, step: int
) -> Checkpoint:
    """Copies on the CPU."""
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


def restore(kept: Checkpoint, module: nn.Module, optimizer: torch.optim.Optimizer) -> None:
    """Makes module, optimizer and random state what they were."""
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
