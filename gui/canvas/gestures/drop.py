"""A block that is dragged in from the palette."""

from PySide6.QtCore import QPointF, QRectF

from graph import edits
from graph.edits.room import with_room
from graph.network import AnyLayer, Network, Wire
from graph.sketch import CARD_HEIGHT, CARD_WIDTH, Sketch
from gui.canvas.gestures.aim import Aim
from gui.canvas.gestures.align import Align
from gui.canvas.gestures.load import Load
from gui.canvas.gestures.preview import Preview
from gui.canvas.pointer import Pointer
from gui.canvas.stage import Stage

MIDDLE = QPointF(CARD_WIDTH / 2, CARD_HEIGHT / 2)


class DropBlock:
    """Its card under the mouse as it would come, alone or in a wire; Alt: in none."""

    def __init__(self, stage: Stage, layer: AnyLayer) -> None:
        self._stage, self._session = stage, stage.session
        self._layer = layer
        network = stage.session.network
        self._name = edits.fresh_name(network, layer.stem)
        alone = edits.add(Network(sketch=Sketch(network.sketch.flow)), self._name, layer)
        self._faces = {self._name: stage.scene.face_of(alone, self._name)}
        self._load = Load(edits.add(network, self._name, layer), (self._name,), label="Add")
        self._preview = Preview(stage)
        show, insert = self._show_alone, self._inserted
        self._aim = Aim(stage, self._preview, (self._name,), insert, self._faces, show)
        self._align = Align(stage, self._load, QRectF(0, 0, CARD_WIDTH, CARD_HEIGHT), (0.0, 0.0))
        self._place = (0.0, 0.0)
        self._show_alone()

    def move(self, pointer: Pointer) -> None:
        corner = pointer.point - MIDDLE
        snap = self._align.snap((corner.x(), corner.y()), free=pointer.control)
        self._place = snap.way
        if not pointer.alt and self._aims(pointer):
            self._align.show()
            self._stage.words.show_at(pointer.point, self._aim.words)
            return
        self._aim.leave()
        places = {self._name: self._place}
        self._preview.move(places)
        self._preview.show_joining(places)
        self._align.show(snap)
        self._stage.hide_words()

    def finish(self, pointer: Pointer) -> None:
        self.move(pointer)
        wire, inserted = self._aim.wire, self._aim.network
        self.cancel()
        if wire is None:
            done = self._session.edit("Add", self._load.moved(self._place))
        else:
            done = self._session.edit("Insert", inserted)
        if done:
            self._stage.picked.choose()
            self._session.select([self._name])
            if wire is not None:  # one to another row: then it is at the row's end
                self._stage.look.reveal(self._name)

    def cancel(self) -> None:
        self._preview.clear()
        self._align.end()
        self._stage.hide_words()

    def _aims(self, pointer: Pointer) -> bool:
        """Whether it would go into a wire."""
        fits = self._layer.inputs != 0 and self._layer.stem != "output"
        return fits and self._aim.seek(pointer.point, rests=pointer.rests)

    def _show_alone(self) -> None:
        self._align.forget()
        self._preview.show(self._load.network, None, self._faces)

    def _inserted(self, wire: Wire, point: QPointF) -> Network:
        corner = point - MIDDLE
        place = (corner.x(), corner.y())
        made = edits.insert(self._session.network, wire, self._name, self._layer, place)
        return with_room(made, wire, (self._name,))
