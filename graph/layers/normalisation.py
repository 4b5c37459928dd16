"""Layers that keep the values in range, or keep the network from memorising."""

from typing import Annotated, ClassVar

from msgspec import Meta

from graph.layers.base import Layer, Rate
from graph.shapes import Shape, image


class BatchNorm2d(Layer, frozen=True):
    """Gives each channel mean 0 and variance 1 over the batch, then a learned scale and shift.

    Ioffe & Szegedy 2015, algorithm 1; for evaluation the running averages are used.
    """

    title: ClassVar[str] = "Batch norm"
    group: ClassVar[str] = "Normalisation"
    stem: ClassVar[str] = "bn"
    symbols: ClassVar[dict[str, str]] = {"eps": "ε"}

    eps: Annotated[
        float,
        Meta(gt=0.0, le=1.0, title="Epsilon", description="Added to the variance."),
    ] = 1e-5
    momentum: Annotated[
        float,
        Meta(
            gt=0.0,
            le=1.0,
            title="Momentum",
            description="Weight of the newest batch in the running averages.",
        ),
    ] = 0.1

    def output(self, *inputs: Shape) -> Shape:
        return image(inputs[0], self.title)

    def parameters(self, *inputs: Shape) -> int:
        return 2 * image(inputs[0], self.title).channels


class Dropout(Layer, frozen=True):
    """Sets a random share of the values to zero while training, and scales up the others."""

    title: ClassVar[str] = "Dropout"
    group: ClassVar[str] = "Normalisation"
    stem: ClassVar[str] = "dropout"

    rate: Annotated[
        Rate, Meta(title="Rate", description="The share of values that is dropped.")
    ] = 0.5

    def summary(self) -> str:
        return f"{self.rate:g}"
