"""torch.compile, and what to do where it cannot be done."""

from collections.abc import Callable

import torch
from torch import nn

# what a missing compiler, an unknown operation or a broken installation raises
ERRORS = (RuntimeError, ImportError, OSError)


class Before:
    """What a step changes before it fails: random numbers, and what batch norms measure."""

    def __init__(self, module: nn.Module, device: torch.device) -> None:
        self._buffers = [(buffer, buffer.clone()) for buffer in module.buffers()]
        self._random = torch.get_rng_state()
        self._device = device
        self._cuda = torch.cuda.get_rng_state(device) if device.type == "cuda" else None

    def bring_back(self) -> None:
        """As if the step had never begun."""
        for buffer, value in self._buffers:
            buffer.copy_(value)
        torch.set_rng_state(self._random)
        if self._cuda is not None:
            torch.cuda.set_rng_state(self._cuda, self._device)


def compiled(module: Callable[..., object]) -> Callable[..., object]:
    """The module for batches of one size; what it is made of is found at its first call."""
    return torch.compile(module, dynamic=False)


def reason(error: BaseException) -> str:
    """Why it failed, in one line that fits a sentence."""
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    first = lines[0] if lines else type(error).__name__
    return first[:200].rstrip(" .:")
