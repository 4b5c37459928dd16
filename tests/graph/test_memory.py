"""Memory of a batch: the formula, the optimizers against PyTorch, and the largest batch."""

import pytest
import torch
from msgspec import structs

from backend.engine.module import build
from graph.costs import Costs, costs
from graph.infer import infer
from graph.memory import MARGIN, inference_bytes, largest_batch, size, training_bytes
from graph.recipe import Recipe
from graph.templates import template

NETWORK = template("residual-mnist").project().network


def known() -> Costs:
    return costs(NETWORK, infer(NETWORK))


@pytest.mark.parametrize(
    ("recipe", "make", "copies"),
    [
        (Recipe(optimizer="sgd", momentum=0.0), lambda p: torch.optim.SGD(p, 0.1), 0),
        (Recipe(optimizer="sgd", momentum=0.9), lambda p: torch.optim.SGD(p, 0.1, 0.9), 0),
        (Recipe(optimizer="adam"), torch.optim.Adam, 1),
        (Recipe(optimizer="adamw"), torch.optim.AdamW, 1),
    ],
)
def test_weights_gradients_and_what_the_optimizer_remembers_are_pytorchs(
    recipe, make, copies
) -> None:
    module = build(NETWORK, 1)
    optimizer = make(module.parameters())
    module(torch.rand(2, 1, 28, 28)).sum().backward()
    optimizer.step()
    weights = sum(p.nbytes + p.grad.nbytes for p in module.parameters())
    states = [value for state in optimizer.state.values() for value in state.values()]
    remembered = sum(value.nbytes for value in states if value is not None and value.numel() > 1)
    copied = copies * 4 * known().parameters  # in the optimizer's step
    assert training_bytes(known(), recipe, batch=0) == weights + remembered + copied


def test_a_batch_adds_what_is_kept_of_each_picture_and_the_gradients_of_maps() -> None:
    recipe = Recipe(batch_size=64)
    each = training_bytes(known(), recipe, 65) - training_bytes(known(), recipe)
    assert each == known().worst_bytes
    assert known().kept_bytes < known().worst_bytes < 2 * known().kept_bytes
    assert inference_bytes(known(), 3) == 4 * known().parameters + 3 * known().peak_bytes


def test_the_largest_batch_fits_and_one_picture_more_does_not() -> None:
    recipe, room = Recipe(), 10**9
    most = largest_batch(known(), recipe, room)
    usable = room * (1 - MARGIN)
    assert training_bytes(known(), recipe, most) <= usable
    assert training_bytes(known(), recipe, most + 1) > usable
    assert largest_batch(known(), recipe, 1_000) == 0
    sgd = structs.replace(recipe, optimizer="sgd")
    assert largest_batch(known(), sgd, room) >= most


def test_an_amount_is_shown_in_the_unit_that_fits() -> None:
    assert [size(n) for n in (7, 6_400, 5 * 2**20, 80 * 2**30, 2**41)] == [
        "7 B",
        "6.3 KB",
        "5 MB",
        "80 GB",
        "2 TB",
    ]
