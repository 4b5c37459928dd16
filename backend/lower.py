"""Layer -> Call: which PyTorch call makes a layer, as plain data and without torch.

The trained module (`engine.module`) and the exported source (`source`) are two readings of the
same value, so they cannot disagree. Blocks have no case: they are made of their parts.
"""

from functools import singledispatch

from msgspec import Struct

from graph.layers.activation import ReLU, Sigmoid, Softmax, Tanh
from graph.layers.base import Layer
from graph.layers.convolution import Conv2d
from graph.layers.dense import Flatten, Linear
from graph.layers.endpoints import Input, Output
from graph.layers.join import Add, Concat
from graph.layers.normalisation import BatchNorm2d, Dropout
from graph.layers.pooling import AvgPool2d, MaxPool2d
from graph.shapes import Shape, image

Argument = int | float | bool | str | tuple[int, ...]


class Module(Struct, frozen=True, tag=True):
    """`torch.nn.<name>(**arguments)`, called with the node's one input."""

    name: str
    arguments: dict[str, Argument] = {}


class Sum(Struct, frozen=True, tag=True):
    """The node's inputs added from left to right."""


class Stack(Struct, frozen=True, tag=True):
    """`torch.cat(inputs, dim=1)`: channels, or features, after the batch."""


class Pass(Struct, frozen=True, tag=True):
    """No computation: the value goes in or out of the network here."""


Call = Module | Sum | Stack | Pass


@singledispatch
def lower(layer: Layer, *inputs: Shape) -> Call:
    """The call that makes `layer` where it receives `inputs`."""
    raise NotImplementedError(type(layer).__name__)


@lower.register
def _input(layer: Input, *inputs: Shape) -> Call:
    return Pass()


@lower.register
def _output(layer: Output, *inputs: Shape) -> Call:
    return Pass()


@lower.register
def _conv2d(layer: Conv2d, *inputs: Shape) -> Call:
    return Module(
        "Conv2d",
        {
            "in_channels": image(inputs[0], layer.title).channels,
            "out_channels": layer.filters,
            "kernel_size": layer.kernel,
            "stride": layer.stride,
            "padding": layer.padding,
            "dilation": layer.dilation,
            "groups": layer.groups,
            "bias": layer.bias,
        },
    )


@lower.register
def _max_pool2d(layer: MaxPool2d, *inputs: Shape) -> Call:
    return Module("MaxPool2d", _pool(layer))


@lower.register
def _avg_pool2d(layer: AvgPool2d, *inputs: Shape) -> Call:
    return Module("AvgPool2d", _pool(layer))


@lower.register
def _relu(layer: ReLU, *inputs: Shape) -> Call:
    return Module("ReLU")


@lower.register
def _sigmoid(layer: Sigmoid, *inputs: Shape) -> Call:
    return Module("Sigmoid")


@lower.register
def _tanh(layer: Tanh, *inputs: Shape) -> Call:
    return Module("Tanh")


@lower.register
def _softmax(layer: Softmax, *inputs: Shape) -> Call:
    return Module("Softmax", {"dim": 1})


@lower.register
def _batch_norm2d(layer: BatchNorm2d, *inputs: Shape) -> Call:
    channels = image(inputs[0], layer.title).channels
    return Module(
        "BatchNorm2d", {"num_features": channels, "eps": layer.eps, "momentum": layer.momentum}
    )


@lower.register
def _dropout(layer: Dropout, *inputs: Shape) -> Call:
    return Module("Dropout", {"p": layer.rate})


@lower.register
def _flatten(layer: Flatten, *inputs: Shape) -> Call:
    return Module("Flatten")


@lower.register
def _linear(layer: Linear, *inputs: Shape) -> Call:
    return Module(
        "Linear",
        {
            "in_features": inputs[0].dims[-1],
            "out_features": layer.features,
            "bias": layer.bias,
        },
    )


@lower.register
def _add(layer: Add, *inputs: Shape) -> Call:
    return Sum()


@lower.register
def _concat(layer: Concat, *inputs: Shape) -> Call:
    return Stack()


def _pool(layer: MaxPool2d | AvgPool2d) -> dict[str, Argument]:
    return {"kernel_size": layer.kernel, "stride": layer.stride, "padding": layer.padding}
