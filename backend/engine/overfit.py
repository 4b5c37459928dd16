"""Can this network learn at all? It is trained on a few pictures until it knows them by heart.

A. Karpathy, "A recipe for training neural networks", 2019: overfit one batch.
"""

import math

from msgspec import Struct
from torch import Tensor, nn

from backend.datasets.looking import Look, unseen
from backend.engine import health
from backend.engine.trial import Going, Trial, go_on
from backend.protocol import Noticed, Overfitted, plain
from graph.project import Project
from graph.recipe import Recipe
from graph.text import Text

PICTURES = 32
STEPS = 300
KNOWN = 0.99
"""The share of right answers at which the pictures are known by heart."""
SECOND = {"optimizer": "adam", "learning_rate": 1e-3, "gradient_clipping": 1.0}
"""What is tried where the recipe fails: if it learns now, the network is fine."""
NAMES = {"sgd": "SGD", "adam": "Adam", "adamw": "AdamW", "rmsprop": "RMSprop"}
"""What people call the optimizers."""
LOOK = 10
"""Steps between two looks at the answers."""


class _Course(Struct, frozen=True):
    """How it went with one recipe."""

    recipe: Recipe
    losses: tuple[float, ...]
    accuracy: float
    notices: tuple[Noticed, ...]

    @property
    def learned(self) -> bool:
        return self.accuracy >= KNOWN


def overfit(project: Project, going: Going = go_on, look: Look = unseen) -> Overfitted | None:
    """Whether a few pictures were learned by heart, and if not, what was seen; None if cancelled.

    Dropout rests meanwhile. Raises a Refusal where the project cannot be trained.
    """
    trial = Trial(project, look)
    x, y = next(trial.batches(PICTURES))
    own = _course(trial, x, y, going)
    if own is None or own.learned:
        return own and _verdict(own, own)
    second = _course(trial, x, y, going, **SECOND)
    return second and _verdict(own, second)


def _course(trial: Trial, x: Tensor, y: Tensor, going: Going, **changes: object) -> _Course | None:
    module, learner = trial.start(**changes)
    for part in module.modules():
        if isinstance(part, nn.Dropout | nn.Dropout2d):
            part.eval()
    recipe = learner.recipe
    losses: list[float] = []
    accuracy = 0.0
    notices: list[Noticed] = []
    early: list[Noticed] = []  # at the end all gradients may be next to nothing, and so alike
    for step in range(STEPS):
        if not going(step, STEPS):
            return None
        learner.turn(recipe.learning_rate, recipe.momentum)
        loss, scores = learner.step(x, y, len(y))
        losses.append(float(loss))
        if not math.isfinite(losses[-1]):
            notices.append(health.explain(module, x, step + 1))
            accuracy = 0.0
            break
        if step == LOOK:
            early = list(health.vanishing(module, step + 1))
        accuracy = float((scores.argmax(1) == y).float().mean())
        if accuracy >= KNOWN and step >= LOOK:
            break
    else:
        notices += [*health.dead(module, x, STEPS), *(early or health.vanishing(module, STEPS))]
    return _Course(recipe, tuple(losses), accuracy, tuple(notices))


def _verdict(own: _Course, last: _Course) -> Overfitted:
    finite = tuple(loss for loss in own.losses if math.isfinite(loss))
    return Overfitted(
        last.learned, finite, last.accuracy, *plain(_words(own, last)),
        notices=own.notices if own.notices else last.notices, own=own.learned,
    )  # fmt: skip


def _words(own: _Course, last: _Course) -> Text:
    if own.learned:
        return Text(
            "It can learn: after {steps} steps it knew {pictures} pictures by heart. If it does "
            "badly on all of them, it needs more time, more filters, or another recipe.",
            {"steps": len(own.losses), "pictures": PICTURES},
        )
    if last.learned:
        return Text(
            "The network can learn, but not with this recipe: {optimizer} at a learning rate of "
            "{rate} did not learn {pictures} pictures by heart in {steps} steps, and Adam at "
            "{other} did. Find a learning rate, or take Adam.",
            {
                "optimizer": NAMES[own.recipe.optimizer],
                "rate": f"{own.recipe.learning_rate:g}",
                "pictures": PICTURES,
                "steps": len(own.losses),
                "other": f"{last.recipe.learning_rate:g}",
            },
        )
    return Text(
        "The network does not learn: after {steps} steps it knows {share} % of {pictures} "
        "pictures. Something in it keeps the gradient or the picture from getting through.",
        {"steps": STEPS, "share": f"{100 * last.accuracy:.0f}", "pictures": PICTURES},
    )
