"""A few words beside the mouse: what a gesture would do, or why it cannot."""

from typing import Final, Literal

from PySide6.QtCore import QPoint, QPointF, QSize, Qt
from PySide6.QtWidgets import QGraphicsView, QLabel

WIDEST: Final = 360  # pixels
ASIDE: Final = QPoint(20, 18)
EDGE: Final = 8
Tone = Literal["plain", "warning", "error"]


class Words(QLabel):
    """In the view's own pixels: they can be read at every zoom, and stay inside of the view."""

    def __init__(self, view: QGraphicsView) -> None:
        super().__init__(view)
        self._view = view
        self.setObjectName("canvas:words")
        self.setProperty("role", "words")
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setWordWrap(True)
        self.hide()

    def show_at(self, point: QPointF, words: str, tone: Tone = "plain") -> None:
        """Shows them beside a point of the canvas; nothing if there are none."""
        self.setVisible(bool(words))
        if not words:
            return
        if self.property("tone") != tone:
            self.setProperty("tone", tone)
            self.style().unpolish(self)  # the style sheet looks at properties only then
            self.style().polish(self)
        if words != self.text():
            self.setText(words)
            self.setWordWrap(False)
            size = self.sizeHint()
            if size.width() > WIDEST:
                self.setWordWrap(True)
                size = QSize(WIDEST, self.heightForWidth(WIDEST))
            self.resize(size)
        self.raise_()
        self.move(self._place(self._view.mapFromScene(point)))

    def _place(self, mouse: QPoint) -> QPoint:
        """Beside the mouse, on its other side where there is no room."""
        room, place = self._view.viewport().rect().adjusted(EDGE, EDGE, -EDGE, -EDGE), mouse + ASIDE
        if place.x() + self.width() > room.right():
            place.setX(max(room.left(), mouse.x() - ASIDE.x() - self.width()))
        if place.y() + self.height() > room.bottom():
            place.setY(max(room.top(), mouse.y() - ASIDE.y() - self.height()))
        return place
