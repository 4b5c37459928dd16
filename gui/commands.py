"""The command palette: every action by typed letters, with its menu and its keys."""

from collections.abc import Mapping
from functools import partial

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, QTimer
from PySide6.QtGui import QAction, QColor, QKeyEvent
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

from graph.fuzzy import ranked
from gui.actions import Action, pressed
from gui.language import tr
from gui.popup import Popup
from gui.settings import Settings
from gui.theme import Theme

WIDTH, HEIGHT = 620, 460
TOP = 44  # pixels from the upper edge of what it lies over


class CommandPalette(Popup):
    """A search over a list. Enter or a click runs an action; one that cannot be run says why.

    What was run last comes first, until letters are typed.
    """

    def __init__(
        self,
        table: tuple[Action, ...],
        actions: Mapping[str, QAction],
        settings: Settings,
        theme: Theme,
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self._table, self._actions = table, actions
        self._settings, self._theme = settings, theme
        self._missing = {entry.name: _reason(entry, actions[entry.name]) for entry in table}
        self.setFixedSize(WIDTH, HEIGHT)
        self._typed = QLineEdit()
        self._typed.setObjectName("commands:search")
        self._typed.setPlaceholderText(tr("What do you want to do?"))
        self._typed.setAccessibleName(tr("Search all commands"))
        self._typed.textChanged.connect(self._list)
        self._typed.returnPressed.connect(self._run)
        self._typed.installEventFilter(self)
        self._rows = _rows()
        self._rows.itemClicked.connect(self._run)
        self._rows.currentItemChanged.connect(self._explain)
        self._said = QLabel()
        self._said.setObjectName("commands:said")
        self._said.setProperty("role", "muted")
        self._said.setContentsMargins(14, 7, 14, 9)
        self._said.setWordWrap(True)
        self.column.setContentsMargins(9, 9, 9, 1)
        self.column.setSpacing(6)
        for part in (self._typed, self._rows, self._said):
            self.column.addWidget(part)
        self._list()

    def open_over(self, widget: QWidget) -> None:
        """Shows it over the middle of a widget's upper part."""
        self.show_at(widget.mapToGlobal(QPoint((widget.width() - WIDTH) // 2, TOP)))
        self._typed.setFocus()

    def _list(self) -> None:
        self._rows.clear()
        typed = self._typed.text()
        for entry in self._found(typed):
            action = self._actions[entry.name]
            keys = tr("{keys}", keys=pressed(entry, action))  # in their own direction
            row = QTreeWidgetItem([action.text(), tr(entry.menu), keys])
            row.setData(0, Qt.ItemDataRole.UserRole, entry.name)
            muted = QColor(self._theme.muted)
            for column in (1, 2):
                row.setForeground(column, muted)
            if self._missing[entry.name]:
                row.setForeground(0, muted)
                row.setToolTip(0, self._missing[entry.name])
            self._rows.addTopLevelItem(row)
        first = self._rows.topLevelItem(0)
        if first is not None:
            self._rows.setCurrentItem(first)
        else:
            self._said.setText(tr("No command is called “{text}”.", text=typed))

    def _found(self, typed: str) -> list[Action]:
        """Those whose own words fit before those whose menu does."""
        known = self._in_order()
        own = ranked(typed, known, lambda entry: (tr(entry.text), entry.text))
        rest = [entry for entry in known if entry not in own]
        return own + ranked(typed, rest, _names)

    def _in_order(self) -> list[Action]:
        """Those that were run last before the others."""
        recent = {name: place for place, name in enumerate(self._settings.commands)}
        last = len(recent)
        return sorted(self._table, key=lambda entry: recent.get(entry.name, last))

    def _explain(self) -> None:
        name = self._chosen()
        if name is not None:
            missing = self._missing[name]
            self._say(
                missing or tr("Enter runs it, Esc leaves."), "warning" if missing else "muted"
            )

    def _chosen(self) -> str | None:
        row = self._rows.currentItem()
        return None if row is None else row.data(0, Qt.ItemDataRole.UserRole)

    def _run(self) -> None:
        name = self._chosen()
        if name is None:
            return
        if self._missing[name]:
            self._say(self._missing[name], "error")
            return
        self._settings.remember_command(name)
        self.close()
        QTimer.singleShot(0, partial(_trigger, self._actions[name]))  # when the focus is back

    def _say(self, sentence: str, role: str) -> None:
        self._said.setText(sentence)
        if self._said.property("role") != role:
            self._said.setProperty("role", role)
            self._said.style().polish(self._said)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() != QEvent.Type.KeyPress or not isinstance(event, QKeyEvent):
            return False
        moves = event.key() in _MOVES
        if moves:
            QApplication.sendEvent(self._rows, event)
        return moves


def _trigger(action: QAction) -> None:
    action.trigger()


def _names(entry: Action) -> tuple[str, ...]:
    """What finds an action: its words and its menu's, in the language in use and in English."""
    return (f"{tr(entry.text)} {tr(entry.menu)}", f"{entry.text} {entry.menu}")


def _reason(entry: Action, action: QAction) -> str:
    """Why an action cannot be run now; nothing if it can."""
    missing = entry.missing()
    return missing or ("" if action.isEnabled() else tr("That is not possible now."))


def _rows() -> QTreeWidget:
    rows = QTreeWidget()
    rows.setObjectName("commands:rows")
    rows.setAccessibleName(tr("Commands"))
    rows.setColumnCount(3)
    rows.setHeaderHidden(True)
    rows.setRootIsDecorated(False)
    rows.setUniformRowHeights(True)
    rows.setAllColumnsShowFocus(True)
    rows.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    rows.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    rows.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
    header = rows.header()
    header.setStretchLastSection(False)
    header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
    for column in (1, 2):
        header.setSectionResizeMode(column, QHeaderView.ResizeMode.ResizeToContents)
    return rows


_MOVES = (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown)
