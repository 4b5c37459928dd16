"""Why a project cannot be trained, with the numbers, before anything starts."""

import pytest
from msgspec import structs

from graph import edits
from graph.blocks.conv import ConvBlock
from graph.edits.freezing import frozen
from graph.fields import FieldError, field, fields, from_text, with_value
from graph.layers.activation import Sigmoid, Softmax
from graph.layers.convolution import Conv2d
from graph.layers.dense import Flatten, Linear
from graph.layers.endpoints import Input, Output
from graph.layers.normalisation import BatchNorm1d
from graph.layers.pooling import GlobalAvgPool2d
from graph.network import AnyLayer
from graph.project import Project
from graph.readiness import obstacles
from graph.recipe import Recipe
from graph.sources import Mnist
from graph.templates import template
from graph.templates.base import chain

LENET = template("lenet5").project()


def said(project: Project) -> list[str]:
    return [str(obstacle.text) for obstacle in obstacles(project)]


def changed(node: str, name: str, value: int) -> Project:
    return structs.replace(LENET, network=edits.set_field(LENET.network, node, name, value))


def test_lenet_can_be_trained() -> None:
    assert said(LENET) == []


def test_a_network_whose_weights_are_all_frozen_has_nothing_to_learn() -> None:
    every = frozen(LENET.network, tuple(LENET.network.nodes))
    assert "All weights are frozen" in said(structs.replace(LENET, network=every))[0]
    assert said(structs.replace(LENET, network=frozen(every, ("fc3",), on=False))) == []


def test_pictures_of_another_size_are_named() -> None:
    network = chain([Input(3, 32, 32), Flatten(), *[]])
    assert "no-output" not in said(Project(network))
    bigger = changed("input", "height", 32)
    assert any("The pictures are 1×28×28, but input is 1×32×28" in text for text in said(bigger))


def test_another_number_of_classes_is_named() -> None:
    assert (
        "The data set has 10 classes, but output gets 9 features"
        in said(changed("fc3", "features", 9))[0]
    )


def test_errors_of_the_network_come_first() -> None:
    assert "The filter does not fit" in said(changed("conv2", "kernel", 50))[0]


def test_a_network_without_weights_learns_nothing() -> None:
    network = chain([Input(1, 28, 28), Flatten(), Output()])
    assert any("nothing to learn" in text for text in said(Project(network)))


@pytest.mark.parametrize(
    ("name", "value", "text"),
    [
        ("kernel", 0, "Filter size cannot be 0: write a number from 1 to 1024, or two as 3×5"),
        ("kernel", "x", "Filter size cannot be x: write a number from 1 to 1024, or two as 3×5"),
        ("bias", 3, "Bias cannot be 3: it must be on or off."),
        ("colour", 3, "Conv2d has no setting named colour. It has: filters, kernel"),
    ],
)
def test_a_refused_value_says_what_is_allowed(name: str, value: object, text: str) -> None:
    with pytest.raises(FieldError) as error:
        with_value(Conv2d(), name, value)
    assert str(error.value).startswith(text)


def test_a_bound_that_is_itself_refused_is_said_so() -> None:
    with pytest.raises(FieldError, match="a number above 0 and up to 100"):
        with_value(Recipe(), "learning_rate", 0.0)
    with pytest.raises(FieldError, match="choose one of sgd, adam, adamw"):
        with_value(Recipe(), "optimizer", "lion")


def test_values_are_read_from_text() -> None:
    assert from_text(field(Conv2d, "kernel"), " 5 ") == 5
    assert from_text(field(Conv2d, "bias"), "off") is False
    assert from_text(field(Recipe, "learning_rate"), "1e-3") == 1e-3
    with pytest.raises(FieldError):
        from_text(field(Conv2d, "kernel"), "five")
    assert [f.name for f in fields(Conv2d)][:3] == ["filters", "kernel", "stride"]


@pytest.mark.parametrize(
    "layers", [[Flatten(), BatchNorm1d()], [GlobalAvgPool2d(), ConvBlock(4, 1)]]
)
def test_one_value_has_no_variance(layers: list[AnyLayer]) -> None:
    network = chain([Input(1, 28, 28), *layers, Flatten(), Linear(10), Output()])
    project = Project(network, data=Mnist(examples=513))
    told = "The last batch has one picture, and {} gets one value a channel of it"
    node = "bn1" if "bn1" in network.nodes else "conv1.bn"
    (alone,) = said(structs.replace(project, recipe=Recipe(batch_size=64)))
    assert alone.startswith(told.format(node))
    assert said(structs.replace(project, recipe=Recipe(batch_size=1))) == [alone]
    assert said(structs.replace(project, recipe=Recipe(batch_size=65))) == []
    assert said(structs.replace(project, recipe=Recipe(batch_size=1_024))) == []


def with_recipe(**changes: object) -> Project:
    return structs.replace(LENET, recipe=structs.replace(LENET.recipe, **changes))


def test_nesterov_wants_a_momentum() -> None:
    assert said(with_recipe(optimizer="sgd", nesterov=True)) == []
    (text,) = said(with_recipe(optimizer="sgd", nesterov=True, momentum=0.0))
    assert "Set the momentum to 0.9" in text
    assert said(with_recipe(optimizer="adam", nesterov=True, momentum=0.0)) == []


@pytest.mark.parametrize(
    ("weights", "words"),
    [
        ("", None),
        ("balanced", None),
        (", ".join(["1"] * 10), None),
        ("1, 2", "There are 2 class weights, but the data set has 10 classes"),
        (", ".join(["0"] * 10), "All class weights are 0"),
    ],
)
def test_there_is_a_class_weight_for_each_class(weights: str, words: str | None) -> None:
    found = said(with_recipe(class_weights=weights))
    assert len(found) == (words is not None)
    assert words is None or words in found[0]


def test_the_binary_loss_wants_no_softmax() -> None:
    body = [Input(1, 28, 28), Flatten(), Linear(10)]
    binary = structs.replace(LENET.recipe, loss="binary")
    shared = Project(chain([*body, Softmax(), Output()]), binary)
    assert "Put a Sigmoid in its place" in said(shared)[0]
    for end in ([], [Sigmoid()]):
        assert said(Project(chain([*body, *end, Output()]), binary)) == []


def test_a_batch_of_one_is_found_behind_a_validation_split() -> None:
    network = chain([Input(1, 28, 28), Flatten(), Linear(4), BatchNorm1d(), Linear(10), Output()])
    recipe = Recipe(batch_size=16, validation=0.1)
    assert said(Project(network, recipe, Mnist(examples=180))) == []  # 162 = 10 · 16 + 2
    (text,) = said(Project(network, recipe, Mnist(examples=179)))  # 161
    assert "The last batch has one picture" in text
