"""The window's actions: one line each, by menus. A new command is a line here and a function."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from gui import block_menu, clipboard, data_menu, drawing_menu, mark_menu, needs, train_menu
from gui.actions import Action, shortcuts
from gui.canvas import keys
from gui.language import Language
from gui.theme import Scheme

if TYPE_CHECKING:
    from gui.window import Window


def table(window: Window) -> tuple[Action, ...]:
    """All that can be done, in the order of the menus."""
    drawn = (drawing_menu.select, block_menu.block, drawing_menu.wire, drawing_menu.arrange)
    trained = (data_menu.data, train_menu.train)
    menus = (_file, _edit, _select, *drawn, mark_menu.mark, _view, *trained, _help)
    return tuple(action for menu in menus for action in menu(window))


def _file(window: Window) -> tuple[Action, ...]:
    files = window.files
    return (
        Action("new", "File", "New empty network", files.new, "Ctrl+N"),
        Action(
            "gallery",
            "File",
            "New from an architecture…",
            partial(_open_gallery, window),
            "Ctrl+Shift+N",
        ),
        Action("new-window", "File", "New window", files.new_window, "Ctrl+Alt+N"),
        Action("open", "File", "Open…", files.open, "Ctrl+O", separated=True),
        Action("open-window", "File", "Open in a new window…", files.open_in_window, "Ctrl+Alt+O"),
        Action("save", "File", "Save", files.save, "Ctrl+S", separated=True),
        Action("save-as", "File", "Save as…", files.save_as, "Ctrl+Shift+S"),
        Action("export", "File", "Export PyTorch code…", files.export, "Ctrl+E"),
        Action(
            "export-drawing",
            "File",
            "Export drawing…",
            partial(_export_drawing, window),
            "Ctrl+Shift+E",
            missing=partial(needs.drawn, window.session),
        ),
        Action("close", "File", "Close the window", window.close, "Ctrl+W", separated=True),
        Action("quit", "File", "Quit", window.quit_asked.emit, "Ctrl+Q"),
    )


def _edit(window: Window) -> tuple[Action, ...]:
    session, canvas = window.session, window.canvas
    marked = partial(needs.picked, session, canvas.picked)
    past, future = partial(needs.past, session), partial(needs.future, session)
    stage, copied = canvas.stage, partial(needs.copyable, session, canvas.picked)
    twin, wired = clipboard.duplicate, clipboard.duplicate_wired
    return (
        Action("undo", "Edit", "Undo", session.undo, "Ctrl+Z", missing=past),
        Action("redo", "Edit", "Redo", session.redo, "Ctrl+Shift+Z Ctrl+Y", missing=future),
        Action("history", "Edit", "History…", partial(_show_history, window), "Ctrl+Alt+Z"),
        Action(
            "cut",
            "Edit",
            "Cut",
            partial(clipboard.cut, session, canvas.picked),
            "Ctrl+X",
            separated=True,
            missing=copied,
        ),
        Action(
            "copy",
            "Edit",
            "Copy",
            partial(clipboard.copy, session, canvas.picked),
            "Ctrl+C",
            missing=copied,
        ),
        Action(
            "copy-picture",
            "Edit",
            "Copy as picture",
            partial(_copy_picture, window),
            "Ctrl+Shift+C",
            missing=partial(needs.drawn, session),
        ),
        Action("paste", "Edit", "Paste", partial(clipboard.paste, session, canvas), "Ctrl+V"),
        Action("duplicate", "Edit", "Duplicate", partial(twin, stage), "Ctrl+D", missing=copied),
        Action(
            "duplicate-wired",
            "Edit",
            "Duplicate with wires",
            partial(wired, stage),
            "Ctrl+Shift+D",
            missing=copied,
        ),
        Action("delete", "Edit", "Delete", canvas.delete, keys="Delete", missing=marked),
        Action("find", "Edit", "Add a block by typing", partial(_type_block, window), "Ctrl+K"),
        Action("palette", "Edit", "Search blocks", window.palette_panel.search, "Ctrl+Shift+K"),
    )


def _select(window: Window) -> tuple[Action, ...]:
    stage, session = window.canvas.stage, window.session
    marked = partial(needs.picked, session, window.canvas.picked)
    steps = tuple(partial(keys.walk, stage, way, adds=False) for way in keys.WAYS.values())
    return (
        Action("all", "Select", "Select all", partial(_select_all, window), "Ctrl+A"),
        Action(
            "none",
            "Select",
            "Select nothing",
            partial(keys.escape, stage),
            keys="Esc",
            missing=marked,
        ),
        Action("left", "Select", "Next block to the left", steps[0], keys="Ctrl+←", listed=False),
        Action("right", "Select", "Next block to the right", steps[1], keys="Ctrl+→", listed=False),
        Action("up", "Select", "Next block above", steps[2], keys="Ctrl+↑", listed=False),
        Action("down", "Select", "Next block below", steps[3], keys="Ctrl+↓", listed=False),
    )


def _view(window: Window) -> tuple[Action, ...]:
    look, colour = window.canvas.look, window.scheme_chosen.emit
    speak = window.status.language_chosen.emit
    return (
        Action("fit", "View", "Fit all", look.fit_all, "Ctrl+0"),
        Action("fit-selection", "View", "Fit selection", look.fit_selection, "Ctrl+Shift+0"),
        Action("zoom-in", "View", "Zoom in", look.zoom_in, "Ctrl++ Ctrl+="),
        Action("zoom-out", "View", "Zoom out", look.zoom_out, "Ctrl+-"),
        Action("natural", "View", "Natural size", look.zoom_reset, "Ctrl+1"),
        Action("back", "View", "Back to the last place", look.back, "Alt+Left", separated=True),
        Action("forward", "View", "Forward again", look.forward, "Alt+Right"),
        Action("dark", "View", "Dark theme", partial(colour, Scheme.DARK), separated=True),
        Action("light", "View", "Light theme", partial(colour, Scheme.LIGHT)),
        Action("system", "View", "Theme of the desktop", partial(colour, Scheme.SYSTEM)),
        Action("en", "View", "English", partial(speak, Language.ENGLISH), separated=True),
        Action("fa", "View", "Persian", partial(speak, Language.PERSIAN)),
    )


def _help(window: Window) -> tuple[Action, ...]:
    return (
        Action(
            "commands", "Help", "All commands…", partial(_show_commands, window), "Ctrl+Shift+P"
        ),
        Action("keys", "Help", "Keyboard and mouse", partial(_show_keys, window), "F1"),
        Action("shortcuts", "Help", "Change shortcuts…", partial(_change_shortcuts, window)),
        Action("about", "Help", "About Convas", partial(_show_about, window), separated=True),
    )


def _open_gallery(window: Window) -> None:
    from gui.gallery.dialog import Gallery  # noqa: PLC0415  # start-up does without it

    gallery = Gallery(window.files.new_from, window.settings, window.theme, window)
    gallery.accepted.connect(window.canvas.setFocus)
    gallery.open()


def _export_drawing(window: Window) -> None:
    from gui.drawing_export import DrawingExport  # noqa: PLC0415  # start-up does without it

    DrawingExport(window.session, window.theme, window.canvas.pictures, window).open()


def _copy_picture(window: Window) -> None:
    from gui.drawing_export import copy_picture  # noqa: PLC0415  # start-up does without it

    copy_picture(window.session, window.theme, window.canvas.pictures, window)


def _type_block(window: Window) -> None:
    window.canvas.search()


def _select_all(window: Window) -> None:
    window.session.select(tuple(window.session.network.nodes))


def _show_history(window: Window) -> None:
    from gui.history import History  # noqa: PLC0415  # start-up does without it

    History(window.session, window.theme, window).open_below(window.topbar.history)


def _show_commands(window: Window) -> None:
    from gui.commands import CommandPalette  # noqa: PLC0415  # start-up does without it

    known = (window.table, window.actions_by_name, window.settings, window.theme)
    CommandPalette(*known, window).show_over(window.canvas)


def _change_shortcuts(window: Window) -> None:
    from gui.shortcuts import ShortcutEditor  # noqa: PLC0415  # start-up does without it

    editor = ShortcutEditor(window.table, window.settings, window)
    editor.changed.connect(window.shortcuts_changed)
    editor.open()


def _show_keys(window: Window) -> None:
    from gui.key_help import KeyHelp  # noqa: PLC0415  # start-up does without it

    help_ = KeyHelp(shortcuts(window.table, window.actions_by_name), window)
    help_.change_asked.connect(window.actions_by_name["shortcuts"].trigger)
    help_.open()


def _show_about(window: Window) -> None:
    from gui import dialogs  # noqa: PLC0415  # start-up does without them

    dialogs.show_about(window, window.trainer.torch)
