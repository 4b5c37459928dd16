"""Room for what goes into a wire: it stands in line with the wire's ends, others move aside."""

from collections.abc import Sequence

from graph.arrange import make_room
from graph.edits import move, remove, rerouted
from graph.edits.marking import Area, framed_between
from graph.layout.diagram import SPACING
from graph.network import Network, Wire
from gui.canvas.ends import place

LEVEL = 1.0
"""Canvas units: two ends that are no further apart are in one line."""


def with_room(network: Network, wire: Wire, names: Sequence[str]) -> Network:
    """A network in which nodes that were put into a wire have room, and are in its frames."""
    network = _level(framed_between(network, wire, names), wire, names)
    if len(names) == 1:
        return make_room(network, names[0])
    first = next(name for name in network.order if name in names)
    alone = remove(network, set(names) - {first})
    alone = alone.replace(wires=(*alone.wires, Wire(first, wire.target, wire.port)))
    made, start = make_room(alone, first), network.nodes[first]
    x, y = made.nodes[first].x - start.x, made.nodes[first].y - start.y
    nodes = network.nodes
    places = {name: (node.x, node.y) for name, node in made.nodes.items()}
    places |= {name: (nodes[name].x + x, nodes[name].y + y) for name in names}
    ways = {w: made.sketch.route(w) for w in made.wires if w in set(network.wires)}
    return _longer(rerouted(move(network, places), ways), first, names)


def _longer(network: Network, first: str, names: Sequence[str]) -> Network:
    """A network in which what stands behind the first of a chain gives way to all of it."""
    flow = network.sketch.flow
    along, across = (0, 1) if flow == "right" else (1, 0)
    box, begin = _around(network, names), _around(network, [first])[along]
    behind: list[str] = []
    near = box[along + 2] + SPACING[flow].column
    for name in network.nodes:
        card = _around(network, [name])
        level = card[across] < box[across + 2] and box[across] < card[across + 2]
        if name not in names and level and card[along] >= begin:
            behind.append(name)
    way = max((near - _around(network, [name])[along] for name in behind), default=0.0)
    if way <= 0:
        return network
    x, y = (way, 0.0) if along == 0 else (0.0, way)
    nodes = network.nodes
    return move(network, {name: (nodes[name].x + x, nodes[name].y + y) for name in behind})


def _around(network: Network, names: Sequence[str]) -> Area:
    """The rectangle around some cards."""
    cards = [(network.nodes[name], network.sketch.size(name)) for name in names]
    return (
        min(node.x for node, _ in cards),
        min(node.y for node, _ in cards),
        max(node.x + width for node, (width, _) in cards),
        max(node.y + height for node, (_, height) in cards),
    )


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
