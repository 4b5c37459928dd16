"""The residual block: two convolutions around which the input takes a short cut."""

from typing import Annotated, ClassVar

from msgspec import Meta

from graph.layers.activation import ReLU
from graph.layers.base import Count, Layer, Part, Size
from graph.layers.convolution import Conv2d
from graph.layers.endpoints import Input, Output
from graph.layers.join import Add
from graph.layers.normalisation import BatchNorm2d
from graph.shapes import Image, Shape, image


class Residual(Layer, frozen=True):
    """Two 3×3 convolutions learn what is to be added to the input: relu(F(x) + x).

    He et al. 2016, figure 2. Where the shape changes, the shortcut is a 1×1 convolution
    with batch norm (option B).
    """

    title: ClassVar[str] = "Residual"
    group: ClassVar[str] = "Blocks"
    stem: ClassVar[str] = "block"
    symbols: ClassVar[dict[str, str]] = {"filters": "K", "stride": "S"}

    filters: Annotated[
        Count, Meta(title="Filters", description="Filters of both convolutions.")
    ] = 16
    stride: Annotated[
        Size, Meta(title="Stride", description="Stride of the first convolution.")
    ] = 1

    def output(self, *inputs: Shape) -> Image:
        conv1, conv2 = self._convolutions()
        return conv2.output(conv1.output(image(inputs[0], self.title)))

    def parts(self, *inputs: Shape) -> tuple[Part, ...]:
        source = image(inputs[0], self.title)
        conv1, conv2 = self._convolutions()
        shortcut = "input"
        projection: tuple[Part, ...] = ()
        if self.output(source) != source:
            shortcut = "shortcut_bn"
            projection = (
                Part("shortcut", Conv2d(self.filters, 1, self.stride, bias=False), ("input",)),
                Part("shortcut_bn", BatchNorm2d(), ("shortcut",)),
            )
        return (
            Part("input", Input(source.channels, source.height, source.width)),
            Part("conv1", conv1, ("input",)),
            Part("bn1", BatchNorm2d(), ("conv1",)),
            Part("relu1", ReLU(), ("bn1",)),
            Part("conv2", conv2, ("relu1",)),
            Part("bn2", BatchNorm2d(), ("conv2",)),
            *projection,
            Part("add", Add(), ("bn2", shortcut)),
            Part("relu2", ReLU(), ("add",)),
            Part("output", Output(), ("relu2",)),
        )

    def summary(self) -> str:
        return f"{self.filters} /{self.stride}" if self.stride > 1 else str(self.filters)

    def _convolutions(self) -> tuple[Conv2d, Conv2d]:
        return (
            Conv2d(self.filters, 3, self.stride, 1, bias=False),
            Conv2d(self.filters, 3, 1, 1, bias=False),
        )
