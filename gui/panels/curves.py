"""A plot of one quantity against the epoch: a noisy curve of training, a few points of testing.

Only gui.panels.training imports this: pyqtgraph takes longer to load than the window to appear.
"""

from math import floor, log10
from typing import Final

import pyqtgraph as pg
from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QColor, QFont, QMouseEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel

from gui.figures import ltr, share
from gui.labels import leading, trailing
from gui.language import tr
from gui.panels.track import Track
from gui.theme import Theme

FAINT: Final = 90  # of 255: the points themselves, behind their mean


class Curves(QFrame):
    """A quantity's title, its latest values or those under the pointer, and its plot."""

    def __init__(self, percent: bool, theme: Theme) -> None:
        super().__init__()
        self.setProperty("role", "card")
        self._percent = percent
        self._theme = theme
        self._train, self._test = Track(), Track()
        self._title, self._where = QLabel(), QLabel()
        self._where.setProperty("role", "muted")
        self._title.setAlignment(leading())
        self._where.setAlignment(leading())
        self._latest = (QLabel(), QLabel())
        self._plot = _Plot(percent)
        self._plot.hovered.connect(self._show_at)
        self._plot.unhovered.connect(self._show_latest)
        grid = QGridLayout(self)
        grid.setContentsMargins(12, 9, 12, 6)
        grid.setVerticalSpacing(1)
        grid.setColumnStretch(0, 1)
        grid.addWidget(self._title, 0, 0)
        grid.addWidget(self._where, 1, 0)
        for row, label in enumerate(self._latest):
            label.setAlignment(trailing())
            grid.addWidget(label, row, 1)
        grid.addWidget(self._plot, 2, 0, 1, 2)
        grid.setRowStretch(2, 1)
        self.set_theme(theme)

    def set_title(self, title: str) -> None:
        """Says what is plotted, in the language in use."""
        self._title.setText(f"<b>{title}</b>")
        self._plot.setAccessibleName(title)

    def start(self, epochs: int) -> None:
        """Forgets the curves, for a run of so many epochs."""
        self._train, self._test = Track(), Track()
        self._plot.start(epochs)
        self.show_points()

    def add_train(self, epoch: float, value: float) -> None:
        """A point of the training curve; `show_points` draws it."""
        self._train.add(epoch, 100 * value if self._percent else value)

    def add_test(self, epoch: float, value: float) -> None:
        """A point of the test curve; `show_points` draws it."""
        self._test.add(epoch, 100 * value if self._percent else value)

    def show_points(self) -> None:
        """Draws all points that were added."""
        self._plot.draw(self._train, self._test)
        if not self._plot.underMouse():
            self._show_latest()

    def set_theme(self, theme: Theme) -> None:
        """Takes other colours."""
        self._theme = theme
        self._plot.set_theme(theme)
        self._show_latest()

    def _show_latest(self) -> None:
        self._where.clear()
        self._write(self._train.length - 1, self._test.length - 1)

    def _show_at(self, epoch: float) -> None:
        if self._train.length == 0:
            return
        place = self._train.nearest(epoch)
        self._where.setText(tr("at epoch {epoch}", epoch=f"{self._train.epochs[place]:.2f}"))
        self._write(place, self._test.nearest(epoch) if self._test.length else -1)

    def _write(self, train: int, test: int) -> None:
        ends = (
            (tr("train"), self._theme.train, self._train, train),
            (tr("test"), self._theme.test, self._test, test),
        )
        for label, (name, colour, track, place) in zip(self._latest, ends, strict=True):
            label.setText(
                f'<b style="color: {colour}">{name} {ltr(self._said(track.values[place]))}</b>'
                if place >= 0
                else ""
            )

    def _said(self, value: float) -> str:
        return share(value / 100) if self._percent else f"{value:.3f}"


class _Axis(pg.AxisItem):
    """Round numbers, as many as there is room for, and a line at each and nowhere else."""

    def __init__(self, side: str, room: int, unit: str) -> None:
        super().__init__(side)
        self._room = room  # pixels for one number
        self._unit = unit
        self.enableAutoSIPrefix(False)

    def tickSpacing(self, minVal: float, maxVal: float, size: float) -> list[tuple[float, float]]:
        least = (maxVal - minVal) / max(1.0, size / self._room)
        power = 10.0 ** floor(log10(least)) if least > 0 else 1.0
        step = next((step for step in (1, 2, 5) if step * power >= least), 10)
        return [(step * power, 0.0)]

    def tickStrings(self, values: list[float], scale: float, spacing: float) -> list[str]:
        return [f"{value:g}{self._unit}" for value in values]


class _Plot(pg.PlotWidget):
    """The drawing. Wheel and drag zoom and move it; a double click shows all again."""

    hovered = Signal(float)  # the epoch under the pointer
    unhovered = Signal()

    def __init__(self, percent: bool) -> None:
        self._view = pg.ViewBox(enableMenu=False)  # pyqtgraph's menus speak English only
        self._axes: dict[str, pg.AxisItem] = {
            "left": _Axis("left", 24, " %" if percent else ""),
            "bottom": _Axis("bottom", 48, ""),
        }
        self._item = pg.PlotItem(viewBox=self._view, axisItems=self._axes)
        super().__init__(plotItem=self._item)
        if self._item.ctrlMenu is not None:
            menu = self._item.ctrlMenu  # never shown, and else left over as a window of its own
            menu.setParent(self, menu.windowFlags())
        self._item.setLayoutDirection(Qt.LayoutDirection.LeftToRight)  # as time runs, in both
        self.setToolTip(tr("Turn the wheel to zoom, drag to move, double-click to see all."))
        self._epochs = 1.0
        self._raw, self._mean = pg.PlotDataItem(), pg.PlotDataItem()
        self._test = pg.PlotDataItem(symbol="o", symbolSize=6, pxMode=True)
        self._line = pg.InfiniteLine(angle=90)
        self._line.hide()
        self._tracks = Track(), Track()
        for curve in (self._raw, self._mean, self._test):
            curve.opts["antialias"] = True
            self._item.addItem(curve)
        self._item.addItem(self._line, ignoreBounds=True)
        self._item.setMenuEnabled(False)
        self._item.hideButtons()
        self._item.showGrid(y=True, alpha=1.0)
        self._item.setLabel("bottom", tr("epoch"))
        self._item.setContentsMargins(0, 8, 12, 0)
        self._view.setLimits(xMin=0, yMin=0, yMax=102 if percent else None)
        self._view.sigXRangeChanged.connect(self._draw_range)
        self.setMouseTracking(True)

    def start(self, epochs: int) -> None:
        self._epochs = float(epochs)
        self._show_all()

    def draw(self, train: Track, test: Track) -> None:
        self._tracks = train, test
        self._draw_range()

    def _draw_range(self) -> None:
        train, test = self._tracks
        places = train.between(*self._view.viewRange()[0])
        epochs = train.epochs[places]
        self._raw.setData(epochs, train.values[places], connect="finite")
        self._mean.setData(epochs, train.smooth[places], connect="finite")
        self._test.setData(test.epochs, test.values, connect="finite")

    def set_theme(self, theme: Theme) -> None:
        self.setBackground(theme.field)
        faint = QColor(theme.train)
        faint.setAlpha(FAINT)
        self._raw.setPen(pg.mkPen(faint, width=1))
        self._mean.setPen(pg.mkPen(theme.train, width=2))
        # dashed and dotted: the two are told apart without their colours
        self._test.setPen(pg.mkPen(theme.test, width=2, style=Qt.PenStyle.DashLine))
        self._test.setSymbolBrush(pg.mkBrush(theme.test))
        self._test.setSymbolPen(pg.mkPen(theme.field, width=1))
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

    def _show_all(self) -> None:
        self._view.setXRange(0, self._epochs, padding=0)
        self._view.enableAutoRange(axis=pg.ViewBox.YAxis)

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
