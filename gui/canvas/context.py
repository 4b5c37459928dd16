"""The menu of what is under the mouse: which of the window's actions it offers, as data."""

from collections.abc import Mapping

from PySide6.QtGui import QAction, QColor, QIcon, QPixmap
from PySide6.QtWidgets import QMenu, QWidget

from gui import blocks
from gui.canvas.gestures.take import take
from gui.canvas.pointer import Hit, OnBend, OnCard, OnFrame, OnNote, OnWire, Press
from gui.canvas.stage import Stage
from gui.language import tr
from gui.mark_menu import COLOURS
from gui.mark_menu import TINTS as TINTED
from gui.session import Session
from gui.theme import Theme

RULE = ""
"""A line between two groups."""
TINTS = "tints"
"""The colours, in a menu of their own."""
SPOT = 14  # pixels of a colour in the menu

_OPEN = ("open-block", "unfold", "make-own", "keep")
_MAKE = ("group", "ungroup", "repeat", "change")
_WIRE = ("connect", "detach", "pull-out", "pin")
_LEARN = ("freeze", "unfreeze")
_COPY = ("copy", "duplicate", "frame")
ON_CARD = (
    *_OPEN,
    RULE,
    *_MAKE,
    RULE,
    *_WIRE,
    RULE,
    *_LEARN,
    RULE,
    *_COPY,
    RULE,
    "delete",
    "close-up",
)
ON_WIRE = ("insert", RULE, "delete")
ON_BENT = ("insert", "unbend", RULE, "delete")  # a wire that runs through points, and a point
ON_FRAME = ("reword", "framed", RULE, TINTS, RULE, "unframe")
ON_NOTE = ("reword", RULE, TINTS, RULE, "delete")
ON_GROUND = ("find", "note", "paste", RULE, "all", "arrange", "fit")


def pick(stage: Stage, press: Press) -> None:
    """Selects what is under the mouse, so that the menu speaks of it."""
    match press.hit:
        case OnCard(node):
            stage.pick(node)
        case OnWire(wire):
            stage.session.select(())
            stage.picked.choose((wire,))
        case OnBend(wire, index):
            stage.session.select(())
            stage.picked.choose((wire,), index)
        case _:
            take(stage, press)


def menu(
    hit: Hit, session: Session, actions: Mapping[str, QAction], theme: Theme, parent: QWidget
) -> QMenu:
    """The menu for a place; what has no meaning for the selected blocks is left out."""
    made = QMenu(parent)
    useless = blocks.named() - blocks.applicable(session)
    for name in _wanted(hit, session):
        if name == RULE:
            made.addSeparator()
        elif name == TINTS:
            _add_tints(made, actions, theme)
        elif name in actions and name not in useless:
            made.addAction(actions[name])
    return made


def _wanted(hit: Hit, session: Session) -> tuple[str, ...]:
    if isinstance(hit, OnCard):
        return ON_CARD
    if isinstance(hit, OnBend):
        return ON_BENT
    if isinstance(hit, OnWire):
        return ON_BENT if session.network.sketch.route(hit.wire) else ON_WIRE
    if isinstance(hit, OnFrame):
        return ON_FRAME
    return ON_NOTE if isinstance(hit, OnNote) else ON_GROUND


def _add_tints(menu: QMenu, actions: Mapping[str, QAction], theme: Theme) -> None:
    """The colours of frames and notes, each with a spot of it."""
    inner = menu.addMenu(tr("Colour"))
    for tint, name in TINTED.items():
        if name in actions:
            spot = QPixmap(SPOT, SPOT)
            spot.fill(QColor(theme.tints[tint]))
            inner.addAction(QIcon(spot), tr(COLOURS[tint]), actions[name].trigger)
