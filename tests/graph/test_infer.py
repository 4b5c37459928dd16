"""Inference never raises, goes on around errors, and reports the first cause only."""

import pytest
from hypothesis import given

from graph import edits
from graph.blocks.conv import ConvBlock
from graph.costs import Reach, costs
from graph.infer import infer
from graph.layers.activation import ReLU, Softmax
from graph.layers.convolution import Conv2d
from graph.layers.dense import Flatten, Linear
from graph.layers.endpoints import Input, Output
from graph.layers.join import Add
from graph.layers.reshape import Upsample
from graph.network import AnyLayer, Block, Network, Node, Repeat, Wire
from graph.shapes import Image, Vector
from graph.templates import TEMPLATES, template
from graph.templates.base import chain
from tests.graph.strategies import networks

LENET = template("lenet5").project().network


def codes(network: Network, *, exact: bool = False) -> list[tuple[str, str, str]]:
    return [(p.node, p.severity, p.code) for p in infer(network, exact).problems]


def test_lenet_has_the_shapes_of_the_paper() -> None:
    known = infer(LENET)
    assert known.ok
    assert known.problems == ()
    assert known.outputs["conv2"] == Image(16, 10, 10)
    assert known.outputs["flatten"] == Vector(400)
    assert known.outputs["output"] == Vector(10)


def test_what_does_not_depend_on_an_error_keeps_its_shape() -> None:
    broken = edits.set_field(LENET, "conv2", "kernel", 60)
    known = infer(broken)
    assert known.outputs["pool1"] == Image(6, 14, 14)
    assert "relu2" not in known.outputs
    assert codes(broken) == [("conv2", "error", "shape")]
    assert costs(broken, known).nodes["conv1"].parameters == 156


def test_a_size_that_is_not_whole_is_a_warning_and_an_error_where_sizes_must_be_exact() -> None:
    network = edits.set_field(LENET, "conv1", "kernel", 4)
    assert codes(network)[0] == ("pool1", "warning", "inexact-size")
    assert infer(network).ok
    assert codes(network, exact=True)[0] == ("pool1", "error", "inexact-size")
    assert "pool1" not in infer(network, exact_sizes=True).outputs


def test_missing_ends_and_wires_are_named() -> None:
    assert codes(Network()) == [("", "error", "no-input")]
    assert ("", "error", "no-output") in codes(Network({"input": Node(Input())}))
    loose = Network({"input": Node(Input()), "conv1": Node(Conv2d()), "output": Node(Output())})
    assert ("conv1", "error", "unconnected") in codes(loose)
    assert ("conv1", "warning", "unused") in codes(loose)


def test_an_output_wants_one_number_a_class() -> None:
    network = chain([Input(), Conv2d(), Output()])
    assert codes(network) == [("output", "error", "shape")]


def test_a_forgotten_flatten_is_advised() -> None:
    network = chain([Input(), Conv2d(), Linear(10), Flatten(), Output()])
    assert ("fc1", "warning", "advice") in codes(network)
    assert ("softmax1", "warning", "advice") in codes(chain([Input(), Softmax()]))


def test_a_loop_in_a_file_is_a_problem_and_no_crash() -> None:
    nodes = {
        "input": Node(Input()),
        "add1": Node(Add()),
        "relu1": Node(ReLU()),
        "output": Node(Output()),
    }
    wires = (Wire("input", "add1"), Wire("relu1", "add1", 1), Wire("add1", "relu1"))
    found = codes(Network(nodes, (*wires, Wire("relu1", "output"))))
    assert ("add1", "error", "loop") in found
    assert ("relu1", "error", "loop") in found


def test_a_block_is_inferred_inside() -> None:
    residual = template("residual-mnist").project().network
    known = infer(residual)
    assert known.problems == ()
    inside = known.interiors["block2"]
    assert inside.inference.outputs["downsample.1"] == Image(32, 14, 14)


def test_blocks_that_are_nested_too_deep_are_a_problem_and_no_crash() -> None:
    assert infer(chain([Input(), nested(64), Flatten(), Output()])).problems == ()
    known = infer(chain([Input(), nested(300), Flatten(), Output()]))
    assert [(p.node, p.code) for p in known.problems] == [("block1", "too-deep")]
    assert "300 deep" in str(known.problems[0].text)


def test_more_copies_than_anybody_can_train_are_a_problem_and_take_no_time() -> None:
    layer = ConvBlock(8, 1, padding=1)  # each copy has another shape, so no cache helps
    network = chain([Input(), Repeat(Repeat(Repeat(layer, 1_000), 1_000), 1_000), Output()])
    assert [p.code for p in infer(network).problems] == ["too-large"]


def nested(depth: int) -> AnyLayer:
    layer: AnyLayer = ReLU()
    for _ in range(depth):
        nodes = {"input": Node(Input()), "inner": Node(layer), "output": Node(Output())}
        layer = Block("Block", Network(nodes, (Wire("input", "inner"), Wire("inner", "output"))))
    return layer


def test_a_wire_to_a_port_that_a_layer_has_not_feeds_nothing() -> None:
    nodes = {"input": Node(Input()), "conv1": Node(Conv2d()), "relu1": Node(ReLU())}
    network = Network(nodes, (Wire("input", "conv1", 1), Wire("conv1", "relu1", 1)))
    assert ("conv1", "error", "unconnected") in codes(network)
    assert costs(network, infer(network)).parameters == 0


def test_a_wire_to_a_port_that_a_layer_has_not_is_an_error() -> None:
    nodes = {"input": Node(Input()), "relu1": Node(ReLU()), "output": Node(Output())}
    wires = (Wire("input", "relu1"), Wire("input", "relu1", 1), Wire("relu1", "output"))
    known = infer(Network(nodes, wires))
    (problem,) = known.by_node["relu1"]
    assert problem.code == "extra-wire"
    assert str(problem.text).startswith("relu1 has no input 2, where the wire from input ends.")


def test_a_size_beyond_all_memory_is_a_problem_and_no_crash() -> None:
    larger = [Upsample(factor=1024.0)] * 120  # a float would be infinite
    network = chain([Input(3, 8, 8), *larger, Conv2d(4, 3, 2), Flatten(), Linear(10), Output()])
    known = infer(network)
    assert [(p.node, p.code) for p in known.problems] == [("upsample3", "too-large")]
    assert costs(network, known).activation_bytes > 0


def test_an_empty_block_in_a_block_is_a_problem_and_no_crash() -> None:
    outer = Block("Outer", Network({"inner": Node(Block("Inner", Network()))}))
    network = Network({"input": Node(Input()), "outer": Node(outer)})
    assert ("outer", "error", "inside") in codes(network)


def test_a_broken_block_keeps_what_is_known_inside() -> None:
    inner = chain([Input(), Conv2d(8, 3), Conv2d(8, 60), Output()])
    network = chain([Input(1, 28, 28), Block("Mine", inner), Flatten(), Linear(10), Output()])
    known = infer(network)
    assert [(p.node, p.code) for p in known.problems] == [("block1", "inside")]
    cost = costs(network, known)
    assert cost.nodes["block1"].inside.keys() == {"input", "conv1"}
    assert cost.parameters == cost.nodes["block1"].parameters == 8 * 9 + 8
    assert cost.nodes["block1"].inside["conv1"].reach == Reach(3, 3)
    assert "fc1" not in cost.nodes


@given(networks())
def test_inference_and_costs_never_raise(network: Network) -> None:
    known = infer(network)
    costs(network, known)
    assert set(known.outputs) <= set(network.nodes)
    assert all(problem.node in {"", *network.nodes} for problem in known.problems)


# They halve an even size with a filter of odd width, so a last row is never read, as published.
ROUNDED = {
    "alexnet_torchvision": {"features.0"},
    "zfnet": {"conv1"},
    **{
        each.name: {"conv1", "maxpool"}
        for each in TEMPLATES
        if each.family in ("ResNet", "Plain networks")
    },
}


@pytest.mark.parametrize("each", TEMPLATES, ids=lambda each: each.name)
def test_a_template_fits_and_its_cards_do_not_overlap(each) -> None:
    network = each.project().network
    found = infer(network).problems
    assert {problem.node for problem in found} == ROUNDED.get(each.name, set())
    assert {(p.severity, p.code) for p in found} <= {("warning", "inexact-size")}
    places = [(node.x, node.y) for node in network.nodes.values()]
    near = [
        (a, b)
        for n, a in enumerate(places)
        for b in places[n + 1 :]
        if abs(a[0] - b[0]) < 144 and abs(a[1] - b[1]) < 96
    ]
    assert near == []
