"""The test picture that is looked at: what it shows, what the network sees in it, and others."""

from PySide6.QtCore import QRectF
from PySide6.QtGui import QImage, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QToolButton, QVBoxLayout, QWidget

from backend.protocol import Maps
from graph.fields import Field
from gui.editors import Spin
from gui.figures import ltr, share
from gui.labels import escaped, heading, words
from gui.language import tr
from gui.panels.pictures import draw, image
from gui.panels.score_bars import probabilities
from gui.theme import Theme

PICTURE = Field(
    name="picture",
    type=int,
    default=0,
    title="Test picture",
    help="Its number in the test set: choose any.",
    low=0,
)


class PictureChooser(QWidget):
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
        """Shows the picture of a worker's answer, and its verdict."""
        self._answer = answer
        self._picture.show_image(source_image(answer))
        self._write()

    def set_theme(self, theme: Theme) -> None:
        """Takes other colours."""
        self._theme = theme
        self._write()

    def _write(self) -> None:
        answer = self._answer
        if answer is None or not answer.scores:
            return
        shares = probabilities(answer.scores)
        best = shares.index(max(shares))
        colour = self._theme.good if best == answer.label else self._theme.error
        guess = f'<b style="color: {colour}">{escaped(answer.classes[best])}</b>'
        truth = tr("label {label}", label=escaped(answer.classes[answer.label]))
        said = tr("network says {guess}, {share}", guess=guess, share=ltr(share(shares[best])))
        self._verdict.setText(f"{truth}<br>{said}")


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
        if not self._image.isNull():
            draw(QPainter(self), self._image, QRectF(self.rect()))


def source_image(maps: Maps) -> QImage:
    """The test picture itself, grey or in colours."""
    return image(maps.source_dims, maps.source)


def _button(sign: str, name: str) -> QToolButton:
    button = QToolButton()
    button.setText(sign)
    button.setToolTip(name)
    button.setAccessibleName(name)
    button.setStyleSheet("QToolButton { padding: 4px 8px; }")
    return button
