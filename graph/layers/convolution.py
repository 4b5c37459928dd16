"""Layers that slide learned filters."""

from typing import Annotated, ClassVar

from msgspec import Meta

from graph.layers.base import Count, Layer, Padding, Size
from graph.shapes import Image, Shape, ShapeError, Window, image


class Conv2d(Layer, frozen=True):
    """Slides learned square filters over a feature map; each filter makes one output channel."""

    title: ClassVar[str] = "Conv 2-D"
    group: ClassVar[str] = "Convolution"
    stem: ClassVar[str] = "conv"
    symbols: ClassVar[dict[str, str]] = {
        "filters": "K",
        "kernel": "F",
        "stride": "S",
        "padding": "P",
        "dilation": "D",
    }

    filters: Annotated[
        Count, Meta(title="Filters", description="Number of filters: the output's channels.")
    ] = 32
    kernel: Annotated[
        Size, Meta(title="Filter size", description="Height and width of each filter, in pixels.")
    ] = 3
    stride: Annotated[
        Size, Meta(title="Stride", description="Pixels that the filter moves at each step.")
    ] = 1
    padding: Annotated[
        Padding, Meta(title="Padding", description="Zeros added on each side of the input.")
    ] = 0
    dilation: Annotated[
        Size, Meta(title="Dilation", description="Spacing of the filter's elements; 1 is dense.")
    ] = 1
    groups: Annotated[
        Count,
        Meta(
            title="Groups",
            description="Channels are split into this many groups that do not see each other.",
        ),
    ] = 1
    bias: Annotated[
        bool, Meta(title="Bias", description="Adds one learned number to each output channel.")
    ] = True

    def output(self, *inputs: Shape) -> Image:
        channels = image(inputs[0], self.title).channels
        if channels % self.groups or self.filters % self.groups:
            raise ShapeError(
                "{channels} input channels and {filters} filters do not both divide into "
                "{groups} groups. Choose a number of groups that divides both.",
                channels=channels,
                filters=self.filters,
                groups=self.groups,
            )
        height, width = self.windows(*inputs)
        return Image(self.filters, height.count, width.count)

    def windows(self, *inputs: Shape) -> tuple[Window, Window]:
        source = image(inputs[0], self.title)
        slide = (self.kernel, self.stride, self.padding, self.dilation)
        return Window("height", source.height, *slide), Window("width", source.width, *slide)

    def fan_in(self, *inputs: Shape) -> int:
        return image(inputs[0], self.title).channels // self.groups * self.kernel**2

    def parameters(self, *inputs: Shape) -> int:
        return self.filters * (self.fan_in(*inputs) + self.bias)

    def unshared(self, *inputs: Shape) -> int:
        return self.output(*inputs).count * (self.fan_in(*inputs) + self.bias)

    def summary(self) -> str:
        stride = f" /{self.stride}" if self.stride > 1 else ""
        return f"{self.kernel}×{self.kernel}{stride}, {self.filters}"
