"""The drawing's geometry as arrays: what is under a point, and what the overview paints.

Made when it is first asked for, for numpy is not loaded before the window is there. It follows
the cards as they move, so that it is right in the middle of a drag too.
"""

from collections.abc import Mapping, Sequence
from typing import Final

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from graph.arrange import GAP_X, GAP_Y
from graph.sketch import CARD_HEIGHT, CARD_WIDTH, Flow, Place
from gui.canvas.drawing.geometry import BEND, FORWARD, input_place, output_place

Floats = NDArray[np.float64]
Numbers = NDArray[np.intp]

CURVE: Final = np.linspace(0.0, 1.0, 7)
LOOP: Final = np.linspace(0.0, 1.0, 5)


class Box(Struct, frozen=True):
    """A card as the index needs it."""

    place: Place
    size: tuple[float, float]
    inputs: int
    has_output: bool


class Thread(Struct, frozen=True):
    """A wire as the index needs it: the numbers of its cards, its port, and its points."""

    source: int
    target: int
    port: int
    points: tuple[Place, ...]


class Index:
    """Cards and wires by their numbers, in the order in which they were given."""

    def __init__(self, boxes: Sequence[Box], threads: Sequence[Thread], flow: Flow) -> None:
        self._flow: Flow = flow
        self.corners: Floats = np.array([box.place for box in boxes], float).reshape(-1, 2)
        self.sizes: Floats = np.array([box.size for box in boxes], float).reshape(-1, 2)
        outputs = [output_place(box.size, flow) for box in boxes]
        self._outputs: Floats = np.array(outputs, float).reshape(-1, 2)
        self._take_ports(boxes)
        self._take_wires(boxes, threads)
        self._segments: tuple[Floats, Numbers] | None = None

    def _take_ports(self, boxes: Sequence[Box]) -> None:
        """All ports: whose they are, their numbers, -1 for an output, and how far from its card."""
        found: list[tuple[int, int, float, float]] = []
        for number, box in enumerate(boxes):
            for port in range(box.inputs):
                found.append((number, port, *input_place(port, box.inputs, box.size, self._flow)))
            if box.has_output:
                found.append((number, -1, *self._outputs[number]))
        table = np.array(found, float).reshape(-1, 4)
        self._port_owner = table[:, 0].astype(np.intp)
        self._port_number = table[:, 1].astype(np.intp)
        self._port_offset = np.ascontiguousarray(table[:, 2:])

    def _take_wires(self, boxes: Sequence[Box], threads: Sequence[Thread]) -> None:
        ends = [
            input_place(thread.port, box.inputs, box.size, self._flow)
            for thread in threads
            for box in (boxes[thread.target],)
        ]
        self._sources: Numbers = np.array([thread.source for thread in threads], np.intp)
        self._targets: Numbers = np.array([thread.target for thread in threads], np.intp)
        self._ends: Floats = np.array(ends, float).reshape(-1, 2)
        routed = [(n, thread.points) for n, thread in enumerate(threads) if thread.points]
        self._routed: Numbers = np.array([n for n, _ in routed], np.intp)
        self._bend_owner: Numbers = np.repeat(self._routed, [len(p) for _, p in routed])
        self.bends: Floats = np.array([p for _, ps in routed for p in ps], float).reshape(-1, 2)
        self._bend_place = np.array([n for _, ps in routed for n in range(len(ps))], np.intp)
        self._free = np.ones(len(threads), bool)
        self._free[self._routed] = False

    # what moves

    def move(self, places: Mapping[int, Place]) -> None:
        """Puts cards somewhere else; the points of a wire whose ends move alike go with them."""
        count = len(places)
        numbers = np.fromiter(places, np.intp, count)
        after = np.array(list(places.values()), float).reshape(-1, 2)
        if self.bends.size:
            way = np.zeros_like(self.corners)
            way[numbers] = after - self.corners[numbers]
            first, last = way[self._sources[self._bend_owner]], way[self._targets[self._bend_owner]]
            alike = (first == last).all(axis=1)
            self.bends[alike] += first[alike]
        self.corners[numbers] = after
        self._segments = None

    # what is where

    def bounds(self) -> tuple[float, float, float, float]:
        """Left, top, right and bottom of all cards; there has to be one."""
        left, top = self.corners.min(axis=0)
        right, bottom = (self.corners + self.sizes).max(axis=0)
        return float(left), float(top), float(right), float(bottom)

    def cards_at(self, x: float, y: float) -> Numbers:
        """The cards under a point, the lowest first."""
        point = (x, y)
        after = (self.corners <= point) & (self.corners + self.sizes >= point)
        return np.flatnonzero(after.all(axis=1))

    def cards_in(self, left: float, top: float, right: float, bottom: float) -> Numbers:
        """The cards that an area touches."""
        corners = self.corners
        far = corners + self.sizes
        inside = (corners <= (right, bottom)) & (far >= (left, top))
        return np.flatnonzero(inside.all(axis=1))

    def port_at(self, x: float, y: float, reach: float) -> tuple[int, int] | None:
        """The nearest port that is not further away: its card, and its number; -1: the output."""
        places = self.corners[self._port_owner] + self._port_offset
        near = _nearest(places, x, y, reach)
        return None if near is None else (int(self._port_owner[near]), int(self._port_number[near]))

    def bend_at(self, x: float, y: float, reach: float) -> tuple[int, int] | None:
        """The nearest point of a wire that is not further away: the wire, and its place."""
        near = _nearest(self.bends, x, y, reach)
        return None if near is None else (int(self._bend_owner[near]), int(self._bend_place[near]))

    def wires_in(self, left: float, top: float, right: float, bottom: float) -> Numbers:
        """The wires that may touch an area."""
        segments, owners = self.segments
        low = np.minimum(segments[:, :2], segments[:, 2:]) <= (right, bottom)
        high = np.maximum(segments[:, :2], segments[:, 2:]) >= (left, top)
        return np.unique(owners[low.all(axis=1) & high.all(axis=1)])

    def wire_at(self, x: float, y: float, within: float) -> int | None:
        """The nearest wire that is not further away."""
        segments, owners = self.segments
        if not len(segments):
            return None
        start, way = segments[:, :2], segments[:, 2:] - segments[:, :2]
        aside = np.array((x, y)) - start
        length = np.maximum((way**2).sum(axis=1), 1e-9)
        part = np.clip((aside * way).sum(axis=1) / length, 0.0, 1.0)
        away = ((aside - way * part[:, None]) ** 2).sum(axis=1)
        near = int(np.argmin(away))
        return int(owners[near]) if away[near] <= within**2 else None

    # the wires as straight pieces

    @property
    def segments(self) -> tuple[Floats, Numbers]:
        """All wires as straight pieces (x1, y1, x2, y2), and the wire of each."""
        if self._segments is None:
            starts = (self.corners + self._outputs)[self._sources]
            ends = self.corners[self._targets] + self._ends
            pieces = [*self._free_pieces(starts, ends), *self._routed_pieces(starts, ends)]
            self._segments = (
                np.concatenate([piece for piece, _ in pieces]) if pieces else np.empty((0, 4)),
                np.concatenate([owner for _, owner in pieces]) if pieces else np.empty(0, np.intp),
            )
        return self._segments

    def _free_pieces(self, starts: Floats, ends: Floats) -> list[tuple[Floats, Numbers]]:
        """Of the wires without points: lines, soft S and loops, as `wire_path` has them."""
        if self._flow == "down":
            starts, ends = starts[:, ::-1], ends[:, ::-1]
        ahead = ends[:, 0] - starts[:, 0]
        straight = self._free & (ends[:, 1] == starts[:, 1]) & (ahead > 0)
        curved = self._free & ~straight & (ahead >= FORWARD)
        back = self._free & ~straight & ~curved
        made: list[tuple[Floats, Numbers]] = []
        for chosen, shape in ((straight, _line), (curved, _curve), (back, self._loop)):
            numbers = np.flatnonzero(chosen)
            if len(numbers):
                points = shape(starts[numbers], ends[numbers])
                if self._flow == "down":
                    points = points[:, :, ::-1]
                pieces = np.concatenate([points[:, :-1], points[:, 1:]], axis=2).reshape(-1, 4)
                made.append((pieces, np.repeat(numbers, points.shape[1] - 1)))
        return made

    def _loop(self, starts: Floats, ends: Floats) -> Floats:
        across, gap = (CARD_HEIGHT, GAP_Y) if self._flow == "right" else (CARD_WIDTH, GAP_X)
        way = ends[:, 1] - starts[:, 1]
        half = (across + gap) / 2
        beside = np.maximum(starts[:, 1], ends[:, 1]) + half
        lane = np.where(np.abs(way) >= across + 20, starts[:, 1] + np.sign(way) * half, beside)
        right, left = starts[:, 0] + BEND, ends[:, 0] - BEND
        first = _bezier(
            LOOP, starts, _xy(right, starts[:, 1]), _xy(right, lane), _xy(starts[:, 0], lane)
        )
        last = _bezier(LOOP, _xy(ends[:, 0], lane), _xy(left, lane), _xy(left, ends[:, 1]), ends)
        return np.concatenate([first, last], axis=1)

    def _routed_pieces(self, starts: Floats, ends: Floats) -> list[tuple[Floats, Numbers]]:
        if not len(self._routed):
            return []
        owners = np.concatenate([self._routed, self._bend_owner, self._routed])
        points = np.concatenate([starts[self._routed], self.bends, ends[self._routed]])
        places = np.concatenate(
            [np.full(len(self._routed), -1), self._bend_place, np.full(len(self._routed), 1 << 30)]
        )
        order = np.lexsort((places, owners))
        owners, points = owners[order], points[order]
        same = owners[:-1] == owners[1:]
        pieces = np.concatenate([points[:-1], points[1:]], axis=1)[same]
        return [(pieces, owners[:-1][same])]


def _nearest(places: Floats, x: float, y: float, reach: float) -> int | None:
    if not len(places):
        return None
    away = ((places - (x, y)) ** 2).sum(axis=1)
    near = int(np.argmin(away))
    return near if away[near] <= reach**2 else None


def _line(starts: Floats, ends: Floats) -> Floats:
    return np.stack([starts, ends], axis=1)


def _curve(starts: Floats, ends: Floats) -> Floats:
    reach = np.clip((ends[:, 0] - starts[:, 0]) / 2, FORWARD, 90.0)
    first = _xy(starts[:, 0] + reach, starts[:, 1])
    last = _xy(ends[:, 0] - reach, ends[:, 1])
    return _bezier(CURVE, starts, first, last, ends)


def _xy(x: Floats, y: Floats) -> Floats:
    return np.stack([x, y], axis=1)


def _bezier(parts: Floats, *corners: Floats) -> Floats:
    """Points of cubic curves: (curves, parts, 2)."""
    rest = 1.0 - parts
    weights = (rest**3, 3 * rest**2 * parts, 3 * rest * parts**2, parts**3)
    made = sum(
        corner[:, None, :] * weight[None, :, None]
        for corner, weight in zip(corners, weights, strict=True)
    )
    return np.asarray(made)
