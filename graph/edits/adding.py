"""A new block where the user means it: behind another, or at the free end of a wire."""

from collections.abc import Iterable

from graph.arrange import GAP_X, GAP_Y, make_room
from graph.edits.basic import add, connect, fresh_name, insert, splice
from graph.layers.endpoints import Output
from graph.network import AnyLayer, Network, Wire
from graph.sketch import CARD_HEIGHT, CARD_WIDTH, Place

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
    if network.sketch.flow == "down":
        return node.x, node.y + height + GAP_Y
    return node.x + width + GAP_X, node.y


def _next(network: Network, end: str) -> Place:
    """Behind the end of a chain; in a new row, if this one is as long as Arrange makes them."""
    row = _row(network, end)
    start, _ = _extent(network, row, along=True)
    _, edge = _extent(network, row, along=False)
    down = network.sketch.flow == "down"
    card, space = (CARD_HEIGHT, GAP_Y) if down else (CARD_WIDTH, GAP_X)
    most = max(ROW * (card + space) - space, *_lengths(network, row))
    reached = _extent(network, [end], along=True)[1] + space + card - start
    edge += GAP_X if down else GAP_Y
    corner = (edge, start) if down else (start, edge)
    if reached <= most or _crowded(network, corner):
        return behind(network, end)
    return corner


def _row(network: Network, end: str) -> list[str]:
    """The blocks from the one that the row of a block begins with up to it."""
    row = [end]
    while before := network.incoming[row[0]]:
        source, first = before[0].source, row[0]
        low, high = _extent(network, [source], along=False)
        near, far = _extent(network, [first], along=False)
        passed = (
            _extent(network, [source], along=True)[1] > _extent(network, [first], along=True)[0]
        )
        if passed or high <= near or far <= low:
            break  # it is in another row
        row.insert(0, source)
    return row


def _lengths(network: Network, row: list[str]) -> Iterable[float]:
    """How long the rows are that lead to this one."""
    yield 0.0
    while before := network.incoming[row[0]]:
        row = _row(network, before[0].source)
        start, end = _extent(network, row, along=True)
        yield end - start


def _extent(network: Network, names: Iterable[str], *, along: bool) -> tuple[float, float]:
    """From where to where some cards reach, along the flow or across it."""
    spans: list[tuple[float, float]] = []
    for name in names:
        node, (width, height) = network.nodes[name], network.sketch.size(name)
        upright = along == (network.sketch.flow == "down")
        spans.append((node.y, node.y + height) if upright else (node.x, node.x + width))
    return min(low for low, _ in spans), max(high for _, high in spans)


def _crowded(network: Network, corner: Place) -> bool:
    """Whether a card there would lie on another."""
    x, y = corner
    for name, node in network.nodes.items():
        width, height = network.sketch.size(name)
        level = node.y < y + CARD_HEIGHT and y < node.y + height
        if level and node.x < x + CARD_WIDTH and x < node.x + width:
            return True
    return False


def _joined(network: Network, name: str, partners: Iterable[str]) -> Network:
    for port, partner in enumerate(partners, 1):
        network = connect(network, partner, name, port)
    return network
