"""The runs in a window: composes the tab, what can be done with runs, and what finds them again."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from backend.records import RunRecord
from backend.store import StoreError
from graph.text import Text
from gui.language import tr
from gui.runs.abroad import Abroad
from gui.runs.asking import ask_epochs
from gui.runs.book import RunBook
from gui.runs.panel import Panel
from gui.runs.rejoin import Rejoiner
from gui.runs.start_note import StartNote

if TYPE_CHECKING:
    from gui.window import KnownBy, Window


class Runs(QObject):
    """Made after the first paint; `panel` goes into the dock."""

    def __init__(self, window: Window) -> None:
        super().__init__(window)
        self._window = window
        session, trainer = window.session, window.trainer
        self.book = RunBook(session, trainer, self)
        self.panel = Panel(self.book, session, trainer, window.theme)
        self.note = StartNote(self.book, session)
        self._abroad = Abroad(self.book, session, trainer, window.messages, self)
        self._rejoiner = Rejoiner(session, trainer, self.book, window.messages, self)
        self.book.shown.connect(partial(window.open_tab, "Training"))
        self.book.opened.connect(window.project_asked)
        self.book.said.connect(self._say)

    def look(self, known_by: KnownBy) -> None:
        """Shows the run that trains this project, or its last one."""
        self._rejoiner.look(known_by)

    def remedies(self) -> dict[str, Callable[[], None]]:
        """What can be done about the run that failed just now: it goes on from its checkpoint."""
        run = self._window.trainer.shown.id
        if self._window.trainer.cut_off:
            return {tr("Connect again"): self._window.trainer.warm}
        if not run or self._window.trainer.shown.failure is None:
            return {}
        try:
            record = self.book.store.run(run)
        except StoreError:
            return {}  # that of another computer
        if record.state == "training":  # only the line to it is cut
            return {tr("Show"): partial(self.book.show, record)}
        kept = self.book.store.weights(run)
        return {tr("Resume"): partial(self.book.resume, run)} if kept else {}

    def show_tab(self) -> None:
        """Brings the table of runs to the front, with the keyboard in it."""
        self._window.open_tab("Runs")
        self.panel.focus()

    def ask_further(self) -> None:
        """Goes on with the last run of the project for as many epochs as the user says."""
        self.book.last(self._ask)

    def _ask(self, record: RunRecord) -> None:
        epochs = ask_epochs(self._window, record.name)
        if epochs is not None:
            self.book.go_further(record.id, epochs)

    def _say(self, text: Text) -> None:
        self._window.messages.show_text(tr(text), "info")
