"""Buttons of which one is chosen, side by side: as wide as while they are it, and bold."""

from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QPushButton

from gui.fonts import font

BESIDE = 20  # pixels beside the words


def choice_button(name: str, text: str, *, on: bool) -> QPushButton:
    """One of several that exclude each other; nothing moves when another is chosen."""
    button = QPushButton()
    button.setObjectName(name)
    button.setProperty("role", "choice")
    button.setCheckable(True)
    button.setAutoExclusive(True)
    button.setChecked(on)
    write(button, text)
    return button


def write(button: QPushButton, text: str) -> None:
    """Gives a choice other words, and the width that they take while it is the one."""
    button.setText(text)
    metrics = QFontMetrics(font(12, bold=True))
    button.setMinimumWidth(metrics.horizontalAdvance(text) + BESIDE)
