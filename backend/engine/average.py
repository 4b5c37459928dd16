"""A moving average of the weights (EMA): what is tested and kept, beside what the steps change.

It learns at first from more of each step, min(decay, (1 + n) / (10 + n)) stays after n of them, so
that it forgets the random weights soon: TensorFlow's ExponentialMovingAverage does the same.
"""

import torch
from torch import Tensor, nn


class Average:
    """Of all numbers of a module's state: weights, and what batch norms have measured."""

    def __init__(self, module: nn.Module, decay: float) -> None:
        self.updates = 0
        self._decay = decay
        self._module = module
        self._values = {
            name: value.detach().clone()
            for name, value in module.state_dict().items()
            if value.is_floating_point()
        }
        self._own = list(self._values.values())
        self._live = [module.state_dict(keep_vars=True)[name] for name in self._values]

    @torch.no_grad()
    def update(self) -> None:
        """Moves it towards the weights as they are now; waits for no GPU."""
        share = min(self._decay, (1 + self.updates) / (10 + self.updates))
        torch._foreach_lerp_(self._own, self._live, 1 - share)  # pyright: ignore[reportPrivateImportUsage]
        self.updates += 1

    @property
    def state(self) -> dict[str, Tensor]:
        """A state_dict of the module with the average in it."""
        return {**self._module.state_dict(), **self._values}

    def take(self, state: dict[str, Tensor], updates: int) -> None:
        """Goes on from such a state after so many updates."""
        for name, value in self._values.items():
            value.copy_(state[name])
        self.updates = updates
