"""What PyTorch keeps of each layer's work until the backward pass has used it.

One rule a layer, for one picture of 32-bit floats. They follow the gradients' formulas in PyTorch's
`tools/autograd/derivatives.yaml`: a convolution needs its input again, ReLU its result, a sum
nothing. `tests/graph/test_kept.py` compares them with the tensors that autograd really saves, for
every layer. Left out are statistics of a few numbers a channel, such as batch norm's means.

Nothing is done in place, as in the code that we export: ReLU's result is memory of its own.
"""

from functools import singledispatch
from math import prod

from msgspec import Struct

from graph.layers.activation import LogSoftmax, ReLU, Sigmoid, Softmax, Tanh
from graph.layers.base import Layer
from graph.layers.convolution import Conv2d, LocallyConnected2d
from graph.layers.dense import Flatten
from graph.layers.endpoints import Input, Output
from graph.layers.join import Add, Concat, Multiply
from graph.layers.normalisation import Dropout, Dropout2d, LocalResponseNorm
from graph.layers.pooling import (
    AdaptiveAvgPool2d,
    AdaptiveMaxPool2d,
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
from graph.shapes import Shape

BYTES = 4  # of a 32-bit float
INDEX = 8  # of a 64-bit integer, as which max pooling notes where each maximum was


class Kept(Struct, frozen=True):
    """What has to stay in memory until a layer's gradient has been computed."""

    inputs: bool = False
    result: bool = False
    beside: int = 0
    """Bytes of what the layer makes for itself, such as a max pool's indices."""
    scratch: int = 0
    """Bytes of what it makes for itself while it computes, where nothing is kept."""
    view: bool = False
    """Whether its result is its input in another shape, and no memory of its own."""


NOTHING = Kept()
INPUTS = Kept(inputs=True)
RESULT = Kept(result=True)
VIEW = Kept(view=True)


@singledispatch
def kept(layer: Layer, *inputs: Shape) -> Kept:
    """What PyTorch keeps of `layer` where it receives `inputs`; most layers keep those alone."""
    return INPUTS


@kept.register
def _view(layer: Input | Output | Flatten | Reshape, *inputs: Shape) -> Kept:
    return VIEW


@kept.register
def _result(layer: ReLU | Sigmoid | Tanh | Softmax | LogSoftmax, *inputs: Shape) -> Kept:
    return RESULT


@kept.register
def _nothing(
    layer: Concat
    | PadChannels
    | Upsample
    | PixelShuffle
    | PixelUnshuffle
    | GlobalAvgPool2d,  # a plain mean
    *inputs: Shape,
) -> Kept:
    return NOTHING


@kept.register
def _add(layer: Add, *inputs: Shape) -> Kept:
    return Kept(scratch=_between(layer, inputs))


@kept.register
def _multiply(layer: Multiply, *inputs: Shape) -> Kept:
    """All factors, and the products between the first and the last."""
    between = _between(layer, inputs)
    return Kept(inputs=True, beside=max(0, len(inputs) - 2) * between, scratch=between)


def _between(layer: Add | Multiply, inputs: tuple[Shape, ...]) -> int:
    """Bytes of what is handed on between the first two inputs and the third."""
    return BYTES * layer.output(*inputs).count if len(inputs) > 2 else 0


@kept.register
def _conv2d(layer: Conv2d, *inputs: Shape) -> Kept:
    """Padding that PyTorch's convolution cannot do itself makes a padded copy of the input."""
    height, width = layer.windows(*inputs)
    if layer.padding_mode == "zeros" and not height.extra and not width.extra:
        return INPUTS
    copy = BYTES * inputs[0].dims[0] * height.padded * width.padded
    mirrored = layer.padding_mode in ("reflect", "replicate")
    return Kept(inputs=mirrored, beside=copy, scratch=copy)


@kept.register
def _locally_connected2d(layer: LocallyConnected2d, *inputs: Shape) -> Kept:
    """The patches that its filters look at, one beside the other: our own module unfolds them."""
    height, width = layer.windows(*inputs)
    patches = BYTES * layer.fan_in(*inputs) * height.count * width.count
    return Kept(beside=patches, scratch=patches)


@kept.register
def _max_pool(layer: MaxPool2d | AdaptiveMaxPool2d | GlobalMaxPool2d, *inputs: Shape) -> Kept:
    indices = INDEX * layer.output(*inputs).count
    return Kept(inputs=True, beside=indices, scratch=indices)


@kept.register
def _adaptive_avg_pool2d(layer: AdaptiveAvgPool2d, *inputs: Shape) -> Kept:
    return NOTHING if layer.output(*inputs).dims[1:] == (1, 1) else INPUTS


@kept.register
def _lp_pool2d(layer: LPPool2d, *inputs: Shape) -> Kept:
    """The powers, and four steps from their mean to the root."""
    powers, step = BYTES * inputs[0].count, BYTES * layer.output(*inputs).count
    return Kept(inputs=True, beside=powers + 4 * step, scratch=max(powers, 3 * step))


@kept.register
def _local_response_norm(layer: LocalResponseNorm, *inputs: Shape) -> Kept:
    """The squares with channels of zeros around them, the divisor, and its power."""
    channels, *sides = inputs[0].dims
    one = BYTES * prod(sides)
    padded = channels + layer.size - 1
    # while it computes, the squares, those with zeros around them, and the sums over neighbours
    return Kept(
        inputs=True, beside=one * (padded + 2 * channels), scratch=one * (padded + channels)
    )


@kept.register
def _dropout(layer: Dropout, *inputs: Shape) -> Kept:
    """A mask of floats, as on the CPU; CUDA has one of bytes."""
    return Kept(beside=BYTES * inputs[0].count) if layer.rate else VIEW


@kept.register
def _dropout2d(layer: Dropout2d, *inputs: Shape) -> Kept:
    return Kept(beside=BYTES * inputs[0].dims[0]) if layer.rate else VIEW


@kept.register
def _pad2d(layer: Pad2d, *inputs: Shape) -> Kept:
    return INPUTS if layer.mode in ("reflect", "replicate") else NOTHING
