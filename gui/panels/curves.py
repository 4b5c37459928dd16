"""A plot of one quantity against the epoch: a noisy curve of training, a few points of testing.

Only gui.panels.training imports this: pyqtgraph takes longer to load than the window to appear.
"""

from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetrics, QResizeEvent
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from gui.figures import ltr
from gui.fonts import font
from gui.labels import hint, leading, trailing
from gui.language import tr
from gui.panels.plot import Plot, Quantity, colour_of
from gui.panels.track import MEMORY, Track
from gui.theme import Theme

SHORTEST = 56  # pixels of the title
MARGIN, GAP = 12, 6  # pixels at both sides; between title and values
SHORT = 290  # pixels below which buttons have short words
LINE = 24  # pixels of the line below the title
SPLITS = ("validation", "test")


class Turn(QPushButton):
    """A small button with other words where there is little room."""

    def __init__(self, words: str, short: str) -> None:
        super().__init__(words)
        self._words, self._short = words, short

    def shorten(self, *, short: bool) -> None:
        """Takes the words for a narrow card, or all of them."""
        self.setText(self._short if short else self._words)


class Curves(QFrame):
    """A quantity's title, its latest values or those under the pointer, and its plot."""

    def __init__(self, quantity: Quantity, theme: Theme) -> None:
        super().__init__()
        self.setProperty("role", "card")
        self._quantity = quantity
        self._theme = theme
        self._memory = 0.0 if quantity.small else MEMORY  # a learning rate has no noise
        self._said = ""
        self._tracks = self._fresh()
        self._title, self._where = QLabel(), QLabel()
        self._where.setProperty("role", "muted")
        self._title.setAlignment(leading())
        self._title.setMinimumWidth(SHORTEST)
        self._where.setAlignment(leading() | Qt.AlignmentFlag.AlignVCenter)
        self._latest = {name: QLabel() for name in self._tracks}
        self._plot = Plot(quantity, theme)
        self._plot.hovered.connect(self._show_at)
        self._plot.unhovered.connect(self._show_latest)
        self._line = QStackedWidget()  # what can be chosen, or where the pointer is
        self._line.setFixedHeight(LINE)
        tools = QWidget()
        self._tools = QHBoxLayout(tools)
        self._tools.setContentsMargins(0, 0, 0, 0)
        self._tools.setSpacing(6)
        self._tools.addStretch(1)
        self._line.addWidget(tools)
        self._line.addWidget(self._where)
        self._line.setStyleSheet("QStackedWidget, QStackedWidget > QWidget { background: none; }")
        grid = QGridLayout(self)
        grid.setContentsMargins(MARGIN, 9, MARGIN, 6)
        grid.setVerticalSpacing(1)
        grid.setHorizontalSpacing(GAP)
        grid.setColumnStretch(0, 1)
        grid.addWidget(self._title, 0, 0)
        grid.addWidget(self._line, 1, 0)
        values = QVBoxLayout()
        values.setSpacing(1)
        for label in self._latest.values():
            label.setAlignment(trailing())
            label.hide()
            values.addWidget(label)
        values.addStretch(1)
        grid.addLayout(values, 0, 1, 3, 1)
        grid.addWidget(self._plot, 3, 0, 1, 2)
        grid.setRowStretch(3, 1)
        self.set_theme(theme)

    def add_tool(self, widget: QWidget) -> None:
        """Puts a small button or slider below the title."""
        self._tools.insertWidget(self._tools.count() - 1, widget)

    def set_title(self, title: str) -> None:
        """Says what is plotted, in the language in use."""
        self._said = title
        self._plot.setAccessibleName(title)
        self._fit()

    def _fit(self) -> None:
        """What stands behind a dot is left out where there is no room for it."""
        for tool in self.findChildren(Turn):
            tool.shorten(short=self.width() < SHORT)
        values = max(label.sizeHint().width() for label in self._latest.values())
        room = self.contentsRect().width() - 2 * MARGIN - GAP - values
        fits = QFontMetrics(font(13, bold=True)).horizontalAdvance(self._said) <= room
        self._title.setText(f"<b>{self._said if fits else self._said.partition(' · ')[0]}</b>")
        self._title.setToolTip("" if fits else hint(self._said))

    def start(self, epochs: int) -> None:
        """Forgets the curves, for a run of so many epochs."""
        self._tracks = self._fresh()
        self._plot.start(epochs)
        self.show_points()

    def add_train(self, epoch: float, value: float) -> None:
        """A point of the training curve; `show_points` draws it."""
        self._tracks["train"].add(epoch, self._quantity.scale * value)

    def add_test(self, epoch: float, value: float, split: str = "test") -> None:
        """A point of the test or the validation curve; `show_points` draws it."""
        self._tracks[split].add(epoch, self._quantity.scale * value)

    def show_points(self) -> None:
        """Draws all points that were added."""
        self._plot.draw(self._tracks)
        if not self._plot.underMouse():
            self._show_latest()

    def smoothen(self, memory: float) -> None:
        """Has the mean look back over another share of the points."""
        self._memory = memory
        self._tracks["train"].smoothen(memory)
        self.show_points()

    def set_logarithmic(self, on: bool) -> None:
        """Has equal distances upwards be equal factors, or equal differences."""
        self._plot.set_logarithmic(on)

    def set_theme(self, theme: Theme) -> None:
        """Takes other colours."""
        self._theme = theme
        self._plot.set_theme(theme)
        self._show_latest()

    def _fresh(self) -> dict[str, Track]:
        return {"train": Track(self._memory), **{split: Track() for split in SPLITS}}

    def _show_latest(self) -> None:
        self._line.setCurrentIndex(0)
        self._where.clear()
        self._write({name: track.length - 1 for name, track in self._tracks.items()})

    def _show_at(self, epoch: float) -> None:
        train = self._tracks["train"]
        if train.length == 0:
            return
        places = {
            name: track.nearest(epoch) if track.length else -1
            for name, track in self._tracks.items()
        }
        at = train.epochs[places["train"]]
        self._where.setText(tr("at epoch {epoch}", epoch=f"{at:.2f}"))
        self._line.setCurrentIndex(1)
        self._write(places)

    def _write(self, places: dict[str, int]) -> None:
        titles = {"train": tr("train"), "validation": tr("validation"), "test": tr("test")}
        for name, label in self._latest.items():
            place = places[name]
            label.setVisible(place >= 0)
            if place >= 0:
                colour = colour_of(name, self._theme, self._tracks)
                said = ltr(self._quantity.said(self._tracks[name].values[place]))
                words = said if self._quantity.small else f"{titles[name]} {said}"
                label.setText(f'<b style="color: {colour}">{words}</b>')

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()
