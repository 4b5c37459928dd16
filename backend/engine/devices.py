"""Which device a recipe trains on, and with how many CPU threads."""

import os

import torch

from graph.recipe import Recipe
from graph.text import Refusal


class DeviceError(Refusal):
    """The device that a recipe asks for is not here."""


def choose(recipe: Recipe, local: int = 0, count: int = 1) -> torch.device:
    """The device of a recipe, for process `local` of `count` on this machine.

    `auto` is cuda, then mps, then cpu; several processes have a CUDA device each, or share the
    CPU. Raises DeviceError.
    """
    kind = _kind(recipe.device, alone=count == 1)
    if kind == "cuda":
        gpus = torch.cuda.device_count()
        if count > gpus:
            raise DeviceError(
                "There are {gpus} CUDA devices here, too few for {count} processes. Set the "
                "processes to {gpus}, or the device to cpu.",
                gpus=gpus,
                count=count,
            )
        return torch.device("cuda") if count == 1 else torch.device("cuda", local)
    if kind == "cpu":
        torch.set_num_threads(threads(recipe, count))
    return torch.device(kind)


def threads(recipe: Recipe, count: int = 1) -> int:
    """CPU threads of each of `count` processes on this machine: the recipe's, or its part of all
    cores but one.
    """
    return recipe.threads or max(1, ((os.cpu_count() or 2) - 1) // count)


def _kind(name: str, *, alone: bool) -> str:
    cuda, mps = torch.cuda.is_available(), torch.backends.mps.is_available()
    if name == "auto":
        return "cuda" if cuda else "mps" if mps and alone else "cpu"
    if name == "mps" and not alone:
        raise DeviceError("An Apple GPU cannot be shared by processes. Set the processes to 1.")
    if (name == "cuda" and not cuda) or (name == "mps" and not mps):
        raise DeviceError(
            "There is no {device} device here: PyTorch {version} finds none. "
            "Set the device to auto or cpu.",
            device=name.upper(),
            version=torch.__version__,
        )
    return name
