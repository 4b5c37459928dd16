"""Which nodes belong together: what leads to some, what follows from them, their chain, their kind.

All answers are in the order of the drawing.
"""

from collections.abc import Collection, Iterable
from operator import attrgetter

from graph.network import Block, Network, networkx

Names = tuple[str, ...]


def upstream(network: Network, names: Collection[str]) -> Names:
    """The nodes, and all that leads to them."""
    found = [networkx().ancestors(network.digraph, name) for name in names]
    return _ordered(network, names, *found)


def downstream(network: Network, names: Collection[str]) -> Names:
    """The nodes, and all that follows from them."""
    found = [networkx().descendants(network.digraph, name) for name in names]
    return _ordered(network, names, *found)


def between(network: Network, names: Collection[str]) -> Names:
    """The nodes, and all that lies on a way from one of them to another."""
    after, before = downstream(network, names), upstream(network, names)
    return _ordered(network, names, set(after) & set(before))


def chain(network: Network, names: Collection[str]) -> Names:
    """The nodes with all that stands in one row with them: up to where the wires fork or join."""
    return _ordered(network, names, *(_row(network, name) for name in names))


def alike(network: Network, names: Collection[str]) -> Names:
    """All nodes of the same kinds as those; blocks of one's own of the same name."""
    kinds = {_kind(network, name) for name in names}
    return tuple(name for name in network.nodes if _kind(network, name) in kinds)


def inverted(network: Network, names: Collection[str]) -> Names:
    """All other nodes."""
    chosen = set(names)
    return tuple(name for name in network.nodes if name not in chosen)


def _ordered(network: Network, *groups: Iterable[str]) -> Names:
    found = set[str]().union(*groups)
    return tuple(name for name in network.nodes if name in found)


def _row(network: Network, name: str) -> set[str]:
    row = {name}
    for wires, others, end in (
        (network.outgoing, network.incoming, attrgetter("target")),
        (network.incoming, network.outgoing, attrgetter("source")),
    ):
        here = name
        while len(wires[here]) == 1:
            here = end(wires[here][0])
            if here in row or len(others[here]) != 1:
                break
            row.add(here)
    return row


def _kind(network: Network, name: str) -> object:
    layer = network.nodes[name].layer
    return (Block, layer.name) if isinstance(layer, Block) else type(layer)
