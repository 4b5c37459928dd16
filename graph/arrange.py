"""Automatic layout: the main chain runs straight from left to right, wrapped into rows like text.

Blocks beside the main chain, such as the branches of Inception, get lanes of their own: above the
row, if they enter a join before the chain does, else below it. The sizes here are the canvas's too.
"""

from collections.abc import Mapping
from itertools import pairwise

from graph.edits import move
from graph.layers.endpoints import Output
from graph.network import Network, networkx
from graph.sketch import CARD_HEIGHT, CARD_WIDTH, Place

GAP_X = 76  # a shape label such as 64×112×112 stands in it
GAP_Y = 94  # a wire to the next row runs in it
FEWEST = 5  # blocks in a row: at their natural size as wide as the canvas at 1680 pixels
ASPECT = 1.8  # of the canvas at 1680 × 1050 pixels


def arranged(network: Network) -> Network:
    """The network with every node at its place."""
    return move(network, arrange(network))


def arrange(network: Network) -> dict[str, Place]:
    """A place for every node: its upper left corner, the first at (0, 0)."""
    if not network.nodes:
        return {}
    columns = _columns(network)
    lanes = _lanes(network, columns)
    most = _longest_row(max(columns.values()) + 1)
    used: dict[int, set[int]] = {}  # the lanes of each row
    for name, column in columns.items():
        used.setdefault(column // most, {0}).add(lanes[name])
    lines: dict[int, int] = {}  # where each row's main chain runs, in lanes from the top
    line = 0
    for row in range(max(used) + 1):
        lines[row] = line - min(used[row])
        line = lines[row] + max(used[row]) + 1
    return {
        name: (
            float(columns[name] % most * (CARD_WIDTH + GAP_X)),
            float((lines[columns[name] // most] + lanes[name]) * (CARD_HEIGHT + GAP_Y)),
        )
        for name in network.nodes
    }


def _longest_row(count: int) -> int:
    """Blocks in a row, so that a chain of `count` has about the canvas's shape when it is long."""
    return max(
        FEWEST, round((ASPECT * count * (CARD_HEIGHT + GAP_Y) / (CARD_WIDTH + GAP_X)) ** 0.5)
    )


def _columns(network: Network) -> dict[str, int]:
    """Each node's longest way from a node without inputs."""
    columns = dict.fromkeys(network.nodes, 0)
    for name in network.order:
        for wire in network.incoming[name]:
            columns[name] = max(columns[name], columns[wire.source] + 1)
    return columns


def _lanes(network: Network, columns: Mapping[str, int]) -> dict[str, int]:
    """0 for the main chain; every other group of nodes gets the first lane that is free."""
    chain = _main_chain(network, columns)
    lanes = dict.fromkeys(chain, 0)
    taken: dict[int, set[int]] = {}  # the columns in use, by lane
    taken[0] = {columns[name] for name in chain}
    rest = network.digraph.subgraph(network.nodes.keys() - lanes.keys())
    order = {name: place for place, name in enumerate(network.nodes)}
    groups = [
        sorted(group, key=order.__getitem__)
        for group in networkx().weakly_connected_components(rest)
    ]
    groups.sort(key=lambda group: order[group[0]])
    above = [group for group in groups if _enters_first(network, group, chain)]
    below = [group for group in groups if group not in above]
    for group in (*reversed(above), *below):  # outwards, on each side of the chain
        side = -1 if group in above else 1
        for name, lane in _stacked(group, columns, taken, side).items():
            lanes[name] = lane
            taken.setdefault(lane, set()).add(columns[name])
    return lanes


def _enters_first(network: Network, group: list[str], chain: list[str]) -> bool:
    """Whether a group's wires into the chain all come before the chain's own, as on the card."""
    follows = dict(pairwise(chain))  # the chain is from its end
    wires = [wire for name in group for wire in network.outgoing[name] if wire.target in follows]
    return bool(wires) and all(
        wire.port < own.port
        for wire in wires
        for own in network.incoming[wire.target]
        if own.source == follows[wire.target]
    )


def _stacked(
    group: list[str], columns: Mapping[str, int], taken: Mapping[int, set[int]], side: int
) -> dict[str, int]:
    """Lanes for a group that keeps together: beyond all that is taken in its columns, above the
    chain where `side` is -1, below it where it is 1.
    """
    own = {columns[name] for name in group}
    span = set(range(min(own), max(own) + 1))
    beyond = max((lane * side for lane, used in taken.items() if span & used), default=0)
    first = side * (max(0, beyond) + 1)
    depth: dict[int, int] = {}
    lanes: dict[str, int] = {}
    for name in group:
        lanes[name] = first + side * depth.get(columns[name], 0)
        depth[columns[name]] = depth.get(columns[name], 0) + 1
    return lanes


def _main_chain(network: Network, columns: Mapping[str, int]) -> list[str]:
    """The longest way that ends in an Output, or anywhere if there is none."""
    ends = network.of_type(Output).keys() & set(network.order) or set(network.order)
    if not ends:
        return []
    order = {name: place for place, name in enumerate(network.nodes)}
    name = max(ends, key=lambda end: (columns[end], -order[end]))
    chain = [name]
    while before := [w.source for w in network.incoming[name] if w.source not in network.looping]:
        name = max(before, key=columns.__getitem__)
        chain.append(name)
    return chain


def make_room(network: Network, name: str) -> Network:
    """The network with the cards at the right of a new one moved aside, if it lies on any."""
    new = network.nodes[name]
    row = {
        other: node
        for other, node in network.nodes.items()
        if other != name and abs(node.y - new.y) < CARD_HEIGHT
    }
    if all(abs(node.x - new.x) >= CARD_WIDTH for node in row.values()):
        return network
    before = [node.x for node in row.values() if node.x < new.x]
    left = max(before, default=new.x - CARD_WIDTH - GAP_X) + CARD_WIDTH + GAP_X
    behind = [node.x for node in row.values() if node.x >= new.x]
    way = left + CARD_WIDTH + GAP_X - min(behind, default=left + CARD_WIDTH + GAP_X)
    places = {other: (n.x + max(0.0, way), n.y) for other, n in row.items() if n.x >= new.x}
    return move(network, {**places, name: (left, new.y)})
