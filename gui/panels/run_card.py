"""The figures of the run that is shown: how fast it is, how good, how long."""

from time import monotonic

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QHideEvent, QShowEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QFrame,
    QHBoxLayout,
    QPushButton,
    QScrollArea,
    QStackedWidget,
    QToolButton,
    QVBoxLayout,
)

from backend.protocol import Preparing, Progress, Tested
from gui import figures
from gui.choice_buttons import choice_button, write
from gui.language import tr
from gui.panels.adjuster import Adjuster, Pace
from gui.panels.facts import Facts
from gui.panels.notices import Notices
from gui.panels.stopwatch import Stopwatch
from gui.popup import Popup
from gui.session import Session
from gui.small_plot import short
from gui.trainer import State, Trainer

_SPEED = ("throughput", "step", "live view cost", "GPU memory", "learning rate")
GAP = 6  # pixels between the values and the scroll bar
SCROLL_BAR = 12  # pixels that it takes where the card is too low

STATES = {
    State.COLD: "not started",
    State.READY: "not started",
    State.STARTING: "starting…",
    State.PREPARING: "preparing pictures",
    State.TRAINING: "training",
    State.PAUSED: "paused",
    State.STOPPING: "stopping…",
    State.TRYING: "trying out…",
}


class RunCard(QFrame):
    """Names and figures of the run, from what the trainer knows; and what was noticed."""

    left = Signal()  # the curve is to be shown in its place

    def __init__(self, session: Session, trainer: Trainer) -> None:
        super().__init__()
        self._trainer = trainer
        self._watch = Stopwatch()
        self._pace = Pace(trainer)
        self._kept_at = 0.0  # when the last weights were kept, by this computer's clock
        self._kept: object = None
        self._facts = Facts(spacing=3)
        self._facts.show_values(dict.fromkeys(("state", *_SPEED), ""))
        self._notices = Notices(session)
        self._adjust = _pencil()
        left, right = (GAP, 0) if QGuiApplication.isRightToLeft() else (0, GAP)
        self._facts.setContentsMargins(left, 0, right, 0)
        self._facts.put_beside("learning rate", self._adjust)
        self._adjust.clicked.connect(self._open_adjuster)
        self.setProperty("role", "card")
        self._scroll = scroll = QScrollArea()
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setWidgetResizable(True)
        scroll.setWidget(self._facts)
        scroll.setObjectName("figures")
        scroll.setAccessibleName(tr("Figures of the run"))
        scroll.setStyleSheet("#figures, #figures QWidget { background: transparent; }")
        self._pages = QStackedWidget()
        self._pages.setStyleSheet("QStackedWidget { background: transparent; }")
        for page in (scroll, self._notices):
            self._pages.addWidget(page)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 7, 12, 6)
        column.setSpacing(5)
        column.addLayout(self._choices())
        column.addWidget(self._pages, 1)
        self._clock = QTimer(self, interval=1_000)  # the checkpoint grows older by itself
        self._clock.timeout.connect(self.refresh)
        trainer.state_changed.connect(self._follow)
        self._follow()

    def _choices(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(4)
        self._group = QButtonGroup(self)
        own = choice_button("run:figures", tr("This run"), on=True)
        self._noticed = choice_button("run:notices", tr("Notices"), on=False)
        for place, button in enumerate((own, self._noticed)):
            self._group.addButton(button, place)
            row.addWidget(button)
        row.addStretch(1)
        self._back = QPushButton(tr("accuracy"))
        self._back.setObjectName("run:back")
        self._back.setProperty("role", "tool")
        text = f"{tr('accuracy')}: {tr('Show this curve instead')}"
        self._back.setToolTip(text)
        self._back.setAccessibleName(text)
        self._back.clicked.connect(self.left)
        self._back.hide()
        row.addWidget(self._back)
        self._group.idClicked.connect(self._pages.setCurrentIndex)
        return row

    def show_way_back(self, *, shown: bool) -> None:
        """Whether a button leads to the curve in whose place this stands."""
        self._back.setVisible(shown)

    def refresh(self) -> None:
        """Shows the figures as they are now."""
        trainer = self._trainer
        latest = trainer.shown.progress[-1] if trainer.shown.progress else None
        self._show_notices()
        self._adjust.setVisible(self._pace.open and latest is not None)
        self._facts.show_values(
            {
                "state": self._state(),
                **self._speed(latest),
                **_best(trainer.shown.tests),
                "checkpoint": self._checkpoint(),
                **self._times(latest),
                "device": self._device(),
                "run": figures.ltr(trainer.shown.started.run) if trainer.shown.started else "",
            }
        )
        column = self._facts.layout()
        assert column is not None
        column.activate()  # else it measures the values before these
        self._scroll.setMinimumWidth(self._facts.minimumSizeHint().width() + SCROLL_BAR)

    def _show_notices(self) -> None:
        trainer = self._trainer
        count = len(trainer.shown.notices)
        self._notices.show_notices(
            trainer.shown.notices,
            trainer.shown.started.steps_per_epoch if trainer.shown.started else 0,
        )
        words = tr("Notices ({count})", count=count) if count else tr("Notices")
        write(self._noticed, words)

    def _open_adjuster(self) -> None:
        popup = Popup(self)
        popup.column.addWidget(Adjuster(self._trainer, self._pace))
        popup.show_below(self._adjust, 4)

    def _follow(self) -> None:
        self._watch.follow(self._trainer.state)
        self.refresh()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._clock.start()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._clock.stop()

    def _state(self) -> str:
        trainer = self._trainer
        if trainer.state is State.PREPARING and trainer.preparing is not None:
            return prepared(trainer.preparing)
        if trainer.training:
            return tr(STATES[trainer.state])
        if trainer.shown.failure is not None:
            return tr("failed")
        if trainer.shown.finished is not None:
            return tr("stopped early") if trainer.shown.finished.stopped else tr("finished")
        if trainer.lost:
            return tr("lost")
        return tr(STATES[trainer.state])

    def _elapsed(self) -> float:
        """Seconds of a run that goes on, those before this window saw it among them."""
        trainer = self._trainer
        recalled = (
            trainer.shown.past is not None and trainer.shown.failure is trainer.shown.past.failure
        )
        seen = self._watch.seconds if trainer.training or not recalled else 0.0
        return seen + trainer.shown.seconds_before

    def _speed(self, latest: Progress | None) -> dict[str, str]:
        trained = self._trainer.shown.trained
        if latest is None or trained is None or latest.rate <= 0:
            return dict.fromkeys(_SPEED, "")
        milliseconds = 1000 * trained.recipe.batch_size / latest.rate
        watching = figures.share(latest.watching)
        return {
            "throughput": figures.ltr(f"{latest.rate:,.0f} img/s"),
            "step": figures.ltr(f"{milliseconds:.3g} ms"),
            "live view cost": figures.ltr(watching) if latest.watching else "",
            "GPU memory": self._memory(latest),
            "learning rate": figures.ltr(short(latest.learning_rate)),
        }

    def _memory(self, latest: Progress) -> str:
        """What is held of the GPU, and how much it has: 0.6 GB / 80 GB."""
        if not latest.memory or self._trainer.shown.started is None:
            return ""
        held = figures.size(latest.memory)
        known = {device.name: device.memory for device in self._trainer.devices}
        total = known.get(self._trainer.shown.started.device, 0)
        return figures.ltr(f"{held} / {figures.size(total)}" if total else held)

    def _checkpoint(self) -> str:
        """How long ago the last weights were kept."""
        kept = self._trainer.shown.kept
        if kept is None:
            return ""
        if kept is not self._kept:
            self._kept, self._kept_at = kept, monotonic()
        ago = figures.duration(monotonic() - self._kept_at)
        return tr("saved {time} ago", time=ago) if self._trainer.training else tr("saved")

    def _times(self, latest: Progress | None) -> dict[str, str]:
        finished = self._trainer.shown.finished
        seconds = finished.seconds if finished else self._elapsed()
        left = latest.left if latest and self._trainer.training else 0
        return {
            "elapsed": figures.duration(seconds) if self._trainer.shown.started and seconds else "",
            "time left": figures.duration(left) if left else "",
        }

    def _device(self) -> str:
        if self._trainer.shown.started is None:
            return ""
        titles = {device.name: device.title for device in self._trainer.devices}
        name = self._trainer.shown.started.device
        return titles.get(name, name)


def prepared(event: Preparing) -> str:
    """How many pictures are ready for the training or the trial that waits for them."""
    if not event.total:
        return tr("preparing pictures")
    done, total = figures.ltr(f"{event.done:,}"), figures.ltr(f"{event.total:,}")
    return tr("preparing pictures: {done} of {total}", done=done, total=total)


def _best(tests: list[Tested]) -> dict[str, str]:
    """The highest accuracy on what is looked at after each epoch."""
    split = "validation" if any(test.split == "validation" for test in tests) else "test"
    known = [test for test in tests if test.split == split]
    said = {"best validation": "", "best test": ""}
    if known:
        best = max(known, key=_accuracy)
        accuracy = figures.ltr(figures.share(best.accuracy, 2))
        epoch = f"{round(best.epoch, 2):g}"
        said[f"best {split}"] = tr("{accuracy} · epoch {epoch}", accuracy=accuracy, epoch=epoch)
    return said


def _accuracy(test: Tested) -> float:
    return test.accuracy


def _pencil() -> QToolButton:
    button = QToolButton()
    button.setText("✎")
    button.setProperty("role", "mark")
    button.setObjectName("run:adjust")
    button.setFixedSize(18, 17)
    text = tr("Change the learning rate while it trains…")
    button.setToolTip(text)
    button.setAccessibleName(text)
    button.hide()
    return button
