"""A network drawn small: its blocks where the canvas will have them, in their groups' colours.

Across and down have scales of their own, so that a long network fills its frame too. Blocks
grow into the gaps between them, for what is small is known by its colours; where there is room
they say what they are.
"""

from typing import Final

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPaintEvent, QPen, QTransform
from PySide6.QtWidgets import QWidget

from graph.network import Network, Repeat
from gui.canvas.drawing.geometry import CARD, input_port, output_port, wire_path
from gui.fonts import font
from gui.gallery.study import Study
from gui.language import tr
from gui.theme import Theme, mixed

LARGEST: Final = 0.85  # pixels for a unit of the canvas
STRETCH: Final = 4.0  # at most so many times wider than high
GROWTH: Final = (26.0, 30.0)  # canvas units on each side of a block
WORDS: Final = QRectF(0, 0, 54, 15)  # the smallest block that can say what it is
PADDING: Final = 12.0
TINT: Final = 0.15  # of a block's colour under its words: they keep a contrast of 4.5:1
STACKED: Final = 3.0  # pixels between the edges of a repeated block's copies


class Drawing(QWidget):
    """A frame with a network in it; from left to right in every language, as the data flow."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setObjectName("gallery:drawing")
        self._theme = theme
        self._study: Study | None = None
        self.setMinimumHeight(150)
        self.setAccessibleName(tr("Drawing of the network"))

    def show_study(self, study: Study | None) -> None:
        """Draws another network, or nothing."""
        self._study = study
        blocks = 0 if study is None else len(study.project.network.nodes)
        self.setAccessibleDescription(tr("{count} blocks", count=blocks))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        frame = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        paint_frame(painter, frame, 8, self._theme)
        if self._study is not None:
            inside = frame.adjusted(PADDING, PADDING, -PADDING, -PADDING)
            paint(painter, self._study.project.network, inside, self._theme)


def paint_frame(painter: QPainter, frame: QRectF, radius: float, theme: Theme) -> None:
    """The ground of a drawing: a piece of the canvas."""
    painter.setPen(QPen(QColor(theme.line), 1))
    painter.setBrush(QColor(theme.canvas))
    painter.drawRoundedRect(frame, radius, radius)


def paint(painter: QPainter, network: Network, area: QRectF, theme: Theme) -> None:
    """Draws a network into an area."""
    if network.nodes:
        place = _placing(network, area)
        painter.setLayoutDirection(Qt.LayoutDirection.LayoutDirectionAuto)  # by its letters
        _paint_wires(painter, network, place, theme)
        for name in network.nodes:
            _paint_block(painter, network, name, place, theme)


def _placing(network: Network, area: QRectF) -> QTransform:
    """From the canvas to the area."""
    drawing = QRectF()
    for node in network.nodes.values():
        drawing = drawing.united(CARD.translated(node.x, node.y))
    drawing.adjust(-GROWTH[0], -GROWTH[1], GROWTH[0], GROWTH[1])
    across, down = area.width() / drawing.width(), area.height() / drawing.height()
    across = min(across, STRETCH * down, LARGEST)
    down = min(down, across)
    made = QTransform.fromTranslate(area.center().x(), area.center().y())
    made.scale(across, down)
    return made.translate(-drawing.center().x(), -drawing.center().y())


def _paint_wires(painter: QPainter, network: Network, place: QTransform, theme: Theme) -> None:
    painter.setPen(QPen(QColor(theme.wire), 1.2 if place.m11() > 0.2 else 0.8))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for wire in network.wires:
        source, target = network.nodes[wire.source], network.nodes[wire.target]
        start = QPointF(source.x, source.y) + output_port()
        end = QPointF(target.x, target.y) + input_port(wire.port, network.ports(wire.target))
        painter.drawPath(place.map(wire_path(start, end)))


def _paint_block(
    painter: QPainter, network: Network, name: str, place: QTransform, theme: Theme
) -> None:
    node = network.nodes[name]
    grown = CARD.translated(node.x, node.y)
    grown.adjust(-GROWTH[0], -GROWTH[1], GROWTH[0], GROWTH[1])
    card = place.mapRect(grown)
    speaks = card.width() >= WORDS.width() and card.height() >= WORDS.height()
    colour = theme.group(node.layer.group)
    radius = min(6.0, card.height() / 4, card.width() / 4)
    painter.setBrush(QColor(mixed(colour, theme.card, TINT) if speaks else colour))
    painter.setPen(QColor(mixed(colour, theme.card, 0.6)) if speaks else Qt.PenStyle.NoPen)
    copies = _copies(network, name) if speaks else 1
    for copy in range(copies - 1, -1, -1):
        painter.drawRoundedRect(card.translated(copy * STACKED, -copy * STACKED), radius, radius)
    if speaks:
        layer = node.layer
        known = layer.block if isinstance(layer, Repeat) else layer  # its label says how often
        summary = known.summary() if known.summary() != str(layer.label) else ""
        _paint_words(painter, card, tr(layer.label), summary, theme)


def _paint_words(painter: QPainter, card: QRectF, title: str, summary: str, theme: Theme) -> None:
    line = card.adjusted(6, 0, -6, 0)
    two = bool(summary) and card.height() >= 2 * WORDS.height() + 4
    if two:
        middle = card.center().y()
        line.setTop(middle - WORDS.height())
        line.setBottom(middle)
    _paint_line(painter, line, title, theme.text)
    if two:
        _paint_line(painter, line.translated(0, WORDS.height()), summary, theme.muted)


def _paint_line(painter: QPainter, line: QRectF, text: str, colour: str) -> None:
    small = font(10)
    painter.setFont(small)
    painter.setPen(QColor(colour))
    shown = QFontMetricsF(small).elidedText(text, Qt.TextElideMode.ElideRight, line.width())
    painter.drawText(line, int(Qt.AlignmentFlag.AlignCenter), shown)


def _copies(network: Network, name: str) -> int:
    layer = network.nodes[name].layer
    return min(3, layer.times) if isinstance(layer, Repeat) else 1
