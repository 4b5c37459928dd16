"""The drawing of curves that grow: axes, zoom, and what is under the pointer.

Only gui.panels.curves imports this: pyqtgraph takes longer to load than the window to appear.
"""

from collections.abc import Mapping
from math import ceil, floor, log10
from typing import Final

import numpy as np
import pyqtgraph as pg
from msgspec import Struct
from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QColor, QFont, QMouseEvent, QResizeEvent

from gui.language import tr
from gui.panels.track import Track
from gui.theme import Theme
from gui.titles import brief

LOW: Final = 100  # pixels below which the curve has the room of the axis's name
FAINT: Final = 90  # of 255: the points themselves, behind their mean
DECADES: Final = 2  # from so many powers of ten on, a logarithmic axis has numbers at them alone

Tracks = Mapping[str, Track]
"""Curves by name: train, validation, test."""


class Quantity(Struct, frozen=True):
    """What a plot is of: its scale, its unit, how it is written."""

    unit: str = ""
    scale: float = 1.0
    """What a value is multiplied by to be drawn."""
    most: float | None = None
    """The upper end of what can be."""
    small: bool = False
    """Whether it is a small number with an exponent."""

    def said(self, drawn: float) -> str:
        """A value as it stands above the plot."""
        if self.small:
            return brief(float(f"{drawn:.3g}"))
        return f"{drawn:.1f}{self.unit}" if self.unit else f"{drawn:.3f}"


LOSS: Final = Quantity()
ACCURACY: Final = Quantity(" %", 100.0, 107.0)
RATE: Final = Quantity(small=True)


class _Axis(pg.AxisItem):
    """Round numbers, as many as there is room for, and a line at each and nowhere else."""

    def __init__(self, side: str, room: int, quantity: Quantity) -> None:
        super().__init__(side)
        self._room = room  # pixels for one number
        self._quantity = quantity
        self.powers = False  # whether places are logarithms to the base of ten
        self.enableAutoSIPrefix(False)

    def tickSpacing(self, minVal: float, maxVal: float, size: float) -> list[tuple[float, float]]:
        least = (maxVal - minVal) / max(1.0, size / self._room)
        power = 10.0 ** floor(log10(least)) if least > 0 else 1.0
        step = next((step for step in (1, 2, 5) if step * power >= least), 10)
        return [(step * power, 0.0)]

    def tickValues(
        self, minVal: float, maxVal: float, size: float
    ) -> list[tuple[float, list[float]]]:
        if not self.powers:
            return super().tickValues(minVal, maxVal, size)
        digits = (1,) if maxVal - minVal >= DECADES else (1, 2, 5)
        places = [
            power + log10(digit)
            for power in range(floor(minVal), ceil(maxVal) + 1)
            for digit in digits
        ]
        return [(1.0, [place for place in places if minVal <= place <= maxVal])]

    def tickStrings(self, values: list[float], scale: float, spacing: float) -> list[str]:
        if self.powers:
            return [brief(float(f"{10**value:.1g}")) + self._quantity.unit for value in values]
        if self._quantity.small:
            return [brief(float(f"{value:.3g}")) for value in values]
        return [f"{value:g}{self._quantity.unit}" for value in values]


def colour_of(name: str, theme: Theme, tracks: Tracks) -> str:
    """Of a curve: training, what is tested after each epoch, and a test at the end beside it."""
    if name == "train":
        return theme.train
    return theme.text if name == "test" and tracks["validation"].length else theme.test


class Plot(pg.PlotWidget):
    """The drawing. Wheel and drag zoom and move it; a double click shows all again."""

    hovered = Signal(float)  # the epoch under the pointer
    unhovered = Signal()

    def __init__(self, quantity: Quantity, theme: Theme) -> None:
        self._view = pg.ViewBox(enableMenu=False)  # pyqtgraph's menus speak English only
        self._left = _Axis("left", 24, quantity)
        self._axes: dict[str, pg.AxisItem] = {
            "left": self._left,
            "bottom": _Axis("bottom", 48, Quantity()),
        }
        self._item = pg.PlotItem(viewBox=self._view, axisItems=self._axes)
        super().__init__(plotItem=self._item)
        if self._item.ctrlMenu is not None:
            menu = self._item.ctrlMenu  # never shown, and else left over as a window of its own
            menu.setParent(self, menu.windowFlags())
        self._item.setLayoutDirection(Qt.LayoutDirection.LeftToRight)  # as time runs, in both
        self.setToolTip(tr("Turn the wheel to zoom, drag to move, double-click to see all."))
        self._theme = theme
        self._validated = False
        self._epochs = 1.0
        self._most = quantity.most
        self._raw, self._mean = pg.PlotDataItem(), pg.PlotDataItem()
        self._tested = {
            "validation": pg.PlotDataItem(symbol="o", symbolSize=6, pxMode=True),
            "test": pg.PlotDataItem(symbol="o", symbolSize=6, pxMode=True),
        }
        self._line = pg.InfiniteLine(angle=90)
        self._line.hide()
        self._tracks: Tracks = {name: Track() for name in ("train", *self._tested)}
        for curve in (self._raw, self._mean, *self._tested.values()):
            curve.opts["antialias"] = True
            self._item.addItem(curve)
        self._item.addItem(self._line, ignoreBounds=True)
        if quantity.small:  # from 0 up: one that never changes would lie at the edge of nowhere
            self._item.addItem(pg.PlotDataItem([0.0], [0.0], pen=pg.mkPen(None)))
        self._item.setMenuEnabled(False)
        self._item.hideButtons()
        self._item.showGrid(y=True, alpha=1.0)
        self._item.setLabel("bottom", tr("epoch"))
        self._item.setContentsMargins(0, 8, 12, 0)
        self._limit()
        self._view.sigXRangeChanged.connect(self._draw_range)
        self.setMouseTracking(True)

    @property
    def logarithmic(self) -> bool:
        """Whether equal distances upwards are equal factors."""
        return self._left.powers

    def start(self, epochs: int) -> None:
        """Shows all of a run of so many epochs."""
        self._epochs = float(epochs)
        self._show_all()

    def draw(self, tracks: Tracks) -> None:
        """Draws the curves that are given, train and what it is tested on."""
        self._tracks = tracks
        validated = tracks["validation"].length > 0
        if validated is not self._validated:
            self._validated = validated
            self._dress()
        self._draw_range()

    def set_logarithmic(self, on: bool) -> None:
        """Has equal distances upwards be equal factors, or equal differences."""
        self._left.powers = on
        self._left.picture = None  # its numbers are painted anew
        self._limit()
        self._draw_range()
        self._show_all()

    def set_theme(self, theme: Theme) -> None:
        """Takes other colours."""
        self.setBackground(theme.field)
        faint = QColor(theme.train)
        faint.setAlpha(FAINT)
        self._raw.setPen(pg.mkPen(faint, width=1))
        self._mean.setPen(pg.mkPen(theme.train, width=2))
        self._theme = theme
        self._dress()
        self._line.setPen(pg.mkPen(theme.muted, width=1, style=Qt.PenStyle.DashLine))
        font = QFont(self.font())
        font.setPixelSize(11)
        for axis in self._axes.values():
            axis.setZValue(-1)  # its lines lie behind the curves
            axis.setPen(pg.mkPen(theme.line))
            axis.setTextPen(pg.mkPen(theme.muted))
            axis.setStyle(
                tickFont=font, tickLength=0, hideOverlappingLabels=False, tickTextOffset=4
            )

    def _dress(self) -> None:
        """What is tested after each epoch is dashed and dotted, so that it is told from training
        without its colour; a test beside a validation is one point, at the end.
        """
        theme = self._theme
        for name, curve in self._tested.items():
            colour = colour_of(name, theme, self._tracks)
            curve.setPen(pg.mkPen(colour, width=2, style=Qt.PenStyle.DashLine))
            curve.setSymbol("o" if colour == theme.test else "d")
            curve.setSymbolSize(6 if colour == theme.test else 11)
            curve.setSymbolBrush(pg.mkBrush(colour))
            curve.setSymbolPen(pg.mkPen(theme.field, width=1))

    def _limit(self) -> None:
        if self.logarithmic:
            self._view.setLimits(xMin=0, yMin=None, yMax=None)
        else:
            self._view.setLimits(xMin=0, yMin=0, yMax=self._most)

    def _draw_range(self) -> None:
        train = self._tracks["train"]
        places = train.between(*self._view.viewRange()[0])
        epochs = train.epochs[places]
        self._raw.setData(epochs, self._drawn(train.values[places]), connect="finite")
        self._mean.setData(epochs, self._drawn(train.smooth[places]), connect="finite")
        for name, curve in self._tested.items():
            track = self._tracks[name]
            curve.setData(track.epochs, self._drawn(track.values), connect="finite")

    def _drawn(self, values: np.ndarray) -> np.ndarray:
        """Where values lie; what has no logarithm is left out."""
        if not self.logarithmic:
            return values
        return np.log10(values, out=np.full_like(values, np.nan), where=values > 0)

    def _show_all(self) -> None:
        self._view.setXRange(0, self._epochs, padding=0)
        self._view.enableAutoRange(axis=pg.ViewBox.YAxis)

    def resizeEvent(self, ev: QResizeEvent | None) -> None:
        super().resizeEvent(ev)
        self._axes["bottom"].showLabel(self.height() >= LOW)

    def mouseMoveEvent(self, ev: QMouseEvent) -> None:
        super().mouseMoveEvent(ev)
        epoch = self._view.mapSceneToView(self.mapToScene(ev.position().toPoint())).x()
        self._line.setPos(epoch)
        self._line.show()
        self.hovered.emit(epoch)

    def leaveEvent(self, ev: QEvent) -> None:
        super().leaveEvent(ev)
        self._line.hide()
        self.unhovered.emit()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self._show_all()
