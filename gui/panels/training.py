"""Loss and accuracy of training and test while the network learns, and the run's figures."""

from collections.abc import Callable
from functools import partial
from typing import Final

from PySide6.QtCore import QSize, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QPushButton,
    QSlider,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from backend.protocol import (
    Declined,
    Event,
    Failed,
    Finished,
    Kept,
    Looking,
    Noticed,
    Overfitted,
    Preparing,
    Progress,
    RateFound,
    Started,
    Tested,
)
from gui import trials
from gui.labels import hint, words
from gui.language import tr
from gui.panels.curves import Curves, Turn
from gui.panels.plot import ACCURACY, LOSS, RATE
from gui.panels.recipe import trial_button
from gui.panels.run_card import RunCard
from gui.panels.track import MEMORY
from gui.panels.trial import TrialView
from gui.session import Session
from gui.theme import Theme
from gui.titles import titled
from gui.trainer import State, Trainer

INTERVAL: Final = 50  # ms between two drawings, at least: more than 20 a second is not seen
SLICE: Final = 2_000  # points drawn at once: more would hold up the window
SMOOTHEST: Final = 20  # per cent of the points that the mean looks back over, at most

_SHOWN = (Preparing, Started, Progress, Tested, Finished, Failed, Kept, Noticed)
EMPTY, PLOTS, TRIAL = range(3)
NARROW = 660  # pixels below which two cards stand side by side, and not three
NARROWEST = 440


class Panel(QWidget):
    """Two plots and a card; before the first training, a sentence; or what a trial came to."""

    wanted = Signal()  # a trial begins, which is to be seen

    def __init__(
        self, session: Session, trainer: Trainer, theme: Theme, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._session = session
        self._trainer = trainer
        self._source: list[Progress] | None = None  # the list that the curves are of
        self._drawn = self._tested = 0
        self._trying = False  # whether the trial is shown, under way or done
        self._loss, self._accuracy = Curves(LOSS, theme), Curves(ACCURACY, theme)
        self._rate = Curves(RATE, theme)
        self._run = RunCard(session, trainer)
        self._trial = TrialView(session, trainer, theme)
        self._trial.closed.connect(self._end_trial)
        self._pages = QStackedWidget()
        for page in (self._empty(), self._plots(), self._trial):
            self._pages.addWidget(page)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 12, 12, 12)
        column.setSpacing(10)
        column.addWidget(self._pages, 1)
        self._column = column
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(INTERVAL)
        self._timer.timeout.connect(self._draw)
        trainer.arrived.connect(self._arrived)
        trainer.state_changed.connect(self._turn)
        session.opened.connect(self._end_trial)
        session.changed.connect(self._later)
        self._turn()
        self._draw()

    def put_above(self, widget: QWidget) -> None:
        """Puts a line above the curves."""
        self._column.insertWidget(0, widget)

    def set_theme(self, theme: Theme) -> None:
        """Takes other colours."""
        for part in (self._loss, self._accuracy, self._rate, self._trial):
            part.set_theme(theme)

    def _plots(self) -> QWidget:
        page = QWidget()
        row = QHBoxLayout(page)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(10)
        self._right = QStackedWidget()
        for place, curves in enumerate((self._accuracy, self._rate)):
            self._right.addWidget(curves)
            other = tr("learning rate") if place == 0 else tr("accuracy")
            short = tr("rate") if place == 0 else other
            help_ = f"{other}: {tr('Show this curve instead')}"
            turn = _named(Turn(other, short), ("rate", "accuracy")[place], help_)
            turn.setAccessibleName(help_)
            turn.clicked.connect(partial(self._right.setCurrentIndex, 1 - place))
            curves.add_tool(turn)
            figures = _named(QPushButton(tr("this run")), "run", tr("Show the figures of the run"))
            figures.clicked.connect(partial(self._right.setCurrentWidget, self._run))
            figures.hide()
            curves.add_tool(figures)
        self._run.left.connect(partial(self._right.setCurrentIndex, 0))
        self._add_loss_tools()
        row.addWidget(self._loss, 4)
        row.addWidget(self._right, 4)
        row.addWidget(self._run, 3)
        self._row, self._narrow = row, False
        return page

    def _fit(self) -> None:
        """In a narrow window the figures of the run are behind the curve beside the loss."""
        narrow = self.width() < NARROW
        if narrow is self._narrow:
            return
        self._narrow = narrow
        if narrow:
            self._right.addWidget(self._run)
        else:
            if self._right.currentWidget() is self._run:
                self._right.setCurrentIndex(0)
            self._row.addWidget(self._run, 3)
            self._run.show()  # one that was behind others is hidden
        self._run.show_way_back(shown=narrow)
        for button in self.findChildren(QPushButton, "curve:run"):
            button.setVisible(narrow)

    def _add_loss_tools(self) -> None:
        log = _tool("log", tr("log"), tr("Logarithmic scale: equal distances are equal factors"))
        log.setCheckable(True)
        log.toggled.connect(self._loss.set_logarithmic)
        smooth = QSlider(Qt.Orientation.Horizontal)
        smooth.setObjectName("curve:smooth")
        smooth.setLayoutDirection(Qt.LayoutDirection.LeftToRight)  # Qt fills the wrong end else
        smooth.setRange(0, SMOOTHEST)
        smooth.setValue(round(100 * MEMORY))
        smooth.setMinimumWidth(40)
        smooth.setMaximumWidth(72)
        text = tr("Smoothing: how far back the thick line looks")
        smooth.setToolTip(hint(text))
        smooth.setAccessibleName(text)
        smooth.valueChanged.connect(self._smoothen)
        self._loss.add_tool(log)
        self._loss.add_tool(smooth)

    def _smoothen(self, percent: int) -> None:
        for curves in (self._loss, self._accuracy):
            curves.smoothen(percent / 100)

    def _empty(self) -> QWidget:
        page = QWidget()
        column = QVBoxLayout(page)
        column.setSpacing(12)
        text = words(tr("Press Train to see loss and accuracy while the network learns."))
        text.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._tries = [
            trial_button("find-rate", partial(self._begin, trials.find_rate)),
            trial_button("overfit", partial(self._begin, trials.overfit)),
        ]
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addStretch(1)
        for button in self._tries:
            row.addWidget(button)
        row.addStretch(1)
        column.addStretch(1)
        column.addWidget(text)
        column.addLayout(row)
        column.addStretch(1)
        return page

    def _begin(self, begin: Callable[[Session, Trainer], bool]) -> None:
        begin(self._session, self._trainer)

    @Slot(object)
    def _arrived(self, event: Event) -> None:
        match event:
            case Looking(unit="steps"):
                self._trial.show_going(event)
            case Preparing() if self._trying:
                self._trial.show_preparing(event)
            case Failed() if self._trial.going:
                self._end_trial()
            case RateFound():
                self._trial.show_rate(event)
            case Overfitted():
                self._trial.show_overfit(event)
            case Declined(command=("findrate" | "overfit")):
                self._end_trial()
        if isinstance(event, _SHOWN):
            self._later()

    def _turn(self) -> None:
        """Follows the trainer: a trial is shown at once, a training takes its place."""
        trainer = self._trainer
        for button in self._tries:
            button.setEnabled(not trainer.busy)
        if trainer.state is State.TRYING:
            self._trying = True
            self._trial.show_wait()
            self._show_page()
            self.wanted.emit()
        elif trainer.training:
            self._trying = False
        self._later()

    def _end_trial(self) -> None:
        self._trying = False
        self._show_page()
        self._later()

    def _later(self) -> None:
        if self.isVisible() and not self._timer.isActive():
            self._timer.start()

    def _draw(self) -> None:
        trainer = self._trainer
        if self._source is not trainer.shown.progress:
            self._source, self._drawn, self._tested = trainer.shown.progress, 0, 0
            project = trainer.shown.trained
            for curves in (self._loss, self._accuracy, self._rate):
                curves.start(project.recipe.epochs if project else 1)
        self._take_points()
        recipe = (trainer.shown.trained or self._session.project).recipe
        self._loss.set_title(f"{tr('Loss')} · {titled(recipe.loss)}")
        self._accuracy.set_title(tr("Accuracy"))
        self._rate.set_title(tr("Learning rate"))
        self._run.refresh()
        self._show_page()

    def _take_points(self) -> None:
        """Draws what came since the last time; a long past that comes at once in slices."""
        trainer = self._trainer
        known = self._drawn + SLICE
        for progress in trainer.shown.progress[self._drawn : known]:
            self._loss.add_train(progress.epoch, progress.loss)
            self._accuracy.add_train(progress.epoch, progress.accuracy)
            self._rate.add_train(progress.epoch, progress.learning_rate)
        for test in trainer.shown.tests[self._tested :]:
            self._loss.add_test(test.epoch, test.loss, test.split)
            self._accuracy.add_test(test.epoch, test.accuracy, test.split)
        new = (min(known, len(trainer.shown.progress)), len(trainer.shown.tests))
        if known < len(trainer.shown.progress):
            self._timer.start()
        if new != (self._drawn, self._tested):
            self._drawn, self._tested = new
            for curves in (self._loss, self._accuracy, self._rate):
                curves.show_points()

    def _show_page(self) -> None:
        some = self._trainer.training or self._drawn or self._tested
        self._pages.setCurrentIndex(TRIAL if self._trying else PLOTS if some else EMPTY)

    def minimumSizeHint(self) -> QSize:
        return QSize(NARROWEST, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._draw()


def _tool(name: str, text: str, help_: str) -> QPushButton:
    return _named(QPushButton(text), name, help_)


def _named(button: QPushButton, name: str, help_: str) -> QPushButton:
    button.setObjectName(f"curve:{name}")
    button.setProperty("role", "tool")
    button.setToolTip(hint(help_))
    return button
