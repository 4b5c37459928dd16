"""Where an arranged network's branches run, beside the chain and in the order of their join."""

from graph.arrange import arrange
from graph.blocks.inception import Inception
from graph.blocks.residual import Residual
from graph.layers.base import Layer
from graph.network import interior
from graph.shapes import Image


def heights(layer: Layer) -> dict[str, float]:
    network = interior(layer, Image(16, 28, 28))
    assert network is not None
    return {name: place[1] for name, place in arrange(network).items()}


def test_the_branches_of_inception_stand_in_the_order_of_its_concat() -> None:
    """Then no wire into it crosses another."""
    at = heights(Inception())
    assert at["branch1"] < at["branch2.0"] < at["branch3.0"] < at["branch4.0"]
    assert at["input"] == at["branch2.0"] == at["branch2.1"] == at["concat"] == at["output"]


def test_nothing_is_above_the_first_line() -> None:
    assert min(heights(Inception()).values()) == 0


def test_a_shortcut_that_is_added_last_runs_below_the_chain() -> None:
    at = heights(Residual(32, stride=2))
    assert at["downsample.0"] == at["downsample.1"] > at["conv2"]
