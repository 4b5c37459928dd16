"""The network that follows its data set."""

import pytest

from graph.edits import EditError
from graph.edits.dataset import fit, fits
from graph.infer import infer
from graph.layers.activation import ReLU
from graph.layers.convolution import Conv2d
from graph.layers.dense import Flatten
from graph.layers.endpoints import Input, Output
from graph.layers.pooling import GlobalAvgPool2d
from graph.network import Network
from graph.shapes import Image, Vector
from graph.templates import template
from tests.gui.panels.builders import chain


@pytest.mark.parametrize("name", ["lenet5", "resnet18", "googlenet", "googlenet_torchvision"])
def test_every_architecture_is_fitted_to_other_pictures_and_classes(name: str) -> None:
    network = template(name).project().network
    size = Image(3, 224, 224) if "googlenet" in name else Image(3, 64, 48)
    made = fit(network, size, 7)
    assert not fits(network, size, 7)
    assert fits(made, size, 7)
    ends = made.of_type(Output)
    assert len(ends) == len(network.of_type(Output))
    assert {infer(made).outputs[end] for end in ends} == {Vector(7)}
    assert fit(made, size, 7) == made


def test_an_end_of_convolutions_gets_a_filter_a_class() -> None:
    parts = {"conv": Conv2d(4, 3), "mean": GlobalAvgPool2d(), "flat": Flatten()}
    made = fit(chain(input=Input(), **parts, output=Output()), Image(1, 28, 28), 5)
    assert made.nodes["conv"].layer == Conv2d(5, 3)


@pytest.mark.parametrize(
    "network", [chain(input=Input(), relu=ReLU(), output=Output()), chain(output=Output())]
)
def test_where_nothing_can_follow_it_says_what_to_do(network: Network) -> None:
    with pytest.raises(EditError, match="Insert one of 5 features before it"):
        fit(network, Image(3, 8, 8), 5)
