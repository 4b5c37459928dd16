"""What follows from names and wires is worked out once for a drawing, and refused where it must."""

import pytest

from graph import edits
from graph.layers.activation import ReLU
from graph.network import Network, Node, Wire
from graph.templates import template
from graph.wiring import wiring

LENET = template("lenet5").project().network


def test_an_edit_that_leaves_names_and_wires_shares_the_wiring() -> None:
    before = edits.set_field(LENET, "conv1", "filters", 8)
    assert edits.move(before, {"conv1": (9.0, 9.0)}).wiring is before.wiring
    assert edits.rename(LENET, "conv1", "first").wiring is not LENET.wiring


def test_a_network_of_the_same_drawing_shares_it_too() -> None:
    drawings = [Network(dict(LENET.nodes), tuple(LENET.wires)) for _ in range(2)]
    assert drawings[0].wiring is drawings[1].wiring


def test_sources_stand_in_the_order_of_the_ports() -> None:
    wires = (Wire("b", "join", 1), Wire("a", "join", 0), Wire("a", "c"))
    made = wiring(("a", "b", "c", "join"), wires)
    assert made.sources["join"] == ("a", "b")
    assert [wire.target for wire in made.outgoing["a"]] == ["join", "c"]
    assert made.order.index("join") > max(made.order.index("a"), made.order.index("b"))


def test_nodes_on_a_loop_are_left_out_of_the_order_and_named() -> None:
    made = wiring(("a", "b", "c"), (Wire("a", "b"), Wire("b", "a"), Wire("b", "c")))
    assert made.looping == {"a", "b"}
    assert made.order == ("c",)
    assert wiring(("a",), (Wire("a", "a"),)).looping == {"a"}


@pytest.mark.parametrize(
    ("names", "wires", "said"),
    [
        (("forward",), (), "cannot be the name of a node"),
        (("a", "a.0"), (), "is a node, and also what nodes such as 'a.0' are in"),
        (("a",), (Wire("a", "b"),), "joins 'b', which does not exist"),
        (("a",), (Wire("b", "a"),), "joins 'b', which does not exist"),
        (("a", "b"), (Wire("a", "b", -1),), "enters 'b' at port -1"),
        (("a", "b"), (Wire("a", "b"), Wire("b", "b")), "two wires enter port 0 of 'b'"),
    ],
)
def test_what_makes_no_sense_is_refused(names, wires, said) -> None:
    with pytest.raises(ValueError, match=said):
        Network({name: Node(ReLU()) for name in names}, wires)
