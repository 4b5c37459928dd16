"""Network -> Network: a block shows its inside on its own card, and folds up again.

The others make room: what stands behind it in its row moves on, the rows beside it move apart.
Folding closes the gap.
"""

from itertools import groupby
from operator import itemgetter

from msgspec import Struct, structs

from graph.edits.basic import EditError, move, rerouted
from graph.extent import Area, around, overlaps
from graph.network import Network, Wire
from graph.sketch import CARD_HEAD, CARD_HEIGHT, CARD_WIDTH, Place, Size

EDGE = 22.0
"""Around what is inside, within the card: the ports and their labels stand in it."""
SCALE = 0.62
"""How large the inside is drawn: names of 13 units are read at the natural size."""
LEAST = 0.24
"""Below it an inside is larger than a card should be: then it is looked at by opening it."""
WIDEST, HIGHEST = 1_320.0, 760.0
"""What an unfolded card is at most; a screen shows it."""


def unfolded(network: Network, name: str, inside: Network) -> Network:
    """The network in which a block shows its inside; raises EditError where that is too large."""
    size = _size(inside)
    if size is None:
        raise EditError(
            "What is inside {name} is too large to be shown on its card. Open it instead.",
            name=name,
        )
    return _sized(network, name, size)


def folded(network: Network, name: str) -> Network:
    """The network in which a block is a card as any other again, and the gap is closed."""
    if name not in network.sketch.unfolded:
        return network
    return _sized(network, name, None)


def scale(size: Size, inside: Network) -> float:
    """How large what is inside is drawn on a card of that size."""
    left, top, right, bottom = bounds(inside)
    wide, high = size[0] - 2 * EDGE, size[1] - CARD_HEAD - 2 * EDGE
    return min(SCALE, wide / (right - left), high / (bottom - top))


def bounds(network: Network) -> Area:
    """The rectangle around all cards and ways; of one card at (0, 0) if there is none."""
    points = [point for route in network.sketch.routes for point in route.points]
    if network.nodes:
        left, top, right, bottom = around(network, network.nodes)
    else:
        left, top, right, bottom = 0.0, 0.0, float(CARD_WIDTH), float(CARD_HEIGHT)
    across, down = [left, right, *(x for x, _ in points)], [top, bottom, *(y for _, y in points)]
    return min(across), min(down), max(across), max(down)


def _size(inside: Network) -> Size | None:
    """The card that shows an inside; None where it would have to be too large."""
    left, top, right, bottom = bounds(inside)
    wide, high = right - left, bottom - top
    fits = min(SCALE, (WIDEST - 2 * EDGE) / wide, (HIGHEST - CARD_HEAD - 2 * EDGE) / high)
    if fits < LEAST:
        return None
    width, height = fits * wide + 2 * EDGE, fits * high + CARD_HEAD + 2 * EDGE
    return max(CARD_WIDTH, float(round(width))), max(CARD_HEIGHT, float(round(height)))


def _sized(network: Network, name: str, size: Size | None) -> Network:
    """The network with a card of another size, and all others at their distances from it."""
    sketch = network.sketch
    marks = {other: old for other, old in sketch.unfolded.items() if other != name}
    if size is not None:
        marks[name] = size
    resized = network.replace(sketch=structs.replace(sketch, unfolded=marks))
    after = resized.sketch.size(name)
    ways = [_Push.of(network, name, after, everything) for everything in (False, True)]
    made = [_pushed(network, resized, push) for push in ways]
    crowded = [overlaps(each) for each in made]
    if size is None and min(crowded) > overlaps(network):
        return resized  # what was put into the gap meanwhile stays where it is
    return made[0] if crowded[0] <= crowded[1] else made[1]


class _Push(Struct, frozen=True):
    """How what lies around a card gives way when its size changes.

    The card grows along the data, and across them to both sides, so that its ports stay in line.
    What lies behind it in its row moves on with its end; with `everything`, in any row.
    """

    name: str
    along: int
    """0 where the data go to the right, 1 where they go down."""
    end: float
    start: float
    stop: float
    """The card before: its end along the data, and where it begins and stops across them."""
    grown: float
    half: float
    everything: bool

    @classmethod
    def of(cls, network: Network, name: str, after: Size, everything: bool) -> "_Push":
        along = 0 if network.sketch.flow == "right" else 1
        node, before = network.nodes[name], network.sketch.size(name)
        corner = (node.x, node.y)
        return cls(
            name,
            along,
            corner[along] + before[along],
            corner[1 - along],
            corner[1 - along] + before[1 - along],
            after[along] - before[along],
            (after[1 - along] - before[1 - along]) / 2,
            everything,
        )

    def card(self, name: str, corner: Place, size: Size) -> Place:
        """Where a card goes."""
        along, across = corner[self.along], corner[1 - self.along]
        beside = self._beside(across, across + size[1 - self.along])
        if name == self.name:
            return self._place(along, across - self.half)
        moves = along >= self.end and (self.everything or not beside)
        return self._place(along + self.grown * moves, across + self.half * beside)

    def points(self, points: tuple[Place, ...]) -> tuple[Place, ...]:
        """Where the points of a wire go: those in one line across the data stay in one."""
        made: list[Place] = []
        for _, line in groupby(points, itemgetter(self.along)):
            spots = [(point[self.along], point[1 - self.along]) for point in line]
            sides = [self._beside(across, across) for _, across in spots]
            moves = spots[0][0] >= self.end and (self.everything or 0 in sides)
            made += [
                self._place(along + self.grown * moves, across + self.half * side)
                for (along, across), side in zip(spots, sides, strict=True)
            ]
        return tuple(made)

    def _beside(self, first: float, last: float) -> int:
        """-1 for what lies before the card's row, 1 for what lies behind it, 0 for the row."""
        if last <= self.start:
            return -1
        return 1 if first >= self.stop else 0

    def _place(self, along: float, across: float) -> Place:
        return (across, along) if self.along else (along, across)


def _pushed(network: Network, resized: Network, push: _Push) -> Network:
    """The network with the card of another size, where all has given way."""
    sizes, nodes = network.sketch.size, network.nodes
    places = {name: push.card(name, (at.x, at.y), sizes(name)) for name, at in nodes.items()}
    moved = move(resized, places)
    alike = {r.wire for r in network.sketch.routes if _alike(network, moved, push, r.wire)}
    ways = {r.wire: push.points(r.points) for r in network.sketch.routes if r.wire not in alike}
    return rerouted(moved, ways)


def _alike(network: Network, moved: Network, push: _Push, wire: Wire) -> bool:
    """Whether both ends of a wire moved by the same, and its way with them."""
    ends = (wire.source, wire.target)
    if push.name in ends:
        return False
    old, new = network.nodes, moved.nodes
    ways = [(new[end].x - old[end].x, new[end].y - old[end].y) for end in ends]
    return ways[0] == ways[1]
