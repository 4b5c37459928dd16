"""A network as an immutable value: named nodes, and wires from outputs to input ports."""

import keyword
import re
from functools import cached_property
from graphlib import CycleError, TopologicalSorter
from types import ModuleType
from typing import TYPE_CHECKING, Annotated, TypeVar

import msgspec
from msgspec import Struct

from graph.catalogue import AnyLayer
from graph.layers.base import Part

if TYPE_CHECKING:
    import networkx as nx

L = TypeVar("L")

# Python identifiers, which PyTorch's module names are; digits alone name a place in a Sequential
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,63}|[0-9]{1,6}")
# what torch.nn.Module and torch.fx.GraphModule have themselves (2.9 to 2.15): a module of that name
# would hide it
_TAKEN = frozenset(
    """T_destination add_module add_submodule apply bfloat16 buffers call_super_init children code
    compile cpu cuda delete_all_unused_submodules delete_submodule double dump_patches eval
    extra_repr float forward get_buffer get_extra_state get_parameter get_submodule graph half ipu
    load_state_dict meta modules mtia named_buffers named_children named_modules named_parameters
    parameters print_readable recompile register_backward_hook register_buffer
    register_forward_hook register_forward_pre_hook register_full_backward_hook
    register_full_backward_pre_hook register_load_state_dict_post_hook
    register_load_state_dict_pre_hook register_module register_parameter
    register_state_dict_post_hook register_state_dict_pre_hook requires_grad_ set_extra_state
    set_submodule shape_env share_memory state_dict to to_empty to_folder train training type xpu
    zero_grad self torch nn Tensor""".split()  # noqa: SIM905  # a list would be 70 lines
)


def is_name(text: str) -> bool:
    """Whether a node may have that name: it becomes the PyTorch module's name."""
    return bool(_NAME.fullmatch(text)) and not keyword.iskeyword(text) and text not in _TAKEN


Coordinate = Annotated[float, msgspec.Meta(ge=-1e6, le=1e6)]


class Node(Struct, frozen=True):
    """A layer and its place on the canvas: its upper left corner, in canvas units."""

    layer: AnyLayer
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
        ends = [name for name, node in self.nodes.items() if node.layer.stem == "output"]
        before = [networkx().ancestors(self.digraph, end) for end in ends]
        return frozenset[str](ends).union(*before)

    def ports(self, name: str) -> int:
        """Input ports of a node; one that joins offers a free port beside those that are wired."""
        arity = self.nodes[name].layer.arity
        if arity is not None:
            return arity
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


def networkx() -> ModuleType:
    """networkx, imported at its first use: the window's first picture must not wait for it."""
    import networkx as nx  # noqa: PLC0415  # takes longer to import than Qt

    return nx


def _port(wire: Wire) -> int:
    return wire.port


def inside(parts: tuple[Part, ...]) -> Network:
    """A block's parts as a network."""
    nodes = {part.name: Node(msgspec.convert(part.layer, AnyLayer)) for part in parts}
    wires = [
        Wire(source, part.name, port) for part in parts for port, source in enumerate(part.sources)
    ]
    return Network(nodes, tuple(wires))
