"""Keeps the worker looking at what the window looks at: the project, a block, a test picture."""

from typing import Final

from PySide6.QtCore import QObject, QTimer

from graph.network import AnyLayer, Wire
from graph.project import Project
from graph.readiness import obstacles
from graph.sources import DataSource
from gui.session import Session
from gui.trainer import State, Trainer

PATIENCE: Final = 150  # ms without another change before the worker is asked

Essence = tuple[dict[str, AnyLayer], tuple[Wire, ...], int, DataSource, str]


class Watcher(QObject):
    """Asks for maps and cards: of the project while nothing trains, else of what is training."""

    def __init__(self, session: Session, trainer: Trainer, parent: QObject) -> None:
        super().__init__(parent)
        self._session = session
        self._trainer = trainer
        self._node = ""
        self._picture = 0
        self._shown: Essence | None = None
        self._asked: tuple[str, int, str] | None = None
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(PATIENCE)
        self._timer.timeout.connect(self._ask)
        session.changed.connect(self._later)
        session.opened.connect(self._turn)
        session.entered.connect(self._later)
        trainer.state_changed.connect(self._follow)
        self._later()

    def look_at(self, node: str, picture: int) -> None:
        """From now on asks for this node's maps for this picture; for none if it is ""."""
        if (node, picture) != (self._node, self._picture):
            self._node, self._picture = node, picture
            self._later()

    def _follow(self) -> None:
        if self._trainer.busy or self._trainer.state is State.COLD:
            self._shown = None  # the worker has another project now, or none
        if self._trainer.state in (State.COLD, State.STARTING):
            self._asked = None  # it may be another process that trains
        self._later()

    def _turn(self) -> None:
        self._trainer.turn_to(self._session.project)
        self._shown = self._asked = None  # an equal project, too: its cards show nothing yet
        self._later()

    def _later(self) -> None:
        self._timer.start()

    def _ask(self) -> None:
        if self._trainer.state is State.COLD:
            return
        project = self._session.project
        if not self._trainer.busy and not obstacles(project, self._session.whole.inference):
            essence = self._essence(project)
            if essence != self._shown:
                self._shown, self._asked = essence, None
                self._trainer.show(project)
        wanted = (self._node, self._picture, self._session.shown.dotted)
        if wanted != self._asked:
            self._asked = wanted
            self._trainer.watch(self._node, self._picture, cards=True, level=wanted[2])

    def _essence(self, project: Project) -> Essence:
        """What maps depend on: not where blocks lie, nor how long they are trained."""
        layers = {name: node.layer for name, node in project.network.nodes.items()}
        run = self._trainer.weights_of
        return (layers, project.network.wires, project.recipe.seed, project.data, run)
