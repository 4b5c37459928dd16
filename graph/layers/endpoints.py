"""Where data comes in and results leave."""

from typing import Annotated, ClassVar

from msgspec import Meta

from graph.layers.base import Count, Layer
from graph.shapes import Image, Shape, ShapeError, Vector


class Input(Layer, frozen=True):
    """The pictures that the network receives: channels × height × width."""

    title: ClassVar[str] = "Input"
    group: ClassVar[str] = "Input and output"
    stem: ClassVar[str] = "input"
    arity: ClassVar[int | None] = 0

    channels: Annotated[
        Count, Meta(title="Channels", description="1 for grey pictures, 3 for colour.")
    ] = 1
    height: Annotated[
        Count, Meta(title="Height", description="Rows of pixels.", extra={"unit": "px"})
    ] = 28
    width: Annotated[
        Count, Meta(title="Width", description="Columns of pixels.", extra={"unit": "px"})
    ] = 28

    def output(self, *inputs: Shape) -> Image:
        return Image(self.channels, self.height, self.width)

    def summary(self) -> str:
        return str(self.output())


class Output(Layer, frozen=True):
    """The class scores that the loss compares with the labels: one feature a class."""

    title: ClassVar[str] = "Output"
    group: ClassVar[str] = "Input and output"
    stem: ClassVar[str] = "output"

    weight: Annotated[
        float,
        Meta(
            ge=0.0,
            le=1_000.0,
            title="Weight in the loss",
            description="1 for the main output; GoogLeNet's auxiliary outputs have 0.3.",
        ),
    ] = 1.0

    def output(self, *inputs: Shape) -> Shape:
        return inputs[0]

    def classes(self, *inputs: Shape) -> int:
        """The number of classes; raises ShapeError if what arrives is a feature map."""
        match inputs[0]:
            case Vector(features):
                return features
            case shape:
                raise ShapeError(
                    "The output needs one number a class, but it gets a feature map {shape}. "
                    "Insert Flatten and Fully connected before it.",
                    shape=shape,
                )
