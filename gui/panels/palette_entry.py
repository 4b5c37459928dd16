"""One block of the palette: drag it, double-click it, or press Enter on it."""

from typing import cast

from PySide6.QtCore import QPoint, QRectF, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QDrag,
    QEnterEvent,
    QFontMetricsF,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPixmap,
)
from PySide6.QtWidgets import QApplication, QWidget

from graph.layers.base import Layer
from graph.network import AnyLayer
from gui.canvas import mime
from gui.theme import Theme


class Entry(QWidget):
    """A layer under a title; without a layer, what is broken, which can only be clicked."""

    chosen = Signal(object)  # AnyLayer, or None

    def __init__(
        self, layer: Layer | None, title: str, hint: str, group: str, theme: Theme
    ) -> None:
        super().__init__()
        self.layer = cast(AnyLayer | None, layer)
        self.title = title
        self.group = group
        self.plain = self.layer
        self._written, self._details, self._first = title, "", False
        self._theme = theme
        self._pressed: QPoint | None = None
        self._over = False
        self.setAccessibleName(title)
        self.setFixedHeight(28)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        if layer is not None:
            self.setCursor(Qt.CursorShape.OpenHandCursor)
        self.setToolTip(f"<p style='white-space:pre-line'>{hint}</p>")

    def show_meant(self, layer: AnyLayer, title: str, details: str, *, first: bool) -> None:
        """Stands for what was typed, with its hyperparameters; `first` is what Enter takes."""
        self.layer = layer
        self._written, self._details, self._first = title, details, first
        self.setAccessibleName(", ".join(filter(None, (title, details))))
        self.update()

    def show_plain(self) -> None:
        """Stands for the block as it is again."""
        if self._written != self.title or self._details or self._first:
            self.layer = self.plain
            self._written, self._details, self._first = self.title, "", False
            self.setAccessibleName(self.title)
            self.update()

    def set_theme(self, theme: Theme) -> None:
        """Takes other colours."""
        self._theme = theme
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        theme = self._theme
        area = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        lit = self.hasFocus() or self._first
        painter.setPen(QColor(theme.accent) if lit else Qt.PenStyle.NoPen)
        painter.setBrush(QColor(theme.hover if self._over else theme.raised))
        painter.drawRoundedRect(area, 6, 6)
        mirrored = self.layoutDirection() == Qt.LayoutDirection.RightToLeft
        stripe = QRectF(self.width() - 4 if mirrored else 0, 5, 4, self.height() - 10)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(theme.group(self.group) if self.layer else theme.error))
        painter.drawRoundedRect(stripe, 2, 2)
        painter.setPen(QColor(theme.text if self.layer else theme.error))
        side = Qt.AlignmentFlag.AlignRight if mirrored else Qt.AlignmentFlag.AlignLeft
        flags = side | Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignAbsolute
        line = self.rect().adjusted(14, 0, -14, 0)
        metrics = QFontMetricsF(self.font())
        shown = metrics.elidedText(self._written, Qt.TextElideMode.ElideRight, line.width())
        painter.drawText(line, int(flags), shown)
        used = round(metrics.horizontalAdvance(shown)) + 8
        if self._details and used < line.width():
            rest = line.adjusted(0, 0, -used, 0) if mirrored else line.adjusted(used, 0, 0, 0)
            painter.setPen(QColor(theme.muted))
            mode = Qt.TextElideMode.ElideRight
            painter.drawText(
                rest, int(flags), metrics.elidedText(self._details, mode, rest.width())
            )

    def enterEvent(self, event: QEnterEvent) -> None:
        self._over = True
        self.update()

    def leaveEvent(self, event: object) -> None:
        self._over = False
        self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        left = event.button() == Qt.MouseButton.LeftButton
        self._pressed = event.position().toPoint() if left else None

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        far = QApplication.startDragDistance()
        place = event.position().toPoint()
        if self._pressed is None or self.layer is None:
            return
        if (place - self._pressed).manhattanLength() >= far:
            self._pressed = None
            drag = QDrag(self)
            drag.setMimeData(mime.pack(self.layer))
            drag.setPixmap(_dot(self._theme.group(self.group)))
            drag.exec(Qt.DropAction.CopyAction)
            self._over = False
            self.update()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self.chosen.emit(self.layer)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.chosen.emit(self.layer)
        else:
            super().keyPressEvent(event)


def _dot(colour: str) -> QPixmap:
    """What hangs at the mouse outside the canvas, which shows the card itself."""
    made = QPixmap(18, 18)
    made.fill(Qt.GlobalColor.transparent)
    painter = QPainter(made)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(colour))
    painter.drawRoundedRect(QRectF(2, 2, 14, 14), 4, 4)
    painter.end()
    return made
