"""Which blocks have weights that training can leave as they are, and how many it then leaves."""

from collections.abc import Mapping

from graph.costs import Cost
from graph.layers.base import Layer
from graph.network import Block, Network, Repeat


def learns(layer: Layer) -> bool:
    """Whether a layer has weights, or some part of it may have: only then it can be frozen."""
    while isinstance(layer, Repeat):
        layer = layer.block
    if isinstance(layer, Block):
        return any(learns(node.layer) for node in layer.network.nodes.values())
    kind = type(layer)
    return kind.parts is not Layer.parts or kind.parameters is not Layer.parameters


def freezes(network: Network) -> bool:
    """Whether anything in a network is frozen, in the user's blocks too."""
    return any(node.frozen or _freezes(node.layer) for node in network.nodes.values())


def frozen_parameters(network: Network, known: Mapping[str, Cost]) -> int:
    """How many of the parameters training leaves as they are; `known` are the network's costs."""
    total = 0
    for name, node in network.nodes.items():
        cost = known.get(name)
        if cost is not None:
            total += cost.parameters if node.frozen else _inside(node.layer, cost)
    return total


def _freezes(layer: Layer) -> bool:
    while isinstance(layer, Repeat):
        layer = layer.block
    return isinstance(layer, Block) and freezes(layer.network)


def _inside(layer: Layer, cost: Cost) -> int:
    """What is frozen in a block that is not frozen itself."""
    if cost.within is None or not _freezes(layer):
        return 0
    if isinstance(layer, Block):
        return frozen_parameters(layer.network, cost.within.nodes)
    assert isinstance(layer, Repeat)
    return sum(_inside(layer.block, copy) for copy in cost.within.nodes.values())
