"""Where the free end of a wire may go, and what comes of it."""

import pytest

from graph import edits
from graph.edits import EditError
from graph.edits.plugging import OUTPUT, Plug
from graph.infer import infer
from graph.layers.activation import ReLU
from graph.layers.convolution import Conv2d
from graph.layers.dense import Linear
from graph.layers.endpoints import Input, Output
from graph.layers.join import Add, Concat
from graph.layers.pooling import MaxPool2d
from graph.network import LAYERS, Block, Network, Node, Wire
from graph.shapes import Image
from graph.templates import template

LENET = template("lenet5").project().network
NODES = {
    "input": Node(Input(3, 32, 32)),
    "a": Node(Conv2d(8, padding=1)),
    "b": Node(Conv2d(16, 2, 2)),
    "cat": Node(Concat()),
    "add": Node(Add()),
    "relu": Node(ReLU()),
}
NETWORK = Network(
    NODES,
    (Wire("input", "a"), Wire("input", "b"), Wire("a", "cat"), Wire("a", "add"), Wire("a", "relu")),
)
TWO = Block(
    "Two", edits.connect(edits.add(Block().network, "second", Input(1, 1, 1)), "input", "output")
)


def plug(network: Network, node: str, port: int = OUTPUT, old: Wire | None = None, **more) -> Plug:
    return Plug(network, infer(network), node, port, old, **more)


def test_it_may_go_where_an_edit_may_lead_it() -> None:
    """The set that is worked out once says the same as the rule for a single wire."""
    for node in LENET.nodes:
        for name in LENET.nodes:
            forward, backward = plug(LENET, node), plug(LENET, node, 0)
            assert forward.takes(name) == (edits.obstacle(LENET, node, name) is None) or (
                LENET.nodes[node].layer.stem == "output"  # it has no output to hold a wire at
            )
            if LENET.nodes[node].layer.inputs:
                assert backward.takes(name) == (edits.obstacle(LENET, name, node) is None)


@pytest.mark.parametrize(
    ("held", "port", "name", "said"),
    [
        ("relu1", OUTPUT, "conv1", "A wire from relu1 to conv1 would make a loop."),
        ("relu1", OUTPUT, "input", "input is where pictures come in: it takes no wire."),
        ("conv1", 0, "relu1", "A wire from relu1 to conv1 would make a loop."),
        ("conv1", 0, "output", "output ends the network: no wire leaves it."),
    ],
)
def test_a_node_that_takes_no_wire_says_why(held, port, name, said) -> None:
    found = plug(LENET, held, port)
    assert str(found.reason(name)) == said
    assert found.ports(name) == ()
    assert found.best(name) is None
    with pytest.raises(EditError, match=said):
        found.plugged((name, OUTPUT if port == 0 else 0))


def test_it_says_what_comes_in_and_what_the_target_makes_of_it() -> None:
    found = plug(NETWORK, "a").outcome(("b", 0))
    assert (found.carries, found.gives) == (Image(8, 32, 32), Image(16, 16, 16))
    assert found.fits
    assert found.replaces == Wire("input", "b")


def test_a_misfit_is_told_and_allowed() -> None:
    held = plug(NETWORK, "b")
    found = held.outcome(("add", 1))
    assert found.gives is None
    assert "one shape" in str(found.misfit)
    assert Wire("b", "add", 1) in held.plugged(("add", 1)).wires


def test_sizes_that_are_rounded_down_are_told_with_the_formula_and_with_what_comes_of_it() -> None:
    network = edits.add(NETWORK, "pool", MaxPool2d(3, 2))
    found = plug(network, "a").outcome(("pool", 0))
    assert "(32 − 3 + 2·0) / 2 + 1 = 15.5" in str(found.misfit)
    assert found.gives == Image(8, 15, 15)
    assert plug(network, "a", exact_sizes=True).outcome(("pool", 0)).gives is None


def test_an_output_wants_classes_but_not_inside_a_block() -> None:
    network = edits.add(NETWORK, "output", Output())
    assert "one number a class" in str(plug(network, "a").outcome(("output", 0)).misfit)
    assert plug(network, "a", whole=False).outcome(("output", 0)).fits


def test_nothing_is_said_of_shapes_that_nobody_knows() -> None:
    network = edits.add(edits.add(Network(), "a", ReLU()), "b", Linear())
    found = plug(network, "a").outcome(("b", 0))
    assert (found.carries, found.gives, found.fits) == (None, None, True)


def test_dropped_anywhere_on_a_join_it_gets_a_new_input() -> None:
    assert plug(NETWORK, "b").best("cat") == 1
    wide = plug(NETWORK, "relu").plugged(("cat", 1))
    assert plug(wide, "input").best("cat") == 2


def test_of_two_free_inputs_the_one_that_fits_is_taken_and_of_wired_ones_the_last() -> None:
    two = edits.add(NETWORK, "two", TWO)
    assert plug(two, "a").best("two") == 0
    first = edits.connect(two, "a", "two", 0)
    assert plug(first, "b").best("two") == 1
    assert plug(edits.connect(first, "b", "two", 1), "relu").best("two") == 1


def test_an_end_is_plugged_elsewhere_in_place_of_the_old_wire() -> None:
    wire = Wire("a", "relu")
    held = plug(NETWORK, "a", old=wire)
    assert held.plugged(("relu", 0)) is NETWORK
    assert held.plugged(("b", 0)).wires == (
        Wire("input", "a"),
        Wire("a", "cat"),
        Wire("a", "add"),
        Wire("a", "b"),
    )
    assert held.pulled.incoming["relu"] == ()


def test_the_source_of_a_wire_is_exchanged() -> None:
    held = plug(NETWORK, "relu", 0, Wire("a", "relu"))
    assert held.plugged(("b", OUTPUT)).incoming["relu"] == (Wire("b", "relu"),)


def test_inputs_of_a_concat_change_their_order_by_plugging_one_behind_the_others() -> None:
    network = edits.connect(edits.connect(NETWORK, "b", "cat", 1), "relu", "cat", 2)
    held = plug(network, "a", old=Wire("a", "cat"))
    assert [w.source for w in held.plugged(("cat", 3)).incoming["cat"]] == ["b", "relu", "a"]
    assert [w.source for w in held.plugged(("cat", 1)).incoming["cat"]] == ["a", "relu"]


def test_the_points_of_a_wire_go_with_it_as_long_as_it_joins_the_same_nodes() -> None:
    old = Wire("a", "cat")
    bent = NETWORK.replace(sketch=NETWORK.sketch.rerouted({old: ((5.0, 5.0),)}))
    wide = edits.connect(bent, "b", "cat", 1)
    held = plug(wide, "a", old=old)
    moved = held.plugged(("cat", 2))
    assert moved.sketch.route(Wire("a", "cat", 1)) == ((5.0, 5.0),)
    assert held.plugged(("relu", 0)).sketch.routes == ()


def test_a_wire_that_is_there_already_is_not_drawn_twice() -> None:
    assert plug(NETWORK, "a").plugged(("relu", 0)) is NETWORK
    assert plug(NETWORK, "a").outcome(("relu", 0)).replaces == Wire("a", "relu")
    assert plug(NETWORK, "a").best("cat") == 1  # the first has it already
    doubled = plug(NETWORK, "cat", old=None).plugged(("relu", 0))
    held = plug(doubled, "a", old=Wire("a", "add"))
    assert held.plugged(("cat", 0)).incoming["add"] == ()


def test_a_loop_of_a_file_is_opened_by_plugging_its_wire_elsewhere() -> None:
    nodes = {name: Node(ReLU()) for name in "abc"}
    loop = Network(nodes, (Wire("a", "b"), Wire("b", "a")))
    held = plug(loop, "b", old=Wire("b", "a"))
    assert held.takes("c")
    assert not held.takes("a")
    assert held.plugged(("c", 0)).looping == frozenset()


@pytest.mark.parametrize("kind", LAYERS)
def test_each_kind_of_layer_says_something_of_what_comes(kind) -> None:
    network = edits.add(NETWORK, "x", kind())
    held = plug(network, "a")
    for port in held.ports("x"):
        found = held.outcome(("x", port))
        after = infer(held.plugged(("x", port)))
        assert found.gives == after.outputs.get("x")
