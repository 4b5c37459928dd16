"""Every action of the window as data; menus, shortcuts and the top bar are loops over it."""

from collections.abc import Callable

from msgspec import Struct
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu, QWidget

from gui.language import tr


class Action(Struct, frozen=True):
    """One thing that can be done: `brief` is what a button says, `text` what a menu says."""

    name: str
    menu: str
    text: str
    run: Callable[[], object]
    shortcut: str = ""
    brief: str = ""
    separated: bool = False


def made(table: tuple[Action, ...], owner: QWidget) -> dict[str, QAction]:
    """The actions by name, with their shortcuts working in the owner's window."""
    actions: dict[str, QAction] = {}
    for entry in table:
        action = QAction(tr(entry.text), owner)
        action.setObjectName(f"action:{entry.name}")
        action.setIconText(tr(entry.brief or entry.text))
        action.setShortcuts([QKeySequence(keys) for keys in entry.shortcut.split(" ") if keys])
        action.triggered.connect(entry.run)
        owner.addAction(action)
        actions[entry.name] = action
    return actions


def menus(table: tuple[Action, ...], actions: dict[str, QAction], menu: QMenu) -> dict[str, QMenu]:
    """Fills a menu with the table's submenus, and gives them by their English names."""
    found: dict[str, QMenu] = {}
    for entry in table:
        if entry.menu not in found:
            found[entry.menu] = menu.addMenu(tr(entry.menu))
        if entry.separated:
            found[entry.menu].addSeparator()
        found[entry.menu].addAction(actions[entry.name])
    return found


def shortcuts(table: tuple[Action, ...]) -> tuple[tuple[str, str], ...]:
    """What there is to know about keys: (what, keys), for the help."""
    own = [(tr(entry.text), entry.shortcut.replace(" ", ", ")) for entry in table]
    canvas = [
        (tr("Remove the selected blocks or wire"), "Delete"),
        (tr("Move the selected blocks"), "← ↑ → ↓"),
        (tr("Select the next block along the wires"), "Ctrl+← ↑ → ↓"),
        (tr("Add it to the selection"), "Ctrl+Shift+← ↑ → ↓"),
        (tr("Give up what is being dragged, or select nothing"), "Esc"),
        (tr("Move the view"), tr("Space or middle button, and drag")),
        (tr("Zoom"), tr("Wheel")),
        (tr("Open a block"), tr("Double click, or Enter")),
        (tr("Back out of a block"), tr("Esc or Backspace, with nothing selected")),
        (tr("Add to the selection"), tr("Shift or Ctrl, and click")),
    ]
    return tuple((what, keys) for what, keys in (*own, *canvas) if keys)
