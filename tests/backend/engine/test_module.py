"""The compiled network against the same one written by hand in PyTorch, to the last bit."""

import pytest
import torch
from torch import nn

from backend.engine.module import NetworkError, build, training_form
from graph import edits
from graph.layers.activation import Softmax
from graph.layers.convolution import Conv2d
from graph.layers.dense import Flatten, Linear
from graph.layers.endpoints import Input, Output
from graph.layers.pooling import GlobalAvgPool2d
from graph.network import AnyLayer, Block, Network, Repeat
from graph.templates import template
from graph.templates.base import chain

LENET, RESIDUAL, INCEPTION = (
    template(name).project().network for name in ("lenet5", "residual-mnist", "inception-mnist")
)


class HandLeNet(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.conv1 = nn.Conv2d(1, 6, 5, padding=2)
        self.conv2 = nn.Conv2d(6, 16, 5)
        self.fc1 = nn.Linear(400, 120)
        self.fc2 = nn.Linear(120, 84)
        self.fc3 = nn.Linear(84, 10)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        x = nn.functional.max_pool2d(self.conv1(x).relu(), 2)
        x = nn.functional.max_pool2d(self.conv2(x).relu(), 2).flatten(1)
        return self.fc3(self.fc2(self.fc1(x).relu()).relu())


class HandResidual(nn.Module):
    def __init__(self, before: int, filters: int, stride: int) -> None:
        super().__init__()
        self.conv1 = nn.Conv2d(before, filters, 3, stride, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(filters)
        self.conv2 = nn.Conv2d(filters, filters, 3, 1, 1, bias=False)
        self.bn2 = nn.BatchNorm2d(filters)
        if stride > 1 or before != filters:
            self.downsample = nn.Sequential(
                nn.Conv2d(before, filters, 1, stride, bias=False), nn.BatchNorm2d(filters)
            )

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        y = self.bn2(self.conv2(self.bn1(self.conv1(x)).relu()))
        side = self.downsample(x) if hasattr(self, "downsample") else x
        return (y + side).relu()


class HandResidualNet(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.conv1 = nn.Conv2d(1, 16, 3, padding=1, bias=False)
        self.bn1 = nn.BatchNorm2d(16)
        self.block1 = HandResidual(16, 16, 1)
        self.block2 = HandResidual(16, 32, 2)
        self.block3 = HandResidual(32, 64, 2)
        self.fc1 = nn.Linear(64, 10)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        x = self.bn1(self.conv1(x)).relu()
        x = self.block3(self.block2(self.block1(x)))
        return self.fc1(nn.functional.avg_pool2d(x, 7).flatten(1))


@pytest.mark.parametrize(
    ("network", "hand"),
    [(LENET, HandLeNet), (RESIDUAL, HandResidualNet)],
    ids=["lenet", "residual"],
)
def test_a_step_of_training_is_that_of_the_hand_written_network(network, hand) -> None:
    drawn, written = build(network, 1), hand()
    written.load_state_dict(drawn.state_dict())
    x, y = torch.randn(8, 1, 28, 28), torch.arange(8)
    for module in (drawn, written):
        optimizer = torch.optim.SGD(module.parameters(), 0.1)
        nn.functional.cross_entropy(module(x), y).backward()
        optimizer.step()
    for name, weight in written.state_dict().items():
        assert torch.equal(weight, drawn.state_dict()[name]), name


def test_the_first_weights_are_a_function_of_the_seed() -> None:
    torch.manual_seed(99)
    before = torch.random.get_rng_state()
    one, same, other = build(INCEPTION, 1), build(INCEPTION, 1), build(INCEPTION, 2)
    assert torch.equal(before, torch.random.get_rng_state())
    pairs = zip(one.parameters(), same.parameters(), strict=True)
    assert all(torch.equal(a, b) for a, b in pairs)
    assert not torch.equal(next(one.parameters()), next(other.parameters()))


def test_several_outputs_are_a_tuple_in_the_order_of_the_nodes() -> None:
    network = edits.add(LENET, "fc_side", Linear(10))
    network = edits.add(network, "side", Output(0.3))
    network = edits.connect(network, "flatten", "fc_side")
    network = edits.connect(network, "fc_side", "side")
    results = build(network, 1)(torch.zeros(2, 1, 28, 28))
    assert [tuple(result.shape) for result in results] == [(2, 10), (2, 10)]


def test_a_softmax_at_the_end_is_left_out_for_training_and_shares_the_weights() -> None:
    network = chain([Input(1, 4, 4), Flatten(), Linear(10), Softmax(), Output()])
    module = build(network, 1)
    scores = training_form(module, network)
    x = torch.randn(3, 1, 4, 4)
    assert torch.equal(scores(x).softmax(1), module(x))
    assert scores.get_submodule("fc1") is module.get_submodule("fc1")


def inside(*layers: AnyLayer) -> Block:
    return Block("Head", chain([Input(), *layers, Output()]))


@pytest.mark.parametrize(
    "layers",
    [
        [Flatten(), inside(Linear(10), Softmax())],
        [Flatten(), inside(inside(Linear(10)), inside(Softmax()))],
        [Flatten(), Linear(10), Repeat(Softmax(), 1)],
        [GlobalAvgPool2d(), Conv2d(10, 1), Softmax(), Flatten()],
    ],
)
def test_a_softmax_at_the_end_of_a_block_or_before_flatten_is_left_out_too(layers) -> None:
    module = build(network := chain([Input(1, 4, 4), *layers, Output()]), 1)
    scores = training_form(module, network)
    x = torch.randn(3, 1, 4, 4)
    assert not torch.equal(scores(x), module(x))
    assert torch.allclose(scores(x).softmax(1), module(x))
    weights = {id(weight) for weight in scores.parameters()}
    assert weights == {id(weight) for weight in module.parameters()}


def test_who_takes_the_probabilities_elsewhere_goes_on_taking_them() -> None:
    network = chain([Input(1, 4, 4), Flatten(), Linear(10), Softmax(), Output()])
    network = edits.add(edits.add(network, "fc_side", Linear(10)), "side", Output(0.3))
    network = edits.connect(edits.connect(network, "softmax1", "fc_side"), "fc_side", "side")
    module = build(network, 1)
    x = torch.randn(3, 1, 4, 4)
    (scores, side), (shares, other) = training_form(module, network)(x), module(x)
    assert torch.equal(scores.softmax(1), shares)
    assert torch.equal(side, other)


def test_nodes_that_no_output_needs_are_not_computed() -> None:
    network = edits.connect(edits.add(LENET, "idle", Linear(9)), "flatten", "idle")
    assert "idle.weight" not in build(network, 1).state_dict()


def test_a_network_with_errors_is_refused() -> None:
    with pytest.raises(NetworkError, match="has no Input"):
        build(Network(), 1)
