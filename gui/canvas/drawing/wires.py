"""A wire and the shape that flows through it: an item that is told what to show."""

from collections.abc import Sequence
from itertools import pairwise
from typing import Final

from msgspec import Struct, field
from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import (
    QColor,
    QPainter,
    QPainterPath,
    QPainterPathStroker,
    QPen,
    QTransform,
)
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

from graph.network import Wire
from graph.sketch import Flow, Place
from gui.canvas.drawing.geometry import runs_straight, wire_path
from gui.canvas.drawing.labels import Box
from gui.canvas.drawing.letters import SMALLEST, letters
from gui.theme import Theme, mixed

WIDTH: Final = 2.0
THINNEST: Final = 1.2  # pixels
MARKED: Final = 3.4
WORDS: Final = 10  # height of a label's letters
LABELLED: Final = SMALLEST / WORDS  # zoom from which labels can be read
PILL: Final = 18.0  # height of a label
PADDING: Final = 8.0  # of a label, both ends together
PORTS: Final = 5.0  # of a wire's ends, where its ports are
ASIDE: Final = 19.0  # from the wire to the middle of a label that stands beside it
SPOTS: Final = (0.5, 0.42, 0.58, 0.34, 0.66, 0.25, 0.75, 0.15, 0.85)
"""Parts of a wire's way where its label may stand, the best first."""
FADED: Final = 0.5  # share of its colour that a wire keeps which is not at what is selected
LEVEL: Final = 1.0
ABOVE: Final = 1.5
"""Where a wire lies whose label others cross; cards lie over both."""
COARSE: Final = 0.25
"""How finely curves are taken apart."""
HANDLE: Final = 5.0  # half the side of a reroute point's handle
STROKE: Final = 12.0  # width in which a wire is met


class Standing(Struct, eq=False):
    """The wires of a scene that are marked, and those that are hidden: the overview reads them."""

    marked: "set[WireItem]" = field(default_factory=set)
    hidden: "set[WireItem]" = field(default_factory=set)

    def forget(self, item: "WireItem") -> None:
        """The wire is gone."""
        self.marked.discard(item)
        self.hidden.discard(item)


class WireItem(QGraphicsItem):
    """A wire between two ports; its label stands where the scene has found room for it."""

    def __init__(
        self, theme: Theme, wire: Wire | None = None, standing: "Standing | None" = None
    ) -> None:
        """One that is in the document says to `standing` when it is marked or hidden."""
        super().__init__()
        self.wire = wire
        self._standing = Standing() if standing is None else standing
        self._theme = theme
        self._path = QPainterPath()
        self._line: QLineF | None = None
        self._points: tuple[Place, ...] = ()
        self._label = ""
        self._pill: QRectF | None = None
        self._pieces: tuple[Box, ...] | None = None
        self._broken = False
        self._chosen = False
        self._target = False
        self._lit = False
        self._faded = False
        self._bounds = QRectF()
        self._ends = (QPointF(), QPointF())
        self._route: tuple[tuple[Place, ...], str] | None = None
        self.setZValue(LEVEL)

    def show_route(
        self,
        start: QPointF,
        end: QPointF,
        label: str,
        broken: bool,
        points: Sequence[Place] = (),
        flow: Flow = "right",
    ) -> None:
        """Shows a wire between two ports; `broken` where nothing is known to flow.

        One that only moves keeps its form and its label; its points go with it.
        """
        shift = start - self._ends[0]
        moves = self._route == (points, flow) and end - self._ends[1] == shift
        if not moves:
            self._pill = None
            self._lay(start, end, tuple(points), flow)
        elif self.pos() != shift:
            self.setPos(shift)
        self.show_flow(label, broken)

    def show_flow(self, label: str, broken: bool) -> None:
        """Shows what flows; a label that is no wider than the one before stays at its place."""
        if (label, broken) == (self._label, self._broken):
            return
        self._label, self._broken = label, broken
        pill = self._pill
        if pill is not None:
            width = self._width()
            if width != pill.width():
                self._pill = _pill(pill.center(), width) if 0 < width < pill.width() else None
                self._measure()
        self.update()

    def _lay(self, start: QPointF, end: QPointF, points: tuple[Place, ...], flow: Flow) -> None:
        """Takes another form."""
        self._route, self._ends, self._points = (points, flow), (start, end), points
        self.setPos(0, 0)
        straight = not points and runs_straight(start, end, flow)
        self._line = QLineF(start, end) if straight else None
        self._path = wire_path(start, end, points, flow)
        self._pieces = None
        self._measure()

    def show_label(self, place: QRectF | None, *, above: bool = False) -> None:
        """Shows the label there, or none; above the wires that cross it."""
        self.setZValue(ABOVE if above else LEVEL)
        if place != self._pill:
            self._pill = place
            self._measure()

    def show_chosen(self, chosen: bool) -> None:
        """Shows whether the wire is selected."""
        if chosen != self._chosen:
            self._chosen = chosen
            self._mark()

    def show_target(self, target: bool) -> None:
        """Shows whether what is dragged would be inserted into this wire."""
        if target != self._target:
            self._target = target
            self._mark()

    def show_lit(self, lit: bool) -> None:
        """Shows whether the mouse is over the wire."""
        if lit != self._lit:
            self._lit = lit
            self._mark()

    def show_faded(self, faded: bool) -> None:
        """Shows whether the wire has to do with what is selected, or with nothing of it."""
        if faded != self._faded:
            self._faded = faded
            self.update()

    def set_theme(self, theme: Theme) -> None:
        """Takes the colours of another theme."""
        self._theme = theme
        self.update()

    @property
    def marked(self) -> bool:
        """Whether it is drawn thick: selected, aimed at or under the mouse."""
        return self._chosen or self._target or self._lit

    @property
    def faded(self) -> bool:
        """Whether it has nothing to do with what is selected."""
        return self._faded

    @property
    def label(self) -> str:
        """What stands on it, where there is room."""
        return self._label

    @property
    def pill(self) -> QRectF | None:
        """Where the label stands, from the item's place; None if it has none."""
        return self._pill

    @property
    def place(self) -> QRectF:
        """Where the label stands on the canvas."""
        return QRectF() if self._pill is None else self._pill.translated(self.pos())

    def covers(self, area: QRectF) -> bool:
        """Whether the label stands where that area is."""
        return self._pill is not None and self.place.intersects(area)

    def wanted(self) -> tuple[list[tuple[float, float]], float, float]:
        """Spots on the canvas where the label might stand, and its width and height."""
        path, pos = self._path, self.pos()
        width = self._width()
        middle = path.pointAtPercent(0.5) + pos
        spots: list[tuple[float, float]] = []
        if self._line is None:
            length = path.length()
            parts = (path.percentAtLength(part * length) for part in SPOTS)
            points = [path.pointAtPercent(part) + pos for part in parts]
            spots = [(point.x(), point.y()) for point in points]
        elif abs(self._line.dx()) + abs(self._line.dy()) >= self._needed(width):
            spots = [(middle.x(), middle.y())]
        if self._line is None or self._line.dx():
            spots += [(middle.x(), middle.y() - ASIDE), (middle.x(), middle.y() + ASIDE)]
        else:
            spots += [(middle.x() + away, middle.y()) for away in (width / 2 + 6, -width / 2 - 6)]
        return spots, width, PILL

    @property
    def path(self) -> QPainterPath:
        """The wire on the canvas."""
        return self._path.translated(self.pos())

    def pieces(self) -> tuple[Box, ...]:
        """The rectangles around its pieces, on the canvas."""
        if self._pieces is None:
            coarse = self._path.toSubpathPolygons(QTransform.fromScale(COARSE, COARSE))
            points = [(p.x() / COARSE, p.y() / COARSE) for line in coarse for p in line.toList()]
            self._pieces = tuple(
                (min(a, c), min(b, d), max(a, c), max(b, d)) for (a, b), (c, d) in pairwise(points)
            )
        x, y = self.pos().x(), self.pos().y()
        return tuple((a + x, b + y, c + x, d + y) for a, b, c, d in self._pieces)

    @property
    def broken(self) -> bool:
        """Whether nothing is known to flow."""
        return self._broken

    def bends(self) -> tuple[QPointF, ...]:
        """The points that it runs through, on the canvas."""
        return tuple(QPointF(x, y) + self.pos() for x, y in self._points)

    def _width(self) -> float:
        """Of the label; 0 where there is none."""
        return letters(self._label, WORDS, 10_000).width + PADDING if self._label else 0.0

    def _needed(self, width: float) -> float:
        """How long a straight wire is that has room for a label between its ports."""
        assert self._line is not None
        return (width if self._line.dx() else PILL) + 2 * PORTS

    def _mark(self) -> None:
        if self.marked:
            self._standing.marked.add(self)
        else:
            self._standing.marked.discard(self)
        self.update()

    def setVisible(self, visible: bool) -> None:
        super().setVisible(visible)
        if visible:
            self._standing.hidden.discard(self)
        else:
            self._standing.hidden.add(self)

    def _measure(self) -> None:
        self.prepareGeometryChange()
        bounds = self._path.boundingRect().adjusted(-6, -6, 6, 6)
        if self._pill is not None:
            bounds = bounds.united(self._pill.adjusted(-1, -1, 1, 1))
        self._bounds = bounds
        self.update()

    def boundingRect(self) -> QRectF:
        return self._bounds

    def shape(self) -> QPainterPath:
        stroker = QPainterPathStroker()
        stroker.setWidth(STROKE)
        return stroker.createStroke(self._path)

    def paint(
        self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None
    ) -> None:
        zoom = 1.0 if widget is None else painter.worldTransform().m11()
        painter.setPen(self._pen(zoom))
        if self._line is not None:
            painter.drawLine(self._line)
        else:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawPath(self._path)
        if self._points and (self._chosen or self._lit):
            self._paint_bends(painter)
        if self._pill is not None and zoom >= LABELLED:
            self._paint_label(painter, zoom, screen=widget is not None)

    def _pen(self, zoom: float) -> QPen:
        theme, marked = self._theme, self.marked
        colour = theme.accent if marked else theme.wire
        if self._faded and not marked:
            colour = mixed(theme.wire, theme.canvas, FADED)
        pen = QPen(QColor(colour), max(MARKED if marked else WIDTH, THINNEST / zoom))
        if self._broken:
            pen.setStyle(Qt.PenStyle.DashLine)
        return pen

    def _paint_bends(self, painter: QPainter) -> None:
        painter.setPen(QPen(QColor(self._theme.accent), 2))
        painter.setBrush(QColor(self._theme.canvas))
        for x, y in self._points:
            painter.drawRect(QRectF(x - HANDLE, y - HANDLE, 2 * HANDLE, 2 * HANDLE))

    def _paint_label(self, painter: QPainter, zoom: float, *, screen: bool) -> None:
        pill = self._pill
        assert pill is not None
        painter.setPen(QPen(QColor(self._theme.line), 1))
        painter.setBrush(QColor(self._theme.canvas))
        painter.drawRoundedRect(pill, PILL / 2, PILL / 2)
        painter.setPen(QColor(self._theme.muted))
        middle = painter.worldTransform().map(pill.center())
        words = letters(self._label, max(SMALLEST, round(WORDS * zoom)), 10_000)
        painter.setWorldTransform(QTransform())  # not all of it: in print there is a window too
        words.draw(painter, round(middle.x() - words.width / 2), middle.y() - words.height / 2)


def _pill(middle: QPointF, width: float) -> QRectF:
    return QRectF(middle.x() - width / 2, middle.y() - PILL / 2, width, PILL)
