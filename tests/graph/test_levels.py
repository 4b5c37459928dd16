"""Levels: what is edited inside a block is edited in the whole, and shapes come from outside."""

import pytest

from graph import edits
from graph.blocks.residual import Residual
from graph.costs import costs
from graph.edits.grouping import group
from graph.infer import infer
from graph.layers.activation import ReLU
from graph.layers.endpoints import Input
from graph.levels import (
    at,
    block_at,
    deepest,
    held,
    replace_uses,
    top,
    uses,
    with_inner,
    with_uses,
)
from graph.network import Block, Network, Repeat, Wire
from graph.shapes import Image
from tests.graph.builders import forked, overlaps


def nested(depth: int) -> tuple[Network, tuple[str, ...]]:
    """A network with a block in a block, `depth` times, and the path to the innermost."""
    network, names, path = forked(), ["conv1", "relu1", "conv2", "add1"], ()
    for number in range(depth):
        network, name = group(network, names, f"Level {number}")
        names, path = [name], (name, *path)
    return network, path


def level(network: Network, *path: str, exact: bool = False):
    known = infer(network, exact)
    return deepest(top(network, known, costs(network, known)), path, exact)


@pytest.mark.parametrize("depth", [1, 2, 20])
def test_an_edit_at_any_depth_is_an_edit_of_the_whole(depth: int) -> None:
    network, path = nested(depth)
    inner = at(network, path)
    assert inner is not None
    after = with_inner(network, path, edits.set_field(inner, "conv2", "kernel", 5))
    after = with_inner(after, path, edits.set_field(at(after, path), "conv2", "padding", 2))
    assert at(after, path).nodes["conv2"].layer.kernel == 5
    assert costs(after, infer(after)).parameters > costs(network, infer(network)).parameters
    assert with_inner(after, path, inner) == network


def test_shapes_and_costs_inside_are_those_of_what_arrives() -> None:
    network, path = nested(2)
    found, inside = level(network, *path)
    assert found == path
    assert inside.prefix == ".".join(path) + "."
    assert inside.inference.outputs["input"] == Image(4, 8, 8)
    whole = costs(network, infer(network))
    assert inside.costs.nodes["conv1"].parameters == 4 * 4 * 9 + 4
    assert inside.costs.parameters == whole.nodes[path[0]].parameters
    assert inside.costs.nodes["conv2"].reach.height == 5


def test_where_nothing_arrives_nothing_is_known_inside() -> None:
    network, path = nested(1)
    network = edits.disconnect(network, network.incoming[path[0]])
    found, inside = level(network, *path)
    assert found == path
    assert inside.inference.outputs == {}
    assert not inside.read_only


def test_a_repeat_of_ones_own_block_is_opened_as_its_first_copy_and_edited_for_all() -> None:
    network, (name,) = nested(1)
    block = network.nodes[name].layer
    network = edits.set_layer(network, name, Repeat(Repeat(block, 3), 2))
    assert held(network.nodes[name].layer) == block
    found, inside = level(network, name)
    assert found == (name,)
    assert inside.prefix == f"{name}.0.0."
    assert inside.inference.outputs["conv1"] == Image(4, 8, 8)
    after = with_inner(network, (name,), edits.add(inside.network, "extra", ReLU()))
    assert "extra" in after.nodes[name].layer.block.block.network.nodes


def test_a_built_in_block_is_read_only_and_so_is_all_in_it() -> None:
    network = edits.insert(
        forked(), Wire("add1", "flatten1"), "stage", Repeat(Residual(4), 2), (0.0, 0.0)
    )
    path, inside = level(network, "stage", "1")
    assert path == ("stage", "1")
    assert inside.read_only
    assert inside.prefix == "stage.1."
    assert overlaps(inside.network) == 0
    assert inside.inference.outputs["conv1"] == Image(4, 8, 8)
    assert at(network, ("stage",)) is None


def test_a_path_that_is_gone_leads_as_far_as_it_can() -> None:
    network, path = nested(2)
    assert level(network, path[0], "nobody", "at all")[0] == path[:1]
    assert level(network, "conv9")[0] == ()
    assert level(forked(), "conv1")[0] == ()


def test_an_input_that_is_removed_takes_its_wire_and_the_others_keep_theirs() -> None:
    network, name = group(forked(), ["add1"], "Join")
    inner = at(network, (name,))
    after = with_inner(network, (name,), edits.remove(inner, ["input"]))
    assert after.incoming[name] == (Wire("conv1", name, 0),)
    more = with_inner(network, (name,), edits.add(inner, "input3", Input()))
    assert more.incoming[name] == network.incoming[name]
    renamed = with_inner(network, (name,), edits.rename(inner, "input", "left"))
    assert renamed.incoming[name] == network.incoming[name]


def test_a_block_without_its_output_says_so_inside() -> None:
    network, path = nested(1)
    inner = at(network, path)
    _, inside = level(with_inner(network, path, edits.remove(inner, ["output"])), *path)
    assert "A block needs exactly one Output" in str(inside.inference.problems[0].text)


def test_all_uses_of_a_block_are_replaced_inside_others_too() -> None:
    network, path = nested(2)
    block = network.nodes[path[0]].layer.network.nodes[path[1]].layer
    network = edits.insert(network, Wire(path[0], "flatten1"), "again", Repeat(block, 2), (0, 0))
    network = edits.insert(network, Wire("again", "flatten1"), "third", block, (0, 0))
    assert uses(network, block) == (path, ("again",), ("third",))
    new = Block("Other", edits.set_field(block.network, "conv1", "kernel", 5))
    after = replace_uses(network, block, new)
    assert uses(after, block) == ()
    assert uses(after, new) == (path, ("again",), ("third",))


def twins() -> Network:
    """Two equal blocks in a row, each with an equal block inside; and a Repeat of the outer one."""
    network, name = group(forked(), ["conv1", "relu1", "conv2", "add1"], "Inner")
    network, name = group(network, [name], "Outer")
    outer = network.nodes[name].layer
    for wire, layer in ((0, outer), (1, Repeat(outer, 3))):
        target = network.wires[wire]
        stem = f"more{wire}"
        network = edits.insert(network, target, stem, layer, (0.0, 400.0 * wire))
    return network


def test_one_use_is_edited_or_all_of_them() -> None:
    network = twins()
    paths = uses(network, block_at(network, ("outer", "inner")))
    assert len(paths) == 3
    inner = edits.set_field(at(network, paths[0]), "conv2", "bias", False)
    one = with_uses(network, paths[0], inner, lambda block: False)
    assert one == with_inner(network, paths[0], inner)
    assert [at(one, path) == inner for path in paths] == [True, False, False]
    every = with_uses(network, paths[0], inner, lambda block: block.name == "Inner")
    assert all(at(every, path) == inner for path in paths)
    assert len(uses(every, block_at(every, ("outer",)))) == 3


def test_an_outer_block_that_is_edited_everywhere_takes_what_changed_inside_with_it() -> None:
    network = twins()
    path = ("outer", "inner")
    inner = edits.set_field(at(network, path), "conv2", "bias", False)
    every = with_uses(network, path, inner, lambda block: block.name == "Outer")
    assert len(uses(every, block_at(every, path))) == 3
    assert block_at(every, ()) is None
    assert block_at(every, ("conv1",)) is None
    assert with_uses(network, (), every, lambda block: True) is every
