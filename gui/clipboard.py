"""Cut, copy, paste and duplicate: parts of a network as JSON text on the clipboard."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF
from PySide6.QtGui import QCursor
from PySide6.QtWidgets import QApplication

from graph import pieces
from graph.arrange import GAP_Y
from graph.network import Network
from graph.sketch import CARD_HEIGHT, Place
from gui.canvas.geometry import snapped

if TYPE_CHECKING:
    from gui.canvas.view import CanvasView
    from gui.session import Session

ASIDE = (40.0, CARD_HEIGHT / 2 + GAP_Y / 2)


def copy(session: Session) -> None:
    """Puts the selected blocks, and what lies between them, on the clipboard."""
    if session.selection:
        piece = pieces.copied(session.network, session.selection)
        QApplication.clipboard().setText(pieces.encode(piece))


def cut(session: Session) -> None:
    """Copies the selected blocks and removes them."""
    copy(session)
    session.edit("Cut", pieces.removed(session.network, session.selection))


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
        _show(session, "Paste", pieces.attached(session.network, piece, chosen[0]), canvas)
        return
    point = under_mouse(canvas)
    if point is not None:
        put_at(session, piece, point)
    else:
        corner = _beside(session) or canvas.centre()
        _show(session, "Paste", pieces.put(session.network, piece, corner), canvas)


def put_at(session: Session, piece: Network, point: QPointF) -> None:
    """Adds a piece with its middle at a point of the canvas, on the grid."""
    corner = snapped(point - QPointF(*pieces.middle(piece)))
    _show(session, "Paste", pieces.put(session.network, piece, (corner.x(), corner.y())))


def duplicate(session: Session) -> None:
    """Adds copies of the selected blocks beside them."""
    if session.selection:
        piece = pieces.copied(session.network, session.selection)
        corner = pieces.corner(piece)
        place = (corner[0] + ASIDE[0], corner[1] + ASIDE[1])
        _show(session, "Duplicate", pieces.put(session.network, piece, place))


def duplicate_wired(session: Session) -> None:
    """Adds copies of the selected blocks that get what these get."""
    if session.selection:
        made = pieces.twins(session.network, session.selection, ASIDE)
        _show(session, "Duplicate with wires", made)


def under_mouse(canvas: CanvasView) -> QPointF | None:
    """Where the mouse is on the canvas; None if it is not over it."""
    view = canvas.viewport()
    place = view.mapFromGlobal(QCursor.pos())
    return canvas.mapToScene(place) if view.underMouse() and view.rect().contains(place) else None


def _beside(session: Session) -> Place | None:
    """Beside the selected blocks; None where there are none."""
    if not session.selection:
        return None
    x, y = pieces.corner(session.network, session.selection)
    return x + ASIDE[0], y + ASIDE[1]


def _show(
    session: Session,
    label: str,
    made: tuple[Network, tuple[str, ...]],
    canvas: CanvasView | None = None,
) -> None:
    network, names = made
    if session.edit(label, network):
        session.select(names)
        if canvas is not None:
            canvas.look.reveal(names[0])
