"""The texts and boxes that panels are made of: headings, sentences, cards."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFrame, QLabel, QVBoxLayout, QWidget

from gui.language import tr


def escaped(text: str) -> str:
    """The text as HTML shows it, whatever signs are in it."""
    import html  # noqa: PLC0415  # start-up does without it, and its table of 2,000 names

    return html.escape(text)


def hint(text: str) -> str:
    """A tool tip's text, which Qt wraps only where it is rich."""
    return f"<qt>{escaped(text)}</qt>"


def leading() -> Qt.AlignmentFlag:
    """Where lines begin in the language in use; a label alone goes by the letters in it."""
    right = QGuiApplication.isRightToLeft()
    return _ABSOLUTE | (Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft)


def trailing() -> Qt.AlignmentFlag:
    """Where lines end in the language in use."""
    right = QGuiApplication.isRightToLeft()
    return _ABSOLUTE | (Qt.AlignmentFlag.AlignLeft if right else Qt.AlignmentFlag.AlignRight)


_ABSOLUTE = Qt.AlignmentFlag.AlignAbsolute


def card(*contents: QWidget) -> QFrame:
    """A framed box around some widgets."""
    frame = QFrame()
    frame.setProperty("role", "card")
    column = QVBoxLayout(frame)
    column.setContentsMargins(12, 10, 12, 10)
    column.setSpacing(6)
    for widget in contents:
        column.addWidget(widget)
    return frame


def heading(sentence: str) -> QLabel:
    """A small title above a part of a panel."""
    label = QLabel(tr(sentence))
    label.setProperty("role", "heading")
    label.setAlignment(leading())
    return label


class _Wrapped(QLabel):
    """A sentence, wrapped where the panel ends.

    From right to left it is always rich text: plain, Qt indents each line that ends in a space.
    """

    def setText(self, text: str) -> None:
        if text and QGuiApplication.isRightToLeft() and "<" not in text:
            text = f"<span>{escaped(text)}</span>"
        super().setText(text)


def words(sentence: str = "", role: str = "muted") -> QLabel:
    """Text that is already in the language in use, wrapped where the panel ends."""
    label = _Wrapped()
    label.setText(sentence)
    label.setProperty("role", role)
    label.setWordWrap(True)
    label.setAlignment(leading())
    return label


def show_role(widget: QWidget, role: str) -> None:
    """Gives a widget another role, and the looks that the style sheet has for it."""
    if widget.property("role") != role:
        widget.setProperty("role", role)
        widget.style().polish(widget)
