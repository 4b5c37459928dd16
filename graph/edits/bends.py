"""Network -> Network: the points that a wire runs through on its way, set by hand."""

from collections.abc import Collection

from graph.edits.basic import EditError
from graph.network import Network, Wire
from graph.sketch import Place, within

MOST = 64
"""Points on one wire."""


def with_bend(network: Network, wire: Wire, index: int, place: Place) -> Network:
    """A network in which a wire runs through a point more, which is its `index`-th."""
    points = list(network.sketch.route(wire))
    if len(points) >= MOST:
        raise EditError(
            "A wire runs through {most} points at most. Remove one by a double click.", most=MOST
        )
    points.insert(index, within(place))
    return _routed(network, wire, points)


def bend_moved(network: Network, wire: Wire, index: int, place: Place) -> Network:
    """A network in which a point of a wire is elsewhere."""
    points = list(network.sketch.route(wire))
    points[index] = within(place)
    return _routed(network, wire, points)


def bend_removed(network: Network, wire: Wire, index: int) -> Network:
    """A network in which a wire runs through a point less."""
    points = list(network.sketch.route(wire))
    del points[index]
    return _routed(network, wire, points)


def straight(network: Network, wires: Collection[Wire]) -> Network:
    """A network in which those wires run by themselves again."""
    bent = {wire: () for wire in wires if network.sketch.route(wire)}
    return network.replace(sketch=network.sketch.rerouted(bent)) if bent else network


def _routed(network: Network, wire: Wire, points: list[Place]) -> Network:
    made = tuple(points)
    if made == network.sketch.route(wire):
        return network
    return network.replace(sketch=network.sketch.rerouted({wire: made}))
