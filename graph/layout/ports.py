"""Where ports lie on a card: the canvas draws them there, and the layout leads wires to them.

One input is in the middle of its edge, opposite the output, so that a chain of cards in line has
straight wires. Of several inputs it is the middle one of those that are wired, for a joining node
offers a free port behind them: the first of Add's two, the second of Inception's four.
"""

from graph.network import Network
from graph.sketch import Flow, Place

PITCH = 18.0
"""Between two ports at most."""
MARGIN = 10.0
"""From a port to the end of its edge at least."""


def inlet(flow: Flow, size: tuple[float, float], port: int, count: int) -> Place:
    """The centre of an input port, from its card's upper left corner."""
    width, height = size
    if flow == "right":
        return 0.0, along(height, port, count)
    return along(width, port, count), 0.0


def outlet(flow: Flow, size: tuple[float, float]) -> Place:
    """The centre of the output port, from its card's upper left corner."""
    width, height = size
    return (width, height / 2) if flow == "right" else (width / 2, height)


def along(length: float, port: int, count: int) -> float:
    """How far along an edge of that length an input port is."""
    if count <= 1:
        return length / 2
    middle = (count - 2) // 2
    pitch = min(PITCH, (length / 2 - MARGIN) / (count - 1 - middle))
    return length / 2 + (port - middle) * pitch


def input_at(network: Network, name: str, port: int) -> Place:
    """The centre of a node's input port on the canvas, also of one that a file has too many."""
    node, sketch = network.nodes[name], network.sketch
    count = max(network.ports(name), port + 1)
    x, y = inlet(sketch.flow, sketch.size(name), port, count)
    return node.x + x, node.y + y


def output_at(network: Network, name: str) -> Place:
    """The centre of a node's output port on the canvas."""
    node, sketch = network.nodes[name], network.sketch
    x, y = outlet(sketch.flow, sketch.size(name))
    return node.x + x, node.y + y
