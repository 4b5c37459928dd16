"""How many bytes of pictures a device and a disk may hold."""

import os
import shutil
from pathlib import Path

import torch
from msgspec import Struct

from backend import machine

SHARE = 0.5
"""Of what is free: the rest is for what a training needs besides, and for others."""
MEMORY, DISK = "CONVAS_PICTURE_MEMORY", "CONVAS_PICTURE_DISK"
"""Variables of the environment that say so many bytes instead."""


class Room(Struct, frozen=True):
    """Bytes of pictures that the device and the cache's disk may hold."""

    memory: int
    disk: int


def room(device: torch.device, cache: Path) -> Room:
    """What there is now, as the environment says or as a share of what is free."""
    memory, disk = overrides()
    return Room(
        int(SHARE * free_memory(device)) if memory is None else int(memory),
        int(SHARE * _free_disk(cache)) if disk is None else int(disk),
    )


def overrides() -> tuple[str | None, str | None]:
    """What the environment says of memory and disk."""
    return os.environ.get(MEMORY), os.environ.get(DISK)


def free_memory(device: torch.device) -> int:
    """Bytes of a device that a process of a training may take; PyTorch's own reserve is free."""
    if device.type == "cuda":
        reserve = torch.cuda.memory_reserved(device) - torch.cuda.memory_allocated(device)
        return torch.cuda.mem_get_info(device)[0] + reserve
    _, free = machine.memory()
    if device.type == "mps":
        limit = torch.mps.recommended_max_memory() - torch.mps.current_allocated_memory()
        free = min(limit, free) if free else limit
    # torchrun says how many processes of a training share this machine's memory
    return free // int(os.environ.get("LOCAL_WORLD_SIZE", "1"))


def _free_disk(folder: Path) -> int:
    while not folder.exists() and folder != folder.parent:
        folder = folder.parent
    return shutil.disk_usage(folder).free
