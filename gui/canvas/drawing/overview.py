"""The drawing from far away, in one go: all wires, then all cards of a colour, from arrays.

No item is asked: thousands of them would take a second. Colours, what is selected and what is
wrong are still seen; names where they can be read.
"""

from itertools import pairwise

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray
from PySide6.QtCore import QLineF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QTransform
from shiboken6 import Shiboken

from gui.canvas.drawing.index import Floats, Index, Numbers
from gui.canvas.drawing.letters import letters
from gui.theme import Theme, mixed

Mask = NDArray[np.bool_]

NAMED = 42.0  # pixels of a card's width from which its name can be read on it
TINTED = 0.3  # of the group's colour under a name
CROWD = 900  # cards in view above which no names are drawn
LONG = 420.0  # pixels of a piece of wire that is paler in its middle
ENDS = 130.0  # pixels at its ends where it is not
PALE = 0.45
MARKED = 2.6


class Card(Struct, frozen=True):
    """What the overview has to know of a card."""

    name: str
    group: str
    severity: str | None
    badge: str


class Marks(Struct, frozen=True):
    """What stands out at the moment, by its number in the index."""

    chosen: frozenset[int] = frozenset()
    marked: frozenset[int] = frozenset()
    """The wires that are selected, aimed at or under the mouse."""
    lit: frozenset[int] | None = None
    """The wires at what is selected, if anything is; the others fade."""
    hidden: frozenset[int] = frozenset()
    """The wires that are not drawn."""


class Overview:
    """Paints a drawing; keeps what depends on the cards' faces alone."""

    def __init__(self, index: Index, cards: list[Card]) -> None:
        self._index, self._cards = index, cards
        groups = sorted({card.group for card in cards})
        self._groups = groups
        codes = {group: code for code, group in enumerate(groups)}
        self._codes = np.array([codes[card.group] for card in cards], np.intp)
        self._wrong = {
            severity: [n for n, card in enumerate(cards) if card.severity == severity]
            for severity in ("warning", "error")
        }

    def paint(
        self, painter: QPainter, transform: QTransform, area: QRect, theme: Theme, marks: Marks
    ) -> None:
        """Draws what lies in an area of the screen."""
        pieces, owners = self._index.segments
        lines = _mapped(pieces, transform)
        seen = _seen(lines, QRectF(area))
        width = max(1.0, min(1.6, 2.6 * transform.m11()))
        _paint_wires(painter, lines[seen], owners[seen], width, theme, marks)
        rects = self._rects(transform)
        boxes = np.concatenate([rects[:, :2], rects[:, :2] + rects[:, 2:]], axis=1)
        seen, named = _seen(boxes, QRectF(area)), rects[:, 2] >= NAMED
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        self._paint_cards(painter, rects, seen, named, theme)
        self._paint_marks(painter, rects, seen, theme, marks)
        self._paint_names(painter, rects, np.flatnonzero(seen & named), theme)

    def paint_small(self, painter: QPainter, transform: QTransform, theme: Theme) -> None:
        """Draws all cards as spots of colour."""
        rects = self._rects(transform)
        everything, nothing = np.ones(len(rects), bool), np.zeros(len(rects), bool)
        self._paint_cards(painter, rects, everything, nothing, theme)

    def _rects(self, transform: QTransform) -> Floats:
        """The cards in whole pixels: x, y, width, height."""
        corners = _mapped(self._index.corners, transform)
        near = np.round(corners)
        far = np.round(corners + self._index.sizes * transform.m11())
        return np.concatenate([near, np.maximum(far - near, 2.0)], axis=1)

    def _paint_cards(
        self, painter: QPainter, rects: Floats, seen: Mask, named: Mask, theme: Theme
    ) -> None:
        for code, group in enumerate(self._groups):
            mine = seen & (self._codes == code)
            colour = theme.group(group)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(colour))
            _draw_rects(painter, rects[mine & ~named])
            painter.setPen(QPen(QColor(mixed(colour, theme.card, 0.7)), 1))
            painter.setBrush(QColor(mixed(colour, theme.card, TINTED)))
            _draw_rects(painter, rects[mine & named])

    def _paint_marks(
        self, painter: QPainter, rects: Floats, seen: Mask, theme: Theme, marks: Marks
    ) -> None:
        """Outlines: thin of what is wrong, errors with a bar; thick of what is selected."""
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for severity, colour in (("warning", theme.warning), ("error", theme.error)):
            numbers = [n for n in self._wrong[severity] if seen[n]]
            if numbers:
                pen = QPen(QColor(colour), 2)
                if severity == "warning":
                    pen.setStyle(Qt.PenStyle.DashLine)
                painter.setPen(pen)
                _draw_rects(painter, rects[numbers] + (-2, -2, 3, 3))
        chosen = [n for n in marks.chosen if seen[n]]
        if chosen:
            painter.setPen(QPen(QColor(theme.accent), 2))
            _draw_rects(painter, rects[chosen] + (-3, -3, 6, 6))
            painter.setPen(QPen(QColor(theme.canvas), 1))
            _draw_rects(painter, rects[chosen] + (-1, -1, 1, 1))

    def _paint_names(
        self, painter: QPainter, rects: Floats, numbers: Numbers, theme: Theme
    ) -> None:
        if len(numbers) > CROWD:
            return
        painter.setRenderHint(QPainter.RenderHint.TextAntialiasing)
        painter.setPen(QColor(theme.text))
        for number in numbers:
            x, y, width, height = rects[number]
            card = self._cards[number]
            said = f"{card.name} {card.badge}" if card.badge else card.name
            pixels = 9 if width >= 54 else 8
            words = letters(said, pixels, int(width) - 4, middle=True)
            if words.height <= height:
                left = x + (width - words.width) / 2
                words.draw(painter, round(left), round(y + (height - words.height) / 2))


def _paint_wires(
    painter: QPainter, lines: Floats, owners: Numbers, width: float, theme: Theme, marks: Marks
) -> None:
    if marks.hidden:
        kept = ~np.isin(owners, list(marks.hidden))
        lines, owners = lines[kept], owners[kept]
    marked = np.isin(owners, list(marks.marked))
    faded = np.zeros(len(owners), bool)
    if marks.lit is not None:
        faded = ~np.isin(owners, list(marks.lit)) & ~marked
    pale = mixed(theme.wire, theme.canvas, PALE)
    near, between, middle = _split(lines[~marked & ~faded])
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    for group, colour, thick in (
        (lines[faded], pale, width),
        (middle, pale, width),
        (between, mixed(theme.wire, theme.canvas, (1 + PALE) / 2), width),
        (near, theme.wire, width),
        (lines[marked], theme.accent, MARKED),
    ):
        painter.setPen(QPen(QColor(colour), thick))
        _draw_lines(painter, group)


def _mapped(points: Floats, transform: QTransform) -> Floats:
    """Canvas units to pixels, in rows of any number of points."""
    columns = points.shape[1] // 2
    scale = np.tile((transform.m11(), transform.m22()), columns)
    return points * scale + np.tile((transform.dx(), transform.dy()), columns)


def _seen(boxes: Floats, area: QRectF) -> Mask:
    """Which of the boxes or lines (x1, y1, x2, y2) may touch the area."""
    left, right = np.minimum(boxes[:, 0], boxes[:, 2]), np.maximum(boxes[:, 0], boxes[:, 2])
    top, bottom = np.minimum(boxes[:, 1], boxes[:, 3]), np.maximum(boxes[:, 1], boxes[:, 3])
    edge = 4.0
    return (
        (right >= area.left() - edge)
        & (left <= area.right() + edge)
        & (bottom >= area.top() - edge)
        & (top <= area.bottom() + edge)
    )


def _split(lines: Floats) -> tuple[Floats, Floats, Floats]:
    """The lines without the inner parts of the long ones; what lies between; and their middles."""
    way = lines[:, 2:] - lines[:, :2]
    length = np.hypot(way[:, 0], way[:, 1])
    long = length > LONG
    if not long.any():
        return lines, lines[:0], lines[:0]
    start, end = lines[long, :2], lines[long, 2:]
    step = way[long] * (ENDS / length[long])[:, None]
    rows = [start, start + step, start + 1.5 * step, end - 1.5 * step, end - step, end]
    pieces = [np.hstack(pair) for pair in pairwise(rows)]
    near = np.concatenate([lines[~long], pieces[0], pieces[4]])
    return near, np.concatenate([pieces[1], pieces[3]]), pieces[2]


def _draw_lines(painter: QPainter, lines: Floats) -> None:
    """All at once: Qt reads them where numpy has them."""
    if len(lines):
        kept = np.ascontiguousarray(lines)
        painter.drawLines(Shiboken.wrapInstance(kept.ctypes.data, QLineF), len(kept))  # type: ignore[call-overload]


def _draw_rects(painter: QPainter, rects: Floats) -> None:
    if len(rects):
        kept = np.ascontiguousarray(rects)
        painter.drawRects(Shiboken.wrapInstance(kept.ctypes.data, QRectF), len(kept))  # type: ignore[call-overload]
