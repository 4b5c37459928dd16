"""What a good drawing is, measured as a person sees it: by the cards and the wires as drawn."""

from itertools import pairwise

from graph.layout import ports
from graph.network import Network, Wire
from graph.sketch import Place

Box = tuple[float, float, float, float]
CELL = 250.0


def boxes(network: Network) -> dict[str, Box]:
    """The cards: left, top, right, bottom."""
    found: dict[str, Box] = {}
    for name, node in network.nodes.items():
        width, height = network.sketch.size(name)
        found[name] = (node.x, node.y, node.x + width, node.y + height)
    return found


def overlapping(network: Network) -> list[tuple[str, str]]:
    """The pairs of cards that lie on each other."""
    found = boxes(network)
    cells = _cells(found)
    pairs = {
        (one, other)
        for names in cells.values()
        for one in names
        for other in names
        if one < other and _meet(found[one], found[other])
    }
    return sorted(pairs)


def ends(network: Network, wire: Wire) -> tuple[Place, Place]:
    """The two ports of a wire."""
    sketch, source, target = network.sketch, network.nodes[wire.source], network.nodes[wire.target]
    count = max(network.ports(wire.target), wire.port + 1)
    out = ports.outlet(sketch.flow, sketch.size(wire.source))
    into = ports.inlet(sketch.flow, sketch.size(wire.target), wire.port, count)
    return (source.x + out[0], source.y + out[1]), (target.x + into[0], target.y + into[1])


def path(network: Network, wire: Wire) -> list[Place]:
    """Where a wire is drawn, as short straight pieces."""
    start, end = ends(network, wire)
    if points := network.sketch.route(wire):
        return [start, *points, end]
    return soft(start, end, network.sketch.flow == "down")


def soft(start: Place, end: Place, down: bool) -> list[Place]:
    """The S of a wire without points, as gui.canvas.drawing.geometry draws it forwards."""
    (x, y), (a, b) = (start[::-1], end[::-1]) if down else (start, end)
    reach = max(24.0, min((a - x) / 2, 90.0))
    corners = ((x, y), (x + reach, y), (a - reach, b), (a, b))
    points: list[Place] = []
    for step in range(25):
        t = step / 24
        weights = ((1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t * t * (1 - t), t**3)
        along = sum(weight * corner[0] for weight, corner in zip(weights, corners, strict=True))
        across = sum(weight * corner[1] for weight, corner in zip(weights, corners, strict=True))
        points.append((across, along) if down else (along, across))
    return points


def through_cards(network: Network) -> list[tuple[Wire, str]]:
    """The wires that pass through a card, and through which."""
    found = boxes(network)
    cells = _cells(found)
    hits: dict[tuple[Wire, str], None] = {}
    for wire in network.wires:
        for one, other in pairwise(path(network, wire)):
            box = (*map(min, one, other), *map(max, one, other))
            near = {name for cell in _covered(box) for name in cells.get(cell, ())}
            for name in near:
                if _crosses(one, other, found[name]):
                    hits[wire, name] = None
    return list(hits)


def on_each_other(network: Network) -> list[tuple[Wire, Wire]]:
    """The routed wires of different nodes that share a piece of their way."""
    pieces: dict[tuple[bool, float], list[tuple[float, float, Wire]]] = {}
    for route in network.sketch.routes:
        for (x, y), (a, b) in pairwise(path(network, route.wire)):
            if x == a:
                pieces.setdefault((True, x), []).append((min(y, b), max(y, b), route.wire))
            elif y == b:
                pieces.setdefault((False, y), []).append((min(x, a), max(x, a), route.wire))
    found: list[tuple[Wire, Wire]] = []
    for line in pieces.values():
        line.sort(key=lambda piece: piece[:2])
        for number, (_, end, wire) in enumerate(line):
            for begin, stop, other in line[number + 1 :]:
                if begin >= end - 1:
                    break
                if other.source != wire.source and min(end, stop) - begin > 1:
                    found.append((wire, other))
    return found


def straight(network: Network, wire: Wire) -> bool:
    """Whether a wire is one straight line."""
    (x, y), (a, b) = ends(network, wire)
    level = x == a if network.sketch.flow == "down" else y == b
    return level and not network.sketch.route(wire)


def _cells(found: dict[str, Box]) -> dict[tuple[int, int], list[str]]:
    cells: dict[tuple[int, int], list[str]] = {}
    for name, box in found.items():
        for cell in _covered(box):
            cells.setdefault(cell, []).append(name)
    return cells


def _covered(box: tuple[float, ...]) -> list[tuple[int, int]]:
    left, top, right, bottom = (int(side // CELL) for side in box)
    return [(x, y) for x in range(left, right + 1) for y in range(top, bottom + 1)]


def _meet(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def _crosses(start: Place, end: Place, box: Box) -> bool:
    """Whether a straight piece passes the inside of a box: it is clipped side by side."""
    low, high = 0.0, 1.0
    for axis in (0, 1):
        way = end[axis] - start[axis]
        near, far = box[axis] + 0.5, box[axis + 2] - 0.5
        if way == 0:
            if not near < start[axis] < far:
                return False
            continue
        a, b = sorted(((near - start[axis]) / way, (far - start[axis]) / way))
        low, high = max(low, a), min(high, b)
    return low < high
