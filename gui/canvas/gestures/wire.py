"""Drawing a wire, and plugging an end of one somewhere else."""

from math import hypot
from typing import Final, Self

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainterPath

from graph.edits.plugging import OUTPUT, End, Outcome, Plug
from graph.network import Wire
from gui.canvas.drawing.cards import NodeItem
from gui.canvas.drawing.ends import area, place, way
from gui.canvas.drawing.geometry import wire_path
from gui.canvas.gestures.offers import RADIUS, Ghost, Light, Offers, Shapes, Thread, take_away
from gui.canvas.pointer import REACH, OnPort, Pointer, Press
from gui.canvas.stage import Stage
from gui.canvas.words import Tone
from gui.language import tr

SNAP: Final = 28.0  # pixels within which a wire's end jumps to a port
HINTED: Final = 40  # pixels from its start where the free canvas says what it is for
MOST: Final = 500  # cards in view up to which ports light up: of more nobody sees a port


class DrawWire:
    """Draws a wire from a port to another, in either direction; an old wire may be re-plugged.

    Ports that can take it light up; where one cannot, the reason stands at the mouse. A misfit of
    shapes is allowed: it is a problem on the canvas and no refusal.
    """

    def __init__(self, stage: Stage, press: Press, held: End, old: Wire | None = None) -> None:
        self._stage = stage
        self._session, self._scene, self._look = stage.session, stage.scene, stage.look
        self._network = network = stage.session.network
        self._press, self._held, self._old = press, held, old
        self._plug = Plug(
            network,
            stage.session.inference,
            *held,
            old,
            stage.session.project.exact_sizes,
            whole=not stage.session.level,
        )
        self._fixed = place(network, held)
        self._moved = False
        self._end: End | None = None
        self._seen = QRectF()
        self._ports: list[tuple[End, QPointF]] = []  # that take the wire, in view
        theme = stage.scene.theme
        self._offers = Offers(theme)
        self._shapes = Shapes(theme, network.sketch.flow, backwards=self._plug.backwards)
        self._ghost, self._thread = Ghost(theme), Thread(theme)

    @classmethod
    def begin(cls, stage: Stage, press: Press) -> Self | None:
        """The left button on a port; at an input that is wired, the wire's end is dragged off."""
        if not press.left or not isinstance(press.hit, OnPort) or not stage.may_edit():
            return None
        node, port = press.hit.node, press.hit.port
        wires = stage.session.network.incoming[node]
        old = next((wire for wire in wires if wire.port == port), None)
        if old is not None:
            return cls(stage, press, (old.source, OUTPUT), old)
        return cls(stage, press, (node, port))

    @classmethod
    def replug(cls, stage: Stage, press: Press, wire: Wire, tip: int) -> Self:
        """Takes the beginning (0) or the end (1) of a wire off; its other one stays."""
        held = (wire.source, OUTPUT) if tip else (wire.target, wire.port)
        return cls(stage, press, held, wire)

    def move(self, pointer: Pointer) -> None:
        if not self._begun(pointer):
            return
        self._light()
        self._end = self._aimed(pointer.point)
        self._show(pointer)

    def finish(self, pointer: Pointer) -> None:
        self.move(pointer)
        end, free = self._end, self._over(pointer.point) is None
        self.cancel()
        if not self._moved:
            return
        if end is not None:
            made = self._plug.plugged(end)
            if made is not self._network:
                self._session.edit("Reconnect" if self._old else "Connect", made)
        elif free and self._old is not None:
            self._session.edit("Disconnect", self._plug.pulled)
        elif free and self._press.way(pointer) >= HINTED:
            self._search(pointer.point)

    def cancel(self) -> None:
        take_away(self._scene, self._offers, self._shapes, self._ghost, self._thread)
        self._stage.hide_words()
        if self._old is not None:
            self._scene.wires[self._old].setVisible(True)

    def _begun(self, pointer: Pointer) -> bool:
        """Whether it is a drag by now; it shows nothing before."""
        if not self._moved and self._press.is_dragged(pointer):
            self._moved = True
            for item in (self._offers, self._shapes, self._ghost, self._thread):
                self._scene.addItem(item)
            if self._old is not None:
                self._scene.wires[self._old].setVisible(False)
        return self._moved

    # what is offered

    def _light(self) -> None:
        """Lights the ports in view, once for each view."""
        seen = self._look.seen()
        if seen == self._seen:
            return
        self._seen = seen
        room = seen.adjusted(-SNAP, -SNAP, SNAP, SNAP)
        network, plug = self._network, self._plug
        cards = {name: area(network, name) for name in network.nodes}
        inside = [name for name, card in cards.items() if card.intersects(room)]
        takers = [name for name in inside if plug.takes(name)]
        self._ports = [
            ((name, port), place(network, (name, port)))
            for name in takers
            for port in plug.ports(name)
        ]
        if len(inside) > MOST:
            self._offers.show_offers((), (), room)
            self._shapes.show_shapes((), seen)
            return
        best = {name: plug.best(name) for name in takers}
        lights = [self._lit(end, at, best[end[0]] == end[1]) for end, at in self._ports]
        dimmed = [cards[n] for n in inside if n != self._held[0] and n not in best]
        self._offers.show_offers(lights, dimmed, room)
        self._shapes.show_shapes(lights, seen)

    def _lit(self, end: End, at: QPointF, labelled: bool) -> Light:
        outcome = self._plug.outcome(end)
        there = None if outcome.replaces is None else self._scene.wires.get(outcome.replaces)
        label = None if there is None or there.pill is None else there.place
        return Light(at, outcome, labelled, self._radius(end[0]), label)

    def _radius(self, name: str) -> float:
        """How large a lit port of a card is: the next one stays to be seen."""
        if self._plug.backwards or self._network.ports(name) < 2:
            return RADIUS
        way = place(self._network, (name, 1)) - place(self._network, (name, 0))
        return min(RADIUS, 0.42 * way.manhattanLength())

    def _aimed(self, point: QPointF) -> End | None:
        """The port that the wire would go to.

        One that is pointed at; else the best one of the card under the mouse; else one that is
        near, rather free than taken.
        """
        reach, snap = REACH / self._look.zoom, SNAP / self._look.zoom
        near = sorted(
            (hypot(at.x() - point.x(), at.y() - point.y()), end)
            for end, at in self._ports
            if abs(at.x() - point.x()) <= snap and abs(at.y() - point.y()) <= snap
        )
        over = self._scene.card_at(point)
        if near and near[0][0] <= reach and over in (None, near[0][1][0]):
            return near[0][1]
        if over is not None:
            port = self._plug.best(over)
            return None if port is None else (over, port)
        around = [(away, end) for away, end in near if away <= snap]
        if not around:
            return None
        same = [(away, end) for away, end in around if end[0] == around[0][1][0]]
        return min(same, key=lambda found: (self._taken(found[1]), found[0]))[1]

    def _over(self, point: QPointF) -> str | None:
        """The card that is meant: under the mouse, or with a port there that takes no wire."""
        over = self._scene.card_at(point)
        if over is not None:
            return over
        reach = REACH / self._look.zoom
        around = QRectF(point.x() - reach, point.y() - reach, 2 * reach, 2 * reach)
        cards = (item for item in self._scene.items(around) if isinstance(item, NodeItem))
        for card in cards:
            ports = [card.input_place(port) for port in range(card.face.inputs)]
            if self._plug.backwards:
                ports = [card.output_place()]
            if any(around.contains(port) for port in ports) and card.face.name != self._held[0]:
                return card.face.name
        return None

    def _taken(self, end: End) -> bool:
        return self._plug.outcome(end).replaces is not None

    # what is shown

    def _show(self, pointer: Pointer) -> None:
        theme, end, point = self._scene.theme, self._end, pointer.point
        outcome = None if end is None else self._plug.outcome(end)
        words = self._refusal(pointer) if end is None else self._told(end)
        colour = theme.accent
        if outcome is not None:
            colour = theme.good if outcome.fits else theme.warning
        elif words and self._over(point) is not None:
            colour = theme.error
        ring = None if end is None else place(self._network, end)
        self._thread.show_way(self._line(point, ring), colour, self._look.zoom, ring)
        gone = None if end is None or self._doubled(end) else self._plug.outcome(end).replaces
        self._ghost.setPath(QPainterPath() if gone is None else way(self._network, gone))
        tone: Tone = "plain"
        if outcome is not None and not outcome.fits:
            tone = "warning"
        elif colour == theme.error:
            tone = "error"
        self._stage.words.show_at(point, words, tone)

    def _line(self, point: QPointF, ring: QPointF | None) -> QPainterPath:
        if ring is None:
            path = QPainterPath(self._fixed)
            path.lineTo(point)
            return path
        tips = (ring, self._fixed) if self._plug.backwards else (self._fixed, ring)
        return wire_path(*tips, (), self._network.sketch.flow)

    def _refusal(self, pointer: Pointer) -> str:
        """Why the card under the mouse takes no wire; on the free canvas, what happens there."""
        over = self._over(pointer.point)
        if over is not None:
            reason = None if over == self._held[0] else self._plug.reason(over)
            return "" if reason is None else tr(reason.text)
        if self._press.way(pointer) < HINTED:
            return ""
        if self._old is not None:
            return tr("Drop the wire here to remove it.")
        return self._hint()

    def _hint(self) -> str:
        if self._stage.search is None:
            return ""
        if self._plug.backwards:
            return tr("Drop the wire here to search for what can come before.")
        return tr("Drop the wire here to search for what can follow.")

    def _search(self, point: QPointF) -> None:
        """Asks for the block that the wire shall lead to, or come from."""
        if self._stage.search is None:
            return
        if self._plug.backwards:
            self._stage.search(point, target=self._held)
        else:
            self._stage.search(point, source=self._held[0])

    def _doubled(self, end: End) -> bool:
        """Whether there is such a wire already."""
        return self._plug.outcome(end).replaces == self._plug.wire(end)

    def _told(self, end: End) -> str:
        """What the wire would do, for the mouse."""
        outcome, wire = self._plug.outcome(end), self._plug.wire(end)
        if self._doubled(end):
            return tr(
                "There is a wire from {source} to {target} already.",
                source=wire.source,
                target=wire.target,
            )
        lines = _result(outcome)
        if outcome.replaces is not None:
            said = tr(
                "The input is taken: dropping here replaces the wire from {source}.",
                source=outcome.replaces.source,
            )
            lines.append(said)
        return "\n".join(lines)


def _result(outcome: Outcome) -> list[str]:
    """The shapes, and what is to be said against them."""
    lines: list[str] = []
    if outcome.carries is not None and outcome.gives is not None:
        lines.append(f"\u2066{outcome.carries} → {outcome.gives}\u2069")
    elif outcome.carries is not None and outcome.misfit is None:
        lines.append(str(outcome.carries))
    if outcome.misfit is not None:
        lines.append(tr(outcome.misfit))
    return lines
