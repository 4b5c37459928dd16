"""The window's actions, and what must be asked before it closes."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QLineEdit

from gui import blocks, clipboard
from gui.actions import Action, shortcuts
from gui.language import tr
from gui.theme import Scheme

if TYPE_CHECKING:
    from gui.window import Window


def table(window: Window) -> tuple[Action, ...]:
    """All that can be done, in the order of the menus."""
    files, session, canvas = window.files, window.session, window.canvas
    conduct = window.conductor
    return (
        Action("new", "File", "New empty network", files.new, "Ctrl+N"),
        Action(
            "gallery",
            "File",
            "New from an architecture…",
            partial(_open_gallery, window),
            "Ctrl+Shift+N",
            "Architectures…",
        ),
        Action("open", "File", "Open…", files.open, "Ctrl+O"),
        Action("save", "File", "Save", files.save, "Ctrl+S", separated=True),
        Action("save-as", "File", "Save as…", files.save_as, "Ctrl+Shift+S"),
        Action("export", "File", "Export PyTorch code…", files.export, "Ctrl+E"),
        Action("quit", "File", "Quit", window.close, "Ctrl+Q", separated=True),
        Action("undo", "Edit", "Undo", session.undo, "Ctrl+Z", "Undo"),
        Action("redo", "Edit", "Redo", session.redo, "Ctrl+Shift+Z Ctrl+Y", "Redo"),
        Action("cut", "Edit", "Cut", partial(clipboard.cut, session), "Ctrl+X", separated=True),
        Action("copy", "Edit", "Copy", partial(clipboard.copy, session), "Ctrl+C"),
        Action("paste", "Edit", "Paste", partial(clipboard.paste, session), "Ctrl+V"),
        Action("duplicate", "Edit", "Duplicate", partial(clipboard.duplicate, session), "Ctrl+D"),
        Action("delete", "Edit", "Delete", canvas.delete),
        Action("detach", "Edit", "Disconnect", canvas.detach),
        Action("all", "Edit", "Select all", partial(_select_all, window), "Ctrl+A"),
        Action("find", "Edit", "Search blocks", window.palette_panel.search, "Ctrl+K"),
        Action("group", "Block", "Group", partial(_group, window), "Ctrl+G"),
        Action("ungroup", "Block", "Ungroup", partial(blocks.ungroup, session), "Ctrl+Shift+G"),
        Action("repeat", "Block", "Repeat", partial(blocks.repeat, session), "Ctrl+R"),
        Action(
            "open-block",
            "Block",
            "Open the block",
            partial(blocks.open_block, session),
            "Alt+Down",
            separated=True,
        ),
        Action(
            "close-block",
            "Block",
            "Back out of the block",
            partial(blocks.close_block, session),
            "Alt+Up",
        ),
        Action("make-own", "Block", "Make it my own", partial(blocks.make_own, session)),
        Action(
            "keep",
            "Block",
            "Save to my blocks",
            partial(blocks.keep, window),
            "Ctrl+B",
            separated=True,
        ),
        Action("arrange", "View", "Arrange", window.arrange, "Ctrl+L", "Arrange"),
        Action("fit", "View", "Fit all", canvas.look.fit_all, "Ctrl+0", "Fit"),
        Action("fit-selection", "View", "Fit selection", canvas.look.fit_selection, "Ctrl+Shift+0"),
        Action("zoom-in", "View", "Zoom in", canvas.look.zoom_in, "Ctrl++ Ctrl+="),
        Action("zoom-out", "View", "Zoom out", canvas.look.zoom_out, "Ctrl+-"),
        Action("natural", "View", "Natural size", canvas.look.zoom_reset, "Ctrl+1"),
        Action("train", "Train", "Train", conduct.train, "F5", "▶ Train"),
        Action("pause", "Train", "Pause", conduct.pause, "F6", "❚❚ Pause"),
        Action("stop", "Train", "Stop", conduct.stop, "Shift+F5", "■ Stop"),
        Action("keys", "Help", "Keyboard and mouse", partial(_show_keys, window), "F1"),
        Action("about", "Help", "About Convas", partial(_show_about, window)),
    )


def complete(window: Window) -> None:
    """Adds what is no single action: recent files, themes; and the gallery where all see it."""
    file, view = window.submenus["File"], window.submenus["View"]
    window.canvas.offered = window.actions_by_name
    first = window.main_menu.actions()[0]
    browse = QAction(tr("Architectures…"), window.main_menu)
    browse.triggered.connect(window.actions_by_name["gallery"].trigger)
    window.main_menu.insertAction(first, browse)
    window.main_menu.insertSeparator(first)
    window.palette_panel.browsed.connect(window.actions_by_name["gallery"].trigger)
    window.recent_menu = file.addMenu(tr("Open recent"))
    file.insertMenu(window.actions_by_name["save"], window.recent_menu)
    window.recent_menu.aboutToShow.connect(partial(_list_recent, window))
    view.addSeparator()
    schemes = QActionGroup(window)
    for scheme, title in _SCHEMES.items():
        action = view.addAction(tr(title), partial(window.scheme_chosen.emit, scheme))
        action.setCheckable(True)
        action.setChecked(window.settings.scheme is scheme)
        schemes.addAction(action)


_SCHEMES = {
    Scheme.DARK: "Dark theme",
    Scheme.LIGHT: "Light theme",
    Scheme.SYSTEM: "Theme of the desktop",
}


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
    if not window.trainer.busy:
        return True
    from gui import dialogs  # noqa: PLC0415  # start-up does without it

    sentence = tr("The network is still training. It can go on without the window.")
    answer = dialogs.ask(window, sentence, "Let it go on", "Stop it", "Cancel")
    if answer == "Stop it":
        window.trainer.stop()
    return answer != "Cancel"


def _open_gallery(window: Window) -> None:
    from gui.gallery.dialog import Gallery  # noqa: PLC0415  # start-up does without it

    gallery = Gallery(window.files.new_from, window.settings, window.theme, window)
    gallery.accepted.connect(window.canvas.setFocus)
    gallery.open()


def _list_recent(window: Window) -> None:
    window.recent_menu.clear()
    for path in window.settings.recent:
        window.recent_menu.addAction(str(path), partial(window.files.open_path, path))
    if window.recent_menu.isEmpty():
        window.recent_menu.addAction(tr("Nothing was opened yet")).setEnabled(False)


def _group(window: Window) -> None:
    """Groups what is selected, and lets the new block be named at once."""
    if blocks.group(window.session, window.canvas):
        name = window.side.findChild(QLineEdit, "field:name")
        if name is not None:
            name.setFocus()
            name.selectAll()


def _select_all(window: Window) -> None:
    window.session.select(tuple(window.session.network.nodes))


def _show_keys(window: Window) -> None:
    from gui import dialogs  # noqa: PLC0415  # start-up does without them

    dialogs.show_shortcuts(window, shortcuts(window.table))


def _show_about(window: Window) -> None:
    from gui import dialogs  # noqa: PLC0415  # start-up does without them

    dialogs.show_about(window, window.trainer.torch)
