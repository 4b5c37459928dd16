"""What is counted of a training between two readings."""

import pytest
import torch

from backend.engine import meter
from backend.engine.meter import Meter

CPU = torch.device("cpu")


def counted() -> tuple[list[float], int]:
    """Loss times pictures, right answers and pictures of some batches; how many still waited."""
    generator = torch.Generator().manual_seed(0)
    made = Meter(CPU)
    for count in (4, 4, 4, 3):
        scores = torch.rand(count, 5, generator=generator)
        made.add(torch.tensor(float(count)), scores, torch.arange(count))
    waiting = len(made._scores)
    return made.sums().tolist(), waiting


def test_scores_that_wait_are_counted_before_they_fill_the_memory(monkeypatch) -> None:
    plain, waiting = counted()
    assert (plain[0], plain[2], waiting) == (3 * 16 + 9, 15, 4)
    monkeypatch.setattr(meter, "MOST", 30)
    assert counted() == (plain, 2)


def test_a_reading_is_of_what_came_since_the_last_one() -> None:
    made = Meter(CPU)
    scores = torch.eye(3)
    for right in (3, 0):
        made.start()
        made.add(torch.tensor(2.0), scores, (torch.arange(3) + (right == 0)) % 3)
        found = made.read(made.sums(), 0.0)
        assert (found.loss, found.accuracy, found.memory) == (pytest.approx(2), right / 3, 0)
