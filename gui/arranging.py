"""What the Arrange menu does with the selected blocks: in line, apart, on one line, pinned."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from graph.arrange import arranged
from graph.edits import aligning, marking

if TYPE_CHECKING:
    from graph.edits.aligning import Axis, Edge
    from graph.sketch import Flow
    from gui.session import Session
    from gui.window import Window


def align(session: Session, edge: Edge) -> None:
    """Puts an edge, or the middles, of the selected blocks on one line."""
    make = partial(aligning.aligned, session.network, session.selection, edge)
    session.attempt("Align", make)


def distribute(session: Session, axis: Axis) -> None:
    """Makes the gaps between the selected blocks equal."""
    make = partial(aligning.distributed, session.network, session.selection, axis)
    session.attempt("Distribute", make)


def straighten(session: Session) -> None:
    """Puts the selected blocks on one line, in the order of the data."""
    session.attempt(
        "Straighten", partial(aligning.straightened, session.network, session.selection)
    )


def pin(session: Session) -> None:
    """Pins the selected blocks, so that Arrange leaves them; unpins them if all are pinned."""
    network, chosen = session.network, session.selection
    if not chosen:
        session.refuse("Nothing is selected. Select a block first.")
        return
    on = not set(chosen) <= set(network.sketch.pinned)
    session.edit("Pin" if on else "Unpin", marking.pinned(network, chosen, on))


def arrange_selection(window: Window) -> None:
    """Lays the selected blocks out anew; the others stay where they are."""
    session = window.session
    made = partial(arranged, session.network, session.selection)
    scene = window.canvas.stage.scene
    before = scene.places()
    if session.attempt("Arrange the selection", made):
        scene.come_from(before)


def flow(window: Window, way: Flow) -> None:
    """Lays all out anew, with the data going that way."""
    session = window.session
    scene = window.canvas.stage.scene
    before = scene.places()
    if session.attempt("Arrange", partial(arranged, session.network, None, way)):
        window.canvas.look.fit_all()
        scene.come_from(before)
