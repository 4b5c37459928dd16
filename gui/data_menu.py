"""The actions on the data set; one line each, as in `gui.menu`."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from gui import datasets, needs
from gui.actions import Action

if TYPE_CHECKING:
    from gui.window import Window


def data(window: Window) -> tuple[Action, ...]:
    """Which pictures the network is trained on, and that it suits them."""
    session, surveyor = window.session, window.surveyor
    misfit = partial(needs.misfit, session)
    return (
        Action("data", "Data", "Choose a data set…", window.topbar.open_data),
        Action(
            "use-folder",
            "Data",
            "Use a folder of pictures…",
            partial(datasets.use_folder, window),
            "Ctrl+Shift+O",
        ),
        Action("use-file", "Data", "Use a data file…", partial(datasets.use_file, window)),
        Action("show-data", "Data", "Show the data set", partial(window.open_tab, "Data")),
        Action(
            "look-through",
            "Data",
            "Look the data set through",
            surveyor.look_through,
            missing=partial(needs.located, surveyor),
        ),
        Action(
            "fit-network",
            "Data",
            "Fit the network to the data set",
            partial(datasets.fit, session),
            "Ctrl+Shift+I",
            separated=True,
            missing=misfit,
        ),
    )
