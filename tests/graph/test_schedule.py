"""The learning rate of each step, beside PyTorch's own schedulers."""

import math
from itertools import pairwise

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs

from graph.recipe import Recipe
from graph.schedule import factor, learning_rate

STEPS = 7

recipes = st.builds(
    Recipe,
    epochs=st.integers(1, 40),
    schedule=st.sampled_from(["constant", "step", "cosine", "one-cycle"]),
    warm_up=st.floats(0, 50),
    peak=st.floats(0.01, 0.99),
    step_epochs=st.integers(1, 40),
    step_factor=st.floats(1e-3, 1),
)


def factors(recipe: Recipe, steps: int = STEPS) -> list[float]:
    return [factor(recipe, step, steps) for step in range(recipe.epochs * steps)]


def torchs(make, count: int) -> list[float]:
    """The learning rates of a scheduler of PyTorch around a rate of 1."""
    optimizer = torch.optim.SGD([torch.zeros(1, requires_grad=True)], 1.0)
    scheduler = make(optimizer)
    rates = []
    for _ in range(count):
        rates.append(optimizer.param_groups[0]["lr"])
        optimizer.step()
        scheduler.step()
    return rates


@given(recipes, st.integers(1, 30))
def test_no_step_is_left_out_or_larger_than_the_recipes(recipe: Recipe, steps: int) -> None:
    assert all(0 < value <= 1 for value in factors(recipe, steps))


@given(recipes, st.integers(1, 30))
def test_it_changes_by_little_from_step_to_step(recipe: Recipe, steps: int) -> None:
    if recipe.schedule == "step":
        return
    total, warm = recipe.epochs * steps, recipe.warm_up * steps
    if recipe.schedule == "one-cycle":
        most = 1 / (min(recipe.peak, 1 - recipe.peak) * (total + 1))
    else:
        most = 2 / (warm + 1) * (warm >= 1) + math.pi / 2 / max(1, total - warm)
    values = factors(recipe, steps)
    for before, after in pairwise(values):
        assert abs(after - before) <= most + 1e-9


def test_it_multiplies_the_recipes_learning_rate() -> None:
    recipe = Recipe(learning_rate=0.3, schedule="cosine")
    assert learning_rate(recipe, 5, STEPS) == 0.3 * factor(recipe, 5, STEPS)


def test_constant_is_constant() -> None:
    assert set(factors(Recipe(epochs=4))) == {1.0}


def test_cosine_is_pytorchs() -> None:
    recipe = Recipe(epochs=5, schedule="cosine")
    total = 5 * STEPS
    expected = torchs(lambda o: torch.optim.lr_scheduler.CosineAnnealingLR(o, total), total)
    assert factors(recipe) == pytest.approx(expected)


def test_step_is_pytorchs() -> None:
    recipe = Recipe(epochs=9, schedule="step", step_epochs=2, step_factor=0.3)
    expected = torchs(lambda o: torch.optim.lr_scheduler.StepLR(o, 2 * STEPS, 0.3), 9 * STEPS)
    assert factors(recipe) == pytest.approx(expected)


@pytest.mark.parametrize("peak", [0.1, 0.25, 0.6])
def test_one_cycle_is_pytorchs_without_the_zeros_at_both_ends(peak: float) -> None:
    recipe = Recipe(epochs=6, schedule="one-cycle", peak=peak)
    total = 6 * STEPS

    def make(optimizer: torch.optim.Optimizer) -> torch.optim.lr_scheduler.OneCycleLR:
        share = (peak * (total + 1) + 1) / (total + 2)
        return torch.optim.lr_scheduler.OneCycleLR(
            optimizer, 1.0, total + 2, pct_start=share, anneal_strategy="linear",
            cycle_momentum=False, div_factor=1e12, final_div_factor=1,
        )  # fmt: skip

    assert factors(recipe) == pytest.approx(torchs(make, total + 1)[1:], abs=1e-9)


def test_warm_up_is_linear_and_goes_over_into_the_schedule() -> None:
    recipe = Recipe(epochs=5, warm_up=2, schedule="cosine")
    values = factors(recipe)
    assert values[: 2 * STEPS] == pytest.approx([(k + 1) / 15 for k in range(14)])
    assert values[2 * STEPS] == 1.0
    rest = structs.replace(recipe, epochs=3, warm_up=0)
    assert values[2 * STEPS :] == pytest.approx(factors(rest))


def test_very_many_steps_down_leave_something() -> None:
    recipe = Recipe(epochs=1_000, schedule="step", step_epochs=1, step_factor=0.01)
    assert factor(recipe, 999 * STEPS, STEPS) > 0
