"""Network -> Network: blocks whose weights training leaves as they are, or changes again."""

from collections.abc import Collection

from msgspec import structs

from graph.edits.basic import EditError
from graph.freezing import learns
from graph.network import Network


def freezable(network: Network, names: Collection[str]) -> tuple[str, ...]:
    """Those of the nodes that have weights."""
    return tuple(name for name in names if learns(network.nodes[name].layer))


def frozen(network: Network, names: Collection[str], on: bool = True) -> Network:
    """A network in which training leaves those nodes' weights as they are, or changes them again.

    A block is frozen with all that is inside. Nodes without weights are left out; raises EditError
    where none of them has any.
    """
    if not names:
        raise EditError("Nothing is selected. Select the blocks that training shall leave alone.")
    chosen = freezable(network, names)
    if not chosen:
        raise EditError(
            "{names} has no weights that could be frozen. Select a block that learns, such as a "
            "convolution.",
            names=", ".join(names),
        )
    nodes = network.nodes
    changed = {n: structs.replace(nodes[n], frozen=on) for n in chosen if nodes[n].frozen != on}
    return network.replace({**nodes, **changed}) if changed else network
