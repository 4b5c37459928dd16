"""What every layer is: a frozen record of hyperparameters with a shape rule.

msgspec checks the bounds in the annotations when a file is decoded or `fields.with_value` is
used, and not when a class is called: so edits go through `with_value`, and rules that need two
fields or the input belong in `output`, where a half-edited layer is reported and not refused.
"""

from typing import Annotated, ClassVar, Literal

from msgspec import Meta, Struct

from graph.shapes import Shape, Spread, Window
from graph.text import Text

Count = Annotated[int, Meta(ge=1, le=65_536)]
Size = Annotated[int, Meta(ge=1, le=1_024)]
Padding = Annotated[int, Meta(ge=0, le=1_024)]
# msgspec 0.22 crashes on a bounded number beside tuple[Size, Size]; this form it reads well
Two = Meta(min_length=2, max_length=2)
Pair = Size | Annotated[tuple[Size, ...], Two]
"""One number for height and width, or one for each."""
Borders = Padding | Annotated[tuple[Padding, ...], Two]
PaddingMode = Annotated[
    Literal["zeros", "reflect", "replicate", "circular"],
    Meta(
        title="Padding mode",
        description="What is added: zeros, the picture mirrored, its edge again, or its other "
        "side.",
    ),
]
Rate = Annotated[float, Meta(ge=0.0, lt=1.0)]


def pair(value: int | tuple[int, ...]) -> tuple[int, int]:
    """(height, width) of a number that may be meant for both."""
    height, width = value if isinstance(value, tuple) else (value, value)
    return height, width


def sized(value: int | tuple[int, ...]) -> str:
    """A size as people write it: 5×5, 1×7."""
    height, width = pair(value)
    return f"{height}×{width}"


def step(value: int | tuple[int, ...]) -> str:
    """A stride behind a size: /2, /2×1; nothing for 1."""
    if pair(value) == (1, 1):
        return ""
    return f" /{value}" if isinstance(value, int) else f" /{sized(value)}"


class Part(Struct, frozen=True):
    """A node inside a block: its name there, its layer, and the parts that feed it.

    An Input part stands for what the block receives, whatever size it says.
    """

    name: str
    layer: "Layer"
    sources: tuple[str, ...] = ()


class Layer(Struct, frozen=True, tag=str.lower, tag_field="type", forbid_unknown_fields=True):
    """Abstract: subclass once, never subclass a subclass.

    A layer that says nothing keeps its input's shape and has no weights.
    """

    title: ClassVar[str]
    """What the palette calls it."""
    group: ClassVar[str]
    """The palette's heading above it."""
    stem: ClassVar[str]
    """What its nodes are called, before the number: conv, pool."""
    arity: ClassVar[int | None] = 1
    """Inputs: a number, or None for two or more, as many as are wired."""
    symbols: ClassVar[dict[str, str]] = {}
    """The formula's letter for a field: {"kernel": "F"}."""
    local: ClassVar[bool] = True
    """Whether an output element sees no more of the input than its window, or its own place."""

    @property
    def inputs(self) -> int | None:
        """Inputs of this layer: `arity`, but for a block that says how many it has."""
        return self.arity

    @property
    def nesting(self) -> int:
        """How deep blocks of the user's choice stand in it, itself one; 0 for any other layer."""
        return 0

    @property
    def members(self) -> int:
        """The layers that it is or holds, all copies counted; a built-in block is one."""
        return 1

    @property
    def label(self) -> Text:
        """What its card calls it."""
        return Text(self.title)

    def output(self, *inputs: Shape) -> Shape:
        """The shape of the result; raises ShapeError with the reason if the input does not fit.

        A block's is what comes out of its parts, which stand in the order in which they compute.
        """
        parts = self.parts(*inputs)
        if not parts:
            return inputs[0]
        known: dict[str, Shape] = {}
        arriving = iter(inputs)
        for part in parts:
            sources = [known[source] for source in part.sources]
            known[part.name] = part.layer.output(*sources) if sources else next(arriving)
        return known[parts[-1].name]

    def windows(self, *inputs: Shape) -> tuple[Window, ...]:
        """The filter along height and width, for layers that slide one."""
        return ()

    def spreads(self, *inputs: Shape) -> tuple[Spread, ...]:
        """The filter along height and width, for layers that lay one down and so enlarge."""
        return ()

    def fan_in(self, *inputs: Shape) -> int:
        """Inputs that one output element is a weighted sum of; 0 if nothing is multiplied."""
        return 0

    def macs(self, *inputs: Shape) -> int:
        """Multiply-adds for one picture, without biases."""
        return self.output(*inputs).count * self.fan_in(*inputs)

    def parameters(self, *inputs: Shape) -> int:
        """Trainable numbers, weights and biases."""
        return 0

    def unshared(self, *inputs: Shape) -> int:
        """Trainable numbers if every output element had weights of its own."""
        return self.parameters(*inputs)

    def parts(self, *inputs: Shape) -> tuple[Part, ...]:
        """A block's inside, from Input parts to one Output part; nothing for a plain layer."""
        return ()

    def advice(self, *inputs: Shape) -> Text | None:
        """A warning about an input that is allowed and hardly ever meant."""
        return None

    def summary(self) -> str:
        """The few characters on the node's card: 5×5, 16."""
        return ""
