"""Layers that keep the values in range, or keep the network from memorising."""

from typing import Annotated, ClassVar

from msgspec import Meta

from graph.layers.base import Count, Layer, Rate
from graph.shapes import Image, Shape, ShapeError, image

Epsilon = Annotated[
    float, Meta(gt=0.0, le=1.0, title="Epsilon", description="Added to the variance.")
]
Momentum = Annotated[
    float,
    Meta(
        gt=0.0,
        le=1.0,
        title="Momentum",
        description="Weight of the newest batch in the running averages.",
    ),
]


class BatchNorm2d(Layer, frozen=True):
    """Gives each channel mean 0 and variance 1 over the batch, then a learned scale and shift.

    Ioffe & Szegedy 2015, algorithm 1; for evaluation the running averages are used.
    """

    title: ClassVar[str] = "Batch norm"
    group: ClassVar[str] = "Normalisation"
    stem: ClassVar[str] = "bn"
    symbols: ClassVar[dict[str, str]] = {"eps": "ε"}

    eps: Epsilon = 1e-5
    momentum: Momentum = 0.1

    def output(self, *inputs: Shape) -> Shape:
        return image(inputs[0], self.title)

    def parameters(self, *inputs: Shape) -> int:
        return 2 * image(inputs[0], self.title).channels


class BatchNorm1d(Layer, frozen=True):
    """Gives each feature mean 0 and variance 1 over the batch, then a learned scale and shift."""

    title: ClassVar[str] = "Batch norm 1-D"
    group: ClassVar[str] = "Normalisation"
    stem: ClassVar[str] = "bn"
    symbols: ClassVar[dict[str, str]] = {"eps": "ε"}

    eps: Epsilon = 1e-5
    momentum: Momentum = 0.1

    def output(self, *inputs: Shape) -> Shape:
        match inputs[0]:
            case Image() as shape:
                raise ShapeError(
                    "Batch norm 1-D needs a vector, but it gets a feature map {shape}. Use Batch "
                    "norm, or put Flatten before it.",
                    shape=shape,
                )
            case shape:
                return shape

    def parameters(self, *inputs: Shape) -> int:
        return 2 * inputs[0].dims[0]


class GroupNorm(Layer, frozen=True):
    """Gives each group of channels mean 0 and variance 1 within one picture (Wu & He 2018)."""

    title: ClassVar[str] = "Group norm"
    group: ClassVar[str] = "Normalisation"
    stem: ClassVar[str] = "norm"
    symbols: ClassVar[dict[str, str]] = {"eps": "ε"}
    local: ClassVar[bool] = False

    groups: Annotated[
        Count, Meta(title="Groups", description="It must divide the number of channels.")
    ] = 1
    eps: Epsilon = 1e-5

    def output(self, *inputs: Shape) -> Shape:
        channels = inputs[0].dims[0]
        if channels % self.groups:
            raise ShapeError(
                "{channels} channels do not divide into {groups} groups. Choose a number of groups "
                "that divides them.",
                channels=channels,
                groups=self.groups,
            )
        if inputs[0].count == self.groups:
            raise ShapeError(
                "Group norm needs more than one value in a group, but it gets {shape} in {groups} "
                "groups: the variance of one value is 0. Choose fewer groups.",
                shape=inputs[0],
                groups=self.groups,
            )
        return inputs[0]

    def parameters(self, *inputs: Shape) -> int:
        return 2 * inputs[0].dims[0]

    def summary(self) -> str:
        return str(self.groups)


class LayerNorm(Layer, frozen=True):
    """Gives all values of one picture mean 0 and variance 1 together (Ba et al. 2016).

    Scale and shift are learned for each value.
    """

    title: ClassVar[str] = "Layer norm"
    group: ClassVar[str] = "Normalisation"
    stem: ClassVar[str] = "norm"
    symbols: ClassVar[dict[str, str]] = {"eps": "ε"}
    local: ClassVar[bool] = False

    eps: Epsilon = 1e-5

    def parameters(self, *inputs: Shape) -> int:
        return 2 * inputs[0].count


class InstanceNorm2d(Layer, frozen=True):
    """Gives each channel of each picture mean 0 and variance 1 (Ulyanov et al. 2016)."""

    title: ClassVar[str] = "Instance norm"
    group: ClassVar[str] = "Normalisation"
    stem: ClassVar[str] = "norm"
    symbols: ClassVar[dict[str, str]] = {"eps": "ε"}
    local: ClassVar[bool] = False

    eps: Epsilon = 1e-5
    affine: Annotated[
        bool, Meta(title="Scale and shift", description="Learns both for each channel.")
    ] = False

    def output(self, *inputs: Shape) -> Shape:
        source = image(inputs[0], self.title)
        if source.height * source.width == 1:
            raise ShapeError(
                "Instance norm needs more than one pixel in a channel, but it gets {shape}: the "
                "variance of one value is 0. Put it where the feature map is larger.",
                shape=source,
            )
        return source

    def parameters(self, *inputs: Shape) -> int:
        return 2 * image(inputs[0], self.title).channels * self.affine


class LocalResponseNorm(Layer, frozen=True):
    """Divides each value by what its neighbours in nearby channels sum up to.

    x / (k + α/n Σ x²)^β, Krizhevsky et al. 2012, section 3.3; AlexNet has n 5, α 1e-4, β 0.75.
    """

    title: ClassVar[str] = "Local response norm"
    group: ClassVar[str] = "Normalisation"
    stem: ClassVar[str] = "lrn"
    symbols: ClassVar[dict[str, str]] = {"size": "n", "alpha": "α", "beta": "β", "k": "k"}

    size: Annotated[
        Count, Meta(title="Channels", description="How many neighbouring channels are summed up.")
    ] = 5
    alpha: Annotated[
        float, Meta(ge=0.0, le=1_000.0, title="Alpha", description="Weight of the sum.")
    ] = 1e-4
    beta: Annotated[
        float, Meta(ge=0.0, le=100.0, title="Beta", description="The power of the divisor.")
    ] = 0.75
    k: Annotated[
        float, Meta(gt=0.0, le=1_000.0, title="Constant", description="Added to the sum.")
    ] = 1.0

    def output(self, *inputs: Shape) -> Shape:
        return image(inputs[0], self.title)

    def summary(self) -> str:
        return str(self.size)


class Dropout2d(Layer, frozen=True):
    """Sets whole channels to zero at random while training (Tompson et al. 2015)."""

    title: ClassVar[str] = "Channel dropout"
    group: ClassVar[str] = "Normalisation"
    stem: ClassVar[str] = "dropout"

    rate: Annotated[
        Rate, Meta(title="Rate", description="The share of channels that is dropped.")
    ] = 0.5

    def output(self, *inputs: Shape) -> Shape:
        return image(inputs[0], self.title)

    def summary(self) -> str:
        return f"{self.rate:g}"


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
