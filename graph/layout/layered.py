"""The layered layout of a diagram: columns, rows, strands, and the ways of the wires between."""

from functools import lru_cache

from graph.layout.diagram import Diagram, Layout, Way
from graph.layout.layers import Columns, parts
from graph.layout.rows import ROW, rows
from graph.layout.stack import stacked
from graph.layout.strands import Row, split, strands
from graph.layout.tracks import Tracks
from graph.sketch import Place


@lru_cache(maxsize=64)  # a level is laid out each time that it is shown
def layout(diagram: Diagram) -> Layout:
    """The places and ways, the first card's corner at (0, 0); unconnected parts side by side."""
    corners: dict[int, Place] = {}
    ways: dict[int, Way] = {}
    found = parts(diagram)
    end = 0.0
    for part in found:
        if part.wires:
            end = _put(diagram, part, end, corners, ways) + diagram.spacing.row
    lone = [part.nodes[0] for part in found if not part.wires]
    _put_lone(diagram, lone, end, corners)
    return Layout(tuple(corners[node] for node in range(len(diagram.lengths))), ways)


def _put(
    diagram: Diagram,
    part: Columns,
    end: float,
    corners: dict[int, Place],
    ways: dict[int, Way],
) -> float:
    """Lays a part out beyond `end`, and gives the new end."""
    split_rows = split(diagram, part, rows(diagram, part))
    woven = [strands(diagram, part, row) for row in split_rows]
    local = [_local(part, row) for row in split_rows]
    offsets = [stacked(diagram, *pair) for pair in zip(local, woven, strict=True)]
    tracks = Tracks(diagram, part, split_rows, woven, offsets)
    laid = tracks.laid()
    shift = end - laid.first if end else 0.0
    for number, row in enumerate(split_rows):
        for node in row.nodes:
            column = local[number][node]
            spare = tracks.length(number, column) - diagram.lengths[node]
            corners[node] = (
                laid.begins[number][column] + spare / 2,
                shift + laid.lines[number] + tracks.across(node) - diagram.widths[node] / 2,
            )
    for wire, way in laid.ways.items():
        ways[wire] = tuple((along, across + shift) for along, across in way)
    return shift + laid.last


def _local(part: Columns, row: Row) -> dict[int, int]:
    """The columns of a row's nodes, from its first one."""
    return {node: part.column[node] - row.start for node in row.nodes}


def _put_lone(diagram: Diagram, nodes: list[int], end: float, corners: dict[int, Place]) -> None:
    """Nodes without wires stand in rows like words."""
    space = diagram.spacing
    most = max([ROW * (diagram.lengths[0] + space.column) if nodes else 0.0])
    at, high = 0.0, 0.0
    for node in nodes:
        if at and at + diagram.lengths[node] > most:
            at, end, high = 0.0, end + high + space.lane, 0.0
        corners[node] = (at, end)
        at += diagram.lengths[node] + space.column
        high = max(high, diagram.widths[node])
