"""Blocks in blocks: the network at a path of names, and the whole network with it replaced.

A path leads through a user's Blocks, and through a Repeat of one, whose copies are all the same;
what is inside any other block follows from its settings and is read only.
"""

from collections.abc import Callable, Iterator

from msgspec import Struct, structs

from graph.arrange import arranged
from graph.costs import Costs, costs
from graph.infer import Inference, arrived
from graph.layers.base import Layer
from graph.layers.endpoints import Input, Output
from graph.network import AnyLayer, Block, Network, Repeat, Wire
from graph.problems import Problem
from graph.shapes import Shape
from graph.text import Text

Path = tuple[str, ...]


class Level(Struct, frozen=True):
    """A network that can be looked at: the whole one, or a block's inside."""

    network: Network
    inference: Inference
    costs: Costs
    prefix: str = ""
    """What the names here begin with in the names of the weights: `block1.`."""
    read_only: bool = False

    @property
    def dotted(self) -> str:
        """The block's name in the names of the weights; nothing for the whole network."""
        return self.prefix.removesuffix(".")

    @property
    def counted(self) -> bool:
        """Whether the costs are of all blocks; those of unknown size are not in them."""
        return self.network.nodes.keys() <= self.inference.outputs.keys()


def held(layer: AnyLayer) -> Block | None:
    """The user's block that a layer is, or repeats; None for any other."""
    while isinstance(layer, Repeat):
        layer = layer.block
    return layer if isinstance(layer, Block) else None


def has_inside(layer: Layer) -> bool:
    """Whether a layer is a block: made of others, which can be looked at."""
    return isinstance(layer, Block) or type(layer).parts is not Layer.parts


def at(network: Network, path: Path) -> Network | None:
    """The network at a path through the user's blocks; None if there is none."""
    for name in path:
        node = network.nodes.get(name)
        block = held(node.layer) if node else None
        if block is None:
            return None
        network = block.network
    return network


def with_inner(network: Network, path: Path, inner: Network) -> Network:
    """The whole network with the one at `path` replaced.

    Where Inputs of a block went, the wires to them go; those to the others stay with them.
    """
    if not path:
        return inner
    name, rest = path[0], path[1:]
    node = network.nodes[name]
    block = held(node.layer)
    if block is None:
        raise KeyError(name)
    after = structs.replace(block, network=with_inner(block.network, rest, inner))
    return _replaced(network, {name: _around(node.layer, after)})


def block_at(network: Network, path: Path) -> Block | None:
    """The user's block whose inside is at a path; None for the whole network, or where none is."""
    outer = at(network, path[:-1]) if path else None
    node = outer.nodes.get(path[-1]) if outer else None
    return held(node.layer) if node else None


def with_uses(
    network: Network, path: Path, inner: Network, together: Callable[[Block], bool]
) -> Network:
    """The whole network with the one at `path` replaced: there, or in all uses of its block.

    `together` says of a block on the path whether all of its equals change with it.
    """
    if not path:
        return inner
    outer = at(network, path[:-1])
    if outer is None:
        raise KeyError(path[0])
    layer = outer.nodes[path[-1]].layer
    block = held(layer)
    if block is None:
        raise KeyError(path[-1])
    after = structs.replace(block, network=inner)
    if together(block):
        return replace_uses(network, block, after)
    changed = _replaced(outer, {path[-1]: _around(layer, after)})
    return with_uses(network, path[:-1], changed, together)


def blocks(network: Network) -> tuple[Block, ...]:
    """The user's blocks that a network uses, those inside others too; each of them once."""
    found: dict[Block, None] = {}
    for node in network.nodes.values():
        if block := held(node.layer):
            found |= dict.fromkeys([block, *blocks(block.network)])
    return tuple(found)


def block_names(network: Network) -> frozenset[str]:
    """What the user's blocks are called, those inside others too."""
    names: set[str] = set()
    for node in network.nodes.values():
        if block := held(node.layer):
            names |= {block.name, *block_names(block.network)}
    return frozenset(names)


def uses(network: Network, block: Block) -> tuple[Path, ...]:
    """The paths of all blocks that equal `block`, inside others too."""
    return tuple(_uses(network, block))


def replace_uses(network: Network, old: Block, new: Block) -> Network:
    """The network with `new` wherever `old` was, inside other blocks too."""
    layers: dict[str, AnyLayer] = {}
    for name, node in network.nodes.items():
        block = held(node.layer)
        if block is None:
            continue
        after = new
        if block != old:
            after = structs.replace(block, network=replace_uses(block.network, old, new))
        if after != block:
            layers[name] = _around(node.layer, after)
    return _replaced(network, layers) if layers else network


def top(network: Network, inference: Inference, known: Costs) -> Level:
    """The whole network as a level."""
    return Level(network, inference, known)


def inside(level: Level, name: str, exact_sizes: bool) -> Level | None:
    """A block's inside, one level deeper; None if the node has none, or what it is depends on
    inputs that are not known. A Repeat of a user's block is opened as its first copy.
    """
    node = level.network.nodes.get(name)
    if node is None:
        return None
    found = level.inference.interiors.get(name)
    cost = level.costs.nodes.get(name)
    prefix, layer = f"{level.prefix}{name}.", node.layer
    mine = held(layer)
    while mine is not None and isinstance(layer, Repeat):
        prefix, layer = f"{prefix}0.", layer.block
        found = found.inference.interiors.get("0") if found else None
        cost = cost.inside.get("0") if cost else None
    if mine is not None:
        network = mine.network
        known = (
            found.inference
            if found
            else arrived(network, level.inference.inputs.get(name, ()), exact_sizes)
        )
    elif found is not None:
        network, known = arranged(found.network), found.inference
    else:
        return None
    known = _ended(network, known)
    if cost is not None and cost.within is not None:
        # what the layers see is measured in the picture, not in what arrives
        sums = structs.replace(cost.within, nodes=cost.inside)
    else:
        sums = costs(network, known)
    return Level(network, known, sums, prefix, level.read_only or mine is None)


def inferred(
    network: Network, shapes: tuple[Shape | None, ...], exact_sizes: bool = False
) -> Inference:
    """Shapes and problems inside a block that receives `shapes`, with those of its ends."""
    return _ended(network, arrived(network, shapes, exact_sizes))


def arriving(level: Level) -> tuple[Shape | None, ...]:
    """What the block receives whose inside a level is."""
    return tuple(level.inference.outputs.get(name) for name in level.network.of_type(Input))


def deepest(level: Level, path: Path, exact_sizes: bool) -> tuple[Path, Level]:
    """As much of a path as exists, and the level that it leads to."""
    for place, name in enumerate(path):
        below = inside(level, name, exact_sizes)
        if below is None:
            return path[:place], level
        level = below
    return path, level


def _uses(network: Network, block: Block) -> Iterator[Path]:
    for name, node in network.nodes.items():
        found = held(node.layer)
        if found == block:
            yield (name,)
        elif found is not None:
            yield from ((name, *path) for path in _uses(found.network, block))


def _around(layer: AnyLayer, block: Block) -> AnyLayer:
    """`layer` with another user's block in it."""
    if isinstance(layer, Repeat):
        return structs.replace(layer, block=_around(layer.block, block))
    return block


def _replaced(network: Network, layers: dict[str, AnyLayer]) -> Network:
    """The network with other layers at some nodes, and the wires at their Inputs put right."""
    nodes = dict(network.nodes)
    wires = network.wires
    for name, layer in layers.items():
        old = nodes[name]
        nodes[name] = structs.replace(old, layer=layer)
        before, after = _entries(old.layer), _entries(layer)
        if len(before) != len(after):
            wires = tuple(_kept(wires, name, before, after))
    return network.replace(nodes, wires)


def _entries(layer: AnyLayer) -> list[str]:
    return list(layer.network.of_type(Input)) if isinstance(layer, Block) else []


def _kept(
    wires: tuple[Wire, ...], name: str, before: list[str], after: list[str]
) -> Iterator[Wire]:
    places = {entry: port for port, entry in enumerate(after)}
    for wire in wires:
        if wire.target != name:
            yield wire
        elif wire.port < len(before) and before[wire.port] in places:
            yield Wire(wire.source, name, places[before[wire.port]])


def _ended(network: Network, known: Inference) -> Inference:
    ends = network.of_type(Output)
    if len(ends) == 1:
        return known
    text = Text(
        "A block needs exactly one Output inside, and it has {count}.", {"count": len(ends)}
    )
    problem = Problem("", "error", "no-output" if not ends else "inside", text)
    return structs.replace(known, problems=(problem, *known.problems))
