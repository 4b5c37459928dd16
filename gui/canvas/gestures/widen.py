"""Making a note wider by its right edge."""

from typing import Final, Self

from PySide6.QtCore import QPointF

from graph.edits.marking import note_widened
from graph.sketch import GRID
from gui.canvas.drawing.notes import NARROWEST
from gui.canvas.pointer import OnNote, Pointer, Press
from gui.canvas.stage import Stage

WIDEST: Final = 1_200.0


class WidenNote:
    """Its lines break anew while the edge is dragged."""

    def __init__(self, stage: Stage, name: str, start: QPointF) -> None:
        self._session, self._name, self._start = stage.session, name, start
        self._item = stage.scene.marks.notes[name]
        self._before = stage.session.network.sketch.notes[name].width

    @classmethod
    def begin(cls, stage: Stage, press: Press) -> Self | None:
        """The left button at a note's right edge; the note is selected."""
        hit = press.hit
        if not press.left or not isinstance(hit, OnNote) or not hit.edge or not stage.may_edit():
            return None
        stage.session.select(())
        stage.picked.choose(notes=(hit.note,))
        return cls(stage, hit.note, press.point)

    def move(self, pointer: Pointer) -> None:
        self._item.show_width(self._width(pointer))

    def finish(self, pointer: Pointer) -> None:
        self.cancel()
        width = self._width(pointer)
        if width != self._before:
            self._session.edit("Widen", note_widened(self._session.network, self._name, width))

    def cancel(self) -> None:
        self._item.show_width(self._before)

    def _width(self, pointer: Pointer) -> float:
        way = pointer.point.x() - self._start.x()
        wanted = round((self._before + way) / GRID) * GRID if abs(way) >= 1 else self._before
        return min(max(wanted, NARROWEST), WIDEST)
