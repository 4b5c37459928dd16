"""A note: words on paper, as wide as the user wants and as high as they need."""

from typing import Final

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import (
    QAbstractTextDocumentLayout,
    QColor,
    QPainter,
    QPalette,
    QPen,
    QTextDocument,
    QTextOption,
)
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

from graph.sketch import Note
from gui.canvas.drawing.letters import SMALLEST
from gui.fonts import font
from gui.language import tr
from gui.theme import Theme, Tinted

WORDS: Final = 13
READABLE: Final = SMALLEST / WORDS  # zoom from which words are words
INDENT: Final = 11.0
RADIUS: Final = 5.0
LOWEST: Final = 40.0
NARROWEST: Final = 80.0


class NoteItem(QGraphicsItem):
    """It is told what to say; each line runs in the direction of its language."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._note = Note("")
        self._chosen = False
        self._words = QTextDocument()
        self._words.setDocumentMargin(0)
        self._words.setDefaultFont(font(WORDS))
        option = QTextOption()
        option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        self._words.setDefaultTextOption(option)
        self._size = (0.0, 0.0)
        self.setZValue(1.5)

    def show_note(self, note: Note) -> None:
        """Shows a note, at its place."""
        self.setPos(note.x, note.y)
        if note != self._note or not self._size[0]:
            self._note = note
            self._words.setPlainText(note.text or tr("Note"))
            self.show_width(note.width)

    def show_width(self, width: float) -> None:
        """Shows it that wide, while its edge is dragged."""
        self.prepareGeometryChange()
        self._words.setTextWidth(max(1.0, width - 2 * INDENT))
        self._size = (width, max(LOWEST, self._words.size().height() + 2 * INDENT))
        self.update()

    def show_chosen(self, chosen: bool) -> None:
        """Shows whether the note is selected."""
        if chosen != self._chosen:
            self._chosen = chosen
            self.update()

    def set_theme(self, theme: Theme) -> None:
        """Takes the colours of another theme."""
        self._theme = theme
        self.update()

    @property
    def parts(self) -> tuple[QGraphicsItem, ...]:
        """What the scene needs of it."""
        return (self,)

    @property
    def colours(self) -> Tinted:
        """The colours of its tint."""
        return self._theme.note(self._note.tint)

    @property
    def area(self) -> QRectF:
        """The paper on the canvas."""
        return QRectF(self.pos().x(), self.pos().y(), *self._size)

    def boundingRect(self) -> QRectF:
        return QRectF(0, 0, *self._size).adjusted(-2, -2, 2, 2)

    def paint(
        self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None
    ) -> None:
        zoom = 1.0 if widget is None else painter.worldTransform().m11()
        colours = self.colours
        pen = QPen(QColor(self._theme.accent if self._chosen else colours.edge))
        pen.setWidthF(2 if self._chosen else 1)
        pen.setCosmetic(True)
        painter.setPen(pen)
        painter.setBrush(QColor(colours.ground))
        painter.drawRoundedRect(QRectF(0, 0, *self._size), RADIUS, RADIUS)
        if zoom >= READABLE:
            self._paint_words(painter, QColor(colours.ink))
        else:
            self._paint_lines(painter, QColor(colours.edge))

    def _paint_words(self, painter: QPainter, ink: QColor) -> None:
        painter.save()
        painter.translate(QPointF(INDENT, INDENT))
        context = QAbstractTextDocumentLayout.PaintContext()
        palette = QPalette()
        palette.setColor(QPalette.ColorRole.Text, ink)
        context.palette = palette
        self._words.documentLayout().draw(painter, context)
        painter.restore()

    def _paint_lines(self, painter: QPainter, colour: QColor) -> None:
        """Where they cannot be read, bars say that there are words."""
        width, height = self._size
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour)
        line = WORDS * 1.4
        for row in range(int((height - 2 * INDENT) / line)):
            painter.drawRect(QRectF(INDENT, INDENT + row * line + 4, width - 2 * INDENT, 4))
