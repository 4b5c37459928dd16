"""The menu itself: what no single action is in it, and what it says as things change."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QMenu

from gui.actions import bind
from gui.files import EXAMPLES
from gui.keymap import bindings
from gui.language import Language, current, tr
from gui.theme import Scheme

if TYPE_CHECKING:
    from gui.window import Window


def complete(window: Window) -> None:
    """Adds what is no single action: recent files, choices; and the gallery where all see it."""
    file, actions = window.submenus["File"], window.actions_by_name
    window.canvas.offered = actions
    first = window.main_menu.actions()[0]
    browse = QAction(tr("Architectures…"), window.main_menu)
    browse.triggered.connect(actions["gallery"].trigger)
    window.main_menu.insertAction(first, browse)
    window.main_menu.insertSeparator(first)
    window.palette_panel.browsed.connect(actions["gallery"].trigger)
    examples = QMenu(tr("Examples"), file)
    for name, title in EXAMPLES.items():
        examples.addAction(tr(title), partial(window.files.new_example, name))
    file.insertMenu(actions["new-window"], examples)
    window.recent_menu = file.addMenu(tr("Open recent"))
    file.insertMenu(actions["save"], window.recent_menu)
    window.recent_menu.aboutToShow.connect(partial(_list_recent, window))
    for choices in (Scheme, Language):
        group = QActionGroup(window)
        for choice in choices:
            actions[choice.value].setCheckable(True)
            group.addAction(actions[choice.value])
    mark(window)


def mark(window: Window) -> None:
    """Marks the theme and the language that are in use."""
    for name in (window.settings.scheme.value, current().value):
        window.actions_by_name[name].setChecked(True)


def rebind(window: Window) -> None:
    """Gives the actions the keys that the settings have now."""
    bind(window.actions_by_name, bindings(window.table, window.settings.shortcuts))


def refresh(window: Window) -> None:
    """Says what can be undone and redone."""
    past, future = window.session.document.past, window.session.document.future
    for name, steps, word in (("undo", past, "Undo"), ("redo", future, "Redo")):
        action = window.actions_by_name[name]
        action.setEnabled(bool(steps))
        label = f"{tr(word)}: {tr(steps[-1])}" if steps else tr(word)
        action.setText(label)
        action.setIconText(tr(word))


def may_leave_training(window: Window) -> bool:
    """Asks what becomes of a training that is under way; False if the user would rather stay."""
    if not window.trainer.training:
        return True
    from gui import dialogs  # noqa: PLC0415  # start-up does without it

    sentence = tr("The network is still training. It can go on without the window.")
    answer = dialogs.ask(window, sentence, "Let it go on", "Stop it", "Cancel")
    if answer == "Stop it":
        window.trainer.stop()
    return answer != "Cancel"


def _list_recent(window: Window) -> None:
    window.recent_menu.clear()
    for path in window.settings.recent:
        window.recent_menu.addAction(str(path), partial(window.files.open_path, path))
    if window.recent_menu.isEmpty():
        window.recent_menu.addAction(tr("Nothing was opened yet")).setEnabled(False)
