"""What an empty canvas says: how to begin."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QWidget

from gui.fonts import font
from gui.language import tr
from gui.theme import Theme


def paint(viewport: QWidget, theme: Theme, gallery: str) -> None:
    """Writes it in the middle; `gallery` are the keys that show the architectures, if any do."""
    words = [tr("Press Tab and type a block, or drag blocks here from the palette.")]
    if gallery:
        words.append(tr("{keys} shows architectures to start from.", keys=gallery))
    painter = QPainter(viewport)
    painter.setPen(QColor(theme.muted))
    painter.setFont(font(15))
    middle = int(Qt.AlignmentFlag.AlignCenter)
    painter.drawText(viewport.rect(), middle, "\n".join(words))
    painter.end()
