"""Editors of single values, and the form that a record's annotated fields make of them.

An editor says `edited(value)` when the user has set something, and takes `set_value` without a
word. What was typed and is no number is handed on as the text that it is: the one door to a
value, graph.fields.with_value, refuses it with a sentence, which the form shows under the field.
"""

from collections.abc import Callable, Mapping
from typing import Final, Protocol

from msgspec import Struct, structs
from PySide6.QtCore import QEvent, QObject, QPoint, QSignalBlocker, Qt, Signal, SignalInstance
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
    QGridLayout,
    QLabel,
    QLineEdit,
    QSizePolicy,
    QWidget,
)

from graph.fields import Field, fields
from graph.text import Refusal
from gui.language import tr

TITLES: Final = {
    "sgd": "SGD",
    "adam": "Adam",
    "adamw": "AdamW",
    "auto": "automatic",
    "cpu": "CPU",
    "cuda": "CUDA",
    "mps": "MPS",
}
"""How a choice is written where people read it; those that are left out are words already."""


def titled(choice: str) -> str:
    """A choice as people write it, in the language in use."""
    return tr(TITLES.get(choice, choice))


class Editor(Protocol):
    """What a form asks of an editor; each is a QWidget as well."""

    edited: SignalInstance

    def set_value(self, value: object) -> None:
        """Shows a value without saying `edited`."""
        ...


class Switch(QCheckBox):
    """On or off."""

    edited = Signal(object)

    def __init__(self, field: Field) -> None:
        super().__init__()
        self.toggled.connect(self._say)

    def set_value(self, value: object) -> None:
        with QSignalBlocker(self):
            self.setChecked(bool(value))
        self._name_state()

    def _say(self, on: bool) -> None:
        self._name_state()
        self.edited.emit(on)

    def _name_state(self) -> None:
        self.setText(tr("on") if self.isChecked() else tr("off"))


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
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.editingFinished.connect(self._typed)

    def set_value(self, value: object) -> None:
        self._shown = str(value)
        if self.lineEdit().text() != self._shown:
            self.lineEdit().setText(self._shown)

    def _typed(self) -> None:
        text = self.lineEdit().text().strip()
        if text != self._shown:
            number = _whole(text)
            self.edited.emit(text if number is None else number)

    def _restore(self) -> None:
        self.lineEdit().setText(self._shown)
        self.edited.emit(_whole(self._shown))

    def stepBy(self, steps: int) -> None:
        number = _whole(self.lineEdit().text())
        if number is None:
            number = _whole(self._shown) or self._low
        stepped = min(max(number + steps, self._low), self._high)
        self.lineEdit().setText(str(stepped))
        self.selectAll()
        self._typed()

    def stepEnabled(self) -> QAbstractSpinBox.StepEnabledFlag:
        number = _whole(self.lineEdit().text())
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
        self._number = field.type is float
        self._shown = ""
        self.editingFinished.connect(self._typed)

    def set_value(self, value: object) -> None:
        self._shown = brief(value) if isinstance(value, float) else str(value)
        if self.text() != self._shown:
            self.setText(self._shown)

    def _typed(self) -> None:
        text = self.text().strip()
        if text != self._shown:
            number = _real(text) if self._number else None
            self.edited.emit(text if number is None else number)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.text() != self._shown:
            self.setText(self._shown)
            self.edited.emit(_real(self._shown) if self._number else self._shown)
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
    made = Choice(field) if field.choices else EDITORS[field.type](field)
    made.setObjectName(f"field:{field.name}")
    made.setAccessibleName(tr(field.title))
    made.setAccessibleDescription(tr(field.help))
    made.setToolTip(tr(field.help))
    return made


_LINES = 3  # of a field in the form's grid: the editor, a refusal, a button


class Form(QWidget):
    """The fields of a record, one below the other.

    `commit(name, value)` is asked to set a field; where it raises a Refusal, the sentence is
    shown under the field, and what was typed stays.
    """

    left = Signal()  # the keyboard left a field: what comes next is another step for undo

    def __init__(
        self,
        owner: type[Struct],
        commit: Callable[[str, object], None],
        symbols: Mapping[str, str] | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._rows: dict[str, _Row] = {}
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(6)
        grid.setColumnStretch(0, 1)
        grid.setColumnStretch(1, 1)
        for place, field in enumerate(fields(owner)):
            row = _Row(field, (symbols or {}).get(field.name, ""), commit)
            grid.addWidget(row.label, _LINES * place, 0)
            grid.addWidget(row.editor, _LINES * place, 1)
            grid.addWidget(row.refusal, _LINES * place + 1, 0, 1, 2)
            row.editor.installEventFilter(self)
            self._rows[field.name] = row
        self._grid = grid

    def show_values(self, owner: Struct) -> None:
        """Shows a record of the form's type; what is half typed or refused gives way."""
        values = structs.asdict(owner)
        for name, row in self._rows.items():
            row.show(values[name])

    def add_below(self, name: str, widget: QWidget) -> None:
        """Puts a widget under a field's editor: a button that fills it in."""
        place = list(self._rows).index(name)
        self._grid.addWidget(widget, _LINES * place + 2, 1)

    def set_row_visible(self, name: str, visible: bool) -> None:
        """Shows or hides a field, where it means nothing without another one."""
        self._rows[name].set_visible(visible)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.FocusOut:
            self.left.emit()
        return super().eventFilter(watched, event)


class _Row(QObject):
    """A field's label, its editor, and the place for a refusal."""

    def __init__(self, field: Field, symbol: str, commit: Callable[[str, object], None]) -> None:
        super().__init__()
        self._name = field.name
        self._commit = commit
        self.editor = editor(field)
        self.label = QLabel(f"{tr(field.title)} {symbol}".strip())
        self.label.setProperty("role", "muted")
        self.label.setToolTip(tr(field.help))
        self.label.setBuddy(self.editor)
        self.refusal = QLabel()
        self.refusal.setProperty("role", "error")
        self.refusal.setWordWrap(True)
        self.refusal.hide()
        self._speaker.edited.connect(self._edited)

    def show(self, value: object) -> None:
        self._speaker.set_value(value)
        self.refusal.hide()

    def set_visible(self, visible: bool) -> None:
        self.label.setVisible(visible)
        self.editor.setVisible(visible)
        self.refusal.setVisible(visible and self.refusal.text() != "")

    @property
    def _speaker(self) -> Editor:
        return self.editor  # type: ignore[return-value]  # a widget that is an Editor too

    def _edited(self, value: object) -> None:
        try:
            self._commit(self._name, value)
        except Refusal as refusal:
            self.refusal.setText(tr(refusal.text))
            self.refusal.show()
        else:
            self.refusal.hide()


def brief(number: float) -> str:
    """A number in the fewest characters that give it back: 0.9, 1e-3."""
    if number == 0 or 0.01 <= abs(number) < 1e6:
        return repr(number).removesuffix(".0")
    mantissa, _, exponent = f"{number:.16e}".partition("e")
    mantissa = repr(float(mantissa)).removesuffix(".0")
    return f"{mantissa}e{int(exponent)}"


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
