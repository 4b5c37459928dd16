"""A network that learns: one step of forward, loss, backward and optimizer on one batch."""

import math
from collections.abc import Callable

import torch
from torch import Tensor, fx, nn
from torch.func import functional_call

from backend.engine import compiling, precision, transfer
from backend.engine.average import Average
from backend.engine.graphs import Recording, unfit
from backend.engine.losses import loss_of, weighed, weighing
from backend.engine.module import training_form
from backend.engine.optimizers import optimizer, turn
from backend.engine.ranks import ALONE, Ranks
from backend.protocol import Noticed, plain
from graph.layers.activation import Sigmoid, Softmax
from graph.layers.endpoints import Output
from graph.network import Network
from graph.recipe import Recipe

ENDS = {"cross-entropy": Softmax, "binary": Sigmoid}
"""What at the end of a network belongs to a loss, which has it in a form that is stable."""

WHOLE = (
    "Weights are sharded over several processes, and this training has one. It goes on with all of "
    "them in one place."
)


class Learner:
    """A module with its loss and its optimizer; `step` is all that a training does with them.

    `counts` are the numbers of training pictures of the classes, for class weights; `notice` hears
    why something that the recipe asks for is left out.
    """

    def __init__(
        self,
        module: fx.GraphModule,
        network: Network,
        recipe: Recipe,
        ranks: Ranks = ALONE,
        counts: Tensor | None = None,
        notice: Callable[[Noticed], object] = bool,
    ) -> None:
        self.device = next(module.parameters()).device
        if recipe.channels_last:
            module.to(memory_format=torch.channels_last)  # type: ignore[call-overload]
        transfer.freeze(module, network)
        self.module = module
        self.network = network
        self.recipe = recipe
        self.main = network.main_output
        self.loss = loss_of(recipe, None if counts is None else weighing(recipe, counts))
        self.weights = [layer.weight for layer in network.of_type(Output).values()]
        end = ENDS.get(recipe.loss)
        self.scores: nn.Module = module if end is None else training_form(module, network, end)
        self.ranks = ranks
        self._notice = notice
        if recipe.sharded and not ranks.sharded:
            notice(Noticed("fallback", WHOLE))
        self._learned: Callable[..., object] = ranks.wrap(self.scores)
        self._full = self._learned  # for batches of the recipe's size
        self._tried = not recipe.compile
        self._recording = self._recorder() if recipe.cuda_graphs else None
        recorded = self._recording is not None
        self.optimizer = optimizer(module, recipe, recorded, ranks.sharded)
        self._numbers = precision.number_type(recipe, self.device)
        self.scaler = precision.scaler(self._numbers, self.device)
        self.average = Average(module, recipe.ema) if recipe.ema else None

    def train(self) -> None:
        """Makes batch norm and dropout what they are in training, frozen norms apart."""
        transfer.set_training(self.module, self.network)
        transfer.set_training(self.scores, self.network)

    def turn(self, learning_rate: float, momentum: float) -> None:
        """Sets the learning rate and the momentum of the next step."""
        turn(self.optimizer, learning_rate, momentum)

    def step(self, x: Tensor, y: Tensor, whole: int) -> tuple[Tensor, Tensor]:
        """Learns from one batch, of a global batch of `whole` pictures.

        `y` is N labels, or N x classes shares. Gives the mean loss and the main output's scores,
        N x classes; waits for no GPU.
        """
        if not self._tried:
            loss, scores = self._compiled_change(x, y, whole)
        elif self._recording is not None and whole == self.recipe.batch_size:
            loss, scores = self._recording(x, y)
        else:
            loss, scores = self.change(x, y, whole)
        if self.average is not None:
            self.average.update()
        return loss, scores

    def change(self, x: Tensor, y: Tensor, whole: int) -> tuple[Tensor, Tensor]:
        """The step itself: what the weights learn from a batch."""
        forward = self._full if whole == self.recipe.batch_size else self._learned
        outputs = self._outputs(forward, x)
        loss = weighed(outputs, y, self.weights, self.loss)
        share = self.ranks.own_share(len(y), whole)
        self.optimizer.zero_grad(set_to_none=True)
        self._descend(loss if share == 1.0 else loss * share)
        return loss.detach(), outputs[self.main].detach()

    def judge(self, x: Tensor) -> tuple[Tensor, ...]:
        """The outputs, as scores, of the weights that are tested: the average, if there is one."""
        if self.average is None:
            return self._outputs(self.scores, x)
        state = self.average.state
        return self._outputs(lambda x: functional_call(self.scores, state, (x,)), x)

    def settle(self) -> None:
        """Makes the tested weights the module's own, once nothing is to be learned any more."""
        if self.average is not None:
            self.module.load_state_dict(self.average.state)

    def tested_weights(self) -> dict[str, Tensor]:
        """A state_dict of the module with the weights that are tested and kept."""
        return self.module.state_dict() if self.average is None else self.average.state

    @property
    def size(self) -> int:
        """Weights in all."""
        return sum(math.prod(weight.shape) for weight in self.module.parameters())

    def _outputs(self, forward: Callable[..., object], x: Tensor) -> tuple[Tensor, ...]:
        if self.recipe.channels_last:
            x = x.contiguous(memory_format=torch.channels_last)
        if self._numbers is None:
            return results(forward(x))
        with torch.autocast(self.device.type, self._numbers):
            outputs = results(forward(x))
        return tuple(output.float() for output in outputs)  # a loss wants 32 bits

    def _descend(self, loss: Tensor) -> None:
        """Backward, clipping, optimizer."""
        if self.scaler is None:
            loss.backward()
            self._clip()
            self.optimizer.step()
            return
        self.scaler.scale(loss).backward()
        self.scaler.unscale_(self.optimizer)
        self._clip()
        self.scaler.step(self.optimizer)
        self.scaler.update()

    def _clip(self) -> None:
        if self.recipe.gradient_clipping:
            nn.utils.clip_grad_norm_(self.module.parameters(), self.recipe.gradient_clipping)

    def _compiled_change(self, x: Tensor, y: Tensor, whole: int) -> tuple[Tensor, Tensor]:
        """The first full step, which compiles; where that fails, the step without it."""
        if whole != self.recipe.batch_size:
            return self.change(x, y, whole)
        self._tried = True
        before = compiling.Before(self.module, self.device)
        try:
            self._full = compiling.compiled(self._learned)
            return self.change(x, y, whole)
        except torch.OutOfMemoryError:
            raise
        except compiling.ERRORS as error:
            why = compiling.reason(error)
        before.bring_back()
        self._full = self._learned
        text = "The network cannot be compiled: {reason}. The training goes on without."
        self._notice(Noticed("fallback", text, {"reason": why}))
        return self.change(x, y, whole)

    def _recorder(self) -> Recording | None:
        why = unfit(self.recipe, self.device, self.ranks)
        if why is None:
            return Recording(self, self._without_recording)
        self._notice(Noticed("fallback", *plain(why)))
        return None

    def _without_recording(self, why: str) -> None:
        self._recording = None
        text = "A step cannot be recorded as a CUDA graph: {reason}. The training goes on without."
        self._notice(Noticed("fallback", text, {"reason": why}))


def results(outputs: object) -> tuple[Tensor, ...]:
    """The outputs of a network, one or several, as a tuple."""
    return outputs if isinstance(outputs, tuple) else (outputs,)  # type: ignore[return-value]
