"""The network as PyTorch code, as it is exported, while it is drawn."""

from typing import Final

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import (
    QApplication,
    QHBoxLayout,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from backend.source import SourceError, Written, written
from graph.levels import Level
from gui.labels import words
from gui.language import tr
from gui.panels.code_view import CodeView
from gui.session import Session
from gui.theme import Theme
from gui.trainer import Trainer

DELAY: Final = 150  # ms after the last change: who is typing a number is not disturbed


class Panel(QWidget):
    """The code, with the lines of the selected blocks marked; a click in it selects a block.

    While the network has errors, the last code that it had stays, in grey.
    """

    export_asked = Signal()

    def __init__(
        self, session: Session, trainer: Trainer, theme: Theme, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._session = session
        self._shown: Level | None = None  # the network whose code, or refusal, is shown
        self._written: Written | None = None  # the last good code
        self._why = words(role="error")
        self._why.setObjectName("code:why")
        self._why.hide()
        self._view = CodeView(theme)
        self._view.clicked.connect(self._pick)
        self._copy = QPushButton(tr("Copy"))
        self._copy.setObjectName("code:copy")
        self._copy.clicked.connect(self._put_on_clipboard)
        self._save = QPushButton(tr("Save as…"))
        self._save.setObjectName("code:save")
        self._save.clicked.connect(self.export_asked)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(DELAY)
        self._timer.timeout.connect(self._write)
        self._compose()
        session.changed.connect(self._later)
        session.opened.connect(self._begin)
        session.selected.connect(self._look)
        session.entered.connect(self._look)

    def set_theme(self, theme: Theme) -> None:
        """Takes other colours."""
        self._view.set_theme(theme)

    def _compose(self) -> None:
        text = QVBoxLayout()
        text.setSpacing(8)
        text.addWidget(self._why)
        text.addWidget(self._view, 1)
        buttons = QVBoxLayout()
        buttons.setSpacing(8)
        buttons.addWidget(self._copy)
        buttons.addWidget(self._save)
        buttons.addStretch(1)
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 12, 12, 12)
        row.setSpacing(12)
        row.addLayout(text, 1)
        row.addLayout(buttons)

    def _begin(self) -> None:
        """Another project: its code has nothing to do with the last one's."""
        self._shown = self._written = None
        self._view.verticalScrollBar().setValue(0)
        self._later()

    def _later(self) -> None:
        if self.isVisible():
            self._timer.start()

    def _write(self) -> None:
        whole = self._session.whole
        self._timer.stop()
        if whole is self._shown:
            return
        self._shown = whole
        why = ""
        try:
            self._written = written(whole.network, whole.inference)
        except SourceError as error:
            why = tr(error.text)
        self._why.setText(why)
        self._why.setVisible(bool(why))
        self._view.show_text(self._written.text if self._written else "")
        self._view.set_pale(bool(why))
        for button in (self._copy, self._save):
            button.setEnabled(not why)
        self._look()

    def _look(self) -> None:
        """Marks the lines of what is selected, and brings the first of them into sight."""
        if not self.isVisible() or self._written is None:
            return
        prefix = self._session.shown.prefix
        lines = [
            part
            for name in self._session.selection
            for part in self._written.lines(f"{prefix}{name}")
        ]
        if tuple(lines) != self._view.marked:
            self._view.mark(lines)
            if lines:
                self._view.reveal(lines[0].start)

    def _pick(self, line: int) -> None:
        """Selects the block that the line is about, the innermost one on the canvas."""
        if self._written is None:
            return
        prefix = self._session.shown.prefix
        found = {
            name: len(part)
            for name in self._session.network.nodes
            for part in self._written.lines(f"{prefix}{name}")
            if line in part
        }
        if found:
            name = min(found, key=found.__getitem__)
            self._session.select([name])
            self._session.revealed.emit(name)

    def _put_on_clipboard(self) -> None:
        if self._written is not None:
            QApplication.clipboard().setText(self._written.text)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._write()
        self._look()
