"""Too little memory: which errors say so, and which batch would fit."""

import gc
import traceback

import torch
from torch import fx

from backend.engine.data import DataSet
from backend.engine.learner import Learner
from graph.network import Network
from graph.recipe import Recipe
from graph.text import Text

_SAID = ("DefaultCPUAllocator", "out of memory", "ALLOC_FAILED")
"""In the RuntimeErrors of the CPU, of CUDA and MPS, and of cuBLAS and cuDNN."""


def of_memory(error: BaseException) -> bool:
    """Whether an error says that memory ran out, on the GPU or beside it."""
    if isinstance(error, torch.OutOfMemoryError | MemoryError):
        return True
    return isinstance(error, RuntimeError) and any(said in str(error) for said in _SAID)


def clear(error: BaseException) -> None:
    """Gives back what the step that failed holds."""
    traceback.clear_frames(error.__traceback__)
    gc.collect()
    if torch.cuda.is_available():
        torch.cuda.empty_cache()


def fitting(module: fx.GraphModule, network: Network, recipe: Recipe, data: DataSet) -> int:
    """The largest batch of which a step can be done, halving the recipe's; 0 if there is none.

    The weights of the module are not what they were.
    """
    batch = min(recipe.batch_size, len(data.train)) // 2
    while batch:
        try:
            _try(module, network, recipe, data, batch)
        except (RuntimeError, MemoryError) as error:
            if not of_memory(error):
                raise
            clear(error)
            batch //= 2
        else:
            return batch
    return 0


def _try(
    module: fx.GraphModule, network: Network, recipe: Recipe, data: DataSet, batch: int
) -> None:
    learner = Learner(module, network, recipe)
    learner.train()
    pictures, labels = next(iter(data.train.batches([torch.arange(batch)])))
    learner.step(data.normalised(pictures), labels, batch)


def text(device: torch.device, batch: int, fits: int | None) -> Text:
    """The sentence about a batch that was too large, and one that fits; 0 for none, None where it
    is not known.
    """
    values: dict[str, object] = {"device": device.type.upper(), "batch": batch}
    if fits is None:
        return Text(
            "The memory of the {device} is too small for its part of a batch of {batch}. Try a "
            "smaller batch size.",
            values,
        )
    values["fits"] = fits
    if not fits:
        return Text(
            "The memory of the {device} is too small for a batch of {batch}, and for any other. "
            "Make the network or its pictures smaller, or choose another device.",
            values,
        )
    return Text(
        "The memory of the {device} is too small for a batch of {batch}. A batch of {fits} fits: "
        "set the batch size to {fits}.",
        values,
    )
