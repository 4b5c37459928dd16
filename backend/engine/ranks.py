"""The processes that train together. Alone, each of these is nothing at all.

All of them do the same steps in the same order. What only one of them can know, the time, a Stop,
what is on its disk, is the first one's to say, and all hear it after the same step.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TypeVar

from torch import Tensor, nn

from backend.engine.control import Control
from graph.text import Refusal

M = TypeVar("M", bound=nn.Module)


class RankLost(Refusal):
    """Another process of this training is gone, or has failed and said why."""


class Followed(RankLost):
    """What a process raises that is not the first one: that one tells the user."""


class Ranks:
    """One process that trains alone: the whole batch is its own."""

    number = 0
    count = 1
    local = 0
    """Its number among the processes of this machine, and of its GPU."""
    local_count = 1
    sharded = False
    """Whether weights and optimizer are spread over the processes, and whole nowhere."""

    @property
    def reports(self) -> bool:
        """Whether this process speaks and writes for all."""
        return self.number == 0

    def part(self, batch: Tensor) -> Tensor:
        """The own part of the numbers of a global batch; parts differ by one picture at most, and
        may be empty.
        """
        return batch

    def own(self, count: int) -> tuple[int, int]:
        """Where the own part of so many pictures begins and ends."""
        return 0, count

    def own_share(self, own: int, batch: int) -> float:
        """What the mean loss of the own part counts, so that the mean of all processes' gradients
        is that of the global batch.
        """
        return 1.0

    def equal(self, module: nn.Module) -> None:
        """Gives a module the first process's weights, on all."""

    def wrap(self, module: M) -> M:
        """The module, which from then on averages its gradients over the processes and normalises
        by the statistics of the global batch. The optimizer is made after it.
        """
        return module

    def seed(self, seed: int, step: int) -> None:
        """Begins the random numbers of a step, where they are a function of (seed, step, rank)."""

    def sum(self, values: Tensor) -> Tensor:
        """The sum of the values of all processes, on all; they all must ask at the same place."""
        return values

    def due(self, own: bool, step: int) -> bool:
        """Whether all meet after this step; one that is alone meets when it wants to, `own`."""
        return own

    def agreed(self, flag: bool) -> bool:
        """What the first process says, on all; they all must ask at the same place."""
        return flag

    def shared(self, content: bytes) -> bytes:
        """The first process's content, on all; they all must ask at the same place."""
        return content

    def follow(self, control: Control) -> Control:
        """What the training obeys: the control itself, or one that all processes share, which takes
        the first one's wishes over where they meet.
        """
        return control

    def whole(self, value: Tensor) -> Tensor:
        """A weight, or what an optimizer keeps of one, from all its shards, on all processes."""
        return value

    def like(self, value: Tensor, own: Tensor) -> Tensor:
        """A whole weight, spread over the processes as `own` is."""
        return value

    @contextmanager
    def in_turn(self) -> Iterator[None]:
        """The first process of each machine does the block first, then the others: what it puts on
        the disk, they find there.
        """
        yield

    def abort(self) -> None:
        """Ends what waits for another process that is gone; any thread may call it."""

    @contextmanager
    def guarded(self) -> Iterator[None]:
        """Raises RankLost if another process is gone while the block is done."""
        yield


ALONE = Ranks()
