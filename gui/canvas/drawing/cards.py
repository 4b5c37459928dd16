"""A block's card: an item that is told what to show and knows nothing else.

Three levels of detail: near, all that it says; further away, its name larger and its picture;
still further the overview paints all cards at once, and this item is not asked. On the screen its
body is a picture in whole pixels and its words are too; in print all is drawn as lines.
"""

import math
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QImage, QPainter, QPainterPath
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

from gui.canvas.drawing.face import NO_FACE, Face
from gui.canvas.drawing.geometry import SIZE, input_port, output_port
from gui.canvas.drawing.live import Live, paint_live
from gui.canvas.drawing.shell import MARGIN, Shell, paint_shell, shell_colours, shell_picture
from gui.canvas.drawing.wording import Line, Wording
from gui.theme import Theme

if TYPE_CHECKING:
    from gui.canvas.drawing.inner import Inside

OVERVIEW: Final = 0.42  # zoom below which the overview is painted
CRISP: Final = 1.5  # zoom up to which bodies are kept as pictures: those above are few and large


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
                frozen=face.frozen,
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
            unfolded = self._inside is not None
            wording = Wording(self.face, self._live, unfolded, self._theme, zoom)
            self._lines = (zoom, wording.lines())
        return self._lines[1]

    def _paint_live(self, painter: QPainter) -> None:
        shown = self.face.severity is None and self._inside is None
        if shown and self._live is not None:
            paint_live(painter, self.face, self._live, self._theme)

    def _paint_inside(self, painter: QPainter, zoom: float, *, screen: bool) -> None:
        if self._inside is not None:
            self._inside.paint(painter, self._theme, zoom, screen=screen)


def _around(size: tuple[float, float]) -> QRectF:
    return QRectF(0, 0, *size).adjusted(-MARGIN, -MARGIN, MARGIN, MARGIN)
