"""Moving blocks and notes: with guides, into a wire, out of a chain, into frames, or as copies."""

from functools import partial
from typing import Self

from PySide6.QtCore import QPointF, QRectF

from graph.edits import marking
from graph.extent import middle
from graph.infer import infer
from graph.sketch import Place
from gui.canvas.gestures.aim import Aim
from gui.canvas.gestures.align import Align
from gui.canvas.gestures.load import Load, copies, out_of_chain
from gui.canvas.gestures.preview import Preview
from gui.canvas.gestures.shake import Shake
from gui.canvas.gestures.take import click, is_taken, take
from gui.canvas.pointer import OnCard, Pointer, Press
from gui.canvas.stage import Stage


class MoveBlocks:
    """Moves what is selected, all of it together; a click only selects.

    Alt, or a shake, takes it out of its chain; Ctrl at the press moves copies, Ctrl that comes
    later lets go of guides and grid; Shift keeps to one axis. Over a wire it goes in, but with Alt.
    """

    def __init__(self, stage: Stage, press: Press, *, taken: bool) -> None:
        self._stage, self._press = stage, press
        self._taken = taken  # before the press
        self._drag: Drag | None = None

    @classmethod
    def begin(cls, stage: Stage, press: Press) -> Self | None:
        """The left button on a card, on a note, or on a frame's title or border."""
        taken = is_taken(stage, press)
        return cls(stage, press, taken=taken) if press.left and take(stage, press) else None

    def move(self, pointer: Pointer) -> None:
        dragged = self._drag is None and self._press.is_dragged(pointer)
        if dragged and self._stage.may_edit():
            self._drag = Drag(self._stage, self._press)
        if self._drag is not None:
            self._drag.move(pointer)

    def finish(self, pointer: Pointer) -> None:
        self.move(pointer)
        if self._drag is None:
            click(self._stage, self._press, self._taken)
        else:
            self._drag.finish()

    def cancel(self) -> None:
        if self._drag is not None:
            self._drag.cancel()


class Drag:
    """A move that is under way."""

    def __init__(self, stage: Stage, press: Press) -> None:
        self._stage, self._session, self._scene = stage, stage.session, stage.scene
        self._start, self._copies = press.point, press.pointer.control
        self._plain = Load(stage.session.network, *stage.carried())
        load = self._plain
        if self._copies:
            load = copies(load, {name: card.face for name, card in self._scene.cards.items()})
        grip = (
            press.hit.node if isinstance(press.hit, OnCard) else next(iter(self._plain.names), "")
        )
        self._grip = load.twins.get(grip, grip)
        self._shake = Shake(press.pointer.place)
        self._preview = Preview(stage)
        area = _area(stage, self._plain)
        corner = self._scene.area(grip) if grip else area
        self._align = Align(stage, load, area, (corner.x(), corner.y()))
        self._way: Place = (0.0, 0.0)
        self._take(load)

    def move(self, pointer: Pointer) -> None:
        """The mouse is there now."""
        shaken = self._shake.shaken(pointer.place)
        if (shaken or pointer.alt) and self._load is self._plain and self._load.names:
            self._take(out_of_chain(self._load))
        raw = pointer.point - self._start
        axes = (True, True)
        if pointer.shift:  # the longer of the two
            axes = (abs(raw.x()) >= abs(raw.y()), abs(raw.x()) < abs(raw.y()))
            raw = QPointF(raw.x() * axes[0], raw.y() * axes[1])
        free = pointer.control and not self._copies
        snap = self._align.snap((raw.x(), raw.y()), axes, free=free)
        self._way = snap.way
        if not pointer.alt and self._aims(raw, pointer.rests):
            self._align.show()
            self._show_notes()
            self._stage.words.show_at(pointer.point, self._aim.words)
        else:
            self._aim.leave()
            self._show_free()
            self._align.show(snap)
            self._stage.hide_words()

    def finish(self) -> None:
        """The one edit that it all was."""
        load, wire, inserted = self._load, self._aim.wire, self._aim.network
        self.cancel()
        if wire is not None:
            made, label = marking.notes_moved(inserted, load.note_places(self._way)), "Insert"
        else:
            made, label = load.moved(self._way), load.label
        if made is self._session.network or not self._session.edit(label, made):
            return
        if load is not self._plain and load.faces:
            self._session.select(load.names)
        if load.label == "Duplicate":
            self._stage.picked.choose(notes=load.notes)
        if wire is not None:  # one to another row: then it is at the row's end
            self._stage.look.reveal(self._grip)

    def cancel(self) -> None:
        """All is as it was."""
        self._preview.clear()
        self._align.end()
        self._stage.hide_words()

    def _take(self, load: Load) -> None:
        """Drags this from now on."""
        self._load = load
        exact = self._session.project.exact_sizes
        self._known = None if load is self._plain else infer(load.network, exact)
        insert = partial(load.inserted, self._grip)
        shown = (self._stage, self._preview, load.names)
        self._aim = Aim(*shown, insert, load.faces, self._show_alone)
        self._align.take(load)
        self._show_alone()

    def _aims(self, raw: QPointF, rests: bool) -> bool:
        """Whether it would go into a wire."""
        if not self._grip or self._align.pairs:
            return False  # what is wired goes into no wire
        x, y = middle(self._load.network, self._grip)
        return self._aim.seek(QPointF(x, y) + raw, rests=rests)

    def _show_alone(self) -> None:
        self._align.forget()
        self._preview.show(self._load.network, self._known, self._load.faces)

    def _show_free(self) -> None:
        """It moves with the mouse; frames are as they would be."""
        places = self._load.places(self._way)
        self._preview.move(places)
        self._preview.show_joining(places)
        self._show_notes()

    def _show_notes(self) -> None:
        self._preview.move_notes(self._load.note_places(self._way))


def _area(stage: Stage, load: Load) -> QRectF:
    """The rectangle around what is dragged."""
    areas = [
        *map(stage.scene.area, load.names),
        *(stage.scene.marks.notes[n].area for n in load.notes),
    ]
    around = areas[0]
    for area in areas:
        around = around.united(area)
    return around
