"""A network and a few of its pictures, set up to be tried without a run: nothing is kept of it."""

from collections.abc import Callable, Iterator

import torch
from msgspec import structs
from torch import Tensor, fx

from backend.datasets.looking import Look, unseen
from backend.engine import data as datasets
from backend.engine import session
from backend.engine.data import DataSet
from backend.engine.devices import choose
from backend.engine.learner import Learner
from backend.engine.module import build
from graph.augmentation import PLAIN
from graph.project import Project
from graph.recipe import Recipe

Going = Callable[[int, int], bool]
"""Hears before each step how many of how many are done, and says whether to go on."""


def go_on(done: int, total: int) -> bool:
    """Always."""
    return True


class Trial:
    """A project with fresh weights of its seed, on its device, and its training pictures.

    The recipe's optimizer and loss are used; its schedule, augmentation, averages and compilation
    are left out. `look` follows the decoding of its pictures, and raises what is to end it. Raises
    a Refusal where the project cannot be trained.
    """

    def __init__(self, project: Project, look: Look = unseen) -> None:
        session.check(project)
        self.project = project
        self.device = choose(project.recipe)
        self.data: DataSet = datasets.load(project.data, self.device, look)

    def start(self, **changes: object) -> tuple[fx.GraphModule, Learner]:
        """Fresh weights, and what learns with them, with some settings of the recipe changed."""
        recipe = structs.replace(bare(self.project.recipe), **changes)
        module = build(self.project.network, recipe.seed).to(self.device)
        torch.manual_seed(recipe.seed)  # of dropout
        labels = self.data.train.labels
        counts = torch.bincount(labels, minlength=len(self.data.classes))
        learner = Learner(module, self.project.network, recipe, counts=counts)
        learner.train()
        return module, learner

    def batches(self, size: int) -> Iterator[tuple[Tensor, Tensor]]:
        """Batches without end, in the order of the seed: numbers N x C x H x W, and N labels."""
        count = len(self.data.train)
        epoch = 0
        while True:
            generator = torch.Generator().manual_seed(self.project.recipe.seed + epoch)
            order = torch.randperm(count, generator=generator).split(min(size, count))
            whole = [batch for batch in order if len(batch) == min(size, count)]
            for pictures, labels in self.data.train.batches(whole):
                yield self.data.normalised(pictures), labels
            epoch += 1


def bare(recipe: Recipe) -> Recipe:
    """A recipe without what only a long training needs."""
    return structs.replace(
        recipe,
        schedule="constant",
        warm_up=0.0,
        augmentation=PLAIN,
        ema=0.0,
        validation=0.0,
        patience=0,
        compile=False,
        cuda_graphs=False,
        processes=1,
        sharded=False,
    )
