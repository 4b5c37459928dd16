"""Network -> Network: the edits that a user can make. Each refusal says why."""

from collections.abc import Collection, Mapping

from msgspec import structs

from graph.edits.following import Port, followed
from graph.extent import middle
from graph.fields import FieldError, with_value
from graph.freezing import learns
from graph.layout.ports import inlet, outlet
from graph.names import Taken, free, is_name, row, spare
from graph.network import AnyLayer, Network, Node, Wire, networkx
from graph.sketch import Place, cheapest, within
from graph.text import Refusal


class EditError(Refusal):
    """An edit that cannot be made; the text says why."""


def fresh_name(network: Network, stem: str) -> str:
    """The first of stem1, stem2, … that is free; the first Input or Output has no number."""
    if stem in ("input", "output") and free(stem, network.nodes):
        return stem
    return spare(stem, network.nodes)


def add(network: Network, name: str, layer: AnyLayer, place: Place = (0.0, 0.0)) -> Network:
    """A network with one node more."""
    _check_free(network, name)
    return network.replace(nodes={**network.nodes, name: Node(layer, *place)})


def remove(network: Network, names: Collection[str]) -> Network:
    """A network without those nodes and the wires at them."""
    gone = set(names)
    nodes = {name: node for name, node in network.nodes.items() if name not in gone}
    wires = [w for w in network.wires if w.source not in gone and w.target not in gone]
    return closed_up(network.replace(nodes, tuple(wires)))


def move(network: Network, places: Mapping[str, Place]) -> Network:
    """A network with some nodes at other places; those that stay are the same objects.

    The points of the wires at them go with them, as `graph.edits.following` says.
    """
    places = {name: within(place) for name, place in places.items()}
    moved = {
        name: Node(network.nodes[name].layer, *place, network.nodes[name].frozen)
        for name, place in places.items()
        if (network.nodes[name].x, network.nodes[name].y) != place
    }
    if not moved:
        return network
    sketch = network.sketch.rerouted(ways(network, places)) if network.sketch.routes else None
    return network.replace(nodes={**network.nodes, **moved}, sketch=sketch)


def ways(network: Network, places: Mapping[str, Place]) -> dict[Wire, tuple[Place, ...]]:
    """The points of the wires with points whose ends would move to other places."""
    flow, known = network.sketch.flow, network.nodes

    def port(name: str, offset: Place) -> Port:
        x, y = known[name].x, known[name].y
        to = places.get(name, (x, y))
        return Port((x + offset[0], y + offset[1]), (to[0] + offset[0], to[1] + offset[1]))

    found: dict[Wire, tuple[Place, ...]] = {}
    for route in network.sketch.routes:
        wire = route.wire
        if wire.source in places or wire.target in places:
            size, count = network.sketch.size, network.ports(wire.target)
            start = port(wire.source, outlet(flow, size(wire.source)))
            end = port(wire.target, inlet(flow, size(wire.target), wire.port, count))
            found[wire] = followed(route.points, start, end, flow)
    return found


def set_field(network: Network, name: str, field: str, value: object) -> Network:
    """A network with one hyperparameter changed; raises FieldError.

    `block.filters` is the field `filters` of the layer in the field `block`.
    """
    return set_layer(network, name, with_value(network.nodes[name].layer, field, value))


def set_layer(network: Network, name: str, layer: AnyLayer) -> Network:
    """A network with another layer in a node's place; one without weights is not frozen."""
    node = network.nodes[name]
    changed = Node(layer, node.x, node.y, node.frozen and learns(layer))
    return network.replace(nodes={**network.nodes, name: changed})


def set_fields(network: Network, names: Collection[str], field: str, value: object) -> Network:
    """A network with a hyperparameter changed in several nodes; raises EditError for the first."""
    nodes = dict(network.nodes)
    for name in names:
        node = nodes[name]
        try:
            nodes[name] = structs.replace(node, layer=with_value(node.layer, field, value))
        except FieldError as error:
            raise EditError("{node}: {reason}", node=name, reason=error.text) from error
    return network.replace(nodes=nodes)


def rename(network: Network, old: str, new: str) -> Network:
    """A network in which a node has another name, at the same place in every order."""
    if new == old:
        return network
    if not is_name(new):
        raise EditError(
            "“{name}” cannot be a name: use letters, digits and _, begin with a letter, and avoid "
            "words of Python and PyTorch. It becomes the PyTorch module's name.",
            name=new,
        )
    _check_free(remove(network, [old]), new)
    names = {name: new if name == old else name for name in network.nodes}
    nodes = {names[name]: node for name, node in network.nodes.items()}
    wires = tuple(Wire(names[w.source], names[w.target], w.port) for w in network.wires)
    return Network(nodes, wires, network.sketch.renamed(names))


def connect(network: Network, source: str, target: str, port: int = 0) -> Network:
    """A network with a wire more; a wire that was at that port gives way."""
    if reason := obstacle(network, source, target, port):
        raise reason
    kept = [w for w in network.wires if (w.target, w.port) != (target, port)]
    return closed_up(network.replace(wires=(*kept, Wire(source, target, port))))


def obstacle(network: Network, source: str, target: str, port: int = 0) -> EditError | None:
    """Why a wire cannot be drawn there; None if it can."""
    layer = network.nodes[target].layer
    if layer.inputs == 0:
        return EditError("{name} is where pictures come in: it takes no wire.", name=target)
    if port >= network.ports(target):
        return EditError("{name} has no input {port}.", name=target, port=port + 1)
    if network.nodes[source].layer.stem == "output":
        return EditError("{name} ends the network: no wire leaves it.", name=source)
    if source == target or source in networkx().descendants(network.digraph, target):
        return EditError(
            "A wire from {source} to {target} would make a loop.", source=source, target=target
        )
    return None


def disconnect(network: Network, wires: Collection[Wire]) -> Network:
    """A network without those wires; a joining node closes up its ports."""
    gone = set(wires)
    return closed_up(network.replace(wires=tuple(w for w in network.wires if w not in gone)))


def reorder(network: Network, name: str, port: int, place: int) -> Network:
    """A network in which what came in at `port` of a node comes in at `place`, the rest in order.

    Concat stacks its inputs in the order of its ports.
    """
    wires = list(network.incoming[name])
    last = len(wires) - 1
    if not (0 <= port <= last and 0 <= place <= last):
        raise EditError("{name} has no input {port}.", name=name, port=max(port, place) + 1)
    wires.insert(place, wires.pop(port))
    ports = {wire: Wire(wire.source, name, new) for new, wire in enumerate(wires)}
    return _rewired(network, ports)


def insert(network: Network, wire: Wire, name: str, layer: AnyLayer, place: Place) -> Network:
    """A network with a new node in the middle of a wire."""
    wider = add(network, name, layer, place)
    return splice(wider, wire, name)


def splice(network: Network, wire: Wire, name: str) -> Network:
    """A network in which the wire runs through the node, at its first input."""
    for source, target in ((wire.source, name), (name, wire.target)):
        if reason := obstacle(network, source, target):
            raise reason
    into, out = Wire(wire.source, name), Wire(name, wire.target, wire.port)
    wires = (*(out if w == wire else w for w in network.wires), into)
    return rerouted(
        network.replace(wires=wires),
        dict(zip((into, out), ways_through(network, wire, name), strict=True)),
    )


def ways_through(
    network: Network, wire: Wire, name: str
) -> tuple[tuple[Place, ...], tuple[Place, ...]]:
    """The points of a wire that lie before a node which it is to run through, and those behind."""
    points = network.sketch.route(wire)
    ends = [middle(network, end) for end in (wire.source, wire.target)]
    at = cheapest((ends[0], *points, ends[1]), middle(network, name)) if points else 0
    return points[:at], points[at:]


def rerouted(network: Network, ways: Mapping[Wire, tuple[Place, ...]]) -> Network:
    """A network in which some wires run through other points."""
    if not any(points or network.sketch.route(wire) for wire, points in ways.items()):
        return network
    return network.replace(sketch=network.sketch.rerouted(ways))


def part(network: Network, names: Collection[str]) -> Network:
    """The chosen nodes and the wires among them, for the clipboard."""
    chosen = set(names)
    nodes = {name: node for name, node in network.nodes.items() if name in chosen}
    wires = [w for w in network.wires if w.source in chosen and w.target in chosen]
    sketch = structs.replace(network.sketch, notes={}) if network.sketch.notes else network.sketch
    return closed_up(Network(nodes, tuple(wires), sketch))


def paste(
    network: Network, piece: Network, offset: Place = (0.0, 0.0)
) -> tuple[Network, tuple[str, ...]]:
    """A network with the piece's nodes added under fresh names, and those names."""
    names: dict[str, str] = {}
    nodes, taken = dict(network.nodes), Taken(network.nodes)
    for old, node in piece.nodes.items():
        names[old] = new = taken.take(old, node.layer.stem)
        nodes[new] = structs.replace(node, x=node.x + offset[0], y=node.y + offset[1])
    wires = [Wire(names[w.source], names[w.target], w.port) for w in piece.wires]
    sketch = network.sketch.joined(piece.sketch.renamed(names).moved(*offset))
    return Network(nodes, (*network.wires, *wires), sketch), tuple(names.values())


def _check_free(network: Network, name: str) -> None:
    if name in network.nodes:
        raise EditError("There is a node {name} already.", name=name)
    if not free(name, network.nodes):
        kept = name if any(row(other) == name for other in network.nodes) else row(name)
        raise EditError(
            "{name} is taken: it is the row in which nodes such as {name}.0 stand.", name=kept
        )


def closed_up(network: Network) -> Network:
    """Joining nodes have their wires at ports 0, 1, 2 … without gaps."""
    ports: dict[Wire, Wire] = {}
    for name, node in network.nodes.items():
        if node.layer.inputs is None:
            for port, wire in enumerate(network.incoming[name]):
                if wire.port != port:
                    ports[wire] = Wire(wire.source, name, port)
    return _rewired(network, ports) if ports else network


def _rewired(network: Network, changed: Mapping[Wire, Wire]) -> Network:
    """The network with other wires in the place of some, and their ways."""
    wires = tuple(changed.get(wire, wire) for wire in network.wires)
    sketch = network.sketch.transformed(lambda wire: changed.get(wire, wire))
    return network.replace(wires=wires, sketch=sketch)
