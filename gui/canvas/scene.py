"""The items of one network: made, moved and told what to show after each change.

Only what changed is told. From far away no item is asked to paint: the atlas draws them all.
"""

from collections.abc import Collection, Iterable, Mapping
from typing import TYPE_CHECKING, Final

from msgspec import Struct
from PySide6.QtCore import QPointF, QRect, QRectF
from PySide6.QtGui import QColor, QPainter, QPainterPath, QTransform
from PySide6.QtWidgets import QGraphicsItem, QGraphicsScene, QStyleOptionGraphicsItem, QWidget

from backend.protocol import Cards
from graph import levels
from graph.infer import infer
from graph.levels import Level
from graph.network import Network, Wire
from graph.shapes import Shape
from graph.sketch import Place
from gui.canvas.atlas import Atlas, Shown
from gui.canvas.cards import OVERVIEW, NodeItem
from gui.canvas.face import Face, basis, face, face_alone
from gui.canvas.ground import Ground
from gui.canvas.marks import Marks
from gui.canvas.pictures import lives
from gui.canvas.wires import LABELLED, Standing, WireItem
from gui.session import Session
from gui.theme import Theme

if TYPE_CHECKING:
    from gui.canvas.settling import Settling

ROOM: Final = 1_200.0  # free canvas around the drawing
MANY: Final = 300  # cards that move at once, above which those out of view wait
FEW: Final = 200  # wires up to which all labels get their places at once
AROUND: Final = 200.0  # canvas units around the view in which labels get their places too


class Scene(QGraphicsScene):
    """Cards and wires by name and by value. It reads the session and never changes it."""

    def __init__(self, session: Session, theme: Theme) -> None:
        super().__init__()
        self.cards: dict[str, NodeItem] = {}
        self.wires: dict[Wire, WireItem] = {}
        self._session = session
        self._theme = theme
        self._pictures: dict[str, Cards] = {}  # the worker's last, by their levels
        self._bases: dict[str, tuple[object, ...]] = {}  # what each card's face was made of
        self._shown = session.network
        self._outputs: dict[str, Shape] = {}  # what flows in the wires as they are shown
        self._atlas = Atlas(self.cards, self.wires, self.place)
        self._ground = Ground()
        self._others: list[QGraphicsItem] = []  # frames, notes and what gestures draw
        self.marks = Marks(self, theme, self.area)
        self._standing = Standing()
        self._chosen: frozenset[str] = frozenset()
        self._lit: frozenset[Wire] | None = None  # the wires at what is selected
        self._hovered: Wire | None = None
        self._late: dict[str, Place] = {}  # cards out of view that have to follow
        self._unlabelled: set[Wire] = set()
        self._labelled = QRectF()  # where all labels have places that can have one
        self._seen, self._zoom = QRectF(), 1.0
        self._bounds: QRectF | None = None
        self._settling: Settling | None = None
        self.version = 0
        """Another number whenever a card came, went, moved or changed its looks."""
        self.sync()

    # the network

    def sync(self) -> None:
        """Makes the items what the network is; items that stay the same are not repainted."""
        level = self._session.shown
        before, self._shown = self._shown, level.network
        renewed = self._remove_gone(level.network)
        refaced = self._show_faces(level)
        moved = self._place_cards(level.network)
        self._late.clear()
        added = self._add_wires(level.network)
        rerouted = before.sketch is not level.network.sketch
        changed = self._at((*moved, *refaced.resized)) | added
        if rerouted:
            changed |= _rerouted(before, level.network)
        reshaped = self._reshaped(level)
        if renewed or added or refaced.resized or rerouted:
            self._atlas.reset(level.network)
        else:
            self._atlas.move(
                {n: (level.network.nodes[n].x, level.network.nodes[n].y) for n in moved}
            )
            if refaced.names:
                self._atlas.reface()
        self._route(changed)
        self._flow(reshaped - changed)
        self._give_way(moved)
        self.marks.sync(level.network)
        if renewed or moved or refaced.names or added:
            self._changed()
        self.show_selection()
        self._make_room()

    def _remove_gone(self, network: Network) -> bool:
        gone = self.cards.keys() - network.nodes.keys()
        for name in gone:
            super().removeItem(self.cards.pop(name))
            del self._bases[name]
        lost = self.wires.keys() - set(network.wires)
        for wire in lost:
            item = self.wires.pop(wire)
            super().removeItem(item)
            self._standing.forget(item)
        self._unlabelled -= lost
        if self._hovered in lost:
            self._hovered = None
        return bool(gone or lost)

    def _show_faces(self, level: Level) -> "_Refaced":
        names: list[str] = []
        resized: list[str] = []
        for name in level.network.nodes:
            made = basis(level, name)
            if name in self._bases and made == self._bases[name]:
                continue
            self._bases[name] = made
            card = self.cards.get(name)
            if card is None:
                card = self.cards[name] = NodeItem(self._theme)
                super().addItem(card)
            shown = face(level, name)
            if card.face.form != shown.form:
                resized.append(name)
            card.show_face(shown)
            self._unfold(level, name, card)
            names.append(name)
            if name not in level.inference.outputs:
                card.show_live(None)  # what it showed is of another network
        return _Refaced(names, resized)

    def _unfold(self, level: Level, name: str, card: NodeItem) -> None:
        """Shows the inside on a card that is unfolded."""
        below = None
        if name in level.network.sketch.unfolded:
            below = levels.inside(level, name, self._session.project.exact_sizes)
        if below is None:
            card.show_inside(None)
        else:
            from gui.canvas.inner import inside_of  # noqa: PLC0415  # few drawings need it

            card.show_inside(inside_of(below, card.face.size))

    def _place_cards(self, network: Network) -> list[str]:
        """Puts the cards where the network has them; those that moved, or have to."""
        settling = {} if self._settling is None else self._settling.places
        moved: list[str] = []
        for name, node in network.nodes.items():
            card = self.cards[name]
            place = (node.x, node.y)
            if settling.get(name) == place:
                continue
            if card.x() != node.x or card.y() != node.y:
                card.setPos(node.x, node.y)
                moved.append(name)
            elif name in self._late:
                moved.append(name)
        return moved

    def _reshaped(self, level: Level) -> set[Wire]:
        """The wires in which another shape flows than before."""
        before, after = self._outputs, level.inference.outputs
        self._outputs = after
        if before is after:
            return set()
        return {w for w in level.network.wires if before.get(w.source) != after.get(w.source)}

    def _add_wires(self, network: Network) -> set[Wire]:
        added: set[Wire] = set()
        for wire in network.wires:
            if wire not in self.wires:
                item = self.wires[wire] = WireItem(self._theme, wire, self._standing)
                item.show_faded(self._lit is not None and wire not in self._lit)
                super().addItem(item)
                added.add(wire)
        return added

    def change_level(self) -> None:
        """Shows another level: cards of the same name are other blocks there."""
        self.sync()
        self._show_pictures()

    # places

    def route(self, only: frozenset[str] | None = None) -> None:
        """Draws the wires where the cards are now: all of them, or those at some cards."""
        network = self._shown
        if only is None:
            self._route(network.wires)
        else:
            self._atlas.move({name: self.place(name) for name in only})
            self._route(self._at(only))

    def move_cards(self, places: Mapping[str, Place]) -> None:
        """Shows some cards elsewhere, with their wires; nothing is edited.

        Of very many, those out of view follow when they come into view, or with the edit.
        """
        if self._settling is not None:
            self._settling.finish()
        self._move(places)

    def _move(self, places: Mapping[str, Place]) -> None:
        if len(places) > MANY:
            self._move_many(places)
        else:
            self._atlas.move(places)
            for name, place in places.items():
                self.cards[name].setPos(*place)
            self._route(self._at(places))
        self.marks.settle(frozenset(places))
        self._changed()

    def _move_many(self, places: Mapping[str, Place]) -> None:
        self.update()  # once, and not for each item
        room = self._seen.adjusted(-AROUND, -AROUND, AROUND, AROUND)
        if self._zoom < OVERVIEW:
            _ = self._atlas.index
            self._atlas.move(places)
            self._late |= places
            return
        cards, wires = set(self._atlas.cards_in(room)), self._atlas.wires_in(room)
        self._atlas.move(places)
        cards.update(self._atlas.cards_in(room))
        wires |= self._atlas.wires_in(room)
        near = cards & places.keys()
        for name in near:
            self.cards[name].setPos(*places[name])
            self._late.pop(name, None)
        self._late |= {name: place for name, place in places.items() if name not in near}
        wires |= self._at(near)
        self._route(wires)

    def settle(self, places: Mapping[str, Place], duration: int = 200) -> None:
        """Moves cards and their wires to new places, to be seen; an edit may say so meanwhile.

        At once where they are very many, or the desktop wants nothing to move.
        """
        from gui.canvas.settling import Settling  # noqa: PLC0415  # start-up does without it

        if self._settling is None:
            self._settling = Settling(self, self._move, self._settled)
        here = {name: self.place(name) for name in places if name in self.cards}
        self._settling.begin(here, {name: places[name] for name in here}, duration)

    def _settled(self) -> None:
        """Wires run as the document has them again, and labels have their places."""
        self._route(self._shown.wires)

    def look(self, area: QRectF, zoom: float) -> None:
        """What of the canvas will be painted, and how large."""
        if self._late and (area != self._seen or (zoom < OVERVIEW) != (self._zoom < OVERVIEW)):
            self._follow()
        self._seen, self._zoom = area, zoom
        if (
            zoom >= max(LABELLED, OVERVIEW)
            and self._unlabelled
            and not self._labelled.contains(area)
        ):
            self._labelled = area.adjusted(-AROUND, -AROUND, AROUND, AROUND)
            self.place_labels(self._labelled)

    def _follow(self) -> None:
        """Cards that waited out of view go where they belong."""
        late, self._late = self._late, {}
        for name, place in late.items():
            self.cards[name].setPos(*place)
        self._route(self._at(late))

    def place(self, name: str) -> Place:
        """Where a card is, or has to be."""
        card = self.cards[name]
        return self._late.get(name) or (card.x(), card.y())

    def _at(self, names: Iterable[str]) -> set[Wire]:
        """The wires at some cards."""
        network = self._shown
        found: set[Wire] = set()
        for name in names:
            found.update(network.incoming[name])
            found.update(network.outgoing[name])
        return found

    def _route(self, wires: Iterable[Wire]) -> None:
        outputs, sketch = self._session.inference.outputs, self._shown.sketch
        settling = self._settling is not None and self._settling.running
        routes = {} if settling else {route.wire: route.points for route in sketch.routes}
        for wire in wires:
            item, shape = self.wires[wire], outputs.get(wire.source)
            start, end = self._ends(wire)
            label = "" if shape is None else str(shape)
            item.show_route(start, end, label, shape is None, routes.get(wire, ()), sketch.flow)
            self._miss(wire, item)

    def _flow(self, wires: Collection[Wire]) -> None:
        """Says anew what flows in some wires that run where they ran."""
        if not wires:
            return
        self.update()  # once, and not for each item
        known = {name: str(shape) for name, shape in self._outputs.items()}
        for wire in wires:
            item, label = self.wires[wire], known.get(wire.source, "")
            item.show_flow(label, not label)
            self._miss(wire, item)

    def _miss(self, wire: Wire, item: WireItem) -> None:
        """A label without a place will be given one."""
        if item.pill is None and item.label:
            self._unlabelled.add(wire)
            self._labelled = QRectF()

    def _ends(self, wire: Wire) -> tuple[QPointF, QPointF]:
        source, target = self.cards[wire.source], self.cards[wire.target]
        start, end = source.output_place(), target.input_place(wire.port)
        for name, card, place in ((wire.source, source, start), (wire.target, target, end)):
            if name in self._late:
                place += QPointF(*self._late[name]) - card.pos()
        return start, end

    # labels

    def place_labels(self, area: QRectF | None = None) -> None:
        """Finds room for the labels of the wires in an area, or of all."""
        from gui.canvas.labelling import place_labels  # noqa: PLC0415  # start-up does without it

        wanted = self._unlabelled
        if area is None or len(self.wires) <= FEW:
            near, cards = wanted, list(self.cards.values())
        else:
            near = wanted & self._atlas.wires_in(area)
            around = area.adjusted(-AROUND, -AROUND, AROUND, AROUND)
            cards = [self.cards[name] for name in self._atlas.cards_in(around)]
        if near:
            self._unlabelled = wanted - near
            place_labels(self.wires, cards, near)

    def _give_way(self, moved: Collection[str]) -> None:
        """Labels on which cards lie now look for other places."""
        if moved:
            self._labelled = QRectF()
        if len(moved) > MANY:
            for wire, item in self.wires.items():
                item.show_label(None)
                self._unlabelled.add(wire)
            return
        for name in moved:
            area = self.cards[name].area
            for item in self.items(area):
                if isinstance(item, WireItem) and item.covers(area) and item.wire is not None:
                    item.show_label(None)
                    self._unlabelled.add(item.wire)

    # what is selected, hovered, learned

    def show_selection(self) -> None:
        """Marks the selected cards; wires that are not at them fade."""
        self.show_chosen(self._session.selection)

    def show_chosen(self, names: Iterable[str]) -> None:
        """Marks these cards: while a drag selects, they are not the session's yet."""
        chosen = frozenset(names) & self.cards.keys()
        changed = {name for name in chosen ^ self._chosen if name in self.cards}
        self._chosen = chosen
        if len(changed) > MANY:
            self.update()  # once, and not for each item
        for name, card in ((name, self.cards[name]) for name in changed):
            card.show_chosen(name in chosen)
        self._fade()

    def _fade(self) -> None:
        lit = frozenset(self._at(self._chosen)) if self._chosen else None
        before, self._lit = self._lit, lit
        if lit is None or before is None:
            if lit is before:
                return
            self.update()
            changed = self.wires.keys()
        else:
            changed = (lit ^ before) & self.wires.keys()
        for wire in changed:
            self.wires[wire].show_faded(lit is not None and wire not in lit)

    def show_hovered(self, wire: Wire | None) -> None:
        """Lights the wire under the mouse; what it says is `told`."""
        if wire == self._hovered:
            return
        for other, lit in ((self._hovered, False), (wire, True)):
            if other is not None and other in self.wires:
                self.wires[other].show_lit(lit)
        self._hovered = wire

    def told(self, wire: Wire) -> str:
        """What flows through a wire: its shape, and what one picture of it costs."""
        from gui.canvas.labelling import told  # noqa: PLC0415  # start-up does without it

        shape = self._session.inference.outputs.get(wire.source)
        return "" if shape is None else told(shape)

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

    def set_theme(self, theme: Theme) -> None:
        """Takes the colours of another theme."""
        self._theme = theme
        for item in (*self.cards.values(), *self.wires.values(), self.marks):
            item.set_theme(theme)
        self._changed()
        self.update()

    @property
    def theme(self) -> Theme:
        """The colours in use."""
        return self._theme

    # what is where

    def drawing(self, names: Collection[str] = ()) -> QRectF:
        """The rectangle around some cards, or around all of them with frames and notes."""
        if names:
            bounds = QRectF()
            for name in names:
                bounds = bounds.united(self.area(name))
            return bounds
        if self._bounds is None:
            self._bounds = self._around_all()
        return QRectF(self._bounds)

    def _around_all(self) -> QRectF:
        if not self.cards:
            return self.marks.bounds()
        if self._atlas.made:
            left, top, right, bottom = self._atlas.bounds()
        else:
            areas = [(*self.place(name), *card.face.size) for name, card in self.cards.items()]
            left, top = min(a[0] for a in areas), min(a[1] for a in areas)
            right, bottom = max(a[0] + a[2] for a in areas), max(a[1] + a[3] for a in areas)
        return QRectF(left, top, right - left, bottom - top).united(self.marks.bounds())

    def area(self, name: str) -> QRectF:
        """A card's rectangle, without its ports."""
        return QRectF(*self.place(name), *self.cards[name].face.size)

    def card_at(self, point: QPointF) -> str | None:
        """The uppermost card under a point."""
        found = self._atlas.cards_at(point)
        chosen = [name for name in found if self.cards[name].chosen]
        return (chosen or found or [None])[-1]

    def inner_at(self, point: QPointF) -> tuple[str, str] | None:
        """The block inside an unfolded one that is under a point: the outer and the inner one."""
        outer = self.card_at(point)
        inside = None if outer is None else self.cards[outer].inside
        if outer is None or inside is None:
            return None
        inner = inside.at(point - QPointF(*self.place(outer)))
        return None if inner is None else (outer, inner)

    def port_at(self, point: QPointF, reach: float) -> tuple[str, int] | None:
        """The nearest port that is not further away: its node, and its number; -1: the output."""
        return self._atlas.port_at(point, reach)

    def wire_at(self, point: QPointF, within: float) -> Wire | None:
        """The nearest wire that is not further away than `within`."""
        return self._atlas.wire_at(point, within)

    def bend_at(self, point: QPointF, reach: float) -> tuple[Wire, int] | None:
        """The nearest point that a wire runs through: the wire, and the point's place in it."""
        return self._atlas.bend_at(point, reach)

    def cards_in(self, area: QPainterPath) -> tuple[str, ...]:
        """The cards that an area touches, in the order of the network."""
        near = self._atlas.cards_in(area.boundingRect())
        return tuple(name for name in near if area.intersects(self.area(name)))

    def wires_crossing(self, path: QPainterPath) -> tuple[Wire, ...]:
        """The wires that a stroke crosses."""
        near = self._atlas.wires_in(path.boundingRect().adjusted(-1, -1, 1, 1))
        items = ((wire, self.wires[wire]) for wire in self.wires if wire in near)
        return tuple(w for w, item in items if item.mapToScene(item.shape()).intersects(path))

    def paint_small(self, painter: QPainter, transform: QTransform) -> None:
        """Paints the cards as spots of colour, for the minimap."""
        self._atlas.paint_small(painter, transform, self._theme)

    def face_of(self, network: Network, name: str) -> Face:
        """How a node of a network that is not on the canvas would look."""
        return face_alone(network, name, infer(network))

    def _changed(self) -> None:
        self.version += 1
        self._bounds = None

    def _make_room(self) -> None:
        self.setSceneRect(self.drawing().adjusted(-ROOM, -ROOM, ROOM, ROOM))

    # painting

    @property
    def far(self) -> bool:
        """Whether all is painted at once, as seen from far away."""
        return self._zoom < OVERVIEW

    def paint_far(
        self, painter: QPainter, transform: QTransform, area: QRect, widget: QWidget
    ) -> None:
        """Paints what of the canvas lies in an area of the screen, from far away."""
        painter.fillRect(area, QColor(self._theme.canvas))
        others = sorted((i for i in self._others if i.isVisible()), key=QGraphicsItem.zValue)
        for item in (item for item in others if item.zValue() < 1):
            _paint(item, painter, transform, widget)
        painter.resetTransform()
        marks = Shown(self._chosen, self._lit, self._standing)
        self._atlas.paint(painter, transform, area, self._theme, marks)
        for item in (item for item in others if item.zValue() >= 1):
            _paint(item, painter, transform, widget)

    def addItem(self, item: QGraphicsItem) -> None:
        super().addItem(item)
        self._others.append(item)

    def removeItem(self, item: QGraphicsItem) -> None:
        super().removeItem(item)
        self._others.remove(item)

    def drawBackground(self, painter: QPainter, rect: QRectF | object) -> None:
        self._ground.paint(painter, QRectF(rect), self._theme)  # type: ignore[arg-type]


class _Refaced(Struct, frozen=True):
    """The cards that were told another face, and those of them that have another form."""

    names: list[str]
    resized: list[str]


def _rerouted(before: Network, after: Network) -> set[Wire]:
    """The wires that run through other points than before."""
    old = {route.wire: route.points for route in before.sketch.routes}
    new = {route.wire: route.points for route in after.sketch.routes}
    wires = {wire for wire in old.keys() | new.keys() if old.get(wire) != new.get(wire)}
    return wires & set(after.wires)


def _paint(item: QGraphicsItem, painter: QPainter, transform: QTransform, widget: QWidget) -> None:
    """Paints an item and what is on it."""
    painter.save()
    painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.TextAntialiasing)
    painter.setWorldTransform(item.deviceTransform(transform))
    painter.setOpacity(item.effectiveOpacity())
    option = QStyleOptionGraphicsItem()
    option.exposedRect = item.boundingRect()
    item.paint(painter, option, widget)
    painter.restore()
    for child in item.childItems():
        if child.isVisible():
            _paint(child, painter, transform, widget)
