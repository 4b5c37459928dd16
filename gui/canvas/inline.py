"""Writing in place: a frame's title and a note's words, over the canvas and as large as there."""

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QEvent, QRect, Qt
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QGraphicsView, QLineEdit, QPlainTextEdit

from graph.edits.marking import MOST
from gui.fonts import font
from gui.language import tr

SMALLEST: Final = 12  # pixels of letters that are being written
NARROWEST: Final = 190  # pixels of a field
LOWEST: Final = 84  # pixels of a note's field

Where = Callable[[], QRect]
"""The place in the view, in pixels, wherever that is by now."""
Done = Callable[[str], None]


class TitleEditor(QLineEdit):
    """Enter, or a click elsewhere, keeps what was written; Esc does not."""

    def __init__(self, view: QGraphicsView, where: Where, text: str, done: Done) -> None:
        super().__init__(text, view)
        self._view, self._where, self._done = view, where, done
        self._open = True
        self.setObjectName("canvas:title")
        self.setAccessibleName(tr("Title of the frame"))
        self.setPlaceholderText(tr("Title of the frame"))
        self.setMaxLength(MOST)
        self.returnPressed.connect(self._keep)
        _follow(view, self.settle)
        self.settle()
        self.selectAll()
        self.show()
        self.setFocus()

    def settle(self) -> None:
        """Goes where the title is."""
        if not self._open:
            return  # it waits to be deleted
        place = self._where()
        height = self.sizeHint().height()
        top = place.center().y() - height // 2
        self.setGeometry(place.x(), top, max(NARROWEST, place.width()), height)

    def close_up(self, *, keep: bool) -> None:
        """Ends the writing, once."""
        if self._open:
            self._open = False
            self.hide()
            self.deleteLater()
            self._view.setFocus()
            if keep:
                self._done(self.text())

    def _keep(self) -> None:
        self.close_up(keep=True)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.close_up(keep=False)
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if _left(event):
            self.close_up(keep=True)


class NoteEditor(QPlainTextEdit):
    """Ctrl+Enter, or a click elsewhere, keeps what was written; Esc does not."""

    def __init__(
        self, view: QGraphicsView, where: Where, text: str, done: Done, pixels: int
    ) -> None:
        super().__init__(text, view)
        self._view, self._where, self._done = view, where, done
        self._open = True
        self.setObjectName("canvas:note")
        self.setAccessibleName(tr("Words of the note"))
        self.setPlaceholderText(tr("Ctrl+Enter when it is done, Esc to give it up"))
        self.setFont(font(max(SMALLEST, pixels)))
        self.setStyleSheet(f"font-size: {max(SMALLEST, pixels)}px")
        self.setTabChangesFocus(True)
        _follow(view, self.settle)
        self.settle()
        self.selectAll()
        self.show()
        self.setFocus()

    def settle(self) -> None:
        """Goes where the note is."""
        if not self._open:
            return  # it waits to be deleted
        place = self._where()
        width, height = max(NARROWEST, place.width()), max(LOWEST, place.height() + 16)
        self.setGeometry(place.x(), place.y(), width, height)

    def close_up(self, *, keep: bool) -> None:
        """Ends the writing, once."""
        if self._open:
            self._open = False
            self.hide()
            self.deleteLater()
            self._view.setFocus()
            if keep:
                self._done(self.toPlainText())

    def event(self, event: QEvent) -> bool:
        if event.type() is QEvent.Type.ShortcutOverride:
            assert isinstance(event, QKeyEvent)
            if _ends(event):
                event.accept()  # here it is no shortcut of the window
                return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.close_up(keep=False)
        elif _ends(event):
            self.close_up(keep=True)
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if _left(event):
            self.close_up(keep=True)


def _ends(event: QKeyEvent) -> bool:
    """Whether it is Ctrl+Enter."""
    enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
    return enter and bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)


def _left(event: QFocusEvent) -> bool:
    """Whether the focus went to something else in the window: no menu, no other window."""
    stays = (Qt.FocusReason.PopupFocusReason, Qt.FocusReason.ActiveWindowFocusReason)
    return event.reason() not in stays


def _follow(view: QGraphicsView, settle: Callable[[], None]) -> None:
    """The field stays on its place when the view is scrolled or zoomed."""
    for bar in (view.horizontalScrollBar(), view.verticalScrollBar()):
        bar.valueChanged.connect(settle)
        bar.rangeChanged.connect(settle)
