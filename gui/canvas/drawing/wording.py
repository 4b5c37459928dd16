"""The words on a card at a zoom: near, all that it says; further away, its name larger."""

from typing import Final

from msgspec import Struct
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QGuiApplication, QPainter

from gui.canvas.drawing.face import Face
from gui.canvas.drawing.geometry import HEAD
from gui.canvas.drawing.letters import SMALLEST, Letters, letters, wrapped
from gui.canvas.drawing.live import Live
from gui.canvas.drawing.shell import MARK
from gui.theme import Theme, mixed

NARROWEST: Final = 24  # pixels for a name, below which its first and last letter say nothing
FULL: Final = 0.85  # zoom from which all is shown
LEAST: Final = 24.0  # room beside a name in which a summary is begun
LEFT: Final = 28.0  # where words begin in the head: behind the group's sign
INDENT: Final = 13.0  # and in the body
RIGHT: Final = 11.0  # room at their end
CLOSE: Final = 9.0  # and in the head, where there is less
LARGE: Final = 17  # the name's height where it is all that is said


class Line(Struct, frozen=True, eq=False):
    """Words at their place on the card, in pixels from its corner."""

    letters: Letters
    x: float
    y: float
    colour: QColor
    ground: tuple[QRectF, QColor] | None = None
    """A badge behind them."""

    def draw(self, painter: QPainter, left: float, top: float) -> None:
        """Draws them on a card whose corner is there."""
        if self.ground is not None:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(self.ground[1])
            area = self.ground[0].translated(left, top)
            painter.drawRoundedRect(area, area.height() / 2, area.height() / 2)
        painter.setPen(self.colour)
        self.letters.draw(painter, left + self.x, top + self.y)


class Wording(Struct, frozen=True, eq=False):
    """What a card has to say, and how large it is drawn."""

    face: Face
    live: Live | None
    unfolded: bool
    theme: Theme
    zoom: float

    def lines(self) -> list[Line]:
        """Each at its place."""
        return self._full() if self.zoom >= FULL else self._short()

    def _full(self) -> list[Line]:
        zoom = self.zoom
        width = self.face.size[0]
        end = (width - CLOSE) * zoom
        lines: list[Line] = []
        if self.face.severity is not None:
            end -= MARK * zoom
        if self.face.badge:
            lines.append(self._badge(end, 10))
            end = lines[0].x - 11 * zoom
        start = LEFT * zoom
        name = letters(self.face.name, _pixels(12, zoom), int(end - start), bold=True, middle=True)
        lines.append(_in_head(name, start, zoom, QColor(self.theme.text)))
        told = self.live is None and self.face.severity is None  # the title stands below
        said = "" if told and self.face.summary == self.face.title else self.face.summary
        room = int(end - start - name.width - 5 * zoom)
        if said and room >= LEAST * zoom:
            wide = letters(said, _pixels(10, zoom), 10_000).width > room
            told_briefly = letters(said, _pixels(9 if wide else 10, zoom), room)
            quiet = QColor(quiet_ink(self.theme))
            lines.append(_in_head(told_briefly, end - told_briefly.width, zoom, quiet))
        if not self.unfolded:
            lines += self._below()
        return lines

    def _below(self) -> list[Line]:
        """The lines in the card's body."""
        zoom = self.zoom
        width, height = self.face.size
        room, top = int((width - INDENT - RIGHT) * zoom), HEAD * zoom
        if self.face.severity is not None:
            colour = self.theme.error if self.face.severity == "error" else self.theme.warning
            deep = int((height - HEAD - 9) * zoom)
            found = wrapped(self.face.reason, _pixels(10, zoom), room, deep)
            return _stacked(found, top + 5 * zoom, width, zoom, colour)
        if self.live is not None:
            return self._verdict()
        found = tuple(letters(text, _pixels(11, zoom), room) for text in self.face.details)
        high = sum(line.height for line in found)
        above = top + ((height - HEAD) * zoom - high) / 2
        return _stacked(found, above, width, zoom, self.theme.muted)

    def _verdict(self) -> list[Line]:
        zoom = self.zoom
        live = self.live
        if live is None or not live.verdict:
            return []
        width, height = self.face.size
        room = int((width - INDENT - RIGHT) * zoom)
        words = letters(live.verdict, _pixels(10, zoom), room, bold=True)
        x = (width - RIGHT) * zoom - words.width
        colour = QColor(self.theme.good if live.right else self.theme.error)
        return [Line(words, x, (height - 13) * zoom - words.height / 2, colour)]

    def _short(self) -> list[Line]:
        """From further away: the name, and the summary where there is nothing to see."""
        zoom = self.zoom
        width, height = self.face.size
        lines: list[Line] = []
        end = (width - 6) * zoom
        if self.face.severity is not None:
            end -= MARK * zoom
        pixels = max(8, _pixels(LARGE, zoom))
        if self.face.badge:
            lines.append(self._badge(end - 5 * zoom, 13))
            end = lines[0].x - 9 * zoom
        start = LEFT * zoom
        if end - start >= NARROWEST:
            name = letters(self.face.name, pixels, int(end - start), bold=True, middle=True)
            lines.append(_in_head(name, start, zoom, QColor(self.theme.text)))
        said = self.face.title if self.face.badge else self.face.summary or self.face.title
        if self.live is None and not self.unfolded and 15 * zoom >= SMALLEST:
            room = int((width - INDENT - RIGHT) * zoom)
            words = letters(said, _pixels(15, zoom), room)
            middle = (HEAD + (height - HEAD) / 2) * zoom
            place = ((width * zoom - words.width) / 2, middle - words.height / 2)
            lines.append(Line(words, *place, QColor(self.theme.muted)))
        return lines

    def _badge(self, end: float, height: int) -> Line:
        """How often the block is repeated, on its group's colour."""
        zoom = self.zoom
        words = letters(self.face.badge, max(8, _pixels(height, zoom)), 200, bold=True)
        x, middle = end - words.width - 3 * zoom, HEAD * zoom / 2
        tall = words.height + 1
        area = QRectF(x - 6 * zoom, middle - tall / 2, words.width + 12 * zoom, tall)
        colour = QColor(self.theme.group(self.face.group))
        ground = (area, colour)
        return Line(words, x, middle - words.height / 2, QColor(self.theme.card), ground)


def quiet_ink(theme: Theme) -> str:
    """Secondary text in a head: on its tint the muted colour alone has too little contrast."""
    return mixed(theme.text, theme.muted, 0.45)


def _pixels(height: int, zoom: float) -> int:
    return max(SMALLEST, round(height * zoom))


def _in_head(words: Letters, x: float, zoom: float, colour: QColor) -> Line:
    return Line(words, x, (HEAD * zoom - words.height) / 2, colour)


def _stacked(
    lines: tuple[Letters, ...], top: float, width: float, zoom: float, colour: str
) -> list[Line]:
    """Lines below one another, at the side where the window's language begins."""
    backwards = QGuiApplication.layoutDirection() == Qt.LayoutDirection.RightToLeft
    made: list[Line] = []
    for line in lines:
        x = (width - RIGHT) * zoom - line.width if backwards else INDENT * zoom
        made.append(Line(line, x, top, QColor(colour)))
        top += line.height
    return made
