"""The menu of what is under the mouse: which of the window's actions it offers, as data."""

from collections.abc import Mapping

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QWidget

from gui import blocks
from gui.canvas.pointer import Hit, OnCard, OnWire
from gui.session import Session

RULE = ""
"""A line between two groups."""

_OPEN = ("open-block", "unfold", "make-own", "keep")
_MAKE = ("group", "ungroup", "repeat", "change")
_WIRE = ("connect", "detach", "pull-out", "pin")
ON_CARD = (*_OPEN, RULE, *_MAKE, RULE, *_WIRE, RULE, "delete", "close-up")
ON_WIRE = ("delete", RULE, "fit")
ON_GROUND = ("find", "paste", RULE, "all", "arrange", "fit")


def menu(hit: Hit, session: Session, actions: Mapping[str, QAction], parent: QWidget) -> QMenu:
    """The menu for a place; what has no meaning for the selected blocks is left out."""
    made = QMenu(parent)
    useless = blocks.named() - blocks.applicable(session)
    for name in _wanted(hit):
        if name == RULE:
            made.addSeparator()
        elif name in actions and name not in useless:
            made.addAction(actions[name])
    return made


def _wanted(hit: Hit) -> tuple[str, ...]:
    if isinstance(hit, OnCard):
        return ON_CARD
    return ON_WIRE if isinstance(hit, OnWire) else ON_GROUND
