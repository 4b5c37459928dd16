"""The items of one network: made, moved and told what to show after each change."""

from msgspec import structs
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QColor, QPainter, QPainterPath
from PySide6.QtWidgets import QGraphicsScene

from backend.protocol import Cards
from graph.costs import Cost
from graph.infer import Inference, infer
from graph.layers.endpoints import Input, Output
from graph.levels import has_inside
from graph.network import Network, Node, Wire
from graph.problems import Problem
from gui.canvas.geometry import CARD
from gui.canvas.items import Face, NodeItem, WireItem
from gui.canvas.pictures import lives
from gui.language import tr
from gui.session import Session
from gui.theme import Theme

DOT = 20  # canvas units between two dots of the ground
ROOM = 1_200.0  # free canvas around the drawing


class Scene(QGraphicsScene):
    """Cards and wires by name and by value. It reads the session and never changes it."""

    def __init__(self, session: Session, theme: Theme) -> None:
        super().__init__()
        self.cards: dict[str, NodeItem] = {}
        self.wires: dict[Wire, WireItem] = {}
        self._session = session
        self._theme = theme
        self._pictures: dict[str, Cards] = {}  # the worker's last, by their levels
        self.sync()

    def sync(self) -> None:
        """Makes the items what the network is; items that stay the same are not repainted."""
        network = self._session.network
        for name in self.cards.keys() - network.nodes.keys():
            self.removeItem(self.cards.pop(name))
        for wire in self.wires.keys() - set(network.wires):
            self.removeItem(self.wires.pop(wire))
        inference, costs = self._session.inference, self._session.costs
        inside = bool(self._session.level)
        for name, node in network.nodes.items():
            if name not in self.cards:
                self.cards[name] = NodeItem(self._theme)
                self.addItem(self.cards[name])
            card = self.cards[name]
            face = _face(network, inference, name, node, costs.nodes.get(name))
            card.show_face(_arrived(face, inference) if inside and _enters(node) else face)
            card.setPos(node.x, node.y)
            if name not in inference.outputs:
                card.show_live(None)  # what it showed is of another network
        for wire in network.wires:
            if wire not in self.wires:
                self.wires[wire] = WireItem(self._theme)
                self.addItem(self.wires[wire])
        self.route()
        self.show_selection()
        self._make_room()

    def route(self, only: frozenset[str] | None = None) -> None:
        """Draws the wires where the cards are now: all of them, or those at some cards."""
        outputs = self._session.inference.outputs
        for wire, item in self.wires.items():
            if only is not None and wire.source not in only and wire.target not in only:
                continue
            shape = outputs.get(wire.source)
            start = self.cards[wire.source].output_place()
            end = self.cards[wire.target].input_place(wire.port)
            item.show_route(start, end, "" if shape is None else str(shape), broken=shape is None)

    def show_selection(self) -> None:
        """Marks the selected cards."""
        chosen = set(self._session.selection)
        for name, card in self.cards.items():
            card.show_chosen(name in chosen)

    def show_cards(self, cards: Cards | None) -> None:
        """Puts the worker's small pictures on the cards; without any, takes all away."""
        if cards is None:
            self._pictures.clear()
        else:
            self._pictures[cards.level] = cards
        self._show_pictures()

    @property
    def pictures(self) -> Cards | None:
        """The worker's last pictures of the level that is shown."""
        return self._pictures.get(self._session.shown.dotted)

    def _show_pictures(self) -> None:
        cards = self.pictures
        found = {} if cards is None else lives(cards, self._session.network)
        known = self._session.inference.outputs  # a late picture is of the network before
        for name, card in self.cards.items():
            card.show_live(found.get(name) if name in known else None)

    def change_level(self) -> None:
        """Shows another level: cards of the same name are other blocks there."""
        self.sync()
        self._show_pictures()

    def set_theme(self, theme: Theme) -> None:
        """Takes the colours of another theme."""
        self._theme = theme
        for item in (*self.cards.values(), *self.wires.values()):
            item.set_theme(theme)
        self.update()

    @property
    def theme(self) -> Theme:
        """The colours in use."""
        return self._theme

    def drawing(self, names: tuple[str, ...] = ()) -> QRectF:
        """The rectangle around some cards, or around all of them."""
        bounds = QRectF()
        for name in names or self.cards:
            bounds = bounds.united(CARD.translated(self.cards[name].pos()))
        return bounds

    def card_at(self, point: QPointF) -> str | None:
        """The uppermost card under a point."""
        for item in self.items(point):
            if isinstance(item, NodeItem) and CARD.contains(point - item.pos()):
                return item.face.name
        return None

    def wire_at(self, point: QPointF, within: float) -> Wire | None:
        """The nearest wire that is not further away than `within`."""
        reach = (-within, -within, within, within)
        away = {
            wire: item.distance(point)
            for wire, item in self.wires.items()
            if item.boundingRect().adjusted(*reach).contains(point)
        }
        near = min(away, key=away.__getitem__, default=None)
        return near if near is not None and away[near] <= within else None

    def port_at(self, point: QPointF, reach: float) -> tuple[str, int] | None:
        """The nearest port that is not further away: its node, and its number; -1: the output."""
        best: tuple[float, str, int] | None = None
        area = QRectF(point.x() - reach, point.y() - reach, 2 * reach, 2 * reach)
        for item in self.items(area):
            if not isinstance(item, NodeItem):
                continue
            places = [(item.input_place(port), port) for port in range(item.face.inputs)]
            if item.face.has_output:
                places.append((item.output_place(), -1))
            for place, port in places:
                away = place - point
                length = (away.x() ** 2 + away.y() ** 2) ** 0.5
                if length <= reach and (best is None or length < best[0]):
                    best = (length, item.face.name, port)
        return None if best is None else best[1:]

    def cards_in(self, area: QPainterPath) -> tuple[str, ...]:
        """The cards that an area touches, in the order of the network."""
        found = {i.face.name for i in self.items(area) if isinstance(i, NodeItem)}
        return tuple(name for name in self.cards if name in found)

    def wires_crossing(self, path: QPainterPath) -> tuple[Wire, ...]:
        """The wires that a stroke crosses."""
        bounds = path.boundingRect().adjusted(-1, -1, 1, 1)
        return tuple(
            wire
            for wire, item in self.wires.items()
            if item.sceneBoundingRect().intersects(bounds) and item.shape().intersects(path)
        )

    def drawBackground(self, painter: QPainter, rect: QRectF | object) -> None:
        area = QRectF(rect)  # type: ignore[arg-type]
        painter.fillRect(area, QColor(self._theme.canvas))
        zoom = painter.worldTransform().m11()
        if zoom < 0.45:
            return
        painter.setPen(QColor(self._theme.dots))
        left, top = int(area.left()) // DOT * DOT, int(area.top()) // DOT * DOT
        columns = range(left, int(area.right()) + DOT, DOT)
        for y in range(top, int(area.bottom()) + DOT, DOT):
            painter.drawPoints([QPointF(x, y) for x in columns])

    def face_of(self, network: Network, name: str) -> Face:
        """How a node of a network that is not on the canvas would look."""
        node = network.nodes[name]
        face = _face(network, infer(network), name, node, None)
        return structs.replace(face, severity=None, reason="")

    def _make_room(self) -> None:
        self.setSceneRect(self.drawing().adjusted(-ROOM, -ROOM, ROOM, ROOM))


def _face(network: Network, inference: Inference, name: str, node: Node, cost: Cost | None) -> Face:
    problem = _worst(inference.by_node.get(name, ()))
    layer = node.layer
    title, said = tr(layer.label), layer.summary()
    return Face(
        name=name,
        title=title,
        group=layer.group,
        summary=title if said == str(layer.label) else said,
        inputs=network.ports(name),
        wired=frozenset(wire.port for wire in network.incoming[name]),
        has_output=not isinstance(layer, Output),
        used=bool(network.outgoing[name]),
        stacked=has_inside(layer),
        details=_details(title, cost),
        severity=problem.severity if problem else None,
        reason=tr(problem.text) if problem else "",
    )


def _enters(node: Node) -> bool:
    return isinstance(node.layer, Input)


def _arrived(face: Face, inference: Inference) -> Face:
    """The face of an Input inside a block: what arrives there, and not its own size."""
    shape = inference.outputs.get(face.name)
    arrives = str(shape) if shape else ""
    return structs.replace(face, summary=arrives, details=(tr("What comes in"),))


def _details(title: str, cost: Cost | None) -> tuple[str, ...]:
    if cost is None or not cost.parameters:
        return (title,)
    return (title, tr("{count} parameters", count=f"{cost.parameters:,}"))


def _worst(problems: tuple[Problem, ...]) -> Problem | None:
    errors = [problem for problem in problems if problem.severity == "error"]
    return (errors or list(problems) or [None])[0]
