"""The command palette: every action by typed letters, with its menu and its keys."""

from collections.abc import Mapping
from functools import partial

from PySide6.QtCore import QTimer
from PySide6.QtGui import QAction, QColor
from PySide6.QtWidgets import QTreeWidgetItem, QWidget

from graph.fuzzy import ranked
from gui.actions import Action, pressed, words_of
from gui.language import tr
from gui.popup import Popup
from gui.search_list import SearchList
from gui.settings import Settings
from gui.theme import Theme

WIDTH = 620
SHOWN = 14  # rows, if there are so many


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
        self.setFixedWidth(WIDTH)
        self._list = SearchList(
            "commands", tr("What do you want to do?"), tr("Search all commands"), columns=3
        )
        self.column.addWidget(self._list)
        self._list.typed.connect(self._search)
        self._list.marked.connect(self._explain)
        self._list.taken.connect(self._run)
        self.setFocusProxy(self._list)
        self._search("")

    def _search(self, typed: str) -> None:
        found = self._found(typed)
        self._list.fill((self._row(entry), entry.name) for entry in found)
        if not found:
            self._list.say(tr("No command is called “{text}”.", text=typed))
        self._list.shrink(SHOWN)
        self.fit()

    def _row(self, entry: Action) -> QTreeWidgetItem:
        action, muted = self._actions[entry.name], QColor(self._theme.muted)
        keys = tr("{keys}", keys=pressed(entry, action))  # in their own direction
        row = QTreeWidgetItem([words_of(action), tr(entry.menu), keys])
        for column in (1, 2):
            row.setForeground(column, muted)
        if self._missing[entry.name]:
            row.setForeground(0, muted)
            row.setToolTip(0, self._missing[entry.name])
        return row

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
        if missing := self._missing[str(self._list.value())]:
            self._list.say(missing, "warning")
        else:
            self._list.say(tr("Enter runs it, Esc leaves."))
        self.fit()

    def _run(self) -> None:
        name = self._list.value()
        if not isinstance(name, str):
            return
        if self._missing[name]:
            self._list.say(self._missing[name], "error")
            return
        self._settings.remember_command(name)
        self.close()
        QTimer.singleShot(0, partial(_trigger, self._actions[name]))  # when the focus is back


def _trigger(action: QAction) -> None:
    action.trigger()


def _names(entry: Action) -> tuple[str, ...]:
    """What finds an action: its words and its menu's, in the language in use and in English."""
    return (f"{tr(entry.text)} {tr(entry.menu)}", f"{entry.text} {entry.menu}")


def _reason(entry: Action, action: QAction) -> str:
    """Why an action cannot be run now; nothing if it can."""
    missing = entry.missing()
    return missing or ("" if action.isEnabled() else tr("That is not possible now."))
