"""A block's card: an item that is told what to show and knows nothing else.

Three levels of detail: near, all that it says; further away, its name larger and its picture;
still further the overview paints all cards at once, and this item is not asked. On the screen its
body is a picture in whole pixels and its words are too; in print all is drawn as lines.
"""

import math
from typing import TYPE_CHECKING, Final

from msgspec import Struct
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QGuiApplication, QImage, QPainter, QPainterPath
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

from gui.canvas.drawing.face import NO_FACE, Face
from gui.canvas.drawing.geometry import HEAD, SIZE, input_port, output_port
from gui.canvas.drawing.letters import SMALLEST, Letters, letters, wrapped
from gui.canvas.drawing.shell import MARGIN, MARK, Shell, paint_shell, shell_colours, shell_picture
from gui.theme import Theme, mixed

if TYPE_CHECKING:
    from gui.canvas.drawing.inner import Inside

FULL: Final = 0.85  # zoom from which all is shown
OVERVIEW: Final = 0.42  # zoom below which the overview is painted
CRISP: Final = 1.5  # zoom up to which bodies are kept as pictures: those above are few and large
LEAST: Final = 24.0  # room beside a name in which a summary is begun
LEFT: Final = 28.0  # where words begin in the head: behind the group's sign
INDENT: Final = 13.0  # and in the body
RIGHT: Final = 11.0  # room at their end
CLOSE: Final = 9.0  # and in the head, where there is less
LARGE: Final = 17  # the name's height where it is all that is said


class Live(Struct, frozen=True):
    """A card's picture of the node's result: maps side by side, or bars."""

    maps: tuple[QImage, ...] = ()
    bars: tuple[float, ...] = ()
    best: int = -1
    """The bar that is the answer, or -1."""
    verdict: str = ""
    right: bool = False


class Line(Struct, frozen=True, eq=False):
    """Words at their place on the card, in pixels from its corner."""

    letters: Letters
    x: float
    y: float
    colour: QColor
    ground: tuple[QRectF, QColor] | None = None
    """A badge behind them."""

    def draw(self, painter: QPainter, left: float, top: float) -> None:
        """Draws them on a card whose corner is there."""
        if self.ground is not None:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(self.ground[1])
            area = self.ground[0].translated(left, top)
            painter.drawRoundedRect(area, area.height() / 2, area.height() / 2)
        painter.setPen(self.colour)
        self.letters.draw(painter, left + self.x, top + self.y)


class NodeItem(QGraphicsItem):
    """A block's card."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.face = NO_FACE
        self._live: Live | None = None
        self._inside: Inside | None = None
        self._chosen = False
        self._bounds = _around(SIZE)
        self._shell: Shell | None = None
        self._picture: tuple[float, float, QImage] | None = None
        self._lines: tuple[float, list[Line]] | None = None
        self.setZValue(2)

    def show_face(self, face: Face) -> None:
        """Shows a face."""
        if face == self.face:
            return
        if face.size != self.face.size:
            self.prepareGeometryChange()
            self._bounds = _around(face.size)
        if face.reason != self.face.reason:
            self.setToolTip(face.reason)
        self.face = face
        self._renew()

    def show_live(self, live: Live | None) -> None:
        """Shows a picture of the node's result, or none."""
        if live is not None or self._live is not None:
            self._live = live
            self._renew()

    def show_inside(self, inside: "Inside | None") -> None:
        """Shows what the block is made of, or that it is folded."""
        if inside is not self._inside:
            self._inside = inside
            self._renew()

    def show_chosen(self, chosen: bool) -> None:
        """Shows whether the block is selected."""
        if chosen != self._chosen:
            self._chosen = chosen
            self.setZValue(3 if chosen else 2)
            self._renew()

    def set_theme(self, theme: Theme) -> None:
        """Takes the colours of another theme."""
        self._theme = theme
        self._renew()

    @property
    def chosen(self) -> bool:
        """Whether the block is shown as selected."""
        return self._chosen

    @property
    def inside(self) -> "Inside | None":
        """What is shown of its inside."""
        return self._inside

    @property
    def area(self) -> QRectF:
        """The card on the canvas, without its ports."""
        return QRectF(self.pos().x(), self.pos().y(), *self.face.size)

    def input_place(self, port: int) -> QPointF:
        """The centre of an input port on the canvas."""
        face = self.face
        return self.pos() + input_port(port, face.inputs, face.size, face.flow)

    def output_place(self) -> QPointF:
        """The centre of the output port on the canvas."""
        return self.pos() + output_port(self.face.size, self.face.flow)

    def _renew(self) -> None:
        self._shell = self._picture = self._lines = None
        self.update()

    def _body(self) -> Shell:
        if self._shell is None:
            face = self.face
            self._shell = Shell(
                **shell_colours(self._theme, face.group, face.severity),
                size=face.size,
                flow=face.flow,
                inputs=face.inputs,
                has_output=face.has_output,
                stacked=face.stacked and self._inside is None,
                severity=face.severity,
                chosen=self._chosen,
                pinned=face.pinned,
            )
        return self._shell

    def boundingRect(self) -> QRectF:
        return self._bounds

    def shape(self) -> QPainterPath:
        path = QPainterPath()
        path.addRect(QRectF(0, 0, *self.face.size))
        return path

    def paint(
        self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None
    ) -> None:
        if widget is None:  # in print
            paint_shell(painter, self._body())
            self._paint_inside(painter, 1.0, screen=False)
            self._paint_live(painter)
            for line in self.written(1.0):
                line.draw(painter, 0, 0)
        else:
            self._paint_on_screen(painter, widget.devicePixelRatioF())

    def _paint_on_screen(self, painter: QPainter, ratio: float) -> None:
        place = painter.worldTransform()
        zoom, left, top = place.m11(), round(place.dx()), round(place.dy())
        if zoom > CRISP or self.face.size != SIZE:
            paint_shell(painter, self._body())
            self._paint_inside(painter, zoom, screen=True)
        else:
            picture = self._picture
            if picture is None or picture[0] != zoom or picture[1] != ratio:
                image = shell_picture(self._body(), zoom, ratio)
                self._picture = picture = (zoom, ratio, image)
            painter.resetTransform()
            margin = math.ceil(MARGIN * zoom)
            painter.drawImage(QPointF(left - margin, top - margin), picture[2])
        if self._live is not None and self.face.severity is None:
            painter.setWorldTransform(place)
            self._paint_live(painter)
        painter.resetTransform()
        for line in self.written(zoom):
            line.draw(painter, left, top)

    def written(self, zoom: float) -> list[Line]:
        """The words of the card at a zoom."""
        if self._lines is None or self._lines[0] != zoom:
            self._lines = (zoom, self._full(zoom) if zoom >= FULL else self._short(zoom))
        return self._lines[1]

    def _full(self, zoom: float) -> list[Line]:
        width = self.face.size[0]
        end = (width - CLOSE) * zoom
        lines: list[Line] = []
        if self.face.severity is not None:
            end -= MARK * zoom
        if self.face.badge:
            lines.append(self._badge(end, zoom, 10))
            end = lines[0].x - 11 * zoom
        start = LEFT * zoom
        name = letters(self.face.name, _pixels(12, zoom), int(end - start), bold=True, middle=True)
        lines.append(_in_head(name, start, zoom, QColor(self._theme.text)))
        told = self._live is None and self.face.severity is None  # the title stands below
        said = "" if told and self.face.summary == self.face.title else self.face.summary
        room = int(end - start - name.width - 5 * zoom)
        if said and room >= LEAST * zoom:
            wide = letters(said, _pixels(10, zoom), 10_000).width > room
            told_briefly = letters(said, _pixels(9 if wide else 10, zoom), room)
            quiet = QColor(quiet_ink(self._theme))
            lines.append(_in_head(told_briefly, end - told_briefly.width, zoom, quiet))
        if self._inside is None:
            lines += self._below(zoom)
        return lines

    def _below(self, zoom: float) -> list[Line]:
        """The lines in the card's body."""
        width, height = self.face.size
        room, top = int((width - INDENT - RIGHT) * zoom), HEAD * zoom
        if self.face.severity is not None:
            colour = self._theme.error if self.face.severity == "error" else self._theme.warning
            deep = int((height - HEAD - 9) * zoom)
            found = wrapped(self.face.reason, _pixels(10, zoom), room, deep)
            return _stacked(found, top + 5 * zoom, width, zoom, colour)
        if self._live is not None:
            return self._verdict(zoom)
        found = tuple(letters(text, _pixels(11, zoom), room) for text in self.face.details)
        high = sum(line.height for line in found)
        above = top + ((height - HEAD) * zoom - high) / 2
        return _stacked(found, above, width, zoom, self._theme.muted)

    def _verdict(self, zoom: float) -> list[Line]:
        live = self._live
        if live is None or not live.verdict:
            return []
        width, height = self.face.size
        room = int((width - INDENT - RIGHT) * zoom)
        words = letters(live.verdict, _pixels(10, zoom), room, bold=True)
        x = (width - RIGHT) * zoom - words.width
        colour = QColor(self._theme.good if live.right else self._theme.error)
        return [Line(words, x, (height - 13) * zoom - words.height / 2, colour)]

    def _short(self, zoom: float) -> list[Line]:
        """From further away: the name, and the summary where there is nothing to see."""
        width, height = self.face.size
        lines: list[Line] = []
        end = (width - 6) * zoom
        if self.face.severity is not None:
            end -= MARK * zoom
        pixels = max(8, _pixels(LARGE, zoom))
        if self.face.badge:
            lines.append(self._badge(end - 5 * zoom, zoom, 13))
            end = lines[0].x - 9 * zoom
        start = LEFT * zoom
        name = letters(self.face.name, pixels, int(end - start), bold=True, middle=True)
        lines.append(_in_head(name, start, zoom, QColor(self._theme.text)))
        said = self.face.title if self.face.badge else self.face.summary or self.face.title
        if self._live is None and self._inside is None and 15 * zoom >= SMALLEST:
            room = int((width - INDENT - RIGHT) * zoom)
            words = letters(said, _pixels(15, zoom), room)
            middle = (HEAD + (height - HEAD) / 2) * zoom
            place = ((width * zoom - words.width) / 2, middle - words.height / 2)
            lines.append(Line(words, *place, QColor(self._theme.muted)))
        return lines

    def _badge(self, end: float, zoom: float, height: int) -> Line:
        """How often the block is repeated, on its group's colour."""
        words = letters(self.face.badge, max(8, _pixels(height, zoom)), 200, bold=True)
        x, middle = end - words.width - 3 * zoom, HEAD * zoom / 2
        tall = words.height + 1
        area = QRectF(x - 6 * zoom, middle - tall / 2, words.width + 12 * zoom, tall)
        colour = QColor(self._theme.group(self.face.group))
        ground = (area, colour)
        return Line(words, x, middle - words.height / 2, QColor(self._theme.card), ground)

    def _paint_inside(self, painter: QPainter, zoom: float, *, screen: bool) -> None:
        if self._inside is not None:
            self._inside.paint(painter, self._theme, zoom, screen=screen)

    def _paint_live(self, painter: QPainter) -> None:
        live = self._live
        if live is None or self.face.severity is not None or self._inside is not None:
            return
        self._paint_maps(painter, live)
        self._paint_bars(painter, live)

    def _paint_maps(self, painter: QPainter, live: Live) -> None:
        if not live.maps:
            return
        width, height = self.face.size
        gap, area = 4.0, QRectF(12, HEAD + 9, width - 22, height - HEAD - 18)
        cell = min((area.width() - 2 * gap) / 3, area.height())
        left = area.left()
        for image in live.maps:
            scale = cell / max(image.width(), image.height())
            across, down = image.width() * scale, image.height() * scale
            top = area.top() + (area.height() - down) / 2
            painter.drawImage(QRectF(left, top, across, down), image)
            left += cell + gap

    def _paint_bars(self, painter: QPainter, live: Live) -> None:
        if not live.bars:
            return
        width, height = self.face.size
        area = QRectF(14, HEAD + 8, width - 28, height - HEAD - 16)
        if live.verdict:
            area.adjust(0, 0, 0, -15)
        step = area.width() / len(live.bars)
        painter.setPen(Qt.PenStyle.NoPen)
        good = QColor(self._theme.good if live.right else self._theme.error)
        colour = QColor(self._theme.group(self.face.group))
        for place, level in enumerate(live.bars):
            high = max(1.5, level * area.height())
            painter.setBrush(good if place == live.best else colour)
            painter.drawRect(
                QRectF(area.left() + place * step, area.bottom() - high, step * 0.76, high)
            )


def quiet_ink(theme: Theme) -> str:
    """Secondary text in a head: on its tint the muted colour alone has too little contrast."""
    return mixed(theme.text, theme.muted, 0.45)


def _around(size: tuple[float, float]) -> QRectF:
    return QRectF(0, 0, *size).adjusted(-MARGIN, -MARGIN, MARGIN, MARGIN)


def _pixels(height: int, zoom: float) -> int:
    return max(SMALLEST, round(height * zoom))


def _in_head(words: Letters, x: float, zoom: float, colour: QColor) -> Line:
    return Line(words, x, (HEAD * zoom - words.height) / 2, colour)


def _stacked(
    lines: tuple[Letters, ...], top: float, width: float, zoom: float, colour: str
) -> list[Line]:
    """Lines below one another, at the side where the window's language begins."""
    backwards = QGuiApplication.layoutDirection() == Qt.LayoutDirection.RightToLeft
    made: list[Line] = []
    for line in lines:
        x = (width - RIGHT) * zoom - line.width if backwards else INDENT * zoom
        made.append(Line(line, x, top, QColor(colour)))
        top += line.height
    return made
