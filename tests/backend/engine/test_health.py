"""What goes wrong in a network is seen, and said of the layer where it begins."""

import pytest
import torch
from torch import nn
from torch.nn import functional

from backend.engine import data, health
from backend.engine.module import build
from backend.protocol import Noticed
from graph.blocks.residual import Residual
from graph.layers.activation import ReLU, Sigmoid
from graph.layers.convolution import Conv2d
from graph.layers.dense import Flatten, Linear
from graph.layers.endpoints import Input, Output
from graph.network import Network
from graph.sources import Mnist
from graph.templates.base import chain

SMALL = chain(
    [Input(1, 28, 28), Conv2d(4, 5, 3), ReLU(), Residual(4), Flatten(), Linear(10), Output()]
)
DEEP = chain([Input(1, 28, 28), Flatten(), *[Linear(16), Sigmoid()] * 12, Linear(10), Output()])
DATA = data.load(Mnist(examples=200), torch.device("cpu"))
X = DATA.normalised(next(DATA.train.runs(64))[0])
Y = next(DATA.train.runs(64))[1]


def learned_from(network: Network) -> nn.Module:
    module = build(network, 0)
    functional.cross_entropy(module(X), Y).backward()
    return module


def test_a_healthy_network_has_nothing_to_be_told() -> None:
    module = learned_from(SMALL)
    assert not [*health.dead(module, X, 1), *health.vanishing(module, 1)]


def test_dead_units_are_counted_inside_blocks_too() -> None:
    module = learned_from(SMALL)
    with torch.no_grad():
        module.get_submodule("conv1").bias[:3] = -1e6
        module.get_submodule("block1.bn1").bias[:3] = -1e6
    told = {notice.node: notice for notice in health.dead(module, X, 7)}
    assert str(told["relu1"].text).startswith("3 of the 4 units of relu1 are dead")
    assert str(told["block1.relu1"].text).startswith("3 of the 4 units of block1.relu1")
    assert all(n.kind == "dead-relu" and n.step == 7 for n in told.values())


def test_a_deep_network_of_sigmoids_has_a_vanishing_gradient() -> None:
    (notice,) = health.vanishing(learned_from(DEEP), 3)
    assert (notice.kind, notice.node) == ("vanishing", "fc1")
    assert "ReLU" in str(notice.text)


def test_the_norm_of_the_gradient_is_that_of_all_weights() -> None:
    module = learned_from(SMALL)
    every = torch.cat([weight.grad.flatten() for weight in module.parameters()])
    assert health.gradient_norm(module) == pytest.approx(float(every.norm()))
    assert health.gradient_norm(build(SMALL, 0)) is None


def test_the_layer_whose_weights_are_no_numbers_is_named() -> None:
    module = learned_from(SMALL)
    with torch.no_grad():
        module.get_submodule("fc1").weight[0, 0] = torch.nan
    notice = health.explain(module, X, 5)
    assert (notice.kind, notice.node, notice.step) == ("nan", "fc1", 5)


def test_the_layer_whose_results_are_too_large_is_named() -> None:
    module = learned_from(SMALL)
    with torch.no_grad():
        module.get_submodule("fc1").weight.fill_(3e38)
    assert health.explain(module, X, 5).node == "fc1"


def test_scores_too_far_apart_are_blamed_where_all_else_is_a_number() -> None:
    assert "loss is no number" in str(health.explain(learned_from(SMALL), X, 1).text)


def test_a_doctor_says_each_thing_once_and_leaves_no_trace(monkeypatch) -> None:
    monkeypatch.setattr(health, "FIRST", 0)
    monkeypatch.setattr(health, "AGAIN", 0.0)
    monkeypatch.setattr(health, "SHARE", 1e9)
    said: list[Noticed] = []
    module = learned_from(DEEP)
    module.train()
    before = {name: value.clone() for name, value in module.state_dict().items()}
    doctor = health.Doctor(said.append)
    for step in range(4):
        doctor.look(module, DATA, step)
    assert [notice.kind for notice in said] == ["vanishing"]
    with torch.no_grad():
        for weight in module.parameters():
            weight.grad *= 1e6
    doctor.look(module, DATA, 5)
    assert [notice.kind for notice in said] == ["vanishing", "exploding"]
    assert module.training
    assert all(torch.equal(value, before[name]) for name, value in module.state_dict().items())


def test_a_doctor_rests_at_the_beginning_and_between_two_looks() -> None:
    said: list[Noticed] = []
    doctor = health.Doctor(said.append)
    module = learned_from(DEEP)
    for step in range(health.FIRST - 1):
        doctor.look(module, DATA, step)
    assert not said
    doctor.look(module, DATA, health.FIRST)
    assert len(said) == 1
