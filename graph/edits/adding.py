"""A new block where the user means it: behind another, or at the free end of a wire."""

from collections.abc import Iterable

from graph.arrange import make_room
from graph.edits.basic import add, connect, fresh_name, insert, splice
from graph.extent import around
from graph.layers.endpoints import Output
from graph.layout.spacing import SPACING
from graph.network import AnyLayer, Network, Wire
from graph.sketch import CARD_HEIGHT, CARD_WIDTH, Place

CARD = (float(CARD_WIDTH), float(CARD_HEIGHT))
ROW = 5
"""Cards in a row, unless those before it are longer: as many as are seen at their natural size."""

Made = tuple[Network, str]
"""The network with the new block, and the block's name."""


def append(
    network: Network, after: str | None, layer: AnyLayer, place: Place, partners: Iterable[str] = ()
) -> Made:
    """The block behind another and wired to it, in the one wire that leaves it if there is one.

    At `place` without a wire, where nothing can stand behind: without `after`, behind an Output,
    and for a block that takes no input. `partners` are wired to the further inputs of a block
    that joins.
    """
    name = fresh_name(network, layer.stem)
    if after is None or layer.inputs == 0 or isinstance(network.nodes[after].layer, Output):
        return make_room(add(network, name, layer, place), name), name
    leaving = network.outgoing[after]
    made = add(network, name, layer, behind(network, after) if leaving else _next(network, after))
    if len(leaving) == 1 and not isinstance(layer, Output):
        made = splice(made, leaving[0], name)
    else:
        made = connect(made, after, name)
    return make_room(_joined(made, name, partners), name), name


def lead_on(
    network: Network, source: str, layer: AnyLayer, place: Place, partners: Iterable[str] = ()
) -> Made:
    """The block at `place`, with a wire of its own from `source`, which was led there."""
    name = fresh_name(network, layer.stem)
    made = connect(add(network, name, layer, place), source, name)
    return make_room(_joined(made, name, partners), name), name


def lead_to(network: Network, target: str, port: int, layer: AnyLayer, place: Place) -> Made:
    """The block at `place`, with a wire from it to an input, which was led there backwards."""
    name = fresh_name(network, layer.stem)
    made = connect(add(network, name, layer, place), name, target, port)
    return make_room(made, name), name


def put_in(
    network: Network, wire: Wire, layer: AnyLayer, place: Place, partners: Iterable[str] = ()
) -> Made:
    """The block at `place` in a wire, which runs through it."""
    name = fresh_name(network, layer.stem)
    made = insert(network, wire, name, layer, place)
    return make_room(_joined(made, name, partners), name), name


def behind(network: Network, name: str) -> Place:
    """The place of the next block in the direction in which the data go."""
    node, (width, height) = network.nodes[name], network.sketch.size(name)
    gap = SPACING[network.sketch.flow].column
    if network.sketch.flow == "down":
        return node.x, node.y + height + gap
    return node.x + width + gap, node.y


def _next(network: Network, end: str) -> Place:
    """Behind the end of a chain; in a new row, if this one is as long as Arrange makes them."""
    along, gaps = _along(network), SPACING[network.sketch.flow]
    row = _row(network, end)
    box, card = around(network, row), CARD[along]
    most = max(ROW * (card + gaps.column) - gaps.column, *_lengths(network, row))
    reached = around(network, [end])[along + 2] + gaps.column + card - box[along]
    edge = box[3 - along] + gaps.row
    corner = (edge, box[1]) if along else (box[0], edge)
    if reached <= most or _crowded(network, corner):
        return behind(network, end)
    return corner


def _row(network: Network, end: str) -> list[str]:
    """The blocks from the one that the row of a block begins with up to it."""
    row, along = [end], _along(network)
    while before := network.incoming[row[0]]:
        source, first = around(network, [before[0].source]), around(network, row[:1])
        apart = source[3 - along] <= first[1 - along] or first[3 - along] <= source[1 - along]
        if apart or source[along + 2] > first[along]:
            break  # it is in another row
        row.insert(0, before[0].source)
    return row


def _lengths(network: Network, row: list[str]) -> Iterable[float]:
    """How long the rows are that lead to this one."""
    along = _along(network)
    yield 0.0
    while before := network.incoming[row[0]]:
        row = _row(network, before[0].source)
        box = around(network, row)
        yield box[along + 2] - box[along]


def _along(network: Network) -> int:
    """Which coordinate of a place, or of a rectangle's corner, is the one along the flow."""
    return 0 if network.sketch.flow == "right" else 1


def _crowded(network: Network, corner: Place) -> bool:
    """Whether a card there would lie on another."""
    x, y = corner
    return any(
        box[0] < x + CARD[0] and x < box[2] and box[1] < y + CARD[1] and y < box[3]
        for box in (around(network, [name]) for name in network.nodes)
    )


def _joined(network: Network, name: str, partners: Iterable[str]) -> Network:
    for port, partner in enumerate(partners, 1):
        network = connect(network, partner, name, port)
    return network
