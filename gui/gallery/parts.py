"""What the details are made of: figures, parts with a heading, and what can be scrolled."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QLabel, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from gui.labels import heading, leading, words
from gui.language import tr

SIDE = 24
LEAST = 96  # pixels of the part that is scrolled


class Below(QScrollArea):
    """What can be scrolled: as high as what is in it, if there is room."""

    def __init__(self, *parts: QWidget) -> None:
        super().__init__()
        self.setObjectName("gallery:details")
        self.setAccessibleName(tr("About it, and its settings"))
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self.setMinimumHeight(LEAST)
        self._inside = inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(SIDE, 4, SIDE, 16)
        column.setSpacing(12)
        for part in parts:
            column.addWidget(part)
        column.addStretch(1)
        self.setWidget(inside)

    def sizeHint(self) -> QSize:
        return QSize(0, self._inside.heightForWidth(self.viewport().width()) + 2)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.updateGeometry()  # narrower lines are more lines


class Figure(QWidget):
    """A number under its name."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self._name = tr(name)
        label = line("muted")
        label.setText(self._name)
        self._value = line("strong")
        self._value.setObjectName(f"gallery:{name}")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addWidget(label)
        column.addWidget(self._value)

    def show_value(self, value: str) -> None:
        """Shows a number; a dash where it is not known."""
        self._value.setText(value or "–")
        self._value.setAccessibleName(f"{self._name}: {value}")


class Part(QWidget):
    """Something under a small heading; hidden where there is nothing."""

    def __init__(self, title: str) -> None:
        super().__init__()
        self._words = words(role="text")
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 4, 0, 0)
        self._column.setSpacing(6)
        name = heading(title)
        name.setText(name.text().upper())
        self._column.addWidget(name)
        self._column.addWidget(self._words)

    def show_words(self, text: str) -> None:
        """Shows a sentence, or hides."""
        self._words.setText(text)
        self.setVisible(text != "")

    def show_widget(self, widget: QWidget | None) -> None:
        """Shows a widget, or hides."""
        self._words.hide()
        if widget is not None:
            self._column.addWidget(widget)
            widget.show()
        self.setVisible(widget is not None)


def line(role: str) -> QLabel:
    """A text of one line in a role of the style sheet."""
    label = QLabel()
    label.setProperty("role", role)
    label.setAlignment(leading())
    return label
