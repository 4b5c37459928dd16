"""The course's worked numbers, computed by layers as they are drawn and compiled.

Where a slide is wrong or lost, the right value is here, and why is said beside it.
"""

import pytest
import torch

from backend.engine.module import build
from graph.blocks.conv import ConvBlock
from graph.costs import costs
from graph.infer import infer
from graph.layers.activation import ReLU, Sigmoid, Tanh
from graph.layers.convolution import Conv2d, LocallyConnected2d
from graph.layers.dense import Flatten, Linear
from graph.layers.endpoints import Input, Output
from graph.layers.normalisation import BatchNorm2d
from graph.layers.pooling import AvgPool2d, LPPool2d, MaxPool2d
from graph.network import AnyLayer
from graph.shapes import Image
from graph.templates.base import chain


def compiled(shape: tuple[int, int, int], *layers: AnyLayer) -> torch.fx.GraphModule:
    return build(chain([Input(*shape), *layers, Flatten(), Output()]), 1)


def computed(x: torch.Tensor, *layers: AnyLayer) -> torch.Tensor:
    """What the layers make of one picture, without weights of their own."""
    result = compiled(tuple(x.shape), *layers).eval()(x.unsqueeze(0))
    return result[0].detach()


def test_the_convolution_of_a_4_by_4_picture() -> None:
    x = torch.tensor([[[1.0, 1, 1, 3], [4, 6, 4, 8], [30, 0, 1, 5], [0, 2, 2, 4]]])
    net = compiled((1, 4, 4), Conv2d(1, 2, bias=False))
    net.conv1.weight.data[:] = torch.tensor([[1.0, 0], [0, 1]])
    assert net(x.unsqueeze(0)).reshape(3, 3).tolist() == [[7, 5, 9], [4, 7, 9], [32, 2, 5]]


def test_the_demo_with_two_filters_and_three_channels() -> None:
    # the slide prints b0 = 0; only b0 = 1 gives its results
    x = torch.tensor(
        [
            [[2, 1, 0, 2, 1], [0, 0, 1, 0, 1], [1, 0, 0, 1, 2], [1, 0, 0, 0, 1], [1, 1, 2, 2, 0]],
            [[2, 0, 2, 2, 2], [1, 1, 0, 2, 1], [0, 0, 1, 2, 2], [2, 0, 1, 2, 0], [2, 1, 2, 1, 0]],
            [[0, 1, 0, 2, 1], [1, 0, 1, 0, 0], [1, 2, 2, 1, 1], [0, 0, 0, 1, 1], [2, 2, 0, 1, 2]],
        ]
    ).float()
    filters = [
        [
            [[-1, -1, 1], [1, 1, 1], [-1, 0, 0]],
            [[1, -1, 0], [0, 1, 0], [0, 0, 1]],
            [[1, -1, -1], [0, 0, -1], [1, 0, 1]],
        ],
        [
            [[0, 1, -1], [1, -1, -1], [1, 1, -1]],
            [[1, -1, 0], [1, -1, -1], [-1, -1, -1]],
            [[-1, 1, 1], [0, -1, 0], [0, -1, 0]],
        ],
    ]
    net = compiled((3, 5, 5), Conv2d(2, 3, 2, 1))
    net.conv1.weight.data[:] = torch.tensor(filters).float()
    net.conv1.bias.data[:] = torch.tensor([1.0, 0])
    assert net(x.unsqueeze(0)).reshape(2, 3, 3).tolist() == [
        [[6, 6, 6], [-2, 4, 7], [0, 5, 4]],
        [[-8, -8, -2], [-3, -6, -2], [-8, -5, 4]],
    ]


@pytest.mark.parametrize(
    ("layer", "expected"),
    [
        (MaxPool2d(2, 2), [6, 8, 3, 4]),
        (AvgPool2d(2, 2), [3.25, 5.25, 2, 2]),
        (LPPool2d(2.0, 2, 2), [63**0.5, 133**0.5, 18**0.5, 26**0.5]),
    ],
)
def test_the_pools(layer: AnyLayer, expected: list[float]) -> None:
    # the slide's figure is lost: this is the one that is usually shown beside its text
    x = torch.tensor([[[1.0, 1, 2, 4], [5, 6, 7, 8], [3, 2, 1, 0], [1, 2, 3, 4]]])
    assert computed(x, layer).tolist() == pytest.approx(expected)


@pytest.mark.parametrize(
    ("layer", "expected"),
    [
        (Sigmoid(), [0.1192029220, 0.3775406688, 0.5, 0.6224593312, 0.8807970780]),
        (Tanh(), [-0.9640275801, -0.4621171573, 0.0, 0.4621171573, 0.9640275801]),
        (ReLU(), [0, 0, 0, 0.5, 2]),
    ],
)
def test_the_activations(layer: AnyLayer, expected: list[float]) -> None:
    x = torch.tensor([[[-2.0, -0.5, 0, 0.5, 2]]])
    assert computed(x, layer).tolist() == pytest.approx(expected, abs=1e-6)


def test_the_worked_example_forward() -> None:
    # the slide rotates the filter; PyTorch's convolution does not, so it is given the rotated one
    net = compiled((1, 3, 3), Conv2d(1, 2, bias=False), ReLU(), MaxPool2d(2, 1), Sigmoid())
    x = torch.arange(1, 10).reshape(1, 1, 3, 3) / 10
    net.conv1.weight.data[:] = torch.tensor([[1.0, 1], [2, 0]]).rot90(2)
    assert net.conv1(x).flatten().tolist() == pytest.approx([1.3, 1.7, 2.5, 2.9])
    assert net(x).item() == pytest.approx(0.9478464, abs=1e-6)  # printed as 0.947


def test_relu_passes_the_gradient_only_where_it_was_positive() -> None:
    net = compiled((1, 1, 2), ReLU())
    x = torch.tensor([[[[-2.0, 5.0]]]], requires_grad=True)
    net(x).backward(torch.tensor([[8.0, 8.0]]))
    assert x.grad.flatten().tolist() == [0, 8]


def test_batch_norm_divides_by_the_biased_deviation() -> None:
    net = compiled((1, 1, 1), BatchNorm2d()).train()
    y = net(torch.tensor([1.0, 2, 3, 4]).reshape(4, 1, 1, 1)).flatten()
    assert y.tolist() == pytest.approx([-1.3416354, -0.4472118, 0.4472118, 1.3416354], abs=1e-6)


def test_the_weights_of_alexnets_first_layer() -> None:
    shape, layer = Image(3, 227, 227), Conv2d(96, 11, 4)
    output = layer.output(shape)
    assert output == Image(96, 55, 55)
    assert output.count == 290_400  # the paper prints 253,440
    assert layer.fan_in(shape) == 363  # and a bias: 364 for a neuron
    assert layer.parameters(shape) == 34_944
    assert layer.unshared(shape) == 105_705_600
    assert LocallyConnected2d(96, 11, 4).parameters(shape) == 105_705_600


def test_one_neuron_on_a_colour_picture_has_75_weights_and_a_bias() -> None:
    assert Conv2d(1, 5).parameters(Image(3, 32, 32)) == 76
    assert ConvBlock(12, 5).output(Image(3, 32, 32)) == Image(12, 32, 32)


def test_a_classifier_that_shares_nothing_counts_the_same_in_pytorch() -> None:
    network = chain([Input(3, 9, 9), LocallyConnected2d(2, 3, 2), Flatten(), Linear(4), Output()])
    known = costs(network, infer(network))
    real = sum(weight.numel() for weight in build(network, 1).parameters())
    assert known.parameters == real
