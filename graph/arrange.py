"""Automatic layout: the main chain runs straight, in rows like text; wires go around cards.

Blocks beside the main chain, such as the branches of Inception, run beside it: above the chain, if
they enter a join before it does, else below. Whatever is here is for both flows, with cards of any
size; the steps are in `graph.layout`.
"""

from collections.abc import Collection
from typing import TYPE_CHECKING

from msgspec import structs

from graph.edits import fresh_name, insert, move
from graph.layout.spacing import SPACING
from graph.network import AnyLayer, Network, Wire
from graph.sketch import CARD_HEIGHT, CARD_WIDTH, Flow, Place

if TYPE_CHECKING:
    from graph.layout.among import Drawing

GAP_X, GAP_Y = SPACING["right"].column, SPACING["right"].row
ASPECT = 1.8  # of the canvas at 1680 × 1050 pixels

# The steps are imported at their first use: the window's first picture is of a drawing that has
# been laid out, and needs none of them.


def arrange(
    network: Network,
    names: Collection[str] | None = None,
    flow: Flow | None = None,
    aspect: float = ASPECT,
    rows: Collection[str] = (),
) -> "Drawing":
    """A place for every node, the first at (0, 0), and the ways of all wires.

    With `names` only these move, to where they are now; pinned nodes stay, and the others go around
    them. `rows` are the nodes that begin one; without any, a long network is wrapped to the aspect.
    """
    from graph.layout import among  # noqa: PLC0415

    if flow not in (None, network.sketch.flow):
        network = network.replace(sketch=structs.replace(network.sketch, flow=flow))
    within = network.nodes.keys() if names is None else set(names)
    chosen = tuple(name for name in network.nodes if name in within)
    if not chosen:
        return among.Drawing({}, {})
    if names is None and not network.sketch.pinned:
        return among.free(network, chosen, aspect, rows)
    return among.fixed(network, chosen, aspect, rows)


def arranged(
    network: Network,
    names: Collection[str] | None = None,
    flow: Flow | None = None,
    aspect: float = ASPECT,
    rows: Collection[str] = (),
) -> Network:
    """The network laid out, as `arrange` says."""
    drawing = arrange(network, names, flow, aspect, rows)
    moved = move(network, drawing.places)
    sketch = structs.replace(moved.sketch, flow=flow or moved.sketch.flow)
    return moved.replace(sketch=sketch.rerouted(drawing.routes))


def make_room(network: Network, name: str) -> Network:
    """The network in which others have moved aside for a card, if it lay on any; wires follow."""
    from graph.layout import room  # noqa: PLC0415

    return room.made(network, name)


def room(
    network: Network, wire: Wire, layer: AnyLayer, place: Place | None = None
) -> dict[str, Place]:
    """Where cards would be if a layer came into a wire: its own place as "", and those that move.

    Without a place it comes to the middle of the wire. Raises EditError.
    """
    name = fresh_name(network, layer.stem)
    made = inserted(network, wire, name, layer, place)
    new = made.nodes[name]
    places: dict[str, Place] = {"": (new.x, new.y)}
    for other, node in network.nodes.items():
        at = made.nodes[other]
        if at is not node:
            places[other] = (at.x, at.y)
    return places


def inserted(
    network: Network, wire: Wire, name: str, layer: AnyLayer, place: Place | None = None
) -> Network:
    """The network with a new node in a wire, and room for it; raises EditError."""
    from graph.layout import paths  # noqa: PLC0415

    if place is None:
        x, y = paths.halfway(network, wire)
        place = (x - CARD_WIDTH / 2, y - CARD_HEIGHT / 2)
    return make_room(insert(network, wire, name, layer, place), name)
