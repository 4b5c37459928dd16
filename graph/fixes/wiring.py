"""Edits of wires and nodes: connect, remove, cut a loop, add an Input or an Output."""

from collections.abc import Iterator
from functools import partial

from graph import edits
from graph.arrange import GAP_X
from graph.fixes.candidate import Candidate, Scene
from graph.layers.dense import Flatten, Linear
from graph.layers.endpoints import Input, Output
from graph.network import AnyLayer, Network, Node
from graph.shapes import Image
from graph.sketch import CARD_WIDTH
from graph.text import Text

NEAREST = 4
"""Ends of wires that are tried."""


def removed(scene: Scene) -> Iterator[Candidate]:
    """The network without the node."""
    if scene.name in scene.network.nodes:
        text = Text("Remove {node}", {"node": scene.name})
        make = partial(edits.remove, scene.network, [scene.name])
        yield Candidate(text, make, 3.0, "remove")  # what was drawn is meant to stay


def connected(scene: Scene) -> Iterator[Candidate]:
    """A wire from a node at the left, from one whose result nothing uses first."""
    network, name = scene.network, scene.name
    wired = {wire.port for wire in network.incoming[name]}
    sources = {wire.source for wire in network.incoming[name]}
    port = next(port for port in range(len(wired) + 1) if port not in wired)
    for other in _near(scene):
        layer = network.nodes[other].layer
        if isinstance(layer, Output) or other in sources:
            continue
        text = Text("Connect it to {node}", {"node": other})
        make = partial(edits.connect, network, other, name, port)
        change = 1.5 * bool(network.outgoing[other]) + _distance(network, other, name)
        yield Candidate(text, make, change, "connect")


def used(scene: Scene) -> Iterator[Candidate]:
    """A wire to a node whose input is open."""
    network, name = scene.network, scene.name
    for problems in scene.known.by_node.values():
        for problem in problems:
            other = problem.node
            if problem.code != "unconnected" or other == name:
                continue
            taken = {wire.port for wire in network.incoming[other]}
            port = next(port for port in range(len(taken) + 1) if port not in taken)
            text = Text("Connect it to {node}", {"node": other})
            make = partial(edits.connect, network, name, other, port)
            yield Candidate(text, make, _distance(network, name, other), "connect")


def _near(scene: Scene) -> list[str]:
    """The nodes that a wire may well come from: at the left, the loose ends before the others."""
    network, name = scene.network, scene.name
    at = network.nodes[name].x
    left = [n for n in network.nodes if n != name and network.nodes[n].x <= at]
    left.sort(key=lambda n: (bool(network.outgoing[n]), _distance(network, n, name)))
    return left[:NEAREST]


def _distance(network: Network, one: str, other: str) -> float:
    """Between two nodes, in thousands of canvas units."""
    a, b = network.nodes[one], network.nodes[other]
    return ((a.x - b.x) ** 2 + (a.y - b.y) ** 2) ** 0.5 / 1_000


def unlooped(scene: Scene) -> Iterator[Candidate]:
    """The network without one of the loop's wires that enter the node."""
    network = scene.network
    for wire in network.incoming[scene.name]:
        if wire.source in network.looping:
            text = Text("Remove the wire from {node}", {"node": wire.source})
            yield Candidate(text, partial(edits.disconnect, network, [wire]), 1.0, "cut")


def unplugged(scene: Scene) -> Iterator[Candidate]:
    """The network without the wires to inputs that the node has not."""
    network = scene.network
    extra = [w for w in network.incoming[scene.name] if w.port >= network.ports(scene.name)]
    if extra:
        text = Text("Remove the wire from {node}", {"node": extra[-1].source})
        yield Candidate(text, partial(edits.disconnect, network, extra), 1.0, "cut")


def with_input(scene: Scene) -> Iterator[Candidate]:
    """An Input for the data set's pictures before a node whose input is open."""
    network = scene.network
    if scene.pictures is None:
        return
    entry = Input(*scene.pictures.dims)
    for name in [scene.name] if scene.name else network.order:
        layer = network.nodes[name].layer
        if layer.inputs != 0 and not network.incoming[name]:
            text = Text("Add an Input before {node}", {"node": name})
            make = partial(_entered, network, name, entry)
            yield Candidate(text, make, 1.0 + bool(scene.name), "input")
            return
    if not network.nodes:
        make = partial(edits.add, network, "input", entry)
        yield Candidate(Text("Add an Input"), make, 1.0, "input")


def _entered(network: Network, target: str, layer: AnyLayer) -> Network:
    node = network.nodes[target]
    name = edits.fresh_name(network, layer.stem)
    # first of all nodes, as a person would draw it
    first = Node(layer, node.x - CARD_WIDTH - GAP_X, node.y)
    wider = network.replace(nodes={name: first, **network.nodes})
    return edits.connect(wider, name, target)


def with_output(scene: Scene) -> Iterator[Candidate]:
    """An Output behind the last node whose result nothing uses, and what has to stand between."""
    network = scene.network
    loose = [name for name in network.order if not network.outgoing[name]]
    ends = [name for name in loose if not isinstance(network.nodes[name].layer, Output)]
    for name in ends[-1:]:
        dense = Linear(scene.classes)
        between: list[tuple[AnyLayer, ...]] = [(), (dense,)]
        if scene.pictures is None:  # inside a block, whose output may be a feature map
            between = [()]
        elif isinstance(scene.known.outputs.get(name), Image):
            between = [(Flatten(), dense)]
        for place, layers in enumerate(between):
            texts = (
                "Add an Output after {node}",
                "Add Fully connected and an Output after {node}",
                "Add Flatten, Fully connected and an Output after {node}",
            )
            text = Text(texts[len(layers)], {"node": name})
            make = partial(_continued, network, name, (*layers, Output()))
            yield Candidate(text, make, 1.0 + place, f"output{place}")


def _continued(network: Network, name: str, layers: tuple[AnyLayer, ...]) -> Network:
    """Layers in a row behind a node."""
    for layer in layers:
        before = network.nodes[name]
        new = edits.fresh_name(network, layer.stem)
        place = (before.x + CARD_WIDTH + GAP_X, before.y)
        network = edits.connect(edits.add(network, new, layer, place), name, new)
        name = new
    return network
