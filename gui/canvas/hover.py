"""What lights up under the mouse while no button is down, and what it says there."""

from typing import Final

from PySide6.QtCore import QPointF, QTimer

from graph.network import Wire
from gui import figures
from gui.canvas.drawing.scene import Scene
from gui.canvas.words import Words
from gui.language import tr
from gui.session import Session

BYTES: Final = 4  # of a number
REST: Final = 350  # ms that the mouse is over a wire before the wire speaks


class Hover:
    """A wire under the mouse lights up, and soon says what flows through it."""

    def __init__(self, session: Session, scene: Scene, words: Words) -> None:
        self._session, self._scene, self._words = session, scene, words
        self._wire: Wire | None = None
        self._point = QPointF()
        self._spoken = False
        self._rest = QTimer(words)
        self._rest.setSingleShot(True)
        self._rest.setInterval(REST)
        self._rest.timeout.connect(self._speak)

    def show(self, wire: Wire | None, point: QPointF) -> None:
        """The mouse is there, over a wire or over none."""
        self._point = point
        if wire == self._wire:
            if self._spoken:
                self._speak()
            return
        self._hush()
        self._wire = wire
        self._scene.show_hovered(wire)
        if wire is not None:
            self._rest.start()

    def end(self) -> None:
        """The mouse is elsewhere, or does something."""
        self.show(None, QPointF())

    def _speak(self) -> None:
        if self._wire is not None:
            self._spoken = True
            self._words.show_at(self._point, told(self._session, self._wire))

    def _hush(self) -> None:
        self._rest.stop()
        if self._spoken:
            self._spoken = False
            self._words.show_at(QPointF(), "")


def told(session: Session, wire: Wire) -> str:
    """What flows through a wire: its shape, and what one picture of it costs."""
    shape = session.inference.outputs.get(wire.source)
    if shape is None:
        return ""
    return tr(
        "{shape} · {count} numbers · {size} a picture",
        shape=figures.ltr(str(shape)),
        count=figures.count(shape.count),
        size=figures.size(BYTES * shape.count),
    )
