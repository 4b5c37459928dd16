"""Frozen: what has weights can be, and it stays so whatever else is done to the drawing."""

import pytest

from graph import edits
from graph.arrange import arranged
from graph.blocks.residual import Residual
from graph.costs import costs
from graph.edits.basic import part, paste
from graph.edits.freezing import freezable, frozen
from graph.edits.grouping import group, repeated
from graph.edits.opening import own, ungroup
from graph.edits.pieces import encode, found, twins
from graph.edits.swap import swap
from graph.freezing import freezes, frozen_parameters, learns
from graph.infer import infer
from graph.layers.activation import ReLU
from graph.layers.convolution import Conv2d, ConvTranspose2d
from graph.layers.endpoints import Input
from graph.layers.normalisation import BatchNorm2d
from graph.levels import at, with_inner
from graph.network import Block, Network, Repeat, Wire
from graph.project import Project, decode
from graph.project import encode as project_bytes
from graph.shapes import Image
from tests.graph.builders import forked


def cold(network: Network) -> set[str]:
    return {name for name, node in network.nodes.items() if node.frozen}


@pytest.mark.parametrize(
    ("layer", "expected"),
    [
        (Conv2d(), True),
        (BatchNorm2d(), True),  # its statistics
        (ReLU(), False),
        (Input(), False),
        (Residual(), True),
        (Repeat(ReLU()), False),
        (Repeat(Residual()), True),
        (Block(), False),
        (Block("Own", forked()), True),
    ],
)
def test_only_what_has_weights_can_be_frozen(layer, expected: bool) -> None:
    assert learns(layer) is expected


def test_blocks_without_weights_are_left_out() -> None:
    network = frozen(forked(), ("relu1", "conv1", "fc1", "input"))
    assert cold(network) == {"conv1", "fc1"}
    assert freezable(network, ("relu1", "conv1")) == ("conv1",)
    assert cold(frozen(network, ("conv1", "relu1"), on=False)) == {"fc1"}
    assert frozen(network, ("conv1",)) is network


@pytest.mark.parametrize(
    ("names", "said"), [((), "Nothing is selected"), (("relu1", "add1"), "relu1, add1 has no")]
)
def test_a_refusal_says_what_to_select(names: tuple[str, ...], said: str) -> None:
    with pytest.raises(edits.EditError, match=said):
        frozen(forked(), names)


def test_it_stays_whatever_else_is_done() -> None:
    network = frozen(forked(), ("conv1",))
    assert cold(edits.rename(network, "conv1", "stem")) == {"stem"}
    assert cold(edits.move(network, {"conv1": (500.0, 500.0)})) == {"conv1"}
    assert cold(arranged(network)) == {"conv1"}
    assert cold(edits.set_field(network, "conv1", "filters", 8)) == {"conv1"}
    assert cold(edits.set_fields(network, ("conv1", "conv2"), "filters", 8)) == {"conv1"}
    assert cold(paste(Network(), part(network, ("conv1",)))[0]) == {"conv1"}
    assert cold(twins(network, ("conv1",), (0.0, 90.0))[0]) == {"conv1", "conv3"}
    assert cold(repeated(network, "conv1")) == {"conv1"}
    copied = found(encode(part(network, ("conv1",))))
    assert copied is not None
    assert cold(copied) == {"conv1"}
    assert decode(project_bytes(Project(network))).network == network


def test_another_layer_in_its_place_is_frozen_if_it_has_weights() -> None:
    network = frozen(forked(), ("conv1",))
    assert len(cold(swap(network, "conv1", ConvTranspose2d).network)) == 1
    assert cold(swap(network, "conv1", ReLU).network) == set()


def test_grouping_keeps_frozen_parts_and_ungrouping_a_frozen_block_freezes_its_parts() -> None:
    network = frozen(forked(), ("conv2",))
    grouped, name = group(network, ("relu1", "conv2"), "Block 1")
    assert cold(grouped) == set()
    inner = at(grouped, (name,))
    assert inner is not None
    assert cold(inner) == {"conv2"}
    assert cold(ungroup(grouped, name, infer(grouped))[0]) == {"conv2"}
    whole = frozen(group(forked(), ("relu1", "conv2"), "Block 1")[0], ("block1",))
    opened, _ = ungroup(whole, "block1", infer(whole))
    assert cold(opened) == {"conv2"}


def test_a_built_in_block_that_is_frozen_stays_so_as_ones_own_and_ungrouped() -> None:
    network = edits.insert(forked(), Wire("add1", "flatten1"), "b", Residual(4), (0.0, 0.0))
    network = frozen(network, ("b",))
    mine = edits.set_layer(network, "b", own(network.nodes["b"].layer, (Image(4, 8, 8),)))
    assert cold(mine) == {"b"}
    parts = cold(ungroup(network, "b", infer(network))[0])
    assert parts
    assert not any(name.startswith(("relu", "add")) for name in parts)


def test_an_edit_inside_a_frozen_block_leaves_it_frozen() -> None:
    network = frozen(group(forked(), ("relu1", "conv2"), "Block 1")[0], ("block1",))
    inner = at(network, ("block1",))
    assert inner is not None
    changed = with_inner(network, ("block1",), edits.set_field(inner, "conv2", "kernel", 5))
    assert cold(changed) == {"block1"}


def test_parameters_that_training_leaves_are_counted_at_every_depth() -> None:
    network, name = group(forked(), ("relu1", "conv2"), "Block 1")
    inner = at(network, (name,))
    assert inner is not None
    network = with_inner(network, (name,), frozen(inner, ("conv2",)))
    one = 4 * 4 * 9 + 4
    assert frozen_parameters(network, costs(network, infer(network)).nodes) == one
    three = repeated(repeated(network, name), name)
    assert frozen_parameters(three, costs(three, infer(three)).nodes) == 3 * one
    every = frozen(three, ("conv1", name, "fc1"))
    known = costs(every, infer(every))
    assert frozen_parameters(every, known.nodes) == known.parameters
    assert freezes(network)
    assert not freezes(forked())
