"""Small marks that editors draw on themselves: a tick, arrows, a chain, a way back, a unit."""

from math import cos, pi, sin

from PySide6.QtCore import QPoint, QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPalette, QPen, QPixmap
from PySide6.QtWidgets import QWidget

from gui.labels import trailing

STEPPER = 22  # px at the end of a box, where its arrows are


def tick(widget: QWidget, box: QRect) -> None:
    """Draws the mark of a box that is checked."""
    middle = QPointF(box.center()) + QPointF(0.5, 0.5)
    _pen(widget, QPalette.ColorRole.HighlightedText, 1.8).drawPolyline(
        [middle + QPointF(-3.5, 0), middle + QPointF(-1, 2.7), middle + QPointF(3.7, -3)]
    )


def dash(widget: QWidget, box: QRect) -> None:
    """Draws the mark of a box that is checked for some and not for others."""
    middle = QPointF(box.center()) + QPointF(0.5, 0.5)
    _pen(widget, QPalette.ColorRole.PlaceholderText, 1.8).drawLine(
        middle + QPointF(-3.5, 0), middle + QPointF(3.5, 0)
    )


def chevron(widget: QWidget, y: int, way: int) -> None:
    """Draws a small arrow at the end of a box, up or down."""
    right = widget.layoutDirection() is Qt.LayoutDirection.LeftToRight
    middle = QPoint(widget.width() - 12 if right else 12, y + way)
    _pen(widget, QPalette.ColorRole.PlaceholderText, 1.4).drawPolyline(
        [middle + QPoint(-3, -2 * way), middle + QPoint(0, way), middle + QPoint(3, -2 * way)]
    )


def unit(widget: QWidget, text: str, taken: int) -> None:
    """Writes a unit before the arrows' place, if it fits beside the `taken` px of the number."""
    width = widget.fontMetrics().horizontalAdvance(text)
    if taken + width + STEPPER + 6 > widget.width():
        return
    room = widget.rect().adjusted(STEPPER, 0, -STEPPER, 0)
    painter = _pen(widget, QPalette.ColorRole.PlaceholderText, 1.0)
    painter.drawText(room, trailing() | Qt.AlignmentFlag.AlignVCenter, text)


def spot(colour: str) -> QPixmap:
    """A disc of a colour, as tall as a line of text."""
    made = QPixmap(22, 22)
    made.setDevicePixelRatio(2)
    made.fill(Qt.GlobalColor.transparent)
    painter = QPainter(made)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(colour))
    painter.drawEllipse(QRectF(1.5, 1.5, 8, 8))
    painter.end()
    return made


def chain(widget: QWidget, *, closed: bool, lit: bool) -> None:
    """Draws two links that hold each other, or stand apart."""
    painter = _pen(widget, _role(lit), 1.4)
    painter.translate(QRectF(widget.rect()).center())
    apart = 0.0 if closed else 1.6
    for side in (-1, 1):
        painter.drawRoundedRect(QRectF(side * (3.0 + apart) - 4.0, -2.5, 8.0, 5.0), 2.5, 2.5)


def dots(widget: QWidget) -> None:
    """Draws three dots in a row: there is more."""
    painter = _pen(widget, QPalette.ColorRole.PlaceholderText, 0.0)
    painter.setBrush(painter.pen().color())
    middle = QRectF(widget.rect()).center()
    for across in (-5.0, 0.0, 5.0):
        painter.drawEllipse(middle + QPointF(across, 0.0), 1.5, 1.5)


def way_back(widget: QWidget, *, lit: bool) -> None:
    """Draws an arrow that goes round to where it came from."""
    painter = _pen(widget, _role(lit), 1.4)
    middle, radius = QRectF(widget.rect()).center(), 4.0
    ring = QRectF(middle.x() - radius, middle.y() - radius, 2 * radius, 2 * radius)
    painter.drawArc(ring, -150 * 16, 290 * 16)
    end = middle + QPointF(cos(140 * pi / 180), -sin(140 * pi / 180)) * radius
    painter.drawPolyline([end + QPointF(-0.6, -3.4), end, end + QPointF(3.4, -0.4)])


def _role(lit: bool) -> QPalette.ColorRole:
    return QPalette.ColorRole.Highlight if lit else QPalette.ColorRole.PlaceholderText


def _pen(widget: QWidget, role: QPalette.ColorRole, width: float) -> QPainter:
    painter = QPainter(widget)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(QColor(widget.palette().color(role)), width))
    return painter
