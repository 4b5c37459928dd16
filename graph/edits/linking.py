"""Network -> Network: nodes that are there already are wired, or the wires among them cut."""

from collections.abc import Collection, Sequence

from graph.edits.basic import EditError, connect, disconnect, obstacle
from graph.network import Network, Wire


def linked(network: Network, names: Sequence[str]) -> Network:
    """The network with a wire to the last of some nodes from each of the others, in their order.

    Each goes to the first free input; where a node has just one, its old wire gives way.
    """
    if len(names) < 2:
        raise EditError(
            "Select two blocks, one after the other: the wire runs from the first to the last."
        )
    *sources, target = names
    for source in sources:
        network = connect(network, source, target, _port(network, source, target))
    return network


def parted(network: Network, names: Collection[str]) -> Network:
    """The network without the wires among some nodes; where there are none, without all at them."""
    wires = crossing(network, names)
    if not wires:
        raise EditError("No wire leads to or from what is selected.")
    return disconnect(network, wires)


def crossing(network: Network, names: Collection[str]) -> tuple[Wire, ...]:
    """The wires among some nodes, else all that begin or end at them."""
    chosen = set(names)
    among = tuple(w for w in network.wires if w.source in chosen and w.target in chosen)
    return among or tuple(w for w in network.wires if w.source in chosen or w.target in chosen)


def _port(network: Network, source: str, target: str) -> int:
    """The input that the next wire goes to; raises EditError if it cannot be drawn."""
    taken = network.incoming[target]
    if reason := obstacle(network, source, target):
        raise reason
    if any(wire.source == source for wire in taken):
        raise EditError(
            "There is a wire from {source} to {target} already.", source=source, target=target
        )
    ports = network.ports(target)
    busy = {wire.port for wire in taken}
    free = next((port for port in range(ports) if port not in busy), None)
    if free is None and ports > 1:
        raise EditError(
            "{name} has no free input: all {count} are wired. Remove one of its wires first.",
            name=target,
            count=ports,
        )
    return free or 0
