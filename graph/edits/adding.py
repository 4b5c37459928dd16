"""A new block where the user means it: behind another, or at the free end of a wire."""

from collections.abc import Iterable

from graph.arrange import GAP_X, GAP_Y, make_room
from graph.edits.basic import add, connect, fresh_name, insert, splice
from graph.layers.endpoints import Output
from graph.network import AnyLayer, Network, Wire
from graph.sketch import Place

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
    made = add(network, name, layer, behind(network, after))
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


def _joined(network: Network, name: str, partners: Iterable[str]) -> Network:
    for port, partner in enumerate(partners, 1):
        network = connect(network, partner, name, port)
    return network
