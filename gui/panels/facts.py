"""Names and figures in two columns, as in “Multiply-adds   240,000”."""

from collections.abc import Mapping

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from gui.labels import hint, leading, trailing
from gui.language import tr


class Facts(QWidget):
    """Rows of a name and a value. A row that has no value now is not shown."""

    def __init__(
        self,
        spacing: int = 7,
        explained: Mapping[str, str] | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._explained = explained or {}
        self._rows: dict[str, tuple[QLabel, QLabel]] = {}
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(12)
        self._grid.setVerticalSpacing(spacing)
        self._grid.setColumnStretch(1, 1)
        column = QVBoxLayout(self)  # not an alignment of the grid: that cuts lines that wrap
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(self._grid)
        column.addStretch(1)

    def show_values(self, values: dict[str, str]) -> None:
        """Shows these values by their names, in English; the rows keep the order they came in."""
        for name in values:
            if name not in self._rows:
                self._add(name)
        for name, (label, value) in self._rows.items():
            value.setText(values.get(name, ""))
            label.setVisible(bool(values.get(name)))
            value.setVisible(bool(values.get(name)))

    def put_beside(self, name: str, widget: QWidget) -> None:
        """Puts a small button behind a name; who gave it shows and hides it."""
        if name not in self._rows:
            self._add(name)
        label, _ = self._rows[name]
        row = QHBoxLayout()
        row.setSpacing(4)
        self._grid.removeWidget(label)
        row.addWidget(label)
        row.addWidget(widget)
        row.addStretch(1)
        self._grid.addLayout(row, list(self._rows).index(name), 0)

    def _add(self, name: str) -> None:
        label, value = QLabel(tr(name)), QLabel()
        label.setProperty("role", "muted")
        label.setAlignment(Qt.AlignmentFlag.AlignTop | leading())
        value.setObjectName(f"fact:{name}")
        value.setAlignment(Qt.AlignmentFlag.AlignTop | trailing())
        value.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        value.setWordWrap(True)
        value.setAccessibleName(tr(name))
        if name in self._explained:
            for part in (label, value):
                part.setToolTip(hint(tr(self._explained[name])))
                part.setAccessibleDescription(tr(self._explained[name]))
        row = len(self._rows)
        self._grid.addWidget(label, row, 0)
        self._grid.addWidget(value, row, 1)
        self._rows[name] = (label, value)
