"""The actions on frames and notes; one line each, as in `gui.menu`."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final, get_args

from PySide6.QtCore import QPointF

from graph.edits import marking
from graph.network import Network
from graph.sketch import Tint
from gui import needs
from gui.actions import Action
from gui.clipboard import under_mouse
from gui.language import tr

if TYPE_CHECKING:
    from gui.canvas.picked import Picked
    from gui.canvas.view import CanvasView
    from gui.window import Window

TINTS: Final = {tint: f"tint-{tint}" for tint in get_args(Tint)}
"""The action of each colour."""
COLOURS: Final = {
    "grey": "Grey",
    "blue": "Blue",
    "green": "Green",
    "yellow": "Yellow",
    "orange": "Orange",
    "red": "Red",
    "purple": "Purple",
}


def mark(window: Window) -> tuple[Action, ...]:
    """Frames around blocks, notes beside them."""
    canvas, session = window.canvas, window.session
    chosen, picked = partial(needs.selected, session), canvas.picked
    framed, marked = partial(_needs_frame, picked), partial(_needs_mark, picked)
    colour = {tint: partial(tinted, canvas, tint) for tint in TINTS}
    return (
        Action(
            "frame", "Mark", "Frame around it", partial(frame, canvas), "Ctrl+Alt+F", missing=chosen
        ),
        Action("note", "Mark", "Write a note", partial(note, canvas), "Ctrl+Alt+M"),
        Action(
            "reword",
            "Mark",
            "Change what it says",
            partial(reword, canvas),
            "F2",
            missing=marked,
        ),
        Action(
            "next-mark",
            "Mark",
            "Next frame or note",
            partial(next_mark, canvas),
            "Ctrl+Alt+.",
            separated=True,
        ),
        Action(
            "framed", "Mark", "Select its blocks", partial(select_framed, canvas), missing=framed
        ),
        Action("unframe", "Mark", "Remove the frame", partial(unframe, canvas), missing=framed),
        Action("tint-grey", "Mark", "Colour: grey", colour["grey"], listed=False, missing=marked),
        Action("tint-blue", "Mark", "Colour: blue", colour["blue"], listed=False, missing=marked),
        Action(
            "tint-green", "Mark", "Colour: green", colour["green"], listed=False, missing=marked
        ),
        Action(
            "tint-yellow", "Mark", "Colour: yellow", colour["yellow"], listed=False, missing=marked
        ),
        Action(
            "tint-orange", "Mark", "Colour: orange", colour["orange"], listed=False, missing=marked
        ),
        Action("tint-red", "Mark", "Colour: red", colour["red"], listed=False, missing=marked),
        Action(
            "tint-purple", "Mark", "Colour: purple", colour["purple"], listed=False, missing=marked
        ),
    )


def frame(canvas: CanvasView) -> None:
    """Puts a frame around the selected blocks, whose title is written at once."""
    canvas.writing.frame()


def note(canvas: CanvasView) -> None:
    """Writes a note where the mouse is, or in the middle of what is in view."""
    point = under_mouse(canvas)
    canvas.writing.new_note(QPointF(*canvas.centre()) if point is None else point)


def reword(canvas: CanvasView) -> None:
    """Writes the title of the selected frame, or the words of the selected note."""
    if canvas.picked.notes:
        canvas.writing.note(canvas.picked.notes[-1])
    elif canvas.picked.frames:
        canvas.writing.title(canvas.picked.frames[-1])


def next_mark(canvas: CanvasView) -> None:
    """Selects the frame or note behind the one that is selected, and shows it."""
    sketch, picked = canvas.stage.session.network.sketch, canvas.picked
    names = [*(("frame", name) for name in sketch.frames), *(("note", n) for n in sketch.notes)]
    if not names:
        canvas.stage.session.refuse("There are no frames and notes yet.")
        return
    now = [*(("frame", name) for name in picked.frames), *(("note", n) for n in picked.notes)]
    kind, name = names[(names.index(now[-1]) + 1) % len(names)] if now else names[0]
    canvas.stage.session.select(())
    if kind == "frame":
        picked.choose(frames=(name,))
        canvas.look.show(canvas.stage.scene.marks.frames[name].area)
    else:
        picked.choose(notes=(name,))
        canvas.look.show(canvas.stage.scene.marks.notes[name].area)


def select_framed(canvas: CanvasView) -> None:
    """Selects the blocks in the selected frames."""
    names, _ = canvas.stage.carried()
    canvas.picked.choose()
    canvas.stage.session.select(names)


def unframe(canvas: CanvasView) -> None:
    """Removes the selected frames; their blocks stay."""
    session = canvas.stage.session
    session.edit("Remove frame", marking.unframed(session.network, canvas.picked.frames))


def tinted(canvas: CanvasView, tint: Tint) -> None:
    """Gives the selected frames and notes a colour."""
    session, picked = canvas.stage.session, canvas.picked
    network: Network = session.network
    for name in (*picked.frames, *picked.notes):
        network = marking.tinted(network, name, tint)
    session.edit("Colour", network)


def _needs_frame(picked: Picked) -> str:
    return "" if picked.frames else tr("Select a frame first, by its title.")


def _needs_mark(picked: Picked) -> str:
    return "" if picked.frames or picked.notes else tr("Select a frame or a note first.")
