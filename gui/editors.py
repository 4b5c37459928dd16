"""Editors of single values, one for each type that a field can have.

An editor says `edited(value)` when the user has set something, and takes `set_value` without a
word. What was typed and is no number is handed on as the text that it is: the one door to a
value, graph.fields.with_value, refuses it with a sentence.
"""

from collections.abc import Callable
from typing import Final, Protocol, cast

from PySide6.QtCore import (
    QPoint,
    QPointF,
    QRect,
    QSignalBlocker,
    Qt,
    Signal,
    SignalInstance,
)
from PySide6.QtGui import (
    QColor,
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QPalette,
    QPen,
    QValidator,
    QWheelEvent,
)
from PySide6.QtWidgets import (
    QAbstractSpinBox,
    QCheckBox,
    QComboBox,
    QLineEdit,
    QSizePolicy,
    QStyle,
    QStyleOptionButton,
    QWidget,
)

from graph.fields import Field, FieldError, from_text
from graph.layers.base import sized
from gui.labels import leading
from gui.language import tr
from gui.titles import brief, titled


class Editor(Protocol):
    """What a form asks of an editor; each is a QWidget as well."""

    edited: SignalInstance

    def set_value(self, value: object) -> None:
        """Shows a value without saying `edited`."""
        ...


class Switch(QCheckBox):
    """On or off; it says so, or has a text of its own where no label stands beside it."""

    edited = Signal(object)

    def __init__(self, field: Field, text: str = "") -> None:
        super().__init__(text)
        self._constant = text != ""
        self.toggled.connect(self._say)

    def set_value(self, value: object) -> None:
        with QSignalBlocker(self):
            self.setChecked(bool(value))
        self._name_state()

    def _say(self, on: bool) -> None:
        self._name_state()
        self.edited.emit(on)

    def _name_state(self) -> None:
        if not self._constant:
            self.setText(tr("on") if self.isChecked() else tr("off"))

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self.isChecked():
            option = QStyleOptionButton()
            self.initStyleOption(option)
            box = QStyle.SubElement.SE_CheckBoxIndicator
            _tick(self, self.style().subElementRect(box, option, self))


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
        self._blank = field.blank != ""
        self.lineEdit().setPlaceholderText(tr(field.blank))
        self.lineEdit().setTextMargins(8, 0, 8, 0)
        self.setAlignment(leading())
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.editingFinished.connect(self._typed)

    def set_value(self, value: object) -> None:
        self._shown = "" if self._blank and value == 0 else str(value)
        if self.lineEdit().text() != self._shown:
            self.lineEdit().setText(self._shown)

    def _typed(self) -> None:
        text = self.lineEdit().text().strip()
        if text != self._shown:
            number = self._number(text)
            self.edited.emit(text if number is None else number)

    def _number(self, text: str) -> int | None:
        return 0 if self._blank and not text else _whole(text)

    def _restore(self) -> None:
        self.lineEdit().setText(self._shown)
        self.edited.emit(self._number(self._shown))

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
        if self.underMouse() or self.hasFocus():
            x = 12 if self.layoutDirection() == Qt.LayoutDirection.RightToLeft else -12
            middle = self.height() // 2
            _chevron(self, x, middle - 5, -1)
            _chevron(self, x, middle + 5, 1)


class Sizes(Spin):
    """A whole number, or two for height and width, written 3×5; or one of the field's words."""

    def __init__(self, field: Field) -> None:
        super().__init__(field)
        self._field = field

    def set_value(self, value: object) -> None:
        shown = sized(cast("tuple[int, ...]", value)) if isinstance(value, tuple) else str(value)
        self._shown = shown
        if self.lineEdit().text() != shown:
            self.lineEdit().setText(shown)

    def _typed(self) -> None:
        text = self.lineEdit().text().strip()
        if text != self._shown:
            value = self._value(text)
            self.edited.emit(text if value is None else value)

    def _value(self, text: str) -> object | None:
        try:
            return from_text(self._field, text)
        except FieldError:
            return None

    def _restore(self) -> None:
        self.lineEdit().setText(self._shown)
        self.edited.emit(self._value(self._shown))

    def stepBy(self, steps: int) -> None:
        value = self._value(self.lineEdit().text())
        numbers = value if isinstance(value, tuple) else (value,)
        stepped = [
            min(max(number + steps, self._low), self._high) if isinstance(number, int) else 0
            for number in cast("tuple[object, ...]", numbers)
        ]
        self.lineEdit().setText("×".join(map(str, stepped)))
        self.selectAll()
        self._typed()

    def stepEnabled(self) -> QAbstractSpinBox.StepEnabledFlag:
        both = QAbstractSpinBox.StepEnabledFlag
        return both.StepUpEnabled | both.StepDownEnabled


class Choice(QComboBox):
    """One of a few words."""

    edited = Signal(object)

    def __init__(self, field: Field) -> None:
        super().__init__()
        for choice in field.choices:
            self.addItem(titled(choice), choice)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.activated.connect(self._say)

    def set_value(self, value: object) -> None:
        with QSignalBlocker(self):
            self.setCurrentIndex(self.findData(value))

    def _say(self, index: int) -> None:
        self.edited.emit(self.itemData(index))

    def wheelEvent(self, event: QWheelEvent) -> None:
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        x = 12 if self.layoutDirection() == Qt.LayoutDirection.RightToLeft else -12
        _chevron(self, x, self.height() // 2, 1)


class Entry(QLineEdit):
    """A text, or a number with a fraction, which may be written 1e-3."""

    edited = Signal(object)

    def __init__(self, field: Field) -> None:
        super().__init__()
        self._field = field
        self._number = field.type is float
        self._shown = ""
        self.setPlaceholderText(tr(field.blank))
        self.setAlignment(leading())
        self.setTextMargins(-2, 0, -2, 0)  # Qt's own, so that all editors' texts stand in line
        self.editingFinished.connect(self._typed)

    def set_value(self, value: object) -> None:
        self._shown = "×".join(map(brief, value)) if isinstance(value, tuple) else _written(value)
        if self.text() != self._shown:
            self.setText(self._shown)

    def _typed(self) -> None:
        text = self.text().strip()
        if text != self._shown:
            number = self._value(text)
            self.edited.emit(text if number is None else number)

    def _value(self, text: str) -> object | None:
        if self._field.pair:
            try:
                return from_text(self._field, text)
            except FieldError:
                return None
        return _real(text) if self._number else None

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.text() != self._shown:
            self.setText(self._shown)
            back = self._value(self._shown)
            self.edited.emit(self._shown if back is None else back)
        else:
            super().keyPressEvent(event)


EDITORS: Final[dict[type, Callable[[Field], QWidget]]] = {
    bool: Switch,
    int: Spin,
    float: Entry,
    str: Entry,
}


def editor(field: Field) -> QWidget:
    """The editor of a field: its type's, or a list where it has choices."""
    if field.pair and field.type is int:
        made = Sizes(field)
    elif field.pair:
        made = Entry(field)
    else:
        made = Choice(field) if field.choices else EDITORS[field.type](field)
    made.setObjectName(f"field:{field.name}")
    made.setAccessibleName(tr(field.title))
    made.setAccessibleDescription(tr(field.help))
    made.setToolTip(tr(field.help))
    return made


def _written(value: object) -> str:
    return brief(value) if isinstance(value, float) else str(value)


def _whole(text: str) -> int | None:
    try:
        return int(text.strip())
    except ValueError:
        return None


def _real(text: str) -> float | None:
    try:
        return float(text.strip().replace(",", "."))
    except ValueError:
        return None


def _tick(widget: QWidget, box: QRect) -> None:
    """Draws the mark of a box that is checked."""
    painter = QPainter(widget)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(widget.palette().color(QPalette.ColorRole.HighlightedText), 1.8))
    middle = QPointF(box.center()) + QPointF(0.5, 0.5)
    painter.drawPolyline(
        [middle + QPointF(-3.5, 0), middle + QPointF(-1, 2.7), middle + QPointF(3.7, -3)]
    )


def _chevron(widget: QWidget, x: int, y: int, way: int) -> None:
    """Draws a small arrow, up or down; a negative x is counted from the right edge."""
    colour = widget.palette().color(QPalette.ColorRole.PlaceholderText)
    painter = QPainter(widget)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(QColor(colour), 1.4))
    middle = QPoint(x if x > 0 else widget.width() + x, y + way)
    painter.drawPolyline(
        [middle + QPoint(-3, -2 * way), middle + QPoint(0, way), middle + QPoint(3, -2 * way)]
    )
