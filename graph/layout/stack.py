"""How far from the main chain every strand runs: beside what it belongs to, beyond what is there.

Strands that rejoin soon are nearer than those that pass them, so that wires do not cross; above or
below, as their wires enter the join before or after the chain's own.
"""

from math import ceil

from msgspec import Struct

from graph.layout.diagram import Diagram
from graph.layout.strands import Strand, Strands
from graph.sketch import GRID


class _Outline(Struct):
    """How much room a strand with all that is beside it takes on both sides of its line."""

    first: int
    above: list[float]
    below: list[float]


def stacked(diagram: Diagram, columns: dict[int, int], woven: Strands) -> list[float]:
    """Every strand's distance from the line of the first one, below it where it is positive."""
    parents = _parents(woven)
    depth = _depths(parents)
    children: dict[int, list[int]] = {}
    for number, parent in enumerate(parents):
        if parent >= 0:
            children.setdefault(parent, []).append(number)
    sides = _sides(diagram, woven, parents)
    outlines: dict[int, _Outline] = {}
    offsets = [0.0] * len(parents)
    for number in sorted(range(len(parents)), key=lambda n: -depth[n]):
        outline = _own(diagram, columns, woven.strands[number])
        for side in (-1, 1):
            beside = [child for child in children.get(number, ()) if sides[child] == side]
            beside.sort(key=lambda child: _nearness(diagram, columns, woven, child, side))
            for child in beside:
                offsets[child] = side * _laid(outline, outlines.pop(child), side)
        outlines[number] = outline
    for number in sorted(range(len(parents)), key=lambda n: depth[n]):
        if parents[number] >= 0:
            offsets[number] += offsets[parents[number]]
    return offsets


def _parents(woven: Strands) -> list[int]:
    """The strand that each one is stacked beside: where it comes from and leads to, if that is one.

    The first one has none, -1.
    """
    parents = [-1] * len(woven.strands)
    for number, strand in enumerate(woven.strands):
        if not number:
            continue
        ends = {woven.of_node[node] for node in (strand.source, strand.target) if node >= 0}
        parent = ends.pop() if len(ends) == 1 else 0
        parents[number] = 0 if _is_below(parents, parent, number) else parent
    return parents


def _is_below(parents: list[int], strand: int, other: int) -> bool:
    """Whether a strand is stacked beside another one, or is it."""
    while strand >= 0:
        if strand == other:
            return True
        strand = parents[strand]
    return False


def _depths(parents: list[int]) -> list[int]:
    depth = [-1] * len(parents)
    for number in range(len(parents)):
        way = [number]
        while parents[way[-1]] >= 0 and depth[way[-1]] < 0:
            way.append(parents[way[-1]])
        base = max(0, depth[way[-1]])
        for steps, strand in enumerate(reversed(way)):
            depth[strand] = base + steps
    return depth


def _sides(diagram: Diagram, woven: Strands, parents: list[int]) -> list[int]:
    """-1: above its parent; 1: below."""
    sides = [1] * len(parents)
    for number, strand in enumerate(woven.strands):
        if strand.target < 0 or not number:
            continue
        over = woven.of_node[strand.target]
        if over == parents[number]:
            own = woven.before.get(strand.target)
            line = 0.0 if own is None else diagram.dips[own]
            sides[number] = -1 if diagram.dips[strand.entry] < line else 1
        else:
            while over >= 0 and parents[over] != parents[number]:
                over = parents[over]
            sides[number] = sides[over] if over > 0 else 1
    return sides


def _nearness(
    diagram: Diagram, columns: dict[int, int], woven: Strands, number: int, side: int
) -> tuple[int, float]:
    """By which strands are sorted from their parent outwards."""
    strand = woven.strands[number]
    begin = 2 * columns[strand.source] + 2 if strand.source >= 0 else strand.first
    end = 2 * columns[strand.target] if strand.target >= 0 else strand.last
    dip = diagram.dips[strand.entry] if strand.entry >= 0 else 0.0
    return max(end, strand.last) - min(begin, strand.first), side * dip


def _own(diagram: Diagram, columns: dict[int, int], strand: Strand) -> _Outline:
    space = diagram.spacing
    room = [space.pitch / 2] * (strand.last - strand.first + 1)
    for node in strand.nodes:
        room[2 * columns[node] + 1 - strand.first] = diagram.widths[node] / 2 + space.lane / 2
    return _Outline(strand.first, room, list(room))


def _laid(outline: _Outline, child: _Outline, side: int) -> float:
    """Puts a child beside its parent; its distance."""
    _widened(outline, child)
    shift = child.first - outline.first
    inner, outer = (child.below, child.above) if side < 0 else (child.above, child.below)
    taken = outline.above if side < 0 else outline.below
    far = max(taken[shift + slot] + room for slot, room in enumerate(inner))
    far = float(ceil(far / GRID) * GRID)
    for slot, room in enumerate(outer):
        taken[shift + slot] = far + room
    return far


def _widened(outline: _Outline, child: _Outline) -> None:
    """Makes an outline as long as what is put beside it."""
    before = outline.first - child.first
    if before > 0:
        outline.first = child.first
        outline.above[:0] = outline.below[:0] = [0.0] * before
    missing = child.first + len(child.above) - outline.first - len(outline.above)
    if missing > 0:
        outline.above += [0.0] * missing
        outline.below += [0.0] * missing
