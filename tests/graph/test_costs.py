"""Costs against published numbers, the course's, and PyTorch."""

import pytest
import torch
from msgspec import structs

from backend.engine.module import build
from graph import edits
from graph.blocks.conv import ConvBlock
from graph.blocks.inception import Inception
from graph.costs import Reach, costs
from graph.edits.opening import ungroup
from graph.infer import arrived, infer
from graph.layers.activation import ReLU
from graph.layers.convolution import Conv2d
from graph.layers.dense import Flatten, Linear
from graph.layers.endpoints import Input, Output
from graph.layers.join import Add
from graph.network import Block, Network, Node, Wire
from graph.templates import TEMPLATES, template
from graph.templates.base import chain


def of(network):
    return costs(network, infer(network))


def test_lenet_has_61706_parameters_and_416520_multiply_adds() -> None:
    known = of(template("lenet5").project().network)
    assert (known.parameters, known.macs) == (61_706, 416_520)
    assert known.nodes["conv2"].parameters == 2_416
    assert known.nodes["conv2"].unshared == 240_000 + 1_600
    assert known.nodes["conv2"].macs == 240_000
    assert known.nodes["conv2"].reach == Reach(14, 14, 2, 2)
    assert known.nodes["fc1"].reach is None


def test_alexnets_first_layer_with_and_without_sharing() -> None:
    first = of(chain([Input(3, 227, 227), Conv2d(96, 11, 4)])).nodes["conv1"]
    assert (first.parameters, first.unshared) == (34_944, 105_705_600)
    assert first.macs == 105_415_200


@pytest.mark.parametrize("each", TEMPLATES, ids=lambda each: each.name)
def test_parameters_are_those_of_the_module(each) -> None:
    network = each.project().network
    with torch.device("meta"):  # VGG's weights would fill half a gigabyte
        real = sum(weight.numel() for weight in build(network, 1).parameters())
    assert of(network).parameters == real


def test_a_block_costs_what_is_inside() -> None:
    known = of(template("residual-mnist").project().network)
    block = known.nodes["block2"]
    assert block.parameters == sum(cost.parameters for cost in block.inside.values())
    assert block.inside["downsample.0"].parameters == 16 * 32
    assert block.reach == block.inside["relu2"].reach


PLACED = {"torchvision": "3×3", "paper": "1×1"}
"""Where a bottleneck halves the picture: torchvision moved it from the first filter."""


@pytest.mark.parametrize(
    ("name", "stride_at", "field"),
    [
        # Araujo, Norris & Sim 2019 (Distill), table 1; their ResNets have the strides of the paper
        ("alexnet", "torchvision", 195),
        ("vgg16", "torchvision", 212),
        ("resnet50", "paper", 483),
        ("resnet101", "paper", 1_027),
        ("resnet152", "paper", 1_507),
        # by the same equation with torchvision's strides, which see less
        ("resnet50", "torchvision", 427),
        ("resnet152", "torchvision", 1_451),
    ],
)
def test_receptive_fields_are_those_of_the_literature(
    name: str, stride_at: str, field: int
) -> None:
    network = template(name).project().network
    if "resnet" in name:
        for stage in ("layer2", "layer3", "layer4"):
            block = structs.replace(network.nodes[stage].layer.block, stride_at=PLACED[stride_at])
            network = edits.set_field(network, stage, "block", block)
    known = infer(network)
    seen = [cost.reach for cost in costs(network, known).nodes.values() if cost.reach]
    assert seen[-1] == Reach(field, field, 32, 32)


def test_the_reach_inside_a_block_is_measured_in_the_picture() -> None:
    network = template("resnet50").project().network
    known = costs(network, infer(network))
    stage = known.nodes["layer3"]
    assert stage.inside["0"].inside["input"].reach == known.nodes["layer2"].reach
    assert stage.inside["0"].inside["conv2"].reach == Reach(107, 107, 16, 16)
    assert stage.inside["5"].reach == stage.reach == Reach(267, 267, 16, 16)


def test_a_join_sees_as_much_as_the_widest_of_its_inputs() -> None:
    layer = Inception()
    inside = of(chain([Input(3, 28, 28), layer])).nodes["inception1"].inside
    assert inside["branch1"].reach == Reach(1, 1)
    assert inside["branch3.1"].reach == Reach(5, 5)
    assert inside["concat"].reach == Reach(5, 5)


def test_a_block_with_two_inputs_keeps_them_apart() -> None:
    inner = Network(
        {
            "a": Node(Input()),
            "b": Node(Input()),
            "conv": Node(Conv2d(1, 3, padding=1)),
            "output": Node(Output()),
        },
        (Wire("a", "conv"), Wire("conv", "output")),
    )
    nodes = {
        "input": Node(Input()),
        "wide": Node(Conv2d(1, 9, padding=4)),
        "mine": Node(Block("Mine", inner)),
    }
    wires = (Wire("input", "wide"), Wire("input", "mine"), Wire("wide", "mine", 1))
    assert of(Network(nodes, wires)).nodes["mine"].reach == Reach(3, 3)


def test_the_inside_of_a_block_that_nothing_arrives_at_has_no_costs() -> None:
    inner = chain([Input(), Conv2d(8, 3), Output()])
    known = arrived(inner, (None,))
    assert costs(inner, known).nodes == {}


def test_equal_blocks_cost_the_same_wherever_they_stand_but_for_what_they_see() -> None:
    block = ConvBlock(8, 3)
    known = of(chain([Input(8, 16, 16), block, block, block])).nodes
    first, second, third = (known[f"conv{n}"] for n in (1, 2, 3))
    assert first.parameters == second.parameters == third.parameters
    assert [cost.reach for cost in (first, second, third)] == [
        Reach(3, 3),
        Reach(5, 5),
        Reach(7, 7),
    ]
    assert third.inside["conv"].reach == Reach(7, 7)


def test_a_result_that_several_need_is_kept_once_and_one_in_another_shape_is_the_same() -> None:
    nodes = {
        "input": Node(Input(1, 4, 4)),
        "relu": Node(ReLU()),
        "flatten": Node(Flatten()),
        "fc1": Node(Linear(3)),
        "fc2": Node(Linear(3)),
        "add": Node(Add()),
        "output": Node(Output()),
    }
    wires = [Wire("input", "relu"), Wire("relu", "flatten"), Wire("flatten", "fc1")]
    wires += [Wire("flatten", "fc2"), Wire("fc1", "add"), Wire("fc2", "add", 1)]
    known = of(Network(nodes, (*wires, Wire("add", "output"))))
    kept = {name: cost.kept_bytes for name, cost in known.nodes.items() if cost.kept_bytes}
    assert kept == {"relu": 4 * 16}
    assert known.kept_bytes == 64
    # the picture and ReLU's result; then that, both vectors and their sum, and always the picture
    assert known.nodes["relu"].live_bytes == 4 * (16 + 16)
    assert known.nodes["add"].live_bytes == 4 * (16 + 3 + 3 + 3)
    assert known.peak_bytes == max(cost.live_bytes for cost in known.nodes.values())


def test_gradients_of_maps_come_on_top_of_what_is_kept() -> None:
    shape = 4 * 2 * 8 * 8
    known = of(chain([Input(2, 8, 8), ReLU(), ReLU(), Flatten(), Linear(1), Output()]))
    assert known.kept_bytes == 2 * shape  # both results of ReLU; the picture is not needed again
    # the worst moment is the second ReLU's: both results, the gradients after and before it, and
    # the picture
    assert known.worst_bytes == 2 * shape + 2 * shape + shape


@pytest.mark.parametrize("name", ["lenet5", "residual-mnist", "googlenet", "resnet50"])
def test_blocks_that_are_opened_need_the_same_memory(name: str) -> None:
    network = template(name).project().network
    known, opened = of(network), of(flat(network))
    assert opened.kept_bytes == known.kept_bytes
    assert opened.parameters == known.parameters
    assert opened.macs == known.macs
    # what enters a block is held until the block is done
    assert opened.peak_bytes <= known.peak_bytes <= 1.5 * opened.peak_bytes
    assert opened.worst_bytes == pytest.approx(known.worst_bytes, rel=0.06)


def flat(network: Network) -> Network:
    """The network with every block ungrouped."""
    while blocks := (known := infer(network)).interiors:
        network = ungroup(network, next(iter(blocks)), known)[0]
    return network
