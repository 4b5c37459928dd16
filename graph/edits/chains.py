"""Blocks out of their chain, with the wires closed behind them; and a chain into a wire."""

from collections.abc import Collection, Iterator

from graph.edits.basic import EditError, closed_up, remove, rerouted, ways_through
from graph.layers.endpoints import Output
from graph.network import Network, Wire
from graph.sketch import Place


def pull_out(network: Network, names: Collection[str]) -> Network:
    """The network with those nodes unwired from the others, and the wires closed behind them.

    A wire that came out of them begins at what fed them on its way: at a node with several inputs
    that is the first one, and what came in at the others ends there. Where nothing fed them the
    wire goes. The wires among them stay; the points of two wires are those of the one between.
    """
    chosen = set(names)
    crossing = [w for w in network.wires if (w.source in chosen) != (w.target in chosen)]
    if not crossing:
        return network
    closed: dict[Wire, Wire] = {}
    ways: dict[Wire, tuple[Place, ...]] = {}
    for wire in crossing:
        entry = _entry(network, chosen, wire)
        if entry is not None:
            closed[wire] = Wire(entry.source, wire.target, wire.port)
            ways[closed[wire]] = network.sketch.route(entry) + network.sketch.route(wire)
    gone = set(crossing) - closed.keys()
    kept = [closed.get(wire, wire) for wire in network.wires if wire not in gone]
    return closed_up(rerouted(network.replace(wires=tuple(kept)), ways))


def remove_closing(network: Network, names: Collection[str]) -> Network:
    """The network without those nodes, and the wires closed behind them as `pull_out` does."""
    return remove(pull_out(network, names), names)


def place_in(network: Network, wire: Wire, names: Collection[str]) -> Network:
    """The network in which a wire runs through a chain of nodes that were wired to no others."""
    ends = _ends(network, wire, names)
    if ends is None:
        raise EditError(
            "Only blocks that are wired to no others, with one beginning and one end, go into a "
            "wire. Hold Alt while dragging to take them out of their chain first."
        )
    first, last = ends
    entry = Wire(wire.source, first)
    exit_ = Wire(last, wire.target, wire.port)
    wires = (*(exit_ if w == wire else w for w in network.wires), entry)
    ways = dict(zip((entry, exit_), ways_through(network, wire, first), strict=True))
    return rerouted(network.replace(wires=wires), ways)


def _entry(network: Network, chosen: set[str], wire: Wire) -> Wire | None:
    """The wire into the chosen nodes that one out of them goes on from: by the first inputs."""
    if wire.source not in chosen:
        return None
    name, seen = wire.source, set[str]()
    while name not in seen:
        seen.add(name)
        into = next(iter(network.incoming[name]), None)
        if into is None:
            return None
        if into.source not in chosen:
            return into
        name = into.source
    return None  # a loop of a file


def _ends(network: Network, wire: Wire, names: Collection[str]) -> tuple[str, str] | None:
    """The first and the last of a chain that is free at both; None if it is no such chain."""
    chosen = set(names)
    if {wire.source, wire.target} & chosen or chosen & network.looping:
        return None
    if any((w.source in chosen) != (w.target in chosen) for w in network.wires):
        return None
    firsts = list(_without(network.incoming, names))
    lasts = list(_without(network.outgoing, names))
    if len(firsts) != 1 or len(lasts) != 1:
        return None
    no_input = network.nodes[firsts[0]].layer.inputs == 0
    no_output = isinstance(network.nodes[lasts[0]].layer, Output)
    return None if no_input or no_output else (firsts[0], lasts[0])


def _without(wires: dict[str, tuple[Wire, ...]], names: Collection[str]) -> Iterator[str]:
    return (name for name in names if not wires[name])
