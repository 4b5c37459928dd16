"""A line above the curves: the next training starts from a run's weights, not from random ones."""

from functools import partial

from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from graph.text import Refusal
from gui import figures
from gui.aside import Aside
from gui.labels import words
from gui.language import tr
from gui.runs.book import RunBook
from gui.runs.rows import when
from gui.session import Session


class StartNote(QWidget):
    """It is there while the recipe names a run to start from."""

    def __init__(self, book: RunBook, session: Session) -> None:
        super().__init__()
        self._book, self._session = book, session
        self._run = ""
        self._aside = Aside(self)
        self._words = words()
        self._words.setObjectName("start-note")
        back = QPushButton(tr("Random weights instead"))
        back.setObjectName("start-note:back")
        back.setProperty("role", "link")
        back.clicked.connect(partial(book.start_from, ""))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(self._words, 1)
        row.addWidget(back)
        self.hide()
        session.changed.connect(self._refresh)
        session.opened.connect(self._refresh)
        book.changed.connect(self._look)
        self._refresh()

    def _refresh(self) -> None:
        run = self._session.project.recipe.start
        if run != self._run:
            self._run = run
            self._look()

    def _look(self) -> None:
        self.setVisible(bool(self._run))
        if self._run:
            self._words.setText(self._sentence(self._run))
            self._aside.do(partial(self._told, self._run), self._words.setText, self._gone)

    def _told(self, run: str) -> str:
        """Reads the run's name; in another thread."""
        record = self._book.with_weights(run)
        return self._sentence(f"{record.name} {figures.ltr(when(record.started))}")

    def _sentence(self, name: str) -> str:
        return tr("The next training starts from the weights of run {name}.", name=name)

    def _gone(self, refusal: Refusal) -> None:
        self._words.setText(tr(refusal.text))
