"""The figures of the run that is shown: how fast it is, how good, how long."""

from time import monotonic

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout

from backend.protocol import Progress, Tested
from gui import figures
from gui.labels import words
from gui.language import tr
from gui.panels.facts import Facts
from gui.titles import brief
from gui.trainer import State, Trainer

SCROLL_BAR = 12  # pixels that it takes where the card is too low

STATES = {
    State.COLD: "not started",
    State.READY: "not started",
    State.STARTING: "starting…",
    State.TRAINING: "training",
    State.PAUSED: "paused",
    State.STOPPING: "stopping…",
    State.TRYING: "trying out…",
}


class Stopwatch:
    """Counts the seconds of a training without its pauses."""

    def __init__(self) -> None:
        self._before = 0.0
        self._since: float | None = None

    @property
    def seconds(self) -> float:
        """What was counted until now."""
        running = 0.0 if self._since is None else monotonic() - self._since
        return self._before + running

    def follow(self, state: State) -> None:
        """Starts anew, goes on or holds, as the trainer does."""
        if state is State.STARTING:
            self._before, self._since = 0.0, None
        elif state is State.TRAINING and self._since is None:
            self._since = monotonic()
        elif state is not State.TRAINING and self._since is not None:
            self._before, self._since = self.seconds, None


class RunCard(QFrame):
    """Names and figures of the run, from what the trainer knows."""

    def __init__(self, trainer: Trainer) -> None:
        super().__init__()
        self._trainer = trainer
        self._watch = Stopwatch()
        self._facts = Facts(spacing=3)
        self.setProperty("role", "card")
        self._scroll = scroll = QScrollArea()
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setWidgetResizable(True)
        scroll.setWidget(self._facts)
        scroll.setObjectName("figures")
        scroll.setAccessibleName(tr("Figures of the run"))
        scroll.setStyleSheet("#figures, #figures QWidget { background: transparent; }")
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 9, 12, 6)
        column.addWidget(words(f"<b>{tr('This run')}</b>", ""))
        column.addWidget(scroll, 1)
        trainer.state_changed.connect(self._follow)
        self._follow()

    def refresh(self) -> None:
        """Shows the figures as they are now."""
        trainer = self._trainer
        latest = trainer.progress[-1] if trainer.progress else None
        self._facts.show_values(
            {
                "state": self._state(),
                **self._speed(latest),
                "best test": _best(trainer.tests),
                **self._times(latest),
                "device": self._device(),
                "run": figures.ltr(trainer.started.run) if trainer.started else "",
            }
        )
        self._scroll.setMinimumWidth(self._facts.minimumSizeHint().width() + SCROLL_BAR)

    def _follow(self) -> None:
        self._watch.follow(self._trainer.state)
        self.refresh()

    def _state(self) -> str:
        trainer = self._trainer
        if trainer.training:
            return tr(STATES[trainer.state])
        if trainer.failure is not None:
            return tr("failed")
        if trainer.finished is not None:
            return tr("stopped early") if trainer.finished.stopped else tr("finished")
        return tr(STATES[trainer.state])

    def _speed(self, latest: Progress | None) -> dict[str, str]:
        trained = self._trainer.trained
        if latest is None or trained is None or latest.rate <= 0:
            return {"throughput": "", "step": "", "learning rate": ""}
        milliseconds = 1000 * trained.recipe.batch_size / latest.rate
        return {
            "throughput": figures.ltr(f"{latest.rate:,.0f} img/s"),
            "step": figures.ltr(f"{milliseconds:.3g} ms"),
            "learning rate": figures.ltr(brief(latest.learning_rate)),
        }

    def _times(self, latest: Progress | None) -> dict[str, str]:
        finished = self._trainer.finished
        seconds = finished.seconds if finished else self._watch.seconds
        left = latest.left if latest and self._trainer.training else 0
        return {
            "elapsed": figures.duration(seconds) if self._trainer.started else "",
            "time left": figures.duration(left) if left else "",
        }

    def _device(self) -> str:
        if self._trainer.started is None:
            return ""
        titles = {device.name: device.title for device in self._trainer.devices}
        name = self._trainer.started.device
        return titles.get(name, name)


def _best(tests: list[Tested]) -> str:
    if not tests:
        return ""
    best = max(tests, key=_accuracy)
    accuracy = figures.ltr(figures.share(best.accuracy, 2))
    return tr("{accuracy} · epoch {epoch}", accuracy=accuracy, epoch=f"{best.epoch:g}")


def _accuracy(test: Tested) -> float:
    return test.accuracy
