"""Cut, copy, paste and duplicate: parts of a network as JSON text on the clipboard."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF
from PySide6.QtGui import QCursor
from PySide6.QtWidgets import QApplication

from graph.arrange import GAP_Y
from graph.edits import pieces
from graph.network import Network
from graph.sketch import CARD_HEIGHT, Place
from gui.canvas.drawing.geometry import snapped

if TYPE_CHECKING:
    from gui.canvas.picked import Picked
    from gui.canvas.stage import Stage
    from gui.canvas.view import CanvasView
    from gui.session import Session

ASIDE = (40.0, CARD_HEIGHT / 2 + GAP_Y / 2)


def copy(session: Session, picked: Picked | None = None) -> None:
    """Puts what is selected, and what lies between the blocks, on the clipboard."""
    names, notes = _chosen(session, picked)
    if names or notes:
        piece = pieces.copied(session.network, names, notes)
        QApplication.clipboard().setText(pieces.encode(piece))


def cut(session: Session, picked: Picked) -> None:
    """Copies what is selected and removes it."""
    copy(session, picked)
    session.edit("Cut", pieces.removed(session.network, *_chosen(session, picked)))


def paste(session: Session, canvas: CanvasView) -> None:
    """Adds what is on the clipboard, under fresh names, and selects it.

    What can follow the one selected block is wired behind it. Else it comes where the mouse is, or
    beside what is selected, or in the middle.
    """
    piece = pieces.found(QApplication.clipboard().text())
    if piece is None:
        session.refuse("There are no blocks on the clipboard. Select some and copy them first.")
        return
    chosen = session.selection
    if len(chosen) == 1 and pieces.fits(session.network, piece, chosen[0]):
        _show(canvas.stage, "Paste", pieces.attached(session.network, piece, chosen[0]))
        return
    point = under_mouse(canvas)
    corner = _beside(session) if point is None else None
    if corner is not None:
        _show(canvas.stage, "Paste", pieces.put(session.network, piece, corner))
    else:
        put_at(canvas, piece, canvas.look.seen().center() if point is None else point)


def put_at(canvas: CanvasView, piece: Network, point: QPointF) -> None:
    """Adds a piece with its middle at a point of the canvas, on the grid."""
    corner = snapped(point - QPointF(*pieces.middle(piece)))
    network = canvas.stage.session.network
    _show(canvas.stage, "Paste", pieces.put(network, piece, (corner.x(), corner.y())))


def duplicate(stage: Stage) -> None:
    """Adds copies of what is selected beside it."""
    names, notes = _chosen(stage.session, stage.picked)
    if names or notes:
        piece = pieces.copied(stage.session.network, names, notes)
        left, top = pieces.corner(piece)
        place = (left + ASIDE[0], top + ASIDE[1])
        _show(stage, "Duplicate", pieces.put(stage.session.network, piece, place))


def duplicate_wired(stage: Stage) -> None:
    """Adds copies of the selected blocks that get what these get."""
    names, _ = _chosen(stage.session, stage.picked)
    if names:
        _show(stage, "Duplicate with wires", pieces.twins(stage.session.network, names, ASIDE))


def under_mouse(canvas: CanvasView) -> QPointF | None:
    """Where the mouse is on the canvas; None if it is not over it."""
    view = canvas.viewport()
    place = view.mapFromGlobal(QCursor.pos())
    return canvas.mapToScene(place) if view.underMouse() and view.rect().contains(place) else None


def _chosen(session: Session, picked: Picked | None) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The selected blocks with those in selected frames, and the selected notes."""
    if picked is None:
        return session.selection, ()
    frames = session.network.sketch.frames
    framed = [name for frame in picked.frames for name in frames[frame].nodes]
    return tuple(dict.fromkeys((*session.selection, *framed))), picked.notes


def _beside(session: Session) -> Place | None:
    """Beside the selected blocks; None where there are none."""
    if not session.selection:
        return None
    left, top = pieces.corner(pieces.copied(session.network, session.selection))
    return left + ASIDE[0], top + ASIDE[1]


def _show(stage: Stage, label: str, made: tuple[Network, tuple[str, ...]]) -> None:
    """Makes the edit, and selects what came of it."""
    network, names = made
    before = stage.session.network.sketch.notes
    if stage.session.edit(label, network):
        stage.picked.choose(notes=() if names else tuple(network.sketch.notes.keys() - before))
        stage.session.select(names)
        if names:
            stage.look.reveal(names[0])
