"""Trials of a network that are no training: the search of a learning rate, and one batch alone."""

from typing import Final

from msgspec import structs

from backend.protocol import FindRate, Overfit
from graph.fields import with_value
from graph.project import encode
from graph.text import Text
from gui.conductor import hindered
from gui.needs import UNDER_WAY
from gui.session import Session
from gui.trainer import Trainer

TRIALS: Final = {
    "find-rate": (
        "Find learning rate",
        "Trains for a moment with ever larger steps and shows at which the loss falls best. The "
        "network is left as it is.",
    ),
    "overfit": (
        "Can it learn?",
        "Trains on one batch alone. A network that cannot learn even that by heart has a fault, "
        "and what was seen of it is told.",
    ),
}
"""What each is called, and what it does."""


def find_rate(session: Session, trainer: Trainer) -> bool:
    """Begins the search of a learning rate; False, and a sentence, if it cannot begin."""
    return _begin(session, trainer, FindRate)


def overfit(session: Session, trainer: Trainer) -> bool:
    """Begins a training on one batch alone; False, and a sentence, if it cannot begin."""
    return _begin(session, trainer, Overfit)


def take_rate(session: Session, rate: float) -> None:
    """Makes a learning rate the recipe's, as one step for undo."""
    recipe = with_value(session.project.recipe, "learning_rate", rate)
    session.edit_project("Learning rate", structs.replace(session.project, recipe=recipe))


def _begin(session: Session, trainer: Trainer, kind: type[FindRate] | type[Overfit]) -> bool:
    if trainer.busy:
        session.refused.emit(UNDER_WAY)
        return False
    if hindered(session, Text("This cannot be tried yet. {text}")):
        return False
    trainer.ask(kind(encode(session.project)))
    return True
