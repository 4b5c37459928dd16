"""Where the cards are, also in the middle of a drag, and the wires that follow them."""

from collections.abc import Callable, Collection, Iterable, Mapping
from typing import TYPE_CHECKING, Final

from msgspec import Struct
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtWidgets import QGraphicsScene

from graph.network import Network, Wire
from graph.shapes import Shape
from graph.sketch import Place
from gui.canvas.drawing.atlas import MANY, Atlas
from gui.canvas.drawing.cards import OVERVIEW, NodeItem
from gui.canvas.drawing.labelling import Labelling
from gui.canvas.drawing.wires import WireItem

if TYPE_CHECKING:
    from gui.canvas.drawing.settling import Settling

Move = Callable[[Mapping[str, Place]], None]

FEW: Final = 60
"""Cards that paint themselves however small they are: numpy takes longer to import than they."""
AROUND: Final = 200.0  # canvas units around the view that count as seen


class Followed(Struct, frozen=True):
    """What an edit did to places and wires."""

    moved: list[str]
    rerouted: set[Wire]
    reshaped: set[Wire]
    """In which another shape flows."""


class Placing:
    """Moves items without an edit, and puts them where the network has them after one.

    Of very many cards that move, those out of view follow when they come into view, or with the
    edit. `place` knows where they have to be.
    """

    def __init__(
        self,
        scene: QGraphicsScene,
        cards: Mapping[str, NodeItem],
        wires: Mapping[Wire, WireItem],
    ) -> None:
        self._scene, self._cards, self._wires = scene, cards, wires
        self.atlas = Atlas(cards, wires, self.place)
        self.labels = Labelling(cards, wires, self.atlas)
        self._network = Network()
        self._routes: dict[Wire, tuple[Place, ...]] = {}
        self._outputs: Mapping[str, Shape] = {}  # what flows in the wires as they are shown
        self._late: dict[str, Place] = {}  # cards that wait out of view
        self._seen, self.zoom = QRectF(), 1.0
        self._settling: Settling | None = None

    # what the network says

    @property
    def network(self) -> Network:
        """The network that is shown."""
        return self._network

    def follow(self, network: Network, outputs: Mapping[str, Shape]) -> Followed:
        """Puts the cards where the network has them. The wires are drawn by `draw`, and before
        it the atlas is told what came or went.
        """
        before, known = self._network, self._outputs
        self._network, self._outputs = network, outputs
        moved = self._place_all(network)
        rerouted: set[Wire] = set()
        if before.sketch is not network.sketch:
            old, self._routes = self._routes, {r.wire: r.points for r in network.sketch.routes}
            ways = old.keys() | self._routes.keys()
            rerouted = {wire for wire in ways if old.get(wire) != self._routes.get(wire)}
            rerouted &= set(network.wires)
        reshaped: set[Wire] = set()
        if known is not outputs:
            reshaped = {w for w in network.wires if known.get(w.source) != outputs.get(w.source)}
        return Followed(moved, rerouted, reshaped)

    def _place_all(self, network: Network) -> list[str]:
        """Those that moved, or that waited."""
        settling = self._underway(network)
        moved: list[str] = []
        for name, node in network.nodes.items():
            card = self._cards[name]
            if name in settling:
                continue
            if card.x() != node.x or card.y() != node.y:
                card.setPos(node.x, node.y)
                moved.append(name)
            elif name in self._late:
                moved.append(name)
        self._late.clear()
        return moved

    def _underway(self, network: Network) -> Mapping[str, Place]:
        """Where the cards will be that are on their way; none if the network says otherwise."""
        if self._settling is None or not self._settling.running:
            return {}
        places, nodes = self._settling.places, network.nodes
        if all(n in nodes and (nodes[n].x, nodes[n].y) == place for n, place in places.items()):
            return places
        self._settling.stop()
        return {}

    # what is shown without an edit

    def move(self, places: Mapping[str, Place]) -> None:
        """Shows some cards elsewhere, with their wires."""
        if len(places) > MANY:
            self._move_many(places)
            return
        self.atlas.move(places)
        for name, place in places.items():
            self._cards[name].setPos(*place)
        self.draw(self.at(places))

    def _move_many(self, places: Mapping[str, Place]) -> None:
        self._scene.update()  # once, and not for each item
        atlas, room = self.atlas, self._seen.adjusted(-AROUND, -AROUND, AROUND, AROUND)
        if self.far:
            _ = atlas.index  # it alone knows where the cards are then
            atlas.move(places)
            self._late |= places
            return
        cards, wires = set(atlas.cards_in(room)), atlas.wires_in(room)
        atlas.move(places)
        cards.update(atlas.cards_in(room))
        wires |= atlas.wires_in(room)
        near = cards & places.keys()
        for name in near:
            self._cards[name].setPos(*places[name])
            self._late.pop(name, None)
        self._late |= {name: place for name, place in places.items() if name not in near}
        self.draw(wires | self.at(near))

    def settle(self, places: Mapping[str, Place], duration: int, followed: Move) -> None:
        """Moves cards to new places, to be seen; an edit may say so meanwhile."""
        from gui.canvas.drawing.settling import Settling  # noqa: PLC0415  # start-up does without it

        if self._settling is None:
            self._settling = Settling(self._scene, self.move, followed, self._settled)
        here = {name: self.place(name) for name in places if name in self._cards}
        self._settling.begin(here, {name: places[name] for name in here}, duration)
        if self._settling.running:  # points are where they will be: until then wires have none
            self.draw(self.at(here))
            self.atlas.reset(self._network)

    @property
    def settling(self) -> bool:
        """Whether cards are on their way."""
        return self._settling is not None and self._settling.running

    def finish(self) -> None:
        """What is on its way is there."""
        if self._settling is not None:
            self._settling.finish()

    def _settled(self) -> None:
        self.draw(self._network.wires)  # as the document has them again
        self.atlas.reset(self._network)

    def look(self, area: QRectF, zoom: float) -> None:
        """What of the canvas will be painted, and how large."""
        before, self._seen = self._seen, area
        was_far, self.zoom = self.far, zoom
        if self._late and (area != before or was_far != self.far):
            late, self._late = self._late, {}
            for name, place in late.items():
                self._cards[name].setPos(*place)
            self.draw(self.at(late))
        self.labels.look(area, zoom)

    @property
    def far(self) -> bool:
        """Whether all is painted at once, as seen from far away."""
        return self.zoom < OVERVIEW and len(self._cards) > FEW

    # wires

    def place(self, name: str) -> Place:
        """Where a card is, or has to be."""
        card = self._cards[name]
        return self._late.get(name) or (card.x(), card.y())

    def at(self, names: Iterable[str]) -> set[Wire]:
        """The wires at some cards."""
        network = self._network
        found: set[Wire] = set()
        for name in names:
            found.update(network.incoming[name])
            found.update(network.outgoing[name])
        return found

    def draw(self, wires: Iterable[Wire]) -> None:
        """Draws some wires where their cards are."""
        routes, flow = {} if self.settling else self._routes, self._network.sketch.flow
        for wire in wires:
            item, shape = self._wires[wire], self._outputs.get(wire.source)
            label = "" if shape is None else str(shape)
            item.show_route(*self._ends(wire), label, not label, routes.get(wire, ()), flow)
            self.labels.miss(wire)

    def relabel(self, wires: Collection[Wire]) -> None:
        """Says anew what flows in some wires that run where they ran."""
        if not wires:
            return
        self._scene.update()  # once, and not for each item
        known = {name: str(shape) for name, shape in self._outputs.items()}
        for wire in wires:
            label = known.get(wire.source, "")
            self._wires[wire].show_flow(label, not label)
            self.labels.miss(wire)

    def _ends(self, wire: Wire) -> tuple[QPointF, QPointF]:
        source, target = self._cards[wire.source], self._cards[wire.target]
        start, end = source.output_place(), target.input_place(wire.port)
        for name, card, place in ((wire.source, source, start), (wire.target, target, end)):
            if name in self._late:
                place += QPointF(*self._late[name]) - card.pos()
        return start, end
