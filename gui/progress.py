"""How far a training is, in the bar above: a few words and a thin bar."""

from PySide6.QtWidgets import QHBoxLayout, QLabel, QProgressBar, QVBoxLayout, QWidget

from backend.protocol import Preparing, Progress
from gui.figures import duration, ltr, share
from gui.language import tr
from gui.trainer import State, Trainer


class ProgressView(QWidget):
    """How far a training is, and what it reached, above a thin bar."""

    def __init__(self) -> None:
        super().__init__()
        self.setFixedWidth(196)
        self._words = QLabel()
        self._words.setObjectName("progress")
        self._left = QLabel()
        self._left.setProperty("role", "muted")
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.setRange(0, 1_000)
        self._bar.setFixedHeight(6)
        line = QHBoxLayout()
        line.addWidget(self._words)
        line.addStretch(1)
        line.addWidget(self._left)
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 9, 0, 11)
        column.setSpacing(5)
        column.addLayout(line)
        column.addWidget(self._bar)

    def show_words(self, words: str, more: str = "", filled: float = 0) -> None:
        """Shows words at both ends, and the bar filled to a share."""
        self._words.setText(words)
        self._left.setText(more)
        self._bar.setValue(round(1_000 * filled))

    def show_last(self, trainer: Trainer) -> None:
        """Shows what the last training came to."""
        done = trainer.shown.finished
        if trainer.shown.failure is not None:
            self.show_words(tr("failed"))
        elif done is not None and trainer.shown.started is not None:
            accuracy = tr("test {accuracy}", accuracy=ltr(share(done.test_accuracy)))
            self.show_words(
                accuracy, duration(done.seconds), done.epochs / trainer.shown.started.epochs
            )
        else:
            self.show_words(tr("lost") if trainer.lost else tr("not trained yet"))

    def show_preparing(self, event: Preparing) -> None:
        """Shows how many pictures are decoded, before a training begins or a trial."""
        done = event.done / event.total if event.total else 0
        more = f"{100 * done:.0f} %" if event.total else f"{event.done:,}"
        self.show_words(tr("preparing pictures"), ltr(more), done)

    def show_progress(self, event: Progress, trainer: Trainer) -> None:
        """Shows how far the training is."""
        epochs = trainer.shown.started.epochs if trainer.shown.started else 1
        number = min(epochs, int(event.epoch) + 1)
        done = min(1.0, event.epoch / epochs)
        words = tr("epoch {number}/{epochs}", number=number, epochs=epochs)
        paused = trainer.state is State.PAUSED
        left = tr("{time} left", time=ltr(duration(event.left)))
        self.show_words(f"{words} · {100 * done:.0f} %", tr("paused") if paused else left, done)
