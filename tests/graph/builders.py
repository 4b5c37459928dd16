"""Networks for the tests of blocks, and how two are compared."""

from itertools import pairwise

from graph import edits
from graph.arrange import arranged
from graph.layers.activation import ReLU
from graph.layers.convolution import Conv2d
from graph.layers.dense import Flatten, Linear
from graph.layers.endpoints import Input, Output
from graph.layers.join import Add
from graph.network import Network
from graph.sketch import CARD_HEIGHT, CARD_WIDTH


def forked() -> Network:
    """input -> conv1 -> relu1 -> conv2 -> add1 <- conv1, and a head."""
    network = Network()
    layers = {
        "input": Input(4, 8, 8),
        "conv1": Conv2d(4, 3, padding=1),
        "relu1": ReLU(),
        "conv2": Conv2d(4, 3, padding=1),
        "add1": Add(),
        "flatten1": Flatten(),
        "fc1": Linear(10),
        "output": Output(),
    }
    for name, layer in layers.items():
        network = edits.add(network, name, layer)
    names = list(layers)
    for source, target in pairwise(names):
        network = edits.connect(network, source, target)
    return arranged(edits.connect(network, "conv1", "add1", 1))


def overlaps(network: Network) -> int:
    places = [(node.x, node.y) for node in network.nodes.values()]
    return sum(
        abs(x - a) < CARD_WIDTH and abs(y - b) < CARD_HEIGHT
        for n, (x, y) in enumerate(places)
        for a, b in places[n + 1 :]
    )


def same(one: Network, other: Network) -> None:
    """Equal but for places and the order in which things were drawn."""
    assert {name: node.layer for name, node in one.nodes.items()} == {
        name: node.layer for name, node in other.nodes.items()
    }
    assert set(one.wires) == set(other.wires)
