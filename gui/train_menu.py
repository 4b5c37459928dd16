"""The actions of training; one line each, as in `gui.menu`."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from gui import needs, trials
from gui.actions import Action

if TYPE_CHECKING:
    from gui.window import Window


def train(window: Window) -> tuple[Action, ...]:
    """Training, trials of the network, and the runs that were."""
    conduct = window.conductor
    idle = partial(needs.idle, window.trainer)
    training = partial(needs.training, window.trainer)
    stoppable = partial(needs.stoppable, window.trainer)
    return (
        Action("train", "Train", "Train", conduct.train, "F5", missing=idle),
        Action("pause", "Train", "Pause", conduct.pause, "F6", missing=training),
        Action("stop", "Train", "Stop", conduct.stop, "Shift+F5", missing=stoppable),
        *_trials(window),
        *_runs(window),
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


def _runs(window: Window) -> tuple[Action, ...]:
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
