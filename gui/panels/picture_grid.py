"""Pictures in rows, as large as there is room for all of them."""

from collections.abc import Sequence
from math import ceil
from typing import Final

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QHelpEvent, QImage, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from gui.panels.pictures import COARSE, draw

GAP: Final = 6  # px between two pictures
LARGEST: Final = 140  # px of one that has fewer itself
SMALLEST: Final = 24
ENOUGH: Final = 0.6  # of them, where each can be larger by a whole factor then


class PictureGrid(QWidget):
    """Some pictures; a tool tip says which."""

    def __init__(self) -> None:
        super().__init__()
        self._pictures: list[QImage] = []
        self._titles: tuple[str, ...] = ()
        self.setMinimumSize(120, 80)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    @property
    def pictures(self) -> list[QImage]:
        """Those that are shown."""
        return self._pictures

    def show_pictures(self, pictures: Sequence[QImage], titles: Sequence[str]) -> None:
        """Shows others, each with a title for its tool tip."""
        self._pictures, self._titles = list(pictures), tuple(titles)
        self.update()

    def cells(self) -> list[QRectF]:
        """Where each is drawn; those that there is no room for are left out."""
        if not self._pictures:
            return []
        one = max((picture.size() for picture in self._pictures), key=_area)
        side = _side(len(self._pictures), one, self.size())
        columns, rows = _held(self.size(), side)
        right = self.layoutDirection() == Qt.LayoutDirection.RightToLeft
        cells = []
        for place in range(min(len(self._pictures), columns * rows)):
            left = place % columns * (side + GAP)
            left = self.width() - side - left if right else left
            cells.append(QRectF(left, place // columns * (side + GAP), side, side))
        return cells

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        for cell, shown in zip(self.cells(), self._pictures, strict=False):
            draw(painter, shown, cell)

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            where = QPointF(event.pos())
            inside = [n for n, cell in enumerate(self.cells()) if cell.contains(where)]
            QToolTip.showText(event.globalPos(), self._titles[inside[0]] if inside else "", self)
            return True
        return super().event(event)


def _side(count: int, one: QSize, room: QSize) -> int:
    """The side of a square cell with which all fit, else the smallest that can be looked at."""
    own = max(one.width(), one.height())
    best = SMALLEST
    for columns in range(1, count + 1):
        rows = ceil(count / columns)
        across = (room.width() - GAP * (columns - 1)) // columns
        down = (room.height() - GAP * (rows - 1)) // rows
        best = max(best, min(across, down))
    best = min(best, max(LARGEST, min(own, 2 * LARGEST)))
    if best < own or own > COARSE:
        return best
    whole = best // own * own
    columns, rows = _held(room, whole + own)
    larger = whole + own <= LARGEST and columns * rows >= ENOUGH * count
    return whole + own if larger else whole


def _held(room: QSize, side: int) -> tuple[int, int]:
    """How many columns and rows of such cells there is room for."""
    columns, rows = ((length + GAP) // (side + GAP) for length in (room.width(), room.height()))
    return max(1, columns), max(1, rows)


def _area(size: QSize) -> int:
    return size.width() * size.height()
