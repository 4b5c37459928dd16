"""The palette's last part: the blocks that the user keeps for all projects."""

from collections.abc import Collection
from functools import partial

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QKeyEvent
from PySide6.QtWidgets import QLineEdit, QMenu, QVBoxLayout, QWidget

from backend import library
from backend.library import Kept
from graph.network import Block
from graph.text import Refusal, Text
from gui.labels import escaped, heading, words
from gui.language import tr
from gui.panels.palette_entry import Entry
from gui.theme import Theme

HINT = (
    "Select a block on the canvas and choose Save to my blocks: it is here in every project then."
)


class MyBlocks(QWidget):
    """What is in the library now; each entry can be renamed and deleted."""

    chosen = Signal(object)  # Block: to be added to the canvas
    removed = Signal(object)  # Block: it is no longer kept
    refused = Signal(object)  # Text: why something is not done

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._entries: list[_KeptEntry] = []
        self._title = heading("My blocks")
        self._title.setText(self._title.text().upper())
        self._title.setContentsMargins(0, 10, 0, 2)
        self._hint = words(tr(HINT))
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(4)
        self._column.addWidget(self._title)
        self._column.addWidget(self._hint)

    @property
    def entries(self) -> tuple[Entry, ...]:
        """What is shown, from above."""
        return tuple(self._entries)

    @property
    def blocks(self) -> tuple[Block, ...]:
        """The blocks that can be used."""
        return tuple(entry.kept.block for entry in self._entries if entry.kept.block is not None)

    def reload(self) -> None:
        """Shows what is in the library now."""
        for old in self._entries:
            old.hide()
            old.deleteLater()  # not at once: it may be the one that was clicked
        self._entries = [_KeptEntry(kept, self._theme) for kept in library.kept()]
        for entry in self._entries:
            entry.chosen.connect(partial(self._choose, entry.kept))
            entry.renamed.connect(partial(self._rename, entry.kept))
            entry.removed.connect(partial(self._remove, entry.kept))
            self._column.addWidget(entry)
        self._hint.setVisible(not self._entries)

    def narrow(self, wanted: str, shown: Collection[Block]) -> bool:
        """Shows these blocks, and what cannot be read of that name; whether there is anything."""
        found = False
        for entry in self._entries:
            block = entry.kept.block
            named = wanted.casefold() in entry.title.casefold()
            fits = not wanted or (named if block is None else block in shown)
            entry.setVisible(fits)
            found |= fits
        self._hint.setVisible(not wanted and not self._entries)
        self.setVisible(found or not wanted)
        return found

    def set_theme(self, theme: Theme) -> None:
        """Takes other colours."""
        self._theme = theme
        for entry in self._entries:
            entry.set_theme(theme)

    def _choose(self, kept: Kept, block: Block | None) -> None:
        if block is None:
            self.refused.emit(kept.why)
        else:
            self.chosen.emit(block)

    def _rename(self, kept: Kept, name: str) -> None:
        try:
            library.rename(kept, name)
        except Refusal as refusal:
            self.refused.emit(refusal.text)
        self.reload()

    def _remove(self, kept: Kept) -> None:
        try:
            library.remove(kept)
        except Refusal as refusal:
            self.refused.emit(refusal.text)
        else:
            if kept.block is not None:
                self.removed.emit(kept.block)
        self.reload()


class _KeptEntry(Entry):
    """A kept block, with a menu of its own; F2 renames it and Delete removes it."""

    renamed = Signal(str)
    removed = Signal()

    def __init__(self, kept: Kept, theme: Theme) -> None:
        hint = tr(kept.why or _about(kept.block))
        super().__init__(kept.block, kept.name, escaped(hint), Block.group, theme)
        self.kept = kept
        self.setObjectName(f"kept:{kept.name}")
        self._field: QLineEdit | None = None

    def rename(self) -> None:
        """Opens a field for another name over the entry."""
        if self.kept.block is None:
            return
        field = _NameField(self.kept.name, self)
        field.setGeometry(self.rect())
        field.editingFinished.connect(self._finish)
        field.given_up.connect(self._give_up)
        self._field = field
        field.show()
        field.setFocus()

    def _finish(self) -> None:
        field, self._field = self._field, None
        if field is None:
            return
        name = field.text().strip()
        field.hide()
        field.deleteLater()
        if name != self.kept.name:
            self.renamed.emit(name)

    def _give_up(self) -> None:
        field, self._field = self._field, None
        if field is not None:
            field.hide()
            field.deleteLater()
            self.setFocus()

    def event(self, event: QEvent) -> bool:
        if event.type() is QEvent.Type.ShortcutOverride:
            assert isinstance(event, QKeyEvent)
            if event.key() in (Qt.Key.Key_F2, Qt.Key.Key_Delete):
                event.accept()  # the window's commands of these keys mean the canvas
                return True
        return super().event(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        menu = QMenu(self)
        if self.kept.block is not None:
            menu.addAction(tr("Add to the canvas"), partial(self.chosen.emit, self.layer))
            menu.addAction(tr("Rename"), self.rename)
        menu.addAction(tr("Delete from my blocks"), self.removed.emit)
        menu.exec(event.globalPos())
        menu.deleteLater()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        match event.key():
            case Qt.Key.Key_F2:
                self.rename()
            case Qt.Key.Key_Delete:
                self.removed.emit()
            case _:
                super().keyPressEvent(event)


class _NameField(QLineEdit):
    """Over the entry that is renamed; its keys are not the entry's."""

    given_up = Signal()

    def __init__(self, name: str, entry: QWidget) -> None:
        super().__init__(name, entry)
        self.setObjectName("kept:name")
        self.setAccessibleName(tr("Name"))
        self.selectAll()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.given_up.emit()
        else:
            super().keyPressEvent(event)
        event.accept()


def _about(block: Block | None) -> Text:
    count = len(block.network.nodes) - 1 - (block.inputs if block else 0) if block else 0
    return Text("A block of your own with {count} blocks inside.", {"count": count})
