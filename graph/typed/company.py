"""What usually stands behind what in a convolutional network."""

from collections import Counter
from functools import cache

from graph.blocks.conv import ConvBlock
from graph.blocks.inception import Inception
from graph.blocks.residual import Bottleneck, Residual
from graph.layers.activation import LogSoftmax, ReLU, Softmax
from graph.layers.base import Layer
from graph.layers.convolution import Conv2d
from graph.layers.dense import Flatten, Linear
from graph.layers.endpoints import Input, Output
from graph.layers.join import Add, Concat
from graph.layers.normalisation import BatchNorm2d, Dropout
from graph.layers.pooling import GlobalAvgPool2d, MaxPool2d
from graph.network import Network
from graph.typed.sayings import rank

Kinds = tuple[type[Layer], ...]

_BY_GROUP: dict[str, Kinds] = {
    "Input and output": (Conv2d, ConvBlock, Flatten, Residual),
    "Convolution": (ReLU, BatchNorm2d, MaxPool2d, Conv2d, Add, Concat),
    "Pooling": (Conv2d, Flatten, ConvBlock, Residual, Inception, Dropout, Concat),
    "Activation": (Conv2d, Linear, MaxPool2d, Dropout, Flatten, GlobalAvgPool2d, Add, Output),
    "Normalisation": (ReLU, Conv2d, Linear, MaxPool2d, Add),
    "Dense": (ReLU, Linear, Dropout, Output, Softmax),
    "Shape": (Conv2d, Concat, Add, ReLU),
    "Join": (ReLU, Conv2d, MaxPool2d, Inception, GlobalAvgPool2d, Flatten),
    "Blocks": (MaxPool2d, GlobalAvgPool2d, Conv2d, Flatten),
}
_NEXT: dict[type[Layer], Kinds] = {
    Flatten: (Linear, Dropout, Output),
    GlobalAvgPool2d: (Flatten, Conv2d),
    Dropout: (Linear, Conv2d, Flatten),
    Softmax: (Output,),
    LogSoftmax: (Output,),
    Residual: (Residual, GlobalAvgPool2d, MaxPool2d),
    Bottleneck: (Bottleneck, GlobalAvgPool2d, MaxPool2d),
    Inception: (Inception, MaxPool2d, GlobalAvgPool2d),
    ConvBlock: (ConvBlock, MaxPool2d, GlobalAvgPool2d, Residual),
}


@cache
def next_kinds(kind: type[Layer]) -> Kinds:
    """The kinds that usually stand behind one, the most usual first."""
    return _NEXT.get(kind) or _BY_GROUP[kind.group]


def after(network: Network, kind: type[Layer]) -> dict[type[Layer], int]:
    """The places of kinds behind one: first what stands there in this network already."""
    seen = Counter[type[Layer]](
        type(network.nodes[wire.target].layer)
        for wire in network.wires
        if type(network.nodes[wire.source].layer) is kind
    )
    return _places((*(each for each, _ in seen.most_common()), *next_kinds(kind)))


def before(kind: type[Layer], every: Kinds) -> dict[type[Layer], int]:
    """The places of kinds in front of one: those that it usually stands behind."""
    fitting = [each for each in every if each is not Input and kind in next_kinds(each)]
    fitting.sort(key=lambda each: (next_kinds(each).index(kind), rank(each)))
    return _places((*fitting, Input))


def _places(kinds: Kinds) -> dict[type[Layer], int]:
    return {each: place for place, each in enumerate(dict.fromkeys(kinds))}
