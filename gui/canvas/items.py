"""What is drawn: cards and wires that are told what to show and know nothing else.

Text is drawn only where it can be read; far away a card is its colours and a wire is a line.
"""

from typing import Final

from msgspec import Struct
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetricsF,
    QGuiApplication,
    QImage,
    QPainter,
    QPainterPath,
    QPainterPathStroker,
    QPen,
    QTextLayout,
    QTextOption,
)
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

from graph.problems import Severity
from gui.canvas.geometry import CARD, HEAD, input_port, label_place, output_port, wire_path
from gui.theme import Theme, mixed

READABLE: Final = 0.45  # zoom below which text is left out
PORT: Final = 5.0  # radius
RADIUS: Final = 9.0


def font(pixels: int, *, bold: bool = False) -> QFont:
    """The window's font in a size of canvas units."""
    made = QFont()
    made.setPixelSize(pixels)
    made.setBold(bold)
    return made


class Face(Struct, frozen=True):
    """All that a card shows; two equal faces look the same."""

    name: str
    title: str
    group: str
    summary: str
    inputs: int
    wired: frozenset[int]
    has_output: bool
    used: bool
    stacked: bool = False
    """Whether there are blocks inside."""
    details: tuple[str, ...] = ()
    severity: Severity | None = None
    reason: str = ""


class Live(Struct, frozen=True):
    """A card's picture of the node's result: maps side by side, or bars."""

    maps: tuple[QImage, ...] = ()
    bars: tuple[float, ...] = ()
    best: int = -1
    """The bar that is the answer, or -1."""
    verdict: str = ""
    right: bool = False


class NodeItem(QGraphicsItem):
    """A block's card."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.face = Face("", "", "", "", 0, frozenset(), has_output=False, used=False)
        self._live: Live | None = None
        self._offered: frozenset[int] = frozenset()
        self._offering = False
        self._refused = False
        self._chosen = False
        self.setZValue(2)

    def show_face(self, face: Face) -> None:
        """Shows a face."""
        if face != self.face:
            self.face = face
            self.setToolTip(face.reason)
            self.update()

    def show_live(self, live: Live | None) -> None:
        """Shows a picture of the node's result, or none."""
        if live is not None or self._live is not None:
            self._live = live
            self.update()

    def show_chosen(self, chosen: bool) -> None:
        """Shows whether the block is selected."""
        if chosen != self._chosen:
            self._chosen = chosen
            self.setZValue(3 if chosen else 2)
            self.update()

    def show_offer(self, inputs: frozenset[int], output: bool, refused: bool) -> None:
        """While a wire is drawn: which ports would take it, and whether none would."""
        if (inputs, output, refused) != (self._offered, self._offering, self._refused):
            self._offered, self._offering, self._refused = inputs, output, refused
            self.update()

    def set_theme(self, theme: Theme) -> None:
        """Takes the colours of another theme."""
        self._theme = theme
        self.update()

    def input_place(self, port: int) -> QPointF:
        """The centre of an input port on the canvas."""
        return self.pos() + input_port(port, self.face.inputs)

    def output_place(self) -> QPointF:
        """The centre of the output port on the canvas."""
        return self.pos() + output_port()

    def boundingRect(self) -> QRectF:
        return CARD.adjusted(-12, -12, 12, 12)

    def shape(self) -> QPainterPath:
        path = QPainterPath()
        path.addRect(CARD)
        return path

    def paint(
        self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None
    ) -> None:
        zoom = option.levelOfDetailFromTransform(painter.worldTransform())
        painter.setOpacity(0.45 if self._refused else 1.0)
        painter.setLayoutDirection(Qt.LayoutDirection.LeftToRight)  # as the data flow
        self._paint_card(painter)
        if zoom >= READABLE:
            self._paint_head(painter)
            self._paint_body(painter)
        elif self._live is not None and self._live.maps:
            self._paint_maps(painter, self._live)
        self._paint_ports(painter)

    def _paint_card(self, painter: QPainter) -> None:
        theme, colour = self._theme, QColor(self._theme.group(self.face.group))
        edge, width = QColor(theme.line), 1.0
        if self.face.severity is not None:
            edge = QColor(theme.error if self.face.severity == "error" else theme.warning)
            width = 1.6
        if self._chosen:
            edge, width = QColor(theme.accent), 2.2
        if self.face.stacked:
            self._paint_stack(painter)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(theme.card))
        painter.drawRoundedRect(CARD, RADIUS, RADIUS)
        painter.save()
        painter.setClipRect(QRectF(0, 0, CARD.width(), HEAD))
        painter.setBrush(QColor(mixed(theme.group(self.face.group), theme.card, 0.24)))
        painter.drawRoundedRect(CARD, RADIUS, RADIUS)
        painter.restore()
        painter.setBrush(colour)
        painter.drawRoundedRect(QRectF(0, 9, 4, CARD.height() - 18), 2, 2)
        painter.setPen(QPen(edge, width))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(CARD, RADIUS, RADIUS)

    def _paint_stack(self, painter: QPainter) -> None:
        """The edges of two cards behind this one: there is something inside."""
        painter.setPen(QPen(QColor(self._theme.line), 1))
        painter.setBrush(QColor(mixed(self._theme.card, self._theme.canvas, 0.6)))
        for step in (6, 3):
            behind = QRectF(3 * step, CARD.height() - 24, CARD.width() - 6 * step, 24 + step)
            painter.drawRoundedRect(behind, 5, 5)

    def _paint_head(self, painter: QPainter) -> None:
        room = CARD.width() - 24
        small = QFontMetricsF(font(10))
        told = self._live is None and self.face.severity is None  # the title stands below
        said = "" if told and self.face.summary == self.face.title else self.face.summary
        summary = small.elidedText(said, Qt.TextElideMode.ElideRight, room * 0.55)
        taken = small.horizontalAdvance(summary) + 8 if summary else 0
        bold = font(12, bold=True)
        name = QFontMetricsF(bold).elidedText(
            self.face.name, Qt.TextElideMode.ElideMiddle, room - taken
        )
        line = QRectF(13, 0, room, HEAD)
        painter.setFont(bold)
        painter.setPen(QColor(self._theme.text))
        painter.drawText(line, int(_LEFT), name)
        painter.setFont(font(10))
        painter.setPen(QColor(self._theme.muted))
        painter.drawText(line, int(_RIGHT), summary)

    def _paint_body(self, painter: QPainter) -> None:
        if self.face.severity is not None:
            self._paint_reason(painter)
        elif self._live is not None:
            self._paint_maps(painter, self._live)
            self._paint_bars(painter, self._live)
        else:
            self._paint_details(painter)

    def _paint_reason(self, painter: QPainter) -> None:
        colour = self._theme.error if self.face.severity == "error" else self._theme.warning
        area = QRectF(13, HEAD + 5, CARD.width() - 24, CARD.height() - HEAD - 9)
        painter.setPen(QColor(colour))
        _draw_wrapped(painter, self.face.reason, font(10), area)

    def _paint_details(self, painter: QPainter) -> None:
        metrics = QFontMetricsF(font(11))
        painter.setFont(font(11))
        painter.setPen(QColor(self._theme.muted))
        painter.setLayoutDirection(QGuiApplication.layoutDirection())
        top = HEAD + (CARD.height() - HEAD - 17 * len(self.face.details)) / 2
        for number, text in enumerate(self.face.details):
            line = QRectF(13, top + 17 * number, CARD.width() - 24, 17)
            shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, line.width())
            painter.drawText(line, int(_LEFT), shown)

    def _paint_maps(self, painter: QPainter, live: Live) -> None:
        if not live.maps:
            return
        gap, area = 4.0, QRectF(12, HEAD + 9, CARD.width() - 22, CARD.height() - HEAD - 18)
        cell = min((area.width() - 2 * gap) / 3, area.height())
        left = area.left()
        for image in live.maps:
            scale = cell / max(image.width(), image.height())
            width, height = image.width() * scale, image.height() * scale
            top = area.top() + (area.height() - height) / 2
            painter.drawImage(QRectF(left, top, width, height), image)
            left += cell + gap

    def _paint_bars(self, painter: QPainter, live: Live) -> None:
        if not live.bars:
            return
        area = QRectF(14, HEAD + 8, CARD.width() - 28, CARD.height() - HEAD - 16)
        if live.verdict:
            area.adjust(0, 0, 0, -15)
        step = area.width() / len(live.bars)
        painter.setPen(Qt.PenStyle.NoPen)
        good = QColor(self._theme.good if live.right else self._theme.error)
        colour = QColor(self._theme.group(self.face.group))
        for place, level in enumerate(live.bars):
            height = max(1.5, level * area.height())
            painter.setBrush(good if place == live.best else colour)
            bar = QRectF(area.left() + place * step, area.bottom() - height, step * 0.76, height)
            painter.drawRect(bar)
        if live.verdict:
            line = QRectF(13, CARD.height() - 21, CARD.width() - 25, 16)
            painter.setFont(font(10, bold=True))
            painter.setPen(good)
            painter.drawText(line, int(_RIGHT), live.verdict)

    def _paint_ports(self, painter: QPainter) -> None:
        theme, face = self._theme, self.face
        colour = QColor(theme.group(face.group))
        for port in range(face.inputs):
            offered = port in self._offered
            radius = PORT + 2.5 if offered else PORT
            painter.setPen(QPen(QColor(theme.good) if offered else colour, 2))
            painter.setBrush(QColor(theme.good if offered else theme.canvas))
            painter.drawEllipse(input_port(port, face.inputs), radius, radius)
        if face.has_output:
            radius = PORT + 2.5 if self._offering else PORT
            painter.setPen(QPen(QColor(theme.canvas), 1))
            painter.setBrush(QColor(theme.good) if self._offering else colour)
            painter.drawEllipse(output_port(), radius, radius)


class WireItem(QGraphicsItem):
    """A wire with the shape that flows through it."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._path = QPainterPath()
        self._label = ""
        self._place = QPointF()
        self._pill = QRectF()
        self._broken = False
        self._chosen = False
        self._target = False
        self.setZValue(1)

    def show_route(self, start: QPointF, end: QPointF, label: str, broken: bool) -> None:
        """Shows a wire between two ports; `broken` where nothing is known to flow."""
        self.prepareGeometryChange()
        self._path = wire_path(start, end)
        self._place = label_place(start, end)
        self._label, self._broken = label, broken
        width = QFontMetricsF(font(10)).horizontalAdvance(label) + 14
        room = end.x() - start.x() - 12
        if 0 < room < width:  # between cards that stand close: above the wire
            self._place -= QPointF(0, 18)
        self._pill = QRectF(self._place.x() - width / 2, self._place.y() - 9, width, 18)
        self.update()

    def show_chosen(self, chosen: bool) -> None:
        """Shows whether the wire is selected."""
        if chosen != self._chosen:
            self._chosen = chosen
            self.update()

    def show_target(self, target: bool) -> None:
        """Shows whether what is dragged would be inserted into this wire."""
        if target != self._target:
            self._target = target
            self.update()

    def set_theme(self, theme: Theme) -> None:
        """Takes the colours of another theme."""
        self._theme = theme
        self.update()

    def distance(self, point: QPointF) -> float:
        """About how far a point is from the wire."""
        nearest = 1e9
        for step in range(25):
            away = self._path.pointAtPercent(step / 24) - point
            nearest = min(nearest, (away.x() ** 2 + away.y() ** 2) ** 0.5)
        return nearest

    def boundingRect(self) -> QRectF:
        bounds = self._path.boundingRect().adjusted(-4, -4, 4, 4)
        return bounds.united(self._pill.adjusted(-1, -1, 1, 1)) if self._label else bounds

    def shape(self) -> QPainterPath:
        stroker = QPainterPathStroker()
        stroker.setWidth(12)
        return stroker.createStroke(self._path)

    def paint(
        self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None
    ) -> None:
        theme = self._theme
        colour, width = QColor(theme.wire), 2.0
        if self._target or self._chosen:
            colour, width = QColor(theme.accent), 3.2
        pen = QPen(colour, width)
        if self._broken:
            pen.setStyle(Qt.PenStyle.DashLine)
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPath(self._path)
        zoom = option.levelOfDetailFromTransform(painter.worldTransform())
        if not self._label or zoom < READABLE:
            return
        painter.setPen(QPen(QColor(theme.line), 1))
        painter.setBrush(QColor(theme.canvas))
        painter.drawRoundedRect(self._pill, 9, 9)
        painter.setLayoutDirection(Qt.LayoutDirection.LeftToRight)  # 1×28×28 in any language
        painter.setFont(font(10))
        painter.setPen(QColor(theme.muted))
        painter.drawText(self._pill, int(Qt.AlignmentFlag.AlignCenter), self._label)


_LEFT: Final = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT: Final = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


def _draw_wrapped(painter: QPainter, text: str, face: QFont, area: QRectF) -> None:
    """Draws as many lines as fit; the last one ends in … if there is more."""
    metrics = QFontMetricsF(face)
    layout = QTextLayout(text, face)
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    layout.setTextOption(option)
    layout.beginLayout()
    painter.setFont(face)
    painter.setLayoutDirection(QGuiApplication.layoutDirection())
    top = area.top()
    while (line := layout.createLine()).isValid():
        line.setLineWidth(area.width())
        start = line.textStart()
        last = top + 2 * metrics.height() > area.bottom()
        shown = text[start : start + line.textLength()]
        if last:
            shown = metrics.elidedText(text[start:], Qt.TextElideMode.ElideRight, area.width())
        place = QRectF(area.left(), top, area.width(), metrics.height())
        painter.drawText(place, int(_LEFT | Qt.TextFlag.TextDontClip), shown.strip())
        top += metrics.height()
        if last:
            break
    layout.endLayout()
