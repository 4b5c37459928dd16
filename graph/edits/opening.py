"""What is inside a block: taken out in its place, or made the user's own to be edited.

Each refusal says why.
"""

from collections.abc import Collection, Iterable, Mapping

from msgspec import Struct, structs

from graph.arrange import arranged
from graph.edits.basic import EditError, closed_up, move, remove, set_layer
from graph.extent import overlaps
from graph.freezing import learns
from graph.infer import Inference, infer
from graph.layers.endpoints import Input, Output
from graph.levels import Level, Path, deepest, has_inside, held, with_inner
from graph.names import free, is_name, spare
from graph.network import LONGEST, AnyLayer, Block, Network, Node, Wire, interior
from graph.shapes import Shape, ShapeError
from graph.sketch import CARD_HEIGHT


def ungroup(network: Network, name: str, inference: Inference) -> tuple[Network, tuple[str, ...]]:
    """The network with what is inside a block in its place, and the names of those nodes.

    The parts of a frozen block are frozen. Raises EditError where there is nothing inside, or it
    depends on inputs that are not known.
    """
    inner = _inside(network, name, inference)
    parts = {
        n: node for n, node in inner.nodes.items() if not isinstance(node.layer, Input | Output)
    }
    if network.nodes[name].frozen:
        parts = {n: structs.replace(part, frozen=learns(part.layer)) for n, part in parts.items()}
    names = _renamed(parts, name, network.nodes.keys() - {name})
    way = _Way(network, name, inner, names)
    wires = [*way.outside(), *way.inside()]
    nodes: dict[str, Node] = {}
    for old, node in network.nodes.items():
        if old == name:
            nodes |= {names[part]: node for part, node in parts.items()}
        else:
            nodes[old] = node
    sketch = network.sketch.joined(structs.replace(inner.sketch.renamed(names), notes={}))
    opened = closed_up(Network(nodes, tuple(wires), sketch))
    return _spread(opened, network.nodes[name], tuple(names.values())), tuple(names.values())


def own(layer: AnyLayer, inputs: tuple[Shape, ...] | None) -> Block:
    """A built-in block that receives `inputs` as a user's block of the same inside.

    Its names inside stay, and so do those of its weights. Raises EditError.
    """
    if isinstance(layer, Block):
        raise EditError("{block} is a block of your own already: open it.", block=layer.label)
    if inputs is None:
        raise _unknown(layer.label)
    try:
        inner = interior(layer, *inputs)
    except ShapeError as error:
        raise EditError("{text}", text=error.text) from error
    if inner is None:
        raise _plain(layer.label)
    return Block(str(layer.label)[:LONGEST], arranged(inner))


def own_at(whole: Level, path: Path, exact_sizes: bool) -> Network:
    """The whole network with every built-in block on a path as a user's block.

    Raises EditError where one cannot be.
    """
    network = whole.network
    for depth, name in enumerate(path):
        known = infer(network, exact_sizes)
        top = Level(network, known, whole.costs)
        level = deepest(top, path[:depth], exact_sizes)[1]
        layer = level.network.nodes[name].layer
        if held(layer) is None:
            block = own(layer, level.inference.known_inputs(name))
            network = with_inner(network, path[:depth], set_layer(level.network, name, block))
    return network


def closed(network: Network, name: str) -> EditError:
    """Why there is no way into a node: it is one layer, or what is inside is not known."""
    layer = network.nodes[name].layer
    return _unknown(name) if has_inside(layer) else _plain(name)


def _unknown(name: object) -> EditError:
    return EditError(
        "What is inside {name} depends on what it receives, and that is not known yet. Wire it, "
        "and mend what is wrong before it.",
        name=name,
    )


def _plain(name: object) -> EditError:
    return EditError("{name} is one layer: there is nothing inside.", name=name)


def _inside(network: Network, name: str, inference: Inference) -> Network:
    """What is inside a node, every part at its place."""
    layer = network.nodes[name].layer
    if isinstance(layer, Block):
        inner = layer.network
    elif name in inference.interiors:
        inner = arranged(inference.interiors[name].network)
    else:
        raise closed(network, name)
    ends = inner.of_type(Output)
    if len(ends) != 1:
        raise EditError(
            "A block needs exactly one Output inside, and it has {count}.", count=len(ends)
        )
    return inner


def _renamed(parts: Mapping[str, Node], name: str, taken: Collection[str]) -> dict[str, str]:
    """The parts' names outside: their own where they are free.

    The copies in a Repeat `layer1` are `layer1.0`, `layer1.1` …, so that weights keep their names.
    """
    names: dict[str, str] = {}
    for part, node in parts.items():
        wish = f"{name}.{part}" if part.isdigit() else part
        busy = [*taken, *names.values()]
        stem = part.rstrip("0123456789") if part.isidentifier() else node.layer.stem
        fits = is_name(wish) and free(wish, busy)
        names[part] = wish if fits else spare(stem, busy)
    return names


class _Way(Struct, frozen=True):
    """How wires run when the block `name` is opened up and its parts have new names."""

    network: Network
    name: str
    inner: Network
    names: dict[str, str]

    def outside(self) -> Iterable[Wire]:
        """The wires that were outside; those from the block begin at what its Output had."""
        (end,) = self.inner.of_type(Output)
        ending = self.inner.incoming[end]
        result = self._source(ending[0].source) if ending else None
        for wire in self.network.wires:
            if wire.target == self.name:
                continue
            if wire.source != self.name:
                yield wire
            elif result is not None:
                yield Wire(result, wire.target, wire.port)

    def inside(self) -> Iterable[Wire]:
        """The wires that were inside; those from its Inputs begin at what fed the block."""
        for wire in self.inner.wires:
            source = self._source(wire.source)
            if wire.target in self.names and source is not None:
                yield Wire(source, self.names[wire.target], wire.port)

    def _source(self, part: str) -> str | None:
        if part in self.names:
            return self.names[part]
        entries = list(self.inner.of_type(Input))
        # a file may have a wire that leaves an Output: it is none of the ports
        port = entries.index(part) if part in entries else None
        wires = self.network.incoming[self.name]
        fed = (w.source for w in wires if w.port == port and w.source != self.name)
        return next(fed, None)


def _spread(network: Network, block: Node, parts: tuple[str, ...]) -> Network:
    """The network with the parts where the block was, and the others moved out of their way."""
    if not parts:
        return network
    nodes = network.nodes
    left, top = min(nodes[p].x for p in parts), min(nodes[p].y for p in parts)
    wide = max(nodes[p].x for p in parts) - left
    high = max(nodes[p].y for p in parts) - top
    places = {p: (nodes[p].x - left + block.x, nodes[p].y - top + block.y) for p in parts}
    others = {name: (node.x, node.y) for name, node in nodes.items() if name not in places}
    below = {
        n: (x, y + high) if y >= block.y + CARD_HEIGHT else (x, y) for n, (x, y) in others.items()
    }
    row = {
        n: (x + wide, y) if x >= block.x and abs(y - block.y) < CARD_HEIGHT else (x, y)
        for n, (x, y) in below.items()
    }
    made = move(network, {**row, **places})
    if overlaps(made) <= overlaps(remove(network, parts)):
        return made
    # what stands a little higher or lower than the row is in the way: all that is right goes
    row = {n: (x + wide, y) if x >= block.x else (x, y) for n, (x, y) in below.items()}
    return move(network, {**row, **places})
