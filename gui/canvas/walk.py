"""From one block to the next by keyboard: along the wires, or to what lies above or below.

And to wires: from a block to one of its own, from a wire to its ends and to those beside it.
"""

from collections.abc import Collection

from graph.network import Network, Wire

Way = tuple[int, int]
"""(-1, 0) to the left, (1, 0) to the right, (0, -1) up, (0, 1) down."""


def neighbour(network: Network, name: str | None, way: Way) -> str | None:
    """The block next to `name`: in the direction of the data or against it the way they flow.

    Without a name the first block; None where there is nothing on that side.
    """
    if name is None:
        return next(iter(network.order), next(iter(network.nodes), None))
    along = _along(network, way)
    if along > 0 and network.outgoing[name]:
        return _nearest(network, name, [wire.target for wire in network.outgoing[name]])
    if along < 0 and network.incoming[name]:
        return _nearest(network, name, [wire.source for wire in network.incoming[name]])
    here = network.nodes[name]
    side = [
        other
        for other, node in network.nodes.items()
        if way[0] * (node.x - here.x) + way[1] * (node.y - here.y) > 0
    ]
    return _nearest(network, name, side, way)


def wire_at(network: Network, names: Collection[str]) -> Wire | None:
    """The first wire of some blocks: one between two of them, else out of one, else into one."""
    among = (w for name in names for w in network.outgoing[name] if w.target in names)
    out = (wire for name in names for wire in network.outgoing[name])
    into = (wire for name in names for wire in network.incoming[name])
    return next(among, None) or next(out, None) or next(into, None)


def beyond(network: Network, wire: Wire, way: Way) -> str | Wire:
    """What lies beside a wire: its target along the data, its source against them.

    Across them the next of the wires that begin with it, around; of one that begins alone the next
    of those that end with it.
    """
    along = _along(network, way)
    if along:
        return wire.target if along > 0 else wire.source
    wires = network.outgoing[wire.source]
    if len(wires) == 1:
        wires = network.incoming[wire.target]
    return wires[(wires.index(wire) + sum(way)) % len(wires)]


def _along(network: Network, way: Way) -> int:
    """1 the way the data flow, -1 against it, 0 across."""
    return way[0] if network.sketch.flow == "right" else way[1]


def _nearest(network: Network, name: str, others: list[str], way: Way = (0, 0)) -> str | None:
    """The nearest of some blocks; what lies straight on the way counts as nearer."""
    here = network.nodes[name]

    def away(other: str) -> float:
        x, y = abs(network.nodes[other].x - here.x), abs(network.nodes[other].y - here.y)
        return x * (3 if way[1] else 1) + y * (3 if way[0] else 1)

    return min(others, key=away, default=None)
