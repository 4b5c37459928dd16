"""How far cards reach on the canvas: the rectangle around some, the middle of one, those that meet.

In canvas units; a card is as large as `Sketch.size` says.
"""

from collections.abc import Iterable

from graph.network import Network
from graph.sketch import Place

Area = tuple[float, float, float, float]
"""Left, top, right, bottom."""


def around(network: Network, names: Iterable[str]) -> Area:
    """The rectangle around some cards: there has to be one at least."""
    cards = [(network.nodes[name], network.sketch.size(name)) for name in names]
    return (
        min(node.x for node, _ in cards),
        min(node.y for node, _ in cards),
        max(node.x + width for node, (width, _) in cards),
        max(node.y + height for node, (_, height) in cards),
    )


def middle(network: Network, name: str) -> Place:
    """The middle of a card."""
    node, (width, height) = network.nodes[name], network.sketch.size(name)
    return node.x + width / 2, node.y + height / 2


def overlaps(network: Network) -> int:
    """How many pairs of cards lie on each other."""
    count = 0
    before: list[tuple[float, float, float]] = []  # right, top, bottom
    cards = ((node.x, node.y, network.sketch.size(n)) for n, node in network.nodes.items())
    for x, y, (width, height) in sorted(cards):
        before = [card for card in before if card[0] > x]
        count += sum(top < y + height and y < bottom for _, top, bottom in before)
        before.append((x + width, y, y + height))
    return count
