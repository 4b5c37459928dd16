"""The editor of a whole number."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QPaintEvent, QValidator, QWheelEvent
from PySide6.QtWidgets import QAbstractSpinBox, QSizePolicy

from graph.fields import Field
from gui.labels import leading
from gui.language import tr
from gui.marks import chevron, unit

MARGIN = 8  # px on each side of the number


class Spin(QAbstractSpinBox):
    """A whole number. Arrows and wheel set it at once, typing on Enter or when the field is left.

    Not QSpinBox: it has 32 bits, and silently mends what is out of range.
    """

    edited = Signal(object)

    def __init__(self, field: Field) -> None:
        super().__init__()
        self._low = int(field.low if field.low is not None else -(2**53))
        self._high = int(field.high if field.high is not None else 2**53)
        self._shown = ""
        self._blank = tr(field.blank)
        self._unit = tr(field.unit)
        self._mixed = False
        self.lineEdit().setPlaceholderText(self._blank)
        self.lineEdit().setTextMargins(MARGIN, 0, MARGIN, 0)
        self.setAlignment(leading())
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.editingFinished.connect(self._typed)

    def set_value(self, value: object) -> None:
        self._show("" if self._blank and value == 0 else str(value), self._blank, mixed=False)

    def set_mixed(self, word: str) -> None:
        """Shows that there are several values."""
        self._show("", word, mixed=True)

    def set_high(self, high: int) -> None:
        """Takes another greatest number, which arrows and wheel stop at."""
        self._high = high

    def set_narrow(self, narrow: bool) -> None:
        """Gives the arrows' place and the unit to the number."""
        symbols = QAbstractSpinBox.ButtonSymbols
        self.setButtonSymbols(symbols.NoButtons if narrow else symbols.UpDownArrows)
        margin = 5 if narrow else MARGIN
        self.lineEdit().setTextMargins(margin, 0, margin, 0)

    def _show(self, text: str, placeholder: str, *, mixed: bool) -> None:
        self._shown = text
        self._mixed = mixed
        self.lineEdit().setPlaceholderText(placeholder)
        if self.lineEdit().text() != text:
            self.lineEdit().setText(text)

    def _typed(self) -> None:
        text = self.lineEdit().text().strip()
        if text != self._shown:
            self.edited.emit(self._value(text))

    def _value(self, text: str) -> object:
        """The number that is written; what is none is handed on as it is."""
        number = self._number(text)
        return text if number is None else number

    def _number(self, text: str) -> int | None:
        return 0 if self._blank and not text and not self._mixed else _whole(text)

    def _restore(self) -> None:
        self.lineEdit().setText(self._shown)
        if not self._mixed:
            self.edited.emit(self._value(self._shown))

    def stepBy(self, steps: int) -> None:
        number = self._number(self.lineEdit().text())
        if number is None:
            number = self._number(self._shown) or self._low
        stepped = min(max(number + steps, self._low), self._high)
        self.lineEdit().setText(str(stepped))
        self.selectAll()
        self._typed()

    def stepEnabled(self) -> QAbstractSpinBox.StepEnabledFlag:
        number = self._number(self.lineEdit().text())
        enabled = QAbstractSpinBox.StepEnabledFlag.StepNone
        if self._mixed and number is None:
            return enabled
        if number is None or number < self._high:
            enabled |= QAbstractSpinBox.StepEnabledFlag.StepUpEnabled
        if number is None or number > self._low:
            enabled |= QAbstractSpinBox.StepEnabledFlag.StepDownEnabled
        return enabled

    def validate(self, input: str, pos: int) -> tuple[QValidator.State, str, int]:
        return QValidator.State.Acceptable, input, pos

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.lineEdit().text() != self._shown:
            self._restore()
        else:
            super().keyPressEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()  # it scrolls the form, as it did before the pointer came here

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        text = self.lineEdit().text()
        if self.buttonSymbols() is QAbstractSpinBox.ButtonSymbols.NoButtons:
            return
        if self._unit and _whole(text) is not None:
            unit(self, self._unit, self.fontMetrics().horizontalAdvance(text) + 2 * MARGIN)
        if self.underMouse() or self.hasFocus():
            middle = self.height() // 2
            chevron(self, middle - 5, -1)
            chevron(self, middle + 5, 1)


def _whole(text: str) -> int | None:
    try:
        return int(text.strip())
    except ValueError:
        return None
