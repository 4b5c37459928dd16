"""Room for a card: the others move aside, as little as is needed, and the wires follow.

In its row the card pushes on what stands behind it. Beside the row, on a wire that passes cards,
it keeps its place along and what lies beyond moves off; in a wire to another row it goes to the
row's end.
"""

from collections import deque
from collections.abc import Iterable, Mapping

from msgspec import Struct

from graph.edits import move
from graph.layout.diagram import Way
from graph.layout.fitting import clear
from graph.layout.mend import mended
from graph.layout.paths import Box, Cards, boxes, turned
from graph.layout.spacing import SPACING
from graph.network import Network, Wire
from graph.sketch import Place

TIGHT = 8.0
"""Cards that are nearer lie in each other's way."""


class Room(Struct, frozen=True):
    """Where cards go that move, and the ways of the wires that follow them; along and across."""

    corners: dict[str, Place]
    ways: dict[Wire, Way]


def made(network: Network, name: str) -> Network:
    """The network in which a card lies on no other; the same one where it does not already."""
    flow = network.sketch.flow
    found = _Crowd(network, name).room()
    places = {other: turned(corner, flow) for other, corner in found.corners.items()}
    ways = {wire: tuple(turned(p, flow) for p in way) for wire, way in found.ways.items()}
    moved = move(network, places)
    if ways:
        moved = moved.replace(sketch=moved.sketch.rerouted(ways))
    return mended(moved, {name, *places})


class _Crowd:
    """The cards of a drawing, while one of them gets room."""

    def __init__(self, network: Network, name: str) -> None:
        self._network, self._name = network, name
        self._space = SPACING[network.sketch.flow]
        self._boxes = boxes(network)
        self._own = self._boxes.pop(name)
        self._cards = Cards(self._boxes)
        self._old = {
            route.wire: tuple(turned(point, network.sketch.flow) for point in route.points)
            for route in network.sketch.routes
        }
        self._ways: dict[Wire, Way] = {}

    def room(self) -> Room:
        met = self._cards.meeting(self._own.wider(TIGHT))
        if not met:
            return Room({}, {})
        start = self._own
        if wire := self._to_another_row():
            self._to_the_end(wire)
        met = self._cards.meeting(self._own.wider(TIGHT))
        middle = _across(self._own)
        if met and all(not box.top < middle < box.bottom for box in self._of(met)):
            shifts = self._off(met, middle)
        else:
            shifts = self._on()
        if any(name in shifts for name in self._network.sketch.pinned):
            self._own, self._ways, shifts = start, {}, {}
            self._own = start.moved(*clear([start], self._cards))
        corners = {
            name: (self._boxes[name].left + shift[0], self._boxes[name].top + shift[1])
            for name, shift in shifts.items()
        }
        return Room({self._name: (self._own.left, self._own.top), **corners}, self._ways)

    def _of(self, names: Iterable[str]) -> list[Box]:
        return [self._boxes[name] for name in names]

    def _to_another_row(self) -> Wire | None:
        """The wire into the card, where it stands in one that turns back to another row."""
        before, after = self._network.incoming[self._name], self._network.outgoing[self._name]
        if len(before) != 1 or len(after) != 1:
            return None
        source, target = before[0].source, after[0].target
        if self._boxes[target].left >= self._boxes[source].right:
            return None
        return before[0]

    def _to_the_end(self, into: Wire) -> None:
        """Puts the card behind its source; the way to the other row begins behind it."""
        source = self._boxes[into.source]
        length, width = self._own.right - self._own.left, self._own.bottom - self._own.top
        left, top = source.right + self._space.column, _across(source) - width / 2
        self._own = Box(left, top, left + length, top + width)
        (out,) = self._network.outgoing[self._name]
        way = (*self._old.pop(into, ()), *self._old.pop(out, ()))
        on = length + self._space.column
        self._ways = {
            into: (),
            out: tuple((x + on if x > source.right else x, y) for x, y in way),
        }

    def _off(self, met: list[str], middle: float) -> dict[str, Place]:
        """Moves the card beside what it lies on, and what lies beyond it off."""
        side = 1 if middle > _across(self._boxes[met[0]]) else -1
        gap = self._space.lane
        while near := [
            box
            for box in self._of(self._cards.meeting(self._own.wider(TIGHT)))
            if (_across(box) - middle) * side <= 0
        ]:
            step = max(box.bottom - self._own.top for box in near)
            if side < 0:
                step = -max(self._own.bottom - box.top for box in near)
            self._own = self._own.moved(0.0, step + side * gap)
        beyond = {n: box for n, box in self._boxes.items() if (_across(box) - middle) * side > 0}
        need = max(
            (
                # as far from the card as it was from the wire, for other wires run between
                min(self._space.row, max(gap, edge - middle * side)) + outer - edge
                for edge, outer in self._facing(beyond.values(), side)
            ),
            default=0.0,
        )
        shift = (0.0, side * max(0.0, need))
        self._ways = self._lanes(middle, shift[1], side)
        return dict.fromkeys(beyond, shift) if need > 0 else {}

    def _facing(self, beyond: Iterable[Box], side: int) -> Iterable[tuple[float, float]]:
        """The edges of cards before or behind the one that gets room, and its own, outwards."""
        gap = self._space.lane
        for box in beyond:
            if box.left < self._own.right + gap and self._own.left < box.right + gap:
                yield (box.top, self._own.bottom) if side > 0 else (-box.bottom, -self._own.top)

    def _lanes(self, middle: float, shift: float, side: int) -> dict[Wire, Way]:
        """The ways where all beyond a line has moved; the card's own wires run on its line."""
        ways: dict[Wire, Way] = {}
        for wire, way in self._old.items():
            if self._name in (wire.source, wire.target):
                line, lane = _across(self._own), way[-1 if wire.target == self._name else 0][1]
                ways[wire] = tuple((x, line if y == lane else y) for x, y in way)
            elif any((y - middle) * side > 0 for _, y in way):
                moved = ((x, y + shift if (y - middle) * side > 0 else y) for x, y in way)
                ways[wire] = tuple(moved)
        return ways

    def _on(self) -> dict[str, Place]:
        """Moves what stands behind the card in its row on along the flow."""
        self._own = self._own.moved(self._behind_the_one_before(), 0.0)
        shifts = {self._name: 0.0}
        waiting = deque([self._name])
        while waiting:
            name = waiting.popleft()
            box = self._own if name == self._name else self._boxes[name]
            for other, gap in self._behind(name, box):
                least = box.right + shifts[name] + gap - self._boxes[other].left
                if least > shifts.get(other, 0.0) + 0.01:
                    shifts[other] = least
                    waiting.append(other)
        del shifts[self._name]
        self._ways |= _followed(self._old, shifts, self._boxes)
        return {name: (shift, 0.0) for name, shift in shifts.items()}

    def _behind_the_one_before(self) -> float:
        """How far the card itself moves on, off the one in whose way it is."""
        own, gap = self._own, self._space.column
        before = [
            box.right + gap - own.left
            for box in self._boxes.values()
            if _level(own, box) and _along(box) < _along(own) and box.right + gap > own.left
        ]
        return max(before, default=0.0)

    def _behind(self, name: str, box: Box) -> Iterable[tuple[str, float]]:
        """The cards behind one, and how far from it they stay at least."""
        led = {wire.target for wire in self._network.outgoing[name]}
        new = name == self._name
        for other, at in self._boxes.items():
            if other == name or (_along(at), new or other > name) < (_along(box), True):
                continue
            ahead = other in led and (new or at.left >= box.right)
            if ahead or _level(box, at):
                gap = self._space.column
                yield other, gap if new else max(0.0, min(gap, at.left - box.right))


def _followed(
    old: Mapping[Wire, Way], shifts: Mapping[str, float], boxes: Mapping[str, Box]
) -> dict[Wire, Way]:
    """The ways of the wires whose ends move unlike along the flow: each end takes its part."""
    ways: dict[Wire, Way] = {}
    for wire, way in old.items():
        start, end = shifts.get(wire.source, 0.0), shifts.get(wire.target, 0.0)
        if start == end or not {wire.source, wire.target} <= boxes.keys():
            continue
        half = len(way) // 2
        if len(way) == 2 and way[0][0] == way[1][0]:
            near = way[0][0] - boxes[wire.source].right < boxes[wire.target].left - way[0][0]
            half = 2 if near else 0
        moved = (x + (start if number < half else end) for number, (x, _) in enumerate(way))
        ways[wire] = tuple((x, y) for x, (_, y) in zip(moved, way, strict=True))
    return ways


def _level(one: Box, other: Box) -> bool:
    """Whether two cards lie in one row."""
    return one.top < other.bottom + TIGHT and other.top < one.bottom + TIGHT


def _along(box: Box) -> float:
    return (box.left + box.right) / 2


def _across(box: Box) -> float:
    return (box.top + box.bottom) / 2
