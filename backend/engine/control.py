"""What the outside asks of a training, read between two steps."""

import time
from collections.abc import Callable

from torch import fx

from backend.engine.data import DataSet

Look = Callable[[fx.GraphModule, DataSet, int], None]


class Control:
    """What the outside asks of a training; read between two steps. Setting a flag is atomic.

    `look` is called there with the module, the data and the number of steps done, during a pause
    too; `held` when a pause begins and ends; `meet` where several processes agree on what is asked.
    """

    def __init__(
        self,
        look: Look | None = None,
        held: Callable[[bool, int], None] | None = None,
        meet: "Callable[[Control], None] | None" = None,
    ) -> None:
        self.paused = False
        self.stopped = False
        self.learning_rate: float | None = None
        """What the schedule multiplies from now on in the place of the recipe's own."""
        self.momentum: float | None = None
        self.watching = 0.0
        """Seconds that were spent in `look`."""
        self._look = look
        self._others: list[Look] = []
        self._held = held
        self._meet = meet

    def adjust(self, learning_rate: float | None, momentum: float | None) -> None:
        """Takes another learning rate and momentum from the next step on; None leaves it."""
        if learning_rate is not None:
            self.learning_rate = learning_rate
        if momentum is not None:
            self.momentum = momentum

    def also(self, look: Look) -> None:
        """From now on this one looks, too, between two steps of a training that goes on."""
        self._others.append(look)

    def tell(self, held: Callable[[bool, int], None]) -> None:
        """From now on this one hears when a pause begins and ends."""
        self._held = held

    def take_up(self, learning_rate: float | None, momentum: float | None) -> None:
        """Goes on with what was asked for earlier; what is asked for already wins."""
        if self.learning_rate is None:
            self.learning_rate = learning_rate
        if self.momentum is None:
            self.momentum = momentum

    def shared(self, meet: "Callable[[Control], None]", *, reports: bool, looks: bool) -> "Control":
        """One that several processes obey at the same step; who looks and hears is the same, of the
        one that `reports`, where one process alone can look.
        """
        if not reports:
            return Control(meet=meet)
        common = Control(self._look if looks else None, self._held, meet)
        common._others = self._others
        return common

    def meet(self) -> None:
        """Agrees with the other processes, if there are any, on what is asked."""
        if self._meet is not None:
            self._meet(self)

    def between(self, module: fx.GraphModule, data: DataSet, step: int) -> None:
        """Lets the outside look, and holds the training while it is paused."""
        if self._look is not None:
            begun = time.perf_counter()
            self._look(module, data, step)
            self.watching += time.perf_counter() - begun
        for look in self._others:
            look(module, data, step)
        if self.paused and not self.stopped:
            self._hold(module, data, step)

    def _hold(self, module: fx.GraphModule, data: DataSet, step: int) -> None:
        self._say(True, step)
        while self.paused and not self.stopped:
            time.sleep(0.02)
            self.meet()
            if self._look is not None:
                self._look(module, data, step)
        self._say(False, step)

    def _say(self, held: bool, step: int) -> None:
        if self._held is not None:
            self._held(held, step)
