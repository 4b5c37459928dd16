"""A line to type in over rows that become fewer, and a sentence below about the marked one.

The keyboard stays in the line: arrows mark another row, Enter or a click takes it.
"""

from collections.abc import Iterable
from typing import Final

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QHeaderView,
    QLabel,
    QLineEdit,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from gui.labels import show_role

_MOVES: Final = (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown)
_VALUE: Final = Qt.ItemDataRole.UserRole


class SearchList(QWidget):
    """`fill` shows what fits, each row with the value that it stands for; the first is marked."""

    typed = Signal(str)
    marked = Signal()
    taken = Signal()

    def __init__(self, name: str, question: str, title: str, columns: int) -> None:
        """`name` is what its parts are called by, `title` what a screen reader calls it."""
        super().__init__()
        self._line = QLineEdit()
        self._line.setObjectName(f"{name}:typed")
        self._line.setPlaceholderText(question)
        self._line.setAccessibleName(title)
        self._rows = _rows(columns)
        self._rows.setObjectName(f"{name}:rows")
        self._rows.setAccessibleName(title)
        self._said = QLabel()
        self._said.setObjectName(f"{name}:said")
        self._said.setProperty("role", "muted")
        self._said.setContentsMargins(9, 2, 9, 8)
        self._said.setWordWrap(True)
        self._column = column = QVBoxLayout(self)
        column.setContentsMargins(9, 9, 9, 1)
        column.setSpacing(6)
        for part in (self._line, self._rows, self._said):
            column.addWidget(part)
        self.setFocusProxy(self._line)
        self._line.textChanged.connect(self.typed)
        self._line.returnPressed.connect(self.taken)
        self._line.installEventFilter(self)
        self._rows.itemClicked.connect(self._take)
        self._rows.currentItemChanged.connect(self._mark)

    def fill(self, rows: Iterable[tuple[QTreeWidgetItem, object]]) -> None:
        """Shows other rows, with their values."""
        self._rows.clear()
        for row, value in rows:
            row.setData(0, _VALUE, value)
            self._rows.addTopLevelItem(row)
        first = self._rows.topLevelItem(0)
        if first is not None:
            self._rows.setCurrentItem(first)

    def value(self) -> object | None:
        """What the marked row stands for; None if there is none."""
        row = self._rows.currentItem()
        return None if row is None else row.data(0, _VALUE)

    def say(self, sentence: str, role: str = "muted") -> None:
        """Shows a sentence below the rows."""
        self._said.setText(sentence)
        show_role(self._said, role)

    def shrink(self, most: int) -> None:
        """Makes the list as high as its rows, or as so many of them; the sentence is one line."""
        self._said.setWordWrap(False)
        self._rows.ensurePolished()  # before it is shown it is not styled, and has other rows
        count = self._rows.topLevelItemCount()
        height = self._rows.sizeHintForRow(0) if count else 0
        self._rows.setFixedHeight(height * min(most, count) + 2)
        self._column.activate()  # else it would still want the room that it had

    def _take(self, row: QTreeWidgetItem) -> None:
        self._rows.setCurrentItem(row)
        self.taken.emit()

    def _mark(self, row: QTreeWidgetItem | None) -> None:
        if row is not None:
            self.marked.emit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() != QEvent.Type.KeyPress or not isinstance(event, QKeyEvent):
            return False
        moves = event.key() in _MOVES
        if moves:
            QApplication.sendEvent(self._rows, event)
        return moves


def _rows(columns: int) -> QTreeWidget:
    rows = QTreeWidget()
    rows.setColumnCount(columns)
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
    for column in range(1, columns):
        header.setSectionResizeMode(column, QHeaderView.ResizeMode.ResizeToContents)
    return rows
