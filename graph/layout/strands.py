"""What runs along one line of a row: cards with the wires between them, or the wires of one node.

The main chain is the first strand. Beside it every node belongs to one, as long as can be; the
wires of a node that pass other cards share a strand.
"""

from collections.abc import Iterable
from itertools import pairwise

from msgspec import Struct

from graph.layout.diagram import Diagram
from graph.layout.layers import Columns


class Row(Struct, frozen=True):
    """The columns of a part from `start` until before `stop`."""

    start: int
    stop: int
    nodes: tuple[int, ...]
    wires: tuple[int, ...]
    """Those with both ends in it."""


class Strand(Struct, frozen=True):
    """It needs its line from one slot to another: slot 2c + 1 is column c, 2c the gap before it."""

    nodes: tuple[int, ...]
    first: int
    last: int
    source: int = -1
    """The node on another strand that it comes from."""
    target: int = -1
    """The node on another strand that it leads to."""
    entry: int = -1
    """The wire by which it gets there."""


class Strands(Struct, frozen=True):
    """All strands of a row."""

    strands: tuple[Strand, ...]
    of_node: dict[int, int]
    of_wire: dict[int, int]
    """The wires that run on a strand past other cards."""
    before: dict[int, int]
    """The wire by which each node is reached on its strand."""


def split(diagram: Diagram, part: Columns, starts: list[int]) -> list[Row]:
    """The part's rows."""
    places = list(pairwise(starts))
    at = {column: row for row, ends in enumerate(places) for column in range(*ends)}
    nodes: list[list[int]] = [[] for _ in places]
    wires: list[list[int]] = [[] for _ in places]
    for node in part.nodes:
        nodes[at[part.column[node]]].append(node)
    for wire in part.wires:
        source, target = (at[part.column[end]] for end in diagram.ends[wire])
        if source == target:
            wires[source].append(wire)
    return [Row(*ends, tuple(nodes[row]), tuple(wires[row])) for row, ends in enumerate(places)]


def strands(diagram: Diagram, part: Columns, row: Row) -> Strands:
    """The strands of a row, its part of the main chain first."""
    return _Weaver(diagram, part, row).woven()


class _Weaver:
    """Makes the strands of one row."""

    def __init__(self, diagram: Diagram, part: Columns, row: Row) -> None:
        self.ends, self.dips, self.row = diagram.ends, diagram.dips, row
        self.column = {node: part.column[node] - row.start for node in row.nodes}
        self.back = part.back
        here = self.column
        self.outgoing: dict[int, list[int]] = {node: [] for node in row.nodes}
        self.incoming: dict[int, list[int]] = {node: [] for node in row.nodes}
        for wire in row.wires:
            if wire not in part.back:
                source, target = diagram.ends[wire]
                self.outgoing[source].append(wire)
                self.incoming[target].append(wire)
        self.chain = [node for node in part.chain if node in here]
        self.before: dict[int, int] = {}
        self.of_node: dict[int, int] = {}
        self.of_wire: dict[int, int] = {}

    def woven(self) -> Strands:
        paths = self._paths()
        for number, path in enumerate(paths):
            self.of_node.update(dict.fromkeys(path, number))
        made = [self._along(number, path) for number, path in enumerate(paths)]
        made += self._passing(len(made))
        made += self._backward(len(made))
        return Strands(tuple(made), self.of_node, self.of_wire, self.before)

    def _paths(self) -> list[list[int]]:
        """The chain, then the longest ways through what is left."""
        taken = set(self.chain)
        ahead: dict[int, int] = {}  # nodes on the longest way from each, itself included
        for node in reversed(self.row.nodes):
            if node not in taken:
                targets = (self.ends[wire][1] for wire in self.outgoing[node])
                ahead[node] = 1 + max((ahead.get(target, 0) for target in targets), default=0)
        paths = [self._linked(self.chain)] if self.chain else []
        for node in self.row.nodes:
            if node in taken:
                continue
            path = [node]
            taken.add(node)
            while wires := self._free(path[-1], taken):
                wire = max(wires, key=lambda w: (ahead[self.ends[w][1]], -abs(self.dips[w])))
                path.append(self.ends[wire][1])
                taken.add(path[-1])
            paths.append(self._linked(path))
        return paths

    def _free(self, node: int, taken: set[int]) -> list[int]:
        return [wire for wire in self.outgoing[node] if self.ends[wire][1] not in taken]

    def _linked(self, path: list[int]) -> list[int]:
        """Remembers the wires between the nodes of a path."""
        for source, target in pairwise(path):
            wires = [wire for wire in self.incoming[target] if self.ends[wire][0] == source]
            self.before[target] = min(wires, key=lambda wire: abs(self.dips[wire]))
        return path

    def _along(self, number: int, path: list[int]) -> Strand:
        """A path, with the wires that come to it and leave it past other cards."""
        first, last = self.column[path[0]], self.column[path[-1]]
        for node in path[1:]:
            if self._far(self.before[node]):
                self.of_wire[self.before[node]] = number
        into, out = self.incoming[path[0]], self.outgoing[path[-1]]
        lead = next((wire for wire in into if self._far(wire)), None)
        begin, end = 2 * first + 1, 2 * last + 1
        if lead is not None:
            self.of_wire[lead] = number
            begin = 2 * self.column[self.ends[lead][0]] + 2
        for wire in out:
            if self._far(wire) and wire not in self.of_wire:
                self.of_wire[wire] = number
                end = max(end, 2 * self.column[self.ends[wire][1]])
        source = self.ends[lead if lead is not None else into[0]][0] if into else -1
        return self._tied(tuple(path), begin, end, source, out)

    def _tied(
        self, nodes: tuple[int, ...], begin: int, end: int, source: int, out: list[int]
    ) -> Strand:
        if not out:
            return Strand(nodes, begin, end, source)
        entry = max(out, key=lambda wire: self.column[self.ends[wire][1]])
        return Strand(nodes, begin, end, source, self.ends[entry][1], entry)

    def _passing(self, number: int) -> Iterable[Strand]:
        """The wires of each node that pass other cards and have no strand yet."""
        for node in self.row.nodes:
            wires = [w for w in self.outgoing[node] if self._far(w) and w not in self.of_wire]
            if wires:
                self.of_wire.update(dict.fromkeys(wires, number))
                number += 1
                end = max(2 * self.column[self.ends[wire][1]] for wire in wires)
                yield self._tied((), 2 * self.column[node] + 2, end, node, wires)

    def _backward(self, number: int) -> Iterable[Strand]:
        """The wires that close a loop."""
        for wire in self.row.wires:
            if wire in self.back:
                self.of_wire[wire] = number
                number += 1
                source, target = self.ends[wire]
                begin, end = 2 * self.column[target], 2 * self.column[source] + 2
                yield Strand((), begin, end, source, target, wire)

    def _far(self, wire: int) -> bool:
        """Whether a wire passes other cards."""
        source, target = self.ends[wire]
        return self.column[target] - self.column[source] > 1
