"""The window's actions: one line each, by menus. A new command is a line here and a function."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QWidget

from gui import blocks, clipboard, data_menu, drawing_menu, mark_menu, needs, trials
from gui.actions import Action, shortcuts
from gui.canvas import keys
from gui.language import Language
from gui.runs import actions
from gui.theme import Scheme

if TYPE_CHECKING:
    from gui.window import Window


def table(window: Window) -> tuple[Action, ...]:
    """All that can be done, in the order of the menus."""
    drawn = (drawing_menu.select, _block, drawing_menu.wire, drawing_menu.arrange, mark_menu.mark)
    menus = (_file, _edit, _select, *drawn, _view, data_menu.data, _train, _help)
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


def _block(window: Window) -> tuple[Action, ...]:
    session = window.session
    chosen, one = partial(needs.selected, session), partial(needs.one, session)
    inside, opened = partial(needs.inside, session), partial(needs.opened, session)
    nudges = tuple(partial(keys.nudge, window.canvas.stage, way) for way in keys.WAYS.values())
    return (
        Action("group", "Block", "Group", partial(_group, window), "Ctrl+G", missing=chosen),
        Action(
            "ungroup",
            "Block",
            "Ungroup",
            partial(blocks.ungroup, session),
            "Ctrl+Shift+G",
            missing=chosen,
        ),
        Action("repeat", "Block", "Repeat", partial(blocks.repeat, session), "Ctrl+R", missing=one),
        Action(
            "open-block",
            "Block",
            "Open the block",
            partial(blocks.open_block, session),
            "Alt+Down",
            separated=True,
            keys="Enter",
            missing=inside,
        ),
        Action(
            "close-block",
            "Block",
            "Back out of the block",
            partial(blocks.close_block, session),
            "Alt+Up",
            keys="Backspace",
            missing=opened,
        ),
        Action("make-own", "Block", "Make it my own", partial(blocks.make_own, session)),
        Action(
            "settings",
            "Block",
            "Edit its settings",
            partial(_edit_settings, window),
            "F4",
            missing=chosen,
        ),
        Action(
            "keep",
            "Block",
            "Save to my blocks",
            partial(blocks.keep, window),
            "Ctrl+B",
            separated=True,
        ),
        Action(
            "nudge-left",
            "Block",
            "Move to the left",
            nudges[0],
            keys="←",
            missing=chosen,
            listed=False,
        ),
        Action(
            "nudge-right",
            "Block",
            "Move to the right",
            nudges[1],
            keys="→",
            missing=chosen,
            listed=False,
        ),
        Action("nudge-up", "Block", "Move up", nudges[2], keys="↑", missing=chosen, listed=False),
        Action(
            "nudge-down", "Block", "Move down", nudges[3], keys="↓", missing=chosen, listed=False
        ),
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


def _train(window: Window) -> tuple[Action, ...]:
    conduct = window.conductor
    idle = partial(needs.idle, window.trainer)
    training = partial(needs.training, window.trainer)
    stoppable = partial(needs.stoppable, window.trainer)
    return (
        Action("train", "Train", "Train", conduct.train, "F5", missing=idle),
        Action("pause", "Train", "Pause", conduct.pause, "F6", missing=training),
        Action("stop", "Train", "Stop", conduct.stop, "Shift+F5", missing=stoppable),
        *_trials(window),
        *actions.runs(window),
    )


def _trials(window: Window) -> tuple[Action, ...]:
    parts = (window.session, window.trainer)
    idle = partial(needs.idle, window.trainer)
    find, overfit = (partial(begin, *parts) for begin in (trials.find_rate, trials.overfit))
    return (
        Action(
            "find-rate",
            "Train",
            "Find learning rate",
            find,
            "Ctrl+F5",
            separated=True,
            missing=idle,
        ),
        Action("overfit", "Train", "Can it learn?", overfit, "Ctrl+Shift+F5", missing=idle),
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


def _group(window: Window) -> None:
    """Groups what is selected, and lets the new block be named at once."""
    if blocks.group(window.session, window.canvas):
        name = window.side.findChild(QLineEdit, "field:name")
        if name is not None:
            name.setFocus()
            name.selectAll()


def _edit_settings(window: Window) -> None:
    """Puts the keyboard into the inspector's first setting; Esc leads back to the canvas."""
    fields = [w for w in window.side.findChildren(QWidget) if w.objectName().startswith("field:")]
    for field in fields:
        parts = [field, *field.findChildren(QWidget)]
        takers = [w for w in parts if w.isVisible() and w.focusPolicy() & Qt.FocusPolicy.TabFocus]
        if takers and field.objectName() != "field:name":
            takers[0].setFocus(Qt.FocusReason.TabFocusReason)
            return
    window.session.refuse("There is nothing to set here.")


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
