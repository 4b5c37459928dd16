"""All blocks, to be dragged onto the canvas or added from the keyboard."""

import inspect

from PySide6.QtCore import QPoint, QRectF, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QDrag,
    QEnterEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPixmap,
)
from PySide6.QtWidgets import (
    QApplication,
    QLabel,
    QLineEdit,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from graph.layers.base import Layer
from graph.network import LAYERS
from gui.canvas import mime
from gui.labels import heading, words
from gui.language import tr
from gui.session import Session
from gui.theme import Theme
from gui.trainer import Trainer

WIDTH = 216


class Panel(QWidget):
    """A search field above the groups of blocks."""

    chosen = Signal(object)  # type[Layer]: to be added to the canvas
    browsed = Signal()  # a whole architecture is wanted, not a block

    def __init__(
        self, session: Session, trainer: Trainer, theme: Theme, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName("palette")
        self._entries: list[_Entry] = []
        self._headings: dict[str, QLabel] = {}
        self._search = _Search()
        self._search.textChanged.connect(self._filter)
        self._search.returnPressed.connect(self._take_first)
        self._nothing = words()
        self._nothing.hide()
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(14, 2, 14, 14)
        column.setSpacing(4)
        for group in dict.fromkeys(kind.group for kind in LAYERS):
            title = heading(group)
            title.setText(title.text().upper())
            title.setContentsMargins(0, 10, 0, 2)
            self._headings[group] = title
            column.addWidget(title)
            for kind in LAYERS:
                if kind.group == group:
                    entry = _Entry(kind, theme)
                    entry.chosen.connect(self.chosen)
                    self._entries.append(entry)
                    column.addWidget(entry)
        column.addWidget(self._nothing)
        column.addStretch(1)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(inside)
        outside = QVBoxLayout(self)
        outside.setContentsMargins(0, 14, 0, 0)
        outside.setSpacing(4)
        field = QVBoxLayout()
        field.setContentsMargins(14, 0, 14, 0)
        field.addWidget(self._search)
        outside.addLayout(field)
        outside.addWidget(area, 1)
        browse = QPushButton(tr("Architectures…"))
        browse.setObjectName("palette:architectures")
        browse.setToolTip(tr("Start from LeNet-5, AlexNet, VGG, GoogLeNet, ResNet and others"))
        browse.clicked.connect(self.browsed)
        foot = QVBoxLayout()
        foot.setContentsMargins(14, 6, 14, 12)
        foot.addWidget(browse)
        outside.addLayout(foot)

    def search(self) -> None:
        """Puts the keyboard into the search field."""
        self._search.setFocus()
        self._search.selectAll()

    def set_theme(self, theme: Theme) -> None:
        """Takes other colours."""
        for entry in self._entries:
            entry.set_theme(theme)

    def _filter(self, text: str) -> None:
        wanted = text.strip().casefold()
        shown: set[str] = set()
        for entry in self._entries:
            fits = wanted in entry.words
            entry.setVisible(fits)
            if fits:
                shown.add(entry.kind.group)
        for group, title in self._headings.items():
            title.setVisible(group in shown)
        self._nothing.setText(tr("No block is called “{text}”.", text=text.strip()))
        self._nothing.setVisible(not shown)

    def _take_first(self) -> None:
        wanted = self._search.text().strip().casefold()
        fitting = [entry for entry in self._entries if wanted in entry.words]
        fitting.sort(key=lambda entry: not entry.words.startswith(wanted))
        if wanted and fitting:
            self._search.clear()
            self.chosen.emit(fitting[0].kind)


class _Search(QLineEdit):
    """The search field; Esc empties it."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("search")
        self.setPlaceholderText(tr("Search blocks  Ctrl+K"))
        self.setAccessibleName(tr("Search blocks"))
        self.setClearButtonEnabled(True)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.clear()
        else:
            super().keyPressEvent(event)


class _Entry(QWidget):
    """One block: drag it, double-click it, or press Enter on it."""

    chosen = Signal(object)

    def __init__(self, kind: type[Layer], theme: Theme) -> None:
        super().__init__()
        self.kind = kind
        self.words = f"{tr(kind.title)} {kind.title} {kind.__name__} {kind.stem}".casefold()
        self._theme = theme
        self._pressed: QPoint | None = None
        self._over = False
        self.setObjectName(f"palette:{kind.__name__.lower()}")
        self.setAccessibleName(tr(kind.title))
        self.setFixedHeight(28)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.OpenHandCursor)
        text = tr(inspect.cleandoc(kind.__doc__ or ""))
        self.setToolTip(f"<p style='white-space:pre-line'>{text}</p>")

    def set_theme(self, theme: Theme) -> None:
        """Takes other colours."""
        self._theme = theme
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        theme = self._theme
        area = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.setPen(QColor(theme.accent) if self.hasFocus() else Qt.PenStyle.NoPen)
        painter.setBrush(QColor(theme.hover if self._over else theme.raised))
        painter.drawRoundedRect(area, 6, 6)
        mirrored = self.layoutDirection() == Qt.LayoutDirection.RightToLeft
        stripe = QRectF(self.width() - 4 if mirrored else 0, 5, 4, self.height() - 10)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(theme.group(self.kind.group)))
        painter.drawRoundedRect(stripe, 2, 2)
        painter.setPen(QColor(theme.text))
        side = Qt.AlignmentFlag.AlignRight if mirrored else Qt.AlignmentFlag.AlignLeft
        flags = side | Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignAbsolute
        painter.drawText(self.rect().adjusted(14, 0, -14, 0), int(flags), tr(self.kind.title))

    def enterEvent(self, event: QEnterEvent) -> None:
        self._over = True
        self.update()

    def leaveEvent(self, event: object) -> None:
        self._over = False
        self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._pressed = event.position().toPoint()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        far = QApplication.startDragDistance()
        place = event.position().toPoint()
        if self._pressed is not None and (place - self._pressed).manhattanLength() >= far:
            self._pressed = None
            drag = QDrag(self)
            drag.setMimeData(mime.pack(self.kind))
            drag.setPixmap(_dot(self._theme.group(self.kind.group)))
            drag.exec(Qt.DropAction.CopyAction)
            self._over = False
            self.update()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self.chosen.emit(self.kind)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.chosen.emit(self.kind)
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
