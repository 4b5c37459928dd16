"""What training makes of some pictures: as they are, resized, and as the recipe varies them."""

from collections.abc import Sequence
from random import randrange, sample
from typing import Final

from PySide6.QtCore import QRectF, QSize, Qt, QTimer, Slot
from PySide6.QtGui import QColor, QHideEvent, QImage, QPainter, QPaintEvent, QShowEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QPushButton,
    QSizePolicy,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from backend.protocol import Declined, Event, Picture, Preview, Previewed
from graph.augmentation import PLAIN, Augmentation
from graph.fields import fields
from graph.sources import trained_on
from gui.labels import leading, words
from gui.language import tr
from gui.panels.pictures import COARSE, draw, image
from gui.session import Session
from gui.theme import Theme
from gui.trainer import Trainer

COUNT: Final = 8
"""Pictures side by side."""
FEWEST: Final = 4
"""That are shown in any width."""
INTERVAL: Final = 120  # ms after a change of the recipe
GAP: Final = 6
LABELS: Final = 84  # px for the names of the rows


class PreviewView(QWidget):
    """Three rows of pictures; it follows the recipe while it is visible."""

    def __init__(self, session: Session, trainer: Trainer, theme: Theme) -> None:
        super().__init__()
        self._session = session
        self._trainer = trainer
        self._pictures: tuple[int, ...] = ()
        self._seed = 0
        self._shown: Preview | None = None  # what the pictures are the answer to
        self._asked: Preview | None = None  # without an answer yet
        self._rows = _Rows(theme)
        self._note, self._why = words(), words()
        self._why.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._others = QPushButton(tr("Other variations"))
        self._others.setObjectName("preview:variations")
        self._others.clicked.connect(self._vary)
        anew = QPushButton(tr("Other pictures"))
        anew.setObjectName("preview:pictures")
        anew.clicked.connect(self._choose_any)
        self._pages = QStackedWidget()
        self._pages.addWidget(self._why)
        self._pages.addWidget(self._rows)
        below = QHBoxLayout()
        below.setSpacing(8)
        below.addWidget(self._note, 1)
        below.addWidget(anew)
        below.addWidget(self._others)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self._pages, 1)
        column.addLayout(below)
        self._timer = QTimer(self, singleShot=True, interval=INTERVAL)
        self._timer.timeout.connect(self._ask)
        session.changed.connect(self._later)
        session.opened.connect(self._forget)
        trainer.arrived.connect(self._hear)
        trainer.parted.connect(self._give_up)

    def set_theme(self, theme: Theme) -> None:
        """Takes other colours."""
        self._rows.set_theme(theme)

    def show_pictures(self, numbers: Sequence[int]) -> None:
        """Shows what becomes of these training pictures, by their numbers."""
        self._pictures = tuple(numbers[:COUNT])
        self._later()

    @property
    def _wanted(self) -> Preview:
        project = self._session.project
        augmentation = project.recipe.augmentation
        return Preview(project.data, augmentation, self._pictures, self._seed)

    def _later(self) -> None:
        if self.isVisible() and self._pictures and self._wanted != self._shown:
            self._timer.start()

    def _ask(self) -> None:
        if self._asked is None and self._pictures:
            self._asked = self._wanted
            self._trainer.ask(self._asked)

    def _vary(self) -> None:
        self._seed = randrange(2**31)
        self._later()

    def _choose_any(self) -> None:
        every = trained_on(self._session.project.data)
        self.show_pictures(sample(range(every), min(COUNT, every)))

    def _forget(self) -> None:
        self._pictures, self._shown = (), None

    @Slot(object)
    def _hear(self, event: Event) -> None:
        match event:
            case Previewed():
                self._shown, self._asked = self._asked, None
                if event.pictures == self._pictures:
                    self._rows.show_rows(_rows(event))
                    self._pages.setCurrentWidget(self._rows)
            case Declined("preview"):
                self._shown, self._asked = self._asked, None
                self._why.setText(tr(event.text))
                self._pages.setCurrentWidget(self._why)
            case _:
                return
        self._say()
        self._later()

    @Slot()
    def _give_up(self) -> None:
        self._asked = None

    def _say(self) -> None:
        augmentation = self._session.project.recipe.augmentation
        varied = said(augmentation)
        self._note.setText(varied or tr("Nothing is varied."))
        self._others.setEnabled(augmentation != PLAIN)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._say()
        self._later()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._timer.stop()


class _Rows(QWidget):
    """Rows with a name each, column by column the same picture."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.rows: list[tuple[str, list[QImage]]] = []
        self.setMinimumSize(200, 90)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def show_rows(self, rows: list[tuple[str, list[QImage]]]) -> None:
        self.rows = rows
        self.update()

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self.update()

    def side(self) -> int:
        """Of a picture's place: as large as the height allows, but a few beside each other."""
        across = (self.width() - LABELS) // FEWEST - GAP
        room = max(16, min(across, self.height() // len(self.rows) - GAP))
        own = max(self.rows[-1][1][0].width(), self.rows[-1][1][0].height())
        return room // own * own if own <= COARSE and room >= own else room

    def paintEvent(self, event: QPaintEvent) -> None:
        if not self.rows:
            return
        painter = QPainter(self)
        painter.setPen(QColor(self._theme.muted))
        right = self.layoutDirection() == Qt.LayoutDirection.RightToLeft
        side = self.side()
        columns = (self.width() - LABELS) // (side + GAP)
        for row, (name, pictures) in enumerate(self.rows):
            top = row * (side + GAP)
            label = QRectF(self.width() - LABELS if right else 0, top, LABELS - GAP, side)
            painter.drawText(label, leading() | Qt.AlignmentFlag.AlignVCenter, name)
            for column, shown in enumerate(pictures[:columns]):
                left = LABELS + column * (side + GAP)
                left = self.width() - left - side if right else left
                draw(painter, shown, QRectF(left, top, side, side))

    def sizeHint(self) -> QSize:
        return QSize(600, 220)


def _rows(event: Previewed) -> list[tuple[str, list[QImage]]]:
    """The rows that differ: pictures that are not resized are not shown twice."""
    rows = [(tr("As it is"), event.originals)]
    if event.resized != event.originals:
        rows.append((tr("Resized"), event.resized))
    rows.append((tr("Varied"), event.varied))
    return [(name, list(map(_image, pictures))) for name, pictures in rows]


def _image(picture: Picture) -> QImage:
    return image(picture.dims, picture.values)


def said(augmentation: Augmentation) -> str:
    """What a recipe varies, in a line."""
    changed = [f for f in fields(Augmentation) if getattr(augmentation, f.name) != f.default]
    return " · ".join(tr(field.title) for field in changed)


def first_of_each(numbers: Sequence[Sequence[int]]) -> tuple[int, ...]:
    """A few pictures of several classes, one of each first."""
    deepest = max(map(len, numbers), default=0)
    found = [each[place] for place in range(deepest) for each in numbers if place < len(each)]
    return tuple(found[:COUNT])
