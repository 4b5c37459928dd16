"""A convolution with its normalisation and its activation as one block."""

from typing import Annotated, ClassVar, Literal

from msgspec import Meta

from graph.layers.activation import (
    ELU,
    GELU,
    SELU,
    Hardswish,
    LeakyReLU,
    Mish,
    PReLU,
    ReLU,
    Sigmoid,
    SiLU,
    Tanh,
)
from graph.layers.base import Borders, Layer, Part, pair, sized, step
from graph.layers.convolution import Conv2d, Dilation, Filters, Groups, Kernel, Stride
from graph.layers.endpoints import Input, Output
from graph.layers.normalisation import BatchNorm2d, Epsilon, GroupNorm, InstanceNorm2d
from graph.shapes import Shape, image

ActivationName = Literal[
    "relu",
    "leaky-relu",
    "prelu",
    "elu",
    "selu",
    "gelu",
    "silu",
    "mish",
    "hardswish",
    "sigmoid",
    "tanh",
    "none",
]
NormName = Literal["batch", "group", "layer", "instance", "none"]

Activation = Annotated[
    ActivationName, Meta(title="Activation", description="Applied last, to every element.")
]
Norm = Annotated[
    NormName,
    Meta(
        title="Normalisation",
        description="What follows the convolution: batch norm; group norm with groups of 16 "
        "channels, or as near to it as divides them; layer norm, which is one group; or instance "
        "norm. The convolution has a bias only where there is none.",
    ),
]

_ACTIVATIONS: dict[str, type[Layer]] = {
    "relu": ReLU,
    "leaky-relu": LeakyReLU,
    "prelu": PReLU,
    "elu": ELU,
    "selu": SELU,
    "gelu": GELU,
    "silu": SiLU,
    "mish": Mish,
    "hardswish": Hardswish,
    "sigmoid": Sigmoid,
    "tanh": Tanh,
}


def activation(name: ActivationName) -> Layer | None:
    """The layer of that name; None for none."""
    return _ACTIVATIONS[name]() if name in _ACTIVATIONS else None


def norm(name: NormName, channels: int, eps: float = 1e-5) -> Layer | None:
    """The normalisation of that name for so many channels; None for none."""
    match name:
        case "batch":
            return BatchNorm2d(eps)
        case "group":
            return GroupNorm(_groups(channels), eps)
        case "layer":
            return GroupNorm(1, eps)
        case "instance":
            return InstanceNorm2d(eps, affine=True)
        case "none":
            return None


def _groups(channels: int) -> int:
    """Groups of 16 channels, or of the next smaller number that divides them."""
    size = next(size for size in range(min(16, channels), 0, -1) if channels % size == 0)
    return channels // size


def same(kernel: int | tuple[int, ...], dilation: int | tuple[int, ...] = 1) -> tuple[int, int]:
    """The padding that keeps the size at stride 1, for odd filters: D(F − 1)/2."""
    rows, columns = (d * (f - 1) // 2 for f, d in zip(pair(kernel), pair(dilation), strict=True))
    return rows, columns


def row(parts: list[tuple[str, Layer | None]], source: str) -> tuple[Part, ...]:
    """Parts that follow each other from `source` on; those that are None are left out."""
    made: list[Part] = []
    for name, layer in parts:
        if layer is not None:
            made.append(Part(name, layer, (source,)))
            source = name
    return tuple(made)


class ConvBlock(Layer, frozen=True):
    """A convolution, its normalisation and its activation: the brick that networks are built of.

    The convolution has a bias only where no normalisation follows it.
    """

    title: ClassVar[str] = "Conv block"
    group: ClassVar[str] = "Blocks"
    stem: ClassVar[str] = "conv"
    symbols: ClassVar[dict[str, str]] = {
        "filters": "K",
        "kernel": "F",
        "stride": "S",
        "padding": "P",
        "dilation": "D",
    }

    filters: Filters = 32
    kernel: Kernel = 3
    stride: Stride = 1
    padding: Annotated[
        Borders | Literal["half"],
        Meta(
            title="Padding",
            description="Pixels added on each side of the input; half is D(F − 1)/2, which keeps "
            "the size at stride 1 and halves it at stride 2.",
            extra={"unit": "px"},
        ),
    ] = "half"
    dilation: Dilation = 1
    groups: Groups = 1
    norm: Norm = "batch"
    activation: Activation = "relu"
    eps: Epsilon = 1e-5

    def parts(self, *inputs: Shape) -> tuple[Part, ...]:
        image(inputs[0], self.title)
        made = row(
            [
                ("conv", self.convolution()),
                ("bn", norm(self.norm, self.filters, self.eps)),
                (self.activation.replace("-", "_"), activation(self.activation)),
            ],
            "input",
        )
        return (Part("input", Input()), *made, Part("output", Output(), (made[-1].name,)))

    def convolution(self) -> Conv2d:
        """The convolution in it."""
        padding = self.padding
        if isinstance(padding, str):
            rows, columns = same(self.kernel, self.dilation)
            padding = rows if rows == columns else (rows, columns)
        return Conv2d(
            self.filters,
            self.kernel,
            self.stride,
            padding,
            self.dilation,
            self.groups,
            bias=self.norm == "none",
        )

    def summary(self) -> str:
        return f"{sized(self.kernel)}{step(self.stride)}, {self.filters}"


class DepthwiseSeparable(Layer, frozen=True):
    """A filter for each channel by itself, then 1×1 filters that mix the channels.

    Howard et al. 2017 (MobileNet), figure 3: F·F·C + C·K weights instead of F·F·C·K.
    """

    title: ClassVar[str] = "Depthwise separable"
    group: ClassVar[str] = "Blocks"
    stem: ClassVar[str] = "separable"
    symbols: ClassVar[dict[str, str]] = {"filters": "K", "kernel": "F", "stride": "S"}

    filters: Filters = 64
    kernel: Kernel = 3
    stride: Stride = 1
    norm: Norm = "batch"
    activation: Activation = "relu"

    def parts(self, *inputs: Shape) -> tuple[Part, ...]:
        channels = image(inputs[0], self.title).channels
        bias = self.norm == "none"
        rows, columns = same(self.kernel)
        padding = rows if rows == columns else (rows, columns)
        name = self.activation.replace("-", "_")
        depthwise = Conv2d(channels, self.kernel, self.stride, padding, groups=channels, bias=bias)
        made = row(
            [
                ("depthwise", depthwise),
                ("bn1", norm(self.norm, channels)),
                (f"{name}1", activation(self.activation)),
                ("pointwise", Conv2d(self.filters, 1, bias=bias)),
                ("bn2", norm(self.norm, self.filters)),
                (f"{name}2", activation(self.activation)),
            ],
            "input",
        )
        return (Part("input", Input()), *made, Part("output", Output(), (made[-1].name,)))

    def summary(self) -> str:
        return f"{sized(self.kernel)}{step(self.stride)}, {self.filters}"
