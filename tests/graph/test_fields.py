"""The one door to a hyperparameter: it checks what is new, and leaves the rest as it is."""

import pytest

from graph.blocks.conv import ConvBlock
from graph.blocks.residual import Residual
from graph.edits import EditError, add, set_field, set_fields
from graph.fields import FieldError, field, field_in, fields, from_text, with_value
from graph.layers.activation import ReLU
from graph.layers.convolution import Conv2d
from graph.layers.dense import Linear
from graph.layers.endpoints import Output
from graph.network import Block, Network, Repeat
from graph.recipe import Recipe


def test_the_other_values_stay_the_same_objects() -> None:
    network = add(Network(), "conv", Conv2d())
    named = with_value(Block("Old", network), "name", "New")
    assert named == Block("New", network)
    assert named.network is network
    inner = Residual(64)
    assert with_value(Repeat(inner), "times", 3).block is inner
    assert with_value(Repeat(), "block", inner).block is inner


def test_a_path_changes_the_layer_in_a_field() -> None:
    repeat = with_value(Repeat(Repeat(Residual())), "block.block.filters", 64)
    assert repeat == Repeat(Repeat(Residual(64)))
    assert field_in(repeat, "block.block.filters") == field(Residual, "filters")


@pytest.mark.parametrize(
    ("path", "value", "reason"),
    [
        ("block.filters", 0, "Filters cannot be 0: it must be a whole number from 1 to 65536."),
        ("block.colour", 1, "Residual has no setting named colour."),
        ("times.filters", 1, "Times has no settings of its own."),
        ("block", 3, "Block cannot be 3: it must be a layer."),
    ],
)
def test_a_path_is_refused_where_it_leads_nowhere(path: str, value: object, reason: str) -> None:
    with pytest.raises(FieldError) as error:
        with_value(Repeat(), path, value)
    assert str(error.value).startswith(reason)


@pytest.mark.parametrize(
    ("path", "text", "reason"),
    [
        ("augmentation", "3", "Augmentation has settings of its own. Name one of them, after"),
        ("start", "../x", "Start from cannot be “../x”. The run whose weights"),
        ("class_weights", "a, b", "Class weights cannot be “a, b”. How much the classes count"),
        ("start", "\udcff", "Start from cannot be"),  # of a name on a disk that is no text
    ],
)
def test_what_is_typed_is_refused_with_what_may_stand_there(
    path: str, text: str, reason: str
) -> None:
    with pytest.raises(FieldError) as error:
        with_value(Recipe(), path, from_text(field_in(Recipe(), path), text))
    assert str(error.value).startswith(reason)


def test_a_name_has_at_least_one_character() -> None:
    with pytest.raises(FieldError, match="Name cannot be “”: write 1 to 64 characters"):
        with_value(Block(), "name", "")


def test_a_whole_number_is_a_real_one_too_and_on_is_none() -> None:
    assert with_value(Recipe(), "learning_rate", 1) == Recipe(learning_rate=1.0)
    with pytest.raises(FieldError):
        with_value(Conv2d(), "filters", True)


def test_a_unit_stands_beside_what_is_counted_in_pixels() -> None:
    units = {f.name: f.unit for f in fields(Conv2d)}
    assert units == dict.fromkeys(units, "") | {"kernel": "px", "stride": "px", "padding": "px"}


def test_several_nodes_are_set_together_or_none_is() -> None:
    network = add(add(Network(), "a", Conv2d()), "b", ConvBlock())
    both = set_fields(network, ["a", "b"], "filters", 8)
    assert [node.layer for node in both.nodes.values()] == [Conv2d(8), ConvBlock(8)]
    with pytest.raises(EditError, match="b: Padding cannot be same"):
        set_fields(network, ["a", "b"], "padding", "same")


def test_an_edit_takes_a_path() -> None:
    network = add(Network(), "stage", Repeat(Residual()))
    changed = set_field(network, "stage", "block.stride", 2)
    assert changed.nodes["stage"].layer == Repeat(Residual(stride=2))


def test_layers_without_fields_have_none() -> None:
    assert fields(ReLU) == ()
    assert [f.name for f in fields(Linear)] == ["features", "bias"]
    assert field(Output, "weight").high == 1000
