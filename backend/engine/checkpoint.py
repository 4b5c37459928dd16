"""Where a training is, with all that the next step needs: captured and put back."""

from typing import TYPE_CHECKING

import torch
from msgspec import Struct
from torch import Tensor

from backend.engine.normal import Normal
from backend.engine.ranks import Ranks

if TYPE_CHECKING:
    from backend.engine.learner import Learner

MODEL = "model/"
"""Before the names of the weights that are tested, kept and exported."""
LEARNED = "learned/"
"""Before those of the weights that the steps change, where a moving average of them is tested."""
OPTIMIZER = "optimizer/"
SCALER = "scaler/"
RANDOM = "random"


class Place(Struct, frozen=True):
    """How far a training is, in numbers and without tensors."""

    epoch: int = 0
    step: int = 0
    """Of the epoch."""
    best: float = 0.0
    """The best accuracy on the pictures that are watched, until now."""
    least: float | None = None
    """The least loss on them."""
    waited: int = 0
    """Epochs since that loss."""
    learning_rate: float | None = None
    """What was asked for while it ran, in the place of the recipe's."""
    momentum: float | None = None


class Checkpoint(Struct):
    """Where a training is: after so many steps of an epoch, with all that the next step needs."""

    place: Place
    tensors: dict[str, Tensor]

    @property
    def epoch(self) -> int:
        """Epochs that are done."""
        return self.place.epoch

    @property
    def step(self) -> int:
        """Steps of the next epoch that are done."""
        return self.place.step

    @property
    def finite(self) -> bool:
        """Whether all weights are numbers."""
        return all(
            bool(torch.isfinite(value).all())
            for name, value in self.tensors.items()
            if name.startswith((MODEL, LEARNED))
        )


def capture(learner: "Learner", place: Place, normal: Normal) -> Checkpoint:
    """Copies on the CPU, each in its plain order of memory; `normal` is the pictures' own."""
    learned = learner.module.state_dict()
    ranks = learner.ranks
    tensors = _copies(MODEL, learner.tested_weights(), ranks)
    if learner.average is not None:
        tensors |= _copies(LEARNED, learned, ranks)
        tensors["average/updates"] = torch.tensor(learner.average.updates)
    names: dict[Tensor, str] = {weight: name for name, weight in learner.module.named_parameters()}
    for weight, state in learner.optimizer.state.items():
        known = sorted(state.items())  # in one order on all processes, which put shards together
        kept = {key: torch.as_tensor(value) for key, value in known if value is not None}
        tensors |= _copies(f"{OPTIMIZER}{names[weight]}/", kept, ranks)
    if learner.scaler is not None:
        state = learner.scaler.state_dict()
        tensors |= {f"{SCALER}{key}": torch.tensor(value) for key, value in state.items()}
    for device, state in _random_states(learner.device).items():
        tensors[device] = state
    return Checkpoint(place, tensors | normal.tensors)


def restore(kept: Checkpoint, learner: "Learner") -> None:
    """Makes weights, optimizer, average, scaler and random state what they were."""
    model, learned = under(MODEL, kept.tensors), under(LEARNED, kept.tensors)
    own, ranks = learner.module.state_dict(), learner.ranks
    learner.module.load_state_dict(_spread(learned or model, own, ranks))
    if learner.average is not None:
        updates = kept.tensors.get("average/updates")
        learner.average.take(_spread(model, own, ranks), 0 if updates is None else int(updates))
    _restore_optimizer(under(OPTIMIZER, kept.tensors), learner)
    scaler = under(SCALER, kept.tensors)
    if learner.scaler is not None and scaler:
        learner.scaler.load_state_dict({key: value.item() for key, value in scaler.items()})
    torch.set_rng_state(kept.tensors[RANDOM])
    if learner.device.type == "cuda" and f"{RANDOM}/cuda" in kept.tensors:
        torch.cuda.set_rng_state(kept.tensors[f"{RANDOM}/cuda"], learner.device)


def under(prefix: str, tensors: dict[str, Tensor]) -> dict[str, Tensor]:
    """Those whose name begins with `prefix`, by the rest of their name."""
    return {
        name.removeprefix(prefix): value
        for name, value in tensors.items()
        if name.startswith(prefix)
    }


def _copies(prefix: str, tensors: dict[str, Tensor], ranks: Ranks) -> dict[str, Tensor]:
    return {
        f"{prefix}{name}": ranks.whole(value.detach())
        .cpu()
        .clone(memory_format=torch.contiguous_format)
        for name, value in tensors.items()
    }


def _spread(tensors: dict[str, Tensor], own: dict[str, Tensor], ranks: Ranks) -> dict[str, Tensor]:
    return {name: ranks.like(value, own[name]) for name, value in tensors.items()}


def _random_states(device: torch.device) -> dict[str, Tensor]:
    states = {RANDOM: torch.get_rng_state()}
    if device.type == "cuda":
        states[f"{RANDOM}/cuda"] = torch.cuda.get_rng_state(device)
    return states


def _restore_optimizer(kept: dict[str, Tensor], learner: "Learner") -> None:
    """By the names of the weights; what has a weight's shape gets its order in memory, too, which
    fused optimizers rely on.
    """
    names = {weight: name for name, weight in learner.module.named_parameters()}
    state: dict[int, dict[str, Tensor]] = {}
    weights = [weight for group in learner.optimizer.param_groups for weight in group["params"]]
    for place, weight in enumerate(weights):
        own = under(f"{names[weight]}/", kept)
        if own:
            state[place] = {
                key: torch.empty_like(weight, dtype=value.dtype).copy_(
                    learner.ranks.like(value, weight)
                )
                if value.shape == weight.shape and value.ndim
                else value
                for key, value in own.items()
            }
    groups = learner.optimizer.state_dict()["param_groups"]
    learner.optimizer.load_state_dict({"state": state, "param_groups": groups})
