"""The learning rate and the momentum of the training that runs, and how they are changed."""

from typing import Final

from msgspec import structs
from PySide6.QtCore import Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from backend.protocol import Adjust, Event, Started
from graph.fields import Field, field, with_value
from graph.recipe import Recipe
from gui.forms import Form
from gui.labels import heading, words
from gui.language import tr
from gui.panels.recipe_parts import meant
from gui.small_plot import short
from gui.trainer import State, Trainer

NAMES: Final = ("learning_rate", "momentum")
_TOLD: Final = {"rate": "learning_rate", "momentum": "momentum"}
"""What the values of a notice are."""
WIDTH = 300
SAME = 1e-6  # of the learning rate: the schedule leaves it as it is


class Pace:
    """What the run that is shown trains with: its recipe, and each change since."""

    def __init__(self, trainer: Trainer) -> None:
        self._trainer = trainer
        self._asked: dict[str, object] = {}  # of this run, by this window
        trainer.arrived.connect(self._follow)

    @property
    def open(self) -> bool:
        """Whether anything can be changed now."""
        known = self._trainer.shown.started is not None and self._trainer.shown.trained is not None
        return known and self._trainer.state in (State.TRAINING, State.PAUSED)

    @property
    def recipe(self) -> Recipe:
        """The one that the run trains with now."""
        trained = self._trainer.shown.trained
        recipe = trained.recipe if trained else Recipe()
        for notice in self._trainer.shown.notices:
            if notice.kind == "adjusted":  # by any window
                told = {_TOLD[name]: v for name, v in notice.values.items() if name in _TOLD}
                recipe = structs.replace(recipe, **told)
        return structs.replace(recipe, **self._asked)

    def change(self, name: str, value: object) -> None:
        """Sends another value to the training; raises FieldError if it is not allowed."""
        allowed = getattr(with_value(self.recipe, name, value), name)
        self._asked[name] = allowed
        self._trainer.ask(Adjust(**{name: allowed}))

    def _follow(self, event: Event) -> None:
        if isinstance(event, Started):
            self._asked = {}


class Adjuster(QWidget):
    """Small editors; what is set goes to the worker and not to the project."""

    def __init__(self, trainer: Trainer, pace: Pace) -> None:
        super().__init__()
        self._trainer, self._pace = trainer, pace
        assert trainer.shown.trained is not None
        own = trainer.shown.trained.recipe
        names = [name for name in NAMES if meant(pace.recipe, name)]
        self._form = Form([_own(field(Recipe, name), own) for name in names], self._set)
        self._now = words()
        self.setObjectName("adjuster")
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 14, 16, 16)
        column.setSpacing(8)
        column.addWidget(heading("While it trains"))
        column.addWidget(self._form)
        column.addWidget(self._now)
        column.addWidget(words(tr("The recipe of the project stays as it is.")))
        self.setFixedWidth(WIDTH)
        trainer.arrived.connect(self._tell)
        self._form.show_values(pace.recipe)
        self._tell()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._form.editors[0].setFocus(Qt.FocusReason.PopupFocusReason)

    def _set(self, name: str, value: object) -> None:
        """Raises FieldError, which the form shows where it was typed."""
        self._pace.change(name, value)
        self._form.show_values(self._pace.recipe)

    def _tell(self) -> None:
        """What the schedule makes of the learning rate at this moment."""
        progress, base = self._trainer.shown.progress, self._pace.recipe.learning_rate
        rate = progress[-1].learning_rate if progress else base
        self._now.setVisible(abs(rate - base) > SAME * base)
        if progress:
            values = {"rate": short(rate), "factor": short(rate / base), "base": short(base)}
            self._now.setText(tr("Now {rate}: the schedule’s {factor} × {base}.", **values))


def _own(known: Field, recipe: Recipe) -> Field:
    """A field whose way back leads to what the run began with."""
    return structs.replace(known, default=getattr(recipe, known.name))
