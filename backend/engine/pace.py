"""Learning rate and momentum of each step: the recipe's, and what is asked for meanwhile."""

from collections.abc import Callable

from backend.engine.control import Control
from backend.protocol import Noticed
from graph.recipe import Recipe
from graph.schedule import factor


class Pace:
    """What the next step is done with; tells `notice` when something else was asked for."""

    def __init__(
        self, recipe: Recipe, control: Control, steps: int, notice: Callable[[Noticed], object]
    ) -> None:
        self.rate = 0.0
        """The learning rate of the last step, schedule and all."""
        self.momentum = 0.0
        """Its momentum; 0 where the optimizer has none."""
        self.done = 0
        """Steps of the training, that one included."""
        self._recipe = recipe
        self._control = control
        self._steps = steps
        self._notice = notice
        self._told = (control.learning_rate, control.momentum)
        self._own_momentum = recipe.optimizer in ("sgd", "rmsprop")

    def at(self, step: int) -> tuple[float, float]:
        """Learning rate and momentum of a step of the training."""
        self.done = step + 1
        asked = (self._control.learning_rate, self._control.momentum)
        if asked != self._told:
            self._tell(asked, step)
        base, momentum = asked
        recipe = self._recipe
        self.rate = (recipe.learning_rate if base is None else base) * factor(
            recipe, step, self._steps
        )
        if self._own_momentum:
            self.momentum = recipe.momentum if momentum is None else momentum
        return self.rate, self.momentum

    def _tell(self, asked: tuple[float | None, float | None], step: int) -> None:
        (rate, momentum), (old_rate, old_momentum) = asked, self._told
        self._told = asked
        if rate is not None and rate != old_rate:
            text = "From step {step} on, the learning rate is {rate}, times the schedule."
            self._notice(Noticed("adjusted", text, {"step": step + 1, "rate": rate}, step=step))
        if momentum is not None and momentum != old_momentum and self._own_momentum:
            text = "From step {step} on, the momentum is {momentum}."
            values = {"step": step + 1, "momentum": momentum}
            self._notice(Noticed("adjusted", text, values, step=step))
