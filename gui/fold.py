"""A part of a form that folds: its title opens and closes it, and says what is in it."""

from PySide6.QtCore import QEvent, QPointF, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QEnterEvent, QKeyEvent, QPainter, QPaintEvent, QPalette, QPen
from PySide6.QtWidgets import QAbstractButton, QVBoxLayout, QWidget

from gui.fonts import font
from gui.labels import leading, trailing

HEIGHT = 34
ARROW = 22  # pixels at the beginning of the line
GAP = 14  # pixels between the title and what is said beside it


class Fold(QWidget):
    """A title, and a body that is shown while it is open."""

    turned = Signal(bool)  # the user opened it (True) or closed it

    def __init__(self, name: str, title: str, body: QWidget) -> None:
        """`name` tells it from others, `title` is in the language in use."""
        super().__init__()
        self.head = _Title(title)
        self.head.setObjectName(f"fold:{name}")
        self.head.clicked.connect(self.turned)
        self.head.toggled.connect(self._turn)
        self._body = body
        body.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.head)
        column.addWidget(body)

    @property
    def is_open(self) -> bool:
        """Whether its body is shown."""
        return self.head.isChecked()

    def open(self, on: bool) -> None:
        """Opens or closes it; it is not said."""
        self.head.setChecked(on)

    def summarize(self, text: str) -> None:
        """What is said beside the title while it is closed."""
        self.head.summarize(text)

    def _turn(self, on: bool) -> None:
        self._body.setVisible(on)


class _Title(QAbstractButton):
    """An arrow, the title, and a summary at the end of the line."""

    def __init__(self, title: str) -> None:
        super().__init__()
        self._summary = ""
        self._over = False
        self.setText(title)
        self.setCheckable(True)
        self.setFixedHeight(HEIGHT)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self._describe()

    def summarize(self, text: str) -> None:
        """Shows what is in the part while it is folded."""
        self._summary = text
        self._describe()
        self.update()

    def _describe(self) -> None:
        self.setAccessibleName(self.text())
        self.setAccessibleDescription(self._summary)

    def sizeHint(self) -> QSize:
        return QSize(200, HEIGHT)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        colours = self.palette()
        lit = self._over or self.hasFocus()
        ink = colours.color(QPalette.ColorRole.WindowText)
        faint = colours.color(QPalette.ColorRole.PlaceholderText)
        self._paint_arrow(painter, ink if lit else faint)
        rightward = self.layoutDirection() is Qt.LayoutDirection.LeftToRight
        line = self.rect().adjusted(ARROW if rightward else 0, 0, 0 if rightward else -ARROW, 0)
        painter.setFont(font(13, bold=True))
        painter.setPen(ink)
        middle = Qt.AlignmentFlag.AlignVCenter
        painter.drawText(line, int(leading() | middle), self.text())
        if self._summary and not self.isChecked():
            taken = painter.fontMetrics().horizontalAdvance(self.text()) + GAP
            self._paint_summary(painter, line, taken, faint)
        if self.hasFocus():
            painter.setPen(QPen(colours.color(QPalette.ColorRole.Highlight), 1))
            painter.drawRoundedRect(self.rect().adjusted(0, 3, -1, -4), 5, 5)

    def _paint_summary(self, painter: QPainter, line: QRect, taken: int, ink: QColor) -> None:
        painter.setFont(font(12))
        painter.setPen(ink)
        room = line.width() - taken - 6
        text = painter.fontMetrics().elidedText(self._summary, Qt.TextElideMode.ElideRight, room)
        rightward = self.layoutDirection() is Qt.LayoutDirection.LeftToRight
        place = line.adjusted(0 if rightward else 6, 0, -6 if rightward else 0, 0)
        painter.drawText(place, int(trailing() | Qt.AlignmentFlag.AlignVCenter), text)

    def _paint_arrow(self, painter: QPainter, ink: QColor) -> None:
        """Points down while it is open, else to where lines end."""
        rightward = self.layoutDirection() is Qt.LayoutDirection.LeftToRight
        middle = QPointF(10.0 if rightward else self.width() - 10.0, self.height() / 2)
        way = 1.0 if rightward else -1.0
        tips = ((-3.5, -1.8), (0, 2.0), (3.5, -1.8)) if self.isChecked() else (
            (-1.8 * way, -3.5), (2.0 * way, 0), (-1.8 * way, 3.5)
        )  # fmt: skip
        painter.setPen(QPen(ink, 1.5))
        painter.drawPolyline([middle + QPointF(x, y) for x, y in tips])

    def enterEvent(self, event: QEnterEvent) -> None:
        self._over = True
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        self._over = False
        self.update()
