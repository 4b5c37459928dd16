"""Each optimizer and each part of a step, beside a step of PyTorch that is written by hand."""

import copy
from typing import Any

import pytest
import torch
from msgspec import structs
from torch import nn

from backend.engine.learner import Learner
from backend.engine.module import build
from backend.engine.optimizers import optimizer, spared
from graph.edits.freezing import frozen
from graph.layers.activation import PReLU, ReLU, Sigmoid, Softmax
from graph.layers.convolution import Conv2d, LocallyConnected2d
from graph.layers.dense import Flatten, Linear
from graph.layers.endpoints import Input, Output
from graph.layers.normalisation import BatchNorm2d
from graph.network import AnyLayer, Network
from graph.recipe import Recipe
from graph.templates.base import chain

BY_HAND: dict[str, Any] = {
    "sgd": torch.optim.SGD,
    "adam": torch.optim.Adam,
    "adamw": torch.optim.AdamW,
    "rmsprop": torch.optim.RMSprop,
}


def network(*end: AnyLayer) -> Network:
    return chain(
        [
            Input(1, 8, 8), Conv2d(4, 3, bias=False), BatchNorm2d(), ReLU(),
            LocallyConnected2d(2, 3), PReLU(), Flatten(), Linear(3), *end, Output(),
        ]
    )  # fmt: skip


def batch() -> tuple[torch.Tensor, torch.Tensor]:
    generator = torch.Generator().manual_seed(5)
    return torch.randn(6, 1, 8, 8, generator=generator), torch.arange(6) % 3


def recipe(**changes: object) -> Recipe:
    return structs.replace(Recipe(batch_size=6), **changes)


def learner(drawn: Network, wanted: Recipe) -> Learner:
    made = Learner(build(drawn, 1), drawn, wanted)
    made.train()
    return made


def near(ours: nn.Module, theirs: nn.Module) -> None:
    expected = theirs.state_dict()
    for name, value in ours.state_dict().items():
        torch.testing.assert_close(value, expected[name], rtol=1e-5, atol=1e-6, msg=name)


@pytest.mark.parametrize(
    ("name", "ours", "theirs"),
    [
        ("sgd", {"momentum": 0.0}, {}),
        ("sgd", {"momentum": 0.9}, {"momentum": 0.9}),
        ("sgd", {"momentum": 0.8, "nesterov": True}, {"momentum": 0.8, "nesterov": True}),
        ("adam", {}, {}),
        ("adamw", {}, {"weight_decay": 0.0}),
        ("rmsprop", {"momentum": 0.0}, {}),
        ("rmsprop", {"momentum": 0.9}, {"momentum": 0.9}),
    ],
)
@pytest.mark.parametrize("decay", [0.0, 0.1])
def test_three_steps_are_those_written_by_hand(
    name: str, ours: dict[str, Any], theirs: dict[str, Any], decay: float
) -> None:
    wanted = recipe(optimizer=name, learning_rate=0.01, weight_decay=decay, **ours)
    made = learner(network(), wanted)
    written = copy.deepcopy(made.module)
    pulled = [w for n, w in written.named_parameters() if w.ndim > 1 and not n.endswith("bias")]
    free = [w for n, w in written.named_parameters() if w.ndim == 1 or n.endswith("bias")]
    groups = [
        {"params": pulled, **theirs, "weight_decay": decay},
        {"params": free, **theirs, "weight_decay": 0.0},
    ]
    by_hand = BY_HAND[name](groups, 0.01)
    x, y = batch()
    for rate in (0.01, 0.02, 0.005):
        made.turn(rate, wanted.momentum)
        loss, _ = made.step(x, y, 6)
        for group in by_hand.param_groups:
            group["lr"] = rate
        by_hand.zero_grad()
        expected = nn.functional.cross_entropy(written(x), y)
        expected.backward()
        by_hand.step()
        assert loss.item() == pytest.approx(expected.item(), rel=1e-5)
    near(made.module, written)


def test_decay_spares_biases_norms_and_what_is_a_number_for_a_channel() -> None:
    module = build(network(), 1)
    left = spared(module)
    names = {name for name, weight in module.named_parameters() if weight not in left}
    assert names == {"conv1.weight", "local1.weight", "fc1.weight"}
    (every,) = optimizer(module, recipe(weight_decay=0.1, decay_all=True)).param_groups
    assert len(every["params"]) == len(list(module.parameters()))


@pytest.mark.parametrize("name", ["sgd", "adam", "adamw", "rmsprop"])
def test_it_is_the_quickest_form_that_pytorch_has(name: str) -> None:
    (group,) = optimizer(build(network(), 1), recipe(optimizer=name)).param_groups
    assert group["foreach" if name == "rmsprop" else "fused"]


def test_frozen_blocks_stay_as_they_are() -> None:
    drawn = frozen(network(), ("conv1", "bn1"))
    made = learner(drawn, recipe(optimizer="sgd", learning_rate=0.5, weight_decay=0.5))
    before = copy.deepcopy(made.module.state_dict())
    x, y = batch()
    made.step(x, y, 6)
    after = made.module.state_dict()
    changed = {name for name in before if not torch.equal(before[name], after[name])}
    assert changed == {name for name in before if not name.startswith(("conv1.", "bn1."))}


def test_a_long_gradient_is_shortened_and_a_short_one_is_not() -> None:
    x, y = batch()
    wanted = recipe(optimizer="sgd", momentum=0.0, learning_rate=1.0)
    free, tight, wide = (
        learner(network(), structs.replace(wanted, gradient_clipping=most))
        for most in (0.0, 1e-3, 1e3)
    )
    for made in (free, tight, wide):
        made.turn(1.0, 0.0)
    before = copy.deepcopy(free.module)
    for made in (free, tight, wide):
        made.step(x, y, 6)
    near(wide.module, free.module)
    moved = [
        new - old for new, old in zip(tight.module.parameters(), before.parameters(), strict=True)
    ]
    assert nn.utils.get_total_norm(moved).item() == pytest.approx(1e-3, rel=1e-2)


@pytest.mark.parametrize(("loss", "end"), [("cross-entropy", Softmax()), ("binary", Sigmoid())])
def test_the_end_of_the_network_is_in_the_loss(loss: str, end: AnyLayer) -> None:
    """The gradient is that of the probabilities, where these are numbers that a log can have."""
    made = learner(network(end), recipe(loss=loss, optimizer="sgd", momentum=0.0))
    x, y = batch()
    probabilities = copy.deepcopy(made.module)(x)
    if loss == "binary":
        whole = nn.functional.one_hot(y, 3).float()
        each = nn.functional.binary_cross_entropy(probabilities, whole, reduction="none")
        expected = each.sum(1).mean()
    else:
        expected = nn.functional.nll_loss(probabilities.log(), y)
    value, scores = made.step(x, y, 6)
    assert value.item() == pytest.approx(expected.item(), rel=1e-5)
    assert torch.allclose(
        scores.softmax(1) if loss == "cross-entropy" else scores.sigmoid(), probabilities, atol=1e-6
    )


def test_the_average_moves_by_the_share_that_is_asked_for() -> None:
    made = learner(network(), recipe(ema=0.15, optimizer="sgd", learning_rate=0.1))
    average = copy.deepcopy(made.module.state_dict())
    x, y = batch()
    for updates in range(3):
        made.step(x, y, 6)
        share = min(0.15, (1 + updates) / (10 + updates))
        for name, value in made.module.state_dict().items():
            if value.is_floating_point():
                average[name].lerp_(value, 1 - share)
    found = made.tested_weights()
    for name, value in average.items():
        if value.is_floating_point():
            torch.testing.assert_close(found[name], value)
    made.scores.eval()
    (tested,) = made.judge(x)
    made.settle()
    assert torch.allclose(tested, made.module.eval()(x), atol=1e-6)


def test_momentum_that_is_turned_on_later_begins_from_nothing() -> None:
    made = learner(network(), recipe(optimizer="rmsprop", momentum=0.0))
    x, y = batch()
    made.step(x, y, 6)
    made.turn(1e-3, 0.9)
    loss, _ = made.step(x, y, 6)
    assert torch.isfinite(loss)
    assert all("momentum_buffer" in state for state in made.optimizer.state.values())
