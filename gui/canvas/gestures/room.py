"""Room for what goes into a wire: it stands in line with the wire's ends, others move aside."""

from collections.abc import Sequence

from graph.arrange import make_room
from graph.edits import move
from graph.network import Network, Wire
from gui.canvas.ends import place


def with_room(network: Network, wire: Wire, names: Sequence[str]) -> Network:
    """A network in which nodes that were put into a wire have room there."""
    network = _level(network, wire, names)
    for name in names:
        network = make_room(network, name)
    return network


def _level(network: Network, wire: Wire, names: Sequence[str]) -> Network:
    """In line with the wire's ends, if these are level with each other."""
    down = network.sketch.flow == "down"
    start, end = place(network, (wire.source, -1)), place(network, (wire.target, wire.port))
    first = next(
        name for name in names if wire.source in (w.source for w in network.incoming[name])
    )
    entry = place(network, (first, 0))
    off = start.x() - entry.x() if down else start.y() - entry.y()
    apart = end.x() - start.x() if down else end.y() - start.y()
    if abs(apart) > 1:
        return network
    nodes = network.nodes
    way = (off, 0.0) if down else (0.0, off)
    return move(network, {n: (nodes[n].x + way[0], nodes[n].y + way[1]) for n in names})
