"""A whole training step recorded as a CUDA graph, which the GPU repeats without being told each
of its kernels.

https://docs.pytorch.org/docs/stable/notes/cuda.html#whole-network-capture says what may be in it.
The first steps are done as usual, on a stream of their own, so that all that is made once is there;
then one is recorded. It always reads the same input tensors, into which each batch is copied, and
the learning rate from a tensor; a momentum is a number in it, so another one needs a new recording.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING

import torch
from msgspec import Struct
from torch import Tensor

from backend.engine import compiling
from backend.engine.ranks import Ranks
from graph.recipe import Recipe
from graph.text import Text

if TYPE_CHECKING:
    from backend.engine.learner import Learner

WARM_UP = 3
"""Steps before the recording."""


class Recorded(Struct, frozen=True, eq=False):
    """A graph with the tensors that it reads and writes."""

    graph: torch.cuda.CUDAGraph
    x: Tensor
    y: Tensor
    loss: Tensor
    scores: Tensor
    fixed: tuple[object, ...]
    """What cannot change in it."""


class Recording:
    """A learner's `change` for batches of the full size, recorded after the first of them.

    Where that fails, `give_up` is told why, and the steps are done as usual.
    """

    def __init__(self, learner: "Learner", give_up: Callable[[str], None]) -> None:
        self._learner = learner
        self._give_up = give_up
        self._done = 0
        self._stream = torch.cuda.Stream(learner.device)
        self._recorded: Recorded | None = None

    def __call__(self, x: Tensor, y: Tensor) -> tuple[Tensor, Tensor]:
        """One step; waits for no GPU."""
        if self._done < WARM_UP:
            self._done += 1
            return self._beside(x, y)
        fixed = self._fixed(x, y)
        if self._recorded is None or self._recorded.fixed != fixed:
            try:
                self._recorded = self._record(x, y, fixed)
            except torch.OutOfMemoryError:
                raise
            except RuntimeError as error:
                self._give_up(compiling.reason(error))
                return self._learner.change(x, y, len(y))
        recorded = self._recorded
        recorded.x.copy_(x)
        recorded.y.copy_(y)
        recorded.graph.replay()
        # the next step writes where these are
        return recorded.loss.clone(), recorded.scores.clone()

    def _beside(self, x: Tensor, y: Tensor) -> tuple[Tensor, Tensor]:
        """A step as usual, on the stream that is not the default one, as a recording wants it."""
        self._stream.wait_stream(torch.cuda.current_stream())
        with torch.cuda.stream(self._stream):
            result = self._learner.change(x, y, len(y))
        torch.cuda.current_stream().wait_stream(self._stream)
        return result

    def _record(self, x: Tensor, y: Tensor, fixed: tuple[object, ...]) -> Recorded:
        """Records a step; nothing is computed yet."""
        self._recorded = None  # its memory is free for the new one
        own_x, own_y = x.clone(), y.clone()
        self._learner.optimizer.zero_grad(set_to_none=True)  # the graph has its own gradients
        graph = torch.cuda.CUDAGraph()
        # what other threads do meanwhile, which move the next pictures, spoils no recording
        with torch.cuda.graph(graph, stream=self._stream, capture_error_mode="thread_local"):
            loss, scores = self._learner.change(own_x, own_y, len(y))
        return Recorded(graph, own_x, own_y, loss, scores, fixed)

    def _fixed(self, x: Tensor, y: Tensor) -> tuple[object, ...]:
        momenta = tuple(group.get("momentum") for group in self._learner.optimizer.param_groups)
        return (momenta, x.shape, x.stride(), y.shape, y.dtype)


def unfit(recipe: Recipe, device: torch.device, ranks: Ranks) -> Text | None:
    """Why a training cannot be recorded, if that is known before it is tried."""
    if device.type != "cuda":
        return Text(
            "CUDA graphs need an NVIDIA GPU, and this training is on {device}. It goes on without.",
            {"device": str(device)},
        )
    if ranks.count > 1:
        return Text("CUDA graphs are for one process. The training goes on without.")
    if recipe.precision == "fp16":
        return Text(
            "CUDA graphs do not go with fp16, which looks at each step's gradients before it. The "
            "training goes on without; bf16 goes with them."
        )
    return None
