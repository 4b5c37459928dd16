"""The steps by their names, the newest first: a click goes back to one, or forward, in one jump."""

from PySide6.QtCore import QEvent, QObject, QSize, Qt
from PySide6.QtGui import QColor, QFont, QKeyEvent
from PySide6.QtWidgets import QLabel, QListWidget, QListWidgetItem, QWidget

from graph.document import Change
from gui.figures import ltr
from gui.language import tr
from gui.popup import Popup
from gui.session import Session
from gui.theme import Theme

WIDTH = 270
MOST = 14  # rows before it scrolls
NAMED = 300  # rows that say which blocks they changed: what is further back is hardly looked at
ROW = 28
BELOW = 6  # pixels under the button


class History(Popup):
    """Every row is the project as it was after a step; the last one as it was opened.

    Under the mouse, or with the arrow keys, the steps between there and now are marked.
    """

    def __init__(self, session: Session, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._session, self._theme = session, theme
        self._rows = QListWidget()
        self._rows.setObjectName("history:steps")
        self._rows.setAccessibleName(tr("History"))
        self._rows.setMouseTracking(True)
        self._rows.setUniformItemSizes(True)
        self._rows.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        document = session.document
        self._now = len(document.future)  # the row of the project as it is
        for place, step in enumerate(reversed(document.steps())):
            self._add(_told(step) if place < NAMED else tr(step.label))
        self._add(tr("As it was opened"))
        self._said = QLabel()
        self._said.setObjectName("history:said")
        self._said.setProperty("role", "muted")
        self._said.setContentsMargins(12, 7, 12, 8)
        self.column.addWidget(self._rows)
        self.column.addWidget(self._said)
        self._rows.setFixedSize(WIDTH, ROW * min(MOST, self._rows.count()) + 2)
        self._rows.currentRowChanged.connect(self._mark)
        self._rows.itemEntered.connect(self._rows.setCurrentItem)
        self._rows.itemClicked.connect(self._go)
        self._rows.installEventFilter(self)
        self._rows.setCurrentRow(self._now)
        self._mark(self._now)

    def open_below(self, button: QWidget) -> None:
        """Shows it under the button that asked for it; under its bar, if that hides it."""
        bar = button.parentWidget()
        self.show_below(button if button.isVisible() or bar is None else bar, BELOW)
        self._rows.setFocus()
        self._rows.scrollToItem(self._rows.item(self._now))

    def _add(self, text: str) -> None:
        item = QListWidgetItem(text)
        item.setSizeHint(QSize(WIDTH, ROW))
        self._rows.addItem(item)

    def _mark(self, row: int) -> None:
        """Strikes out what would go if that row were chosen, and says how much it is."""
        for number in range(self._rows.count()):
            item = self._rows.item(number)
            gone = number < self._now and not row <= number  # was undone, and stays so
            goes = self._now <= number < row
            font = QFont(self._rows.font())
            font.setStrikeOut(goes)
            font.setBold(number == self._now)
            item.setFont(font)
            muted = gone or goes
            item.setForeground(QColor(self._theme.muted if muted else self._theme.text))
        self._said.setText(self._sentence(row - self._now))

    @staticmethod
    def _sentence(steps: int) -> str:
        if steps == 0:
            return tr("This is how it is now.")
        if abs(steps) == 1:
            return tr("1 step back" if steps > 0 else "1 step forward")
        return tr("{count} steps back" if steps > 0 else "{count} steps forward", count=abs(steps))

    def _go(self) -> None:
        steps = self._now - self._rows.currentRow()
        self.close()
        if steps:
            self._session.go_to(steps)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() != QEvent.Type.KeyPress or not isinstance(event, QKeyEvent):
            return False
        enters = event.key() in _ENTER
        if enters:
            self._go()
        return enters


def _told(step: Change) -> str:
    """What a step did, and to which block, or to how many."""
    touched = sorted(step.touched)
    if len(touched) == 1:
        return f"{tr(step.label)} · {ltr(touched[0])}"
    return f"{tr(step.label)} · {len(touched)}" if touched else tr(step.label)


_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
