"""A network as an immutable value: named nodes, and wires from outputs to input ports.

Here too are the two layers that hold others, and with them the union of all layers: Repeat and
Block need a node's layer, and a node's layer may be either.
"""

from functools import cached_property
from graphlib import CycleError, TopologicalSorter
from types import ModuleType
from typing import TYPE_CHECKING, Annotated, ClassVar, TypeVar, cast, get_args

import msgspec
from msgspec import Meta, Struct, structs

from graph.blocks.residual import Residual
from graph.catalogue import PlainLayer
from graph.layers.base import Layer, Part, Size
from graph.layers.endpoints import Input, Output
from graph.names import clash, is_name
from graph.shapes import Shape, ShapeError
from graph.text import Text

if TYPE_CHECKING:
    import networkx as nx

L = TypeVar("L")

Coordinate = Annotated[float, msgspec.Meta(ge=-1e6, le=1e6)]


class Node(Struct, frozen=True):
    """A layer and its place on the canvas: its upper left corner, in canvas units."""

    layer: "AnyLayer"
    x: Coordinate = 0.0
    y: Coordinate = 0.0


class Wire(Struct, frozen=True, array_like=True):
    """A connection from a node's output to one input port of another node."""

    source: str
    target: str
    port: int = 0


class Network(Struct, frozen=True, dict=True):
    """Nodes by name and the wires between them. Invariants are checked here, for code and files.

    `dict=True` gives the cached look-ups below a place; it is no part of the value.
    """

    nodes: dict[str, Node] = {}
    wires: tuple[Wire, ...] = ()

    def __post_init__(self) -> None:
        for name in self.nodes:
            if not is_name(name):
                raise ValueError(f"{name!r} cannot be the name of a node")
        if double := clash(self.nodes):
            raise ValueError(
                f"{double!r} is a node, and also what nodes such as '{double}.0' are in"
            )
        self._check_wires()

    def _check_wires(self) -> None:
        taken: set[tuple[str, int]] = set()
        for wire in self.wires:
            for end in (wire.source, wire.target):
                if end not in self.nodes:
                    raise ValueError(f"a wire joins {end!r}, which does not exist")
            if wire.port < 0:
                raise ValueError(f"a wire enters {wire.target!r} at port {wire.port}")
            if (wire.target, wire.port) in taken:
                raise ValueError(f"two wires enter port {wire.port} of {wire.target!r}")
            taken.add((wire.target, wire.port))

    def __hash__(self) -> int:
        """Once a value: a block's network is a part of the keys of the shape rules' caches."""
        return self._hash

    @cached_property
    def _hash(self) -> int:
        return hash((tuple(self.nodes.items()), self.wires))

    @cached_property
    def incoming(self) -> dict[str, tuple[Wire, ...]]:
        """The wires into each node, in the order of its ports."""
        found: dict[str, list[Wire]] = {name: [] for name in self.nodes}
        for wire in self.wires:
            found[wire.target].append(wire)
        return {name: tuple(sorted(wires, key=_port)) for name, wires in found.items()}

    @cached_property
    def outgoing(self) -> dict[str, tuple[Wire, ...]]:
        """The wires out of each node, in the order in which they were drawn."""
        found: dict[str, list[Wire]] = {name: [] for name in self.nodes}
        for wire in self.wires:
            found[wire.source].append(wire)
        return {name: tuple(wires) for name, wires in found.items()}

    @cached_property
    def order(self) -> tuple[str, ...]:
        """Node names with every source before its targets, without those that lie on a loop.

        graphlib and not networkx, whose import alone takes longer than the first picture may.
        """
        return tuple(TopologicalSorter(self._sources(self.looping)).static_order())

    @cached_property
    def looping(self) -> frozenset[str]:
        """The nodes that lie on a loop; edits refuse to make one, a file may hold one."""
        try:
            TopologicalSorter(self._sources(frozenset())).prepare()
        except CycleError:
            graph = self.digraph
            knots = [
                knot for knot in networkx().strongly_connected_components(graph) if len(knot) > 1
            ]
            return frozenset[str]().union(*knots, networkx().nodes_with_selfloops(graph))
        return frozenset()

    @cached_property
    def digraph(self) -> "nx.DiGraph[str]":
        """The nodes and wires for networkx; two wires between the same nodes are one edge."""
        graph: nx.DiGraph[str] = networkx().DiGraph()
        graph.add_nodes_from(self.nodes)
        graph.add_edges_from((wire.source, wire.target) for wire in self.wires)
        return graph

    @cached_property
    def used(self) -> frozenset[str]:
        """The nodes that some Output depends on, itself included; the others are not computed."""
        ends = self.of_type(Output)
        before = [networkx().ancestors(self.digraph, end) for end in ends]
        return frozenset[str](ends).union(*before)

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

    def _sources(self, leave_out: frozenset[str]) -> dict[str, list[str]]:
        return {
            name: [wire.source for wire in wires if wire.source not in leave_out]
            for name, wires in self.incoming.items()
            if name not in leave_out
        }

    def replace(
        self, nodes: dict[str, Node] | None = None, wires: tuple[Wire, ...] | None = None
    ) -> "Network":
        """A copy with other nodes or other wires."""
        return Network(
            self.nodes if nodes is None else nodes, self.wires if wires is None else wires
        )


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
            max_length=64,
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
    def label(self) -> Text:
        return Text("{name}", {"name": self.name})

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


def networkx() -> ModuleType:
    """networkx, imported at its first use: the window's first picture must not wait for it."""
    import networkx as nx  # noqa: PLC0415  # takes longer to import than Qt

    return nx


def _port(wire: Wire) -> int:
    return wire.port
