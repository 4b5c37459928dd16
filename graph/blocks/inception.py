"""The Inception block: filters of several sizes side by side."""

from typing import Annotated, ClassVar

from msgspec import Meta

from graph.layers.activation import ReLU
from graph.layers.base import Count, Layer, Part
from graph.layers.convolution import Conv2d
from graph.layers.endpoints import Input, Output
from graph.layers.join import Concat
from graph.layers.pooling import MaxPool2d
from graph.shapes import Image, Shape, image


class Inception(Layer, frozen=True):
    """1×1, 3×3 and 5×5 filters and a pool look at one input; their channels are stacked.

    Szegedy et al. 2015, figure 2b; the defaults are block 3a of table 1.
    """

    title: ClassVar[str] = "Inception"
    group: ClassVar[str] = "Blocks"
    stem: ClassVar[str] = "inception"

    ones: Annotated[Count, Meta(title="1×1", description="Filters of the 1×1 branch.")] = 64
    threes_reduce: Annotated[
        Count, Meta(title="3×3 reduce", description="1×1 filters before the 3×3 branch.")
    ] = 96
    threes: Annotated[Count, Meta(title="3×3", description="Filters of the 3×3 branch.")] = 128
    fives_reduce: Annotated[
        Count, Meta(title="5×5 reduce", description="1×1 filters before the 5×5 branch.")
    ] = 16
    fives: Annotated[Count, Meta(title="5×5", description="Filters of the 5×5 branch.")] = 32
    pool: Annotated[
        Count, Meta(title="Pool projection", description="1×1 filters after the pool.")
    ] = 32

    def output(self, *inputs: Shape) -> Image:
        source = image(inputs[0], self.title)
        channels = self.ones + self.threes + self.fives + self.pool
        return Image(channels, source.height, source.width)

    def parts(self, *inputs: Shape) -> tuple[Part, ...]:
        source = image(inputs[0], self.title)
        return (
            Part("input", Input(source.channels, source.height, source.width)),
            *_branch("one", "input", Conv2d(self.ones, 1)),
            *_branch("three_reduce", "input", Conv2d(self.threes_reduce, 1)),
            *_branch("three", "three_reduce_relu", Conv2d(self.threes, 3, padding=1)),
            *_branch("five_reduce", "input", Conv2d(self.fives_reduce, 1)),
            *_branch("five", "five_reduce_relu", Conv2d(self.fives, 5, padding=2)),
            Part("pool", MaxPool2d(3, 1, 1), ("input",)),
            *_branch("pool_project", "pool", Conv2d(self.pool, 1)),
            Part("concat", Concat(), ("one_relu", "three_relu", "five_relu", "pool_project_relu")),
            Part("output", Output(), ("concat",)),
        )

    def summary(self) -> str:
        return str(self.ones + self.threes + self.fives + self.pool)


def _branch(name: str, source: str, conv: Conv2d) -> tuple[Part, Part]:
    return Part(name, conv, (source,)), Part(f"{name}_relu", ReLU(), (name,))
