"""Functions applied to every element, or to the class scores."""

from typing import ClassVar

from graph.layers.base import Layer
from graph.shapes import Image, Shape
from graph.text import Text


class ReLU(Layer, frozen=True):
    """max(0, x): passes positive values and silences the rest."""

    title: ClassVar[str] = "ReLU"
    group: ClassVar[str] = "Activation"
    stem: ClassVar[str] = "relu"


class Sigmoid(Layer, frozen=True):
    """1 / (1 + e⁻ˣ): squeezes every value into 0 … 1."""

    title: ClassVar[str] = "Sigmoid"
    group: ClassVar[str] = "Activation"
    stem: ClassVar[str] = "sigmoid"


class Tanh(Layer, frozen=True):
    """(eˣ − e⁻ˣ) / (eˣ + e⁻ˣ): squeezes every value into −1 … 1."""

    title: ClassVar[str] = "Tanh"
    group: ClassVar[str] = "Activation"
    stem: ClassVar[str] = "tanh"


class Softmax(Layer, frozen=True):
    """Turns scores into probabilities that sum to 1, over the channels.

    A network that ends in Softmax is trained with the numerically stable log form.
    """

    title: ClassVar[str] = "Softmax"
    group: ClassVar[str] = "Activation"
    stem: ClassVar[str] = "softmax"

    def advice(self, *inputs: Shape) -> Text | None:
        match inputs[0]:
            case Image() as shape if (shape.height, shape.width) != (1, 1):
                return Text(
                    "Softmax gets a feature map {shape}: it compares the {channels} channels at "
                    "each pixel by itself. For class probabilities put Flatten and Linear "
                    "before it.",
                    {"shape": shape, "channels": shape.channels},
                )
            case _:
                return None
