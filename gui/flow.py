"""A layout that puts widgets side by side as words in a line, and wraps them at the edge."""

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLayout, QLayoutItem


class Flow(QLayout):
    """Qt has no such layout of its own; this one keeps every widget at its preferred size."""

    def __init__(self, spacing: int) -> None:
        super().__init__()
        self._items: list[QLayoutItem] = []
        self.setContentsMargins(0, 0, 0, 0)
        self.setSpacing(spacing)

    def _place(self, area: QRect, really: bool) -> int:
        """Lines the items up in `area`, or only measures; returns the height that they take."""
        x, y, line = 0, 0, 0
        direction = QGuiApplication.layoutDirection()
        for item in self._items:
            size = item.sizeHint().boundedTo(QSize(max(1, area.width()), item.sizeHint().height()))
            if x > 0 and x + size.width() > area.width():
                x, y, line = 0, y + line + self.spacing(), 0
            if really:
                place = QRect(area.topLeft() + QPoint(x, y), size)
                item.setGeometry(_mirrored(place, area, direction))
            x += size.width() + self.spacing()
            line = max(line, size.height())
        return y + line

    def addItem(self, arg__1: QLayoutItem) -> None:
        self._items.append(arg__1)

    def count(self) -> int:
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    def expandingDirections(self) -> Qt.Orientation:
        return Qt.Orientation(0)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, arg__1: int) -> int:
        return self._place(QRect(0, 0, arg__1, 0), really=False)

    def setGeometry(self, arg__1: QRect) -> None:
        super().setGeometry(arg__1)
        self._place(arg__1, really=True)

    def sizeHint(self) -> QSize:
        return self.minimumSize()

    def minimumSize(self) -> QSize:
        widest = max((item.minimumSize().width() for item in self._items), default=0)
        highest = max((item.sizeHint().height() for item in self._items), default=0)
        return QSize(widest, highest)


def _mirrored(place: QRect, area: QRect, direction: Qt.LayoutDirection) -> QRect:
    if direction is Qt.LayoutDirection.LeftToRight:
        return place
    return place.translated(area.left() + area.right() - place.left() - place.right(), 0)
