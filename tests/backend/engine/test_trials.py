"""Finding a learning rate, and whether a network can learn at all, before it is trained."""

import math

import pytest
import torch
from msgspec import structs

from backend.engine import finder, overfit
from backend.engine.trial import Trial
from graph import edits
from graph.layers.activation import ReLU, Sigmoid
from graph.layers.convolution import Conv2d
from graph.layers.dense import Flatten, Linear
from graph.layers.endpoints import Input, Output
from graph.layers.normalisation import BatchNorm2d, Dropout
from graph.layers.pooling import MaxPool2d
from graph.project import Project
from graph.recipe import Recipe
from graph.sources import Mnist
from graph.templates.base import chain
from graph.text import Refusal

NETWORK = chain(
    [
        Input(1, 28, 28), Conv2d(8, 5, 2), BatchNorm2d(), ReLU(), MaxPool2d(),
        Flatten(), Dropout(0.5), Linear(10), Output(),
    ]
)  # fmt: skip

BARE = chain([Input(1, 28, 28), Conv2d(8, 5, 2), ReLU(), Flatten(), Linear(10), Output()])


def project(network=NETWORK, **recipe: object) -> Project:
    settings = structs.replace(Recipe(batch_size=32, device="cpu"), **recipe)
    return Project(network, settings, Mnist(examples=600))


@pytest.mark.parametrize("optimizer", ["sgd", "adam", "adamw", "rmsprop"])
def test_the_rate_that_is_found_lies_where_the_loss_falls(optimizer: str) -> None:
    found = finder.find(project(optimizer=optimizer))
    assert found is not None
    assert len(found.rates) == len(found.losses) > finder.SETTLING
    assert list(found.rates) == sorted(found.rates)
    lowest = found.rates[min(range(len(found.losses)), key=found.losses.__getitem__)]
    assert 1e-5 < found.suggestion < lowest
    assert f"{found.suggestion:g}" in str(found.text)


def test_the_same_seed_finds_the_same_rate() -> None:
    assert finder.find(project()) == finder.find(project())


def test_where_the_loss_never_falls_no_rate_is_named() -> None:
    found = finder.judged(tuple(1e-6 * 2**n for n in range(20)), (2.3,) * 20)
    assert found.suggestion == 0
    assert "At no learning rate" in str(found.text)


def test_a_test_that_ends_at_once_names_no_rate() -> None:
    assert finder.judged((1e-6,), (2.3,)).suggestion == 0


def test_a_search_hears_how_far_it_is_and_can_be_cancelled() -> None:
    heard: list[tuple[int, int]] = []

    def going(done: int, total: int) -> bool:
        heard.append((done, total))
        return done < 5

    assert finder.find(project(), going) is None
    assert heard == [(n, finder.STEPS) for n in range(6)]
    assert overfit.overfit(project(), lambda done, total: done < 5) is None


def test_a_network_that_can_learn_knows_a_batch_by_heart() -> None:
    result = overfit.overfit(project())
    assert result is not None
    assert result.learned
    assert result.accuracy >= overfit.KNOWN
    assert result.losses[-1] < result.losses[0]
    assert not result.notices


def test_a_recipe_that_cannot_is_told_from_a_network_that_cannot() -> None:
    result = overfit.overfit(project(optimizer="sgd", learning_rate=1e-6))
    assert result is not None
    assert result.learned
    assert "not with this recipe: SGD" in str(result.text)
    assert not result.own


def test_steps_that_are_far_too_large_are_explained() -> None:
    result = overfit.overfit(project(BARE, optimizer="sgd", learning_rate=100.0))
    assert result is not None
    assert all(math.isfinite(loss) for loss in result.losses)
    assert [notice.kind for notice in result.notices] == ["nan"]


def test_a_network_whose_gradient_vanishes_does_not_learn_and_is_explained() -> None:
    deep = chain([Input(1, 28, 28), Flatten(), *[Linear(8), Sigmoid()] * 12, Linear(10), Output()])
    result = overfit.overfit(project(deep))
    assert result is not None
    assert not result.learned
    assert "does not learn" in str(result.text)
    assert "vanishing" in [notice.kind for notice in result.notices]


def test_a_gradient_that_vanished_is_told_though_at_the_end_none_is_left_anywhere() -> None:
    deep = chain([Input(1, 28, 28), Flatten(), *[Linear(16), Sigmoid()] * 12, Linear(10), Output()])
    result = overfit.overfit(project(deep, optimizer="sgd", learning_rate=0.1))
    assert result is not None
    assert [(notice.kind, notice.node) for notice in result.notices] == [("vanishing", "fc1")]


def test_a_project_that_cannot_be_trained_is_refused() -> None:
    with pytest.raises(Refusal, match="pictures are"):
        Trial(project(edits.set_field(NETWORK, "input", "height", 30)))


def test_a_trial_leaves_the_random_numbers_of_a_training_alone_but_for_its_seed() -> None:
    first = Trial(project()).start()[0].state_dict()
    second = Trial(project()).start()[0].state_dict()
    assert all(torch.equal(first[name], second[name]) for name in first)
