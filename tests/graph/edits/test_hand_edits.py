"""Any script of what hands and menus do to a drawing: valid at each step, undone to the first."""

from hypothesis import given
from hypothesis import strategies as st

from graph import selecting
from graph.arrange import arranged
from graph.document import Document
from graph.edits import aligning, bends, chains, linking, marking, swap, unfolding
from graph.layers.activation import ReLU
from graph.network import LAYERS, Network, Node
from graph.project import Project, decode, encode
from graph.text import Refusal
from tests.graph.builders import forked
from tests.graph.strategies import step

INSIDE = Network({f"n{n}": Node(ReLU(), 220.0 * n) for n in range(4)})
EDGES = ("left", "centre", "right", "top", "middle", "bottom")


def _chosen(network: Network, number: int) -> tuple[str, ...]:
    """One to four nodes that a number says."""
    names = list(network.nodes)
    return tuple(dict.fromkeys(names[number * k % len(names)] for k in range(1, 2 + number % 4)))


def _place_in(network: Network, number: int) -> Network:
    names = _chosen(network, number)
    pulled = chains.pull_out(network, names)
    if not pulled.wires:
        return pulled
    return chains.place_in(pulled, pulled.wires[number % len(pulled.wires)], names)


def _unfolded(network: Network, number: int) -> Network:
    name = _chosen(network, number)[0]
    if name in network.sketch.unfolded:
        return unfolding.folded(network, name)
    return unfolding.unfolded(network, name, INSIDE)


def _bent(network: Network, number: int) -> Network:
    wire = network.wires[number % len(network.wires)]
    return bends.with_bend(network, wire, 0, (float(number % 900), float(number % 700)))


def _dropped(network: Network, number: int) -> Network:
    at = (float(number % 900), float(number % 700))
    return marking.reframed(network, dict.fromkeys(_chosen(network, number)[:1], at))


HANDS = {
    "pull": lambda n, k: chains.pull_out(n, _chosen(n, k)),
    "remove": lambda n, k: chains.remove_closing(n, _chosen(n, k)),
    "place": _place_in,
    "swap": lambda n, k: swap.swap(n, _chosen(n, k)[0], LAYERS[k % len(LAYERS)]).network,
    "link": lambda n, k: linking.linked(n, _chosen(n, k)),
    "part": lambda n, k: linking.parted(n, _chosen(n, k)),
    "align": lambda n, k: aligning.aligned(n, _chosen(n, k), EDGES[k % 6]),
    "spread": lambda n, k: aligning.distributed(n, _chosen(n, k), "across" if k % 2 else "down"),
    "straighten": lambda n, k: aligning.straightened(n, selecting.chain(n, _chosen(n, k))),
    "pin": lambda n, k: marking.pinned(n, _chosen(n, k), k % 3 > 0),
    "frame": lambda n, k: marking.framed(n, _chosen(n, k), "mine")[0],
    "drop": _dropped,
    "note": lambda n, k: marking.with_note(n, "why?", (float(k % 900), 0.0))[0],
    "bend": _bent,
    "unfold": _unfolded,
    "arrange": lambda n, k: arranged(n, _chosen(n, k) if k % 2 else None),
}
PLAIN = ("add", "connect", "cut", "rename", "move")


def act(network: Network, verb: str, number: int) -> Network:
    """What one step makes; a refusal, or nothing to do it with, leaves all as it was."""
    if verb in PLAIN or not network.nodes:
        return step(network, verb if verb in PLAIN else "add", number)
    if not network.wires and verb in ("place", "bend"):
        return network
    try:
        return HANDS[verb](network, number)
    except Refusal:
        return network


@given(st.lists(st.tuples(st.sampled_from([*HANDS, *PLAIN]), st.integers(0, 10**6)), max_size=20))
def test_any_script_of_hands_is_valid_and_undone(script: list[tuple[str, int]]) -> None:
    document = Document(Project(forked()), lambda change: None)
    for verb, number in script:
        after = act(document.project.network, verb, number)
        assert not after.looping, verb
        assert all(wire in after.incoming[wire.target] for wire in after.wires)
        assert {route.wire for route in after.sketch.routes} <= set(after.wires)
        document.edit(verb, Project(after))
    last = document.project
    assert decode(encode(last)) == last
    for _ in document.past:
        document.undo()
    assert document.project == Project(forked())
