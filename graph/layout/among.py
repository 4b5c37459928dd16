"""The layout of a network, or of some of its nodes among others that stay where they are."""

from collections.abc import Collection

from msgspec import Struct

from graph.edits import move
from graph.layout.diagram import among, diagram
from graph.layout.fitting import fitted
from graph.layout.layered import layout
from graph.layout.mend import mended
from graph.layout.paths import Box, Cards, boxes, turned
from graph.network import Network, Wire
from graph.sketch import Place


class Drawing(Struct, frozen=True):
    """Where nodes come to stand, and the points of the wires; none where one runs by itself."""

    places: dict[str, Place]
    routes: dict[Wire, tuple[Place, ...]]


def free(network: Network, names: tuple[str, ...], aspect: float, rows: Collection[str]) -> Drawing:
    """A layout on an empty canvas."""
    flow = network.sketch.flow
    found = layout(diagram(network, names, flow, aspect, rows))
    places = {name: turned(place, flow) for name, place in zip(names, found.corners, strict=True)}
    routes = {
        wire: tuple(turned(point, flow) for point in found.ways.get(number, ()))
        for number, wire in enumerate(among(network, set(names)))
    }
    return Drawing(places, routes)


def fixed(
    network: Network, names: tuple[str, ...], aspect: float, rows: Collection[str]
) -> Drawing:
    """A layout among cards that stay where they are."""
    flow, here = network.sketch.flow, boxes(network)
    pinned = {name: here[name] for name in names if name in network.sketch.pinned}
    if len(pinned) == len(names):
        return Drawing({}, {})
    plain = free(network, names, aspect, rows)
    laid = boxes(move(network, plain.places))
    loose = [here[name] for name in names if name not in pinned]
    corner = (min(box.left for box in loose), min(box.top for box in loose))
    others = Cards({name: box for name, box in here.items() if name not in plain.places})
    found = fitted({name: laid[name] for name in names}, pinned, others, corner)
    places = {name: turned((box.left, box.top), flow) for name, box in found.items()}
    shift = _common(found | pinned, laid)
    routes: dict[Wire, tuple[Place, ...]] = {}
    for wire in network.wires:
        if wire in plain.routes and shift[wire.source] == shift[wire.target]:
            x, y = turned(shift[wire.source], flow)
            routes[wire] = tuple((px + x, py + y) for px, py in plain.routes[wire])
        elif wire.source in places or wire.target in places:
            routes[wire] = ()
    moved = move(network, places)
    moved = moved.replace(sketch=moved.sketch.rerouted(routes))
    led = {route.wire: route.points for route in mended(moved, names).sketch.routes}
    return Drawing(places, {wire: led.get(wire, ()) for wire in network.wires})


def _common(found: dict[str, Box], laid: dict[str, Box]) -> dict[str, Place]:
    """How far each card came away from its place in the layout."""
    return {
        name: (round(box.left - laid[name].left, 6), round(box.top - laid[name].top, 6))
        for name, box in found.items()
    }
