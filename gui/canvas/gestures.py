"""One object a drag: it begins, moves, and finishes in exactly one edit or in none.

A new gesture is a new class here and one line in `view.CanvasView._begin`.
"""

from functools import partial
from typing import Protocol

from PySide6.QtCore import QLineF, QPointF, QRectF
from PySide6.QtGui import QColor, QPainterPath, QPen
from PySide6.QtWidgets import QGraphicsPathItem, QGraphicsRectItem, QGraphicsSimpleTextItem

from graph import edits
from graph.arrange import make_room
from graph.infer import infer
from graph.network import AnyLayer, Network, Wire
from graph.sketch import CARD_HEIGHT, CARD_WIDTH
from graph.text import Refusal
from gui.canvas.geometry import CARD, snapped, wire_path
from gui.canvas.items import NodeItem, font
from gui.canvas.scene import Scene
from gui.language import tr
from gui.session import Session

SNAP = 26.0  # canvas units within which a wire's end jumps to a port
NEAR_WIRE = 22.0  # within which a dropped block goes into a wire


class Gesture(Protocol):
    """What the view does while a button is down. Points are on the canvas."""

    def move(self, point: QPointF) -> None:
        """The mouse is there now."""
        ...

    def finish(self, point: QPointF) -> None:
        """The button was released there."""
        ...

    def cancel(self) -> None:
        """Esc: all is as it was before."""
        ...


class MoveNodes:
    """Moves the selected cards, on the grid."""

    def __init__(self, session: Session, scene: Scene, start: QPointF) -> None:
        self._session = session
        self._scene = scene
        self._start = start
        self._places = {name: scene.cards[name].pos() for name in session.selection}
        self._moved = frozenset(self._places)

    def move(self, point: QPointF) -> None:
        way = snapped(point - self._start)
        for name, place in self._places.items():
            self._scene.cards[name].setPos(place + way)
        self._scene.route(self._moved)

    def finish(self, point: QPointF) -> None:
        way = snapped(point - self._start)
        places = {
            name: ((place + way).x(), (place + way).y()) for name, place in self._places.items()
        }
        moved = edits.move(self._session.network, places)
        if moved is self._session.network or not self._session.edit("Move", moved):
            self.cancel()

    def cancel(self) -> None:
        for name, place in self._places.items():
            self._scene.cards[name].setPos(place)
        self._scene.route(self._moved)


class RubberBand:
    """Selects the cards that a rectangle touches; with `kept`, in addition to those."""

    def __init__(
        self, session: Session, scene: Scene, start: QPointF, kept: tuple[str, ...]
    ) -> None:
        self._session = session
        self._scene = scene
        self._start = start
        self._kept = kept
        self._before = session.selection
        self._band = QGraphicsRectItem()
        accent = QColor(scene.theme.accent)
        self._band.setPen(QPen(accent, 0))
        accent.setAlpha(36)
        self._band.setBrush(accent)
        self._band.setZValue(9)
        scene.addItem(self._band)

    def move(self, point: QPointF) -> None:
        area = QRectF(self._start, point).normalized()
        self._band.setRect(area)
        touched = [
            name
            for name, card in self._scene.cards.items()
            if area.intersects(CARD.translated(card.pos()))
        ]
        self._session.select(dict.fromkeys((*self._kept, *touched)))

    def finish(self, point: QPointF) -> None:
        self.move(point)
        self._scene.removeItem(self._band)

    def cancel(self) -> None:
        self._scene.removeItem(self._band)
        self._session.select(self._before)


class DrawWire:
    """Draws a wire from a port to another, in either direction; an old wire may be re-plugged.

    Ports that can take it light up; where one cannot, the reason stands at the mouse. A misfit of
    shapes is allowed: it is a problem on the canvas and no refusal.
    """

    def __init__(
        self, session: Session, scene: Scene, node: str, port: int | None, old: Wire | None = None
    ) -> None:
        self._session = session
        self._scene = scene
        self._node = node
        self._port = port  # None: from the output; else from this input
        self._old = old
        self._base = edits.disconnect(session.network, [old]) if old else session.network
        self._line = QGraphicsPathItem()
        self._line.setPen(QPen(QColor(scene.theme.accent), 2.4))
        self._line.setZValue(8)
        self._words = _Words(scene)
        scene.addItem(self._line)
        if old is not None:
            scene.wires[old].setVisible(False)
        self._refusals: dict[tuple[str, int], str] = {}
        self._ends = self._possible()
        for name, card in scene.cards.items():
            self._offer(name, card)

    def move(self, point: QPointF) -> None:
        end = self._nearest(point)
        place = point if end is None else self._place(*end)
        fixed = self._fixed()
        start, finish = (fixed, place) if self._port is None else (place, fixed)
        self._line.setPath(wire_path(start, finish) if end else _straight(start, finish))
        self._words.show(point, self._say(end, point))

    def finish(self, point: QPointF) -> None:
        end = self._nearest(point)
        self.cancel()
        if end is not None:
            source, target, port = self._wire(end)
            make = partial(edits.connect, self._base, source, target, port)
            self._session.attempt("Connect", make)
        elif self._old is not None and self._scene.card_at(point) is None:
            self._session.edit("Disconnect", self._base)

    def cancel(self) -> None:
        self._scene.removeItem(self._line)
        self._words.remove()
        if self._old is not None:
            self._scene.wires[self._old].setVisible(True)
        for card in self._scene.cards.values():
            card.show_offer(frozenset(), output=False, refused=False)

    def _possible(self) -> list[tuple[str, int]]:
        """The ends that can take the wire: (node, port), port -1 for an output."""
        ends: list[tuple[str, int]] = []
        for name in self._base.nodes:
            ports = range(self._scene.cards[name].face.inputs) if self._port is None else [-1]
            for port in ports:
                source, target, entry = self._wire((name, port))
                refusal = _refusal(self._base, source, target, entry)
                if refusal is None:
                    ends.append((name, port))
                else:
                    self._refusals[name, port] = refusal
        return ends

    def _offer(self, name: str, card: NodeItem) -> None:
        inputs = frozenset(port for end, port in self._ends if end == name and port >= 0)
        output = (name, -1) in self._ends
        card.show_offer(inputs, output, refused=not inputs and not output and name != self._node)

    def _wire(self, end: tuple[str, int]) -> tuple[str, str, int]:
        return (self._node, *end) if self._port is None else (end[0], self._node, self._port)

    def _fixed(self) -> QPointF:
        card = self._scene.cards[self._node]
        return card.output_place() if self._port is None else card.input_place(self._port)

    def _place(self, node: str, port: int) -> QPointF:
        card = self._scene.cards[node]
        return card.output_place() if port < 0 else card.input_place(port)

    def _nearest(self, point: QPointF) -> tuple[str, int] | None:
        away = {end: QLineF(point, self._place(*end)).length() for end in self._ends}
        near = min(away, key=away.__getitem__, default=None)
        if near is not None and away[near] <= SNAP:
            return near
        over = self._scene.card_at(point)
        on_card = {end: length for end, length in away.items() if end[0] == over}
        return min(on_card, key=on_card.__getitem__, default=None)

    def _say(self, end: tuple[str, int] | None, point: QPointF) -> str:
        if end is None:
            over = self._scene.card_at(point)
            reasons = [text for (name, _), text in self._refusals.items() if name == over]
            return reasons[0] if reasons and over != self._node else ""
        source, target, port = self._wire(end)
        after = infer(edits.connect(self._base, source, target, port))
        errors = [p for p in after.by_node.get(target, ()) if p.code in ("shape", "inside")]
        if errors:
            return tr(errors[0].text)
        shape = after.outputs.get(target)
        return f"→ {shape}" if shape is not None else ""


class DropBlock:
    """A block from the palette under the mouse: its card, and the wire that it would go into."""

    def __init__(self, session: Session, scene: Scene, layer: AnyLayer) -> None:
        self._session = session
        self._scene = scene
        self._layer = layer
        self._name = edits.fresh_name(session.network, layer.stem)
        self._wire: Wire | None = None
        alone = edits.add(Network(), self._name, self._layer)
        self._ghost = NodeItem(scene.theme)
        self._ghost.show_face(scene.face_of(alone, self._name))
        self._ghost.setOpacity(0.8)
        self._ghost.setZValue(8)
        scene.addItem(self._ghost)

    def move(self, point: QPointF) -> None:
        self._ghost.setPos(_corner(point))
        wire = self._scene.wire_at(point, NEAR_WIRE) if self._fits_a_wire() else None
        if wire != self._wire:
            self._mark(False)
            self._wire = wire
            self._mark(True)

    def finish(self, point: QPointF) -> None:
        self.move(point)
        wire, network = self._wire, self._session.network
        self.cancel()
        corner = _corner(point)
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


class _Words:
    """A few words beside the mouse."""

    def __init__(self, scene: Scene) -> None:
        self._scene = scene
        self._ground = QGraphicsRectItem()
        self._ground.setZValue(10)
        self._ground.setBrush(QColor(scene.theme.raised))
        self._ground.setPen(QPen(QColor(scene.theme.line), 1))
        self._text = QGraphicsSimpleTextItem(self._ground)
        self._text.setFont(font(12))
        self._text.setBrush(QColor(scene.theme.text))
        self._ground.setVisible(False)
        scene.addItem(self._ground)

    def show(self, point: QPointF, words: str) -> None:
        """Shows them at a point; nothing if there are none."""
        self._ground.setVisible(bool(words))
        self._text.setText(_folded(words))
        self._ground.setRect(self._text.boundingRect().adjusted(-8, -5, 8, 5))
        self._ground.setPos(point + QPointF(20, 18))

    def remove(self) -> None:
        """Takes them away."""
        self._scene.removeItem(self._ground)


def _folded(words: str, width: int = 52) -> str:
    lines, line = [], ""
    for word in words.split():
        if line and len(line) + len(word) >= width:
            lines.append(line)
            line = word
        else:
            line = f"{line} {word}".strip()
    return "\n".join([*lines, line])


def _straight(start: QPointF, end: QPointF) -> QPainterPath:
    path = QPainterPath(start)
    path.lineTo(end)
    return path


def _corner(point: QPointF) -> QPointF:
    return snapped(point - QPointF(CARD_WIDTH / 2, CARD_HEIGHT / 2))


def _refusal(network: Network, source: str, target: str, port: int) -> str | None:
    reason: Refusal | None = edits.obstacle(network, source, target, port)
    return None if reason is None else tr(reason.text)
