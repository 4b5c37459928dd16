"""Network -> Network: a block shows its inside on its own card, and folds up again.

The others make room: what stands behind it in its row moves on, the rows beside it move apart.
Folding closes the gap.
"""

from collections.abc import Callable, Mapping

from msgspec import structs

from graph.edits import EditError, move
from graph.network import Network
from graph.sketch import CARD_HEIGHT, CARD_WIDTH, Place, Size

HEAD = 27.0
"""Canvas units of a card's head, above what is inside."""
EDGE = 22.0
"""Around what is inside, within the card: the ports and their labels stand in it."""
SCALE = 0.62
"""How large the inside is drawn: names of 13 units are read at the natural size."""
LEAST = 0.24
"""Below it an inside is larger than a card should be: then it is looked at by opening it."""
WIDEST, HIGHEST = 1_320.0, 760.0
"""What an unfolded card is at most; a screen shows it."""


def unfolded(network: Network, name: str, inside: Network) -> Network:
    """The network in which a block shows its inside; raises EditError where that is too large."""
    size = _size(inside)
    if size is None:
        raise EditError(
            "What is inside {name} is too large to be shown on its card. Open it instead.",
            name=name,
        )
    return _sized(network, name, size)


def folded(network: Network, name: str) -> Network:
    """The network in which a block is a card as any other again, and the gap is closed."""
    if name not in network.sketch.unfolded:
        return network
    return _sized(network, name, None)


def scale(size: Size, inside: Network) -> float:
    """How large what is inside is drawn on a card of that size."""
    left, top, right, bottom = bounds(inside)
    wide, high = size[0] - 2 * EDGE, size[1] - HEAD - 2 * EDGE
    return min(SCALE, wide / (right - left), high / (bottom - top))


def bounds(network: Network) -> tuple[float, float, float, float]:
    """Left, top, right and bottom of all cards; of one card at (0, 0) where there is none."""
    sizes = {name: network.sketch.size(name) for name in network.nodes}
    nodes = network.nodes
    return (
        min((node.x for node in nodes.values()), default=0.0),
        min((node.y for node in nodes.values()), default=0.0),
        max((nodes[n].x + width for n, (width, _) in sizes.items()), default=CARD_WIDTH),
        max((nodes[n].y + height for n, (_, height) in sizes.items()), default=CARD_HEIGHT),
    )


def _size(inside: Network) -> Size | None:
    """The card that shows an inside; None where it would have to be too large."""
    left, top, right, bottom = bounds(inside)
    wide, high = right - left, bottom - top
    fits = min(SCALE, (WIDEST - 2 * EDGE) / wide, (HIGHEST - HEAD - 2 * EDGE) / high)
    if fits < LEAST:
        return None
    width, height = fits * wide + 2 * EDGE, fits * high + HEAD + 2 * EDGE
    return max(CARD_WIDTH, float(round(width))), max(CARD_HEIGHT, float(round(height)))


def _sized(network: Network, name: str, size: Size | None) -> Network:
    """The network with a card of another size, and the others at their distances from it."""
    sketch = network.sketch
    marks = {other: old for other, old in sketch.unfolded.items() if other != name}
    if size is not None:
        marks[name] = size
    resized = network.replace(sketch=structs.replace(sketch, unfolded=marks))
    before, after = sketch.size(name), resized.sketch.size(name)
    best: tuple[int, Network] | None = None
    for shift in (_row_apart, _all_apart):
        made = move(resized, shift(network, name, before, after))
        overlaps = _overlaps(made)
        if best is None or overlaps < best[0]:
            best = (overlaps, made)
    assert best is not None
    if size is None and best[0] > _overlaps(network):
        return resized  # what was put into the gap meanwhile stays where it is
    return best[1]


Shift = Callable[[Network, str, Size, Size], Mapping[str, Place]]


def _row_apart(network: Network, name: str, before: Size, after: Size) -> dict[str, Place]:
    """The rest of its row moves along the data, all beside the row apart; it grows both ways."""
    return _apart(network, name, before, after, everything=False)


def _all_apart(network: Network, name: str, before: Size, after: Size) -> dict[str, Place]:
    """The same, but all that stands behind it moves along the data, in whatever row."""
    return _apart(network, name, before, after, everything=True)


def _apart(
    network: Network, name: str, before: Size, after: Size, *, everything: bool
) -> dict[str, Place]:
    right = network.sketch.flow == "right"
    along, side = (0, 1) if right else (1, 0)
    node = network.nodes[name]
    here = (node.x, node.y)
    grown = after[along] - before[along]
    half = (after[side] - before[side]) / 2
    places: dict[str, Place] = {}
    for other, at in network.nodes.items():
        place = [at.x, at.y]
        size = network.sketch.size(other)
        beside = _beside(place[side], size[side], here[side], before[side])
        if other == name:
            place[side] -= half
        elif beside:
            place[side] += beside * half
        if other != name and (not beside or everything):
            behind = (at.x, at.y)[along] >= here[along] + before[along]
            place[along] += grown if behind else 0.0
        places[other] = (place[0], place[1])
    return places


def _beside(start: float, size: float, middle: float, thick: float) -> int:
    """-1 for what lies before a strip, 1 for what lies behind it, 0 for what lies in it."""
    if start + size <= middle:
        return -1
    return 1 if start >= middle + thick else 0


def _overlaps(network: Network) -> int:
    """How many pairs of cards lie on each other."""
    count = 0
    open_: list[tuple[float, float, float]] = []  # right, top, bottom
    cards = ((node.x, node.y, network.sketch.size(n)) for n, node in network.nodes.items())
    for x, y, (width, height) in sorted(cards):
        open_ = [card for card in open_ if card[0] > x]
        count += sum(top < y + height and y < bottom for _, top, bottom in open_)
        open_.append((x + width, y, y + height))
    return count
