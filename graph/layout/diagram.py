"""What is laid out, in the layout's own words: numbers for nodes, along and across the flow.

A card's line runs through its middle, along the flow; its output is on it, and so is the inlet of a
wire without a dip. Along and across become x and y, or y and x, at the very end.
"""

from collections.abc import Collection

from msgspec import Struct

from graph.layers.endpoints import Output
from graph.layout import ports
from graph.layout.spacing import SPACING, Spacing
from graph.network import Network, Wire
from graph.sketch import Flow, Place

Way = tuple[Place, ...]
"""The points of a wire, along and across."""


class Diagram(Struct, frozen=True):
    """Nodes in the order of the drawing, and the wires among them; two equal ones look the same."""

    ends: tuple[tuple[int, int], ...]
    """Source and target of every wire."""
    dips: tuple[float, ...]
    """How far across from its target's line every wire enters it."""
    lengths: tuple[float, ...]
    widths: tuple[float, ...]
    finals: tuple[int, ...]
    """The nodes that end the network."""
    spacing: Spacing
    aspect: float
    """How long the drawing is to be for its width, where it is wrapped."""
    breaks: tuple[int, ...] = ()
    """The nodes that begin a row; none: wherever it is good."""


class Layout(Struct, frozen=True):
    """Every node's corner of the least along and across, and the ways of the bent wires."""

    corners: tuple[Place, ...]
    ways: dict[int, Way]


def diagram(
    network: Network,
    names: Collection[str],
    flow: Flow,
    aspect: float,
    breaks: Collection[str] = (),
) -> Diagram:
    """Some nodes of a network and the wires among them."""
    numbers = {name: number for number, name in enumerate(names)}
    wires = among(network, numbers)
    sizes = [network.sketch.size(name) for name in names]
    along, across = (0, 1) if flow == "right" else (1, 0)
    return Diagram(
        tuple((numbers[wire.source], numbers[wire.target]) for wire in wires),
        tuple(_dip(network, wire, flow) for wire in wires),
        tuple(float(size[along]) for size in sizes),
        tuple(float(size[across]) for size in sizes),
        tuple(numbers[name] for name in network.of_type(Output) if name in numbers),
        SPACING[flow],
        aspect if flow == "right" else 1 / aspect,
        tuple(numbers[name] for name in breaks if name in numbers),
    )


def among(network: Network, names: Collection[str]) -> list[Wire]:
    """The wires whose two ends are of those names."""
    return [wire for wire in network.wires if wire.source in names and wire.target in names]


def _dip(network: Network, wire: Wire, flow: Flow) -> float:
    width = network.sketch.size(wire.target)[flow == "right"]
    count = max(network.ports(wire.target), wire.port + 1)
    return ports.along(width, wire.port, count) - width / 2
