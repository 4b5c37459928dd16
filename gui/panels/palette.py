"""All blocks, to be dragged onto the canvas or added from the keyboard."""

from __future__ import annotations

import inspect
from collections import Counter
from collections.abc import Collection
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QLineEdit,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from graph.layers.base import Layer
from graph.levels import held
from graph.network import LAYERS
from gui.labels import words
from gui.language import tr
from gui.panels.my_blocks import MyBlocks
from gui.panels.palette_entry import Entry
from gui.panels.palette_group import GroupTitle
from gui.session import Session
from gui.theme import Theme
from gui.trainer import Trainer

if TYPE_CHECKING:
    from graph.typed.suggestions import Suggestion

WIDTH = 216


class Panel(QWidget):
    """A search field above the groups of blocks."""

    chosen = Signal(object)  # AnyLayer: to be added to the canvas
    removed = Signal(object)  # Block: it is no longer kept in My blocks
    left = Signal()  # the search is given up: the keyboard should go back to the canvas
    browsed = Signal()  # a whole architecture is wanted, not a block

    def __init__(
        self, session: Session, trainer: Trainer, theme: Theme, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName("palette")
        self._entries: list[Entry] = []
        self._found: tuple[Suggestion, ...] = ()  # what is typed, the best first
        self._titles: dict[str, GroupTitle] = {}
        self._search = _Search(self)
        self._search.left.connect(self.left)
        self._search.textChanged.connect(self._filter)
        self._search.returnPressed.connect(self._take_first)
        self._nothing = words(role="error")
        self._nothing.hide()
        area = QScrollArea(self)  # first: what is put where it stays is styled only once
        area.setAccessibleName(tr("Palette"))
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        inside = QWidget()
        area.setWidget(inside)
        column = QVBoxLayout(inside)
        column.setContentsMargins(14, 2, 14, 14)
        column.setSpacing(4)
        for group, count in Counter(kind.group for kind in LAYERS).items():
            title = GroupTitle(group, count, theme)
            title.toggled.connect(self._fold)
            self._titles[group] = title
            column.addWidget(title)
            for kind in LAYERS:
                if kind.group == group:
                    entry = _entry(kind, theme)
                    entry.chosen.connect(self.chosen)
                    self._entries.append(entry)
                    column.addWidget(entry)
        self._mine = MyBlocks(theme)
        self._mine.chosen.connect(self.chosen)
        self._mine.removed.connect(self.removed)
        self._mine.refused.connect(session.refused)
        self._column = column
        column.addWidget(self._mine)
        column.addStretch(1)
        outside = QVBoxLayout(self)
        outside.setContentsMargins(0, 14, 0, 0)
        outside.setSpacing(4)
        field = QVBoxLayout()
        field.setContentsMargins(14, 0, 14, 0)
        field.addWidget(self._search)
        field.addWidget(self._nothing)
        outside.addLayout(field)
        outside.addWidget(area, 1)
        browse = QPushButton(tr("Architectures…"))
        browse.setObjectName("palette:architectures")
        browse.setToolTip(tr("Start from LeNet-5, AlexNet, VGG, GoogLeNet, ResNet and others"))
        browse.clicked.connect(self.browsed)
        foot = QVBoxLayout()
        foot.setContentsMargins(14, 6, 14, 12)
        foot.addWidget(browse)
        outside.addLayout(foot)

    @property
    def unfolded(self) -> frozenset[str]:
        """The groups of which all blocks are shown, by the user's wish."""
        return frozenset(
            g for g, title in self._titles.items() if title.folds and title.isChecked()
        )

    def unfold(self, groups: Collection[str]) -> None:
        """Shows all blocks of these groups; of the other large ones, only the first."""
        for group, title in self._titles.items():
            title.setChecked(group in groups or not title.folds)
        self._fold()

    def search(self) -> None:
        """Puts the keyboard into the search field."""
        self._search.setFocus()
        self._search.selectAll()

    def reload(self) -> None:
        """Shows the user's own blocks as they are kept now."""
        self._mine.reload()
        self._column.removeWidget(self._mine)  # above all others, once there is anything in it
        place = 0 if self._mine.entries else self._column.count() - 1
        self._column.insertWidget(place, self._mine)
        self._filter(self._search.text())

    def set_theme(self, theme: Theme) -> None:
        """Takes other colours."""
        for part in (*self._entries, *self._titles.values()):
            part.set_theme(theme)
        self._mine.set_theme(theme)

    def _filter(self, text: str) -> None:
        wanted = text.strip()
        self._found = self._suggestions(wanted) if wanted else ()
        meant: dict[type, Suggestion] = {type(each.layer): each for each in reversed(self._found)}
        shown: set[str] = set()
        for entry in self._entries:
            suggestion = meant.get(type(entry.plain))
            first = entry.group not in shown
            fits = suggestion is not None or not wanted
            entry.setVisible(
                fits and (bool(wanted) or first or self._titles[entry.group].isChecked())
            )
            self._show(entry, suggestion)
            if fits:
                shown.add(entry.group)
        for group, title in self._titles.items():
            title.setVisible(group in shown)
        mine = {block for each in self._found if (block := held(each.layer)) is not None}
        if not self._mine.narrow(wanted, mine) and not shown:
            self._say(tr("No block is called “{text}”.", text=wanted))
        else:
            refusal = self._found[0].refusal if self._found else None
            self._say("" if refusal is None else tr(refusal))

    def _suggestions(self, wanted: str) -> tuple[Suggestion, ...]:
        from graph.typed.suggestions import suggestions  # noqa: PLC0415  # at the first letter

        return suggestions(wanted, self._mine.blocks, len(LAYERS), tr)

    def _show(self, entry: Entry, suggestion: Suggestion | None) -> None:
        if suggestion is None:
            entry.show_plain()
            return
        from gui import said  # noqa: PLC0415  # at the first letter

        first = suggestion is self._found[0]
        title, details = said.title(suggestion), said.details(suggestion)
        entry.show_meant(suggestion.layer, title, details, first=first)

    def _say(self, sentence: str) -> None:
        self._nothing.setText(sentence)
        self._nothing.setVisible(bool(sentence))

    def _fold(self) -> None:
        self._filter(self._search.text())

    def _take_first(self) -> None:
        if self._found and self._found[0].refusal is None:
            layer = self._found[0].layer
            self._search.clear()
            self.chosen.emit(layer)


class _Search(QLineEdit):
    """The search field; Esc empties it, and leaves it where it is empty."""

    left = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("search")
        self.setPlaceholderText(tr("Search, or write pool 2"))
        self.setAccessibleName(tr("Search blocks"))
        self.setClearButtonEnabled(True)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and not self.text():
            self.left.emit()
        elif event.key() == Qt.Key.Key_Escape:
            self.clear()
        else:
            super().keyPressEvent(event)


def _entry(kind: type[Layer], theme: Theme) -> Entry:
    hint = tr(inspect.cleandoc(kind.__doc__ or ""))
    entry = Entry(kind(), tr(kind.title), hint, kind.group, theme)
    entry.setObjectName(f"palette:{kind.__name__.lower()}")
    return entry
