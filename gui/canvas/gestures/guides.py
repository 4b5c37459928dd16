"""Where what is dragged snaps to: edges and middles in line, equal gaps, straight wires.

Pure: rectangles go in, the way that the drag shall take comes out, with the lines that show why.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from msgspec import Struct

from graph.sketch import GRID, Place

Box = tuple[float, float, float, float]
"""Left, top, right, bottom."""
Way = tuple[float, float]
NEAR: Final = 1e-3  # two lengths that differ by less are equal
DIGITS: Final = 4  # of a place, behind the point


class Line(Struct, frozen=True):
    """A line along which something is aligned."""

    start: Place
    end: Place


class Gap(Struct, frozen=True):
    """The room between two edges that face each other, as long as another one that is shown."""

    start: Place
    end: Place

    @property
    def length(self) -> float:
        """How wide the room is."""
        return abs(self.end[0] - self.start[0]) + abs(self.end[1] - self.start[1])


class Pair(Struct, frozen=True):
    """The two ends of a wire: the one that moves, and the one that stays."""

    moving: Place
    fixed: Place


class Snap(Struct, frozen=True):
    """The way that is taken, and what shows why."""

    way: Way
    lines: tuple[Line, ...] = ()
    gaps: tuple[Gap, ...] = ()


class Guides:
    """What one dragged rectangle can be aligned with, as long as the others stay where they are."""

    def __init__(
        self,
        box: Box,
        others: Sequence[Box],
        pairs: Sequence[Pair] = (),
        corner: Place | None = None,
        flow_axis: int = 0,
    ) -> None:
        """`corner` is the point that goes to the grid where there is no guide."""
        self._box, self._others = box, tuple(others)
        self._corner = box[:2] if corner is None else corner
        self._pairs = tuple(pairs)
        self._level = 1 - flow_axis  # the axis in which two ends are level with each other

    def snap(self, way: Way, reach: float, axes: tuple[bool, bool] = (True, True)) -> Snap:
        """The way with which the rectangle is aligned; by guides not further than `reach` away.

        An axis that is not in `axes` is left as it is.
        """
        moved = _shifted(self._box, way)
        found = [self._nearest(axis, moved, way, reach) if axes[axis] else 0.0 for axis in (0, 1)]
        taken = tuple(
            round(way[axis] + (self._to_grid(axis, way[axis]) if off is None else off), DIGITS)
            for axis, off in enumerate(found)
        )
        final = (taken[0], taken[1])
        guided = [axis for axis in (0, 1) if axes[axis] and found[axis] is not None]
        at = _shifted(self._box, final)
        lines = [line for axis in guided for line in self._lines(axis, at, final)]
        gaps = [gap for axis in guided for gap in self._gaps(axis, at)]
        return Snap(final, tuple(dict.fromkeys(lines)), tuple(dict.fromkeys(gaps)))

    def _to_grid(self, axis: int, way: float) -> float:
        place = self._corner[axis] + way
        return round(place / GRID) * GRID - place

    def _nearest(self, axis: int, moved: Box, way: Way, reach: float) -> float | None:
        """The smallest offset that aligns in an axis; None where there is none in reach."""
        offsets = (
            *self._level_offsets(axis, way),
            *(theirs - mine for mine, theirs, _ in self._meetings(axis, moved)),
            *(low - moved[axis] for low, _ in self._even(axis, moved)),
        )
        near = min(offsets, key=abs, default=None)
        return near if near is not None and abs(near) <= reach else None

    def _level_offsets(self, axis: int, way: Way) -> Iterator[float]:
        if axis == self._level:
            for pair in self._pairs:
                yield pair.fixed[axis] - pair.moving[axis] - way[axis]

    def _meetings(self, axis: int, moved: Box) -> Iterator[tuple[float, float, Box]]:
        """Edges with edges, and middles with middles."""
        low, high = moved[axis], moved[axis + 2]
        for other in self._others:
            first, last = other[axis], other[axis + 2]
            yield low, first, other
            yield high, last, other
            yield low, last, other
            yield high, first, other
            yield (low + high) / 2, (first + last) / 2, other

    def _even(self, axis: int, moved: Box) -> Iterator[tuple[float, tuple[tuple[Box, Box], ...]]]:
        """Where the rectangle's lower edge would have equal gaps, and between which boxes."""
        row = [other for other in self._others if _beside(other, moved, axis)]
        size, middle = moved[axis + 2] - moved[axis], (moved[axis] + moved[axis + 2]) / 2
        before = _rank((b for b in row if b[axis + 2] <= middle), axis + 2, last=True)
        after = _rank((b for b in row if b[axis] >= middle), axis)
        if before and after and after[0][axis] - before[0][axis + 2] >= size:
            low = (before[0][axis + 2] + after[0][axis] - size) / 2
            yield low, ((before[0], moved), (moved, after[0]))
        if len(before) > 1 and (gap := before[0][axis] - before[1][axis + 2]) > 0:
            yield before[0][axis + 2] + gap, ((before[1], before[0]), (before[0], moved))
        if len(after) > 1 and (gap := after[1][axis] - after[0][axis + 2]) > 0:
            yield after[0][axis] - gap - size, ((moved, after[0]), (after[0], after[1]))

    def _lines(self, axis: int, at: Box, way: Way) -> Iterator[Line]:
        """One line for each coordinate at which something is aligned now."""
        across = 1 - axis
        reach: dict[float, tuple[float, float]] = {}
        middles: set[float] = set()
        for mine, theirs, other in self._meetings(axis, at):
            if abs(mine - theirs) > NEAR:
                continue
            if theirs not in (other[axis], other[axis + 2]):
                middles.add(theirs)
            low, high = reach.get(theirs, (at[across], at[across + 2]))
            reach[theirs] = (min(low, other[across]), max(high, other[across + 2]))
        if len(reach) > len(middles):  # the edges say it, and a wire may run in the middle
            reach = {at_: ends for at_, ends in reach.items() if at_ not in middles}
        for coordinate, (low, high) in reach.items():
            yield Line(_point(axis, coordinate, low), _point(axis, coordinate, high))
        yield from self._level_lines(axis, way)

    def _level_lines(self, axis: int, way: Way) -> Iterator[Line]:
        for pair in self._pairs if axis == self._level else ():
            end = (pair.moving[0] + way[0], pair.moving[1] + way[1])
            if abs(end[axis] - pair.fixed[axis]) <= NEAR:
                yield Line(end, pair.fixed)

    def _gaps(self, axis: int, at: Box) -> Iterator[Gap]:
        across = 1 - axis
        for low, sides in self._even(axis, at):
            if abs(low - at[axis]) > NEAR:
                continue
            for one, other in sides:
                top = max(one[across], other[across])
                level = (top + min(one[across + 2], other[across + 2])) / 2
                yield Gap(_point(axis, one[axis + 2], level), _point(axis, other[axis], level))


def nearest(box: Box, others: Iterable[Box], most: int) -> list[Box]:
    """The boxes around one, the nearest first, not more than `most`."""
    x, y = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2

    def away(other: Box) -> float:
        return abs((other[0] + other[2]) / 2 - x) + abs((other[1] + other[3]) / 2 - y)

    return sorted(others, key=away)[:most]


def _beside(other: Box, moved: Box, axis: int) -> bool:
    """Whether two boxes stand in one row of an axis."""
    across = 1 - axis
    return other[across] < moved[across + 2] and moved[across] < other[across + 2]


def _rank(boxes: Iterable[Box], edge: int, *, last: bool = False) -> list[Box]:
    return sorted(boxes, key=lambda box: box[edge], reverse=last)


def _shifted(box: Box, way: Way) -> Box:
    return (box[0] + way[0], box[1] + way[1], box[2] + way[0], box[3] + way[1])


def _point(axis: int, along: float, across: float) -> Place:
    return (along, across) if axis == 0 else (across, along)
