"""The learning rate of each step of a training that has not begun, as a small curve."""

from math import ceil

from graph.project import Project
from graph.recipe import Recipe
from graph.schedule import factor
from graph.sources import set_aside, trained_on
from gui.figures import ltr
from gui.language import tr
from gui.small_plot import Point, SmallPlot, linear, short
from gui.theme import Theme

HEIGHT = 132
POINTS = 240  # the curve has so many at most


def steps_of(project: Project) -> int:
    """How many steps an epoch has; the pictures for validation are not trained on."""
    recipe = project.recipe
    pictures = trained_on(project.data)
    pictures -= set_aside(pictures, recipe.validation)
    return max(1, ceil(pictures / recipe.batch_size))


def rates(recipe: Recipe, steps: int) -> list[Point]:
    """Epochs and the learning rates there, from the first step to the last."""
    total = recipe.epochs * steps
    count = min(total, POINTS)
    places = sorted({round(place * (total - 1) / max(1, count - 1)) for place in range(count)})
    last = (float(recipe.epochs), recipe.learning_rate * factor(recipe, total - 1, steps))
    return [(s / steps, recipe.learning_rate * factor(recipe, s, steps)) for s in places] + [last]


class RatePlot(SmallPlot):
    """The curve over the epochs; the pointer reads values off it."""

    def __init__(self, theme: Theme) -> None:
        super().__init__("learning-rate", theme, HEIGHT)
        self.setAccessibleName(tr("Learning rate"))

    def show_project(self, project: Project) -> None:
        """Draws how the learning rate of its training will go."""
        recipe = project.recipe
        self.show_line(
            rates(recipe, steps_of(project)),
            linear(0, recipe.epochs, tr("epoch"), count=1),
            linear(0, recipe.learning_rate),
            _read,
        )


def _read(epoch: float, rate: float) -> str:
    return f"{ltr(short(rate))} · {tr('at epoch {epoch}', epoch=f'{epoch:.2f}')}"
