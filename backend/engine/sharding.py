"""Weights and optimizer spread over the processes: FSDP2, for networks that no GPU can hold whole.

Each block's weights are put together while it computes, and are shards else.
"""

from typing import TypeVar

import torch
from torch import Tensor, fx, nn
from torch.distributed.device_mesh import init_device_mesh
from torch.distributed.fsdp import FSDPModule, fully_shard
from torch.distributed.tensor import DTensor, distribute_tensor

M = TypeVar("M", bound=nn.Module)


def shard(module: M, device: torch.device, count: int) -> M:
    """The module, in place, with its weights spread over so many processes, block by block."""
    mesh = init_device_mesh(device.type, (count,))
    blocks = [each for each in module.modules() if isinstance(each, fx.GraphModule)]
    for block in reversed(blocks):  # the inner ones first, the whole network last
        fully_shard(block, mesh=mesh)
        if device.type == "cpu" and isinstance(block, FSDPModule):  # gloo knows no mean
            block.set_force_sum_reduction_for_comms(True)
    return module


def whole(value: Tensor) -> Tensor:
    """From all its shards, on all processes, which all must ask; others are whole already."""
    return value.full_tensor() if isinstance(value, DTensor) else value


def like(value: Tensor, own: Tensor) -> Tensor:
    """A whole tensor, the same on all processes, spread over them as `own` is."""
    if not isinstance(own, DTensor):
        return value
    placed = value.to(own.device)
    return distribute_tensor(placed, own.device_mesh, own.placements, src_data_rank=None)
