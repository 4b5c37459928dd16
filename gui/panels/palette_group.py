"""The title of a group of the palette, which folds the group to its first block and opens it."""

from PySide6.QtCore import QEvent, QRect, QSize, Qt
from PySide6.QtGui import QColor, QEnterEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton

from gui.fonts import font
from gui.labels import leading, trailing
from gui.language import tr
from gui.theme import Theme

SMALL = 3  # blocks, which are always shown
HEIGHT = 28
GAP = 8  # pixels between the title and what is at the end of its line


class GroupTitle(QAbstractButton):
    """Checked while the group is open. A group of a few blocks is always open."""

    def __init__(self, group: str, count: int, theme: Theme) -> None:
        super().__init__()
        self._group = group
        self._theme = theme
        self._rest = count - 1
        self._over = False
        self.setObjectName(f"palette:group:{group}")
        self.setText(tr(group).upper())
        self.setCheckable(True)
        self.setChecked(not self.folds)
        self.setFixedHeight(HEIGHT)
        self.setEnabled(self.folds)
        if self.folds:
            self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.toggled.connect(self._tell)
        self._tell()

    @property
    def folds(self) -> bool:
        """Whether it has more blocks than a folded group should save the room of."""
        return self._rest >= SMALL

    def set_theme(self, theme: Theme) -> None:
        """Takes other colours."""
        self._theme = theme
        self.update()

    def _tell(self) -> None:
        if self.folds:
            words = "Show only the first of these blocks" if self.isChecked() else "Show them all"
            self.setToolTip(tr(words))
            self.setAccessibleName(f"{tr(self._group)}: {tr(words)}")

    def sizeHint(self) -> QSize:
        return QSize(120, HEIGHT)

    def paintEvent(self, event: QPaintEvent) -> None:
        theme, painter = self._theme, QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        line = self.rect().adjusted(0, 8, 0, 0)
        painter.setFont(font(11, bold=True))
        lit = self._over or self.hasFocus()
        painter.setPen(QColor(theme.text if lit and self.folds else theme.muted))
        painter.drawText(line, int(leading() | Qt.AlignmentFlag.AlignVCenter), self.text())
        if self.folds:
            self._paint_fold(painter, line)
        if self.hasFocus():
            painter.setPen(QColor(theme.accent))
            painter.drawRoundedRect(line.adjusted(0, 1, -1, -1), 4, 4)

    def _paint_fold(self, painter: QPainter, line: QRect) -> None:
        room = line.width() - painter.fontMetrics().horizontalAdvance(self.text()) - GAP
        painter.setFont(font(11))
        words = "▴" if self.isChecked() else tr("{count} more", count=self._rest) + " ▾"
        if painter.fontMetrics().horizontalAdvance(words) > room:
            words = f"{self._rest} ▾"
        side = int(trailing() | Qt.AlignmentFlag.AlignVCenter)
        painter.drawText(line.adjusted(2, 0, -2, 0), side, words)

    def enterEvent(self, event: QEnterEvent) -> None:
        self._over = True
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        self._over = False
        self.update()
