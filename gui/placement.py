"""Where the window and its parts lie: their first share of the room, and what is kept of it."""

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtWidgets import QSplitter, QWidget

from gui.settings import DOCK, Settings

SIDES = (216, 300)
SIZE = QSize(1680, 1050)  # where the screen is not smaller


class Placement:
    """The splitters between the parts of a window, and its own rectangle."""

    def __init__(self, window: QWidget, settings: Settings) -> None:
        self._window, self._settings = window, settings
        self.across = QSplitter(Qt.Orientation.Horizontal, window)
        """Between the sides and the middle."""
        self.across.setObjectName("across")
        self.down = QSplitter(Qt.Orientation.Vertical, self.across)
        """In the middle, between the canvas and the dock."""
        self.down.setObjectName("down")

    def fill(self, left: QWidget, middle: tuple[QWidget, QWidget], right: QWidget) -> None:
        """Puts the parts in: the sides, and between them canvas and dock."""
        for part in middle:
            self.down.addWidget(part)
        for part in (left, self.down, right):
            self.across.addWidget(part)
        # canvas and dock share what comes and goes: in a small window both can be used
        for splitter, stretches in ((self.down, (0, 0)), (self.across, (0, 1, 0))):
            splitter.setHandleWidth(1)
            splitter.setChildrenCollapsible(False)
            for place, stretch in enumerate(stretches):
                splitter.setStretchFactor(place, stretch)
        left.setMinimumWidth(170)
        right.setMinimumWidth(270)
        middle[1].setMinimumHeight(170)

    def spread(self, room: QSize) -> None:
        """Gives the window a size, and its parts their first share of it."""
        self._window.resize(room)
        self.across.setSizes([SIDES[0], room.width() - sum(SIDES), SIDES[1]])
        self.down.setSizes([round((1 - DOCK) * room.height()), round(DOCK * room.height())])

    def take(self) -> None:
        """Where it was at the last end, else as large as the screen allows."""
        window, settings = self._window, self._settings
        self.spread(SIZE.boundedTo(window.screen().availableSize()))
        window.restoreGeometry(settings.layout("window"))
        place = settings.place
        if place and not window.isMaximized() and _holds(window, place):
            # the last screen may have been larger
            room = window.screen().availableSize().expandedTo(window.minimumSizeHint())
            # to the pixel: Qt leaves room for a frame that may not be
            window.setGeometry(QRect(place.topLeft(), place.size().boundedTo(room)))
        for splitter in (self.across, self.down):
            splitter.restoreState(settings.layout(splitter.objectName()))
        if place and window.height() < place.height():  # else the canvas alone would be smaller
            below = round(settings.dock * window.height())
            self.down.setSizes([window.height() - below, below])

    def keep(self) -> None:
        """Remembers all this for the next start."""
        window, settings = self._window, self._settings
        settings.keep_layout("window", window.saveGeometry())
        settings.place = window.normalGeometry()
        settings.dock = self.down.sizes()[1] / window.height()
        for splitter in (self.across, self.down):
            settings.keep_layout(splitter.objectName(), splitter.saveState())


def _holds(window: QWidget, place: QRect) -> bool:
    return window.screen().geometry().contains(place.topLeft())
