"""Loss and accuracy of training and test while the network learns, and the run's figures."""

from typing import Final

from PySide6.QtCore import Qt, QTimer, Slot
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from backend.protocol import Event, Failed, Finished, Progress, Started, Tested
from gui.labels import words
from gui.language import tr
from gui.panels.curves import Curves
from gui.panels.run_card import RunCard
from gui.session import Session
from gui.theme import Theme
from gui.titles import titled
from gui.trainer import Trainer

INTERVAL: Final = 50  # ms between two drawings, at least: more than 20 a second is not seen


class Panel(QWidget):
    """Two plots and a card; before the first training, a sentence."""

    def __init__(
        self, session: Session, trainer: Trainer, theme: Theme, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._session = session
        self._trainer = trainer
        self._source = trainer.progress  # the list that the curves are of
        self._drawn = self._tested = 0
        self._loss, self._accuracy = Curves(False, theme), Curves(True, theme)
        self._run = RunCard(trainer)
        self._pages = QStackedWidget()
        self._pages.addWidget(_empty())
        self._pages.addWidget(self._plots())
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 12, 12, 12)
        column.setSpacing(10)
        column.addWidget(self._pages, 1)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(INTERVAL)
        self._timer.timeout.connect(self._draw)
        trainer.arrived.connect(self._arrived)
        trainer.state_changed.connect(self._later)
        session.opened.connect(self._later)
        session.changed.connect(self._later)
        self._draw()

    def set_theme(self, theme: Theme) -> None:
        """Takes other colours."""
        self._loss.set_theme(theme)
        self._accuracy.set_theme(theme)

    def _plots(self) -> QWidget:
        page = QWidget()
        row = QHBoxLayout(page)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(10)
        row.addWidget(self._loss, 4)
        row.addWidget(self._accuracy, 4)
        row.addWidget(self._run, 3)
        return page

    @Slot(object)
    def _arrived(self, event: Event) -> None:
        if isinstance(event, Started | Progress | Tested | Finished | Failed):
            self._later()

    def _later(self) -> None:
        if self.isVisible() and not self._timer.isActive():
            self._timer.start()

    def _draw(self) -> None:
        trainer = self._trainer
        if self._source is not trainer.progress:
            self._source, self._drawn, self._tested = trainer.progress, 0, 0
            project = trainer.trained
            epochs = project.recipe.epochs if project else 1
            self._loss.start(epochs)
            self._accuracy.start(epochs)
        for progress in trainer.progress[self._drawn :]:
            self._loss.add_train(progress.epoch, progress.loss)
            self._accuracy.add_train(progress.epoch, progress.accuracy)
        for test in trainer.tests[self._tested :]:
            self._loss.add_test(test.epoch, test.loss)
            self._accuracy.add_test(test.epoch, test.accuracy)
        new = (len(trainer.progress), len(trainer.tests))
        if new != (self._drawn, self._tested):
            self._drawn, self._tested = new
            self._loss.show_points()
            self._accuracy.show_points()
        recipe = (trainer.trained or self._session.project).recipe
        self._loss.set_title(f"{tr('Loss')} · {titled(recipe.loss)}")
        self._accuracy.set_title(tr("Accuracy"))
        self._run.refresh()
        self._pages.setCurrentIndex(int(trainer.training or any(new)))

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._draw()


def _empty() -> QWidget:
    page = words(tr("Press Train to see loss and accuracy while the network learns."))
    page.setAlignment(Qt.AlignmentFlag.AlignCenter)
    return page
