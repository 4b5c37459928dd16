"""A small button that says what is chosen, and opens the form in which it is chosen."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPixmap
from PySide6.QtWidgets import QPushButton


class Chip(QPushButton):
    """A dot and what is chosen: its first words, and the rest where there is room."""

    def __init__(self, name: str, help_text: str) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setProperty("role", "chip")
        self.setAccessibleName(help_text)
        self.setIconSize(QSize(9, 9))
        self._help = help_text
        self._words = ""

    def tell(self, colour: str, words: str) -> None:
        """Shows other words beside a dot of that colour."""
        self._words = words
        self.setIcon(_dot(colour))
        self.setToolTip(f"{self._help}: {words}")
        self.show_details(True)

    def show_details(self, shown: bool) -> None:
        """All words, or those before the first dot."""
        words = self._words if shown else self._words.partition(" · ")[0]
        self.setText(f" {words}")


def _dot(colour: str) -> QIcon:
    made = QPixmap(18, 18)
    made.fill(Qt.GlobalColor.transparent)
    painter = QPainter(made)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(colour))
    painter.drawEllipse(QRectF(1, 1, 16, 16))
    painter.end()
    return QIcon(made)
