"""The processes that train together. Alone, each of these is nothing at all."""

from typing import TypeVar

from torch import Tensor, nn

M = TypeVar("M", bound=nn.Module)


class Ranks:
    """One process that trains alone: the whole batch is its own."""

    number = 0
    count = 1

    @property
    def reports(self) -> bool:
        """Whether this process speaks and writes for all."""
        return self.number == 0

    def part(self, batch: Tensor) -> Tensor:
        """The own part of the numbers of a global batch."""
        return batch

    def own_share(self, own: int, batch: int) -> float:
        """What the mean loss of the own part counts, so that the mean of all processes' gradients
        is that of the global batch.
        """
        return 1.0

    def wrap(self, module: M) -> M:
        """The module, which from then on averages its gradients over the processes."""
        return module

    def sum(self, values: Tensor) -> Tensor:
        """The sum of the values of all processes."""
        return values

    def agreed(self, flags: int) -> int:
        """What the first process says, for all: a stop must come at the same step everywhere."""
        return flags


ALONE = Ranks()
