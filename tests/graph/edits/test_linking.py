"""Nodes that are there already are wired and parted, as the keyboard does it."""

import pytest

from graph import edits
from graph.edits import EditError
from graph.edits.linking import crossing, linked, parted
from graph.layers.activation import ReLU
from graph.layers.endpoints import Input
from graph.layers.join import Add, Concat
from graph.network import Block, Network, Node, Wire
from graph.templates import template
from tests.graph.builders import forked

LENET = template("lenet5").project().network
TWO = Block(
    "Two",
    edits.connect(
        edits.add(Block().network, "second", Input(1, 1, 1)), "input", "output"
    ),
)  # fmt: skip


def test_a_wire_runs_from_the_first_selected_to_the_last() -> None:
    network = edits.add(LENET, "extra", ReLU())
    assert linked(network, ["conv1", "extra"]).incoming["extra"] == (Wire("conv1", "extra"),)
    assert Wire("extra", "relu1") in linked(network, ["extra", "relu1"]).wires  # the old gave way


def test_a_join_grows_an_input_for_each() -> None:
    network = Network({name: Node(ReLU()) for name in "abcd"} | {"cat": Node(Concat())})
    made = linked(network, ["b", "a", "d", "c", "cat"])
    assert [wire.source for wire in made.incoming["cat"]] == ["b", "a", "d", "c"]
    assert made.ports("cat") == 5


def test_a_block_with_two_inputs_gets_the_first_free_one() -> None:
    network = Network({"a": Node(ReLU()), "b": Node(ReLU()), "c": Node(ReLU()), "two": Node(TWO)})
    made = linked(network, ["a", "b", "two"])
    assert [wire.port for wire in made.incoming["two"]] == [0, 1]
    with pytest.raises(EditError, match="two has no free input: all 2 are wired"):
        linked(made, ["c", "two"])


@pytest.mark.parametrize(
    ("names", "said"),
    [
        (["conv1"], "Select two blocks"),
        ([], "Select two blocks"),
        (["relu1", "conv1"], "would make a loop"),
        (["conv1", "relu1"], "There is a wire from conv1 to relu1 already"),
        (["output", "conv1"], "no wire leaves it"),
        (["conv1", "input"], "it takes no wire"),
    ],
)
def test_what_cannot_be_wired_says_why(names: list[str], said: str) -> None:
    with pytest.raises(EditError, match=said):
        linked(LENET, names)


def test_the_wires_among_blocks_are_cut_else_all_at_them() -> None:
    assert set(crossing(forked(), ["conv1", "relu1"])) == {Wire("conv1", "relu1")}
    assert len(crossing(forked(), ["conv1"])) == 3
    assert len(parted(forked(), ["conv1", "fc1"]).wires) == len(forked().wires) - 5
    made = parted(forked(), ["conv2", "add1"])
    assert made.incoming["add1"] == (Wire("conv1", "add1"),)
    with pytest.raises(EditError, match="No wire leads"):
        parted(edits.add(Network(), "a", Add()), ["a"])
