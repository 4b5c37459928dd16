"""What a gesture works with: the session, the scene, what is picked, and the view's services."""

from msgspec import Struct
from PySide6.QtCore import QPointF

from gui.canvas.look import Look
from gui.canvas.picked import Picked
from gui.canvas.scene import Scene
from gui.canvas.words import Words
from gui.session import Session


class Stage(Struct, frozen=True):
    """Handed to each gesture; the network is changed only through `session`."""

    session: Session
    scene: Scene
    picked: Picked
    look: Look
    words: Words
    """The few words beside the mouse."""

    def pick(self, name: str, *, adds: bool = False) -> None:
        """Selects a block; with `adds` in addition, or no longer if it was selected."""
        self.picked.choose()
        chosen = self.session.selection
        if adds:
            others = tuple(other for other in chosen if other != name)
            self.session.select(others if name in chosen else (*chosen, name))
        elif name not in chosen:
            self.session.select((name,))

    def hide_words(self) -> None:
        """Takes the words beside the mouse away."""
        self.words.show_at(QPointF(), "")
