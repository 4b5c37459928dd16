"""Network -> Network: nodes put in line, at equal distances, a chain onto one line.

Each refusal says why. What an automatic layout does is in `graph.arrange`.
"""

from collections.abc import Callable, Collection
from itertools import pairwise
from typing import Literal

from graph.edits.basic import EditError, move
from graph.network import Network
from graph.sketch import Place

Edge = Literal["left", "centre", "right", "top", "middle", "bottom"]
Axis = Literal["across", "down"]
GAP = 20.0
"""Between cards that have no room for equal distances, in canvas units."""
STEP = 76.0
"""Between the cards of a chain that is put onto one line, where one would lie on another."""


def aligned(network: Network, names: Collection[str], edge: Edge) -> Network:
    """The network with an edge, or the middles, of some cards on one line.

    Left, top, right and bottom are those of the outermost; centre and middle those of all.
    """
    chosen = _several(network, names, 2)
    low, size = _ACROSS if edge in ("left", "centre", "right") else _DOWN
    starts = {name: low(network, name) for name in chosen}
    sizes = {name: size(network, name) for name in chosen}
    first = min(starts.values())
    last = max(starts[name] + sizes[name] for name in chosen)
    if edge in ("left", "top"):
        new = dict.fromkeys(chosen, first)
    elif edge in ("right", "bottom"):
        new = {name: last - sizes[name] for name in chosen}
    else:
        new = {name: (first + last - sizes[name]) / 2 for name in chosen}
    return _moved(network, new, "across" if low is _x else "down")


def distributed(network: Network, names: Collection[str], axis: Axis) -> Network:
    """The network with equal gaps between some cards; the outermost stay where there is room."""
    chosen = _several(network, names, 3)
    low, size = _ACROSS if axis == "across" else _DOWN
    row = sorted(chosen, key=lambda name: low(network, name) + size(network, name) / 2)
    span = low(network, row[-1]) + size(network, row[-1]) - low(network, row[0])
    free = span - sum(size(network, name) for name in row)
    gap = max(GAP, free / (len(row) - 1))
    return _moved(network, _one_after_another(network, row, axis, gap), axis)


def straightened(network: Network, names: Collection[str]) -> Network:
    """The network with some nodes on one line, in the order of the data.

    The line is that of a pinned one, else of the first. Each keeps its place along the line, but
    where it would lie on the one before or in front of it.
    """
    _several(network, names, 2)
    order = {name: place for place, name in enumerate(network.order)}
    chain = sorted(set(names), key=lambda name: order.get(name, len(order)))
    anchor = next((name for name in chain if name in network.sketch.pinned), chain[0])
    along: Axis = "across" if network.sketch.flow == "right" else "down"
    low, size = _ACROSS if along == "across" else _DOWN
    side, thick = _DOWN if along == "across" else _ACROSS
    line = side(network, anchor) + thick(network, anchor) / 2
    made = _moved(
        network,
        {name: line - thick(network, name) / 2 for name in chain},
        "down" if along == "across" else "across",
    )
    places = {chain[0]: low(network, chain[0])}
    for before, name in pairwise(chain):
        end = places[before] + size(network, before)
        places[name] = low(network, name) if low(network, name) >= end + GAP else end + STEP
    return _moved(made, places, along)


Measure = Callable[[Network, str], float]


def _x(network: Network, name: str) -> float:
    return network.nodes[name].x


def _y(network: Network, name: str) -> float:
    return network.nodes[name].y


def _width(network: Network, name: str) -> float:
    return network.sketch.size(name)[0]


def _height(network: Network, name: str) -> float:
    return network.sketch.size(name)[1]


_ACROSS: tuple[Measure, Measure] = (_x, _width)
_DOWN: tuple[Measure, Measure] = (_y, _height)


def _several(network: Network, names: Collection[str], fewest: int) -> list[str]:
    chosen = [name for name in network.nodes if name in set(names)]
    if len(chosen) < fewest:
        raise EditError(
            "Select at least {count} blocks first: they are put in line with each other.",
            count=fewest,
        )
    return chosen


def _one_after_another(
    network: Network, row: list[str], axis: Axis, gap: float
) -> dict[str, float]:
    low, size = _ACROSS if axis == "across" else _DOWN
    places, here = dict[str, float](), low(network, row[0])
    for name in row:
        places[name] = here
        here += size(network, name) + gap
    return places


def _moved(network: Network, starts: dict[str, float], axis: Axis) -> Network:
    """The network with cards at other places along one axis."""
    places: dict[str, Place] = {}
    for name, start in starts.items():
        node = network.nodes[name]
        places[name] = (start, node.y) if axis == "across" else (node.x, start)
    return move(network, places)
