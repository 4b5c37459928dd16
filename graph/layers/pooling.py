"""Layers that shrink a feature map by summarising small windows of it."""

from typing import Annotated, ClassVar

from msgspec import Meta

from graph.layers.base import Layer, Padding, Size
from graph.shapes import Image, Shape, ShapeError, Window, image

_SYMBOLS = {"kernel": "F", "stride": "S", "padding": "P"}

Kernel = Annotated[
    Size, Meta(title="Window size", description="Height and width of the window, in pixels.")
]
Stride = Annotated[
    Size, Meta(title="Stride", description="Pixels that the window moves at each step.")
]
Border = Annotated[
    Padding,
    Meta(title="Padding", description="Border added on each side; at most half the window."),
]


def _windows(source: Image, kernel: int, stride: int, padding: int) -> tuple[Window, Window]:
    if 2 * padding > kernel:
        raise ShapeError(
            "Padding {padding} is more than half of the window's size {kernel}. "
            "Use at most {most}.",
            padding=padding,
            kernel=kernel,
            most=kernel // 2,
        )
    slide = (kernel, stride, padding)
    return Window("height", source.height, *slide), Window("width", source.width, *slide)


class MaxPool2d(Layer, frozen=True):
    """Keeps the largest value of each window, in every channel by itself."""

    title: ClassVar[str] = "Max pool"
    group: ClassVar[str] = "Pooling"
    stem: ClassVar[str] = "pool"
    symbols: ClassVar[dict[str, str]] = _SYMBOLS

    kernel: Kernel = 2
    stride: Stride = 2
    padding: Border = 0

    def output(self, *inputs: Shape) -> Image:
        height, width = self.windows(*inputs)
        return Image(image(inputs[0], self.title).channels, height.count, width.count)

    def windows(self, *inputs: Shape) -> tuple[Window, Window]:
        return _windows(image(inputs[0], self.title), self.kernel, self.stride, self.padding)

    def summary(self) -> str:
        return f"{self.kernel}×{self.kernel} /{self.stride}"


class AvgPool2d(Layer, frozen=True):
    """Takes the mean of each window, in every channel by itself; padding counts as zeros."""

    title: ClassVar[str] = "Average pool"
    group: ClassVar[str] = "Pooling"
    stem: ClassVar[str] = "pool"
    symbols: ClassVar[dict[str, str]] = _SYMBOLS

    kernel: Kernel = 2
    stride: Stride = 2
    padding: Border = 0

    def output(self, *inputs: Shape) -> Image:
        height, width = self.windows(*inputs)
        return Image(image(inputs[0], self.title).channels, height.count, width.count)

    def windows(self, *inputs: Shape) -> tuple[Window, Window]:
        return _windows(image(inputs[0], self.title), self.kernel, self.stride, self.padding)

    def summary(self) -> str:
        return f"{self.kernel}×{self.kernel} /{self.stride}"
