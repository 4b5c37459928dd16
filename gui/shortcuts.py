"""The shortcut editor: every action by its menu, and the keys that it has."""

from functools import partial

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QGridLayout,
    QKeySequenceEdit,
    QLabel,
    QLineEdit,
    QPushButton,
    QScrollArea,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from graph.fuzzy import score
from graph.text import Text
from gui.actions import Action
from gui.keymap import Keys, bindings, defaults, owner, refusal
from gui.labels import leading, show_role
from gui.language import tr
from gui.settings import Settings

SIZE = (640, 640)
KEYS = 190  # pixels of a field for keys
MOST = 1  # keys in a row: nothing here wants Ctrl+K, Ctrl+C


class ShortcutEditor(QDialog):
    """Keys are taken over as they are pressed; those that are another action's are refused."""

    changed = Signal()  # the settings have other keys now

    def __init__(self, table: tuple[Action, ...], settings: Settings, parent: QWidget) -> None:
        super().__init__(parent)
        self._table, self._settings = table, settings
        self._bound = bindings(table, settings.shortcuts)
        self.setObjectName("shortcut-editor")
        self.setWindowTitle(tr("Shortcuts"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.resize(*SIZE)
        self._typed = QLineEdit()
        self._typed.setObjectName("shortcuts:search")
        self._typed.setPlaceholderText(tr("Search actions"))
        self._typed.setAccessibleName(tr("Search actions"))
        self._typed.setClearButtonEnabled(True)
        self._typed.textChanged.connect(self._filter)
        self._rows: dict[str, _Row] = {}
        self._headings: dict[str, QLabel] = {}
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(self._list())
        self._said = QLabel()
        self._said.setObjectName("shortcuts:said")
        self._said.setWordWrap(True)
        self._said.setAlignment(leading())
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 18, 20, 16)
        column.setSpacing(12)
        for part in (self._typed, area, self._said, self._buttons()):
            column.addWidget(part, 1 if part is area else 0)
        self._say("muted", tr("Click on a field and press the keys."))

    def _list(self) -> QWidget:
        page = QWidget()
        grid = QGridLayout(page)
        grid.setContentsMargins(2, 0, 10, 0)
        grid.setHorizontalSpacing(10)
        grid.setVerticalSpacing(5)
        grid.setColumnStretch(0, 1)
        line = 0
        for entry in self._table:
            if entry.menu not in self._headings:
                self._headings[entry.menu] = heading = QLabel(tr(entry.menu))
                heading.setProperty("role", "heading")
                heading.setContentsMargins(0, 10, 0, 2)
                grid.addWidget(heading, line, 0)
                line += 1
            row = self._rows[entry.name] = _Row(entry)
            row.show_keys(self._bound[entry.name])
            row.field.editingFinished.connect(partial(self._take, entry))
            row.back.clicked.connect(partial(self._give_back, entry))
            for column, widget in enumerate((row.title, row.more, row.field, row.back)):
                grid.addWidget(widget, line, column)
            line += 1
        grid.setRowStretch(line, 1)
        return page

    def _buttons(self) -> QDialogButtonBox:
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.close)
        for button in buttons.buttons():
            button.setText(tr("Close"))
            button.setAutoDefault(False)  # type: ignore[attr-defined]  # it is a QPushButton
        everything = QPushButton(tr("All back to default"))
        everything.setObjectName("shortcuts:reset")
        everything.setAutoDefault(False)
        everything.clicked.connect(self._give_all_back)
        buttons.addButton(everything, QDialogButtonBox.ButtonRole.ResetRole)
        return buttons

    def _filter(self, typed: str) -> None:
        shown: set[str] = set()
        for entry in self._table:
            names = (f"{tr(entry.text)} {tr(entry.menu)}", f"{entry.text} {entry.menu}")
            fits = any(score(typed, name) is not None for name in names)
            self._rows[entry.name].set_shown(fits)
            if fits:
                shown.add(entry.menu)
        for name, heading in self._headings.items():
            heading.setVisible(name in shown)

    def _take(self, entry: Action) -> None:
        """Gives an action the keys in its field, or says why they cannot be its."""
        row = self._rows[entry.name]
        pressed = row.field.keySequence().toString(QKeySequence.SequenceFormat.PortableText)
        if pressed == (self._bound[entry.name] or ("",))[0]:
            return
        if reason := self._refused(entry, pressed):
            row.show_keys(self._bound[entry.name])
            self._say("error", tr(reason))
            return
        self._keep(entry, (pressed,) if pressed else ())

    def _refused(self, entry: Action, pressed: str) -> Text | None:
        if not pressed:
            return None
        holder = owner(pressed, self._table, self._bound)
        if holder is None or holder is entry:
            return refusal(pressed)
        return Text(
            "{keys} does “{action}” already. Choose other keys, or give that one others first.",
            {"keys": pressed, "action": Text(holder.text)},
        )

    def _give_back(self, entry: Action) -> None:
        """Gives an action the keys of the table, unless another one has them now."""
        for keys in defaults(entry):
            holder = owner(keys, self._table, self._bound)
            if holder is not None and holder is not entry:
                text = Text(
                    "{keys} does “{action}” now. Give that one other keys first.",
                    {"keys": keys, "action": Text(holder.text)},
                )
                self._say("error", tr(text))
                return
        self._keep(entry, defaults(entry))

    def _give_all_back(self) -> None:
        self._settings.shortcuts = {}
        self._say("muted", tr("All actions have their own keys again."))
        self._spread()

    def _keep(self, entry: Action, keys: Keys) -> None:
        changed = {**self._settings.shortcuts, entry.name: keys}
        if keys == defaults(entry):
            del changed[entry.name]
        self._settings.shortcuts = changed
        said = tr(
            "{action}: {keys}" if keys else "{action} has no keys now.",
            action=Text(entry.text),
            keys=", ".join(keys),
        )
        self._say("muted", said)
        self._spread()

    def _spread(self) -> None:
        self._bound = bindings(self._table, self._settings.shortcuts)
        for name, row in self._rows.items():
            row.show_keys(self._bound[name])
        self.changed.emit()

    def _say(self, role: str, sentence: str) -> None:
        self._said.setText(sentence)
        show_role(self._said, role)


class _Row:
    """One action: its words, keys that it has besides, the field, and the way back."""

    def __init__(self, entry: Action) -> None:
        self._entry = entry
        self.title = QLabel(tr(entry.text))
        self.title.setAlignment(leading() | Qt.AlignmentFlag.AlignVCenter)
        self.more = QLabel()
        self.more.setProperty("role", "muted")
        self.field = QKeySequenceEdit()
        self.field.setObjectName(f"keys:{entry.name}")
        self.field.setAccessibleName(tr("Keys for {action}", action=Text(entry.text)))
        self.field.setMaximumSequenceLength(MOST)
        self.field.setClearButtonEnabled(True)
        self.field.setFixedWidth(KEYS)
        for line in self.field.findChildren(QLineEdit):
            line.setPlaceholderText(tr("none"))
        self.back = QToolButton()
        self.back.setObjectName(f"keys:{entry.name}:back")
        self.back.setText("↺")
        self.back.setToolTip(tr("Back to default"))
        self.back.setAccessibleName(tr("Back to default"))
        self.title.setBuddy(self.field)

    def show_keys(self, keys: Keys) -> None:
        """Shows the first of the keys in the field, the others and the canvas's beside it."""
        with QSignalBlocker(self.field):
            self.field.setKeySequence(QKeySequence(keys[0]) if keys else QKeySequence())
        self.more.setText(", ".join(filter(None, [*keys[1:], self._entry.keys])))
        self.back.setEnabled(keys != defaults(self._entry))

    def set_shown(self, shown: bool) -> None:
        """Shows the row or hides it."""
        for widget in (self.title, self.more, self.field, self.back):
            widget.setVisible(shown)
