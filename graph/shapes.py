"""Shapes of feature maps, and the output-size formula (W - F + 2P)/S + 1 with its explanation.

Shapes are written channels x height x width, without the batch; a vector is a number of features.
"""

from fractions import Fraction
from math import ceil, floor
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


class Rows(Struct, frozen=True, tag="rows"):
    """Several vectors of one length: what is left of a feature map whose pixels are in a row."""

    rows: int
    features: int

    @property
    def count(self) -> int:
        """Number of elements."""
        return self.rows * self.features

    @property
    def dims(self) -> tuple[int, ...]:
        """(rows, features)."""
        return (self.rows, self.features)

    def __str__(self) -> str:
        return f"{self.rows}×{self.features}"


Shape = Image | Vector | Rows


def made(dims: tuple[int, ...]) -> Shape:
    """The shape of these dimensions: one, two or three."""
    match dims:
        case (features,):
            return Vector(features)
        case (rows, features):
            return Rows(rows, features)
        case (channels, height, width):
            return Image(channels, height, width)
        case _:
            raise ShapeError("A shape has one to three numbers, not {count}.", count=len(dims))


def image(shape: Shape, layer: str) -> Image:
    """`shape` as a feature map; raises ShapeError if it is none."""
    match shape:
        case Image():
            return shape
        case Vector(features):
            raise ShapeError(
                "{layer} needs a feature map (channels×height×width), "
                "but it gets a vector of {features} features. "
                "Connect it before Flatten.",
                layer=Text(layer),
                features=features,
            )
        case Rows():
            raise ShapeError(
                "{layer} needs a feature map (channels×height×width), but it gets {shape}.",
                layer=Text(layer),
                shape=shape,
            )


class Window(Struct, frozen=True):
    """A filter sliding along one axis of a feature map, in elements.

    The number of its positions is (W - F + 2P)/S + 1, where a dilated filter spans
    F = D(F - 1) + 1 elements (Dumoulin & Visin 2016, relationship 15). PyTorch rounds it down,
    or up with `ceil`: then the last position may reach beyond the padding, but not begin there.
    """

    axis: Literal["height", "width"]
    size: int
    kernel: int
    stride: int
    padding: int
    dilation: int = 1
    extra: int = 0
    """Padding at the far edge that the near one has not: where an odd number is shared out."""
    ceil: bool = False

    @property
    def padded(self) -> int:
        """The size with its padding on both sides."""
        return self.size + 2 * self.padding + self.extra

    @property
    def span(self) -> int:
        """Elements between the filter's first and last, both included."""
        return self.dilation * (self.kernel - 1) + 1

    @property
    def exact(self) -> Fraction:
        """The formula's value before it is rounded."""
        return Fraction(self.padded - self.span, self.stride) + 1

    @property
    def count(self) -> int:
        """Positions of the filter: the output's size; raises ShapeError below 1."""
        if self.ceil:
            count = ceil(self.exact)
            if (count - 1) * self.stride >= self.size + self.padding:
                count -= 1
        else:
            count = floor(self.exact)
        if count < 1:
            raise ShapeError(
                "The filter does not fit: {formula}. It covers {span} elements, "
                "but the {axis} has only {size} with padding {padding} on each side. Make it "
                "smaller, or add padding.",
                formula=self.formula,
                span=self.span,
                axis=Text(self.axis),
                size=self.size,
                padding=self.padding,
            )
        return count

    @property
    def unread(self) -> int:
        """Elements at the far edge that no position reads, padding not counted."""
        rest = (self.padded - self.span) % self.stride
        return 0 if self.ceil else max(0, rest - self.padding - self.extra)

    @property
    def formula(self) -> str:
        """The formula with this window's numbers: (14 − 5 + 2·0) / 1 + 1 = 10."""
        sides = f"2·{self.padding}" if not self.extra else f"{2 * self.padding + self.extra}"
        return f"({self.size} − {self.span} + {sides}) / {self.stride} + 1 = {self.value}"

    @property
    def value(self) -> str:
        """The formula's exact value as people write it: 10, 2.5, or 2.333 where it goes on."""
        return f"{float(self.exact):.3f}".rstrip("0").rstrip(".").replace("-", "−")


class Spread(Struct, frozen=True):
    """A filter that a transposed convolution lays down along one axis of a feature map.

    The output has (W - 1)·S - 2P + F elements, and as many more as are asked for, where a
    dilated filter spans F = D(F - 1) + 1 (Dumoulin & Visin 2016, relationship 14).
    """

    axis: Literal["height", "width"]
    size: int
    kernel: int
    stride: int
    padding: int
    dilation: int = 1
    extra: int = 0

    @property
    def span(self) -> int:
        """Elements between the filter's first and last, both included."""
        return self.dilation * (self.kernel - 1) + 1

    @property
    def count(self) -> int:
        """The output's size; raises ShapeError below 1."""
        count = (self.size - 1) * self.stride - 2 * self.padding + self.span + self.extra
        if count < 1:
            raise ShapeError(
                "Nothing is left of the {axis}: {formula}. Use less padding.",
                axis=Text(self.axis),
                formula=self.formula,
            )
        return count

    @property
    def formula(self) -> str:
        """The formula with this filter's numbers: (14 − 1)·2 − 2·1 + 4 = 28."""
        value = (self.size - 1) * self.stride - 2 * self.padding + self.span + self.extra
        extra = f" + {self.extra}" if self.extra else ""
        said = f"({self.size} − 1)·{self.stride} − 2·{self.padding} + {self.span}{extra} = {value}"
        return said.replace("= -", "= −")


def misfit(windows: tuple[Window, ...]) -> Text | None:
    """What is lost where the formula's value is not whole; None where it is whole on each axis."""
    uneven = [window for window in windows if window.exact.denominator > 1 and not window.ceil]
    if not uneven:
        return None
    if len(uneven) == 1:
        return _lost(uneven[0], uneven[0].axis)
    height, width = uneven
    if (height.exact, height.unread) == (width.exact, width.unread):
        return _lost(height, "both")
    return Text(
        "Height: {height} Width: {width}",
        {"height": _lost(height, "height"), "width": _lost(width, "width")},
    )


def _lost(window: Window, axes: Literal["height", "width", "both"]) -> Text:
    return Text(
        "{value} is not a whole number: {formula}. It is rounded down to {count}; "
        + _LOST[axes, min(window.unread, 2)],
        {
            "value": window.value,
            "formula": window.formula,
            "count": window.count,
            "unread": window.unread,
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
