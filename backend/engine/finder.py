"""The learning-rate range test: the rate grows step by step, and the loss says what is too much.

L. N. Smith, "Cyclical learning rates for training neural networks", 2017.
"""

import math

from backend.datasets.looking import Look, unseen
from backend.engine.trial import Going, Trial, go_on
from backend.protocol import RateFound, plain
from graph.project import Project
from graph.text import Text

LOWEST, HIGHEST = 1e-6, 10.0
STEPS = 120
SMOOTH = 0.9
"""What the running mean of the loss keeps at each step; its first values are corrected for it."""
BLOWN = 4.0
"""The test ends where the smoothed loss is so many times its lowest."""
SETTLING = 10
"""Steps at the beginning whose loss is not taken for the lowest."""
FALL = 0.95
"""The smoothed loss has to fall below this share of its first value for a rate to be named."""


def find(project: Project, going: Going = go_on, look: Look = unseen) -> RateFound | None:
    """The smoothed loss at growing rates, and the rate to try; None if it was cancelled.

    Raises a Refusal where the project cannot be trained.
    """
    trial = Trial(project, look)
    _, learner = trial.start()
    growth = (HIGHEST / LOWEST) ** (1 / (STEPS - 1))
    rates: list[float] = []
    losses: list[float] = []
    mean = 0.0
    for step, (x, y) in zip(range(STEPS), trial.batches(project.recipe.batch_size), strict=False):
        if not going(step, STEPS):
            return None
        rate = LOWEST * growth**step
        learner.turn(rate, project.recipe.momentum)
        loss, _ = learner.step(x, y, len(y))
        mean = SMOOTH * mean + (1 - SMOOTH) * float(loss)
        smoothed = mean / (1 - SMOOTH ** (step + 1))
        if not math.isfinite(smoothed) or smoothed > BLOWN * min([*losses[SETTLING:], smoothed]):
            break
        rates.append(rate)
        losses.append(smoothed)
    return judged(tuple(rates), tuple(losses))


def judged(rates: tuple[float, ...], losses: tuple[float, ...]) -> RateFound:
    """The rate to try: a tenth of that at which the loss was lowest, rounded to one digit."""
    if len(losses) <= SETTLING or min(losses[SETTLING:]) > FALL * losses[0]:
        text = Text(
            "At no learning rate did the loss fall in {steps} steps. Can the network learn at all? "
            "Try one batch.",
            {"steps": len(losses)},
        )
        return RateFound(rates, losses, 0.0, *plain(text))
    lowest = min(range(SETTLING, len(losses)), key=losses.__getitem__)
    rate = float(f"{rates[lowest] / 10:.0e}")
    text = Text(
        "The loss was lowest at a learning rate of {lowest}, and grew beyond it. Try {rate}, a "
        "tenth of it; as the peak of one-cycle up to {most}.",
        {
            "lowest": f"{rates[lowest]:.1g}",
            "rate": f"{rate:g}",
            "most": f"{float(f'{rates[lowest] / 3:.0e}'):g}",  # 0.004, as the others are written
        },
    )
    return RateFound(rates, losses, rate, *plain(text))
