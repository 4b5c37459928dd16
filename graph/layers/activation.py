"""Functions applied to every element, or to the class scores."""

from typing import Annotated, ClassVar

from msgspec import Meta

from graph.layers.base import Layer
from graph.shapes import Image, Shape
from graph.text import Text


class ReLU(Layer, frozen=True):
    """max(0, x): passes positive values and silences the rest."""

    title: ClassVar[str] = "ReLU"
    group: ClassVar[str] = "Activation"
    stem: ClassVar[str] = "relu"


class LeakyReLU(Layer, frozen=True):
    """x where it is positive, else slope · x: negative values still pass a little."""

    title: ClassVar[str] = "Leaky ReLU"
    group: ClassVar[str] = "Activation"
    stem: ClassVar[str] = "relu"

    slope: Annotated[
        float, Meta(ge=0.0, le=10.0, title="Slope", description="Of the negative side.")
    ] = 0.01

    def summary(self) -> str:
        return f"{self.slope:g}"


class PReLU(Layer, frozen=True):
    """x where it is positive, else a · x with a learned slope a (He et al. 2015)."""

    title: ClassVar[str] = "PReLU"
    group: ClassVar[str] = "Activation"
    stem: ClassVar[str] = "relu"

    each: Annotated[
        bool, Meta(title="A slope a channel", description="Else one slope for all channels.")
    ] = False

    def parameters(self, *inputs: Shape) -> int:
        return inputs[0].dims[0] if self.each else 1


class ELU(Layer, frozen=True):
    """x where it is positive, else α (eˣ − 1): smooth, and its mean is nearer to 0."""

    title: ClassVar[str] = "ELU"
    group: ClassVar[str] = "Activation"
    stem: ClassVar[str] = "elu"
    symbols: ClassVar[dict[str, str]] = {"alpha": "α"}

    alpha: Annotated[
        float, Meta(gt=0.0, le=100.0, title="Alpha", description="How far down it goes.")
    ] = 1.0


class SELU(Layer, frozen=True):
    """A scaled ELU that keeps mean 0 and variance 1 by itself (Klambauer et al. 2017)."""

    title: ClassVar[str] = "SELU"
    group: ClassVar[str] = "Activation"
    stem: ClassVar[str] = "selu"


class GELU(Layer, frozen=True):
    """x Φ(x): weighs each value by how large it is among normal ones (Hendrycks & Gimpel 2016)."""

    title: ClassVar[str] = "GELU"
    group: ClassVar[str] = "Activation"
    stem: ClassVar[str] = "gelu"


class SiLU(Layer, frozen=True):
    """x · sigmoid(x), also called swish."""

    title: ClassVar[str] = "SiLU"
    group: ClassVar[str] = "Activation"
    stem: ClassVar[str] = "silu"


class Mish(Layer, frozen=True):
    """x · tanh(ln(1 + eˣ)) (Misra 2019)."""

    title: ClassVar[str] = "Mish"
    group: ClassVar[str] = "Activation"
    stem: ClassVar[str] = "mish"


class Hardswish(Layer, frozen=True):
    """x · min(max(x + 3, 0), 6) / 6: a swish without e, for small devices (Howard et al. 2019)."""

    title: ClassVar[str] = "Hardswish"
    group: ClassVar[str] = "Activation"
    stem: ClassVar[str] = "hardswish"


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


class LogSoftmax(Layer, frozen=True):
    """The logarithm of Softmax, over the channels."""

    title: ClassVar[str] = "Log softmax"
    group: ClassVar[str] = "Activation"
    stem: ClassVar[str] = "logsoftmax"
