"""Which node feeds which: all that follows from names and wires alone, whatever the layers are.

Most edits leave both as they were. So this is worked out once for a drawing and not for each of
its values.
"""

from functools import cached_property, lru_cache
from graphlib import CycleError, TopologicalSorter
from types import ModuleType
from typing import TYPE_CHECKING, Annotated

from msgspec import Meta, Struct

from graph.names import clash, is_name

if TYPE_CHECKING:
    import networkx as nx


# a joining node shows all ports up to its last wired one, so a file must not ask for millions
Port = Annotated[int, Meta(le=65_535)]


class Wire(Struct, frozen=True, array_like=True):
    """A connection from a node's output to one input port of another node."""

    source: str
    target: str
    port: Port = 0


class Wiring(Struct, frozen=True, dict=True):
    """Names and the wires between them; raises ValueError where they make no sense."""

    names: tuple[str, ...]
    wires: tuple[Wire, ...]

    def __post_init__(self) -> None:
        for name in self.names:
            if not is_name(name):
                raise ValueError(f"{name!r} cannot be the name of a node")
        if double := clash(self.names):
            raise ValueError(
                f"{double!r} is a node, and also what nodes such as '{double}.0' are in"
            )
        known = set(self.names)
        taken: set[tuple[str, int]] = set()
        for source, target, port in map(_fields, self.wires):
            if source not in known or target not in known:
                end = target if source in known else source
                raise ValueError(f"a wire joins {end!r}, which does not exist")
            if port < 0:
                raise ValueError(f"a wire enters {target!r} at port {port}")
            if (target, port) in taken:
                raise ValueError(f"two wires enter port {port} of {target!r}")
            taken.add((target, port))

    @cached_property
    def incoming(self) -> dict[str, tuple[Wire, ...]]:
        """The wires into each node, in the order of its ports."""
        found: dict[str, list[Wire]] = {name: [] for name in self.names}
        for wire in self.wires:
            found[wire.target].append(wire)
        return {name: tuple(sorted(wires, key=_port)) for name, wires in found.items()}

    @cached_property
    def sources(self) -> dict[str, tuple[str, ...]]:
        """The nodes that feed each node, in the order of its ports."""
        return {name: tuple(map(_source, wires)) for name, wires in self.incoming.items()}

    @cached_property
    def outgoing(self) -> dict[str, tuple[Wire, ...]]:
        """The wires out of each node, in the order in which they were drawn."""
        found: dict[str, list[Wire]] = {name: [] for name in self.names}
        for wire in self.wires:
            found[wire.source].append(wire)
        return {name: tuple(wires) for name, wires in found.items()}

    @cached_property
    def order(self) -> tuple[str, ...]:
        """Names with every source before its targets, without those that lie on a loop.

        graphlib and not networkx, whose import alone takes longer than the first picture may.
        """
        try:
            return tuple(TopologicalSorter(self._sources(frozenset())).static_order())
        except CycleError:
            return tuple(TopologicalSorter(self._sources(self.knots)).static_order())

    @cached_property
    def looping(self) -> frozenset[str]:
        """The nodes that lie on a loop; edits refuse to make one, a file may hold one."""
        return frozenset() if len(self.order) == len(self.names) else self.knots

    @cached_property
    def knots(self) -> frozenset[str]:
        """The same, by a search that is slower where there is none."""
        graph = self.digraph
        knots = [knot for knot in networkx().strongly_connected_components(graph) if len(knot) > 1]
        return frozenset[str]().union(*knots, networkx().nodes_with_selfloops(graph))

    @cached_property
    def digraph(self) -> "nx.DiGraph[str]":
        """The nodes and wires for networkx; two wires between the same nodes are one edge."""
        graph: nx.DiGraph[str] = networkx().DiGraph()
        graph.add_nodes_from(self.names)
        graph.add_edges_from((wire.source, wire.target) for wire in self.wires)
        return graph

    def _sources(self, leave_out: frozenset[str]) -> dict[str, list[str]]:
        return {
            name: [wire.source for wire in wires if wire.source not in leave_out]
            for name, wires in self.incoming.items()
            if name not in leave_out
        }


@lru_cache(maxsize=32)  # that of 5,000 nodes has a few megabytes
def wiring(names: tuple[str, ...], wires: tuple[Wire, ...]) -> Wiring:
    """The wiring of these names; the same one for equal names and wires."""
    return Wiring(names, wires)


def networkx() -> ModuleType:
    """networkx, imported at its first use: the window's first picture must not wait for it."""
    import networkx as nx  # noqa: PLC0415  # takes longer to import than Qt

    return nx


def _source(wire: Wire) -> str:
    return wire.source


def _port(wire: Wire) -> int:
    return wire.port


def _fields(wire: Wire) -> tuple[str, str, int]:
    return wire.source, wire.target, wire.port
