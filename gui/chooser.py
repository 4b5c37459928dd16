"""A box to type in over a list that gets shorter: one thing is chosen by Enter or a click."""

from collections.abc import Callable, Sequence

from msgspec import Struct
from PySide6.QtCore import QEvent, QObject, QPoint, Qt
from PySide6.QtGui import QColor, QKeyEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QHeaderView,
    QLabel,
    QLineEdit,
    QTreeWidget,
    QTreeWidgetItem,
    QWidget,
)

from graph import fuzzy
from gui.language import tr
from gui.popup import Popup
from gui.theme import Theme

WIDTH = 440
MOST = 11  # rows before it scrolls
LISTED = 200  # rows at most: who looks for more types more
TOP = 44  # pixels from the upper edge of what it lies over


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
        question: str,
        choices: Sequence[Choice],
        chosen: Callable[[object], object],
        theme: Theme,
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self._choices, self._chosen, self._theme = choices, chosen, theme
        self._typed = QLineEdit()
        self._typed.setObjectName("chooser:typed")
        self._typed.setPlaceholderText(question)
        self._typed.setAccessibleName(question)
        self._rows = _rows(question)
        self._said = QLabel()
        self._said.setObjectName("chooser:said")
        self._said.setProperty("role", "muted")
        self._said.setContentsMargins(14, 5, 14, 8)
        self.column.setContentsMargins(9, 9, 9, 1)
        self.column.setSpacing(6)
        for widget in (self._typed, self._rows, self._said):
            self.column.addWidget(widget)
        self._typed.textChanged.connect(self._list)
        self._typed.returnPressed.connect(self._take)
        self._typed.installEventFilter(self)
        self._rows.itemClicked.connect(self._take)
        self._list("")

    def show_over(self, widget: QWidget) -> None:
        """Shows it over the middle of a widget's upper part, ready to be typed in."""
        self.show_at(widget.mapToGlobal(QPoint((widget.width() - self.width()) // 2, TOP)))
        self._typed.setFocus()

    def _list(self, typed: str) -> None:
        fitting = fuzzy.ranked(typed, self._choices, _words)
        muted = QColor(self._theme.muted)
        self._rows.clear()
        for choice in fitting[:LISTED]:
            row = QTreeWidgetItem([choice.title, choice.detail])
            row.setData(0, Qt.ItemDataRole.UserRole, choice)
            row.setForeground(1, muted)
            self._rows.addTopLevelItem(row)
        self._said.setText(
            tr("{count} found. Enter takes the marked one, Esc leaves.", count=len(fitting))
            if fitting
            else tr("Nothing is called that.")
        )
        first = self._rows.topLevelItem(0)
        if first is not None:
            self._rows.setCurrentItem(first)
        height = self._rows.sizeHintForRow(0) if fitting else 0
        self._rows.setFixedHeight(height * min(MOST, len(fitting)) + 2)
        self.setFixedWidth(WIDTH)
        self.adjustSize()

    def _take(self) -> None:
        row = self._rows.currentItem()
        if row is None:
            return
        choice: Choice = row.data(0, Qt.ItemDataRole.UserRole)
        self.close()
        self._chosen(choice.value)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() != QEvent.Type.KeyPress or not isinstance(event, QKeyEvent):
            return False
        moves = event.key() in _MOVES
        if moves:
            QApplication.sendEvent(self._rows, event)
        return moves


_MOVES = (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown)


def _words(choice: Choice) -> tuple[str, ...]:
    return (choice.title, *choice.words)


def _rows(name: str) -> QTreeWidget:
    rows = QTreeWidget()
    rows.setObjectName("chooser:rows")
    rows.setAccessibleName(name)
    rows.setColumnCount(2)
    rows.setHeaderHidden(True)
    rows.setRootIsDecorated(False)
    rows.setUniformRowHeights(True)
    rows.setAllColumnsShowFocus(True)
    rows.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # the keyboard stays where one types
    rows.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    rows.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
    header = rows.header()
    header.setStretchLastSection(False)
    header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
    header.setSectionResizeMode(1, QHeaderView.ResizeMode.ResizeToContents)
    return rows
