"""Layers with two or more inputs."""

from typing import ClassVar

from graph.layers.base import Layer
from graph.shapes import Image, Shape, ShapeError, Vector


class Add(Layer, frozen=True):
    """Adds its inputs element by element, as a residual shortcut does."""

    title: ClassVar[str] = "Add"
    group: ClassVar[str] = "Join"
    stem: ClassVar[str] = "add"
    arity: ClassVar[int | None] = None

    def output(self, *inputs: Shape) -> Shape:
        if any(shape != inputs[0] for shape in inputs):
            raise ShapeError(
                "Add needs inputs of one shape, but it gets {shapes}. "
                "Make them equal, with a 1×1 convolution for the channels.",
                shapes=_listed(inputs),
            )
        return inputs[0]


class Multiply(Layer, frozen=True):
    """Multiplies its inputs element by element; one of channels × 1 × 1 scales whole channels."""

    title: ClassVar[str] = "Multiply"
    group: ClassVar[str] = "Join"
    stem: ClassVar[str] = "mul"
    arity: ClassVar[int | None] = None

    def output(self, *inputs: Shape) -> Shape:
        largest = max(inputs, key=_count)
        scales = {largest}
        if isinstance(largest, Image):
            scales.add(Image(largest.channels, 1, 1))
        if not scales.issuperset(inputs):
            raise ShapeError(
                "Multiply needs inputs of one shape, or channels×1×1 to scale channels, but it "
                "gets {shapes}. Make them equal, or put Global average before one.",
                shapes=_listed(inputs),
            )
        return largest


class Concat(Layer, frozen=True):
    """Stacks the channels (or features) of its inputs, in the order of its ports."""

    title: ClassVar[str] = "Concat"
    group: ClassVar[str] = "Join"
    stem: ClassVar[str] = "concat"
    arity: ClassVar[int | None] = None

    def output(self, *inputs: Shape) -> Shape:
        vectors = [shape.features for shape in inputs if isinstance(shape, Vector)]
        images = [shape for shape in inputs if isinstance(shape, Image)]
        if len(vectors) == len(inputs):
            return Vector(sum(vectors))
        if len(images) < len(inputs) or len({(shape.height, shape.width) for shape in images}) > 1:
            raise ShapeError(
                "Concat needs feature maps of one height and width, but it gets {shapes}. "
                "Change padding or stride until they agree.",
                shapes=_listed(inputs),
            )
        channels = sum(shape.channels for shape in images)
        return Image(channels, images[0].height, images[0].width)


def _count(shape: Shape) -> int:
    return shape.count


def _listed(shapes: tuple[Shape, ...]) -> str:
    return ", ".join(map(str, shapes))
