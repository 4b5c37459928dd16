"""What the window's first picture does without: the panels around the canvas.

pyqtgraph and numpy take longer to import than all the rest of the window.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from gui.panels import code, data_view, features, inspector, problems, training
from gui.runs.part import Runs

if TYPE_CHECKING:
    from gui.window import Window


def furnish(window: Window, runs: Runs) -> list[QWidget]:
    """Makes the inspector and the panels of the dock, and puts them into their places."""
    parts = (window.session, window.trainer, window.theme)
    problem_panel = problems.Panel(*parts)
    problem_panel.setObjectName("problems")
    problem_panel.count_changed.connect(window.count_problems)
    code_panel = code.Panel(*parts)
    code_panel.export_asked.connect(window.files.export)
    data_panel = data_view.Panel(*parts[:2], window.surveyor, window.theme)
    data_panel.form_asked.connect(window.topbar.open_data)
    training_panel = training.Panel(*parts)
    training_panel.wanted.connect(partial(window.open_tab, "Training"))
    training_panel.put_above(runs.note)
    inspector_panel = inspector.Panel(*parts)
    inspector_panel.left.connect(window.canvas.setFocus)
    docked = [training_panel, data_panel, features.Panel(*parts), runs.panel]
    docked += [code_panel, problem_panel]
    panels = [inspector_panel, *docked]
    places = [window.side, *map(window.dock.widget, range(len(docked)))]
    for place, panel in zip(places, panels, strict=True):
        place.layout().addWidget(panel)
    window.count_problems(len(window.session.inference.problems))
    return panels
