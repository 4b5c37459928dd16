"""Automatic layout: the main chain runs straight, in rows like text; wires go around cards.

Blocks beside the main chain, such as the branches of Inception, run beside it: above the chain, if
they enter a join before it does, else below. Whatever is here is for both flows, with cards of any
size; the steps are in `graph.layout`.
"""

from collections.abc import Collection

from msgspec import Struct, structs

from graph.edits import move
from graph.layout.diagram import among, diagram
from graph.layout.layered import layout
from graph.network import Network, Wire
from graph.sketch import CARD_HEIGHT, CARD_WIDTH, Flow, Place

GAP_X = 76  # a shape label such as 64×112×112 stands in it
GAP_Y = 94  # a wire to the next row runs in it
ASPECT = 1.8  # of the canvas at 1680 × 1050 pixels


class Drawing(Struct, frozen=True):
    """Where nodes come to stand, and the points of the wires; none where one runs by itself."""

    places: dict[str, Place]
    routes: dict[Wire, tuple[Place, ...]]


def arrange(
    network: Network,
    names: Collection[str] | None = None,
    flow: Flow | None = None,
    aspect: float = ASPECT,
    rows: Collection[str] = (),
) -> Drawing:
    """A place for every node, the first at (0, 0), and the ways of all wires.

    `rows` are the nodes that begin one; without any, a long network is wrapped to have the aspect.
    """
    flow = flow or network.sketch.flow
    names = tuple(network.nodes)
    laid = layout(diagram(network, names, flow, aspect, rows))
    places = {name: _turned(corner, flow) for name, corner in zip(names, laid.corners, strict=True)}
    ways = enumerate(among(network, network.nodes))
    routes = {
        wire: tuple(_turned(point, flow) for point in laid.ways.get(number, ()))
        for number, wire in ways
    }
    return Drawing(places, routes)


def arranged(
    network: Network,
    names: Collection[str] | None = None,
    flow: Flow | None = None,
    aspect: float = ASPECT,
    rows: Collection[str] = (),
) -> Network:
    """The network laid out."""
    drawing = arrange(network, names, flow, aspect, rows)
    moved = move(network, drawing.places)
    sketch = moved.sketch.rerouted(drawing.routes)
    return moved.replace(sketch=structs.replace(sketch, flow=flow or sketch.flow))


def _turned(point: Place, flow: Flow) -> Place:
    """Along and across as x and y."""
    return point if flow == "right" else (point[1], point[0])


def make_room(network: Network, name: str) -> Network:
    """The network with the cards at the right of a new one moved aside, if it lies on any."""
    new = network.nodes[name]
    row = {
        other: node
        for other, node in network.nodes.items()
        if other != name and abs(node.y - new.y) < CARD_HEIGHT
    }
    if all(abs(node.x - new.x) >= CARD_WIDTH for node in row.values()):
        return network
    before = [node.x for node in row.values() if node.x < new.x]
    left = max(before, default=new.x - CARD_WIDTH - GAP_X) + CARD_WIDTH + GAP_X
    behind = [node.x for node in row.values() if node.x >= new.x]
    way = left + CARD_WIDTH + GAP_X - min(behind, default=left + CARD_WIDTH + GAP_X)
    places = {other: (n.x + max(0.0, way), n.y) for other, n in row.items() if n.x >= new.x}
    return move(network, {**places, name: (left, new.y)})
