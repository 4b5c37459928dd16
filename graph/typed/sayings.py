"""How people say each layer: its short names, and the order in which they say its numbers.

What is not here follows from the fields: numbers in their order, and a letter for each of them.
Small letters are the fields' own, k a kernel and f filters; capital ones those of the formula,
in which F is the filter's size and K their number.
"""

from functools import cache

from msgspec import Struct, structs

from graph.blocks.conv import ConvBlock, DepthwiseSeparable
from graph.blocks.excite import SqueezeExcite
from graph.blocks.inception import Inception
from graph.blocks.residual import Bottleneck, Residual
from graph.fields import Field, fields
from graph.layers.activation import LeakyReLU, ReLU, Sigmoid, SiLU, Softmax
from graph.layers.base import Layer
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
from graph.layers.reshape import Pad2d, PadChannels, PixelShuffle, Reshape, Upsample
from graph.network import LAYERS, Repeat
from graph.torch_names import FIELDS
from graph.typed.spelling import heads


class Saying(Struct, frozen=True):
    """How a layer is said."""

    names: tuple[str, ...] = ()
    """What it is called beside its title, its class and its stem."""
    order: tuple[str, ...] | None = None
    """The fields that numbers without a name mean, in their order; None: all numbers it has."""
    alone: tuple[str, ...] = ()
    """The fields that a number means which is the only one; else the first of `order`."""
    sides: tuple[str, ...] = ()
    """The fields that 7×5 means, where no field takes two numbers or the size is meant first."""
    echo: dict[str, str] = {}
    """Fields that take the value of another one, where only that is said."""
    shown: tuple[str, ...] | None = None
    """The fields that a reader wants to see even where nobody said them; None: the summary."""
    ignored: int | None = None
    """The place in PyTorch's call of a number that follows from the input: in_channels."""


_SIZE = ("height", "width")
_SQUARE = {"width": "height"}
_POOL = Saying(echo={"stride": "kernel"}, shown=("kernel", "stride"))
_CONV = Saying(shown=("kernel", "filters"))
_FROM_CHANNELS = structs.replace(_CONV, ignored=0)
_SIZED = Saying((), _SIZE, sides=_SIZE, echo=_SQUARE)


def _named(base: Saying, *names: str) -> Saying:
    return structs.replace(base, names=names)


_SAYINGS: dict[type[Layer], Saying] = {
    Input: Saying(
        ("image", "picture"), ("channels", *_SIZE), alone=_SIZE, sides=_SIZE, echo=_SQUARE
    ),
    Output: Saying(("end", "result", "scores")),
    Conv2d: _named(_FROM_CHANNELS, "conv", "convolution"),
    ConvTranspose2d: _named(_FROM_CHANNELS, "transposed convolution", "upconv", "conv transpose"),
    LocallyConnected2d: _named(_CONV, "unshared"),
    MaxPool2d: _named(_POOL, "max", "mp"),
    AvgPool2d: _named(_POOL, "avg", "mean", "average"),
    LPPool2d: Saying(("l2", "lp"), ("kernel", "stride"), echo=_POOL.echo, shown=_POOL.shown),
    GlobalAvgPool2d: Saying(("gap", "global avg pool", "global average pool")),
    GlobalMaxPool2d: Saying(("gmp", "global max pool")),
    AdaptiveAvgPool2d: _named(_SIZED, "adaptive"),
    AdaptiveMaxPool2d: _SIZED,
    LeakyReLU: Saying(("leaky", "lrelu")),
    SiLU: Saying(("swish",)),
    Sigmoid: Saying(("logistic",)),
    BatchNorm2d: Saying(("bn", "norm"), (), ignored=0),
    BatchNorm1d: Saying(("bn", "bn1d"), (), ignored=0),
    GroupNorm: Saying(("gn",), ("groups",), ignored=1, shown=("groups",)),
    LayerNorm: Saying(("ln",), ()),
    InstanceNorm2d: Saying((), (), ignored=0),
    LocalResponseNorm: Saying(("response norm",), shown=("size",)),
    Dropout: Saying(("drop",)),
    Dropout2d: Saying(("spatial dropout",)),
    Flatten: Saying(("flat",)),
    Linear: Saying(("linear", "dense", "lin", "full"), shown=("features",), ignored=0),
    Reshape: Saying(("view",), sides=_SIZE),
    Pad2d: Saying(("zero pad", "padding"), alone=("left", "right", "top", "bottom")),
    PadChannels: Saying(("widen",)),
    Upsample: Saying(("up", "resize", "enlarge"), ("factor",), sides=_SIZE, shown=()),
    PixelShuffle: Saying(("subpixel",)),
    Add: Saying(("sum", "plus", "shortcut", "skip")),
    Multiply: Saying(("times", "product")),
    Concat: Saying(("cat", "stack", "merge")),
    ConvBlock: _named(_CONV, "cbr", "conv bn relu"),
    Residual: Saying(("res", "basic block"), ("filters", "stride"), shown=("filters",)),
    Bottleneck: Saying(("bottle",), ("filters", "stride"), shown=("filters",)),
    Inception: Saying(("inc",), shown=("ones", "threes", "fives", "pool")),
    SqueezeExcite: Saying(("squeeze",)),
    DepthwiseSeparable: _named(_CONV, "separable conv", "mobilenet", "dw"),
    Repeat: Saying(("stage",), ("times", "stride")),
}

USUAL: tuple[type[Layer], ...] = (
    Conv2d,
    ReLU,
    MaxPool2d,
    BatchNorm2d,
    Linear,
    Flatten,
    Dropout,
    Add,
    Concat,
    Residual,
    ConvBlock,
    GlobalAvgPool2d,
    AvgPool2d,
    Softmax,
    Bottleneck,
    Inception,
    Input,
    Output,
)
"""What is used most comes first; all others follow in the order of the palette."""


@cache
def rank(kind: type[Layer]) -> int:
    """The place of a layer among all, by how much it is used."""
    return (*USUAL, *LAYERS).index(kind)


@cache
def saying(kind: type[Layer]) -> Saying:
    """How a layer is said, whether or not it has an entry."""
    said = _SAYINGS.get(kind, Saying())
    order = numbers(kind) if said.order is None else said.order
    return structs.replace(said, order=order)


def numbers(kind: type[Layer]) -> tuple[str, ...]:
    """The fields that are numbers, in their order."""
    return tuple(field.name for field in fields(kind) if field.type in (int, float))


@cache
def names(kind: type[Layer]) -> tuple[str, ...]:
    """What a layer is called of its own; its stem it may share with others."""
    return (kind.title, kind.__name__, *saying(kind).names)


@cache
def keys(kind: type[Layer]) -> dict[str, str]:
    """Letters and words for the fields: s, stride, S; k and kernel, F; out_channels, filters."""
    every = fields(kind)
    found = {field.name: field.name for field in every}
    found |= {torch: name for torch, name in FIELDS.items() if name in found}
    for field in every:
        found.setdefault("".join(heads(field.title)), field.name)
        found.setdefault(field.name[0], field.name)
    for name, symbol in kind.symbols.items():
        found.setdefault(symbol, name)
        found.setdefault(symbol.lower(), name)
    return found


def field_called(kind: type[Layer], word: str) -> Field | None:
    """The field that a letter or a word names, if need be by its beginning; None if none is."""
    known = keys(kind)
    name = known.get(word) or known.get(word.casefold())
    if name is None and len(word) > 1:
        begun = word.casefold()
        name = next((name for key, name in known.items() if key.startswith(begun)), None)
    if name is None:
        return None
    return next(field for field in fields(kind) if field.name == name)
