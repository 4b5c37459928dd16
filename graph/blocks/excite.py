"""The squeeze-and-excitation block: channels weigh each other."""

from typing import Annotated, ClassVar

from msgspec import Meta

from graph.layers.activation import ReLU, Sigmoid
from graph.layers.base import Count, Layer, Part
from graph.layers.convolution import Conv2d
from graph.layers.endpoints import Input, Output
from graph.layers.join import Multiply
from graph.layers.pooling import GlobalAvgPool2d
from graph.shapes import Shape, ShapeError, image


class SqueezeExcite(Layer, frozen=True):
    """Looks at the mean of every channel and decides how strongly each one passes.

    Hu, Shen & Sun 2018, figure 1: a squeeze to C/r numbers, then a weight from 0 to 1 a channel.
    """

    title: ClassVar[str] = "Squeeze-excite"
    group: ClassVar[str] = "Blocks"
    stem: ClassVar[str] = "se"
    symbols: ClassVar[dict[str, str]] = {"reduction": "r"}

    reduction: Annotated[
        Count,
        Meta(
            title="Reduction",
            description="The channels are squeezed to this part of their number; 16 is usual.",
        ),
    ] = 4

    def parts(self, *inputs: Shape) -> tuple[Part, ...]:
        channels = image(inputs[0], self.title).channels
        if channels < self.reduction:
            raise ShapeError(
                "{channels} channels cannot be squeezed to 1/{reduction} of them. Choose a "
                "reduction of at most {channels}.",
                channels=channels,
                reduction=self.reduction,
            )
        return (
            Part("input", Input()),
            Part("avgpool", GlobalAvgPool2d(), ("input",)),
            Part("fc1", Conv2d(channels // self.reduction, 1), ("avgpool",)),
            Part("relu", ReLU(), ("fc1",)),
            Part("fc2", Conv2d(channels, 1), ("relu",)),
            Part("sigmoid", Sigmoid(), ("fc2",)),
            Part("scale", Multiply(), ("input", "sigmoid")),
            Part("output", Output(), ("scale",)),
        )

    def summary(self) -> str:
        return f"1/{self.reduction}"
