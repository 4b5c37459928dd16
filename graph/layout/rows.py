"""Where a long drawing is wrapped into rows, so that it has the canvas's shape.

A row ends where few wires are cut: between two residual blocks and not in one, if that is near.
"""

from itertools import accumulate, pairwise
from math import log

from msgspec import Struct

from graph.layout.diagram import Diagram
from graph.layout.layers import Columns

ROW = 5
"""Cards in a row that are seen at their natural size."""
SLACK = 0.3
"""How much longer or shorter than the others a row may be."""
WRAP = 0.15
"""What wrapping costs, in the logarithm of the size at which all is seen."""
CUT = 0.5
"""What it costs to cut a wire beside the main chain's; more of them cost little more."""
MOST = 4
"""Beyond so many of them no more is charged."""


class _Measures(Struct, frozen=True):
    """What is known of each column before anything has its place."""

    begins: list[float]
    """Where each column begins when there is one row; at the end, where that ends."""
    widths: list[float]
    """About how much of the row's width is needed there."""
    cuts: list[int]
    """How many wires beside the chain pass from the column before to it."""


def rows(diagram: Diagram, part: Columns) -> list[int]:
    """The first column of each row; at the end, the number of columns."""
    measures = _measured(diagram, part)
    count = len(measures.widths)
    if diagram.breaks:
        chosen = {part.column[node] for node in diagram.breaks if node in part.column}
        return [0, *sorted(chosen - {0}), count]
    if count <= ROW:
        return [0, count]
    best = max(
        (_cut(measures, number) for number in _candidates(diagram, measures)),
        key=lambda starts: _quality(diagram, measures, starts),
    )
    return [*best, count]


def _measured(diagram: Diagram, part: Columns) -> _Measures:
    count = max(part.column.values()) + 1
    lengths, widths, space = [0.0] * count, [0.0] * count, diagram.spacing
    for node in part.nodes:
        column = part.column[node]
        lengths[column] = max(lengths[column], diagram.lengths[node])
        widths[column] += diagram.widths[node] + space.lane
    begin, end = [0] * (count + 1), [0] * (count + 1)
    for node, last in _reach(diagram, part).items():
        begin[part.column[node] + 1] += 1
        end[last] += 1
    cuts, passing = list[int](), 0
    for column in range(count):
        passing += begin[column]
        cuts.append(passing)
        passing -= end[column]
        widths[column] += space.pitch * passing
    steps = (length + space.column for length in lengths)
    return _Measures(list(accumulate(steps, initial=0.0)), widths, cuts)


def _reach(diagram: Diagram, part: Columns) -> dict[int, int]:
    """The last column that wires of each node lead to, but for those along the chain."""
    following = dict(pairwise(part.chain))
    reach: dict[int, int] = {}
    for wire in part.wires:
        source, target = diagram.ends[wire]
        if wire not in part.back and following.get(source) != target:
            reach[source] = max(reach.get(source, 0), part.column[target])
    return reach


def _candidates(diagram: Diagram, measures: _Measures) -> list[int]:
    """Numbers of rows that may be good."""
    width = max(measures.widths) + diagram.spacing.row
    about = int((measures.begins[-1] / (diagram.aspect * width)) ** 0.5)
    found = {1, 2, 3, *range(about - 3, about + 6), 3 * about // 2}
    return sorted(number for number in found if 1 <= number <= len(measures.widths))


def _cut(measures: _Measures, number: int) -> list[int]:
    """Where that many rows of about the same length begin."""
    begins, count = measures.begins, len(measures.widths)
    target = begins[-1] / number
    starts = [0]
    while (start := starts[-1]) < count - 1:
        if begins[-1] - begins[start] <= (1 + SLACK) * target:
            break
        best, least = start + 1, float("inf")
        for column in range(start + 1, count):
            length = (begins[column] - begins[start]) / target
            if length > 1 + SLACK and column > start + 1:
                break
            badness = measures.cuts[column] + max(length - 1, 2 * (1 - length))
            if length >= 1 - SLACK and badness < least:
                best, least = column, badness
        starts.append(best)
    return starts


def _quality(diagram: Diagram, measures: _Measures, starts: list[int]) -> float:
    """The higher the better: how large all is seen on the canvas, less what is cut for it."""
    begins, space = measures.begins, diagram.spacing
    stops = [*starts[1:], len(measures.widths)]
    ranges = list(zip(starts, stops, strict=True))
    length = max(begins[stop] - begins[start] for start, stop in ranges) - space.column
    width = sum(max(measures.widths[start:stop]) + space.row for start, stop in ranges)
    natural = ROW * begins[-1] / len(measures.widths) - space.column
    size = min(1.0, natural / length, natural / diagram.aspect / (width - space.row))
    if len(starts) == 1:
        return log(size)
    cuts = sum(measures.cuts[start] for start in starts[1:])
    return log(size) - WRAP - CUT * min(MOST, cuts) ** 0.5
