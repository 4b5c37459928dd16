"""The form that the annotated fields of a layer, a recipe or a data source make."""

from collections.abc import Callable, Mapping

from msgspec import Struct, structs
from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from graph.fields import Field, fields
from graph.text import Refusal
from gui.editors import Editor, editor
from gui.labels import leading, words
from gui.language import tr

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
        shown = [field for field in fields(owner) if not field.nested]
        for place, field in enumerate(shown):
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
        self.label.setAlignment(leading() | Qt.AlignmentFlag.AlignVCenter)
        self.label.setBuddy(self.editor)
        self.refusal = words(role="error")
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
