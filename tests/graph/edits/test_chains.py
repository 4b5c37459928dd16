"""Blocks leave their chain and the wires close behind them; a chain goes into a wire."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph import edits
from graph.edits import EditError, bends
from graph.edits.chains import place_in, pull_out, remove_closing
from graph.layers.activation import ReLU
from graph.layers.join import Add
from graph.network import Network, Node, Wire
from graph.project import Project, decode, encode
from graph.templates import template
from tests.graph.builders import forked
from tests.graph.strategies import drawings, networks

LENET = template("lenet5").project().network


def test_a_block_is_taken_out_of_its_chain() -> None:
    network = pull_out(LENET, ["relu1"])
    assert network.nodes == LENET.nodes
    assert network.incoming["relu1"] == network.outgoing["relu1"] == ()
    assert Wire("conv1", "pool1") in network.wires
    assert len(network.wires) == len(LENET.wires) - 1


def test_several_blocks_stay_wired_to_each_other() -> None:
    network = pull_out(LENET, ["relu1", "pool1"])
    assert Wire("relu1", "pool1") in network.wires
    assert Wire("conv1", "conv2") in network.wires


def test_blocks_in_two_places_leave_both() -> None:
    network = remove_closing(LENET, ["relu1", "relu2"])
    assert {Wire("conv1", "pool1"), Wire("conv2", "pool2")} <= set(network.wires)
    assert "relu1" not in network.nodes


@pytest.mark.parametrize(
    ("names", "wires", "gone"),
    [
        pytest.param(
            ["relu1"],
            {Wire("conv1", "conv2"), Wire("conv1", "add1", 1)},
            (),
            id="one way of a fork",
        ),
        pytest.param(
            ["conv1"],
            {Wire("input", "relu1"), Wire("input", "add1", 1)},
            (),
            id="where it forks, all ways go on",
        ),
        pytest.param(
            ["add1"],
            {Wire("conv2", "flatten1")},
            {Wire("conv1", "add1", 1)},
            id="of a join the first input goes on",
        ),
        pytest.param(
            ["relu1", "conv2"],
            {Wire("conv1", "add1"), Wire("conv1", "add1", 1)},
            (),
            id="a whole branch leaves its shortcut",
        ),
        pytest.param(["input"], set(), {Wire("input", "conv1")}, id="nothing feeds the first"),
        pytest.param(["output"], set(), {Wire("fc1", "output")}, id="nothing follows the last"),
    ],
)
def test_the_wires_close(names: list[str], wires: set[Wire], gone: set[Wire]) -> None:
    network = remove_closing(forked(), names)
    assert wires <= set(network.wires)
    assert not set(gone) & set(network.wires)
    assert network.nodes.keys() == forked().nodes.keys() - set(names)


def test_a_join_closes_up_when_a_branch_has_nothing_to_go_on_from() -> None:
    nodes = {name: Node(ReLU()) for name in "abc"} | {"add1": Node(Add())}
    network = Network(nodes, tuple(Wire(name, "add1", port) for port, name in enumerate("abc")))
    assert [w.port for w in remove_closing(network, ["b"]).incoming["add1"]] == [0, 1]


def test_what_is_wired_to_nothing_is_the_same_network() -> None:
    network = edits.add(LENET, "extra", ReLU())
    assert pull_out(network, ["extra"]) is network
    assert pull_out(network, list(network.nodes)) is network


def test_the_points_of_both_wires_are_those_of_the_one_that_closes() -> None:
    network = bends.with_bend(LENET, Wire("conv1", "relu1"), 0, (150.0, -40.0))
    network = bends.with_bend(network, Wire("relu1", "pool1"), 0, (350.0, -40.0))
    closed = remove_closing(network, ["relu1"])
    assert closed.sketch.route(Wire("conv1", "pool1")) == ((150.0, -40.0), (350.0, -40.0))


def loose() -> Network:
    """LeNet with two blocks beside it that are wired to each other only."""
    network = edits.add(LENET, "a", ReLU(), (400.0, 400.0))
    return edits.connect(edits.add(network, "b", ReLU(), (640.0, 400.0)), "a", "b")


def test_a_loose_chain_goes_into_a_wire() -> None:
    wire = Wire("pool1", "conv2")
    network = place_in(loose(), wire, ["b", "a"])
    assert {Wire("pool1", "a"), Wire("a", "b"), Wire("b", "conv2")} <= set(network.wires)
    assert wire not in network.wires
    assert network.nodes == loose().nodes


def test_what_was_pulled_out_goes_into_another_wire() -> None:
    network = pull_out(LENET, ["relu1"])
    network = place_in(network, Wire("fc1", "relu3"), ["relu1"])
    assert network.incoming["relu1"] == (Wire("fc1", "relu1"),)


def test_a_wire_keeps_its_points_on_both_sides_of_what_it_runs_through() -> None:
    wire = Wire("pool1", "conv2")
    network = bends.with_bend(loose(), wire, 0, (-100.0, 300.0))
    network = bends.with_bend(network, wire, 1, (5_000.0, 300.0))
    made = place_in(network, wire, ["a", "b"])
    assert made.sketch.route(Wire("pool1", "a")) == ((-100.0, 300.0),)
    assert made.sketch.route(Wire("b", "conv2")) == ((5_000.0, 300.0),)
    inserted = edits.insert(network, wire, "new", ReLU(), (400.0, 400.0))
    assert inserted.sketch.route(Wire("pool1", "new")) == ((-100.0, 300.0),)


@pytest.mark.parametrize(
    "names",
    [
        pytest.param(["relu1"], id="wired to others"),
        pytest.param(["a"], id="wired to another"),
        pytest.param(["a", "b", "fc3"], id="some wired to others"),
        pytest.param(["conv2"], id="an end of the wire"),
        pytest.param([], id="nothing"),
    ],
)
def test_what_is_no_loose_chain_does_not_go_into_a_wire(names: list[str]) -> None:
    wire = Wire("pool1", "conv2")
    with pytest.raises(EditError, match="go into a wire"):
        place_in(loose(), wire, names)


def test_an_input_or_output_does_not_go_into_a_wire() -> None:
    network = pull_out(LENET, ["input", "output"])
    for name in ("input", "output"):
        with pytest.raises(EditError, match="go into a wire"):
            place_in(network, Wire("conv1", "relu1"), [name])


@given(st.one_of(networks(), drawings()), st.data())
def test_any_choice_of_nodes_leaves_a_valid_network(network: Network, data: st.DataObject) -> None:
    names = data.draw(st.sets(st.sampled_from(sorted(network.nodes) or ["none"])))
    chosen = names & network.nodes.keys()
    made = pull_out(network, chosen)
    assert made.nodes == network.nodes
    assert not any((w.source in chosen) != (w.target in chosen) for w in made.wires)
    outside = {w for w in network.wires if not {w.source, w.target} & chosen}
    ports = {(w.target, w.port) for w in network.wires}
    if not network.looping:
        assert not made.looping
        assert {(w.source, w.target) for w in outside} <= {(w.source, w.target) for w in made.wires}
        assert len(made.wires) <= len(ports)
    gone = remove_closing(network, chosen)
    assert gone.nodes.keys() == network.nodes.keys() - chosen
    assert decode(encode(Project(gone))) == Project(gone)
    for wire in made.wires[:3]:
        try:
            back = place_in(made, wire, chosen)
        except EditError:
            continue
        assert len(back.wires) == len(made.wires) + 1
        assert pull_out(back, chosen).wires != back.wires
        assert set(pull_out(back, chosen).wires) == set(made.wires)
