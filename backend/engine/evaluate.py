"""How good a network is on pictures that it does not learn from."""

import math
from collections.abc import Sequence

import torch
from torch import Tensor

from backend.engine.data import DataSet, Split
from backend.engine.learner import Learner
from backend.engine.losses import right, weighed
from backend.engine.ranks import Ranks

CHUNK = 1_000  # pictures at a time
NUMBERS = 4_000_000
"""In the pictures of one chunk: fewer large ones, as each of their maps is large."""


@torch.no_grad()
def evaluate(learner: Learner, data: DataSet, split: Split) -> tuple[float, float]:
    """Mean loss, and share of right answers of the main output, over a whole split."""
    learner.scores.eval()
    loss_sum = torch.zeros((), device=data.device)
    hits = torch.zeros((), device=data.device)
    size = chunk(data, learner.recipe.batch_size)
    for pictures, labels in split.batches(_own(learner.ranks, len(split), size)):
        outputs = learner.judge(data.normalised(pictures))
        if not len(labels):
            continue
        loss_sum += weighed(outputs, labels, learner.weights, learner.loss) * len(labels)
        hits += right(outputs[learner.main], labels)
    loss, right_ones = learner.ranks.sum(torch.stack((loss_sum, hits))).tolist()
    return loss / len(split), right_ones / len(split)


def _own(ranks: Ranks, count: int, size: int) -> Sequence[Tensor]:
    """The part of this process, in as many chunks as those of the others, which compute together
    with it where the weights are sharded.
    """
    begin, end = ranks.own(count)
    return torch.arange(begin, end).tensor_split(math.ceil(count / ranks.count / size))


def chunk(data: DataSet, batch: int) -> int:
    """Pictures at a time: no more than learning can hold anyway, or than are small."""
    return max(batch, min(CHUNK, NUMBERS // data.shape.count))
