"""Opening: what is inside a block stays what it was, outside or as one's own."""

import pytest
import torch

from backend.engine.module import build
from graph import edits
from graph.arrange import arranged
from graph.blocks.inception import Inception
from graph.blocks.residual import Residual
from graph.costs import costs
from graph.edits.grouping import group
from graph.edits.opening import own, own_at, ungroup
from graph.infer import infer
from graph.layers.activation import ReLU
from graph.levels import top
from graph.network import Block, Repeat, Wire
from graph.shapes import Image
from tests.graph.builders import forked, overlaps


@pytest.mark.parametrize("layer", [Residual(8, 2), Inception(), Repeat(Residual(4), 3)])
def test_a_built_in_block_is_ungrouped_and_nothing_lies_on_anything(layer) -> None:
    network = arranged(
        edits.insert(forked(), Wire("add1", "flatten1"), "layer1", layer, (0.0, 0.0))
    )
    before = infer(network)
    opened, names = ungroup(network, "layer1", before)
    after = infer(opened)
    assert after.ok
    assert overlaps(opened) == 0
    for name in network.nodes.keys() - {"layer1"}:
        assert after.outputs[name] == before.outputs[name]
    assert costs(opened, after).parameters == costs(network, before).parameters
    assert set(names) == opened.nodes.keys() - network.nodes.keys()


def test_names_inside_stay_where_they_are_free() -> None:
    network = edits.insert(forked(), Wire("add1", "flatten1"), "b", Residual(8, 2), (0.0, 0.0))
    names = ungroup(network, "b", infer(network))[1]
    assert {"bn1", "downsample.0", "downsample.1", "add", "relu2"} <= set(names)
    assert {"conv3", "conv4"} <= set(names)  # conv1 and conv2 are taken


def test_copies_in_a_row_keep_the_names_of_their_weights() -> None:
    network = edits.insert(
        forked(), Wire("add1", "flatten1"), "layer1", Repeat(ReLU(), 2), (0.0, 0.0)
    )
    assert ungroup(network, "layer1", infer(network))[1] == ("layer1.0", "layer1.1")


@pytest.mark.parametrize(
    ("name", "said"),
    [("relu1", "relu1 is one layer"), ("lonely", "depends on what it receives")],
)
def test_what_has_no_known_inside_is_not_ungrouped(name: str, said: str) -> None:
    network = edits.add(forked(), "lonely", Residual())
    with pytest.raises(edits.EditError, match=said):
        ungroup(network, name, infer(network))


def test_a_built_in_block_becomes_ones_own_with_the_same_inside() -> None:
    block = own(Residual(8, 2), (Image(4, 8, 8),))
    assert block.name == "Residual"
    assert block.output(Image(4, 8, 8)) == Residual(8, 2).output(Image(4, 8, 8))
    assert overlaps(block.network) == 0
    for layer, said in ((block, "already"), (ReLU(), "one layer"), (Residual(), "not known")):
        arriving = None if said == "not known" else (Image(4, 8, 8),)
        with pytest.raises(edits.EditError, match=said):
            own(layer, arriving)


def test_a_built_in_block_in_others_becomes_ones_own_with_all_that_it_is_in() -> None:
    stage = Repeat(Residual(8), 2, 2)
    network = edits.insert(forked(), Wire("add1", "flatten1"), "stage", stage, (0.0, 0.0))
    before = infer(network)
    after = own_at(top(network, before, costs(network, before)), ("stage", "1"), False)
    outer = after.nodes["stage"].layer
    assert isinstance(outer, Block)
    assert outer.name == "2 × Residual"
    assert isinstance(outer.network.nodes["1"].layer, Block)
    assert outer.network.nodes["0"].layer == Residual(8, 2)
    assert infer(after).outputs == before.outputs
    assert costs(after, infer(after)).parameters == costs(network, before).parameters


@pytest.mark.parametrize("layer", [Residual(8, 2), Inception(8, 4, 8, 2, 4, 4), Repeat(ReLU(), 2)])
def test_the_same_weights_give_the_same_outputs_grouped_and_ungrouped(layer) -> None:
    first = edits.insert(forked(), Wire("add1", "flatten1"), "b", layer, (0.0, 0.0))
    opened, names = ungroup(first, "b", infer(first))
    grouped, block = group(opened, names, "Again")
    inside = infer(first).interiors["b"].network
    parts = [name for name in inside.nodes if name not in ("input", "output")]
    x, weights = torch.randn(2, 4, 8, 8), build(first, 0).eval()
    for network, prefix in ((opened, ""), (grouped, f"{block}.")):
        moved = {}
        for key, value in weights.state_dict().items():
            part = next((p for p in parts if key.startswith(f"b.{p}.")), None)
            new = key if part is None else prefix + names[parts.index(part)] + key[2 + len(part) :]
            moved[new] = value
        module = build(network, 1).eval()
        module.load_state_dict(moved)
        assert torch.equal(module(x), weights(x))
