"""Names and figures in two columns, as in “Multiply-adds   240,000”."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QVBoxLayout, QWidget

from gui.language import tr


class Facts(QWidget):
    """Rows of a name and a value. A row that has no value now is not shown."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows: dict[str, tuple[QLabel, QLabel]] = {}
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(12)
        self._grid.setVerticalSpacing(7)
        self._grid.setColumnStretch(1, 1)

    def show_values(self, values: dict[str, str]) -> None:
        """Shows these values by their names, in English; the rows keep the order they came in."""
        for name in values:
            if name not in self._rows:
                self._add(name)
        for name, (label, value) in self._rows.items():
            value.setText(values.get(name, ""))
            label.setVisible(bool(values.get(name)))
            value.setVisible(bool(values.get(name)))

    def _add(self, name: str) -> None:
        label, value = QLabel(tr(name)), QLabel()
        label.setProperty("role", "muted")
        label.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeading)
        value.setObjectName(f"fact:{name}")
        value.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignTrailing)
        value.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        value.setWordWrap(True)
        value.setAccessibleName(tr(name))
        row = len(self._rows)
        self._grid.addWidget(label, row, 0)
        self._grid.addWidget(value, row, 1)
        self._rows[name] = (label, value)


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
    return label


def words(sentence: str = "", role: str = "muted") -> QLabel:
    """Text that is already in the language in use, wrapped where the panel ends."""
    label = QLabel(sentence)
    label.setProperty("role", role)
    label.setWordWrap(True)
    return label


def give_role(label: QLabel, role: str) -> None:
    """Gives a label another role of the style sheet."""
    if label.property("role") != role:
        label.setProperty("role", role)
        label.style().unpolish(label)
        label.style().polish(label)
