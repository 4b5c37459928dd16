"""The ways of the wires that bend: across the flow between two columns, along it in lanes.

No card stands between two columns or between two rows, so no wire passes through one. Legs run
across the flow, each on a track of its own; runs along it, in the gap between two rows. Wires of
one node may share both: they carry the same.
"""

from itertools import accumulate, pairwise
from math import ceil

from msgspec import Struct

from graph.layout.diagram import Diagram, Way
from graph.layout.layers import Columns
from graph.layout.legs import Leg, Run, laned, tracked
from graph.layout.strands import Row, Strands

FAR = 1e9
"""Beyond the row: where a leg ends that leads to another one."""
STEP = 20
"""By which the gap between two columns grows for more tracks."""


class Laid(Struct, frozen=True):
    """A part that has its places: from which columns and lines they follow, and the ways."""

    begins: tuple[tuple[float, ...], ...]
    """Where the columns of each row begin."""
    lines: tuple[float, ...]
    """Where the first strand of each row runs."""
    ways: dict[int, Way]
    first: float
    last: float
    """The ends of all across the flow."""


class Tracks:
    """Lays the rows of one part and leads its wires."""

    def __init__(
        self,
        diagram: Diagram,
        part: Columns,
        rows: list[Row],
        woven: list[Strands],
        offsets: list[list[float]],
    ) -> None:
        self._diagram, self._space, self._part = diagram, diagram.spacing, part
        self._rows, self._woven, self._offsets = rows, woven, offsets
        self._row_of = {node: number for number, row in enumerate(rows) for node in row.nodes}
        self._lengths = [_column_lengths(diagram, part, row) for row in rows]
        self._legs: dict[tuple[int, int, bool], list[Leg]] = {}
        self._outer: list[Leg] = []
        self._runs: list[list[Run]] = [[] for _ in range(len(rows) + 1)]
        self._plans: dict[int, tuple[Leg | Run, ...]] = {}
        self._slopes: list[int] = []

    def laid(self) -> Laid:
        for wire in self._part.wires:
            self._plan(wire)
        begins = self._columns()
        self._place_outer()
        counts = [laned(runs, self._space.pitch) for runs in self._runs]
        lines, first, last = self._lines(counts)
        ways = {wire: self._way(wire, plan, lines) for wire, plan in self._plans.items() if plan}
        ways |= {wire: self._slope(wire, begins, lines) for wire in self._slopes}
        return Laid(tuple(map(tuple, begins)), tuple(lines), ways, first, last)

    def across(self, node: int) -> float:
        """A node's line, from that of its row."""
        row = self._row_of[node]
        return self._offsets[row][self._woven[row].of_node[node]]

    def length(self, row: int, column: int) -> float:
        """Of the longest card in a column."""
        return self._lengths[row][column]

    def _at(self, node: int) -> tuple[int, int]:
        row = self._row_of[node]
        return row, self._part.column[node] - self._rows[row].start

    def _plan(self, wire: int) -> None:
        """Which legs and runs a wire needs."""
        source, target = self._diagram.ends[wire]
        (row, column), (to_row, to_column) = self._at(source), self._at(target)
        out, into = self.across(source), self.across(target) + self._diagram.dips[wire]
        if row != to_row:
            self._plans[wire] = self._over(wire, out, into)
        elif wire in self._woven[row].of_wire:
            lane = self._offsets[row][self._woven[row].of_wire[wire]]
            plan: list[Leg | Run] = []
            if lane != out:
                plan.append(self._leg((row, column + 1), False, out, lane, source))
            if lane != into:
                plan.append(self._leg((row, to_column), True, into, lane, ~wire))
            self._plans[wire] = tuple(plan)
        elif out != into and self._in_the_way(source, target):
            self._slopes.append(wire)

    def _in_the_way(self, source: int, target: int) -> bool:
        """Whether a card beside one of two neighbours is longer, so that a slope may cross it."""
        return any(
            self._lengths[row][column] > self._diagram.lengths[node]
            for node in (source, target)
            for row, column in (self._at(node),)
        )

    def _over(self, wire: int, out: float, into: float) -> tuple[Leg | Run, ...]:
        """From one row to another: below it, and to above the other."""
        source, target = self._diagram.ends[wire]
        (row, column), (to_row, to_column) = self._at(source), self._at(target)
        leave = self._leg((row, column + 1), False, out, FAR, source)
        enter = self._leg((to_row, to_column), True, into, -FAR, ~wire)
        if to_row == row + 1:
            return leave, self._run(to_row, leave, enter, source), enter
        beside = Leg((0, -1), True, row + 1.0, float(to_row), source)
        self._outer.append(beside)
        first = self._run(row + 1, leave, beside, source)
        return leave, first, beside, self._run(to_row, beside, enter, source), enter

    def _leg(self, gap: tuple[int, int], inward: bool, port: float, far: float, net: int) -> Leg:
        leg = Leg(gap, inward, port, far, net)
        self._legs.setdefault((*gap, inward), []).append(leg)
        return leg

    def _run(self, row: int, one: Leg, other: Leg, net: int) -> Run:
        run = Run(row, (one, other), net)
        self._runs[row].append(run)
        return run

    def _columns(self) -> list[list[float]]:
        """Where each column begins; the gaps between them are as wide as their tracks need."""
        tracks = {key: tracked(legs) for key, legs in self._legs.items()}
        found: list[list[float]] = []
        for row, lengths in enumerate(self._lengths):
            count = len(lengths)
            gaps = [self._gap(tracks, row, column, count) for column in range(1, count)]
            steps = [length + gap for length, gap in zip(lengths, [*gaps, 0.0], strict=True)]
            found.append(list(accumulate(steps[:-1], initial=0.0)))
        for (row, column, inward), legs in self._legs.items():
            begins, lengths = found[row], self._lengths[row]
            end = column == (0 if inward else len(begins))
            stub = self._space.turn if end else self._space.stub
            card = begins[column] if inward else begins[column - 1] + lengths[column - 1]
            for leg, track in zip(legs, tracks[row, column, inward], strict=True):
                far = stub + track * self._space.track
                leg.place = card - far if inward else card + far
        return found

    def _gap(
        self, tracks: dict[tuple[int, int, bool], list[int]], row: int, column: int, count: int
    ) -> float:
        space = self._space
        sides = (tracks.get((row, column, inward), []) for inward in (False, True))
        used = sum(max(side, default=-1) + 1 for side in sides)
        more = 2 * space.stub + (used - 1) * space.track - space.column
        return space.column + max(0, ceil(more / STEP)) * STEP

    def _place_outer(self) -> None:
        """Legs that pass rows run beside all of them."""
        if self._outer:
            edge = min(leg.place for legs in self._legs.values() for leg in legs)
            for leg, track in zip(self._outer, tracked(self._outer), strict=True):
                leg.place = min(edge, 0.0) - self._space.turn - track * self._space.track

    def _lines(self, counts: list[int]) -> tuple[list[float], float, float]:
        """The line of each row, and the ends of all; the runs get their places."""
        space = self._space
        extents = [self._extent(row) for row in range(len(self._rows))]
        lines: list[float] = []
        end = 0.0
        for row, ((top, bottom), lanes) in enumerate(zip(extents, counts, strict=False)):
            most = (lanes - 1) * space.pitch
            gap = max(space.row, 2 * space.turn + most) if row else 0.0
            middle = end + gap / 2 if row else -space.turn - most / 2
            for run in self._runs[row]:
                run.place += middle - most / 2
            lines.append(end + gap - top)
            end = lines[-1] + bottom
        for run in self._runs[-1]:
            run.place += end + space.turn
        places = [run.place for runs in self._runs for run in runs]
        return lines, min([0.0, *places]), max([end, *places])

    def _extent(self, row: int) -> tuple[float, float]:
        """From the upper edge of a row to the lower one, from its line."""
        widths, woven = self._diagram.widths, self._woven[row]
        half = [max((widths[n] / 2 for n in s.nodes), default=0.0) for s in woven.strands]
        pairs = list(zip(self._offsets[row], half, strict=True))
        return min(at - half for at, half in pairs), max(at + half for at, half in pairs)

    def _way(self, wire: int, plan: tuple[Leg | Run, ...], lines: list[float]) -> Way:
        """Its corners."""
        source, target = self._diagram.ends[wire]
        start = lines[self._row_of[source]] + self.across(source)
        end = lines[self._row_of[target]] + self.across(target) + self._diagram.dips[wire]
        legs = [piece for piece in plan if isinstance(piece, Leg)]
        heights = [piece.place for piece in plan if isinstance(piece, Run)]
        row = self._row_of[source]
        if len(legs) == 2 and not heights:
            heights = [lines[row] + self._offsets[row][self._woven[row].of_wire[wire]]]
        points: list[tuple[float, float]] = []
        for leg, (low, high) in zip(legs, pairwise([start, *heights, end]), strict=True):
            points += [(leg.place, low), (leg.place, high)]
        return tuple(points)

    def _slope(self, wire: int, begins: list[list[float]], lines: list[float]) -> Way:
        """From one neighbour to the other between their columns."""
        source, target = self._diagram.ends[wire]
        row, column = self._at(target)
        begin = begins[row][column - 1] + self._lengths[row][column - 1]
        out, into = self.across(source), self.across(target) + self._diagram.dips[wire]
        return (
            (begin + self._space.stub, lines[row] + out),
            (begins[row][column] - self._space.stub, lines[row] + into),
        )


def _column_lengths(diagram: Diagram, part: Columns, row: Row) -> list[float]:
    lengths = [0.0] * (row.stop - row.start)
    for node in row.nodes:
        column = part.column[node] - row.start
        lengths[column] = max(lengths[column], diagram.lengths[node])
    return lengths
