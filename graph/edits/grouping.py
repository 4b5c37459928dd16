"""Nodes into a block of the user's own, or into several copies. Each refusal says why."""

import re
from collections.abc import Collection, Iterable

from msgspec import structs

from graph.arrange import GAP_X, GAP_Y, arranged, make_room
from graph.edits.basic import EditError, set_layer
from graph.fields import with_value
from graph.layers.endpoints import Input, Output
from graph.names import free, is_name, spare
from graph.network import LONGEST, AnyLayer, Block, Network, Node, Repeat, Wire, networkx
from graph.sketch import CARD_HEIGHT, CARD_WIDTH, GRID, Place


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
    node = Node(Block(title[:LONGEST], inner), *_centre(network, chosen))
    nodes: dict[str, Node] = {}
    for name, old in network.nodes.items():
        if name == chosen[0]:
            nodes[new] = node
        if name in kept:
            nodes[name] = old
    wires = _outer_wires(network, set(chosen), new, entries)
    return make_room(network.replace(nodes, tuple(wires)), new), new


def repeated(network: Network, name: str) -> Network:
    """The network with a node twice in a row, as one block; a Repeat gets one copy more.

    Raises EditError or FieldError.
    """
    layer = network.nodes[name].layer
    if isinstance(layer, Repeat):
        more: AnyLayer = with_value(layer, "times", layer.times + 1)
    elif layer.inputs == 1 and not isinstance(layer, Output):
        more = Repeat(layer)
    else:
        raise EditError(
            "{block} cannot be repeated: only a layer with one input and one result can.",
            block=layer.label,
        )
    return set_layer(network, name, more)


_ENDS = (Input, Output)


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
        entry: Node(Input(), 0.0, float(place * (CARD_HEIGHT + GAP_Y)))
        for place, entry in enumerate(entries.values())
    }
    for name in chosen:
        node = network.nodes[name]
        nodes[name] = structs.replace(node, x=node.x - left + step, y=node.y - top)
    end = spare("output", nodes, bare=True)
    nodes[end] = Node(Output(), right + 2 * step, nodes[result].y)
    wires = [w for w in network.wires if w.source in inside and w.target in inside]
    for name in chosen:
        for port, wire in enumerate(_ports(network, name)):
            key = (name, port) if wire is None else wire.source
            if key in entries:
                wires.append(Wire(entries[key], name, port))
    sketch = structs.replace(network.sketch, notes={}).moved(step - left, -top)
    inner = Network(nodes, (*wires, Wire(result, end)), sketch)
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
