"""How wires run, as the canvas draws them, and which cards they would pass through.

All in along and across: data run along, whatever the flow of the drawing.
"""

from collections.abc import Iterable, Iterator, Mapping
from itertools import pairwise
from math import dist

from msgspec import Struct

from graph.layout import ports
from graph.layout.diagram import Way
from graph.network import Network, Wire
from graph.sketch import Flow, Place

FORWARD = 24.0
"""The least way ahead that is drawn without a loop; as gui.canvas.drawing.geometry has it."""
REACH = 90.0
LOOP = 46.0
"""How far a loop goes beyond the two ends."""
BESIDE = 95.0
"""How far beside the ports it runs."""
STEPS = 24
CELL = 400.0


class Box(Struct, frozen=True):
    """A card."""

    left: float
    top: float
    right: float
    bottom: float

    def moved(self, along: float, across: float) -> "Box":
        """The same card elsewhere."""
        return Box(self.left + along, self.top + across, self.right + along, self.bottom + across)

    def wider(self, margin: float) -> "Box":
        """With some room around it."""
        return Box(self.left - margin, self.top - margin, self.right + margin, self.bottom + margin)

    def meets(self, other: "Box") -> bool:
        """Whether the two lie on each other."""
        return (
            self.left < other.right
            and other.left < self.right
            and self.top < other.bottom
            and other.top < self.bottom
        )


class Cards:
    """Boxes by name, found by where they are."""

    def __init__(self, boxes: Mapping[str, Box]) -> None:
        self.boxes = dict(boxes)
        self._cells: dict[tuple[int, int], list[str]] = {}
        for name, box in boxes.items():
            for cell in _cells(box):
                self._cells.setdefault(cell, []).append(name)

    def put(self, name: str, box: Box) -> None:
        """Adds one; a name comes only once."""
        self.boxes[name] = box
        for cell in _cells(box):
            self._cells.setdefault(cell, []).append(name)

    def meeting(self, box: Box) -> list[str]:
        """The cards that lie on a box."""
        near = {name: None for cell in _cells(box) for name in self._cells.get(cell, ())}
        return [name for name in near if self.boxes[name].meets(box)]

    def crossed(self, way: Iterable[Place]) -> list[str]:
        """The cards that a way passes through."""
        found: dict[str, None] = {}
        for one, other in pairwise(way):
            hull = Box(*map(min, one, other), *map(max, one, other)).wider(0.5)
            for name in self.meeting(hull):
                if _passes(one, other, self.boxes[name]):
                    found[name] = None
        return list(found)


def turned(place: Place, flow: Flow) -> Place:
    """A place as along and across, or back as x and y."""
    return place if flow == "right" else (place[1], place[0])


def box(network: Network, name: str) -> Box:
    """A node's card."""
    node, flow = network.nodes[name], network.sketch.flow
    left, top = turned((node.x, node.y), flow)
    length, width = turned(network.sketch.size(name), flow)
    return Box(left, top, left + length, top + width)


def boxes(network: Network) -> dict[str, Box]:
    """All cards."""
    return {name: box(network, name) for name in network.nodes}


def ends(network: Network, wire: Wire) -> tuple[Place, Place]:
    """The ports of a wire."""
    flow = network.sketch.flow
    start, end = (
        ports.output_at(network, wire.source),
        ports.input_at(network, wire.target, wire.port),
    )
    return turned(start, flow), turned(end, flow)


def halfway(network: Network, wire: Wire) -> Place:
    """The middle of the longest straight piece of a wire as x and y; of an S its middle."""
    flow = network.sketch.flow
    start, end = ends(network, wire)
    points = tuple(turned(point, flow) for point in network.sketch.route(wire))
    way = drawn(start, end, points) if points or end[0] < start[0] else [start, end]
    (x, y), (a, b) = max(pairwise(way), key=lambda piece: dist(*piece))
    return turned(((x + a) / 2, (y + b) / 2), flow)


def drawn(start: Place, end: Place, points: Way) -> list[Place]:
    """A wire as short straight pieces."""
    if points:
        return [start, *points, end]
    if end[0] - start[0] >= FORWARD:
        return list(_soft(start, end))
    apart = abs(end[1] - start[1]) > 2 * BESIDE
    middle = (start[1] + end[1]) / 2 if apart else max(start[1], end[1]) + BESIDE
    right, left = start[0] + LOOP, end[0] - LOOP
    return [start, (right, start[1]), (right, middle), (left, middle), (left, end[1]), end]


def _soft(start: Place, end: Place) -> Iterator[Place]:
    """An S."""
    reach = max(FORWARD, min((end[0] - start[0]) / 2, REACH))
    alongs = (start[0], start[0] + reach, end[0] - reach, end[0])
    for step in range(STEPS + 1):
        t = step / STEPS
        s = 1 - t
        weights = (s * s * s, 3 * t * s * s, 3 * t * t * s, t * t * t)
        along = sum(weight * value for weight, value in zip(weights, alongs, strict=True))
        share = weights[2] + weights[3]
        yield along, start[1] * (1 - share) + end[1] * share


def _cells(box: Box) -> list[tuple[int, int]]:
    columns = range(int(box.left // CELL), int(box.right // CELL) + 1)
    rows = range(int(box.top // CELL), int(box.bottom // CELL) + 1)
    return [(column, row) for column in columns for row in rows]


def _passes(start: Place, end: Place, box: Box) -> bool:
    """Whether a straight piece passes the inside of a box: clipped side by side."""
    low, high = 0.0, 1.0
    sides = ((box.left, box.right), (box.top, box.bottom))
    for begin, stop, (near, far) in zip(start, end, sides, strict=True):
        way = stop - begin
        near, far = near + 0.5, far - 0.5
        if way == 0:
            if not near < begin < far:
                return False
            continue
        a, b = (near - begin) / way, (far - begin) / way
        low, high = max(low, min(a, b)), min(high, max(a, b))
    return low < high
