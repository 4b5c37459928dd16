"""Edits: values that undo brings back, invariants that hold, refusals that say why."""

import pytest
from hypothesis import given
from msgspec import structs

from graph import edits
from graph.arrange import arrange
from graph.document import Document
from graph.layers.activation import ReLU
from graph.layers.endpoints import Output
from graph.layers.join import Add, Concat
from graph.network import Network, Node, Wire
from graph.project import Project
from graph.sketch import CARD_HEIGHT, CARD_WIDTH
from graph.templates import template
from tests.graph.strategies import networks, scripts, step

LENET = template("lenet5").project().network


@given(scripts())
def test_any_script_of_edits_undone_gives_the_first_project_and_redone_the_last(script) -> None:
    changes = []
    document = Document(Project(LENET), changes.append)
    for verb, number in script:
        after = step(document.project.network, verb, number)
        document.edit(verb, structs.replace(document.project, network=after))
    last = document.project
    while document.past:
        document.undo()
    assert document.project == Project(LENET)
    while document.future:
        document.redo()
    assert document.project is last
    for change in changes:
        old, new = change.before.network.nodes, change.after.network.nodes
        differing = {n for n in old.keys() | new.keys() if old.get(n) != new.get(n)}
        assert differing <= change.touched


@given(networks())
def test_joining_nodes_have_ports_without_gaps_and_no_edit_makes_a_loop(network: Network) -> None:
    assert not network.looping
    for name, node in network.nodes.items():
        ports = [wire.port for wire in network.incoming[name]]
        if node.layer.arity is None:
            assert ports == list(range(len(ports)))
        else:
            assert len(ports) <= node.layer.arity


@given(networks())
def test_an_arranged_network_has_no_card_on_another(network: Network) -> None:
    places = list(arrange(network).places.values())
    for number, (x, y) in enumerate(places):
        for a, b in places[number + 1 :]:
            assert abs(x - a) >= CARD_WIDTH or abs(y - b) >= CARD_HEIGHT
    assert arrange(network) == arrange(network)


def test_what_stands_behind_a_loop_of_a_file_is_laid_out() -> None:
    nodes = {name: Node(ReLU()) for name in ("a", "b")} | {"output": Node(Output())}
    network = Network(nodes, (Wire("a", "b"), Wire("b", "a"), Wire("b", "output")))
    assert arrange(network).places.keys() == nodes.keys()


def test_edits_of_one_kind_in_a_row_are_one_step() -> None:
    document = Document(Project(LENET), lambda change: None)
    for filters in (7, 8, 9):
        network = edits.set_field(document.project.network, "conv1", "filters", filters)
        document.edit("Filters", Project(network), merge=("conv1", "filters"))
    assert document.past == ("Filters",)
    document.undo()
    assert document.project.network is LENET


def test_saved_work_is_not_modified_even_after_undo_and_redo() -> None:
    document = Document(Project(LENET), lambda change: None)
    document.edit("Remove", Project(edits.remove(LENET, ["relu1"])))
    assert document.modified
    document.mark_saved()
    document.undo()
    assert document.modified
    document.redo()
    assert not document.modified


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (lambda: edits.connect(LENET, "relu1", "conv1"), "would make a loop"),
        (lambda: edits.connect(LENET, "output", "conv1"), "no wire leaves it"),
        (lambda: edits.connect(LENET, "conv1", "input"), "it takes no wire"),
        (lambda: edits.connect(LENET, "conv1", "relu2", 4), "has no input 5"),
        (lambda: edits.rename(LENET, "conv1", "conv2"), "There is a node conv2 already"),
        (lambda: edits.rename(LENET, "conv1", "my conv"), "cannot be a name"),
        (lambda: edits.rename(LENET, "conv1", "forward"), "cannot be a name"),
        (lambda: edits.rename(LENET, "conv1", "class"), "cannot be a name"),
        (lambda: edits.add(LENET, "conv1", ReLU()), "There is a node conv1 already"),
    ],
)
def test_a_refused_edit_says_why(make, said: str) -> None:
    with pytest.raises(edits.EditError, match=said):
        make()


def test_a_wire_to_a_taken_port_takes_the_place_of_the_old_one() -> None:
    network = edits.connect(LENET, "input", "relu1")
    assert network.incoming["relu1"] == (Wire("input", "relu1", 0),)


def test_renaming_keeps_order_and_wires() -> None:
    network = edits.rename(LENET, "conv1", "first")
    assert list(network.nodes)[1] == "first"
    assert network.incoming["relu1"] == (Wire("first", "relu1", 0),)


def test_an_insert_runs_the_wire_through_the_new_node() -> None:
    network = edits.insert(LENET, Wire("conv1", "relu1"), "extra", ReLU(), (0.0, 0.0))
    assert network.incoming["extra"] == (Wire("conv1", "extra", 0),)
    assert network.incoming["relu1"] == (Wire("extra", "relu1", 0),)


def test_a_removed_wire_of_add_closes_the_gap() -> None:
    nodes = {name: Node(ReLU()) for name in ("a", "b", "c")} | {"add1": Node(Add())}
    network = Network(nodes)
    for port, name in enumerate("abc"):
        network = edits.connect(network, name, "add1", port)
    network = edits.disconnect(network, [Wire("b", "add1", 1)])
    assert network.incoming["add1"] == (Wire("a", "add1", 0), Wire("c", "add1", 1))


def test_a_piece_that_is_pasted_gets_fresh_names() -> None:
    piece = edits.part(LENET, ["conv1", "relu1"])
    network, names = edits.paste(LENET, piece, (10.0, 0.0))
    assert names == ("conv3", "relu5")
    assert Wire("conv3", "relu5", 0) in network.wires


def test_the_inputs_of_a_join_are_put_into_another_order() -> None:
    network = Network({name: Node(ReLU()) for name in "abc"} | {"cat": Node(Concat())})
    for port, name in enumerate("abc"):
        network = edits.connect(network, name, "cat", port)
    moved = edits.reorder(network, "cat", 2, 0)
    assert [wire.source for wire in moved.incoming["cat"]] == ["c", "a", "b"]
    assert edits.reorder(moved, "cat", 0, 2) == network
    with pytest.raises(edits.EditError, match="cat has no input 4"):
        edits.reorder(network, "cat", 1, 3)


def test_a_fresh_name_is_no_row_of_others() -> None:
    network = Network({"layer1.0": Node(ReLU()), "layer2": Node(ReLU())})
    assert edits.fresh_name(network, "layer") == "layer3"
