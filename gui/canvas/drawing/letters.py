"""Text in whole pixels: cut to its room and laid out once for each size in which it is seen.

Glyphs of a size that is no whole number are drawn anew at every step of a zoom; these are not.
"""

from functools import lru_cache
from typing import Final

from msgspec import Struct
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import (
    QFont,
    QFontMetricsF,
    QPainter,
    QStaticText,
    QTextLayout,
    QTextOption,
)

from gui.fonts import font

ISOLATES, ENDS = "\u2066\u2067\u2068", "\u2069"  # around what runs in a direction of its own
MARKS = "\u200e\u200f"  # at the beginning: the direction of all
SMALLEST: Final = 7  # pixels: what is smaller cannot be read


class Letters(Struct, frozen=True, eq=False):
    """A line of text that is ready to be drawn."""

    text: QStaticText
    face: QFont
    width: float
    height: float

    def draw(self, painter: QPainter, x: float, y: float) -> None:
        """Draws it with the painter's pen, its upper left corner there."""
        painter.setFont(self.face)
        painter.drawStaticText(QPointF(x, y), self.text)


@lru_cache(maxsize=256)
def _sized(pixels: int, bold: bool) -> tuple[QFont, QFontMetricsF]:
    face = font(pixels, bold=bold)
    return face, QFontMetricsF(face)


@lru_cache(maxsize=16_384)
def letters(
    text: str, pixels: int, room: int, *, bold: bool = False, middle: bool = False
) -> Letters:
    """A line that is no wider than `room`; what is too long is cut at its end or in the middle."""
    face, metrics = _sized(pixels, bold)
    width = metrics.horizontalAdvance(text)
    if width > room:
        cut = Qt.TextElideMode.ElideMiddle if middle else Qt.TextElideMode.ElideRight
        text = metrics.elidedText(text, cut, room)
        width = metrics.horizontalAdvance(text)
    made = QStaticText(text)
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.setPerformanceHint(QStaticText.PerformanceHint.AggressiveCaching)
    return Letters(made, face, width, metrics.height())


@lru_cache(maxsize=1_024)
def wrapped(text: str, pixels: int, width: int, height: int) -> tuple[Letters, ...]:
    """As many lines as fit; the last one ends in … if there is more."""
    face, metrics = _sized(pixels, False)
    layout = QTextLayout(text, face)
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    layout.setTextOption(option)
    layout.beginLayout()
    found: list[Letters] = []
    most = max(1, int(height / metrics.height()))
    while len(found) < most and (line := layout.createLine()).isValid():
        line.setLineWidth(width)
        start = line.textStart()
        end = len(text) if len(found) == most - 1 else start + line.textLength()
        said = _directed(text, start) + text[start:end].strip()
        found.append(letters(said, pixels, width))
    layout.endLayout()
    return tuple(found)


def _directed(text: str, start: int) -> str:
    """What gives a line that begins there the direction that it has within its sentence."""
    if not start:
        return ""
    opened: list[str] = []
    for letter in text[:start]:
        if letter in ISOLATES:
            opened.append(letter)
        elif letter == ENDS and opened:
            opened.pop()
    return (text[0] if text[0] in MARKS else "") + "".join(opened)
