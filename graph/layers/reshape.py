"""Layers that rearrange, pad or resize what they get, and learn nothing."""

from math import floor
from typing import Annotated, ClassVar, Literal

from msgspec import Meta

from graph.layers.base import Count, Layer, PaddingMode, Size, Two
from graph.shapes import Image, Shape, ShapeError, image
from graph.text import Text

Edge = Annotated[int, Meta(ge=-1_024, le=1_024)]
Side = Annotated[int, Meta(ge=0, le=65_536)]
Factor = Annotated[float, Meta(gt=0.0, le=1_024.0)]
_PX: dict[str, object] = {"unit": "px"}


class Reshape(Layer, frozen=True):
    """Writes the same numbers, in the same order, as channels × height × width."""

    title: ClassVar[str] = "Reshape"
    group: ClassVar[str] = "Shape"
    stem: ClassVar[str] = "reshape"
    local: ClassVar[bool] = False

    channels: Annotated[Count, Meta(title="Channels", description="Of the output.")] = 1
    height: Annotated[Count, Meta(title="Height", description="Of the output.", extra=_PX)] = 1
    width: Annotated[Count, Meta(title="Width", description="Of the output.", extra=_PX)] = 1

    def output(self, *inputs: Shape) -> Image:
        result = Image(self.channels, self.height, self.width)
        if result.count != inputs[0].count:
            raise ShapeError(
                "{shape} has {count} numbers and {result} has {other}. Choose sizes whose product "
                "is {count}.",
                shape=inputs[0],
                count=inputs[0].count,
                result=result,
                other=result.count,
            )
        return result

    def summary(self) -> str:
        return f"{self.channels}×{self.height}×{self.width}"


class Pad2d(Layer, frozen=True):
    """Adds pixels at the edges of a feature map; negative numbers crop."""

    title: ClassVar[str] = "Pad"
    group: ClassVar[str] = "Shape"
    stem: ClassVar[str] = "pad"

    left: Annotated[
        Edge, Meta(title="Left", description="Columns; negative ones are cut.", extra=_PX)
    ] = 1
    right: Annotated[
        Edge, Meta(title="Right", description="Columns; negative ones are cut.", extra=_PX)
    ] = 1
    top: Annotated[
        Edge, Meta(title="Top", description="Rows; negative ones are cut.", extra=_PX)
    ] = 1
    bottom: Annotated[
        Edge, Meta(title="Bottom", description="Rows; negative ones are cut.", extra=_PX)
    ] = 1
    mode: PaddingMode = "zeros"

    def output(self, *inputs: Shape) -> Image:
        source = image(inputs[0], self.title)
        return Image(
            source.channels,
            self._size("height", source.height, self.top, self.bottom),
            self._size("width", source.width, self.left, self.right),
        )

    def _size(self, axis: str, size: int, before: int, after: int) -> int:
        most = {"reflect": size - 1, "circular": size}.get(self.mode)
        if most is not None and max(before, after) > most:
            raise ShapeError(
                "Padding {padding} in mode {mode} needs more pixels than the {axis} {size} has. "
                "Use at most {most}, or zeros.",
                padding=max(before, after),
                mode=Text(self.mode),
                axis=Text(axis),
                size=size,
                most=most,
            )
        cut = size + min(before, 0) + min(after, 0)
        if (cut < 0 and self.mode == "zeros") or size + before + after < 1:
            raise ShapeError(
                "Nothing is left of the {axis} {size}: {before} and {after} cut all of it.",
                axis=Text(axis),
                size=size,
                before=before,
                after=after,
            )
        return size + before + after

    def summary(self) -> str:
        sides = (self.left, self.right, self.top, self.bottom)
        return str(sides[0]) if len(set(sides)) == 1 else " ".join(map(str, sides))


class PadChannels(Layer, frozen=True):
    """Adds channels of zeros behind the others: a shortcut without weights widens with it.

    He et al. 2016, section 3.3, option A.
    """

    title: ClassVar[str] = "Pad channels"
    group: ClassVar[str] = "Shape"
    stem: ClassVar[str] = "pad"

    channels: Annotated[Count, Meta(title="Channels", description="How many are added.")] = 1

    def output(self, *inputs: Shape) -> Image:
        source = image(inputs[0], self.title)
        return Image(source.channels + self.channels, source.height, source.width)

    def summary(self) -> str:
        return f"+{self.channels}"


class Upsample(Layer, frozen=True):
    """Makes a feature map larger, by a factor or to a size, and learns nothing."""

    title: ClassVar[str] = "Upsample"
    group: ClassVar[str] = "Shape"
    stem: ClassVar[str] = "upsample"
    local: ClassVar[bool] = False

    mode: Annotated[
        Literal["nearest", "nearest-exact", "bilinear", "bicubic"],
        Meta(
            title="Mode",
            description="How a new pixel is found: from the nearest, or from 4 or 16 around it.",
        ),
    ] = "nearest"
    factor: Annotated[
        Factor | Annotated[tuple[Factor, ...], Two],
        Meta(
            title="Factor",
            description="How many times as large; used where no size is given.",
            extra={"unit": "×"},
        ),
    ] = 2.0
    height: Annotated[
        Side,
        Meta(title="Height", description="Of the output.", extra={"blank": "by the factor", **_PX}),
    ] = 0
    width: Annotated[
        Side,
        Meta(title="Width", description="Of the output.", extra={"blank": "by the factor", **_PX}),
    ] = 0
    align: Annotated[
        bool,
        Meta(
            title="Align corners",
            description="The corner pixels' centres stay where they are; not with nearest.",
        ),
    ] = False

    def output(self, *inputs: Shape) -> Image:
        source = image(inputs[0], self.title)
        if self.align and self.mode.startswith("nearest"):
            raise ShapeError(
                "Align corners has no meaning with mode {mode}. Switch it off, or use bilinear.",
                mode=self.mode,
            )
        if bool(self.height) != bool(self.width):
            raise ShapeError("Upsample needs a height and a width, or neither and a factor.")
        if self.height:
            return Image(source.channels, self.height, self.width)
        rows, columns = self.factors
        height, width = floor(source.height * rows), floor(source.width * columns)
        if min(height, width) < 1:
            raise ShapeError(
                "Nothing is left: {shape} times {factor} is smaller than one pixel.",
                shape=source,
                factor=f"{rows:g}×{columns:g}",
            )
        return Image(source.channels, height, width)

    @property
    def factors(self) -> tuple[float, float]:
        """For height and width."""
        both = self.factor if isinstance(self.factor, tuple) else (self.factor, self.factor)
        return both[0], both[1]

    def summary(self) -> str:
        if self.height:
            return f"{self.height}×{self.width}"
        return "×".join(f"{factor:g}" for factor in dict.fromkeys(self.factors)) + "×"


class PixelShuffle(Layer, frozen=True):
    """Writes r² channels as one channel that is r times as high and wide (Shi et al. 2016)."""

    title: ClassVar[str] = "Pixel shuffle"
    group: ClassVar[str] = "Shape"
    stem: ClassVar[str] = "shuffle"
    symbols: ClassVar[dict[str, str]] = {"factor": "r"}
    local: ClassVar[bool] = False

    factor: Annotated[
        Size, Meta(title="Factor", description="How many times as large.", extra={"unit": "×"})
    ] = 2

    def output(self, *inputs: Shape) -> Image:
        source = image(inputs[0], self.title)
        if source.channels % self.factor**2:
            raise ShapeError(
                "{channels} channels do not divide by {factor}² = {square}. Give the layer before "
                "it a multiple of {square} filters, or choose another factor.",
                channels=source.channels,
                factor=self.factor,
                square=self.factor**2,
            )
        return Image(
            source.channels // self.factor**2,
            source.height * self.factor,
            source.width * self.factor,
        )

    def summary(self) -> str:
        return f"{self.factor}×"


class PixelUnshuffle(Layer, frozen=True):
    """Writes squares of r × r pixels as r² channels: the way back from Pixel shuffle."""

    title: ClassVar[str] = "Pixel unshuffle"
    group: ClassVar[str] = "Shape"
    stem: ClassVar[str] = "unshuffle"
    symbols: ClassVar[dict[str, str]] = {"factor": "r"}
    local: ClassVar[bool] = False

    factor: Annotated[
        Size, Meta(title="Factor", description="How many times smaller.", extra={"unit": "×"})
    ] = 2

    def output(self, *inputs: Shape) -> Image:
        source = image(inputs[0], self.title)
        if source.height % self.factor or source.width % self.factor:
            raise ShapeError(
                "{height}×{width} does not divide by {factor}. Choose a factor that divides both.",
                height=source.height,
                width=source.width,
                factor=self.factor,
            )
        return Image(
            source.channels * self.factor**2,
            source.height // self.factor,
            source.width // self.factor,
        )

    def summary(self) -> str:
        return f"1/{self.factor}"
