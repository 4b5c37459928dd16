"""What an action needs before it can be done, as sentences; nothing where it has all."""

from typing import Final

from graph.levels import has_inside
from graph.sources import unknown
from graph.text import Text
from gui.canvas.picked import Picked
from gui.datasets import SUITS, fitted
from gui.language import tr
from gui.session import Session
from gui.surveyor import Surveyor, complete
from gui.trainer import State, Trainer

UNDER_WAY: Final = Text("A training is under way. Stop it first, or wait until it is done.")
"""Why nothing else can begin."""


def selected(session: Session) -> str:
    """At least one block."""
    return "" if session.selection else tr("Select a block first.")


def drawn(session: Session) -> str:
    """At least one block on the canvas."""
    return "" if session.network.nodes else tr("There is nothing drawn yet.")


def picked(session: Session, wires: Picked) -> str:
    """At least one block or wire."""
    return "" if session.selection or wires else tr("Select a block or a wire first.")


def wire(picked: Picked) -> str:
    """Exactly one wire."""
    return "" if len(picked.wires) == 1 else tr("Select one wire first.")


def bent(session: Session, picked: Picked) -> str:
    """A wire that runs through points."""
    routes = session.network.sketch.routes
    fits = any(route.wire in picked.wires for route in routes)
    return "" if fits else tr("Select a wire that runs through points first.")


def copyable(session: Session, marks: Picked) -> str:
    """At least one block, frame or note."""
    some = session.selection or marks.frames or marks.notes
    return "" if some else tr("Select a block first.")


def one(session: Session) -> str:
    """Exactly one block."""
    return "" if len(session.selection) == 1 else tr("Select one block first.")


def several(session: Session, fewest: int) -> str:
    """At least so many blocks."""
    enough = len(session.selection) >= fewest
    return "" if enough else tr("Select at least {count} blocks first.", count=fewest)


def inside(session: Session) -> str:
    """Exactly one block that is made of others."""
    chosen = [session.network.nodes[name].layer for name in session.selection]
    fits = len(chosen) == 1 and has_inside(chosen[0])
    return "" if fits else tr("Select one block that is made of others first, such as Residual.")


def opened(session: Session) -> str:
    """A block that is open."""
    return "" if session.level else tr("No block is open.")


def past(session: Session) -> str:
    """A step to undo."""
    return "" if session.document.past else tr("There is nothing to undo.")


def future(session: Session) -> str:
    """A step to redo."""
    return "" if session.document.future else tr("There is nothing to redo.")


def misfit(session: Session) -> str:
    """A data set that is known, and a network that is not for it."""
    why = unknown(session.project.data)
    if why is not None:
        return tr(why)
    return tr(SUITS) if fitted(session) else ""


def located(surveyor: Surveyor) -> str:
    """A data set of which it is known where it lies."""
    return "" if complete(surveyor.source) else tr("Choose a data set first.")


def idle(trainer: Trainer) -> str:
    """No training under way."""
    return tr("It is training already.") if trainer.busy else ""


def training(trainer: Trainer) -> str:
    """A training that goes on or is held."""
    running = trainer.state in (State.TRAINING, State.PAUSED)
    return "" if running else tr("Nothing is being trained.")


def stoppable(trainer: Trainer) -> str:
    """A training, its preparation, or a trial of the learning rate or of one batch."""
    return "" if trainer.state in (State.PREPARING, State.TRYING) else training(trainer)
