"""A block that is dragged in from the palette."""

from functools import partial

from PySide6.QtCore import QPointF

from graph import edits
from graph.arrange import make_room
from graph.network import AnyLayer, Network, Wire
from graph.sketch import CARD_HEIGHT, CARD_WIDTH
from gui.canvas.geometry import snapped
from gui.canvas.items import NodeItem
from gui.canvas.pointer import Pointer
from gui.canvas.stage import Stage

NEAR_WIRE = 22.0  # canvas units within which a dropped block goes into a wire


class DropBlock:
    """Its card under the mouse, and the wire that it would go into; Alt: into none."""

    def __init__(self, stage: Stage, layer: AnyLayer) -> None:
        self._session, self._scene = stage.session, stage.scene
        self._layer = layer
        self._name = edits.fresh_name(self._session.network, layer.stem)
        self._wire: Wire | None = None
        alone = edits.add(Network(), self._name, self._layer)
        self._ghost = NodeItem(self._scene.theme)
        self._ghost.show_face(self._scene.face_of(alone, self._name))
        self._ghost.setOpacity(0.8)
        self._ghost.setZValue(8)
        self._scene.addItem(self._ghost)

    def move(self, pointer: Pointer) -> None:
        self._ghost.setPos(_corner(pointer.point))
        goes_in = not pointer.alt and self._fits_a_wire()
        wire = self._scene.wire_at(pointer.point, NEAR_WIRE) if goes_in else None
        if wire != self._wire:
            self._mark(False)
            self._wire = wire
            self._mark(True)

    def finish(self, pointer: Pointer) -> None:
        self.move(pointer)
        wire, network = self._wire, self._session.network
        self.cancel()
        corner = _corner(pointer.point)
        place = (corner.x(), corner.y())
        if wire is None:
            made = edits.add(network, self._name, self._layer, place)
            self._session.edit("Add", made)
        else:
            self._session.attempt("Insert", partial(self._inserted, network, wire, place))
        self._session.select([self._name])

    def cancel(self) -> None:
        self._mark(False)
        self._wire = None
        self._scene.removeItem(self._ghost)

    def _inserted(self, network: Network, wire: Wire, place: tuple[float, float]) -> Network:
        return make_room(edits.insert(network, wire, self._name, self._layer, place), self._name)

    def _fits_a_wire(self) -> bool:
        return self._layer.inputs != 0 and self._layer.stem != "output"

    def _mark(self, marked: bool) -> None:
        if self._wire is not None and self._wire in self._scene.wires:
            self._scene.wires[self._wire].show_target(marked)


def _corner(point: QPointF) -> QPointF:
    return snapped(point - QPointF(CARD_WIDTH / 2, CARD_HEIGHT / 2))
