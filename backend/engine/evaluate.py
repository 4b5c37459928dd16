"""How good a network is on pictures that it does not learn from."""

import torch

from backend.engine.data import DataSet, Split
from backend.engine.learner import Learner, results
from backend.engine.losses import weighed

CHUNK = 1_000  # pictures at a time


@torch.no_grad()
def evaluate(learner: Learner, data: DataSet, split: Split) -> tuple[float, float]:
    """Mean loss, and share of right answers of the main output, over a whole split."""
    learner.scores.eval()
    loss_sum = torch.zeros((), device=data.device)
    hits = torch.zeros((), device=data.device)
    for pictures, labels in split.runs(CHUNK):
        outputs = results(learner.scores(data.normalised(pictures)))
        loss_sum += weighed(outputs, labels, learner.weights, learner.loss) * len(labels)
        hits += (outputs[learner.main].argmax(1) == labels).sum()
    mean, share = (torch.stack((loss_sum, hits)) / len(split)).tolist()
    return mean, share
