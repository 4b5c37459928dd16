"""What a gesture works with: the session, the scene, what is picked, and the view's services."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from msgspec import Struct
from PySide6.QtCore import QPointF

from graph.network import Wire
from gui.canvas.drawing.scene import Scene
from gui.canvas.look import Look
from gui.canvas.picked import Picked
from gui.canvas.words import Words
from gui.session import Session

if TYPE_CHECKING:
    from graph.edits.plugging import End


class Search(Protocol):
    """Opens the search for a block at a point of the canvas."""

    def __call__(
        self,
        point: QPointF,
        *,
        source: str | None = None,
        target: End | None = None,
        wire: Wire | None = None,
    ) -> None:
        """For what can follow a node, come before an input, or stand in a wire."""
        ...


class Stage(Struct, frozen=True):
    """Handed to each gesture; the network is changed only through `session`."""

    session: Session
    scene: Scene
    picked: Picked
    look: Look
    words: Words
    """The few words beside the mouse."""
    search: Search | None = None
    """What opens the search on the canvas."""

    def pick(self, name: str, *, adds: bool = False) -> None:
        """Selects a block; with `adds` in addition, or no longer if it was selected."""
        self.picked.choose()
        chosen = self.session.selection
        if adds:
            others = tuple(other for other in chosen if other != name)
            self.session.select(others if name in chosen else (*chosen, name))
        elif name not in chosen:
            self.session.select((name,))

    def carried(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """The selected blocks and notes, with all that is in the selected frames."""
        sketch, marks = self.session.network.sketch, self.scene.marks
        names, notes = dict.fromkeys(self.session.selection), dict.fromkeys(self.picked.notes)
        for frame in self.picked.frames:
            names |= dict.fromkeys(sketch.frames[frame].nodes)
            notes |= dict.fromkeys(marks.notes_in(frame))
        return tuple(names), tuple(notes)

    def may_edit(self) -> bool:
        """Whether the level that is open may be edited; says why, where it may not."""
        return not self.session.shown.read_only or self.session.edit("", self.session.network)

    def hide_words(self) -> None:
        """Takes the words beside the mouse away."""
        self.words.show_at(QPointF(), "")
