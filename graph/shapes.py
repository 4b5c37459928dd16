"""Shapes of feature maps, and the output-size formula (W - F + 2P)/S + 1 with its explanation.

Shapes are written channels x height x width, without the batch; a vector is a number of features.
"""

from fractions import Fraction
from typing import Literal

from msgspec import Struct

from graph.text import Refusal, Text


class ShapeError(Refusal):
    """A layer cannot take what it is given; the text says why, with the numbers."""


class Image(Struct, frozen=True, tag="image"):
    """A feature map: channels x height x width."""

    channels: int
    height: int
    width: int

    @property
    def count(self) -> int:
        """Number of elements."""
        return self.channels * self.height * self.width

    @property
    def dims(self) -> tuple[int, ...]:
        """(channels, height, width)."""
        return (self.channels, self.height, self.width)

    def __str__(self) -> str:
        return f"{self.channels}×{self.height}×{self.width}"


class Vector(Struct, frozen=True, tag="vector"):
    """A flat list of features."""

    features: int

    @property
    def count(self) -> int:
        """Number of elements."""
        return self.features

    @property
    def dims(self) -> tuple[int, ...]:
        """(features,)."""
        return (self.features,)

    def __str__(self) -> str:
        return str(self.features)


Shape = Image | Vector


def image(shape: Shape, layer: str) -> Image:
    """`shape` as a feature map; raises ShapeError if it is a vector."""
    match shape:
        case Image():
            return shape
        case Vector(features):
            raise ShapeError(
                "{layer} needs a feature map (channels×height×width), "
                "but it gets a vector of {features} features. "
                "Connect it before Flatten.",
                layer=layer,
                features=features,
            )


class Window(Struct, frozen=True):
    """A filter sliding along one axis of a feature map, in elements.

    The number of its positions is (W - F + 2P)/S + 1, where a dilated filter spans
    F = D(F - 1) + 1 elements (Dumoulin & Visin 2016, relationship 15). PyTorch rounds it down.
    """

    axis: Literal["height", "width"]
    size: int
    kernel: int
    stride: int
    padding: int
    dilation: int = 1

    @property
    def span(self) -> int:
        """Elements between the filter's first and last, both included."""
        return self.dilation * (self.kernel - 1) + 1

    @property
    def exact(self) -> Fraction:
        """The formula's value before it is rounded down."""
        return Fraction(self.size - self.span + 2 * self.padding, self.stride) + 1

    @property
    def count(self) -> int:
        """Positions of the filter: the output's size; raises ShapeError below 1."""
        if self.span > self.size + 2 * self.padding:
            raise ShapeError(
                "The filter does not fit: {formula}. It covers {span} elements, "
                "but the {axis} has only {size} with padding {padding} on each side.",
                formula=self.formula,
                span=self.span,
                axis=self.axis,
                size=self.size,
                padding=self.padding,
            )
        return int(self.exact)

    @property
    def unread(self) -> int:
        """Elements at the far edge that no position reads, padding not counted."""
        rest = (self.size - self.span + 2 * self.padding) % self.stride
        return max(0, rest - self.padding)

    @property
    def formula(self) -> str:
        """The formula with this window's numbers: (14 − 5 + 2·0) / 1 + 1 = 10."""
        return f"({self.size} − {self.span} + 2·{self.padding}) / {self.stride} + 1 = {self.value}"

    @property
    def value(self) -> str:
        """The formula's exact value as people write it: 10, 2.5, or 2.33 where it goes on."""
        return f"{float(self.exact):.4g}".replace("-", "−")


def misfit(windows: tuple[Window, ...]) -> Text | None:
    """What is lost where the formula's value is not whole; None where it is whole on each axis."""
    uneven = [window for window in windows if window.exact.denominator > 1]
    if not uneven:
        return None
    first = uneven[0]
    alike = len(uneven) == 2 and len({(window.exact, window.unread) for window in uneven}) == 1
    return Text(
        "{value} is not a whole number: {formula}. It is rounded down to {count}; "
        + _LOST["both" if alike else first.axis, min(first.unread, 2)],
        {
            "value": first.value,
            "formula": first.formula,
            "count": first.count,
            "unread": first.unread,
        },
    )


# by what is lost at the far edge: nothing, one, several; whole sentences for the translators
_LOST = {
    ("both", 0): "only a part of the padding is left out.",
    ("height", 0): "only a part of the padding is left out.",
    ("width", 0): "only a part of the padding is left out.",
    ("both", 1): "the last row and column are never read.",
    ("height", 1): "the last row is never read.",
    ("width", 1): "the last column is never read.",
    ("both", 2): "the last {unread} rows and columns are never read.",
    ("height", 2): "the last {unread} rows are never read.",
    ("width", 2): "the last {unread} columns are never read.",
}
