"""What is shown while a wire is drawn: the ports that take it, the line at the mouse, its words.

One item lies over the cards, so that no card has to be painted anew.
"""

from collections.abc import Sequence
from typing import Final

from msgspec import Struct
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen, QPolygonF
from PySide6.QtWidgets import (
    QGraphicsItem,
    QGraphicsPathItem,
    QGraphicsScene,
    QStyleOptionGraphicsItem,
    QWidget,
)

from graph.edits.plugging import Outcome
from graph.sketch import Flow
from gui.canvas.drawing.letters import SMALLEST, letters
from gui.theme import Theme, mixed

RADIUS: Final = 7.0  # of a lit port that has room, in canvas units
LEAST: Final = 4.0  # and in pixels
WORDS: Final = 10  # height of a shape's letters in canvas units
LABELLED: Final = SMALLEST / WORDS  # zoom from which they can be read
PILL: Final = 17.0
ASIDE: Final = 11.0  # from a port to the shape beside it
NEAR: Final = 3.0  # and from the card's edge, where data flow down
VEIL: Final = 150  # how opaque the ground is over a card that takes no wire
LINE: Final = 2.6
RING: Final = 11.0  # around the port that is aimed at, in pixels


class Light(Struct, frozen=True):
    """A port that would take the wire."""

    place: QPointF
    outcome: Outcome
    labelled: bool
    """Whether the resulting shape stands beside it."""
    radius: float
    """In canvas units: smaller where ports stand close."""
    hides: QRectF | None = None
    """Where the label of the wire stands that is plugged in there now."""


class Offers(QGraphicsItem):
    """Ports that light up, and cards that are dimmed.

    A port that fits is a disc, one whose shapes differ a diamond; hollow if it is taken.
    """

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._lights: tuple[Light, ...] = ()
        self._dimmed: tuple[QRectF, ...] = ()
        self._bounds = QRectF()
        self.setFlag(QGraphicsItem.GraphicsItemFlag.ItemUsesExtendedStyleOption)
        self.setZValue(7)

    @property
    def lights(self) -> tuple[Light, ...]:
        """The ports that are lit."""
        return self._lights

    def show_offers(self, lights: Sequence[Light], dimmed: Sequence[QRectF], room: QRectF) -> None:
        """Shows these within a part of the canvas."""
        self.prepareGeometryChange()
        self._lights, self._dimmed, self._bounds = tuple(lights), tuple(dimmed), room
        self.update()

    def boundingRect(self) -> QRectF:
        return self._bounds

    def paint(
        self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None
    ) -> None:
        zoom = painter.worldTransform().m11()
        seen = option.exposedRect.adjusted(-99, -30, 99, 30)
        veil = QColor(self._theme.canvas)
        veil.setAlpha(VEIL)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(veil)
        for card in self._dimmed:
            if card.intersects(seen):
                painter.drawRoundedRect(card.adjusted(-7, -4, 7, 8), 9, 9)
        for light in self._lights:
            if seen.contains(light.place):
                self._paint_port(painter, light, max(light.radius, LEAST / zoom))

    def _paint_port(self, painter: QPainter, light: Light, radius: float) -> None:
        colour, taken = _colour(self._theme, light.outcome), light.outcome.replaces is not None
        painter.setPen(QPen(QColor(colour), 2.2))
        painter.setBrush(QColor(self._theme.canvas if taken else colour))
        if light.outcome.fits:
            painter.drawEllipse(light.place, radius, radius)
            return
        far = radius * 1.15
        corners = (QPointF(0, -far), QPointF(far, 0), QPointF(0, far), QPointF(-far, 0))
        painter.drawPolygon(QPolygonF([light.place + corner for corner in corners]))


class Shapes(QGraphicsItem):
    """What would come of the wire, beside each port: above the wire, which does not strike it out.

    All of it is in view, also where its port is at the edge.
    """

    def __init__(self, theme: Theme, flow: Flow, *, backwards: bool) -> None:
        super().__init__()
        self._theme, self._flow, self._backwards = theme, flow, backwards
        self._lights: tuple[Light, ...] = ()
        self._seen = QRectF()
        self.setFlag(QGraphicsItem.GraphicsItemFlag.ItemUsesExtendedStyleOption)
        self.setZValue(9)

    def show_shapes(self, lights: Sequence[Light], seen: QRectF) -> None:
        """Shows those of the lit ports that have a label."""
        self.prepareGeometryChange()
        self._lights = tuple(one for one in lights if one.labelled and one.outcome.gives)
        self._seen = seen
        self.update()

    def boundingRect(self) -> QRectF:
        return self._seen

    def paint(
        self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None
    ) -> None:
        zoom = painter.worldTransform().m11()
        if zoom < LABELLED:
            return
        exposed = option.exposedRect.adjusted(-99, -30, 99, 30)
        for light in self._lights:
            if exposed.contains(light.place):
                self._paint_label(painter, light, zoom)

    def _paint_label(self, painter: QPainter, light: Light, zoom: float) -> None:
        theme, colour = self._theme, _colour(self._theme, light.outcome)
        words = letters(f"→ {light.outcome.gives}", max(SMALLEST, round(WORDS * zoom)), 10_000)
        pill = within(self._beside(light.place, words.width / zoom + 12), light.place, self._seen)
        if light.hides is not None and light.hides.intersects(pill):
            painter.fillRect(light.hides.adjusted(-2, -1, 2, 1), QColor(theme.canvas))
        painter.setPen(QPen(QColor(colour), 1))
        painter.setBrush(QColor(mixed(colour, theme.canvas, 0.12)))
        painter.drawRoundedRect(pill, PILL / 2, PILL / 2)
        middle = painter.worldTransform().map(pill.center())
        painter.save()
        painter.resetTransform()
        painter.setPen(QColor(theme.text))
        words.draw(painter, round(middle.x() - words.width / 2), middle.y() - words.height / 2)
        painter.restore()

    def _beside(self, port: QPointF, width: float) -> QRectF:
        """Outside of the card, on the side where the wire comes from."""
        if self._flow == "down":
            top = port.y() + NEAR if self._backwards else port.y() - NEAR - PILL
            return QRectF(port.x() + ASIDE, top, width, PILL)  # the wire's own label is above
        left = port.x() + ASIDE if self._backwards else port.x() - ASIDE - width
        return QRectF(left, port.y() - PILL / 2, width, PILL)


def _colour(theme: Theme, outcome: Outcome) -> str:
    return theme.good if outcome.fits else theme.warning


def within(pill: QRectF, port: QPointF, seen: QRectF) -> QRectF:
    """A label moved so that all of it is in view: it goes over its port then, not across it."""
    if seen.left() <= pill.left() and pill.right() <= seen.right():
        return pill
    left = max(seen.left() + NEAR, min(pill.left(), seen.right() - NEAR - pill.width()))
    return QRectF(left, port.y() - ASIDE - pill.height(), pill.width(), pill.height())


class Thread(QGraphicsPathItem):
    """The wire at the mouse, and the ring around the port that it would go to."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.setZValue(8)

    def show_way(self, path: QPainterPath, colour: str, zoom: float, ring: QPointF | None) -> None:
        """Shows the line, and the ring if the wire would be plugged in."""
        shown = QPainterPath(path)
        if ring is not None:
            shown.addEllipse(ring, max(RING / zoom, RADIUS + 4), max(RING / zoom, RADIUS + 4))
        self.setPen(QPen(QColor(colour), max(LINE, LINE / zoom)))
        self.setPath(shown)


class Ghost(QGraphicsPathItem):
    """The wires that would go: red and dashed over what they are."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        pen = QPen(QColor(theme.error), 3.0)
        pen.setDashPattern([2.2, 1.6])
        self.setPen(pen)
        self.setZValue(6)


def take_away(scene: QGraphicsScene, *items: QGraphicsItem) -> None:
    """Removes items of a gesture that is over."""
    for item in items:
        if item.scene() is scene:
            scene.removeItem(item)
