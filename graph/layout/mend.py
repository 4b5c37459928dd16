"""Wires after cards have moved: those that would pass through a card are led around it."""

from collections.abc import Collection, Iterator

from graph.layout.detour import Taken, detour
from graph.layout.paths import FORWARD, Box, Cards, boxes, drawn, ends, turned
from graph.network import Network, Wire
from graph.sketch import Place


def mended(network: Network, moved: Collection[str]) -> Network:
    """The network in which no wire passes through a card, where some have moved.

    Wires that are drawn through none keep their way.
    """
    flow, ways = network.sketch.flow, _Ways(network)
    wrong = [wire for wire in _suspects(network, ways, set(moved)) if ways.wrong(wire)]
    if not wrong:
        return network
    # those between cards that stay come first, so that mending twice finds the same ways
    loose = set(moved) - set(network.sketch.pinned)
    wrong.sort(key=lambda wire: wire.source in loose or wire.target in loose)
    taken = Taken()
    for wire in ways.points.keys() - set(wrong):
        taken.put(ways.way(wire), wire.source)
    routes: dict[Wire, tuple[Place, ...]] = {}
    for wire in wrong:
        start, end = ends(network, wire)
        way = detour(start, end, ways.cards, (wire.source, wire.target), taken)
        taken.put([start, *way, end], wire.source)
        routes[wire] = tuple(turned(point, flow) for point in way)
    return network.replace(sketch=network.sketch.rerouted(routes))


class _Ways:
    """The wires of a network as they are drawn, among its cards."""

    def __init__(self, network: Network) -> None:
        self._network = network
        self.cards = Cards(boxes(network))
        self.points = {
            route.wire: tuple(turned(point, network.sketch.flow) for point in route.points)
            for route in network.sketch.routes
        }

    def way(self, wire: Wire) -> list[Place]:
        """From port to port."""
        return drawn(*ends(self._network, wire), self.points.get(wire, ()))

    def wrong(self, wire: Wire) -> bool:
        """Whether a wire passes through a card, or turns back without a way."""
        start, end = ends(self._network, wire)
        points = self.points.get(wire, ())
        back = not points and end[0] - start[0] < FORWARD
        return back or bool(self.cards.crossed(drawn(start, end, points)))


def _suspects(network: Network, ways: _Ways, moved: set[str]) -> Iterator[Wire]:
    """The wires at cards that have moved, and those that come near one."""
    boxes = ways.cards.boxes
    places = Cards({name: boxes[name] for name in moved})
    for wire in network.wires:
        if wire.source in moved or wire.target in moved:
            yield wire
            continue
        one, other, points = boxes[wire.source], boxes[wire.target], ways.points.get(wire, ())
        alongs = [one.left, one.right, other.left, other.right, *(point[0] for point in points)]
        acrosses = [one.top, one.bottom, other.top, other.bottom, *(p[1] for p in points)]
        if places.meeting(Box(min(alongs), min(acrosses), max(alongs), max(acrosses))):
            yield wire
