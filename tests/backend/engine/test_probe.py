"""Maps are what a forward hook sees, and taking them leaves no trace."""

import pytest
import torch

from backend.engine import data, probe
from backend.engine.module import build
from graph import edits
from graph.blocks.residual import Residual
from graph.edits.grouping import group
from graph.layers.activation import Softmax
from graph.layers.dense import Linear
from graph.layers.endpoints import Input, Output
from graph.network import Repeat
from graph.shapes import Image
from graph.sources import Mnist
from graph.templates import template
from tests.graph.builders import forked

DATA = data.load(Mnist(examples=10), torch.device("cpu"))
RESIDUAL = template("residual-mnist").project().network


@pytest.mark.parametrize("node", ["conv1", "block2", "block2.conv2", "block3.downsample.0"])
def test_the_maps_of_a_node_are_those_of_a_hook(node: str) -> None:
    module = build(RESIDUAL, 1).eval()
    seen = []
    submodule = module.get_submodule(node)
    submodule.register_forward_hook(lambda m, x, y: seen.append(y))
    with torch.no_grad():
        module(DATA.normalised(DATA.test.picture(7)[0]))
    expected = seen[0][0]
    answer = probe.maps(module, DATA, node, 7, 5)
    values = torch.frombuffer(bytearray(answer.values), dtype=torch.float32)
    assert answer.dims == tuple(expected.shape)
    assert torch.equal(values.reshape(expected[: answer.channels].shape), expected[:64])
    assert answer.label == int(DATA.test.labels[7])
    assert sum(answer.scores) == pytest.approx(1, abs=1e-5)


def test_a_node_without_a_module_has_maps_and_an_unknown_one_has_none() -> None:
    module = build(RESIDUAL, 1)
    assert probe.maps(module, DATA, "block1.add", 0, 0).dims == (16, 28, 28)
    assert probe.maps(module, DATA, "nobody", 0, 0) is None
    assert probe.maps(module, DATA, "conv1.nobody", 0, 0) is None


@pytest.mark.parametrize("level", ["block2", "stage", "stage.0"])
def test_cards_of_a_blocks_inside_are_the_maps_of_its_nodes(level: str) -> None:
    network = edits.set_layer(RESIDUAL, "block2", Residual(16, 2))
    network = edits.rename(network, "block1", "stage")
    network = edits.set_layer(network, "stage", Repeat(Residual(16), 2))
    module = build(network, 1)
    found = probe.cards(module, DATA, 3, 9, level)
    assert found.level == level
    inside = network.nodes[level.partition(".")[0]].layer.parts(Image(16, 28, 28))
    names = {part.name for part in inside} - {"output"} if level != "stage.0" else None
    assert names is None or found.nodes.keys() == names
    for name, card in found.nodes.items():
        answer = probe.maps(module, DATA, f"{level}.{name}", 3, 9)
        assert len(card.dims) == len(answer.dims)
        assert card.dims[0] <= answer.dims[0]
    assert probe.cards(module, DATA, 3, 9, "nobody").nodes == {}


def test_a_block_with_two_inputs_is_looked_into() -> None:
    network, name = group(forked(), ["add1"], "Sum")
    network = edits.set_layer(network, "input", Input(1, 28, 28))
    module = build(network, 1)
    assert len(network.incoming[name]) == 2
    answer = probe.maps(module, DATA, f"{name}.add1", 0, 0)
    assert answer.dims == (4, 28, 28)
    assert answer.values == probe.maps(module, DATA, name, 0, 0).values
    assert probe.cards(module, DATA, 0, 0, name).nodes.keys() == {"input", "input2", "add1"}


def test_the_scores_shown_are_those_of_the_main_output() -> None:
    network = edits.add(forked(), "side", Output(0.3))
    network = edits.set_layer(network, "input", Input(1, 28, 28))
    for name, layer in (("fc_side", Linear(10)), ("softmax1", Softmax())):
        network = edits.add(network, name, layer)
    for source, target in (("flatten1", "fc_side"), ("fc_side", "softmax1"), ("softmax1", "side")):
        network = edits.connect(network, source, target)
    order = ["side", *(name for name in network.nodes if name != "side")]
    network = network.replace(nodes={name: network.nodes[name] for name in order})
    module = build(network, 1).eval()
    x = DATA.normalised(DATA.test.picture(0)[0])
    with torch.no_grad():
        _, scores = module(x)
    shown = probe.maps(module, DATA, "conv1", 0, 0).scores
    assert shown == pytest.approx(scores[0].softmax(0).tolist(), abs=1e-5)


def test_looking_leaves_no_trace() -> None:
    module = build(RESIDUAL, 1).train()
    before = {name: value.clone() for name, value in module.state_dict().items()}
    state = torch.get_rng_state()
    probe.maps(module, DATA, "block1.conv2", 0, 0)
    probe.cards(module, DATA, 0, 0)
    assert module.training
    assert all(part.training for part in module.modules())
    assert torch.equal(state, torch.get_rng_state())
    after = module.state_dict()
    assert all(torch.equal(before[name], after[name]) for name in before)


def test_cards_are_small_bytes_of_every_node() -> None:
    cards = probe.cards(build(RESIDUAL, 1), DATA, 3, 9)
    assert set(cards.nodes) == set(RESIDUAL.nodes) - {"output"}
    for card in cards.nodes.values():
        size = 1
        for side in card.dims:
            size *= side
        assert len(card.values) == size <= 3 * 32 * 32
    assert 0 <= cards.best < 10
