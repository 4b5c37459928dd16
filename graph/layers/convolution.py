"""Layers that slide learned filters."""

from typing import Annotated, ClassVar, Literal

from msgspec import Meta

from graph.layers.base import Borders, Count, Layer, PaddingMode, Pair, pair, sized, step
from graph.shapes import Image, Shape, ShapeError, Spread, Window, image
from graph.text import Text

_SYMBOLS = {"filters": "K", "kernel": "F", "stride": "S", "padding": "P", "dilation": "D"}

Filters = Annotated[
    Count, Meta(title="Filters", description="Number of filters: the output's channels.")
]
Kernel = Annotated[
    Pair,
    Meta(
        title="Filter size",
        description="Height and width of each filter, in pixels: 3, or 1×7 where they differ.",
        extra={"unit": "px"},
    ),
]
Stride = Annotated[
    Pair,
    Meta(
        title="Stride",
        description="Pixels that the filter moves at each step.",
        extra={"unit": "px"},
    ),
]
Dilation = Annotated[
    Pair, Meta(title="Dilation", description="Spacing of the filter's elements; 1 is dense.")
]
Groups = Annotated[
    Count,
    Meta(
        title="Groups",
        description="Channels are split into this many groups that do not see each other.",
    ),
]
Bias = Annotated[
    bool, Meta(title="Bias", description="Adds one learned number to each output channel.")
]


class Conv2d(Layer, frozen=True):
    """Slides learned filters over a feature map; each filter makes one output channel."""

    title: ClassVar[str] = "Conv 2-D"
    group: ClassVar[str] = "Convolution"
    stem: ClassVar[str] = "conv"
    symbols: ClassVar[dict[str, str]] = _SYMBOLS

    filters: Filters = 32
    kernel: Kernel = 3
    stride: Stride = 1
    padding: Annotated[
        Borders | Literal["same"],
        Meta(
            title="Padding",
            description="Pixels added on each side of the input; same keeps height and width, "
            "at stride 1.",
            extra={"unit": "px"},
        ),
    ] = 0
    dilation: Dilation = 1
    groups: Groups = 1
    bias: Bias = True
    padding_mode: PaddingMode = "zeros"

    def output(self, *inputs: Shape) -> Image:
        source = image(inputs[0], self.title)
        _check_groups(source.channels, self.filters, self.groups)
        windows = self.windows(*inputs)
        for window in windows:
            self._check_border(window)
        height, width = windows
        return Image(self.filters, height.count, width.count)

    def windows(self, *inputs: Shape) -> tuple[Window, Window]:
        source = image(inputs[0], self.title)
        if self.padding == "same" and pair(self.stride) != (1, 1):
            raise ShapeError("Padding “same” needs stride 1. Choose numbers for the padding.")
        return self._window(source, "height", 0), self._window(source, "width", 1)

    def _window(self, source: Image, axis: Literal["height", "width"], place: int) -> Window:
        size = (source.height, source.width)[place]
        kernel, stride, dilation = (
            pair(value)[place] for value in (self.kernel, self.stride, self.dilation)
        )
        if isinstance(self.padding, str):
            before, odd = divmod(dilation * (kernel - 1), 2)  # the odd one goes right or below
            return Window(axis, size, kernel, stride, before, dilation, odd)
        return Window(axis, size, kernel, stride, pair(self.padding)[place], dilation)

    def _check_border(self, window: Window) -> None:
        """Mirrored pixels must come from inside the picture."""
        most = {"reflect": window.size - 1, "circular": window.size}.get(self.padding_mode)
        needed = window.padding + window.extra
        if most is not None and needed > most:
            raise ShapeError(
                "Padding {padding} in mode {mode} needs more pixels than the {axis} {size} has. "
                "Use at most {most}, or zeros.",
                padding=needed,
                mode=Text(self.padding_mode),
                axis=Text(window.axis),
                size=window.size,
                most=most,
            )

    def fan_in(self, *inputs: Shape) -> int:
        height, width = pair(self.kernel)
        return image(inputs[0], self.title).channels // self.groups * height * width

    def parameters(self, *inputs: Shape) -> int:
        return self.filters * (self.fan_in(*inputs) + self.bias)

    def unshared(self, *inputs: Shape) -> int:
        return self.output(*inputs).count * (self.fan_in(*inputs) + self.bias)

    def summary(self) -> str:
        return f"{sized(self.kernel)}{step(self.stride)}, {self.filters}"


class ConvTranspose2d(Layer, frozen=True):
    """Lays a learned filter down for each input pixel and adds up: the picture grows.

    It is the gradient of a convolution (Dumoulin & Visin 2016, chapter 4).
    """

    title: ClassVar[str] = "Transposed conv"
    group: ClassVar[str] = "Convolution"
    stem: ClassVar[str] = "deconv"
    symbols: ClassVar[dict[str, str]] = _SYMBOLS
    local: ClassVar[bool] = False

    filters: Filters = 32
    kernel: Kernel = 2
    stride: Stride = 2
    padding: Annotated[
        Borders,
        Meta(
            title="Padding",
            description="Pixels cut off on each side of the output.",
            extra={"unit": "px"},
        ),
    ] = 0
    output_padding: Annotated[
        Borders,
        Meta(
            title="Output padding",
            description="Pixels added at the output's far edges only.",
            extra={"unit": "px"},
        ),
    ] = 0
    dilation: Dilation = 1
    groups: Groups = 1
    bias: Bias = True

    def output(self, *inputs: Shape) -> Image:
        source = image(inputs[0], self.title)
        _check_groups(source.channels, self.filters, self.groups)
        height, width = self.spreads(*inputs)
        for spread in (height, width):
            if spread.extra >= max(spread.stride, spread.dilation):
                raise ShapeError(
                    "Output padding {extra} must be smaller than the stride {stride} or the "
                    "dilation {dilation}.",
                    extra=spread.extra,
                    stride=spread.stride,
                    dilation=spread.dilation,
                )
        return Image(self.filters, height.count, width.count)

    def spreads(self, *inputs: Shape) -> tuple[Spread, Spread]:
        source = image(inputs[0], self.title)
        rows, columns = zip(
            *map(
                pair,
                (self.kernel, self.stride, self.padding, self.dilation, self.output_padding),
            ),
            strict=True,
        )
        return Spread("height", source.height, *rows), Spread("width", source.width, *columns)

    def fan_in(self, *inputs: Shape) -> int:
        height, width = pair(self.kernel)
        return image(inputs[0], self.title).channels // self.groups * height * width

    def macs(self, *inputs: Shape) -> int:
        height, width = pair(self.kernel)
        return inputs[0].count * (self.filters // self.groups) * height * width

    def parameters(self, *inputs: Shape) -> int:
        height, width = pair(self.kernel)
        channels = image(inputs[0], self.title).channels
        return channels * (self.filters // self.groups) * height * width + self.filters * self.bias

    def summary(self) -> str:
        return f"{sized(self.kernel)}{step(self.stride)}, {self.filters}"


class LocallyConnected2d(Layer, frozen=True):
    """Like a convolution, but every output position has filters of its own: nothing is shared.

    Weights: outputs × (fan-in + 1), the course's count without parameter sharing.
    """

    title: ClassVar[str] = "Locally connected"
    group: ClassVar[str] = "Convolution"
    stem: ClassVar[str] = "local"
    symbols: ClassVar[dict[str, str]] = {k: v for k, v in _SYMBOLS.items() if k != "dilation"}

    filters: Filters = 32
    kernel: Kernel = 3
    stride: Stride = 1
    padding: Annotated[
        Borders,
        Meta(
            title="Padding",
            description="Zeros added on each side of the input.",
            extra={"unit": "px"},
        ),
    ] = 0
    bias: Annotated[
        bool, Meta(title="Bias", description="Adds one learned number to each output.")
    ] = True

    def output(self, *inputs: Shape) -> Image:
        height, width = self.windows(*inputs)
        return Image(self.filters, height.count, width.count)

    def windows(self, *inputs: Shape) -> tuple[Window, Window]:
        source = image(inputs[0], self.title)
        rows, columns = zip(*map(pair, (self.kernel, self.stride, self.padding)), strict=True)
        return Window("height", source.height, *rows), Window("width", source.width, *columns)

    def fan_in(self, *inputs: Shape) -> int:
        height, width = pair(self.kernel)
        return image(inputs[0], self.title).channels * height * width

    def parameters(self, *inputs: Shape) -> int:
        return self.output(*inputs).count * (self.fan_in(*inputs) + self.bias)

    def summary(self) -> str:
        return f"{sized(self.kernel)}{step(self.stride)}, {self.filters}"


def _check_groups(channels: int, filters: int, groups: int) -> None:
    if channels % groups or filters % groups:
        raise ShapeError(
            "{channels} input channels and {filters} filters do not both divide into "
            "{groups} groups. Choose a number of groups that divides both.",
            channels=channels,
            filters=filters,
            groups=groups,
        )
