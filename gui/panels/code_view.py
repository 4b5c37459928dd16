"""Python source with its colours: read, copied and clicked, not edited. Always left to right."""

import re
from collections.abc import Iterable

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontDatabase,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QSyntaxHighlighter,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
    QTextFormat,
    QTextOption,
)
from PySide6.QtWidgets import QPlainTextEdit, QTextEdit, QWidget

from gui.language import tr
from gui.theme import Theme, mixed

TOKEN = re.compile(
    r'(?P<text>"""(?:.*?"""|.*$)|"(?:[^"\\]|\\.)*")'
    r"|(?P<comment>#.*$)"
    r"|(?P<keyword>\b(?:class|def|for|from|if|import|in|is|not|else|return|None|True|False)\b)"
    r"|(?P<number>\b\d[\d_.]*(?:e-?\d+)?\b)"
    r"|(?P<name>\b(?:[^\W\d]\w*)(?=\(nn\.Module\)))"
)
QUOTES = '"""'
INSIDE = 1  # the state of a line that ends inside a text of three quotes


class Highlighter(QSyntaxHighlighter):
    """Colours keywords, texts, comments, numbers and the names of classes."""

    def __init__(self, document: QTextDocument, theme: Theme) -> None:
        super().__init__(document)
        self.set_theme(theme)

    def set_theme(self, theme: Theme, *, pale: bool = False) -> None:
        """Takes other colours; a pale text has only one."""
        self._pale = _format(mixed(theme.muted, theme.field, 0.6)) if pale else None
        colours = {
            "keyword": theme.group("Normalisation"),
            "text": theme.good,
            "comment": theme.muted,
            "number": theme.warning,
            "name": theme.accent,
        }
        self._formats = {kind: _format(colour) for kind, colour in colours.items()}
        self._formats["name"].setFontWeight(QFont.Weight.DemiBold)
        self.rehighlight()

    def highlightBlock(self, text: str) -> None:
        start = 0
        self.setCurrentBlockState(0)
        if self._pale is not None:
            self.setFormat(0, len(text), self._pale)
            return
        if self.previousBlockState() == INSIDE:
            end = text.find(QUOTES)
            start = len(text) if end < 0 else end + len(QUOTES)
            self.setFormat(0, start, self._formats["text"])
            if end < 0:
                self.setCurrentBlockState(INSIDE)
        for found in TOKEN.finditer(text, start):
            kind = found.lastgroup or ""
            self.setFormat(found.start(), len(found[0]), self._formats[kind])
            if found[0].startswith(QUOTES) and (found[0].count(QUOTES) < 2):
                self.setCurrentBlockState(INSIDE)


class CodeView(QPlainTextEdit):
    """The text, with some of its lines marked. The first line is 1."""

    clicked = Signal(int)  # a line

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("code")
        self.setAccessibleName(tr("Code"))
        self.setReadOnly(True)
        self.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse
            | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        self.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        option = QTextOption(Qt.AlignmentFlag.AlignLeft)
        option.setTextDirection(Qt.LayoutDirection.LeftToRight)
        option.setWrapMode(QTextOption.WrapMode.NoWrap)
        self.document().setDefaultTextOption(option)
        self._theme = theme
        self._pale = False
        self._marked: tuple[range, ...] = ()
        self._highlighter = Highlighter(self.document(), theme)

    @property
    def marked(self) -> tuple[range, ...]:
        """The lines that stand out."""
        return self._marked

    def set_theme(self, theme: Theme) -> None:
        """Takes other colours."""
        self._theme = theme
        self._highlighter.set_theme(theme, pale=self._pale)
        self._paint()

    def set_pale(self, pale: bool) -> None:
        """Shows the text in grey: it is not what is drawn now."""
        if pale != self._pale:
            self._pale = pale
            self.set_theme(self._theme)

    def show_text(self, text: str) -> None:
        """Takes another text, and stays where it is scrolled to."""
        if text == self.toPlainText():
            return
        bars = (self.verticalScrollBar(), self.horizontalScrollBar())
        places = [bar.value() for bar in bars]
        self.setPlainText(text)
        for bar, place in zip(bars, places, strict=True):
            bar.setValue(place)
        self._paint()

    def mark(self, lines: Iterable[range]) -> None:
        """Lets those lines stand out."""
        self._marked = tuple(lines)
        self._paint()

    def reveal(self, line: int) -> None:
        """Scrolls until the line is in sight, if it is not."""
        first = self.firstVisibleBlock().blockNumber() + 1
        shown = self.viewport().height() // max(1, self.fontMetrics().lineSpacing())
        if not first <= line < first + shown - 1:
            self.verticalScrollBar().setValue(max(0, line - 1 - shown // 4))

    def _paint(self) -> None:
        ground = QColor(mixed(self._theme.accent, self._theme.field, 0.18))
        selections = []
        for line in (line for lines in self._marked for line in lines):
            selection = QTextEdit.ExtraSelection()
            selection.cursor = QTextCursor(self.document().findBlockByNumber(line - 1))
            selection.format.setBackground(ground)
            selection.format.setProperty(QTextFormat.Property.FullWidthSelection, True)
            selections.append(selection)
        self.setExtraSelections(selections)

    def event(self, event: QEvent) -> bool:
        keys = (QKeySequence.StandardKey.Copy, QKeySequence.StandardKey.SelectAll)
        if (
            event.type() is QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and any(map(event.matches, keys))
        ):
            event.accept()  # the text is meant, and not the blocks
            return True
        return super().event(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        if event.button() is Qt.MouseButton.LeftButton and not self.textCursor().hasSelection():
            cursor = self.cursorForPosition(event.position().toPoint())
            self.clicked.emit(cursor.blockNumber() + 1)


def _format(colour: str) -> QTextCharFormat:
    made = QTextCharFormat()
    made.setForeground(QColor(colour))
    return made
