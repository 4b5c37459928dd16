"""A node becomes another kind of layer, and what fits both stays."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph import edits
from graph.edits import EditError
from graph.edits.swap import swap, swappable
from graph.infer import infer
from graph.layers.activation import ReLU, Sigmoid, Tanh
from graph.layers.base import Layer
from graph.layers.convolution import Conv2d, ConvTranspose2d
from graph.layers.dense import Linear
from graph.layers.endpoints import Input, Output
from graph.layers.join import Add, Concat, Multiply
from graph.layers.pooling import AvgPool2d, MaxPool2d
from graph.network import LAYERS, Block, Network, Repeat, Wire
from graph.project import Project, decode, encode
from graph.templates import template
from tests.graph.builders import forked
from tests.graph.strategies import networks

LENET = template("lenet5").project().network


def test_wires_place_and_common_settings_stay() -> None:
    network = edits.set_fields(LENET, ["conv2"], "stride", 2)
    network = edits.set_field(network, "conv2", "padding", 1)
    made = swap(network, "conv2", MaxPool2d)
    pool = made.network.nodes[made.name].layer
    assert isinstance(pool, MaxPool2d)
    assert (pool.kernel, pool.stride, pool.padding) == (5, 2, 1)
    assert made.lost == ()
    assert made.name == "pool3"
    assert Wire("pool1", "pool3") in made.network.wires
    assert Wire("pool3", "relu2") in made.network.wires
    assert list(made.network.nodes).index("pool3") == list(LENET.nodes).index("conv2")
    old, new = LENET.nodes["conv2"], made.network.nodes["pool3"]
    assert (old.x, old.y) == (new.x, new.y)


@pytest.mark.parametrize(
    ("name", "kind", "after"),
    [
        ("relu1", Tanh, "tanh1"),
        ("pool1", AvgPool2d, "pool1"),  # both kinds are called pool
        ("conv1", ConvTranspose2d, "deconv1"),
        ("mine", Tanh, "mine"),
        ("features.0", Tanh, "features.0"),
    ],
)
def test_a_name_follows_the_kind_if_it_did_before(name: str, kind: type, after: str) -> None:
    network = LENET
    if name not in network.nodes:
        network = edits.rename(network, "relu1", name)
    made = swap(network, name, kind)
    assert made.name == after if kind is not ConvTranspose2d else made.name.endswith("1")
    assert made.network.nodes.keys() - {made.name} == network.nodes.keys() - {name}


def test_wires_to_inputs_that_are_no_more_go_and_are_named() -> None:
    made = swap(forked(), "add1", ReLU)
    assert made.lost == (Wire("conv1", "add1", 1),)
    assert made.network.incoming[made.name] == (Wire("conv2", made.name),)
    back = swap(made.network, made.name, Add)
    assert back.lost == ()


def test_a_layer_with_settings_takes_the_place_as_it_is() -> None:
    made = swap(LENET, "fc1", Linear(7))
    assert made.network.nodes["fc1"].layer == Linear(7)


@pytest.mark.parametrize(
    ("name", "kind", "said"),
    [
        ("input", ReLU, "begins or ends"),
        ("output", ReLU, "begins or ends"),
        ("relu1", Output, "cannot become an Output"),
        ("relu1", Input, "cannot become an Input"),
    ],
)
def test_where_a_network_begins_or_ends_nothing_is_swapped(
    name: str, kind: type[Layer], said: str
) -> None:
    with pytest.raises(EditError, match=said):
        swap(LENET, name, kind)


def test_the_most_alike_come_first_and_only_what_can_be_there() -> None:
    known = infer(LENET)
    kinds = swappable(LENET, "pool1", known)
    assert kinds[0] is AvgPool2d
    assert MaxPool2d not in kinds
    assert not {Add, Input, Output, Repeat, Block} & set(kinds)
    assert swappable(LENET, "relu3", known)[:1] != ()
    assert Conv2d not in swappable(LENET, "fc1", known)
    assert Sigmoid in swappable(LENET, "relu1", known)
    assert set(swappable(forked(), "add1", infer(forked()))) == {Multiply, Concat}
    assert swappable(LENET, "input", known) == ()


@given(networks(), st.data())
def test_any_swap_leaves_a_valid_network_and_all_others_as_they_were(
    network: Network, data: st.DataObject
) -> None:
    ends = (Input, Output)
    names = [name for name, node in network.nodes.items() if not isinstance(node.layer, ends)]
    if not names:
        return
    name = data.draw(st.sampled_from(names))
    kind = data.draw(st.sampled_from([kind for kind in LAYERS if kind not in ends]))
    made = swap(network, name, kind)
    after = made.network
    assert decode(encode(Project(after))) == Project(after)
    others = network.nodes.keys() - {name}
    assert {other: after.nodes[other] for other in others} == {
        other: network.nodes[other] for other in others
    }
    assert len(after.wires) == len(network.wires) - len(made.lost)
    inputs = after.nodes[made.name].layer.inputs
    assert inputs is None or len(after.incoming[made.name]) <= inputs
    for other in swappable(network, name, infer(network)):
        assert other is not type(network.nodes[name].layer)
