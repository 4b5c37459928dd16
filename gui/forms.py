"""The form that the annotated fields of a layer, a recipe or a data source make."""

from collections.abc import Callable, Mapping, Sequence

from msgspec import Struct
from PySide6.QtCore import QEvent, QObject, QPoint, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QPaintEvent
from PySide6.QtWidgets import QGridLayout, QLabel, QSizePolicy, QToolButton, QToolTip, QWidget

from graph.fields import Field, fields
from graph.text import Refusal
from gui.editors import Editor, described, editor, written
from gui.labels import hint, leading, words
from gui.language import tr
from gui.marks import way_back

_LINES = 3  # of a field in the form's grid: the editor, a refusal, a button
_MARK = 16  # px of the mark between label and editor, which is there if the value is changed
_PAUSE = 900  # ms that the keyboard rests on a field before its help is shown


class Form(QWidget):
    """The fields of a record, one below the other; of several records, those that they share.

    `commit(name, value)` is asked to set a field; where it raises a Refusal, the sentence is
    shown under the field, and what was typed stays. `own` has editors for single fields, by name.
    """

    left = Signal()  # the keyboard left a field: what comes next is another step for undo

    def __init__(
        self,
        owner: type[Struct] | Sequence[Field],
        commit: Callable[[str, object], None],
        symbols: Mapping[str, str] | None = None,
        parent: QWidget | None = None,
        own: Mapping[str, Callable[[Field], QWidget]] | None = None,
    ) -> None:
        super().__init__(parent)
        self._own = own or {}
        self._rows: dict[str, _Row] = {}
        self._grid = grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(4)
        grid.setVerticalSpacing(6)
        grid.setColumnStretch(0, 1)
        grid.setColumnMinimumWidth(1, _MARK)
        grid.setColumnStretch(2, 1)
        self._help = QTimer(self, singleShot=True, interval=_PAUSE)
        self._help.timeout.connect(self._show_help)
        self._resting: QWidget | None = None
        every = fields(owner) if isinstance(owner, type) else owner
        for place, field in enumerate(each for each in every if not each.nested):
            self._add(place, field, (symbols or {}).get(field.name, ""), commit)

    def show_values(self, *owners: Struct) -> None:
        """Shows records of the form's type; what is half typed or refused gives way."""
        for name, row in self._rows.items():
            row.show([getattr(owner, name) for owner in owners])

    def add_below(self, name: str, widget: QWidget) -> None:
        """Puts a widget under a field's editor: a button that fills it in."""
        place = list(self._rows).index(name)
        self._grid.addWidget(widget, _LINES * place + 2, 2)

    def set_row_visible(self, name: str, visible: bool) -> None:
        """Shows or hides a field, where it means nothing without another one."""
        self._rows[name].set_visible(visible)

    @property
    def editors(self) -> list[QWidget]:
        """What the keyboard goes through, from the first field to the last."""
        return [row.editor for row in self._rows.values()]

    def _add(
        self, place: int, field: Field, symbol: str, commit: Callable[[str, object], None]
    ) -> None:
        row = _Row(field, symbol, editor(field, self._own.get(field.name)), commit)
        row.setParent(self)
        row.reset.connect(self.left)
        line = _LINES * place
        self._grid.addWidget(row.label, line, 0)
        self._grid.addWidget(row.back, line, 1)
        self._grid.addWidget(row.editor, line, 2)
        self._grid.addWidget(row.refusal, line + 1, 0, 1, 3)
        for part in (row.editor, *row.editor.findChildren(QWidget)):
            part.installEventFilter(self)
        self._rows[field.name] = row

    def _show_help(self) -> None:
        widget = self._resting
        if widget is not None and widget.hasFocus():
            corner = widget.mapToGlobal(QPoint(0, widget.height() // 2))
            QToolTip.showText(corner, widget.toolTip(), widget)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.FocusOut:
            self._help.stop()
            self.left.emit()
        elif isinstance(event, QFocusEvent) and isinstance(watched, QWidget):
            by = event.reason()
            if by in (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason):
                self._resting = watched
                self._help.start()
        return super().eventFilter(watched, event)


class _Row(QObject):
    """A field's label, its editor, the way back to its default, and the place for a refusal."""

    reset = Signal()  # the default is about to be set, or has been: a step of its own for undo

    def __init__(
        self, field: Field, symbol: str, made: QWidget, commit: Callable[[str, object], None]
    ) -> None:
        super().__init__()
        self._field = field
        self._commit = commit
        self.editor = made
        self.label = QLabel(f"{tr(field.title)} {symbol}".strip())
        self.label.setProperty("role", "muted")
        self.label.setToolTip(hint(described(field)))
        self.label.setWordWrap(True)
        self.label.setAlignment(leading() | Qt.AlignmentFlag.AlignVCenter)
        self.label.setBuddy(self.editor)
        self.back = _Back(field)
        self.back.hide()
        self.back.clicked.connect(self._reset)
        self.refusal = words(role="error")
        self.refusal.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.refusal.hide()
        self._speaker.edited.connect(self._edited)

    def show(self, values: Sequence[object]) -> None:
        if all(value == values[0] for value in values):
            self._speaker.set_value(values[0])
        else:
            self._speaker.set_mixed(tr("several"))
        has_default = self._field.type is not str or self._field.choices
        changed = any(value != self._field.default for value in values)
        self.back.setVisible(bool(has_default and changed and not self.editor.isHidden()))
        self.refusal.hide()

    def set_visible(self, visible: bool) -> None:
        self.label.setVisible(visible)
        self.editor.setVisible(visible)
        self.refusal.setVisible(visible and self.refusal.text() != "")
        if not visible:
            self.back.hide()

    @property
    def _speaker(self) -> Editor:
        return self.editor  # type: ignore[return-value]  # a widget that is an Editor too

    def _edited(self, value: object) -> None:
        try:
            self._commit(self._field.name, value)
        except Refusal as refusal:
            self.refusal.setText(tr(refusal.text))
            self.refusal.show()
        else:
            self.refusal.hide()

    def _reset(self) -> None:
        self.reset.emit()
        self._edited(self._field.default)
        self.reset.emit()


class _Back(QToolButton):
    """Sets the default again."""

    def __init__(self, field: Field) -> None:
        super().__init__()
        text = tr("Back to {value}", value=written(field.default))
        self.setObjectName(f"reset:{field.name}")
        self.setProperty("role", "mark")
        self.setToolTip(text)
        self.setAccessibleName(f"{tr(field.title)}: {text}")
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # the block's menu has it for the keyboard

    def sizeHint(self) -> QSize:
        return QSize(_MARK, 22)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        way_back(self, lit=self.underMouse())
