"""Which keys belong to which action: the table's, and what the user has changed.

Keys are in Qt's portable text, "Ctrl+Shift+S". What a user chose goes before what the table says;
of two actions that want the same keys only one gets them.
"""

from collections.abc import Mapping
from typing import Final

from PySide6.QtCore import QKeyCombination, Qt
from PySide6.QtGui import QKeySequence

from graph.text import Text
from gui.actions import Action

Keys = tuple[str, ...]

_ARROWS: Final = ("Left", "Right", "Up", "Down")
CANVAS: Final = frozenset(
    ["Esc", "Space", "Del", "Backspace", "Return", "Enter", "Tab", "Backtab", "Shift+Tab", "F10"]
    + [f"{held}{arrow}" for held in ("", "Ctrl+", "Shift+", "Ctrl+Shift+") for arrow in _ARROWS]
)
"""Keys that the canvas takes by itself, and F10 for the menu."""


def defaults(entry: Action) -> Keys:
    """The keys of an action as the table has them."""
    return tuple(keys for keys in entry.shortcut.split(" ") if keys)


def bindings(table: tuple[Action, ...], changed: Mapping[str, Keys]) -> dict[str, Keys]:
    """The keys of every action; what is damaged in `changed` counts as not changed."""
    found: dict[str, Keys] = {}
    taken: set[str] = set()
    for entry in sorted(table, key=lambda entry: entry.name not in changed):  # those first
        wanted = changed.get(entry.name)
        if wanted is None or not all(map(proper, wanted)):
            wanted = defaults(entry)
        found[entry.name] = keys = tuple(one for one in wanted if one not in taken)
        taken.update(keys)
    return found


def proper(keys: str) -> bool:
    """Whether a text is one key, as Qt writes it, that may be a shortcut."""
    sequence = QKeySequence.fromString(keys, QKeySequence.SequenceFormat.PortableText)
    known = sequence.count() == 1 and _first(sequence).key() != Qt.Key.Key_unknown
    return known and sequence.toString() == keys and refusal(keys) is None


def refusal(keys: str) -> Text | None:
    """Why keys cannot be the shortcut of anything; None if they can."""
    if keys in CANVAS:
        return Text("The canvas itself uses {keys}. Choose other keys.", {"keys": keys})
    combination = _first(QKeySequence(keys))
    held = combination.keyboardModifiers() & ~Qt.KeyboardModifier.ShiftModifier
    if held == Qt.KeyboardModifier.NoModifier and combination.key() < Qt.Key.Key_Escape:
        return Text(
            "{keys} alone is for typing. Hold Ctrl or Alt with it, or take an F key.",
            {"keys": keys},
        )
    return None


def owner(keys: str, table: tuple[Action, ...], bound: Mapping[str, Keys]) -> Action | None:
    """The action that has these keys; None if they are free."""
    return next((entry for entry in table if keys in bound[entry.name]), None)


def _first(sequence: QKeySequence) -> QKeyCombination:
    return sequence[0]  # type: ignore[index]  # PySide6's stubs leave it out
