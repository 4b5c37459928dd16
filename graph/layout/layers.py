"""Columns: which nodes stand side by side, and which of them are the main chain."""

from collections import deque

from msgspec import Struct

from graph.layout.diagram import Diagram


class Columns(Struct, frozen=True):
    """One connected part of a diagram, in columns from 0."""

    nodes: tuple[int, ...]
    """In an order in which sources come first."""
    column: dict[int, int]
    chain: tuple[int, ...]
    """The main chain, one node a column."""
    wires: tuple[int, ...]
    back: frozenset[int]
    """The wires that close a loop; a file may have some."""


def parts(diagram: Diagram) -> list[Columns]:
    """The connected parts, in the order of the drawing."""
    outgoing = _outgoing(diagram)
    order, back = _order(diagram, outgoing)
    columns = [0] * len(order)
    for node in order:
        for wire in outgoing[node]:
            if wire not in back:
                target = diagram.ends[wire][1]
                columns[target] = max(columns[target], columns[node] + 1)
    root = _roots(diagram)
    members: dict[int, list[int]] = {}
    for node in order:
        members.setdefault(root[node], []).append(node)
    wires: dict[int, list[int]] = {}
    for wire, (source, _) in enumerate(diagram.ends):
        wires.setdefault(root[source], []).append(wire)
    return [
        _part(diagram, members[first], wires.get(first, []), columns, back)
        for first in sorted(members)
    ]


def _outgoing(diagram: Diagram) -> list[list[int]]:
    found: list[list[int]] = [[] for _ in diagram.lengths]
    for wire, (source, _) in enumerate(diagram.ends):
        found[source].append(wire)
    return found


def _order(diagram: Diagram, outgoing: list[list[int]]) -> tuple[list[int], frozenset[int]]:
    """Nodes with sources first, and the wires that had to be left out for that."""
    before: list[list[int]] = [[] for _ in outgoing]
    for source, target in diagram.ends:
        before[target].append(source)
    waiting = [len(sources) for sources in before]
    queued = [not count for count in waiting]
    ready = deque(node for node, free in enumerate(queued) if free)
    order, back, first = list[int](), set[int](), 0
    while len(order) < len(outgoing):
        if not ready:
            while queued[first]:
                first += 1
            knot = _on_a_loop(first, before, queued)
            ready.append(knot)
            queued[knot] = True
        node = ready.popleft()
        order.append(node)
        for wire in outgoing[node]:
            target = diagram.ends[wire][1]
            waiting[target] -= 1
            if queued[target]:
                back.add(wire)
            elif not waiting[target]:
                queued[target] = True
                ready.append(target)
    return order, frozenset(back)


def _on_a_loop(node: int, before: list[list[int]], queued: list[bool]) -> int:
    """A node on the loop that a node waits for."""
    seen: set[int] = set()
    while node not in seen:
        seen.add(node)
        node = next(source for source in before[node] if not queued[source])
    return node


def _roots(diagram: Diagram) -> list[int]:
    """For every node the first one of its part.

    networkx has this too, but its import takes longer than the first picture may.
    """
    root = list(range(len(diagram.lengths)))

    def top(node: int) -> int:
        while root[node] != node:
            root[node] = root[root[node]]
            node = root[node]
        return node

    for source, target in diagram.ends:
        one, other = top(source), top(target)
        root[max(one, other)] = min(one, other)
    return [top(node) for node in root]


def _part(
    diagram: Diagram, nodes: list[int], wires: list[int], columns: list[int], back: frozenset[int]
) -> Columns:
    forward = [wire for wire in wires if wire not in back]
    chain = _chain(diagram, nodes, forward, columns)
    column = {node: columns[node] for node in nodes}
    _draw_near(diagram, nodes, forward, chain, column)
    return Columns(tuple(nodes), column, chain, tuple(wires), back.intersection(wires))


def _chain(
    diagram: Diagram, nodes: list[int], wires: list[int], columns: list[int]
) -> tuple[int, ...]:
    """The longest way to an end of the network; to any node if it has no end."""
    incoming: dict[int, list[int]] = {}
    for wire in wires:
        incoming.setdefault(diagram.ends[wire][1], []).append(wire)
    here = set(nodes)
    ends = [node for node in diagram.finals if node in here] or nodes
    node = max(ends, key=lambda end: (columns[end], -end))
    chain = [node]
    while before := incoming.get(node):
        best = max(before, key=lambda w: (columns[diagram.ends[w][0]], -abs(diagram.dips[w])))
        node = diagram.ends[best][0]
        chain.append(node)
    return tuple(reversed(chain))


def _draw_near(
    diagram: Diagram,
    nodes: list[int],
    wires: list[int],
    chain: tuple[int, ...],
    column: dict[int, int],
) -> None:
    """Moves what joins the chain from outside, such as a second Input, to where it joins."""
    outgoing: dict[int, list[int]] = {}
    reached = set(chain)
    for wire in wires:
        outgoing.setdefault(diagram.ends[wire][0], []).append(diagram.ends[wire][1])
    for node in nodes:
        if node in reached:
            reached.update(outgoing.get(node, ()))
    for node in reversed(nodes):
        if node not in reached and node in outgoing:
            column[node] = min(column[target] for target in outgoing[node]) - 1
