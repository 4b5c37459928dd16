"""The Inception block: filters of several sizes side by side."""

from typing import Annotated, ClassVar

from msgspec import Meta

from graph.blocks.conv import ConvBlock
from graph.layers.base import Count, Layer, Part
from graph.layers.endpoints import Input, Output
from graph.layers.join import Concat
from graph.layers.normalisation import Epsilon
from graph.layers.pooling import MaxPool2d
from graph.shapes import Shape, image

Odd = Annotated[int, Meta(ge=1, le=15)]


class Inception(Layer, frozen=True):
    """1×1, 3×3 and 5×5 filters and a pool look at one input; their channels are stacked.

    Szegedy et al. 2015, figure 2b; the defaults are block 3a of table 1. The parts have
    torchvision's names.
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
    batch_norm: Annotated[
        bool, Meta(title="Batch norm", description="Behind each convolution, which has no bias.")
    ] = False
    size: Annotated[
        Odd,
        Meta(
            title="Largest filter",
            description="Of the 5×5 branch: 5 in the paper, 3 in torchvision's GoogLeNet.",
            extra={"unit": "px"},
        ),
    ] = 5
    eps: Epsilon = 1e-3

    def parts(self, *inputs: Shape) -> tuple[Part, ...]:
        image(inputs[0], self.title)
        return (
            Part("input", Input()),
            Part("branch1", self._conv(self.ones, 1), ("input",)),
            Part("branch2.0", self._conv(self.threes_reduce, 1), ("input",)),
            Part("branch2.1", self._conv(self.threes, 3), ("branch2.0",)),
            Part("branch3.0", self._conv(self.fives_reduce, 1), ("input",)),
            Part("branch3.1", self._conv(self.fives, self.size), ("branch3.0",)),
            Part("branch4.0", MaxPool2d(3, 1, 1), ("input",)),
            Part("branch4.1", self._conv(self.pool, 1), ("branch4.0",)),
            Part("concat", Concat(), ("branch1", "branch2.1", "branch3.1", "branch4.1")),
            Part("output", Output(), ("concat",)),
        )

    def _conv(self, filters: int, kernel: int) -> ConvBlock:
        return ConvBlock(filters, kernel, norm="batch" if self.batch_norm else "none", eps=self.eps)

    def summary(self) -> str:
        return str(self.ones + self.threes + self.fives + self.pool)
