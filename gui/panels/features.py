"""What the selected block makes of a test picture: before, while and after it learns."""

from random import randrange

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QHideEvent, QKeyEvent, QShowEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from backend.protocol import Event, Failed, Maps
from graph.layers.endpoints import Output
from graph.network import Network
from graph.readiness import obstacles
from gui.figures import count, ltr
from gui.labels import heading, leading, words
from gui.language import tr
from gui.panels.map_grid import MapGrid
from gui.panels.picture_chooser import PictureChooser
from gui.panels.score_bars import ScoreBars
from gui.panels.watcher import Watcher
from gui.session import Session
from gui.theme import Theme
from gui.trainer import State, Trainer


class Panel(QWidget):
    """The picture and the verdict at the left, the maps beside them; or why there are none."""

    def __init__(
        self, session: Session, trainer: Trainer, theme: Theme, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._session = session
        self._trainer = trainer
        self._theme = theme
        self._picture = 0
        self._maps: Maps | None = None  # the last answer
        self._broken = ""  # why the last question had none
        self._watcher = Watcher(session, trainer, self)
        self._title = QLabel()
        self._title.setAlignment(leading())
        self._chooser = PictureChooser(theme)
        self._chooser.spin.edited.connect(self._choose)
        self._chooser.previous.clicked.connect(self._back)
        self._chooser.next.clicked.connect(self._forth)
        self._chooser.random.clicked.connect(self._anywhere)
        self._grid = MapGrid(theme)
        self._scores = ScoreBars(theme)
        self._why = words()
        self._why.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._pages = QStackedWidget()
        self._pages.addWidget(self._why)
        self._pages.addWidget(self._result())
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 12, 12, 12)
        row.setSpacing(18)
        row.addWidget(self._chooser)
        row.addWidget(self._pages, 1)
        session.selected.connect(self._look)
        session.opened.connect(self._look)
        session.entered.connect(self._look)
        session.changed.connect(self._look)
        trainer.state_changed.connect(self._refresh)
        trainer.arrived.connect(self._arrived)
        self._choose(0)

    def set_theme(self, theme: Theme) -> None:
        """Takes other colours."""
        self._theme = theme
        self._grid.set_theme(theme)
        self._scores.set_theme(theme)
        self._chooser.set_theme(theme)

    @property
    def node(self) -> str:
        """The block whose maps are shown, by its name in the whole network: the selected one, else
        the one whose result leaves what is open.
        """
        session = self._session
        if len(session.selection) == 1:
            return self._place(session.selection[0])
        ends = list(session.network.of_type(Output))
        return self._place(ends[session.network.main_output] if ends else "")

    def _place(self, name: str) -> str:
        """A node's name in the whole network; an Output gives what its source gives."""
        network = self._session.network
        if name in network.of_type(Output):
            name = next((wire.source for wire in network.incoming[name]), "")
        return self._session.shown.prefix + name if name else ""

    @property
    def _pictures(self) -> int:
        """How many there are to test on; 1 while that is not known."""
        return max(1, self._session.project.data.test_pictures)

    def _result(self) -> QWidget:
        page = QWidget()
        maps = QVBoxLayout()
        maps.setSpacing(8)
        maps.addWidget(self._title)
        maps.addWidget(self._grid, 1)
        verdict = QVBoxLayout()
        verdict.setSpacing(8)
        verdict.addWidget(heading("Class scores"))
        verdict.addWidget(self._scores, 1)
        row = QHBoxLayout(page)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(18)
        row.addLayout(maps, 4)
        row.addLayout(verdict, 1)
        return page

    def _choose(self, number: object) -> None:
        """Takes another test picture; a number out of range gives way to the last good one."""
        if isinstance(number, int) and 0 <= number < self._pictures:
            self._picture = number
        self._chooser.spin.set_value(self._picture)
        self._look()

    def _back(self) -> None:
        self._choose((self._picture - 1) % self._pictures)

    def _forth(self) -> None:
        self._choose((self._picture + 1) % self._pictures)

    def _anywhere(self) -> None:
        self._choose(randrange(self._pictures))

    def _look(self) -> None:
        most = self._pictures - 1
        self._chooser.spin.set_high(most)
        if self._picture > most:  # another data set has fewer
            self._picture = most
            self._chooser.spin.set_value(most)
        self._watcher.look_at(self.node if self.isVisible() else "", self._picture)
        self._refresh()

    @Slot(object)
    def _arrived(self, event: Event) -> None:
        match event:
            case Maps(node, picture) if (node, picture) == (self.node, self._picture):
                self._maps, self._broken = event, ""
            case Failed():
                self._broken = tr(event.text)
            case _:
                return
        self._refresh()

    def _refresh(self) -> None:
        if not self.isVisible():
            return
        why = self._reason()
        self._why.setText(why)
        self._pages.setCurrentIndex(0 if why else 1)
        if self._maps is not None:
            self._chooser.show_answer(self._maps)
        if self._maps is not None and not why:
            self._title.setText(_title(self._maps))
            self._grid.show_maps(self._maps)
            self._scores.show_scores(self._maps)

    def _reason(self) -> str:
        """Why there is nothing to show; empty if there is."""
        trainer = self._trainer
        trained = (
            trainer.shown.trained.network if trainer.training and trainer.shown.trained else None
        )
        if trained is not None:
            if not _has(trained, self.node):
                return tr("{name} is not part of the network that is training.", name=self.node)
        elif hindered := obstacles(self._session.project, self._session.whole.inference):
            return tr("The network cannot be run yet. {why}", why=hindered[0].text)
        if self._broken:
            return self._broken
        if trainer.state is State.COLD:
            return tr("PyTorch is being loaded: the maps come in a moment.")
        return "" if self._maps else tr("The maps come in a moment.")

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._look()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._watcher.look_at("", self._picture)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        match event.key():
            case Qt.Key.Key_Left:
                self._back()
            case Qt.Key.Key_Right:
                self._forth()
            case _:
                super().keyPressEvent(event)


def _has(network: Network, name: str) -> bool:
    """Whether a network has a node of that name, or a block that it may be in."""
    words = name.split(".")
    return any(".".join(words[:length]) in network.nodes for length in range(1, len(words) + 1))


def _title(maps: Maps) -> str:
    numbers = {"node": maps.node, "all": count(maps.dims[0])}
    if len(maps.dims) == 1:
        what = tr("<b>{node}</b> · {all} values", **numbers)
    else:
        size = ltr(f"{maps.dims[1]}×{maps.dims[2]}")
        sentence = "<b>{node}</b> · {all} maps {size}"
        if maps.channels < maps.dims[0]:
            sentence = "<b>{node}</b> · the first {count} of {all} maps {size}"
        what = tr(sentence, **numbers, count=count(maps.channels), size=size)
    return what + (tr(" · step {step}", step=count(maps.step)) if maps.step else "")
