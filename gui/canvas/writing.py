"""What is written on the canvas: titles of frames, and notes, each as one edit."""

from functools import partial

from PySide6.QtCore import QPointF, QRect, QRectF, QTimer
from PySide6.QtGui import QPainterPath
from PySide6.QtWidgets import QGraphicsView

from graph.edits import EditError, marking
from gui.canvas.drawing.geometry import snapped
from gui.canvas.drawing.notes import LOWEST, WORDS
from gui.canvas.inline import Done, NoteEditor, TitleEditor, Where
from gui.canvas.stage import Stage
from gui.canvas.vacancy import vacant

WIDTH = 220.0
"""Canvas units of a new note."""


class Writing:
    """The field that is open over the view, if any."""

    def __init__(self, stage: Stage, view: QGraphicsView) -> None:
        self._stage, self._session, self._view = stage, stage.session, view
        self._marks = stage.scene.marks
        self._field: TitleEditor | NoteEditor | None = None

    def give_up(self) -> None:
        """The drawing is another one: what was being written belongs to none of it."""
        field, self._field = self._field, None
        if field is not None:
            field.close_up(keep=False)

    def keep(self) -> None:
        """What was being written is done: something else is."""
        field, self._field = self._field, None
        if field is not None:
            field.close_up(keep=True)

    def frame(self) -> None:
        """Puts a frame around the selected blocks; its title is written at once."""
        try:
            network, name = marking.framed(self._session.network, self._session.selection)
        except EditError as error:
            self._session.refused.emit(error.text)
            return
        if self._session.edit("Frame", network, merge=("frame", name)):
            self._session.select(())
            self._stage.picked.choose(frames=(name,))
            self.title(name, new=True)

    def title(self, frame: str, *, new: bool = False) -> None:
        """Lets the title of a frame be written; of a new one it is a part of the same step."""
        if self._stage.may_edit():
            text = self._session.network.sketch.frames[frame].title
            merge = ("frame", frame) if new else None
            where, done = partial(self._head, frame), partial(self._retitle, frame, merge)
            self._field = TitleEditor(self._view, where, text, done)

    def note(self, name: str) -> None:
        """Lets the words of a note be written."""
        if self._stage.may_edit():
            text = self._session.network.sketch.notes[name].text
            where, done = partial(self._paper, name), partial(self._reword, name)
            self._field = NoteEditor(self._view, where, text, done, self._pixels)

    def new_note(self, point: QPointF) -> None:
        """Lets a new note be written, as near to a point of the canvas as nothing else stands."""
        if self._stage.may_edit():
            wanted = QRectF(snapped(point).x(), snapped(point).y(), WIDTH, LOWEST)
            area = vacant(wanted, self._covered, self._stage.look.seen())
            done = partial(self._add, area.topLeft())
            self._field = NoteEditor(self._view, partial(self._pixel, area), "", done, self._pixels)

    def _covered(self, area: QRectF) -> bool:
        """Whether anything stands on an area of the canvas."""
        scene, path = self._stage.scene, QPainterPath()
        path.addRect(area)
        notes = (note.area.intersects(area) for note in self._marks.notes.values())
        return bool(scene.cards_in(path) or scene.wires_crossing(path)) or any(notes)

    @property
    def _pixels(self) -> int:
        return round(WORDS * self._stage.look.zoom)

    def _pixel(self, area: QRectF) -> QRect:
        return self._view.mapFromScene(area).boundingRect()

    def _head(self, frame: str) -> QRect:
        return self._pixel(self._marks.frames[frame].head(self._stage.look.zoom))

    def _paper(self, note: str) -> QRect:
        return self._pixel(self._marks.notes[note].area)

    def _retitle(self, frame: str, merge: object, text: str) -> None:
        make = partial(marking.retitled, self._session.network, frame, text.strip())
        self._field = None
        self._session.attempt("Frame" if merge else "Title", make, merge=merge)

    def _reword(self, note: str, text: str) -> None:
        self._field = None
        make = partial(marking.reworded, self._session.network, note, text.strip())
        if not self._session.attempt("Note", make):
            self._again(partial(self._paper, note), text, partial(self._reword, note))

    def _add(self, place: QPointF, text: str) -> None:
        self._field = None
        if not text.strip():
            return
        try:
            network, name = marking.with_note(
                self._session.network, text.strip(), (place.x(), place.y()), WIDTH
            )
        except EditError as error:
            self._session.refused.emit(error.text)
            area = QRectF(place.x(), place.y(), WIDTH, LOWEST)
            self._again(partial(self._pixel, area), text, partial(self._add, place))
            return
        if self._session.edit("Note", network):
            self._session.select(())
            self._stage.picked.choose(notes=(name,))

    def _again(self, where: Where, text: str, done: Done) -> None:
        """Words that are refused stay to be made shorter: once what took the focus has it."""

        def write() -> None:
            if self._field is None:
                self._field = NoteEditor(self._view, where, text, done, self._pixels)

        QTimer.singleShot(0, self._view, write)
