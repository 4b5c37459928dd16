"""A box to type in over a list that gets shorter: one thing is chosen by Enter or a click."""

from collections.abc import Callable, Sequence

from msgspec import Struct
from PySide6.QtCore import QEvent, QObject, QPoint, QSize, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLabel, QLineEdit, QListWidget, QListWidgetItem, QWidget

from graph import fuzzy
from gui.language import tr
from gui.popup import Popup

WIDTH = 380
ROW = 28
MOST = 10  # rows before it scrolls
LISTED = 200
DOWN = 64  # pixels under the upper edge of what it is shown over


class Choice(Struct, frozen=True):
    """A row: what it is called, what stands behind it, other words for it, and what it means."""

    title: str
    detail: str
    words: tuple[str, ...]
    value: object


class Chooser(Popup):
    """The first row that fits is marked; arrows mark another, Esc gives up."""

    def __init__(
        self,
        parent: QWidget,
        question: str,
        choices: Sequence[Choice],
        chosen: Callable[[object], object],
    ) -> None:
        super().__init__(parent)
        self._choices, self._chosen = choices, chosen
        self._typed = QLineEdit()
        self._typed.setObjectName("chooser:typed")
        self._typed.setPlaceholderText(question)
        self._typed.setAccessibleName(question)
        self._typed.setClearButtonEnabled(True)
        self._rows = QListWidget()
        self._rows.setObjectName("chooser:rows")
        self._rows.setAccessibleName(question)
        self._rows.setUniformItemSizes(True)
        self._rows.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # the keyboard stays where one types
        self._rows.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._rows.setFixedSize(WIDTH, ROW * min(MOST, max(3, len(choices))) + 4)
        self._said = QLabel()
        self._said.setProperty("role", "muted")
        self._said.setContentsMargins(12, 5, 12, 7)
        self.column.setContentsMargins(8, 8, 8, 0)
        self.column.setSpacing(4)
        for widget in (self._typed, self._rows, self._said):
            self.column.addWidget(widget)
        self._typed.textChanged.connect(self._list)
        self._typed.installEventFilter(self)
        self._rows.itemClicked.connect(self._take)
        self._list("")

    def show_over(self, widget: QWidget) -> None:
        """Shows it in the upper middle of a widget, ready to be typed in."""
        self.adjustSize()
        left = (widget.width() - self.width()) // 2
        self.show_at(widget.mapToGlobal(QPoint(left, DOWN)))
        self._typed.setFocus()

    def _list(self, typed: str) -> None:
        fitting = fuzzy.ranked(typed, self._choices, _words)
        self._rows.clear()
        for choice in fitting[:LISTED]:
            item = QListWidgetItem(f"{choice.title}    {choice.detail}".rstrip())
            item.setData(Qt.ItemDataRole.UserRole, choice)
            item.setSizeHint(QSize(WIDTH, ROW))
            self._rows.addItem(item)
        self._rows.setCurrentRow(0 if fitting else -1)
        if not fitting:
            self._said.setText(tr("Nothing is called that."))
        else:
            self._said.setText(tr("{count} found", count=len(fitting)))

    def _take(self) -> None:
        item = self._rows.currentItem()
        if item is None:
            return
        self.close()
        choice = item.data(Qt.ItemDataRole.UserRole)
        if isinstance(choice, Choice):
            self._chosen(choice.value)

    def _step(self, rows: int) -> None:
        last = self._rows.count() - 1
        self._rows.setCurrentRow(max(0, min(last, self._rows.currentRow() + rows)))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if not isinstance(event, QKeyEvent) or event.type() != QEvent.Type.KeyPress:
            return False
        key = event.key()
        if key in _ENTER:
            self._take()
        elif key in _STEPS:
            self._step(_STEPS[Qt.Key(key)])
        else:
            return False
        return True


_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_STEPS = {
    Qt.Key.Key_Down: 1,
    Qt.Key.Key_Up: -1,
    Qt.Key.Key_PageDown: MOST,
    Qt.Key.Key_PageUp: -MOST,
}


def _words(choice: Choice) -> tuple[str, ...]:
    return (choice.title, *choice.words)
