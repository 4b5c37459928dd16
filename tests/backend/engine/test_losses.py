"""The losses beside PyTorch's own and the course's, with and without weights, soft or hard."""

import pytest
import torch
from msgspec import structs
from torch import Tensor
from torch.nn import functional

from backend.engine.losses import (
    WeighingError,
    binary,
    loss_of,
    right,
    squared_error,
    targets,
    weighing,
)
from graph.recipe import Recipe

CLASSES = 4
WEIGHTS = torch.tensor([0.5, 2.0, 1.0, 0.25])


def batch() -> tuple[Tensor, Tensor, Tensor]:
    """Scores, labels, and shares as mixup blends them."""
    torch.manual_seed(3)
    scores, labels = torch.randn(12, CLASSES), torch.randint(CLASSES, (12,))
    whole = functional.one_hot(labels, CLASSES).float()
    return scores, labels, torch.lerp(whole.roll(1, 0), whole, torch.rand(12, 1))


@pytest.mark.parametrize("smoothing", [0.0, 0.1])
def test_cross_entropy_is_pytorchs(smoothing: float) -> None:
    scores, labels, shares = batch()
    ours = loss_of(Recipe(label_smoothing=smoothing))
    theirs = torch.nn.CrossEntropyLoss(label_smoothing=smoothing)
    assert torch.equal(ours(scores, labels), theirs(scores, labels))
    assert torch.equal(ours(scores, shares), theirs(scores, shares))


@pytest.mark.parametrize("smoothing", [0.0, 0.1])
def test_weighed_cross_entropy_is_pytorchs_sum_over_the_number_of_pictures(
    smoothing: float,
) -> None:
    scores, labels, shares = batch()
    ours = loss_of(Recipe(label_smoothing=smoothing), WEIGHTS)
    theirs = torch.nn.CrossEntropyLoss(WEIGHTS, reduction="sum", label_smoothing=smoothing)
    for wanted in (labels, shares):
        assert torch.allclose(ours(scores, wanted), theirs(scores, wanted) / 12)


@pytest.mark.parametrize("loss", ["cross-entropy", "squared-error", "binary"])
@pytest.mark.parametrize("weights", [None, WEIGHTS])
@pytest.mark.parametrize("smoothing", [0.0, 0.1])
def test_a_batchs_loss_is_that_of_its_parts(
    loss: str, weights: Tensor | None, smoothing: float
) -> None:
    scores, labels, shares = batch()
    ours = loss_of(structs.replace(Recipe(label_smoothing=smoothing), loss=loss), weights)
    for wanted in (labels, shares):
        parts = ours(scores[:5], wanted[:5]) * 5 + ours(scores[5:], wanted[5:]) * 7
        assert torch.allclose(ours(scores, wanted), parts / 12)


@pytest.mark.parametrize("loss", ["cross-entropy", "squared-error", "binary"])
@pytest.mark.parametrize("weights", [None, WEIGHTS])
def test_labels_and_shares_that_are_all_of_one_class_say_the_same(
    loss: str, weights: Tensor | None
) -> None:
    scores, labels, _ = batch()
    ours = loss_of(structs.replace(Recipe(), loss=loss), weights)
    assert torch.allclose(
        ours(scores, labels), ours(scores, functional.one_hot(labels, CLASSES).float())
    )


def test_the_squared_error_is_half_of_pytorchs_sum() -> None:
    outputs, labels, shares = batch()
    theirs = torch.nn.MSELoss(reduction="sum")
    whole = functional.one_hot(labels, CLASSES).float()
    assert torch.allclose(squared_error(outputs, labels), theirs(outputs, whole) / 2 / 12)
    assert torch.allclose(squared_error(outputs, shares), theirs(outputs, shares) / 2 / 12)


def test_the_courses_error_of_its_worked_example() -> None:
    # course_vectors.json, backpropagation.worked_example: E = ½ (1 - 0.9478464)²
    error = squared_error(torch.tensor([[0.9478464]]), torch.tensor([0]))
    assert error.item() == pytest.approx(0.5 * (1 - 0.9478464) ** 2)


def test_binary_is_pytorchs_for_each_class() -> None:
    scores, labels, shares = batch()
    whole = functional.one_hot(labels, CLASSES).float()
    for given, wanted in ((labels, whole), (shares, shares)):
        theirs = functional.binary_cross_entropy(scores.sigmoid(), wanted, reduction="none")
        assert torch.allclose(binary(scores, given), theirs.sum(1).mean(), atol=1e-6)


def test_binary_is_a_number_where_the_sigmoid_is_rounded_to_1() -> None:
    loss = binary(torch.tensor([[200.0, -200.0]]), torch.tensor([1]))
    assert loss.item() == pytest.approx(400)


def test_smoothing_spreads_a_share_over_all_classes() -> None:
    found = targets(torch.tensor([1]), torch.zeros(1, 4), 0.2)
    assert found.tolist()[0] == pytest.approx([0.05, 0.85, 0.05, 0.05])


def test_balanced_weights_let_each_class_count_the_same() -> None:
    counts = torch.tensor([10, 30, 60, 100])
    weights = weighing(Recipe(class_weights="balanced"), counts)
    assert weights is not None
    assert (weights * counts).tolist() == pytest.approx([50] * 4)  # as scikit-learn has them


def test_numbers_keep_their_ratios_and_have_the_mean_1_over_the_pictures() -> None:
    counts = torch.tensor([10, 30])
    weights = weighing(Recipe(class_weights=" 1, 3.0"), counts)
    assert weights is not None
    assert (weights[1] / weights[0]).item() == pytest.approx(3)
    assert (weights * counts).sum().item() == pytest.approx(40)
    assert weighing(Recipe(), counts) is None


def test_a_class_without_pictures_is_no_trouble() -> None:
    weights = weighing(Recipe(class_weights="balanced"), torch.tensor([10, 0]))
    assert weights is not None
    assert torch.isfinite(weights).all()


@pytest.mark.parametrize("numbers", ["0, 5", "9" * 400 + ", 1"])
def test_weights_by_which_no_picture_counts_are_refused(numbers: str) -> None:
    with pytest.raises(WeighingError, match="Give classes that have pictures a weight above 0"):
        weighing(Recipe(class_weights=numbers), torch.tensor([10, 0]))


def test_the_right_answers_of_shares_are_those_of_the_greater_one() -> None:
    scores, labels, _ = batch()
    shares = functional.one_hot(labels, CLASSES) * 0.6 + 0.1
    assert right(scores, labels) == right(scores, shares) == (scores.argmax(1) == labels).sum()
