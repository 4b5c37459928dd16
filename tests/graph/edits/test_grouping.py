"""Grouping: the same network in another form, and refusals that name what is in the way."""

import re

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from graph import edits
from graph.blocks.residual import Residual
from graph.costs import costs
from graph.edits.grouping import NotConvex, group, repeated
from graph.edits.opening import own, ungroup
from graph.fields import FieldError
from graph.infer import infer
from graph.layers.activation import ReLU
from graph.layers.convolution import Conv2d
from graph.layers.endpoints import Input
from graph.layers.join import Add, Concat
from graph.network import AnyLayer, Block, Network, Node, Repeat, Wire
from graph.project import Project, decode, encode
from graph.shapes import Image
from graph.templates import TEMPLATES
from tests.graph.builders import forked, overlaps, same
from tests.graph.strategies import networks

LENET = TEMPLATES[0].build(TEMPLATES[0].settings).network


@given(networks(), st.data())
def test_a_group_is_equivalent_and_ungrouped_it_is_the_network_again(network, data) -> None:
    assume(network.nodes)
    names = data.draw(st.sets(st.sampled_from(sorted(network.nodes)), min_size=1))
    try:
        grouped, name = group(network, names, "Block 1")
    except edits.EditError:
        assume(False)
        return
    before, after = infer(network), infer(grouped)
    result = {w.source for w in network.wires if w.source in names and w.target not in names}
    if len(result) == 1:
        assert after.outputs.get(name) == before.outputs.get(*result) or not after.ok
    for other in network.nodes.keys() - set(names):
        if other in after.outputs:
            assert after.outputs[other] == before.outputs[other]
    if after.ok and before.ok:
        assert after.outputs.keys() - {name} == before.outputs.keys() - names
        assert costs(grouped, after).parameters == costs(network, before).parameters
        assert costs(grouped, after).macs == costs(network, before).macs
    again, names_again = ungroup(grouped, name, after)
    assert set(names_again) == set(names)
    same(again, network)


@pytest.mark.parametrize("wanted", [("conv1", "add1"), ("conv1", "conv2", "add1")])
def test_a_selection_that_is_not_convex_is_refused_by_the_wire_in_the_way(wanted) -> None:
    with pytest.raises(NotConvex, match="leaves the selection by the wire conv1 → relu1") as found:
        group(forked(), wanted, "Block 1")
    assert found.value.wire == Wire("conv1", "relu1")
    assert "Select relu1" in str(found.value)


@pytest.mark.parametrize(
    ("names", "said"),
    [
        ((), "Nothing is selected"),
        (("input", "conv1"), "input is where the network begins or ends"),
        (("fc1", "output"), "output is where the network begins or ends"),
        (("conv1", "relu1"), "A block has one result, and here 2 lead out .*: conv1, relu1"),
    ],
)
def test_a_selection_that_cannot_be_a_block_is_refused(names, said: str) -> None:
    with pytest.raises(edits.EditError, match=said):
        group(forked(), names, "Block 1")


def test_a_groups_inside_keeps_names_and_places_between_input_and_output() -> None:
    before = forked()
    network, name = group(before, ["conv1", "relu1", "conv2", "add1"], "My block")
    assert name == "my_block"
    layer = network.nodes[name].layer
    assert isinstance(layer, Block)
    assert layer.name == "My block"
    inner = layer.network.nodes
    assert list(inner) == ["input", "conv1", "relu1", "conv2", "add1", "output"]
    assert inner["relu1"].x - inner["conv1"].x == before.nodes["relu1"].x - before.nodes["conv1"].x
    assert overlaps(layer.network) == overlaps(network) == 0
    assert max(inner, key=lambda n: inner[n].x) == "output"
    assert min(inner, key=lambda n: inner[n].x) == "input"
    assert list(network.nodes) == ["input", "my_block", "flatten1", "fc1", "output"]


def test_each_node_outside_that_feeds_a_group_is_one_input_in_the_order_of_use() -> None:
    network, name = group(forked(), ["add1"], "Join")
    layer = network.nodes[name].layer
    assert isinstance(layer, Block)
    assert list(layer.network.of_type(Input)) == ["input", "input2"]
    assert network.incoming[name] == (Wire("conv2", name, 0), Wire("conv1", name, 1))


def test_a_free_input_of_a_group_stays_free() -> None:
    network = edits.add(edits.add(Network(), "conv1", Conv2d()), "add1", Add())
    network = edits.connect(network, "conv1", "add1", 0)
    grouped, name = group(network, ["conv1", "add1"], "Block 1")
    assert grouped.nodes[name].layer.inputs == 2
    assert grouped.wires == ()


@pytest.mark.parametrize(
    ("title", "name"),
    [("Block 1", "block1"), ("conv 1", "conv3"), ("بلوک", "block1"), ("Class", "block1")],
)
def test_a_groups_node_is_named_after_it(title: str, name: str) -> None:
    assert group(LENET, ["relu1"], title)[1] == name


def test_a_name_that_is_a_row_of_others_is_not_taken() -> None:
    nodes = {"a": Node(Conv2d()), "block1.0": Node(ReLU()), "features.0": Node(ReLU())}
    network = Network(nodes)
    assert group(network, ["a"], "Block 1")[1] == "block2"
    with pytest.raises(edits.EditError, match=r"features is taken: .* such as features.0 stand"):
        edits.rename(network, "a", "features")


def test_a_joins_inputs_keep_their_order_through_group_and_ungroup() -> None:
    network = Network({name: Node(Input(n + 1, 4, 4)) for n, name in enumerate("abc")})
    network = edits.add(network, "concat1", Concat())
    for port, name in enumerate("cab"):
        network = edits.connect(network, name, "concat1", port)
    grouped, name = group(network, ["concat1"], "Block 1")
    again, _ = ungroup(grouped, name, infer(grouped))
    assert [wire.source for wire in again.incoming["concat1"]] == list("cab")


def test_repeating_doubles_and_then_adds_one_copy() -> None:
    network = repeated(forked(), "relu1")
    assert network.nodes["relu1"].layer == Repeat(ReLU(), 2)
    assert repeated(network, "relu1").nodes["relu1"].layer == Repeat(ReLU(), 3)
    with pytest.raises(edits.EditError, match=re.escape("Add cannot be repeated")):
        repeated(network, "add1")


def test_there_are_no_more_copies_than_a_file_may_hold() -> None:
    network = edits.set_layer(forked(), "relu1", Repeat(ReLU(), 1_000))
    with pytest.raises(FieldError, match="Times cannot be 1001"):
        repeated(network, "relu1")


def test_a_blocks_name_is_cut_where_a_file_would_not_hold_it() -> None:
    grouped, name = group(forked(), ["relu1", "conv2"], "B" * 80)
    assert decode(encode(Project(grouped))).network == grouped
    assert str(grouped.nodes[name].layer.label) == "B" * 64
    layer: AnyLayer = Residual(4)
    for _ in range(20):
        layer = Repeat(layer, 1)
    assert len(own(layer, (Image(4, 8, 8),)).name) == 64


def test_blocks_nest_without_limit() -> None:
    network, names = forked(), ["conv1", "relu1", "conv2", "add1"]
    before = infer(network)
    for depth in range(20):
        network, name = group(network, names, f"Level {depth}")
        names = [name]
    after = infer(network)
    assert after.ok
    assert after.outputs["output"] == before.outputs["output"]
    assert costs(network, after).parameters == costs(forked(), before).parameters
    for _ in range(20):
        network, names = ungroup(network, names[0], infer(network))
    same(network, forked())
