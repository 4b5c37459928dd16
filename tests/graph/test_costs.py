"""Costs against published numbers, the course's, and PyTorch."""

import pytest
import torch

from backend.engine.module import build
from graph.costs import Reach, costs
from graph.infer import infer
from graph.layers.convolution import Conv2d
from graph.layers.endpoints import Input
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
