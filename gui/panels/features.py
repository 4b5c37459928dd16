"""What the selected block makes of a test picture: before, while and after it learns."""

from random import randrange

import numpy as np
from PySide6.QtCore import QPoint, QRect, Qt, Slot
from PySide6.QtGui import QHideEvent, QImage, QKeyEvent, QPainter, QPaintEvent, QShowEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QStackedWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from backend.protocol import Event, Failed, Maps
from graph.fields import Field
from graph.layers.endpoints import Output
from graph.readiness import obstacles
from graph.recipe import Mnist
from gui.editors import Spin
from gui.figures import count, ltr, share
from gui.labels import heading, leading, words
from gui.language import tr
from gui.panels.map_grid import MapGrid
from gui.panels.score_bars import ScoreBars, probabilities
from gui.panels.watcher import Watcher
from gui.session import Session
from gui.theme import Theme
from gui.trainer import State, Trainer

PICTURES = Mnist.test_pictures
PICTURE = Field(
    name="picture",
    type=int,
    default=0,
    title="Test picture",
    help="Its number in the test set: choose any.",
    low=0,
    high=PICTURES - 1,
)


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
        self._chooser = _Chooser(theme)
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
        """The block whose maps are shown: the selected one, else the network's output."""
        if len(self._session.selection) == 1:
            return self._session.selection[0]
        return next(iter(self._session.network.of_type(Output)), "")

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
        if isinstance(number, int) and 0 <= number < PICTURES:
            self._picture = number
        self._chooser.spin.set_value(self._picture)
        self._look()

    def _back(self) -> None:
        self._choose((self._picture - 1) % PICTURES)

    def _forth(self) -> None:
        self._choose((self._picture + 1) % PICTURES)

    def _anywhere(self) -> None:
        self._choose(randrange(PICTURES))

    def _look(self) -> None:
        self._watcher.look_at(self.node if self.isVisible() else "", self._picture)
        self._refresh()

    @Slot(object)
    def _arrived(self, event: Event) -> None:
        match event:
            case Maps(node, picture) if (node, picture) == (self.node, self._picture):
                self._maps, self._broken = event, ""
            case Failed(text):
                self._broken = text
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
        trained = trainer.trained.network if trainer.busy and trainer.trained else None
        if trained is not None:
            if self.node not in trained.nodes:
                return tr("{name} is not part of the network that is training.", name=self.node)
        elif hindered := obstacles(self._session.project, self._session.inference):
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


class _Chooser(QWidget):
    """The test picture, what it is and what the network takes it for, and buttons for others."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._answer: Maps | None = None
        self._picture = _Picture()
        self._verdict = words()
        self.previous = _button("‹", tr("Previous picture"))
        self.next = _button("›", tr("Next picture"))
        self.random = _button("⚂", tr("Any picture"))
        self.spin = Spin(PICTURE)
        self.spin.setAccessibleName(tr(PICTURE.title))
        self.spin.setToolTip(tr(PICTURE.help))
        self.spin.setObjectName("field:picture")
        buttons = QHBoxLayout()
        buttons.setSpacing(4)
        buttons.addWidget(self.previous)
        buttons.addWidget(self.spin, 1)
        buttons.addWidget(self.next)
        buttons.addWidget(self.random)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(heading("Test picture"))
        column.addWidget(self._picture, 1)
        column.addWidget(self._verdict)
        column.addLayout(buttons)
        self.setFixedWidth(190)
        self.setMinimumHeight(184)

    def show_answer(self, answer: Maps) -> None:
        self._answer = answer
        self._picture.show_image(source_image(answer))
        self._write()

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self._write()

    def _write(self) -> None:
        answer = self._answer
        if answer is None or not answer.scores:
            return
        shares = probabilities(answer.scores)
        best = shares.index(max(shares))
        colour = self._theme.good if best == answer.label else self._theme.error
        guess = f'<b style="color: {colour}">{answer.classes[best]}</b>'
        self._verdict.setText(
            tr(
                "label {label} · network says {guess}, {share}",
                label=answer.classes[answer.label],
                guess=guess,
                share=ltr(share(shares[best])),
            )
        )


class _Picture(QWidget):
    """A picture as large as there is room, each of its pixels a whole number of pixels."""

    def __init__(self) -> None:
        super().__init__()
        self._image = QImage()
        self.setMinimumSize(84, 84)

    def show_image(self, image: QImage) -> None:
        self._image = image
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._image.isNull():
            return
        room = min(self.width(), self.height())
        side = max(self._image.width(), self._image.height())
        size = self._image.size() * (room // side if room >= side else room / side)
        place = QRect(QPoint(), size)
        place.moveCenter(self.rect().center())
        QPainter(self).drawImage(place, self._image)


def source_image(maps: Maps) -> QImage:
    """The test picture itself, grey or in colours."""
    channels, height, width = maps.source_dims
    levels = np.frombuffer(maps.source, np.uint8).reshape(channels, height, width)
    if channels == 3:
        colours = np.ascontiguousarray(levels.transpose(1, 2, 0)).tobytes()
        return QImage(colours, width, height, 3 * width, QImage.Format.Format_RGB888).copy()
    grey = levels[0].tobytes()
    return QImage(grey, width, height, width, QImage.Format.Format_Grayscale8).copy()


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


def _button(sign: str, name: str) -> QToolButton:
    button = QToolButton()
    button.setText(sign)
    button.setToolTip(name)
    button.setAccessibleName(name)
    button.setStyleSheet("QToolButton { padding: 4px 8px; }")
    return button
