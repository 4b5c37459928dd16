"""The network's verdict on one picture: a bar for each class."""

from math import exp

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from backend.protocol import Maps
from gui.figures import share
from gui.theme import Theme

MOST = 10  # bars; with more classes, the best ones
MARK = 12.0  # pixels at a bar's end for its tick or cross


class ScoreBars(QWidget):
    """The classes with their shares; the right one is green, a wrong favourite red."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._shares: list[tuple[int, str, float]] = []
        self._label = self._best = 0
        self.setMinimumSize(150, 12 * MOST)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Expanding)

    def show_scores(self, maps: Maps) -> None:
        """Shows a worker's answer."""
        shares = probabilities(maps.scores)
        self._label, self._best = maps.label, shares.index(max(shares)) if shares else 0
        rows = list(zip(range(len(shares)), maps.classes, shares, strict=False))
        if len(rows) > MOST:
            rows = _best(rows, self._label)
        self._shares = rows
        self.update()

    def set_theme(self, theme: Theme) -> None:
        """Takes other colours."""
        self._theme = theme
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        if not self._shares:
            return
        painter = QPainter(self)
        painter.setLayoutDirection(Qt.LayoutDirection.LeftToRight)  # bars grow like the plots'
        font = painter.font()
        font.setPixelSize(11)
        painter.setFont(font)
        names = max(painter.fontMetrics().horizontalAdvance(name) for _, name, _ in self._shares)
        names = min(names, self.width() // 3)
        figures = painter.fontMetrics().horizontalAdvance("100.0 %")
        row = min(24.0, self.height() / len(self._shares))
        room = self.width() - names - figures - 16
        for place, (index, name, part) in enumerate(self._shares):
            top = place * row
            painter.setPen(QColor(self._theme.text if index == self._best else self._theme.muted))
            name = painter.fontMetrics().elidedText(name, Qt.TextElideMode.ElideRight, names)
            painter.drawText(QRectF(0, top, names, row), _RIGHT, name)
            painter.drawText(QRectF(self.width() - figures, top, figures, row), _RIGHT, share(part))
            track = QRectF(names + 8, top + row * 0.2, room, row * 0.6)
            painter.fillRect(track, QColor(self._theme.raised))
            bar = QRectF(track.left(), track.top(), track.width() * part, track.height())
            painter.fillRect(bar, QColor(self._colour(index)))
            if index in (self._label, self._best):
                self._paint_mark(painter, bar, index)

    def _paint_mark(self, painter: QPainter, bar: QRectF, index: int) -> None:
        """A tick on the right class, a cross on a wrong favourite: colours alone are not enough."""
        inside = bar.width() > MARK
        middle = QPointF(bar.right() + (-MARK / 2 if inside else MARK / 2), bar.center().y())
        painter.setPen(QPen(QColor(self._theme.field if inside else self._colour(index)), 1.6))
        strokes = _TICK if index == self._label else _CROSS
        for stroke in strokes:
            painter.drawPolyline([middle + point for point in stroke])

    def _colour(self, index: int) -> str:
        if index == self._label:
            return self._theme.good
        return self._theme.error if index == self._best else self._theme.wire


_TICK = ([QPointF(-3.2, 0.2), QPointF(-1, 2.4), QPointF(3.2, -2.6)],)
_CROSS = (
    [QPointF(-2.6, -2.6), QPointF(2.6, 2.6)],
    [QPointF(-2.6, 2.6), QPointF(2.6, -2.6)],
)
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


def probabilities(scores: tuple[float, ...]) -> list[float]:
    """Scores as shares of 1: as they are if they already are shares, else by softmax."""
    if scores and min(scores) >= 0 and abs(sum(scores) - 1) < 1e-3:
        return list(scores)
    if not scores:
        return []
    powers = [exp(score - max(scores)) for score in scores]
    total = sum(powers)
    return [power / total for power in powers]


def _best(rows: list[tuple[int, str, float]], label: int) -> list[tuple[int, str, float]]:
    """The best classes, the best first; the right one is always there, in the last place if not
    among them.
    """
    ranked = sorted(rows, key=_share, reverse=True)
    best = ranked[:MOST]
    right = next((row for row in ranked[MOST:] if row[0] == label), None)
    return best if right is None else [*best[:-1], right]


def _share(row: tuple[int, str, float]) -> float:
    return row[2]
