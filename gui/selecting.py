"""What the Select menu does: more of the same, what leads there, what follows; a block by name."""

from __future__ import annotations

from collections.abc import Callable, Collection
from functools import partial
from typing import TYPE_CHECKING

from graph import selecting
from graph.finding import Found, everywhere
from graph.network import Network
from gui.language import tr

if TYPE_CHECKING:
    from gui.session import Session
    from gui.window import Window

Find = Callable[[Network, Collection[str]], tuple[str, ...]]
FAR = 0.45
"""The zoom below which a block that was looked for is brought nearer."""


def spread(session: Session, find: Find) -> None:
    """Selects what belongs to the selected blocks in some way."""
    if session.selection:
        session.select(find(session.network, session.selection))
    else:
        session.refuse("Nothing is selected. Select a block first.")


def invert(session: Session) -> None:
    """Selects all that is not selected, and nothing else."""
    session.select(selecting.inverted(session.network, session.selection))


def find_block(window: Window) -> None:
    """Lets the user type a block's name, goes to its level and shows it."""
    from gui.chooser import Choice, Chooser  # noqa: PLC0415  # start-up does without it

    session = window.session
    found = everywhere(session.whole.network, session.whole.inference)
    if not found:
        session.refuse("There are no blocks yet. Drag some here from the palette.")
        return
    choices = [
        Choice(each.dotted, tr(each.layer.label), (each.name, type(each.layer).__name__), each)
        for each in found
    ]
    question, show = tr("Find a block by its name"), partial(_show, window)
    Chooser(question, choices, show, window.theme, window).show_over(window.canvas)


def _show(window: Window, found: object) -> None:
    if not isinstance(found, Found):
        return
    session, look = window.session, window.canvas.look
    session.visit(found.level, (found.name,))
    look.reveal(found.name)
    if look.zoom < FAR:
        look.fit_selection()
    window.canvas.setFocus()
