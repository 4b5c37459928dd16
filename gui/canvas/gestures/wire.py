"""Drawing a wire, and plugging an end of one somewhere else."""

from functools import partial
from typing import Self

from PySide6.QtCore import QLineF, QPointF
from PySide6.QtGui import QColor, QPainterPath, QPen
from PySide6.QtWidgets import QGraphicsPathItem

from graph import edits
from graph.infer import infer
from graph.network import Network, Wire
from graph.text import Refusal
from gui.canvas.geometry import wire_path
from gui.canvas.items import NodeItem
from gui.canvas.pointer import OnPort, Pointer, Press
from gui.canvas.stage import Stage
from gui.language import tr

SNAP = 26.0  # canvas units within which a wire's end jumps to a port


class DrawWire:
    """Draws a wire from a port to another, in either direction; an old wire may be re-plugged.

    Ports that can take it light up; where one cannot, the reason stands at the mouse. A misfit of
    shapes is allowed: it is a problem on the canvas and no refusal.
    """

    def __init__(self, stage: Stage, node: str, port: int | None, old: Wire | None = None) -> None:
        self._stage = stage
        self._session, self._scene = stage.session, stage.scene
        self._node = node
        self._port = port  # None: from the output; else from this input
        self._old = old
        network = self._session.network
        self._base = edits.disconnect(network, [old]) if old else network
        self._line = QGraphicsPathItem()
        self._line.setPen(QPen(QColor(self._scene.theme.accent), 2.4))
        self._line.setZValue(8)
        self._scene.addItem(self._line)
        if old is not None:
            self._scene.wires[old].setVisible(False)
        self._refusals: dict[tuple[str, int], str] = {}
        self._ends = self._possible()
        for name, card in self._scene.cards.items():
            self._offer(name, card)

    @classmethod
    def begin(cls, stage: Stage, press: Press) -> Self | None:
        """The left button on a port; at an input that is wired, the wire's end is dragged off."""
        if not press.left or not isinstance(press.hit, OnPort):
            return None
        node, port = press.hit.node, press.hit.port
        if port < 0:
            return cls(stage, node, None)
        old = [w for w in stage.session.network.incoming[node] if w.port == port]
        return cls(stage, old[0].source, None, old[0]) if old else cls(stage, node, port)

    def move(self, pointer: Pointer) -> None:
        point = pointer.point
        end = self._nearest(point)
        place = point if end is None else self._place(*end)
        fixed = self._fixed()
        start, finish = (fixed, place) if self._port is None else (place, fixed)
        self._line.setPath(wire_path(start, finish) if end else _straight(start, finish))
        self._stage.words.show_at(point, self._say(end, point))

    def finish(self, pointer: Pointer) -> None:
        end = self._nearest(pointer.point)
        self.cancel()
        if end is not None:
            source, target, port = self._wire(end)
            make = partial(edits.connect, self._base, source, target, port)
            self._session.attempt("Connect", make)
        elif self._old is not None and self._scene.card_at(pointer.point) is None:
            self._session.edit("Disconnect", self._base)

    def cancel(self) -> None:
        self._scene.removeItem(self._line)
        self._stage.hide_words()
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


def _straight(start: QPointF, end: QPointF) -> QPainterPath:
    path = QPainterPath(start)
    path.lineTo(end)
    return path


def _refusal(network: Network, source: str, target: str, port: int) -> str | None:
    reason: Refusal | None = edits.obstacle(network, source, target, port)
    return None if reason is None else tr(reason.text)
