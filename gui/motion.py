"""Movement on the screen: none where the desktop asks for none."""

from PySide6.QtWidgets import QStyle, QWidget


def duration(widget: QWidget, wanted: int) -> int:
    """Milliseconds that a movement takes: `wanted`, or 0 where things shall not move."""
    moves = widget.style().styleHint(QStyle.StyleHint.SH_Widget_Animation_Duration, None, widget)
    return wanted if moves > 0 else 0
