"""The items of one network: made, moved and told what to show after each change.

Only what changed is told. From far away no item is asked to paint: the atlas draws them all.
"""

from collections.abc import Collection, Mapping
from typing import Final

from msgspec import Struct
from PySide6.QtCore import QPointF, QRect, QRectF
from PySide6.QtGui import QColor, QPainter, QPainterPath, QTransform
from PySide6.QtWidgets import QGraphicsItem, QGraphicsScene, QStyleOptionGraphicsItem, QWidget

from backend.protocol import Cards
from graph import levels
from graph.infer import infer
from graph.levels import Level
from graph.network import Network, Wire
from graph.sketch import Place
from gui.canvas.drawing.atlas import MANY
from gui.canvas.drawing.cards import NodeItem
from gui.canvas.drawing.emphasis import Emphasis
from gui.canvas.drawing.face import Face, basis, face, face_alone
from gui.canvas.drawing.ground import Ground
from gui.canvas.drawing.marks import Marks
from gui.canvas.drawing.pictures import lives
from gui.canvas.drawing.placing import Placing
from gui.canvas.drawing.wires import WireItem
from gui.session import Session
from gui.theme import Theme

ROOM: Final = 1_200.0  # free canvas around the drawing


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
        self._others: list[QGraphicsItem] = []  # frames, notes and what gestures draw
        self.marks = Marks(self, theme, self.area)
        self._placing = Placing(self, self.cards, self.wires)
        self._atlas = self._placing.atlas
        self._emphasis = Emphasis(self, self.cards, self.wires, self._placing.at)
        self._ground = Ground()
        self._bounds: QRectF | None = None
        self.version = 0
        """Another number whenever a card came, went, moved or changed its looks."""
        self.sync()

    # the network

    @property
    def network(self) -> Network:
        """The network that is shown: after an edit the one before it, until `sync`."""
        return self._placing.network

    def sync(self) -> None:
        """Makes the items what the network is; items that stay the same are not repainted."""
        level = self._session.shown
        network = level.network
        lost = self._remove_gone(network)
        refaced = self._show_faces(level)
        added = self._add_wires(network)
        followed = self._placing.follow(network, level.inference.outputs)
        if lost or added or refaced.resized or followed.rerouted:
            self._atlas.reset(network)
        else:
            nodes = network.nodes
            self._atlas.move({name: (nodes[name].x, nodes[name].y) for name in followed.moved})
            if refaced.names:
                self._atlas.reface()
        drawn = self._placing.at((*followed.moved, *refaced.resized)) | added | followed.rerouted
        self._placing.draw(drawn)
        self._placing.relabel(followed.reshaped - drawn)
        self._placing.labels.give_way(followed.moved)
        self.marks.sync(network)
        self._changed()
        self.show_selection()
        self.setSceneRect(self.drawing().adjusted(-ROOM, -ROOM, ROOM, ROOM))

    def _remove_gone(self, network: Network) -> bool:
        gone = self.cards.keys() - network.nodes.keys()
        for name in gone:
            super().removeItem(self.cards.pop(name))
            del self._bases[name]
        lost = self.wires.keys() - set(network.wires)
        for wire in lost:
            item = self.wires.pop(wire)
            super().removeItem(item)
            self._emphasis.standing.forget(item)
        self._placing.labels.forget(lost)
        self._emphasis.forget(lost)
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
            from gui.canvas.drawing.inner import inside_of  # noqa: PLC0415  # few drawings need it

            card.show_inside(inside_of(below, card.face.size))

    def _add_wires(self, network: Network) -> set[Wire]:
        added = {wire for wire in network.wires if wire not in self.wires}
        for wire in network.wires:
            if wire in added:
                item = self.wires[wire] = WireItem(self._theme, wire, self._emphasis.standing)
                item.show_faded(self._emphasis.faded(wire))
                super().addItem(item)
        return added

    def change_level(self) -> None:
        """Shows another level: cards of the same name are other blocks there."""
        self.sync()
        self._show_pictures()

    # places

    def relabel(self) -> None:
        """Labels that found no room while something lay there look for it again."""
        for wire in self.wires:
            self._placing.labels.miss(wire)

    def move_cards(self, places: Mapping[str, Place]) -> None:
        """Shows some cards elsewhere, with their wires; nothing is edited.

        Of very many, those out of view follow when they come into view, or with the edit.
        """
        self._placing.finish()
        self._placing.move(places)
        self._follow(places)

    def settle(self, places: Mapping[str, Place], duration: int = 200) -> None:
        """Moves cards and their wires to new places, to be seen; an edit may say so meanwhile.

        At once where they are very many, or the desktop wants nothing to move.
        """
        self._placing.settle(places, duration, self._follow)

    def places(self) -> dict[str, Place]:
        """Where all cards are."""
        return {name: self.place(name) for name in self.cards}

    def come_from(self, before: Mapping[str, Place]) -> None:
        """Shows how an edit moved the cards that were there."""
        after = self.places()
        moved = {n: place for n, place in before.items() if after.get(n, place) != place}
        if len(moved) <= MANY:
            self.move_cards(moved)
            self.settle({name: after[name] for name in moved})

    @property
    def settling(self) -> bool:
        """Whether cards are on their way."""
        return self._placing.settling

    def _follow(self, places: Mapping[str, Place]) -> None:
        self.marks.settle(frozenset(places))
        self._changed()

    def place(self, name: str) -> Place:
        """Where a card is, also where it waits out of view in the middle of a drag."""
        return self._placing.place(name)

    def area(self, name: str) -> QRectF:
        """A card's rectangle, without its ports."""
        return QRectF(*self.place(name), *self.cards[name].face.size)

    def look(self, area: QRectF, zoom: float) -> None:
        """What of the canvas will be painted, and how large."""
        self._placing.look(area, zoom)

    def place_labels(self) -> None:
        """Finds room for the labels of all wires, for a picture of the whole."""
        self._placing.labels.place()

    # what is selected, hovered, learned

    def show_selection(self) -> None:
        """Marks the selected cards; wires that are not at them fade."""
        self.show_chosen(self._session.selection)

    def show_chosen(self, names: Collection[str]) -> None:
        """The same of cards that the session has not selected yet: while a drag does."""
        self._emphasis.select(names)

    def show_hovered(self, wire: Wire | None) -> None:
        """Lights the wire under the mouse."""
        self._emphasis.hover(wire)

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

    # painting

    @property
    def far(self) -> bool:
        """Whether all is painted at once, as seen from far away."""
        return self._placing.far

    def paint_far(
        self, painter: QPainter, transform: QTransform, area: QRect, widget: QWidget
    ) -> None:
        """Paints what of the canvas lies in an area of the screen, from far away."""
        painter.fillRect(area, QColor(self._theme.canvas))
        others = sorted((i for i in self._others if i.isVisible()), key=QGraphicsItem.zValue)
        for item in (item for item in others if item.zValue() < 1):
            _paint(item, painter, transform, widget)
        painter.resetTransform()
        self._atlas.paint(painter, transform, area, self._theme, self._emphasis.shown)
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
