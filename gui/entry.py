"""The editor of a text, or of a number with a fraction."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QPaintEvent
from PySide6.QtWidgets import QLineEdit

from graph.fields import Field
from gui.labels import leading
from gui.language import tr
from gui.marks import unit
from gui.spin import MARGIN
from gui.titles import brief


class Entry(QLineEdit):
    """A text, or a number with a fraction, which may be written 1e-3."""

    edited = Signal(object)

    def __init__(self, field: Field) -> None:
        super().__init__()
        self._number = field.type is float
        self._shown = ""
        self._mixed = False
        self._blank, self._unit = tr(field.blank), tr(field.unit)
        self._narrow = False
        self.setPlaceholderText(self._blank)
        self.setAlignment(leading())
        self.setTextMargins(-2, 0, -2, 0)  # Qt's own, so that all editors' texts stand in line
        self.editingFinished.connect(self._typed)

    def set_value(self, value: object) -> None:
        if self._number and self._blank and value == 0:
            self._show("", self._blank)
            return
        self._show(brief(value) if isinstance(value, float) else str(value), self._blank)

    def set_mixed(self, word: str) -> None:
        """Shows that there are several values."""
        self._show("", word, mixed=True)

    def set_narrow(self, narrow: bool) -> None:
        """Gives the unit's place to the number."""
        self._narrow = narrow
        margin = -5 if narrow else -2
        self.setTextMargins(margin, 0, margin, 0)

    def _show(self, text: str, placeholder: str, *, mixed: bool = False) -> None:
        self._shown, self._mixed = text, mixed
        self.setPlaceholderText(placeholder)
        if self.text() != text:
            self.setText(text)

    def _typed(self) -> None:
        text = self.text().strip()
        if text != self._shown:
            self.edited.emit(self._value(text))

    def _value(self, text: str) -> object:
        if self._number and self._blank and not text and not self._mixed:
            return 0.0
        number = _real(text) if self._number else None
        return text if number is None else number

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.text() != self._shown:
            self.setText(self._shown)
            if not self._mixed:
                self.edited.emit(self._value(self._shown))
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self._unit and not self._narrow and _real(self.text()) is not None:
            unit(self, self._unit, self.fontMetrics().horizontalAdvance(self.text()) + 2 * MARGIN)


def _real(text: str) -> float | None:
    try:
        return float(text.strip().replace(",", "."))
    except ValueError:
        return None
