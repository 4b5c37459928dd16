"""The entries of the Train menu about runs that were; one line each, as in `gui.menu`."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from gui import needs
from gui.actions import Action

if TYPE_CHECKING:
    from gui.window import Window


def runs(window: Window) -> tuple[Action, ...]:
    """Going on with the last run of the project, and the table of all."""
    idle = partial(needs.idle, window.trainer)
    resume, further = partial(_resume, window), partial(_further, window)
    table = partial(_table, window)
    return (
        Action(
            "resume",
            "Train",
            "Resume the last run",
            resume,
            "Ctrl+F6",
            separated=True,
            missing=idle,
        ),
        Action(
            "further", "Train", "Continue the last run…", further, "Ctrl+Shift+F6", missing=idle
        ),
        Action("runs", "Train", "Compare runs", table, "F7"),
    )


def _resume(window: Window) -> None:
    if window.runs is not None:
        window.runs.book.resume_last()


def _further(window: Window) -> None:
    if window.runs is not None:
        window.runs.ask_further()


def _table(window: Window) -> None:
    if window.runs is not None:
        window.runs.show_tab()
