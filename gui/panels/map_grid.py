"""A block's result for one picture: feature maps as a grid, a vector as bars."""

from math import ceil
from typing import Final

import numpy as np
from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QHelpEvent, QImage, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from backend.protocol import Maps
from gui.colours import picture
from gui.language import tr
from gui.theme import Theme

GAP: Final = 4  # pixels between two maps
LEGEND: Final = 58  # pixels for the scale of colours, at the side


class MapGrid(QWidget):
    """All maps in one scale of colours, each pixel a whole number of pixels where there is room."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._values = np.zeros((0, 1, 1), np.float32)
        self._pictures: list[QImage] = []
        self._spread = (0.0, 0.0)
        self.setLayoutDirection(
            Qt.LayoutDirection.LeftToRight
        )  # numbers and axes in it do not turn
        self.setMinimumSize(160, 80)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def show_maps(self, maps: Maps) -> None:
        """Shows a worker's answer."""
        values = np.frombuffer(maps.values, np.float32)
        shape = (maps.channels, *maps.dims[1:]) if len(maps.dims) == 3 else (1, 1, -1)
        self._values = values.reshape(shape)
        finite = values[np.isfinite(values)]
        low, high = (float(finite.min()), float(finite.max())) if finite.size else (0.0, 0.0)
        self._spread = (low, high)
        scaled = np.nan_to_num((self._values - low) / ((high - low) or 1.0), posinf=1.0)
        levels = np.clip(scaled * 255, 0, 255).astype(np.uint8)
        _, height, width = levels.shape
        self._pictures = (
            [picture(level.tobytes(), width, height) for level in levels]
            if len(maps.dims) == 3
            else []
        )
        self.update()

    def set_theme(self, theme: Theme) -> None:
        """Takes other colours."""
        self._theme = theme
        self.update()

    def _cells(self) -> list[QRectF]:
        """Where each map is drawn."""
        count, height, width = self._values.shape
        room = QSize(self.width() - LEGEND, self.height())
        columns, scale = _fit(count, QSize(width, height), room)
        across, down = width * scale + GAP, height * scale + GAP
        return [
            QRectF(index % columns * across, index // columns * down, width * scale, height * scale)
            for index in range(count)
        ]

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setLayoutDirection(Qt.LayoutDirection.LeftToRight)  # numbers do not turn
        if self._pictures:
            cells = self._cells()
            shrunk = cells[0].width() < self._pictures[0].width()
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, shrunk)
            for cell, image in zip(cells, self._pictures, strict=True):
                painter.drawImage(cell, image)
            self._draw_legend(painter, round(max(cell.right() for cell in cells)))
        elif self._values.size:
            draw_bars(painter, QRectF(self.rect()), self._values[0, 0], self._theme)

    def _draw_legend(self, painter: QPainter, left: int) -> None:
        bar = QRect(left + 14, 0, 8, min(self.height(), 140))
        scale = picture(bytes(range(255, -1, -1)), 1, 256)
        painter.drawImage(bar, scale)
        painter.setPen(QColor(self._theme.muted))
        font = painter.font()
        font.setPixelSize(10)
        painter.setFont(font)
        beside = bar.adjusted(12, 0, LEGEND - 20, 0)
        low, high = self._spread
        painter.drawText(beside, Qt.AlignmentFlag.AlignTop, f"{high:.2g}".replace("-", "−"))
        painter.drawText(beside, Qt.AlignmentFlag.AlignBottom, f"{low:.2g}".replace("-", "−"))

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            QToolTip.showText(event.globalPos(), self.told(event.pos()), self)
            return True
        return super().event(event)

    def told(self, position: QPoint) -> str:
        """What lies there: the map's number and the value of its pixel."""
        if not self._pictures:
            length = self._values.shape[2]
            place = int(position.x() * length / max(1, self.width()))
            if not 0 <= place < length:
                return ""
            value = f"{self._values[0, 0, place]:.4g}"
            return tr("value {place}: {value}", place=place, value=value)
        for index, cell in enumerate(self._cells()):
            if cell.contains(QPointF(position)):
                _, height, width = self._values.shape
                x = int((position.x() - cell.x()) * width / cell.width())
                y = int((position.y() - cell.y()) * height / cell.height())
                value = f"{self._values[index, y, x]:.4g}"
                return tr(
                    "map {map}, row {row}, column {column}: {value}",
                    map=index, row=y, column=x, value=value,
                )  # fmt: skip
        return ""


def draw_bars(painter: QPainter, area: QRectF, values: np.ndarray, theme: Theme) -> None:
    """Bars that stand on zero; where there are more than pixels, the greatest of each pixel."""
    values = np.nan_to_num(values)
    slots = max(1, int(area.width() // 3))
    if len(values) > slots:
        chunks = np.array_split(values, slots)
        values = np.array([chunk[np.abs(chunk).argmax()] for chunk in chunks])
    low, high = min(0.0, float(values.min())), max(0.0, float(values.max()))
    unit = area.height() / ((high - low) or 1.0)
    zero = area.top() + high * unit
    step = min(area.width() / len(values), 40.0)
    colour = QColor(theme.group("Dense"))
    for place, value in enumerate(values):
        height = abs(float(value)) * unit
        top = zero - height if value > 0 else zero
        bar = QRectF(area.left() + place * step, top, max(1.0, step - max(1.0, step / 6)), height)
        painter.fillRect(bar, colour)
    painter.setPen(QColor(theme.line))
    painter.drawLine(QPointF(area.left(), zero), QPointF(area.left() + step * len(values), zero))


def _fit(count: int, one: QSize, room: QSize) -> tuple[int, float]:
    """How many maps side by side let each be largest, and how large: a whole factor from 1 up.

    Of equals, the one that leaves fewest places of the last row empty.
    """
    best, most = 1, (0.0, 0)
    for columns in range(1, count + 1):
        rows = ceil(count / columns)
        scale = min(
            (room.width() - GAP * (columns - 1)) / (columns * one.width()),
            (room.height() - GAP * (rows - 1)) / (rows * one.height()),
        )
        rank = (float(int(scale)) if scale >= 1 else scale, count - rows * columns)
        if rank > most:
            best, most = columns, rank
    return best, max(most[0], 1 / max(one.width(), one.height()))
