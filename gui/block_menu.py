"""The actions on blocks; one line each, as in `gui.menu`."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QWidget

from gui import blocks, needs
from gui.actions import Action
from gui.canvas import keys

if TYPE_CHECKING:
    from gui.window import Window


def block(window: Window) -> tuple[Action, ...]:
    """Blocks that are made, opened, set and moved."""
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
