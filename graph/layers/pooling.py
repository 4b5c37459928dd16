"""Layers that shrink a feature map by summarising windows of it."""

from typing import Annotated, ClassVar

from msgspec import Meta

from graph.layers.base import Borders, Layer, Pair, pair, sized, step
from graph.shapes import Image, Shape, ShapeError, Window, image

_SYMBOLS = {"kernel": "F", "stride": "S", "padding": "P", "dilation": "D"}

Kernel = Annotated[
    Pair,
    Meta(
        title="Window size",
        description="Height and width of the window, in pixels: 2, or 1×2 where they differ.",
        extra={"unit": "px"},
    ),
]
Stride = Annotated[
    Pair,
    Meta(
        title="Stride",
        description="Pixels that the window moves at each step; windows overlap where it is "
        "smaller than they are.",
        extra={"unit": "px"},
    ),
]
Border = Annotated[
    Borders,
    Meta(
        title="Padding",
        description="Border added on each side; at most half the window.",
        extra={"unit": "px"},
    ),
]
Ceil = Annotated[
    bool,
    Meta(
        title="Round up",
        description="A last window that reaches over the edge counts too, as in Caffe.",
    ),
]
_AS_IT_IS: dict[str, object] = {"blank": "as it is", "unit": "px"}
Side = Annotated[int, Meta(ge=0, le=65_536)]
Height = Annotated[Side, Meta(title="Height", description="Of the output.", extra=_AS_IT_IS)]
Width = Annotated[Side, Meta(title="Width", description="Of the output.", extra=_AS_IT_IS)]


class MaxPool2d(Layer, frozen=True):
    """Keeps the largest value of each window, in every channel by itself."""

    title: ClassVar[str] = "Max pool"
    group: ClassVar[str] = "Pooling"
    stem: ClassVar[str] = "pool"
    symbols: ClassVar[dict[str, str]] = _SYMBOLS

    kernel: Kernel = 2
    stride: Stride = 2
    padding: Border = 0
    dilation: Annotated[
        Pair, Meta(title="Dilation", description="Spacing of the window's elements; 1 is dense.")
    ] = 1
    ceil: Ceil = False

    def output(self, *inputs: Shape) -> Image:
        return _pooled(self, *inputs)

    def windows(self, *inputs: Shape) -> tuple[Window, Window]:
        source = image(inputs[0], self.title)
        return _windows(
            source, self.kernel, self.stride, self.padding, self.dilation, ceil=self.ceil
        )

    def summary(self) -> str:
        return f"{sized(self.kernel)}{step(self.stride)}"


class AvgPool2d(Layer, frozen=True):
    """Takes the mean of each window, in every channel by itself."""

    title: ClassVar[str] = "Average pool"
    group: ClassVar[str] = "Pooling"
    stem: ClassVar[str] = "pool"
    symbols: ClassVar[dict[str, str]] = {k: v for k, v in _SYMBOLS.items() if k != "dilation"}

    kernel: Kernel = 2
    stride: Stride = 2
    padding: Border = 0
    ceil: Ceil = False
    count_padding: Annotated[
        bool,
        Meta(title="Padding counts", description="The border's zeros are part of the mean."),
    ] = True
    divisor: Annotated[
        int,
        Meta(
            ge=0,
            le=65_536,
            title="Divisor",
            description="Divides the sum by this instead of the number of elements.",
            extra={"blank": "elements"},
        ),
    ] = 0

    def output(self, *inputs: Shape) -> Image:
        return _pooled(self, *inputs)

    def windows(self, *inputs: Shape) -> tuple[Window, Window]:
        source = image(inputs[0], self.title)
        return _windows(source, self.kernel, self.stride, self.padding, ceil=self.ceil)

    def summary(self) -> str:
        return f"{sized(self.kernel)}{step(self.stride)}"


class LPPool2d(Layer, frozen=True):
    """Takes the p-norm of each window, (Σ xᵖ)^(1/p): p = 2 is L2 pooling, p = 1 the sum."""

    title: ClassVar[str] = "L2 pool"
    group: ClassVar[str] = "Pooling"
    stem: ClassVar[str] = "pool"
    symbols: ClassVar[dict[str, str]] = {"norm": "p", "kernel": "F", "stride": "S"}

    norm: Annotated[
        float, Meta(gt=0.0, le=64.0, title="Norm", description="The power: 2 is the usual norm.")
    ] = 2.0
    kernel: Kernel = 2
    stride: Stride = 2
    ceil: Ceil = False

    def output(self, *inputs: Shape) -> Image:
        return _pooled(self, *inputs)

    def windows(self, *inputs: Shape) -> tuple[Window, Window]:
        return _windows(image(inputs[0], self.title), self.kernel, self.stride, ceil=self.ceil)

    def summary(self) -> str:
        return f"{sized(self.kernel)}{step(self.stride)}"


class AdaptiveAvgPool2d(Layer, frozen=True):
    """Takes means over windows that are chosen so that the output has the size asked for."""

    title: ClassVar[str] = "Adaptive average"
    group: ClassVar[str] = "Pooling"
    stem: ClassVar[str] = "pool"
    local: ClassVar[bool] = False

    height: Height = 1
    width: Width = 1

    def output(self, *inputs: Shape) -> Image:
        source = image(inputs[0], self.title)
        return Image(source.channels, self.height or source.height, self.width or source.width)

    def summary(self) -> str:
        return f"{self.height or '·'}×{self.width or '·'}"


class AdaptiveMaxPool2d(Layer, frozen=True):
    """Takes the largest values of windows chosen so that the output has the size asked for."""

    title: ClassVar[str] = "Adaptive max"
    group: ClassVar[str] = "Pooling"
    stem: ClassVar[str] = "pool"
    local: ClassVar[bool] = False

    height: Height = 1
    width: Width = 1

    def output(self, *inputs: Shape) -> Image:
        source = image(inputs[0], self.title)
        return Image(source.channels, self.height or source.height, self.width or source.width)

    def summary(self) -> str:
        return f"{self.height or '·'}×{self.width or '·'}"


class GlobalAvgPool2d(Layer, frozen=True):
    """Takes the mean of each whole channel: channels × 1 × 1 (Lin, Chen & Yan 2014)."""

    title: ClassVar[str] = "Global average"
    group: ClassVar[str] = "Pooling"
    stem: ClassVar[str] = "pool"
    local: ClassVar[bool] = False

    def output(self, *inputs: Shape) -> Image:
        return Image(image(inputs[0], self.title).channels, 1, 1)


class GlobalMaxPool2d(Layer, frozen=True):
    """Takes the largest value of each whole channel: channels × 1 × 1."""

    title: ClassVar[str] = "Global max"
    group: ClassVar[str] = "Pooling"
    stem: ClassVar[str] = "pool"
    local: ClassVar[bool] = False

    def output(self, *inputs: Shape) -> Image:
        return Image(image(inputs[0], self.title).channels, 1, 1)


def _pooled(layer: Layer, *inputs: Shape) -> Image:
    height, width = layer.windows(*inputs)
    return Image(image(inputs[0], layer.title).channels, height.count, width.count)


def _windows(
    source: Image,
    kernel: int | tuple[int, ...],
    stride: int | tuple[int, ...],
    padding: int | tuple[int, ...] = 0,
    dilation: int | tuple[int, ...] = 1,
    *,
    ceil: bool,
) -> tuple[Window, Window]:
    rows, columns = zip(*map(pair, (kernel, stride, padding, dilation)), strict=True)
    for slide in (rows, columns):
        if 2 * slide[2] > slide[0]:
            raise ShapeError(
                "Padding {padding} is more than half of the window's size {kernel}. "
                "Use at most {most}.",
                padding=slide[2],
                kernel=slide[0],
                most=slide[0] // 2,
            )
    return (
        Window("height", source.height, *rows, ceil=ceil),
        Window("width", source.width, *columns, ceil=ceil),
    )
