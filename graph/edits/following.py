"""The points of a wire whose ends move: what ran level out of a port goes on doing so.

An arranged wire leaves its port straight ahead, turns, and turns again. Where one of its cards is
moved, its first stretch moves with the port, and the turn keeps its distance from the card.
"""

from msgspec import Struct

from graph.sketch import Flow, Place, within

Points = tuple[Place, ...]
LEVEL = 0.5
"""Canvas units: what differs by less is level."""


class Port(Struct, frozen=True):
    """Where the end of a wire was, and where it is."""

    before: Place
    after: Place

    @property
    def way(self) -> Place:
        """How far it has moved."""
        return self.after[0] - self.before[0], self.after[1] - self.before[1]


def followed(points: Points, start: Port, end: Port, flow: Flow = "right") -> Points:
    """The points after the two ends of a wire have moved."""
    if not points or start.way == end.way == (0.0, 0.0):
        return points
    if start.way == end.way:
        return tuple(within((x + start.way[0], y + start.way[1])) for x, y in points)
    half = (len(points) + 1) // 2
    first = _led(points, start, flow, half)
    last = _led(tuple(reversed(points)), end, flow, len(points) - half)
    return tuple(map(within, (*first[:half], *reversed(last[: len(points) - half]))))


def _led(points: Points, port: Port, flow: Flow, most: int) -> Points:
    """The points of which the first ones, up to `most`, follow a port."""
    along, across = (0, 1) if flow == "right" else (1, 0)
    level = 0
    while level < most and abs(points[level][across] - port.before[across]) <= LEVEL:
        level += 1
    if not level:
        return points
    turn = level
    while turn < most and abs(points[turn][along] - points[level - 1][along]) <= LEVEL:
        turn += 1
    turned = turn > level or len(points) == level
    moved: list[Place] = []
    for number, point in enumerate(points):
        x, y = port.way
        on = (x if along == 0 else y) if turned and level - 1 <= number < turn else 0.0
        off = (y if across == 1 else x) if number < level else 0.0
        moved.append(
            (point[0] + on, point[1] + off) if along == 0 else (point[0] + off, point[1] + on)
        )
    return tuple(moved)
