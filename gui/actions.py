"""Every action of the window as data; menus, shortcuts, the command palette and the top bar are
loops over it.
"""

from collections.abc import Callable, Mapping
from typing import Final

from msgspec import Struct
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu, QWidget

from gui.language import tr

CANVAS_KEYS: Final = "canvas keys"


BUTTONS: Final = {
    "undo": "Undo",
    "redo": "Redo",
    "arrange": "Arrange",
    "fit": "Fit",
    "gallery": "Architectures…",
    "train": "▶ Train",
    "pause": "❚❚ Pause",
    "stop": "■ Stop",
}
"""What buttons say, where that is not what a menu says."""


class Action(Struct, frozen=True):
    """One thing that can be done; `text` is what a menu says."""

    name: str
    menu: str
    text: str
    run: Callable[[], object]
    shortcut: str = ""
    """The keys that it has as long as the user gives it no others; several stand apart."""
    separated: bool = False
    keys: str = ""
    """What the canvas takes for it besides, such as Delete; not to be changed."""
    missing: Callable[[], str] = str
    """Why it cannot be done now, as a sentence for the user; nothing if it can."""
    listed: bool = True
    """Whether its menu has it; the command palette has all."""


def made(
    table: tuple[Action, ...], owner: QWidget, keys: Mapping[str, tuple[str, ...]]
) -> dict[str, QAction]:
    """The actions by name, with their shortcuts working in the owner's window."""
    actions: dict[str, QAction] = {}
    for entry in table:
        action = QAction(tr(entry.text), owner)
        action.setObjectName(f"action:{entry.name}")
        action.setIconText(tr(BUTTONS.get(entry.name, entry.text)))
        action.setProperty(CANVAS_KEYS, entry.keys if entry.listed else "")
        action.triggered.connect(entry.run)
        owner.addAction(action)
        actions[entry.name] = action
    bind(actions, keys)
    return actions


def bind(actions: Mapping[str, QAction], keys: Mapping[str, tuple[str, ...]]) -> None:
    """Gives every action its keys, and no others."""
    for action in actions.values():
        action.setShortcuts([])  # first all: keys that change hands are never two actions'
    for name, action in actions.items():
        action.setShortcuts([QKeySequence(one) for one in keys.get(name, ())])
        only = "" if action.shortcuts() else action.property(CANVAS_KEYS)
        text = words_of(action)
        action.setText(f"{text}\t{only}" if only else text)  # a menu has it where shortcuts are


def menus(table: tuple[Action, ...], actions: dict[str, QAction], menu: QMenu) -> dict[str, QMenu]:
    """Fills a menu with the table's submenus, and gives them by their English names."""
    found: dict[str, QMenu] = {}
    for entry in table:
        if not entry.listed:
            continue
        if entry.menu not in found:
            found[entry.menu] = menu.addMenu(tr(entry.menu))
        if entry.separated:
            found[entry.menu].addSeparator()
        found[entry.menu].addAction(actions[entry.name])
    return found


def words_of(action: QAction) -> str:
    """What an action is called, without keys."""
    return action.text().partition("\t")[0]


def keys_of(action: QAction) -> str:
    """The keys that an action has now, as they stand on a keyboard; nothing if it has none."""
    every = (keys.toString(QKeySequence.SequenceFormat.NativeText) for keys in action.shortcuts())
    return ", ".join(every)


def pressed(entry: Action, action: QAction) -> str:
    """The same with those of the canvas."""
    return ", ".join(filter(None, (keys_of(action), entry.keys)))


def shortcuts(
    table: tuple[Action, ...], actions: Mapping[str, QAction]
) -> dict[str, tuple[tuple[str, str], ...]]:
    """What there is to know about keys: (what, keys) by menus, for the help; the canvas last."""
    found: dict[str, list[tuple[str, str]]] = {}
    for entry in table:
        keys = pressed(entry, actions[entry.name])
        if entry.listed and keys:
            found.setdefault(tr(entry.menu), []).append((tr(entry.text), keys))
    found[tr("On the canvas")] = [
        (tr("Add a block by typing; again: on to the next part of the window"), "Tab"),
        (tr("Back to the last part of the window"), "Shift+Tab"),
        (tr("Move the selected blocks"), "← ↑ → ↓"),
        (tr("Select the next block along the wires"), "Ctrl+← ↑ → ↓"),
        (tr("Add it to the selection"), "Ctrl+Shift+← ↑ → ↓"),
        (tr("From a wire to its ends, and to the wires beside it"), "← ↑ → ↓"),
        (tr("Give up what is being dragged, or select nothing"), "Esc"),
        (tr("Move the view"), tr("Space or middle button, and drag")),
        (tr("Zoom"), tr("Wheel")),
        (tr("Open a block"), tr("Double click, or Enter")),
        (tr("Back out of a block"), tr("Esc or Backspace, with nothing selected")),
        (tr("Add to the selection"), tr("Shift or Ctrl, and click")),
        (tr("Lasso"), tr("Alt and drag on the free canvas")),
        (tr("Copy it by dragging"), tr("Ctrl and drag")),
        (
            tr("Take it out of its chain; the wires close behind it"),
            tr("Alt and drag, or shake it"),
        ),
        (tr("Into no wire, while it is dragged"), tr("Hold Alt while dragging")),
        (tr("Along one axis only"), tr("Hold Shift while dragging")),
        (tr("Without guides and grid"), tr("Press Ctrl while dragging")),
        (tr("Move a frame with its blocks"), tr("Drag its title")),
        (tr("Write a title or a note"), tr("Double click")),
    ]
    return {title: tuple(known) for title, known in found.items()}
