"""What a press selects before it is dragged, and what a click selects that is no drag."""

from gui.canvas.pointer import OnCard, OnFrame, OnNote, Press
from gui.canvas.stage import Stage


def take(stage: Stage, press: Press) -> bool:
    """Selects what is under a press, if it is a block, a note or a frame; whether it is one.

    With Shift or Ctrl it is added. What is selected already stays so, with all that is with it.
    """
    hit, adds = press.hit, press.pointer.shift or press.pointer.control
    session, picked = stage.session, stage.picked
    frames, notes = picked.frames, picked.notes
    if not isinstance(hit, OnCard | OnNote | OnFrame):
        return False
    if is_taken(stage, press):
        return True
    if not adds:
        session.select(())
        frames, notes = (), ()
    if isinstance(hit, OnCard):
        session.select((*session.selection, hit.node))
    elif isinstance(hit, OnNote):
        notes = (*notes, hit.note)
    else:
        frames = (*frames, hit.frame)
    picked.choose(frames=frames, notes=notes)
    return True


def click(stage: Stage, press: Press, before: bool) -> None:
    """The button went up where it went down; `before`: it was selected before the press.

    Of several that are selected only this one stays; with Shift or Ctrl all others.
    """
    if not before:
        return
    hit, session, picked = press.hit, stage.session, stage.picked
    if press.pointer.shift or press.pointer.control:
        frames, notes = picked.frames, picked.notes
        if isinstance(hit, OnCard):
            session.select([name for name in session.selection if name != hit.node])
        elif isinstance(hit, OnNote):
            notes = tuple(name for name in notes if name != hit.note)
        elif isinstance(hit, OnFrame):
            frames = tuple(name for name in frames if name != hit.frame)
        picked.choose(frames=frames, notes=notes)
        return
    session.select((hit.node,) if isinstance(hit, OnCard) else ())
    picked.choose(
        frames=(hit.frame,) if isinstance(hit, OnFrame) else (),
        notes=(hit.note,) if isinstance(hit, OnNote) else (),
    )


def is_taken(stage: Stage, press: Press) -> bool:
    """Whether what is under a press is selected."""
    hit, picked = press.hit, stage.picked
    if isinstance(hit, OnCard):
        return hit.node in stage.session.selection
    if isinstance(hit, OnNote):
        return hit.note in picked.notes
    return isinstance(hit, OnFrame) and hit.frame in picked.frames
