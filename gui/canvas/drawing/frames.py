"""A frame: a tinted, titled ground behind the blocks that it reaches around."""

from typing import Final

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

from graph.edits.marking import HEAD
from graph.sketch import Frame
from gui.canvas.drawing.letters import SMALLEST, letters
from gui.language import tr
from gui.theme import Theme, Tinted

WORDS: Final = 13.0  # height of a title's letters, in pixels at any zoom below 1
TALLEST: Final = 34.0  # and in canvas units at most, or titles would lie on the row above
LINE: Final = 1.8  # a title's line, in heights of its letters
STEP: Final = 10.0  # canvas units: by less it does not stand out at the top
ABOVE: Final = TALLEST * LINE - HEAD  # canvas units that a title may stand out at the top
INDENT: Final = 12.0
PAD: Final = 5.0
RADIUS: Final = 12.0


class FrameItem(QGraphicsItem):
    """It is told its rectangle, and knows nothing of the blocks."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._frame = Frame("", ())
        self._area = QRectF()
        self._chosen = False
        self._joining = False
        self.plate = Plate(self)

    def show_frame(self, frame: Frame, area: QRectF) -> None:
        """Shows a frame around an area of the canvas."""
        if (frame, area) == (self._frame, self._area):
            return
        if area != self._area:
            self.prepareGeometryChange()
            self.plate.prepareGeometryChange()
            self._area = area
            self.setZValue(-2 - area.width() * area.height() / 1e14)  # the smaller in front
        self._frame = frame
        self._changed()

    def show_chosen(self, chosen: bool) -> None:
        """Shows whether the frame is selected."""
        if chosen != self._chosen:
            self._chosen = chosen
            self._changed()

    def show_joining(self, joining: bool) -> None:
        """Shows whether what is dragged would come in, or leave."""
        if joining != self._joining:
            self._joining = joining
            self._changed()

    def set_theme(self, theme: Theme) -> None:
        """Takes the colours of another theme."""
        self._theme = theme
        self._changed()

    def _changed(self) -> None:
        self.update()
        self.plate.update()

    @property
    def parts(self) -> tuple[QGraphicsItem, ...]:
        """What the scene needs of it."""
        return self, self.plate

    @property
    def area(self) -> QRectF:
        """The frame on the canvas."""
        return self._area

    @property
    def colours(self) -> Tinted:
        """The colours of its tint."""
        return self._theme.frame(self._frame.tint)

    @property
    def title(self) -> str:
        """What stands on it."""
        return self._frame.title or tr("Frame")

    def head(self, zoom: float) -> QRectF:
        """Where its title stands at a zoom, as wide as the frame."""
        high = _height(zoom) * LINE
        high = high if high > HEAD + STEP else HEAD
        return QRectF(self._area.left(), self._area.top() + HEAD - high, self._area.width(), high)

    def holds(self, point: QPointF, zoom: float, reach: float) -> bool:
        """Whether a point is on the title or on the border."""
        if self.head(zoom).contains(point):
            return True
        outside = self._area.adjusted(-reach, -reach, reach, reach)
        inside = self._area.adjusted(reach, reach, -reach, -reach)
        return outside.contains(point) and not inside.contains(point)

    def boundingRect(self) -> QRectF:
        return self._area.adjusted(-2, -2, 2, 2)

    def paint(
        self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None
    ) -> None:
        colours = self.colours
        marked = self._chosen or self._joining
        pen = QPen(QColor(self._theme.accent if marked else colours.edge), 2 if marked else 1.2)
        pen.setCosmetic(True)
        painter.setPen(pen)
        painter.setBrush(QColor(colours.ground))
        painter.drawRoundedRect(self._area, RADIUS, RADIUS)

    def paint_title(self, painter: QPainter, *, printed: bool) -> None:
        """Paints the title on a ground of its own, for a wire may run under it.

        On the screen in whole pixels, in print in canvas units.
        """
        zoom = 1.0 if printed else painter.worldTransform().m11()
        size, head = _height(zoom), self.head(zoom)
        pixels = round(size * zoom)
        room = round((head.width() - 2 * INDENT) * zoom)
        if pixels < SMALLEST or room < 2 * pixels:
            return
        words = letters(self.title, pixels, room, bold=True)
        middle = head.center().y()
        ground = QRectF(
            head.left() + INDENT - PAD,
            middle - size * LINE / 2,
            words.width / zoom + 2 * PAD,
            size * LINE,
        )
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(self.colours.ground))
        painter.drawRoundedRect(ground, PAD, PAD)
        painter.setPen(QColor(self.colours.ink if self._frame.title else self._theme.muted))
        place = QPointF(head.left() + INDENT, middle)
        if printed:
            words.draw(painter, place.x(), place.y() - words.height / 2)
            return
        painter.save()
        place = painter.worldTransform().map(place)
        painter.resetTransform()
        words.draw(painter, round(place.x()), round(place.y() - words.height / 2))
        painter.restore()


class Plate(QGraphicsItem):
    """A frame's title: over the wires, under the cards."""

    def __init__(self, frame: FrameItem) -> None:
        super().__init__()
        self._frame = frame
        self.setZValue(1.2)

    def boundingRect(self) -> QRectF:
        area = self._frame.area
        return QRectF(area.left(), area.top() - ABOVE - 2, area.width(), ABOVE + HEAD + 4)

    def paint(
        self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None
    ) -> None:
        self._frame.paint_title(painter, printed=widget is None)


def _height(zoom: float) -> float:
    """Of the letters, in canvas units."""
    return min(max(WORDS, WORDS / zoom), TALLEST)
