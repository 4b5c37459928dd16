"""A way around cards for a single wire, where the layout as a whole did not lead it.

The shortest one of level and upright pieces with few bends, along lines beside the cards that are
in the way. Only those count that a way ran into, so that few are looked at.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from heapq import heappop, heappush
from itertools import pairwise

from graph.layout.diagram import Way
from graph.layout.paths import Box, Cards
from graph.sketch import Place

MARGINS = (20.0, 12.0, 28.0, 16.0, 24.0, 8.0, 3.0)
"""From a card; another one where there is no way, or a wire is there already."""
BEND = 80.0
"""How much longer a way may be for a bend less."""
MOST = 48
"""Cards that a way is led around."""

_Point = tuple[int, int]


class Taken:
    """Where wires run already, so that no other one is laid upon them."""

    def __init__(self) -> None:
        self._pieces: dict[tuple[bool, float], list[tuple[float, float, str]]] = {}

    def put(self, way: Iterable[Place], source: str) -> None:
        """Adds a way; all wires of one source carry the same, and may share theirs."""
        for line, low, high in _pieces(way):
            self._pieces.setdefault(line, []).append((low, high, source))

    def meets(self, way: Iterable[Place], source: str) -> bool:
        """Whether a way would lie on another source's."""
        return any(
            low < end - 1 and begin < high - 1 and other != source
            for line, low, high in _pieces(way)
            for begin, end, other in self._pieces.get(line, ())
        )


def detour(start: Place, end: Place, cards: Cards, own: tuple[str, str], taken: Taken) -> Way:
    """The bends of a way from an output to an input, past all cards; none where there is no way.

    `own` are the two cards that it joins.
    """
    first: Way = ()
    for margin in MARGINS:
        way = _led(start, end, cards, dict.fromkeys(own), margin)
        if way and not taken.meets([start, *way, end], own[0]):
            return way
        first = first or way
    return first


def _pieces(way: Iterable[Place]) -> Iterable[tuple[tuple[bool, float], float, float]]:
    """The level and the upright pieces of a way: the line of each, and from where to where."""
    for (x, y), (a, b) in pairwise(way):
        if x == a:
            yield (True, x), min(y, b), max(y, b)
        elif y == b:
            yield (False, y), min(x, a), max(x, a)


def _led(start: Place, end: Place, cards: Cards, near: dict[str, None], margin: float) -> Way:
    first, last = (start[0] + margin, start[1]), (end[0] - margin, end[1])
    while len(near) <= MOST:
        around = [cards.boxes[name].wider(margin) for name in near]
        way = _shortest(first, last, around)
        if not way:
            return ()
        met = [name for name in cards.crossed([start, *way, end]) if name not in near]
        if not met:
            return _corners([start, *way, end])
        near |= dict.fromkeys(met)
    return ()


def _shortest(first: Place, last: Place, around: list[Box]) -> list[Place]:
    """The shortest way between two points outside of boxes; nothing where there is none."""
    alongs = sorted({first[0], last[0], *(e for box in around for e in (box.left, box.right))})
    acrosses = sorted({first[1], last[1], *(e for box in around for e in (box.top, box.bottom))})
    level, upright = _closed(alongs, acrosses, around)
    begin = (alongs.index(first[0]), acrosses.index(first[1]))
    goal = (alongs.index(last[0]), acrosses.index(last[1]))
    # a state is a point and whether it was reached along; the wire leaves and enters along
    heap: list[tuple[float, _Point, bool]] = [(0.0, begin, True)]
    best: dict[tuple[_Point, bool], float] = {(begin, True): 0.0}
    before: dict[tuple[_Point, bool], tuple[_Point, bool]] = {}
    while heap:
        cost, point, along = heappop(heap)
        if point == goal and along:
            return _traced(before, (point, along), alongs, acrosses)
        if cost > best[point, along]:
            continue
        for other, turns, length in _steps(point, alongs, acrosses, level, upright):
            after = cost + length + BEND * (turns != along)
            if after < best.get((other, turns), float("inf")):
                best[other, turns] = after
                before[other, turns] = (point, along)
                heappush(heap, (after, other, turns))
        turned = (point, not along)
        if point == goal and cost + BEND < best.get(turned, float("inf")):
            best[turned] = cost + BEND
            before[turned] = (point, along)
            heappush(heap, (cost + BEND, *turned))
    return []


def _steps(
    point: _Point,
    alongs: list[float],
    acrosses: list[float],
    level: set[_Point],
    upright: set[_Point],
) -> Iterable[tuple[_Point, bool, float]]:
    """The neighbours on the grid that can be reached, whether along, and how far they are."""
    i, j = point
    if i + 1 < len(alongs) and (i, j) not in level:
        yield (i + 1, j), True, alongs[i + 1] - alongs[i]
    if i and (i - 1, j) not in level:
        yield (i - 1, j), True, alongs[i] - alongs[i - 1]
    if j + 1 < len(acrosses) and (i, j) not in upright:
        yield (i, j + 1), False, acrosses[j + 1] - acrosses[j]
    if j and (i, j - 1) not in upright:
        yield (i, j - 1), False, acrosses[j] - acrosses[j - 1]


def _closed(
    alongs: list[float], acrosses: list[float], around: list[Box]
) -> tuple[set[_Point], set[_Point]]:
    """The pieces of the grid inside of boxes: to the next point along, and across."""
    level: set[_Point] = set()
    upright: set[_Point] = set()
    for box in around:
        left, right = bisect_left(alongs, box.left), bisect_left(alongs, box.right)
        top, bottom = bisect_left(acrosses, box.top), bisect_left(acrosses, box.bottom)
        inner_columns = range(bisect_right(alongs, box.left), right)
        inner_rows = range(bisect_right(acrosses, box.top), bottom)
        level.update((i, j) for i in range(left, right) for j in inner_rows)
        upright.update((i, j) for i in inner_columns for j in range(top, bottom))
    return level, upright


def _traced(
    before: dict[tuple[_Point, bool], tuple[_Point, bool]],
    state: tuple[_Point, bool],
    alongs: list[float],
    acrosses: list[float],
) -> list[Place]:
    points = [state[0]]
    while state in before:
        state = before[state]
        points.append(state[0])
    return [(alongs[i], acrosses[j]) for i, j in reversed(points)]


def _corners(way: list[Place]) -> Way:
    """The points where a way bends."""
    kept = [way[0]]
    for place, after in pairwise(way[1:]):
        before = kept[-1]
        straight = before[0] == place[0] == after[0] or before[1] == place[1] == after[1]
        if not straight and place != before:
            kept.append(place)
    return tuple(kept[1:])
