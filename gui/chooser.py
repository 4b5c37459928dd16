"""One thing is chosen of many, by typed letters: a block by its name, another kind of layer."""

from collections.abc import Callable, Sequence

from msgspec import Struct
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QTreeWidgetItem, QWidget

from graph.fuzzy import ranked
from gui.language import tr
from gui.popup import Popup
from gui.search_list import SearchList
from gui.theme import Theme

WIDTH = 440
MOST = 11  # rows before it scrolls
LISTED = 200  # rows at most: who looks for more types more


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
        self._list = SearchList("chooser", question, question, columns=2)
        self.column.addWidget(self._list)
        self._list.typed.connect(self._search)
        self._list.taken.connect(self._take)
        self.setFocusProxy(self._list)
        self._search("")

    def _search(self, typed: str) -> None:
        fitting = ranked(typed, self._choices, _words)
        self._list.fill((self._row(choice), choice) for choice in fitting[:LISTED])
        self._list.say(
            tr("{count} found. Enter takes the marked one, Esc leaves.", count=len(fitting))
            if fitting
            else tr("Nothing is called that.")
        )
        self._list.shrink(MOST)
        self.setFixedWidth(WIDTH)
        self.fit()

    def _row(self, choice: Choice) -> QTreeWidgetItem:
        row = QTreeWidgetItem([choice.title, choice.detail])
        row.setForeground(1, QColor(self._theme.muted))
        return row

    def _take(self) -> None:
        choice = self._list.value()
        if isinstance(choice, Choice):
            self.close()
            self._chosen(choice.value)


def _words(choice: Choice) -> tuple[str, ...]:
    return (choice.title, *choice.words)
