"""Room for what goes into a wire: it stands in line with the wire's ends, others move aside."""

from collections.abc import Sequence

from graph.arrange import make_room
from graph.edits import move
from graph.marking import framed_between
from graph.network import Network, Wire
from gui.canvas.ends import place

LEVEL = 1.0
"""Canvas units: two ends that are no further apart are in one line."""


def with_room(network: Network, wire: Wire, names: Sequence[str]) -> Network:
    """A network in which nodes that were put into a wire have room, and are in its frames."""
    network = _level(framed_between(network, wire, names), wire, names)
    chosen = set(names)
    for name in network.order:
        if name in chosen:
            network = make_room(network, name)
    return network


def _level(network: Network, wire: Wire, names: Sequence[str]) -> Network:
    """In line with the wire's ends, if these are level with each other."""
    start, end = place(network, (wire.source, -1)), place(network, (wire.target, wire.port))
    fed = {out.target for out in network.outgoing[wire.source]}
    entry = place(network, (next(name for name in names if name in fed), 0))
    apart, way = end - start, start - entry
    down = network.sketch.flow == "down"
    if abs(apart.x() if down else apart.y()) > LEVEL:
        return network
    x, y = (way.x(), 0.0) if down else (0.0, way.y())
    nodes = network.nodes
    return move(network, {name: (nodes[name].x + x, nodes[name].y + y) for name in names})
