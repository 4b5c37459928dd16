"""What the drawing would become, shown while something is dragged: nothing is edited by it."""

from collections.abc import Collection, Mapping
from typing import Final

from PySide6.QtCore import QPointF, QRectF

from graph import edits
from graph.edits import marking
from graph.infer import Inference
from graph.network import Network, Wire
from graph.sketch import Frame, Place, Sketch
from gui.canvas.drawing.atlas import MANY
from gui.canvas.drawing.cards import NodeItem
from gui.canvas.drawing.face import Face
from gui.canvas.drawing.wires import WireItem
from gui.canvas.stage import Stage

GHOST: Final = 0.85  # opacity of a card that is not there yet


class Preview:
    """Cards aside, ghosts of new ones, wires closed or split, frames around what comes in.

    `clear` puts all back as it was.
    """

    def __init__(self, stage: Stage) -> None:
        self._session, self._scene = stage.session, stage.scene
        self._ghosts: dict[str, NodeItem] = {}
        self._wires: dict[Wire, WireItem] = {}
        self._hidden: set[Wire] = set()
        self._moved: set[str] = set()
        self._network = self._session.network
        self._inference: Inference | None = None
        self._joining: dict[str, Frame] = {}

    def show(
        self,
        network: Network,
        inference: Inference | None = None,
        faces: Mapping[str, Face] | None = None,
        marked: Collection[Wire] = (),
    ) -> None:
        """Shows a network beside the session's: what it has more, has not, or has elsewhere."""
        self._network, self._inference, self._joining = network, inference, {}
        self._show_ghosts(network, faces or {})
        before = self._session.network
        known = before.nodes
        places = {
            name: (node.x, node.y)
            for name, node in network.nodes.items()
            if name not in known or node is not known[name]
        }
        back = {name: _place(before, name) for name in self._moved - places.keys()}
        self._show_wires(network, marked)
        self.show_frames(network.sketch.frames)
        self.move(back | places)
        self._moved = {name for name in places if name in known}
        self._bend(_rerouted(before.sketch, network.sketch))
        self._scene.marks.show_notes(network.sketch.notes)

    def move(self, places: Mapping[str, Place]) -> None:
        """Puts cards and ghosts somewhere else, with the wires at them and the frames around."""
        for name, place in places.items():
            if name in self._ghosts:
                self._ghosts[name].setPos(*place)
        real = {name: place for name, place in places.items() if name not in self._ghosts}
        self._scene.move_cards(real)
        self._moved.update(real)
        if self._session.network.sketch.routes and len(real) <= MANY:
            ways = edits.ways(self._session.network, real)
            self._bend({w: p for w, p in ways.items() if (w.source in real) != (w.target in real)})
        for wire, item in self._wires.items():
            if wire.source in places or wire.target in places:
                self._route(wire, item)
        if len(real) < len(places):  # the scene itself sees to the cards
            self._scene.marks.settle(places.keys())

    def move_notes(self, places: Mapping[str, Place]) -> None:
        """Puts notes somewhere else."""
        for name, place in places.items():
            self._scene.marks.notes[name].setPos(*place)

    def show_frames(self, frames: Mapping[str, Frame], joining: Collection[str] = ()) -> None:
        """Shows frames around the cards where they are now."""
        marks = self._scene.marks
        marks.show_frames(frames, self.area)
        marks.show_joining(joining)

    def show_joining(self, places: Mapping[str, Place]) -> None:
        """Shows the frames as they would be if blocks were dropped there."""
        frames = self._network.sketch.frames
        joining = marking.joining(self._network, places) if frames else {}
        if joining != self._joining:
            self._joining = joining
            self.show_frames({**frames, **joining}, joining)

    def clear(self) -> None:
        """All is as it was."""
        for item in (*self._ghosts.values(), *self._wires.values()):
            self._scene.removeItem(item)
        self._ghosts, self._wires = {}, {}
        self._reveal(self._hidden)
        before = self._network = self._scene.network  # an undo may have changed the session's
        self._scene.marks.sync(before)
        self._scene.move_cards({name: _place(before, name) for name in self._moved})
        self._scene.relabel()
        self._moved.clear()

    def area(self, name: str) -> QRectF:
        """Where a card or a ghost is now."""
        return self._card(name).area

    def _card(self, name: str) -> NodeItem:
        return self._ghosts[name] if name in self._ghosts else self._scene.cards[name]

    def _show_ghosts(self, network: Network, faces: Mapping[str, Face]) -> None:
        new = network.nodes.keys() - self._session.network.nodes.keys()
        for name in self._ghosts.keys() - new:
            self._scene.removeItem(self._ghosts.pop(name))
        for name in new - self._ghosts.keys():
            ghost = NodeItem(self._scene.theme)
            ghost.show_face(faces[name])
            ghost.setOpacity(GHOST)
            ghost.setZValue(8)
            self._scene.addItem(ghost)
            self._ghosts[name] = ghost

    def _show_wires(self, network: Network, marked: Collection[Wire]) -> None:
        before, after = set(self._session.network.wires), set(network.wires)
        self._reveal(self._hidden & after)
        for wire in before - after - self._hidden:
            self._scene.wires[wire].setVisible(False)
            self._hidden.add(wire)
        for wire in self._wires.keys() - (after - before):
            self._scene.removeItem(self._wires.pop(wire))
        for wire in after - before - self._wires.keys():
            item = WireItem(self._scene.theme, wire)
            item.setZValue(7 if wire in marked else 1)
            self._scene.addItem(item)
            self._wires[wire] = item
        for wire, item in self._wires.items():
            item.show_target(wire in marked)
            self._route(wire, item)

    def _bend(self, ways: Mapping[Wire, tuple[Place, ...]]) -> None:
        """Leads wires that were there through other points, as far as they are still there."""
        sketch, outputs = self._network.sketch, self._session.inference.outputs
        for wire, points in ways.items():
            if wire in self._hidden or wire not in self._scene.wires:
                continue
            start = self._card(wire.source).output_place()
            end = self._card(wire.target).input_place(wire.port)
            label = str(outputs.get(wire.source, ""))
            item = self._scene.wires[wire]
            item.show_route(start, end, label, not label, points, sketch.flow)

    def _reveal(self, wires: Collection[Wire]) -> None:
        for wire in tuple(wires):
            self._scene.wires[wire].setVisible(True)
            self._hidden.discard(wire)

    def _route(self, wire: Wire, item: WireItem) -> None:
        start: QPointF = self._card(wire.source).output_place()
        end = self._card(wire.target).input_place(wire.port)
        broken = self._inference is not None and wire.source not in self._inference.outputs
        sketch = self._network.sketch
        item.show_route(start, end, "", broken, sketch.route(wire), sketch.flow)


def _rerouted(before: Sketch, after: Sketch) -> dict[Wire, tuple[Place, ...]]:
    """The points of the wires that run otherwise than before."""
    if before is after:
        return {}
    old = {route.wire: route.points for route in before.routes}
    new = {route.wire: route.points for route in after.routes}
    return {wire: new.get(wire, ()) for wire in old | new if old.get(wire) != new.get(wire)}


def _place(network: Network, name: str) -> Place:
    node = network.nodes[name]
    return node.x, node.y
