"""The window's font in the sizes that drawings need."""

from PySide6.QtGui import QFont


def font(pixels: int, *, bold: bool = False) -> QFont:
    """The window's font, so many pixels (or canvas units) high."""
    made = QFont()
    made.setPixelSize(pixels)
    made.setBold(bold)
    return made
