"""Train, Pause and Stop: what the buttons do, and what they say in each state."""

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction

from graph.text import Text
from gui.language import tr
from gui.session import Session
from gui.trainer import State, Trainer


class Conductor(QObject):
    """Starts and holds the training of the session's project."""

    def __init__(self, session: Session, trainer: Trainer, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._trainer = trainer

    def follow(self, actions: dict[str, QAction]) -> None:
        """Keeps the three actions in step with what the worker does."""
        self._actions = actions
        self._trainer.state_changed.connect(self._refresh)
        self._refresh()

    def train(self) -> None:
        """Trains the project, or says why it cannot be and shows where."""
        if self._trainer.busy:
            return
        if not hindered(self._session, Text("Training cannot start. {text}")):
            self._trainer.train(self._session.project, self._session.name, self._file)

    def pause(self) -> None:
        """Holds the training, or goes on with it."""
        if self._trainer.state is State.PAUSED:
            self._trainer.go_on()
        elif self._trainer.state is State.TRAINING:
            self._trainer.pause()

    def stop(self) -> None:
        """Ends the training and keeps its weights."""
        if self._trainer.busy:
            self._trainer.stop()

    @property
    def _file(self) -> str:
        path = self._session.path
        return str(path.resolve()) if path else ""

    def _refresh(self) -> None:
        state = self._trainer.state
        self._actions["train"].setEnabled(not self._trainer.busy)
        self._actions["pause"].setEnabled(state in (State.TRAINING, State.PAUSED))
        stoppable = (State.PREPARING, State.TRAINING, State.PAUSED, State.TRYING)
        self._actions["stop"].setEnabled(state in stoppable)
        paused = state is State.PAUSED
        self._actions["pause"].setText(tr("Continue") if paused else tr("Pause"))
        self._actions["pause"].setIconText(tr("▶ Continue") if paused else tr("❚❚ Pause"))


def hindered(session: Session, sentence: Text) -> bool:
    """Whether the project cannot be trained as it is; the sentence says so, with why as `text`,
    and the block that it is about is shown.
    """
    from graph.readiness import obstacles  # noqa: PLC0415  # start-up does without it

    found = obstacles(session.project, session.whole.inference)
    if not found:
        return False
    first = found[0]
    session.leave(0)
    if first.node:
        session.select((first.node,))
        session.revealed.emit(first.node)
    tell = session.misfit if first.misfit else session.refused
    tell.emit(Text(sentence.template, {"text": first.text}))
    return True
