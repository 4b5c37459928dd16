"""A card without its words: its body, head, ports and marks, kept as a picture for each zoom.

Most cards of a group look alike but for their words, so few pictures serve thousands of cards.
What is wrong, and what is selected, is told by form as well as by colour.
"""

import math
from functools import lru_cache
from typing import Final

from msgspec import Struct
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPainterPath, QPen, QPolygonF

from graph.problems import Severity
from graph.sketch import Flow
from gui.canvas.drawing.geometry import HEAD, input_port, output_port
from gui.theme import Theme, mixed

PORT: Final = 5.0  # radius
RADIUS: Final = 9.0
MARGIN: Final = 12.0  # of the picture around the card
TINT: Final = 0.24  # of a group's colour in its head
GLYPH: Final = QPointF(18.5, HEAD / 2)
MARK: Final = 21.0  # width of the sign of a problem, with a gap before it
PIN: Final = QPointF(11, 0)  # over the card's upper edge
FLAKE: Final = (13.0, 31.0)  # from its left end, alone and beside a pin
FADED: Final = 0.4  # of a group's colour on a card that does not learn


class Shell(Struct, frozen=True):
    """What the body of a card depends on; colours as #rrggbb."""

    group: str
    colour: str
    card: str
    canvas: str
    line: str
    accent: str
    sign: str
    """The colour of what is wrong."""
    ink: str
    size: tuple[float, float]
    flow: Flow
    inputs: int
    has_output: bool
    stacked: bool
    severity: Severity | None
    chosen: bool
    pinned: bool = False
    frozen: bool = False


def shell_colours(theme: Theme, group: str, severity: Severity | None) -> dict[str, str]:
    """The colours of a shell."""
    return {
        "group": group,
        "colour": theme.group(group),
        "card": theme.card,
        "canvas": theme.canvas,
        "line": theme.line,
        "accent": theme.accent,
        "ink": theme.text,
        "sign": theme.error if severity == "error" else theme.warning,
    }


@lru_cache(maxsize=192)
def shell_picture(shell: Shell, zoom: float, ratio: float) -> QImage:
    """The body at a zoom, with `MARGIN` around it; `ratio` is the dots of the screen in a pixel."""
    margin = math.ceil(MARGIN * zoom)
    width, height = shell.size
    across = round((math.ceil(width * zoom) + 2 * margin) * ratio)
    down = round((math.ceil(height * zoom) + 2 * margin) * ratio)
    image = QImage(across, down, QImage.Format.Format_ARGB32_Premultiplied)
    image.setDevicePixelRatio(ratio)
    image.fill(0)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.translate(margin, margin)
    painter.scale(zoom, zoom)
    paint_shell(painter, shell)
    painter.end()
    return image


def paint_shell(painter: QPainter, shell: Shell) -> None:
    """Draws the body in canvas units, the card's corner at the origin."""
    card = QRectF(0, 0, *shell.size)
    if shell.stacked:
        _paint_stack(painter, shell, card)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(shell.card))
    painter.drawRoundedRect(card, RADIUS, RADIUS)
    painter.setBrush(QColor(mixed(shell.colour, shell.card, TINT)))
    painter.drawPath(_head(card))
    stripe = mixed(shell.colour, shell.card, FADED) if shell.frozen else shell.colour
    painter.setBrush(QColor(stripe))
    painter.drawRoundedRect(QRectF(0, 9, 4, card.height() - 18), 2, 2)
    paint_glyph(painter, shell.group, shell.colour, GLYPH, 4.5)
    _paint_edge(painter, shell, card)
    if shell.severity is not None:
        paint_sign(painter, shell.severity, shell.sign, shell.card, card.width() - 17)
    if shell.pinned:
        _paint_pin(painter, shell.ink, shell.canvas)
    if shell.frozen:
        _paint_flake(painter, shell, QPointF(FLAKE[shell.pinned], 0))
    _paint_ports(painter, shell)


def _head(card: QRectF) -> QPainterPath:
    """The card's head as a path: a clipped card would be whole in an SVG, which knows no clip."""
    round_above = QRectF(0, 0, 2 * RADIUS, 2 * RADIUS)
    path = QPainterPath(QPointF(0, HEAD))
    path.arcTo(round_above, 180, -90)
    path.arcTo(round_above.translated(card.width() - 2 * RADIUS, 0), 90, -90)
    path.lineTo(card.width(), HEAD)
    path.closeSubpath()
    return path


def _paint_stack(painter: QPainter, shell: Shell, card: QRectF) -> None:
    """The edges of two cards behind this one: there is something inside."""
    painter.setPen(QPen(QColor(shell.line), 1))
    painter.setBrush(QColor(mixed(shell.card, shell.canvas, 0.6)))
    for step in (6, 3):
        behind = QRectF(3 * step, card.height() - 24, card.width() - 6 * step, 24 + step)
        painter.drawRoundedRect(behind, 5, 5)


def _paint_edge(painter: QPainter, shell: Shell, card: QRectF) -> None:
    painter.setBrush(Qt.BrushStyle.NoBrush)
    edge, width = (shell.line, 1.0) if shell.severity is None else (shell.sign, 2.0)
    painter.setPen(QPen(QColor(edge), width))
    painter.drawRoundedRect(card, RADIUS, RADIUS)
    if shell.chosen:  # a second, thick outline
        painter.setPen(QPen(QColor(shell.accent), 2.4))
        painter.drawRoundedRect(card.adjusted(-3, -3, 3, 3), RADIUS + 3, RADIUS + 3)


def paint_sign(painter: QPainter, severity: Severity, sign: str, ground: str, x: float) -> None:
    """What is wrong, by form: a solid disc for an error, a hollow triangle for a warning."""
    y = HEAD / 2
    stroke = sign
    if severity == "error":
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(sign))
        painter.drawEllipse(QPointF(x, y), 7, 7)
        stroke = ground
    else:
        painter.setPen(QPen(QColor(sign), 1.6, j=Qt.PenJoinStyle.RoundJoin))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        corners = (QPointF(x, y - 6.5), QPointF(x + 7, y + 5.5), QPointF(x - 7, y + 5.5))
        painter.drawPolygon(QPolygonF(corners))
        y += 1
    painter.setPen(QPen(QColor(stroke), 1.9, c=Qt.PenCapStyle.RoundCap))
    painter.drawLine(QPointF(x, y - 3.4), QPointF(x, y + 0.4))
    painter.drawPoint(QPointF(x, y + 3.2))


def _paint_pin(painter: QPainter, ink: str, ground: str) -> None:
    """A pin that is stuck into the card's edge: Arrange leaves it where it is."""
    painter.save()
    painter.translate(PIN)
    painter.rotate(28)
    head, waist = QPainterPath(), QPolygonF([QPointF(x, y) for x, y in _WAIST])
    head.addRoundedRect(QRectF(-4.5, -9, 9, 3), 1.2, 1.2)
    head.addPolygon(waist)
    head.addRect(QRectF(-0.6, -1, 1.2, 7))
    head.setFillRule(Qt.FillRule.WindingFill)
    painter.setPen(QPen(QColor(ground), 2.4, j=Qt.PenJoinStyle.RoundJoin))
    painter.setBrush(QColor(ink))
    painter.drawPath(head)  # its rim first: it tells the pin from the head behind it
    painter.setPen(Qt.PenStyle.NoPen)
    painter.drawPath(head)
    painter.restore()


def _paint_flake(painter: QPainter, shell: Shell, centre: QPointF) -> None:
    """A snowflake on the card's edge: training leaves the weights as they are."""
    painter.save()
    painter.translate(centre)
    painter.setPen(QPen(QColor(shell.canvas), 2))
    painter.setBrush(QColor(mixed(shell.accent, shell.card, 0.35)))
    painter.drawEllipse(QPointF(), 8.5, 8.5)
    painter.setPen(QPen(QColor(shell.ink), 1.1, c=Qt.PenCapStyle.RoundCap))
    for _ in range(6):
        painter.drawLine(QPointF(), QPointF(0, -5.6))
        for side in (-1.7, 1.7):
            painter.drawLine(QPointF(0, -3.1), QPointF(side, -4.7))
        painter.rotate(60)
    painter.restore()


def _paint_ports(painter: QPainter, shell: Shell) -> None:
    colour, canvas = QColor(shell.colour), QColor(shell.canvas)
    painter.setPen(QPen(colour, 2))
    painter.setBrush(canvas)
    for port in range(shell.inputs):
        place = input_port(port, shell.inputs, shell.size, shell.flow)
        painter.drawEllipse(place, PORT, PORT)
    if shell.has_output:
        painter.setPen(QPen(canvas, 1))
        painter.setBrush(colour)
        painter.drawEllipse(output_port(shell.size, shell.flow), PORT, PORT)


def paint_glyph(painter: QPainter, group: str, colour: str, centre: QPointF, size: float) -> None:
    """The sign of a group of layers, which tells them apart without colour."""
    painter.save()
    painter.translate(centre)
    painter.scale(size, size)
    painter.setPen(
        QPen(QColor(colour), 0.36, c=Qt.PenCapStyle.RoundCap, j=Qt.PenJoinStyle.RoundJoin)
    )
    painter.setBrush(QColor(colour) if group in _SOLID else Qt.BrushStyle.NoBrush)
    for outline in _GLYPHS.get(group, ()):
        points = [QPointF(x, y) for x, y in outline]
        if outline[0] == outline[-1]:
            painter.drawPolygon(QPolygonF(points))
        else:
            painter.drawPolyline(QPolygonF(points))
    if group in _ROUND:
        painter.drawEllipse(QPointF(), 0.85, 0.85)
    painter.restore()


_WAIST: Final = ((-2.6, -7), (2.6, -7), (2.6, -3.5), (4.2, -0.5), (-4.2, -0.5), (-2.6, -3.5))
_ROUND: Final = frozenset({"Dense", "Input and output"})
_SOLID: Final = frozenset({"Convolution", "Dense", "Pooling"})
_GLYPHS: Final[dict[str, tuple[tuple[tuple[float, float], ...], ...]]] = {
    "Convolution": (((-0.8, -0.8), (0.8, -0.8), (0.8, 0.8), (-0.8, 0.8), (-0.8, -0.8)),),
    "Pooling": (((-1.0, -0.7), (1.0, -0.7), (0.0, 0.9), (-1.0, -0.7)),),
    "Activation": (((-1.0, 0.6), (0.0, 0.6), (0.9, -0.8)),),
    "Normalisation": (
        ((-0.9, -0.6), (0.9, -0.6)),
        ((-0.9, 0.0), (0.9, 0.0)),
        ((-0.9, 0.6), (0.9, 0.6)),
    ),
    "Shape": (((0.0, -1.0), (1.0, 0.0), (0.0, 1.0), (-1.0, 0.0), (0.0, -1.0)),),
    "Join": (((-0.9, 0.0), (0.9, 0.0)), ((0.0, -0.9), (0.0, 0.9))),
    "Blocks": (
        ((-0.9, -0.9), (0.4, -0.9), (0.4, 0.4), (-0.9, 0.4), (-0.9, -0.9)),
        ((0.9, -0.3), (0.9, 0.9), (-0.3, 0.9)),
    ),
}
