"""The layers that hold no other: the union is registry, palette order, file schema, static type.

It stands apart from the packages `layers` and `blocks` so that blocks can import layers. The two
that hold others, and the union of all, `AnyLayer`, are in `graph.network`.
"""

from graph.blocks.conv import ConvBlock, DepthwiseSeparable
from graph.blocks.excite import SqueezeExcite
from graph.blocks.inception import Inception
from graph.blocks.residual import Bottleneck, Residual
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

PlainLayer = (
    Input
    | Output
    | Conv2d
    | ConvTranspose2d
    | LocallyConnected2d
    | MaxPool2d
    | AvgPool2d
    | LPPool2d
    | GlobalAvgPool2d
    | GlobalMaxPool2d
    | AdaptiveAvgPool2d
    | AdaptiveMaxPool2d
    | ReLU
    | LeakyReLU
    | PReLU
    | ELU
    | SELU
    | GELU
    | SiLU
    | Mish
    | Hardswish
    | Sigmoid
    | Tanh
    | Softmax
    | LogSoftmax
    | BatchNorm2d
    | BatchNorm1d
    | GroupNorm
    | LayerNorm
    | InstanceNorm2d
    | LocalResponseNorm
    | Dropout
    | Dropout2d
    | Flatten
    | Linear
    | Reshape
    | Pad2d
    | PadChannels
    | Upsample
    | PixelShuffle
    | PixelUnshuffle
    | Add
    | Multiply
    | Concat
    | ConvBlock
    | Residual
    | Bottleneck
    | Inception
    | SqueezeExcite
    | DepthwiseSeparable
)
