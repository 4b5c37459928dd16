"""From one block to the next by keyboard: along the wires, or to what lies above or below."""

from graph.network import Network

Way = tuple[int, int]
"""(-1, 0) to the left, (1, 0) to the right, (0, -1) up, (0, 1) down."""


def neighbour(network: Network, name: str | None, way: Way) -> str | None:
    """The block next to `name`, in the direction of the data or against it for right and left.

    Without a name the first block; None where there is nothing on that side.
    """
    if name is None:
        return next(iter(network.order), next(iter(network.nodes), None))
    across, _ = way
    if across > 0 and network.outgoing[name]:
        return _nearest(network, name, [wire.target for wire in network.outgoing[name]])
    if across < 0 and network.incoming[name]:
        return _nearest(network, name, [wire.source for wire in network.incoming[name]])
    here = network.nodes[name]
    side = [
        other
        for other, node in network.nodes.items()
        if way[0] * (node.x - here.x) + way[1] * (node.y - here.y) > 0
    ]
    return _nearest(network, name, side, way)


def _nearest(network: Network, name: str, others: list[str], way: Way = (0, 0)) -> str | None:
    """The nearest of some blocks; what lies straight on the way counts as nearer."""
    here = network.nodes[name]

    def away(other: str) -> float:
        x, y = abs(network.nodes[other].x - here.x), abs(network.nodes[other].y - here.y)
        return x * (3 if way[1] else 1) + y * (3 if way[0] else 1)

    return min(others, key=away, default=None)
