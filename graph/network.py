"""A network as an immutable value: named nodes, and wires from outputs to input ports.

Here too are the two layers that hold others, and with them the union of all layers: Repeat and
Block need a node's layer, and a node's layer may be either.
"""

from functools import cached_property
from typing import TYPE_CHECKING, Annotated, ClassVar, TypeVar, cast, get_args

from msgspec import Meta, Struct, structs

from graph.blocks.residual import Residual
from graph.catalogue import PlainLayer
from graph.layers.base import Layer, Part, Size
from graph.layers.endpoints import Input, Output
from graph.shapes import Shape, ShapeError
from graph.sketch import EMPTY, Coordinate, Sketch, stay_within
from graph.text import Text
from graph.wiring import Wire, Wiring, networkx, wiring

if TYPE_CHECKING:
    import networkx as nx

L = TypeVar("L")

DEEPEST = 64
"""Blocks in blocks: Python's own stack is the limit, and every level takes a few calls."""
LONGEST = 64
"""Characters of a block's name."""
LARGEST = 100_000
"""Layers inside one block, copies counted: a file of one line could ask for as many as it likes."""


class Node(Struct, frozen=True, omit_defaults=True):
    """A layer and its place on the canvas: its upper left corner, in canvas units."""

    layer: "AnyLayer"
    x: Coordinate = 0.0
    y: Coordinate = 0.0
    frozen: bool = False
    """Whether training leaves its weights, and its batch norm, as they are."""

    def __post_init__(self) -> None:
        """Keeps what is pasted, pushed aside or laid out on the canvas: no file holds more."""
        stay_within(self)


class Network(Struct, frozen=True, dict=True, omit_defaults=True):
    """Nodes by name and the wires between them. Invariants are checked here, for code and files.

    `dict=True` gives the cached look-ups below a place; it is no part of the value.
    """

    nodes: dict[str, Node] = {}
    wires: tuple[Wire, ...] = ()
    sketch: Sketch = EMPTY
    """What the drawing has beside them; of nodes and wires that exist."""

    def __post_init__(self) -> None:
        """Refuses what makes no sense, and measures itself while the networks inside are known."""
        _ = self.wiring, self.nesting, self.members
        sketch = self.sketch.within(self.nodes, self._has)
        if sketch is not self.sketch:
            structs.force_setattr(self, "sketch", sketch)

    @cached_property
    def wiring(self) -> Wiring:
        """All that follows from the names and wires alone; equal drawings share it."""
        return wiring(tuple(self.nodes), self.wires)

    def __hash__(self) -> int:
        """Once a value: a block's network is a part of the keys of the shape rules' caches."""
        return self._hash

    @cached_property
    def _hash(self) -> int:
        return hash((tuple(self.nodes.items()), self.wires))

    @cached_property
    def nesting(self) -> int:
        """How deep blocks of the user's choice stand in one another."""
        return max((node.layer.nesting for node in self.nodes.values()), default=0)

    @cached_property
    def members(self) -> int:
        """Layers, those in blocks and all copies counted; a built-in block is one."""
        return sum(node.layer.members for node in self.nodes.values())

    @property
    def incoming(self) -> dict[str, tuple[Wire, ...]]:
        """The wires into each node, in the order of its ports."""
        return self.wiring.incoming

    @property
    def outgoing(self) -> dict[str, tuple[Wire, ...]]:
        """The wires out of each node, in the order in which they were drawn."""
        return self.wiring.outgoing

    @property
    def order(self) -> tuple[str, ...]:
        """Node names with every source before its targets, without those that lie on a loop."""
        return self.wiring.order

    @property
    def looping(self) -> frozenset[str]:
        """The nodes that lie on a loop; edits refuse to make one, a file may hold one."""
        return self.wiring.looping

    @property
    def digraph(self) -> "nx.DiGraph[str]":
        """The nodes and wires for networkx; two wires between the same nodes are one edge."""
        return self.wiring.digraph

    @cached_property
    def used(self) -> frozenset[str]:
        """The nodes that some Output depends on, itself included; the others are not computed."""
        ends = self.of_type(Output)
        before = [networkx().ancestors(self.digraph, end) for end in ends]
        return frozenset[str](ends).union(*before)

    @property
    def main_output(self) -> int:
        """The place among the Outputs of the one that says the class: of the greatest weight."""
        weights = [end.weight for end in self.of_type(Output).values()]
        return weights.index(max(weights))

    def ports(self, name: str) -> int:
        """Input ports of a node; one that joins offers a free port beside those that are wired."""
        inputs = self.nodes[name].layer.inputs
        if inputs is not None:
            return inputs
        wired = self.incoming[name]
        return max(2, wired[-1].port + 2 if wired else 2)

    def of_type(self, kind: type[L]) -> dict[str, L]:
        """The nodes whose layer is of that type, with their layers."""
        return {
            name: node.layer for name, node in self.nodes.items() if isinstance(node.layer, kind)
        }

    def replace(
        self,
        nodes: dict[str, Node] | None = None,
        wires: tuple[Wire, ...] | None = None,
        sketch: Sketch | None = None,
    ) -> "Network":
        """A copy with other nodes, wires or marks; marks of what is gone go with it."""
        return Network(
            self.nodes if nodes is None else nodes,
            self.wires if wires is None else wires,
            self.sketch if sketch is None else sketch,
        )

    def _has(self, wire: Wire) -> bool:
        return wire in self.incoming.get(wire.target, ())


class Repeat(Layer, frozen=True):
    """The same block several times in a row, each copy with weights of its own."""

    title: ClassVar[str] = "Repeat"
    group: ClassVar[str] = "Blocks"
    stem: ClassVar[str] = "repeat"

    block: Annotated["AnyLayer", Meta(title="Block", description="What is repeated.")] = Residual()
    times: Annotated[
        int,
        Meta(
            ge=1,
            le=1_000,
            title="Times",
            description="How many copies stand in a row.",
            extra={"unit": "×"},
        ),
    ] = 2
    stride: Annotated[
        Size,
        Meta(
            title="First stride",
            description="Stride of the first copy: 2 halves the picture once, as a stage of ResNet "
            "does; 1 leaves the block as it is.",
            extra={"unit": "px"},
        ),
    ] = 1

    def parts(self, *inputs: Shape) -> tuple[Part, ...]:
        if self.block.inputs != 1 or isinstance(self.block, Output):
            raise ShapeError(
                "{block} cannot be repeated: only a layer with one input and one result can.",
                block=self.block.label,
            )
        names = [str(number) for number in range(self.times)]
        copies: list[Layer] = [self._first(), *[self.block] * (self.times - 1)]
        before = ["input", *names]
        return (
            Part("input", Input()),
            *(Part(name, copies[n], (before[n],)) for n, name in enumerate(names)),
            Part("output", Output(), (before[-1],)),
        )

    def _first(self) -> Layer:
        if self.stride == 1:
            return self.block
        if "stride" not in self.block.__struct_fields__:
            raise ShapeError(
                "{block} has no stride that the first copy could have. Set the first stride to 1.",
                block=self.block.label,
            )
        return structs.replace(self.block, stride=self.stride)

    @property
    def nesting(self) -> int:
        depth, block = 1, self.block
        while isinstance(block, Repeat):
            depth, block = depth + 1, block.block
        return depth + block.nesting

    @property
    def members(self) -> int:
        times, block = self.times, self.block
        while isinstance(block, Repeat):
            times, block = times * block.times, block.block
        return times * block.members

    @property
    def label(self) -> Text:
        return Text("{times} × {block}", {"times": self.times, "block": self.block.label})

    def summary(self) -> str:
        stride = f" /{self.stride}" if self.stride > 1 else ""
        return f"×{self.times}{stride}"


class Block(Layer, frozen=True):
    """A block of your own: a network with inputs and one output, used like a layer."""

    title: ClassVar[str] = "Block"
    group: ClassVar[str] = "Blocks"
    stem: ClassVar[str] = "block"

    name: Annotated[
        str,
        Meta(
            min_length=1,
            max_length=LONGEST,
            title="Name",
            description="What the block is called, here, in the palette and in the code.",
        ),
    ] = "Block"
    network: Annotated[
        Network,
        Meta(title="Inside", description="The block's own network, from its inputs to its output."),
    ] = Network(
        {"input": Node(Input()), "output": Node(Output(), 220.0)}, (Wire("input", "output"),)
    )

    @property
    def inputs(self) -> int:
        return len(self.network.of_type(Input))

    @property
    def nesting(self) -> int:
        return 1 + self.network.nesting

    @property
    def members(self) -> int:
        return max(1, self.network.members)

    @property
    def label(self) -> Text:
        return Text("{name}", {"name": self.name})

    def summary(self) -> str:
        return self.name

    def output(self, *inputs: Shape) -> Shape:
        network, known = self.network, dict(zip(self.network.of_type(Input), inputs, strict=False))
        for name in network.order:
            sources = [wire.source for wire in network.incoming[name]]
            layer = network.nodes[name].layer
            wanted = 2 if layer.inputs is None else layer.inputs
            if len(sources) < wanted or not known.keys() >= set(sources):
                continue  # not wired, or behind one that is not
            if not isinstance(layer, Input):
                known[name] = layer.output(*(known[source] for source in sources))
        ends = network.of_type(Output)
        for end in ends:
            if len(ends) == 1 and end in known:
                return known[end]
        raise ShapeError(
            "{block} needs one Output inside that all its layers lead to. Open it and wire them.",
            block=self.name,
        )


AnyLayer = PlainLayer | Repeat | Block
LAYERS: tuple[type[Layer], ...] = get_args(AnyLayer)


def interior(layer: Layer, *inputs: Shape) -> Network | None:
    """What a block is made of where it receives `inputs`, None for a plain layer.

    Its Input nodes stand for what arrives, in their order, whatever size they say. Raises
    ShapeError.
    """
    if isinstance(layer, Block):
        return layer.network
    parts = layer.parts(*inputs)
    return inside(parts) if parts else None


def inside(parts: tuple[Part, ...]) -> Network:
    """A block's parts as a network."""
    nodes = {part.name: Node(cast(AnyLayer, part.layer)) for part in parts}
    wires = [
        Wire(source, part.name, port) for part in parts for port, source in enumerate(part.sources)
    ]
    return Network(nodes, tuple(wires))
