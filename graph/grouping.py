"""Nodes into a block of the user's own, and a block into nodes. Each refusal says why."""

import re
from collections.abc import Collection, Iterable, Mapping

from msgspec import Struct, structs

from graph.arrange import CARD_HEIGHT, CARD_WIDTH, GAP_X, GAP_Y, arranged, make_room
from graph.edits import EditError, Place, closed_up, move, set_layer
from graph.infer import Inference, infer
from graph.layers.endpoints import Input, Output
from graph.levels import Level, Path, deepest, has_inside, held, with_inner
from graph.names import free, is_name, spare
from graph.network import AnyLayer, Block, Network, Node, Repeat, Wire, interior, networkx
from graph.shapes import Shape, ShapeError

GRID = 10


class NotConvex(EditError):
    """A way between two chosen nodes runs outside of them, and leaves them by `wire`."""

    wire: Wire


def group(network: Network, names: Collection[str], title: str) -> tuple[Network, str]:
    """The network with the nodes in a block of their own, and the name of its node.

    Inside they keep names and relative places, but for wrapped rows. Each node outside that feeds
    them is an Input, in the order of use, as is each input that is free. Raises EditError.
    """
    chosen = [name for name in network.nodes if name in set(names)]
    _check(network, chosen)
    result = _result(network, chosen)
    entries = _entries(network, chosen)
    inner = _inner(network, chosen, entries, result)
    kept = network.nodes.keys() - set(chosen)
    new = _name(title, kept)
    node = Node(Block(title, inner), *_centre(network, chosen))
    nodes: dict[str, Node] = {}
    for name, old in network.nodes.items():
        if name == chosen[0]:
            nodes[new] = node
        if name in kept:
            nodes[name] = old
    wires = _outer_wires(network, set(chosen), new, entries)
    return make_room(Network(nodes, tuple(wires)), new), new


def ungroup(network: Network, name: str, inference: Inference) -> tuple[Network, tuple[str, ...]]:
    """The network with what is inside a block in its place, and the names of those nodes.

    Raises EditError where there is nothing inside, or it depends on inputs that are not known.
    """
    inner = _inside(network, name, inference)
    parts = {n: node for n, node in inner.nodes.items() if not isinstance(node.layer, _ENDS)}
    names = _renamed(parts, name, network.nodes.keys() - {name})
    way = _Way(network, name, inner, names)
    wires = [*way.outside(), *way.inside()]
    nodes: dict[str, Node] = {}
    for old, node in network.nodes.items():
        if old == name:
            nodes |= {names[part]: node for part, node in parts.items()}
        else:
            nodes[old] = node
    opened = closed_up(Network(nodes, tuple(wires)))
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
    return Block(str(layer.label), arranged(inner))


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


def repeated(network: Network, name: str) -> Network:
    """The network with a node twice in a row, as one block; a Repeat gets one copy more."""
    layer = network.nodes[name].layer
    if isinstance(layer, Repeat):
        more: AnyLayer = structs.replace(layer, times=layer.times + 1)
    elif layer.inputs == 1 and not isinstance(layer, Output):
        more = Repeat(layer)
    else:
        raise EditError(
            "{block} cannot be repeated: only a layer with one input and one result can.",
            block=layer.label,
        )
    return set_layer(network, name, more)


def closed(network: Network, name: str) -> EditError:
    """Why there is no way into a node: it is one layer, or what is inside is not known."""
    layer = network.nodes[name].layer
    return _unknown(name) if has_inside(layer) else _plain(name)


_ENDS = (Input, Output)


def _unknown(name: object) -> EditError:
    return EditError(
        "What is inside {name} depends on what it receives, and that is not known yet. Wire it, "
        "and mend what is wrong before it.",
        name=name,
    )


def _plain(name: object) -> EditError:
    return EditError("{name} is one layer: there is nothing inside.", name=name)


Entry = str | tuple[str, int]
"""What an inner Input stands for: a node outside, or a free port of a node inside."""


def _check(network: Network, chosen: list[str]) -> None:
    if not chosen:
        raise EditError("Nothing is selected. Select the blocks that shall become one.")
    ends = [name for name in chosen if isinstance(network.nodes[name].layer, _ENDS)]
    if ends:
        raise EditError(
            "{name} is where the network begins or ends: leave it out of the selection.",
            name=ends[0],
        )
    looping = [name for name in chosen if name in network.looping]
    if looping:
        raise EditError("{name} is part of a loop. Remove a wire of it first.", name=looping[0])
    _check_convex(network, set(chosen))


def _check_convex(network: Network, chosen: set[str]) -> None:
    """Two nodes more, one before and one behind all the chosen: then one search is enough."""
    before, behind = " before", " behind"  # no node has a name with a space
    graph = network.digraph.copy()
    graph.add_edges_from((before, name) for name in chosen)
    graph.add_edges_from((name, behind) for name in chosen)
    nx = networkx()
    both = nx.descendants(graph, before) & nx.ancestors(graph, behind)
    between = both - chosen - {before, behind}
    if not between:
        return
    wire = next(w for w in network.wires if w.source in chosen and w.target in between)
    ways = graph.subgraph(between | chosen | {behind})
    *outside, end, _ = nx.shortest_path(ways, wire.target, behind)
    refusal = NotConvex(
        "These blocks cannot be one: the way from {start} to {end} leaves the selection by the "
        "wire {wire}. Select {between} too, or leave {start} or {end} out.",
        start=wire.source,
        end=end,
        wire=f"{wire.source} → {wire.target}",
        between=", ".join(outside),
    )
    refusal.wire = wire
    raise refusal


def _result(network: Network, chosen: list[str]) -> str:
    """The node whose result is the block's."""
    inside = set(chosen)
    out = {w.source for w in network.wires if w.source in inside and w.target not in inside}
    ends = [name for name in chosen if name in out] or [
        name for name in chosen if not network.outgoing[name]
    ]
    if len(ends) > 1:
        raise EditError(
            "A block has one result, and here {count} lead out of the selection: {names}. Select "
            "what joins them too, or group fewer blocks.",
            count=len(ends),
            names=", ".join(ends),
        )
    return ends[0]


def _entries(network: Network, chosen: list[str]) -> dict[Entry, str]:
    """The inner Inputs by what they stand for, in the order of use."""
    inside, entries = set(chosen), dict[Entry, str]()
    for name in network.order:
        if name not in inside:
            continue
        for port, wire in enumerate(_ports(network, name)):
            key = (name, port) if wire is None else wire.source
            if key not in inside and key not in entries:
                taken = {*chosen, *entries.values(), "output"}
                entries[key] = spare("input", taken, bare=True)
    return entries


def _ports(network: Network, name: str) -> list[Wire | None]:
    """The wires into a node by its ports, None where one is free; a join needs two."""
    inputs, wired = network.nodes[name].layer.inputs, network.incoming[name]
    count = max(2, len(wired)) if inputs is None else inputs
    found = {wire.port: wire for wire in wired}
    return [found.get(port) for port in range(count)]


def _inner(network: Network, chosen: list[str], entries: dict[Entry, str], result: str) -> Network:
    inside = set(chosen)
    left = min(network.nodes[name].x for name in chosen)
    top = min(network.nodes[name].y for name in chosen)
    right = max(network.nodes[name].x for name in chosen) - left
    step = CARD_WIDTH + GAP_X
    nodes = {
        entry: Node(Input(), 0.0, place * (CARD_HEIGHT + GAP_Y))
        for place, entry in enumerate(entries.values())
    }
    for name in chosen:
        node = network.nodes[name]
        nodes[name] = Node(node.layer, node.x - left + step, node.y - top)
    end = spare("output", nodes, bare=True)
    nodes[end] = Node(Output(), right + 2 * step, nodes[result].y)
    wires = [w for w in network.wires if w.source in inside and w.target in inside]
    for name in chosen:
        for port, wire in enumerate(_ports(network, name)):
            key = (name, port) if wire is None else wire.source
            if key in entries:
                wires.append(Wire(entries[key], name, port))
    inner = Network(nodes, (*wires, Wire(result, end)))
    # rows like those of a text are wrapped anew between the Input and the Output
    wrapped = any(nodes[w.source].x >= nodes[w.target].x for w in inner.wires)
    return arranged(inner) if wrapped else inner


def _outer_wires(
    network: Network, chosen: set[str], new: str, entries: dict[Entry, str]
) -> Iterable[Wire]:
    ports = {source: port for port, source in enumerate(entries)}
    fed: set[str] = set()
    for wire in network.wires:
        if wire.source in chosen and wire.target in chosen:
            continue
        if wire.source in chosen:
            yield Wire(new, wire.target, wire.port)
        elif wire.target not in chosen:
            yield wire
        elif wire.source not in fed:
            fed.add(wire.source)
            yield Wire(wire.source, new, ports[wire.source])


def _name(title: str, taken: Collection[str]) -> str:
    """A node's name from a block's: `block1` from “Block 1”."""
    words = re.sub(r"[^a-z0-9]+(?=\d)", "", title.lower())
    stem = re.sub(r"[^a-z0-9]+", "_", words).strip("_")[:40]
    if not stem.isidentifier() or not is_name(stem):
        return spare("block", taken)
    return stem if free(stem, taken) else spare(stem.rstrip("0123456789"), taken)


def _centre(network: Network, chosen: list[str]) -> Place:
    """The middle of a row; of several rows the node nearest to it, so that it stands in one."""
    places = [(network.nodes[name].x, network.nodes[name].y) for name in chosen]
    across, down = [x for x, _ in places], [y for _, y in places]
    x, y = (min(across) + max(across)) / 2, (min(down) + max(down)) / 2
    if max(down) - min(down) >= CARD_HEIGHT:
        return min(places, key=lambda place: (place[0] - x) ** 2 + (place[1] - y) ** 2)
    return float(round(x / GRID) * GRID), float(round(y / GRID) * GRID)


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
            if wire.source == self.name and result is not None:
                yield Wire(result, wire.target, wire.port)
            elif self.name not in (wire.source, wire.target):
                yield wire

    def inside(self) -> Iterable[Wire]:
        """The wires that were inside; those from its Inputs begin at what fed the block."""
        for wire in self.inner.wires:
            source = self._source(wire.source)
            if wire.target in self.names and source is not None:
                yield Wire(source, self.names[wire.target], wire.port)

    def _source(self, part: str) -> str | None:
        if part in self.names:
            return self.names[part]
        port = list(self.inner.of_type(Input)).index(part)
        fed = (w.source for w in self.network.incoming[self.name] if w.port == port)
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
    if _overlapping({**places, **row}) > _overlapping(others):
        # what stands a little higher or lower than the row is in the way: all that is right goes
        row = {n: (x + wide, y) if x >= block.x else (x, y) for n, (x, y) in below.items()}
    return move(network, {**row, **places})


def _overlapping(places: dict[str, Place]) -> int:
    """How many pairs of cards lie on each other."""
    count, before = 0, list[Place]()
    for x, y in sorted(places.values()):
        before = [place for place in before if place[0] > x - CARD_WIDTH]
        count += sum(abs(place[1] - y) < CARD_HEIGHT for place in before)
        before.append((x, y))
    return count
