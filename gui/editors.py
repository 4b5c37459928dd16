"""Editors of single values, one for each type that a field can have.

An editor says `edited(value)` when the user has set something, and takes `set_value` without a
word. What was typed and is no number is handed on as the text that it is: the one door to a
value, graph.fields.with_value, refuses it with a sentence.
"""

from collections.abc import Callable, Iterable
from typing import Final, Protocol

from PySide6.QtCore import QSignalBlocker, Qt, Signal, SignalInstance
from PySide6.QtGui import QPaintEvent, QWheelEvent
from PySide6.QtWidgets import QCheckBox, QComboBox, QStyle, QStyleOptionButton, QWidget

from graph.fields import Field
from gui.entry import Entry
from gui.labels import hint
from gui.language import tr
from gui.marks import chevron, dash, tick
from gui.sizes import Sizes
from gui.spin import Spin
from gui.titles import brief, titled

NARROWEST = 64  # px


class Editor(Protocol):
    """What a form asks of an editor; each is a QWidget as well."""

    edited: SignalInstance

    def set_value(self, value: object) -> None:
        """Shows a value without saying `edited`."""
        ...

    def set_mixed(self, word: str) -> None:
        """Shows that several records have several values, without saying `edited`."""
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
            self.setTristate(False)
            self.setChecked(bool(value))
        self._name_state()

    def set_mixed(self, word: str) -> None:
        """Shows that there are several values; a click sets all of them on."""
        with QSignalBlocker(self):
            self.setTristate(True)
            self.setCheckState(Qt.CheckState.PartiallyChecked)
        self.setText(word)

    def _say(self, on: bool) -> None:
        self.setTristate(False)
        self._name_state()
        self.edited.emit(on)

    def _name_state(self) -> None:
        if not self._constant:
            self.setText(tr("on") if self.isChecked() else tr("off"))

    def nextCheckState(self) -> None:
        if self.checkState() is Qt.CheckState.PartiallyChecked:
            with QSignalBlocker(self):
                self.setTristate(False)
                self.setChecked(False)  # else it counts as checked, and nothing is said
        self.setChecked(not self.isChecked())

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self.checkState() is not Qt.CheckState.Unchecked:
            option = QStyleOptionButton()
            self.initStyleOption(option)
            box = self.style().subElementRect(QStyle.SubElement.SE_CheckBoxIndicator, option, self)
            mark = dash if self.checkState() is Qt.CheckState.PartiallyChecked else tick
            mark(self, box)


class Choice(QComboBox):
    """One of a few words."""

    edited = Signal(object)

    def __init__(self, words: Iterable[str] = ()) -> None:
        super().__init__()
        for word in words:
            self.addItem(titled(word), word)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMinimumContentsLength(4)  # a long word is cut where the form is narrow
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.activated.connect(self._say)

    def set_value(self, value: object) -> None:
        with QSignalBlocker(self):
            self.setCurrentIndex(self.findData(value))

    def set_mixed(self, word: str) -> None:
        """Shows that there are several values."""
        self.setPlaceholderText(word)
        with QSignalBlocker(self):
            self.setCurrentIndex(-1)

    def _say(self, index: int) -> None:
        self.edited.emit(self.itemData(index))

    def wheelEvent(self, event: QWheelEvent) -> None:
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        chevron(self, self.height() // 2, 1)


EDITORS: Final[dict[type, Callable[[Field], QWidget]]] = {
    bool: Switch,
    int: Spin,
    float: Entry,
    str: Entry,
}


def editor(field: Field, make: Callable[[Field], QWidget] | None = None) -> QWidget:
    """The editor of a field: its type's, or a list where it has choices; or its own, that `make`
    gives.
    """
    if field.pair:
        made = Sizes(field)
        _describe(made.width_box, f"{field.name}:width", field)
        _describe(made.height_box, field.name, field)
        made.link.setObjectName(f"field:{field.name}:link")
        return made
    made = _made(field) if make is None else make(field)
    _describe(made, field.name, field)
    made.setAccessibleName(tr(field.title))
    made.setMinimumWidth(NARROWEST)  # in a frame in a frame a form is narrow
    return made


def _made(field: Field) -> QWidget:
    return Choice(field.choices) if field.choices else EDITORS[field.type](field)


def described(field: Field) -> str:
    """What a field means, which values it takes, and which it has at first."""
    lines = [tr(field.help), bounds(field)]
    if field.choices or field.type is not str:
        lines.append(tr("Default: {value}.", value=written(field.default)))
    return " ".join(line for line in lines if line)


def bounds(field: Field) -> str:
    """The range of a number in a sentence; nothing for what has none."""
    if field.type not in (int, float) or field.low is None or field.high is None:
        return ""
    low, high = (f"{limit:,.10g}" for limit in (field.low, field.high))
    if field.unit:
        high = f"{high} {tr(field.unit)}"
    return tr(
        "Above {low}, up to {high}." if field.open else "From {low} to {high}.", low=low, high=high
    )


def written(value: object) -> str:
    """A value as the form shows it."""
    if isinstance(value, bool):
        return tr("on") if value else tr("off")
    if isinstance(value, tuple):
        return "×".join(map(written, value))
    if isinstance(value, float):
        return brief(value)
    return titled(value) if isinstance(value, str) else f"{value:,}"


def _describe(widget: QWidget, name: str, field: Field) -> None:
    text = described(field)
    widget.setObjectName(f"field:{name}")
    widget.setAccessibleDescription(text)
    widget.setToolTip(hint(text))
    widget.setWhatsThis(hint(text))
