"""The residual blocks: a few convolutions around which the input takes a short cut."""

from typing import Annotated, ClassVar, Literal

from msgspec import Meta

from graph.layers.activation import ReLU
from graph.layers.base import Count, Layer, Part, Size
from graph.layers.convolution import Conv2d
from graph.layers.endpoints import Input, Output
from graph.layers.join import Add
from graph.layers.normalisation import BatchNorm2d
from graph.layers.pooling import MaxPool2d
from graph.layers.reshape import PadChannels
from graph.shapes import Image, Shape, ShapeError, image

Shortcut = Annotated[
    Literal["projection", "zeros", "none"],
    Meta(
        title="Shortcut",
        description="Where the shape changes: projection is a 1×1 convolution with batch norm "
        "(option B); zeros skips pixels and adds channels of zeros, without weights (option A); "
        "none leaves the shortcut out everywhere, so the block is plain.",
    ),
]
Stride = Annotated[
    Size, Meta(title="Stride", description="2 halves the picture.", extra={"unit": "px"})
]


class Residual(Layer, frozen=True):
    """Two 3×3 convolutions learn what is to be added to the input: relu(F(x) + x).

    He et al. 2016, figure 2 and section 3.3.
    """

    title: ClassVar[str] = "Residual"
    group: ClassVar[str] = "Blocks"
    stem: ClassVar[str] = "block"
    symbols: ClassVar[dict[str, str]] = {"filters": "K", "stride": "S"}

    filters: Annotated[
        Count, Meta(title="Filters", description="Filters of both convolutions.")
    ] = 16
    stride: Stride = 1
    shortcut: Shortcut = "projection"

    def parts(self, *inputs: Shape) -> tuple[Part, ...]:
        main = (
            Part("conv1", Conv2d(self.filters, 3, self.stride, 1, bias=False), ("input",)),
            Part("bn1", BatchNorm2d(), ("conv1",)),
            Part("relu1", ReLU(), ("bn1",)),
            Part("conv2", Conv2d(self.filters, 3, 1, 1, bias=False), ("relu1",)),
            Part("bn2", BatchNorm2d(), ("conv2",)),
        )
        return _around(main, image(inputs[0], self.title), self.filters, self.stride, self.shortcut)

    def summary(self) -> str:
        return f"{self.filters} /{self.stride}" if self.stride > 1 else str(self.filters)


class Bottleneck(Layer, frozen=True):
    """1×1 filters squeeze the channels, 3×3 filters work on few of them, 1×1 filters widen again.

    He et al. 2016, figure 5. The output has `expansion` times as many channels as there are
    filters.
    """

    title: ClassVar[str] = "Bottleneck"
    group: ClassVar[str] = "Blocks"
    stem: ClassVar[str] = "block"
    symbols: ClassVar[dict[str, str]] = {"filters": "K", "stride": "S"}

    filters: Annotated[
        Count, Meta(title="Filters", description="Filters of the 3×3 convolution.")
    ] = 64
    stride: Stride = 1
    shortcut: Shortcut = "projection"
    expansion: Annotated[
        Count,
        Meta(
            title="Expansion",
            description="The output's channels are so many × filters.",
            extra={"unit": "×"},
        ),
    ] = 4
    groups: Annotated[
        Count,
        Meta(title="Groups", description="Of the 3×3 convolution: 32 in ResNeXt, 1 in ResNet."),
    ] = 1
    stride_at: Annotated[
        Literal["3×3", "1×1"],
        Meta(
            title="Stride at",
            description="The 3×3 convolution, as in torchvision and most programs today, or the "
            "first 1×1, as in the paper.",
        ),
    ] = "3×3"

    def parts(self, *inputs: Shape) -> tuple[Part, ...]:
        wide = self.filters * self.expansion
        first, middle = (self.stride, 1) if self.stride_at == "1×1" else (1, self.stride)
        three = Conv2d(self.filters, 3, middle, 1, groups=self.groups, bias=False)
        main = (
            Part("conv1", Conv2d(self.filters, 1, first, bias=False), ("input",)),
            Part("bn1", BatchNorm2d(), ("conv1",)),
            Part("relu1", ReLU(), ("bn1",)),
            Part("conv2", three, ("relu1",)),
            Part("bn2", BatchNorm2d(), ("conv2",)),
            Part("relu2", ReLU(), ("bn2",)),
            Part("conv3", Conv2d(wide, 1, bias=False), ("relu2",)),
            Part("bn3", BatchNorm2d(), ("conv3",)),
        )
        return _around(main, image(inputs[0], self.title), wide, self.stride, self.shortcut)

    def summary(self) -> str:
        wide = f"{self.filters}×{self.expansion}"
        return f"{wide} /{self.stride}" if self.stride > 1 else wide


def _around(
    main: tuple[Part, ...], source: Image, channels: int, stride: int, shortcut: str
) -> tuple[Part, ...]:
    """The parts of a block: `main`, the way around it, and the ReLU behind both."""
    last = main[-1].name
    number = sum(isinstance(part.layer, ReLU) for part in main) + 1
    beside: tuple[Part, ...] = ()
    joined = "input"
    changes = channels != source.channels or stride > 1
    if changes and shortcut == "projection":
        joined = "downsample.1"
        beside = (
            Part("downsample.0", Conv2d(channels, 1, stride, bias=False), ("input",)),
            Part(joined, BatchNorm2d(), ("downsample.0",)),
        )
    elif changes and shortcut == "zeros":
        beside = _without_weights(source.channels, channels, stride)
        joined = beside[-1].name
    add = () if shortcut == "none" else (Part("add", Add(), (last, joined)),)
    before = last if shortcut == "none" else "add"
    return (
        Part("input", Input()),
        *main,
        *(() if shortcut == "none" else beside),
        *add,
        Part(f"relu{number}", ReLU(), (before,)),
        Part("output", Output(), (f"relu{number}",)),
    )


def _without_weights(given: int, wanted: int, stride: int) -> tuple[Part, ...]:
    """Every `stride`-th pixel, and channels of zeros for those that are missing."""
    if wanted < given:
        raise ShapeError(
            "A shortcut without weights can add channels of zeros, but it cannot drop any: "
            "{given} arrive and the block gives {wanted}. Use a projection.",
            given=given,
            wanted=wanted,
        )
    parts: list[Part] = []
    if stride > 1:
        parts.append(Part("skip", MaxPool2d(1, stride), ("input",)))
    if wanted > given:
        source = parts[-1].name if parts else "input"
        parts.append(Part("widen", PadChannels(wanted - given), (source,)))
    return tuple(parts)
