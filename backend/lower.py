"""Layer -> Call: which PyTorch call makes a layer, as plain data and without torch.

The trained module (`engine.module`) and the exported source (`source`) are two readings of the
same value, so they cannot disagree. Blocks have no case: they are made of their parts.
"""

from functools import singledispatch

from msgspec import Struct

from graph.layers.activation import (
    ELU,
    GELU,
    SELU,
    Hardswish,
    LeakyReLU,
    LogSoftmax,
    Mish,
    PReLU,
    ReLU,
    Sigmoid,
    SiLU,
    Softmax,
    Tanh,
)
from graph.layers.base import Layer, pair
from graph.layers.convolution import Conv2d, ConvTranspose2d, LocallyConnected2d
from graph.layers.dense import Flatten, Linear
from graph.layers.endpoints import Input, Output
from graph.layers.join import Add, Concat, Multiply
from graph.layers.normalisation import (
    BatchNorm1d,
    BatchNorm2d,
    Dropout,
    Dropout2d,
    GroupNorm,
    InstanceNorm2d,
    LayerNorm,
    LocalResponseNorm,
)
from graph.layers.pooling import (
    AdaptiveAvgPool2d,
    AdaptiveMaxPool2d,
    AvgPool2d,
    GlobalAvgPool2d,
    GlobalMaxPool2d,
    LPPool2d,
    MaxPool2d,
)
from graph.layers.reshape import (
    Pad2d,
    PadChannels,
    PixelShuffle,
    PixelUnshuffle,
    Reshape,
    Upsample,
)
from graph.shapes import Shape, image

Argument = int | float | bool | str | tuple[int | float | None, ...] | None


class Module(Struct, frozen=True, tag=True):
    """`torch.nn.<name>(**arguments)`, called with the node's one input."""

    name: str
    arguments: dict[str, Argument] = {}


class Own(Struct, frozen=True, tag=True):
    """A module that PyTorch has not: the class of that name in `engine/own.py`."""

    name: str
    arguments: dict[str, Argument] = {}


class Sum(Struct, frozen=True, tag=True):
    """The node's inputs added from left to right."""


class Product(Struct, frozen=True, tag=True):
    """The node's inputs multiplied from left to right."""


class View(Struct, frozen=True, tag=True):
    """`x.reshape(-1, *dims)`: the same numbers in another shape."""

    dims: tuple[int, ...]


class Stack(Struct, frozen=True, tag=True):
    """`torch.cat(inputs, dim=1)`: channels, or features, after the batch."""


class Pass(Struct, frozen=True, tag=True):
    """No computation: the value goes in or out of the network here."""


Call = Module | Own | Sum | Product | Stack | View | Pass


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
            "padding_mode": layer.padding_mode,
        },
    )


@lower.register
def _conv_transpose2d(layer: ConvTranspose2d, *inputs: Shape) -> Call:
    return Module(
        "ConvTranspose2d",
        {
            "in_channels": image(inputs[0], layer.title).channels,
            "out_channels": layer.filters,
            "kernel_size": layer.kernel,
            "stride": layer.stride,
            "padding": layer.padding,
            "output_padding": layer.output_padding,
            "groups": layer.groups,
            "bias": layer.bias,
            "dilation": layer.dilation,
        },
    )


@lower.register
def _locally_connected2d(layer: LocallyConnected2d, *inputs: Shape) -> Call:
    result = layer.output(*inputs)
    return Own(
        "LocallyConnected2d",
        {
            "in_channels": image(inputs[0], layer.title).channels,
            "out_channels": layer.filters,
            "output_size": (result.height, result.width),
            "kernel_size": pair(layer.kernel),
            "stride": pair(layer.stride),
            "padding": pair(layer.padding),
            "bias": layer.bias,
        },
    )


@lower.register
def _max_pool2d(layer: MaxPool2d, *inputs: Shape) -> Call:
    arguments = {**_pool(layer), "padding": layer.padding, "dilation": layer.dilation}
    return Module("MaxPool2d", {**arguments, "ceil_mode": layer.ceil})


@lower.register
def _avg_pool2d(layer: AvgPool2d, *inputs: Shape) -> Call:
    return Module(
        "AvgPool2d",
        {
            **_pool(layer),
            "padding": layer.padding,
            "ceil_mode": layer.ceil,
            "count_include_pad": layer.count_padding,
            "divisor_override": layer.divisor or None,
        },
    )


@lower.register
def _lp_pool2d(layer: LPPool2d, *inputs: Shape) -> Call:
    return Module("LPPool2d", {"norm_type": layer.norm, **_pool(layer), "ceil_mode": layer.ceil})


@lower.register
def _adaptive(layer: AdaptiveAvgPool2d | AdaptiveMaxPool2d, *inputs: Shape) -> Call:
    size = (layer.height or None, layer.width or None)
    return Module(type(layer).__name__, {"output_size": size})


@lower.register
def _global_avg(layer: GlobalAvgPool2d, *inputs: Shape) -> Call:
    return Module("AdaptiveAvgPool2d", {"output_size": 1})


@lower.register
def _global_max(layer: GlobalMaxPool2d, *inputs: Shape) -> Call:
    return Module("AdaptiveMaxPool2d", {"output_size": 1})


@lower.register
def _activation(
    layer: ReLU | SELU | GELU | SiLU | Mish | Hardswish | Sigmoid | Tanh, *inputs: Shape
) -> Call:
    return Module(type(layer).__name__)


@lower.register
def _leaky_relu(layer: LeakyReLU, *inputs: Shape) -> Call:
    return Module("LeakyReLU", {"negative_slope": layer.slope})


@lower.register
def _prelu(layer: PReLU, *inputs: Shape) -> Call:
    return Module("PReLU", {"num_parameters": layer.parameters(*inputs)})


@lower.register
def _elu(layer: ELU, *inputs: Shape) -> Call:
    return Module("ELU", {"alpha": layer.alpha})


@lower.register
def _log_softmax(layer: LogSoftmax, *inputs: Shape) -> Call:
    return Module("LogSoftmax", {"dim": 1})


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
def _batch_norm1d(layer: BatchNorm1d, *inputs: Shape) -> Call:
    features = inputs[0].dims[0]
    return Module(
        "BatchNorm1d", {"num_features": features, "eps": layer.eps, "momentum": layer.momentum}
    )


@lower.register
def _group_norm(layer: GroupNorm, *inputs: Shape) -> Call:
    channels = inputs[0].dims[0]
    return Module(
        "GroupNorm", {"num_groups": layer.groups, "num_channels": channels, "eps": layer.eps}
    )


@lower.register
def _layer_norm(layer: LayerNorm, *inputs: Shape) -> Call:
    return Module("LayerNorm", {"normalized_shape": inputs[0].dims, "eps": layer.eps})


@lower.register
def _instance_norm2d(layer: InstanceNorm2d, *inputs: Shape) -> Call:
    channels = image(inputs[0], layer.title).channels
    return Module(
        "InstanceNorm2d", {"num_features": channels, "eps": layer.eps, "affine": layer.affine}
    )


@lower.register
def _local_response_norm(layer: LocalResponseNorm, *inputs: Shape) -> Call:
    return Module(
        "LocalResponseNorm",
        {"size": layer.size, "alpha": layer.alpha, "beta": layer.beta, "k": layer.k},
    )


@lower.register
def _dropout(layer: Dropout | Dropout2d, *inputs: Shape) -> Call:
    return Module(type(layer).__name__, {"p": layer.rate})


@lower.register
def _flatten(layer: Flatten, *inputs: Shape) -> Call:
    last = len(inputs[0].dims)
    end = layer.end if layer.end < last else -1
    return Module("Flatten", {"start_dim": min(layer.start, last), "end_dim": end})


@lower.register
def _reshape(layer: Reshape, *inputs: Shape) -> Call:
    return View(layer.output(*inputs).dims)


@lower.register
def _pad2d(layer: Pad2d, *inputs: Shape) -> Call:
    names = {
        "zeros": "ZeroPad2d",
        "reflect": "ReflectionPad2d",
        "replicate": "ReplicationPad2d",
        "circular": "CircularPad2d",
    }
    sides = (layer.left, layer.right, layer.top, layer.bottom)
    padding = sides[0] if len(set(sides)) == 1 else sides
    return Module(names[layer.mode], {"padding": padding})


@lower.register
def _pad_channels(layer: PadChannels, *inputs: Shape) -> Call:
    return Module("ZeroPad3d", {"padding": (0, 0, 0, 0, 0, layer.channels)})


@lower.register
def _upsample(layer: Upsample, *inputs: Shape) -> Call:
    arguments: dict[str, Argument]
    if layer.height or layer.width:
        arguments = {"size": (layer.height, layer.width)}
    else:
        rows, columns = layer.factors
        arguments = {"scale_factor": rows if rows == columns else (rows, columns)}
    arguments["mode"] = layer.mode
    if layer.align:
        arguments["align_corners"] = True
    return Module("Upsample", arguments)


@lower.register
def _pixel_shuffle(layer: PixelShuffle, *inputs: Shape) -> Call:
    return Module("PixelShuffle", {"upscale_factor": layer.factor})


@lower.register
def _pixel_unshuffle(layer: PixelUnshuffle, *inputs: Shape) -> Call:
    return Module("PixelUnshuffle", {"downscale_factor": layer.factor})


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
def _multiply(layer: Multiply, *inputs: Shape) -> Call:
    return Product()


@lower.register
def _concat(layer: Concat, *inputs: Shape) -> Call:
    return Stack()


def _pool(layer: MaxPool2d | AvgPool2d | LPPool2d) -> dict[str, Argument]:
    return {"kernel_size": layer.kernel, "stride": layer.stride}
