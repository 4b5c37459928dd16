"""A network that learns: one step of forward, loss, backward and optimizer on one batch."""

import math

from torch import Tensor, fx, nn

from backend.engine.losses import loss_of, weighed
from backend.engine.module import training_form
from backend.engine.optimizers import optimizer, turn
from backend.engine.ranks import Ranks
from graph.layers.endpoints import Output
from graph.network import Network
from graph.recipe import Recipe


class Learner:
    """A module with its loss and its optimizer; `step` is all that a training does with them."""

    def __init__(
        self, module: fx.GraphModule, network: Network, recipe: Recipe, ranks: Ranks
    ) -> None:
        self.module = module
        self.recipe = recipe
        self.main = network.main_output
        self.loss = loss_of(recipe)
        self.weights = [layer.weight for layer in network.of_type(Output).values()]
        scores = training_form(module, network) if recipe.loss == "cross-entropy" else module
        self.scores: nn.Module = scores
        self._learned: nn.Module = ranks.wrap(scores)
        self._ranks = ranks
        self.optimizer = optimizer(module, recipe)

    def turn(self, learning_rate: float, momentum: float) -> None:
        """Sets the learning rate and the momentum of the next step."""
        turn(self.optimizer, learning_rate, momentum)

    def step(self, x: Tensor, y: Tensor, whole: int) -> tuple[Tensor, Tensor]:
        """Learns from one batch, of a global batch of `whole` pictures.

        Gives the mean loss and the main output's scores, N x classes; waits for no GPU.
        """
        outputs = results(self._learned(x))
        loss = weighed(outputs, y, self.weights, self.loss)
        share = self._ranks.own_share(len(y), whole)
        self.optimizer.zero_grad(set_to_none=True)
        (loss if share == 1.0 else loss * share).backward()
        self.optimizer.step()
        return loss.detach(), outputs[self.main].detach()

    @property
    def size(self) -> int:
        """Weights in all."""
        return sum(math.prod(weight.shape) for weight in self.module.parameters())


def results(outputs: Tensor | tuple[Tensor, ...]) -> tuple[Tensor, ...]:
    """The outputs of a network, one or several, as a tuple."""
    return outputs if isinstance(outputs, tuple) else (outputs,)
