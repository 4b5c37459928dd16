"""Room for what goes into a wire, or behind a block: it stands in line, others move aside."""

from collections.abc import Collection, Sequence

from msgspec import structs

from graph.arrange import make_room
from graph.edits.basic import move, remove, rerouted
from graph.edits.marking import framed_between
from graph.extent import Area, around
from graph.layout.ports import input_at, output_at
from graph.layout.spacing import SPACING
from graph.network import Network, Wire

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
    return with_way(rerouted(move(network, places), ways), names, [first])


def with_place(network: Network, names: Sequence[str]) -> Network:
    """A network in which a group of nodes that came in lies on no others: these move aside."""
    left, top, right, bottom = around(network, names)
    first, *others = names
    alone = remove(network, others)
    wires = tuple(w for w in alone.wires if first not in (w.source, w.target))
    size = {**alone.sketch.unfolded, first: (right - left, bottom - top)}
    sketch = structs.replace(alone.sketch, unfolded=size)  # one card as large as all of them
    alone = move(alone.replace(wires=wires), {first: (left, top)}).replace(sketch=sketch)
    made = make_room(alone, first)
    x, y = made.nodes[first].x - left, made.nodes[first].y - top
    places = {name: (node.x, node.y) for name, node in made.nodes.items()}
    nodes = network.nodes
    places |= {name: (nodes[name].x + x, nodes[name].y + y) for name in names}
    return rerouted(move(network, places), {w: made.sketch.route(w) for w in made.wires})


def with_way(network: Network, names: Collection[str], leading: Collection[str]) -> Network:
    """A network in which what stands in a row with cards, behind the leading ones, gives way."""
    flow = network.sketch.flow
    along, gap = (0 if flow == "right" else 1), SPACING[flow].column
    box = around(network, names)
    begin = around(network, leading)[along] - gap / 2
    behind = {
        name: card[along]
        for name in network.nodes
        if name not in names
        and _level_with(card := around(network, [name]), box, along)
        and card[along] >= begin
    }
    way = max(0.0, box[along + 2] + gap - min(behind.values(), default=box[along + 2] + gap))
    x, y = (way, 0.0) if along == 0 else (0.0, way)
    nodes = network.nodes
    return move(network, {name: (nodes[name].x + x, nodes[name].y + y) for name in behind})


def _level_with(card: Area, box: Area, along: int) -> bool:
    """Whether a card stands in the row, or in the column, of a rectangle."""
    low, high = 1 - along, 3 - along
    return card[low] < box[high] and box[low] < card[high]


def _level(network: Network, wire: Wire, names: Sequence[str]) -> Network:
    """In line with the wire's ends, if these are level with each other."""
    start, end = output_at(network, wire.source), input_at(network, wire.target, wire.port)
    fed = {out.target for out in network.outgoing[wire.source]}
    first = input_at(network, next(name for name in names if name in fed), 0)
    across = 1 if network.sketch.flow == "right" else 0
    if abs(end[across] - start[across]) > LEVEL:
        return network
    way = start[across] - first[across]
    x, y = (way, 0.0) if across == 0 else (0.0, way)
    nodes = network.nodes
    return move(network, {name: (nodes[name].x + x, nodes[name].y + y) for name in names})
