"""From feature maps to vectors, and layers in which everything is connected."""

from math import prod
from typing import Annotated, ClassVar

from msgspec import Meta

from graph.layers.base import Count, Layer
from graph.shapes import Image, Rows, Shape, ShapeError, Vector, made
from graph.text import Text


class Flatten(Layer, frozen=True):
    """Writes a feature map as one long vector, channel by channel, row by row."""

    title: ClassVar[str] = "Flatten"
    group: ClassVar[str] = "Dense"
    stem: ClassVar[str] = "flatten"
    local: ClassVar[bool] = False

    start: Annotated[
        int,
        Meta(
            ge=1,
            le=3,
            title="From axis",
            description="1 is channels, 2 height, 3 width; 1 makes one vector.",
        ),
    ] = 1
    end: Annotated[
        int,
        Meta(ge=1, le=3, title="To axis", description="The last one that is written in the row."),
    ] = 3

    def output(self, *inputs: Shape) -> Shape:
        dims = inputs[0].dims
        start, end = min(self.start, len(dims)), min(self.end, len(dims))
        if self.start > self.end:
            raise ShapeError(
                "Flatten cannot go from axis {start} to axis {end}: put the smaller one first.",
                start=self.start,
                end=self.end,
            )
        return made((*dims[: start - 1], prod(dims[start - 1 : end]), *dims[end:]))


class Linear(Layer, frozen=True):
    """Fully connected: each output is a weighted sum of all input features."""

    title: ClassVar[str] = "Fully connected"
    group: ClassVar[str] = "Dense"
    stem: ClassVar[str] = "fc"

    features: Annotated[
        Count, Meta(title="Features", description="Number of outputs; of classes, in the last.")
    ] = 10
    bias: Annotated[
        bool, Meta(title="Bias", description="Adds one learned number to each output.")
    ] = True

    def output(self, *inputs: Shape) -> Shape:
        match inputs[0]:
            case Image(channels, height):
                return Image(channels, height, self.features)  # PyTorch: the last axis is replaced
            case Rows(rows):
                return Rows(rows, self.features)
            case Vector():
                return Vector(self.features)

    def fan_in(self, *inputs: Shape) -> int:
        return inputs[0].dims[-1]

    def parameters(self, *inputs: Shape) -> int:
        return self.features * (self.fan_in(*inputs) + self.bias)

    def unshared(self, *inputs: Shape) -> int:
        return self.output(*inputs).count * (self.fan_in(*inputs) + self.bias)

    def advice(self, *inputs: Shape) -> Text | None:
        match inputs[0]:
            case Image() as shape:
                return Text(
                    "Fully connected gets a feature map {shape} and mixes only the {width} values "
                    "of each row. Insert Flatten before it to connect all {count}.",
                    {"shape": shape, "width": shape.width, "count": shape.count},
                )
            case _:
                return None

    def summary(self) -> str:
        return str(self.features)
